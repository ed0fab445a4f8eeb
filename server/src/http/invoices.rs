//! An invoice or credit note as a PDF, made of what was kept when it was issued: the same bytes each time it is
//! asked for, unless what came of it since is asked for too.

use app::caller::{id, reveal};
use app::error::ApiError;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use domain::billing::show::Change;
use domain::ids::InvoiceId;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, Method};
use office::billing::{self, Print};
use press::{Invoice, Since};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::arrive::wants_html;
use super::documents::{attachment, caller};
use super::filing::ALONE;
use super::{Portal, failure};

/// Setting a thousand lines keeps a processor busy for a quarter of a second: no more than this many at once.
static PRESSES: Semaphore = Semaphore::const_new(2);

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// "paid": with payments, credit notes and write-offs.
    #[serde(default)]
    with: String,
}

pub(super) async fn print(
    State(portal): State<Portal>,
    Path(invoice): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as a print
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    let caller = caller(request.extensions());
    let made = async {
        let caller = caller?;
        let Query(asked) = asked.map_err(|_| ApiError::NotFound)?;
        let invoice: InvoiceId = id(&invoice)?;
        let print =
            billing::printed(&caller, invoice, asked.with == "paid").await.map_err(reveal)?;
        let name = file_name(&print.said.number, print.said.corrects.is_some());
        Ok((name, set(print).await.map_err(|what| reveal(office::Error::Internal(what)))?))
    };
    match made.await {
        Ok((name, pdf)) => {
            let mut response = pdf.into_response();
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
            headers.insert(CONTENT_DISPOSITION, attachment(&name));
            headers.insert(CONTENT_SECURITY_POLICY, ALONE);
            response
        }
        Err(error) => failure::respond(&portal, html, &error),
    }
}

/// Nobody's name: it lies in a folder of downloads.
fn file_name(number: &str, is_credit: bool) -> String {
    let kind = if is_credit { "credit-note" } else { "invoice" };
    let number: String =
        number.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("{kind}-{number}.pdf")
}

async fn set(print: Print) -> Result<Vec<u8>, String> {
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
    use super::file_name;

    #[test]
    fn a_paper_is_named_by_its_kind_and_number_alone() {
        assert_eq!(file_name("20412", false), "invoice-20412.pdf");
        assert_eq!(file_name("2026/0001", false), "invoice-2026-0001.pdf");
        assert_eq!(file_name("CN-0003", true), "credit-note-CN-0003.pdf");
    }
}
