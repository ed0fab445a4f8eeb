//! Texts, through a gateway and back to the server that sent them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use channels::{Kannel, KannelConfig};
use secrecy::SecretString;
use server::texts::Texts;
use uuid::Uuid;

use crate::gateway::{Gateway, SECRET};
use crate::house::{House, PHONE};

const SOON: Duration = Duration::from_secs(20);

/// Calls an address as Kannel does. The status.
fn call(house: &House, url: &str) -> String {
    let path = url.strip_prefix(&house.base_url()).unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", house.port)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: kannel\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_text_goes_out_its_report_comes_back_and_so_does_what_people_write() {
    let mut gateway = Gateway::prepare();
    let house = House::new(gateway.settings()).await;
    house.reach_by_text().await;
    gateway.start(&house.command(&["texts", "address"]));
    let _server = house.server("serve", 1);

    // without a carrier the gateway takes it for later
    house.book(1).await;
    house.until("notifications where channel = 'text' and state = 'accepted'", 1, SOON).await;
    let carrier = gateway.carrier(&format!("{PHONE} 900 text Can I bring my daughter?"));
    carrier.given("Adair & Lowe: booked for").await;
    house.until("notifications where kind = 'booked' and state = 'delivered'", 1, SOON).await;

    // somebody reads it, and whoever wrote hears so
    house
        .until(
            "replies r join appointments a on a.id = r.appointment_id
            where r.meant = 'other' and r.read_at is null and r.body = 'Can I bring my daughter?'",
            1,
            SOON,
        )
        .await;
    assert_eq!(house.count("call_list where reason = 'wrote' and done_at is null").await, 1);
    carrier.given("thank you, somebody will read this").await;
    house.until("notifications where kind = 'answer' and state = 'delivered'", 1, SOON).await;

    // a report that is called again, or comes late, changes nothing; one that nobody signed is not heard
    let kannel = Kannel::new(KannelConfig {
        send_url: gateway.send_url(),
        user: "privity".into(),
        password: SecretString::from("gateway password"),
        from: "900".into(),
        report_url: house.base_url() + Texts::KANNEL_REPORT,
        inbound_url: house.base_url() + Texts::KANNEL_INBOUND,
        secret: SecretString::from(SECRET),
        patience: Duration::from_secs(5),
    })
    .unwrap();
    let booked = "select id::text from notifications where kind = 'booked'";
    let id: Uuid = house.words(booked).await[0].parse().unwrap();
    let report = |state: &str| {
        kannel.report_url(id).replace("%d", state).replace("%F", "x").replace("%A", "y")
    };
    for state in ["1", "2", "8", "64"] {
        assert_eq!(call(&house, &report(state)), "200", "{state}");
    }
    assert_eq!(call(&house, &report("1").replace("tag=", "tag=0")), "403");
    assert_eq!(house.count("notifications where kind = 'booked' and state = 'delivered'").await, 1);

    // who writes STOP gets no text any more, not even an answer, and somebody rings instead
    let texts = carrier.texts();
    drop(carrier);
    let carrier = gateway.carrier(&format!("{PHONE} 900 text Stop."));
    house
        .until(&format!("text_opt_outs where number = '{PHONE}' and until is null"), 1, SOON)
        .await;
    house.book(1).await;
    house.until("call_list where reason = 'no_way' and done_at is null", 1, SOON).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!((texts, carrier.texts()), (2, 0));
    assert_eq!(house.count("notifications where channel = 'text'").await, 2);
}
