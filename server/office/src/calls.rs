//! Call slips: taken by anybody at the office, for somebody, answered once or handed on. One about a
//! case is out of sight for whoever is screened from the case, whoever took it and whomever it is for.

use domain::access::{Act, Decision, Permit, Standing, act, permit};
use domain::calls::{
    AnswerForm, CallBox, CallFilter, CallForm, CallHolder, CallList, CallOutcome, CallPage,
    CallReason, CallRow,
};
use domain::forms::{Choice, FieldErrors};
use domain::frame::{Frame, Framed};
use domain::ids::{CallId, CaseId, StaffId};
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use domain::text;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::frame::{self, person};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, cases, clients, words};

/// Begins a transaction and asks for `A` on a call, as `access::on_case` does for a case. Hands back
/// the row for the log.
async fn on_call<A: Act<Subject = CallId>>(
    caller: &Caller,
    id: CallId,
) -> Result<(Tx, Permit<A>, Standing, Event)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select own as "own!", decides as "decides!", walled as "walled!", case_id as "case_id?" from call_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Call(id));
    let Some(row) = row else { return Err(access::deny(tx, event, Decision::Unseen).await?) };
    let event = event.around(row.case_id.map(CaseId), None);
    let standing =
        Standing { own: row.own, decides: row.decides, walled: row.walled, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, standing, event)),
        Err(decision) => Err(access::deny(tx, event, decision).await?),
    }
}

/// The calls the caller may see, the latest first.
///
/// # Errors
/// As the database says.
pub async fn list(caller: &Caller, mut filter: CallFilter) -> Result<Framed<CallList>> {
    let (mut tx, _permit) = access::on_office::<act::TakeCall>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let which = CallBox::from_word(&filter.which).unwrap_or(CallBox::Mine);
    filter.which = which.word().to_owned();
    let page = rows(&mut tx, which, &filter.after).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: CallList { filter, page } })
}

struct Kept {
    id: uuid::Uuid,
    caller_name: String,
    phone: String,
    reason: String,
    message: String,
    case_number: String,
    case_id: Option<uuid::Uuid>,
    case_seen: bool,
    for_id: uuid::Uuid,
    for_name: String,
    colour: i16,
    taken_by: String,
    taken_at: jiff_sqlx::Timestamp,
    outcome: Option<String>,
    total: i64,
}

impl Kept {
    fn row(self, zone: &Region) -> Result<CallRow> {
        let unknown = |word: &str| Error::internal(format!("unknown word {word}"));
        let at = self.taken_at.to_jiff();
        Ok(CallRow {
            id: CallId(self.id),
            caller: self.caller_name,
            dial: Some(self.phone.clone()).filter(|phone| phone.starts_with('+')),
            phone: clients::shown_phone(&self.phone),
            reason: CallReason::from_word(&self.reason).ok_or_else(|| unknown(&self.reason))?,
            message: self.message,
            number: self.case_number,
            case: self.case_id.filter(|_| self.case_seen).map(CaseId),
            holder: person(self.for_id, self.for_name, self.colour),
            taken_by: self.taken_by,
            taken: words::instant(at, zone),
            taken_at: at.to_string(),
            datetime: words::datetime(at, zone),
            outcome: match self.outcome {
                Some(word) => Some(CallOutcome::from_word(&word).ok_or_else(|| unknown(&word))?),
                None => None,
            },
        })
    }
}

async fn rows(tx: &mut Tx, which: CallBox, after: &str) -> Result<Rows<CallRow>> {
    let caller = tx.caller().clone();
    let zone = caller.zone(tx).await?;
    let (sees, sees_cases) = (sight(&caller, Finder::Calls), sight(&caller, Finder::Cases));
    let after = after.split_once('~').and_then(|(id, at)| {
        Some((at.parse::<Timestamp>().ok()?, uuid::Uuid::try_parse(id).ok()?))
    });
    let rows = sqlx::query_as!(
        Kept,
        r#"with matching as not materialized (
            select k.* from calls k
            where ($1 or (select office_caller()) in (k.taken_by, k.for_id))
                and ($2 or coalesce(k.case_id <> all ((select my_walls())::uuid[]), true))
                and case $3
                    when 'mine' then k.for_id = (select office_caller()) and k.answered_at is null
                    when 'taken' then k.taken_by = (select office_caller())
                    when 'all' then k.answered_at is null
                    else k.answered_at is not null end
        )
        select k.id as "id!", k.caller_name as "caller_name!", k.phone as "phone!", k.reason as "reason!",
            k.message as "message!", k.case_number as "case_number!", k.case_id as "case_id?",
            coalesce($9 or k.case_id = any ((select my_cases())::uuid[]), false) as "case_seen!",
            s.id as "for_id!", s.name as "for_name!", s.colour as "colour!", t.name as "taken_by!",
            k.taken_at as "taken_at!", k.outcome as "outcome?",
            (select count(*) from (select from matching limit $7) as counted) as "total!"
        from (select * from matching where $4 or (taken_at, id) < ($5, $6) order by taken_at desc, id desc limit $8) as k
        join staff s on s.id = k.for_id
        join staff t on t.id = k.taken_by
        order by k.taken_at desc, k.id desc"#,
        sees.everything,
        sees.unscreened,
        which.word(),
        after.is_none(),
        after.map(|(at, _)| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        after.map(|(_, id)| id),
        COUNT_CAP + 1,
        PAGE_ROWS + 1,
        sees_cases.everything
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let rows = rows.into_iter().map(|row| row.row(&zone)).collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut(rows, total, |row| format!("{}~{}", row.id, row.taken_at)))
}

