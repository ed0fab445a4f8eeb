//! What providers call with, told apart from what anybody else could.

use std::time::Duration;

use channels::{
    Code, DeliveryReport, Inbound, Kannel, KannelConfig, State, Twilio, TwilioConfig, Wrong,
};
use secrecy::SecretString;
use uuid::Uuid;

pub(crate) fn kannel_config() -> KannelConfig {
    KannelConfig {
        send_url: "http://127.0.0.1:13013/cgi-bin/sendsms".into(),
        user: "privity".into(),
        password: SecretString::from("gateway password"),
        from: "+12025550100".into(),
        report_url: "https://portal.example/hooks/kannel/report".into(),
        inbound_url: "https://portal.example/hooks/kannel/inbound".into(),
        secret: SecretString::from("0123456789abcdef0123456789abcdef"),
        patience: Duration::from_secs(10),
    }
}

pub(crate) fn twilio_config() -> TwilioConfig {
    TwilioConfig {
        api_url: "https://api.provider.example".into(),
        account: "AC0123456789".into(),
        token: SecretString::from("12345"),
        from: "+12025550100".into(),
        report_url: "https://portal.example/hooks/twilio/report".into(),
        inbound_url: "https://mycompany.com/myapp.php".into(),
        patience: Duration::from_secs(10),
    }
}

/// As Kannel fills it in.
fn reported(kannel: &Kannel, id: u128, state: &str, said: &str) -> String {
    let url = kannel.report_url(Uuid::from_u128(id));
    let query = url.split_once('?').unwrap().1;
    query.replace("%d", state).replace("%F", "abc-1").replace("%A", said)
}

#[test]
fn a_gateways_report_says_what_became_of_our_text() {
    let kannel = Kannel::new(kannel_config()).unwrap();
    let code = |code| Some(Code::parse(code).unwrap());
    for (state, said, expected) in [
        ("1", "", Ok(State::Delivered)),
        (
            "2",
            "id%3A7+stat%3AUNDELIV+err%3A034+text%3AHello",
            Ok(State::Failed { code: code("034") }),
        ),
        ("2", "NACK%2F", Ok(State::Failed { code: None })),
        ("2", "err%3Anobody%40x", Ok(State::Failed { code: None })),
        ("4", "", Ok(State::Buffered)),
        ("8", "ACK%2F", Ok(State::SentToCarrier)),
        ("16", "", Ok(State::Rejected)),
        ("32", "", Err(Wrong::State)),
        ("%25d", "", Err(Wrong::Field("state"))),
        ("", "", Err(Wrong::Field("state"))),
    ] {
        let report = kannel.report(&reported(&kannel, 7, state, said));
        assert_eq!(report.map(|report| report.state), expected, "{state} {said}");
    }
    let report = kannel.report(&reported(&kannel, 7, "1", "")).unwrap();
    assert_eq!(report.id, Uuid::from_u128(7));
    assert_eq!(report.reference.as_deref(), Some("abc-1"));
}

#[test]
fn a_gateways_report_about_a_text_that_we_did_not_send_is_not_believed() {
    let kannel = Kannel::new(kannel_config()).unwrap();
    let right = reported(&kannel, 7, "1", "");
    let other = |id: u128| Uuid::from_u128(id).to_string();
    let mut elsewhere = kannel_config();
    elsewhere.secret = SecretString::from("fedcba9876543210fedcba9876543210");
    let elsewhere = Kannel::new(elsewhere).unwrap();
    let inbound = kannel.inbound_url();
    let inbound_tag = inbound.split("tag=").nth(1).unwrap().split('&').next().unwrap();
    let tag = right.split("tag=").nth(1).unwrap().split('&').next().unwrap();
    for forged in [
        right.replace(&other(7), &other(8)),
        right.replace("tag=", "tag=00"),
        right.replace("tag=", "label="),
        right.replace(tag, &tag[..62]),
        right.replace(tag, ""),
        right.replace(tag, inbound_tag),
        reported(&elsewhere, 7, "1", ""),
    ] {
        assert_eq!(kannel.report(&forged), Err(Wrong::Unsigned), "{forged}");
    }
    assert_eq!(kannel.report("state=1"), Err(Wrong::Field("id")));
    assert_eq!(kannel.report(&format!("{right}&x={}", "a".repeat(70_000))), Err(Wrong::TooLong));
}

