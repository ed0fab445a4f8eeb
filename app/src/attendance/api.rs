//! Server functions of the attendance figures.

use domain::appointments::{AttendanceForm, UnrecordedRow};
use domain::attendance::{AttendanceFilter, AttendancePage};
use domain::forms::FormPage;
use domain::frame::Framed;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn report(filter: AttendanceFilter) -> Result<Framed<AttendancePage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::attendance_report::page(&caller, filter).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn unrecorded(
    flash: String,
) -> Result<FormPage<AttendanceForm, Vec<UnrecordedRow>>, ApiError> {
    let caller = crate::caller::caller()?;
    let Framed { frame, body } =
        office::appointments::unrecorded(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, AttendanceForm::default(), body, &flash).await
}
