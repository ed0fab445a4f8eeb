//! Server functions of retention. Each is a public endpoint: the first thing it does is ask who calls.

use domain::cases::ReasonForm;
use domain::forms::{Answer, FormPage};
use domain::retention::{DueCase, Purge, PurgeForm, RetentionPage, RuleForm};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn retention(flash: String) -> Result<FormPage<(), RetentionPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::retention::page(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, (), page.body, &flash).await
}

#[server]
pub async fn rule_page(
    area: String,
    flash: String,
) -> Result<FormPage<RuleForm, RuleForm>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form) =
        office::retention::rule_form(&caller, &area).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form.clone(), form, &flash).await
}

#[server]
pub async fn set_rule(#[server(flatten)] form: RuleForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::retention::set_rule(&caller, &form).await;
    let back = crate::routes::retention_rule(&form.area);
    crate::caller::answer(back, &form, done.map(|()| "/retention?done=saved".to_owned()))
}

#[server]
pub async fn ask_page(
    id: String,
    flash: String,
) -> Result<FormPage<ReasonForm, DueCase>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, case) = office::retention::ask_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, case, &flash).await
}

#[server]
pub async fn ask(id: String, #[server(flatten)] form: ReasonForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::retention::ask(&caller, id, &form).await;
    let done = done.map(|()| "/retention?done=purge-asked".to_owned());
    crate::caller::answer(crate::routes::case_purge(id), &form, done)
}

#[server]
pub async fn decide_page(
    id: String,
    flash: String,
) -> Result<FormPage<PurgeForm, Purge>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, purge) = office::retention::decide_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, purge, &flash).await
}

/// `destroy` is `yes` or `no`: the button that was pressed.
#[server]
pub async fn decide(
    id: String,
    destroy: String,
    #[server(flatten)] form: PurgeForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let (destroy, next) = match destroy.as_str() {
        "yes" => (true, "/retention?done=purged"),
        "no" => (false, "/retention?done=documents-kept"),
        _ => return Err(ApiError::Malformed),
    };
    let done = office::retention::decide(&caller, id, destroy, &form).await;
    crate::caller::answer(crate::routes::purge(id), &form, done.map(|()| next.to_owned()))
}
