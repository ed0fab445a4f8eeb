//! Stands in for the verbs of booking until they are merged: the signatures, and nothing behind them.

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
    _: &Caller,
    _: AppointmentId,
) -> Result<(Frame, AppointmentForm, AppointmentContext)> {
    pending()
}

pub async fn change(_: &Caller, _: AppointmentId, _: &AppointmentForm) -> Result<()> {
    pending()
}

pub async fn reschedule(_: &Caller, _: AppointmentId, _: &MoveForm) -> Result<()> {
    pending()
}

pub async fn cancel(_: &Caller, _: AppointmentId, _: &CancelForm) -> Result<()> {
    pending()
}

pub async fn release(_: &Caller, _: AppointmentId) -> Result<()> {
    pending()
}

pub async fn show(_: &Caller, _: AppointmentId) -> Result<Framed<AppointmentPage>> {
    pending()
}

pub async fn record_attendance(_: &Caller, _: AppointmentId, _: &AttendanceForm) -> Result<()> {
    pending()
}

pub async fn finish(_: &Caller, _: AppointmentId, _: &DeadlineForm) -> Result<()> {
    pending()
}

pub async fn check(_: &Caller, _: AppointmentId, _: &DeadlineForm) -> Result<()> {
    pending()
}