/// What taking a call needs. `case` presets a case's number, as from the case's page.
///
/// # Errors
/// Refused.
pub async fn new_form(caller: &Caller, case: &str) -> Result<(Frame, CallForm, Vec<Choice>)> {
    let (mut tx, _permit) = access::on_office::<act::TakeCall>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let people = people(&mut tx).await?;
    tx.commit().await?;
    Ok((frame, CallForm { case: case.to_owned(), ..CallForm::default() }, people))
}

/// Everybody at the office now.
async fn people(tx: &mut Tx) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        "select s.id, s.name from staff s join staff_roles r on r.staff_id = s.id and r.until is null
        where in_force(s.id)
        order by s.name, s.id"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name }).collect())
}

/// Takes a call down.
///
/// # Errors
/// Invalid.
pub async fn take(caller: &Caller, form: &CallForm) -> Result<CallId> {
    let (mut tx, _permit) = access::on_office::<act::TakeCall>(caller).await?;
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    // whatever else is wrong, so that a person hears it all at once
    let case = match text::line(&form.case) {
        Ok(number) if !number.is_empty() => named(&mut tx, &number, &mut errors).await?,
        _ => None,
    };
    let holder = holder(&mut tx, "holder", &form.holder, case, &mut errors).await?;
    let (Some(call), Some(holder), true) = (parsed, holder, errors.is_empty()) else {
        // nothing was written but the trace of a try
        tx.commit().await?;
        return Err(Error::Invalid(errors));
    };
    let id = CallId(caller.id());
    sqlx::query!(
        "insert into calls (id, caller_name, phone, reason, message, case_id, for_id, taken_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        call.caller,
        // what cannot be dialled is kept as it was said
        clients::parse_phone(&call.phone).unwrap_or(call.phone),
        call.reason.word(),
        call.message,
        case.map(|id| id.0) as Option<uuid::Uuid>,
        holder.0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    let event = Event::new(act::TakeCall::ACTION.word(), Resource::Call(id));
    audit::record(&mut tx, event.around(case, None).with("staff", holder.to_string())).await?;
    tx.commit().await?;
    Ok(id)
}

/// The case with that number, provided that the caller may name it. One that is out of sight and one
/// that is not there are one answer.
async fn named(tx: &mut Tx, number: &str, errors: &mut FieldErrors) -> Result<Option<CaseId>> {
    let found = sqlx::query_scalar!("select case_to_name($1)", number).fetch_one(&mut **tx).await?;
    if found.is_none() {
        errors.add(
            "case",
            "You see no case with this number. Leave it out, and write in the message what the caller said.",
        );
    }
    Ok(found.map(CaseId))
}

/// Somebody who can be called for this: at the office, and on the team of the case. Who is screened from
/// it and who is merely not on it read the same.
async fn holder(
    tx: &mut Tx,
    field: &str,
    typed: &str,
    case: Option<CaseId>,
    errors: &mut FieldErrors,
) -> Result<Option<StaffId>> {
    let Ok(id) = typed.parse::<StaffId>() else {
        errors.add(field, "Choose whom it is for.");
        return Ok(None);
    };
    let may = sqlx::query_scalar!(
        r#"select may_hold_call($1, $2) as "may!""#,
        id.0,
        case.map(|id| id.0) as Option<uuid::Uuid>
    )
    .fetch_one(&mut **tx)
    .await?;
    if !may {
        // asked again and again, it would tell who is on a team: a try leaves a trace
        let event = Event::new(act::TakeCall::ACTION.word(), Resource::Staff(id));
        audit::record(tx, event.outcome(audit::Outcome::Refused)).await?;
        errors.add(
            field,
            match case {
                Some(_) => "This person is not on the team of that case. Choose somebody who is, or leave the case out.",
                None => "This person is not at the office any more. Choose somebody else.",
            },
        );
    }
    Ok(may.then_some(id))
}

/// One call, whom it was for, and what came of it.
///
/// # Errors
/// NotFound.
pub async fn show(caller: &Caller, id: CallId) -> Result<Framed<CallPage>> {
    let (mut tx, permit, standing, event) = on_call::<act::SeeCall>(caller, id).await?;
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let page = page(&mut tx, permit.subject(), standing).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: page })
}

