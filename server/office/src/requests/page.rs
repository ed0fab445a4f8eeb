//! The pages: what is asked on one case with its inbox, the form of a request, and all of it over every case in view.

use domain::access::{Role, act};
use domain::forms::Choice;
use domain::frame::{Frame, Framed};
use domain::ids::CaseId;
use domain::requests::{AskContext, AskForm, CaseRequests, LISTED, OfficeRequests};

use super::rows::{self, Wanted};
use crate::audit::{self, Event, Resource};
use crate::{Caller, Result, Tx, access, cases, frame};

/// Rows of each list of a case.
const ROWS: usize = 200;

/// What a client of the case is asked for, and what came.
///
/// # Errors
/// NotFound, Refused.
pub async fn of_case(caller: &Caller, id: CaseId) -> Result<Framed<CaseRequests>> {
    let (mut tx, permit, ground) = access::on_case::<act::SeeRequests>(caller, id).await?;
    let event = Event::new("see-requests", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let wanted = Wanted::OfCase(permit.subject());
    let body = CaseRequests {
        case: cases::facts(&mut tx, id).await?,
        standing: ground.standing,
        requests: rows::requests(&mut tx, wanted, &region, ROWS).await?,
        uploads: rows::uploads(&mut tx, wanted, &region, ROWS).await?,
        nobody: clients(&mut tx, id).await?.iter().all(|(_, uses)| !uses),
    };
    tx.commit().await?;
    Ok(Framed { frame, body })
}

/// The form of a request to a client of the case; chosen already where there is only one.
///
/// # Errors
/// NotFound, Refused.
pub async fn form(caller: &Caller, id: CaseId) -> Result<(Frame, AskForm, AskContext)> {
    let (mut tx, permit, ground) = access::on_case::<act::AskClient>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let case = cases::facts_seen(&mut tx, permit.subject()).await?;
    let clients = clients(&mut tx, id).await?;
    tx.commit().await?;
    let without: Vec<String> =
        clients.iter().filter(|(_, uses)| !uses).map(|(client, _)| client.label.clone()).collect();
    let clients: Vec<Choice> = clients.into_iter().map(|(client, _)| client).collect();
    let only = match clients.as_slice() {
        [only] => only.value.clone(),
        _ => String::new(),
    };
    let form = AskForm { key: caller.id().to_string(), client: only, ..AskForm::default() };
    Ok((frame, form, AskContext { case, standing: ground.standing, clients, without }))
}

/// What asks for something, over every case in view: requests that are open, and files that wait.
///
/// # Errors
/// As the database says.
pub async fn everywhere(caller: &Caller) -> Result<Framed<OfficeRequests>> {
    let mut tx = caller.begin().await?;
    audit::record(&mut tx, Event::new("list-requests", Resource::Office)).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let (mut requests, mut uploads) = match caller.role() {
        Role::Billing => (Vec::new(), Vec::new()),
        Role::ManagingPartner | Role::AssociateAttorney | Role::Paralegal => (
            rows::requests(&mut tx, Wanted::Everywhere, &region, LISTED + 1).await?,
            rows::uploads(&mut tx, Wanted::Everywhere, &region, LISTED + 1).await?,
        ),
    };
    tx.commit().await?;
    let (more_requests, more_uploads) = (requests.len() > LISTED, uploads.len() > LISTED);
    requests.truncate(LISTED);
    uploads.truncate(LISTED);
    Ok(Framed { frame, body: OfficeRequests { requests, more_requests, uploads, more_uploads } })
}

/// The clients who are in the case now, and whether anybody uses the portal for each.
async fn clients(tx: &mut Tx, case: CaseId) -> Result<Vec<(Choice, bool)>> {
    let rows = sqlx::query!(
        r#"select client_id as "id!", min(client_name) as "name!", count(membership_id) > 0 as "uses!"
        from case_portal_people($1) where in_case group by client_id order by 2, 1"#,
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let choice = |id: uuid::Uuid, label| Choice { value: id.to_string(), label };
    Ok(rows.into_iter().map(|row| (choice(row.id, row.name), row.uses)).collect())
}
