//! Staff: invited, given a role, suspended; never deleted. Managing partners only.

use domain::access::{Role, act};
use domain::cases::ReasonForm;
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::ids::StaffId;
use domain::staff::{
    InviteForm, Leaving, RoleForm, RolePeriod, StaffList, StaffPage, StaffRow, StaffState,
    SuspensionPeriod,
};
use domain::text;

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::frame::{self, person};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, cases, departures, words};

/// # Errors
/// Refused.
pub async fn list(caller: &Caller) -> Result<Framed<StaffList>> {
    let (mut tx, _permit) = access::on_office::<act::ManageStaff>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let rows = rows(&mut tx, None, &zone).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: StaffList { rows } })
}

async fn rows(tx: &mut Tx, one: Option<StaffId>, zone: &Region) -> Result<Vec<StaffRow>> {
    let rows = sqlx::query!(
        r#"select s.id, s.name, s.email, s.colour, r.role as "role!", a.has_password as "has_password!",
            a.second_factor as "second_factor!", a.seen_at,
            exists (select from staff_suspensions x where x.staff_id = s.id and x.until is null) as "suspended!",
            d.leaves_at <= office_now() as "gone?",
            (select count(distinct t.case_id) from case_team t join cases c on c.id = t.case_id
                where t.staff_id = s.id and c.closed_on is null and t.since <= office_now()
                    and (t.until is null or office_now() < t.until)) as "open_cases!"
        from staff s
        join staff_roles r on r.staff_id = s.id and r.until is null
        join staff_accounts() a on a.staff_id = s.id
        left join departures d on d.staff_id = s.id and d.closed_at is null and d.withdrawn_at is null
        where $1::uuid is null or s.id = $1
        order by array_position(array['managing_partner', 'associate_attorney', 'paralegal', 'billing'], r.role), s.name, s.id"#,
        one.map(|id| id.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(StaffRow {
                person: person(row.id, row.name, row.colour),
                email: row.email,
                role: role(&row.role)?,
                state: match (row.suspended, row.has_password) {
                    (true, _) => StaffState::Suspended,
                    (false, true) => StaffState::Active,
                    (false, false) => StaffState::Invited,
                },
                leaving: row.gone.map(|gone| if gone { Leaving::Gone } else { Leaving::Soon }),
                second_factor: row.second_factor,
                seen: row.seen_at.map(|at| words::instant(at.to_jiff(), zone)),
                open_cases: row.open_cases,
            })
        })
        .collect()
}

fn role(word: &str) -> Result<Role> {
    Role::from_word(word).ok_or_else(|| Error::internal(format!("unknown role {word}")))
}

