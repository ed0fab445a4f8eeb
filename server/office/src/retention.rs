//! How long documents are kept, and their destruction for retention. One managing partner asks, a second
//! person destroys the case's key; what stands in the way of it the database answers, to the screen and
//! to the verb alike.

use domain::access::{Decision, Role, Standing, act, permit};
use domain::cases::{PRACTICE_AREAS, ReasonForm};
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, PurgeId};
use domain::retention::{DueCase, Purge, PurgeForm, PurgeState, RetentionPage, Rule, RuleForm};
use domain::text;
use jiff_sqlx::ToSqlx;

use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, frame};

/// Rows of a list that is worked off from its top.
const DUE_ROWS: usize = 100;

/// What waits, what is due, the schedule, and what was destroyed.
///
/// # Errors
/// Refused for anybody but managing partners and the deputy.
pub async fn page(caller: &Caller) -> Result<Framed<RetentionPage>> {
    let mut tx = caller.begin().await?;
    let frame = frame::load(&mut tx).await?;
    let standing = Standing { own: frame.deputy, ..Standing::OUTSIDE };
    if let Err(decision) = permit::<act::SeeRetention>(Some(caller.role()), &standing, ()) {
        let event = Event::new("see-retention", Resource::Office);
        return Err(access::deny(tx, event, decision).await?);
    }
    audit::record(&mut tx, Event::new("see-retention", Resource::Office)).await?;
    let region = caller.zone(&mut tx).await?;
    let mut purges = waiting(&mut tx, &region).await?;
    let keeps = caller.role() == Role::ManagingPartner;
    let (mut due, mut rules) = (Vec::new(), Vec::new());
    if keeps {
        for purge in asked(&mut tx, &region).await? {
            if !purges.iter().any(|other| other.id == purge.id) {
                purges.push(purge);
            }
        }
        due = due_cases(&mut tx, &region).await?;
        rules = schedule(&mut tx, &region).await?;
    }
    let deputy = sqlx::query_scalar!(
        "select s.name from office_settings o join staff s on s.id = o.deputy_id"
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    let more_due = due.len() > DUE_ROWS;
    due.truncate(DUE_ROWS);
    Ok(Framed { frame, body: RetentionPage { purges, due, more_due, rules, deputy, keeps } })
}

async fn waiting(tx: &mut Tx, region: &Region) -> Result<Vec<Purge>> {
    let rows = sqlx::query!(
        r#"select p.id as "id!", p.number as "number!", p.practice_area as "area!",
            p.closed_on as "closed_on?: jiff_sqlx::Date", p.documents as "documents!", p.asked_at as "asked_at!",
            p.reason as "reason!", s.name as "asked_by!"
        from purges_to_confirm() p join staff s on s.id = p.asked_by
        order by p.asked_at, p.id"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Purge {
            id: PurgeId(row.id),
            case: None,
            number: row.number,
            area: row.area,
            closed: row.closed_on.map(|on| region.date(on.to_jiff())).unwrap_or_default(),
            documents: row.documents,
            asked_by: row.asked_by,
            asked: words::day(row.asked_at.to_jiff(), region),
            reason: row.reason,
            state: PurgeState::Waits { mine: true },
        })
        .collect())
}

/// Those a managing partner reads of, what waits first.
async fn asked(tx: &mut Tx, region: &Region) -> Result<Vec<Purge>> {
    let unscreened = sight(tx.caller(), Finder::Cases).unscreened;
    let rows = sqlx::query!(
        r#"select p.id, p.case_id, c.number, c.practice_area, c.closed_on as "closed_on?: jiff_sqlx::Date",
            (select count(*) from documents d where d.case_id = c.id) as "documents!",
            a.name as asked_by, p.asked_at, p.reason, b.name as "decided_by?", p.decided_at, p.destroyed
        from purges p join cases c on c.id = p.case_id join staff a on a.id = p.asked_by
        left join staff b on b.id = p.decided_by
        where $1 or p.case_id <> all ((select my_walls())::uuid[])
        order by p.decided_at desc nulls first, p.id desc limit 200"#,
        unscreened
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Purge {
            id: PurgeId(row.id),
            case: Some(CaseId(row.case_id)),
            number: row.number,
            area: row.practice_area,
            closed: row.closed_on.map(|on| region.date(on.to_jiff())).unwrap_or_default(),
            documents: row.documents,
            asked_by: row.asked_by,
            asked: words::day(row.asked_at.to_jiff(), region),
            reason: row.reason,
            state: match (row.decided_by, row.decided_at, row.destroyed) {
                (Some(by), Some(at), Some(true)) => {
                    PurgeState::Destroyed { by, on: words::day(at.to_jiff(), region) }
                }
                (Some(by), Some(at), _) => {
                    PurgeState::Kept { by, on: words::day(at.to_jiff(), region) }
                }
                _ => PurgeState::Waits { mine: false },
            },
        })
        .collect())
}

