//! What a provider of payments calls us with. It is believed by its signature alone, learns nothing from a refusal, and
//! asks again until we say that we have it: so what came before is taken for what it is, the same.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::{IntoResponse, Response};
use channels::Wrong;
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue, StatusCode};
use office::online;

use super::Portal;

/// Where Stripe, or whoever speaks its API, posts to.
pub(super) const STRIPE: &str = "/callbacks/payments/stripe";

pub(super) async fn stripe(
    State(portal): State<Portal>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Some(online) = portal.online.as_ref().filter(|it| it.cashier.name() == "stripe") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(body) = body else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok());
    let now = portal.office.clock.now();
    let told = match online.cashier.read(&body, signature.unwrap_or_default(), now) {
        Ok(told) => told,
        Err(error @ (Wrong::Unsigned | Wrong::Account)) => {
            tracing::warn!(%error, "a callback was refused");
            return StatusCode::FORBIDDEN.into_response();
        }
        Err(Wrong::TooLong) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(error) => {
            tracing::error!(%error, "a callback of the provider of payments was not understood");
            return (StatusCode::BAD_REQUEST, format!("{error}\n")).into_response();
        }
    };
    match online::take(&portal.office, online.cashier.name(), &told).await {
        Ok(taken) => {
            tracing::info!(event.id = told.event, ?taken, "took what a provider of payments said");
            StatusCode::OK.into_response()
        }
        Err(error) => {
            if !matches!(error, office::Error::Unavailable) {
                tracing::error!(%error, event.id = told.event, "a callback could not be taken");
            }
            let again = [(RETRY_AFTER, HeaderValue::from_static("30"))];
            (StatusCode::SERVICE_UNAVAILABLE, again).into_response()
        }
    }
}
