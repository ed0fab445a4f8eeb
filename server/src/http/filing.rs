//! Scans of the filing queue: their pages as pictures, and their files. What may be read is the office's to
//! say, and is on record before the first byte.

use app::caller::{id, reveal};
use app::error::ApiError;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{Extensions, HeaderValue, Method};
use office::filing;

use super::arrive::wants_html;
use super::documents::{attachment, caller};
use super::{Portal, failure};

/// Of a page on the screen, in pixels.
const PAGE_WIDTH: u32 = 1_000;

pub(super) const ALONE: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");

pub(super) async fn page(
    State(portal): State<Portal>,
    Path((scan, page)): Path<(String, String)>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    match picture(&scan, &page, request.extensions()).await {
        Ok(response) => response,
        Err(error) => failure::respond(&portal, html, &error),
    }
}

async fn picture(scan: &str, page: &str, extensions: &Extensions) -> Result<Response, ApiError> {
    let caller = caller(extensions)?;
    let scan = id(scan)?;
    let page = page.parse().map_err(|_| ApiError::NotFound)?;
    let png = filing::picture(&caller, scan, page, PAGE_WIDTH).await.map_err(reveal)?;
    let mut response = Body::from(png).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/png"));
    headers.insert(CONTENT_SECURITY_POLICY, ALONE);
    Ok(response)
}

pub(super) async fn download(
    State(portal): State<Portal>,
    Path(scan): Path<String>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as a download
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    match file(&scan, request.extensions()).await {
        Ok(response) => response,
        Err(error) => failure::respond(&portal, html, &error),
    }
}

async fn file(scan: &str, extensions: &Extensions) -> Result<Response, ApiError> {
    let caller = caller(extensions)?;
    let opened = filing::open(&caller, id(scan)?).await.map_err(reveal)?;
    let (name, media, length) = (opened.name.clone(), opened.media.clone(), opened.length);
    let body = Body::from_stream(opened.bytes().inspect_err(|error| {
        tracing::warn!(error = %error, "a download was broken off");
    }));
    Ok(sent(body, &name, &media, length))
}

/// Something that a browser keeps as a file and shows nothing of.
pub(super) fn sent(body: Body, name: &str, media: &str, length: u64) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_DISPOSITION, attachment(name));
    let media = HeaderValue::from_str(media);
    headers.insert(
        CONTENT_TYPE,
        media.unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(CONTENT_SECURITY_POLICY, ALONE);
    response
}
