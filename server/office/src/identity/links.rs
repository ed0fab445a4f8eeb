//! Links in mails: an invitation, a forgotten password. Opening one shows a form and uses nothing
//! up, since mail scanners open every link; the form's POST uses it, once.

use domain::account::{EmailForm, MailedLink, NewPasswordForm};
use domain::ids::StaffId;
use domain::text::EmailAddress;
use jiff_sqlx::ToSqlx;

use super::throttle::Budget;
use super::{hashing, password};
use crate::gate::{self, Visit};
use crate::keys::sha256;
use crate::{Error, Result};

const GONE: &str = "This link has been used or has expired. Ask for another one.";

/// Queues a mail with a link, where the address has an account. The answer is the same where it
/// has none.
///
/// # Errors
/// Invalid beside `email` for what is no address at all, Busy.
pub async fn ask_reset(visit: &Visit, form: &EmailForm) -> Result<()> {
    let mut gate = visit.begin().await?;
    Budget::address(visit).take(&mut gate, visit).await?;
    let email = match EmailAddress::parse(&form.email) {
        Ok(email) => email,
        Err(why) => {
            gate.commit().await?;
            return Err(Error::invalid("email", why));
        }
    };
    Budget::reset(visit, email.as_str()).take(&mut gate, visit).await?;
    let staff = sqlx::query_scalar!(
        "select gate_ask_reset($1, $2, $3)",
        visit.id(),
        email.as_str(),
        visit.now().to_sqlx()
    )
    .fetch_one(&mut *gate)
    .await?;
    gate.record(staff.map(StaffId), "ask-reset", "done", None).await?;
    gate.commit().await
}

/// What a mailed link is for, without using it up.
///
/// # Errors
/// NotFound for one that was used, has expired or never was.
pub async fn mailed_link(visit: &Visit, token: &str) -> Result<MailedLink> {
    let mut gate = visit.begin().await?;
    let row = sqlx::query!(
        r#"select purpose as "purpose!", name as "name!", email as "email!" from gate_mailed_token($1, $2)"#,
        &sha256(token.as_bytes())[..],
        visit.now().to_sqlx()
    )
    .fetch_optional(&mut *gate)
    .await?
    .ok_or(Error::NotFound)?;
    let office = gate::office_name(&mut gate).await?;
    Ok(MailedLink { office, name: row.name, email: row.email, invitation: row.purpose == "invite" })
}

/// Sets the password and uses the link up, both or neither. Every session of the account ends; a
/// second factor stays.
///
/// # Errors
/// Invalid beside `password`, Conflict for a link that is gone.
pub async fn take_link(visit: &Visit, form: &NewPasswordForm) -> Result<()> {
    let link = mailed_link(visit, &form.token).await.map_err(|error| match error {
        Error::NotFound => Error::Conflict(GONE.into()),
        error => error,
    })?;
    password::judge(&form.password, &[&link.name, &link.email, &link.office])
        .map_err(|why| Error::invalid("password", why))?;
    let hash = hashing::hash_password(visit.office(), &form.password).await?;
    let mut gate = visit.begin().await?;
    let staff = sqlx::query_scalar!(
        "select gate_take_mailed_token($1, $2, $3, $4)",
        &sha256(form.token.as_bytes())[..],
        hash,
        visit.now().to_sqlx(),
        visit.id()
    )
    .fetch_one(&mut *gate)
    .await?
    .map(StaffId)
    .ok_or_else(|| Error::Conflict(GONE.into()))?;
    let action = if link.invitation { "accept-invitation" } else { "reset-password" };
    gate.record(Some(staff), action, "done", None).await?;
    Budget::account(visit, &link.email).forgive(&mut gate).await?;
    Budget::pair(visit, &link.email).forgive(&mut gate).await?;
    gate.commit().await
}
