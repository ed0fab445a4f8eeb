//! One appointment as whoever sees it reads it: when, with whom, what was sent about it and what came back; and
//! what it is about, for those who read that.

use domain::access::{Role, Standing, act};
use domain::appointments::{
    Answered, AppointmentPage, Attendance, AttendeeRow, Booked, CalledOffBy, ChangeRow,
    DeadlineRow, Reply, Who,
};
use domain::frame::Framed;
use domain::ids::{AppointmentId, AttendeeId, CaseId, ClientId, EnquiryId};
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::changing::reads;
use super::people::{self, Of};
use super::said::When;
use super::{messages, on_appointment, rooms, store};
use crate::audit;
use crate::frame::{self, person};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, clients, words};

/// # Errors
/// NotFound.
pub async fn show(caller: &Caller, id: AppointmentId) -> Result<Framed<AppointmentPage>> {
    let (mut tx, permit, standing, event) =
        on_appointment::<act::SeeAppointment>(caller, id).await?;
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let page = page(&mut tx, permit.subject(), standing).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: page })
}

/// The page's content, also for a card in the calendar. Whoever asks has asked for the right to see it.
async fn page(tx: &mut Tx, id: AppointmentId, standing: Standing) -> Result<AppointmentPage> {
    let caller = tx.caller().clone();
    let region = caller.zone(tx).await?;
    let now = caller.now();
    let row = sqlx::query!(
        r#"select a.kind, a.case_id, a.client_id, a.enquiry_id, a.starts_at, a.ends_at, a.all_day, a.place, a.video_url,
            a.booked_at, a.held is not null and a.released_at is null as "held!", coalesce(a.held, '') as "why_held!",
            a.cancelled_at, a.cancelled_for, coalesce(w.words, '') as "why_off!", a.attendance, a.revision,
            o.id as owner_id, o.name as owner, o.colour, by.name as booked_by, cb.name as "cancelled_by?",
            coalesce(t.title, '') as "title!", coalesce(t.note, '') as "note!",
            coalesce(r.name, '') as "room!", coalesce(e.says, '') as "series!",
            coalesce(n.client, '') as "client!", coalesce(n.number, '') as "number!"
        from appointments a
        join staff o on o.id = a.owner_id
        join staff by on by.id = a.booked_by
        left join staff cb on cb.id = a.cancelled_by
        left join appointment_subjects t on t.appointment_id = a.id
        left join appointment_words w on w.appointment_id = a.id and w.doing = 'cancelled' and w.at = a.cancelled_at
        left join rooms r on r.id = a.room_id
        left join appointment_series e on e.id = a.series_id
        left join lateral appointment_names(array[a.id]) n on true
        where a.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let kind = store::kind(&row.kind)?;
    let (starts, ends) = (row.starts_at.to_jiff(), row.ends_at.to_jiff());
    let when = When { starts, ends, all_day: row.all_day };
    let around = around(tx, row.case_id, row.client_id, row.enquiry_id).await?;
    let abroad = TimeZone::get(&around.client_zone).ok().filter(|_| {
        !around.client_zone.is_empty()
            && region.zone.iana_name() != Some(around.client_zone.as_str())
    });
    let case = row.case_id.map(CaseId);
    let client = row.client_id.map(ClientId);
    let of = Of { case, client, enquiry: row.enquiry_id.map(EnquiryId) };
    let reads = reads(&caller, &standing);
    let head = match (row.client.is_empty(), row.title.is_empty()) {
        (false, _) => row.client.clone(),
        (true, false) => row.title.clone(),
        (true, true) => kind.label().to_owned(),
    };
    let zone = &region;
    Ok(AppointmentPage {
        id,
        kind,
        standing,
        head,
        title: row.title,
        note: row.note,
        reads,
        case: case.zip(around.case_title).map(|(id, title)| (id, row.number, title)),
        client: client.filter(|_| around.client_seen).map(|id| (id, row.client)),
        enquiry: row.enquiry_id.filter(|_| around.enquiry_seen).map(EnquiryId),
        owner: person(row.owner_id, row.owner, row.colour),
        when: when.here(zone, now),
        when_abroad: abroad
            .map(|abroad| when.in_words(&abroad, zone.locale, now))
            .unwrap_or_default(),
        starts: words::datetime(starts, zone),
        ends: words::datetime(ends, zone),
        room: row.room,
        place: row.place,
        video_url: row.video_url,
        series: row.series,
        attendees: attendees(tx, id, zone, row.cancelled_at.is_none()).await?,
        booked: Booked { by: row.booked_by, at: words::instant(row.booked_at.to_jiff(), zone) },
        held: if row.held { row.why_held } else { String::new() },
        cancelled: match (row.cancelled_at, row.cancelled_for) {
            (Some(at), Some(by)) => Some((
                CalledOffBy::from_word(&by).map_or(by, |by| by.label().to_owned()),
                // it may say what it was about
                if reads { row.why_off } else { String::new() },
                [words::instant(at.to_jiff(), zone), row.cancelled_by.unwrap_or_default()]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", "),
            )),
            _ => None,
        },
        attendance: row.attendance.as_deref().and_then(Attendance::from_word),
        begun: starts <= now,
        over: ends <= now,
        deadline: deadline(tx, id, zone)
            .await?
            .map(|row| if reads { row } else { row.without_words() }),
        changes: changes(tx, id, zone).await?,
        notices: messages::notices(tx, id, zone).await?,
        to_come: crate::notices::to_come(tx, id).await?,
        calls: messages::calls(tx, id, zone).await?,
        replies: messages::replies(tx, id, zone).await?,
        rooms: rooms::choices(tx).await?,
        people: people::choices(tx, of, reads).await?,
        revision: row.revision,
    })
}

