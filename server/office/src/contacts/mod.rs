//! How a client is reached: points, each with its time. A point is never changed in place: the row
//! before it is ended and stays.

mod reach;

use domain::access::{Role, act};
use domain::contacts::{
    Channel, Contact, Label, ParsedPoint, PointForm, PointFormContext, Purpose, When,
};
use domain::forms::FieldErrors;
use domain::frame::Frame;
use domain::ids::{ClientId, ContactPointId};
use jiff::civil;
use jiff_sqlx::{Date, ToSqlx};
pub use reach::{consent_form, preferences_form, record_consent, set_preferences};
pub(crate) use reach::{discretion, hour, reach};

use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, clients, frame, words};

/// What is good today or later, and what was. Billing's purpose alone comes back to billing: the
/// database sees to it.
pub(crate) async fn of_client(
    tx: &mut Tx,
    id: ClientId,
    zone: &Region,
) -> Result<(Vec<Contact>, Vec<Contact>)> {
    let today = words::today(tx.caller().now(), zone);
    let rows = sqlx::query!(
        r#"select c.id, c.channel, c.purpose, c.label, c.value, c.preferred, c.since, c.until, c.valid_from, c.valid_until
        from client_contacts c
        where c.client_id = $1
            -- what was merely labelled anew is not a past address
            and not exists (select from client_contacts n
                where n.replaces = c.id and n.value = c.value)
        order by c.purpose desc, array_position(array['email', 'phone', 'post'], c.channel),
            c.preferred desc, case when c.preferred then c.since end desc, c.position, c.id"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let (mut current, mut past) = (Vec::<Contact>::new(), Vec::new());
    for row in rows {
        let (from, until) = (row.valid_from.map(Date::to_jiff), row.valid_until.map(Date::to_jiff));
        let ended = row.until.map(|until| zone.day_of(until.to_jiff()));
        let when = match ended {
            Some(_) => When::Past,
            None if until.is_some_and(|until| until < today) => When::Past,
            None if from.is_some_and(|from| from > today) => When::Later,
            None => When::Now,
        };
        let channel = channel(&row.channel)?;
        let purpose = purpose(&row.purpose)?;
        let first = !current.iter().any(|other| {
            (other.channel, other.purpose, other.when) == (channel, purpose, When::Now)
                && other.preferred
        });
        let contact = Contact {
            id: ContactPointId(row.id),
            channel,
            purpose,
            label: Label::from_word(&row.label),
            shown: match channel {
                Channel::Phone => clients::shown_phone(&row.value),
                Channel::Email | Channel::Post => row.value.clone(),
            },
            value: row.value,
            preferred: row.preferred && (first || when == When::Later),
            when,
            validity: validity(from.filter(|_| when != When::Now), ended.or(until), zone),
        };
        if when == When::Past { past.push(contact) } else { current.push(contact) }
    }
    Ok((current, past))
}

/// "until Mar 3, 2026": what is open at both ends needs no words.
fn validity(from: Option<civil::Date>, until: Option<civil::Date>, zone: &Region) -> String {
    match (from.map(|day| zone.date(day)), until.map(|day| zone.date(day))) {
        (Some(from), Some(until)) => format!("{from} to {until}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => String::new(),
    }
}

fn channel(word: &str) -> Result<Channel> {
    Channel::from_word(word).ok_or_else(|| Error::internal(format!("unknown channel {word}")))
}

fn purpose(word: &str) -> Result<Purpose> {
    Purpose::from_word(word).ok_or_else(|| Error::internal(format!("unknown purpose {word}")))
}

/// Asks for the right to change how a client is reached: the billing contacts alone, for billing.
async fn edits(caller: &Caller, id: ClientId) -> Result<(Tx, bool)> {
    if caller.role() == Role::Billing {
        Ok((access::on_client::<act::EditClientBilling>(caller, id).await?.0, true))
    } else {
        Ok((access::on_client::<act::EditClient>(caller, id).await?.0, false))
    }
}

/// The view that a form is, recorded.
async fn seen(tx: &mut Tx, id: ClientId, billing_only: bool) -> Result<()> {
    let action = if billing_only { "see-client-billing" } else { "see-client" };
    audit::record(tx, Event::new(action, Resource::Client(id)).with("in", "form")).await
}

/// # Errors
/// NotFound, also for a channel there is none of; Refused.
pub async fn new_form(
    caller: &Caller,
    id: ClientId,
    channel: &str,
) -> Result<(Frame, PointForm, PointFormContext)> {
    let (mut tx, billing_only) = edits(caller, id).await?;
    let channel = Channel::from_word(channel).ok_or(Error::NotFound)?;
    let frame = frame::load(&mut tx).await?;
    let name = clients::name(&mut tx, id).await?;
    tx.commit().await?;
    let purpose = if billing_only { Purpose::Billing } else { Purpose::General };
    let form = PointForm {
        channel: channel.word().into(),
        purpose: purpose.word().into(),
        ..PointForm::default()
    };
    Ok((frame, form, PointFormContext { client: id, name, channel, point: None, billing_only }))
}

/// The point as its form shows it; where it was replaced meanwhile, the one that stands now.
///
/// # Errors
/// NotFound where it has ended.
pub async fn change_form(
    caller: &Caller,
    id: ClientId,
    point: ContactPointId,
) -> Result<(Frame, PointForm, PointFormContext)> {
    let (mut tx, billing_only) = edits(caller, id).await?;
    seen(&mut tx, id, billing_only).await?;
    let frame = frame::load(&mut tx).await?;
    let name = clients::name(&mut tx, id).await?;
    let row = sqlx::query!(
        r#"with recursive chain as (
            select c.id from client_contacts c where c.id = $1 and c.client_id = $2
            union
            select n.id from client_contacts n join chain on n.replaces = chain.id where n.client_id = $2
        )
        select c.id, c.channel, c.purpose, c.label, c.value, c.preferred, c.valid_from, c.valid_until
        from client_contacts c join chain on chain.id = c.id where c.until is null"#,
        point.0,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.commit().await?;
    let channel = channel(&row.channel)?;
    let day = |day: Option<Date>| day.map(|day| day.to_jiff().to_string()).unwrap_or_default();
    let form = PointForm {
        channel: row.channel,
        purpose: row.purpose,
        label: row.label,
        value: match channel {
            Channel::Phone => clients::shown_phone(&row.value),
            Channel::Email | Channel::Post => row.value,
        },
        preferred: if row.preferred { "on".into() } else { String::new() },
        valid_from: day(row.valid_from),
        valid_until: day(row.valid_until),
    };
    let point = Some(ContactPointId(row.id));
    Ok((frame, form, PointFormContext { client: id, name, channel, point, billing_only }))
}

/// A form whose every field has been read, the number among them.
async fn read(tx: &mut Tx, form: &PointForm, billing_only: bool) -> Result<ParsedPoint> {
    let zone = tx.caller().clone().zone(tx).await?;
    let today = words::today(tx.caller().now(), &zone);
    let mut form = form.clone();
    if billing_only {
        form.purpose = Purpose::Billing.word().into();
    }
    let mut errors = FieldErrors::default();
    let number = (form.channel == Channel::Phone.word() && !form.value.trim().is_empty())
        .then(|| errors.take("value", clients::parse_phone(&form.value)));
    let parsed = form.parse(today, &mut errors);
    match (parsed, number) {
        (Some(point), None) => Ok(point),
        (Some(point), Some(Some(value))) => Ok(ParsedPoint { value, ..point }),
        _ => Err(Error::Invalid(errors)),
    }
}

/// # Errors
/// Invalid, also where it is on file already.
pub async fn add(caller: &Caller, id: ClientId, form: &PointForm) -> Result<()> {
    let (mut tx, billing_only) = edits(caller, id).await?;
    let point = read(&mut tx, form, billing_only).await?;
    insert(&mut tx, id, &point, None).await?;
    let event = Event::new("add-contact", Resource::Client(id));
    audit::record(&mut tx, event.with("channel", point.channel.word())).await?;
    tx.commit().await
}

async fn insert(
    tx: &mut Tx,
    client: ClientId,
    point: &ParsedPoint,
    replaces: Option<ContactPointId>,
) -> Result<()> {
    let known = sqlx::query_scalar!(
        r#"select exists (select from client_contacts
            where client_id = $1 and purpose = $2 and channel = $3 and value = $4 and until is null
                and coalesce(valid_until >= office_today(), true)) as "known!""#,
        client.0,
        point.purpose.word(),
        point.channel.word(),
        point.value
    )
    .fetch_one(&mut **tx)
    .await?;
    if known {
        return Err(Error::invalid("value", "This is on file already."));
    }
    sqlx::query!(
        "insert into client_contacts (id, client_id, channel, purpose, label, value, preferred, valid_from, valid_until,
            replaces, position)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
            (select coalesce(max(c.position), -1) + 1 from client_contacts c where c.client_id = $2))",
        tx.caller().id(),
        client.0,
        point.channel.word(),
        point.purpose.word(),
        point.label.map_or("", Label::word),
        point.value,
        point.preferred,
        point.valid_from.map(|day| day.to_sqlx()) as Option<Date>,
        point.valid_until.map(|day| day.to_sqlx()) as Option<Date>,
        replaces.map(|point| point.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The point that stands is ended, and the one that follows it begun.
///
/// # Errors
/// Invalid; Conflict where somebody changed it first; NotFound where it has ended.
pub async fn change(
    caller: &Caller,
    id: ClientId,
    point: ContactPointId,
    form: &PointForm,
) -> Result<()> {
    let (mut tx, billing_only) = edits(caller, id).await?;
    let row = sqlx::query!(
        r#"select channel, purpose,
            exists (select from client_contacts n where n.replaces = c.id) as "replaced!"
        from client_contacts c where c.id = $1 and c.client_id = $2"#,
        point.0,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    // what it is and whose sight it is in stay
    let form = PointForm { channel: row.channel, purpose: row.purpose, ..form.clone() };
    let new = read(&mut tx, &form, billing_only).await?;
    if row.replaced {
        return Err(Error::Conflict(
            "Somebody changed this contact meanwhile. What you typed is kept here and not saved yet: look at the client, then save again.".into(),
        ));
    }
    finish(&mut tx, id, point).await?;
    insert(&mut tx, id, &new, Some(point)).await?;
    let event = Event::new("change-contact", Resource::Client(id));
    audit::record(&mut tx, event.with("channel", new.channel.word())).await?;
    tx.commit().await
}

async fn finish(tx: &mut Tx, client: ClientId, point: ContactPointId) -> Result<()> {
    let done = sqlx::query!(
        "update client_contacts set until = office_now() where id = $1 and client_id = $2 and until is null",
        point.0,
        client.0
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// The point is no longer good. It stays on record.
///
/// # Errors
/// NotFound where it has ended already.
pub async fn end(caller: &Caller, id: ClientId, point: ContactPointId) -> Result<()> {
    let (mut tx, _) = edits(caller, id).await?;
    finish(&mut tx, id, point).await?;
    audit::record(&mut tx, Event::new("end-contact", Resource::Client(id))).await?;
    tx.commit().await
}
