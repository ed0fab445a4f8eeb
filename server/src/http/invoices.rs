//! An invoice or credit note as a PDF, made of what was kept when it was issued: the same bytes each time it is
//! asked for, unless what came of it since is asked for too. Several go together in one archive.

use std::io::{Cursor, Write as _};

use app::caller::{id, reveal};
use app::error::ApiError;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;
use domain::billing::show::Change;
use domain::ids::InvoiceId;
use office::Caller;
use office::billing::{self, Print};
use press::{Invoice, Since};
use serde::Deserialize;
use tokio::sync::Semaphore;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::Portal;
use super::taken_away::{File, PDF, ZIP, send};

/// Setting a thousand lines keeps a processor busy for a quarter of a second: no more than this many at once.
static PRESSES: Semaphore = Semaphore::const_new(2);

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// "paid": with payments, credit notes and write-offs; "totals": for somebody who pays for another's case,
    /// without what was done.
    #[serde(default)]
    with: String,
}

pub(super) async fn print(
    State(portal): State<Portal>,
    Path(invoice): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    request: Request,
) -> Response {
    send(&portal, request, async |caller| {
        let Query(asked) = asked.map_err(|_| ApiError::NotFound)?;
        let (paid, totals) = (asked.with == "paid", asked.with == "totals");
        let (name, bytes) = paper(&caller, id(&invoice)?, paid, totals).await?;
        Ok(File { media: PDF, name, bytes })
    })
    .await
}

/// Each of those chosen passes its permit and its row of the log; one that is unseen or is a draft ends it all.
pub(super) async fn several(State(portal): State<Portal>, request: Request) -> Response {
    let chosen = chosen(request.uri().query().unwrap_or_default());
    send(&portal, request, async |caller| {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        // a PDF is packed already
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for invoice in billing::chosen(&caller, &chosen).await.map_err(reveal)? {
            let (name, bytes) = paper(&caller, invoice, false, false).await?;
            archive.start_file(name, options).map_err(internal)?;
            archive.write_all(&bytes).map_err(internal)?;
        }
        let bytes = archive.finish().map_err(internal)?.into_inner();
        Ok(File { media: ZIP, name: "Invoices.zip".into(), bytes })
    })
    .await
}

fn internal(error: impl std::fmt::Display) -> ApiError {
    reveal(office::Error::Internal(format!("an archive of invoices: {error}")))
}

/// "invoice=0192…&invoice=0193…": with spaces between.
fn chosen(query: &str) -> String {
    query.split('&').filter_map(|pair| pair.strip_prefix("invoice=")).collect::<Vec<_>>().join(" ")
}

async fn paper(
    caller: &Caller,
    invoice: InvoiceId,
    with_payments: bool,
    totals_alone: bool,
) -> Result<(String, Vec<u8>), ApiError> {
    let print =
        billing::printed(caller, invoice, with_payments, totals_alone).await.map_err(reveal)?;
    let name = print.said.file_name();
    Ok((name, set(print).await.map_err(|what| reveal(office::Error::Internal(what)))?))
}

/// Sets it, with few others at once.
pub(super) async fn set(print: Print) -> Result<Vec<u8>, String> {
    let _permit = PRESSES.acquire().await.map_err(|error| error.to_string())?;
    let set = tokio::task::spawn_blocking(move || {
        let since: Vec<Since> = print
            .since
            .iter()
            .map(|(on, change, amount)| Since {
                on: *on,
                amount: *amount,
                change: match change {
                    Change::Received => press::Change::Received,
                    Change::Credited => press::Change::Credited,
                    Change::WrittenOff => press::Change::WrittenOff,
                },
            })
            .collect();
        press::invoice(&Invoice { said: &print.said, since: &since, pay_at: None })
    });
    match set.await {
        Ok(Ok(printed)) => Ok(printed.pdf),
        Ok(Err(fault)) => Err(format!("an invoice could not be set: {fault}")),
        Err(error) => Err(format!("setting an invoice was broken off: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn those_chosen_are_read_from_the_address_and_nothing_else_is() {
        assert_eq!(chosen("which=open&invoice=1&invoices=3&invoice=2"), "1 2");
        assert_eq!(chosen(""), "");
    }
}
