//! Enquiries: taken at the desk or by anybody in the office, checked for conflicts, accepted as a case
//! or declined with a letter. Declined ones stay, so that later checks know of them.

use domain::access::{Act, Decision, Permit, Standing, act, permit};
use domain::cases::{CaseForm, ReasonForm};
use domain::clients::{ClientForm, ClientKind};
use domain::conflicts::Outcome;
use domain::enquiries::{
    AcceptContext, EnquiryFilter, EnquiryForm, EnquiryFormContext, EnquiryList, EnquiryPage,
    EnquiryRow, EnquiryState, Letter, ParsedEnquiry,
};
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, ClientId, ConflictCheckId, EnquiryId, StaffId};
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use domain::text;
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff_sqlx::ToSqlx;

use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::conflicts::{self, About, Of};
use crate::frame::{self, person};
use crate::{Caller, Error, Result, Tx, cases, clients, words};

/// Begins a transaction and asks for `A` on an enquiry, as `access::on_case` does for a case.
pub(crate) async fn on_enquiry<A: Act<Subject = EnquiryId>>(
    caller: &Caller,
    id: EnquiryId,
) -> Result<(Tx, Permit<A>)> {
    let (tx, permit, _) = standing_on::<A>(caller, id).await?;
    Ok((tx, permit))
}

async fn standing_on<A: Act<Subject = EnquiryId>>(
    caller: &Caller,
    id: EnquiryId,
) -> Result<(Tx, Permit<A>, Standing)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select own as "own!", walled as "walled!" from enquiry_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Enquiry(id));
    let Some(row) = row else { return Err(access::deny(tx, event, Decision::Unseen).await?) };
    let standing = Standing { own: row.own, walled: row.walled, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, standing)),
        Err(decision) => Err(access::deny(tx, event, decision).await?),
    }
}