/// What the caller sees beside the appointment: names to follow.
#[derive(Default)]
struct Around {
    case_title: Option<String>,
    client_seen: bool,
    client_zone: String,
    enquiry_seen: bool,
}

async fn around(
    tx: &mut Tx,
    case: Option<Uuid>,
    client: Option<Uuid>,
    enquiry: Option<Uuid>,
) -> Result<Around> {
    // billing reads none of the three
    if tx.caller().role() == Role::Billing {
        return Ok(Around::default());
    }
    Ok(sqlx::query_as!(
        Around,
        r#"select (select title from cases where id = $1) as case_title,
            exists (select from clients where id = $2) as "client_seen!",
            coalesce((select time_zone from clients where id = $2), '') as "client_zone!",
            exists (select from enquiries where id = $3) as "enquiry_seen!""#,
        case as Option<Uuid>,
        client as Option<Uuid>,
        enquiry as Option<Uuid>
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Once it is off, an answer that somebody would have had to act on is none.
async fn attendees(
    tx: &mut Tx,
    id: AppointmentId,
    zone: &Region,
    stands: bool,
) -> Result<Vec<AttendeeRow>> {
    let rows = sqlx::query!(
        r#"select t.id, t.reminded, t.answer, t.answered_at, t.answered_by, t.client_id, t.representative_id,
            s.id as "staff_id?", s.name as "staff?", s.colour as "colour?",
            coalesce(r.name, t.name) as "name!", coalesce(r.of_client, '') as "of!", coalesce(r.phone, '') as "phone!",
            d.safe_contact as "safe_contact?"
        from appointment_attendees t
        left join staff s on s.id = t.staff_id
        left join appointment_reach($1) r on r.attendee_id = t.id
        left join appointment_discretion($1) d on d.attendee_id = t.id
        where t.appointment_id = $1 and t.until is null
        order by t.staff_id is null, s.name, t.client_id is null, t.representative_id is not null, t.since, t.id"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let who = |staff: Option<(Uuid, String, i16)>,
               client: bool,
               speaks: bool,
               name: String,
               of: String| match staff {
        Some((id, name, colour)) => Who::Staff(person(id, name, colour)),
        None if speaks => Who::Representative { name, of },
        None if client => Who::Client { name },
        None => Who::Other { name },
    };
    Ok(rows
        .into_iter()
        .map(|row| AttendeeRow {
            id: AttendeeId(row.id),
            who: who(
                row.staff_id
                    .zip(row.staff)
                    .map(|(id, name)| (id, name, row.colour.unwrap_or_default())),
                row.client_id.is_some(),
                row.representative_id.is_some(),
                row.name,
                row.of,
            ),
            reminded: row.reminded,
            answer: row
                .answer
                .as_deref()
                .and_then(Reply::from_word)
                .filter(|answer| stands || *answer == Reply::Confirmed),
            answered: row.answered_at.map(|at| Answered {
                at: words::instant(at.to_jiff(), zone),
                datetime: words::datetime(at.to_jiff(), zone),
                how: match row.answered_by.as_deref() {
                    Some("link") => "by the link",
                    Some("text") => "by text",
                    Some("portal") => "in the portal",
                    _ => "said to the office",
                }
                .to_owned(),
            }),
            safe_contact: row.safe_contact,
            phone: Some(row.phone)
                .filter(|phone| !phone.is_empty())
                .map(|phone| (clients::shown_phone(&phone), phone)),
        })
        .collect())
}

async fn deadline(tx: &mut Tx, id: AppointmentId, zone: &Region) -> Result<Option<DeadlineRow>> {
    let row = sqlx::query!(
        r#"select b.id as backup_id, b.name as backup, b.colour as backup_colour,
            c.id as checker_id, c.name as checker, c.colour as checker_colour, d.warn_days, d.done_at, d.checked_at, d.reopened_at,
            coalesce(w.words, '') as "kept_words!", coalesce(v.words, '') as "opened_words!",
            d.done_at is null and a.cancelled_at is null and a.ends_at < office_now() as "overdue!",
            f.name as "done_by?", g.name as "checked_by?", h.name as "reopened_by?"
        from deadlines d
        join appointments a on a.id = d.appointment_id
        join staff b on b.id = d.backup_id
        join staff c on c.id = d.checker_id
        left join staff f on f.id = d.done_by
        left join appointment_words w on w.appointment_id = a.id and w.doing = 'kept' and w.at = d.done_at
        left join appointment_words v on v.appointment_id = a.id and v.doing = 'reopened' and v.at = d.reopened_at
        left join staff g on g.id = d.checked_by
        left join staff h on h.id = d.reopened_by
        where d.appointment_id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let at = |at: jiff_sqlx::Timestamp| words::instant(at.to_jiff(), zone);
    Ok(row.map(|row| DeadlineRow {
        backup: person(row.backup_id, row.backup, row.backup_colour),
        checker: person(row.checker_id, row.checker, row.checker_colour),
        warn_days: row.warn_days,
        done: row.done_by.zip(row.done_at).map(|(by, on)| (by, at(on), row.kept_words)),
        checked: row.checked_by.zip(row.checked_at).map(|(by, on)| (by, at(on))),
        reopened: row
            .reopened_by
            .zip(row.reopened_at)
            .map(|(by, on)| (by, at(on), row.opened_words)),
        overdue: row.overdue,
    }))
}

/// How it read before, the latest first.
async fn changes(tx: &mut Tx, id: AppointmentId, zone: &Region) -> Result<Vec<ChangeRow>> {
    let now = tx.caller().now();
    let rows = sqlx::query!(
        r#"select c.starts_at, c.ends_at, c.place, c.changed_at, coalesce(r.name, '') as "room!", s.name as "by?"
        from appointment_changes c
        left join rooms r on r.id = c.room_id
        left join staff s on s.id = c.changed_by
        where c.appointment_id = $1 order by c.notice_revision desc limit 50"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let when = When {
                starts: row.starts_at.to_jiff(),
                ends: row.ends_at.to_jiff(),
                all_day: false,
            };
            let was: Vec<String> = [when.here(zone, now), row.room, row.place]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect();
            ChangeRow {
                was: was.join(", "),
                by: row.by.unwrap_or_else(|| "The office".into()),
                at: words::instant(row.changed_at.to_jiff(), zone),
            }
        })
        .collect())
}
