//! Server functions of staff. Each is a public endpoint: the first thing it does is ask who calls.

use domain::cases::{CaseRow, ReasonForm};
use domain::departures::{DepartureForm, DeparturePage};
use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use domain::staff::{InviteForm, RoleForm, StaffList, StaffPage, StaffRow};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list() -> Result<Framed<StaffList>, ApiError> {
    let caller = crate::caller::caller()?;
    office::staff::list(&caller).await.map_err(crate::caller::reveal)
}

/// The page has buttons that can be refused, hence a form's page.
#[server]
pub async fn show(id: String, flash: String) -> Result<FormPage<(), StaffPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let Framed { frame, body } = office::staff::show(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, (), body, &flash).await
}

#[server]
pub async fn invite_page(flash: String) -> Result<FormPage<InviteForm>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form) = office::staff::invite_form(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, (), &flash).await
}

#[server]
pub async fn invite(#[server(flatten)] form: InviteForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::staff::invite(&caller, &form).await;
    let done = done.map(|id| crate::routes::staff(id) + "?done=invited");
    crate::caller::answer("/staff/invite", &form, done)
}

#[server]
pub async fn invite_again(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::staff::invite_again(&caller, id).await;
    let done = done.map(|()| crate::routes::staff(id) + "?done=invited");
    crate::caller::answer(crate::routes::staff(id), &(), done)
}

#[server]
pub async fn role_page(
    id: String,
    flash: String,
) -> Result<FormPage<RoleForm, StaffRow>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, row) = office::staff::role_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, row, &flash).await
}

#[server]
pub async fn change_role(
    id: String,
    #[server(flatten)] form: RoleForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::staff::change_role(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::staff(id) + "?done=role");
    crate::caller::answer(crate::routes::staff_role(id), &form, done)
}

#[server]
pub async fn suspend_page(
    id: String,
    flash: String,
) -> Result<FormPage<ReasonForm, (StaffRow, Vec<CaseRow>)>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, row, leads) = office::staff::suspend_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, (row, leads), &flash).await
}

#[server]
pub async fn suspend(id: String, #[server(flatten)] form: ReasonForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::staff::suspend(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::staff(id) + "?done=suspended");
    crate::caller::answer(crate::routes::staff_suspend(id), &form, done)
}

#[server]
pub async fn reinstate(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::staff::reinstate(&caller, id).await;
    let done = done.map(|()| crate::routes::staff(id) + "?done=reinstated");
    crate::caller::answer(crate::routes::staff(id), &(), done)
}

/// `holds` is `yes` or `no`.
#[server]
pub async fn set_desk(id: String, holds: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, holds) = (crate::caller::id(&id)?, holds == "yes");
    let done = office::staff::set_desk(&caller, id, holds).await;
    let said = if holds { "?done=desk" } else { "?done=no-desk" };
    crate::caller::answer(
        crate::routes::staff(id),
        &(),
        done.map(|()| crate::routes::staff(id) + said),
    )
}

#[server]
pub async fn leaving_page(
    id: String,
    flash: String,
) -> Result<FormPage<DepartureForm, DeparturePage>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, page) = office::departures::page(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, page, &flash).await
}

#[server]
pub async fn mark_departure(
    id: String,
    #[server(flatten)] form: DepartureForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let back = crate::routes::staff_departure(id);
    let done = office::departures::mark(&caller, id, &form).await;
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=leaves"))
}

#[server]
pub async fn hand_over(
    id: String,
    #[server(flatten)] form: DepartureForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let back = crate::routes::staff_departure(id);
    let done = office::departures::hand_over(&caller, id, &form).await;
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=handed-over"))
}

#[server]
pub async fn close_departure(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let back = crate::routes::staff_departure(id);
    let done = office::departures::close(&caller, id).await;
    let done = done.map(|()| crate::routes::staff(id) + "?done=departed");
    crate::caller::answer(back, &DepartureForm::default(), done)
}

#[server]
pub async fn withdraw_departure(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let back = crate::routes::staff_departure(id);
    let done = office::departures::withdraw(&caller, id).await;
    let done = done.map(|()| crate::routes::staff(id) + "?done=stays");
    crate::caller::answer(back, &DepartureForm::default(), done)
}
