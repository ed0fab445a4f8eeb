//! Whom to ring because a message could not do it, and what people wrote back. An entry is seen by whoever
//! sees its appointment; the number to dial comes with it, since that is what the entry is for.

use std::collections::HashMap;

use domain::access::{Act, Decision, act};
use domain::appointments::AppointmentKind;
use domain::call_list::{
    ReplyFilter, ReplyList, ReplyRow, RingBox, RingFilter, RingList, RingRow, RungForm, Why,
};
use domain::forms::FieldErrors;
use domain::frame::Framed;
use domain::ids::{AppointmentId, CallListId, ReplyId};
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::access::{self, Finder, sight};
use crate::appointments::on_appointment;
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, clients, frame, words};

/// Who is to be rung, of the appointments in sight: what is soonest first; what is done, the latest first.
///
/// # Errors
/// Refused for Billing without the desk right.
pub async fn list(caller: &Caller, mut filter: RingFilter) -> Result<Framed<RingList>> {
    let (mut tx, _permit, desk) = access::at_desk::<act::SeeCallList>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let usual = if desk { RingBox::All } else { RingBox::Mine };
    let which = RingBox::from_word(&filter.which).unwrap_or(usual);
    filter.which = which.word().to_owned();
    let page = rows(&mut tx, which, &filter.after).await?;
    let unread = unread(&mut tx).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: RingList { filter, which, page, unread } })
}

struct Kept {
    id: Uuid,
    appointment_id: Uuid,
    kind: String,
    starts_at: jiff_sqlx::Timestamp,
    owner: String,
    reason: String,
    said: String,
    since: jiff_sqlx::Timestamp,
    done_at: Option<jiff_sqlx::Timestamp>,
    done_by: Option<String>,
    done_note: String,
    total: i64,
}

/// A row after which a page begins: "id~instant".
fn after(key: &str) -> Option<(Timestamp, Uuid)> {
    let (id, at) = key.split_once('~')?;
    Some((at.parse().ok()?, Uuid::try_parse(id).ok()?))
}

async fn rows(tx: &mut Tx, which: RingBox, key: &str) -> Result<Rows<RingRow>> {
    let caller = tx.caller().clone();
    let region = caller.zone(tx).await?;
    let sees = sight(&caller, Finder::CallList);
    let after = after(key);
    // what is done is read backwards: its instants are counted from the other end, so that one statement pages both
    let kept = sqlx::query_as!(
        Kept,
        r#"with matching as not materialized (
            select c.id, c.appointment_id, c.reason, c.said, c.since, c.done_at, c.done_by, c.done_note,
                a.kind, a.starts_at, a.owner_id,
                case when c.done_at is null then extract(epoch from a.starts_at) else -extract(epoch from c.done_at) end as nth
            from call_list c join appointments_in_sight($1, $2, 1::smallint) a on a.id = c.appointment_id
            where (c.done_at is not null) = ($3 = 'done')
                and ($3 <> 'mine' or (select office_caller()) = any (a.staff_ids))
        )
        select m.id as "id!", m.appointment_id as "appointment_id!", m.kind as "kind!", m.starts_at as "starts_at!",
            o.name as "owner!", m.reason as "reason!", m.said as "said!", m.since as "since!", m.done_at as "done_at?",
            d.name as "done_by?", m.done_note as "done_note!",
            (select count(*) from (select from matching limit $6) as counted) as "total!"
        from (
            select * from matching
            where $4::timestamptz is null
                or (nth, id) > (case when $3 = 'done' then -extract(epoch from $4) else extract(epoch from $4) end, $5::uuid)
            order by nth, id limit $7
        ) m
        join staff o on o.id = m.owner_id
        left join staff d on d.id = m.done_by
        order by m.nth, m.id"#,
        sees.everything,
        sees.unscreened,
        which.word(),
        after.map(|(at, _)| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        after.map(|(_, id)| id),
        COUNT_CAP + 1,
        PAGE_ROWS + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = kept.first().map_or(0, |row| row.total);
    let people = people(tx, kept.iter().map(|row| row.id).collect()).await?;
    let rows = kept
        .into_iter()
        // by the finder alone, nobody may dial it: it is not shown either
        .filter_map(|row| Some((people.get(&row.id)?, row)))
        .map(|(person, row)| row.shown(person, caller.now(), &region))
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut(rows, total, |row| row.key.clone()))
}

/// Whom an entry is about, and how that person is reached.
struct ToRing {
    name: String,
    phone: Option<String>,
    discreet: bool,
    safe_contact: String,
    may_end: bool,
}

