//! Server functions of one's calendar elsewhere.

use domain::feeds::{CalendarsElsewhere, ExternalForm, FeedForm};
use domain::forms::{Answer, FormPage};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list(flash: String) -> Result<FormPage<FeedForm, CalendarsElsewhere>, ApiError> {
    let caller = crate::caller::caller()?;
    let base_url = crate::caller::base_url();
    let page = office::feeds::list(&caller, &base_url).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, FeedForm::default(), page.body, &flash).await
}

#[server]
pub async fn add(#[server(flatten)] form: FeedForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::feeds::add(&caller, &form).await;
    let done = done.map(|_| crate::routes::CALENDARS.to_owned() + "?done=feed");
    crate::caller::answer(crate::routes::CALENDARS, &form, done)
}

#[server]
pub async fn end(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::feeds::end(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|()| crate::routes::CALENDARS.to_owned() + "?done=feed-ended");
    crate::caller::answer(crate::routes::CALENDARS, &FeedForm::default(), done)
}

#[server]
pub async fn external_page(flash: String) -> Result<FormPage<ExternalForm>, ApiError> {
    let caller = crate::caller::caller()?;
    let base_url = crate::caller::base_url();
    let page = office::feeds::list(&caller, &base_url).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, ExternalForm::default(), (), &flash).await
}

#[server]
pub async fn add_external(#[server(flatten)] form: ExternalForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::feeds::add_external(&caller, &form).await;
    let done = done.map(|_| crate::routes::CALENDARS.to_owned() + "?done=external");
    crate::caller::answer(crate::routes::CALENDAR_READ, &form, done)
}

#[server]
pub async fn end_external(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::feeds::end_external(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|()| crate::routes::CALENDARS.to_owned() + "?done=external-ended");
    crate::caller::answer(crate::routes::CALENDARS, &FeedForm::default(), done)
}
