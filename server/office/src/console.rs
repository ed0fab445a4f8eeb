//! The server's own terminal: what is done before anybody can sign in, or when nobody can.
//!
//! It connects as the owner, and still runs as a role that holds a few named functions. Whatever it
//! does to an account is recorded, and every managing partner is told.

mod keeping;
pub(crate) mod mail;
mod outbox;
mod vault;

use std::sync::Arc;

use domain::access::Role;
use domain::ids::{MessageId, StaffId};
use domain::text::EmailAddress;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};
use uuid::Uuid;

pub use keeping::{CaseDocuments, DamagedVersion, Keeping};
pub use outbox::Message;
pub(crate) use outbox::{INVITATION, RESET};
pub use vault::{Rotated, VaultStatus};

use crate::db::begin_statement;
use crate::identity::{hash_password, seal_second_factor};
use crate::{Error, Office, Result};

/// The office's owner at the terminal.
#[derive(Debug)]
pub struct Console {
    office: Arc<Office>,
    pool: PgPool,
}

/// Somebody to be: with a password, or to be invited.
#[derive(Debug)]
pub struct NewStaff {
    pub name: String,
    pub email: EmailAddress,
    pub role: Role,
    pub password: Option<SecretString>,
    /// The secret of an authenticator.
    pub totp: Option<Vec<u8>>,
    /// 1 to 6, or 0 for none.
    pub colour: u8,
}

/// The account made, and its invitation where it has no password yet.
#[derive(Clone, Copy, Debug)]
pub struct Created {
    pub id: StaffId,
    pub invitation: Option<MessageId>,
}

impl Console {
    /// Connects as the database's owner; clock, chance and keys are the office's.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn connect(owner_url: &str, office: &Arc<Office>) -> Result<Console> {
        let options: PgConnectOptions = owner_url.parse().map_err(Error::internal)?;
        let pool = PgPoolOptions::new()
            .max_connections(2)
            .connect_with(options.application_name("privity console"))
            .await?;
        Ok(Console { office: Arc::clone(office), pool })
    }

    /// The same terminal for the same office at another time.
    pub(crate) fn beside(&self, office: &Arc<Office>) -> Console {
        Console { office: Arc::clone(office), pool: self.pool.clone() }
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn begin(&self) -> Result<Transaction<'static, Postgres>> {
        let now = self.office.clock.is_still().then(|| self.office.clock.now());
        let begin = begin_statement("privity_console", None, now);
        Ok(self.pool.begin_with(AssertSqlSafe(begin)).await?)
    }

    /// The owner itself, for what is loaded in bulk.
    pub(crate) async fn begin_as_owner(&self) -> Result<Transaction<'static, Postgres>> {
        Ok(self.pool.begin().await?)
    }

    /// After much was loaded: what the planner knows of it.
    pub(crate) async fn vacuum(&self) -> Result<()> {
        sqlx::raw_sql("vacuum analyze").execute(&self.pool).await?;
        Ok(())
    }

    fn id(&self) -> Uuid {
        self.office.chance.id(self.office.clock.now())
    }

    async fn record(
        &self,
        tx: &mut Transaction<'static, Postgres>,
        action: &'static str,
        resource: &'static str,
        of: Option<Uuid>,
        detail: Value,
    ) -> Result<()> {
        sqlx::query!(
            "select console_record($1, $2, $3, $4, $5)",
            self.id(),
            action,
            resource,
            of,
            detail
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// The office's name; none for an empty database.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn office_name(&self) -> Result<Option<String>> {
        let mut tx = self.begin().await?;
        let name = sqlx::query_scalar!("select name from console_office()")
            .fetch_optional(&mut *tx)
            .await?;
        Ok(name.flatten())
    }

    /// Names the office and its time zone.
    ///
    /// # Errors
    /// Invalid for a zone that is not in the IANA database.
    pub async fn set_office(&self, name: &str, time_zone: &str) -> Result<()> {
        let zone = jiff::tz::TimeZone::get(time_zone);
        zone.map_err(|_| Error::invalid("time_zone", "Enter a zone like America/New_York."))?;
        let mut tx = self.begin().await?;
        sqlx::query!("select console_set_office($1, $2)", name, time_zone)
            .execute(&mut *tx)
            .await?;
        self.record(&mut tx, "set-office", "office", None, json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Makes an account. Without a password an invitation waits in the outbox.
    ///
    /// # Errors
    /// Conflict when the address has an account.
    pub async fn create_staff(&self, new: NewStaff) -> Result<Created> {
        let office = &self.office;
        let (id, message) = (StaffId(self.id()), MessageId(self.id()));
        let hash = match &new.password {
            Some(password) => Some(hash_password(office, password.expose_secret()).await?),
            None => None,
        };
        let totp =
            new.totp.as_deref().map(|secret| seal_second_factor(office, id, secret)).transpose()?;
        let mut tx = self.begin().await?;
        sqlx::query!(
            "select console_create_staff($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            id.0,
            self.id(),
            message.0,
            new.name,
            new.email.as_str(),
            new.role.word(),
            hash,
            totp,
            i16::from(new.colour)
        )
        .execute(&mut *tx)
        .await
        .map_err(|error| match error.into() {
            Error::Conflict(_) => Error::Conflict("This e-mail address has an account.".into()),
            error => error,
        })?;
        self.record(
            &mut tx,
            "create-staff",
            "staff",
            Some(id.0),
            json!({ "role": new.role.word() }),
        )
        .await?;
        tx.commit().await?;
        Ok(Created { id, invitation: new.password.is_none().then_some(message) })
    }

    /// Ends every session, takes the second factor away and queues a link for a new password.
    ///
    /// # Errors
    /// NotFound without such an account.
    pub async fn reset(&self, email: &EmailAddress) -> Result<MessageId> {
        let message = MessageId(self.id());
        let mut tx = self.begin().await?;
        let staff = sqlx::query_scalar!("select console_reset($1, $2)", message.0, email.as_str())
            .fetch_one(&mut *tx)
            .await?
            .ok_or(Error::NotFound)?;
        self.record(&mut tx, "reset-account", "staff", Some(staff), json!({})).await?;
        tx.commit().await?;
        Ok(message)
    }

    /// Names the conflicts deputy.
    ///
    /// # Errors
    /// NotFound without such a person.
    pub async fn set_deputy(&self, staff: StaffId) -> Result<()> {
        let mut tx = self.begin().await?;
        sqlx::query!("select console_set_deputy($1)", staff.0).execute(&mut *tx).await?;
        self.record(&mut tx, "set-deputy", "staff", Some(staff.0), json!({})).await?;
        Ok(tx.commit().await?)
    }
}
