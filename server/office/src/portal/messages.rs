//! Messages between the office and whoever is signed in: read, answered, begun.

use domain::forms::{Choice, FieldErrors};
use domain::ids::{CaseId, ClientId, ThreadId};
use domain::portal::PortalFramed;
use domain::threads::{
    About, MessageForm, OwnStart, OwnStartForm, OwnThread, OwnThreadRow, OwnThreads, Said, case_key,
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

use super::PortalCaller;
use super::attached::{self, Files, Hanging};
use super::caller::PortalTx;
use super::home::Me;
use crate::words::{self, Region};
use crate::{Error, Result, markup};

const AGAIN: &str = "This was not sent. Open the page again.";

#[derive(Debug, Deserialize)]
struct Own {
    id: Uuid,
    subject: String,
    about: About,
    case: String,
    #[serde(rename = "for")]
    client: String,
    closed: bool,
    case_closed: bool,
    writes: bool,
    last_at: Option<Timestamp>,
    last_by: Option<String>,
    last_mine: bool,
    unread: i64,
}

impl Own {
    fn shown(self, zone: &Region) -> OwnThreadRow {
        let bar = match (self.case_closed, self.closed, self.writes) {
            (true, ..) => "This case is closed. Call us if there is something left to say.",
            (false, true, _) => "We closed this. Write to us anew, or call us.",
            (false, false, false) => "You read here. To write, ask us.",
            (false, false, true) => "",
        };
        let by = if self.last_mine { "You".to_owned() } else { self.last_by.unwrap_or_default() };
        OwnThreadRow {
            id: ThreadId(self.id),
            subject: self.subject,
            about: self.about,
            last: self
                .last_at
                .map(|at| format!("{by}, {}", words::instant(at, zone)))
                .unwrap_or_default(),
            unread: self.unread,
            case: self.case,
            client: self.client,
            bar: bar.into(),
        }
    }
}

pub(super) async fn rows(tx: &mut PortalTx, me: &Me) -> Result<Vec<OwnThreadRow>> {
    let zone = me.region();
    let rows = sqlx::query_scalar!(r#"select own_threads() as "row!: Json<Own>""#)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|Json(own)| own.shown(&zone)).collect())
}

/// All of them, the latest first.
///
/// # Errors
/// As the database says.
pub async fn threads(caller: &PortalCaller) -> Result<PortalFramed<OwnThreads>> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let rows = rows(&mut tx, &me).await?;
    let may_start = !cases(&mut tx).await?.is_empty();
    tx.commit().await?;
    Ok(me.around(OwnThreads { rows, may_start }))
}

#[derive(Debug, Deserialize)]
struct Whole {
    people: Vec<Who>,
    said: Vec<Word>,
}

#[derive(Debug, Deserialize)]
struct Who {
    name: String,
    office: bool,
}

#[derive(Debug, Deserialize)]
struct Word {
    at: Timestamp,
    body: String,
    by: String,
    office: bool,
    mine: bool,
    files: Vec<Hanging>,
}

impl Word {
    fn shown(self, thread: ThreadId, zone: &Region) -> Said {
        Said {
            by: if self.mine { "You".into() } else { self.by },
            office: self.office,
            mine: self.mine,
            at: words::instant(self.at, zone),
            datetime: words::datetime(self.at, zone),
            text: markup::read(&self.body),
            anyway: None,
            files: self.files.into_iter().map(|file| file.shown(thread)).collect(),
        }
    }
}

/// One of them, with what was written since the caller takes part; it is read herewith, and that is recorded.
///
/// # Errors
/// NotFound for one that is not the caller's, or no longer.
pub async fn thread(
    caller: &PortalCaller,
    id: ThreadId,
) -> Result<(MessageForm, PortalFramed<OwnThread>)> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let zone = me.region();
    let whole = sqlx::query_scalar!(r#"select own_thread($1) as "whole: Json<Whole>""#, id.0)
        .fetch_one(&mut *tx)
        .await?;
    let Some(Json(whole)) = whole else { return Err(Error::NotFound) };
    let read =
        sqlx::query_scalar!(r#"select own_thread_read($1, $2) as "read!""#, id.0, event(caller))
            .fetch_one(&mut *tx)
            .await?;
    let row = rows(&mut tx, &me).await?.into_iter().find(|row| row.id == id);
    let Some(row) = row.filter(|_| read) else { return Err(Error::NotFound) };
    tx.commit().await?;
    let limit = match row.about {
        About::Case => Some(attached::limit(caller).await),
        About::Billing => None,
    };
    let body = OwnThread {
        row,
        said: whole.said.into_iter().map(|word| word.shown(id, &zone)).collect(),
        people: whole.people.into_iter().map(|who| (who.name, who.office)).collect(),
        limit,
    };
    let form = MessageForm { key: caller.id().to_string(), ..MessageForm::default() };
    Ok((form, me.around(body)))
}

/// Answers in one of them.
///
/// # Errors
/// As [`write_with`].
pub async fn write(caller: &PortalCaller, id: ThreadId, form: &MessageForm) -> Result<()> {
    write_with(caller, id, form, Files::default()).await
}

/// Answers, with files: all of it is there afterwards, or nothing.
///
/// # Errors
/// NotFound, Invalid; Conflict where nothing can be written, or too much was.
pub async fn write_with(
    caller: &PortalCaller,
    id: ThreadId,
    form: &MessageForm,
    files: Files,
) -> Result<()> {
    let done = put(caller, id, form, &files).await;
    settle(caller, files, done).await.map(|_| ())
}

async fn put(
    caller: &PortalCaller,
    id: ThreadId,
    form: &MessageForm,
    files: &Files,
) -> Result<Put> {
    let mut errors = FieldErrors::default();
    let Some(body) = form.body(&mut errors) else { return Err(Error::Invalid(errors)) };
    let key: Uuid = form.key.parse().map_err(|_| Error::Conflict(AGAIN.into()))?;
    let mut tx = caller.begin().await?;
    let there = is_there(&mut tx, key).await?;
    let done = sqlx::query_scalar!(
        r#"select portal_write($1, $2, $3, $4, $5) as "done!""#,
        key,
        // of the responsible attorney, who reads what a client writes
        &[caller.id()],
        id.0,
        body,
        event(caller)
    )
    .fetch_one(&mut *tx)
    .await?;
    took(&done)?;
    if !there {
        files.hang(&mut tx, caller, key).await?;
    }
    tx.commit().await?;
    Ok(Put { thread: id, again: there })
}

/// Something that is written.
struct Put {
    thread: ThreadId,
    /// It had been sent before, and so had its files.
    again: bool,
}

/// Lets go of files that came for nothing.
async fn settle(caller: &PortalCaller, files: Files, done: Result<Put>) -> Result<ThreadId> {
    match done {
        Ok(Put { thread, again: false }) => Ok(thread),
        Ok(Put { thread, again: true }) => {
            files.let_go(caller).await;
            Ok(thread)
        }
        // after a lost connection nobody knows whether they were kept: the sweeper does
        Err(error @ (Error::Unavailable | Error::Internal(_))) => Err(error),
        Err(error) => {
            files.let_go(caller).await;
            Err(error)
        }
    }
}

async fn is_there(tx: &mut PortalTx, message: Uuid) -> Result<bool> {
    sqlx::query_scalar!(r#"select portal_message_there($1) as "there!""#, message)
        .fetch_one(&mut **tx)
        .await
        .map_err(Error::from)
}

#[derive(Debug, Deserialize)]
struct Mine {
    case: Uuid,
    client: Uuid,
    number: String,
    #[serde(rename = "for")]
    name: String,
    /// Sees their invoices.
    money: bool,
}

async fn cases(tx: &mut PortalTx) -> Result<Vec<Mine>> {
    let rows = sqlx::query_scalar!(r#"select own_cases_to_write() as "row!: Json<Mine>""#)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|Json(mine)| mine).collect())
}

/// What can be begun: about which case, for whom.
///
/// # Errors
/// As the database says.
pub async fn start_form(caller: &PortalCaller) -> Result<(OwnStartForm, PortalFramed<OwnStart>)> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let cases = cases(&mut tx).await?;
    tx.commit().await?;
    let several = me.acts_for.len() > 1;
    let bills = cases.iter().any(|mine| mine.money);
    let cases = cases
        .into_iter()
        .map(|mine| Choice {
            value: case_key(CaseId(mine.case), ClientId(mine.client)),
            label: match several {
                true => format!("{}, case {}", mine.name, mine.number),
                false => format!("Case {}", mine.number),
            },
        })
        .collect();
    let form = OwnStartForm { key: caller.id().to_string(), ..OwnStartForm::default() };
    Ok((form, me.around(OwnStart { cases, bills, limit: attached::limit(caller).await })))
}

/// Seats for billing in what a client asks about a bill: as many of them read it.
const BILLING_MOST: usize = 16;

/// Begins to write about a case: it goes to the responsible attorney, and to billing where it is about a bill.
///
/// # Errors
/// As [`start_with`].
pub async fn start(caller: &PortalCaller, form: &OwnStartForm) -> Result<ThreadId> {
    start_with(caller, form, Files::default()).await
}

/// Begins, with files: all of it is there afterwards, or nothing.
///
/// # Errors
/// Invalid; Conflict as [`write_with`].
pub async fn start_with(
    caller: &PortalCaller,
    form: &OwnStartForm,
    files: Files,
) -> Result<ThreadId> {
    let done = open(caller, form, &files).await;
    settle(caller, files, done).await
}

async fn open(caller: &PortalCaller, form: &OwnStartForm, files: &Files) -> Result<Put> {
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let about = form.about();
    if about.is_none() {
        errors.add("about", "Choose what it is about.");
    }
    let key: ThreadId = form.key.parse().map_err(|_| Error::Conflict(AGAIN.into()))?;
    let mut tx = caller.begin().await?;
    let cases = cases(&mut tx).await?;
    let chosen = match (form.case.as_str(), cases.as_slice()) {
        ("", [only]) => Some(only),
        (chosen, cases) => {
            cases.iter().find(|mine| case_key(CaseId(mine.case), ClientId(mine.client)) == chosen)
        }
    };
    match chosen {
        None => errors.add("case", "Choose the case it is about."),
        Some(mine) if about == Some(About::Billing) && !mine.money => {
            errors.add(
                "about",
                "You do not see the bills of this case. Choose the case, or call us.",
            );
        }
        Some(_) => {}
    }
    let (Some((subject, body)), Some(mine), Some(about), true) =
        (parsed, chosen, about, errors.is_empty())
    else {
        return Err(Error::Invalid(errors));
    };
    if about == About::Billing && !files.is_empty() {
        return Err(attached::about_bill());
    }
    // the caller's, the responsible attorney's, and those of billing
    let seats: Vec<Uuid> = (0..2 + BILLING_MOST).map(|_| caller.id()).collect();
    let there = is_there(&mut tx, key.0).await?;
    let done = sqlx::query_scalar!(
        r#"select portal_start_thread($1, $2, $3, $4, $5, $6, $7, $8, $9) as "done!""#,
        key.0,
        // the first message is known by its thread: sent twice, it is one
        key.0,
        &seats,
        mine.case,
        mine.client,
        about.word(),
        subject,
        body,
        event(caller)
    )
    .fetch_one(&mut *tx)
    .await?;
    took(&done)?;
    if !there {
        files.hang(&mut tx, caller, key.0).await?;
    }
    tx.commit().await?;
    Ok(Put { thread: key, again: there })
}

/// What is written down of it, and from where.
pub(super) fn event(caller: &PortalCaller) -> Value {
    let visit = caller.visit();
    json!({
        "id": caller.id(),
        "session": caller.session_id().0,
        "request": visit.request_id(),
        "address": visit.address(),
        "user_agent": visit.user_agent(),
    })
}

pub(super) fn took(done: &str) -> Result<()> {
    let why = match done {
        "done" => return Ok(()),
        "gone" => return Err(Error::NotFound),
        "hour" => {
            "You wrote 20 messages within the hour. We read each: wait a little with the next, or call us."
        }
        "day" => "You wrote 100 messages within a day. Write the next one tomorrow, or call us.",
        "reads" => "You read here. To write, ask us.",
        _ => "This was closed meanwhile. Write to us anew, or call us.",
    };
    Err(Error::Conflict(why.into()))
}
