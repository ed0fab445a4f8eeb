//! An appointment is booked: once or as a series, of which each time is a row of its own. A series keeps its wall
//! time when the clocks change.

use domain::access::Role;
use domain::appointments::{
    AppointmentContext, AppointmentForm, AppointmentKind, NewAppointment, ParsedAppointment,
    ParsedDeadline,
};
use domain::forms::{Choice, FieldErrors};
use domain::frame::Frame;
use domain::ids::{AppointmentId, RepresentativeId, RoomId, StaffId};
use jiff::SignedDuration;

use super::about::{self, About, Place, Wanted};
use super::clashes::{self, Asked};
use super::guests::Guest;
use super::people::{self, Of};
use super::proposing::{Open, proposed};
use super::times::{self, Times};
use super::{finding, guests, rooms, said, series, store};
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, clients, frame, timeline, words};

/// Of one series, people times times: as much as is written and announced within a moment.
const MOST_PLACES: usize = 1_000;

/// What booking needs, with what a click or a link says filled in.
///
/// # Errors
/// NotFound where it names what is out of sight, Refused.
pub async fn new_form(
    caller: &Caller,
    from: &NewAppointment,
) -> Result<(Frame, AppointmentForm, AppointmentContext)> {
    let mut tx = caller.begin().await?;
    let wanted =
        Wanted { number: "", case: &from.case, client: &from.client, enquiry: &from.enquiry };
    let about = match about::find(&mut tx, wanted, &mut FieldErrors::default()).await? {
        None => return Err(Error::NotFound),
        Some(Err((event, decision))) => return Err(access::deny(tx, event, decision).await?),
        Some(Ok(about)) => about,
    };
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let context = context(&mut tx, &about, &region).await?;
    let open = Open::from(&mut tx, words::today(caller.now(), &region)).await?;
    tx.commit().await?;
    Ok((frame, filled(caller, from, &about, &context, &region, &open), context))
}

/// For an hour, with the caller or whoever's column was clicked.
fn filled(
    caller: &Caller,
    from: &NewAppointment,
    about: &About,
    context: &AppointmentContext,
    region: &Region,
    open: &Open,
) -> AppointmentForm {
    let now = caller.now().to_zoned(region.zone.clone()).datetime();
    let kind = AppointmentKind::from_word(&from.kind).unwrap_or(match about.place {
        Place::OfEnquiry(_) => AppointmentKind::Consultation,
        Place::OnCase(..) | Place::ForClient(_) | Place::InOffice(_) => AppointmentKind::Meeting,
    });
    let asked = domain::text::parse_date(&from.on).ok();
    let begins = match domain::text::parse_time(&from.at) {
        Ok(at) => asked.unwrap_or(now.date()).to_datetime(at),
        Err(_) => proposed(now, asked, open),
    };
    let (date, starts) = (begins.date(), begins.time());
    let owner = [from.who.parse().ok(), about.assigned, Some(caller.staff_id())]
        .into_iter()
        .flatten()
        .find(|id: &StaffId| context.people.iter().any(|choice| choice.value == id.to_string()));
    let with_client = kind != AppointmentKind::Deadline
        && kind != AppointmentKind::Personal
        && !matches!(about.place, Place::InOffice(_));
    let on = |ticked: bool| if ticked { "on".to_owned() } else { String::new() };
    AppointmentForm {
        kind: kind.word().into(),
        case: about.number.clone(),
        client: match about.place {
            Place::ForClient(_) => context.client.clone(),
            Place::OnCase(..) | Place::OfEnquiry(_) | Place::InOffice(_) => String::new(),
        },
        enquiry: context.enquiry.clone(),
        date: date.to_string(),
        starts: starts.strftime("%H:%M").to_string(),
        ends: starts.saturating_add(SignedDuration::from_hours(1)).strftime("%H:%M").to_string(),
        owner: owner.map(|id| id.to_string()).unwrap_or_default(),
        with_client: on(with_client),
        warn_days: "14, 7, 3, 1".into(),
        ..AppointmentForm::default()
    }
}

async fn context(tx: &mut Tx, about: &About, region: &Region) -> Result<AppointmentContext> {
    let of = Of {
        case: about.place.case(),
        client: about.place.client(),
        enquiry: about.place.enquiry(),
    };
    let name = region.zone.iana_name().unwrap_or("UTC").to_owned();
    let zones = [about.client_zone.as_str()]
        .into_iter()
        .filter(|zone| !zone.is_empty() && *zone != name)
        .map(|zone| Choice { value: zone.to_owned(), label: said::zone_name(zone) })
        .collect();
    Ok(AppointmentContext {
        people: people::choices(tx, of, about.inside).await?,
        rooms: rooms::choices(tx).await?,
        zones,
        cases: match about.place {
            Place::InOffice(_) => finding::offered(tx).await?,
            Place::OnCase(..) | Place::ForClient(_) | Place::OfEnquiry(_) => Vec::new(),
        },
        representatives: people::representatives(tx, of.client).await?,
        about: match about.number.as_str() {
            "" => about.name.clone(),
            number => format!("{}, case {number}", about.name),
        },
        case_number: about.number.clone(),
        client: of.client.map(|id| id.to_string()).unwrap_or_default(),
        enquiry: about.place.enquiry().map(|id| id.to_string()).unwrap_or_default(),
        reads: about.inside,
        zone: said::zone_name(&name),
        series: false,
        asks_outsiders: guests::may_ask_outsiders(tx).await?,
    })
}

