//! What is read of threads: the caller's own, those of a case, and one with its messages.

use std::collections::HashMap;

use domain::access::{Action, Role, act, may};
use domain::documents::size_words;
use domain::forms::Choice;
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, DocumentId, SeatId, ThreadId, UploadId};
use domain::threads::{
    About, CaseThreads, Hung, HungAt, HungState, Inbox, MessageForm, Said, Seat, ThreadPage,
    ThreadRow, is_late,
};

use uuid::Uuid;

use super::standing::on_thread;
use super::start::clients;
use crate::access::on_case;
use crate::audit::{self, Event, Resource};
use crate::frame::{self, person};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, hours, markup, sharing};

/// All in which the caller takes part: what waits for an answer the longest stands on top.
///
/// # Errors
/// As the database says.
pub async fn inbox(caller: &Caller) -> Result<Framed<Inbox>> {
    let mut tx = caller.begin().await?;
    audit::record(&mut tx, Event::new("see-messages", Resource::Office)).await?;
    let frame = frame::load(&mut tx).await?;
    let mut rows = rows(&mut tx, None, None).await?;
    tx.commit().await?;
    rows.sort_by_key(|row| row.waits_since.unwrap_or(jiff::Timestamp::MAX));
    let (waiting, others) = rows
        .into_iter()
        .map(|row| row.shown)
        .partition(|row| row.waits.is_some() || row.unread > 0);
    Ok(Framed { frame, body: Inbox { waiting, others } })
}

