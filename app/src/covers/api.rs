//! Server functions of covers. Each is a public endpoint: the first thing it does is ask who calls.

use domain::covers::{CoverForm, CoverFormContext, CoversPage};
use domain::forms::{Answer, FormPage};
use leptos::prelude::*;

use crate::error::ApiError;

/// The page has buttons that can be refused, hence a form's page.
#[server]
pub async fn list(flash: String) -> Result<FormPage<(), CoversPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::covers::page(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, (), page.body, &flash).await
}

#[server]
pub async fn new_page(flash: String) -> Result<FormPage<CoverForm, CoverFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::covers::new_form(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn set(#[server(flatten)] form: CoverForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::covers::set(&caller, &form).await;
    let done = done.map(|()| "/covers?done=covered".to_owned());
    crate::caller::answer(crate::routes::COVER_NEW, &form, done)
}

#[server]
pub async fn end(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::covers::end(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|()| "/covers?done=cover-ended".to_owned());
    crate::caller::answer(crate::routes::COVERS, &(), done)
}
