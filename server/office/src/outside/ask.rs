//! The page on which documents are chosen, and the one on which it is said to whom they go.

use domain::access::act;
use domain::documents::size_words;
use domain::frame::Frame;
use domain::ids::{CaseId, ClientId, DocumentId};
use domain::outside::{
    ChooseForm, DAYS, OutsideAsk, OutsideForm, ToChoose, chosen, in_address, versions,
};
use domain::sharing::{Findings, Outcome};

use super::send::{gather, listed};
use crate::audit::{self, Event, Resource};
use crate::documents::{self, shown_media};
use crate::sharing::{bar, findings, guard};
use crate::{Caller, Error, Result, Tx, access, cases, frame};

/// Sending documents of a case: those that are chosen, compared with what others are called; all to choose from where
/// none is.
///
/// # Errors
/// NotFound, Refused.
pub async fn ask(
    caller: &Caller,
    id: CaseId,
    chosen: &[DocumentId],
) -> Result<(Frame, OutsideForm, OutsideAsk)> {
    let (mut tx, permit, ground) = access::on_case::<act::SendOutside>(caller, id).await?;
    let event = Event::new("see-outside", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event.with("in", "form")).await?;
    let frame = frame::load(&mut tx).await?;
    let case = cases::facts(&mut tx, permit.subject()).await?;
    let all = if chosen.is_empty() { to_choose(&mut tx, id).await? } else { Vec::new() };
    let (mut rows, mut barred) = (Vec::new(), None);
    if !chosen.is_empty() {
        listed(&mut tx, id, chosen).await?;
    }
    for document in chosen {
        let row = documents::one(&mut tx, *document).await?;
        let why = bar(&mut tx, id, &row).await?;
        barred = barred.or(why.map(|why| format!("{}: {why}", row.name)));
        rows.push(row);
    }
    tx.commit().await?;
    let mut looked = Vec::new();
    if barred.is_none() {
        for row in &rows {
            let found = found(caller, row.id, row.version, id, case.client_id).await?;
            looked.push((row.name.clone(), found));
        }
    }
    let findings = gather(looked);
    let form = OutsideForm {
        key: caller.id().to_string(),
        documents: versions(&rows),
        days: DAYS.to_string(),
        warned: if findings.outcome == Outcome::Stop { "yes".into() } else { String::new() },
        ..OutsideForm::default()
    };
    Ok((frame, form, OutsideAsk { case, all, chosen: rows, findings, bar: barred }))
}

/// The documents that were ticked, as the address of the next page has them.
///
/// # Errors
/// NotFound, Refused, Invalid.
pub async fn choose(caller: &Caller, id: CaseId, form: &ChooseForm) -> Result<String> {
    let (mut tx, permit, _) = access::on_case::<act::SendOutside>(caller, id).await?;
    let ids = chosen(&form.documents).map_err(|why| Error::invalid("documents", why))?;
    listed(&mut tx, permit.subject(), &ids).await?;
    tx.commit().await?;
    Ok(in_address(&ids))
}

async fn found(
    caller: &Caller,
    document: DocumentId,
    nth: i32,
    case: CaseId,
    client: ClientId,
) -> Result<Findings> {
    let looked = guard::compare(caller, document, nth, case, client).await?;
    let mut tx = caller.begin().await?;
    let findings = findings::of(&mut tx, &looked, case, client).await?;
    tx.commit().await?;
    Ok(findings)
}

async fn to_choose(tx: &mut Tx, case: CaseId) -> Result<Vec<ToChoose>> {
    let rows = sqlx::query!(
        r#"select d.id, d.name, d.nth, v.media, v.size_bytes
        from documents d join document_versions v on v.document_id = d.id and v.nth = d.nth
        where d.case_id = $1
            and not exists (select from document_trashings t where t.document_id = d.id and t.until is null)
            and not exists (select from document_quarantines q where q.version_id = v.id and q.released_at is null)
        order by d.changed_at desc, d.id limit 300"#,
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let one = rows.into_iter().map(|row| ToChoose {
        id: DocumentId(row.id),
        name: row.name,
        media: shown_media(&row.media),
        facts: format!("Version {} · {}", row.nth, size_words(row.size_bytes)),
    });
    Ok(one.collect())
}
