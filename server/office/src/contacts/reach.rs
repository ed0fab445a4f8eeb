//! What the client wants of whoever writes or calls, and whether texts may be sent.

use domain::access::act;
use domain::contacts::{
    Consent, ConsentForm, ConsentSource, PreferencesForm, Preferred, QuietHours, Reach,
    ReachFormContext,
};
use domain::forms::FieldErrors;
use domain::frame::Frame;
use domain::ids::ClientId;
use jiff::civil;
use jiff_sqlx::{Date, ToSqlx};

use super::seen;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access, cases, clients, frame, settings, words};

/// What the client wants of whoever writes or calls.
pub(crate) async fn reach(tx: &mut Tx, id: ClientId) -> Result<Reach> {
    let row = sqlx::query!(
        "select preferred_channel, quiet_from, quiet_until, time_zone from clients where id = $1",
        id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    let quiet = row.quiet_from.zip(row.quiet_until);
    let zone = tx.caller().clone().zone(tx).await?;
    let consents = sqlx::query!(
        r#"select c.given, c.source, c.note, c.said_on, coalesce(s.name, p.name, '') as "by!"
        from sms_consents c left join staff s on s.id = c.recorded_by left join portal_people p on p.id = c.said_by
        where c.client_id = $1 order by c.said_on desc, c.recorded_at desc, c.id desc"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(Reach {
        preferred: Preferred::from_word(&row.preferred_channel),
        quiet: quiet.map(|(from, until)| {
            format!("{} to {}", zone.locale.time(hour(from)), zone.locale.time(hour(until)))
        }),
        time_zone: Some(row.time_zone.replace('_', " ")).filter(|zone| !zone.is_empty()),
        consents: consents
            .into_iter()
            .map(|row| {
                Ok(Consent {
                    given: row.given,
                    source: ConsentSource::from_word(&row.source)
                        .ok_or_else(|| Error::internal(format!("unknown source {}", row.source)))?,
                    note: row.note,
                    on: zone.date(row.said_on.to_jiff()),
                    by: row.by,
                })
            })
            .collect::<Result<_>>()?,
    })
}

/// The time of day that many minutes after midnight.
pub(crate) fn hour(minutes: i16) -> civil::Time {
    let (hour, minute) = (minutes / 60, minutes % 60);
    let part = |n: i16| i8::try_from(n).unwrap_or_default();
    civil::Time::new(part(hour), part(minute), 0, 0).unwrap_or(civil::Time::MIN)
}

/// Whether the client is a discreet contact and how to reach it safely. Billing hears the first: it
/// writes to clients too.
pub(crate) async fn discretion(
    tx: &mut Tx,
    id: ClientId,
    billing_only: bool,
) -> Result<(bool, String)> {
    if billing_only {
        let discreet = sqlx::query_scalar!("select discreet from clients where id = $1", id.0)
            .fetch_one(&mut **tx)
            .await?;
        return Ok((discreet, String::new()));
    }
    let row = sqlx::query!("select discreet, safe_contact from clients where id = $1", id.0)
        .fetch_one(&mut **tx)
        .await?;
    Ok((row.discreet, row.safe_contact))
}

/// # Errors
/// NotFound, Refused.
pub async fn preferences_form(
    caller: &Caller,
    id: ClientId,
) -> Result<(Frame, PreferencesForm, ReachFormContext)> {
    let (mut tx, permit, _) = access::on_client::<act::EditClient>(caller, id).await?;
    seen(&mut tx, id, false).await?;
    let frame = frame::load(&mut tx).await?;
    let row = sqlx::query!(
        "select name, preferred_channel, quiet_from, quiet_until, time_zone, discreet, safe_contact, revision
        from clients where id = $1",
        permit.subject().0
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    let time = |minutes: Option<i16>| {
        minutes.map(|m| format!("{:02}:{:02}", m / 60, m % 60)).unwrap_or_default()
    };
    let zones = settings::zones(&row.time_zone);
    let form = PreferencesForm {
        preferred: row.preferred_channel,
        quiet_from: time(row.quiet_from),
        quiet_until: time(row.quiet_until),
        time_zone: row.time_zone,
        discreet: if row.discreet { "on".into() } else { String::new() },
        safe_contact: row.safe_contact,
        revision: row.revision.to_string(),
    };
    Ok((frame, form, ReachFormContext { client: id, name: row.name, zones }))
}

/// # Errors
/// Invalid; Conflict where somebody saved first.
pub async fn set_preferences(caller: &Caller, id: ClientId, form: &PreferencesForm) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::EditClient>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let kept = sqlx::query_scalar!("select time_zone from clients where id = $1", id.0)
        .fetch_one(&mut *tx)
        .await?;
    if !form.time_zone.is_empty() && !settings::may_keep(&form.time_zone, &kept) {
        errors.add("time_zone", "Choose a time zone.");
    }
    let (Some(new), true) = (parsed, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    let (from, until) = new.quiet.map(|QuietHours { from, until }| (from, until)).unzip();
    let done = sqlx::query!(
        "update clients set preferred_channel = $3, quiet_from = $4, quiet_until = $5, discreet = $6, safe_contact = $7,
            time_zone = $8, revision = revision + 1
        where id = $1 and revision = $2",
        permit.subject().0,
        cases::revision(&form.revision)?,
        new.preferred.map_or("", Preferred::word),
        from,
        until,
        new.discreet,
        new.safe_contact,
        form.time_zone
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody changed this client meanwhile. What you typed is kept here and not saved yet: look at the client, then save again.".into(),
        ));
    }
    let event = Event::new("edit-contact-preferences", Resource::Client(id));
    let event = event.with("discreet", new.discreet);
    let event = match kept == form.time_zone {
        true => event,
        false => event.with("changed", vec!["time zone".to_owned()]),
    };
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// # Errors
/// NotFound, Refused.
pub async fn consent_form(
    caller: &Caller,
    id: ClientId,
) -> Result<(Frame, ConsentForm, ReachFormContext)> {
    let (mut tx, _permit, _) = access::on_client::<act::EditClient>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let name = clients::name(&mut tx, id).await?;
    tx.commit().await?;
    let said_on = words::today(caller.now(), &zone).to_string();
    let form = ConsentForm { said_on, ..ConsentForm::default() };
    Ok((frame, form, ReachFormContext { client: id, name, zones: Vec::new() }))
}

/// Whether texts may be sent, as the client said; what was said before stays on record.
///
/// # Errors
/// Invalid.
pub async fn record_consent(caller: &Caller, id: ClientId, form: &ConsentForm) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::EditClient>(caller, id).await?;
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    let mut errors = FieldErrors::default();
    let Some(said) = form.parse(today, &mut errors) else { return Err(Error::Invalid(errors)) };
    sqlx::query!(
        "insert into sms_consents (id, client_id, given, source, note, said_on, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7)",
        caller.id(),
        permit.subject().0,
        said.given,
        said.source.word(),
        said.note,
        said.said_on.to_sqlx() as Date,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    let event = Event::new("record-sms-consent", Resource::Client(id));
    audit::record(&mut tx, event.with("given", said.given)).await?;
    tx.commit().await
}
