//! The rooms of the office. Ended, not deleted: what was held there stays readable.

use domain::access::act;
use domain::appointments::{RoomForm, RoomRow};
use domain::forms::{Choice, FieldErrors};
use domain::frame::Framed;
use domain::ids::RoomId;

use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access, frame, words};

/// # Errors
/// Refused.
pub async fn rooms(caller: &Caller) -> Result<Framed<Vec<RoomRow>>> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let rows = sqlx::query!(
        "select id, name, added_at from rooms where ended_at is null order by lower(name)"
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|row| RoomRow {
        id: RoomId(row.id),
        name: row.name,
        since: format!("since {}", words::day(row.added_at.to_jiff(), &zone)),
    })
    .collect();
    tx.commit().await?;
    Ok(Framed { frame, body: rows })
}

/// # Errors
/// Invalid, also where there is a room of that name.
pub async fn add_room(caller: &Caller, form: &RoomForm) -> Result<RoomId> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    let mut errors = FieldErrors::default();
    let Some(name) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    let id = RoomId(caller.id());
    let done = sqlx::query!(
        "insert into rooms (id, name, added_by) values ($1, $2, $3) on conflict (lower(name)) where ended_at is null do nothing",
        id.0,
        name,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::invalid(
            "name",
            "There is a room of this name already. Choose another name.",
        ));
    }
    audit::record(&mut tx, Event::new("add-room", Resource::Office).with("room", id.to_string()))
        .await?;
    tx.commit().await?;
    Ok(id)
}

/// # Errors
/// NotFound where it was ended already.
pub async fn end_room(caller: &Caller, id: RoomId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    let done = sqlx::query!(
        "update rooms set ended_at = office_now(), ended_by = $2 where id = $1 and ended_at is null",
        id.0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&mut tx, Event::new("end-room", Resource::Office).with("room", id.to_string()))
        .await?;
    tx.commit().await
}

pub(super) async fn choices(tx: &mut Tx) -> Result<Vec<Choice>> {
    let rows =
        sqlx::query!("select id, name from rooms where ended_at is null order by lower(name)")
            .fetch_all(&mut **tx)
            .await?;
    Ok(rows.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name }).collect())
}

/// The room that a form names.
pub(super) async fn named(
    tx: &mut Tx,
    typed: &str,
    errors: &mut FieldErrors,
) -> Result<Option<RoomId>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let room = choices(tx).await?.into_iter().find(|choice| choice.value == typed);
    if room.is_none() {
        errors.add("room", "This room is not there any more. Choose another.");
    }
    Ok(room.and_then(|choice| choice.value.parse().ok()))
}
