//! The API that only runs elsewhere, as a stand-in of ours that says what its documentation says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::{Code, Outcome, Scope, State, Texter, Twilio};
use tokio::net::TcpListener;

use crate::callbacks::{signature, twilio_config};
use crate::support::{free_port, text};

type Asked = Arc<Mutex<Vec<(String, HeaderMap, String)>>>;

struct StandIn {
    url: String,
    asked: Asked,
}

/// What it answers is in the text's body: a status, a code, or what to do.
async fn messages(
    Shared(asked): Shared<Asked>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    asked.lock().unwrap().push((uri.path().to_owned(), headers.clone(), body.clone()));
    let expected = format!("Basic {}", STANDARD.encode("AC0123456789:12345"));
    let error = |status: u16, code: u32| {
        let said = format!(r#"{{"code":{code},"message":"+12025550123 …","status":{status}}}"#);
        (StatusCode::from_u16(status).unwrap(), said).into_response()
    };
    if headers.get("authorization").and_then(|value| value.to_str().ok()) != Some(&expected) {
        return error(401, 20003);
    }
    let word = body.split("Body=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let numbers: Vec<u32> = word.split('.').filter_map(|part| part.parse().ok()).collect();
    match (word.as_str(), numbers.as_slice()) {
        (_, [status, code]) => error(u16::try_from(*status).unwrap(), *code),
        (_, [429]) => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "7")], "{}").into_response(),
        (_, [302]) => (StatusCode::FOUND, [("location", "/elsewhere")], "").into_response(),
        (_, [status]) => (StatusCode::from_u16(u16::try_from(*status).unwrap()).unwrap(), "<html>")
            .into_response(),
        ("hang", _) => {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            ().into_response()
        }
        ("flood", _) => {
            let said = format!(r#"{{"sid":"SM1","more":"{}"}}"#, "x".repeat(1 << 20));
            (StatusCode::CREATED, said).into_response()
        }
        ("late", _) => {
            let said = r#"{"sid":"SM1","status":"failed","error_code":21610}"#;
            (StatusCode::CREATED, said).into_response()
        }
        ("strange", _) => (StatusCode::CREATED, r#"{"sid":"SM 1 <x>"}"#).into_response(),
        _ => (StatusCode::CREATED, r#"{"sid":"SM1","status":"queued","error_code":null}"#)
            .into_response(),
    }
}

impl StandIn {
    async fn start() -> StandIn {
        let asked = Asked::default();
        let router = Router::new()
            .route("/2010-04-01/Accounts/{account}/Messages.json", post(messages))
            .route("/elsewhere", get(|| async { (StatusCode::CREATED, r#"{"sid":"SM2"}"#) }))
            .with_state(Arc::clone(&asked));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        StandIn { url, asked }
    }

    fn twilio(&self) -> Twilio {
        let mut config = twilio_config();
        config.api_url = self.url.clone();
        config.patience = Duration::from_secs(2);
        Twilio::new(config).unwrap()
    }
}

fn shown(outcome: &Outcome) -> String {
    let code = |code: &Option<Code>| code.as_ref().map_or("-", Code::as_str).to_owned();
    match outcome {
        Outcome::Accepted { reference } => {
            format!("accepted {}", reference.as_deref().unwrap_or("-"))
        }
        Outcome::Refused { reason } => format!("refused {}", code(&reason.code)),
        Outcome::OptedOut => "opted out".into(),
        Outcome::Later { scope, reason, after } => {
            assert_eq!(*scope, Scope::Provider);
            let after = after.map_or(String::new(), |after| format!(" after {}", after.as_secs()));
            format!("later {}{after}", code(&reason.code))
        }
        Outcome::Unknown { reason } => format!("unknown {}", code(&reason.code)),
    }
}

#[tokio::test]
async fn every_answer_of_the_api_has_its_outcome() {
    let api = StandIn::start().await;
    let twilio = api.twilio();
    for (body, expected) in [
        ("Hello", "accepted SM1"),
        ("strange", "accepted -"),
        ("flood", "accepted -"),
        ("400.21610", "opted out"),
        ("late", "opted out"),
        ("400.21211", "refused 21211"),
        ("400.21614", "refused 21614"),
        ("400.21408", "refused 21408"),
        ("400.21617", "refused 21617"),
        ("400.29999", "refused 29999"),
        ("400.21606", "later 21606"),
        ("429.20429", "later 429"),
        ("429", "later 429 after 7"),
        ("401.20003", "later 20003"),
        ("404.20404", "later 20404"),
        ("400", "later 400"),
        ("302", "later 302"),
        ("500", "later 500"),
        ("503", "later 503"),
        ("504", "unknown -"),
        ("hang", "unknown -"),
    ] {
        let outcome = twilio.send(&text(7, body)).await;
        assert_eq!(shown(&outcome), expected, "{body}: {outcome:?}");
        assert!(!format!("{outcome:?}").contains("2025550123"), "{outcome:?}");
    }
}

#[tokio::test]
async fn the_api_is_asked_once_and_as_it_wants() {
    let api = StandIn::start().await;
    api.twilio().send(&text(7, "Tuesday 9:30 & é")).await;
    let asked = api.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 1);
    let (path, _, body) = &asked[0];
    assert_eq!(path, "/2010-04-01/Accounts/AC0123456789/Messages.json");
    assert_eq!(
        body,
        "To=%2B12025550123&From=%2B12025550100&Body=Tuesday+9%3A30+%26+%C3%A9&StatusCallback=\
         https%3A%2F%2Fportal.example%2Fhooks%2Ftwilio%2Freport%3F\
         id%3D00000000-0000-0000-0000-000000000007"
    );
}

#[tokio::test]
async fn what_was_asked_to_be_called_back_is_what_the_signature_covers() {
    let api = StandIn::start().await;
    let twilio = api.twilio();
    twilio.send(&text(7, "Hello")).await;
    let asked = api.asked.lock().unwrap()[0].2.clone();
    let callback = asked.split("StatusCallback=").nth(1).unwrap();
    let callback = percent_encoding::percent_decode_str(callback).decode_utf8().unwrap();
    let body = "AccountSid=AC0123456789&MessageSid=SM1&MessageStatus=delivered&To=%2B12025550123";
    let signed = signature("12345", &callback, body);
    let query = callback.split_once('?').unwrap().1;
    let report = twilio.report(query, body.as_bytes(), &signed).unwrap();
    assert_eq!((report.id, report.state), (text(7, "").id, State::Delivered));
}

#[tokio::test]
async fn a_wrong_password_and_an_api_that_is_not_there_take_nothing() {
    let api = StandIn::start().await;
    let mut config = twilio_config();
    config.api_url = api.url.clone();
    config.token = "54321".to_owned().into();
    let outcome = Twilio::new(config.clone()).unwrap().send(&text(7, "Hello")).await;
    assert_eq!(shown(&outcome), "later 20003");
    config.api_url = format!("http://127.0.0.1:{}", free_port());
    let outcome = Twilio::new(config).unwrap().send(&text(7, "Hello")).await;
    assert_eq!(shown(&outcome), "later -");
}

#[tokio::test]
async fn a_connection_lost_after_the_request_leaves_it_unknown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = twilio_config();
    config.api_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::AsyncReadExt;
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
        }
    });
    let outcome = Twilio::new(config).unwrap().send(&text(7, "Hello")).await;
    assert_eq!(shown(&outcome), "unknown -");
}
