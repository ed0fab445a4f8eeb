//! The attendance figures, to be taken away as CSV.

use app::caller::reveal;
use app::error::ApiError;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Response};
use domain::attendance::AttendanceFilter;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, Method};

use super::arrive::wants_html;
use super::documents::{attachment, caller};
use super::filing::ALONE;
use super::{Portal, failure};

pub(super) async fn export(
    State(portal): State<Portal>,
    filter: Result<Query<AttendanceFilter>, QueryRejection>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as an export
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    let caller = caller(request.extensions());
    let sheet = async {
        let caller = caller?;
        let Query(filter) = filter.map_err(|_| ApiError::NotFound)?;
        office::attendance_report::export(&caller, &filter).await.map_err(reveal)
    };
    match sheet.await {
        Ok(bytes) => {
            let mut response = bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
            headers.insert(CONTENT_DISPOSITION, attachment("Attendance.csv"));
            headers.insert(CONTENT_SECURITY_POLICY, ALONE);
            response
        }
        Err(error) => failure::respond(&portal, html, &error),
    }
}