/// Those of one case.
///
/// # Errors
/// NotFound, Refused.
pub async fn of_case(caller: &Caller, id: CaseId) -> Result<Framed<CaseThreads>> {
    let (mut tx, permit, ground) = on_case::<act::SeeMessages>(caller, id).await?;
    let event = Event::new("see-messages", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let case = permit.subject();
    let number = number(&mut tx, case).await?;
    let rows = rows(&mut tx, Some(case), None).await?.into_iter().map(|row| row.shown).collect();
    tx.commit().await?;
    let may_start = may(caller.role(), Action::StartThread, &ground.standing);
    Ok(Framed { frame, body: CaseThreads { case, number, rows, may_start } })
}

pub(super) async fn number(tx: &mut Tx, case: CaseId) -> Result<String> {
    sqlx::query_scalar!(r#"select number as "number!" from case_billing where id = $1"#, case.0)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(Error::NotFound)
}

/// One thread: what was written while the caller took part, which is read herewith.
///
/// # Errors
/// NotFound.
pub async fn thread(caller: &Caller, id: ThreadId) -> Result<(Frame, MessageForm, ThreadPage)> {
    let (mut tx, permit, ground, event) = on_thread::<act::SeeThread>(caller, id).await?;
    audit::record(&mut tx, event).await?;
    let id = permit.subject();
    sqlx::query!("select read_thread($1)", id.0).execute(&mut *tx).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let row = rows(&mut tx, None, Some(id)).await?.into_iter().next().ok_or(Error::NotFound)?;
    let mut hung = hung(&mut tx, id, ground.case).await?;
    let said = said(&mut tx, id, &region, &mut hung).await?;
    let seats = seats(&mut tx, id, &region).await?;
    let may_manage = may(caller.role(), Action::ManageThread, &ground.standing);
    let to_ask = match may_manage {
        true => to_ask(&mut tx, id, ground.case, &row, &seats).await?,
        false => Vec::new(),
    };
    let writes = !row.case_closed
        && !row.shown.closed
        && may(caller.role(), Action::WriteMessage, &ground.standing);
    let to_attach = match writes {
        true => sharing::offered(&mut tx, ground.case).await?,
        false => Vec::new(),
    };
    tx.commit().await?;
    let bar = match (row.case_closed, row.shown.closed) {
        (true, _) => Some("The case is closed. Nothing is written until it is open again.".into()),
        (false, true) => Some("This was closed. Open it again to write.".into()),
        (false, false) => None,
    };
    let form = MessageForm { key: caller.id().to_string(), ..MessageForm::default() };
    let page = ThreadPage {
        id,
        case: ground.case,
        number: row.number,
        row: row.shown,
        said,
        seats,
        to_ask,
        to_attach,
        may_write: writes,
        may_manage,
        bar,
    };
    Ok((frame, form, page))
}

/// A row, and what it is sorted and told by.
struct Read {
    shown: ThreadRow,
    number: String,
    client: uuid::Uuid,
    case_closed: bool,
    waits_since: Option<jiff::Timestamp>,
}

async fn rows(tx: &mut Tx, case: Option<CaseId>, one: Option<ThreadId>) -> Result<Vec<Read>> {
    let region = tx.caller().clone().zone(tx).await?;
    let now = tx.caller().now();
    let closed = hours::closed_days(tx).await?;
    let rows = sqlx::query!(
        r#"select id as "id!", number as "number!", title as "title!", client_id as "client_id!", client_name as "client_name!",
            subject as "subject!", about as "about!", closed as "closed!", case_closed as "case_closed!", last_at as "last_at?",
            last_by as "last_by?", unread as "unread!", waits_since as "waits_since?"
        from thread_rows($1, $2)"#,
        case.map(|case| case.0),
        one.map(|one| one.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    let read = rows.into_iter().map(|row| {
        let waits_since = row.waits_since.map(|at| at.to_jiff());
        let shown = ThreadRow {
            id: ThreadId(row.id),
            subject: row.subject,
            about: About::from_word(&row.about).unwrap_or_default(),
            client: row.client_name,
            case: match row.title.as_str() {
                "" => row.number.clone(),
                title => format!("{title} · {}", row.number),
            },
            last: row
                .last_by
                .zip(row.last_at)
                .map(|(by, at)| (by, words::instant(at.to_jiff(), &region))),
            unread: row.unread,
            waits: waits_since.map(|at| words::instant(at, &region)),
            late: waits_since.is_some_and(|at| is_late(at, now, &region.zone, &closed)),
            closed: row.closed || row.case_closed,
        };
        Read {
            shown,
            number: row.number,
            client: row.client_id,
            case_closed: row.case_closed,
            waits_since,
        }
    });
    Ok(read.collect())
}

async fn said(
    tx: &mut Tx,
    id: ThreadId,
    region: &Region,
    hung: &mut HashMap<Uuid, Vec<Hung>>,
) -> Result<Vec<Said>> {
    let caller = tx.caller().clone();
    let rows = sqlx::query!(
        r#"select m.id, m.at, m.body, m.anyway_because, a.staff_id, coalesce(s.name, n.name) as by
        from thread_messages m join thread_participants a on a.id = m.author_id
        left join staff s on s.id = a.staff_id
        left join thread_members(array[$1]::uuid[]) n on n.participant_id = a.id
        where m.thread_id = $1 and ($2 or exists (select from thread_participants p
            where p.thread_id = m.thread_id and p.until is null and p.since <= m.at and p.staff_id = any ((select i_stand_for())::uuid[])))
        order by m.at, m.id"#,
        id.0,
        caller.role() == Role::ManagingPartner
    )
    .fetch_all(&mut **tx)
    .await?;
    let said = rows.into_iter().map(|row| Said {
        by: row.by.unwrap_or_default(),
        office: row.staff_id.is_some(),
        mine: row.staff_id == Some(caller.staff_id().0),
        at: words::instant(row.at.to_jiff(), region),
        datetime: words::datetime(row.at.to_jiff(), &region.zone),
        text: markup::read(&row.body),
        anyway: row.anyway_because,
        files: hung.remove(&row.id).unwrap_or_default(),
    });
    Ok(said.collect())
}

/// What hangs on the messages that the caller reads there.
async fn hung(tx: &mut Tx, id: ThreadId, case: CaseId) -> Result<HashMap<Uuid, Vec<Hung>>> {
    let rows = sqlx::query!(
        r#"select message_id as "message_id!", name, size_bytes, found, state, upload_id, document_id, opens_at, withdrawn_at,
            recalled_at
        from thread_files($1)"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let now = tx.caller().now();
    let mut hung: HashMap<Uuid, Vec<Hung>> = HashMap::new();
    for row in rows {
        let document = row.document_id.map(|id| HungAt::Document(DocumentId(id)));
        let (state, at) = match row.state.as_deref() {
            Some("refused") => (HungState::Refused, None),
            Some("waiting") => {
                let at = row.upload_id.map(|id| HungAt::Inbox(case, UploadId(id)));
                (HungState::Waiting, at)
            }
            _ if row.withdrawn_at.is_some() || row.recalled_at.is_some() => {
                (HungState::TakenBack, document)
            }
            _ if row.opens_at.is_some_and(|at| now < at.to_jiff()) => (HungState::Soon, document),
            _ => (HungState::There, document),
        };
        let state = if row.found.is_some() { HungState::Held } else { state };
        hung.entry(row.message_id).or_default().push(Hung {
            name: row.name.unwrap_or_default(),
            size: row.size_bytes.map(size_words).unwrap_or_default(),
            state,
            at,
        });
    }
    Ok(hung)
}

async fn seats(tx: &mut Tx, id: ThreadId, region: &Region) -> Result<Vec<Seat>> {
    let rows = sqlx::query!(
        r#"select p.id, p.since, p.staff_id, s.name as "staff?", s.colour as "colour?", n.name as "member?", r.read_until as "read_until?"
        from thread_participants p left join staff s on s.id = p.staff_id
        left join thread_members(array[$1]::uuid[]) n on n.participant_id = p.id
        left join thread_reads r on r.participant_id = p.id
        where p.thread_id = $1 and p.until is null
        order by p.staff_id is not null, p.since, p.id"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let seats = rows.into_iter().map(|row| {
        let staff = row
            .staff_id
            .zip(row.staff)
            .map(|(id, name)| person(id, name, row.colour.unwrap_or_default()));
        Seat {
            id: SeatId(row.id),
            name: staff.as_ref().map(|staff| staff.name.clone()).or(row.member).unwrap_or_default(),
            staff,
            since: words::instant(row.since.to_jiff(), region),
            read: row.read_until.map(|at| words::instant(at.to_jiff(), region)),
        }
    });
    Ok(seats.collect())
}

/// Of the thread's client, then of the staff.
async fn to_ask(
    tx: &mut Tx,
    id: ThreadId,
    case: CaseId,
    row: &Read,
    seats: &[Seat],
) -> Result<Vec<Choice>> {
    let about_money = row.shown.about == About::Billing;
    let people = clients(tx, case).await?;
    let mut choices: Vec<Choice> = people
        .into_iter()
        .filter(|client| client.id.0 == row.client)
        .flat_map(|client| client.people)
        .filter(|person| person.sees_money || !about_money)
        .filter(|person| seats.iter().all(|seat| seat.staff.is_some() || seat.name != person.name))
        .map(|person| Choice {
            value: format!("member_{}", person.id),
            label: format!("{}, {}", person.name, person.acts_as.to_lowercase()),
        })
        .collect();
    let staff = sqlx::query!(
        r#"select staff_id as "id!", name as "name!", role as "role!" from thread_staff($1)"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    choices.extend(staff.into_iter().map(|row| Choice {
        value: format!("staff_{}", row.id),
        label: match Role::from_word(&row.role) {
            Some(role) => format!("{}, {}", row.name, role.label().to_lowercase()),
            None => row.name,
        },
    }));
    Ok(choices)
}
