//! Texts through a gateway to a carrier, and what comes back.

use std::time::Duration;

use channels::{Kannel, Number, Outcome, Scope, State, Texter};
use domain::texts::Reply;
use secrecy::SecretString;

use crate::gateway::{Gateway, next};
use crate::support::{free_port, text};

#[tokio::test]
async fn a_text_goes_out_and_its_reports_come_back() {
    let mut gateway = Gateway::start().await;
    let kannel = Kannel::new(gateway.config.clone()).unwrap();
    let carrier = gateway.carrier("+12025550123 900 text STOP");
    // The carrier is there when what it handed over is.
    let stop = kannel.inbound(&next(&mut gateway.inbound).await).unwrap();
    assert_eq!((stop.from.as_str(), stop.to.as_str()), ("+12025550123", "900"));
    assert_eq!(Reply::read(&stop.body), Reply::Stop);

    for (id, body, on_the_air) in [
        (1, "Tuesday 9:30 am, €5 & more {x}", "text Tuesday 9:30 am, €5 & more {x}>"),
        (2, "Привет", "ucs-2 %04%1F%04%40%048%042%045%04B>"),
    ] {
        let sent = kannel.send(&text(id, body)).await;
        assert_eq!(sent, Outcome::Accepted { reference: None });
        carrier.given(on_the_air).await;
        let mut states = Vec::new();
        while states.len() < 2 {
            let report = kannel.report(&next(&mut gateway.reports).await).unwrap();
            assert_eq!(report.id, text(id, "").id);
            states.push(report.state);
        }
        assert!(states.contains(&State::SentToCarrier), "{states:?}");
        assert!(states.contains(&State::Delivered), "{states:?}");
    }

    // Two messages on the air, as the office was told.
    let long = text(3, &"a".repeat(200));
    assert_eq!(domain::texts::Length::of(&long.body).segments, 2);
    kannel.send(&long).await;
    carrier.given("%02%01").await;
    carrier.given("%02%02").await;
}

#[tokio::test]
async fn what_people_write_comes_in_as_they_wrote_it() {
    for (handed_over, from, body) in [
        (
            "004930123456 900 text No, I can't make it, can we do Tuesday?",
            "+4930123456",
            "No, I can't make it, can we do Tuesday?",
        ),
        ("+12025550123 900 ucs2 %04%14%04%30", "+12025550123", "Да"),
    ] {
        let mut gateway = Gateway::start().await;
        let kannel = Kannel::new(gateway.config.clone()).unwrap();
        let _carrier = gateway.carrier(handed_over);
        let inbound = kannel.inbound(&next(&mut gateway.inbound).await).unwrap();
        assert_eq!((inbound.from.as_str(), inbound.body.as_str()), (from, body));
        assert_eq!(Reply::read(&inbound.body), Reply::Other);
    }
}

#[tokio::test]
async fn what_a_gateway_does_not_take_is_told_apart() {
    let gateway = Gateway::start().await;
    let later = |outcome: &Outcome| {
        matches!(outcome, Outcome::Later { scope: Scope::Provider, after: None, .. })
    };
    let mut stranger = gateway.config.clone();
    stranger.password = SecretString::from("wrong");
    let outcome = Kannel::new(stranger).unwrap().send(&text(1, "Hello")).await;
    assert!(later(&outcome), "{outcome:?}");

    let mut nowhere = gateway.config.clone();
    nowhere.send_url = format!("http://127.0.0.1:{}/cgi-bin/sendsms", free_port());
    let outcome = Kannel::new(nowhere).unwrap().send(&text(1, "Hello")).await;
    assert!(later(&outcome), "{outcome:?}");

    let kannel = Kannel::new(gateway.config.clone()).unwrap();
    let outcome = kannel.send(&text(1, "")).await;
    assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_gateway_without_a_carrier_takes_the_text_for_later() {
    let mut gateway = Gateway::start().await;
    let kannel = Kannel::new(gateway.config.clone()).unwrap();
    let sent = kannel.send(&text(1, "Hello")).await;
    assert_eq!(sent, Outcome::Accepted { reference: None });
    let carrier = gateway.carrier("+12025550123 900 text YES");
    carrier.given("text Hello>").await;
    let report = kannel.report(&next(&mut gateway.reports).await).unwrap();
    assert_eq!(report.id, text(1, "").id);
}

#[tokio::test]
async fn a_gateway_that_does_not_answer_leaves_it_unknown() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut config = crate::callbacks::kannel_config();
    config.send_url = format!("http://{}/cgi-bin/sendsms", silent.local_addr().unwrap());
    config.patience = Duration::from_millis(400);
    let outcome = Kannel::new(config).unwrap().send(&text(1, "Hello")).await;
    assert!(matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}");
}

#[test]
fn a_number_is_one_as_networks_write_it() {
    assert!(Number::parse("+12025550123").is_some());
    for wrong in
        ["12025550123", "+0123456789", "+1202555012a", "+1 202 555", "+1234567890123456", "+", ""]
    {
        assert!(Number::parse(wrong).is_none(), "{wrong}");
    }
    assert!(!format!("{:?}", text(1, "Hello")).contains("Hello"));
}
