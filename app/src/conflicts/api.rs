//! Server functions of conflict checks.

use domain::conflicts::{CheckForm, CheckPage, ConflictsPage, DecisionForm};
use domain::forms::{Answer, FormPage};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list(flash: String) -> Result<FormPage<CheckForm, ConflictsPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::conflicts::page(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, CheckForm::default(), page.body, &flash).await
}

#[server]
pub async fn check(#[server(flatten)] form: CheckForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::conflicts::check(&caller, &form).await;
    crate::caller::answer(crate::routes::CONFLICTS, &form, done.map(crate::routes::conflict))
}

#[server]
pub async fn show(
    id: String,
    flash: String,
) -> Result<FormPage<DecisionForm, CheckPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::conflicts::show(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, DecisionForm::default(), page.body, &flash).await
}

#[server]
pub async fn decide(id: String, #[server(flatten)] form: DecisionForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::conflicts::decide(&caller, id, &form).await;
    // Whoever answered somebody else's question may not see the search itself afterwards.
    let done = done.map(|still_seen| match still_seen {
        true => crate::routes::conflict(id) + "?done=decided",
        false => format!("{}?done=answered", crate::routes::CONFLICTS),
    });
    crate::caller::answer(crate::routes::conflict(id), &form, done)
}

/// Goes on with what waited for the check.
#[server]
pub async fn go_on(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::cases::go_on(&caller, id).await.map(crate::caller::opened);
    crate::caller::answer(crate::routes::conflict(id), &(), done)
}
