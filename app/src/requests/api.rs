//! Server functions of what clients are asked for. Files of clients, and their pages, go by routes of their own.

use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use domain::requests::{
    AskContext, AskForm, CaseRequests, DecideForm, DueForm, OfficeRequests, UploadPage,
};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn of_case(
    id: String,
    flash: String,
) -> Result<FormPage<DueForm, CaseRequests>, ApiError> {
    let caller = crate::caller::caller()?;
    let read = office::requests::of_case(&caller, crate::caller::id(&id)?).await;
    let page = read.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, DueForm::default(), page.body, &flash).await
}

#[server]
pub async fn everywhere() -> Result<Framed<OfficeRequests>, ApiError> {
    let caller = crate::caller::caller()?;
    office::requests::everywhere(&caller).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn ask_page(
    id: String,
    flash: String,
) -> Result<FormPage<AskForm, AskContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let read = office::requests::form(&caller, crate::caller::id(&id)?).await;
    let (frame, form, context) = read.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn ask(id: String, #[server(flatten)] form: AskForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::requests::ask(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::case_requests(id) + "?done=client-asked");
    crate::caller::answer(crate::routes::request_new(id), &form, done)
}

#[server]
pub async fn change(
    id: String,
    request: String,
    #[server(flatten)] form: DueForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, request) = (crate::caller::id(&id)?, crate::caller::id(&request)?);
    let done = office::requests::change(&caller, id, request, &form).await;
    let back = crate::routes::case_requests(id);
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=request-changed"))
}

#[server]
pub async fn withdraw(id: String, request: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, request) = (crate::caller::id(&id)?, crate::caller::id(&request)?);
    let done = office::requests::withdraw(&caller, id, request).await;
    let (back, form) = (crate::routes::case_requests(id), DueForm::default());
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=request-withdrawn"))
}

#[server]
pub async fn receive(id: String, request: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, request) = (crate::caller::id(&id)?, crate::caller::id(&request)?);
    let done = office::requests::receive(&caller, id, request).await;
    let (back, form) = (crate::routes::case_requests(id), DueForm::default());
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=request-received"))
}

/// `page`: which page it begins with; the first where it is no number.
#[server]
pub async fn see_upload(
    id: String,
    upload: String,
    page: String,
    flash: String,
) -> Result<FormPage<DecideForm, UploadPage>, ApiError> {
    let (caller, from) = (crate::caller::caller()?, page.parse().unwrap_or(1).max(1));
    let (id, upload) = (crate::caller::id(&id)?, crate::caller::id(&upload)?);
    let read = office::requests::upload(&caller, id, upload, from).await;
    let (frame, form, context) = read.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn accept(
    id: String,
    upload: String,
    #[server(flatten)] form: DecideForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, upload) = (crate::caller::id(&id)?, crate::caller::id(&upload)?);
    let done = office::requests::accept(&caller, id, upload, &form).await;
    let done = done.map(|document| crate::routes::document(document) + "?done=upload-accepted");
    crate::caller::answer(crate::routes::case_upload(id, upload), &form, done)
}

#[server]
pub async fn refuse(
    id: String,
    upload: String,
    #[server(flatten)] form: DecideForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, upload) = (crate::caller::id(&id)?, crate::caller::id(&upload)?);
    let done = office::requests::refuse(&caller, id, upload, &form).await;
    let done = done.map(|()| crate::routes::case_requests(id) + "?done=upload-refused");
    crate::caller::answer(crate::routes::case_upload(id, upload), &form, done)
}
