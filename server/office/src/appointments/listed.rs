//! What stands in the calendar about one case or one client. Read under the caller's own policies: what is out of
//! sight is not in it, and not counted.

use domain::access::act;
use domain::appointments::{
    AboutRow, AboutRows, AppointmentKind, AppointmentsOf, AppointmentsPage, Attendance, SlotState,
};
use domain::frame::Framed;
use domain::ids::{AppointmentId, CaseId, ClientId};
use jiff::Timestamp;
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::said::When;
use super::store;
use crate::audit::{self, Event, Resource};
use crate::frame::{self, person};
use crate::words::{self, Region};
use crate::{Caller, Result, Tx, access, cases, clients, merges};

/// Rows of a case's or a client's own page: those to come, and those behind.
const ROWS: i64 = 100;
/// Rows beside a case or a client.
pub(crate) const NEXT: i64 = 5;

/// One as the database keeps it.
#[derive(Debug, Deserialize)]
pub(crate) struct Listed {
    id: Uuid,
    kind: String,
    starts_at: Timestamp,
    ends_at: Timestamp,
    all_day: bool,
    title: String,
    place: String,
    /// The case's; empty on the case's own page.
    number: String,
    cancelled: bool,
    /// Somebody said that they come, at this time.
    confirmed: bool,
    attendance: Option<String>,
    /// Of a deadline: said to be kept, and looked over.
    done: bool,
    checked: bool,
    owner_id: Uuid,
    owner: String,
    colour: i16,
}

impl Listed {
    fn state(&self, now: Timestamp) -> SlotState {
        let attendance = self.attendance.as_deref().and_then(Attendance::from_word);
        match attendance {
            _ if self.cancelled => SlotState::Cancelled,
            Some(Attendance::Attended | Attendance::Late) => SlotState::Attended,
            Some(Attendance::NoShow) => SlotState::NoShow,
            Some(Attendance::CancelledInTime) => SlotState::Cancelled,
            None if self.checked => SlotState::Kept,
            None if self.kind == AppointmentKind::Deadline.word()
                && !self.done
                && self.ends_at < now =>
            {
                SlotState::Overdue
            }
            None if self.confirmed => SlotState::Confirmed,
            None => SlotState::Booked,
        }
    }

    fn row(self, now: Timestamp, zone: &Region) -> Result<AboutRow> {
        let kind = store::kind(&self.kind)?;
        let state = self.state(now);
        let time = When { starts: self.starts_at, ends: self.ends_at, all_day: self.all_day };
        let word = if self.title.is_empty() { "" } else { kind.label() };
        let sub = [word, &self.number, &self.place].into_iter().filter(|part| !part.is_empty());
        let sub = sub.collect::<Vec<_>>().join(" · ");
        Ok(AboutRow {
            id: AppointmentId(self.id),
            kind,
            head: if self.title.is_empty() { kind.label().to_owned() } else { self.title },
            sub,
            when: time.here(zone, now),
            datetime: words::datetime(self.starts_at, zone),
            state,
            owner: person(self.owner_id, self.owner, self.colour),
            to_check: self.done && !self.checked,
        })
    }
}

/// The next [`NEXT`] of one more.
pub(crate) fn next_in_words(
    listed: Vec<Listed>,
    now: Timestamp,
    zone: &Region,
) -> Result<AboutRows> {
    let more = listed.len() as i64 > NEXT;
    let coming = listed.into_iter().take(NEXT as usize).map(|row| row.row(now, zone));
    Ok(AboutRows { coming: coming.collect::<Result<_>>()?, more, past: Vec::new() })
}

/// What is next for a client, under whichever of their records it was booked.
pub(crate) async fn next_of_clients(
    tx: &mut Tx,
    clients: &[Uuid],
    zone: &Region,
) -> Result<AboutRows> {
    let now = tx.caller().now();
    let (coming, _) = read(tx, None, clients, NEXT + 1, 0).await?;
    next_in_words(coming, now, zone)
}

