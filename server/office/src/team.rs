//! Team & access: who can see a case, why and since when; grants given, changed and ended.

use domain::access::{Level, Role, act};
use domain::cases::{
    Besides, CaseFacts, GrantState, Happened, StaffChoice, TeamPage, TeamRow, Why,
};
use domain::forms::{Choice, FieldErrors};
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, GrantId, StaffId};
use domain::team::{GrantForm, GrantFormContext, LeadForm, ParsedGrant};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use uuid::Uuid;

use crate::access::{self, Ground, level};
use crate::audit::{self, Event, Resource};
use crate::frame::{self, person};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, cases, timeline, words};

/// A place on the team, now or once, as the database keeps it.
#[derive(Debug, Deserialize)]
pub(crate) struct Granted {
    id: GrantId,
    reach: i16,
    release: bool,
    since: Timestamp,
    until: Option<Timestamp>,
    ended_by: Option<Uuid>,
    staff_id: Uuid,
    name: String,
    colour: i16,
    role: Option<String>,
    by: Option<String>,
    suspended: bool,
    walled: bool,
}

/// Somebody who sees the case by role or by cover, as the database keeps it.
#[derive(Debug, Deserialize)]
pub(crate) struct Other {
    id: Uuid,
    name: String,
    colour: i16,
    role: String,
    since: Timestamp,
    of: Option<String>,
    reach: Option<i16>,
    cover_since: Option<Timestamp>,
    until: Option<Timestamp>,
}

/// Everybody's way to the case: those who have one now, and those who had.
pub(crate) fn in_words(
    granted: Vec<Granted>,
    others: Vec<Other>,
    now: Timestamp,
    zone: &Region,
) -> Result<(Vec<TeamRow>, Vec<TeamRow>)> {
    let (mut current, mut past) = (Vec::new(), Vec::new());
    for row in granted {
        let state = match (row.ended_by, row.until) {
            (Some(_), Some(until)) if until <= now => GrantState::Ended,
            (_, Some(until)) if until <= now => GrantState::Expired,
            _ => GrantState::Current,
        };
        let team_row = TeamRow {
            grant: Some(row.id),
            person: person(row.staff_id, row.name, row.colour),
            role: role_label(row.role.as_deref()),
            why: Why::Grant(level(row.reach).ok_or_else(|| Error::internal("unknown reach"))?),
            since: words::day(row.since, zone),
            until: row.until.map(|until| last_day(until, zone)),
            state,
            release: row.release,
            by: row.by,
            besides: None,
        };
        match state {
            GrantState::Current if row.suspended || row.walled => {}
            GrantState::Current => current.push(team_row),
            GrantState::Expired | GrantState::Ended => past.push(team_row),
        }
    }
    past.reverse();
    for row in others {
        let (why, since, until) = match (row.role.as_str(), row.of, row.reach.and_then(level)) {
            ("managing_partner", ..) => (Why::Role, row.since, None),
            ("billing", ..) => (Why::BillingRole, row.since, None),
            (_, Some(of), Some(level)) => {
                (Why::Cover { of, level }, row.cover_since.unwrap_or(row.since), row.until)
            }
            _ => continue,
        };
        let until = until.map(|until| last_day(until, zone));
        if let Some(own) = current.iter_mut().find(|own| own.person.id.0 == row.id) {
            own.besides = Some(Besides { why, until });
            continue;
        }
        current.push(TeamRow {
            grant: None,
            person: person(row.id, row.name, row.colour),
            role: role_label(Some(&row.role)),
            why,
            since: words::day(since, zone),
            until,
            state: GrantState::Current,
            release: false,
            by: None,
            besides: None,
        });
    }
    Ok((current, past))
}

/// The last day on which it holds: an end at midnight belongs to the day before.
fn last_day(until: Timestamp, zone: &Region) -> String {
    words::day(until - jiff::SignedDuration::from_secs(1), zone)
}

fn role_label(word: Option<&str>) -> String {
    word.and_then(domain::access::Role::from_word)
        .map_or("Former staff", |role| role.label())
        .to_owned()
}

