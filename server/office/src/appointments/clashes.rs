//! Who and which room is taken. Told from times alone: what is in view and what is not read the same.

use domain::appointments::AppointmentKind;
use domain::forms::FieldErrors;
use domain::ids::{AppointmentId, RoomId, StaffId};
use uuid::Uuid;

use super::said::When;
use super::times::Times;
use crate::words::Region;
use crate::{Result, Tx};

/// Named at most; the others wait until these are settled.
const NAMED: i64 = 4;

/// Whose and which time is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub kind: AppointmentKind,
    pub times: &'a [Times],
    pub owner: StaffId,
    pub staff: &'a [StaffId],
    pub room: Option<RoomId>,
    /// Those that are about to change do not stand in their own way.
    pub but: &'a [AppointmentId],
}

/// Adds a complaint for each of them, beside the owner, the others or the room.
pub(super) async fn find(
    tx: &mut Tx,
    asked: Asked<'_>,
    region: &Region,
    errors: &mut FieldErrors,
) -> Result<()> {
    let Asked { kind, times, owner, staff, room, but } = asked;
    if kind == AppointmentKind::Deadline {
        return Ok(());
    }
    let now = tx.caller().now();
    let coming = || times.iter().filter(|times| !times.is_past(now));
    let starts: Vec<String> = coming().map(|times| times.starts.to_string()).collect();
    let ends: Vec<String> = coming().map(|times| times.ends.to_string()).collect();
    let people: Vec<Uuid> = std::iter::once(owner.0).chain(staff.iter().map(|id| id.0)).collect();
    let but: Vec<Uuid> = but.iter().map(|id| id.0).collect();
    let taken = sqlx::query!(
        r#"select s.id as "id!", s.name as "name!", lower(one.span) as "starts_at!: jiff_sqlx::Timestamp",
            upper(one.span) as "ends_at!: jiff_sqlx::Timestamp"
        from (
            -- as the calendar draws it: one block, however many there are in it
            select b.staff_id, range_agg(tstzrange(b.starts_at, b.ends_at)) as spans
            from unnest($1::text[], $2::text[]) as o (starts, ends)
            cross join lateral busy(o.starts::timestamptz, o.ends::timestamptz, $3, $4) b
            group by b.staff_id
        ) taken
        cross join lateral unnest(taken.spans) as one (span)
        join staff s on s.id = taken.staff_id
        order by lower(one.span), s.name limit $5"#,
        &starts,
        &ends,
        &people,
        &but,
        NAMED
    )
    .fetch_all(&mut **tx)
    .await?;
    let when = |starts: jiff::Timestamp, ends: jiff::Timestamp| {
        When { starts, ends, all_day: false }.here(region, now)
    };
    for row in taken {
        let field = if row.id == owner.0 { "owner" } else { "staff" };
        errors.add(
            field,
            format!(
                "{} is taken: {}. Choose another time, or confirm.",
                row.name,
                when(row.starts_at.to_jiff(), row.ends_at.to_jiff())
            ),
        );
    }
    let Some(room) = room else { return Ok(()) };
    let taken = sqlx::query!(
        r#"select r.name as "name!", lower(one.span) as "starts_at!: jiff_sqlx::Timestamp",
            upper(one.span) as "ends_at!: jiff_sqlx::Timestamp"
        from (
            select b.room_id, range_agg(tstzrange(b.starts_at, b.ends_at)) as spans
            from unnest($1::text[], $2::text[]) as o (starts, ends)
            cross join lateral busy_rooms(o.starts::timestamptz, o.ends::timestamptz, $4) b
            where b.room_id = $3
            group by b.room_id
        ) taken
        cross join lateral unnest(taken.spans) as one (span)
        join rooms r on r.id = taken.room_id
        order by lower(one.span) limit $5"#,
        &starts,
        &ends,
        room.0,
        &but,
        NAMED
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in taken {
        errors.add(
            "room",
            format!(
                "{} is taken: {}. Choose another room or time, or confirm.",
                row.name,
                when(row.starts_at.to_jiff(), row.ends_at.to_jiff())
            ),
        );
    }
    Ok(())
}
