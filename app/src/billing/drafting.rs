//! Server functions of work in progress and of drafts.

use domain::billing::drafting::{DraftContext, DraftForm};
use domain::billing::to_bill::{Batch, ToBillFilter, ToBillList};
use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn to_bill(filter: ToBillFilter) -> Result<Framed<ToBillList>, ApiError> {
    let caller = crate::caller::caller()?;
    office::billing::to_bill(&caller, filter).await.map_err(crate::caller::reveal)
}

/// What drafts of several cases would come to. `cases`: ids with spaces between.
#[server]
pub async fn preview(cases: String, flash: String) -> Result<FormPage<(), Batch>, ApiError> {
    let caller = crate::caller::caller()?;
    let Framed { frame, body } =
        office::billing::batch(&caller, &cases).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, (), body, &flash).await
}

#[server]
pub async fn write_batch(cases: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let batched = office::billing::write_batch(&caller, &cases).await;
    let (back, done) = match batched {
        Err(error) => (crate::routes::batch_of(&cases), Err(error)),
        Ok(batched) => match batched.shortfall() {
            None => {
                let drafts =
                    crate::routes::with_query(crate::routes::BILLING, &[("which", "drafts")]);
                (String::new(), Ok(crate::routes::with_done(&drafts, "drafts")))
            }
            Some(words) => {
                let left: Vec<_> = batched.left.iter().map(ToString::to_string).collect();
                let still = if left.is_empty() { cases } else { left.join(" ") };
                (crate::routes::batch_of(&still), Err(office::Error::Conflict(words)))
            }
        },
    };
    crate::caller::answer(back, &(), done)
}

/// The form of a new draft; entries after `until` are not ticked.
#[server]
pub async fn new_page(
    case: String,
    until: String,
    flash: String,
) -> Result<FormPage<DraftForm, DraftContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::billing::new_draft(&caller, crate::caller::id(&case)?, &until)
            .await
            .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn edit_page(
    id: String,
    flash: String,
) -> Result<FormPage<DraftForm, DraftContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::billing::edit_draft(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

/// Keeps a new draft; or, where `step` is "preview", only shows what it comes to.
#[server]
pub async fn write(
    case: String,
    step: String,
    #[server(flatten)] form: DraftForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let case: domain::ids::CaseId = crate::caller::id(&case)?;
    let back = crate::routes::draft_new(case);
    if step == "preview" {
        return Ok(Answer::Go(crate::caller::keep_at(&back, &form).await?));
    }
    let done = office::billing::draft(&caller, case, &form).await;
    let done =
        done.map(|it| crate::routes::with_done(&crate::routes::invoice(it.invoice), "draft"));
    crate::caller::answer(back, &form, done)
}

/// Keeps a draft that was written again; likewise.
#[server]
pub async fn rewrite(
    id: String,
    step: String,
    #[server(flatten)] form: DraftForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id: domain::ids::InvoiceId = crate::caller::id(&id)?;
    let back = crate::routes::draft_edit(id);
    if step == "preview" {
        return Ok(Answer::Go(crate::caller::keep_at(&back, &form).await?));
    }
    let done = office::billing::redraft(&caller, id, &form).await;
    let done = done.map(|_| crate::routes::with_done(&crate::routes::invoice(id), "draft"));
    crate::caller::answer(back, &form, done)
}
