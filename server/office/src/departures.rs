//! Departures: a last day after which access ends by itself, and a hand-over that does not close while a
//! case lacks a lead or a deadline an owner.

use domain::access::act;
use domain::cases::Happened;
use domain::departures::{Deadline, DepartureForm, DeparturePage, Handed, Left, LeftKind, missing};
use domain::forms::{Choice, FieldErrors};
use domain::frame::Frame;
use domain::ids::{CaseId, StaffId};
use domain::staff::StaffState;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, frame, staff, timeline, words};

/// # Errors
/// Refused, NotFound.
pub async fn page(caller: &Caller, id: StaffId) -> Result<(Frame, DepartureForm, DeparturePage)> {
    let (mut tx, _permit) = access::on_office::<act::HandOver>(caller).await?;
    staff::not_oneself(caller, id)?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let row = staff::one(&mut tx, id, &zone).await?;
    let open = sqlx::query!(
        r#"select last_day, leaves_at <= office_now() as "gone!" from departures
        where staff_id = $1 and closed_at is null and withdrawn_at is null"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let (left, unseen) = left(&mut tx, id).await?;
    let attorneys = attorneys(&mut tx, id).await?;
    let handed = handed(&mut tx, id, &zone).await?;
    tx.commit().await?;
    let gone = open.as_ref().is_some_and(|open| open.gone) || row.state == StaffState::Suspended;
    let last_day = open.map(|open| zone.date(open.last_day.to_jiff()));
    let page = DeparturePage { row, last_day, gone, left, unseen, attorneys, handed };
    Ok((frame, DepartureForm::default(), page))
}

/// What still waits for somebody, as the caller may see it, and how much is out of view.
async fn left(tx: &mut Tx, id: StaffId) -> Result<(Vec<Left>, usize)> {
    let zone = tx.caller().clone().zone(tx).await?;
    let rows = sqlx::query!(
        r#"select l.kind as "kind!", l.id as "id?", l.seen as "seen!", c.number as "number?", c.title as "title?",
            c.limitation_on as "limitation_on?", k.name as "client?", e.name as "enquirer?", e.matter as "matter?",
            p.title as "prepared?"
        from left_to_hand_over($1) l
        left join cases c on c.id = l.id and l.kind = 'case'
        left join clients k on k.id = c.client_id
        left join enquiries e on e.id = l.id and l.kind = 'enquiry'
        left join case_proposals p on p.id = l.id and l.kind = 'prepared'
        order by c.limitation_on nulls last, c.number, e.taken_at, l.id"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let unseen = rows.iter().filter(|row| !row.seen).count();
    let today = words::today(tx.caller().now(), &zone);
    let seen = rows
        .into_iter()
        .filter(|row| row.seen)
        .filter_map(|row| {
            let kind = LeftKind::from_word(&row.kind)?;
            let (title, sub) = match kind {
                LeftKind::Case => (
                    row.title?,
                    format!("Case {} · {}", row.number?, row.client.unwrap_or_default()),
                ),
                LeftKind::Enquiry => (row.enquirer?, format!("Enquiry: {}", row.matter?)),
                LeftKind::Prepared => (row.prepared?, "Prepared case, waiting for approval".into()),
                LeftKind::ConflictsPartner => (
                    "Conflicts partner".into(),
                    "Answers conflict checks. Name another in the settings.".into(),
                ),
                LeftKind::Deputy => (
                    "Conflicts deputy".into(),
                    "Second person for walls. Name another in the settings.".into(),
                ),
            };
            Some(Left {
                kind,
                id: row.id.map(|id| id.to_string()).unwrap_or_default(),
                title,
                sub,
                deadline: row.limitation_on.map(|day| Deadline {
                    day: zone.date(day.to_jiff()),
                    past: day.to_jiff() < today,
                }),
            })
        })
        .collect();
    Ok((seen, unseen))
}

/// What was handed over when somebody left, on whichever page, and to whom.
pub(crate) async fn handed(tx: &mut Tx, id: StaffId, zone: &Region) -> Result<Vec<Handed>> {
    let rows = sqlx::query!(
        r#"select h.kind as "kind!", h.thing_id as "thing_id?", h.handed_at as "handed_at!", h.seen as "seen!",
            s.name as "to?", b.name as "by?", c.number as "number?", c.title as "title?", e.name as "enquirer?",
            p.title as "prepared?"
        from handed_over_by($1) h
        left join staff s on s.id = h.to_id
        left join staff b on b.id = h.handed_by
        left join cases c on c.id = h.thing_id and h.kind = 'case'
        left join enquiries e on e.id = h.thing_id and h.kind = 'enquiry'
        left join case_proposals p on p.id = h.thing_id and h.kind = 'prepared'
        order by h.handed_at, c.number, e.taken_at, h.thing_id"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let kind = LeftKind::from_word(&row.kind)?;
            let title = match kind {
                LeftKind::Case => row
                    .title
                    .zip(row.number)
                    .map(|(title, number)| format!("{title}, case {number}")),
                LeftKind::Enquiry => row.enquirer.map(|name| format!("Enquiry of {name}")),
                LeftKind::Prepared => row.prepared.map(|title| format!("{title}, prepared case")),
                LeftKind::ConflictsPartner => Some("Conflicts partner".into()),
                LeftKind::Deputy => Some("Conflicts deputy".into()),
            };
            let title = title.filter(|_| row.seen);
            let id = row.thing_id.filter(|_| title.is_some()).map(|id| id.to_string());
            Some(Handed {
                kind,
                id: id.unwrap_or_default(),
                title: title.unwrap_or_else(|| "Something out of your view".into()),
                to: row.to,
                by: row.by.unwrap_or_else(|| "The office".into()),
                on: words::day(row.handed_at.to_jiff(), zone),
            })
        })
        .collect())
}

