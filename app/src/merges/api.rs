//! Server functions of merges. Each is a public endpoint: the first thing it does is ask who calls.

use domain::forms::{Answer, FormPage};
use domain::merges::{MergeForm, MergeFormContext};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn merge_page(
    id: String,
    flash: String,
) -> Result<FormPage<MergeForm, MergeFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::merges::form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn merge(id: String, #[server(flatten)] form: MergeForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::merges::merge(&caller, id, &form).await;
    let done = done.map(|kept| crate::routes::client(kept) + "?done=merged");
    crate::caller::answer(crate::routes::client_merge(id), &form, done)
}

/// The alias is a client of its own again.
#[server]
pub async fn unmerge(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::merges::unmerge(&caller, id).await;
    let done = done.map(|()| crate::routes::client(id) + "?done=unmerged");
    crate::caller::answer(crate::routes::client(id), &(), done)
}
