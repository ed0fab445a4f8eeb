//! Files made of what is on record, to be taken away: lists, books and papers about money.

use app::error::ApiError;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, Method};
use office::Caller;

use super::arrive::wants_html;
use super::documents::{attachment, caller};
use super::filing::ALONE;
use super::{Portal, failure};

pub(super) const CSV: &str = "text/csv; charset=utf-8";
pub(super) const TEXT: &str = "text/plain; charset=utf-8";
pub(super) const PDF: &str = "application/pdf";
pub(super) const ZIP: &str = "application/zip";

pub(super) struct File {
    /// A media type.
    pub(super) media: &'static str,
    /// Nobody's name: it lies in a folder of downloads.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Makes the file for whoever asks, and answers with it.
pub(super) async fn send<Made>(
    portal: &Portal,
    request: Request,
    make: impl FnOnce(Caller) -> Made,
) -> Response
where
    Made: Future<Output = Result<File, ApiError>>,
{
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as taken away
    if request.method() != Method::GET {
        return failure::respond_as(portal, html, 405, &ApiError::Malformed);
    }
    let made = match caller(request.extensions()) {
        Ok(caller) => make(caller).await,
        Err(error) => Err(error),
    };
    answer(portal, html, made)
}

/// The file as it leaves, or why it does not.
pub(super) fn answer(portal: &Portal, html: bool, made: Result<File, ApiError>) -> Response {
    match made {
        Ok(file) => {
            let mut response = file.bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.media));
            headers.insert(CONTENT_DISPOSITION, attachment(&file.name));
            headers.insert(CONTENT_SECURITY_POLICY, ALONE);
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => failure::respond(portal, html, &error),
    }
}

/// No form stands where a file is asked for, to say it beside a field.
pub(super) fn without_fields(error: ApiError) -> ApiError {
    match error {
        ApiError::Invalid(errors) => ApiError::Conflict(
            errors.0.into_iter().map(|it| it.message).collect::<Vec<_>>().join(" "),
        ),
        error => error,
    }
}
