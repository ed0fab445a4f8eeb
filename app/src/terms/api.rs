//! Server functions of how a case is paid for.

use domain::billing::terms::{TermsForm, TermsPage};
use domain::forms::{Answer, FormPage};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn show(id: String, flash: String) -> Result<FormPage<TermsForm, TermsPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, page) = office::billing::terms(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, page, &flash).await
}

#[server]
pub async fn set_terms(id: String, #[server(flatten)] form: TermsForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::billing::set_terms(&caller, id, &form).await;
    let back = crate::routes::case_terms(id);
    let done = done.map(|()| crate::routes::with_done(&back, "saved"));
    crate::caller::answer(back, &form, done)
}
