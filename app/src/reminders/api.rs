//! Server functions of everything that is sent.

use domain::forms::{Answer, FormPage};
use domain::reminders::{
    ContactForm, HeldPage, RemindersPage, SendingForm, StopForm, TestForm, WordingForm, WordingPage,
};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn sending(flash: String) -> Result<FormPage<SendingForm, RemindersPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::reminders::page(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, SendingForm::default(), page.body, &flash).await
}

#[server]
pub async fn stop(#[server(flatten)] form: StopForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::reminders::stop(&caller, &form).await;
    let done = done.map(|()| crate::routes::REMINDERS.to_owned() + "?done=stopped");
    crate::caller::answer(crate::routes::REMINDERS, &form, done)
}

#[server]
pub async fn start() -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::reminders::start(&caller).await;
    let done = done.map(|()| crate::routes::REMINDERS.to_owned() + "?done=started");
    crate::caller::answer(crate::routes::REMINDERS, &StopForm::default(), done)
}

#[server]
pub async fn send_test(#[server(flatten)] form: TestForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::reminders::send_test(&caller, &form).await;
    let done = done.map(|()| crate::routes::REMINDERS.to_owned() + "?done=test#test");
    crate::caller::answer(crate::routes::REMINDERS, &form, done)
}

#[server]
pub async fn contact_page(flash: String) -> Result<FormPage<ContactForm>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form) = office::reminders::contact(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, (), &flash).await
}

#[server]
pub async fn save_contact(#[server(flatten)] form: ContactForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::reminders::save_contact(&caller, &form).await;
    let done = done.map(|()| crate::routes::REMINDER_CONTACT.to_owned() + "?done=saved");
    crate::caller::answer(crate::routes::REMINDER_CONTACT, &form, done)
}

#[server]
pub async fn wording(
    kind: String,
    channel: String,
    reader: String,
    flash: String,
) -> Result<FormPage<WordingForm, WordingPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let key = crate::caller::wording_key(&kind, &channel, &reader)?;
    let read = office::reminders::wording(&caller, key, &crate::caller::base_url()).await;
    let (domain::frame::Framed { frame, body }, form) = read.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, body, &flash).await
}

/// Saves a wording; where the button says so, only shows how it reads.
#[server]
pub async fn word(
    kind: String,
    channel: String,
    reader: String,
    #[server(default)] act: String,
    #[server(flatten)] form: WordingForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let key = crate::caller::wording_key(&kind, &channel, &reader)?;
    let here = crate::routes::wording(key);
    let done = match act.as_str() {
        "preview" => match office::reminders::wording(&caller, key, "").await {
            Ok(_) => Ok(crate::caller::keep_at(&here, &form).await?),
            Err(error) => Err(error),
        },
        _ => office::reminders::save_wording(&caller, key, &form)
            .await
            .map(|()| here.clone() + "?done=wording"),
    };
    crate::caller::answer(here, &form, done)
}

#[server]
pub async fn back_to_house(
    kind: String,
    channel: String,
    reader: String,
    #[server(default)] revision: String,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let key = crate::caller::wording_key(&kind, &channel, &reader)?;
    let here = crate::routes::wording(key);
    let done = office::reminders::back_to_house(&caller, key, &revision).await;
    let done = done.map(|()| here.clone() + "?done=house-wording");
    crate::caller::answer(here, &(), done)
}

#[server]
pub async fn held(
    #[server(default)] picked: Vec<String>,
    flash: String,
) -> Result<FormPage<(), HeldPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::reminders::held(&caller, &picked).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, (), page.body, &flash).await
}

#[server]
pub async fn release(#[server(default)] ids: Vec<String>) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::reminders::release(&caller, &ids).await;
    let done = done.map(|_| crate::routes::HELD.to_owned() + "?done=let-go");
    crate::caller::answer(crate::routes::HELD, &(), done)
}
