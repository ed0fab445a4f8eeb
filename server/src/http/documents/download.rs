//! A version as it was stored, or a range of it.

use app::caller::{id, reveal};
use app::error::ApiError;
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::TryStreamExt;
use http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, IF_RANGE, RANGE,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use office::documents::{self, Opened, Purpose};
use serde::Deserialize;

use super::disposition::attachment;
use super::range::{Asked, asked};
use crate::http::arrive::wants_html;
use crate::http::{Portal, failure};

#[derive(Debug, Deserialize)]
pub(in crate::http) struct Which {
    version: Option<i32>,
}

pub(in crate::http) async fn download(
    State(portal): State<Portal>,
    Path(document): Path<String>,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    let version = match which {
        Ok(Query(which)) => which.version,
        Err(_) => return failure::respond(&portal, html, &ApiError::NotFound),
    };
    // asking for the head alone discloses nothing, and would be recorded as a download
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    let (parts, _) = request.into_parts();
    match answer(&document, version, &parts).await {
        Ok(response) => response,
        Err(error) => failure::respond(&portal, html, &error),
    }
}

async fn answer(
    document: &str,
    version: Option<i32>,
    request: &Parts,
) -> Result<Response, ApiError> {
    let caller = super::caller(&request.extensions)?;
    let headers = &request.headers;
    let header = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let wanted = header(RANGE);
    let part = matches!(asked(wanted, u64::MAX), Asked::Part(_)) && header(IF_RANGE).is_none();
    let opened = documents::open(&caller, id(document)?, version, Purpose::Download, part)
        .await
        .map_err(reveal)?;
    let tag = tag(&opened);
    // a range of what has changed meanwhile would not fit what is there
    let still = header(IF_RANGE).is_none_or(|known| known == tag);
    let asked = asked(wanted.filter(|_| still), opened.length);
    let mut response = match asked {
        Asked::Beyond => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            put(&mut response, CONTENT_RANGE, &format!("bytes */{}", opened.length));
            return Ok(response);
        }
        Asked::Whole => {
            let length = opened.length;
            let mut response = respond(&opened.name, &opened.media);
            put(&mut response, CONTENT_LENGTH, &length.to_string());
            *response.body_mut() = body(opened, &caller, None);
            response
        }
        Asked::Part(range) => {
            let shown = format!("bytes {}-{}/{}", range.start, range.end - 1, opened.length);
            let mut response = respond(&opened.name, &opened.media);
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            put(&mut response, CONTENT_RANGE, &shown);
            put(&mut response, CONTENT_LENGTH, &(range.end - range.start).to_string());
            *response.body_mut() = body(opened, &caller, Some(range));
            response
        }
    };
    put(&mut response, ETAG, &tag);
    Ok(response)
}

fn body(opened: Opened, caller: &office::Caller, range: Option<std::ops::Range<u64>>) -> Body {
    // an error in the middle breaks the connection off: what came is not taken for the whole
    Body::from_stream(opened.bytes(caller, range).inspect_err(|error| {
        tracing::warn!(error = %error, "a download was broken off");
    }))
}

/// A browser keeps it as a file and shows nothing of it.
pub(in crate::http) fn respond(name: &str, media: &str) -> Response {
    let mut response = ().into_response();
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(CONTENT_DISPOSITION, attachment(name));
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_str(media)
            .unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

fn tag(opened: &Opened) -> String {
    let hash = &opened.content_hash[..opened.content_hash.len().min(16)];
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(hash))
}

fn put(response: &mut Response, name: http::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
