//! Server functions of enquiries.

use domain::cases::{CaseForm, ReasonForm};
use domain::enquiries::{
    AcceptContext, DeclineContext, EnquiryFilter, EnquiryForm, EnquiryFormContext, EnquiryList,
    EnquiryPage, Letter,
};
use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list(filter: EnquiryFilter) -> Result<Framed<EnquiryList>, ApiError> {
    let caller = crate::caller::caller()?;
    office::enquiries::list(&caller, filter).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn show(id: String, flash: String) -> Result<FormPage<(), EnquiryPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let Framed { frame, body } = office::enquiries::show(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, (), body, &flash).await
}

#[server]
pub async fn new_page(
    flash: String,
) -> Result<FormPage<EnquiryForm, EnquiryFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::enquiries::new_form(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn take(#[server(flatten)] form: EnquiryForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::enquiries::take(&caller, &form).await;
    // Whoever takes one at the desk may not read it afterwards.
    let done = done.map(|(id, searched)| match searched {
        Some(_) => crate::routes::enquiry(id) + "?done=taken",
        None => crate::routes::ENQUIRY_NEW.to_owned() + "?done=taken",
    });
    crate::caller::answer(crate::routes::ENQUIRY_NEW, &form, done)
}

#[server]
pub async fn edit_page(
    id: String,
    flash: String,
) -> Result<FormPage<EnquiryForm, EnquiryFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::enquiries::edit_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn edit(id: String, #[server(flatten)] form: EnquiryForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::enquiries::edit(&caller, id, &form)
        .await
        .map(|()| crate::routes::enquiry(id) + "?done=saved");
    crate::caller::answer(crate::routes::enquiry_edit(id), &form, done)
}

#[server]
pub async fn check(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::enquiries::check(&caller, id).await.map(crate::routes::conflict);
    crate::caller::answer(crate::routes::enquiry(id), &(), done)
}

#[server]
pub async fn accept_page(
    id: String,
    flash: String,
) -> Result<FormPage<CaseForm, AcceptContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::enquiries::accept_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn accept(id: String, #[server(flatten)] form: CaseForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::cases::accept(&caller, id, &form).await.map(crate::caller::opened);
    crate::caller::answer(crate::routes::enquiry_accept(id), &form, done)
}

#[server]
pub async fn decline_page(
    id: String,
    flash: String,
) -> Result<FormPage<ReasonForm, DeclineContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, context) = office::enquiries::decline_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, ReasonForm::default(), context, &flash).await
}

#[server]
pub async fn decline(id: String, #[server(flatten)] form: ReasonForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::enquiries::decline(&caller, id, &form)
        .await
        .map(|()| crate::routes::enquiry(id) + "?done=declined-enquiry");
    crate::caller::answer(crate::routes::enquiry_decline(id), &form, done)
}

#[server]
pub async fn letter_page(id: String) -> Result<Framed<Letter>, ApiError> {
    let caller = crate::caller::caller()?;
    office::enquiries::letter(&caller, crate::caller::id(&id)?).await.map_err(crate::caller::reveal)
}
