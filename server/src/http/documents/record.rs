//! The record of a document, to be taken away as CSV.

use app::caller::{id, reveal};
use app::error::ApiError;
use app::routes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::documents::RecordFilter;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, Method};
use office::documents::{self, RecordSheet};

use super::disposition::attachment;
use crate::http::arrive::wants_html;
use crate::http::{Portal, failure};

pub(in crate::http) async fn record(
    State(portal): State<Portal>,
    Path(document): Path<String>,
    filter: Result<Query<RecordFilter>, QueryRejection>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as an export
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    let caller = super::caller(request.extensions());
    let sheet = async {
        let caller = caller?;
        let Query(filter) = filter.map_err(|_| ApiError::NotFound)?;
        documents::export_record(&caller, id(&document)?, &filter).await.map_err(reveal)
    };
    match sheet.await {
        Ok(sheet) => respond(sheet),
        Err(ApiError::StepUp) if html => {
            let back = format!("/documents/{document}");
            Redirect::to(&routes::leading(routes::STEP_UP, &back)).into_response()
        }
        Err(error) => failure::respond(&portal, html, &error),
    }
}

fn respond(sheet: RecordSheet) -> Response {
    let name = format!("Record of {}.csv", sheet.name);
    let mut response = sheet.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, attachment(&name));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    response
}
