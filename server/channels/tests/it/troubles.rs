//! What a mail server's refusal, silence or end means for the message.

use std::net::TcpListener;
use std::time::Duration;

use channels::{Code, Mailer, Outcome, Reason, Scope, Security, Smtp};
use secrecy::SecretString;

use crate::sink::Sink;
use crate::support::{email, free_port, mailbox};

fn shown(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Accepted { reference } => {
            format!("accepted {}", reference.as_deref().unwrap_or("-"))
        }
        Outcome::Refused { reason } => format!("refused {}", code(reason)),
        Outcome::OptedOut => "opted out".into(),
        Outcome::Later { scope: Scope::Provider, reason, .. } => {
            format!("provider {}", code(reason))
        }
        Outcome::Later { scope: Scope::Message, reason, .. } => format!("message {}", code(reason)),
        Outcome::Unknown { reason } => format!("unknown {}", code(reason)),
    }
}

fn code(reason: &Reason) -> &str {
    reason.code.as_ref().map_or("-", Code::as_str)
}

#[tokio::test]
async fn every_answer_of_a_mail_server_has_its_outcome() {
    let sink = Sink::start("plain");
    let mut config = sink.config();
    config.patience.message = Duration::from_secs(2);
    config.patience.answer = Duration::from_secs(2);
    let smtp = Smtp::new(config, None).unwrap();
    for (to, expected) in [
        ("nobody", "refused 550 5.1.1"),
        ("plain", "refused 553"),
        ("greylisted", "message 451 4.7.1"),
        ("full", "message 452 4.2.2"),
        ("closing", "provider 421 4.3.2"),
        ("locked", "provider 530 5.7.0"),
        ("hang", "provider -"),
        ("drop", "provider -"),
        ("spam", "refused 554 5.7.1"),
        ("later", "message 451 4.3.0"),
        ("closing-after", "provider 421 4.3.2"),
        ("drop-after", "unknown -"),
        ("hang-after", "unknown -"),
        ("client", "accepted SINK1"),
    ] {
        let outcome = smtp.send(&email(&format!("{to}@client.example"))).await;
        assert_eq!(shown(&outcome), expected, "{to}: {outcome:?}");
        let logged = format!("{outcome:?}");
        assert!(!logged.contains("client.example") && !logged.contains("person"), "{logged}");
    }
    assert_eq!(sink.files().len(), 1);
}

#[tokio::test]
async fn a_sender_that_is_refused_is_nobodys_fault_who_reads() {
    let sink = Sink::start("plain");
    let mut email = email("client@client.example");
    email.from = mailbox("", "stranger@office.example");
    assert_eq!(shown(&sink.smtp(None).send(&email).await), "provider 550 5.7.1");
}

#[tokio::test]
async fn a_server_that_is_not_there_takes_nothing() {
    let sink = Sink::start("plain");
    let mut config = sink.config();
    config.port = free_port();
    let outcome = Smtp::new(config, None).unwrap().send(&email("client@client.example")).await;
    assert_eq!(shown(&outcome), "provider -");

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut config = sink.config();
    config.port = silent.local_addr().unwrap().port();
    config.patience.connect = Duration::from_millis(300);
    let outcome = Smtp::new(config, None).unwrap().send(&email("client@client.example")).await;
    assert_eq!(shown(&outcome), "provider -");
}

#[tokio::test]
async fn a_connection_is_used_again_and_a_dead_one_is_not() {
    let sink = Sink::start("plain");
    let smtp = sink.smtp(None);
    for to in ["client", "nobody", "spam", "full", "client"] {
        smtp.send(&email(&format!("{to}@client.example"))).await;
    }
    assert_eq!(sink.connections(), 1);
    smtp.send(&email("drop-after@client.example")).await;
    assert_eq!(shown(&smtp.send(&email("client@client.example")).await), "accepted SINK3");
    assert_eq!(sink.connections(), 2);
    smtp.send(&email("hang-up@client.example")).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(shown(&smtp.send(&email("client@client.example")).await), "accepted SINK5");
    assert_eq!(sink.connections(), 3);
}

#[tokio::test]
async fn no_more_connections_are_open_than_are_allowed() {
    let sink = Sink::start("plain");
    let smtp = sink.smtp(None);
    let emails: Vec<_> = (0..20).map(|n| email(&format!("client{n}@client.example"))).collect();
    let outcomes =
        futures_util::future::join_all(emails.iter().map(|email| smtp.send(email))).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })));
    assert!(sink.connections() <= 2, "{}", sink.connections());
    assert_eq!(sink.files().len(), 20);
}

#[tokio::test]
async fn mail_travels_by_tls_to_a_server_that_is_who_it_says() {
    for (mode, security) in [("starttls", Security::StartTls), ("tls", Security::Tls)] {
        let sink = Sink::start(mode);
        let mut right = sink.config();
        right.host = "localhost".into();
        right.security = security;
        right.authority = Some(sink.authority());
        right.sign_in = Some(("privity".into(), SecretString::from("correct horse")));
        let to = email("client@client.example");
        let outcome = Smtp::new(right.clone(), None).unwrap().send(&to).await;
        assert_eq!(shown(&outcome), "accepted SINK1", "{mode}: {outcome:?}");

        for authority in [None, Some(Sink::start(mode).authority())] {
            let mut untrusted = right.clone();
            untrusted.authority = authority;
            let outcome = Smtp::new(untrusted, None).unwrap().send(&to).await;
            assert_eq!(shown(&outcome), "provider -", "{mode}");
        }

        let mut other = right.clone();
        other.host = "127.0.0.1".into();
        let outcome = Smtp::new(other, None).unwrap().send(&to).await;
        assert_eq!(shown(&outcome), "provider -", "{mode}");

        let mut stranger = right;
        stranger.sign_in = Some(("privity".into(), SecretString::from("wrong")));
        let outcome = Smtp::new(stranger, None).unwrap().send(&to).await;
        assert_eq!(shown(&outcome), "provider 535 5.7.8", "{mode}");
        assert_eq!(sink.files().len(), 1, "{mode}");
    }
}

#[tokio::test]
async fn an_answer_in_clear_is_none_under_tls() {
    let sink = Sink::start("starttls");
    let (port, _liar) = sink.liar();
    let mut config = sink.config();
    config.host = "localhost".into();
    config.port = port;
    config.security = Security::StartTls;
    config.authority = Some(sink.authority());
    let outcome = Smtp::new(config, None).unwrap().send(&email("client@client.example")).await;
    assert_eq!(shown(&outcome), "provider -");
}

#[tokio::test]
async fn where_tls_is_wanted_and_not_offered_nothing_is_sent() {
    let sink = Sink::start("plain");
    let mut config = sink.config();
    config.security = Security::StartTls;
    let outcome = Smtp::new(config, None).unwrap().send(&email("client@client.example")).await;
    assert_eq!(shown(&outcome), "provider -");
    assert!(sink.files().is_empty());
}

#[tokio::test]
async fn mail_goes_without_tls_to_this_machine_only() {
    let sink = Sink::start("plain");
    for (host, fine) in [
        ("localhost", true),
        ("127.0.0.1", true),
        ("::1", true),
        ("mail.office.example", false),
        ("10.0.0.1", false),
        ("localhost.example", false),
        ("mail office", false),
        ("", false),
    ] {
        let mut config = sink.config();
        config.host = host.into();
        assert_eq!(Smtp::new(config, None).is_ok(), fine, "{host:?}");
    }
    let mut config = sink.config();
    config.hello = "office.example\r\nMAIL FROM:<x@y.example>".into();
    assert!(Smtp::new(config, None).is_err());
}
