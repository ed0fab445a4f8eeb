//! The parties of a case: those it is against or about. Added, changed, ended; never deleted.

use domain::access::{Permit, act};
use domain::cases::Happened;
use domain::conflicts::Outcome;
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, ClientId, ConflictCheckId, PartyId};
use domain::parties::{ParsedParty, PartiesPage, PartyForm, PartyFormContext, PartyRole, PartyRow};

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::conflicts::About;
use crate::{Caller, Error, Result, Tx, cases, clients, conflicts, frame, timeline, words};

/// Those in the case, and those who were.
///
/// # Errors
/// NotFound.
pub async fn page(caller: &Caller, id: CaseId) -> Result<Framed<PartiesPage>> {
    let (mut tx, permit, ground) = access::on_case::<act::SeeCase>(caller, id).await?;
    let event = Event::new("see-parties", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let case = cases::facts(&mut tx, permit.subject()).await?;
    let checks = conflicts::of_case(&mut tx, id).await?;
    let (current, past) = rows(&mut tx, id).await?.into_iter().partition(|row| row.until.is_none());
    tx.commit().await?;
    let page = PartiesPage { case, standing: ground.standing, current, past, checks };
    Ok(Framed { frame, body: page })
}

async fn rows(tx: &mut Tx, case: CaseId) -> Result<Vec<PartyRow>> {
    let zone = tx.caller().clone().zone(tx).await?;
    let rows = sqlx::query!(
        "select id, role, name, counsel, email, phone, note, since, until from parties
        where case_id = $1
        order by array_position(array['opposing', 'co_party', 'insurer', 'witness', 'expert', 'other'], role), since, id",
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PartyRow {
                id: PartyId(row.id),
                role: role(&row.role)?,
                name: row.name,
                counsel: row.counsel,
                email: row.email,
                phone: clients::shown_phone(&row.phone),
                note: row.note,
                since: words::day(row.since.to_jiff(), &zone),
                until: row.until.map(|until| words::day(until.to_jiff(), &zone)),
            })
        })
        .collect()
}

fn role(word: &str) -> Result<PartyRole> {
    PartyRole::from_word(word).ok_or_else(|| Error::internal(format!("unknown role {word}")))
}

/// # Errors
/// NotFound, Refused.
pub async fn new_form(caller: &Caller, id: CaseId) -> Result<(Frame, PartyForm, PartyFormContext)> {
    let (mut tx, permit, _) = access::on_case::<act::EditCase>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let case = cases::facts_seen(&mut tx, permit.subject()).await?;
    tx.commit().await?;
    let form = PartyForm { role: PartyRole::Opposing.word().into(), ..PartyForm::default() };
    Ok((frame, form, PartyFormContext { case, party: None }))
}

/// A form whose every field has been read.
fn read(form: &PartyForm) -> Result<(ParsedParty, String)> {
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let phone = match form.phone.trim() {
        "" => Some(String::new()),
        typed => errors.take("phone", clients::parse_phone(typed)),
    };
    match (parsed, phone) {
        (Some(parsed), Some(phone)) => Ok((parsed, phone)),
        _ => Err(Error::Invalid(errors)),
    }
}

