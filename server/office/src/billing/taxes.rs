//! The taxes of the office, for whoever sets how it bills.

use domain::access::act;
use domain::billing::setting::{TaxForm, TaxRow, percent};
use domain::forms::FieldErrors;
use domain::frame::Framed;
use domain::ids::TaxId;
use jiff_sqlx::ToSqlx;

use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, access, frame, words};

/// Those in force and to come, by name.
///
/// # Errors
/// Refused.
pub async fn taxes(caller: &Caller) -> Result<Framed<Vec<TaxRow>>> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    let rows = sqlx::query!(
        "select id, name, millionths, for_time, for_expenses, since from taxes where ended_at is null
        order by lower(name), since desc, id"
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(|row| {
        let since = row.since.to_jiff();
        TaxRow {
            id: TaxId(row.id),
            name: row.name,
            percent: percent(row.millionths),
            for_time: row.for_time,
            for_expenses: row.for_expenses,
            since: zone.date(since),
            ahead: since > today,
        }
    });
    Ok(Framed { frame, body: rows.collect() })
}

/// Adds a tax from a day on.
///
/// # Errors
/// Invalid, also where there is one of this name and rate; StepUp.
pub async fn add_tax(caller: &Caller, form: &TaxForm) -> Result<TaxId> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let Some(new) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    let id = TaxId(caller.id());
    let done = sqlx::query!(
        "insert into taxes (id, name, millionths, for_time, for_expenses, since, set_by) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (lower(name), millionths) where ended_at is null do nothing",
        id.0,
        new.name,
        new.millionths,
        new.for_time,
        new.for_expenses,
        new.since.to_sqlx() as jiff_sqlx::Date,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::invalid(
            "name",
            "There is a tax of this name and rate. End that one first, or choose another name.",
        ));
    }
    let event = Event::new("add-tax", Resource::Office)
        .with("tax", new.name)
        .with("rate", percent(new.millionths));
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(id)
}

/// No new line has it; what is drafted or issued keeps it.
///
/// # Errors
/// NotFound where it was ended already; StepUp.
pub async fn end_tax(caller: &Caller, id: TaxId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    caller.fresh()?;
    let name = sqlx::query_scalar!(
        "update taxes set ended_at = office_now(), ended_by = office_caller() where id = $1 and ended_at is null returning name",
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    audit::record(&mut tx, Event::new("end-tax", Resource::Office).with("tax", name)).await?;
    tx.commit().await
}
