//! Whether reminders go, from which due date on, and whether the last waits for a word.

use domain::access::act;
use domain::billing::reminding::RemindingForm;
use domain::forms::FieldErrors;
use domain::frame::Frame;
use jiff_sqlx::ToSqlx;

use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, access, frame};

/// How reminders go, as the form shows it.
///
/// # Errors
/// Refused.
pub async fn setting(caller: &Caller) -> Result<(Frame, RemindingForm)> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let set = sqlx::query!(
        "select dunning_since, approve_final_notice, reminder_minutes from office_settings"
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    let form = RemindingForm {
        since: set.dunning_since.map(|on| on.to_jiff().to_string()).unwrap_or_default(),
        approve: if set.approve_final_notice { "on".into() } else { String::new() },
        minutes: set.reminder_minutes.to_string(),
    };
    Ok((frame, form))
}

/// Saves how reminders go.
///
/// # Errors
/// Invalid, Refused, StepUp.
pub async fn save(caller: &Caller, form: &RemindingForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let Some(parsed) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    sqlx::query!(
        "update office_settings set dunning_since = $1, approve_final_notice = $2, reminder_minutes = $3",
        parsed.since.map(|on| on.to_sqlx()) as Option<jiff_sqlx::Date>,
        parsed.approve,
        parsed.minutes
    )
    .execute(&mut *tx)
    .await?;
    let event = Event::new("set-dunning", Resource::Office)
        .with("since", form.since.clone())
        .with("approve", parsed.approve);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
