//! The rows.

use domain::access::{Permit, act};
use domain::appointments::{AppointmentKind, Attendance, Scope};
use domain::ids::{AppointmentId, CaseId, ClientId, EnquiryId, RoomId, StaffId};
use jiff::Timestamp;
use jiff::civil::DateTime;
use uuid::Uuid;

use super::booking::Plan;
use super::guests;
use super::times::Times;
use crate::{Error, Result, Tx};

/// One as it stands.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub id: AppointmentId,
    pub kind: AppointmentKind,
    pub case: Option<CaseId>,
    pub client: Option<ClientId>,
    pub enquiry: Option<EnquiryId>,
    pub owner: StaffId,
    pub zone: String,
    pub times: Times,
    pub room: Option<RoomId>,
    pub place: String,
    pub video_url: String,
    pub series: Option<(Uuid, i32)>,
    pub held: bool,
    pub cancelled: bool,
    pub attendance: Option<Attendance>,
    pub revision: i32,
}

struct Row {
    id: Uuid,
    kind: String,
    case_id: Option<Uuid>,
    client_id: Option<Uuid>,
    enquiry_id: Option<Uuid>,
    owner_id: Uuid,
    zone: String,
    starts_local: String,
    ends_local: String,
    starts_at: jiff_sqlx::Timestamp,
    ends_at: jiff_sqlx::Timestamp,
    all_day: bool,
    room_id: Option<Uuid>,
    place: String,
    video_url: String,
    series_id: Option<Uuid>,
    series_nth: Option<i32>,
    held: bool,
    cancelled: bool,
    attendance: Option<String>,
    revision: i32,
}

pub(crate) fn kind(word: &str) -> Result<AppointmentKind> {
    AppointmentKind::from_word(word).ok_or_else(|| Error::internal(format!("unknown kind {word}")))
}

impl Row {
    fn kept(self) -> Result<Kept> {
        let local = |text: &str| text.parse::<DateTime>().map_err(Error::internal);
        Ok(Kept {
            id: AppointmentId(self.id),
            kind: kind(&self.kind)?,
            case: self.case_id.map(CaseId),
            client: self.client_id.map(ClientId),
            enquiry: self.enquiry_id.map(EnquiryId),
            owner: StaffId(self.owner_id),
            zone: self.zone,
            times: Times {
                starts_local: local(&self.starts_local)?,
                ends_local: local(&self.ends_local)?,
                starts: self.starts_at.to_jiff(),
                ends: self.ends_at.to_jiff(),
                all_day: self.all_day,
            },
            room: self.room_id.map(RoomId),
            place: self.place,
            video_url: self.video_url,
            series: self.series_id.zip(self.series_nth),
            held: self.held,
            cancelled: self.cancelled,
            attendance: self.attendance.as_deref().and_then(Attendance::from_word),
            revision: self.revision,
        })
    }
}

/// The one, and with it those of its series that a change is about: from it on, or all that are still to come.
/// The first is the one itself.
pub(super) async fn targets(tx: &mut Tx, id: AppointmentId, scope: Scope) -> Result<Vec<Kept>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select a.id, a.kind, a.case_id, a.client_id, a.enquiry_id, a.owner_id, a.zone,
            a.starts_local::text as "starts_local!", a.ends_local::text as "ends_local!", a.starts_at, a.ends_at, a.all_day,
            a.room_id, a.place, a.video_url, a.series_id, a.series_nth,
            a.held is not null and a.released_at is null as "held!",
            a.cancelled_at is not null as "cancelled!", a.attendance, a.revision
        from appointments one join appointments a on a.id = one.id
            or ($2 <> 'this' and a.series_id = one.series_id and a.cancelled_at is null and a.starts_at >= office_now()
                and ($2 = 'all' or a.series_nth > one.series_nth))
        where one.id = $1
        order by a.id <> one.id, a.series_nth"#,
        id.0,
        scope.word()
    )
    .fetch_all(&mut **tx)
    .await?;
    let all = rows.into_iter().map(Row::kept).collect::<Result<Vec<_>>>()?;
    if all.is_empty() { Err(Error::NotFound) } else { Ok(all) }
}

