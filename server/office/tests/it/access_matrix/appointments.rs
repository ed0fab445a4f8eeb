//! The statements about appointments: what each act is in SQL, and what nobody may write.

use domain::access::Role;
use domain::ids::AppointmentId;

use super::expectations::Cell;
use crate::support::people::{Persona, World};

fn appointment(world: &World, heading: &str) -> AppointmentId {
    match heading {
        "appointment of the closed case" => world.closed_hearing,
        "deadline of the open case" => world.deadline,
        "kept deadline of the open case" => world.kept_deadline,
        "deadline of billing" => world.billing_deadline,
        "kept deadline of billing" => world.billing_kept,
        "kept deadline of attorney-outside" => world.outside_kept,
        "office time of attorney-outside" => world.office_time,
        "consultation of the enquiry" => world.consultation,
        "appointment of the client" => world.client_meeting,
        _ => world.hearing,
    }
}

const BOOKED: &str = "01928000-0000-7000-8000-000000000bff";

/// One booked, with somebody asked to it and nothing said of what it is about.
fn booked(persona: &Persona, of: &str, owner: domain::ids::StaffId) -> Vec<String> {
    let me = persona.id;
    vec![
        format!(
            "insert into appointment_series (id, rule, says, made_by) values (gen_random_uuid(), 'FREQ=DAILY', 'Every day', '{me}')"
        ),
        format!(
            "insert into appointments (id, kind, case_id, client_id, enquiry_id, owner_id, zone, starts_local, ends_local,
                starts_at, ends_at, booked_by)
            values ('{BOOKED}', 'meeting', {of}, '{owner}', 'UTC', '2026-12-01 10:00', '2026-12-01 11:00',
                '2026-12-01 10:00+00', '2026-12-01 11:00+00', '{me}')"
        ),
        format!(
            "insert into appointment_attendees (id, appointment_id, name, added_by)
            values (gen_random_uuid(), '{BOOKED}', 'Court reporter', '{me}')"
        ),
        format!("insert into appointment_subjects (appointment_id) values ('{BOOKED}')"),
    ]
}

/// A deadline booked on the open case.
fn due(world: &World, persona: &Persona) -> Vec<String> {
    let named = |name: &str| world.persona(name).id;
    let mut all = booked(
        persona,
        &format!("'{}', '{}', null", world.open, world.client),
        named("attorney-lead"),
    );
    for sql in &mut all {
        *sql = sql.replace("'meeting'", "'deadline'");
    }
    all.push(format!(
        "insert into deadlines (appointment_id, backup_id, checker_id) values ('{BOOKED}', '{}', '{}')",
        named("attorney-manage"),
        named("attorney-view")
    ));
    all
}

