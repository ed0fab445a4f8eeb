//! The first consultation of an enquiry: an appointment of the attorney it is assigned to, kept as the enquiry
//! says. Once the enquiry is accepted, it belongs to the case.

use domain::appointments::{AppointmentKind, OtherAttendee};
use domain::forms::FieldErrors;
use domain::ids::{AppointmentId, EnquiryId, StaffId};
use jiff::{SignedDuration, Timestamp, ToSpan};
use uuid::Uuid;

use super::clashes::{self, Asked};
use super::guests::{self, Guest};
use super::said::When;
use super::times::Times;
use crate::audit::{self, Event, Resource};
use crate::{Result, Tx};

/// How long one takes.
const LASTS: SignedDuration = SignedDuration::from_hours(1);

/// What an enquiry says about it.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub owner: Option<StaffId>,
    pub at: Option<Timestamp>,
    pub enquirer: OtherAttendee,
}

/// Complains where the attorney is taken then, in the words of any booking: never by what. One that stays where it
/// is meets with nothing new.
pub(crate) async fn object(
    tx: &mut Tx,
    enquiry: Option<EnquiryId>,
    said: &Said,
    errors: &mut FieldErrors,
) -> Result<()> {
    let Some((owner, starts)) = said.owner.zip(said.at) else { return Ok(()) };
    let region = tx.caller().clone().zone(tx).await?;
    let known = match enquiry {
        Some(id) => standing(tx, id).await?,
        None => None,
    };
    if known.as_ref().is_some_and(|known| known.owner == owner && known.starts == starts) {
        return Ok(());
    }
    let ends = starts + LASTS;
    let local = |at: Timestamp| at.to_zoned(region.zone.clone()).datetime();
    let times = Times {
        starts_local: local(starts),
        ends_local: local(ends),
        starts,
        ends,
        all_day: false,
    };
    let but: Vec<AppointmentId> = known.iter().map(|known| known.id).collect();
    let asked = Asked {
        kind: AppointmentKind::Consultation,
        times: &[times],
        owner,
        staff: &[],
        room: None,
        but: &but,
    };
    let mut found = FieldErrors::default();
    clashes::find(tx, asked, &region, &mut found).await?;
    if let Some(words) = found.of("owner") {
        errors.add("consultation_at", words);
    }
    Ok(())
}

/// The one that is kept as the enquiry says.
struct Standing {
    id: AppointmentId,
    owner: StaffId,
    starts: Timestamp,
}

async fn standing(tx: &mut Tx, enquiry: EnquiryId) -> Result<Option<Standing>> {
    let row = sqlx::query!(
        "select id, owner_id, starts_at from appointments
        where enquiry_id = $1 and kind = 'consultation' and cancelled_at is null and attendance is null
        order by starts_at desc limit 1",
        enquiry.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Standing {
        id: AppointmentId(row.id),
        owner: StaffId(row.owner_id),
        starts: row.starts_at.to_jiff(),
    }))
}

