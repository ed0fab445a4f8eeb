//! The two messages that let somebody in. Link and code are made as the message is sent, and stand nowhere else.

use serde::Deserialize;
use sqlx::postgres::types::PgInterval;
use sqlx::types::Json;
use uuid::Uuid;

use crate::console::mail::Letter;
use crate::keys::{self, sha256};
use crate::notices::{Carriers, Composed, Ready, begin};
use crate::{Office, Result};

/// Codes below this number.
const CODES: u64 = 1_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MailKind {
    Invite,
    Code,
}

impl MailKind {
    /// By the word that the outbox has for it.
    pub(crate) fn from_outbox(word: &str) -> Option<MailKind> {
        match word {
            "portal_invite" => Some(MailKind::Invite),
            "portal_code" => Some(MailKind::Code),
            _ => None,
        }
    }
}

/// A link's token and a code, fresh.
#[derive(Debug)]
pub(crate) struct MailKeys {
    link: String,
    code: String,
}

impl MailKeys {
    pub(crate) fn new(office: &Office) -> MailKeys {
        let code = u64::from_le_bytes(office.chance.bytes()) % CODES;
        MailKeys { link: keys::token(&office.chance), code: format!("{code:06}") }
    }

    /// What stands in their places where the message is kept.
    fn gaps() -> MailKeys {
        MailKeys { link: "[link]".into(), code: "[code]".into() }
    }

    pub(crate) fn link_hash(&self) -> [u8; 32] {
        sha256(self.link.as_bytes())
    }

    pub(crate) fn code_hash(&self, office: &Office) -> [u8; 32] {
        code_hash(office, &self.code)
    }

    /// "123 456".
    fn spaced(&self) -> String {
        match self.code.split_at_checked(3) {
            Some((first, last)) if self.code.len() == 6 && !self.code.starts_with('[') => {
                format!("{first} {last}")
            }
            _ => self.code.clone(),
        }
    }
}

/// Under the server's key: six digits alone would be found out from their hash.
pub(super) fn code_hash(office: &Office, code: &str) -> [u8; 32] {
    office.keys.fingerprint("portal-code", code)
}

#[derive(Debug, Deserialize)]
struct Look {
    kind: MailKind,
    name: String,
    address: String,
    office: String,
    reply_to: String,
    discreet: bool,
}

/// The last look before it goes.
pub(crate) async fn look(
    office: &Office,
    carriers: &Carriers,
    lease: Uuid,
    id: Uuid,
    hold: PgInterval,
) -> Result<Option<Ready>> {
    let keys = MailKeys::new(office);
    let mut tx = begin(office).await?;
    let found = sqlx::query_scalar!(
        r#"select look_at_portal_mail($1, $2, $3, $4, $5) as "look: Json<Look>""#,
        id,
        lease,
        hold,
        &keys.link_hash()[..],
        &keys.code_hash(office)[..]
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    let Some(Json(look)) = found else { return Ok(None) };
    let said =
        Said { kind: look.kind, name: &look.name, office: &look.office, discreet: look.discreet };
    let (letter, kept) = (
        said.letter(&carriers.base_url, &keys),
        said.letter(&carriers.base_url, &MailKeys::gaps()),
    );
    let composed =
        Composed { subject: letter.subject, body: letter.body, html: None, kept_body: kept.body };
    Ok(Some(Ready {
        address: look.address,
        name: look.name,
        // whoever must not learn who writes does not learn it from the envelope either
        reply_to: if look.discreet { String::new() } else { look.reply_to },
        unnamed: look.discreet,
        said: composed,
        calendar: None,
        attached: Vec::new(),
    }))
}

/// What a message says. Never the matter; for a discreet contact not who writes either.
pub(crate) struct Said<'a> {
    pub(crate) kind: MailKind,
    pub(crate) name: &'a str,
    pub(crate) office: &'a str,
    pub(crate) discreet: bool,
}

impl Said<'_> {
    pub(crate) fn letter(&self, base_url: &str, keys: &MailKeys) -> Letter {
        let link = format!("{base_url}/portal/enter/{}", keys.link);
        let close = if self.discreet { String::new() } else { format!("\n\n{}", self.office) };
        match self.kind {
            MailKind::Invite => Letter {
                subject: match self.discreet {
                    true => "Your private page".into(),
                    false => format!("Your private page at {}", self.office),
                },
                body: format!(
                    "Dear {},\n\n\
                     {} for you: your appointments, and what is shared with you.\n\
                     {} Open this link and press the button there:\n\n{link}\n\n\
                     The link works once, within seven days. After that, go to\n\
                     {base_url}/portal and enter this e-mail address: each time you get a code{}.\n\n\
                     If you did not expect this message, please ignore it: without the link nobody\n\
                     gets in.{close}",
                    self.name,
                    match self.discreet {
                        true => "a private page has been set up".to_owned(),
                        false => format!("{} has set up a private page", self.office),
                    },
                    match self.discreet {
                        true =>
                            "You need no password, but a PIN, so that whoever reads your mail comes no\n\
                            further than this message. You choose it with a number that you are told by\n\
                            phone.",
                        false => "You need no password.",
                    },
                    if self.discreet { ", and give your PIN" } else { "" },
                ),
            },
            MailKind::Code => Letter {
                subject: "Your code to sign in".into(),
                body: format!(
                    "Dear {},\n\n\
                     your code is {}. It works for ten minutes, in the browser in which you asked for it.\n\n\
                     Or open this link on any device and press the button there. It works once, within an\n\
                     hour:\n\n{link}\n\n\
                     If it was not you who asked, please ignore this message: without it nobody gets in.\n\
                     Tell the code to nobody. We never ask for it.{close}",
                    self.name,
                    keys.spaced(),
                ),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> MailKeys {
        MailKeys { link: "tOkEn".into(), code: "012345".into() }
    }

    #[test]
    fn a_message_says_who_writes_and_a_discreet_one_does_not() {
        for kind in [MailKind::Invite, MailKind::Code] {
            let mut said =
                Said { kind, name: "Ramona Okonkwo", office: "Adair & Lowe", discreet: false };
            let open = said.letter("https://p.example", &keys());
            assert!(open.body.contains("Adair & Lowe"), "{}", open.body);
            assert!(open.body.contains("https://p.example/portal/enter/tOkEn"), "{}", open.body);
            assert!(open.body.contains("\n\nIf "), "{}", open.body);
            assert!(!open.subject.contains("012"), "{}", open.subject);
            said.discreet = true;
            let discreet = said.letter("https://p.example", &keys());
            assert!(!format!("{}{}", discreet.subject, discreet.body).contains("Adair"));
            // and says what else is asked, where it says what is
            let asks = |letter: &Letter| letter.body.contains("PIN");
            assert_eq!((asks(&open), asks(&discreet)), (false, kind == MailKind::Invite));
        }
    }

    #[test]
    fn what_is_kept_has_gaps_for_link_and_code() {
        let said =
            Said { kind: MailKind::Code, name: "R", office: "Adair & Lowe", discreet: false };
        let sent = said.letter("https://p.example", &keys()).body;
        assert!(sent.contains("012 345"), "{sent}");
        let kept = said.letter("https://p.example", &MailKeys::gaps()).body;
        assert!(kept.contains("your code is [code].") && kept.contains("/enter/[link]"), "{kept}");
    }
}
