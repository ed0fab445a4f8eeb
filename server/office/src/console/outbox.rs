//! The outbox at the terminal: what is to be told to whom.
//!
//! A link is made when its message is read and stands nowhere but in what is read; links made
//! before it end.

use domain::ids::{MessageId, NotificationId, OutsideId};
use domain::portal::DemoPerson;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use serde_json::json;

use super::{Console, mail};
use crate::keys::{self, sha256};
use crate::{Error, Result, outside, portal};

/// How long an invitation's link holds.
pub(crate) const INVITATION: SignedDuration = SignedDuration::from_hours(7 * 24);
/// And a reset's.
pub(crate) const RESET: SignedDuration = SignedDuration::from_hours(1);

/// One message waiting.
#[derive(Debug)]
pub struct Message {
    pub id: MessageId,
    /// invite, reset, password_changed, console_change, cover, documents_destroyed,
    /// documents_damaged, portal_invite, portal_code, outside_link or outside_code.
    pub kind: String,
    pub name: String,
    pub email: String,
    /// Whom it is about, where that is not who reads it.
    pub about: String,
    pub at: Timestamp,
}

impl Console {
    /// The newest two hundred, newest first.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn messages(&self) -> Result<Vec<Message>> {
        let mut tx = self.begin().await?;
        let rows = sqlx::query!(
            r#"select id as "id!", kind as "kind!", name as "name!", email as "email!", about as "about!",
                created_at as "at!"
            from console_messages()"#
        )
        .fetch_all(&mut *tx)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| Message {
                id: MessageId(row.id),
                kind: row.kind,
                name: row.name,
                email: row.email,
                about: row.about,
                at: row.at.to_jiff(),
            })
            .collect())
    }

    /// The text of one message, with a fresh link where it carries one.
    ///
    /// # Errors
    /// NotFound, or Conflict for an invitation that was taken up and a reset older than a day.
    pub async fn show_message(&self, id: MessageId, base_url: &str) -> Result<String> {
        let message = self.messages().await?.into_iter().find(|message| message.id == id);
        let message = message.ok_or(Error::NotFound)?;
        let office = self.office_name().await?.unwrap_or_else(|| "Privity".into());
        if let Some(kind) = portal::MailKind::from_outbox(&message.kind) {
            let keys = portal::MailKeys::new(&self.office);
            let discreet = self.portal_keys(id, &keys).await?;
            let said = portal::Said { kind, name: &message.name, office: &office, discreet };
            return Ok(said.letter(base_url, &keys).written(&message));
        }
        if let Some(kind) = outside::Kind::from_outbox(&message.kind) {
            let secret = self.outside_secret(id, kind).await?;
            let said = outside::Said { kind, name: &message.name, office: &office };
            return Ok(said.letter(base_url, &secret).written(&message));
        }
        let token = match message.kind.as_str() {
            "invite" => self.mint(id, INVITATION).await?,
            "reset" => self.mint(id, RESET).await?,
            _ => String::new(),
        };
        Ok(mail::letter(&office, &message, base_url, &token).written(&message))
    }

    /// The secret of one more link of a notice that stayed on this machine.
    ///
    /// # Errors
    /// Conflict where the notice carries none.
    pub(crate) async fn notice_link(&self, id: NotificationId) -> Result<String> {
        let token = keys::token(&self.office.chance);
        let mut tx = self.begin().await?;
        let made = sqlx::query_scalar!(
            r#"select console_notice_link($1, $2, $3) as "made!""#,
            id.0,
            self.id(),
            &sha256(token.as_bytes())[..]
        )
        .fetch_one(&mut *tx)
        .await?;
        if !made {
            return Err(Error::Conflict("This notice carries no link.".into()));
        }
        self.record(&mut tx, "make-link", "notice", Some(id.0), json!({})).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Who of the clients can be let in to the portal, for the demo's door.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn portal_people(&self) -> Result<Vec<DemoPerson>> {
        let mut tx = self.begin().await?;
        let rows = sqlx::query!(
            r#"select name as "name!", email as "email!" from console_portal_people()"#
        )
        .fetch_all(&mut *tx)
        .await?;
        Ok(rows.into_iter().map(|row| DemoPerson { name: row.name, email: row.email }).collect())
    }

    /// Whether its reader is to be written to without a name of the office.
    async fn portal_keys(&self, id: MessageId, keys: &portal::MailKeys) -> Result<bool> {
        let mut tx = self.begin().await?;
        let discreet = sqlx::query_scalar!(
            "select console_portal_keys($1, $2, $3)",
            id.0,
            &keys.link_hash()[..],
            &keys.code_hash(&self.office)[..]
        )
        .fetch_one(&mut *tx)
        .await?
        .ok_or_else(spent)?;
        self.record(&mut tx, "make-link", "message", Some(id.0), json!({})).await?;
        tx.commit().await?;
        Ok(discreet)
    }

    /// The link of a send, which stays the same; or a fresh code.
    async fn outside_secret(&self, id: MessageId, kind: outside::Kind) -> Result<String> {
        let mut tx = self.begin().await?;
        let (secret, made) = match kind {
            outside::Kind::Link => {
                let token = outside::token(&self.office, OutsideId(id.0));
                let made = sqlx::query_scalar!(
                    r#"select console_outside_link($1, $2) as "made!""#,
                    id.0,
                    &sha256(token.as_bytes())[..]
                );
                (token, made.fetch_one(&mut *tx).await?)
            }
            outside::Kind::Code => {
                let (code, hash) = outside::new_code(&self.office);
                let made = sqlx::query_scalar!(
                    r#"select console_outside_code($1, $2) as "made!""#,
                    id.0,
                    &hash[..]
                );
                (code, made.fetch_one(&mut *tx).await?)
            }
        };
        if !made {
            return Err(spent());
        }
        self.record(&mut tx, "make-link", "message", Some(id.0), json!({})).await?;
        tx.commit().await?;
        Ok(secret)
    }

    async fn mint(&self, id: MessageId, holds: SignedDuration) -> Result<String> {
        let token = keys::token(&self.office.chance);
        let expires = self.office.clock.now() + holds;
        let mut tx = self.begin().await?;
        let minted = sqlx::query_scalar!(
            r#"select console_mint_token($1, $2, $3) as "minted!""#,
            id.0,
            &sha256(token.as_bytes())[..],
            expires.to_sqlx()
        )
        .fetch_one(&mut *tx)
        .await?;
        if !minted {
            return Err(spent());
        }
        self.record(&mut tx, "make-link", "message", Some(id.0), json!({})).await?;
        tx.commit().await?;
        Ok(token)
    }
}

fn spent() -> Error {
    Error::Conflict(
        "No link can be made from this message any more: it was used, or it is too old. Make a new one."
            .into(),
    )
}
