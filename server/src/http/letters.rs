//! Reminders that go by post, as one PDF for the printer.

use app::caller::reveal;
use app::error::ApiError;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, Method};

use super::arrive::wants_html;
use super::documents::{attachment, caller};
use super::filing::ALONE;
use super::{Portal, failure};

pub(super) async fn batch(
    State(portal): State<Portal>,
    Path(batch): Path<String>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as read
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    let caller = caller(request.extensions());
    let letters = async {
        let batch = batch.parse().map_err(|_| ApiError::NotFound)?;
        office::dunning::letters(&caller?, batch).await.map_err(reveal)
    };
    match letters.await {
        Ok(bytes) => {
            let mut response = bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
            headers.insert(CONTENT_DISPOSITION, attachment("letters.pdf"));
            headers.insert(CONTENT_SECURITY_POLICY, ALONE);
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => failure::respond(&portal, html, &error),
    }
}
