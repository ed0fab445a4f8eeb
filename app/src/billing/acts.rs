//! Server functions of what is done about one invoice. Each leads to its page, or back with its form open.

use domain::billing::several::HoldForm;
use domain::billing::show::InvoiceActForm;
use domain::forms::Answer;
use leptos::prelude::*;

use crate::error::ApiError;

/// Hands a draft to the responsible attorney.
#[server]
pub async fn submit(
    id: String,
    #[server(flatten)] form: InvoiceActForm,
) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let done = office::billing::submit(&caller, id, form.revision()).await;
    crate::caller::about_invoice(id, None, "submitted", &form, done)
}

#[server]
pub async fn approve(
    id: String,
    #[server(flatten)] form: InvoiceActForm,
) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let done = office::billing::decide(&caller, id, form.revision(), None).await;
    crate::caller::about_invoice(id, None, "draft-approved", &form, done)
}

/// Returns a draft to whoever wrote it.
#[server]
pub async fn send_back(
    id: String,
    #[server(flatten)] form: InvoiceActForm,
) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let done = office::billing::decide(&caller, id, form.revision(), Some(&form.reason)).await;
    crate::caller::about_invoice(
        id,
        Some(domain::billing::show::InvoiceAct::Return),
        "draft-returned",
        &form,
        done,
    )
}

#[server]
pub async fn issue(
    id: String,
    #[server(flatten)] form: InvoiceActForm,
) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let done = office::billing::issue(&caller, id, form.revision(), &form.on).await.map(|_| ());
    crate::caller::about_invoice(
        id,
        Some(domain::billing::show::InvoiceAct::Issue),
        "issued",
        &form,
        done,
    )
}

/// Records that it was sent; how, where `by` is no word, is by post.
#[server]
pub async fn mail(id: String, #[server(flatten)] form: InvoiceActForm) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let by = domain::billing::invoices::SentBy::from_word(&form.by)
        .unwrap_or(domain::billing::invoices::SentBy::Letter);
    let done = office::billing::mail(&caller, id, by, &form.on, &form.recipient).await;
    crate::caller::about_invoice(
        id,
        Some(domain::billing::show::InvoiceAct::Send),
        "sent",
        &form,
        done,
    )
}

#[server]
pub async fn move_due(
    id: String,
    #[server(flatten)] form: InvoiceActForm,
) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let (on, reason) = (&form.on, &form.reason);
    let done = office::billing::move_due_date(&caller, id, form.revision(), on, reason).await;
    crate::caller::about_invoice(
        id,
        Some(domain::billing::show::InvoiceAct::MoveDue),
        "due-moved",
        &form,
        done,
    )
}

#[server]
pub async fn void(id: String, #[server(flatten)] form: InvoiceActForm) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let done = office::billing::void(&caller, id, form.revision(), &form.reason).await;
    crate::caller::about_invoice(
        id,
        Some(domain::billing::show::InvoiceAct::Void),
        "voided",
        &form,
        done,
    )
}

#[server]
pub async fn credit(
    id: String,
    #[server(flatten)] form: InvoiceActForm,
) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let done = office::billing::credit(&caller, id, &form.amount, &form.reason).await.map(|_| ());
    crate::caller::about_invoice(
        id,
        Some(domain::billing::show::InvoiceAct::Credit),
        "credited",
        &form,
        done,
    )
}

#[server]
pub async fn write_off(
    id: String,
    #[server(flatten)] form: InvoiceActForm,
) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let done = office::billing::write_off(&caller, id, &form.amount, &form.reason).await;
    crate::caller::about_invoice(
        id,
        Some(domain::billing::show::InvoiceAct::WriteOff),
        "written-off",
        &form,
        done,
    )
}

#[server]
pub async fn hold(id: String, #[server(flatten)] form: InvoiceActForm) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let done = office::billing::hold(&caller, id, &form.hold()).await;
    crate::caller::about_invoice(
        id,
        Some(domain::billing::show::InvoiceAct::Hold),
        "invoice-held",
        &form,
        done,
    )
}

#[server]
pub async fn end_hold(
    id: String,
    #[server(flatten)] form: InvoiceActForm,
) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let hold = crate::caller::id(&form.which)?;
    let done = office::billing::end_hold(&caller, id, hold).await;
    crate::caller::about_invoice(id, None, "hold-over", &form, done)
}

#[server]
pub async fn dispute(
    id: String,
    #[server(flatten)] form: InvoiceActForm,
) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let done = office::billing::dispute(&caller, id, &form).await;
    crate::caller::about_invoice(
        id,
        Some(domain::billing::show::InvoiceAct::Dispute),
        "disputed",
        &form,
        done,
    )
}

#[server]
pub async fn settle(
    id: String,
    #[server(flatten)] form: InvoiceActForm,
) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let dispute = crate::caller::id(&form.which)?;
    let done = office::billing::settle(&caller, id, dispute, &form.reason).await;
    crate::caller::about_invoice(
        id,
        Some(domain::billing::show::InvoiceAct::Settle),
        "settled",
        &form,
        done,
    )
}

/// Lets one that was held back be reminded of.
#[server]
pub async fn release(
    id: String,
    #[server(flatten)] form: InvoiceActForm,
) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let done = office::billing::release(&caller, id).await;
    crate::caller::about_invoice(id, None, "invoice-released", &form, done)
}

/// Holds the reminders of several. `invoices`: ids with spaces between.
#[server]
pub async fn hold_several(
    invoices: String,
    #[server(flatten)] form: HoldForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::hold_several(&caller, &invoices, &form).await;
    let done = done.map(|_| crate::routes::with_done(crate::routes::BILLING, "invoice-held"));
    crate::caller::answer(crate::routes::hold_of(&invoices), &form, done)
}
