//! Server functions of invoices that are e-mailed.

use domain::billing::mailing::MailPreview;
use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use domain::notices::sent::SentNotice;
use leptos::prelude::*;

use crate::error::ApiError;

/// What would go where. `invoices`: ids with spaces between.
#[server]
pub async fn preview(
    invoices: String,
    flash: String,
) -> Result<FormPage<(), MailPreview>, ApiError> {
    let caller = crate::caller::caller()?;
    let Framed { frame, body } =
        office::invoice_mail::preview(&caller, &invoices).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, (), body, &flash).await
}

/// Has them sent as they were looked over.
#[server]
pub async fn dispatch(invoices: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::invoice_mail::send(&caller, &invoices).await;
    crate::caller::mailed_out(&invoices, done)
}

/// Makes a link by which it can be paid, and shows it once.
#[server]
pub async fn make_link(id: String) -> Result<Answer, ApiError> {
    let (caller, id) = (crate::caller::caller()?, crate::caller::id(&id)?);
    let online = crate::caller::online().ok_or(ApiError::NotFound)?;
    let made = office::online::make(&caller, id).await;
    crate::caller::pay_link_made(id, &online, made).await
}

#[server]
pub async fn read(id: String, mailing: String) -> Result<Framed<SentNotice>, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, mailing) = (crate::caller::id(&id)?, crate::caller::id(&mailing)?);
    office::invoice_mail::read(&caller, id, mailing).await.map_err(crate::caller::reveal)
}
