//! An enquiry is taken down, changed while it is open, and checked for conflicts.

use domain::access::{Act, act};
use domain::appointments::OtherAttendee;
use domain::clients::ClientKind;
use domain::conflicts::Outcome;
use domain::enquiries::{EnquiryForm, EnquiryFormContext, ParsedEnquiry};
use domain::forms::FieldErrors;
use domain::frame::Frame;
use domain::ids::{ConflictCheckId, EnquiryId, StaffId};
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff_sqlx::ToSqlx;

use super::{may_take, on_enquiry};
use crate::access;
use crate::appointments::consultation;
use crate::audit::{self, Event, Resource};
use crate::conflicts::{self, About};
use crate::{Caller, Error, Result, Tx, cases, clients, frame};

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

impl Read {
    /// What the calendar is to say of it.
    fn consultation(&self) -> consultation::Said {
        consultation::Said {
            owner: self.assigned,
            at: self.consultation,
            enquirer: OtherAttendee {
                name: self.enquiry.name.clone(),
                email: self.enquiry.email.clone(),
                phone: self.phone.clone(),
            },
        }
    }
}

/// `known` is the enquiry, where it is one that stands.
async fn read(tx: &mut Tx, form: &EnquiryForm, known: Option<EnquiryId>) -> Result<Read> {
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
    let read = Read { enquiry, phone, assigned, consultation };
    if form.anyway != "on" {
        consultation::object(tx, known, &read.consultation(), &mut errors).await?;
    }
    if errors.is_empty() { Ok(read) } else { Err(Error::Invalid(errors)) }
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
    let read = read(&mut tx, form, None).await?;
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
    consultation::keep(&mut tx, id, &read.consultation()).await?;
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
    let consultation =
        e.consultation_at.map(|at| at.to_jiff().to_zoned(zone.zone.clone()).datetime());
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
        anyway: String::new(),
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
    let read = read(&mut tx, form, Some(permit.subject())).await?;
    let known = sqlx::query!("select name, adverse from enquiries where id = $1", id.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    // before it may go to somebody else, and out of the caller's sight
    consultation::keep(&mut tx, permit.subject(), &read.consultation()).await?;
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
