//! Signatures, checked by an implementation that is not ours.

use std::fs;
use std::process::{Command, Stdio};

use channels::{Calendar, Dkim, Mailer, Method, Unsubscribe};
use secrecy::SecretString;

use crate::sink::Sink;
use crate::support::{email, mailbox, part, python};

/// A key, and what stands about it in DNS.
struct Key {
    pem: String,
    record: String,
}

fn openssl(arguments: &[&str], input: &str) -> Vec<u8> {
    use std::io::Write;
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    output.stdout
}

fn rsa(arguments: &[&str]) -> Key {
    let pem = String::from_utf8(openssl(arguments, "")).unwrap();
    let public = String::from_utf8(openssl(&["pkey", "-pubout"], &pem)).unwrap();
    Key { pem, record: format!("v=DKIM1; k=rsa; p={}", between(&public)) }
}

fn ed25519() -> Key {
    let pem = String::from_utf8(openssl(&["genpkey", "-algorithm", "ed25519"], "")).unwrap();
    let public = String::from_utf8(openssl(&["pkey", "-pubout"], &pem)).unwrap();
    // The key is the last 32 of 44 bytes (RFC 8410 §4): 12 bytes are 16 letters.
    Key { pem, record: format!("v=DKIM1; k=ed25519; p={}", &between(&public)[16..]) }
}

fn between(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("-----")).collect()
}

fn dkim(key: &Key) -> Dkim {
    Dkim::new("office.example", "privity", &SecretString::from(key.pem.as_str())).unwrap()
}

/// One answer for each file.
fn verify(key: &Key, sink: &Sink) -> Vec<bool> {
    let output = Command::new(python())
        .arg(part("verify.py"))
        .args(["privity._domainkey.office.example", &key.record])
        .args(sink.files())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    said.lines().map(|line| line == "True").collect()
}

async fn send_every_kind(sink: &Sink, key: &Key) -> usize {
    let smtp = sink.smtp(Some(dkim(key)));
    let plain = email("client@client.example");
    let mut rich = email("client@client.example");
    rich.to = mailbox("Zoë Ångström", "client@client.example");
    rich.reply_to = Some(mailbox("Front desk", "desk@office.example"));
    rich.subject = "Termin – ".repeat(40);
    rich.text = "Grüße,  with trailing blanks \t\n\n\n.hidden\n..\n\n\n".into();
    rich.html = Some(format!("<p>{}</p>", "é long ".repeat(400)));
    rich.unsubscribe =
        Unsubscribe::parse(&format!("https://portal.example/leave?t={}", "a".repeat(700)));
    rich.calendar = Some(Calendar {
        ics: "BEGIN:VCALENDAR\r\nSUMMARY:Zoë\r\nEND:VCALENDAR\r\n".into(),
        method: Method::Request,
    });
    let mut empty = email("client@client.example");
    empty.subject = String::new();
    empty.text = String::new();
    let mut long = rich.clone();
    long.subject = "😀".repeat(400);
    long.from.name = Some(long.subject.clone());
    long.to.name = Some(long.subject.clone());
    long.reply_to = Some(long.to.clone());
    for email in [&plain, &rich, &empty, &long] {
        smtp.send(email).await;
    }
    4
}

#[tokio::test]
async fn a_signature_holds_for_whoever_checks_it() {
    for key in [
        rsa(&["genrsa", "-traditional", "2048"]),
        rsa(&["genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048"]),
        ed25519(),
    ] {
        let sink = Sink::start("plain");
        let sent = send_every_kind(&sink, &key).await;
        assert_eq!(verify(&key, &sink), vec![true; sent], "{}", key.record);
    }
}

#[tokio::test]
async fn a_signature_holds_for_nothing_else() {
    let key = ed25519();
    let sink = Sink::start("plain");
    send_every_kind(&sink, &key).await;
    let raw = String::from_utf8(fs::read(&sink.files()[1]).unwrap()).unwrap();
    for (from, to) in [
        ("Subject: ", "Subject: x"),
        ("To: ", "To: x"),
        ("portal.example/leave", "portal.example/other"),
        ("List-Unsubscribe=One-Click", "List-Unsubscribe=Two-Click"),
        ("Reply-To: ", "Reply-To: x"),
        ("Auto-Submitted: auto-generated", "Auto-Submitted: no"),
        ("Message-ID: <0", "Message-ID: <1"),
        ("Date: Tue", "Date: Wed"),
        ("=2Ehidden", "=2Eshown"),
        (".hidden", ".shown"),
    ] {
        if from.contains("hidden") && !raw.contains(from) {
            continue;
        }
        let changed = raw.replacen(from, to, 1);
        assert_ne!(changed, raw, "{from}");
        fs::write(&sink.files()[1], changed).unwrap();
        assert_eq!(verify(&key, &sink), [true, false, true, true], "{from}");
    }
    // Nor can a header be added that was not there.
    let raw = String::from_utf8(fs::read(&sink.files()[0]).unwrap()).unwrap();
    fs::write(&sink.files()[0], format!("Reply-To: thief@client.example\r\n{raw}")).unwrap();
    assert!(!verify(&key, &sink)[0]);
    assert_eq!(verify(&ed25519(), &sink), [false; 4]);
}

#[tokio::test]
async fn what_a_signature_covers_leaves_out_what_servers_rewrite() {
    let key = ed25519();
    let sink = Sink::start("plain");
    send_every_kind(&sink, &key).await;
    let raw = String::from_utf8(sink.last()).unwrap().to_lowercase();
    let covered =
        raw.split("h=").nth(1).unwrap().split(';').next().unwrap().replace(char::is_whitespace, "");
    assert_eq!(
        covered,
        "from:to:reply-to:subject:date:message-id:auto-submitted:list-unsubscribe:\
         list-unsubscribe-post:mime-version"
    );
}

#[test]
fn a_key_that_cannot_sign_is_refused_at_once() {
    let short = rsa(&["genrsa", "1024"]);
    let made = |domain, selector, pem: &str| Dkim::new(domain, selector, &SecretString::from(pem));
    assert!(made("office.example", "privity", &short.pem).unwrap_err().0.contains("1024 bits"));
    let good = ed25519();
    assert!(made("office.example", "privity", "nothing").is_err());
    assert!(made("office.example", "privity", &format!("x{}", &good.pem[40..])).is_err());
    assert!(made("office.example; d=other", "privity", &good.pem).is_err());
    assert!(made("office.example", "a b", &good.pem).is_err());
}