/// What a form says once everything in it has been found.
pub(super) struct Plan {
    pub place: Place,
    pub kind: AppointmentKind,
    pub title: String,
    pub note: String,
    pub zone: String,
    pub times: Vec<Times>,
    pub room: Option<RoomId>,
    pub at: String,
    pub video_url: String,
    pub owner: StaffId,
    pub guests: Vec<Guest>,
    pub deadline: Option<ParsedDeadline>,
    /// The rule and its words.
    pub series: Option<(String, String)>,
}

/// Books it.
///
/// # Errors
/// Invalid with everything that is wrong at once; Refused.
pub async fn book(caller: &Caller, form: &AppointmentForm) -> Result<AppointmentId> {
    let mut tx = caller.begin().await?;
    let mut errors = FieldErrors::default();
    let about = match finding::meant(&mut tx, form, &mut errors).await? {
        Some(meant) => {
            let (number, client) = (&meant.number, &meant.client);
            let wanted = Wanted { number, case: "", client, enquiry: &form.enquiry };
            about::find(&mut tx, wanted, &mut errors).await?
        }
        None => None,
    };
    let about = match about {
        Some(Err((event, decision))) => return Err(access::deny(tx, event, decision).await?),
        Some(Ok(about)) => Some(about),
        None => None,
    };
    let plan = plan(&mut tx, form, about, &mut errors).await?;
    let (Some(plan), true) = (plan, errors.is_empty()) else {
        // nothing was written but the trace of a try
        tx.commit().await?;
        return Err(Error::Invalid(errors));
    };
    let first = store::insert(&mut tx, &plan).await?;
    let event = Event::new(plan.place.action(), Resource::Appointment(first))
        .around(plan.place.case(), plan.place.client())
        .with("kind", plan.kind.word())
        .with("times", plan.times.len());
    let event = match plan.place.enquiry() {
        Some(enquiry) => event.with("enquiry", enquiry.to_string()),
        None => event,
    };
    audit::record(&mut tx, event).await?;
    timeline::tell_of(&mut tx, first, "appointment_booked").await?;
    tx.commit().await?;
    Ok(first)
}

async fn plan(
    tx: &mut Tx,
    form: &AppointmentForm,
    about: Option<About>,
    errors: &mut FieldErrors,
) -> Result<Option<Plan>> {
    let region = tx.caller().clone().zone(tx).await?;
    let mut parsed = form.parse(errors);
    if let Some(parsed) = &mut parsed {
        dial(parsed, errors);
    }
    let room = rooms::named(tx, &form.room, errors).await?;
    let zone = times::zone(&form.zone, &region, errors);
    if let Some(about) = &about {
        fits(tx, form, about, errors).await?;
    }
    let representatives = match &about {
        Some(about) => {
            let client = about.place.client();
            people::named_representatives(tx, client, &form.representatives, errors).await?
        }
        None => Vec::new(),
    };
    let (Some(about), Some(parsed), Some((zone_name, zone))) = (about, parsed, zone) else {
        return Ok(None);
    };
    belongs(&parsed, &about, errors);
    let Some(first) = times::named(&parsed.span, &zone, parsed.anyway, errors)? else {
        return Ok(None);
    };
    let mut all = vec![first];
    let mut rule = None;
    if let Some(repeat) = &parsed.repeat {
        match series::days(repeat, first.date()) {
            Err((field, said)) => {
                errors.add(field, said);
                return Ok(None);
            }
            Ok(days) => {
                let Some(on_days) = times::on_days(&first, &days, &zone, &region, errors)? else {
                    return Ok(None);
                };
                all = on_days;
            }
        }
        rule =
            Some((series::rule(repeat, first.date()), series::says(repeat, first.date(), &region)));
    }
    let heads = 1
        + parsed.staff.len()
        + parsed.others.len()
        + representatives.len()
        + usize::from(parsed.with_client);
    if all.len() > 1 && all.len() * heads > MOST_PLACES {
        errors.add(
            "repeats",
            format!(
                "This asks {heads} people {} times. Book fewer times at once, or ask fewer people.",
                all.len()
            ),
        );
        return Ok(None);
    }
    if !parsed.anyway {
        times::objections(tx, parsed.kind, &all, &region, errors).await?;
        let asked = Asked {
            kind: parsed.kind,
            times: &all,
            owner: parsed.owner,
            staff: &parsed.staff,
            room,
            but: &[],
        };
        clashes::find(tx, asked, &region, errors).await?;
    }
    let guests = guests(&parsed, &about, &representatives);
    guests::allow_outsiders(tx, &guests, None, errors).await?;
    Ok(Some(Plan {
        guests,
        place: about.place,
        kind: parsed.kind,
        title: parsed.title,
        note: parsed.note,
        zone: zone_name,
        times: all,
        room,
        at: parsed.place,
        video_url: parsed.video_url,
        owner: parsed.owner,
        deadline: parsed.deadline,
        series: rule,
    }))
}

