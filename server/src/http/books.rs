//! The journal, to be taken away: as a table for bookkeeping programs, or as plain-text accounting.

use app::caller::reveal;
use app::error::ApiError;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Response};
use domain::billing::journal::{Format, JournalFilter};
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, Method};

use super::arrive::wants_html;
use super::documents::{attachment, caller};
use super::filing::ALONE;
use super::{Portal, failure};

pub(super) async fn journal(
    State(portal): State<Portal>,
    filter: Result<Query<JournalFilter>, QueryRejection>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as an export
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    let caller = caller(request.extensions());
    let journal = async {
        let caller = caller?;
        let Query(filter) = filter.map_err(|_| ApiError::NotFound)?;
        let made = office::billing::journal(&caller, &filter).await.map_err(reveal);
        // no form stands here to say it beside a field
        made.map_err(|error| match error {
            ApiError::Invalid(errors) => ApiError::Conflict(
                errors.0.into_iter().map(|it| it.message).collect::<Vec<_>>().join(" "),
            ),
            error => error,
        })
        .map(|(format, bytes)| (format, filter, bytes))
    };
    match journal.await {
        Ok((format, filter, bytes)) => {
            let (media, ending) = match format {
                Format::Csv => ("text/csv; charset=utf-8", "csv"),
                Format::Ledger => ("text/plain; charset=utf-8", "journal"),
            };
            let name = [filter.from.as_str(), filter.until.as_str()]
                .into_iter()
                .filter(|day| day.parse::<jiff::civil::Date>().is_ok())
                .fold("Journal".to_owned(), |name, day| format!("{name} {day}"));
            let name = format!("{name}.{ending}");
            let mut response = bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
            headers.insert(CONTENT_DISPOSITION, attachment(&name));
            headers.insert(CONTENT_SECURITY_POLICY, ALONE);
            response
        }
        Err(error) => failure::respond(&portal, html, &error),
    }
}
