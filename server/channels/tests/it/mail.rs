//! What arrives: the parts, the headers, and nothing that a name or a subject could add.

use channels::{Attached, Calendar, MailId, Mailer, Method, Outcome, Unsubscribe};
use mail_parser::{Message, MessageParser, MimeHeaders};
use proptest::prelude::*;

use crate::sink::Sink;
use crate::support::{email, mailbox};

fn header<'a>(message: &'a Message<'_>, name: &str) -> Option<&'a str> {
    message.header_raw(name.to_owned()).map(str::trim)
}

#[tokio::test]
async fn an_email_arrives_as_it_was_written() {
    let sink = Sink::start("plain");
    let mut email = email("client@client.example");
    email.to = mailbox("Zoë Ångström, Ph.D.", "client@client.example");
    email.reply_to = Some(mailbox("Front desk", "desk@office.example"));
    email.subject =
        "Termin am 13. Oktober – bitte bestätigen ✓ and a long tail that has to be folded".into();
    email.html = Some("<p>Dear client, <b>Tuesday</b></p>\n".into());
    email.unsubscribe = Unsubscribe::parse("https://portal.example/leave?token=abc");
    let sent = sink.smtp(None).send(&email).await;
    assert_eq!(sent, Outcome::Accepted { reference: Some("SINK1".into()) });

    let raw = sink.last();
    let message = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(message.subject(), Some(email.subject.as_str()));
    let to = message.to().unwrap().first().unwrap();
    assert_eq!(to.name(), Some("Zoë Ångström, Ph.D."));
    assert_eq!(to.address(), Some("client@client.example"));
    assert_eq!(header(&message, "Message-ID"), Some("<0190b7a2-1.reminder@office.example>"));
    assert_eq!(header(&message, "Date"), Some("Tue, 13 Oct 2026 13:30:00 +0000"));
    assert_eq!(header(&message, "Auto-Submitted"), Some("auto-generated"));
    assert_eq!(
        header(&message, "List-Unsubscribe"),
        Some("<https://portal.example/leave?token=abc>")
    );
    assert_eq!(header(&message, "List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    assert_eq!(message.reply_to().unwrap().first().unwrap().address(), Some("desk@office.example"));
    assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n"), email.text);
    assert_eq!(
        message.body_html(0).unwrap().replace("\r\n", "\n").trim(),
        email.html.unwrap().trim()
    );
    assert!(raw.split(|byte| *byte == b'\n').all(|line| line.len() <= 998));
}

#[tokio::test]
async fn an_appointment_is_an_alternative_and_an_attachment() {
    let sink = Sink::start("plain");
    for (method, word) in
        [(Method::Request, "REQUEST"), (Method::Cancel, "CANCEL"), (Method::Publish, "PUBLISH")]
    {
        let mut email = email("client@client.example");
        let ics = format!("BEGIN:VCALENDAR\r\nMETHOD:{word}\r\nSUMMARY:Zoë\r\nEND:VCALENDAR\r\n");
        email.calendar = Some(Calendar { ics: ics.clone(), method });
        email.html = Some("<p>Dear client</p>".into());
        sink.smtp(None).send(&email).await;

        let raw = sink.last();
        let message = MessageParser::new().parse(&raw).unwrap();
        let shape: Vec<String> = message
            .parts
            .iter()
            .map(|part| {
                let kind = part.content_type().unwrap();
                format!("{}/{}", kind.ctype(), kind.subtype().unwrap())
            })
            .collect();
        assert_eq!(
            shape,
            [
                "multipart/mixed",
                "multipart/alternative",
                "text/plain",
                "text/html",
                "text/calendar",
                "application/ics"
            ]
        );
        let calendar = message.parts[4].content_type().unwrap();
        assert_eq!(calendar.attribute("method"), Some(word));
        assert_eq!(calendar.attribute("charset"), Some("utf-8"));
        assert_eq!(message.parts[4].text_contents(), Some(ics.as_str()));
        assert_eq!(message.parts[5].attachment_name(), Some("invite.ics"));
        assert_eq!(message.parts[5].contents(), ics.as_bytes());
    }
}

#[tokio::test]
async fn a_file_comes_with_a_message_as_it_was() {
    let sink = Sink::start("plain");
    let mut email = email("client@client.example");
    let bytes: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    email.attached = vec![Attached {
        name: "statement-of-account.pdf".into(),
        media: "application/pdf",
        bytes: bytes.clone(),
    }];
    sink.smtp(None).send(&email).await;
    let raw = sink.last();
    let message = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(message.parts.len(), 4);
    let file = &message.parts[3];
    assert_eq!(file.attachment_name(), Some("statement-of-account.pdf"));
    assert_eq!(file.content_type().unwrap().subtype(), Some("pdf"));
    assert!(file.contents() == bytes, "the same bytes");
}

#[tokio::test]
async fn the_same_email_is_the_same_bytes() {
    let sink = Sink::start("plain");
    let smtp = sink.smtp(None);
    let email = email("client@client.example");
    smtp.send(&email).await;
    let first = sink.last();
    smtp.send(&email).await;
    assert_eq!(sink.files().len(), 2);
    assert_eq!(first, sink.last());
}

/// The headers' names, and where the body begins.
fn names(raw: &[u8]) -> Vec<String> {
    let head = String::from_utf8(raw.to_vec()).unwrap();
    let head = head.split_once("\r\n\r\n").unwrap().0.to_owned();
    head.split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split_once(':').unwrap().0.to_owned())
        .collect()
}

#[tokio::test]
async fn neither_a_subject_nor_a_name_can_add_a_header() {
    let sink = Sink::start("plain");
    let smtp = sink.smtp(None);
    smtp.send(&email("client@client.example")).await;
    let plain = names(&sink.last());
    for attack in [
        "Hello\r\nBcc: all@client.example",
        "Hello\nBcc: all@client.example\n\n<script>",
        "Hello\r\n\r\nBody",
        "Hello\rBcc: all@client.example",
        "Hello\u{0}\u{b}\u{c}\u{85}\u{2028}Bcc: all@client.example",
        "é\r\nBcc: all@client.example",
        "\"\r\nBcc: all@client.example\r\n\"",
        "a\" <all@client.example>, \"b",
        "=?utf-8?q?=0D=0ABcc:=20all@client.example?=",
    ] {
        let mut email = email("client@client.example");
        email.subject = attack.into();
        email.from = mailbox(attack, "office@office.example");
        email.to = mailbox(attack, "client@client.example");
        let sent = smtp.send(&email).await;
        assert!(matches!(sent, Outcome::Accepted { .. }), "{attack:?}: {sent:?}");
        let raw = sink.last();
        assert_eq!(names(&raw), plain, "{attack:?}");
        let message = MessageParser::new().parse(&raw).unwrap();
        assert!(message.bcc().is_none(), "{attack:?}");
        let to = message.to().unwrap();
        assert_eq!(to.iter().count(), 1, "{attack:?}");
        assert_eq!(to.first().unwrap().address(), Some("client@client.example"), "{attack:?}");
    }
}

#[test]
fn what_goes_into_a_header_whole_is_checked_before() {
    for wrong in [
        "<a@b>\r\nBcc: x@y.example",
        "a@b",
        "<a b@c>",
        "<a@b@c>",
        "<@b>",
        "<a@>",
        "<a..b@c>",
        "<ä@b>",
        "",
    ] {
        assert!(MailId::parse(wrong).is_none(), "{wrong:?}");
    }
    for wrong in [
        "http://portal.example/",
        "https://portal.example/>\r\nBcc: x@y.example",
        "https://portal.example/a b",
        "https://portal.example/a,b",
        "mailto:x@y.example",
        "",
    ] {
        assert!(Unsubscribe::parse(wrong).is_none(), "{wrong:?}");
    }
    assert!(Unsubscribe::parse(&format!("https://p.example/{}", "a".repeat(800))).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn whatever_the_subject_the_headers_are_the_same(
        subjects in prop::collection::vec("(\\PC|[\r\n\t:<>\"=?]){0,300}", 30),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let sink = Sink::start("plain");
            let smtp = sink.smtp(None);
            smtp.send(&email("client@client.example")).await;
            let plain = names(&sink.last());
            for subject in subjects {
                let mut email = email("client@client.example");
                email.from.name = Some(subject.clone());
                email.subject = subject;
                let sent = smtp.send(&email).await;
                assert!(matches!(sent, Outcome::Accepted { .. }), "{sent:?}");
                assert_eq!(names(&sink.last()), plain);
            }
        });
    }
}
