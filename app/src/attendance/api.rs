//! Server functions of the attendance figures.

use domain::attendance::{AttendanceFilter, AttendancePage};
use domain::frame::Framed;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn report(filter: AttendanceFilter) -> Result<Framed<AttendancePage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::attendance_report::page(&caller, filter).await.map_err(crate::caller::reveal)
}
