//! What somebody of a client takes from the portal: a shared document, an invoice as a PDF, an appointment for a
//! calendar.

use app::caller::{id, reveal};
use app::error::ApiError;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use futures_util::TryStreamExt;
use http::header::CONTENT_LENGTH;
use http::{Extensions, HeaderValue, Method};
use office::portal::{self, PortalCaller};

use super::arrive::wants_html;
use super::documents::{drawn, respond};
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

/// A document that was shared, as it was stored.
pub(super) async fn document(
    State(portal): State<Portal>,
    Path(share): Path<String>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as taken away
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    let client = client(request.extensions());
    let opened = async { portal::download(&client?, id(&share)?).await.map_err(reveal) };
    match opened.await {
        Ok(opened) => {
            let mut response = respond(&opened.name, &opened.media);
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(opened.length));
            // an error in the middle breaks the connection off: what came is not taken for the whole
            *response.body_mut() = Body::from_stream(opened.bytes().inspect_err(|error| {
                tracing::warn!(error = %error, "a download was broken off");
            }));
            response
        }
        Err(error) => failure::respond(&portal, html, &error),
    }
}

/// One page of it as a picture.
pub(super) async fn page(
    State(portal): State<Portal>,
    Path((share, page)): Path<(String, String)>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    let client = match *request.method() {
        Method::GET => client(request.extensions()),
        _ => Err(ApiError::Malformed),
    };
    let picture = async {
        let page = page.parse::<u32>().ok().filter(|page| *page > 0).ok_or(ApiError::NotFound)?;
        portal::picture(&client?, id(&share)?, page).await.map_err(reveal)
    };
    drawn(&portal, html, picture.await)
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