async fn people(tx: &mut Tx, ids: Vec<Uuid>) -> Result<HashMap<Uuid, ToRing>> {
    let rows = sqlx::query!(
        r#"select call_id as "call_id!", name as "name!", phone, discreet as "discreet!", safe_contact as "safe_contact!",
            may_end as "may_end!"
        from people_to_ring($1)"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let person = ToRing {
                name: row.name,
                phone: row.phone.filter(|phone| !phone.is_empty()),
                discreet: row.discreet,
                safe_contact: row.safe_contact,
                may_end: row.may_end,
            };
            (row.call_id, person)
        })
        .collect())
}

impl Kept {
    fn shown(self, person: &ToRing, now: Timestamp, region: &Region) -> Result<RingRow> {
        let unknown = |word: &str| Error::internal(format!("unknown word {word}"));
        let (starts, since) = (self.starts_at.to_jiff(), self.since.to_jiff());
        let done_at = self.done_at.map(|at| at.to_jiff());
        Ok(RingRow {
            id: CallListId(self.id),
            appointment: AppointmentId(self.appointment_id),
            kind: AppointmentKind::from_word(&self.kind).ok_or_else(|| unknown(&self.kind))?,
            why: Why::from_word(&self.reason).ok_or_else(|| unknown(&self.reason))?,
            said: self.said,
            name: person.name.clone(),
            phone: person
                .phone
                .as_ref()
                .map(|number| (clients::shown_phone(number), number.clone())),
            discreet: person.discreet,
            safe_contact: person.safe_contact.clone(),
            when: words::coming(starts, now, region),
            datetime: words::datetime(starts, region),
            nearness: match starts <= now {
                true => "has begun".into(),
                false => words::nearness(starts, now, region),
            },
            time: words::time(starts, region),
            with: self.owner,
            since: words::instant(since, region),
            may_end: person.may_end && done_at.is_none(),
            done: done_at.map(|at| {
                (self.done_by.unwrap_or_default(), words::instant(at, region), self.done_note)
            }),
            key: format!("{}~{}", self.id, done_at.unwrap_or(starts)),
        })
    }
}

/// Says that somebody was rung, and what came of it. Once.
///
/// # Errors
/// Invalid, NotFound, Refused; Conflict where somebody was first.
pub async fn done(caller: &Caller, id: CallListId, form: &RungForm) -> Result<()> {
    let mut tx = caller.begin().await?;
    let about = sqlx::query_scalar!("select appointment_id from call_list where id = $1", id.0)
        .fetch_optional(&mut *tx)
        .await?;
    let Some(about) = about else {
        let event = Event::new(act::ChangeAppointment::ACTION.word(), Resource::Office);
        return Err(access::deny(tx, event, Decision::Unseen).await?);
    };
    drop(tx);
    let (mut tx, permit, _, event) =
        on_appointment::<act::ChangeAppointment>(caller, AppointmentId(about)).await?;
    let mut errors = FieldErrors::default();
    let Some(note) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    let done = sqlx::query!(
        "update call_list set done_at = office_now(), done_by = $3, done_note = $4
        where id = $1 and appointment_id = $2 and done_at is null",
        id.0,
        permit.subject().0,
        caller.staff_id().0,
        note
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody saw to this meanwhile, or it settled itself. Look at the list again.".into(),
        ));
    }
    audit::record(&mut tx, event.named("ring-person")).await?;
    tx.commit().await
}

/// How many replies nobody has read, of those in sight.
async fn unread(tx: &mut Tx) -> Result<i64> {
    Ok(found(tx, "unread", None).await?.first().map_or(0, |row| row.total))
}

/// What people wrote, the latest first. What belongs to no appointment is the front desk's and the
/// partners' to read.
///
/// # Errors
/// Refused for Billing without the desk right.
pub async fn replies(caller: &Caller, mut filter: ReplyFilter) -> Result<Framed<ReplyList>> {
    let (mut tx, _permit, _) = access::at_desk::<act::SeeCallList>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    filter.which = if filter.which == "read" { "read" } else { "unread" }.to_owned();
    let kept = found(&mut tx, &filter.which, after(&filter.after)).await?;
    tx.commit().await?;
    let total = kept.first().map_or(0, |row| row.total);
    let rows = kept.into_iter().map(|row| row.shown(caller.now(), &region)).collect();
    let page = Rows::cut(rows, total, |row: &ReplyRow| row.key.clone());
    Ok(Framed { frame, body: ReplyList { filter, page } })
}

