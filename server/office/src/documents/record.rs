//! Who can open a document, and who did. The log's rows are the ones that were written before the
//! first byte; nothing is told twice. What a page shows and what is exported is one statement.

use domain::access::{Action, Level, Role, Standing, act, may};
use domain::audit::{done, tried};
use domain::documents::{Did, DocumentRecord, Opener, RecordFilter, RecordLine};
use domain::forms::Choice;
use domain::ids::{DocumentId, StaffId};
use jiff::Timestamp;

use super::list;
use super::standing::on_document;
use crate::frame::person;
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, audit, sheet};

/// Lines on a document's page.
const LINES: usize = 30;
/// Rows those are folded from.
const ROWS: i64 = 500;
/// Rows of an export.
const EXPORTED: i64 = 50_000;

/// A row of the log as far as a document's record goes.
struct Row {
    at: Timestamp,
    action: String,
    outcome: String,
    version: Option<i32>,
    who: Option<String>,
    role: Option<String>,
}

impl Row {
    fn refused(&self) -> bool {
        self.outcome != "done"
    }

    fn what(&self) -> String {
        let version = self.version.map(|nth| format!(", version {nth}")).unwrap_or_default();
        match (self.refused(), Action::from_word(&self.action)) {
            (true, Some(_)) => tried(&self.action) + &version,
            _ => done(&self.action) + &version,
        }
    }

    fn who(&self) -> String {
        self.who.clone().unwrap_or_else(|| "The office".into())
    }
}

/// Both, for those who may ask.
pub(super) async fn of(
    tx: &mut Tx,
    id: DocumentId,
    standing: &Standing,
    region: &Region,
    filter: RecordFilter,
) -> Result<Option<DocumentRecord>> {
    if !may(tx.caller().role(), Action::SeeDocumentRecord, standing) {
        return Ok(None);
    }
    let openers = sqlx::query!(
        r#"select s.id, s.name, s.colour, o.role as "role!", o.reach as "reach?", o.cover as "cover!"
        from document_openers($1) o join staff s on s.id = o.staff_id order by s.name, s.id"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(|row| Opener {
        person: person(row.id, row.name, row.colour),
        why: why(&row.role, row.reach, row.cover),
    })
    .collect();
    let rows = rows(tx, id, &filter, ROWS + 1).await?;
    let cut = rows.len() as i64 > ROWS;
    let mut lines = folded(rows, region);
    let more = cut || lines.len() > LINES;
    lines.truncate(LINES);
    let names = names(Did::Look.actions());
    let people = sqlx::query!(
        r#"select s.id, s.name, count(*) filter (where a.action = any ($2) and a.outcome = 'done') as "looks!"
        from audit_events a join staff s on s.id = a.actor_id
        where a.resource = 'document' and a.resource_id = $1
        group by s.id, s.name order by s.name, s.id"#,
        id.0,
        &names
    )
    .fetch_all(&mut **tx)
    .await?;
    let looks = (
        people.iter().map(|row| row.looks).sum(),
        people.iter().filter(|row| row.looks > 0).count() as i64,
    );
    let people = people
        .into_iter()
        .map(|row| Choice { value: row.id.to_string(), label: row.name })
        .collect();
    Ok(Some(DocumentRecord { openers, filter, lines, more, looks, people }))
}

fn names(actions: &[&str]) -> Vec<String> {
    actions.iter().map(|action| (*action).to_owned()).collect()
}

