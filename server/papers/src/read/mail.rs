//! An e-mail message: the header people read, its text, and the names of what is attached.
//!
//! HTML is turned into text; nothing is fetched, and attachments are not opened.

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};

use super::{Sheaf, clean::clean, clean::clean_line};
use crate::{Block, Refusal, Written};

/// Addresses shown of one field.
const ADDRESSES: usize = 200;

pub(super) fn read(document: &[u8], limit: usize) -> Result<Written, Refusal> {
    let message = MessageParser::default().parse(document).ok_or(Refusal::Broken)?;
    let mut sheaf = Sheaf::new(limit);
    for (name, value) in header(&message) {
        sheaf.push(Block::Field { name: name.to_owned(), value: clean_line(&value) });
    }
    for at in 0..message.text_body_count() {
        if let Some(text) = message.body_text(at) {
            sheaf.paragraphs(&clean(&text));
        }
    }
    if message.attachment_count() > 0 {
        sheaf.push(Block::Part("Attachments".to_owned()));
        for part in message.attachments() {
            let name = part.attachment_name().unwrap_or("Without a name");
            sheaf.push(Block::Item { level: 0, text: clean_line(name) });
        }
    }
    Ok(sheaf.written)
}

fn header(message: &Message<'_>) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    for name in ["From", "To", "Cc", "Bcc", "Reply-To"] {
        if let Some(HeaderValue::Address(addresses)) = message.header(name) {
            let all: Vec<String> = addresses
                .iter()
                .take(ADDRESSES)
                .map(|one| match (one.name(), one.address()) {
                    (Some(name), Some(address)) => format!("{name} <{address}>"),
                    (name, address) => name.or(address).unwrap_or_default().to_owned(),
                })
                .collect();
            fields.push((name, all.join(", ")));
        }
    }
    if let Some(date) = message.date() {
        fields.push(("Date", date.to_rfc822()));
    }
    if let Some(subject) = message.subject() {
        fields.push(("Subject", subject.to_owned()));
    }
    fields
}
