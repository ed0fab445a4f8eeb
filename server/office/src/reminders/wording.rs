//! The office's own wording, over the house's. A wording is never changed: the one before it is ended.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::frame::Framed;
use domain::notices::{Wording, example_link};
use domain::reminders::{WordingForm, WordingKey, WordingPage, WordingPast};
use uuid::Uuid;

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, frame, words};

/// How many earlier ones are shown.
const PAST: i64 = 20;

async fn in_force(tx: &mut Tx, key: WordingKey) -> Result<Option<(Uuid, Wording)>> {
    let row = sqlx::query!(
        "select id, subject, body from notice_templates
        where kind = $1 and channel = $2 and discreet = $3 and until is null",
        key.kind.word(),
        key.channel.word(),
        key.discreet
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.id, Wording { subject: row.subject, body: row.body })))
}

/// The keys of those that the office set.
pub(super) async fn own(tx: &mut Tx) -> Result<Vec<WordingKey>> {
    let rows = sqlx::query!(
        "select kind, channel, discreet from notice_templates where until is null order by kind, channel, discreet"
    )
    .fetch_all(&mut **tx)
    .await?;
    let reader = |discreet| if discreet { "discreet" } else { "open" };
    Ok(rows
        .iter()
        .filter_map(|row| WordingKey::from_words(&row.kind, &row.channel, reader(row.discreet)))
        .collect())
}

/// One wording, with the house's and those before it.
///
/// # Errors
/// Refused.
pub async fn wording(
    caller: &Caller,
    key: WordingKey,
    base_url: &str,
) -> Result<(Framed<WordingPage>, WordingForm)> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let house = Wording::default_for(key.kind, key.channel, key.discreet);
    let current = in_force(&mut tx, key).await?;
    let past = sqlx::query!(
        r#"select t.subject, t.body, t.since, t.until, s.name as by, e.name as "ended_by?"
        from notice_templates t join staff s on s.id = t.set_by left join staff e on e.id = t.ended_by
        where t.kind = $1 and t.channel = $2 and t.discreet = $3
        order by t.since desc, t.id desc limit $4"#,
        key.kind.word(),
        key.channel.word(),
        key.discreet,
        PAST
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|row| WordingPast {
        by: row.by,
        since: words::instant(row.since.to_jiff(), &region),
        ended: row.until.map(|at| {
            (words::instant(at.to_jiff(), &region), row.ended_by.unwrap_or_default())
        }),
        subject: row.subject,
        body: row.body,
    })
    .collect();
    let office =
        sqlx::query!("select name, phone from office_settings").fetch_one(&mut *tx).await?;
    tx.commit().await?;
    let own = current.is_some();
    let (revision, shown) = match current {
        Some((id, wording)) => (id.to_string(), wording),
        None => (String::new(), house.clone()),
    };
    let form = WordingForm { subject: shown.subject, body: shown.body, revision };
    let (firm, phone, link) = (office.name, office.phone, example_link(base_url));
    let body = WordingPage { key, own, house, past, firm, phone, link };
    Ok((Framed { frame, body }, form))
}

/// Ends what is in force, if that is what the form began from.
async fn end(tx: &mut Tx, key: WordingKey, revision: &str) -> Result<bool> {
    let current = in_force(tx, key).await?.map(|(id, _)| id);
    let changed = || {
        Error::Conflict(
            "Somebody changed this wording meanwhile. What you typed is kept here and not saved yet: look at it, then save again.".into(),
        )
    };
    if current.map(|id| id.to_string()).unwrap_or_default() != revision {
        return Err(changed());
    }
    let Some(id) = current else { return Ok(false) };
    let by = tx.caller().staff_id().0;
    let done = sqlx::query!(
        "update notice_templates set until = office_now(), ended_by = $2 where id = $1 and until is null",
        id,
        by
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(changed());
    }
    Ok(true)
}

/// The row for the log. What it said stands in the rows themselves.
fn event(action: &'static str, key: WordingKey) -> Event {
    Event::new(action, Resource::Office)
        .with("kind", key.kind.word())
        .with("channel", key.channel.word())
        .with("reader", key.reader())
}

/// Puts the office's own wording in force.
///
/// # Errors
/// Invalid, Refused; Conflict where somebody was first.
pub async fn save_wording(caller: &Caller, key: WordingKey, form: &WordingForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    let mut errors = FieldErrors::default();
    let parsed = form.wording().parse(key.kind, key.channel, key.discreet, &mut errors);
    let (Some(wording), true) = (parsed, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    end(&mut tx, key, &form.revision).await?;
    sqlx::query!(
        "insert into notice_templates (id, kind, channel, discreet, subject, body, set_by) values ($1, $2, $3, $4, $5, $6, $7)",
        caller.id(),
        key.kind.word(),
        key.channel.word(),
        key.discreet,
        wording.subject,
        wording.body,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event("set-wording", key)).await?;
    tx.commit().await
}

/// Back to the house's wording.
///
/// # Errors
/// Refused; Conflict where somebody was first, or where it is the house's already.
pub async fn back_to_house(caller: &Caller, key: WordingKey, revision: &str) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    if !end(&mut tx, key, revision).await? {
        return Err(Error::Conflict("It is the house’s wording already.".into()));
    }
    audit::record(&mut tx, event("end-wording", key)).await?;
    tx.commit().await
}
