//! What providers of texts call us with: reports of delivery, and what people wrote. Each call is signed, by
//! the provider or by the tag that we put into the address; whoever did not sign it learns nothing.
//!
//! They ask again until we say that we have it, so what came before is taken for what it is: the same.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use channels::{DeliveryReport, Inbound, Wrong};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use office::notices;

use super::Portal;
use crate::texts::Texts;

/// Far beyond what any provider posts, in bytes.
pub(super) const LONGEST: usize = 64 << 10;

pub(super) async fn kannel_report(
    State(portal): State<Portal>,
    method: Method,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(Texts::Kannel(kannel)) = &portal.texts else { return nowhere() };
    if method != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    note(&portal, kannel.report(&query.unwrap_or_default())).await
}

pub(super) async fn kannel_inbound(
    State(portal): State<Portal>,
    method: Method,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(Texts::Kannel(kannel)) = &portal.texts else { return nowhere() };
    if method != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    // whatever stands in an answer would be sent as a text
    take(&portal, kannel.inbound(&query.unwrap_or_default()), "text/plain", "").await
}

pub(super) async fn twilio_report(
    State(portal): State<Portal>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Some(Texts::Twilio(twilio)) = &portal.texts else { return nowhere() };
    let Ok(body) = body else { return wrong(Wrong::TooLong) };
    note(&portal, twilio.report(&query.unwrap_or_default(), &body, signature(&headers))).await
}

pub(super) async fn twilio_inbound(
    State(portal): State<Portal>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Some(Texts::Twilio(twilio)) = &portal.texts else { return nowhere() };
    let Ok(body) = body else { return wrong(Wrong::TooLong) };
    // "no answer", in the provider's own language: ours goes out like any other text
    take(&portal, twilio.inbound(&body, signature(&headers)), "text/xml", "<Response/>").await
}

fn signature(headers: &HeaderMap) -> &str {
    let signature = headers.get("x-twilio-signature").and_then(|value| value.to_str().ok());
    signature.unwrap_or_default()
}

async fn note(portal: &Portal, report: Result<DeliveryReport, Wrong>) -> Response {
    let report = match report {
        Ok(report) => report,
        // something that we have no use for: to be asked again would not help
        Err(Wrong::State) => return StatusCode::OK.into_response(),
        Err(error) => return wrong(error),
    };
    let provider = portal.texts.as_ref().map(Texts::name).unwrap_or_default();
    match notices::note_delivery(&portal.office, provider, &report).await {
        // about nothing of ours any more: that will not change
        Ok(_) => StatusCode::OK.into_response(),
        Err(error) => later(&error),
    }
}

async fn take(
    portal: &Portal,
    inbound: Result<Inbound, Wrong>,
    media: &'static str,
    nothing: &'static str,
) -> Response {
    let inbound = match inbound {
        Ok(inbound) => inbound,
        Err(error) => return wrong(error),
    };
    let provider = portal.texts.as_ref().map(Texts::name).unwrap_or_default();
    match notices::take_reply(&portal.office, provider, &inbound).await {
        Ok(new) => {
            tracing::info!(provider, new, "took a text");
            ([(CONTENT_TYPE, HeaderValue::from_static(media))], nothing).into_response()
        }
        Err(error) => later(&error),
    }
}

/// No provider of that name is configured.
fn nowhere() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// In words for whoever set the provider up; none for whoever only pretends to be it.
fn wrong(error: Wrong) -> Response {
    match error {
        Wrong::Unsigned | Wrong::Account => {
            tracing::warn!(%error, "a callback was refused");
            StatusCode::FORBIDDEN.into_response()
        }
        Wrong::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, format!("{error}\n")).into_response(),
        Wrong::Field(_) | Wrong::State => {
            tracing::warn!(%error, "a callback was not understood");
            (StatusCode::BAD_REQUEST, format!("{error}\n")).into_response()
        }
    }
}

/// The provider asks again.
fn later(error: &office::Error) -> Response {
    if !matches!(error, office::Error::Unavailable) {
        tracing::error!(%error, "a callback could not be taken");
    }
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, HeaderValue::from_static("30"))])
        .into_response()
}
