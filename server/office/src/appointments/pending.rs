//! Stands in for the verbs of booking until they are merged: the signatures, the question first, and nothing
//! behind it.

use domain::access::{Act, act};
use domain::appointments::{
    AppointmentContext, AppointmentForm, AppointmentPage, AttendanceForm, CancelForm, DeadlineForm,
    MoveForm, NewAppointment,
};
use domain::frame::{Frame, Framed};
use domain::ids::AppointmentId;

use crate::{Caller, Error, Result};

fn pending<T>() -> Result<T> {
    Err(Error::Internal("not merged".into()))
}

async fn asked<A: Act<Subject = AppointmentId>, T>(
    caller: &Caller,
    id: AppointmentId,
) -> Result<T> {
    super::on_appointment::<A>(caller, id).await?;
    pending()
}

pub async fn new_form(
    _: &Caller,
    _: &NewAppointment,
) -> Result<(Frame, AppointmentForm, AppointmentContext)> {
    pending()
}

pub async fn book(_: &Caller, _: &AppointmentForm) -> Result<AppointmentId> {
    pending()
}

pub async fn edit_form(
    caller: &Caller,
    id: AppointmentId,
) -> Result<(Frame, AppointmentForm, AppointmentContext)> {
    asked::<act::ChangeAppointment, _>(caller, id).await
}

pub async fn change(caller: &Caller, id: AppointmentId, _: &AppointmentForm) -> Result<()> {
    asked::<act::ChangeAppointment, _>(caller, id).await
}

pub async fn reschedule(caller: &Caller, id: AppointmentId, _: &MoveForm) -> Result<()> {
    asked::<act::ChangeAppointment, _>(caller, id).await
}

pub async fn cancel(caller: &Caller, id: AppointmentId, _: &CancelForm) -> Result<()> {
    asked::<act::ChangeAppointment, _>(caller, id).await
}

pub async fn release(caller: &Caller, id: AppointmentId) -> Result<()> {
    asked::<act::ChangeAppointment, _>(caller, id).await
}

pub async fn show(caller: &Caller, id: AppointmentId) -> Result<Framed<AppointmentPage>> {
    asked::<act::SeeAppointment, _>(caller, id).await
}

pub async fn record_attendance(
    caller: &Caller,
    id: AppointmentId,
    _: &AttendanceForm,
) -> Result<()> {
    asked::<act::RecordAttendance, _>(caller, id).await
}

pub async fn finish(caller: &Caller, id: AppointmentId, _: &DeadlineForm) -> Result<()> {
    asked::<act::FinishDeadline, _>(caller, id).await
}

pub async fn check(caller: &Caller, id: AppointmentId, _: &DeadlineForm) -> Result<()> {
    asked::<act::CheckDeadline, _>(caller, id).await
}

pub async fn reopen(caller: &Caller, id: AppointmentId, _: &DeadlineForm) -> Result<()> {
    asked::<act::CheckDeadline, _>(caller, id).await
}
