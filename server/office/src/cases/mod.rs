//! Cases: opened, worked on, closed, reopened. What a caller cannot see is not there: unseen and
//! unknown are one answer, on every path.

mod billing;
mod opening;
mod proposals;
mod sheet;
mod store;

use domain::access::{Act, Action, Role, act, may};
use domain::cases::{
    CaseFacts, CaseFilter, CaseForm, CaseFormContext, CaseList, CasePage, CaseView, Happened,
    ParsedCase, ReasonForm,
};
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, ClientId, StaffId};
use domain::text;

pub use opening::{Opened, accept, go_on, open, prepare};
pub use proposals::{approve, decline, decline_form, prepared, withdraw};

use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, frame, timeline, words};

pub(crate) use sheet::{Sees, read as sheet};
pub(crate) use store::{
    attorney_choices, attorneys_in_force, client_choices, facts, facts_seen, is_attorney,
    rows_led_by, rows_of_clients,
};

/// The list, its count, and what waits for the caller's approval.
///
/// # Errors
/// As the database says.
pub async fn list(caller: &Caller, filter: CaseFilter) -> Result<Framed<CaseList>> {
    let mut tx = caller.begin().await?;
    let (frame, page, attorneys, waits) = match caller.role() {
        Role::Billing => {
            let frame = frame::load(&mut tx).await?;
            (frame, billing::list(&mut tx, &filter).await?, Vec::new(), false)
        }
        Role::ManagingPartner | Role::AssociateAttorney | Role::Paralegal => {
            let found = store::find(&mut tx, &filter).await?;
            let (frame, attorneys, waits) = store::frame_of_list(&mut tx, found.open_cases).await?;
            let locale = caller.zone(&mut tx).await?.locale;
            (frame, found.into_page(locale)?, attorneys, waits)
        }
    };
    let any = !page.rows.is_empty() || store::any(&mut tx).await?;
    let proposals = if waits { proposals::waiting(&mut tx).await? } else { Vec::new() };
    tx.commit().await?;
    let areas = domain::cases::PRACTICE_AREAS.map(str::to_owned).to_vec();
    Ok(Framed { frame, body: CaseList { filter, page, any, proposals, areas, attorneys } })
}

/// A case's page. Each view is recorded before anything of it is shown.
///
/// # Errors
/// NotFound for what the caller may not see.
pub async fn show(caller: &Caller, id: CaseId) -> Result<Framed<CaseView>> {
    if caller.role() == Role::Billing {
        return billing::show(caller, id).await;
    }
    let (mut tx, permit, ground) = access::on_case::<act::SeeCase>(caller, id).await?;
    audit::record(
        &mut tx,
        Event::new(act::SeeCase::ACTION.word(), Resource::Case(id)).by_grant(ground.grant),
    )
    .await?;
    // the frame reads where the office is
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let case = store::facts(&mut tx, permit.subject()).await?;
    let sees = Sees {
        money: may(caller.role(), Action::SeeInvoice, &ground.standing),
        time: may(caller.role(), Action::SeeTime, &ground.standing),
    };
    let sheet = sheet::read(&mut tx, &case, sees, &zone).await?;
    tx.commit().await?;
    let page = CasePage {
        fees: sheet.fees,
        case,
        standing: ground.standing,
        payers: sheet.payers,
        timeline: sheet.timeline,
        timeline_more: sheet.timeline_more,
        next: sheet.next,
        others: sheet.staff - sheet.team.len() as i64,
        team: sheet.team,
        walls: sheet.walls,
        status_asks: sheet.status_asks,
        money: sheet.money,
        messages: sheet.messages,
    };
    Ok(Framed { frame, body: CaseView::Full(Box::new(page)) })
}

/// What the form for a new case needs. `client` presets the client, as from the client's page.
///
/// # Errors
/// Refused for roles that neither open nor prepare cases.
pub async fn new_form(
    caller: &Caller,
    client: Option<ClientId>,
) -> Result<(Frame, CaseForm, CaseFormContext)> {
    let opens = access::in_general::<act::OpenCase>(caller);
    let mut tx = if opens {
        access::on_office::<act::OpenCase>(caller).await?.0
    } else {
        access::on_office::<act::PrepareCase>(caller).await?.0
    };
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let clients = store::client_choices(&mut tx).await?;
    let attorneys = store::attorney_choices(&mut tx, caller).await?;
    tx.commit().await?;
    let client =
        client.map(|id| id.to_string()).filter(|id| clients.iter().any(|c| c.value == *id));
    let form = CaseForm {
        client_id: client.unwrap_or_default(),
        stage: "intake".into(),
        lead: attorneys
            .iter()
            .find(|choice| choice.value == caller.staff_id().to_string())
            .map(|choice| choice.value.clone())
            .unwrap_or_default(),
        opened_on: words::today(caller.now(), &zone).to_string(),
        ..CaseForm::default()
    };
    Ok((frame, form, CaseFormContext { case: None, clients, attorneys, prepares: !opens }))
}

