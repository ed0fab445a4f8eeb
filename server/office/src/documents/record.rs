//! Who can open a document, and who did. The log's rows are the ones that were written before the
//! first byte; nothing is told twice.

use domain::access::{Action, Level, Role, may};
use domain::documents::{DocumentRecord, Opener, RecordLine};
use domain::ids::DocumentId;
use domain::{access::Standing, audit::done};

use crate::frame::person;
use crate::words::{self, Region};
use crate::{Result, Tx};

/// Lines on a document's page.
const LINES: i64 = 30;

/// Both, for those who may ask.
pub(super) async fn of(
    tx: &mut Tx,
    id: DocumentId,
    standing: &Standing,
    region: &Region,
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
    let rows = sqlx::query!(
        r#"select a.at, a.action, a.outcome, a.resource_version, s.name as "who?"
        from audit_events a left join staff s on s.id = a.actor_id
        where a.resource = 'document' and a.resource_id = $1
        order by a.seq desc limit $2"#,
        id.0,
        LINES + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let more = rows.len() as i64 > LINES;
    let lines = rows
        .into_iter()
        .take(LINES as usize)
        .map(|row| {
            let at = row.at.to_jiff();
            let version = row.resource_version.map(|nth| format!(", version {nth}"));
            RecordLine {
                at: words::instant(at, region),
                datetime: words::datetime(at, region),
                who: row.who.unwrap_or_else(|| "The office".into()),
                what: done(&row.action) + &version.unwrap_or_default(),
                refused: row.outcome != "done",
            }
        })
        .collect();
    Ok(Some(DocumentRecord { openers, lines, more }))
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