#[test]
fn what_a_gateway_received_is_read_in_its_own_letters() {
    let kannel = Kannel::new(kannel_config()).unwrap();
    let url = kannel.inbound_url();
    let query = |charset: &str, text: &str| {
        url.split_once('?')
            .unwrap()
            .1
            .replace("%I", "u-1")
            .replace("%q", "%2B12025550123")
            .replace("%Q", "900")
            .replace("%C", charset)
            .replace("%b", text)
    };
    let inbound = kannel.inbound(&query("UTF-8", "No%2C+I+can%27t+%E2%82%AC")).unwrap();
    assert_eq!(
        inbound,
        Inbound {
            provider_id: "u-1".into(),
            from: "+12025550123".into(),
            to: "900".into(),
            body: "No, I can't €".into(),
        }
    );
    assert_eq!(kannel.inbound(&query("UTF-16BE", "%04%1F%04%40")).unwrap().body, "Пр");
    for (charset, text) in [("UTF-16BE", "%04%1F%04"), ("UTF-16BE", "%D8%00"), ("UTF-8", "%FF")] {
        assert_eq!(kannel.inbound(&query(charset, text)), Err(Wrong::Field("text")), "{text}");
    }
    let right = query("UTF-8", "STOP");
    assert_eq!(kannel.inbound(&right.replace("tag=", "tag=0")), Err(Wrong::Unsigned));
    assert_eq!(kannel.inbound(&right.replace("id=u-1", "id=")), Err(Wrong::Field("id")));
    let nobody = right.replace("from=%2B12025550123", "from=");
    assert_eq!(kannel.inbound(&nobody), Err(Wrong::Field("from")));
    let report = reported(&kannel, 7, "1", "");
    assert_eq!(kannel.inbound(&report), Err(Wrong::Unsigned));
    assert!(!format!("{inbound:?}").contains("can't"));
    assert!(!format!("{inbound:?}").contains("0123"));
}

/// By OpenSSL, so that a mistake of ours does not agree with itself.
pub(crate) fn signature(token: &str, url: &str, body: &str) -> String {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(&text.replace('+', " "))
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    let mut fields: Vec<(String, String)> = body
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    fields.sort();
    let joined: String = fields.iter().map(|(name, value)| format!("{name}{value}")).collect();
    let mut openssl = Command::new("openssl")
        .args(["dgst", "-sha1", "-binary", "-hmac", token])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    openssl.stdin.take().unwrap().write_all(format!("{url}{joined}").as_bytes()).unwrap();
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(openssl.wait_with_output().unwrap().stdout)
}

#[test]
fn a_providers_report_says_what_became_of_our_text() {
    let twilio = Twilio::new(twilio_config()).unwrap();
    let url = twilio.report_url(Uuid::from_u128(7));
    let query = url.split_once('?').unwrap().1;
    let code = |code| Some(Code::parse(code).unwrap());
    for (status, expected) in [
        ("MessageStatus=delivered", Ok(State::Delivered)),
        ("MessageStatus=queued", Ok(State::Buffered)),
        ("MessageStatus=sent", Ok(State::SentToCarrier)),
        ("MessageStatus=undelivered&ErrorCode=30003", Ok(State::Failed { code: code("30003") })),
        ("MessageStatus=failed", Ok(State::Failed { code: None })),
        ("MessageStatus=canceled", Ok(State::Rejected)),
        ("MessageStatus=received", Err(Wrong::State)),
        ("Status=delivered", Err(Wrong::Field("MessageStatus"))),
    ] {
        let body = format!("To=%2B12025550123&{status}&AccountSid=AC0123456789&MessageSid=SM1");
        let signed = signature("12345", &url, &body);
        let report = twilio.report(query, body.as_bytes(), &signed);
        let expected = expected.map(|state| DeliveryReport {
            id: Uuid::from_u128(7),
            reference: Some("SM1".into()),
            state,
        });
        assert_eq!(report, expected, "{status}");
    }
}