/// Writes down what was planned, each time a row. Hands back the first.
pub(super) async fn insert(tx: &mut Tx, plan: &Plan) -> Result<AppointmentId> {
    let caller = tx.caller().clone();
    let now = caller.now();
    let ids: Vec<AppointmentId> = plan.times.iter().map(|_| AppointmentId(caller.id())).collect();
    let series = match &plan.series {
        Some((rule, says)) => {
            let id = caller.id();
            sqlx::query!(
                "insert into appointment_series (id, rule, says, made_by) values ($1, $2, $3, $4)",
                id,
                rule,
                says,
                caller.staff_id().0
            )
            .execute(&mut **tx)
            .await?;
            Some(id)
        }
        None => None,
    };
    let uuids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let text = |of: fn(&Times) -> String| -> Vec<String> { plan.times.iter().map(of).collect() };
    let past: Vec<bool> = plan.times.iter().map(|times| times.is_past(now)).collect();
    sqlx::query!(
        "insert into appointments (id, kind, case_id, client_id, enquiry_id, owner_id, zone, starts_local, ends_local,
            starts_at, ends_at, all_day, room_id, place, video_url, series_id, series_nth, held, booked_by)
        select t.id, $7, $8, $9, $10, $11, $12, t.starts_local::timestamp, t.ends_local::timestamp,
            t.starts_at::timestamptz, t.ends_at::timestamptz, $13, $14, $15, $16, $17,
            case when $17::uuid is not null then t.nth::integer end, case when t.past then 'back_dated' end, $18
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[]) with ordinality
            as t (id, starts_local, ends_local, starts_at, ends_at, past, nth)
        order by t.nth",
        &uuids,
        &text(|times| times.starts_local.to_string()),
        &text(|times| times.ends_local.to_string()),
        &text(|times| times.starts.to_string()),
        &text(|times| times.ends.to_string()),
        &past,
        plan.kind.word(),
        plan.place.case().map(|id| id.0) as Option<Uuid>,
        plan.place.client().map(|id| id.0) as Option<Uuid>,
        plan.place.enquiry().map(|id| id.0) as Option<Uuid>,
        plan.owner.0,
        plan.zone,
        plan.times.first().is_some_and(|times| times.all_day),
        plan.room.map(|id| id.0) as Option<Uuid>,
        plan.at,
        plan.video_url,
        series as Option<Uuid>,
        caller.staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    guests::ask(tx, &ids, &plan.guests).await?;
    sqlx::query!(
        "insert into appointment_subjects (appointment_id, title, note) select id, $2, $3 from unnest($1::uuid[]) as t (id)",
        &uuids,
        plan.title,
        plan.note
    )
    .execute(&mut **tx)
    .await?;
    if let Some(deadline) = &plan.deadline {
        sqlx::query!(
            "insert into deadlines (appointment_id, backup_id, checker_id, warn_days)
            select id, $2, $3, $4 from unnest($1::uuid[]) as t (id)",
            &uuids,
            deadline.backup.0,
            deadline.checker.0,
            &deadline.warn_days
        )
        .execute(&mut **tx)
        .await?;
    }
    ids.first().copied().ok_or_else(|| Error::internal("a plan without a time"))
}

/// Where, when and whose it is from now on.
#[derive(Clone, Debug)]
pub(super) struct Laid {
    pub owner: StaffId,
    pub zone: String,
    pub times: Times,
    pub room: Option<RoomId>,
    pub place: String,
    pub video_url: String,
}

/// Lays one of the targets anew. `revision` is what whoever asks has seen.
pub(super) async fn lay(
    tx: &mut Tx,
    _permit: &Permit<act::ChangeAppointment>,
    id: AppointmentId,
    revision: i32,
    laid: &Laid,
) -> Result<bool> {
    let done = sqlx::query!(
        "update appointments set owner_id = $3, zone = $4, starts_local = $5::text::timestamp, ends_local = $6::text::timestamp,
            starts_at = $7::text::timestamptz, ends_at = $8::text::timestamptz, all_day = $9, room_id = $10, place = $11,
            video_url = $12, revision = revision + 1
        where id = $1 and revision = $2 and cancelled_at is null",
        id.0,
        revision,
        laid.owner.0,
        laid.zone,
        laid.times.starts_local.to_string(),
        laid.times.ends_local.to_string(),
        laid.times.starts.to_string(),
        laid.times.ends.to_string(),
        laid.times.all_day,
        laid.room.map(|id| id.0) as Option<Uuid>,
        laid.place,
        laid.video_url
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What has begun can be said how it went.
pub(super) fn begun(kept: &Kept, now: Timestamp) -> bool {
    kept.times.starts <= now
}
