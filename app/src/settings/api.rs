//! Server functions of the settings.

use domain::forms::{Answer, FormPage};
use domain::settings::{SettingsContext, SettingsForm};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn settings_page(
    flash: String,
) -> Result<FormPage<SettingsForm, SettingsContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::settings::form(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn save(#[server(flatten)] form: SettingsForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::settings::save(&caller, &form).await;
    let done = done.map(|()| crate::routes::SETTINGS.to_owned() + "?done=saved");
    crate::caller::answer(crate::routes::SETTINGS, &form, done)
}
