//! An appointment is changed: this one, those that follow in its series, or all to come. What it is about and
//! which kind it is stay; that is another appointment.

use domain::access::{Act, Permit, Role, Standing, act};
use domain::appointments::{
    AppointmentContext, AppointmentForm, AppointmentKind, ParsedAppointment, Scope,
};
use domain::forms::FieldErrors;
use domain::frame::Frame;
use domain::ids::{AppointmentId, RepresentativeId, StaffId};
use jiff::civil::Date;
use jiff::{Span, tz::TimeZone};

use super::clashes::{self, Asked};
use super::guests::{self, Guest};
use super::people::{self, Of};
use super::store::{self, Kept, Laid};
use super::times::{self, Times};
use super::{booking, deadlines, on_appointment, rooms, said};
use crate::audit::{self, Event};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, cases, clients, frame, timeline};

/// The appointment as its form shows it.
///
/// # Errors
/// NotFound, Refused; Conflict once it was called off.
pub async fn edit_form(
    caller: &Caller,
    id: AppointmentId,
) -> Result<(Frame, AppointmentForm, AppointmentContext)> {
    let (mut tx, permit, standing, event) =
        on_appointment::<act::ChangeAppointment>(caller, id).await?;
    let event = event.named(act::SeeAppointment::ACTION.word()).with("in", "form");
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let kept = one(&mut tx, permit.subject()).await?;
    standing_still(&kept)?;
    let form = form(&mut tx, &kept).await?;
    let context = context(&mut tx, &kept, &standing, &region).await?;
    tx.commit().await?;
    Ok((frame, form, context))
}

pub(super) async fn one(tx: &mut Tx, id: AppointmentId) -> Result<Kept> {
    store::targets(tx, id, Scope::This).await?.into_iter().next().ok_or(Error::NotFound)
}

/// What was called off stays as it was.
pub(super) fn standing_still(kept: &Kept) -> Result<()> {
    match kept.cancelled {
        true => Err(Error::Conflict(
            "This appointment was called off, and stays as it was. Book another one.".into(),
        )),
        false => Ok(()),
    }
}

