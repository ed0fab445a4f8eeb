//! Server functions of where a case stands. Each is a public endpoint: the first thing it does is ask who calls.

use domain::forms::{Answer, FormPage};
use domain::status::{CaseStatus, StatusForm};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn status_page(
    id: String,
    flash: String,
) -> Result<FormPage<StatusForm, CaseStatus>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::status::page(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    let fresh = form.clone();
    let mut page = crate::caller::form_page(frame, form, context, &flash).await?;
    // what waits by now stands on the page
    page.form.waits.clone_from(&fresh.waits);
    // what came back is a complaint about a text that stands there, and nothing was typed
    if (StatusForm { waits: String::new(), ..page.form.clone() }) == StatusForm::default() {
        page.form = fresh;
    }
    Ok(page)
}

#[server]
pub async fn write(id: String, #[server(flatten)] form: StatusForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::status::write(&caller, id, &form).await;
    let done = done.map(|told| {
        let word = if told { "status-told" } else { "status-written" };
        crate::routes::with_done(&crate::routes::case_status(id), word)
    });
    crate::caller::answer(crate::routes::case_status(id), &form, done)
}

#[server]
pub async fn approve(id: String, status: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, status) = (crate::caller::id(&id)?, crate::caller::id(&status)?);
    let done = office::status::approve(&caller, id, status).await;
    let back = crate::routes::case_status(id);
    let done = done.map(|()| crate::routes::with_done(&back, "status-told"));
    crate::caller::answer(back, &StatusForm::default(), done)
}

#[server]
pub async fn take_back(id: String, status: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, status) = (crate::caller::id(&id)?, crate::caller::id(&status)?);
    let done = office::status::take_back(&caller, id, status).await;
    let back = crate::routes::case_status(id);
    let done = done.map(|()| crate::routes::with_done(&back, "status-taken-back"));
    crate::caller::answer(back, &StatusForm::default(), done)
}