/// Whoever the form names, as far as it can be read, may be asked; and whoever writes what it is about reads it.
async fn fits(
    tx: &mut Tx,
    form: &AppointmentForm,
    about: &About,
    errors: &mut FieldErrors,
) -> Result<()> {
    let caller = tx.caller().clone();
    let of = Of {
        case: about.place.case(),
        client: about.place.client(),
        enquiry: about.place.enquiry(),
    };
    people::fit(tx, about.place.action(), of, &named(form), errors).await?;
    let partner = caller.role() == Role::ManagingPartner;
    let me = caller.staff_id().to_string();
    let there = form.owner == me || form.staff.contains(&me);
    match about.place {
        Place::InOffice(_) if !partner && form.owner != me => errors.add(
            "owner",
            "Without a client or a case it is one’s own time. Choose yourself, and add others as taking part.",
        ),
        Place::ForClient(_) if !partner && !about.desk && !there => errors.add(
            "staff",
            "Without a case, only those who are there see it. Add yourself, or book it on a case.",
        ),
        _ => {}
    }
    let reads = partner
        || match about.place {
            Place::OnCase(..) | Place::OfEnquiry(_) => about.inside,
            Place::ForClient(_) | Place::InOffice(_) => there,
        };
    if !reads {
        unread(form, errors);
    }
    Ok(())
}

/// At the desk it stays empty what it is about.
pub(super) fn unread(form: &AppointmentForm, errors: &mut FieldErrors) {
    for (field, typed) in [("title", &form.title), ("note", &form.note)] {
        if !typed.trim().is_empty() {
            errors.add(
                field,
                "You may book this, and not write what it is about. Leave it empty: the team adds it.",
            );
        }
    }
}

/// Everybody of the staff whom the form names, with the field that does.
pub(super) fn named(form: &AppointmentForm) -> Vec<(&'static str, StaffId)> {
    let deadline = form.kind == AppointmentKind::Deadline.word();
    let mut all: Vec<(&'static str, StaffId)> = Vec::new();
    let mut add = |field, typed: &str| all.extend(typed.parse().ok().map(|id| (field, id)));
    add("owner", &form.owner);
    for id in &form.staff {
        add("staff", id);
    }
    if deadline {
        add("backup", &form.backup);
        add("checker", &form.checker);
    }
    all
}

/// What a kind demands of its place, and a deadline of its people.
fn belongs(parsed: &ParsedAppointment, about: &About, errors: &mut FieldErrors) {
    let of_case = matches!(about.place, Place::OnCase(..));
    let nobody = matches!(about.place, Place::InOffice(_));
    match parsed.kind {
        AppointmentKind::Hearing | AppointmentKind::Deposition if !of_case => errors.add(
            "case",
            "A hearing or a deposition belongs to a case. Enter its number, or choose another kind.",
        ),
        AppointmentKind::Consultation if nobody => errors.add(
            "client",
            "A consultation is with somebody. Choose a client or an enquiry, or another kind.",
        ),
        _ => {}
    }
    if parsed.with_client && nobody {
        errors.add("with_client", "There is no client here to ask. Choose one, or leave this out.");
    }
    deadline_people(parsed.owner, parsed.deadline.as_ref(), errors);
}

/// Owner, backup and checker are three people.
pub(super) fn deadline_people(
    owner: StaffId,
    deadline: Option<&ParsedDeadline>,
    errors: &mut FieldErrors,
) {
    let Some(deadline) = deadline else { return };
    for (field, id) in [("backup", deadline.backup), ("checker", deadline.checker)] {
        if id == owner {
            errors.add(
                field,
                "Whoever answers for the deadline cannot do this as well. Choose somebody else.",
            );
        }
    }
}

pub(super) fn guests(
    parsed: &ParsedAppointment,
    about: &About,
    representatives: &[RepresentativeId],
) -> Vec<Guest> {
    let mut all: Vec<Guest> = parsed.staff.iter().map(|id| Guest::Staff(*id)).collect();
    if parsed.with_client {
        all.extend(about.place.client().map(Guest::Client));
        all.extend(about.enquirer.clone().map(Guest::Other));
    }
    if let Some(client) = about.place.client() {
        all.extend(representatives.iter().map(|id| Guest::Representative(client, *id)));
    }
    all.extend(parsed.others.iter().cloned().map(Guest::Other));
    all
}

/// Numbers of those who are neither staff nor the client, as they are dialled; what cannot be is refused.
pub(super) fn dial(parsed: &mut ParsedAppointment, errors: &mut FieldErrors) {
    for other in parsed.others.iter_mut().filter(|other| !other.phone.is_empty()) {
        match clients::parse_phone(&other.phone) {
            Ok(number) => other.phone = number,
            Err(_) => errors.add(
                "others",
                format!(
                    "“{}” is no email and no phone number. After {} write one like name@example.com or (212) 555-0142, or the name alone.",
                    other.phone, other.name
                ),
            ),
        }
    }
}