async fn form(tx: &mut Tx, kept: &Kept) -> Result<AppointmentForm> {
    let row = sqlx::query!(
        r#"select coalesce(b.title, '') as "title!", coalesce(b.note, '') as "note!",
            coalesce((select n.number from appointment_names(array[a.id]) n), '') as "number!",
            d.backup_id as "backup?", d.checker_id as "checker?", d.warn_days as "warn_days?"
        from appointments a
        left join appointment_subjects b on b.appointment_id = a.id
        left join deadlines d on d.appointment_id = a.id
        where a.id = $1"#,
        kept.id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    let guests = sqlx::query!(
        "select staff_id, client_id, representative_id, name, email, phone from appointment_attendees
        where appointment_id = $1 and until is null order by since, id",
        kept.id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let on = |ticked: bool| if ticked { "on".to_owned() } else { String::new() };
    let Times { starts_local, ends_local, all_day, .. } = kept.times;
    let last = if all_day {
        ends_local.date().yesterday().unwrap_or(ends_local.date())
    } else {
        ends_local.date()
    };
    let clock = |at: jiff::civil::DateTime| at.time().strftime("%H:%M").to_string();
    let typed = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let lines: Vec<String> = guests
        .iter()
        .filter(|guest| !guest.name.is_empty())
        .map(|guest| {
            let phone = clients::shown_phone(&guest.phone);
            [guest.name.as_str(), guest.email.as_str(), phone.as_str()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        })
        .collect();
    Ok(AppointmentForm {
        kind: kept.kind.word().into(),
        case: row.number,
        client: match kept.case {
            Some(_) => String::new(),
            None => typed(kept.client.map(|id| id.0)),
        },
        enquiry: typed(kept.enquiry.map(|id| id.0)),
        title: row.title,
        note: row.note,
        date: starts_local.date().to_string(),
        starts: if all_day { String::new() } else { clock(starts_local) },
        ends: if all_day || kept.times.starts == kept.times.ends {
            String::new()
        } else {
            clock(ends_local)
        },
        until: if last == starts_local.date() { String::new() } else { last.to_string() },
        all_day: on(all_day),
        second_time: on(second_of_its_hour(kept)?),
        zone: kept.zone.clone(),
        room: typed(kept.room.map(|id| id.0)),
        place: kept.place.clone(),
        video_url: kept.video_url.clone(),
        owner: kept.owner.to_string(),
        staff: guests.iter().filter_map(|guest| guest.staff_id).map(|id| id.to_string()).collect(),
        with_client: on(guests
            .iter()
            .any(|guest| guest.client_id.is_some() && guest.representative_id.is_none())),
        representatives: guests
            .iter()
            .filter_map(|guest| guest.representative_id)
            .map(|id| id.to_string())
            .collect(),
        others: lines.join("\n"),
        backup: typed(row.backup),
        checker: typed(row.checker),
        warn_days: row
            .warn_days
            .map(|days| days.iter().map(i16::to_string).collect::<Vec<_>>().join(", "))
            .unwrap_or_default(),
        scope: Scope::This.word().into(),
        revision: kept.revision.to_string(),
        ..AppointmentForm::default()
    })
}

fn second_of_its_hour(kept: &Kept) -> Result<bool> {
    let zone = TimeZone::get(&kept.zone).unwrap_or(TimeZone::UTC);
    Ok(matches!(
        super::when::resolve(kept.times.starts_local, &zone)?,
        super::when::Hour::Twice(_, second) if second == kept.times.starts
    ))
}

async fn context(
    tx: &mut Tx,
    kept: &Kept,
    standing: &Standing,
    region: &Region,
) -> Result<AppointmentContext> {
    let caller = tx.caller().clone();
    let of = Of { case: kept.case, client: kept.client, enquiry: kept.enquiry };
    let row = sqlx::query!(
        r#"select client as "client!", number as "number!" from appointment_names(array[$1]::uuid[])"#,
        kept.id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let name = region.zone.iana_name().unwrap_or("UTC").to_owned();
    let reads = reads(&caller, standing);
    Ok(AppointmentContext {
        people: people::choices(tx, of, reads).await?,
        rooms: rooms::choices(tx).await?,
        zones: [kept.zone.clone()]
            .into_iter()
            .filter(|zone| *zone != name)
            .map(|zone| domain::forms::Choice { label: said::zone_name(&zone), value: zone })
            .collect(),
        cases: Vec::new(),
        representatives: people::representatives(tx, kept.client).await?,
        about: match row.number.as_str() {
            "" => row.client,
            number => format!("{}, case {number}", row.client),
        },
        case_number: row.number,
        client: kept.client.map(|id| id.to_string()).unwrap_or_default(),
        enquiry: kept.enquiry.map(|id| id.to_string()).unwrap_or_default(),
        reads,
        zone: said::zone_name(&name),
        series: kept.series.is_some(),
        asks_outsiders: guests::may_ask_outsiders(tx).await?,
    })
}

/// Whether the caller reads what an appointment is about: not by the desk right alone.
pub(super) fn reads(caller: &Caller, standing: &Standing) -> bool {
    domain::access::may(caller.role(), act::ReadAppointment::ACTION, standing)
}

/// Saves what the form says.
///
/// # Errors
/// Invalid with everything that is wrong at once; Conflict where somebody saved first, it was called off, or
/// somebody was there; Refused.
pub async fn change(caller: &Caller, id: AppointmentId, form: &AppointmentForm) -> Result<()> {
    let (mut tx, permit, standing, event) =
        on_appointment::<act::ChangeAppointment>(caller, id).await?;
    let revision = cases::revision(&form.revision)?;
    let region = caller.zone(&mut tx).await?;
    let mut errors = FieldErrors::default();
    let once = AppointmentForm { repeats: String::new(), ..form.clone() };
    let mut parsed = once.parse(&mut errors);
    if let Some(parsed) = &mut parsed {
        booking::dial(parsed, &mut errors);
    }
    let scope = parsed.as_ref().map_or(Scope::This, |parsed| parsed.scope);
    let targets = store::targets(&mut tx, permit.subject(), scope).await?;
    let kept = targets.first().ok_or(Error::NotFound)?.clone();
    standing_still(&kept)?;
    let of = Of { case: kept.case, client: kept.client, enquiry: kept.enquiry };
    if form.kind != kept.kind.word() && AppointmentKind::from_word(&form.kind).is_some() {
        errors.add("kind", "Its kind stays. Call this one off, and book another.");
    }
    let room = room(&mut tx, &form.room, &kept, &mut errors).await?;
    let zone = times::zone(&form.zone, &region, &mut errors);
    newly_named(&mut tx, form, &kept, of, &mut errors).await?;
    let representatives =
        people::named_representatives(&mut tx, kept.client, &form.representatives, &mut errors)
            .await?;
    stays(caller, &standing, &kept, &form.owner, &form.staff, &mut errors);
    if !reads(caller, &standing) {
        booking::unread(form, &mut errors);
    }
    if form.with_client == "on" && kept.client.is_none() && kept.enquiry.is_none() {
        errors.add("with_client", "There is no client here to ask. Leave this out.");
    }
    let plan = match (&parsed, zone) {
        (Some(parsed), Some((name, zone))) => {
            booking::deadline_people(parsed.owner, parsed.deadline.as_ref(), &mut errors);
            match times::named(&parsed.span, &zone, parsed.anyway, &mut errors)? {
                Some(first) => {
                    lay_out(&targets, &first, &zone, &region, &mut errors)?.map(|all| (name, all))
                }
                None => None,
            }
        }
        _ => None,
    };
    if let (Some(parsed), Some((_, all)), false) = (&parsed, &plan, form.anyway == "on") {
        let people = (parsed.owner, parsed.staff.as_slice());
        object(&mut tx, &targets, all, people, room, &region, &mut errors).await?;
    }
    let wanted =
        parsed.as_ref().map(|parsed| wanted(parsed, &kept, &representatives)).unwrap_or_default();
    guests::allow_outsiders(&mut tx, &wanted, Some(kept.id), &mut errors).await?;
    let (Some(parsed), Some((zone, all)), true) = (parsed, plan, errors.is_empty()) else {
        tx.commit().await?;
        return Err(Error::Invalid(errors));
    };
    let mut moved = false;
    for (target, times) in targets.iter().zip(&all) {
        let laid = Laid {
            owner: parsed.owner,
            zone: zone.clone(),
            times: *times,
            room,
            place: parsed.place.clone(),
            video_url: parsed.video_url.clone(),
        };
        moved |= target.id == kept.id && is_moved(target, &laid);
        guests::settle(&mut tx, target.id, &wanted).await?;
        let seen = if target.id == kept.id { revision } else { target.revision };
        lay(&mut tx, &permit, target, seen, &laid).await?;
        if let Some(deadline) = &parsed.deadline {
            deadlines::name(&mut tx, &permit, target.id, deadline).await?;
        }
        if reads(caller, &standing) {
            sqlx::query!(
                "update appointment_subjects set title = $2, note = $3 where appointment_id = $1",
                target.id.0,
                parsed.title,
                parsed.note
            )
            .execute(&mut *tx)
            .await?;
        }
    }
    finish(tx, &kept, event, scope, targets.len(), moved).await
}

/// Everybody whom the form asks beside the owner.
fn wanted(
    parsed: &ParsedAppointment,
    kept: &Kept,
    representatives: &[RepresentativeId],
) -> Vec<Guest> {
    let mut all: Vec<Guest> = parsed.staff.iter().map(|id| Guest::Staff(*id)).collect();
    if parsed.with_client {
        all.extend(kept.client.map(Guest::Client));
    }
    if let Some(client) = kept.client {
        all.extend(representatives.iter().map(|id| Guest::Representative(client, *id)));
    }
    all.extend(parsed.others.iter().cloned().map(Guest::Other));
    all
}

/// Records it, tells the case's timeline where people were told another time, and commits.
pub(super) async fn finish(
    mut tx: Tx,
    kept: &Kept,
    event: Event,
    scope: Scope,
    many: usize,
    moved: bool,
) -> Result<()> {
    let event = event.with("scope", scope.word()).with("times", many).with("moved", moved);
    audit::record(&mut tx, event).await?;
    if moved {
        timeline::tell_of(&mut tx, kept.id, "appointment_moved").await?;
    }
    tx.commit().await
}

/// A room that was ended stays where it was chosen.
async fn room(
    tx: &mut Tx,
    typed: &str,
    kept: &Kept,
    errors: &mut FieldErrors,
) -> Result<Option<domain::ids::RoomId>> {
    match kept.room {
        Some(room) if room.to_string() == typed => Ok(Some(room)),
        _ => rooms::named(tx, typed, errors).await,
    }
}

/// Whoever is there already may stay, and whoever is named anew may be asked.
async fn newly_named(
    tx: &mut Tx,
    form: &AppointmentForm,
    kept: &Kept,
    of: Of,
    errors: &mut FieldErrors,
) -> Result<()> {
    let there = sqlx::query_scalar!("select staff_ids from appointments where id = $1", kept.id.0)
        .fetch_one(&mut **tx)
        .await?;
    let mut named = booking::named(form);
    named.retain(|(_, id)| !there.contains(&id.0));
    people::fit(tx, act::ChangeAppointment::ACTION.word(), of, &named, errors).await?;
    Ok(())
}

/// Without a case, only those who are there see it: whoever changes it stays, or is the desk.
pub(super) fn stays(
    caller: &Caller,
    standing: &Standing,
    kept: &Kept,
    owner: &str,
    staff: &[String],
    errors: &mut FieldErrors,
) {
    let me = caller.staff_id().to_string();
    let free = caller.role() == Role::ManagingPartner || standing.desk;
    if kept.case.is_none() && kept.enquiry.is_none() && !free && owner != me && !staff.contains(&me)
    {
        errors.add(
            "owner",
            "Without a case, only those who are there see it. Stay on it, or ask a managing partner to hand it on.",
        );
    }
}

/// The times of all targets: the first as named, the others moved by as many days, at its hour.
pub(super) fn lay_out(
    targets: &[Kept],
    first: &Times,
    zone: &TimeZone,
    region: &Region,
    errors: &mut FieldErrors,
) -> Result<Option<Vec<Times>>> {
    let Some(kept) = targets.first() else { return Ok(None) };
    let by = first.date().since(kept.times.date()).map_or(0, |span| span.get_days());
    let days: Vec<Date> = targets
        .iter()
        .map(|target| target.times.date().saturating_add(Span::new().days(by)))
        .collect();
    times::on_days(first, &days, zone, region, errors)
}

/// What speaks against the times that are new.
pub(super) async fn object(
    tx: &mut Tx,
    targets: &[Kept],
    all: &[Times],
    people: (StaffId, &[StaffId]),
    room: Option<domain::ids::RoomId>,
    region: &Region,
    errors: &mut FieldErrors,
) -> Result<()> {
    let Some(kind) = targets.first().map(|kept| kept.kind) else { return Ok(()) };
    let anew: Vec<Times> = targets
        .iter()
        .zip(all)
        .filter(|(kept, times)| kept.times != **times)
        .map(|(_, times)| *times)
        .collect();
    times::objections(tx, kind, &anew, region, errors).await?;
    let but: Vec<AppointmentId> = targets.iter().map(|kept| kept.id).collect();
    let (owner, staff) = people;
    let asked = Asked { kind, times: all, owner, staff, room, but: &but };
    clashes::find(tx, asked, region, errors).await
}

pub(super) fn is_moved(kept: &Kept, laid: &Laid) -> bool {
    kept.times != laid.times
        || kept.zone != laid.zone
        || kept.room != laid.room
        || kept.place != laid.place
        || kept.video_url != laid.video_url
}

pub(super) async fn lay(
    tx: &mut Tx,
    permit: &Permit<act::ChangeAppointment>,
    kept: &Kept,
    revision: i32,
    laid: &Laid,
) -> Result<()> {
    if kept.attendance.is_some_and(domain::appointments::Attendance::was_there)
        && is_moved(kept, laid)
    {
        return Err(Error::Conflict(
            "Somebody was there already, so it cannot be moved any more. Correct the attendance first, or book another one.".into(),
        ));
    }
    match store::lay(tx, permit, kept.id, revision, laid).await? {
        true => Ok(()),
        false => Err(Error::Conflict(
            "Somebody changed this appointment meanwhile. What you typed is kept here and not saved yet: look at it, then save again.".into(),
        )),
    }
}