/// Books, moves or calls off the consultation, so that the calendar says what the enquiry does. Without an attorney
/// there is nobody's time to book. It takes an hour.
pub(crate) async fn keep(tx: &mut Tx, enquiry: EnquiryId, said: &Said) -> Result<()> {
    let caller = tx.caller().clone();
    let region = caller.zone(tx).await?;
    let known = standing(tx, enquiry).await?;
    let (id, word) = match (known, said.owner.zip(said.at)) {
        (None, None) => return Ok(()),
        (Some(known), None) if said.at.is_none() => {
            sqlx::query!(
                "update appointments set cancelled_at = office_now(), cancelled_by = $2, cancelled_for = 'office',
                    revision = revision + 1 where id = $1",
                known.id.0,
                caller.staff_id().0
            )
            .execute(&mut **tx)
            .await?;
            (known.id, "cancel-appointment")
        }
        (Some(_), None) => return Ok(()),
        (Some(known), Some((owner, at))) => {
            let id = known.id;
            guests::settle(tx, id, &[Guest::Other(said.enquirer.clone())]).await?;
            if known.owner == owner && known.starts == at {
                return Ok(());
            }
            let local = at.to_zoned(region.zone.clone()).datetime();
            sqlx::query!(
                "update appointments set owner_id = $2, zone = $3, starts_local = $4::text::timestamp,
                    ends_local = $5::text::timestamp, starts_at = $6::text::timestamptz,
                    ends_at = $6::text::timestamptz + interval '1 hour', all_day = false, revision = revision + 1
                where id = $1",
                id.0,
                owner.0,
                region.zone.iana_name().unwrap_or("UTC"),
                local.to_string(),
                local.saturating_add(1.hour()).to_string(),
                at.to_string()
            )
            .execute(&mut **tx)
            .await?;
            (id, "change-appointment")
        }
        (None, Some((owner, at))) => {
            let id = AppointmentId(caller.id());
            let local = at.to_zoned(region.zone.clone()).datetime();
            sqlx::query!(
                "insert into appointments (id, kind, enquiry_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at,
                    held, booked_by)
                values ($1, 'consultation', $2, $3, $4, $5::text::timestamp, $6::text::timestamp, $7::text::timestamptz,
                    $7::text::timestamptz + interval '1 hour', $8, $9)",
                id.0,
                enquiry.0,
                owner.0,
                region.zone.iana_name().unwrap_or("UTC"),
                local.to_string(),
                local.saturating_add(1.hour()).to_string(),
                at.to_string(),
                (at < caller.now()).then_some("back_dated"),
                caller.staff_id().0
            )
            .execute(&mut **tx)
            .await?;
            guests::ask(tx, &[id], &[Guest::Other(said.enquirer.clone())]).await?;
            sqlx::query!("insert into appointment_subjects (appointment_id) values ($1)", id.0)
                .execute(&mut **tx)
                .await?;
            (id, "book-consultation")
        }
    };
    let event = Event::new(word, Resource::Appointment(id)).with("enquiry", enquiry.to_string());
    audit::record(tx, event).await
}

/// When what is booked for an enquiry and still to come begins: the soonest first.
pub(crate) async fn coming(tx: &mut Tx, enquiry: EnquiryId) -> Result<Vec<String>> {
    let caller = tx.caller().clone();
    let region = caller.zone(tx).await?;
    let rows = sqlx::query!(
        "select starts_at, ends_at, all_day from appointments
        where enquiry_id = $1 and kind <> 'deadline' and cancelled_at is null and starts_at > office_now()
        order by starts_at, id",
        enquiry.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (starts, ends) = (row.starts_at.to_jiff(), row.ends_at.to_jiff());
            When { starts, ends, all_day: row.all_day }.here(&region, caller.now())
        })
        .collect())
}

/// Calls off what is booked for an enquiry and still to come; a deadline stays. Whoever was told of it is told in
/// the same transaction.
pub(crate) async fn call_off(tx: &mut Tx, enquiry: EnquiryId) -> Result<()> {
    let by = tx.caller().staff_id();
    let rows = sqlx::query!(
        "update appointments set cancelled_at = office_now(), cancelled_by = $2, cancelled_for = 'office',
            revision = revision + 1
        where enquiry_id = $1 and kind <> 'deadline' and cancelled_at is null and starts_at > office_now()
        returning id",
        enquiry.0,
        by.0
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in rows {
        let event = Event::new("cancel-appointment", Resource::Appointment(AppointmentId(row.id)));
        audit::record(tx, event.with("enquiry", enquiry.to_string())).await?;
    }
    Ok(())
}

/// Takes what was booked for an enquiry that is accepted now to its case.
pub(crate) async fn carry(tx: &mut Tx, enquiry: EnquiryId) -> Result<()> {
    let id: Uuid = enquiry.0;
    sqlx::query!("select carry_consultations($1)", id).execute(&mut **tx).await?;
    Ok(())
}
