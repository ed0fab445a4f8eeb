//! Server functions of contacts. Each is a public endpoint: the first thing it does is ask who calls.

use domain::contacts::{
    ConsentForm, PointForm, PointFormContext, PreferencesForm, ReachFormContext,
};
use domain::forms::{Answer, FormPage};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn new_point_page(
    id: String,
    channel: String,
    flash: String,
) -> Result<FormPage<PointForm, PointFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::contacts::new_form(&caller, crate::caller::id(&id)?, &channel)
            .await
            .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn add_point(id: String, #[server(flatten)] form: PointForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::contacts::add(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=contact");
    crate::caller::answer(crate::routes::contact_new(id, &form.channel), &form, done)
}

#[server]
pub async fn point_page(
    id: String,
    point: String,
    flash: String,
) -> Result<FormPage<PointForm, PointFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, point) = (crate::caller::id(&id)?, crate::caller::id(&point)?);
    let (frame, form, context) =
        office::contacts::change_form(&caller, id, point).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn change_point(
    id: String,
    point: String,
    #[server(flatten)] form: PointForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, point) = (crate::caller::id(&id)?, crate::caller::id(&point)?);
    let done = office::contacts::change(&caller, id, point, &form).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=saved");
    crate::caller::answer(crate::routes::contact(id, point), &form, done)
}

/// The point is no longer good; it stays on record.
#[server]
pub async fn end_point(id: String, point: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, point) = (crate::caller::id(&id)?, crate::caller::id(&point)?);
    let done = office::contacts::end(&caller, id, point).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=contact-ended");
    crate::caller::answer(crate::routes::contact(id, point), &(), done)
}

#[server]
pub async fn preferences_page(
    id: String,
    flash: String,
) -> Result<FormPage<PreferencesForm, ReachFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::contacts::preferences_form(&caller, crate::caller::id(&id)?)
            .await
            .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn set_preferences(
    id: String,
    #[server(flatten)] form: PreferencesForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::contacts::set_preferences(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=saved");
    crate::caller::answer(crate::routes::preferences(id), &form, done)
}

#[server]
pub async fn consent_page(
    id: String,
    flash: String,
) -> Result<FormPage<ConsentForm, ReachFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::contacts::consent_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn record_consent(
    id: String,
    #[server(flatten)] form: ConsentForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::contacts::record_consent(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=consent");
    crate::caller::answer(crate::routes::consent(id), &form, done)
}
