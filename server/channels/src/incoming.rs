//! What a message that came in is: a report on one of ours, an answer to one of ours, or a letter.
//!
//! Ours are known by the names they were given, `<id@domain>`, which only those who got them have read. Whatever a
//! message claims beyond that is believed of nothing.

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Of what somebody wrote, at most so many characters.
const WORDS: usize = 4_000;
/// Deeper than any report nests what it is about.
const DEPTH: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// What tells it from every other: its own name, else a hash of it.
    pub id: String,
    /// The address it says it comes from, in lower case.
    pub from: Option<String>,
    pub subject: String,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// What a mail server says became of one of ours.
    Report {
        of: Vec<Uuid>,
        failed: bool,
        code: String,
    },
    /// Somebody answers one of ours.
    Answer {
        of: Uuid,
        /// What they wrote, without what they answer.
        text: String,
        /// Something is attached.
        attached: bool,
        /// A machine wrote it.
        automatic: bool,
    },
    Letter,
}

/// Reads a message. `domain`: that of the names of ours. None where it is no message at all.
pub fn read(raw: &[u8], domain: &str) -> Option<Incoming> {
    let message = MessageParser::default().parse(raw)?;
    let id = match message.message_id() {
        Some(id) if !id.is_empty() && id.len() <= 250 => id.to_owned(),
        _ => hex::encode(Sha256::digest(raw)),
    };
    let from = message
        .from()
        .and_then(|from| from.first())
        .and_then(|one| one.address())
        .map(str::to_lowercase);
    let subject = message.subject().unwrap_or_default().to_owned();
    let what = report(&message, domain).or_else(|| answer(&message, domain));
    Some(Incoming { id, from, subject, what: what.unwrap_or(What::Letter) })
}

