//! Notes on cases and clients. Each change is another version; the database keeps them all. A note is
//! withdrawn by whoever wrote it or a managing partner, and reads on as withdrawn.

use domain::access::{Act, Decision, Permit, Standing, act, may, permit};
use domain::cases::Happened;
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, ClientId, NoteId};
use domain::notes::{NoteForm, NotePage, NoteRow, NoteVersion, NotesOf, NotesPage};
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::access::{self, level};
use crate::audit::{self, Event, Resource};
use crate::frame::{self, person};
use crate::{Caller, Error, Result, Tx, cases, clients, markup, timeline, words};

/// What a note is about.
#[derive(Clone, Copy, Debug)]
enum About {
    Case(CaseId),
    Client(ClientId),
}

impl About {
    const fn case(self) -> Option<CaseId> {
        match self {
            About::Case(id) => Some(id),
            About::Client(_) => None,
        }
    }

    const fn client(self) -> Option<ClientId> {
        match self {
            About::Case(_) => None,
            About::Client(id) => Some(id),
        }
    }
}

/// Begins a transaction and asks for `A` on a note, as `access::on_case` does for a case. Hands back
/// what the note is about, and the row for the log.
async fn on_note<A: Act<Subject = NoteId>>(
    caller: &Caller,
    id: NoteId,
) -> Result<(Tx, Permit<A>, Standing, About, Event)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select reach as "reach?", walled as "walled!", closed as "closed!", own as "own!", case_id as "case_id?",
            client_id as "client_id?"
        from note_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Note(id));
    let Some(row) = row else { return Err(access::deny(tx, event, Decision::Unseen).await?) };
    let about = match (row.case_id, row.client_id) {
        (Some(case), _) => About::Case(CaseId(case)),
        (None, Some(client)) => About::Client(ClientId(client)),
        (None, None) => return Err(Error::internal("a note about nothing")),
    };
    let event = event.around(about.case(), about.client());
    let standing = Standing {
        level: row.reach.and_then(level),
        walled: row.walled,
        closed: row.closed,
        own: row.own,
        ..Standing::OUTSIDE
    };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, standing, about, event)),
        Err(decision) => Err(access::deny(tx, event, decision).await?),
    }
}

