//! Where a case stands, in words for its clients: begun from what is usually said of its stage, approved by the lead.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::frame::Frame;
use domain::ids::{CaseId, ClientId, GrantId, StatusId};
use domain::status::{CaseStatus, Stated, StatusForm, StatusRow, is_stale};

use crate::audit::{self, Event, Resource};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, access, cases, frame, sharing, stage_words};

/// Of what clients read before, the page shows the latest.
const EARLIER: usize = 20;

const ANOTHER: &str = "Somebody else wrote a text meanwhile, and it waits for the lead. Read it first: yours would take its place.";

const GONE: &str =
    "Somebody replaced, approved or took back this text meanwhile. Look at it again.";

/// What clients read, what waits, and the form of another text: as the last one where the stage is the same, else as
/// is usually said of it.
///
/// # Errors
/// NotFound, Refused.
pub async fn page(caller: &Caller, id: CaseId) -> Result<(Frame, StatusForm, CaseStatus)> {
    let (mut tx, permit, ground) = access::on_case::<act::SeeCase>(caller, id).await?;
    let event = Event::new("see-case", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let case = cases::facts_seen(&mut tx, permit.subject()).await?;
    let rows = rows(&mut tx, id, &region).await?;
    let usual = stage_words::in_force(&mut tx, case.stage).await?;
    tx.commit().await?;
    let (mut told, mut waiting, mut earlier) = (None, None, Vec::new());
    for row in rows {
        match (row.approved_at.is_some(), told.is_none()) {
            (false, _) => waiting = Some(row),
            (true, true) => told = Some(row),
            (true, false) => earlier.push(row.shown),
        }
    }
    let key = caller.id().to_string();
    let latest = waiting.as_ref().or(told.as_ref()).filter(|row| row.stage == case.stage.word());
    let mut form = match latest {
        None => StatusForm::from_words(key, usual),
        Some(row) => StatusForm {
            key,
            step: row.shown.step.clone(),
            text: row.shown.text.clone(),
            ahead: row.shown.ahead.join("\n"),
            ..StatusForm::default()
        },
    };
    form.waits = waiting.as_ref().map(|row| row.shown.id.to_string()).unwrap_or_default();
    let moved = told.as_ref().is_some_and(|row| row.stage != case.stage.word());
    let since = told.as_ref().and_then(|row| row.approved_at);
    let body = CaseStatus {
        case,
        standing: ground.standing,
        stale: since.is_some_and(|at| is_stale(at, caller.now())),
        told: told.map(|row| row.shown),
        moved,
        waiting: waiting.map(|row| row.shown),
        earlier,
    };
    Ok((frame, form, body))
}

/// Writes what clients are to read. True where they read it from now on, false where the lead is asked. The same form
/// sent twice is one text.
///
/// # Errors
/// NotFound, Refused, Invalid; Conflict where a text waits that its writer has not seen.
pub async fn write(caller: &Caller, id: CaseId, form: &StatusForm) -> Result<bool> {
    let (mut tx, permit, _) = access::on_case::<act::EditCase>(caller, id).await?;
    let client = cases::facts_seen(&mut tx, permit.subject()).await?.client_id;
    tx.commit().await?;
    let mut errors = FieldErrors::default();
    let stated = form.parse(&mut errors);
    let Some(stated) = stated.filter(|_| errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    compare(caller, id, client, &stated).await?;
    let (mut tx, permit, ground) = access::on_case::<act::EditCase>(caller, id).await?;
    let key = form.key.parse().unwrap_or_else(|_| StatusId(caller.id()));
    unseen(&mut tx, permit.subject(), key, &form.waits).await?;
    let approved = sqlx::query_scalar!(
        r#"select write_case_status($1, $2, $3, $4, $5) as "approved!""#,
        key.0,
        permit.subject().0,
        stated.step,
        stated.text,
        &stated.ahead
    )
    .fetch_one(&mut *tx)
    .await?;
    let word = if approved { "tell-status" } else { "write-status" };
    record(&mut tx, word, id, key, ground.grant).await?;
    tx.commit().await?;
    Ok(approved)
}

/// A text takes the place of one that waits only where its writer has read that one.
async fn unseen(tx: &mut Tx, case: CaseId, key: StatusId, seen: &str) -> Result<()> {
    // as `write_case_status` has it: two at once come one after the other
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 9))", case.0)
        .execute(&mut **tx)
        .await?;
    let waits = sqlx::query_scalar!(
        "select id from case_statuses where case_id = $1 and approved_at is null and dropped_at is null",
        case.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    match waits.map(StatusId) {
        // the same form, sent twice
        Some(waits) if waits != key && waits.to_string() != seen => {
            Err(Error::Conflict(ANOTHER.into()))
        }
        _ => Ok(()),
    }
}

/// Every client of the case reads it, so it names nobody of another one: there is no going on all the same.
async fn compare(caller: &Caller, case: CaseId, client: ClientId, stated: &Stated) -> Result<()> {
    let text = [&stated.step, &stated.text].into_iter().chain(&stated.ahead);
    let text = text.map(String::as_str).collect::<Vec<_>>().join("\n");
    let Some(findings) = sharing::said(caller, text, case, client).await? else { return Ok(()) };
    let words: Vec<_> = findings.stops.iter().map(|stop| format!("“{}”", stop.words)).collect();
    let why = match findings.may_override() {
        true => format!(
            "{} is of another client of the office. Say it without: where a case stands needs no names.",
            words.join(", ")
        ),
        // whoever does not see that client is not told which words those are
        false => "This names another client of the office. Say it without names.".to_owned(),
    };
    Err(Error::invalid("text", why))
}

/// Lets clients read what waits.
///
/// # Errors
/// NotFound, Refused; Conflict where it waits no more.
pub async fn approve(caller: &Caller, id: CaseId, text: StatusId) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::ApproveStatus>(caller, id).await?;
    let done = sqlx::query_scalar!(
        r#"select approve_case_status($1, $2) as "done!""#,
        permit.subject().0,
        text.0
    )
    .fetch_one(&mut *tx)
    .await?;
    if !done {
        return Err(Error::Conflict(GONE.into()));
    }
    record(&mut tx, "tell-status", id, text, ground.grant).await?;
    tx.commit().await
}

