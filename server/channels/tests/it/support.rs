//! What the tests start, and how it ends: by its id, whatever becomes of the test.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use channels::{Email, MailId, Mailbox, Number, Text};
use domain::text::EmailAddress;
use uuid::Uuid;

pub(crate) struct Started(pub(crate) Child);

impl Started {
    pub(crate) fn new(command: &mut Command) -> Started {
        // Its input ends with us, which those that read it notice.
        Started(command.stdin(Stdio::piped()).spawn().unwrap())
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The Python that `bin/test` sets up, with a mail server and a check of signatures.
pub(crate) fn python() -> PathBuf {
    let cache = std::env::var_os("PRIVITY_CACHE").map(PathBuf::from).unwrap_or_else(|| {
        std::env::var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache"))
            .join("privity")
    });
    let python = cache.join("tools/python/bin/python");
    assert!(python.exists(), "{} is missing: bin/test installs it", python.display());
    python
}

pub(crate) fn part(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/parts").join(name)
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub(crate) fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox {
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        address: EmailAddress::parse(address).unwrap(),
    }
}

pub(crate) fn email(to: &str) -> Email {
    Email {
        message_id: MailId::parse("<0190b7a2-1.reminder@office.example>").unwrap(),
        at: "2026-10-13T13:30:00Z".parse().unwrap(),
        from: mailbox("Pellworth Adair LLP", "office@office.example"),
        to: mailbox("", to),
        reply_to: None,
        subject: "Your meeting on Tuesday".into(),
        text: "Dear client,\n\nwe meet on Tuesday at 9:30 am.\n.\nUntil then\n".into(),
        html: None,
        unsubscribe: None,
        calendar: None,
        attached: Vec::new(),
    }
}

pub(crate) fn text(id: u128, body: &str) -> Text {
    Text { id: Uuid::from_u128(id), to: Number::parse("+12025550123").unwrap(), body: body.into() }
}