/// One person: roles held, suspensions, cases led.
///
/// # Errors
/// Refused, NotFound.
pub async fn show(caller: &Caller, id: StaffId) -> Result<Framed<StaffPage>> {
    let (mut tx, _permit) = access::on_office::<act::ManageStaff>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let row = one(&mut tx, id, &zone).await?;
    let roles = sqlx::query!(
        r#"select r.role, r.since, r.until, b.name as "by?" from staff_roles r left join staff b on b.id = r.set_by
        where r.staff_id = $1 order by r.since desc, r.id desc"#,
        id.0
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|period| {
        Ok(RolePeriod {
            role: role(&period.role)?,
            since: words::day(period.since.to_jiff(), &zone),
            until: period.until.map(|until| words::day(until.to_jiff(), &zone)),
            by: period.by,
        })
    })
    .collect::<Result<_>>()?;
    let suspensions = sqlx::query!(
        r#"select x.since, x.until, x.reason, b.name as "by?" from staff_suspensions x left join staff b on b.id = x.suspended_by
        where x.staff_id = $1 order by x.since desc"#,
        id.0
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|period| SuspensionPeriod {
        since: words::day(period.since.to_jiff(), &zone),
        until: period.until.map(|until| words::day(until.to_jiff(), &zone)),
        reason: period.reason,
        by: period.by,
    })
    .collect();
    let leads = cases::rows_led_by(&mut tx, id).await?;
    let desk = sqlx::query_scalar!(
        "select since from desk_rights where staff_id = $1 and until is null",
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .map(|since| words::day(since.to_jiff(), &zone));
    let leaves = sqlx::query_scalar!(
        "select last_day from departures where staff_id = $1 and closed_at is null and withdrawn_at is null",
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .map(|day| zone.date(day.to_jiff()));
    let handed = departures::handed(&mut tx, id, &zone).await?;
    tx.commit().await?;
    let is_me = caller.staff_id() == id;
    let page = StaffPage { row, roles, suspensions, leads, desk, leaves, handed, is_me };
    Ok(Framed { frame, body: page })
}

pub(crate) async fn one(tx: &mut Tx, id: StaffId, zone: &Region) -> Result<StaffRow> {
    rows(tx, Some(id), zone).await?.into_iter().next().ok_or(Error::NotFound)
}

/// # Errors
/// Refused.
pub async fn invite_form(caller: &Caller) -> Result<(Frame, InviteForm)> {
    let (mut tx, _permit) = access::on_office::<act::ManageStaff>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    tx.commit().await?;
    Ok((frame, InviteForm { role: Role::Paralegal.word().into(), ..InviteForm::default() }))
}

/// Adds somebody and queues the invitation.
///
/// # Errors
/// Invalid, among it an address that is taken; StepUp.
pub async fn invite(caller: &Caller, form: &InviteForm) -> Result<StaffId> {
    let (mut tx, _permit) = access::on_office::<act::ManageStaff>(caller).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let Some(new) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    let taken = sqlx::query_scalar!(
        r#"select exists (select from staff where email = $1) as "taken!""#,
        new.email.as_str()
    )
    .fetch_one(&mut *tx)
    .await?;
    if taken {
        return Err(Error::invalid("email", "Somebody at the office has this address already."));
    }
    let id = StaffId(caller.id());
    sqlx::query!(
        "select invite_staff($1, $2, $3, $4, $5, $6)",
        id.0,
        caller.id(),
        caller.id(),
        new.name,
        new.email.as_str(),
        new.role.word()
    )
    .execute(&mut *tx)
    .await?;
    audit::record(
        &mut tx,
        Event::new("invite-staff", Resource::Staff(id)).with("role", new.role.word()),
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// Queues the invitation once more, for somebody who has not taken it up.
///
/// # Errors
/// NotFound, Conflict.
pub async fn invite_again(caller: &Caller, id: StaffId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageStaff>(caller).await?;
    caller.fresh()?;
    let done = sqlx::query_scalar!(r#"select invite_again($1, $2) as "done!""#, id.0, caller.id())
        .fetch_one(&mut *tx)
        .await?;
    if !done {
        return Err(Error::NotFound);
    }
    audit::record(&mut tx, Event::new("invite-again", Resource::Staff(id))).await?;
    tx.commit().await
}

/// # Errors
/// Refused, NotFound.
pub async fn role_form(caller: &Caller, id: StaffId) -> Result<(Frame, RoleForm, StaffRow)> {
    let (mut tx, _permit) = access::on_office::<act::ManageStaff>(caller).await?;
    not_oneself(caller, id)?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let row = one(&mut tx, id, &zone).await?;
    tx.commit().await?;
    Ok((frame, RoleForm { role: row.role.word().into() }, row))
}

/// Changes a role, keeping the history. Not one's own; somebody who leads open cases stays an
/// attorney until they have another lead.
///
/// # Errors
/// Invalid, Refused, StepUp.
pub async fn change_role(caller: &Caller, id: StaffId, form: &RoleForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageStaff>(caller).await?;
    caller.fresh()?;
    let zone = caller.zone(&mut tx).await?;
    not_oneself(caller, id)?;
    let row = one(&mut tx, id, &zone).await?;
    let new = domain::staff::role(&form.role).map_err(|message| Error::invalid("role", message))?;
    if new == row.role {
        return Err(Error::invalid("role", "This is the role already."));
    }
    if !new.is_attorney() && !cases::rows_led_by(&mut tx, id).await?.is_empty() {
        return Err(Error::invalid(
            "role",
            format!(
                "{} leads open cases. Name another responsible attorney for each first.",
                row.person.name
            ),
        ));
    }
    sqlx::query!("select change_role($1, $2, $3)", caller.id(), id.0, new.word())
        .execute(&mut *tx)
        .await?;
    let event = Event::new("change-role", Resource::Staff(id))
        .with("from", row.role.word())
        .with("to", new.word());
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

pub(crate) fn not_oneself(caller: &Caller, id: StaffId) -> Result<()> {
    if caller.staff_id() == id {
        return Err(Error::Refused(
            "Nobody changes one’s own role or suspends oneself. Ask another managing partner."
                .into(),
        ));
    }
    Ok(())
}

/// The person, for the dialogs that suspend and reinstate, and the open cases that would be left
/// without a lead.
///
/// # Errors
/// Refused, NotFound.
pub async fn suspend_form(
    caller: &Caller,
    id: StaffId,
) -> Result<(Frame, ReasonForm, StaffRow, Vec<domain::cases::CaseRow>)> {
    let (mut tx, _permit) = access::on_office::<act::ManageStaff>(caller).await?;
    not_oneself(caller, id)?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let row = one(&mut tx, id, &zone).await?;
    let leads = cases::rows_led_by(&mut tx, id).await?;
    tx.commit().await?;
    Ok((frame, ReasonForm::default(), row, leads))
}

/// Ends a person's access at once: sessions, links, everything. Grants stay as they were and count
/// for nothing while the suspension lasts.
///
/// # Errors
/// Invalid without a reason, Refused, StepUp; Conflict where it is done already.
pub async fn suspend(caller: &Caller, id: StaffId, form: &ReasonForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageStaff>(caller).await?;
    caller.fresh()?;
    let zone = caller.zone(&mut tx).await?;
    not_oneself(caller, id)?;
    let row = one(&mut tx, id, &zone).await?;
    if row.state == StaffState::Suspended {
        return Err(Error::Conflict(format!("{} is suspended already.", row.person.name)));
    }
    let reason = text::required_prose(&form.reason, "the reason")
        .map_err(|message| Error::invalid("reason", message))?;
    sqlx::query!("select suspend_staff($1, $2, $3)", caller.id(), id.0, reason)
        .execute(&mut *tx)
        .await?;
    audit::record(&mut tx, Event::new("suspend-staff", Resource::Staff(id)).with("reason", reason))
        .await?;
    tx.commit().await
}

/// # Errors
/// Refused, StepUp, NotFound.
pub async fn reinstate(caller: &Caller, id: StaffId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageStaff>(caller).await?;
    caller.fresh()?;
    not_oneself(caller, id)?;
    let done = sqlx::query_scalar!(r#"select reinstate_staff($1) as "done!""#, id.0)
        .fetch_one(&mut *tx)
        .await?;
    if !done {
        return Err(Error::NotFound);
    }
    audit::record(&mut tx, Event::new("reinstate-staff", Resource::Staff(id))).await?;
    tx.commit().await
}

/// Gives somebody the desk right, or ends it: the front desk takes enquiries, whatever the role.
///
/// # Errors
/// Refused, StepUp; Conflict where it is so already.
pub async fn set_desk(caller: &Caller, id: StaffId, holds: bool) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageStaff>(caller).await?;
    caller.fresh()?;
    let zone = caller.zone(&mut tx).await?;
    one(&mut tx, id, &zone).await?;
    let me = caller.staff_id().0;
    let done = if holds {
        sqlx::query!(
            "insert into desk_rights (id, staff_id, given_by) values ($1, $2, $3)",
            caller.id(),
            id.0,
            me
        )
        .execute(&mut *tx)
        .await?
    } else {
        sqlx::query!(
            "update desk_rights set until = office_now(), ended_by = $2 where staff_id = $1 and until is null",
            id.0,
            me
        )
        .execute(&mut *tx)
        .await?
    };
    if done.rows_affected() == 0 {
        return Err(Error::Conflict("The desk right has been ended already.".into()));
    }
    let action = if holds { "give-desk" } else { "end-desk" };
    audit::record(&mut tx, Event::new(action, Resource::Staff(id))).await?;
    tx.commit().await
}
