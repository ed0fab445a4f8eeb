//! When something is due, and until when: predicates on the truth, so that an outage catches up by itself.

use super::{HOUR, MINUTE, Scene};

/// Far enough ahead for both reminders, at ten in the morning in New York.
const STARTS: &str = "2026-10-21T14:00:00Z";

#[tokio::test]
async fn both_reminders_go_by_both_ways_once_each() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    for at in [
        "2026-10-13T14:43:00Z",
        "2026-10-19T14:00:00Z",
        "2026-10-21T12:00:00Z",
        "2026-10-21T13:30:00Z",
    ] {
        scene.at(at);
        for _ in 0..3 {
            scene.round().await;
        }
    }
    let told = [
        "booked email",
        "booked text",
        "remind_2h email",
        "remind_2h text",
        "remind_48h email",
        "remind_48h text",
    ];
    assert_eq!(scene.rows("accepted").await, told);
    assert_eq!(scene.sink.emails.lock().unwrap().len(), 3);
    assert_eq!(scene.sink.texts().len(), 3);
    assert!(scene.sink.texts()[1].contains("Reply YES"), "{:?}", scene.sink.texts());
}

#[tokio::test]
async fn a_48_hour_reminder_is_not_sent_with_a_day_to_go() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene.round().await;
    // the house was down from before the window until after it
    scene.at("2026-10-20T14:00:01Z");
    scene.round().await;
    assert_eq!(scene.rows("accepted").await, ["booked email", "booked text"]);
    // and comes up within the next one
    scene.at("2026-10-21T13:40:00Z");
    scene.round().await;
    assert!(scene.rows("accepted").await.contains(&"remind_2h text".to_owned()));
}

#[tokio::test]
async fn what_was_booked_within_a_window_is_announced_and_not_reminded_of_at_once() {
    let scene = Scene::new().await;
    scene.at("2026-10-20T02:00:00Z");
    scene.book("meeting", STARTS).await;
    scene.at("2026-10-20T13:00:00Z");
    scene.round().await;
    assert_eq!(scene.rows("accepted").await, ["booked email", "booked text"]);
}

#[tokio::test]
async fn a_text_that_the_quiet_hours_would_swallow_goes_the_evening_before_and_says_tomorrow() {
    let scene = Scene::new().await;
    // nine in the morning: two hours before is seven, and quiet
    scene.book("meeting", "2026-10-21T13:00:00Z").await;
    scene.round().await;
    for at in ["2026-10-19T13:00:00Z", "2026-10-20T22:59:00Z"] {
        scene.at(at);
        scene.round().await;
    }
    assert!(!scene.rows("accepted").await.contains(&"remind_2h text".to_owned()));
    scene.at("2026-10-20T23:00:00Z");
    scene.round().await;
    let last = scene.sink.texts().pop().unwrap();
    assert!(last.starts_with("Adair & Lowe: tomorrow, 9:00 am"), "{last}");
    // by mail it comes at seven all the same
    scene.at("2026-10-21T11:00:00Z");
    scene.round().await;
    assert!(
        scene.sink.subjects().last().unwrap().starts_with("Reminder: Wednesday, Oct 21, 9:00 am")
    );
    assert_eq!(scene.sink.texts().len(), 3);
}

#[tokio::test]
async fn a_48_hour_text_waits_for_the_end_of_the_quiet_hours() {
    let scene = Scene::new().await;
    scene.book("meeting", "2026-10-21T11:00:00Z").await;
    scene.round().await;
    scene.at("2026-10-19T11:00:00Z");
    scene.round().await;
    assert_eq!(scene.sink.texts().len(), 1);
    assert_eq!(scene.sink.subjects().len(), 2);
    scene.at("2026-10-19T12:00:00Z");
    scene.round().await;
    assert_eq!(scene.sink.texts().len(), 2);
}