/// # Errors
/// NotFound, Refused.
pub async fn page(caller: &Caller, id: CaseId) -> Result<Framed<TeamPage>> {
    let (mut tx, permit, ground) = access::on_case::<act::SeeCase>(caller, id).await?;
    audit::record(&mut tx, Event::new("see-team", Resource::Case(id)).by_grant(ground.grant))
        .await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let case = cases::facts(&mut tx, permit.subject()).await?;
    let sheet = cases::sheet(&mut tx, &case, cases::Sees::default(), &zone).await?;
    tx.commit().await?;
    let page = TeamPage {
        case,
        standing: ground.standing,
        current: sheet.team,
        past: sheet.past,
        walls: sheet.walls,
    };
    Ok(Framed { frame, body: page })
}

/// What *Give access* needs: whom it can be given to.
///
/// # Errors
/// NotFound, Refused.
pub async fn grant_form(
    caller: &Caller,
    id: CaseId,
) -> Result<(Frame, GrantForm, GrantFormContext)> {
    let (mut tx, permit, _) = access::on_case::<act::ManageTeam>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let case = cases::facts_seen(&mut tx, permit.subject()).await?;
    let people = people(&mut tx, id).await?;
    tx.commit().await?;
    let form = GrantForm { level: "view".into(), ..GrantForm::default() };
    Ok((frame, form, GrantFormContext { case, people, person: None, level: None }))
}

/// Staff who could be given a grant: in force, without one, not screened. Billing sees by role.
async fn people(tx: &mut Tx, case: CaseId) -> Result<Vec<StaffChoice>> {
    let rows = sqlx::query!(
        r#"select s.id, s.name, r.role from staff s
        join staff_roles r on r.staff_id = s.id and r.until is null
        join cases c on c.id = $1
        where r.role in ('associate_attorney', 'paralegal')
            and in_force(s.id)
            and not exists (select from walls w where w.staff_id = s.id and w.until is null
                and (w.case_id = c.id or w.client_id = c.client_id))
            and not exists (select from case_team t where t.case_id = c.id and t.staff_id = s.id
                and (t.until is null or office_now() < t.until))
        order by s.name, s.id"#,
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| StaffChoice {
            id: StaffId(row.id),
            name: row.name,
            role: role_label(Some(&row.role)),
        })
        .collect())
}

