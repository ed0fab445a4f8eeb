//! The page on which a version is shared, proposed or approved: the first page, the people, and what was
//! found in it.

use domain::access::{Action, Decision, act, decide, may};
use domain::documents::DocumentRow;
use domain::frame::Frame;
use domain::ids::{CaseId, ClientId, DocumentId, MembershipId, ShareId};
use domain::sharing::{
    Findings, Outcome, Proposal, Recipient, ShareClient, ShareContext, ShareForm, ShareState,
    Stamps,
};
use uuid::Uuid;

use super::standing::on_share;
use super::{findings, guard};
use crate::access::deny;
use crate::documents::{self, on_document};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, audit, frame};

/// Sharing the newest version of a document with a client of its case, as chosen; with the only one,
/// where there is one. Whoever may not share proposes.
///
/// # Errors
/// NotFound, Refused.
pub async fn page(
    caller: &Caller,
    id: DocumentId,
    client: Option<ClientId>,
) -> Result<(Frame, ShareForm, ShareContext)> {
    let (mut tx, permit, ground, event) = on_document::<act::SeeDocument>(caller, id).await?;
    let releases = may(caller.role(), Action::ShareDocument, &ground.standing);
    match decide(Some(caller.role()), Action::ProposeShare, &ground.standing) {
        Decision::Allowed => {}
        _ if releases => {}
        no => return Err(deny(tx, event.named(Action::ProposeShare.word()), no).await?),
    }
    audit::record(&mut tx, event.with("in", "share")).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let document = documents::one(&mut tx, permit.subject()).await?;
    let of = documents::of(&mut tx, ground.case, ground.standing).await?;
    let clients = clients(&mut tx, ground.case, &document, &region).await?;
    let bar = bar(&mut tx, ground.case, &document).await?;
    tx.commit().await?;
    let looked = match (client, clients.as_slice()) {
        (None, [only]) => Some(only.id),
        (asked, clients) => asked.filter(|asked| clients.iter().any(|known| known.id == *asked)),
    };
    let findings = match looked {
        Some(client) if bar.is_none() => {
            found(caller, id, document.version, ground.case, client).await?
        }
        _ => Findings::default(),
    };
    let form = ShareForm {
        key: caller.id().to_string(),
        nth: document.version.to_string(),
        looked: looked.map(|client| client.to_string()).unwrap_or_default(),
        warned: warned(&findings),
        ..ShareForm::default()
    };
    let context = ShareContext {
        of,
        standing: ground.standing,
        document,
        clients,
        looked,
        findings,
        releases,
        proposal: None,
        bar,
    };
    Ok((frame, form, context))
}

/// What somebody proposed to share, for whoever decides on it.
///
/// # Errors
/// NotFound, Refused; Conflict where it waits no more.
pub async fn proposal(caller: &Caller, id: ShareId) -> Result<(Frame, ShareForm, ShareContext)> {
    let (mut tx, permit, ground, event) = on_share::<act::DecideShare>(caller, id).await?;
    audit::record(&mut tx, event.named("see-share")).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let document = documents::one(&mut tx, ground.document).await?;
    let of = documents::of(&mut tx, ground.case, ground.standing).await?;
    let asked = waiting(&mut tx, permit.subject()).await?;
    let mut clients = clients(&mut tx, ground.case, &document, &region).await?;
    let bar = match asked.nth == document.version {
        true => bar(&mut tx, ground.case, &document).await?,
        false => Some(NEWER.into()),
    };
    tx.commit().await?;
    clients.retain(|client| client.id == ground.client);
    for client in &mut clients {
        client.people.retain(|person| asked.people.contains(&person.id));
        client.people.iter_mut().for_each(|person| person.has_it = false);
    }
    let findings = match bar {
        None => found(caller, ground.document, asked.nth, ground.case, ground.client).await?,
        Some(_) => Findings::default(),
    };
    let form = ShareForm {
        key: id.to_string(),
        nth: asked.nth.to_string(),
        looked: ground.client.to_string(),
        people: asked.people.iter().map(MembershipId::to_string).collect(),
        warned: warned(&findings),
        ..ShareForm::default()
    };
    let proposal = Proposal {
        id,
        document: ground.document,
        by: asked.by,
        at: words::instant(asked.at, &region),
        client: clients.first().map(|client| client.name.clone()).unwrap_or_default(),
    };
    let context = ShareContext {
        of,
        standing: ground.standing,
        document,
        clients,
        looked: Some(ground.client),
        findings,
        releases: true,
        proposal: Some(proposal),
        bar,
    };
    Ok((frame, form, context))
}

