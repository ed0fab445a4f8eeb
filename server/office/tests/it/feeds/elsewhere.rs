//! Calendars kept elsewhere, on this machine: read for when somebody is taken and for nothing else.

use std::sync::Arc;
use std::time::Duration;

use almanac::fetch::{Address, Fetcher};
use domain::feeds::ExternalForm;
use office::Error;
use office::feeds::{self, Fetching};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::partner;
use crate::notices::{HOUR, Scene};

/// Serves one text again and again, and says how often it was asked.
async fn serve(text: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = vec![0; 4096];
            let read = stream.read(&mut asked).await.unwrap_or_default();
            let known = String::from_utf8_lossy(&asked[..read])
                .to_lowercase()
                .contains("if-none-match: \"1\"");
            let answer = match known {
                true => "HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n".to_owned(),
                false => format!(
                    "HTTP/1.1 200 OK\r\netag: \"1\"\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
                    text.len()
                ),
            };
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    port
}

const ELSEWHERE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261001T000000Z\r\n\
    DTSTART:20261021T150000Z\r\nDTEND:20261021T160000Z\r\nSUMMARY:A secret\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[tokio::test]
async fn a_calendar_kept_elsewhere_makes_its_owner_busy_and_says_nothing_else() {
    let scene = Scene::new().await;
    let caller = partner(&scene);
    let form = |address: &str| ExternalForm { label: "Home".into(), address: address.into() };
    for refused in
        ["http://calendar.example/x.ics", "https://user:pw@calendar.example/x", "nonsense"]
    {
        assert!(
            matches!(feeds::add_external(&caller, &form(refused)).await, Err(Error::Invalid(_))),
            "{refused}"
        );
    }
    let id = feeds::add_external(&caller, &form("https://calendar.example/x.ics")).await.unwrap();
    let port = serve(ELSEWHERE).await;
    let lookup = Arc::new(|_: &str| Ok(vec![[127, 0, 0, 1].into()]));
    let fetcher = Fetcher::on_loopback(lookup, Duration::from_secs(5)).unwrap();
    PORT.set(port).unwrap();
    let fetching = Fetching::by(fetcher, |_| {
        Address::on_loopback(&format!("http://127.0.0.1:{}/x.ics", PORT.get().unwrap()))
    });
    assert_eq!(feeds::read_calendars(scene.office(), &fetching).await.unwrap(), 1);
    let kept = "external_busy where starts_at = '2026-10-21T15:00:00Z' and ends_at = '2026-10-21T16:00:00Z'";
    assert_eq!(scene.count(kept).await, 1);
    // not before its time, and not again what has not changed
    assert_eq!(feeds::read_calendars(scene.office(), &fetching).await.unwrap(), 0);
    scene.later(HOUR);
    assert_eq!(feeds::read_calendars(scene.office(), &fetching).await.unwrap(), 1);
    assert_eq!(scene.count(kept).await, 1);
    // one that cannot be read says so, and what it said holds for a day
    let away = Fetching::by(Fetcher::new().unwrap(), Address::parse);
    scene.later(HOUR);
    assert_eq!(feeds::read_calendars(scene.office(), &away).await.unwrap(), 0);
    let row = feeds::list(&caller, "").await.unwrap().body.external.remove(0);
    assert!(!row.trouble.is_empty());
    assert_eq!(scene.count(kept).await, 1);
    feeds::end_external(&caller, id).await.unwrap();
    assert_eq!(scene.count("external_busy").await, 0);
}

static PORT: std::sync::OnceLock<u16> = std::sync::OnceLock::new();

/// What the path asks for: nothing for ever, a letter now and then, more than is read, or the calendar.
async fn behave(mut stream: tokio::net::TcpStream) {
    let mut asked = vec![0; 4096];
    let read = stream.read(&mut asked).await.unwrap_or_default();
    let asked = String::from_utf8_lossy(&asked[..read]).into_owned();
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
    let path = asked.split(' ').nth(1).unwrap_or_default();
    if path.starts_with("/good") {
        let _ = stream.write_all(format!("{head}{ELSEWHERE}").as_bytes()).await;
        return;
    }
    if path.starts_with("/hang") {
        std::future::pending::<()>().await;
    }
    let _ = stream.write_all(format!("{head}BEGIN:VCALENDAR\r\n").as_bytes()).await;
    let part = if path.starts_with("/huge") { vec![b'x'; 1 << 20] } else { b"x".to_vec() };
    let wait = if path.starts_with("/huge") { Duration::ZERO } else { Duration::from_millis(20) };
    while stream.write_all(&part).await.is_ok() {
        tokio::time::sleep(wait).await;
    }
}

static SLOW_PORT: std::sync::OnceLock<u16> = std::sync::OnceLock::new();

/// As many as one round takes, most of them as bad as can be: the round ends within twice the patience for one.
#[tokio::test]
async fn calendars_that_hang_drip_or_never_end_hold_up_none_of_the_others() {
    let scene = Scene::new().await;
    let caller = partner(&scene);
    let bad = ["hang", "hang", "drip", "huge"];
    let all = (0..16).map(|nth| (bad[nth % 4], nth)).chain((16..20).map(|nth| ("good", nth)));
    for (what, nth) in all {
        let address = format!("https://calendar.example/{what}/{nth}.ics");
        feeds::add_external(&caller, &ExternalForm { label: format!("{what} {nth}"), address })
            .await
            .unwrap();
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    SLOW_PORT.set(listener.local_addr().unwrap().port()).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(behave(stream));
        }
    });
    let lookup = Arc::new(|_: &str| Ok(vec![[127, 0, 0, 1].into()]));
    let patience = Duration::from_secs(2);
    let fetching = Fetching::by(Fetcher::on_loopback(lookup, patience).unwrap(), |typed| {
        let path = typed.trim_start_matches("https://calendar.example");
        Address::on_loopback(&format!("http://127.0.0.1:{}{path}", SLOW_PORT.get().unwrap()))
    });
    let round = feeds::read_calendars(scene.office(), &fetching);
    // one after the other they would take twelve times the patience
    let read = tokio::time::timeout(patience * 4, round).await.expect("a round that ends").unwrap();
    assert_eq!(read, 4);
    assert_eq!(scene.count("external_busy").await, 4);
    assert_eq!(scene.count("external_calendars where trouble <> '' and misses = 1").await, 16);
    let troubles = "external_calendars where trouble = '";
    assert_eq!(scene.count(format!("{troubles}The other server took too long.'")).await, 12);
    assert_eq!(scene.count(format!("{troubles}The calendar is larger than 4 MiB.'")).await, 4);
}
