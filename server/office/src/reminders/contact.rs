//! How clients reach the office when they answer, and how many did not come before.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::frame::Frame;
use domain::reminders::ContactForm;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, cases, clients, frame};

struct Kept {
    reply_to: String,
    phone: String,
    urgent_phone: String,
    /// Tenths of a percent.
    share: Option<i32>,
    from: Option<Date>,
    until: Option<Date>,
}

async fn kept(tx: &mut Tx) -> Result<(Kept, i32)> {
    let row = sqlx::query!(
        r#"select reply_to, phone, urgent_phone, (baseline_no_show * 10)::int as share,
            baseline_from as "from?: jiff_sqlx::Date", baseline_until as "until?: jiff_sqlx::Date", revision
        from office_settings"#
    )
    .fetch_one(&mut **tx)
    .await?;
    let kept = Kept {
        reply_to: row.reply_to,
        phone: row.phone,
        urgent_phone: row.urgent_phone,
        share: row.share,
        from: row.from.map(|day| day.to_jiff()),
        until: row.until.map(|day| day.to_jiff()),
    };
    Ok((kept, row.revision))
}

/// As the form shows it.
///
/// # Errors
/// Refused.
pub async fn contact(caller: &Caller) -> Result<(Frame, ContactForm)> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let (kept, revision) = kept(&mut tx).await?;
    tx.commit().await?;
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let form = ContactForm {
        reply_to: kept.reply_to,
        phone: kept.phone,
        urgent_phone: kept.urgent_phone,
        baseline: kept.share.map(tenths).unwrap_or_default(),
        baseline_from: day(kept.from),
        baseline_until: day(kept.until),
        revision: revision.to_string(),
    };
    Ok((frame, form))
}

/// "34", "33.5".
fn tenths(share: i32) -> String {
    match share % 10 {
        0 => (share / 10).to_string(),
        rest => format!("{}.{rest}", share / 10),
    }
}

/// Saves it.
///
/// # Errors
/// Invalid, Refused, StepUp; Conflict where somebody saved first.
pub async fn save_contact(caller: &Caller, form: &ContactForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    for (field, typed) in [("phone", &form.phone), ("urgent_phone", &form.urgent_phone)] {
        if !typed.trim().is_empty() && errors.of(field).is_none() {
            // kept as it was typed, which is how clients read it
            errors.take(field, clients::parse_phone(typed));
        }
    }
    let (Some(new), true) = (parsed, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    let (old, _) = kept(&mut tx).await?;
    let new = Kept {
        reply_to: new.reply_to,
        phone: new.phone,
        urgent_phone: new.urgent_phone,
        share: new.baseline.map(|(share, ..)| i32::from(share)),
        from: new.baseline.map(|(_, from, _)| from),
        until: new.baseline.map(|(.., until)| until),
    };
    let sql = |day: Option<Date>| day.map(|day| day.to_sqlx());
    let done = sqlx::query!(
        "update office_settings set reply_to = $2, phone = $3, urgent_phone = $4, baseline_no_show = $5::int / 10.0,
            baseline_from = $6, baseline_until = $7, revision = revision + 1
        where revision = $1",
        cases::revision(&form.revision)?,
        new.reply_to,
        new.phone,
        new.urgent_phone,
        new.share,
        sql(new.from) as Option<jiff_sqlx::Date>,
        sql(new.until) as Option<jiff_sqlx::Date>
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody changed the settings meanwhile. What you typed is kept here and not saved yet: look at it, then save again.".into(),
        ));
    }
    let changed: Vec<String> = [
        ("reply address", old.reply_to != new.reply_to),
        ("phone", old.phone != new.phone),
        ("urgent phone", old.urgent_phone != new.urgent_phone),
        ("baseline", (old.share, old.from, old.until) != (new.share, new.from, new.until)),
    ]
    .into_iter()
    .filter(|(_, changed)| *changed)
    .map(|(what, _)| what.to_owned())
    .collect();
    let event = Event::new("change-reminder-contact", Resource::Office);
    audit::record(&mut tx, event.with("changed", changed)).await?;
    tx.commit().await
}