/// Begins the transaction of taking one, which the desk right opens to every role.
async fn may_take(caller: &Caller) -> Result<(Tx, Permit<act::TakeEnquiry>)> {
    let mut tx = caller.begin().await?;
    let desk =
        sqlx::query_scalar!(r#"select i_have_desk() as "desk!""#).fetch_one(&mut *tx).await?;
    let standing = Standing { desk, ..Standing::OUTSIDE };
    match permit::<act::TakeEnquiry>(Some(caller.role()), &standing, ()) {
        Ok(permit) => Ok((tx, permit)),
        Err(decision) => {
            let event = Event::new(act::TakeEnquiry::ACTION.word(), Resource::Office);
            Err(access::deny(tx, event, decision).await?)
        }
    }
}

/// Those the caller may see, newest first.
///
/// # Errors
/// Refused for roles that see none.
pub async fn list(caller: &Caller, filter: EnquiryFilter) -> Result<Framed<EnquiryList>> {
    let (mut tx, _permit) = access::on_office::<act::CheckConflicts>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let filter = normal(filter);
    let page = rows(&mut tx, &filter).await?;
    let any = !page.rows.is_empty()
        || !rows(&mut tx, &EnquiryFilter { state: "all".into(), ..EnquiryFilter::default() })
            .await?
            .rows
            .is_empty();
    tx.commit().await?;
    Ok(Framed { frame, body: EnquiryList { filter, page, any } })
}

fn normal(mut filter: EnquiryFilter) -> EnquiryFilter {
    if filter.state != "all" && EnquiryState::from_word(&filter.state).is_none() {
        filter.state = EnquiryState::Open.word().into();
    }
    filter.q = text::line(&filter.q).unwrap_or_default();
    filter
}

async fn rows(tx: &mut Tx, filter: &EnquiryFilter) -> Result<Rows<EnquiryRow>> {
    let caller = tx.caller().clone();
    let zone = caller.zone(tx).await?;
    let sees = sight(&caller, Finder::Enquiries);
    let after = filter.after.split_once('~').and_then(|(id, at)| {
        Some((at.parse::<Timestamp>().ok()?, uuid::Uuid::try_parse(id).ok()?))
    });
    let rows = sqlx::query!(
        r#"with matching as not materialized (
            select e.* from enquiries e
            where ($1 or e.id = any ((select my_enquiries())::uuid[]))
                and ($2 or (coalesce(e.client_id <> all ((select my_walled_clients())::uuid[]), true)
                    and coalesce(e.case_id <> all ((select my_walls())::uuid[]), true)))
                and ($3 = 'all' or e.state = $3)
                and ($4 = '' or position(lower($4) in lower(e.name || ' ' || e.matter)) > 0)
        )
        select e.id as "id!", e.name as "name!", e.matter as "matter!", e.state as "state!", e.taken_at as "taken_at!",
            t.name as "taken_by!", a.id as "assigned_id?", a.name as "assigned?", a.colour as "colour?", e.consultation_at,
            (select count(*) from (select from matching limit $8) as counted) as "total!"
        from (select * from matching where $5 or (taken_at, id) < ($6, $7) order by taken_at desc, id desc limit $9) as e
        join staff t on t.id = e.taken_by
        left join staff a on a.id = e.assigned_id
        order by e.taken_at desc, e.id desc"#,
        sees.everything,
        sees.unscreened,
        filter.state,
        filter.q,
        after.is_none(),
        after.map(|(at, _)| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        after.map(|(_, id)| id),
        COUNT_CAP + 1,
        PAGE_ROWS + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let rows = rows
        .into_iter()
        .map(|row| {
            Ok(EnquiryRow {
                id: EnquiryId(row.id),
                name: row.name,
                matter: row.matter,
                state: state(&row.state)?,
                taken: words::instant(row.taken_at.to_jiff(), &zone),
                taken_at: row.taken_at.to_jiff().to_string(),
                taken_by: row.taken_by,
                assigned: match (row.assigned_id, row.assigned) {
                    (Some(id), Some(name)) => {
                        Some(person(id, name, row.colour.unwrap_or_default()))
                    }
                    _ => None,
                },
                consultation: row.consultation_at.map(|at| words::instant(at.to_jiff(), &zone)),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut(rows, total, |row| format!("{}~{}", row.id, row.taken_at)))
}

fn state(word: &str) -> Result<EnquiryState> {
    EnquiryState::from_word(word).ok_or_else(|| Error::internal(format!("unknown state {word}")))
}

/// One enquiry, with the searches made for it.
///
/// # Errors
/// NotFound.
pub async fn show(caller: &Caller, id: EnquiryId) -> Result<Framed<EnquiryPage>> {
    let (mut tx, permit, standing) = standing_on::<act::SeeEnquiry>(caller, id).await?;
    let id = permit.subject();
    audit::record(&mut tx, Event::new(act::SeeEnquiry::ACTION.word(), Resource::Enquiry(id)))
        .await?;
    let frame = frame::load(&mut tx).await?;
    let page = page(&mut tx, id, standing).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: page })
}

async fn page(tx: &mut Tx, id: EnquiryId, standing: Standing) -> Result<EnquiryPage> {
    let zone = tx.caller().clone().zone(tx).await?;
    let e = sqlx::query!(
        r#"select e.*, t.name as taken_by_name, a.id as "a_id?", a.name as "a_name?", a.colour as "a_colour?", d.name as "decided_by_name?"
        from enquiries e join staff t on t.id = e.taken_by
        left join staff a on a.id = e.assigned_id
        left join staff d on d.id = e.decided_by
        where e.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let checks = conflicts::rows(tx, &zone, Of::Enquiry(id)).await?;
    Ok(EnquiryPage {
        row: EnquiryRow {
            id,
            name: e.name,
            matter: e.matter,
            state: state(&e.state)?,
            taken: words::instant(e.taken_at.to_jiff(), &zone),
            taken_at: e.taken_at.to_jiff().to_string(),
            taken_by: e.taken_by_name,
            assigned: match (e.a_id, e.a_name) {
                (Some(id), Some(name)) => Some(person(id, name, e.a_colour.unwrap_or_default())),
                _ => None,
            },
            consultation: e.consultation_at.map(|at| words::instant(at.to_jiff(), &zone)),
        },
        kind: ClientKind::from_word(&e.kind).ok_or_else(|| Error::internal("unknown kind"))?,
        email: e.email,
        phone_shown: clients::shown_phone(&e.phone),
        phone: e.phone,
        adverse: e.adverse,
        source: e.source,
        reason: e.reason,
        decided_by: e.decided_by_name,
        decided: e.decided_at.map(|at| words::day(at.to_jiff(), &zone)),
        client: e.client_id.map(ClientId),
        case: e.case_id.map(CaseId),
        checks,
        standing,
    })
}

/// What taking an enquiry needs.
///
/// # Errors
/// Refused.
pub async fn new_form(caller: &Caller) -> Result<(Frame, EnquiryForm, EnquiryFormContext)> {
    let (mut tx, _permit) = may_take(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let attorneys = cases::attorneys_in_force(&mut tx).await?;
    tx.commit().await?;
    let form = EnquiryForm { kind: ClientKind::Person.word().into(), ..EnquiryForm::default() };
    Ok((frame, form, EnquiryFormContext { enquiry: None, name: String::new(), attorneys }))
}

/// A form whose every field has been read.
struct Read {
    enquiry: ParsedEnquiry,
    phone: String,
    assigned: Option<StaffId>,
    consultation: Option<Timestamp>,
}

async fn read(tx: &mut Tx, form: &EnquiryForm) -> Result<Read> {
    let zone = tx.caller().clone().zone(tx).await?;
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let phone = match form.phone.trim() {
        "" => Some(String::new()),
        typed => errors.take("phone", clients::parse_phone(typed)),
    };
    let assigned = match form.assigned.as_str() {
        "" => None,
        typed => match typed.parse::<StaffId>() {
            Ok(id) if cases::is_attorney(tx, id).await? => Some(id),
            _ => {
                errors.add("assigned", "Choose an attorney, or leave it open.");
                None
            }
        },
    };
    let (Some(enquiry), Some(phone), true) = (parsed, phone, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    let consultation = match enquiry.consultation {
        Some(at) => Some(in_zone(at, &zone)?),
        None => None,
    };
    Ok(Read { enquiry, phone, assigned, consultation })
}

/// An hour that the clock skips is refused in words: nobody could come at it.
fn in_zone(at: jiff::civil::DateTime, zone: &TimeZone) -> Result<Timestamp> {
    let ambiguous = zone.to_ambiguous_zoned(at);
    if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(Error::invalid(
            "consultation_at",
            "The clocks go forward then, and this hour does not exist. Choose another.",
        ));
    }
    Ok(ambiguous.compatible().map_err(Error::internal)?.timestamp())
}

/// Takes an enquiry, and looks for conflicts where the caller's role does that.
///
/// # Errors
/// Invalid, Refused. The search is none where the caller's role makes none.
pub async fn take(
    caller: &Caller,
    form: &EnquiryForm,
) -> Result<(EnquiryId, Option<(ConflictCheckId, Outcome)>)> {
    let (mut tx, _permit) = may_take(caller).await?;
    let read = read(&mut tx, form).await?;
    let id = EnquiryId(caller.id());
    sqlx::query!(
        "insert into enquiries (id, kind, given_name, family_name, name, email, phone, matter, adverse, source, taken_by,
            assigned_id, consultation_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        id.0,
        read.enquiry.kind.word(),
        read.enquiry.given_name,
        read.enquiry.family_name,
        read.enquiry.name,
        read.enquiry.email,
        read.phone,
        read.enquiry.matter,
        &read.enquiry.adverse,
        read.enquiry.source,
        caller.staff_id().0,
        read.assigned.map(|id| id.0),
        read.consultation.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, Event::new(act::TakeEnquiry::ACTION.word(), Resource::Enquiry(id)))
        .await?;
    let searched = if access::in_general::<act::CheckConflicts>(caller) {
        let names = names(&read.enquiry.name, &read.enquiry.adverse);
        Some(conflicts::search(&mut tx, &names, about(id, &read.enquiry.matter)).await?)
    } else {
        None
    };
    tx.commit().await?;
    Ok((id, searched))
}

fn names(name: &str, adverse: &[String]) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    names.extend_from_slice(adverse);
    names
}

fn about(id: EnquiryId, matter: &str) -> About {
    About { about: matter.to_owned(), enquiry: Some(id), ..About::default() }
}

/// The enquiry as its form shows it.
///
/// # Errors
/// NotFound, Refused.
pub async fn edit_form(
    caller: &Caller,
    id: EnquiryId,
) -> Result<(Frame, EnquiryForm, EnquiryFormContext)> {
    let (mut tx, permit) = on_enquiry::<act::EditEnquiry>(caller, id).await?;
    let event = Event::new(act::SeeEnquiry::ACTION.word(), Resource::Enquiry(permit.subject()));
    audit::record(&mut tx, event.with("in", "form")).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let e = sqlx::query!("select * from enquiries where id = $1", id.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    let attorneys = cases::attorneys_in_force(&mut tx).await?;
    tx.commit().await?;
    let consultation = e.consultation_at.map(|at| at.to_jiff().to_zoned(zone.clone()).datetime());
    let organization = e.kind == ClientKind::Organization.word();
    let form = EnquiryForm {
        kind: e.kind,
        given_name: e.given_name,
        family_name: e.family_name,
        organization: if organization { e.name.clone() } else { String::new() },
        email: e.email,
        phone: if e.phone.is_empty() { String::new() } else { clients::shown_phone(&e.phone) },
        matter: e.matter,
        adverse: e.adverse.join("\n"),
        source: e.source,
        assigned: e.assigned_id.map(|id| id.to_string()).unwrap_or_default(),
        consultation_on: consultation.map(|at| at.date().to_string()).unwrap_or_default(),
        consultation_at: consultation
            .map(|at| at.time().strftime("%H:%M").to_string())
            .unwrap_or_default(),
        revision: e.revision.to_string(),
    };
    Ok((frame, form, EnquiryFormContext { enquiry: Some(id), name: e.name, attorneys }))
}

/// Saves an enquiry; where a name is new, the conflicts are looked for again.
///
/// # Errors
/// Invalid; Conflict where somebody saved first, or it has been decided.
pub async fn edit(caller: &Caller, id: EnquiryId, form: &EnquiryForm) -> Result<()> {
    let (mut tx, permit) = on_enquiry::<act::EditEnquiry>(caller, id).await?;
    let read = read(&mut tx, form).await?;
    let known = sqlx::query!("select name, adverse from enquiries where id = $1", id.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    let done = sqlx::query!(
        "update enquiries set kind = $3, given_name = $4, family_name = $5, name = $6, email = $7, phone = $8, matter = $9,
            adverse = $10, source = $11, assigned_id = $12, consultation_at = $13, revision = revision + 1
        where id = $1 and revision = $2 and state = 'open'",
        permit.subject().0,
        cases::revision(&form.revision)?,
        read.enquiry.kind.word(),
        read.enquiry.given_name,
        read.enquiry.family_name,
        read.enquiry.name,
        read.enquiry.email,
        read.phone,
        read.enquiry.matter,
        &read.enquiry.adverse,
        read.enquiry.source,
        read.assigned.map(|id| id.0),
        read.consultation.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody changed this enquiry meanwhile, or it has been decided. What you typed is kept here and not saved yet: look at the enquiry, then save again.".into(),
        ));
    }
    audit::record(&mut tx, Event::new(act::EditEnquiry::ACTION.word(), Resource::Enquiry(id)))
        .await?;
    let grown = known.name != read.enquiry.name
        || read.enquiry.adverse.iter().any(|name| !known.adverse.contains(name));
    if grown {
        let names = names(&read.enquiry.name, &read.enquiry.adverse);
        conflicts::search(&mut tx, &names, about(id, &read.enquiry.matter)).await?;
    }
    tx.commit().await
}

/// Looks for conflicts again: what the office knows may have grown.
///
/// # Errors
/// NotFound.
pub async fn check(caller: &Caller, id: EnquiryId) -> Result<ConflictCheckId> {
    let (mut tx, permit) = on_enquiry::<act::EditEnquiry>(caller, id).await?;
    let e = sqlx::query!(
        "select name, adverse, matter from enquiries where id = $1",
        permit.subject().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let (check, _) =
        conflicts::search(&mut tx, &names(&e.name, &e.adverse), about(id, &e.matter)).await?;
    tx.commit().await?;
    Ok(check)
}

/// The case as it would be opened, with what the enquiry knows filled in.
///
/// # Errors
/// NotFound, Refused; Conflict once decided.
pub async fn accept_form(
    caller: &Caller,
    id: EnquiryId,
) -> Result<(Frame, CaseForm, AcceptContext)> {
    let (mut tx, permit) = on_enquiry::<act::DecideEnquiry>(caller, id).await?;
    let event = Event::new(act::SeeEnquiry::ACTION.word(), Resource::Enquiry(permit.subject()));
    audit::record(&mut tx, event.with("in", "form")).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let e = sqlx::query!(
        "select name, matter, adverse, assigned_id, state from enquiries where id = $1",
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    if e.state != EnquiryState::Open.word() {
        return Err(decided());
    }
    let attorneys = cases::attorney_choices(&mut tx, caller).await?;
    tx.commit().await?;
    let wanted = e.assigned_id.map(|id| id.to_string()).unwrap_or(caller.staff_id().to_string());
    let form = CaseForm {
        title: e.matter,
        stage: "intake".into(),
        lead: attorneys
            .iter()
            .find(|choice| choice.value == wanted)
            .or(attorneys.first())
            .map(|choice| choice.value.clone())
            .unwrap_or_default(),
        opened_on: words::today(caller.now(), &zone).to_string(),
        no_adverse: if e.adverse.is_empty() { "on".into() } else { String::new() },
        adverse: e.adverse.join("\n"),
        ..CaseForm::default()
    };
    Ok((frame, form, AcceptContext { enquiry: id, name: e.name, attorneys }))
}

fn decided() -> Error {
    Error::Conflict("This enquiry has been decided already.".into())
}

/// The name of an enquiry that is still open.
pub(crate) async fn open_name(tx: &mut Tx, id: EnquiryId) -> Result<String> {
    sqlx::query_scalar!("select name from enquiries where id = $1 and state = 'open'", id.0)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or_else(decided)
}

/// The client that an accepted enquiry becomes.
pub(crate) async fn make_client(
    tx: &mut Tx,
    permit: Permit<act::DecideEnquiry>,
) -> Result<ClientId> {
    let e = sqlx::query!(
        "select kind, given_name, family_name, name, email, phone from enquiries where id = $1 and state = 'open' for update",
        permit.subject().0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(decided)?;
    let form = ClientForm {
        organization: if e.kind == ClientKind::Organization.word() {
            e.name
        } else {
            String::new()
        },
        kind: e.kind,
        given_name: e.given_name,
        family_name: e.family_name,
        email_1: e.email,
        phone_1: e.phone,
        ..ClientForm::default()
    };
    let client = clients::add(tx, &form).await?;
    // before the case is opened on its check, which is known to be for this enquiry
    sqlx::query!("update enquiries set client_id = $2 where id = $1", permit.subject().0, client.0)
        .execute(&mut **tx)
        .await?;
    Ok(client)
}

pub(crate) async fn accepted(
    tx: &mut Tx,
    permit: Permit<act::DecideEnquiry>,
    client: ClientId,
    case: CaseId,
) -> Result<()> {
    let id = permit.subject();
    sqlx::query!(
        "update enquiries set state = 'accepted', case_id = $2, decided_by = $3, decided_at = office_now(), revision = revision + 1
        where id = $1",
        id.0,
        case.0,
        tx.caller().staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    let event = Event::new("accept-enquiry", Resource::Enquiry(id));
    audit::record(tx, event.around(Some(case), Some(client))).await
}

/// The name, for the dialog that declines.
///
/// # Errors
/// NotFound, Refused; Conflict once decided.
pub async fn decline_form(caller: &Caller, id: EnquiryId) -> Result<(Frame, String)> {
    let (mut tx, permit) = on_enquiry::<act::DecideEnquiry>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let name = open_name(&mut tx, permit.subject()).await?;
    tx.commit().await?;
    Ok((frame, name))
}

/// # Errors
/// Invalid without a reason; Conflict once decided.
pub async fn decline(caller: &Caller, id: EnquiryId, form: &ReasonForm) -> Result<()> {
    let (mut tx, permit) = on_enquiry::<act::DecideEnquiry>(caller, id).await?;
    let reason =
        text::required_prose(&form.reason, "why it is declined; the letter does not say it")
            .map_err(|message| Error::invalid("reason", message))?;
    let done = sqlx::query!(
        "update enquiries set state = 'declined', reason = $2, decided_by = $3, decided_at = office_now(), revision = revision + 1
        where id = $1 and state = 'open'",
        permit.subject().0,
        reason,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(decided());
    }
    audit::record(&mut tx, Event::new("decline-enquiry", Resource::Enquiry(id))).await?;
    tx.commit().await
}

/// The letter to somebody whose enquiry was declined.
///
/// # Errors
/// NotFound; Conflict while it is open.
pub async fn letter(caller: &Caller, id: EnquiryId) -> Result<Framed<Letter>> {
    let (mut tx, permit) = on_enquiry::<act::SeeEnquiry>(caller, id).await?;
    let event = Event::new("print-letter", Resource::Enquiry(permit.subject()));
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let e = sqlx::query!(
        r#"select (select o.address from office_settings o) as "address!", e.name, e.family_name, e.kind, e.matter, e.state, e.decided_at, d.name as "signed?"
        from enquiries e left join staff d on d.id = e.decided_by where e.id = $1"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.commit().await?;
    if e.state != EnquiryState::Declined.word() {
        return Err(Error::Conflict("There is a letter once the enquiry is declined.".into()));
    }
    let letter = Letter {
        office: frame.office.clone(),
        address: e.address,
        name: e.name,
        family_name: e.family_name,
        kind: ClientKind::from_word(&e.kind).ok_or_else(|| Error::internal("unknown kind"))?,
        on: e.decided_at.map(|at| words::day(at.to_jiff(), &zone)).unwrap_or_default(),
        matter: e.matter,
        signed: e.signed.unwrap_or_default(),
    };
    Ok(Framed { frame, body: letter })
}
