//! Fetching, from a server that answers as it likes.

use std::io::Write;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use almanac::busy::MOST_BYTES;
use almanac::fetch::{Address, FetchError, Fetched, Fetcher, Lookup, Validators};
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const TEXT: &str = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";

/// What a server got, one head of a request each.
type Heads = Arc<Mutex<Vec<String>>>;

/// Answers each connection with what `answer` says to the head of its request, `times` over.
async fn server(times: usize, answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> (u16, Heads) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heads = Heads::default();
    let seen = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                match stream.read_u8().await {
                    Ok(byte) => head.push(byte),
                    Err(_) => break,
                }
            }
            let head = String::from_utf8(head).unwrap().to_lowercase();
            let bytes = answer(&head);
            seen.lock().unwrap().push(head);
            for _ in 0..times {
                if stream.write_all(&bytes).await.is_err() {
                    break;
                }
            }
        }
    });
    (port, heads)
}

fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn led_to(location: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n")
        .into_bytes()
}

fn means(names: &'static [&'static [&'static str]]) -> (Lookup, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let lookup: Lookup = Arc::new(move |_| {
        let nth = counter.fetch_add(1, Ordering::SeqCst).min(names.len() - 1);
        Ok(names[nth].iter().map(|ip| ip.parse::<IpAddr>().unwrap()).collect())
    });
    (lookup, asked)
}

fn fetcher() -> Fetcher {
    Fetcher::on_loopback(means(&[&["127.0.0.1"]]).0, Duration::from_secs(5)).unwrap()
}

fn here(port: u16, path: &str) -> Address {
    Address::on_loopback(&format!("http://127.0.0.1:{port}{path}")).unwrap()
}

async fn get(address: &Address) -> Result<String, FetchError> {
    match fetcher().get(address, &Validators::default()).await? {
        Fetched::Text { text, .. } => Ok(text),
        Fetched::Unchanged => Ok("unchanged".into()),
    }
}

#[test]
fn only_a_plain_https_address_of_a_public_server_is_taken() {
    for (typed, expected) in [
        ("", FetchError::NoAddress),
        ("calendar", FetchError::NoAddress),
        ("http://calendar.example/a", FetchError::NotSecure),
        ("file:///etc/passwd", FetchError::NotSecure),
        ("ftp://calendar.example/a", FetchError::NotSecure),
        ("https://avery:secret@calendar.example/a", FetchError::Credentials),
        ("webcal://avery@calendar.example/a", FetchError::Credentials),
        ("https://127.0.0.1/a", FetchError::Private),
        ("https://127.1/a", FetchError::Private),
        ("https://0x7f000001/a", FetchError::Private),
        ("https://2130706433/a", FetchError::Private),
        ("https://0251.0376.0251.0376/", FetchError::Private),
        ("https://169.254.169.254/latest", FetchError::Private),
        ("https://[::1]/a", FetchError::Private),
        ("https://[::ffff:10.0.0.1]/a", FetchError::Private),
        ("https://[64:ff9b::a00:1]/a", FetchError::Private),
        ("https://[fd00::1]/a", FetchError::Private),
    ] {
        assert_eq!(Address::parse(typed), Err(expected), "{typed}");
    }
    let secret = "webcal://calendar.example/private-0a1b2c/basic.ics#part";
    let address = Address::parse(&format!(" {secret}\n")).unwrap();
    assert_eq!(address.reveal(), "https://calendar.example/private-0a1b2c/basic.ics");
    assert_eq!(format!("{address:?}"), "Address(…)");
    assert!(Address::parse(&format!("https://calendar.example/{}", "a".repeat(2000))).is_err());
}

