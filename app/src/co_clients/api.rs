//! Server functions of clients who are in a case together. Each is a public endpoint: the first thing it does is ask
//! who calls.

use domain::co_clients::{CaseClients, CoClientForm};
use domain::forms::{Answer, FormPage};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn clients_page(
    id: String,
    flash: String,
) -> Result<FormPage<CoClientForm, CaseClients>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::co_clients::page(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn add(id: String, #[server(flatten)] form: CoClientForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::co_clients::add(&caller, id, &form).await;
    let done =
        done.map(|()| crate::routes::with_done(&crate::routes::case_clients(id), "co-client"));
    crate::caller::answer(crate::routes::case_clients(id), &form, done)
}

#[server]
pub async fn separate(id: String, client: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, client) = (crate::caller::id(&id)?, crate::caller::id(&client)?);
    let done = office::co_clients::separate(&caller, id, client).await;
    let done =
        done.map(|()| crate::routes::with_done(&crate::routes::case_clients(id), "separated"));
    crate::caller::answer(crate::routes::case_clients(id), &CoClientForm::default(), done)
}