/// The case as its form shows it.
///
/// # Errors
/// NotFound, Refused.
pub async fn edit_form(caller: &Caller, id: CaseId) -> Result<(Frame, CaseForm, CaseFormContext)> {
    let (mut tx, permit, _) = access::on_case::<act::EditCase>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let case = store::facts_seen(&mut tx, permit.subject()).await?;
    tx.commit().await?;
    let form = CaseForm {
        client_id: case.client_id.to_string(),
        title: case.title.clone(),
        practice_area: case.practice_area.clone(),
        stage: case.stage.word().into(),
        opened_on: case.opened_on.date.to_string(),
        limitation_on: case.limitation_on.map(|day| day.date.to_string()).unwrap_or_default(),
        limitation_none: case.limitation_none.clone(),
        court: case.court.clone(),
        court_reference: case.court_reference.clone(),
        revision: case.revision.to_string(),
        ..CaseForm::default()
    };
    let context = CaseFormContext {
        case: Some(case),
        clients: Vec::new(),
        attorneys: Vec::new(),
        prepares: false,
    };
    Ok((frame, form, context))
}

/// # Errors
/// Invalid; Conflict where somebody saved first, saying who and when.
pub async fn edit(caller: &Caller, id: CaseId, form: &CaseForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::EditCase>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let new = form.parse(&mut errors);
    not_to_come(&mut tx, new.as_ref(), &mut errors).await?;
    let (Some(new), true) = (new, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    let old = store::facts(&mut tx, id).await?;
    if !store::edit(&mut tx, permit, revision(&form.revision)?, &new).await? {
        return Err(changed_meanwhile(&mut tx, id).await?);
    }
    let mut changed = Vec::new();
    if old.title != new.title {
        changed.push("title".to_owned());
    }
    if old.practice_area != new.practice_area {
        changed.push("practice area".to_owned());
    }
    if old.opened_on.date != new.opened_on {
        changed.push("opening date".to_owned());
    }
    if (old.limitation_on.map(|on| on.date), old.limitation_none.as_str())
        != new.limitation.columns()
    {
        changed.push("limitation date".to_owned());
    }
    if (&old.court, &old.court_reference) != (&new.court, &new.court_reference) {
        changed.push("court".to_owned());
    }
    if !changed.is_empty() {
        timeline::tell(&mut tx, id, &Happened::Edited { changed: changed.clone() }).await?;
    }
    if old.stage != new.stage {
        let (from, to) = (old.stage.label().to_owned(), new.stage.label().to_owned());
        timeline::tell(&mut tx, id, &Happened::StageChanged { from, to }).await?;
        changed.push("stage".to_owned());
    }
    audit::record(
        &mut tx,
        Event::new(act::EditCase::ACTION.word(), Resource::Case(id))
            .by_grant(ground.grant)
            .with("changed", changed),
    )
    .await?;
    tx.commit().await
}

/// The case, for the dialog that closes it.
///
/// # Errors
/// NotFound, Refused.
pub async fn close_form(caller: &Caller, id: CaseId) -> Result<(Frame, ReasonForm, CaseFacts)> {
    let (tx, permit, _) = access::on_case::<act::CloseCase>(caller, id).await?;
    reason_form(tx, permit.subject()).await
}

/// The case, for the dialog that reopens it.
///
/// # Errors
/// NotFound, Refused.
pub async fn reopen_form(caller: &Caller, id: CaseId) -> Result<(Frame, ReasonForm, CaseFacts)> {
    let (tx, permit, _) = access::on_case::<act::ReopenCase>(caller, id).await?;
    reason_form(tx, permit.subject()).await
}

async fn reason_form(mut tx: Tx, id: CaseId) -> Result<(Frame, ReasonForm, CaseFacts)> {
    let frame = frame::load(&mut tx).await?;
    let case = store::facts_seen(&mut tx, id).await?;
    tx.commit().await?;
    let form = ReasonForm { reason: String::new(), revision: case.revision.to_string() };
    Ok((frame, form, case))
}

/// Closes a case as of today in the office's zone.
///
/// # Errors
/// Invalid, Conflict.
pub async fn close(caller: &Caller, id: CaseId, form: &ReasonForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::CloseCase>(caller, id).await?;
    let reason = reason(form, "why the case is closed")?;
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    if !store::close(&mut tx, permit, today, revision(&form.revision)?).await? {
        return Err(changed_meanwhile(&mut tx, id).await?);
    }
    timeline::tell(&mut tx, id, &Happened::Closed { reason: reason.clone() }).await?;
    audit::record(
        &mut tx,
        Event::new(act::CloseCase::ACTION.word(), Resource::Case(id))
            .by_grant(ground.grant)
            .with("reason", reason),
    )
    .await?;
    tx.commit().await
}

/// # Errors
/// Invalid, Conflict.
pub async fn reopen(caller: &Caller, id: CaseId, form: &ReasonForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::ReopenCase>(caller, id).await?;
    let reason = reason(form, "why the case is reopened")?;
    let before = store::facts(&mut tx, id).await?;
    if !store::reopen(&mut tx, permit, revision(&form.revision)?).await? {
        return Err(changed_meanwhile(&mut tx, id).await?);
    }
    let now = store::facts(&mut tx, id).await?;
    if let (Some(lead), true) = (&now.lead, now.lead != before.lead) {
        timeline::tell(&mut tx, id, &Happened::LeadChanged { to: lead.name.clone() }).await?;
    }
    timeline::tell(&mut tx, id, &Happened::Reopened { reason: reason.clone() }).await?;
    audit::record(
        &mut tx,
        Event::new(act::ReopenCase::ACTION.word(), Resource::Case(id))
            .by_grant(ground.grant)
            .with("reason", reason),
    )
    .await?;
    tx.commit().await
}

fn reason(form: &ReasonForm, what: &str) -> Result<String> {
    text::required_prose(&form.reason, what).map_err(|message| Error::invalid("reason", message))
}

pub(crate) fn revision(text: &str) -> Result<i32> {
    text.parse()
        .map_err(|_| Error::Conflict("This page is out of date. Look again, then save.".into()))
}

async fn changed_meanwhile(tx: &mut Tx, id: CaseId) -> Result<Error> {
    let zone = tx.caller().clone().zone(tx).await?;
    let last = sqlx::query!(
        r#"select e.at, s.name as "name?" from case_events e left join staff s on s.id = e.actor_id
        where e.case_id = $1 order by e.at desc, e.id desc limit 1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(Error::Conflict(match last {
        Some(last) => format!(
            "{} changed this case at {}. What you typed is kept here and not saved yet: look at the case, then save again.",
            last.name.as_deref().unwrap_or("Somebody"),
            words::time(last.at.to_jiff(), &zone)
        ),
        None => {
            "Somebody changed this case meanwhile. What you typed is kept here and not saved yet."
                .into()
        }
    }))
}

/// A client the caller may see, from a form.
async fn seen_client(
    tx: &mut Tx,
    text: &str,
    errors: &mut FieldErrors,
) -> Result<Option<ClientId>> {
    let Ok(id) = text.parse::<ClientId>() else {
        errors.add("client_id", "Choose a client.");
        return Ok(None);
    };
    let sees = sight(tx.caller(), Finder::Clients);
    let seen = sqlx::query_scalar!(
        r#"select exists (select from clients k where k.id = $1
            and ($2 or k.id = any ((select my_clients())::uuid[]))
            and ($3 or k.id <> all ((select my_walled_clients())::uuid[]))) as "seen!""#,
        id.0,
        sees.everything,
        sees.unscreened
    )
    .fetch_one(&mut **tx)
    .await?;
    if !seen {
        errors.add("client_id", "Choose a client.");
    }
    Ok(seen.then_some(id))
}

/// Nobody opens a case on a day that is still to come: its number and its place in the list would be
/// wrong until then.
async fn not_to_come(
    tx: &mut Tx,
    case: Option<&ParsedCase>,
    errors: &mut FieldErrors,
) -> Result<()> {
    let Some(case) = case else { return Ok(()) };
    let caller = tx.caller().clone();
    let zone = caller.zone(tx).await?;
    if case.opened_on > words::today(caller.now(), &zone) {
        errors.add("opened_on", "Choose today or an earlier day.");
    }
    Ok(())
}

async fn attorney(tx: &mut Tx, text: &str, errors: &mut FieldErrors) -> Result<Option<StaffId>> {
    let found = match text.parse::<StaffId>() {
        Ok(id) if store::is_attorney(tx, id).await? => Some(id),
        _ => None,
    };
    if found.is_none() {
        errors.add("lead", "Choose the responsible attorney.");
    }
    Ok(found)
}

fn lead_cannot() -> Error {
    Error::invalid(
        "lead",
        "This attorney cannot take this case. Choose another, or ask a managing partner.",
    )
}
