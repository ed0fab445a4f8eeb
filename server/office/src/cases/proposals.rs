//! Prepared cases: a paralegal writes one up, the attorney it names approves or declines it.

use domain::access::{Act, Decision, Permit, Role, Standing, act, permit};
use domain::cases::{Happened, PreparedPage, ProposalRow, ReasonForm, Stage};
use domain::conflicts::Decision as Word;
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, ClientId, ProposalId};
use domain::text;

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::conflicts;
use crate::frame::{self, person};
use crate::{Caller, Error, Result, Tx, timeline, words};

/// Those the caller prepared or may decide.
pub(super) async fn waiting(tx: &mut Tx) -> Result<Vec<ProposalRow>> {
    rows(tx, None).await
}

async fn rows(tx: &mut Tx, one: Option<ProposalId>) -> Result<Vec<ProposalRow>> {
    let caller = tx.caller().clone();
    let zone = caller.zone(tx).await?;
    let rows = sqlx::query!(
        r#"select p.id, p.title, k.client as "client!", p.practice_area, p.prepared_at, p.reason as "declined?", p.decided_at is null as "waits!",
            b.id as by_id, b.name as by_name, b.colour as by_colour,
            l.id as lead_id, l.name as lead_name, l.colour as lead_colour,
            h.outcome as "outcome?", h.names as "names?", h.asked_at as "asked_at?", d.name as "decided_by?", h.note as "note?"
        from case_proposals p
        join proposal_clients() k on k.proposal_id = p.id
        join staff b on b.id = p.prepared_by
        join staff l on l.id = p.lead_id
        left join conflict_checks h on h.id = p.check_id
        left join staff d on d.id = h.decided_by
        where ($2::uuid is null or p.id = $2) and (p.decided_at is null
            or (p.case_id is null and p.prepared_by = $1 and p.decided_by <> $1
                and p.decided_at > office_now() - interval '14 days'))
        order by p.prepared_at desc, p.id limit 50"#,
        caller.staff_id().0,
        one.map(|id| id.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ProposalRow {
            id: ProposalId(row.id),
            title: row.title,
            client: row.client,
            practice_area: row.practice_area,
            checked: match (row.outcome, row.names, row.asked_at) {
                (Some(outcome), Some(names), Some(at)) => conflicts::in_words(
                    &outcome,
                    names.len(),
                    &row.by_name,
                    &words::day(at.to_jiff(), &zone),
                    // what was prepared was prepared on a check that found no conflict
                    row.decided_by.as_deref().map(|by| (Word::NoConflict, by)),
                    row.note.as_deref().unwrap_or_default(),
                ),
                _ => String::new(),
            },
            declined: row.declined.filter(|_| !row.waits),
            mine_to_decide: row.waits
                && (caller.role() == Role::ManagingPartner || row.lead_id == caller.staff_id().0),
            prepared_by: person(row.by_id, row.by_name, row.by_colour),
            lead: person(row.lead_id, row.lead_name, row.lead_colour),
            prepared: words::instant(row.prepared_at.to_jiff(), &zone),
        })
        .collect())
}

/// Approves a prepared case: it opens with the attorney it names as lead.
///
/// # Errors
/// NotFound where it was decided already or is somebody else's.
pub async fn approve(caller: &Caller, id: ProposalId) -> Result<CaseId> {
    let (mut tx, permit, event) = access::on_proposal::<act::ApproveCase>(caller, id).await?;
    let case = CaseId(caller.id());
    sqlx::query_scalar!(
        r#"select approve_case($1, $2, $3) as "number!""#,
        permit.subject().0,
        case.0,
        caller.id()
    )
    .fetch_one(&mut *tx)
    .await?;
    timeline::tell(&mut tx, case, &Happened::Opened).await?;
    audit::record(&mut tx, event.case(case)).await?;
    tx.commit().await?;
    Ok(case)
}

/// The prepared case's title, for the dialog that declines it.
///
/// # Errors
/// As [`approve`].
pub async fn decline_form(caller: &Caller, id: ProposalId) -> Result<(Frame, String)> {
    let (mut tx, permit, _) = access::on_proposal::<act::ApproveCase>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let title =
        sqlx::query_scalar!("select title from case_proposals where id = $1", permit.subject().0)
            .fetch_one(&mut *tx)
            .await?;
    tx.commit().await?;
    Ok((frame, title))
}

/// # Errors
/// Invalid without a reason; NotFound as [`approve`].
pub async fn decline(caller: &Caller, id: ProposalId, form: &ReasonForm) -> Result<()> {
    let (mut tx, permit, event) = access::on_proposal::<act::ApproveCase>(caller, id).await?;
    let reason = text::required_line(&form.reason, "a reason, for whoever prepared it")
        .map_err(|message| Error::invalid("reason", message))?;
    let done = sqlx::query!(
        "update case_proposals set decided_by = $2, decided_at = office_now(), reason = $3
        where id = $1 and decided_at is null",
        permit.subject().0,
        caller.staff_id().0,
        reason
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&mut tx, event.named("decline-case").with("reason", reason)).await?;
    tx.commit().await
}

/// Like `access::on_proposal`, for whoever prepared it, too. `mine`: the caller is that person.
async fn on_prepared<A: Act<Subject = ProposalId>>(
    caller: &Caller,
    id: ProposalId,
) -> Result<(Tx, Permit<A>, Event, bool)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select own as "own!", mine as "mine!", walled as "walled!", client_id as "client_id!" from prepared_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let mut event = Event::new(A::ACTION.word(), Resource::Proposal(id));
    let Some(row) = row else { return Err(access::deny(tx, event, Decision::Unseen).await?) };
    event = event.around(None, Some(ClientId(row.client_id)));
    let standing =
        Standing { own: row.own, decides: row.mine, walled: row.walled, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, event, row.mine)),
        Err(decision) => Err(access::deny(tx, event, decision).await?),
    }
}

/// A prepared case with all its answers.
///
/// # Errors
/// NotFound, also once it is decided.
pub async fn prepared(caller: &Caller, id: ProposalId) -> Result<Framed<PreparedPage>> {
    let (mut tx, permit, event, mine) = on_prepared::<act::SeePreparedCase>(caller, id).await?;
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let row =
        rows(&mut tx, Some(permit.subject())).await?.into_iter().next().ok_or(Error::NotFound)?;
    let more = sqlx::query!(
        "select stage, opened_on, limitation_on, limitation_none, adverse from case_proposals where id = $1",
        id.0
    )
    .fetch_one(&mut *tx)
    .await?;
    let zone = caller.zone(&mut tx).await?;
    tx.commit().await?;
    let page = PreparedPage {
        row,
        stage: Stage::from_word(&more.stage).ok_or_else(|| Error::internal("unknown stage"))?,
        opened_on: zone.locale.day(more.opened_on.to_jiff()),
        limitation_on: more.limitation_on.map(|on| zone.locale.day(on.to_jiff())),
        limitation_none: more.limitation_none,
        adverse: more.adverse,
        mine: mine && caller.role() == Role::Paralegal,
    };
    Ok(Framed { frame, body: page })
}

/// Takes back what the caller prepared.
///
/// # Errors
/// NotFound once it is decided; Refused for somebody else's.
pub async fn withdraw(caller: &Caller, id: ProposalId) -> Result<()> {
    let (mut tx, permit, event, _) = on_prepared::<act::WithdrawCase>(caller, id).await?;
    sqlx::query!("select withdraw_case($1)", permit.subject().0).execute(&mut *tx).await?;
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