#[tokio::test]
async fn a_name_is_refused_if_any_of_what_it_means_is_private() {
    for private in [
        &["10.0.0.1"] as &[&str],
        &["93.184.215.14", "127.0.0.1"],
        &["::1"],
        &["::ffff:192.168.0.1"],
        &["64:ff9b::7f00:1"],
        &["100.64.0.1"],
    ] {
        let ips: Vec<IpAddr> = private.iter().map(|ip| ip.parse().unwrap()).collect();
        let fetcher = Fetcher::with_names(Arc::new(move |_| Ok(ips.clone()))).unwrap();
        let address = Address::parse("https://calendar.example/a").unwrap();
        let refused = fetcher.get(&address, &Validators::default()).await;
        assert_eq!(refused, Err(FetchError::Private), "{private:?}");
    }
}

#[tokio::test]
async fn the_systems_own_names_for_this_machine_are_refused() {
    let address = Address::parse("https://localhost/a").unwrap();
    let refused = Fetcher::new().unwrap().get(&address, &Validators::default()).await;
    assert_eq!(refused, Err(FetchError::Private));
}

#[tokio::test]
async fn the_connection_goes_where_the_check_looked_and_a_name_is_asked_once() {
    let (port, heads) = server(1, |_| ok("", TEXT.as_bytes())).await;
    let (lookup, asked) = means(&[&["127.0.0.1"], &["10.0.0.1"]]);
    let fetcher = Fetcher::on_loopback(lookup, Duration::from_secs(5)).unwrap();
    let address = Address::on_loopback(&format!("http://calendar.example:{port}/")).unwrap();
    assert!(fetcher.get(&address, &Validators::default()).await.is_ok());
    assert_eq!((asked.load(Ordering::SeqCst), heads.lock().unwrap().len()), (1, 1));
    // The next time it means something else, and is looked at anew.
    let again = fetcher.get(&address, &Validators::default()).await;
    assert_eq!(again, Err(FetchError::Private));
    assert_eq!(heads.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_unchanged_is_not_sent_again() {
    let (port, heads) = server(1, |head| {
        if head.contains("if-none-match: \"v1\"") {
            b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec()
        } else {
            ok(
                "ETag: \"v1\"\r\nLast-Modified: Mon, 04 Jan 2027 10:00:00 GMT\r\nSet-Cookie: a=b\r\n",
                TEXT.as_bytes(),
            )
        }
    })
    .await;
    let (fetcher, address) = (fetcher(), here(port, "/a"));
    let first = fetcher.get(&address, &Validators::default()).await.unwrap();
    let Fetched::Text { text, validators } = first else { panic!("it is new") };
    assert_eq!((text.as_str(), validators.etag.as_deref()), (TEXT, Some("\"v1\"")));
    assert_eq!(fetcher.get(&address, &validators).await, Ok(Fetched::Unchanged));
    let heads = heads.lock().unwrap();
    assert!(heads[1].contains("if-modified-since: mon, 04 jan 2027 10:00:00 gmt"));
    assert!(!heads[1].contains("cookie") && !heads[1].contains("referer"));
}

#[tokio::test]
async fn a_server_may_lead_on_three_times_and_each_step_is_checked() {
    let (port, _) = server(1, |head| {
        let path = head.split(' ').nth(1).unwrap();
        match path.strip_prefix("/step/") {
            Some("0") => ok("", TEXT.as_bytes()),
            Some(left) => led_to(&format!("/step/{}", left.parse::<u32>().unwrap() - 1)),
            None => led_to(match path {
                "/file" => "file:///etc/passwd",
                "/metadata" => "http://169.254.169.254/latest",
                "/six" => "http://[::ffff:10.0.0.1]/",
                "/password" => "http://a:b@127.0.0.1/",
                _ => "//",
            }),
        }
    })
    .await;
    assert_eq!(get(&here(port, "/step/3")).await.as_deref(), Ok(TEXT));
    for (path, expected) in [
        ("/step/4", FetchError::TooManyRedirects),
        ("/file", FetchError::NotSecure),
        ("/metadata", FetchError::Private),
        ("/six", FetchError::Private),
        ("/password", FetchError::Credentials),
        ("/nothing", FetchError::Garbled),
    ] {
        assert_eq!(get(&here(port, path)).await, Err(expected), "{path}");
    }
}

#[tokio::test]
async fn a_name_that_is_led_to_is_checked_as_the_first_was() {
    let (port, heads) = server(1, |_| led_to("http://inside.example/")).await;
    let fetcher =
        Fetcher::on_loopback(means(&[&["192.168.0.1"]]).0, Duration::from_secs(5)).unwrap();
    let refused = fetcher.get(&here(port, "/"), &Validators::default()).await;
    assert_eq!((refused, heads.lock().unwrap().len()), (Err(FetchError::Private), 1));
}

#[tokio::test]
async fn no_more_is_read_than_a_calendar_may_have() {
    let (port, _) = server(usize::MAX, |_| {
        [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", vec![b'a'; 65_536].as_slice()].concat()
    })
    .await;
    assert_eq!(get(&here(port, "/endless")).await, Err(FetchError::TooLarge));
    let (port, _) =
        server(1, |_| b"HTTP/1.1 200 OK\r\nContent-Length: 4194305\r\n\r\n".to_vec()).await;
    assert_eq!(get(&here(port, "/announced")).await, Err(FetchError::TooLarge));
    let (port, _) = server(1, |_| ok("", &vec![b'a'; MOST_BYTES])).await;
    assert_eq!(get(&here(port, "/full")).await.map(|text| text.len()), Ok(MOST_BYTES));
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

#[tokio::test]
async fn what_is_packed_is_unpacked_and_a_bomb_is_not() {
    let (port, heads) = server(1, |head| {
        let packed = match head.split(' ').nth(1).unwrap() {
            "/bomb" => packed(&vec![0; 200 * 1024 * 1024]),
            "/broken" => packed(TEXT.as_bytes())[..20].to_vec(),
            _ => packed(TEXT.as_bytes()),
        };
        ok("Content-Encoding: gzip\r\n", &packed)
    })
    .await;
    assert_eq!(get(&here(port, "/a")).await.as_deref(), Ok(TEXT));
    assert!(heads.lock().unwrap()[0].contains("accept-encoding: gzip\r\n"));
    assert_eq!(get(&here(port, "/bomb")).await, Err(FetchError::TooLarge));
    assert_eq!(get(&here(port, "/broken")).await, Err(FetchError::Garbled));
    let (port, _) = server(1, |_| ok("Content-Encoding: br\r\n", b"x")).await;
    assert_eq!(get(&here(port, "/other")).await, Err(FetchError::Garbled));
}

#[tokio::test]
async fn a_server_that_takes_its_time_is_left() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    // It takes the connection and says nothing.
    let fetcher =
        Fetcher::on_loopback(means(&[&["127.0.0.1"]]).0, Duration::from_millis(200)).unwrap();
    let began = Instant::now();
    let left = fetcher.get(&here(port, "/"), &Validators::default()).await;
    assert_eq!(left, Err(FetchError::Slow));
    assert!(began.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn what_a_server_answers_is_said_without_the_address() {
    let (port, _) = server(1, |head| {
        let status = head.split(' ').nth(1).unwrap().rsplit('/').next().unwrap().to_owned();
        format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            .into_bytes()
    })
    .await;
    for (status, expected) in [
        (401, FetchError::Denied),
        (403, FetchError::Denied),
        (404, FetchError::Gone),
        (410, FetchError::Gone),
        (503, FetchError::Answered(503)),
        // It was shown nothing that it could compare.
        (304, FetchError::Answered(304)),
    ] {
        let error = get(&here(port, &format!("/0a1b2c/{status}"))).await.unwrap_err();
        assert_eq!(error, expected);
        let said = format!("{error} {error:?}");
        assert!(!said.contains("0a1b2c") && !said.contains("127.0.0.1"), "{said}");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert_eq!(get(&here(nobody, "/")).await, Err(FetchError::Unreachable));
}
