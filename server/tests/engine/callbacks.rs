//! Callbacks at the edge, with the database away: who is refused, told in words, and asked to come again.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::{Kannel, KannelConfig, Twilio, TwilioConfig};
use hmac::{Hmac, KeyInit, Mac};
use http::{Method, Request, StatusCode};
use office::chance::Chance;
use office::clock::Clock;
use office::keys::Keys;
use office::{Office, OfficeOptions};
use secrecy::SecretString;
use server::http::routes::{Origin, ROUTES};
use server::http::{Portal, PortalOptions, router};
use server::texts::Texts;
use sha1::Sha1;
use tower::ServiceExt;
use uuid::Uuid;

use crate::gateway::SECRET;

const BASE: &str = "https://portal.example";
const TOKEN: &str = "12345";

/// A portal whose database is away.
pub(crate) fn bare() -> Portal {
    let office = Office::new(OfficeOptions {
        app_url: "postgres://privity_app@127.0.0.1:1/none".into(),
        clock: Clock::System,
        chance: Chance::seeded(1),
        keys: Keys::new([7; 32]),
        connections: 1,
        session_idle: jiff::SignedDuration::from_hours(8),
        session_absolute: jiff::SignedDuration::from_hours(24),
        demo: false,
        vault: None,
    })
    .unwrap();
    Portal::new(
        office,
        PortalOptions {
            base_url: BASE.into(),
            trusted_proxy: None,
            site_root: concat!(env!("CARGO_MANIFEST_DIR"), "/../public").into(),
            hashes: None,
        },
    )
}

fn portal(texts: Option<Texts>) -> Router {
    router(match texts {
        Some(texts) => bare().with_texts(texts),
        None => bare(),
    })
}

fn kannel() -> Arc<Kannel> {
    let config = KannelConfig {
        send_url: "http://127.0.0.1:1/cgi-bin/sendsms".into(),
        user: "privity".into(),
        password: SecretString::from("x"),
        from: "900".into(),
        report_url: format!("{BASE}{}", Texts::KANNEL_REPORT),
        inbound_url: format!("{BASE}{}", Texts::KANNEL_INBOUND),
        secret: SecretString::from(SECRET),
        patience: Duration::from_secs(1),
    };
    Arc::new(Kannel::new(config).unwrap())
}

fn twilio() -> Texts {
    let config = TwilioConfig {
        api_url: "http://127.0.0.1:1".into(),
        account: "AC1".into(),
        token: SecretString::from(TOKEN),
        from: "+12025550100".into(),
        report_url: format!("{BASE}{}", Texts::TWILIO_REPORT),
        inbound_url: format!("{BASE}{}", Texts::TWILIO_INBOUND),
        patience: Duration::from_secs(1),
    };
    Texts::Twilio(Arc::new(Twilio::new(config).unwrap()))
}

struct Said {
    status: StatusCode,
    body: String,
    again: bool,
}

async fn ask(texts: Option<Texts>, method: Method, url: &str, signed: &str, body: &str) -> Said {
    let path = url.strip_prefix(BASE).unwrap_or(url);
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-twilio-signature", signed)
        // as if from somewhere else entirely: no page of ours has any part in it
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let response = portal(texts).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    Said {
        status: parts.status,
        body: String::from_utf8(body.to_vec()).unwrap(),
        again: parts.headers.contains_key("retry-after"),
    }
}

/// As the provider signs: the address, then each field by its name.
fn sign(url: &str, fields: &[(&str, &str)]) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(TOKEN.as_bytes()).unwrap();
    mac.update(url.as_bytes());
    let mut fields = fields.to_vec();
    fields.sort();
    for (name, value) in fields {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    STANDARD.encode(mac.finalize().into_bytes())
}