/// The notes on a case, the newest first.
///
/// # Errors
/// NotFound; Refused for roles that read none.
pub async fn of_case(caller: &Caller, id: CaseId, after: &str) -> Result<Framed<NotesPage>> {
    let (mut tx, permit, ground) = access::on_case::<act::SeeCase>(caller, id).await?;
    let event = Event::new("see-notes", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let standing = ground.standing;
    let case = Box::new(cases::facts(&mut tx, permit.subject()).await?);
    let page = rows(&mut tx, About::Case(id), after).await?;
    tx.commit().await?;
    let may_write = may(caller.role(), act::EditCase::ACTION, &standing);
    let of = NotesOf::Case { case, standing };
    Ok(Framed { frame, body: NotesPage { of, page, may_write, after: after.to_owned() } })
}

/// The notes on a client, the newest first.
///
/// # Errors
/// As [`of_case`].
pub async fn of_client(caller: &Caller, id: ClientId, after: &str) -> Result<Framed<NotesPage>> {
    let (mut tx, permit, standing) = access::on_client::<act::SeeClient>(caller, id).await?;
    audit::record(&mut tx, Event::new("see-notes", Resource::Client(id))).await?;
    let frame = frame::load(&mut tx).await?;
    let name = clients::name(&mut tx, permit.subject()).await?;
    let page = rows(&mut tx, About::Client(id), after).await?;
    tx.commit().await?;
    let may_write = may(caller.role(), act::EditClient::ACTION, &standing);
    let of = NotesOf::Client { id, name };
    Ok(Framed { frame, body: NotesPage { of, page, may_write, after: after.to_owned() } })
}

struct Kept {
    id: uuid::Uuid,
    body: String,
    by: uuid::Uuid,
    by_name: String,
    colour: i16,
    written_at: jiff_sqlx::Timestamp,
    changed_by: String,
    changed_at: jiff_sqlx::Timestamp,
    withdrawn_by: Option<String>,
    withdrawn_at: Option<jiff_sqlx::Timestamp>,
    revision: i32,
    total: i64,
}

impl Kept {
    fn row(self, zone: &words::Region) -> NoteRow {
        let at = self.written_at.to_jiff();
        let changed = (self.revision > 1)
            .then(|| (self.changed_by, words::instant(self.changed_at.to_jiff(), zone)));
        let withdrawn = self.withdrawn_by.zip(self.withdrawn_at);
        NoteRow {
            id: NoteId(self.id),
            text: markup::read(&self.body),
            by: person(self.by, self.by_name, self.colour),
            at: words::instant(at, zone),
            datetime: words::datetime(at, zone),
            changed,
            withdrawn: withdrawn.map(|(by, at)| (by, words::instant(at.to_jiff(), zone))),
            versions: self.revision,
        }
    }
}

async fn rows(tx: &mut Tx, about: About, after: &str) -> Result<Rows<NoteRow>> {
    let zone = tx.caller().clone().zone(tx).await?;
    let after = after.split_once('~').and_then(|(id, at)| {
        Some((at.parse::<Timestamp>().ok()?, uuid::Uuid::try_parse(id).ok()?))
    });
    let rows = sqlx::query_as!(
        Kept,
        r#"with matching as not materialized (
            select n.* from notes n where n.case_id = $1 or n.client_id = $2
        )
        select n.id as "id!", n.body as "body!", s.id as "by!", s.name as "by_name!", s.colour as "colour!",
            n.written_at as "written_at!", c.name as "changed_by!", n.changed_at as "changed_at!",
            w.name as "withdrawn_by?", n.withdrawn_at as "withdrawn_at?", n.revision as "revision!",
            (select count(*) from (select from matching limit $6) as counted) as "total!"
        from (select * from matching where $3 or (written_at, id) < ($4, $5)
            order by written_at desc, id desc limit $7) as n
        join staff s on s.id = n.written_by
        join staff c on c.id = n.changed_by
        left join staff w on w.id = n.withdrawn_by
        order by n.written_at desc, n.id desc"#,
        about.case().map(|id| id.0) as Option<uuid::Uuid>,
        about.client().map(|id| id.0) as Option<uuid::Uuid>,
        after.is_none(),
        after.map(|(at, _)| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        after.map(|(_, id)| id),
        COUNT_CAP + 1,
        PAGE_ROWS + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let keys: std::collections::HashMap<_, _> =
        rows.iter().map(|row| (row.id, row.written_at.to_jiff())).collect();
    let rows = rows.into_iter().map(|row| row.row(&zone)).collect();
    Ok(Rows::cut(rows, total, |row: &NoteRow| {
        format!("{}~{}", row.id, keys.get(&row.id.0).map(ToString::to_string).unwrap_or_default())
    }))
}

/// How many notes a client has that still stand. Only for whoever reads the client in full.
pub(crate) async fn count_of_client(tx: &mut Tx, id: ClientId) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from notes where client_id = $1 and withdrawn_at is null"#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(count)
}

fn read(form: &NoteForm) -> Result<String> {
    let mut errors = FieldErrors::default();
    form.parse(&mut errors).ok_or(Error::Invalid(errors))
}

/// Writes a note on a case.
///
/// # Errors
/// Invalid, Refused.
pub async fn write_on_case(caller: &Caller, id: CaseId, form: &NoteForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::EditCase>(caller, id).await?;
    let note = insert(&mut tx, About::Case(permit.subject()), &read(form)?).await?;
    timeline::tell(&mut tx, id, &Happened::NoteWritten).await?;
    let event = Event::new("write-note", Resource::Note(note)).case(id).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Writes a note on a client.
///
/// # Errors
/// Invalid, Refused.
pub async fn write_on_client(caller: &Caller, id: ClientId, form: &NoteForm) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::EditClient>(caller, id).await?;
    let note = insert(&mut tx, About::Client(permit.subject()), &read(form)?).await?;
    audit::record(&mut tx, Event::new("write-note", Resource::Note(note)).client(id)).await?;
    tx.commit().await
}

async fn insert(tx: &mut Tx, about: About, body: &str) -> Result<NoteId> {
    let caller = tx.caller().clone();
    let id = NoteId(caller.id());
    sqlx::query!(
        "insert into notes (id, case_id, client_id, body, written_by, changed_by) values ($1, $2, $3, $4, $5, $5)",
        id.0,
        about.case().map(|id| id.0) as Option<uuid::Uuid>,
        about.client().map(|id| id.0) as Option<uuid::Uuid>,
        body,
        caller.staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// One note and every version of it.
///
/// # Errors
/// NotFound.
pub async fn show(caller: &Caller, id: NoteId) -> Result<Framed<NotePage>> {
    let (mut tx, permit, standing, about, event) = on_note::<act::SeeNote>(caller, id).await?;
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let note = one(&mut tx, permit.subject()).await?.row(&zone);
    let versions = sqlx::query!(
        "select v.nth, v.body, v.written_at, s.id as by, s.name, s.colour
        from note_versions v join staff s on s.id = v.written_by
        where v.note_id = $1 order by v.nth desc",
        id.0
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|row| {
        let at = row.written_at.to_jiff();
        NoteVersion {
            nth: row.nth,
            by: person(row.by, row.name, row.colour),
            at: words::instant(at, &zone),
            datetime: words::datetime(at, &zone),
            text: markup::read(&row.body),
        }
    })
    .collect();
    let of = of(&mut tx, about, standing).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: NotePage { of, note, versions, standing } })
}

async fn one(tx: &mut Tx, id: NoteId) -> Result<Kept> {
    sqlx::query_as!(
        Kept,
        r#"select n.id, n.body, s.id as by, s.name as by_name, s.colour, n.written_at, c.name as changed_by, n.changed_at,
            w.name as "withdrawn_by?", n.withdrawn_at, n.revision, 1::bigint as "total!"
        from notes n join staff s on s.id = n.written_by join staff c on c.id = n.changed_by
        left join staff w on w.id = n.withdrawn_by
        where n.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)
}

async fn of(tx: &mut Tx, about: About, standing: Standing) -> Result<NotesOf> {
    Ok(match about {
        About::Case(id) => {
            let standing = Standing { own: false, ..standing };
            NotesOf::Case { case: Box::new(cases::facts(tx, id).await?), standing }
        }
        About::Client(id) => NotesOf::Client { id, name: clients::name(tx, id).await? },
    })
}

/// A note as its form shows it.
///
/// # Errors
/// NotFound, Refused; Conflict where it is withdrawn.
pub async fn edit_form(caller: &Caller, id: NoteId) -> Result<(Frame, NoteForm, NotesOf)> {
    let (mut tx, permit, standing, about, event) = on_note::<act::EditNote>(caller, id).await?;
    audit::record(&mut tx, event.named(act::SeeNote::ACTION.word()).with("in", "form")).await?;
    let frame = frame::load(&mut tx).await?;
    let note = one(&mut tx, permit.subject()).await?;
    let of = of(&mut tx, about, standing).await?;
    tx.commit().await?;
    if note.withdrawn_at.is_some() {
        return Err(withdrawn());
    }
    Ok((frame, NoteForm { body: note.body, revision: note.revision.to_string() }, of))
}

fn withdrawn() -> Error {
    Error::Conflict(
        "This note is withdrawn. It reads on as it was; write a new one instead.".into(),
    )
}

/// Writes another version.
///
/// # Errors
/// Invalid; Conflict where somebody saved first, or withdrew it.
pub async fn edit(caller: &Caller, id: NoteId, form: &NoteForm) -> Result<()> {
    let (mut tx, permit, _, about, event) = on_note::<act::EditNote>(caller, id).await?;
    let body = read(form)?;
    let kept = one(&mut tx, permit.subject()).await?;
    if kept.withdrawn_at.is_some() {
        return Err(withdrawn());
    }
    let done = sqlx::query!(
        "update notes set body = $3 where id = $1 and revision = $2 and withdrawn_at is null",
        permit.subject().0,
        cases::revision(&form.revision)?,
        body
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(format!(
            "{} changed this note meanwhile. What you typed is kept here and not saved yet: look at the note, then save again.",
            kept.changed_by
        )));
    }
    if body != kept.body {
        if let About::Case(case) = about {
            timeline::tell(&mut tx, case, &Happened::NoteChanged).await?;
        }
        audit::record(&mut tx, event).await?;
    }
    tx.commit().await
}

/// Withdraws a note. It reads on as withdrawn.
///
/// # Errors
/// Refused; Conflict where it is withdrawn already. Says where the note stands.
pub async fn withdraw(caller: &Caller, id: NoteId) -> Result<()> {
    let (mut tx, permit, _, about, event) = on_note::<act::WithdrawNote>(caller, id).await?;
    let done = sqlx::query!(
        "update notes set withdrawn_at = office_now(), withdrawn_by = $2 where id = $1 and withdrawn_at is null",
        permit.subject().0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(withdrawn());
    }
    if let About::Case(case) = about {
        timeline::tell(&mut tx, case, &Happened::NoteWithdrawn).await?;
    }
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
