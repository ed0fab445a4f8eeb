//! Server functions of sending documents to people outside. Each is a public endpoint: the first thing it does is ask
//! who calls.

use domain::documents::ReasonForm;
use domain::forms::{Answer, FormPage};
use domain::outside::{ChooseForm, OutsideAsk, OutsideForm, OutsidePage};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list_page(
    id: String,
    flash: String,
) -> Result<FormPage<ReasonForm, OutsidePage>, ApiError> {
    let caller = crate::caller::caller()?;
    let read = office::outside::list(&caller, crate::caller::id(&id)?).await;
    let (frame, form, context) = read.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn choose_page(
    id: String,
    flash: String,
) -> Result<FormPage<ChooseForm, OutsideAsk>, ApiError> {
    let caller = crate::caller::caller()?;
    let read = office::outside::ask(&caller, crate::caller::id(&id)?, &[]).await;
    let (frame, _, context) = read.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, ChooseForm::default(), context, &flash).await
}

#[server]
pub async fn ask_page(
    id: String,
    documents: String,
    flash: String,
) -> Result<FormPage<OutsideForm, OutsideAsk>, ApiError> {
    let caller = crate::caller::caller()?;
    let documents = domain::outside::from_address(&documents);
    let read = office::outside::ask(&caller, crate::caller::id(&id)?, &documents).await;
    let (frame, form, context) = read.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn choose(id: String, #[server(flatten)] form: ChooseForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::outside::choose(&caller, id, &form).await;
    let done = done.map(|documents| crate::routes::outside_new(id, &documents));
    crate::caller::answer(crate::routes::outside_new(id, ""), &form, done)
}

#[server]
pub async fn send_it(id: String, #[server(flatten)] form: OutsideForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::outside::send(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::case_outside(id) + "?done=outside-sent");
    crate::caller::answer(crate::routes::outside_new(id, &form.in_address()), &form, done)
}

#[server]
pub async fn withdraw(id: String, send: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, send) = (crate::caller::id(&id)?, crate::caller::id(&send)?);
    let done = office::outside::withdraw(&caller, id, send).await;
    let done = done.map(|()| crate::routes::case_outside(id) + "?done=outside-withdrawn");
    crate::caller::answer(crate::routes::case_outside(id), &ReasonForm::default(), done)
}

#[server]
pub async fn recall(
    id: String,
    send: String,
    #[server(flatten)] form: ReasonForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, send) = (crate::caller::id(&id)?, crate::caller::id(&send)?);
    let done = office::outside::recall(&caller, id, send, &form).await;
    let done = done.map(|()| crate::routes::case_outside(id) + "?done=outside-recalled");
    crate::caller::answer(crate::routes::case_outside(id), &form, done)
}
