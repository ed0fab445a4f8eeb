//! The one switch that stops all sending. What is due meanwhile stays due, and what is too late once it
//! starts again is not sent.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::reminders::{StopForm, Stopped};

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx};

/// Stops all sending, and says why on every page.
///
/// # Errors
/// Invalid, Refused, StepUp; Conflict where somebody was first.
pub async fn stop(caller: &Caller, form: &StopForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let Some(reason) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    let done = sqlx::query!(
        "update office_settings set sending_stopped_at = office_now(), sending_stopped_by = $1, sending_stopped_for = $2
        where sending_stopped_at is null",
        caller.staff_id().0,
        reason
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict("Somebody stopped all sending meanwhile.".into()));
    }
    let event = Event::new("stop-sending", Resource::Office).with("reason", reason);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Lets everything be sent again.
///
/// # Errors
/// Refused, StepUp; Conflict where somebody was first.
pub async fn start(caller: &Caller) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    caller.fresh()?;
    let done = sqlx::query!(
        "update office_settings set sending_stopped_at = null, sending_stopped_by = null, sending_stopped_for = ''
        where sending_stopped_at is not null"
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict("Somebody started it again meanwhile.".into()));
    }
    audit::record(&mut tx, Event::new("start-sending", Resource::Office)).await?;
    tx.commit().await
}

/// The switch, where it is off.
pub(super) async fn stopped(tx: &mut Tx, region: &Region) -> Result<Option<Stopped>> {
    let row = sqlx::query!(
        r#"select o.sending_stopped_at as "at!", o.sending_stopped_for as "reason!", s.name as "by!"
        from office_settings o join staff s on s.id = o.sending_stopped_by"#
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Stopped {
        by: row.by,
        at: words::instant(row.at.to_jiff(), region),
        reason: row.reason,
    }))
}