/// RFC 3464: a part that says what became of it, and what it is about.
fn report(message: &Message<'_>, domain: &str) -> Option<What> {
    let kind = message.content_type()?;
    if !kind.ctype().eq_ignore_ascii_case("multipart")
        || !kind.subtype().is_some_and(|it| it.eq_ignore_ascii_case("report"))
        || !kind
            .attribute("report-type")
            .is_some_and(|it| it.eq_ignore_ascii_case("delivery-status"))
    {
        return None;
    }
    let mut of = Vec::new();
    named(message, domain, DEPTH, &mut of);
    if of.is_empty() {
        return None;
    }
    let said = message.parts.iter().find(|part| {
        part.content_type().is_some_and(|it| {
            it.ctype().eq_ignore_ascii_case("message")
                && it
                    .subtype()
                    .is_some_and(|sub| sub.to_ascii_lowercase().contains("delivery-status"))
        })
    })?;
    let said = String::from_utf8_lossy(said.contents()).into_owned();
    let field = |name: &str| {
        said.lines().filter_map(|line| line.split_once(':')).find_map(|(field, value)| {
            field.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let failed = field("Action").is_some_and(|action| action.eq_ignore_ascii_case("failed"));
    let code: String = field("Status")
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .take(12)
        .collect();
    Some(What::Report { of, failed, code })
}

/// Names of ours among the names that a report brings with it.
fn named(message: &Message<'_>, domain: &str, depth: usize, found: &mut Vec<Uuid>) {
    for part in &message.parts {
        if let Some(inner) = part.message() {
            own(inner.message_id(), domain, found);
            if depth > 0 {
                named(inner, domain, depth - 1, found);
            }
        } else if part.content_type().is_some_and(|it| {
            it.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("rfc822-headers"))
        }) && let Some(inner) = MessageParser::default().parse_headers(part.contents())
        {
            own(inner.message_id(), domain, found);
        }
    }
}

fn own(name: Option<&str>, domain: &str, found: &mut Vec<Uuid>) {
    if let Some(id) = name.and_then(|name| id_of(name, domain))
        && !found.contains(&id)
    {
        found.push(id);
    }
}

/// The id in a name that we gave.
fn id_of(name: &str, domain: &str) -> Option<Uuid> {
    let (id, of) = name.trim().trim_start_matches('<').trim_end_matches('>').split_once('@')?;
    if !of.eq_ignore_ascii_case(domain) || id.len() != 36 {
        return None;
    }
    Uuid::try_parse(id).ok()
}

fn answer(message: &Message<'_>, domain: &str) -> Option<What> {
    let names = |value: &HeaderValue<'_>| -> Vec<String> {
        match value {
            HeaderValue::Text(one) => vec![one.to_string()],
            HeaderValue::TextList(all) => all.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    };
    // the newest first: what it answers, and what that answered
    let mut of = names(message.in_reply_to());
    of.extend(names(message.references()).into_iter().rev());
    let of = of.iter().find_map(|name| id_of(name, domain))?;
    let text = message.body_text(0).unwrap_or_default();
    Some(What::Answer {
        of,
        text: written(&text),
        attached: message.attachments().any(|part| !part.is_message()),
        automatic: automatic(message),
    })
}

/// RFC 3834, and how others say it.
fn automatic(message: &Message<'_>) -> bool {
    let field =
        |name: &str| message.header_raw(name).map(|value| value.trim().to_ascii_lowercase());
    field("Auto-Submitted").is_some_and(|value| value != "no")
        || field("X-Autoreply").is_some()
        || field("Precedence").is_some_and(|value| value == "auto_reply" || value == "bulk")
}

/// What somebody wrote above what they answer.
fn written(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in text.lines() {
        let plain = line.trim();
        let quotes = plain.starts_with('>')
            || plain.starts_with("-----Original Message")
            || (plain.starts_with("On ") && plain.ends_with("wrote:"))
            || plain.chars().all(|c| c == '_') && plain.len() > 20;
        if quotes && kept.iter().any(|line| !line.trim().is_empty()) {
            break;
        }
        if !quotes {
            kept.push(line.trim_end());
        }
    }
    let said = kept.join("\n");
    said.trim().chars().filter(|c| !c.is_control() || *c == '\n').take(WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "01928000-0000-7000-8000-00000000ef02";

    fn mail(headers: &str, body: &str) -> Incoming {
        let raw = format!(
            "From: Ramona <Ramona@Mailbox.example>\r\nSubject: Re: Thursday\r\n{headers}\r\n\r\n{body}"
        );
        read(raw.as_bytes(), "office.example").unwrap()
    }

    #[test]
    fn an_answer_is_known_by_the_name_it_answers() {
        let said = mail(
            &format!("Message-ID: <a@b>\r\nIn-Reply-To: <{OURS}@office.example>"),
            "I am late.\r\n\r\nOn Thursday the office wrote:\r\n> Your appointment\r\n",
        );
        assert_eq!(
            (said.id.as_str(), said.from.as_deref()),
            ("a@b", Some("ramona@mailbox.example"))
        );
        let What::Answer { of, text, attached, automatic } = said.what else { panic!("{said:?}") };
        assert_eq!((of.to_string().as_str(), text.as_str()), (OURS, "I am late."));
        assert!(!attached && !automatic);
    }

    #[test]
    fn a_name_of_another_house_or_none_makes_it_a_letter() {
        for named in [
            format!("In-Reply-To: <{OURS}@elsewhere.example>"),
            format!("In-Reply-To: <{OURS}.x@office.example>"),
            "In-Reply-To: <not-ours@office.example>".into(),
            "X-Nothing: here".into(),
        ] {
            assert_eq!(mail(&named, "Hello").what, What::Letter, "{named}");
        }
        assert_eq!(mail("X-Nothing: here", "Hello").id.len(), 64);
    }

    #[test]
    fn a_machine_that_answers_is_told_apart() {
        let headers =
            format!("Auto-Submitted: auto-replied\r\nReferences: <x@y> <{OURS}@office.example>");
        let said = mail(&headers, "I am away.");
        assert!(matches!(said.what, What::Answer { automatic: true, .. }), "{said:?}");
    }

    fn bounce(action: &str, status: &str, original: &str) -> Incoming {
        let raw = format!(
            "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
            --b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n\
            --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
            Final-Recipient: rfc822; x@y.example\r\nAction: {action}\r\nStatus: {status}\r\n\r\n{original}--b--\r\n"
        );
        read(raw.as_bytes(), "office.example").unwrap()
    }

    #[test]
    fn a_report_names_what_came_back_and_why() {
        let whole = format!(
            "--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{OURS}@office.example>\r\nSubject: x\r\n\r\nbody\r\n"
        );
        let heads = format!(
            "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{OURS}@office.example>\r\nSubject: x\r\n\r\n"
        );
        for original in [&whole, &heads] {
            let What::Report { of, failed, code } = bounce("failed", "5.1.1", original).what else {
                panic!("{original}")
            };
            assert_eq!((of.len(), failed, code.as_str()), (1, true, "5.1.1"));
        }
        let What::Report { failed, .. } = bounce("delayed", "4.4.1", &whole).what else { panic!() };
        assert!(!failed);
        // one about somebody else's is read by a person
        assert_eq!(bounce("failed", "5.1.1", "").what, What::Letter);
    }

    #[test]
    fn what_is_no_message_breaks_nothing() {
        for raw in [
            &b""[..],
            b"\0\0\0",
            b"\xff\xfe",
            b"Content-Type: multipart/report; report-type=delivery-status",
        ] {
            if let Some(said) = read(raw, "office.example") {
                assert_eq!(said.what, What::Letter);
            }
        }
    }

    #[test]
    fn all_of_it_is_kept_where_nothing_stands_above_a_quotation() {
        assert_eq!(written("> yes\n> no\n\nAgreed."), "Agreed.");
        assert_eq!(written("One\n\n-----Original Message-----\nTwo"), "One");
        assert_eq!(written(&"a".repeat(9_000)).chars().count(), WORDS);
    }
}
