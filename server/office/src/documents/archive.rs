//! Many documents at once: asked for as a whole, before the first byte of any. Each is opened, and
//! recorded, by itself.

use domain::access::act;
use domain::ids::{CaseId, DocumentId};
use uuid::Uuid;

use super::list::through;
use super::shred;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, access};

/// Whether an archive of documents of a case may be asked for, before its first byte: all of them in
/// sight and of the case. Hands back the case's number, for its name.
///
/// # Errors
/// NotFound where one is not there; Conflict where they were destroyed.
pub async fn archivable(caller: &Caller, case: CaseId, wanted: &[DocumentId]) -> Result<String> {
    let (mut tx, permit, ground) = access::on_case::<act::ListDocuments>(caller, case).await?;
    let ids: Vec<Uuid> = wanted.iter().map(|id| id.0).collect();
    let through = through(caller);
    let row = sqlx::query!(
        r#"select c.number as "number!",
            (select count(distinct d.id) from documents d where d.case_id = $1 and d.id = any ($2)
                and ($3 or ($5 and d.kind in ('fee_agreement', 'receipt'))
                    or (not $5 and d.case_id in (select unnest((select my_cases())))))
                and ($4 or d.case_id <> all ((select my_walls())::uuid[]))
                and ($4 or d.id not in (select unnest((select my_barred_documents()))))) as "found!"
        from case_billing c where c.id = $1"#,
        permit.subject().0,
        &ids,
        through.sees.everything,
        through.sees.unscreened,
        through.kinds
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let distinct: std::collections::HashSet<_> = ids.iter().collect();
    if row.found != distinct.len() as i64 {
        return Err(Error::NotFound);
    }
    shred::must_stand(&mut tx, case).await?;
    let event = Event::new("archive-documents", Resource::Case(case))
        .by_grant(ground.grant)
        .with("documents", row.found);
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(row.number)
}
