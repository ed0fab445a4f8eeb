//! Documents that go with a message: each is a share with those of the client who take part, compared as any share is, and
//! withdrawn and recalled as one.

use std::collections::HashMap;

use domain::access::{Role, act};
use domain::forms::Choice;
use domain::ids::{CaseId, ClientId, DocumentId, MembershipId, ShareId};
use domain::sharing::{Finding, Outcome};
use uuid::Uuid;

use super::guard::{self, Looked};
use super::verbs::{gone, hold, said};
use super::{findings, page};
use crate::audit::{self, Event};
use crate::documents::{self, on_document};
use crate::{Caller, Error, Result, Tx};

/// What a page offers to choose from, at most.
const OFFERED: i64 = 50;

/// A document that was looked at, and may go.
pub(crate) struct ToAttach {
    document: DocumentId,
    name: String,
    nth: i32,
    client: ClientId,
    people: Vec<Uuid>,
    looked: Looked,
    event: Event,
    /// What speaks against it, as the caller may be told.
    stops: Vec<Finding>,
}

impl ToAttach {
    /// "“Lease.pdf”: “Dana Whitfield” is of Dana Whitfield."; empty where nothing speaks against it.
    pub(crate) fn warning(&self, words: impl Fn(&Finding) -> String) -> Option<String> {
        let stops: Vec<String> = self.stops.iter().map(words).collect();
        (!stops.is_empty()).then(|| format!("In “{}”: {}", self.name, stops.join(" ")))
    }
}

/// Documents of a case that the caller may share: the latest first. None for whoever shares nothing there.
pub(crate) async fn offered(tx: &mut Tx, case: CaseId) -> Result<Vec<Choice>> {
    if tx.caller().role() == Role::Billing || documents::destroyed_on(tx, case).await?.is_some() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"select d.id, d.name, d.nth from documents d
        where d.case_id = $1 and (select may_release($1)) and d.id not in (select unnest((select my_barred_documents())))
            and not exists (select from document_trashings t where t.document_id = d.id and t.until is null)
            and not exists (select from document_versions v join document_quarantines q on q.version_id = v.id
                where v.document_id = d.id and v.nth = d.nth and q.released_at is null)
        order by d.changed_at desc, d.id limit $2"#,
        case.0,
        OFFERED
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut known: HashMap<String, usize> = HashMap::new();
    rows.iter().for_each(|row| *known.entry(row.name.clone()).or_default() += 1);
    Ok(rows
        .into_iter()
        .map(|row| Choice {
            value: row.id.to_string(),
            label: match known.get(&row.name) {
                Some(1) => row.name,
                _ => format!("{}, version {}", row.name, row.nth),
            },
        })
        .collect())
}

/// Asks for the right to share it, and compares it. Nothing is written but that it was read.
///
/// # Errors
/// NotFound for one of another case; Refused; Conflict where it cannot go to these people, or names a client whom the
/// caller must not learn of.
pub(crate) async fn look(
    caller: &Caller,
    id: DocumentId,
    (case, client): (CaseId, ClientId),
    people: &[MembershipId],
) -> Result<ToAttach> {
    let (mut tx, permit, ground, event) = on_document::<act::ShareDocument>(caller, id).await?;
    if ground.case != case {
        return Err(Error::NotFound);
    }
    let document = permit.subject();
    let region = caller.zone(&mut tx).await?;
    let row = documents::one(&mut tx, document).await?;
    if let Some(bar) = page::bar(&mut tx, case, &row).await? {
        return Err(Error::Conflict(format!("“{}” cannot go with it: {bar}", row.name)));
    }
    let clients = page::clients(&mut tx, case, &row, &region).await?;
    tx.commit().await?;
    let reads = clients.into_iter().filter(|known| known.id == client).flat_map(|of| of.people);
    let people: Vec<Uuid> = reads
        .filter(|person| people.contains(&person.id) && !person.has_it)
        .map(|person| person.id.0)
        .collect();
    if people.is_empty() {
        return Err(Error::Conflict(format!(
            "“{}” was not sent: whoever of the client reads this has it already, or nobody of them can open it. Leave it out.",
            row.name
        )));
    }
    let looked = guard::compare(caller, document, row.version, case, client).await?;
    let mut stops = Vec::new();
    if looked.outcome() == Outcome::Stop {
        let mut tx = caller.begin().await?;
        let found = findings::of(&mut tx, &looked, case, client).await?;
        tx.commit().await?;
        if !found.may_override() {
            return Err(Error::Conflict(format!(
                "“{}” seems to belong to another client of the office. Nothing was sent. Leave it out, or ask a managing partner.",
                row.name
            )));
        }
        stops = found.stops;
    }
    Ok(ToAttach {
        document,
        name: row.name,
        nth: row.version,
        client,
        people,
        looked,
        event,
        stops,
    })
}

/// Shares it, in the transaction that writes the message. `because` is why it goes in spite of what speaks against it.
///
/// # Errors
/// Conflict where something about it changed meanwhile.
pub(crate) async fn attach(
    tx: &mut Tx,
    it: ToAttach,
    because: Option<&str>,
    message: Uuid,
    nth: i16,
) -> Result<()> {
    let caller = tx.caller().clone();
    let share = ShareId(caller.id());
    let outcome = it.looked.outcome();
    let because = because.filter(|_| outcome == Outcome::Stop).map(str::to_owned);
    sqlx::query!(
        r#"select share_document($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false) as "new!""#,
        share.0,
        caller.id(),
        it.document.0,
        it.nth,
        it.client.0,
        &it.people,
        hold(),
        outcome.word(),
        it.looked.kept(),
        because
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| match Error::from(error) {
        Error::Conflict(_) => Error::Conflict(format!(
            "Nothing was sent: something about “{}” changed meanwhile. Open the page again.",
            it.name
        )),
        error => error,
    })?;
    sqlx::query!("select attach_share($1, $2, $3, $4)", caller.id(), nth, message, share.0)
        .execute(&mut **tx)
        .await?;
    let event = it.event.client(it.client).with("share", share.to_string()).with("in", "message");
    let event = said(tx, event, it.document, it.nth, it.people.len(), &it.looked, because).await?;
    audit::record(tx, event.named(gone(outcome))).await
}