#[tokio::test]
async fn quiet_hours_are_the_clients_own_in_the_clients_own_zone() {
    let scene = Scene::new().await;
    let client = scene.client;
    scene
        .sql(format!(
            "update clients set time_zone = 'Europe/Lisbon', quiet_from = 12 * 60, quiet_until = 20 * 60 where id = '{client}'"
        ))
        .await;
    // 15:42 in Lisbon
    scene.book("meeting", STARTS).await;
    scene.round().await;
    assert_eq!(scene.sink.texts(), Vec::<String>::new());
    scene.at("2026-10-13T19:00:00Z");
    scene.round().await;
    let text = scene.sink.texts().pop().unwrap();
    assert!(text.contains("3:00 pm Lisbon time (10:00 am in New York)"), "{text}");
}

/// The clocks go back on Nov 1 and forward on Mar 14: quiet hours are the wall clock's.
#[tokio::test]
async fn quiet_hours_end_at_eight_on_the_nights_when_the_clocks_change() {
    let scene = Scene::new().await;
    for (at, ends) in [
        ("2026-11-01T05:30:00Z", "2026-11-01 13:00:00+00"),
        ("2026-10-31T05:30:00Z", "2026-10-31 12:00:00+00"),
        ("2027-03-14T06:30:00Z", "2027-03-14 12:00:00+00"),
        ("2027-03-13T06:30:00Z", "2027-03-13 13:00:00+00"),
        ("2026-11-02T01:59:59Z", "null"),
        ("2026-11-02T02:00:00Z", "2026-11-02 13:00:00+00"),
    ] {
        let words = scene
            .words(format!(
                "select coalesce(quiet_ends('{at}', 'America/New_York', 1260::smallint, 480::smallint) at time zone 'UTC' || '+00', 'null')"
            ))
            .await;
        assert_eq!(words, [ends], "{at}");
    }
}

