//! One's own account: what stands there, and a new password for it.

use domain::account::{AccountPage, ChangePasswordForm, Device};
use domain::frame::Framed;
use domain::ids::{SessionId, StaffId};

use super::throttle::Budget;
use super::{hashing, password};
use crate::audit::{self, Event, Resource};
use crate::gate::Visit;
use crate::{Caller, Error, Result, Tx, frame, reminders, words};

/// What one's own account holds, as the functions that change it need it.
pub(super) struct Account {
    pub name: String,
    pub email: String,
    pub password_hash: Option<String>,
    pub totp_sealed: Option<Vec<u8>>,
    pub totp_pending: Option<Vec<u8>>,
    pub second_factor_required: bool,
}

pub(super) async fn load(tx: &mut Tx) -> Result<Account> {
    Ok(sqlx::query_as!(
        Account,
        r#"select name as "name!", email as "email!", password_hash, totp_sealed, totp_pending,
            second_factor_required as "second_factor_required!"
        from my_account()"#
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Proves the caller's password, and takes a try for it.
pub(super) async fn prove_password(caller: &Caller, typed: &str, field: &str) -> Result<Account> {
    let (visit, staff) = (Visit::of(caller), caller.staff_id());
    let mut gate = visit.begin().await?;
    Budget::proof(&visit, staff).take(&mut gate, &visit).await?;
    gate.commit().await?;
    let mut tx = caller.begin().await?;
    let account = load(&mut tx).await?;
    drop(tx);
    let verdict = hashing::verify(caller.office(), typed, account.password_hash.as_deref()).await?;
    if !verdict.matches {
        let mut tx = caller.begin().await?;
        let missed = Event::new("password-missed", Resource::Account(staff))
            .outcome(audit::Outcome::Refused);
        audit::record(&mut tx, missed).await?;
        tx.commit().await?;
        return Err(Error::invalid(field, "That is not your password."));
    }
    Ok(account)
}

/// Forgets the misses of somebody who has proved who they are.
pub(super) async fn forgive(caller: &Caller) -> Result<()> {
    let visit = Visit::of(caller);
    let mut gate = visit.begin().await?;
    Budget::proof(&visit, caller.staff_id()).forgive(&mut gate).await?;
    gate.commit().await
}

/// Everything the account's page shows.
///
/// # Errors
/// Unavailable.
pub async fn page(caller: &Caller) -> Result<Framed<AccountPage>> {
    let mut tx = caller.begin().await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let row = sqlx::query!(
        r#"select email as "email!", password_changed_at, totp_sealed is not null as "second_factor!",
            second_factor_required as "required!", recovery_codes_left as "left!"
        from my_account()"#
    )
    .fetch_one(&mut *tx)
    .await?;
    let devices = sqlx::query!(
        r#"select id as "id!", user_agent as "user_agent!", address as "address!", created_at as "created_at!",
            seen_at as "seen_at!"
        from my_devices()"#
    )
    .fetch_all(&mut *tx)
    .await?;
    let devices = devices
        .into_iter()
        .map(|device| Device {
            id: SessionId(device.id),
            name: words::device(&device.user_agent),
            address: device.address,
            since: words::instant(device.created_at.to_jiff(), &zone),
            seen: words::instant(device.seen_at.to_jiff(), &zone),
            here: device.id == caller.session_id().0,
        })
        .collect();
    let reminded = reminders::wishes_email(&mut tx).await?;
    let body = AccountPage {
        email: row.email,
        password_changed: row.password_changed_at.map(|at| words::day(at.to_jiff(), &zone)),
        second_factor: row.second_factor,
        second_factor_required: row.required,
        recovery_codes_left: row.left,
        reminded,
        devices,
    };
    Ok(Framed { frame, body })
}

/// Sets another password; every other session ends, and the person is told.
///
/// # Errors
/// Invalid beside `current` or `password`, Busy.
pub async fn change_password(caller: &Caller, form: &ChangePasswordForm) -> Result<()> {
    let account = prove_password(caller, &form.current, "current").await?;
    let mut tx = caller.begin().await?;
    let office = office_name(&mut tx).await?;
    drop(tx);
    password::judge(&form.password, &[&account.name, &account.email, &office])
        .map_err(|why| Error::invalid("password", why))?;
    if form.password == form.current {
        return Err(Error::invalid(
            "password",
            "This is the password you have. Choose another one.",
        ));
    }
    let hash = hashing::hash_password(caller.office(), &form.password).await?;
    let mut tx = caller.begin().await?;
    sqlx::query!("select set_my_password($1, $2, $3)", hash, caller.session_id().0, caller.id())
        .execute(&mut *tx)
        .await?;
    audit::record(&mut tx, Event::new("change-password", own(caller.staff_id()))).await?;
    tx.commit().await?;
    forgive(caller).await
}

pub(super) fn own(staff: StaffId) -> Resource {
    Resource::Account(staff)
}

pub(super) async fn office_name(tx: &mut Tx) -> Result<String> {
    let name =
        sqlx::query_scalar!("select name from office_settings").fetch_optional(&mut **tx).await?;
    Ok(name.unwrap_or_else(|| "Privity".into()))
}
