//! What somebody of a client takes from the portal: an invoice as a PDF, an appointment for a calendar.

use app::caller::{id, reveal};
use app::error::ApiError;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::{Extensions, Method};
use office::portal::{self, PortalCaller};

use super::arrive::wants_html;
use super::taken_away::{File, PDF, answer};
use super::{Portal, failure, invoices};

const CALENDAR: &str = "text/calendar; charset=utf-8";

pub(super) async fn invoice(
    State(portal): State<Portal>,
    Path(invoice): Path<String>,
    request: Request,
) -> Response {
    send(&portal, request, async |client| {
        let print = portal::printed(&client, id(&invoice)?).await.map_err(reveal)?;
        let name = print.said.file_name();
        let bytes = invoices::set(print).await;
        let bytes = bytes.map_err(|what| reveal(office::Error::Internal(what)))?;
        Ok(File { media: PDF, name, bytes })
    })
    .await
}

pub(super) async fn appointment(
    State(portal): State<Portal>,
    Path(appointment): Path<String>,
    request: Request,
) -> Response {
    send(&portal, request, async |client| {
        let text = portal::calendar(&client, id(&appointment)?).await.map_err(reveal)?;
        Ok(File { media: CALENDAR, name: "appointment.ics".into(), bytes: text.into_bytes() })
    })
    .await
}

/// Makes the file for whoever of a client asks, and answers with it.
async fn send<Made>(
    portal: &Portal,
    request: Request,
    make: impl FnOnce(PortalCaller) -> Made,
) -> Response
where
    Made: Future<Output = Result<File, ApiError>>,
{
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as taken away
    if request.method() != Method::GET {
        return failure::respond_as(portal, html, 405, &ApiError::Malformed);
    }
    let made = match client(request.extensions()) {
        Ok(client) => make(client).await,
        Err(error) => Err(error),
    };
    answer(portal, html, made)
}

fn client(extensions: &Extensions) -> Result<PortalCaller, ApiError> {
    extensions.get::<PortalCaller>().cloned().ok_or(ApiError::SignedOut)
}
