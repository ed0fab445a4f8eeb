//! The appointments of the matrix: on each case, of the enquiry, of the client, in the office; deadlines; and
//! what was sent about one of them.

use super::people::{World, id};

/// Everything stands, and begins the day before the matrix.
pub(super) fn calendar(world: &World, sql: &mut String) {
    let staff = |name: &str| world.staff(name);
    let some = |id: &dyn std::fmt::Display| format!("'{id}'");
    let none = || "null".to_owned();
    let (open, closed) = (some(&world.open), some(&world.closed));
    let (client, closed_client) = (some(&world.client), some(&world.closed_client));
    *sql += &format!(
        "insert into rooms (id, name, added_by, added_at) values ('{room}', 'Library', '{partner}', '2026-01-05');
        insert into appointment_series (id, rule, says, made_by) values ('{series}', 'FREQ=WEEKLY', 'Every week', '{partner}');",
        room = world.room,
        series = id(0xb1a),
        partner = staff("partner"),
    );
    for (appointment, kind, case, client, enquiry, owner, starts) in [
        (world.hearing, "hearing", &open, &client, none(), "attorney-lead", "2026-10-12 14:00"),
        (
            world.closed_hearing,
            "hearing",
            &closed,
            &closed_client,
            none(),
            "attorney-lead",
            "2026-10-12 14:00",
        ),
        (
            world.office_time,
            "meeting",
            &none(),
            &none(),
            none(),
            "attorney-outside",
            "2026-10-12 16:00",
        ),
        (
            world.consultation,
            "consultation",
            &none(),
            &none(),
            some(&world.enquiry),
            "attorney-outside",
            "2026-10-12 17:00",
        ),
        (
            world.client_meeting,
            "meeting",
            &none(),
            &client,
            none(),
            "attorney-view",
            "2026-10-12 18:00",
        ),
        (world.deadline, "deadline", &open, &client, none(), "attorney-lead", "2026-11-20 17:00"),
        (
            world.kept_deadline,
            "deadline",
            &open,
            &client,
            none(),
            "attorney-lead",
            "2026-10-09 17:00",
        ),
        (
            world.held_meeting,
            "meeting",
            &open,
            &client,
            none(),
            "attorney-lead",
            "2026-11-23 15:00",
        ),
        (world.met, "meeting", &open, &client, none(), "attorney-lead", "2026-10-08 14:00"),
        (
            world.billing_deadline,
            "deadline",
            &none(),
            &none(),
            none(),
            "billing",
            "2026-11-20 17:00",
        ),
        (world.billing_kept, "deadline", &none(), &none(), none(), "billing", "2026-10-09 17:00"),
        (
            world.outside_kept,
            "deadline",
            &none(),
            &none(),
            none(),
            "attorney-outside",
            "2026-10-09 17:00",
        ),
    ] {
        let hours = if kind == "deadline" { 0 } else { 1 };
        *sql += &format!(
            "insert into appointments (id, kind, case_id, client_id, enquiry_id, owner_id, zone, starts_local, ends_local,
                starts_at, ends_at, booked_by, booked_at, noticed_at)
            values ('{appointment}', '{kind}', {case}, {client}, {enquiry}, '{owner}', 'UTC', '{starts}',
                timestamp '{starts}' + interval '{hours} hours', '{starts}+00', timestamptz '{starts}+00' + interval '{hours} hours',
                '{by}', '2026-10-01', '2026-10-01');
            insert into appointment_subjects (appointment_id, title) values ('{appointment}', 'What it is about');
            insert into appointment_words (appointment_id, doing, at, said_by, words)
            values ('{appointment}', 'reopened', '2026-10-02', '{by}', 'What was said of it');",
            owner = staff(owner),
            by = staff("partner"),
        );
    }
    let manage = staff("attorney-manage");
    for who in [
        format!("staff_id, added_by) values ('{}', '{}', '{manage}'", id(0xb21), world.hearing),
        format!(
            "staff_id, added_by) values ('{}', '{}', '{}'",
            id(0xb22),
            world.office_time,
            staff("billing")
        ),
        format!("client_id, added_by) values ('{}', '{}', {client}", id(0xb23), world.hearing),
    ] {
        *sql += &format!(
            "insert into appointment_attendees (id, appointment_id, {who}, '{}');",
            staff("partner")
        );
    }
    for (deadline, backup, checker, done) in [
        (world.deadline, "attorney-manage", "attorney-view", None),
        (world.kept_deadline, "attorney-manage", "attorney-view", Some("paralegal-contribute")),
        (world.billing_deadline, "attorney-outside", "paralegal-outside", None),
        (world.billing_kept, "attorney-outside", "paralegal-outside", Some("billing")),
        (world.outside_kept, "paralegal-outside", "billing", Some("attorney-outside")),
    ] {
        *sql += &format!(
            "insert into deadlines (appointment_id, backup_id, checker_id, done_at, done_by)
            values ('{deadline}', '{}', '{}', {});",
            staff(backup),
            staff(checker),
            done.map_or("null, null".to_owned(), |by| format!("'2026-10-09', '{}'", staff(by))),
        );
    }
    *sql += &format!(
        "update appointments set series_id = '{series}', series_nth = 1, place = 'Part 12' where id = '{hearing}';
        update appointments set held = 'imported' where id = '{held}';
        insert into attendances (appointment_id, nth, outcome, recorded_by, recorded_at)
        values ('{met}', 1, 'attended', '{lead}', '2026-10-08 15:00+00');
        insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at,
            next_at, state, provider, provider_reference)
        values ('{notice}', 'appointment', '{hearing}', 1, 'booked', 'text', '{guest}', '2026-10-01', '2026-10-02', '2026-10-01',
            'delivered', 'outbox', 'n1');
        insert into notification_texts (notification_id, body) values ('{notice}', 'You have an appointment.');
        insert into notice_links (id, token_hash, notification_id, appointment_id, attendee_id, notice_revision, ends_at)
        values ('{link}', sha256('x'), '{notice}', '{hearing}', '{guest}', 1, '2026-10-13');
        insert into delivery_reports (notification_id, state) values ('{notice}', 'delivered');
        insert into call_list (id, appointment_id, attendee_id, notice_revision, reason)
        values ('{ring}', '{hearing}', '{guest}', 1, 'unconfirmed');
        insert into replies (id, channel, provider, provider_id, sender, body, appointment_id, attendee_id, meant) values
            ('{reply}', 'text', 'outbox', 'r1', '+12125550142', 'Yes', '{hearing}', '{guest}', 'yes'),
            ('{stray}', 'text', 'outbox', 'r2', '+12125550143', 'Who is this?', null, null, 'other');
        insert into calendar_feeds (id, staff_id, name, detail) values ('{feed}', '{outside}', 'Phone', 'busy'), ('{lost}', '{gone}', 'Phone', 'busy');
        insert into external_calendars (id, staff_id, name, url_sealed) values ('{feed}', '{outside}', 'Home', ''), ('{lost}', '{gone}', 'Home', '');
        insert into reminder_wishes (staff_id, by_email) values ('{outside}', true), ('{gone}', true);
        insert into notice_templates (id, kind, channel, body, set_by) values ('{wording}', 'booked', 'text', 'Hello', '{partner}');
        insert into providers (name, tokens, refilled_at) values ('outbox', 1, '2026-10-01');",
        series = id(0xb1a),
        hearing = world.hearing,
        held = world.held_meeting,
        met = world.met,
        lead = staff("attorney-lead"),
        partner = staff("partner"),
        guest = id(0xb23),
        notice = id(0xb31),
        link = id(0xb32),
        ring = id(0xb33),
        reply = id(0xb34),
        stray = id(0xb35),
        wording = id(0xb36),
        feed = id(0xb37),
        lost = id(0xb38),
        outside = staff("attorney-outside"),
        gone = staff("attorney-suspended"),
    );
}