/// Who can take over: attorneys who stay.
async fn attorneys(tx: &mut Tx, but: StaffId) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        "select s.id, s.name from staff s join staff_roles r on r.staff_id = s.id and r.until is null
        where r.role in ('managing_partner', 'associate_attorney') and s.id <> $1
            and in_force(s.id)
            and not exists (select from departures d where d.staff_id = s.id and d.closed_at is null and d.withdrawn_at is null)
        order by s.name, s.id",
        but.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name }).collect())
}

/// Marks that somebody leaves, and when.
///
/// # Errors
/// Invalid, StepUp; Conflict where it is marked already.
pub async fn mark(caller: &Caller, id: StaffId, form: &DepartureForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::HandOver>(caller).await?;
    caller.fresh()?;
    staff::not_oneself(caller, id)?;
    let zone = caller.zone(&mut tx).await?;
    staff::one(&mut tx, id, &zone).await?;
    let mut errors = FieldErrors::default();
    let Some(day) = form.parse_last_day(words::today(caller.now(), &zone), &mut errors) else {
        return Err(Error::Invalid(errors));
    };
    let event = Event::new("mark-departure", Resource::Staff(id)).with("until", day.to_string());
    audit::record(&mut tx, event).await?;
    sqlx::query!(
        "select mark_departure($1, $2, $3)",
        caller.id(),
        id.0,
        day.to_sqlx() as jiff_sqlx::Date
    )
    .execute(&mut *tx)
    .await
    .map_err(|error| match Error::from(error) {
        Error::Conflict(_) => Error::Conflict("A departure is marked already.".into()),
        other => other,
    })?;
    tx.commit().await
}

/// Hands what was ticked to one attorney, in one act.
///
/// # Errors
/// Invalid, among it an attorney who is screened from some of it; StepUp.
pub async fn hand_over(caller: &Caller, id: StaffId, form: &DepartureForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::HandOver>(caller).await?;
    caller.fresh()?;
    staff::not_oneself(caller, id)?;
    marked(&mut tx, id).await?;
    let to = attorneys(&mut tx, id).await?.into_iter().find(|choice| choice.value == form.to);
    let (left, _) = left(&mut tx, id).await?;
    let ticked: Vec<&Left> =
        left.iter().filter(|item| !item.id.is_empty() && form.items.contains(&item.id)).collect();
    let mut errors = FieldErrors::default();
    if ticked.is_empty() {
        errors.add("items", "Tick what is to be handed over.");
    }
    if to.is_none() {
        errors.add("to", "Choose who takes over.");
    }
    let (Some(to), true) = (to, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    let of = |kind: LeftKind| -> Vec<Uuid> {
        ticked
            .iter()
            .filter(|item| item.kind == kind)
            .filter_map(|item| item.id.parse().ok())
            .collect()
    };
    let cases = of(LeftKind::Case);
    let new: StaffId = to.value.parse().map_err(Error::internal)?;
    for case in &cases {
        let case = CaseId(*case);
        timeline::tell(&mut tx, case, &Happened::LeadChanged { to: to.label.clone() }).await?;
        let event = Event::new("change-lead", Resource::Case(case)).with("to", new.to_string());
        audit::record(&mut tx, event).await?;
    }
    let event = Event::new("hand-over", Resource::Staff(id))
        .with("to", new.to_string())
        .with("things", ticked.len());
    audit::record(&mut tx, event).await?;
    sqlx::query!(
        "select hand_over($1, $2, $3, $4, $5)",
        id.0,
        new.0,
        &cases,
        &of(LeftKind::Enquiry),
        &of(LeftKind::Prepared)
    )
    .execute(&mut *tx)
    .await
    .map_err(|error| match Error::from(error) {
        Error::Conflict(_) => Error::invalid(
            "to",
            "This attorney cannot take all of it: a wall stands between, or they are leaving too. \
             Hand over fewer things at once, or choose another.",
        ),
        other => other,
    })?;
    tx.commit().await
}

/// Closes the hand-over; the account is suspended with it.
///
/// # Errors
/// Conflict while something is left, saying what; NotFound where no departure is marked.
pub async fn close(caller: &Caller, id: StaffId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::HandOver>(caller).await?;
    caller.fresh()?;
    staff::not_oneself(caller, id)?;
    marked(&mut tx, id).await?;
    let (left, unseen) = left(&mut tx, id).await?;
    if !left.is_empty() || unseen > 0 {
        return Err(Error::Conflict(format!(
            "The hand-over cannot be closed yet: {}.",
            missing(&left, unseen)
        )));
    }
    audit::record(&mut tx, Event::new("close-departure", Resource::Staff(id))).await?;
    sqlx::query!("select close_departure($1, $2)", id.0, caller.id()).execute(&mut *tx).await?;
    tx.commit().await
}

/// They stay after all.
///
/// # Errors
/// NotFound where no departure is marked.
pub async fn withdraw(caller: &Caller, id: StaffId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::HandOver>(caller).await?;
    caller.fresh()?;
    staff::not_oneself(caller, id)?;
    marked(&mut tx, id).await?;
    audit::record(&mut tx, Event::new("withdraw-departure", Resource::Staff(id))).await?;
    sqlx::query!("select withdraw_departure($1)", id.0).execute(&mut *tx).await?;
    tx.commit().await
}

async fn marked(tx: &mut Tx, id: StaffId) -> Result<()> {
    sqlx::query_scalar!(
        "select id from departures where staff_id = $1 and closed_at is null and withdrawn_at is null",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(|_| ())
    .ok_or(Error::NotFound)
}