/// Cases whose documents have been kept long enough, the longest first; one more than is shown.
async fn due_cases(tx: &mut Tx, region: &Region) -> Result<Vec<DueCase>> {
    let today = words::today(tx.caller().now(), region);
    let unscreened = sight(tx.caller(), Finder::Cases).unscreened;
    let rows = sqlx::query!(
        r#"select c.id, c.number, c.title, k.name as client, c.practice_area,
            c.closed_on as "closed_on!: jiff_sqlx::Date",
            greatest((c.closed_on + make_interval(years => r.years))::date,
                (select max(d.keep_until) from documents d where d.case_id = c.id)) as "kept_until!: jiff_sqlx::Date",
            (select count(*) from documents d where d.case_id = c.id) as "documents!",
            exists (select from legal_holds h where h.case_id = c.id and h.until is null) as "held!",
            exists (select from purges p where p.case_id = c.id and p.decided_at is null) as "asked!"
        from cases c join clients k on k.id = c.client_id
        join retention_rules r on r.practice_area = c.practice_area
        where c.closed_on is not null and (c.closed_on + make_interval(years => r.years))::date < $1
            and ($2 or c.id <> all ((select my_walls())::uuid[]))
            and exists (select from case_keys s where s.case_id = c.id and s.wrapped is not null)
            and not exists (select from documents d where d.case_id = c.id and d.keep_until >= $1)
        order by c.closed_on, c.id limit 101"#,
        today.to_sqlx() as jiff_sqlx::Date,
        unscreened
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DueCase {
            id: CaseId(row.id),
            number: row.number,
            title: row.title,
            client: row.client,
            area: row.practice_area,
            closed: region.date(row.closed_on.to_jiff()),
            kept_until: region.date(row.kept_until.to_jiff()),
            documents: row.documents,
            held: row.held,
            asked: row.asked,
        })
        .collect())
}

async fn schedule(tx: &mut Tx, region: &Region) -> Result<Vec<Rule>> {
    let rows = sqlx::query!(
        "select r.practice_area, r.years, r.set_at, s.name from retention_rules r join staff s on s.id = r.set_by"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(PRACTICE_AREAS
        .into_iter()
        .map(|area| {
            let row = rows.iter().find(|row| row.practice_area == area);
            Rule {
                area: area.into(),
                years: row.and_then(|row| row.years),
                set: row.map(|row| (row.name.clone(), words::day(row.set_at.to_jiff(), region))),
            }
        })
        .collect())
}

/// The rule of one practice area, for its form.
///
/// # Errors
/// Refused; NotFound for an area nobody offers.
pub async fn rule_form(caller: &Caller, area: &str) -> Result<(Frame, RuleForm)> {
    let (mut tx, _permit) = access::on_office::<act::ManageSettings>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let rules = schedule(&mut tx, &region).await?;
    let rule = rules.into_iter().find(|rule| rule.area == area).ok_or(Error::NotFound)?;
    tx.commit().await?;
    let years = rule.years.map(|years| years.to_string()).unwrap_or_default();
    Ok((frame, RuleForm { area: rule.area, years }))
}

/// Says for how long the documents of a practice area are kept.
///
/// # Errors
/// Refused, StepUp, Invalid.
pub async fn set_rule(caller: &Caller, form: &RuleForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageSettings>(caller).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let Some((area, years)) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    sqlx::query!(
        "insert into retention_rules (practice_area, years, set_by) values ($1, $2, $3)
        on conflict (practice_area) do update set years = excluded.years, set_by = excluded.set_by, set_at = office_now()",
        area,
        years,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    let event = Event::new("set-retention", Resource::Office).with("area", area);
    audit::record(&mut tx, event.with("years", years)).await?;
    tx.commit().await
}

/// The case, for the dialog that asks for its documents to be destroyed.
///
/// # Errors
/// NotFound, Refused; Conflict with what stands in the way.
pub async fn ask_form(caller: &Caller, id: CaseId) -> Result<(Frame, ReasonForm, DueCase)> {
    let (mut tx, permit, _) = access::on_case::<act::AskToPurge>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    may_go(&mut tx, permit.subject(), &region).await?;
    let due = due_cases(&mut tx, &region).await?.into_iter().find(|case| case.id == id);
    let due = match due {
        Some(due) => due,
        // far down the list
        None => one(&mut tx, id, &region).await?,
    };
    tx.commit().await?;
    Ok((frame, ReasonForm::default(), due))
}

async fn one(tx: &mut Tx, id: CaseId, region: &Region) -> Result<DueCase> {
    let row = sqlx::query!(
        r#"select c.number, c.title, k.name as client, c.practice_area, c.closed_on as "closed_on!: jiff_sqlx::Date",
            g.until_day as "kept_until!: jiff_sqlx::Date",
            (select count(*) from documents d where d.case_id = c.id) as "documents!"
        from purge_ground($1) g, cases c join clients k on k.id = c.client_id where c.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(DueCase {
        id,
        number: row.number,
        title: row.title,
        client: row.client,
        area: row.practice_area,
        closed: region.date(row.closed_on.to_jiff()),
        kept_until: region.date(row.kept_until.to_jiff()),
        documents: row.documents,
        held: false,
        asked: false,
    })
}

/// Refuses in words where documents must be kept.
async fn may_go(tx: &mut Tx, case: CaseId, region: &Region) -> Result<()> {
    let row = sqlx::query!(
        r#"select why, until_day as "until?: jiff_sqlx::Date" from purge_ground($1)"#,
        case.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let until = row.until.map(|day| region.date(day.to_jiff())).unwrap_or_default();
    let why = match row.why.as_deref() {
        None => return Ok(()),
        Some("open") => "This case is open. Documents of open cases are kept.".to_owned(),
        Some("nothing") => "This case has no documents.".into(),
        Some("destroyed") => "The documents of this case were destroyed already.".into(),
        Some("held") => {
            "Something of this case is under a legal hold. Nothing is destroyed until it is lifted."
                .into()
        }
        Some("kept") => format!("These documents are kept until {until}."),
        Some(_) => "No retention schedule speaks of this practice area. Set one first.".into(),
    };
    Err(Error::Conflict(why))
}

/// Asks that the documents of a case be destroyed. They stand until a second person confirms.
///
/// # Errors
/// Refused, StepUp, Invalid; Conflict with what stands in the way.
pub async fn ask(caller: &Caller, id: CaseId, form: &ReasonForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::AskToPurge>(caller, id).await?;
    caller.fresh()?;
    let region = caller.zone(&mut tx).await?;
    may_go(&mut tx, permit.subject(), &region).await?;
    let reason = text::required_prose(&form.reason, "why they can go")
        .map_err(|message| Error::invalid("reason", message))?;
    let purge = PurgeId(caller.id());
    sqlx::query!("select ask_to_purge($1, $2, $3)", purge.0, permit.subject().0, reason)
        .execute(&mut *tx)
        .await
        .map_err(|error| match Error::from(error) {
            Error::Conflict(_) => Error::Conflict(
                "Somebody has asked for this already. It waits for a second person.".into(),
            ),
            other => other,
        })?;
    let event = Event::new("ask-to-purge", Resource::Purge(purge)).case(id).by_grant(ground.grant);
    audit::record(&mut tx, event.with("reason", reason)).await?;
    tx.commit().await
}

/// Begins a transaction and asks for `A` on a destruction that was asked for.
async fn on_purge<A: domain::access::Act<Subject = PurgeId>>(
    caller: &Caller,
    id: PurgeId,
) -> Result<(Tx, domain::access::Permit<A>, Event, CaseId)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select walled as "walled!", second_person as "second_person!", case_id as "case_id!" from purge_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Purge(id));
    let Some(row) = row else { return Err(access::deny(tx, event, Decision::Unseen).await?) };
    // whoever is screened from the case must not read of it in the log either
    let event = event.case(CaseId(row.case_id));
    let standing =
        Standing { walled: row.walled, second_person: row.second_person, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, event, CaseId(row.case_id))),
        Err(decision) => Err(access::deny(tx, event, decision).await?),
    }
}

