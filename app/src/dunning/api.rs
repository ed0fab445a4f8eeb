//! Server functions of reminders of what is unpaid.

use domain::billing::reminding::{MailedForm, RemindingForm, RemindingPage};
use domain::forms::{Answer, FormPage};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn reminding(
    after: String,
    flash: String,
) -> Result<FormPage<MailedForm, RemindingPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::dunning::page(&caller, &after).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, MailedForm::default(), page.body, &flash).await
}

#[server]
pub async fn approve(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::dunning::approve(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|()| crate::routes::DUNNING.to_owned() + "?done=notice-approved");
    crate::caller::answer(crate::routes::DUNNING, &(), done)
}

#[server]
pub async fn print() -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::dunning::print(&caller).await;
    let done = done.map(|_| crate::routes::DUNNING.to_owned() + "?done=letters#printed");
    crate::caller::answer(crate::routes::DUNNING, &(), done)
}

#[server]
pub async fn mailed(#[server(flatten)] form: MailedForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let batch = crate::caller::id(&form.batch)?;
    let done = office::dunning::mailed(&caller, batch, &form.on).await;
    let done = done.map(|()| crate::routes::DUNNING.to_owned() + "?done=letters-mailed");
    crate::caller::answer(crate::routes::DUNNING, &form, done)
}

#[server]
pub async fn setting(flash: String) -> Result<FormPage<RemindingForm>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form) = office::dunning::setting(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, (), &flash).await
}

#[server]
pub async fn save(#[server(flatten)] form: RemindingForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::dunning::save(&caller, &form).await;
    let done = done.map(|()| crate::routes::DUNNING.to_owned() + "?done=dunning");
    crate::caller::answer(crate::routes::DUNNING_SETTINGS, &form, done)
}
