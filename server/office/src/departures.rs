//! Departures: a last day after which access ends by itself, and a hand-over that does not close while a
//! case lacks a lead, a deadline an owner or an appointment to come somebody who is there.

mod left;

use domain::access::{Role, act};
use domain::cases::Happened;
use domain::departures::{DepartureForm, DeparturePage, Left, LeftKind, missing};
use domain::forms::{Choice, FieldErrors};
use domain::frame::Frame;
use domain::ids::{AppointmentId, CaseId, StaffId};
use domain::staff::StaffState;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, frame, staff, timeline, words};
pub(crate) use left::handed;
use left::left;

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
    let successors = successors(&mut tx, id).await?;
    let successors = successors.into_iter().map(Successor::choice).collect();
    let handed = handed(&mut tx, id, &zone).await?;
    tx.commit().await?;
    let gone = open.as_ref().is_some_and(|open| open.gone) || row.state == StaffState::Suspended;
    let last_day = open.map(|open| zone.date(open.last_day.to_jiff()));
    let page = DeparturePage { row, last_day, gone, left, unseen, successors, handed };
    Ok((frame, DepartureForm::default(), page))
}

/// Who can take over: whoever stays. Cases go to attorneys, and of the others it is said that they are not.
async fn successors(tx: &mut Tx, but: StaffId) -> Result<Vec<Successor>> {
    let rows = sqlx::query!(
        "select s.id, s.name, r.role from staff s join staff_roles r on r.staff_id = s.id and r.until is null
        where s.id <> $1 and in_force(s.id)
            and not exists (select from departures d where d.staff_id = s.id and d.closed_at is null and d.withdrawn_at is null)
        order by s.name, s.id",
        but.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let role = Role::from_word(&row.role);
            let role = role.ok_or_else(|| Error::internal("a role nobody knows"))?;
            Ok(Successor { id: StaffId(row.id), name: row.name, role })
        })
        .collect()
}

struct Successor {
    id: StaffId,
    name: String,
    role: Role,
}

impl Successor {
    fn choice(self) -> Choice {
        let label = match self.role.is_attorney() {
            true => self.name,
            false => format!("{} ({})", self.name, self.role.label()),
        };
        Choice { value: self.id.to_string(), label }
    }
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

/// Hands what was ticked to one person, in one act. A series goes with all of its times to come, and with an
/// enquiry its consultation.
///
/// # Errors
/// Invalid, among it somebody who is screened from some of it or has a part in it already; StepUp.
pub async fn hand_over(caller: &Caller, id: StaffId, form: &DepartureForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::HandOver>(caller).await?;
    caller.fresh()?;
    staff::not_oneself(caller, id)?;
    marked(&mut tx, id).await?;
    let mut successors = successors(&mut tx, id).await?.into_iter();
    let to = successors.find(|successor| successor.id.to_string() == form.to);
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
    let of = |kinds: &[LeftKind]| -> Vec<Uuid> {
        ticked
            .iter()
            .filter(|item| kinds.contains(&item.kind))
            .filter_map(|item| item.id.parse().ok())
            .collect()
    };
    let cases = of(&[LeftKind::Case]);
    let (enquiries, prepared) = (of(&[LeftKind::Enquiry]), of(&[LeftKind::Prepared]));
    let calendar = of(&[LeftKind::Deadline, LeftKind::Appointment]);
    if !to.role.is_attorney() && cases.len() + enquiries.len() + prepared.len() > 0 {
        return Err(Error::invalid(
            "to",
            "Cases, enquiries and prepared cases go to attorneys. Choose one, or tick deadlines and appointments alone.",
        ));
    }
    fit(&mut tx, id, &to, &ticked, &calendar, &cases).await?;
    for case in &cases {
        let case = CaseId(*case);
        timeline::tell(&mut tx, case, &Happened::LeadChanged { to: to.name.clone() }).await?;
        let event = Event::new("change-lead", Resource::Case(case)).with("to", to.id.to_string());
        audit::record(&mut tx, event).await?;
    }
    for one in &calendar {
        let event = Event::new("change-appointment", Resource::Appointment(AppointmentId(*one)))
            .with("from", id.to_string())
            .with("to", to.id.to_string());
        audit::record(&mut tx, event).await?;
    }
    let event = Event::new("hand-over", Resource::Staff(id))
        .with("to", to.id.to_string())
        .with("things", ticked.len());
    audit::record(&mut tx, event).await?;
    sqlx::query!(
        "select hand_over($1, $2, $3, $4, $5, $6)",
        id.0,
        to.id.0,
        &cases,
        &enquiries,
        &prepared,
        &calendar
    )
    .execute(&mut *tx)
    .await
    .map_err(|error| match Error::from(error) {
        Error::Conflict(_) => Error::invalid(
            "to",
            "This person cannot take all of it: a wall stands between, or they are leaving too. \
             Hand over fewer things at once, or choose another.",
        ),
        other => other,
    })?;
    tx.commit().await
}

/// Names the deadlines and appointments that the new one cannot have.
async fn fit(
    tx: &mut Tx,
    from: StaffId,
    to: &Successor,
    ticked: &[&Left],
    calendar: &[Uuid],
    cases: &[Uuid],
) -> Result<()> {
    let cannot: Vec<String> = sqlx::query_scalar!(
        r#"select id as "id!" from calendar_not_for($1, $2, $3, $4) as n (id)"#,
        from.0,
        to.id.0,
        calendar,
        cases
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(|id| id.to_string())
    .collect();
    let titles: Vec<&str> = ticked
        .iter()
        .filter(|item| cannot.contains(&item.id))
        .map(|item| item.title.as_str())
        .collect();
    match titles.as_slice() {
        [] => Ok(()),
        titles => Err(Error::invalid(
            "to",
            format!(
                "{} cannot take this: {}. They are not on the team of that case, or have a part in that deadline \
                 already. Choose another, or hand the case over with it.",
                to.name,
                titles.join("; ")
            ),
        )),
    }
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