/// Withdraws what waits, or takes back what clients read.
///
/// # Errors
/// NotFound; Refused, too, for what clients read where the caller could not have approved it; Conflict where that was
/// done.
pub async fn take_back(caller: &Caller, id: CaseId, text: StatusId) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::EditCase>(caller, id).await?;
    let told = sqlx::query_scalar!(
        r#"select approved_at is not null as "told!" from case_statuses where id = $1 and case_id = $2"#,
        text.0,
        permit.subject().0
    )
    .fetch_optional(&mut *tx)
    .await?;
    if told != Some(true) {
        return drop_text(tx, permit.subject(), text, ground.grant).await;
    }
    tx.commit().await?;
    let (tx, permit, ground) = access::on_case::<act::ApproveStatus>(caller, id).await?;
    drop_text(tx, permit.subject(), text, ground.grant).await
}

async fn drop_text(mut tx: Tx, case: CaseId, text: StatusId, grant: Option<GrantId>) -> Result<()> {
    let done = sqlx::query_scalar!(r#"select drop_case_status($1, $2) as "done!""#, case.0, text.0)
        .fetch_one(&mut *tx)
        .await?;
    if !done {
        return Err(Error::Conflict(GONE.into()));
    }
    record(&mut tx, "take-back-status", case, text, grant).await?;
    tx.commit().await
}

async fn record(
    tx: &mut Tx,
    word: &'static str,
    case: CaseId,
    text: StatusId,
    grant: Option<GrantId>,
) -> Result<()> {
    let event = Event::new(word, Resource::Case(case)).by_grant(grant);
    audit::record(tx, event.with("status", text.to_string())).await
}

struct Row {
    stage: String,
    approved_at: Option<jiff::Timestamp>,
    shown: StatusRow,
}

/// What waits first, then what was told, the latest first.
async fn rows(tx: &mut Tx, case: CaseId, region: &Region) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"select s.id, s.stage, s.step, s.said, s.ahead, w.name as "writer!", s.written_at, a.name as "approver?", s.approved_at
        from case_statuses s join staff w on w.id = s.written_by left join staff a on a.id = s.approved_by
        where s.case_id = $1 and s.dropped_at is null
        order by s.approved_at desc nulls first, s.id desc limit $2"#,
        case.0,
        i64::try_from(EARLIER + 2).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let approved_at = row.approved_at.map(|at| at.to_jiff());
            let on = |at| words::day(at, region);
            let approved = row.approver.zip(approved_at);
            Row {
                stage: row.stage,
                approved_at,
                shown: StatusRow {
                    id: StatusId(row.id),
                    step: row.step,
                    text: row.said,
                    ahead: row.ahead,
                    by: format!("Written by {} on {}", row.writer, on(row.written_at.to_jiff())),
                    approved: approved
                        .map(|(by, at)| format!("approved by {by} on {}", on(at)))
                        .unwrap_or_default(),
                },
            }
        })
        .collect())
}
