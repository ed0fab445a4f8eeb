//! The provider of payments that only runs elsewhere, as a stand-in of ours that holds every request against its
//! documentation; and calls as it signs them: forged, late, replayed, of no use.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use channels::{Cashier, Happened, Order, Stripe, StripeConfig, Told, Wrong};
use domain::money::{Currency, Money};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use sha2::Sha256;
use tokio::net::TcpListener;
use uuid::Uuid;

const KEY: &str = "sk_test_51";
const SECRET: &str = "whsec_test";

fn config(api_url: &str) -> StripeConfig {
    StripeConfig {
        api_url: api_url.into(),
        key: SecretString::from(KEY),
        signing_secret: SecretString::from(SECRET),
        patience: Duration::from_secs(2),
    }
}

fn order(minor: i64, title: &str) -> Order {
    Order {
        id: Uuid::from_u128(7),
        title: title.into(),
        amount: Money::new(minor, Currency::UsDollar),
        ends_at: "2026-10-13T15:30:00Z".parse().unwrap(),
        back_url: "https://portal.example/pay/secret".into(),
    }
}

/// What was asked under each key, and how often.
type Kept = Arc<Mutex<HashMap<String, (String, usize)>>>;

struct StandIn {
    url: String,
    kept: Kept,
}

async fn sessions(Shared(kept): Shared<Kept>, headers: HeaderMap, body: String) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    if header("authorization") != format!("Bearer {KEY}") {
        return (StatusCode::UNAUTHORIZED, r#"{"error":{"type":"x"}}"#).into_response();
    }
    let key = header("idempotency-key").to_owned();
    let same = {
        let mut kept = kept.lock().unwrap();
        let (said, times) = kept.entry(key).or_insert_with(|| (body.clone(), 0));
        *times += 1;
        *said == body
    };
    if !same {
        let said = r#"{"error":{"type":"idempotency_error"}}"#;
        return (StatusCode::BAD_REQUEST, said).into_response();
    }
    if body.contains("hang") {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    if let Some(status) =
        [409, 429, 500].into_iter().find(|it| body.contains(&format!("status{it}")))
    {
        return (StatusCode::from_u16(status).unwrap(), [("retry-after", "9")], "{}")
            .into_response();
    }
    if body.contains("evil") {
        return r#"{"id":"cs_1","url":"javascript:alert(1)"}"#.into_response();
    }
    r#"{"id":"cs_1","object":"checkout.session","url":"https://checkout.example/c/pay/cs_1#x"}"#
        .into_response()
}

impl StandIn {
    async fn start() -> StandIn {
        let kept = Kept::default();
        let router = Router::new()
            .route("/v1/checkout/sessions", post(sessions))
            .with_state(Arc::clone(&kept));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        StandIn { url, kept }
    }
}

#[tokio::test]
async fn a_page_is_asked_for_with_the_amount_and_a_title_and_twice_it_is_the_same() {
    let stand_in = StandIn::start().await;
    let stripe = Stripe::new(config(&stand_in.url)).unwrap();
    let order = order(12_400, "Invoice 1042");
    for _ in 0..2 {
        let page = stripe.page(&order).await.unwrap();
        assert_eq!(page.reference, "cs_1");
        assert_eq!(page.url, "https://checkout.example/c/pay/cs_1#x");
    }
    let kept = stand_in.kept.lock().unwrap();
    let (body, times) = &kept[&order.id.to_string()];
    assert_eq!(*times, 2);
    let form: HashMap<String, String> = body
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    let said = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    assert_eq!(said("mode"), "payment");
    assert_eq!(said("client_reference_id"), order.id.to_string());
    assert_eq!(said("line_items[0][price_data][unit_amount]"), "12400");
    assert_eq!(said("line_items[0][price_data][currency]"), "usd");
    assert_eq!(said("line_items[0][price_data][product_data][name]"), "Invoice 1042");
    assert_eq!(said("expires_at"), "1791905400");
    assert_eq!(said("success_url"), "https://portal.example/pay/secret");
    assert!(!format!("{order:?}").contains("secret"));
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(&text.replace('+', " "))
        .decode_utf8()
        .unwrap()
        .into_owned()
}

#[tokio::test]
async fn where_no_page_is_to_be_had_it_says_why_and_for_how_long() {
    let stand_in = StandIn::start().await;
    let stripe = Stripe::new(config(&stand_in.url)).unwrap();
    for (nth, (title, words)) in [
        ("status409", "the provider is at it already"),
        ("status429", "the provider wants fewer at a time"),
        ("status500", "the provider is in trouble"),
        ("evil", "the provider answered with no page"),
        ("hang", "the provider took the request and did not answer in time"),
    ]
    .into_iter()
    .enumerate()
    {
        let order = Order { id: Uuid::from_u128(100 + nth as u128), ..order(1, title) };
        let none = stripe.page(&order).await.unwrap_err();
        assert_eq!(none.reason.words, words);
        if title == "status429" {
            assert_eq!(none.after, Some(Duration::from_secs(9)));
        }
    }
    // another amount under the same id is another order
    stripe.page(&order(1, "x")).await.unwrap();
    let other = stripe.page(&order(2, "x")).await.unwrap_err();
    assert_eq!(other.reason.words, "the provider refused what we asked");
    let wrong = StripeConfig { key: SecretString::from("sk_other"), ..config(&stand_in.url) };
    let none = Stripe::new(wrong).unwrap().page(&order(1, "x")).await.unwrap_err();
    assert_eq!(none.reason.words, "the provider does not accept us");
    let gone = Stripe::new(config("http://127.0.0.1:1")).unwrap();
    assert_eq!(
        gone.page(&order(1, "x")).await.unwrap_err().reason.words,
        "the provider was not reached"
    );
}

#[test]
fn it_is_not_spoken_to_in_clear_over_a_network_nor_without_its_secrets() {
    assert!(Stripe::new(config("http://api.example.com")).is_err());
    let without =
        StripeConfig { signing_secret: SecretString::from(""), ..config("https://x.example") };
    assert!(Stripe::new(without).is_err());
    assert!(Stripe::new(config("https://api.example.com")).is_ok());
}

fn now() -> Timestamp {
    "2026-10-13T13:30:00Z".parse().unwrap()
}

fn signed(secret: &str, at: Timestamp, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{}.{body}", at.as_second()).as_bytes());
    format!("t={},v1={}", at.as_second(), hex::encode(mac.finalize().into_bytes()))
}

fn read(header: &str, body: &str) -> Result<Told, Wrong> {
    let stripe = Stripe::new(config("https://api.example.com")).unwrap();
    stripe.read(body.as_bytes(), header, now())
}

fn completed(change: impl Fn(&mut serde_json::Value)) -> String {
    let mut event = serde_json::json!({
        "id": "evt_1", "object": "event", "type": "checkout.session.completed", "created": 1,
        "data": {"object": {"id": "cs_1", "client_reference_id": Uuid::from_u128(7), "payment_status": "paid",
            "payment_intent": "pi_1", "amount_total": 12400, "currency": "usd", "customer_details": {"email": "x@example.com"}}}
    });
    change(&mut event);
    event.to_string()
}

fn paid() -> Told {
    Told {
        event: "evt_1".into(),
        happened: Happened::Paid {
            order: Some(Uuid::from_u128(7)),
            payment: "pi_1".into(),
            amount: 12_400,
            currency: "USD".into(),
        },
    }
}

#[test]
fn what_the_provider_signed_lately_is_believed_and_nothing_else() {
    let body = completed(|_| ());
    let good = signed(SECRET, now(), &body);
    assert_eq!(read(&good, &body), Ok(paid()));
    // said again it is the same
    assert_eq!(read(&good, &body), Ok(paid()));
    // while its secret changes it signs with both
    let both = format!("{},{}", signed("whsec_old", now(), &body), good.split_once(',').unwrap().1);
    assert_eq!(read(&both, &body), Ok(paid()));
    for seconds in [-299, 299] {
        let at = now() + SignedDuration::from_secs(seconds);
        assert_eq!(read(&signed(SECRET, at, &body), &body), Ok(paid()), "{seconds}");
    }
    let raised = body.replace("12400", "99999");
    let late = signed(SECRET, now() - SignedDuration::from_secs(301), &body);
    // the old signature under a new second
    let moved = good.replace(&now().as_second().to_string(), &(now().as_second() - 1).to_string());
    for (header, body) in [
        ("", body.as_str()),
        ("t=1,v1=00", &body),
        ("v1=00", &body),
        (&format!("t={}", now().as_second()), &body),
        (&signed("whsec_other", now(), &body), &body),
        (&good, &raised),
        (&late, &body),
        (&moved, &body),
        (&good.replace("v1=", "v0="), &body),
        (&format!("t=1,{good}"), &body),
        (&signed(SECRET, now() + SignedDuration::from_secs(301), &body), &body),
    ] {
        assert_eq!(read(header, body), Err(Wrong::Unsigned), "{header}");
    }
    assert_eq!(read(&good, &"x".repeat(70_000)), Err(Wrong::TooLong));
}

#[test]
fn what_is_signed_and_of_no_use_or_no_sense_is_told_apart() {
    let said = |body: String| read(&signed(SECRET, now(), &body), &body);
    let happened = |body: String| said(body).map(|told| told.happened);
    let unpaid = completed(|it| it["data"]["object"]["payment_status"] = "unpaid".into());
    assert_eq!(happened(unpaid), Ok(Happened::Other));
    assert_eq!(
        happened(completed(|it| it["type"] = "customer.created".into())),
        Ok(Happened::Other)
    );
    // a bank that took its time
    let later = completed(|it| it["type"] = "checkout.session.async_payment_succeeded".into());
    assert_eq!(said(later), Ok(paid()));
    // of no page of ours
    let nobodys =
        completed(|it| it["data"]["object"]["client_reference_id"] = serde_json::Value::Null);
    assert!(matches!(happened(nobodys), Ok(Happened::Paid { order: None, .. })));
    let charge = |kind: &str, field: &str| {
        serde_json::json!({"id": "evt_2", "type": kind, "data": {"object": {"id": "ch_1", "payment_intent": "pi_1",
            field: 500, "currency": "usd"}}})
        .to_string()
    };
    let (payment, amount, currency) = ("pi_1".to_owned(), 500, "USD".to_owned());
    assert_eq!(
        happened(charge("charge.refunded", "amount_refunded")),
        Ok(Happened::Refunded { payment: payment.clone(), amount, currency: currency.clone() })
    );
    assert_eq!(
        happened(charge("charge.dispute.created", "amount")),
        Ok(Happened::Disputed { payment, amount, currency })
    );
    for (field, wrong) in [
        ("amount_total", serde_json::json!(0)),
        ("amount_total", serde_json::json!(i64::MAX)),
        ("amount_total", serde_json::Value::Null),
        ("currency", serde_json::json!("dollars")),
        ("payment_intent", serde_json::json!("pi 1 <x>")),
    ] {
        let body = completed(|it| it["data"]["object"][field] = wrong.clone());
        assert_eq!(said(body), Err(Wrong::Field(field)));
    }
    assert_eq!(said("{}".into()), Err(Wrong::Field("the event")));
    assert_eq!(said("[".into()), Err(Wrong::Field("the event")));
}
