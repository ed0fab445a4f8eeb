//! Server functions of sharing.

use domain::documents::ReasonForm;
use domain::forms::{Answer, FormPage};
use domain::sharing::{ShareContext, ShareForm};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn ask_page(
    id: String,
    client: String,
    flash: String,
) -> Result<FormPage<ShareForm, ShareContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let read = office::sharing::page(&caller, id, client.parse().ok()).await;
    let (frame, form, context) = read.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn proposal_page(
    id: String,
    flash: String,
) -> Result<FormPage<ShareForm, ShareContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let read = office::sharing::proposal(&caller, crate::caller::id(&id)?).await;
    let (frame, form, context) = read.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn share(id: String, #[server(flatten)] form: ShareForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::sharing::share(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::document(id) + "?done=shared");
    crate::caller::answer(crate::routes::document_share(id, &form.looked), &form, done)
}

#[server]
pub async fn propose(id: String, #[server(flatten)] form: ShareForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::sharing::propose(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::document(id) + "?done=share-proposed");
    crate::caller::answer(crate::routes::document_share(id, &form.looked), &form, done)
}

#[server]
pub async fn approve(id: String, #[server(flatten)] form: ShareForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::sharing::approve(&caller, id, &form).await;
    let done = done.map(|document| crate::routes::document(document) + "?done=shared");
    crate::caller::answer(crate::routes::share(id), &form, done)
}

#[server]
pub async fn decline(id: String, #[server(flatten)] form: ReasonForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::sharing::decline(&caller, id, &form).await;
    let done = done.map(|document| crate::routes::document(document) + "?done=share-declined");
    crate::caller::answer(crate::routes::share_decline(id), &form, done)
}

#[server]
pub async fn withdraw(id: String, document: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::document(crate::caller::id(&document)?);
    let done = office::sharing::withdraw(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|document| crate::routes::document(document) + "?done=share-withdrawn");
    crate::caller::answer(back, &ReasonForm::default(), done)
}

#[server]
pub async fn recall(
    id: String,
    document: String,
    #[server(flatten)] form: ReasonForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::document(crate::caller::id(&document)?);
    let done = office::sharing::recall(&caller, crate::caller::id(&id)?, &form).await;
    let done = done.map(|document| crate::routes::document(document) + "?done=share-ended");
    crate::caller::answer(back, &form, done)
}
