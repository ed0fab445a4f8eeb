//! Server functions of the calendar and of appointments.

use domain::appointments::{
    AppointmentContext, AppointmentForm, AppointmentPage, AppointmentsPage, AttendanceForm,
    CalendarFilter, CalendarPage, CancelForm, DeadlineForm, DuePage, MoveForm, NewAppointment,
    TodayPage,
};
use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn calendar(
    filter: CalendarFilter,
    flash: String,
) -> Result<FormPage<MoveForm, CalendarPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page =
        office::appointments::calendar(&caller, filter).await.map_err(crate::caller::reveal)?;
    let form = page.body.open.as_ref().map(super::moving::form_of).unwrap_or_default();
    crate::caller::form_page(page.frame, form, page.body, &flash).await
}

#[server]
pub async fn show(
    id: String,
    flash: String,
) -> Result<FormPage<MoveForm, AppointmentPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::appointments::show(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    let form = super::moving::form_of(&page.body);
    crate::caller::form_page(page.frame, form, page.body, &flash).await
}

#[server]
pub async fn new_page(
    wanted: NewAppointment,
    flash: String,
) -> Result<FormPage<AppointmentForm, AppointmentContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::appointments::new_form(&caller, &wanted).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

/// `wanted` is what its page started from, to find the way back there.
#[server]
pub async fn book(
    wanted: String,
    #[server(flatten)] form: AppointmentForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::appointments::book(&caller, &form).await;
    let done = done.map(|id| crate::routes::appointment(id) + "?done=booked");
    let back = crate::caller::next_or(&wanted, crate::routes::APPOINTMENT_NEW);
    crate::caller::answer(back, &form, done)
}

#[server]
pub async fn edit_page(
    id: String,
    flash: String,
) -> Result<FormPage<AppointmentForm, AppointmentContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::appointments::edit_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn change(
    id: String,
    #[server(flatten)] form: AppointmentForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::appointments::change(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::appointment(id) + "?done=saved");
    crate::caller::answer(crate::routes::appointment_edit(id), &form, done)
}

/// `back` is the page it is moved from; `was` is when it was, for taking that back.
#[server]
pub async fn reschedule(
    id: String,
    back: String,
    was: String,
    #[server(flatten)] form: MoveForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::appointments::reschedule(&caller, id, &form).await;
    let back = crate::caller::next_or(&back, &crate::routes::appointment(id));
    let done = done.map(|()| super::moving::moved(&back, id, &was));
    crate::caller::answer(back, &form, done)
}

#[server]
pub async fn cancel_page(
    id: String,
    flash: String,
) -> Result<FormPage<CancelForm, AppointmentPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::appointments::show(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    // whoever only sees it is told so here, and not after giving a reason
    use domain::access::{Action, Decision, decide};
    if let Decision::Refused(why) =
        decide(Some(page.frame.role), Action::ChangeAppointment, &page.body.standing)
    {
        return Err(ApiError::Refused(why.to_string()));
    }
    let revision = page.body.revision.to_string();
    let form = CancelForm { revision, ..CancelForm::default() };
    crate::caller::form_page(page.frame, form, page.body, &flash).await
}

#[server]
pub async fn cancel(id: String, #[server(flatten)] form: CancelForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::appointments::cancel(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::appointment(id) + "?done=called-off");
    crate::caller::answer(crate::routes::appointment_cancel(id), &form, done)
}

#[server]
pub async fn release(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::appointments::release(&caller, id).await;
    let done = done.map(|()| crate::routes::appointment(id) + "?done=reminders-released");
    crate::caller::answer(crate::routes::appointment(id), &(), done)
}

#[server]
pub async fn record_attendance(
    id: String,
    #[server(flatten)] form: AttendanceForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::appointments::record_attendance(&caller, id, &form).await;
    let back = crate::caller::next_or(&form.back, &crate::routes::appointment(id));
    let done = done.map(|()| crate::routes::with_done(&back, "attendance"));
    crate::caller::answer(back, &form, done)
}

/// "office" for everybody's day; else one's own.
#[server]
pub async fn today(whose: String) -> Result<Framed<TodayPage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::appointments::today(&caller, &whose).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn of_case(id: String) -> Result<Framed<AppointmentsPage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::appointments::of_case(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)
}

#[server]
pub async fn of_client(id: String) -> Result<Framed<AppointmentsPage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::appointments::of_client(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)
}

#[server]
pub async fn due(which: String) -> Result<Framed<DuePage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::appointments::due(&caller, &which).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn finish(id: String, #[server(flatten)] form: DeadlineForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::appointments::finish(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::appointment(id) + "?done=deadline-kept");
    crate::caller::answer(crate::routes::appointment(id), &form, done)
}

#[server]
pub async fn check(id: String, #[server(flatten)] form: DeadlineForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::appointments::check(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::appointment(id) + "?done=deadline-checked");
    crate::caller::answer(crate::routes::appointment(id), &form, done)
}

/// Whoever looked it over does not agree: it is to be done again.
#[server]
pub async fn reopen(id: String, #[server(flatten)] form: DeadlineForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::appointments::reopen(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::appointment(id) + "?done=deadline-reopened");
    crate::caller::answer(crate::routes::appointment(id), &form, done)
}