/// The statements of an act about appointments; none for any other.
pub(super) fn statements(world: &World, persona: &Persona, cell: &Cell) -> Option<Vec<String>> {
    let me = persona.id;
    let lead = world.persona("attorney-lead").id;
    let which = appointment(world, &cell.heading);
    Some(match cell.act.as_str() {
        "see-calendar" => vec![format!(
            "select staff_id from busy('2026-10-12', '2026-10-13', array['{lead}']::uuid[])"
        )],
        "schedule-in-office" => {
            let mut all = booked(persona, "null, null, null", me);
            all.retain(|sql| !sql.contains("appointment_attendees"));
            all
        }
        "ask-outsiders" => booked(persona, "null, null, null", me),
        "schedule-on-case" if cell.heading.contains("closed") => {
            booked(persona, &format!("'{}', '{}', null", world.closed, world.closed_client), lead)
        }
        "schedule-on-case" => due(world, persona),
        "schedule-for-client" => {
            let client = match cell.heading.as_str() {
                "bookings for the client" => world.client,
                _ => world.entered_by_attorney,
            };
            booked(persona, &format!("null, '{client}', null"), me)
        }
        "book-consultation" => booked(
            persona,
            &format!("null, null, '{}'", world.enquiry),
            world.persona("attorney-outside").id,
        ),
        "see-appointment" => vec![
            format!("select starts_at from appointments where id = '{which}'"),
            format!("select 1 from appointment_names(array['{which}'::uuid])"),
        ],
        "read-appointment" => {
            vec![
                format!("select title from appointment_subjects where appointment_id = '{which}'"),
                format!("select words from appointment_words where appointment_id = '{which}'"),
            ]
        }
        "change-appointment" => changed(world, persona, which),
        "record-attendance" => vec![format!(
            "insert into attendances (appointment_id, nth, outcome, recorded_by) values ('{which}', 1, 'attended', '{me}')"
        )],
        "finish-deadline" => vec![
            format!(
                "update deadlines set done_at = office_now(), done_by = '{me}' where appointment_id = '{which}'"
            ),
            said("kept", which, persona),
        ],
        "check-deadline" => vec![format!(
            "update deadlines set checked_at = office_now(), checked_by = '{me}' where appointment_id = '{which}'"
        )],
        "keep-feed" => kept(world, persona, cell),
        "manage-reminders" => vec![
            format!(
                "insert into rooms (id, name, added_by) values (gen_random_uuid(), 'Annex', '{me}')"
            ),
            format!(
                "update rooms set ended_at = office_now(), ended_by = '{me}' where id = '{}'",
                world.room
            ),
            "update office_settings set phone = '+12125550100'".into(),
            format!(
                "update notice_templates set until = office_now(), ended_by = '{me}' where kind = 'booked'"
            ),
            format!(
                "insert into notice_templates (id, kind, channel, body, set_by) values (gen_random_uuid(), 'booked', 'text', 'New', '{me}')"
            ),
        ],
        _ => return None,
    })
}

/// Moved, somebody asked and not any more, worded anew where it is read, and called off.
fn changed(world: &World, persona: &Persona, which: AppointmentId) -> Vec<String> {
    let me = persona.id;
    // billing asks nobody from outside but at the desk
    let (who, them) = match persona.name {
        "billing" | "billing-walled" => {
            ("staff_id", world.persona("paralegal-view").id.to_string())
        }
        _ => ("name", "Court reporter".to_owned()),
    };
    let mut all = vec![
        format!(
            "update appointments set starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day',
                starts_local = starts_local + interval '1 day', ends_local = ends_local + interval '1 day', revision = revision + 1
            where id = '{which}'"
        ),
        format!(
            "insert into appointment_attendees (id, appointment_id, {who}, added_by)
            values (gen_random_uuid(), '{which}', '{them}', '{me}')"
        ),
        format!(
            "update appointment_attendees set until = office_now(), ended_by = '{me}' where appointment_id = '{which}' and {who} = '{them}'"
        ),
    ];
    if !persona.name.ends_with("-desk") {
        all.push(format!(
            "update appointment_subjects set title = 'Anew' where appointment_id = '{which}'"
        ));
    }
    if which == world.hearing {
        all.push(format!(
            "update call_list set done_at = office_now(), done_by = '{me}' where appointment_id = '{which}'"
        ));
    }
    if which == world.deadline {
        all.push(format!(
            "update deadlines set warn_days = '{{7}}' where appointment_id = '{which}'"
        ));
    }
    all.push(format!(
        "update appointments set cancelled_at = office_now(), cancelled_by = '{me}', cancelled_for = 'office' where id = '{which}'"
    ));
    all.push(said("cancelled", which, persona));
    all
}

/// What is said as something is done to it.
fn said(doing: &str, which: AppointmentId, persona: &Persona) -> String {
    format!(
        "insert into appointment_words (appointment_id, doing, said_by, words) values ('{which}', '{doing}', '{}', 'Why')",
        persona.id
    )
}

