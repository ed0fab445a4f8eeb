//! Covers: set for oneself or by a managing partner, told to the leads, over by themselves.

use domain::access::{Action, Role, Standing, act, may};
use domain::covers::{CoverForm, CoverFormContext, CoverRow, CoverState, CoversPage};
use domain::forms::{Choice, FieldErrors};
use domain::frame::{Frame, Framed};
use domain::ids::{CoverId, StaffId};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::frame::{self, person};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, words};

/// Covers now, planned, and of the last ninety days.
///
/// # Errors
/// Refused for billing, which holds no grants.
pub async fn page(caller: &Caller) -> Result<Framed<CoversPage>> {
    let (mut tx, _permit) = access::on_office::<act::SeeCovers>(caller).await?;
    audit::record(&mut tx, Event::new("see-covers", Resource::Office)).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let rows = rows(&mut tx, &zone).await?;
    tx.commit().await?;
    let (mut past, current): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| match row.state {
        CoverState::Over | CoverState::Ended => true,
        CoverState::Planned | CoverState::Now => false,
    });
    past.reverse();
    Ok(Framed { frame, body: CoversPage { current, past } })
}

async fn rows(tx: &mut Tx, zone: &Region) -> Result<Vec<CoverRow>> {
    let caller = tx.caller().clone();
    let now = caller.now();
    let rows = sqlx::query!(
        r#"select v.id, v.since, v.until, v.ended_by, a.id as covering_id, a.name as covering, a.colour as covering_colour,
            b.id as covered_id, b.name as covered, b.colour as covered_colour, s.name as "by?"
        from covers v join staff a on a.id = v.covering_id join staff b on b.id = v.covered_id
        left join staff s on s.id = v.set_by
        where v.until > office_now() - interval '90 days'
        order by v.since, v.id limit 500"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (since, until) = (row.since.to_jiff(), row.until.to_jiff());
            let state = match row.ended_by {
                Some(_) => CoverState::Ended,
                _ if until <= now => CoverState::Over,
                _ if since > now => CoverState::Planned,
                _ => CoverState::Now,
            };
            let me = caller.staff_id().0;
            let own = me == row.covering_id || me == row.covered_id;
            let standing = Standing { own, ..Standing::OUTSIDE };
            CoverRow {
                id: CoverId(row.id),
                covering: person(row.covering_id, row.covering, row.covering_colour),
                covered: person(row.covered_id, row.covered, row.covered_colour),
                since: words::day(since, zone),
                // an end at midnight belongs to the day before
                until: words::day((until - SignedDuration::from_secs(1)).max(since), zone),
                state,
                by: row.by,
                may_end: matches!(state, CoverState::Planned | CoverState::Now)
                    && may(caller.role(), Action::EndCover, &standing),
            }
        })
        .collect())
}

/// Whom the form offers, and the days as they begin: today, and no end yet.
///
/// # Errors
/// Refused for billing.
pub async fn new_form(caller: &Caller) -> Result<(Frame, CoverForm, CoverFormContext)> {
    let (mut tx, _permit) = access::on_office::<act::SeeCovers>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let people = people(&mut tx).await?;
    tx.commit().await?;
    let me = caller.staff_id();
    let partner = caller.role() == Role::ManagingPartner;
    let choice = |someone: &Someone| Choice {
        value: someone.id.to_string(),
        label: format!("{}, {}", someone.name, someone.role.label().to_lowercase()),
    };
    let covered = people.iter().filter(|one| partner || one.id == me).map(choice).collect();
    let covering = people
        .iter()
        .filter(|one| partner || (one.id != me && may_cover(one.role, caller.role())))
        .map(choice)
        .collect();
    let form = CoverForm {
        covered: if partner { String::new() } else { me.to_string() },
        since: words::today(caller.now(), &zone).to_string(),
        ..CoverForm::default()
    };
    Ok((frame, form, CoverFormContext { covered, covering }))
}

struct Someone {
    id: StaffId,
    name: String,
    role: Role,
}

/// Who holds grants, or may: everybody in force but billing.
async fn people(tx: &mut Tx) -> Result<Vec<Someone>> {
    let rows = sqlx::query!(
        "select s.id, s.name, r.role from staff s join staff_roles r on r.staff_id = s.id and r.until is null
        where r.role <> 'billing'
            and in_force(s.id)
        order by s.name, s.id"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Someone { id: StaffId(row.id), name: row.name, role: Role::from_word(&row.role)? })
        })
        .collect())
}

