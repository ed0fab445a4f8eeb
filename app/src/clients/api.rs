//! Server functions of clients. Each is a public endpoint: the first thing it does is ask who calls.

use domain::clients::{ClientFilter, ClientForm, ClientFormContext, ClientList, ClientPage};
use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list(filter: ClientFilter) -> Result<Framed<ClientList>, ApiError> {
    let caller = crate::caller::caller()?;
    office::clients::list(&caller, filter).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn show(id: String) -> Result<Framed<ClientPage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::clients::show(&caller, crate::caller::id(&id)?).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn new_page(flash: String) -> Result<FormPage<ClientForm, ClientFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::clients::new_form(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn create(#[server(flatten)] form: ClientForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::clients::create(&caller, &form).await;
    let done = done.map(|id| crate::routes::client(id) + "?done=client");
    crate::caller::answer("/clients/new", &form, done)
}

#[server]
pub async fn edit_page(
    id: String,
    flash: String,
) -> Result<FormPage<ClientForm, ClientFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::clients::edit_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn edit(id: String, #[server(flatten)] form: ClientForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::clients::edit(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=saved");
    crate::caller::answer(crate::routes::client_edit(id), &form, done)
}