async fn page(tx: &mut Tx, id: CallId, standing: Standing) -> Result<CallPage> {
    let caller = tx.caller().clone();
    let zone = caller.zone(tx).await?;
    let sees_cases = sight(&caller, Finder::Cases);
    let kept = sqlx::query_as!(
        Kept,
        r#"select k.id, k.caller_name, k.phone, k.reason, k.message, k.case_number, k.case_id,
            coalesce($2 or k.case_id = any ((select my_cases())::uuid[]), false) as "case_seen!",
            s.id as for_id, s.name as for_name, s.colour, t.name as taken_by, k.taken_at, k.outcome, 1::bigint as "total!"
        from calls k join staff s on s.id = k.for_id join staff t on t.id = k.taken_by
        where k.id = $1"#,
        id.0,
        sees_cases.everything
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let answer = sqlx::query!(
        r#"select k.note, k.revision, k.answered_at, a.name as "answered_by?"
        from calls k left join staff a on a.id = k.answered_by where k.id = $1"#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    let holders = sqlx::query!(
        "select h.since, s.id, s.name, s.colour, b.name as given_by
        from call_holders h join staff s on s.id = h.staff_id join staff b on b.id = h.given_by
        where h.call_id = $1 order by h.nth desc",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(|row| CallHolder {
        person: person(row.id, row.name, row.colour),
        by: row.given_by,
        since: words::instant(row.since.to_jiff(), &zone),
    })
    .collect();
    let mut people = people(tx).await?;
    people.retain(|choice| choice.value != kept.for_id.to_string());
    Ok(CallPage {
        row: kept.row(&zone)?,
        standing,
        holders,
        note: answer.note,
        answered: answer
            .answered_by
            .zip(answer.answered_at)
            .map(|(by, at)| (by, words::instant(at.to_jiff(), &zone))),
        people,
        revision: answer.revision,
    })
}

fn meanwhile() -> Error {
    Error::Conflict(
        "Somebody answered this call or handed it on meanwhile. Look at it again.".into(),
    )
}

/// Says what came of a call. Once.
///
/// # Errors
/// Invalid, Refused; Conflict where somebody was first.
pub async fn answer(caller: &Caller, id: CallId, form: &AnswerForm) -> Result<()> {
    let (mut tx, permit, _, event) = on_call::<act::AnswerCall>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let Some((outcome, note)) = form.parse(&mut errors) else {
        return Err(Error::Invalid(errors));
    };
    let done = sqlx::query!(
        "update calls set outcome = $3, note = $4, answered_by = $5, answered_at = office_now(), revision = revision + 1
        where id = $1 and revision = $2 and answered_at is null",
        permit.subject().0,
        cases::revision(&form.revision)?,
        outcome.word(),
        note,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(meanwhile());
    }
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Gives a call to somebody else. Says whether the caller still sees it.
///
/// # Errors
/// Invalid, Refused; Conflict where somebody was first.
pub async fn hand_on(caller: &Caller, id: CallId, form: &AnswerForm) -> Result<bool> {
    let (mut tx, permit, _, event) = on_call::<act::HandOnCall>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let case = sqlx::query_scalar!("select case_id from calls where id = $1", permit.subject().0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    let to = holder(&mut tx, "to", &form.to, case.map(CaseId), &mut errors).await?;
    let Some(to) = to else {
        tx.commit().await?;
        return Err(Error::Invalid(errors));
    };
    let handed = sqlx::query_scalar!(
        r#"select hand_call($1, $2, $3) as "handed!""#,
        permit.subject().0,
        to.0,
        cases::revision(&form.revision)?
    )
    .fetch_one(&mut *tx)
    .await?;
    if !handed {
        return Err(meanwhile());
    }
    audit::record(&mut tx, event.with("to", to.to_string())).await?;
    let seen = sqlx::query_scalar!(
        r#"select exists (select from calls where id = $1) as "seen!""#,
        permit.subject().0
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(seen)
}
