//! Server functions of invoices.

use domain::billing::ledger::{InvoiceFilter, InvoiceList};
use domain::billing::several::{ChosenInvoices, HoldForm};
use domain::billing::show::{InvoiceActForm, InvoicePage};
use domain::forms::FormPage;
use domain::frame::Framed;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list(filter: InvoiceFilter) -> Result<Framed<InvoiceList>, ApiError> {
    let caller = crate::caller::caller()?;
    office::billing::invoices(&caller, filter).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn show(
    id: String,
    flash: String,
) -> Result<FormPage<InvoiceActForm, InvoicePage>, ApiError> {
    let caller = crate::caller::caller()?;
    let Framed { frame, body } = office::billing::invoice(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    let mut body = body;
    body.acts.link &= crate::caller::online().is_some();
    let form = InvoiceActForm { revision: body.revision.to_string(), ..InvoiceActForm::default() };
    crate::caller::form_page(frame, form, body, &flash).await
}

/// Several invoices, to be held together. `invoices`: ids with spaces between.
#[server]
pub async fn chosen(
    invoices: String,
    flash: String,
) -> Result<FormPage<HoldForm, ChosenInvoices>, ApiError> {
    let caller = crate::caller::caller()?;
    let Framed { frame, body } =
        office::billing::several(&caller, &invoices).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, HoldForm::default(), body, &flash).await
}
