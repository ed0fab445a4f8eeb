//! An e-mail to one person. A line break in a name or a subject cannot become a header: control
//! characters are folded into spaces, and whatever else goes into a header is of a type of its own.

mod compose;

use std::fmt;

use domain::text::EmailAddress;
use jiff::Timestamp;

pub(crate) use compose::{Composed, compose, signed};

#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// The same for every attempt, so that whoever gets two sees one.
    pub message_id: MailId,
    /// The `Date` that the reader sees.
    pub at: Timestamp,
    pub from: Mailbox,
    pub to: Mailbox,
    /// A mailbox that somebody reads, where that is not `from`.
    pub reply_to: Option<Mailbox>,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub unsubscribe: Option<Unsubscribe>,
    pub calendar: Option<Calendar>,
    pub attached: Vec<Attached>,
}

/// A file with an e-mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Attached {
    /// Plain letters, digits, dots and hyphens: nothing personal.
    pub name: String,
    /// Its media type: "application/pdf".
    pub media: &'static str,
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Attached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attached").field("name", &self.name).finish_non_exhaustive()
    }
}

/// For a log: the id alone.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Email").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: EmailAddress,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailbox(…)")
    }
}

/// `<local@domain>` (RFC 5322 §3.6.4), at most 200 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MailId(String);

impl MailId {
    pub fn parse(text: &str) -> Option<MailId> {
        let (local, domain) = text.strip_prefix('<')?.strip_suffix('>')?.split_once('@')?;
        let atoms = |part: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_+=.".contains(c);
            !part.is_empty() && part.chars().all(plain) && !part.split('.').any(str::is_empty)
        };
        (text.len() <= 200 && atoms(local) && atoms(domain)).then(|| MailId(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where one click ends what is not owed to the reader (RFC 8058): an `https` address that takes a POST.
#[derive(Clone, PartialEq, Eq)]
pub struct Unsubscribe(String);

impl Unsubscribe {
    /// At most 800 characters, so that the header stays one line (RFC 5322 §2.1.1).
    pub fn parse(url: &str) -> Option<Unsubscribe> {
        let plain = |c: char| c.is_ascii_graphic() && !"<>,\"\\`{}|^".contains(c);
        let fits = url.starts_with("https://") && url.len() <= 800 && url.chars().all(plain);
        fits.then(|| Unsubscribe(url.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Unsubscribe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unsubscribe(…)")
    }
}

/// An appointment for the reader's calendar (RFC 6047): a part of the message and an attachment.
#[derive(Clone, PartialEq, Eq)]
pub struct Calendar {
    pub ics: String,
    /// What `ics` says too.
    pub method: Method,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Request,
    Cancel,
    Publish,
}

impl Method {
    pub const fn word(self) -> &'static str {
        match self {
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
            Method::Publish => "PUBLISH",
        }
    }
}