async fn rows(tx: &mut Tx, id: DocumentId, filter: &RecordFilter, most: i64) -> Result<Vec<Row>> {
    let did = Did::from_word(&filter.did);
    let actions = match did {
        None => names(Did::Look.actions()),
        Some(Did::Change) => {
            Did::ALL.iter().flat_map(|did| names(did.actions())).collect::<Vec<_>>()
        }
        Some(did) => names(did.actions()),
    };
    let rows = sqlx::query!(
        r#"select a.at, a.action, a.outcome, a.resource_version, a.actor_role, coalesce(s.name, p.name) as "who?"
        from audit_events a left join staff s on s.id = a.actor_id
        left join portal_people p on p.id = a.actor_id and a.actor_kind = 'client'
        where a.resource = 'document' and a.resource_id = $1
            and case $2
                when '' then a.outcome <> 'done' or a.action <> all ($3)
                when 'denied' then a.outcome <> 'done'
                when 'change' then a.outcome = 'done' and a.action <> all ($3)
                else a.outcome = 'done' and a.action = any ($3)
            end
            and ($4::uuid is null or a.actor_id = $4)
        order by a.seq desc limit $5"#,
        id.0,
        did.map_or("", Did::word),
        &actions,
        filter.who.parse::<StaffId>().ok().map(|id| id.0),
        most
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Row {
            at: row.at.to_jiff(),
            action: row.action,
            outcome: row.outcome,
            version: row.resource_version,
            who: row.who,
            role: row.actor_role,
        })
        .collect())
}

/// What somebody did several times in a row is one line.
fn folded(rows: Vec<Row>, region: &Region) -> Vec<RecordLine> {
    let mut lines: Vec<RecordLine> = Vec::new();
    for row in rows {
        let (who, what, refused) = (row.who(), row.what(), row.refused());
        match lines.last_mut() {
            Some(line) if line.who == who && line.what == what && line.refused == refused => {
                line.times += 1;
            }
            _ => lines.push(RecordLine {
                at: words::instant(row.at, region),
                datetime: words::datetime(row.at, region),
                who,
                what,
                times: 1,
                refused,
            }),
        }
    }
    lines
}

/// A record to be taken away.
#[derive(Debug)]
pub struct RecordSheet {
    /// Of the document.
    pub name: String,
    /// CSV, UTF-8.
    pub bytes: Vec<u8>,
}

/// The record of a document as CSV, one row for each of the log's, the newest first. Itself on record.
///
/// # Errors
/// NotFound, Refused, StepUp; Conflict where it is too long for one file.
pub async fn export_record(
    caller: &Caller,
    id: DocumentId,
    filter: &RecordFilter,
) -> Result<RecordSheet> {
    let (mut tx, permit, _, event) = on_document::<act::SeeDocumentRecord>(caller, id).await?;
    caller.fresh()?;
    let region = caller.zone(&mut tx).await?;
    let document = list::one(&mut tx, permit.subject()).await?;
    let rows = rows(&mut tx, id, filter, EXPORTED + 1).await?;
    if rows.len() as i64 > EXPORTED {
        return Err(Error::Conflict(
            "This record is too long for one file. Narrow it by person or by what was done.".into(),
        ));
    }
    let event = event.named("export-document-record").with("rows", rows.len());
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    let lines = rows.iter().map(|row| {
        let role = row.role.as_deref().and_then(Role::from_word).map_or("", Role::label);
        let outcome = if row.refused() { "Refused" } else { "Done" };
        [words::datetime(row.at, &region), row.who(), role.to_owned(), row.what(), outcome.into()]
    });
    let bytes = sheet::csv(["Time", "Person", "Role", "What", "Outcome"], lines)?;
    Ok(RecordSheet { name: document.name, bytes })
}

fn why(role: &str, reach: Option<i16>, cover: bool) -> String {
    let level = reach.and_then(crate::access::level);
    match (Role::from_word(role), level) {
        (_, Some(level)) if cover => format!("Covers: {}", level.label().to_lowercase()),
        (_, Some(Level::Lead)) => Level::Lead.label().into(),
        (_, Some(level)) => format!("Case team: {}", level.label().to_lowercase()),
        (Some(Role::ManagingPartner), None) => "Role: sees all cases".into(),
        (Some(Role::Billing), None) => "Role: fee agreements and receipts".into(),
        (_, None) => "Role".into(),
    }
}
