//! Callbacks of a provider of payments at the edge, with the database away: who is refused, and asked to come again.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use channels::{Stripe, StripeConfig};
use hmac::{Hmac, KeyInit, Mac};
use http::{Method, Request, StatusCode};
use jiff::Timestamp;
use office::clock::Clock;
use secrecy::SecretString;
use sha2::Sha256;
use tower::ServiceExt;

use crate::callbacks::bare;

const PATH: &str = "/callbacks/payments/stripe";
const SECRET: &str = "whsec_test";

fn stripe() -> Arc<Stripe> {
    let config = StripeConfig {
        api_url: "http://127.0.0.1:1".into(),
        key: SecretString::from("sk_test"),
        signing_secret: SecretString::from(SECRET),
        patience: Duration::from_secs(1),
    };
    Arc::new(Stripe::new(config).unwrap())
}

/// Status, body, and whether it is asked to come again.
async fn ask(
    configured: bool,
    method: Method,
    signed: &str,
    body: &str,
) -> (StatusCode, String, bool) {
    let portal = bare();
    let portal = if configured { portal.with_payments(stripe()) } else { portal };
    let request = Request::builder()
        .method(method)
        .uri(PATH)
        .header("content-type", "application/json")
        .header("stripe-signature", signed)
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let response = server::http::router(portal).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let again = parts.headers.contains_key("retry-after");
    (parts.status, String::from_utf8(body.to_vec()).unwrap(), again)
}

fn signed(secret: &str, at: Timestamp, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{}.{body}", at.as_second()).as_bytes());
    format!("t={},v1={}", at.as_second(), hex::encode(mac.finalize().into_bytes()))
}

fn event(kind: &str) -> String {
    format!(
        r#"{{"id":"evt_1","type":"{kind}","data":{{"object":{{"id":"cs_1","payment_status":"paid","payment_intent":"pi_1",
            "client_reference_id":"0190b7a2-0000-7000-8000-000000000001","amount_total":100,"currency":"usd"}}}}}}"#
    )
}

#[tokio::test]
async fn what_the_provider_signed_is_believed_and_asked_for_again_while_the_database_is_away() {
    let now = Clock::System.now();
    let body = event("checkout.session.completed");
    let good = signed(SECRET, now, &body);
    let (status, _, again) = ask(true, Method::POST, &good, &body).await;
    assert_eq!((status, again), (StatusCode::SERVICE_UNAVAILABLE, true));
    let late = signed(SECRET, now - jiff::SignedDuration::from_mins(6), &body);
    for (signed, body) in [
        ("", body.clone()),
        (signed("whsec_other", now, &body).as_str(), body.clone()),
        (late.as_str(), body.clone()),
        (good.as_str(), body.replace("100", "999")),
    ] {
        let (status, said, _) = ask(true, Method::POST, signed, &body).await;
        assert_eq!((status, said.as_str()), (StatusCode::FORBIDDEN, ""), "{signed}");
    }
    // of no concern to us: nothing is asked of the database
    let other = event("customer.created");
    let (status, ..) = ask(true, Method::POST, &signed(SECRET, now, &other), &other).await;
    assert_eq!(status, StatusCode::OK);
    let senseless = body.replace("\"usd\"", "\"dollars\"");
    let (status, said, _) =
        ask(true, Method::POST, &signed(SECRET, now, &senseless), &senseless).await;
    assert_eq!(
        (status, said.as_str()),
        (StatusCode::BAD_REQUEST, "currency is missing or malformed\n")
    );
    let (status, ..) = ask(true, Method::POST, &good, &"x".repeat(70_000)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    let (status, ..) = ask(true, Method::GET, "", "").await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    let (status, said, _) = ask(false, Method::POST, &good, &body).await;
    assert_eq!((status, said.as_str()), (StatusCode::NOT_FOUND, ""), "no provider is configured");
}