/// Adds a party, after its name was looked for. Answers the check, where that found something.
///
/// # Errors
/// Invalid.
pub async fn add(caller: &Caller, id: CaseId, form: &PartyForm) -> Result<Option<ConflictCheckId>> {
    let (mut tx, permit, ground) = access::on_case::<act::EditCase>(caller, id).await?;
    let (party, phone) = read(form)?;
    let found = look_for(&mut tx, id, &party.name).await?;
    insert(&mut tx, permit, &party, &phone).await?;
    let happened =
        Happened::PartyAdded { name: party.name, role: party.role.label().to_lowercase() };
    timeline::tell(&mut tx, id, &happened).await?;
    let event = Event::new("add-party", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(found)
}

/// The check of a new party's name: an open case can come to be against somebody the office acts for.
/// The party is one all the same, so nothing is refused; what was found asks for a word.
async fn look_for(tx: &mut Tx, id: CaseId, name: &str) -> Result<Option<ConflictCheckId>> {
    let case = sqlx::query!("select number, client_id from cases where id = $1", id.0)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(Error::NotFound)?;
    let about = About {
        about: format!("A party of case {}", case.number),
        client: Some(ClientId(case.client_id)),
        case: Some(id),
        ..About::default()
    };
    let (check, outcome) = conflicts::search(tx, &[name.to_owned()], about).await?;
    Ok((outcome != Outcome::Clear).then_some(check))
}

async fn insert(
    tx: &mut Tx,
    permit: Permit<act::EditCase>,
    party: &ParsedParty,
    phone: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into parties (id, case_id, role, name, counsel, email, phone, note, added_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tx.caller().id(),
        permit.subject().0,
        party.role.word(),
        party.name,
        party.counsel,
        party.email,
        phone,
        party.note,
        tx.caller().staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A party as its form shows it.
///
/// # Errors
/// NotFound where it has left the case.
pub async fn change_form(
    caller: &Caller,
    id: CaseId,
    party: PartyId,
) -> Result<(Frame, PartyForm, PartyFormContext)> {
    let (mut tx, permit, _) = access::on_case::<act::EditCase>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let case = cases::facts_seen(&mut tx, permit.subject()).await?;
    let row = sqlx::query!(
        "select role, name, counsel, email, phone, note, revision from parties
        where id = $1 and case_id = $2 and until is null",
        party.0,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.commit().await?;
    let form = PartyForm {
        role: row.role,
        name: row.name,
        counsel: row.counsel,
        email: row.email,
        phone: clients::shown_phone(&row.phone),
        note: row.note,
        revision: row.revision.to_string(),
    };
    Ok((frame, form, PartyFormContext { case, party: Some(party) }))
}

/// Changes a party; a new name is looked for. Answers the check, where that found something.
///
/// # Errors
/// Invalid; Conflict where somebody saved first.
pub async fn change(
    caller: &Caller,
    id: CaseId,
    party: PartyId,
    form: &PartyForm,
) -> Result<Option<ConflictCheckId>> {
    let (mut tx, permit, ground) = access::on_case::<act::EditCase>(caller, id).await?;
    let (new, phone) = read(form)?;
    let known = sqlx::query_scalar!(
        "select name from parties where id = $1 and case_id = $2",
        party.0,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let found = match known {
        Some(name) if name != new.name => look_for(&mut tx, id, &new.name).await?,
        _ => None,
    };
    let done = sqlx::query!(
        "update parties set role = $4, name = $5, counsel = $6, email = $7, phone = $8, note = $9, revision = revision + 1
        where id = $1 and case_id = $2 and revision = $3 and until is null",
        party.0,
        permit.subject().0,
        cases::revision(&form.revision)?,
        new.role.word(),
        new.name,
        new.counsel,
        new.email,
        phone,
        new.note
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody changed this party meanwhile. What you typed is kept here and not saved yet: look at the party, then save again.".into(),
        ));
    }
    timeline::tell(&mut tx, id, &Happened::PartyChanged { name: new.name }).await?;
    let event = Event::new("change-party", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(found)
}

/// A party leaves the case. It stays on record, and in conflict checks.
///
/// # Errors
/// NotFound where it has left already.
pub async fn end(caller: &Caller, id: CaseId, party: PartyId) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::EditCase>(caller, id).await?;
    let name = sqlx::query_scalar!(
        "update parties set until = office_now(), ended_by = $3, revision = revision + 1
        where id = $1 and case_id = $2 and until is null returning name",
        party.0,
        permit.subject().0,
        caller.staff_id().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    timeline::tell(&mut tx, id, &Happened::PartyEnded { name }).await?;
    let event = Event::new("end-party", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