fn warned(findings: &Findings) -> String {
    if findings.outcome == Outcome::Stop { "yes".into() } else { String::new() }
}

pub(super) const NEWER: &str =
    "A newer version was added since. Decline this, and share the newer one instead.";

/// A proposal that still waits.
pub(super) struct Waiting {
    pub(super) nth: i32,
    pub(super) by: String,
    pub(super) at: jiff::Timestamp,
    pub(super) people: Vec<MembershipId>,
}

/// # Errors
/// Conflict where somebody decided on it, or it was withdrawn.
pub(super) async fn waiting(tx: &mut Tx, id: ShareId) -> Result<Waiting> {
    let row = sqlx::query!(
        r#"select h.nth, h.asked_at, h.opens_at, h.declined_at, h.withdrawn_at, h.recalled_at, s.name,
            share_recipients(h.id) as "people!"
        from document_shares h join staff s on s.id = h.asked_by where h.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let stamps = Stamps {
        opens: row.opens_at.map(|at| at.to_jiff()),
        declined: row.declined_at.map(|at| at.to_jiff()),
        withdrawn: row.withdrawn_at.map(|at| at.to_jiff()),
        recalled: row.recalled_at.map(|at| at.to_jiff()),
    };
    match stamps.state(tx.caller().now()) {
        ShareState::Proposed => Ok(Waiting {
            nth: row.nth,
            by: row.name,
            at: row.asked_at.to_jiff(),
            people: row.people.into_iter().map(MembershipId).collect(),
        }),
        _ => Err(Error::Conflict(
            "This does not wait any more: somebody decided on it, or it was withdrawn.".into(),
        )),
    }
}

/// Compares a version for a client, and tells the caller what may be told.
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

/// The clients who are in the case now, and who uses the portal for them.
pub(super) async fn clients(
    tx: &mut Tx,
    case: CaseId,
    document: &DocumentRow,
    region: &Region,
) -> Result<Vec<ShareClient>> {
    let having: Vec<Uuid> = sqlx::query_scalar!(
        r#"select distinct unnest(share_recipients(h.id)) as "id!" from document_shares h
        where h.document_id = $1 and h.nth = $2 and h.declined_at is null and h.withdrawn_at is null and h.recalled_at is null"#,
        document.id.0,
        document.version
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = sqlx::query!(
        r#"select client_id as "client_id!", client_name as "client_name!", membership_id as "membership_id?", name as "name?",
            email as "email?", verified_at as "verified_at?", acts_as as "acts_as!"
        from case_portal_people($1) where in_case"#,
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut clients: Vec<ShareClient> = Vec::new();
    for row in rows {
        let id = ClientId(row.client_id);
        if clients.last().is_none_or(|client| client.id != id) {
            clients.push(ShareClient { id, name: row.client_name, people: Vec::new() });
        }
        let (Some(membership), Some(name), Some(client)) =
            (row.membership_id, row.name, clients.last_mut())
        else {
            continue;
        };
        client.people.push(Recipient {
            id: MembershipId(membership),
            name,
            email: row.email.unwrap_or_default(),
            acts_as: acts_as(&row.acts_as).into(),
            verified: row
                .verified_at
                .map(|at| format!("Verified {}", words::day(at.to_jiff(), region))),
            has_it: having.contains(&membership),
        });
    }
    Ok(clients)
}

pub(crate) fn acts_as(kind: &str) -> &'static str {
    match kind {
        "guardian" => "Guardian of the client",
        "agent" => "Agent of the client",
        "executor" => "Executor",
        "officer" => "Officer of the client",
        _ => "Client",
    }
}

/// Why a document does not go to anybody now.
pub(crate) async fn bar(
    tx: &mut Tx,
    case: CaseId,
    document: &DocumentRow,
) -> Result<Option<String>> {
    let destroyed = documents::destroyed_on(tx, case).await?;
    Ok(match (&document.marks.quarantined, destroyed) {
        (_, Some(day)) => Some(format!("This document was destroyed on {day}.")),
        (Some(_), None) => Some(
            "The scanner holds this version. Nobody opens it until a managing partner releases it."
                .into(),
        ),
        (None, None) if document.marks.trashed => {
            Some("This document is in the trash. Restore it before you share it.".into())
        }
        (None, None) => None,
    })
}
