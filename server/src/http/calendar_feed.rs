//! Calendars for other programs: a person's feed, and one appointment by the link in its notice. Neither
//! asks for a session: the address is the key, and what it opens is looked up anew each time.

use std::sync::Arc;

use app::caller::reveal;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderValue, Method, StatusCode};
use office::feeds::{self, Feed};

use super::arrive::wants_html;
use super::{Portal, failure};
use app::error::ApiError;

const CALENDAR: HeaderValue = HeaderValue::from_static("text/calendar; charset=utf-8");
/// Programs keep it and ask whether it holds; nobody between does.
const ASK_FIRST: HeaderValue = HeaderValue::from_static("private, no-cache");

pub(super) async fn feed(
    State(portal): State<Portal>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    let known = request.headers().get(IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    match feeds::read(&Arc::clone(&portal.office), &token, known).await {
        Ok(Feed::Unchanged { etag }) => marked(StatusCode::NOT_MODIFIED, &etag, Body::empty()),
        Ok(Feed::Whole { etag, text }) => {
            let mut response = marked(StatusCode::OK, &etag, Body::from(text));
            response.headers_mut().insert(CONTENT_TYPE, CALENDAR);
            response
        }
        Err(error) => failure::respond(&portal, html, &reveal(error)),
    }
}

fn marked(status: StatusCode, etag: &str, body: Body) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, ASK_FIRST);
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(ETAG, etag);
    }
    response
}

pub(super) async fn appointment(
    State(portal): State<Portal>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    match office::notices::link::calendar(&portal.office, &token).await {
        Ok(text) => {
            let mut response = Body::from(text).into_response();
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, CALENDAR);
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            headers.insert(
                CONTENT_DISPOSITION,
                HeaderValue::from_static("attachment; filename=\"appointment.ics\""),
            );
            response
        }
        Err(error) => failure::respond(&portal, html, &reveal(error)),
    }
}