/// What would be destroyed, for the second person's dialog.
///
/// # Errors
/// NotFound, Refused.
pub async fn decide_form(caller: &Caller, id: PurgeId) -> Result<(Frame, PurgeForm, Purge)> {
    let (mut tx, _permit, ..) = on_purge::<act::ConfirmPurge>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let waiting = waiting(&mut tx, &region).await?;
    let purge = waiting.into_iter().find(|purge| purge.id == id).ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok((frame, PurgeForm::default(), purge))
}

/// The second person's word: destroys the key of the case, or keeps its documents. What was destroyed does
/// not come back, not even from a backup of the blobs.
///
/// # Errors
/// Refused for whoever cannot be the second person; NotFound; StepUp; Invalid for a number that is not the
/// case's; Conflict where a hold or a longer date came meanwhile.
pub async fn decide(caller: &Caller, id: PurgeId, destroy: bool, form: &PurgeForm) -> Result<()> {
    let (mut tx, permit, event, case) = on_purge::<act::ConfirmPurge>(caller, id).await?;
    caller.fresh()?;
    if destroy {
        let region = caller.zone(&mut tx).await?;
        let waiting = waiting(&mut tx, &region).await?;
        let purge = waiting.into_iter().find(|purge| purge.id == id).ok_or(Error::NotFound)?;
        if form.number.trim() != purge.number {
            return Err(Error::invalid(
                "number",
                format!("Type the case’s number, {}, to destroy its documents.", purge.number),
            ));
        }
    }
    let action = if destroy { "confirm-purge" } else { "keep-documents" };
    audit::record(&mut tx, event.named(action)).await?;
    sqlx::query!("select decide_purge($1, $2)", permit.subject().0, destroy)
        .execute(&mut *tx)
        .await
        .map_err(|error| match Error::from(error) {
            Error::Conflict(_) => Error::Conflict(
                "Nothing was done: somebody decided meanwhile, or these documents have to be kept after all, by a legal hold, a later date or a reopened case.".into(),
            ),
            other => other,
        })?;
    tx.commit().await?;
    tracing::info!(case.id = %case, destroyed = destroy, "a purge was decided");
    Ok(())
}