/// Gives somebody a place on the team.
///
/// # Errors
/// Invalid, StepUp.
pub async fn give(caller: &Caller, id: CaseId, form: &GrantForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::ManageTeam>(caller, id).await?;
    caller.fresh()?;
    alone_on(&mut tx, id).await?;
    let zone = caller.zone(&mut tx).await?;
    let mut errors = FieldErrors::default();
    let parsed = form.parse(words::today(caller.now(), &zone), &mut errors);
    let chosen = people(&mut tx, id)
        .await?
        .into_iter()
        .find(|choice| choice.id.to_string() == form.staff_id);
    if chosen.is_none() {
        errors.add("staff_id", "Choose a person.");
    }
    if let (Some(parsed), Some(chosen)) = (&parsed, &chosen) {
        within_role(&mut tx, chosen.id, parsed.level, &mut errors).await?;
    }
    let (Some(parsed), Some(chosen), true) = (parsed, chosen, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    may_hand_on(caller, &ground, &parsed)?;
    insert(&mut tx, permit, GrantId(caller.id()), chosen.id, &parsed, &zone).await?;
    let happened =
        Happened::GrantGiven { to: chosen.name, level: parsed.level.label().to_lowercase() };
    timeline::tell(&mut tx, id, &happened).await?;
    audit::record(&mut tx, granted("give-grant", id, chosen.id, &parsed).by_grant(ground.grant))
        .await?;
    tx.commit().await
}

fn granted(action: &'static str, case: CaseId, to: StaffId, grant: &ParsedGrant) -> Event {
    let event = Event::new(action, Resource::Case(case))
        .with("to", to.to_string())
        .with("level", grant.level.word())
        .with("release", grant.release);
    match grant.until {
        Some(until) => event.with("until", until.to_string()),
        None => event,
    }
}

/// Midnight at the end of the last day, in the office's zone.
fn end_of(day: jiff::civil::Date, zone: &TimeZone) -> Result<Timestamp> {
    let next = day.tomorrow().map_err(Error::internal)?;
    Ok(zone
        .to_ambiguous_zoned(next.at(0, 0, 0, 0))
        .compatible()
        .map_err(Error::internal)?
        .timestamp())
}

async fn insert(
    tx: &mut Tx,
    permit: domain::access::Permit<act::ManageTeam>,
    id: GrantId,
    staff: StaffId,
    grant: &ParsedGrant,
    zone: &Region,
) -> Result<()> {
    let until = grant.until.map(|day| end_of(day, zone)).transpose()?.map(|at| at.to_sqlx());
    sqlx::query!(
        "insert into case_team (id, case_id, staff_id, level, release, until, given_by)
        values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        permit.subject().0,
        staff.0,
        grant.level.word(),
        grant.release,
        until as Option<jiff_sqlx::Timestamp>,
        tx.caller().staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

struct Held {
    staff: StaffId,
    name: String,
    colour: i16,
    level: Level,
    release: bool,
    until: Option<Timestamp>,
}

/// A grant of this case that is in force; a lead's place is changed by naming another lead.
async fn held(tx: &mut Tx, case: CaseId, grant: GrantId) -> Result<Held> {
    let row = sqlx::query!(
        "select t.staff_id, s.name, s.colour, t.reach, t.release, t.until
        from case_team t join staff s on s.id = t.staff_id
        where t.id = $1 and t.case_id = $2 and t.level <> 'lead' and (t.until is null or office_now() < t.until)",
        grant.0,
        case.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Held {
        staff: StaffId(row.staff_id),
        name: row.name,
        colour: row.colour,
        level: level(row.reach).ok_or_else(|| Error::internal("unknown reach"))?,
        release: row.release,
        until: row.until.map(|until| until.to_jiff()),
    })
}

/// The grant as its form shows it, for changing and for ending.
///
/// # Errors
/// NotFound where it has ended.
pub async fn change_form(
    caller: &Caller,
    id: CaseId,
    grant: GrantId,
) -> Result<(Frame, GrantForm, GrantFormContext)> {
    let (mut tx, permit, _) = access::on_case::<act::ManageTeam>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let case = cases::facts_seen(&mut tx, permit.subject()).await?;
    let held = held(&mut tx, id, grant).await?;
    tx.commit().await?;
    let form = GrantForm {
        staff_id: held.staff.to_string(),
        level: held.level.word().into(),
        release: if held.release { "on".into() } else { String::new() },
        until: held
            .until
            .map(|at| words::today(at - jiff::SignedDuration::from_secs(1), &zone).to_string())
            .unwrap_or_default(),
    };
    let person = person(held.staff.0, held.name, held.colour);
    Ok((
        frame,
        form,
        GrantFormContext {
            case,
            people: Vec::new(),
            person: Some(person),
            level: Some(held.level),
        },
    ))
}

/// Changes a grant: the old one ends and a new one begins, so that who could do what on which day
/// stays a question with an answer.
///
/// # Errors
/// Invalid, StepUp, NotFound.
pub async fn change(caller: &Caller, id: CaseId, grant: GrantId, form: &GrantForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::ManageTeam>(caller, id).await?;
    caller.fresh()?;
    alone_on(&mut tx, id).await?;
    let zone = caller.zone(&mut tx).await?;
    let mut errors = FieldErrors::default();
    let Some(parsed) = form.parse(words::today(caller.now(), &zone), &mut errors) else {
        return Err(Error::Invalid(errors));
    };
    let held = held(&mut tx, id, grant).await?;
    not_ones_own(caller, &held)?;
    within_role(&mut tx, held.staff, parsed.level, &mut errors).await?;
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if !held.release {
        may_hand_on(caller, &ground, &parsed)?;
    }
    let happened =
        Happened::GrantChanged { to: held.name, level: parsed.level.label().to_lowercase() };
    timeline::tell(&mut tx, id, &happened).await?;
    end_row(&mut tx, permit, grant).await?;
    insert(&mut tx, permit, GrantId(caller.id()), held.staff, &parsed, &zone).await?;
    audit::record(&mut tx, granted("change-grant", id, held.staff, &parsed).by_grant(ground.grant))
        .await?;
    tx.commit().await
}

/// A place never promises what the person's role cannot do: deciding who is on the team is for
/// attorneys.
async fn within_role(
    tx: &mut Tx,
    staff: StaffId,
    level: Level,
    errors: &mut FieldErrors,
) -> Result<()> {
    if level == Level::Manage && !cases::is_attorney(tx, staff).await? {
        errors.add(
            "level",
            "Only attorneys decide who is on a team. Contribute is as far as this role reaches.",
        );
    }
    Ok(())
}

/// Nobody widens a place of one's own; ending it is open to everybody who manages.
fn not_ones_own(caller: &Caller, held: &Held) -> Result<()> {
    if held.staff == caller.staff_id() {
        return Err(Error::Refused(
            "Nobody changes one’s own access. Ask the responsible attorney or a managing partner."
                .into(),
        ));
    }
    Ok(())
}

/// Only who may release, or decides by role or as lead, hands the release right on.
fn may_hand_on(caller: &Caller, ground: &Ground, grant: &ParsedGrant) -> Result<()> {
    let decides =
        caller.role() == Role::ManagingPartner || ground.standing.level == Some(Level::Lead);
    if grant.release && !decides && !ground.standing.release {
        return Err(Error::invalid(
            "release",
            "This right is not yours to give. Ask the responsible attorney.",
        ));
    }
    Ok(())
}

/// One writer at a time on a case's team, so that two who give at once cannot both find the person
/// without a place.
async fn alone_on(tx: &mut Tx, case: CaseId) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 1))", case.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Ends a grant at once. Says whether the caller still sees the case.
///
/// # Errors
/// StepUp, NotFound.
pub async fn end(caller: &Caller, id: CaseId, grant: GrantId) -> Result<bool> {
    let (mut tx, permit, ground) = access::on_case::<act::ManageTeam>(caller, id).await?;
    caller.fresh()?;
    let held = held(&mut tx, id, grant).await?;
    timeline::tell(&mut tx, id, &Happened::GrantEnded { to: held.name }).await?;
    let event = Event::new("end-grant", Resource::Case(id)).with("to", held.staff.to_string());
    audit::record(&mut tx, event.by_grant(ground.grant)).await?;
    // Last, since it may end the caller's own sight.
    end_row(&mut tx, permit, grant).await?;
    let still_seen =
        sqlx::query_scalar!(r#"select exists (select from cases where id = $1) as "seen!""#, id.0)
            .fetch_one(&mut *tx)
            .await?;
    tx.commit().await?;
    Ok(still_seen)
}

async fn end_row(
    tx: &mut Tx,
    permit: domain::access::Permit<act::ManageTeam>,
    grant: GrantId,
) -> Result<()> {
    let done = sqlx::query!(
        "update case_team set until = office_now(), ended_by = $3
        where id = $1 and case_id = $2 and (until is null or office_now() < until)",
        grant.0,
        permit.subject().0,
        tx.caller().staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// What naming another responsible attorney needs. It is the lead's own act, or a partner's.
///
/// # Errors
/// NotFound, Refused.
pub async fn lead_form(
    caller: &Caller,
    id: CaseId,
) -> Result<(Frame, LeadForm, CaseFacts, Vec<Choice>)> {
    let (mut tx, permit, _) = access::on_case::<act::CloseCase>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let case = cases::facts_seen(&mut tx, permit.subject()).await?;
    let attorneys = attorneys(&mut tx, &case).await?;
    tx.commit().await?;
    Ok((frame, LeadForm::default(), case, attorneys))
}

async fn attorneys(tx: &mut Tx, case: &CaseFacts) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        "select s.id, s.name from staff s join staff_roles r on r.staff_id = s.id and r.until is null
        where r.role in ('managing_partner', 'associate_attorney')
            and in_force(s.id)
            and not exists (select from walls w where w.staff_id = s.id and w.until is null
                and (w.case_id = $1 or w.client_id = $2))
            and ($3::uuid is null or s.id <> $3)
        order by s.name, s.id",
        case.id.0,
        case.client_id.0,
        case.lead.as_ref().map(|lead| lead.id.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name }).collect())
}

/// Names another responsible attorney; the one before stays on the team with a manage grant.
///
/// # Errors
/// Invalid, StepUp.
pub async fn change_lead(caller: &Caller, id: CaseId, form: &LeadForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::CloseCase>(caller, id).await?;
    caller.fresh()?;
    let case = cases::facts(&mut tx, permit.subject()).await?;
    let chosen =
        attorneys(&mut tx, &case).await?.into_iter().find(|choice| choice.value == form.lead);
    let Some(chosen) = chosen else {
        return Err(Error::invalid("lead", "Choose the responsible attorney."));
    };
    let lead: StaffId = chosen.value.parse().map_err(Error::internal)?;
    timeline::tell(&mut tx, id, &Happened::LeadChanged { to: chosen.label }).await?;
    let event = Event::new("change-lead", Resource::Case(id)).with("to", lead.to_string());
    audit::record(&mut tx, event.by_grant(ground.grant)).await?;
    sqlx::query!(
        "select change_lead($1, $2, $3, $4)",
        permit.subject().0,
        lead.0,
        caller.id(),
        caller.id()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}