struct Written {
    id: Uuid,
    channel: String,
    sender: String,
    body: String,
    received_at: jiff_sqlx::Timestamp,
    appointment_id: Option<Uuid>,
    starts_at: Option<jiff_sqlx::Timestamp>,
    client: String,
    read_at: Option<jiff_sqlx::Timestamp>,
    read_by: Option<String>,
    total: i64,
}

async fn found(tx: &mut Tx, which: &str, after: Option<(Timestamp, Uuid)>) -> Result<Vec<Written>> {
    let sees = sight(tx.caller(), Finder::Replies);
    Ok(sqlx::query_as!(
        Written,
        r#"with matching as not materialized (
            select r.*, a.starts_at
            from replies r left join appointments_in_sight($1, $2, 1::smallint) a on a.id = r.appointment_id
            where (r.read_at is null) = ($3 = 'unread')
                and case when r.appointment_id is null then $1 or (select i_have_desk()) else a.id is not null end
        ), shown as materialized (
            select * from matching where $4::timestamptz is null or (received_at, id) < ($4, $5::uuid)
            order by received_at desc, id desc limit $7
        ), named as materialized (
            select * from appointment_names(array(select shown.appointment_id from shown where shown.appointment_id is not null))
        )
        select m.id as "id!", m.channel as "channel!", m.sender as "sender!", m.body as "body!",
            m.received_at as "received_at!", m.appointment_id as "appointment_id?", m.starts_at as "starts_at?",
            coalesce(nullif(t.name, ''), n.client, '') as "client!",
            m.read_at as "read_at?", s.name as "read_by?",
            (select count(*) from (select from matching limit $6) as counted) as "total!"
        from shown m
        left join staff s on s.id = m.read_by
        left join appointment_attendees t on t.id = m.attendee_id
        left join named n on n.appointment_id = m.appointment_id
        order by m.received_at desc, m.id desc"#,
        sees.everything,
        sees.unscreened,
        which,
        after.map(|(at, _)| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        after.map(|(_, id)| id),
        COUNT_CAP + 1,
        PAGE_ROWS + 1
    )
    .fetch_all(&mut **tx)
    .await?)
}

impl Written {
    fn shown(self, now: Timestamp, region: &Region) -> ReplyRow {
        let at = self.received_at.to_jiff();
        let is_number = self.sender.starts_with('+');
        ReplyRow {
            id: ReplyId(self.id),
            text: self.channel == "text",
            dial: is_number.then(|| self.sender.clone()),
            sender: if is_number { clients::shown_phone(&self.sender) } else { self.sender },
            body: self.body,
            received: words::instant(at, region),
            datetime: words::datetime(at, region),
            about: self.appointment_id.zip(self.starts_at).map(|(id, starts)| {
                (AppointmentId(id), self.client, words::coming(starts.to_jiff(), now, region))
            }),
            // what was understood and acted on was read by nobody
            read: self
                .read_at
                .map(|at| (self.read_by.unwrap_or_default(), words::instant(at.to_jiff(), region))),
            key: format!("{}~{at}", self.id),
        }
    }
}

/// Says that what somebody wrote was read: by whoever sees the appointment it is about; what is about none,
/// by the front desk and the partners.
///
/// # Errors
/// NotFound for what is out of sight, and for what was read already.
pub async fn read(caller: &Caller, id: ReplyId) -> Result<()> {
    let mut tx = caller.begin().await?;
    let about = sqlx::query_scalar!(
        "select appointment_id from replies where id = $1 and read_at is null",
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(about) = about else {
        let event = Event::new(act::SeeAppointment::ACTION.word(), Resource::Office);
        return Err(access::deny(tx, event, Decision::Unseen).await?);
    };
    drop(tx);
    let (mut tx, event) = match about {
        Some(about) => {
            let about = AppointmentId(about);
            let (tx, _permit, _, event) =
                on_appointment::<act::SeeAppointment>(caller, about).await?;
            (tx, event)
        }
        None => {
            let (tx, _permit, desk) = access::at_desk::<act::SeeCallList>(caller).await?;
            if !desk && !sight(caller, Finder::Replies).everything {
                return Err(Error::NotFound);
            }
            (tx, Event::new("", Resource::Office))
        }
    };
    let done = sqlx::query!(
        "update replies set read_at = office_now(), read_by = $3
        where id = $1 and appointment_id is not distinct from $2 and read_at is null",
        id.0,
        about,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&mut tx, event.named("read-reply")).await?;
    tx.commit().await
}
