//! Server functions of payers. Each is a public endpoint: the first thing it does is ask who calls.

use domain::forms::{Answer, FormPage};
use domain::payers::{PayerForm, PayerFormContext};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn new_page(
    id: String,
    flash: String,
) -> Result<FormPage<PayerForm, PayerFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::payers::new_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn add(id: String, #[server(flatten)] form: PayerForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::payers::add(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::case(id) + "?done=payer");
    crate::caller::answer(crate::routes::payer_new(id), &form, done)
}

#[server]
pub async fn change_page(
    id: String,
    payer: String,
    flash: String,
) -> Result<FormPage<PayerForm, PayerFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, payer) = (crate::caller::id(&id)?, crate::caller::id(&payer)?);
    let (frame, form, context) =
        office::payers::change_form(&caller, id, payer).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn change(
    id: String,
    payer: String,
    #[server(flatten)] form: PayerForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, payer) = (crate::caller::id(&id)?, crate::caller::id(&payer)?);
    let done = office::payers::change(&caller, id, payer, &form).await;
    let done = done.map(|()| crate::routes::case(id) + "?done=saved");
    crate::caller::answer(crate::routes::payer(id, payer), &form, done)
}

/// Somebody pays no longer; that it was so stays on record.
#[server]
pub async fn end(id: String, payer: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, payer) = (crate::caller::id(&id)?, crate::caller::id(&payer)?);
    let done = office::payers::end(&caller, id, payer).await;
    let done = done.map(|()| crate::routes::case(id) + "?done=payer-ended");
    crate::caller::answer(crate::routes::payer(id, payer), &(), done)
}
