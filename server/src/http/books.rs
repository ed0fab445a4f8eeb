//! The books, to be taken away: the journal as a table for bookkeeping programs or as plain-text accounting, and the
//! list of invoices.

use app::caller::reveal;
use app::error::ApiError;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::response::Response;
use domain::billing::journal::{Format, JournalFilter};
use domain::billing::ledger::InvoiceFilter;

use super::Portal;
use super::taken_away::{CSV, File, TEXT, send, without_fields};

pub(super) async fn journal(
    State(portal): State<Portal>,
    filter: Result<Query<JournalFilter>, QueryRejection>,
    request: Request,
) -> Response {
    send(&portal, request, async |caller| {
        let Query(filter) = filter.map_err(|_| ApiError::NotFound)?;
        let made = office::billing::journal(&caller, &filter).await;
        let (format, bytes) = made.map_err(reveal).map_err(without_fields)?;
        let (media, ending) = match format {
            Format::Csv => (CSV, "csv"),
            Format::Ledger => (TEXT, "journal"),
        };
        let name = [filter.from.as_str(), filter.until.as_str()]
            .into_iter()
            .filter(|day| day.parse::<jiff::civil::Date>().is_ok())
            .fold("Journal".to_owned(), |name, day| format!("{name} {day}"));
        Ok(File { media, name: format!("{name}.{ending}"), bytes })
    })
    .await
}

pub(super) async fn invoices(
    State(portal): State<Portal>,
    filter: Result<Query<InvoiceFilter>, QueryRejection>,
    request: Request,
) -> Response {
    send(&portal, request, async |caller| {
        let Query(filter) = filter.map_err(|_| ApiError::NotFound)?;
        let bytes = office::billing::export_invoices(&caller, filter).await.map_err(reveal)?;
        Ok(File { media: CSV, name: "Invoices.csv".into(), bytes })
    })
    .await
}
