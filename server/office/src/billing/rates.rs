//! What an hour costs and the kinds of work, for whoever sets how the office bills.

use domain::access::act;
use domain::billing::rates::{ActivityForm, ActivityRow, RateBook, RateForm, RateRow};
use domain::billing::time::Treatment;
use domain::forms::{Choice, FieldErrors};
use domain::frame::Framed;
use domain::ids::{ActivityId, CaseId, RateId};
use domain::money::{Currency, Money};
use jiff_sqlx::ToSqlx;

use super::finding;
use super::standing::currency;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access, cases, frame, words};

/// # Errors
/// Refused.
pub async fn rates(caller: &Caller) -> Result<Framed<RateBook>> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    let rows = sqlx::query!(
        r#"select r.id, s.name as "who?", c.number as "number?", k.name as "client?", r.currency, r.an_hour, r.since
        from rates r
        left join staff s on s.id = r.staff_id
        left join case_billing c on c.id = r.case_id
        left join clients k on k.id = r.client_id
        where r.ended_at is null
        order by r.case_id is not null, c.number, r.client_id is not null, k.name, s.name nulls first, r.since desc"#
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut rates = Vec::with_capacity(rows.len());
    for row in rows {
        let since = row.since.to_jiff();
        let on = match (row.number, row.client) {
            (Some(number), client) => format!("{number} {}", client.unwrap_or_default()),
            (None, Some(client)) => format!("Every case of {client}"),
            (None, None) => String::new(),
        };
        rates.push(RateRow {
            id: RateId(row.id),
            who: row.who.unwrap_or_default(),
            on,
            an_hour: zone.locale.money(Money::new(row.an_hour, currency(&row.currency)?)),
            since: zone.date(since),
            ahead: since > today,
        });
    }
    let people = sqlx::query!(
        "select s.id, s.name from staff s where s.id = any ((select staff_in_force())::uuid[]) order by s.name"
    )
    .fetch_all(&mut *tx)
    .await?
        .into_iter()
        .map(|row| Choice { value: row.id.to_string(), label: row.name })
        .collect();
    let body = RateBook {
        rates,
        people,
        cases: finding::offered(&mut tx).await?,
        clients: cases::client_choices(&mut tx).await?,
        currency: offices_currency(&mut tx).await?.label().into(),
    };
    tx.commit().await?;
    Ok(Framed { frame, body })
}

async fn offices_currency(tx: &mut Tx) -> Result<Currency> {
    let code =
        sqlx::query_scalar!("select currency from office_settings").fetch_one(&mut **tx).await?;
    currency(&code)
}

/// Sets a rate from a day on; the most specific one that has begun is the one that counts.
///
/// # Errors
/// Invalid, also where the same rate begins that day already.
pub async fn add_rate(caller: &Caller, form: &RateForm) -> Result<RateId> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    let mut errors = FieldErrors::default();
    let case = finding::meant(&mut tx, &form.case, "", &mut errors).await?;
    let in_currency = match case {
        Some(case) => currency_of_case(&mut tx, case).await?,
        None => offices_currency(&mut tx).await?,
    };
    let parsed = form.parse(in_currency, &mut errors);
    let client = parsed.as_ref().and_then(|new| new.client);
    if let Some(client) = client {
        let known = cases::client_choices(&mut tx).await?;
        if known.iter().all(|choice| choice.value != client.to_string()) {
            errors.add("client", "Choose a client.");
        }
    }
    let (Some(new), true) = (parsed, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    let id = RateId(caller.id());
    let done = sqlx::query!(
        "insert into rates (id, staff_id, case_id, client_id, currency, an_hour, since, set_by)
        values ($1, $2, $3, coalesce($8, (select c.client_id from case_billing c where c.id = $3)), $4, $5, $6, $7)
        on conflict do nothing",
        id.0,
        new.staff.map(|id| id.0) as Option<uuid::Uuid>,
        case.map(|id| id.0) as Option<uuid::Uuid>,
        in_currency.code(),
        new.an_hour,
        new.since.to_sqlx() as jiff_sqlx::Date,
        caller.staff_id().0,
        client.map(|id| id.0) as Option<uuid::Uuid>
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::invalid(
            "since",
            "A rate like this begins on that day already. End that one first, or choose another day.",
        ));
    }
    let event = Event::new("set-rate", Resource::Office).around(case, client);
    audit::record(&mut tx, event.with("rate", id.to_string())).await?;
    tx.commit().await?;
    Ok(id)
}

async fn currency_of_case(tx: &mut Tx, case: CaseId) -> Result<Currency> {
    let code = sqlx::query_scalar!(r#"select case_currency($1) as "currency!""#, case.0)
        .fetch_one(&mut **tx)
        .await?;
    currency(&code)
}

/// What was recorded at it keeps its price.
///
/// # Errors
/// NotFound where it was ended already.
pub async fn end_rate(caller: &Caller, id: RateId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    let done = sqlx::query!(
        "update rates set ended_at = office_now(), ended_by = office_caller() where id = $1 and ended_at is null",
        id.0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&mut tx, Event::new("end-rate", Resource::Office).with("rate", id.to_string()))
        .await?;
    tx.commit().await
}

/// Kinds of work, by code.
///
/// # Errors
/// Refused.
pub async fn activities(caller: &Caller) -> Result<Framed<Vec<ActivityRow>>> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let rows = sqlx::query!(
        "select id, code, label, treatment from activity_codes where ended_at is null order by code"
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(|row| ActivityRow {
        id: ActivityId(row.id),
        code: row.code,
        label: row.label,
        treatment: Treatment::from_word(&row.treatment).unwrap_or_default(),
    });
    Ok(Framed { frame, body: rows.collect() })
}

/// # Errors
/// Invalid, also where the code is in use.
pub async fn add_activity(caller: &Caller, form: &ActivityForm) -> Result<ActivityId> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    let mut errors = FieldErrors::default();
    let Some((code, label, treatment)) = form.parse(&mut errors) else {
        return Err(Error::Invalid(errors));
    };
    let id = ActivityId(caller.id());
    let done = sqlx::query!(
        "insert into activity_codes (id, code, label, treatment, added_by) values ($1, $2, $3, $4, $5)
        on conflict (code) where ended_at is null do nothing",
        id.0,
        code,
        label,
        treatment.word(),
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::invalid(
            "code",
            "This code is in use. Choose another, or end that one.",
        ));
    }
    audit::record(&mut tx, Event::new("add-activity", Resource::Office).with("code", code)).await?;
    tx.commit().await?;
    Ok(id)
}

/// # Errors
/// NotFound where it was ended already.
pub async fn end_activity(caller: &Caller, id: ActivityId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    let done = sqlx::query!(
        "update activity_codes set ended_at = office_now(), ended_by = office_caller() where id = $1 and ended_at is null",
        id.0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    let event = Event::new("end-activity", Resource::Office).with("activity", id.to_string());
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