#[test]
fn what_the_provider_did_not_sign_for_us_is_not_believed() {
    let twilio = Twilio::new(twilio_config()).unwrap();
    let address = twilio_config().inbound_url;
    let body = "AccountSid=AC0123456789&MessageSid=SM9&From=%2B12025550123&To=%2B12025550100&Body=STOP+ALL";
    let right = signature("12345", &address, body);
    let inbound = twilio.inbound(body.as_bytes(), &right).unwrap();
    assert_eq!((inbound.provider_id.as_str(), inbound.body.as_str()), ("SM9", "STOP ALL"));

    for (body, signature) in [
        (body.replace("STOP", "START"), right.clone()),
        (format!("{body}&Extra=1"), right.clone()),
        (format!("{body}&Body=other"), right.clone()),
        (body.to_owned(), signature("12346", &address, body)),
        (body.to_owned(), signature("12345", "https://mycompany.com/other", body)),
        (body.to_owned(), String::new()),
        (body.to_owned(), "not base64!".into()),
        (body.to_owned(), right[..20].to_owned()),
    ] {
        assert_eq!(twilio.inbound(body.as_bytes(), &signature), Err(Wrong::Unsigned), "{body}");
    }
    let other = body.replace("AC0123456789", "AC9");
    let signed = signature("12345", &address, &other);
    assert_eq!(twilio.inbound(other.as_bytes(), &signed), Err(Wrong::Account));
    let nameless = body.replace("MessageSid=SM9&", "");
    let signed = signature("12345", &address, &nameless);
    assert_eq!(twilio.inbound(nameless.as_bytes(), &signed), Err(Wrong::Field("MessageSid")));

    // A report for one text is no report for another: the id is in the address that is signed.
    let body = "AccountSid=AC0123456789&MessageSid=SM9&MessageStatus=delivered";
    let signed = signature("12345", &twilio.report_url(Uuid::from_u128(7)), body);
    let another = format!("id={}", Uuid::from_u128(8));
    assert_eq!(twilio.report(&another, body.as_bytes(), &signed), Err(Wrong::Unsigned));
}

#[test]
fn senders_that_would_leak_or_cannot_work_are_refused_at_once() {
    let kannel = |change: fn(&mut KannelConfig)| {
        let mut config = kannel_config();
        change(&mut config);
        Kannel::new(config).is_ok()
    };
    assert!(kannel(|_| ()));
    assert!(!kannel(|config| config.send_url = "http://sms.example.com/cgi-bin/sendsms".into()));
    assert!(!kannel(|config| config.report_url = "http://portal.example/hooks".into()));
    assert!(!kannel(|config| config.report_url = "https://portal.example/hooks?a=%d".into()));
    assert!(!kannel(|config| config.secret = SecretString::from("short")));
    assert!(!kannel(|config| config.from = String::new()));
    let twilio = |change: fn(&mut TwilioConfig)| {
        let mut config = twilio_config();
        change(&mut config);
        Twilio::new(config).is_ok()
    };
    assert!(twilio(|_| ()));
    assert!(!twilio(|config| config.api_url = "http://api.provider.example".into()));
    assert!(!twilio(|config| config.account = "AC/../../x".into()));
    let shown = format!("{:?} {:?}", kannel_config(), twilio_config());
    assert!(!shown.contains("gateway password") && !shown.contains("12345\""), "{shown}");
}