pub(super) fn readable(world: &World, row: &str) -> String {
    let (hearing, met) = (world.hearing, world.met);
    match row {
        "appointment" => format!("select starts_at from appointments where id = '{hearing}'"),
        "attendee" => {
            format!("select id from appointment_attendees where appointment_id = '{hearing}'")
        }
        "change" => {
            format!("select starts_at from appointment_changes where appointment_id = '{hearing}'")
        }
        "attendance" => format!("select outcome from attendances where appointment_id = '{met}'"),
        "deadline" => {
            format!("select backup_id from deadlines where appointment_id = '{}'", world.deadline)
        }
        "subject" => {
            format!("select title from appointment_subjects where appointment_id = '{hearing}'")
        }
        "words" => {
            format!("select words from appointment_words where appointment_id = '{hearing}'")
        }
        "series" => "select says from appointment_series".into(),
        "room" => format!("select name from rooms where id = '{}'", world.room),
        "notice" => format!("select state from notifications where subject_id = '{hearing}'"),
        "text" => "select t.body from notification_texts t join notifications n on n.id = t.notification_id
            where n.subject_kind = 'appointment'"
            .into(),
        "link" => format!("select opened_at from notice_links where appointment_id = '{hearing}'"),
        "report" => "select state from delivery_reports".into(),
        "ring" => format!("select reason from call_list where appointment_id = '{hearing}'"),
        "reply" => format!(
            "update replies set read_at = office_now(), read_by = office_caller() where appointment_id = '{hearing}'"
        ),
        "stray" => "select body from replies where appointment_id is null".into(),
        "provider" => "select name from providers".into(),
        "wording" => "select body from notice_templates".into(),
        "feed" => "select name from calendar_feeds".into(),
        "elsewhere" => "select name from external_calendars".into(),
        "wish" => "select by_email from reminder_wishes".into(),
        other => panic!("no statement for {other}"),
    }
}

/// A calendar elsewhere, of whoever the heading names.
fn kept(world: &World, persona: &Persona, cell: &Cell) -> Vec<String> {
    let owner = cell.heading.strip_prefix("calendar of ").expect("whose it is");
    let owner = world.persona(owner).id;
    let ended = |table: &str| {
        format!(
            "update {table} set until = office_now() where staff_id = '{owner}' and until is null"
        )
    };
    let mut all = vec![
        format!(
            "insert into calendar_feeds (id, staff_id, name, detail) values (gen_random_uuid(), '{owner}', 'Phone', 'busy')"
        ),
        ended("calendar_feeds"),
        format!(
            "insert into external_calendars (id, staff_id, name, url_sealed) values (gen_random_uuid(), '{owner}', 'Home', '')"
        ),
        ended("external_calendars"),
        format!(
            "insert into reminder_wishes (staff_id, by_email) values ('{owner}', true)
            on conflict (staff_id) do update set by_email = true"
        ),
    ];
    // only managing partners try what is sent, each on oneself
    if persona.role == Role::ManagingPartner {
        all.push("select send_test('email', null)".into());
        all.push(format!(
            "select id from notifications where subject_kind = 'test' and subject_id = '{owner}'"
        ));
    }
    all
}

