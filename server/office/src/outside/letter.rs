//! The two messages to somebody outside: where something waits, and the code that opens it. Neither says anything of
//! the matter. The link is spelled from the send under the server's key, so that one that is sent again is the same.

use domain::ids::OutsideId;
use serde::Deserialize;
use sqlx::postgres::types::PgInterval;
use sqlx::types::Json;
use uuid::Uuid;

use crate::console::mail::Letter;
use crate::keys::{sha256, spell};
use crate::notices::{Carriers, Composed, Ready, begin};
use crate::{Office, Result};

/// Codes below this number.
const CODES: u64 = 1_000_000;

/// What the link of a send carries. No one finds it out who has the database alone.
pub(crate) fn token(office: &Office, send: OutsideId) -> String {
    spell(&office.keys.fingerprint("outside-link", &send.to_string()))
}

/// Six digits, and what is kept of them.
pub(crate) fn new_code(office: &Office) -> (String, [u8; 32]) {
    let code = format!("{:06}", u64::from_le_bytes(office.chance.bytes()) % CODES);
    let hash = code_hash(office, &code);
    (code, hash)
}

/// Under the server's key: six digits alone would be found out from their hash.
pub(super) fn code_hash(office: &Office, code: &str) -> [u8; 32] {
    office.keys.fingerprint("outside-code", code)
}

#[derive(Debug, Deserialize)]
struct Look {
    name: String,
    address: String,
    office: String,
    reply_to: String,
}

/// The last look before the message with the link goes.
pub(crate) async fn look(
    office: &Office,
    carriers: &Carriers,
    lease: Uuid,
    id: Uuid,
    hold: PgInterval,
) -> Result<Option<Ready>> {
    let mut tx = begin(office).await?;
    let send = sqlx::query_scalar!("select outside_of_notice($1)", id).fetch_one(&mut *tx).await?;
    let Some(send) = send.map(OutsideId) else { return Ok(None) };
    let token = token(office, send);
    let found = sqlx::query_scalar!(
        r#"select look_at_outside($1, $2, $3, $4) as "look: Json<Look>""#,
        id,
        lease,
        hold,
        &sha256(token.as_bytes())[..]
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(found.map(|Json(look)| ready(look, Kind::Link, &carriers.base_url, &token)))
}

/// As [`look`], for a code.
pub(crate) async fn look_at_code(
    office: &Office,
    carriers: &Carriers,
    lease: Uuid,
    id: Uuid,
    hold: PgInterval,
) -> Result<Option<Ready>> {
    let (code, hash) = new_code(office);
    let mut tx = begin(office).await?;
    let found = sqlx::query_scalar!(
        r#"select look_at_outside_code($1, $2, $3, $4) as "look: Json<Look>""#,
        id,
        lease,
        hold,
        &hash[..]
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(found.map(|Json(look)| ready(look, Kind::Code, &carriers.base_url, &code)))
}

fn ready(look: Look, kind: Kind, base_url: &str, secret: &str) -> Ready {
    let said = Said { kind, name: &look.name, office: &look.office };
    let (sent, kept) = (said.letter(base_url, secret), said.letter(base_url, kind.gap()));
    let said =
        Composed { subject: sent.subject, body: sent.body, html: None, kept_body: kept.body };
    Ready {
        said,
        address: look.address,
        name: look.name,
        reply_to: look.reply_to,
        unnamed: false,
        calendar: None,
        attached: Vec::new(),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Link,
    Code,
}

impl Kind {
    /// By the word that the outbox has for it.
    pub(crate) fn from_outbox(word: &str) -> Option<Kind> {
        match word {
            "outside_link" => Some(Kind::Link),
            "outside_code" => Some(Kind::Code),
            _ => None,
        }
    }

    /// What stands in the secret's place where the message is kept.
    const fn gap(self) -> &'static str {
        match self {
            Kind::Link => "[link]",
            Kind::Code => "[code]",
        }
    }
}

/// What a message says.
pub(crate) struct Said<'a> {
    pub(crate) kind: Kind,
    pub(crate) name: &'a str,
    pub(crate) office: &'a str,
}

impl Said<'_> {
    pub(crate) fn letter(&self, base_url: &str, secret: &str) -> Letter {
        let (name, office) = (self.name, self.office);
        match self.kind {
            Kind::Link => Letter {
                subject: format!("{office} has sent you documents"),
                body: format!(
                    "Dear {name},\n\n\
                     {office} has sent you documents. Open this link and ask for a code there; it comes to\n\
                     this address:\n\n{base_url}/sent/{secret}\n\n\
                     The page says until when they can be opened. Please do not pass the link on: it opens\n\
                     nothing without the code.\n\n\
                     If you did not expect this message, please ignore it.\n\n{office}"
                ),
            },
            Kind::Code => {
                let code = match secret.split_at_checked(3) {
                    Some((first, last)) if secret.len() == 6 && !secret.starts_with('[') => {
                        format!("{first} {last}")
                    }
                    _ => secret.to_owned(),
                };
                Letter {
                    subject: "Your code".into(),
                    body: format!(
                        "Dear {name},\n\n\
                         your code is {code}. It works for ten minutes, in the browser in which you asked for it.\n\n\
                         If it was not you who asked, please ignore this message: without it nobody gets in.\n\
                         Tell the code to nobody. We never ask for it.\n\n{office}"
                    ),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_has_gaps_and_nothing_is_said_of_the_matter() {
        for (kind, secret, shown) in
            [(Kind::Link, "tOkEn", "/sent/tOkEn"), (Kind::Code, "012345", "012 345")]
        {
            let said = Said { kind, name: "Ada Moss", office: "Adair & Lowe" };
            let letter = said.letter("https://p.example", secret);
            assert!(
                letter.body.contains(shown) && letter.body.contains("\n\nIf "),
                "{}",
                letter.body
            );
            assert!(!letter.subject.contains(secret));
            let kept = said.letter("https://p.example", kind.gap()).body;
            assert!(kept.contains(kind.gap()) && !kept.contains(shown), "{kept}");
        }
    }
}