/// The page of a case's appointments.
///
/// # Errors
/// NotFound; Refused for roles that see no case.
pub async fn of_case(caller: &Caller, id: CaseId) -> Result<Framed<AppointmentsPage>> {
    let (mut tx, permit, ground) = access::on_case::<act::SeeCase>(caller, id).await?;
    let event = Event::new("see-appointments", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let case = Box::new(cases::facts(&mut tx, permit.subject()).await?);
    let rows = all(&mut tx, Some(id), &[], &zone).await?;
    tx.commit().await?;
    let of = AppointmentsOf::Case { case, standing: ground.standing };
    Ok(Framed { frame, body: AppointmentsPage { of, rows } })
}

/// The page of a client's appointments, of every case in view and of none.
///
/// # Errors
/// As [`of_case`].
pub async fn of_client(caller: &Caller, id: ClientId) -> Result<Framed<AppointmentsPage>> {
    let (mut tx, permit, _) = access::on_client::<act::SeeClient>(caller, id).await?;
    audit::record(&mut tx, Event::new("see-appointments", Resource::Client(id))).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let name = clients::name(&mut tx, permit.subject()).await?;
    let kin = merges::of_client(&mut tx, id, &zone).await?;
    let rows = all(&mut tx, None, &kin.records(id), &zone).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: AppointmentsPage { of: AppointmentsOf::Client { id, name }, rows } })
}

async fn all(
    tx: &mut Tx,
    case: Option<CaseId>,
    clients: &[Uuid],
    zone: &Region,
) -> Result<AboutRows> {
    let now = tx.caller().now();
    let (mut coming, past) = read(tx, case, clients, ROWS + 1, ROWS).await?;
    let more = coming.len() as i64 > ROWS;
    coming.truncate(ROWS as usize);
    let rows = |listed: Vec<Listed>| {
        listed.into_iter().map(|row| row.row(now, zone)).collect::<Result<Vec<_>>>()
    };
    Ok(AboutRows { coming: rows(coming)?, more, past: rows(past)? })
}

/// Those ahead and deadlines that are not done with, the most pressing first; then those behind, the latest first.
async fn read(
    tx: &mut Tx,
    case: Option<CaseId>,
    clients: &[Uuid],
    coming: i64,
    past: i64,
) -> Result<(Vec<Listed>, Vec<Listed>)> {
    let row = sqlx::query!(
        r#"with seen as materialized (
            select a.id, a.kind, a.starts_at, a.ends_at, a.all_day, a.attendance, a.room_id, a.owner_id, a.notice_revision,
                case when a.room_id is null then a.place else '' end as place,
                a.cancelled_at is not null as cancelled, d.done_at is not null as done, d.checked_at is not null as checked,
                a.cancelled_at is null and a.attendance is null
                    and case when a.kind = 'deadline' then d.checked_at is null else a.ends_at >= office_now() end as coming
            from appointments a left join deadlines d on d.appointment_id = a.id
            where a.case_id = $1 or a.client_id = any ($2)
        ), wanted as materialized (
            (select * from seen where coming order by ends_at, id limit $3)
            union all
            (select * from seen where not coming order by ends_at desc, id desc limit $4)
        ), named as materialized (
            -- a case's own page says its number already
            select * from appointment_names(case when $1::uuid is null then array(select id from wanted) else '{}' end)
        ), listed as materialized (
            select w.id, w.kind, w.starts_at, w.ends_at, w.all_day, w.attendance, w.cancelled, w.done, w.checked, w.coming,
                exists (select from appointment_attendees g where g.appointment_id = w.id and g.until is null
                    and g.answer = 'confirmed' and g.answer_revision = w.notice_revision) as confirmed,
                coalesce(r.name, w.place) as place, coalesce(t.title, '') as title, coalesce(n.number, '') as number,
                o.id as owner_id, o.name as owner, o.colour
            from wanted w
            join staff o on o.id = w.owner_id
            left join rooms r on r.id = w.room_id
            left join appointment_subjects t on t.appointment_id = w.id
            left join named n on n.appointment_id = w.id
        )
        select coalesce((select json_agg(l order by l.ends_at, l.id) from listed l where l.coming), '[]')
                as "coming!: Json<Vec<Listed>>",
            coalesce((select json_agg(l order by l.ends_at desc, l.id desc) from listed l where not l.coming), '[]')
                as "past!: Json<Vec<Listed>>""#,
        case.map(|id| id.0) as Option<Uuid>,
        clients,
        coming,
        past
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.coming.0, row.past.0))
}