/// What nobody may do to appointments by plain SQL.
pub(super) fn never(world: &World) -> Vec<(&'static str, String)> {
    let by = |name: &str| world.persona(name).id;
    let (partner, lead, outsider) = (by("partner"), by("attorney-lead"), by("attorney-outside"));
    let (hearing, deadline, kept) = (world.hearing, world.deadline, world.kept_deadline);
    let (open, client) = (world.open, world.client);
    let asks = |who: &str, of: AppointmentId, by: domain::ids::StaffId| {
        format!(
            "insert into appointment_attendees (id, appointment_id, {who}, added_by) values (gen_random_uuid(), '{of}', {{}}, '{by}')"
        )
    };
    let staff =
        |who: &str, of, me| asks("staff_id", of, me).replace("{}", &format!("'{}'", by(who)));
    let of_client = |who: &dyn std::fmt::Display, of, me| {
        asks("client_id", of, me).replace("{}", &format!("'{who}'"))
    };
    let books = |of: &str, owner: domain::ids::StaffId, me: domain::ids::StaffId| {
        format!(
            "insert into appointments (id, kind, case_id, client_id, enquiry_id, owner_id, zone, starts_local, ends_local,
                starts_at, ends_at, booked_by)
            values (gen_random_uuid(), 'meeting', {of}, '{owner}', 'UTC', '2026-12-01 10:00', '2026-12-01 11:00',
                '2026-12-01 10:00+00', '2026-12-01 11:00+00', '{me}')"
        )
    };
    let on_case = format!("'{open}', '{client}', null");
    let sets =
        |what: &str, of: AppointmentId| format!("update appointments set {what} where id = '{of}'");
    vec![
        // nobody books in somebody else's name, or somebody else's time, or makes a client theirs by it
        ("partner", books(&on_case, lead, lead)),
        ("attorney-lead", books(&on_case, lead, partner)),
        ("attorney-outside", books("null, null, null", lead, outsider)),
        ("billing", books("null, null, null", lead, by("billing"))),
        ("attorney-outside", books(&format!("null, '{client}', null"), outsider, outsider)),
        ("billing", books(&format!("null, '{client}', null"), by("billing"), by("billing"))),
        ("attorney-lead", books(&format!("null, null, '{}'", world.enquiry), lead, lead)),
        // a case has its own client
        ("partner", books(&format!("'{open}', '{}', null", world.closed_client), lead, partner)),
        // nobody is asked to what they must not see, be it by a partner or the desk; nor another's client
        ("partner", books(&on_case, by("attorney-walled"), partner)),
        ("partner", books(&on_case, by("attorney-outside"), partner)),
        ("paralegal-desk", books(&on_case, by("attorney-expired"), by("paralegal-desk"))),
        ("partner", staff("attorney-walled", hearing, partner)),
        ("partner", staff("partner-walled", hearing, partner)),
        ("partner", staff("attorney-suspended", hearing, partner)),
        ("attorney-lead", staff("attorney-outside", hearing, lead)),
        ("partner", of_client(&world.closed_client, hearing, partner)),
        ("paralegal-desk", of_client(&world.closed_client, hearing, by("paralegal-desk"))),
        ("partner", of_client(&client, world.office_time, partner)),
        ("attorney-lead", staff("attorney-view", hearing, partner)),
        // the desk writes no subject, and reads none
        (
            "paralegal-desk",
            format!(
                "update appointment_subjects set title = 'x' where appointment_id = '{hearing}'"
            ),
        ),
        (
            "billing-desk",
            format!(
                "update appointment_subjects set title = 'x' where appointment_id = '{}'",
                world.closed_hearing
            ),
        ),
        // it says who called it off and who released it; what was called off stays so
        (
            "partner",
            sets(
                &format!(
                    "cancelled_at = office_now(), cancelled_by = '{lead}', cancelled_for = 'court'"
                ),
                hearing,
            ),
        ),
        (
            "partner",
            sets(
                &format!(
                    "cancelled_at = '2026-01-01', cancelled_by = '{partner}', cancelled_for = 'court'"
                ),
                hearing,
            ),
        ),
        ("attorney-lead", sets("case_id = null, client_id = null", hearing)),
        ("partner", sets(&format!("case_id = '{}'", world.closed), hearing)),
        ("partner", sets("notice_revision = 1", hearing)),
        ("partner", sets("staff_ids = '{}'", hearing)),
        ("partner", sets("attendance = 'no_show'", hearing)),
        // where somebody was, it cannot be moved
        (
            "partner",
            sets(
                "starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour'",
                world.met,
            ),
        ),
        // how it went is recorded in one's own name, once it began
        (
            "partner",
            format!(
                "insert into attendances (appointment_id, nth, outcome, recorded_by) values ('{hearing}', 1, 'late', '{lead}')"
            ),
        ),
        (
            "attorney-lead",
            format!(
                "insert into attendances (appointment_id, nth, outcome, recorded_by) values ('{deadline}', 1, 'late', '{lead}')"
            ),
        ),
        (
            "attorney-view",
            format!(
                "insert into attendances (appointment_id, nth, outcome, recorded_by) values ('{hearing}', 1, 'late', '{}')",
                by("attorney-view")
            ),
        ),
        ("partner", "update attendances set outcome = 'attended'".into()),
        ("partner", "update appointment_changes set place = 'x'".into()),
        ("partner", "delete from appointments".into()),
        ("partner", "delete from appointment_attendees".into()),
        // a deadline: nobody says it in another's name, checks one's own word, or before it is said
        (
            "attorney-lead",
            format!(
                "update deadlines set done_at = office_now(), done_by = '{partner}' where appointment_id = '{deadline}'"
            ),
        ),
        (
            "attorney-view",
            format!(
                "update deadlines set done_at = office_now(), done_by = '{}' where appointment_id = '{deadline}'",
                by("attorney-view")
            ),
        ),
        (
            "paralegal-desk",
            format!(
                "update deadlines set done_at = office_now(), done_by = '{}' where appointment_id = '{deadline}'",
                by("paralegal-desk")
            ),
        ),
        (
            "paralegal-contribute",
            format!(
                "update deadlines set checked_at = office_now(), checked_by = '{}' where appointment_id = '{kept}'",
                by("paralegal-contribute")
            ),
        ),
        (
            "partner",
            format!(
                "update deadlines set checked_at = office_now(), checked_by = '{}' where appointment_id = '{kept}'",
                by("attorney-view")
            ),
        ),
        (
            "attorney-view",
            format!(
                "update deadlines set checker_id = '{}' where appointment_id = '{deadline}'",
                by("paralegal-view")
            ),
        ),
        (
            "paralegal-contribute",
            format!(
                "update deadlines set done_at = null, done_by = null where appointment_id = '{kept}'"
            ),
        ),
        (
            "attorney-view",
            format!(
                "update deadlines set done_at = null, done_by = null where appointment_id = '{kept}'"
            ),
        ),
        (
            "partner",
            format!(
                "update deadlines set backup_id = '{lead}' where appointment_id = '{deadline}'"
            ),
        ),
        (
            "partner",
            format!(
                "update deadlines set backup_id = '{outsider}' where appointment_id = '{deadline}'"
            ),
        ),
        // what is said is said in one's own name, of what one does now, and stays
        ("attorney-view", said("kept", kept, world.persona("attorney-view"))),
        ("partner", said("cancelled", hearing, world.persona("partner"))),
        ("attorney-lead", said("reopened", deadline, world.persona("attorney-lead"))),
        ("partner", "update appointment_words set words = 'x'".into()),
        // an outsider is asked to what billing attends by whoever else does
        ("billing", asks("name", world.office_time, by("billing")).replace("{}", "'A guest'")),
        ("billing", asks("name", world.billing_deadline, by("billing")).replace("{}", "'A guest'")),
        // asking tells nobody who is on a team, or whose a number is
        (
            "attorney-outside",
            format!("select 1 where may_ask('{lead}', '{open}', '{client}', null)"),
        ),
        ("partner-walled", format!("select 1 where may_ask('{lead}', '{open}', '{client}', null)")),
        ("attorney-outside", format!("select 1 where may_ask('{lead}', null, '{client}', null)")),
        (
            "attorney-lead",
            format!("select 1 where may_ask('{lead}', null, null, '{}')", world.enquiry),
        ),
        ("partner", format!("select 1 where may_attend('{lead}', '{open}', '{client}', null)")),
        ("attorney-outside", "select 1 from case_to_schedule('A-1', null)".into()),
        ("billing-walled", "select 1 from case_to_schedule('A-1', null)".into()),
        ("attorney-outside", "select 1 from found_to_book('A-1', 9)".into()),
        ("attorney-view", "select 1 from found_to_book('A-1', 9) where case_id is not null".into()),
        ("partner-walled", "select 1 from found_to_book('A-1', 9)".into()),
        ("billing", "select 1 from found_to_book('', 9)".into()),
        ("attorney-outside", format!("select 1 from appointment_discretion('{hearing}')")),
        ("attorney-outside", format!("select 1 from client_to_schedule('{client}')")),
        ("partner-walled-client", format!("select 1 from client_to_schedule('{client}')")),
        ("attorney-outside", format!("select 1 from representatives_to_ask('{client}')")),
        ("attorney-lead", format!("select 1 from enquiry_to_schedule('{}')", world.enquiry)),
        ("billing", format!("select 1 from enquiry_to_schedule('{}')", world.enquiry)),
        ("attorney-outside", format!("select 1 from appointment_reach('{hearing}')")),
        ("attorney-outside", format!("select 1 from appointment_names(array['{hearing}'::uuid])")),
        ("partner-walled", format!("select 1 from appointment_names(array['{hearing}'::uuid])")),
        // nothing is told of an appointment that did not happen, and nobody carries what is not accepted now
        (
            "partner",
            format!(
                "select tell_of_appointment(gen_random_uuid(), '{hearing}', 'appointment_moved')"
            ),
        ),
        (
            "attorney-lead",
            format!(
                "select tell_of_appointment(gen_random_uuid(), '{hearing}', 'appointment_booked')"
            ),
        ),
        (
            "attorney-outside",
            format!("select tell_of_appointment(gen_random_uuid(), '{kept}', 'deadline_kept')"),
        ),
        (
            "partner",
            format!(
                "insert into case_events (id, case_id, actor_id, happened) values (gen_random_uuid(), '{open}', '{partner}', '{{\"kind\": \"appointment_booked\", \"appointment\": \"{hearing}\"}}')"
            ),
        ),
        ("partner", format!("select carry_consultations('{}')", world.accepted)),
        ("attorney-outside", format!("select carry_consultations('{}')", world.enquiry)),
        // rooms, wording and series are somebody's own doing; whoever has left makes none
        (
            "partner",
            format!(
                "insert into rooms (id, name, added_by) values (gen_random_uuid(), 'Annex', '{lead}')"
            ),
        ),
        (
            "attorney-lead",
            format!(
                "insert into rooms (id, name, added_by) values (gen_random_uuid(), 'Annex', '{lead}')"
            ),
        ),
        (
            "partner",
            format!(
                "update rooms set ended_at = '2026-01-01', ended_by = '{partner}' where id = '{}'",
                world.room
            ),
        ),
        (
            "attorney-lead",
            format!(
                "insert into appointment_series (id, rule, says, made_by) values (gen_random_uuid(), 'x', 'x', '{partner}')"
            ),
        ),
        (
            "attorney-suspended",
            format!(
                "insert into appointment_series (id, rule, says, made_by) values (gen_random_uuid(), 'x', 'x', '{}')",
                by("attorney-suspended")
            ),
        ),
        // a link's hash is nobody's to read, nor who wants no texts
        ("partner", "select token_hash from notice_links".into()),
        ("partner", "select number from text_opt_outs".into()),
        ("attorney-lead", "update notifications set state = 'delivered'".into()),
        (
            "attorney-lead",
            format!(
                "update call_list set done_at = office_now(), done_by = '{partner}' where appointment_id = '{hearing}'"
            ),
        ),
        (
            "attorney-lead",
            format!(
                "update replies set read_at = office_now(), read_by = '{partner}' where appointment_id = '{hearing}'"
            ),
        ),
    ]
}
