//! Pages of a version as pictures, and the small one of the first. Drawn for this answer or a moment
//! ago; a browser keeps none of them.

use app::caller::{id, reveal};
use app::error::ApiError;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Method};
use office::Caller;
use office::documents::{self, Drawn, PAGE_WIDTH};
use papers::Refusal;
use serde::Deserialize;

use crate::http::arrive::wants_html;
use crate::http::{Portal, failure};

/// Pixels across a page that may be asked for.
const WIDTHS: std::ops::RangeInclusive<u32> = 16..=2_000;
/// Seconds after which trying again makes sense while others are being drawn.
const RETRY_SECONDS: u32 = 3;

#[derive(Debug, Deserialize)]
pub(in crate::http) struct Which {
    version: Option<i32>,
    width: Option<u32>,
}

type Asked = Result<Query<Which>, QueryRejection>;

pub(in crate::http) async fn page(
    State(portal): State<Portal>,
    Path((document, page)): Path<(String, String)>,
    which: Asked,
    request: Request,
) -> Response {
    let (html, caller) = (wants_html(request.headers()), caller(request));
    let drawn = async {
        let caller = caller?;
        let Query(which) = which.map_err(|_| ApiError::NotFound)?;
        let page = page.parse::<u32>().ok().filter(|page| *page > 0).ok_or(ApiError::NotFound)?;
        let width = Some(which.width.unwrap_or(PAGE_WIDTH)).filter(|width| WIDTHS.contains(width));
        let width = width.ok_or(ApiError::NotFound)?;
        documents::page_picture(&caller, id(&document)?, which.version, page, width)
            .await
            .map_err(reveal)
    };
    answer(&portal, html, drawn.await)
}

pub(in crate::http) async fn thumbnail(
    State(portal): State<Portal>,
    Path(document): Path<String>,
    which: Asked,
    request: Request,
) -> Response {
    let (html, caller) = (wants_html(request.headers()), caller(request));
    let drawn = async {
        let caller = caller?;
        let Query(which) = which.map_err(|_| ApiError::NotFound)?;
        documents::thumbnail(&caller, id(&document)?, which.version).await.map_err(reveal)
    };
    answer(&portal, html, drawn.await)
}

/// Asking for the head alone discloses nothing, and would be recorded as a look.
fn caller(request: Request) -> Result<Caller, ApiError> {
    match *request.method() {
        Method::GET => super::caller(request.extensions()),
        _ => Err(ApiError::Malformed),
    }
}

pub(in crate::http) fn answer(
    portal: &Portal,
    html: bool,
    drawn: Result<Result<Drawn, Refusal>, ApiError>,
) -> Response {
    match drawn {
        Ok(Ok(drawn)) => picture(drawn),
        Ok(Err(Refusal::NoSuchPage)) => failure::respond(portal, html, &ApiError::NotFound),
        Ok(Err(refusal @ (Refusal::Busy | Refusal::Unavailable))) => {
            let why = ApiError::Conflict(refusal.to_string());
            let mut response = failure::respond_as(portal, html, 503, &why);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(RETRY_SECONDS));
            response
        }
        Ok(Err(refusal)) => {
            failure::respond(portal, html, &ApiError::Conflict(refusal.to_string()))
        }
        Err(ApiError::Malformed) => failure::respond_as(portal, html, 405, &ApiError::Malformed),
        Err(error) => failure::respond(portal, html, &error),
    }
}

fn picture(drawn: Drawn) -> Response {
    let png = Bytes::from_owner(drawn);
    let length = png.len();
    let mut response = Body::from(png).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/png"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    response
}