#[tokio::test]
async fn what_kannel_calls_is_believed_by_its_tag() {
    let texts = || Some(Texts::Kannel(kannel()));
    let report = kannel().report_url(Uuid::from_u128(1));
    let good = report.replace("%d", "1").replace("%F", "x").replace("%A", "y");
    // believed, and the database is away
    let said = ask(texts(), Method::GET, &good, "", "").await;
    assert_eq!((said.status, said.again), (StatusCode::SERVICE_UNAVAILABLE, true));
    let inbound = kannel().inbound_url().replace("%I", "abc").replace("%q", "%2B12025550123");
    let inbound = inbound.replace("%Q", "900").replace("%C", "UTF-8").replace("%b", "STOP");
    let said = ask(texts(), Method::GET, &inbound, "", "").await;
    assert_eq!((said.status, said.again), (StatusCode::SERVICE_UNAVAILABLE, true));
    // another text's tag, another purpose's, none at all
    let other = good.replace(&Uuid::from_u128(1).to_string(), &Uuid::from_u128(2).to_string());
    let crossed = inbound.replace(Texts::KANNEL_INBOUND, Texts::KANNEL_REPORT);
    for forged in [other.as_str(), Texts::KANNEL_INBOUND] {
        let said = ask(texts(), Method::GET, forged, "", "").await;
        assert_eq!((said.status, said.body.as_str()), (StatusCode::FORBIDDEN, ""), "{forged}");
    }
    let said = ask(texts(), Method::GET, &crossed, "", "").await;
    assert!(said.status.is_client_error());
    // ours, and nonsense in it
    let said = ask(texts(), Method::GET, &good.replace("state=1", "state=x"), "", "").await;
    assert_eq!(said.status, StatusCode::BAD_REQUEST);
    assert_eq!(said.body, "state is missing or malformed\n");
    // a state that nobody has a use for is not asked about again
    let said = ask(texts(), Method::GET, &good.replace("state=1", "state=64"), "", "").await;
    assert_eq!(said.status, StatusCode::OK);
    for method in [Method::HEAD, Method::POST] {
        let said = ask(texts(), method.clone(), &good, "", "").await;
        assert_eq!(said.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

#[tokio::test]
async fn what_twilio_posts_is_believed_by_its_signature() {
    let url = format!("{BASE}{}?id={}", Texts::TWILIO_REPORT, Uuid::from_u128(1));
    let fields = [("AccountSid", "AC1"), ("MessageSid", "SM1"), ("MessageStatus", "delivered")];
    let body = "AccountSid=AC1&MessageSid=SM1&MessageStatus=delivered";
    let post = async |url: &str, signed: &str, body: &str| {
        ask(Some(twilio()), Method::POST, url, signed, body).await
    };
    let said = post(&url, &sign(&url, &fields), body).await;
    assert_eq!((said.status, said.again), (StatusCode::SERVICE_UNAVAILABLE, true));
    for (signed, body) in [
        ("", body.to_owned()),
        (sign(&url, &[]).as_str(), body.to_owned()),
        (sign(&url, &fields).as_str(), body.replace("delivered", "failed")),
        // signed for another place
        (sign(&url.replace("portal", "elsewhere"), &fields).as_str(), body.to_owned()),
    ] {
        let said = post(&url, signed, &body).await;
        assert_eq!((said.status, said.body.as_str()), (StatusCode::FORBIDDEN, ""), "{body}");
    }
    // another account's, rightly signed
    let foreign = [("AccountSid", "AC2")];
    let said = post(&url, &sign(&url, &foreign), "AccountSid=AC2").await;
    assert_eq!((said.status, said.body.as_str()), (StatusCode::FORBIDDEN, ""));

    let inbound = format!("{BASE}{}", Texts::TWILIO_INBOUND);
    let fields = [("AccountSid", "AC1"), ("From", "+12025550123"), ("To", "900"), ("Body", "YES")];
    let body = "AccountSid=AC1&From=%2B12025550123&To=900&Body=YES";
    let said = post(&inbound, &sign(&inbound, &fields), body).await;
    assert_eq!(said.status, StatusCode::BAD_REQUEST);
    assert_eq!(said.body, "MessageSid is missing or malformed\n");
    let whole = [&fields[..], &[("MessageSid", "SM2")]].concat();
    let said = post(&inbound, &sign(&inbound, &whole), &format!("{body}&MessageSid=SM2")).await;
    assert_eq!((said.status, said.again), (StatusCode::SERVICE_UNAVAILABLE, true));
    let said = post(&inbound, "x", &"a".repeat(70_000)).await;
    assert_eq!(said.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(post(&inbound, "", "").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_provider_that_is_not_configured_is_not_there() {
    for (texts, path, method) in [
        (None, Texts::KANNEL_REPORT, Method::GET),
        (None, Texts::TWILIO_INBOUND, Method::POST),
        (Some(twilio()), Texts::KANNEL_INBOUND, Method::GET),
        (Some(Texts::Kannel(kannel())), Texts::TWILIO_REPORT, Method::POST),
    ] {
        let said = ask(texts, method, path, "", "").await;
        assert_eq!((said.status, said.body.as_str()), (StatusCode::NOT_FOUND, ""), "{path}");
    }
}

/// What the check of cross-site writes lets pass is signed, and named here.
#[test]
fn only_callbacks_are_exempt_from_the_check_of_cross_site_writes() {
    let signed: Vec<_> = ROUTES
        .iter()
        .filter(|route| matches!(route.origin, Origin::Signed(_)))
        .map(|route| route.path)
        .collect();
    let callbacks = [
        Texts::KANNEL_REPORT,
        Texts::KANNEL_INBOUND,
        Texts::TWILIO_REPORT,
        Texts::TWILIO_INBOUND,
        "/callbacks/payments/stripe",
    ];
    assert_eq!(signed, callbacks);
}