#[tokio::test]
async fn nobody_who_confirmed_is_on_the_call_list_and_whoever_did_not_is() {
    let scene = Scene::new().await;
    let id = scene.book("meeting", STARTS).await;
    scene.round().await;
    scene.at("2026-10-20T14:00:00Z");
    scene.round().await;
    assert_eq!(scene.calls().await, ["unconfirmed"]);
    scene.sql(format!("select note_answer(t.id, 'confirmed', 'staff') from appointment_attendees t where t.appointment_id = '{id}'")).await;
    scene.round().await;
    assert_eq!(scene.calls().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_brought_in_or_dated_back_tells_nobody_until_it_is_released() {
    let scene = Scene::new().await;
    let (id, partner) = (scene.book("meeting", STARTS).await, scene.partner);
    scene
        .sql(format!(
            "update appointments set held = 'imported' where id = '{id}'; delete from notifications"
        ))
        .await;
    scene.at("2026-10-19T15:00:00Z");
    scene.round().await;
    assert_eq!(scene.count("notifications").await, 0);
    scene
        .sql(format!(
            "select set_config('privity.caller', '{partner}', true); update appointments set released_at = office_now(), released_by = '{partner}' where id = '{id}'"
        ))
        .await;
    scene.round().await;
    // released within the window: announced, and not reminded of in the same breath
    assert_eq!(scene.rows("accepted").await, ["booked email", "booked text"]);
}

/// A deadline on Oct 30, 5 pm: staff 1 answers for it, 2 steps in, 3 looks it over, and 4 leads the case.
async fn deadline(scene: &Scene, warn_days: &str) {
    let (partner, client) = (scene.partner, scene.client);
    scene
        .sql(format!(
            "insert into staff (id, name, email) select ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'Staff ' || n, 's' || n || '@example.com'
                from generate_series(1, 4) n;
            insert into staff_roles (id, staff_id, role) select gen_random_uuid(), ('00000000-0000-7000-8000-00000000000' || n)::uuid,
                'associate_attorney' from generate_series(1, 4) n;
            insert into cases (id, number, client_id, title, practice_area, stage, opened_on, opened_by)
                values ('00000000-0000-7000-8000-0000000000c1', '2026-0001', '{client}', 'Finnegan', 'Estates', 'intake', '2026-01-01', '{partner}');
            insert into case_team (id, case_id, staff_id, level) select gen_random_uuid(), '00000000-0000-7000-8000-0000000000c1',
                ('00000000-0000-7000-8000-00000000000' || n)::uuid, case n when 4 then 'lead' else 'contribute' end from generate_series(1, 4) n;
            insert into appointments (id, kind, case_id, client_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, booked_by)
                values ('00000000-0000-7000-8000-0000000000a1', 'deadline', '00000000-0000-7000-8000-0000000000c1', '{client}',
                '00000000-0000-7000-8000-000000000001', 'America/New_York', '2026-10-30 17:00', '2026-10-30 17:00',
                '2026-10-30T21:00:00Z', '2026-10-30T21:00:00Z', '{partner}');
            insert into deadlines (appointment_id, backup_id, checker_id, warn_days) values ('00000000-0000-7000-8000-0000000000a1',
                '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000003', '{{{warn_days}}}')"
        ))
        .await;
}

/// Whom mail went to since this was asked before.
fn to(scene: &Scene) -> Vec<String> {
    let mut to: Vec<_> = scene
        .sink
        .emails
        .lock()
        .unwrap()
        .drain(..)
        .map(|e| e.to.address.as_str().to_owned())
        .collect();
    to.sort();
    to
}

#[tokio::test]
async fn a_deadline_warns_whoever_answers_for_it_then_the_lead_then_the_partners() {
    let scene = Scene::new().await;
    let partner = scene.partner;
    deadline(&scene, "7,1").await;
    scene.at("2026-10-23T20:59:00Z");
    scene.round().await;
    assert_eq!(to(&scene), Vec::<String>::new());
    for _ in 0..2 {
        scene.at("2026-10-23T21:00:00Z");
        scene.round().await;
    }
    assert_eq!(to(&scene), ["s1@example.com", "s2@example.com"]);
    scene.at("2026-10-29T21:00:00Z");
    scene.round().await;
    assert_eq!(to(&scene), ["s1@example.com", "s2@example.com", "s4@example.com"]);
    // whoever is screened from the case is not told of it
    scene
        .sql(format!(
            "insert into staff (id, name, email) values ('00000000-0000-7000-8000-000000000009', 'Walled', 'walled@example.com');
            insert into staff_roles (id, staff_id, role) values (gen_random_uuid(), '00000000-0000-7000-8000-000000000009', 'managing_partner');
            insert into walls (id, staff_id, case_id, reason, raised_by)
                values (gen_random_uuid(), '00000000-0000-7000-8000-000000000009', '00000000-0000-7000-8000-0000000000c1', 'A conflict.', '{partner}')"
        ))
        .await;
    // said to be kept, and nobody has looked: it goes on to the partners
    scene
        .sql("update deadlines set done_at = office_now(), done_by = '00000000-0000-7000-8000-000000000001'")
        .await;
    scene.later(MINUTE);
    scene.round().await;
    assert_eq!(to(&scene), ["s3@example.com"]);
    scene.at("2026-10-30T17:00:00Z");
    scene.round().await;
    assert_eq!(to(&scene), ["nkechi@example.com"]);
    scene.later(HOUR);
    scene
        .sql("update deadlines set checked_at = office_now(), checked_by = '00000000-0000-7000-8000-000000000003'")
        .await;
    scene.later(MINUTE);
    scene.round().await;
    assert_eq!(to(&scene), Vec::<String>::new());
}

#[tokio::test]
async fn the_second_person_is_asked_once_each_time_a_deadline_is_said_to_be_kept() {
    let scene = Scene::new().await;
    deadline(&scene, "7,1").await;
    let kept = "update deadlines set done_at = office_now(), done_by = '00000000-0000-7000-8000-000000000001'";
    scene.sql(kept).await;
    for _ in 0..2 {
        scene.later(MINUTE);
        scene.round().await;
    }
    assert_eq!(to(&scene), ["s3@example.com"]);
    // open again before it was sent: nobody is asked
    scene.sql("update deadlines set done_at = null, done_by = null").await;
    scene.later(MINUTE);
    scene.sql(kept).await;
    scene.plan().await;
    scene.sql("update deadlines set done_at = null, done_by = null").await;
    scene.round().await;
    assert_eq!(to(&scene), Vec::<String>::new());
    scene.later(MINUTE);
    scene.sql(kept).await;
    scene.round().await;
    assert_eq!(to(&scene), ["s3@example.com"]);
    // whoever looks things over cannot look over their own word
    scene.sql("update deadlines set done_at = null, done_by = null").await;
    scene.later(MINUTE);
    scene
        .sql("update deadlines set done_at = office_now(), done_by = '00000000-0000-7000-8000-000000000003'")
        .await;
    scene.round().await;
    assert_eq!(to(&scene), ["nkechi@example.com"]);
}

#[tokio::test]
async fn a_warning_whose_day_was_over_at_booking_is_not_sent_and_the_last_always_is() {
    let scene = Scene::new().await;
    scene.at("2026-10-22T20:00:00Z");
    deadline(&scene, "14,7,1").await;
    scene.round().await;
    assert_eq!(to(&scene), Vec::<String>::new());
    scene.at("2026-10-23T21:00:00Z");
    scene.round().await;
    assert_eq!(to(&scene), ["s1@example.com", "s2@example.com"]);
    let late = Scene::new().await;
    late.at("2026-10-30T12:00:00Z");
    deadline(&late, "14,7,1").await;
    late.round().await;
    assert_eq!(to(&late), ["s1@example.com", "s2@example.com", "s4@example.com"]);
}

#[tokio::test]
async fn after_an_outage_nobody_is_to_ring_about_what_is_past() {
    let scene = Scene::new().await;
    scene.book("meeting", "2026-10-15T15:00:00Z").await;
    let off = scene.book("meeting", "2026-10-15T17:00:00Z").await;
    scene.round().await;
    scene.cancel(off).await;
    let unclear = scene.book("meeting", "2026-10-15T18:00:00Z").await;
    scene
        .sql(format!(
            "update notifications set state = 'unknown', sent_at = office_now() where subject_id = '{unclear}' and channel = 'text'"
        ))
        .await;
    scene.at("2026-10-15T19:00:00Z");
    scene.plan().await;
    office::notices::reap(scene.office()).await.unwrap();
    assert_eq!(scene.calls().await, Vec::<String>::new());
    assert!(scene.count("notifications where state = 'expired'").await > 0);
}

/// The database decides; the almanac says what is right, on the nights when the clocks change too.
#[tokio::test]
async fn quiet_hours_in_the_database_are_the_almanacs() {
    use almanac::quiet::{Hours, is_quiet};
    use jiff::tz::TimeZone;

    let scene = Scene::new().await;
    let mut compared = 0;
    for (from, until) in [(1260_u16, 480_u16), (720, 1200), (0, 60)] {
        for zone in ["America/New_York", "Europe/Lisbon", "Asia/Kathmandu"] {
            let (hours, there) = (Hours::new(from, until).unwrap(), TimeZone::get(zone).unwrap());
            for first in ["2026-10-24T12:00:00Z", "2026-10-31T12:00:00Z", "2027-03-13T12:00:00Z"] {
                let said = scene
                    .words(format!(
                        "select to_char(t at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI\"Z\"') || ' '
                            || (quiet_ends(t, '{zone}', {from}::smallint, {until}::smallint) is not null)
                        from generate_series(timestamptz '{first}', timestamptz '{first}' + interval '2 days', interval '20 minutes') t"
                    ))
                    .await;
                for line in said {
                    let (at, quiet) = line.split_once(' ').unwrap();
                    let right = is_quiet(at.parse().unwrap(), &there, hours);
                    assert_eq!(quiet == "true", right, "{at} in {zone}, {from} to {until}");
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 27 * 145);
}
