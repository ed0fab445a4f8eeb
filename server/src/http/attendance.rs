//! The attendance figures, to be taken away as CSV.

use app::caller::reveal;
use app::error::ApiError;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::response::Response;
use domain::attendance::AttendanceFilter;

use super::Portal;
use super::taken_away::{CSV, File, send};

pub(super) async fn export(
    State(portal): State<Portal>,
    filter: Result<Query<AttendanceFilter>, QueryRejection>,
    request: Request,
) -> Response {
    send(&portal, request, async |caller| {
        let Query(filter) = filter.map_err(|_| ApiError::NotFound)?;
        let bytes = office::attendance_report::export(&caller, &filter).await.map_err(reveal)?;
        Ok(File { media: CSV, name: "Attendance.csv".into(), bytes })
    })
    .await
}
