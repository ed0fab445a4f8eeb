//! Server functions of invoices.

use domain::billing::ledger::{InvoiceFilter, InvoiceList};
use domain::frame::Framed;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list(filter: InvoiceFilter) -> Result<Framed<InvoiceList>, ApiError> {
    let caller = crate::caller::caller()?;
    office::billing::invoices(&caller, filter).await.map_err(crate::caller::reveal)
}