/// Attorneys cover for anybody, paralegals for paralegals.
const fn may_cover(covering: Role, covered: Role) -> bool {
    match (covering, covered) {
        (Role::Billing, _) | (_, Role::Billing) => false,
        (Role::Paralegal, Role::Paralegal) => true,
        (covering, _) => covering.is_attorney(),
    }
}

/// Sets a cover.
///
/// # Errors
/// Invalid, StepUp; Refused for somebody else's.
pub async fn set(caller: &Caller, form: &CoverForm) -> Result<()> {
    // Nobody named: asked as for oneself, and then complained of.
    let named: Option<StaffId> = form.covered.parse().ok();
    let asked = named.unwrap_or(caller.staff_id());
    let (mut tx, permit) = access::on_person::<act::SetCover>(caller, asked).await?;
    caller.fresh()?;
    let zone = caller.zone(&mut tx).await?;
    let mut errors = FieldErrors::default();
    let people = people(&mut tx).await?;
    let of = |id: Option<StaffId>| people.iter().find(|one| Some(one.id) == id);
    let covered = of(named);
    if covered.is_none() {
        errors.add("covered", "Choose who is away.");
    }
    let covering = of(form.covering.parse().ok());
    match (covering, covered) {
        (None, _) => errors.add("covering", "Choose who stands in."),
        (Some(covering), Some(covered)) if covering.id == covered.id => {
            errors.add("covering", "Nobody covers for oneself. Choose somebody else.");
        }
        (Some(covering), Some(covered)) if !may_cover(covering.role, covered.role) => {
            errors.add("covering", "A paralegal covers for paralegals. Choose an attorney.")
        }
        _ => {}
    }
    let days = form.parse_days(words::today(caller.now(), &zone), &mut errors);
    let (Some(covered), Some(covering), Some((since, until)), true) =
        (covered, covering, days, errors.is_empty())
    else {
        return Err(Error::Invalid(errors));
    };
    let span = (start_of(since, &zone)?.max(caller.now()), start_of(day_after(until)?, &zone)?);
    unchained(&mut tx, covering, covered, span).await?;
    let event = Event::new("set-cover", Resource::Staff(covered.id))
        .with("staff", covering.id.to_string())
        .with("since", since.to_string())
        .with("until", until.to_string());
    audit::record(&mut tx, event).await?;
    sqlx::query!(
        "select set_cover($1, $2, $3, $4, $5)",
        caller.id(),
        covering.id.0,
        permit.subject().0,
        span.0.to_sqlx(),
        span.1.to_sqlx()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// Never a chain: whoever covers is not covered meanwhile, and whoever is covered does not cover.
async fn unchained(
    tx: &mut Tx,
    covering: &Someone,
    covered: &Someone,
    (since, until): (Timestamp, Timestamp),
) -> Result<()> {
    let others = sqlx::query!(
        "select v.covering_id, v.covered_id from covers v
        where v.ended_by is null and v.since < $4 and $3 < v.until
            and (v.covered_id = $1 or v.covering_id = $2 or (v.covering_id = $1 and v.covered_id = $2))",
        covering.id.0,
        covered.id.0,
        since.to_sqlx(),
        until.to_sqlx()
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut errors = FieldErrors::default();
    let (one, other) = (covering.id.0, covered.id.0);
    if others.iter().any(|cover| cover.covering_id == one && cover.covered_id == other) {
        errors.add(
            "covering",
            format!("{} covers for {} on some of these days already.", covering.name, covered.name),
        );
    } else if others.iter().any(|cover| cover.covered_id == one) {
        errors.add(
            "covering",
            format!("{} is away then, and covered. Choose somebody else.", covering.name),
        );
    }
    if others.iter().any(|cover| cover.covering_id == other) {
        errors.add(
            "covered",
            format!("{} covers for somebody then. End that cover first.", covered.name),
        );
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

fn day_after(day: Date) -> Result<Date> {
    day.tomorrow().map_err(Error::internal)
}

fn start_of(day: Date, zone: &TimeZone) -> Result<Timestamp> {
    let midnight = zone.to_ambiguous_zoned(day.at(0, 0, 0, 0));
    Ok(midnight.compatible().map_err(Error::internal)?.timestamp())
}

/// Ends a cover before its time.
///
/// # Errors
/// NotFound for one that is over; Refused, StepUp.
pub async fn end(caller: &Caller, id: CoverId) -> Result<()> {
    let (mut tx, permit, event) = access::on_cover::<act::EndCover>(caller, id).await?;
    caller.fresh()?;
    audit::record(&mut tx, event).await?;
    sqlx::query!("select end_cover($1)", permit.subject().0).execute(&mut *tx).await?;
    tx.commit().await
}
