//! Server functions of representatives. Each is a public endpoint: the first thing it does is ask who
//! calls.

use domain::forms::{Answer, FormPage};
use domain::representatives::{RepresentativeForm, RepresentativeFormContext};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn new_page(
    id: String,
    flash: String,
) -> Result<FormPage<RepresentativeForm, RepresentativeFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::representatives::new_form(&caller, crate::caller::id(&id)?)
            .await
            .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn add(
    id: String,
    #[server(flatten)] form: RepresentativeForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::representatives::add(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=representative");
    crate::caller::answer(crate::routes::representative_new(id), &form, done)
}

#[server]
pub async fn change_page(
    id: String,
    representative: String,
    flash: String,
) -> Result<FormPage<RepresentativeForm, RepresentativeFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, whom) = (crate::caller::id(&id)?, crate::caller::id(&representative)?);
    let (frame, form, context) = office::representatives::change_form(&caller, id, whom)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn change(
    id: String,
    representative: String,
    #[server(flatten)] form: RepresentativeForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, whom) = (crate::caller::id(&id)?, crate::caller::id(&representative)?);
    let done = office::representatives::change(&caller, id, whom, &form).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=saved");
    crate::caller::answer(crate::routes::representative(id, whom), &form, done)
}

/// The right has ended; it stays on record.
#[server]
pub async fn end(id: String, representative: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, whom) = (crate::caller::id(&id)?, crate::caller::id(&representative)?);
    let done = office::representatives::end(&caller, id, whom).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=representative-ended");
    crate::caller::answer(crate::routes::representative(id, whom), &(), done)
}
