//! The message as it is sent. The same e-mail makes the same bytes, its signature aside.

use std::time::SystemTime;

use domain::text::{EmailAddress, LINE_CHARS};
use lettre::address::Address;
use lettre::message::header::{
    ContentType, Header, HeaderName, HeaderValue, MessageId, MimeVersion,
};
use lettre::message::{
    Attachment, Mailbox as Named, Message, MultiPart, MultiPartKind, SinglePart,
};
use sha2::{Digest, Sha256};

use super::{Calendar, Email, Mailbox};
use crate::dkim::Dkim;

pub(crate) struct Composed {
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) bytes: Vec<u8>,
}

/// # Errors
/// Words for why it cannot be sent, ever.
pub(crate) fn compose(email: &Email, dkim: Option<&Dkim>) -> Result<Composed, &'static str> {
    let mut builder = Message::builder()
        .date(SystemTime::from(email.at))
        .from(named(&email.from)?)
        .to(named(&email.to)?)
        .subject(one_line(&email.subject))
        .header(MessageId::from(email.message_id.as_str().to_owned()))
        .raw_header(plain(AUTO_SUBMITTED, "auto-generated".to_owned()));
    if let Some(reply_to) = &email.reply_to {
        builder = builder.reply_to(named(reply_to)?);
    }
    if let Some(url) = &email.unsubscribe {
        builder = builder
            .raw_header(plain(LIST_UNSUBSCRIBE, format!("<{}>", url.as_str())))
            .raw_header(plain(LIST_UNSUBSCRIBE_POST, "List-Unsubscribe=One-Click".to_owned()));
    }
    let mut message =
        builder.multipart(body(email)?).map_err(|_| "the message has no sender or no recipient")?;
    if let Some(dkim) = dkim {
        message.sign(&dkim.0);
    }
    let bytes = message.formatted();
    if !bytes.is_ascii() {
        return Err("the message could not be put into letters that every server takes");
    }
    Ok(Composed { from: address(&email.from.address)?, to: address(&email.to.address)?, bytes })
}

pub(crate) const AUTO_SUBMITTED: &str = "Auto-Submitted";
pub(crate) const LIST_UNSUBSCRIBE: &str = "List-Unsubscribe";
pub(crate) const LIST_UNSUBSCRIBE_POST: &str = "List-Unsubscribe-Post";

/// What a signature covers, whether it is there or not: so none can be added on the way either. Not
/// `Content-Type`, whose folding differs between what `lettre` signs and what it sends.
pub(crate) fn signed() -> Vec<HeaderName> {
    let ours = [AUTO_SUBMITTED, LIST_UNSUBSCRIBE, LIST_UNSUBSCRIBE_POST];
    ["From", "To", "Reply-To", "Subject", "Date", "Message-ID"]
        .into_iter()
        .chain(ours)
        .map(HeaderName::new_from_ascii_str)
        .chain([MimeVersion::name()])
        .collect()
}

/// A header whose text is known to be one line of printable ASCII.
fn plain(name: &'static str, text: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), text.clone(), text)
}

fn named(mailbox: &Mailbox) -> Result<Named, &'static str> {
    let name = mailbox.name.as_deref().map(one_line).filter(|name| !name.is_empty());
    Ok(Named::new(name, address(&mailbox.address)?))
}

fn address(address: &EmailAddress) -> Result<Address, &'static str> {
    address.as_str().parse().map_err(|_| "the address is none that a mail server takes")
}

/// Without line breaks and other control characters, and cut where it is longer than any line we keep.
fn one_line(text: &str) -> String {
    let spaced =
        text.replace(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'), " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LINE_CHARS).collect()
}

fn body(email: &Email) -> Result<MultiPart, &'static str> {
    let alternatives = alternatives(email)?;
    if email.calendar.is_none() && email.attached.is_empty() {
        return Ok(alternatives);
    }
    let mut whole = part(email, MultiPartKind::Mixed).multipart(alternatives);
    if let Some(calendar) = &email.calendar {
        let ics = Attachment::new("invite.ics".to_owned());
        whole = whole.singlepart(ics.body(calendar.ics.clone(), content_type("application/ics")?));
    }
    for attached in &email.attached {
        let file = Attachment::new(attached.name.clone());
        whole = whole.singlepart(file.body(attached.bytes.clone(), content_type(attached.media)?));
    }
    Ok(whole)
}

/// From the plainest to the richest (RFC 2046 §5.1.4); calendars want theirs last.
fn alternatives(email: &Email) -> Result<MultiPart, &'static str> {
    let mut parts =
        part(email, MultiPartKind::Alternative).singlepart(SinglePart::plain(email.text.clone()));
    if let Some(html) = &email.html {
        parts = parts.singlepart(SinglePart::html(html.clone()));
    }
    if let Some(Calendar { ics, method }) = &email.calendar {
        let kind =
            content_type(&format!("text/calendar; method={}; charset=utf-8", method.word()))?;
        parts = parts.singlepart(SinglePart::builder().header(kind).body(ics.clone()));
    }
    Ok(parts)
}

/// Its boundary is derived, for want of chance; nobody can foresee it without the whole message.
fn part(email: &Email, kind: MultiPartKind) -> MultiPart {
    let mut hash = Sha256::new();
    hash.update(format!("{kind:?}"));
    hash.update(email.message_id.as_str());
    hash.update(&email.text);
    hash.update(email.html.as_deref().unwrap_or_default());
    hash.update(email.calendar.as_ref().map_or("", |calendar| &calendar.ics));
    email.attached.iter().for_each(|attached| hash.update(&attached.bytes));
    MultiPart::builder().kind(kind).boundary(hex::encode(&hash.finalize()[..20])).build()
}

fn content_type(text: &str) -> Result<ContentType, &'static str> {
    ContentType::parse(text).map_err(|_| "the kind of a part is malformed")
}
