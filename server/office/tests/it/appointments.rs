//! Appointments: where they may be put, what is told of those out of sight, and what happens when the clocks change.

use domain::appointments::{
    AppointmentForm, AttendanceForm, CancelForm, DeadlineForm, MoveForm, NewAppointment, RoomForm,
};
use domain::enquiries::EnquiryForm;
use domain::forms::FieldErrors;
use domain::ids::AppointmentId;
use domain::walls::WallForm;
use office::{Caller, Error, appointments, enquiries};
use sqlx::{AssertSqlSafe, Executor, PgConnection};

use crate::support::TestOffice;
use crate::support::people::World;

async fn world() -> (TestOffice, World) {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    (test, world)
}

/// An hour's meeting on the open case, on the day after tomorrow.
fn form(world: &World, owner: &str) -> AppointmentForm {
    AppointmentForm {
        kind: "meeting".into(),
        case: "A-1".into(),
        date: "2026-10-15".into(),
        starts: "10:00".into(),
        ends: "11:00".into(),
        owner: world.persona(owner).id.to_string(),
        ..AppointmentForm::default()
    }
}

fn complaints<T: std::fmt::Debug>(result: Result<T, Error>) -> FieldErrors {
    match result {
        Err(Error::Invalid(errors)) => errors,
        other => panic!("{other:?}"),
    }
}

async fn text(connection: &mut PgConnection, sql: String) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap()
}

async fn edited(caller: &Caller, id: AppointmentId) -> AppointmentForm {
    appointments::edit_form(caller, id).await.unwrap().1
}

async fn revision(caller: &Caller, id: AppointmentId) -> String {
    appointments::show(caller, id).await.unwrap().body.revision.to_string()
}

#[tokio::test]
async fn a_meeting_is_booked_with_its_people_and_told_to_the_team() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    let room = appointments::add_room(
        &world.persona("partner").caller(&test.office),
        &RoomForm { name: "Corner room".into() },
    )
    .await
    .unwrap();
    let booked = AppointmentForm {
        title: "Settlement talk".into(),
        room: room.to_string(),
        staff: vec![world.persona("paralegal-view").id.to_string()],
        with_client: "on".into(),
        representatives: vec![world.representative.to_string()],
        others: "Dr. Noor Haddad, noor@example.com, (212) 555-0142".into(),
        ..form(&world, "attorney-lead")
    };
    let id = appointments::book(&lead, &booked).await.unwrap();
    let page = appointments::show(&lead, id).await.unwrap().body;
    assert_eq!(page.when, "Thu, Oct 15, 10:00 am to 11:00 am");
    assert_eq!((page.head.as_str(), page.title.as_str()), ("Ashdown Estate", "Settlement talk"));
    assert_eq!((page.room.as_str(), page.case.as_ref().unwrap().0), ("Corner room", world.open));
    let names: Vec<_> = page.attendees.iter().map(|row| row.who.name()).collect();
    assert_eq!(names, ["paralegal-view", "Ashdown Estate", "Ottilie Crane", "Dr. Noor Haddad"]);
    assert_eq!(page.attendees[3].phone.as_ref().unwrap().1, "+12125550142");
    let case = match office::cases::show(&lead, world.open).await.unwrap().body {
        domain::cases::CaseView::Full(page) => page,
        domain::cases::CaseView::Billing(_) => panic!(),
    };
    let told = case.timeline.iter().find_map(|entry| entry.appointment.clone());
    assert_eq!(told.as_deref(), Some("Meeting: Settlement talk, Oct 15, 2026, 10:00 am"));
    // what is typed comes back as it was typed
    let again = edited(&lead, id).await;
    assert_eq!(
        (again.date.as_str(), again.starts.as_str(), again.ends.as_str()),
        ("2026-10-15", "10:00", "11:00")
    );
    assert_eq!(again.others, "Dr. Noor Haddad, noor@example.com, (212) 555-0142");
    appointments::change(&lead, id, &again).await.unwrap();
    assert_eq!(appointments::show(&lead, id).await.unwrap().body.attendees.len(), 4);
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    let wrong = AppointmentForm {
        case: "A-999".into(),
        ends: "09:00".into(),
        owner: String::new(),
        room: "nowhere".into(),
        zone: "Mars/Olympus".into(),
        ..form(&world, "attorney-lead")
    };
    let errors = complaints(appointments::book(&lead, &wrong).await);
    for field in ["case", "ends", "owner", "room", "zone"] {
        assert!(errors.of(field).is_some(), "{field}: {errors:?}");
    }
}

#[tokio::test]
async fn what_is_taken_reads_the_same_in_sight_and_out_of_sight() {
    let (test, world) = world().await;
    let partner = world.persona("partner").caller(&test.office);
    // both are taken at ten: one on the case that paralegal-outside does not see
    appointments::book(&partner, &form(&world, "attorney-lead")).await.unwrap();
    let office_time = |owner: &str| AppointmentForm { case: String::new(), ..form(&world, owner) };
    let desk = world.persona("paralegal-desk").caller(&test.office);
    let lead = world.persona("attorney-lead").caller(&test.office);
    let said = |errors: FieldErrors| errors.of("owner").unwrap().to_owned();
    let seen = said(complaints(appointments::book(&lead, &office_time("attorney-lead")).await));
    assert_eq!(
        seen,
        "attorney-lead is taken: Thu, Oct 15, 10:00 am to 11:00 am. Choose another time, or confirm."
    );
    assert_eq!(
        said(complaints(appointments::book(&desk, &form(&world, "attorney-lead")).await)),
        seen
    );
    // and to somebody who sees neither the case nor the desk's calendar, beside the others
    let outside = world.persona("paralegal-outside").caller(&test.office);
    let with = AppointmentForm {
        staff: vec![world.persona("attorney-lead").id.to_string()],
        ..office_time("paralegal-outside")
    };
    let errors = complaints(appointments::book(&outside, &with).await);
    assert_eq!(errors.of("staff"), Some(seen.as_str()));
    let anyway = AppointmentForm { anyway: "on".into(), ..with };
    appointments::book(&outside, &anyway).await.unwrap();
    // one does not stand in its own way
    let mine = appointments::book(
        &lead,
        &AppointmentForm { date: "2026-10-16".into(), ..office_time("attorney-lead") },
    )
    .await
    .unwrap();
    let moved = MoveForm {
        date: "2026-10-16".into(),
        starts: "10:30".into(),
        ends: "11:30".into(),
        revision: revision(&lead, mine).await,
        ..MoveForm::default()
    };
    appointments::reschedule(&lead, mine, &moved).await.unwrap();
}

#[tokio::test]
async fn out_of_hours_and_on_a_holiday_wait_for_a_word() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    let at = |date: &str, starts: &str, ends: &str| AppointmentForm {
        date: date.into(),
        starts: starts.into(),
        ends: ends.into(),
        ..form(&world, "attorney-lead")
    };
    for (booked, field, words) in [
        (at("2026-10-15", "19:00", "20:00"), "starts", "9:00 am to 5:00 pm on Thursdays"),
        (at("2026-10-17", "10:00", "11:00"), "date", "closed on Saturdays"),
        (at("2026-12-25", "10:00", "11:00"), "date", "Christmas"),
    ] {
        let errors = complaints(appointments::book(&lead, &booked).await);
        assert!(errors.of(field).is_some_and(|said| said.contains(words)), "{errors:?}");
        let anyway = AppointmentForm { anyway: "on".into(), ..booked };
        appointments::book(&lead, &anyway).await.unwrap();
    }
}

#[tokio::test]
async fn an_hour_that_is_skipped_is_refused_and_one_that_comes_twice_is_asked_for() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    let night = |date: &str, starts: &str| AppointmentForm {
        kind: "personal".into(),
        case: String::new(),
        date: date.into(),
        starts: starts.into(),
        ends: "04:00".into(),
        ..form(&world, "attorney-lead")
    };
    let errors = complaints(appointments::book(&lead, &night("2027-03-14", "02:30")).await);
    assert!(errors.of("starts").unwrap().contains("does not exist"), "{errors:?}");
    let twice = night("2026-11-01", "01:30");
    let errors = complaints(appointments::book(&lead, &twice).await);
    assert!(errors.of("second_time").unwrap().contains("comes twice"), "{errors:?}");
    let first = AppointmentForm { anyway: "on".into(), ..twice.clone() };
    let second = AppointmentForm { second_time: "on".into(), ..first.clone() };
    let starts = async |form: &AppointmentForm| {
        let id = appointments::book(&lead, form).await.unwrap();
        appointments::show(&lead, id).await.unwrap().body.starts
    };
    assert_eq!(starts(&first).await, "2026-11-01T01:30:00-04:00");
    assert_eq!(starts(&second).await, "2026-11-01T01:30:00-05:00");
}

#[tokio::test]
async fn a_series_keeps_its_wall_time_when_the_clocks_change() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    let weekly = AppointmentForm {
        repeats: "weekly".into(),
        times: "4".into(),
        ..form(&world, "attorney-lead")
    };
    let first = appointments::book(&lead, &weekly).await.unwrap();
    let series = format!(
        "select starts_local || ' ' || to_char(starts_at at time zone 'UTC', 'HH24:MI') from appointments
        where series_id = (select series_id from appointments where id = '{first}') order by series_nth"
    );
    assert_eq!(
        text(&mut test.superuser().await, series).await,
        [
            "2026-10-15 10:00:00 14:00",
            "2026-10-22 10:00:00 14:00",
            "2026-10-29 10:00:00 14:00",
            "2026-11-05 10:00:00 15:00"
        ]
    );
    assert_eq!(
        appointments::show(&lead, first).await.unwrap().body.series,
        "Every week on Thursday, 4 times"
    );
    let many = AppointmentForm { times: "261".into(), ..weekly };
    assert!(complaints(appointments::book(&lead, &many).await).of("times").is_some());
}

#[tokio::test]
async fn a_change_is_about_this_one_the_following_or_all_to_come() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    let weekly = AppointmentForm {
        repeats: "weekly".into(),
        times: "4".into(),
        ..form(&world, "attorney-lead")
    };
    let first = appointments::book(&lead, &weekly).await.unwrap();
    let of_series = format!(
        "from appointments where series_id = (select series_id from appointments where id = '{first}')"
    );
    let ids = text(
        &mut test.superuser().await,
        format!("select id::text {of_series} order by series_nth"),
    )
    .await;
    let second: AppointmentId = ids[1].parse().unwrap();
    let hours = async || {
        text(
            &mut test.superuser().await,
            format!("select to_char(starts_local, 'DD HH24:MI') || case when cancelled_at is null then '' else ' off' end {of_series} order by series_nth"),
        )
        .await
    };
    let to = async |scope: &str, date: &str, starts: &str, ends: &str| MoveForm {
        date: date.into(),
        starts: starts.into(),
        ends: ends.into(),
        scope: scope.into(),
        revision: revision(&lead, second).await,
        ..MoveForm::default()
    };
    appointments::reschedule(&lead, second, &to("this", "2026-10-23", "10:00", "11:00").await)
        .await
        .unwrap();
    assert_eq!(hours().await, ["15 10:00", "23 10:00", "29 10:00", "05 10:00"]);
    appointments::reschedule(&lead, second, &to("following", "2026-10-23", "13:00", "14:00").await)
        .await
        .unwrap();
    assert_eq!(hours().await, ["15 10:00", "23 13:00", "29 13:00", "05 13:00"]);
    appointments::reschedule(&lead, second, &to("all", "2026-10-23", "15:00", "16:00").await)
        .await
        .unwrap();
    assert_eq!(hours().await, ["15 15:00", "23 15:00", "29 15:00", "05 15:00"]);
    let cancel = CancelForm {
        by: "office".into(),
        scope: "following".into(),
        revision: revision(&lead, second).await,
        ..CancelForm::default()
    };
    appointments::cancel(&lead, second, &cancel).await.unwrap();
    assert_eq!(hours().await, ["15 15:00", "23 15:00 off", "29 15:00 off", "05 15:00 off"]);
    // what was called off stays as it was
    let again = to("this", "2026-10-26", "10:00", "11:00").await;
    let again = appointments::reschedule(&lead, second, &again).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
}

#[tokio::test]
async fn whoever_saves_second_is_told_and_loses_nothing() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    let id = appointments::book(&lead, &form(&world, "attorney-lead")).await.unwrap();
    let old = edited(&lead, id).await;
    let new = AppointmentForm { place: "Room 302".into(), ..old.clone() };
    appointments::change(&lead, id, &new).await.unwrap();
    for result in [
        appointments::change(
            &lead,
            id,
            &AppointmentForm { place: "Elsewhere".into(), ..old.clone() },
        )
        .await,
        appointments::cancel(
            &lead,
            id,
            &CancelForm {
                by: "office".into(),
                revision: old.revision.clone(),
                ..CancelForm::default()
            },
        )
        .await,
    ] {
        assert!(matches!(result, Err(Error::Conflict(_))), "{result:?}");
    }
    let page = appointments::show(&lead, id).await.unwrap().body;
    assert_eq!((page.place.as_str(), page.changes.len()), ("Room 302", 1));
}

#[tokio::test]
async fn what_is_entered_after_the_fact_is_held_back_until_somebody_releases_it() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    let past = AppointmentForm { date: "2026-10-06".into(), ..form(&world, "attorney-lead") };
    let errors = complaints(appointments::book(&lead, &past).await);
    assert!(errors.of("date").unwrap().contains("nobody is told"), "{errors:?}");
    let anyway = AppointmentForm { anyway: "on".into(), ..past };
    let id = appointments::book(&lead, &anyway).await.unwrap();
    let held = async || appointments::show(&lead, id).await.unwrap().body.held;
    assert_eq!(held().await, "back_dated");
    let viewer = world.persona("attorney-view").caller(&test.office);
    assert!(matches!(appointments::release(&viewer, id).await, Err(Error::Refused(_))));
    // what has begun is told to nobody any more; put on another day it can be
    assert!(matches!(appointments::release(&lead, id).await, Err(Error::Conflict(_))));
    let later = AppointmentForm { date: "2026-10-20".into(), ..edited(&lead, id).await };
    appointments::change(&lead, id, &later).await.unwrap();
    appointments::release(&lead, id).await.unwrap();
    assert_eq!(held().await, "");
    assert!(matches!(appointments::release(&lead, id).await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn the_desk_books_and_moves_and_never_learns_what_it_is_about() {
    let (test, world) = world().await;
    for desk in ["paralegal-desk", "billing-desk"] {
        let desk = world.persona(desk).caller(&test.office);
        let titled = AppointmentForm { title: "Divorce".into(), ..form(&world, "attorney-lead") };
        assert!(complaints(appointments::book(&desk, &titled).await).of("title").is_some());
        let plain = AppointmentForm {
            with_client: "on".into(),
            anyway: "on".into(),
            ..form(&world, "attorney-lead")
        };
        let id = appointments::book(&desk, &plain).await.unwrap();
        // the team writes what it is about, and the desk moves it without reading that
        let lead = world.persona("attorney-lead").caller(&test.office);
        let worded = AppointmentForm {
            title: "Divorce".into(),
            anyway: "on".into(),
            ..edited(&lead, id).await
        };
        appointments::change(&lead, id, &worded).await.unwrap();
        let seen = edited(&desk, id).await;
        assert_eq!((seen.title.as_str(), seen.case.as_str()), ("", "A-1"));
        appointments::change(
            &desk,
            id,
            &AppointmentForm { anyway: "on".into(), starts: "10:15".into(), ..seen },
        )
        .await
        .unwrap();
        let page = appointments::show(&desk, id).await.unwrap().body;
        assert_eq!(
            (page.head.as_str(), page.title.as_str(), page.reads),
            ("Ashdown Estate", "", false)
        );
        assert!(page.case.is_none() && page.client.is_none());
        assert_eq!(appointments::show(&lead, id).await.unwrap().body.title, "Divorce");
    }
}

#[tokio::test]
async fn words_find_what_is_in_sight_and_a_person_chooses() {
    let (test, world) = world().await;
    let caller = |name: &str| world.persona(name).caller(&test.office);
    let typed = |owner: &str, case: &str| AppointmentForm {
        case: case.into(),
        anyway: "on".into(),
        ..form(&world, owner)
    };
    let (lead, desk) = (caller("attorney-lead"), caller("paralegal-desk"));
    for who in [&lead, &desk] {
        let form = typed("attorney-lead", "ashdown");
        let errors = complaints(appointments::book(who, &form).await);
        let links = errors.links("case").to_vec();
        let case = links.iter().find(|link| link.value == "A-1/ashdown");
        let case = case.unwrap_or_else(|| panic!("{links:?}"));
        assert!(
            links.iter().any(|link| link.label == "Ashdown Estate, without a case"),
            "{links:?}"
        );
        let chosen = AppointmentForm { picked: case.value.clone(), ..form.clone() };
        let id = appointments::book(who, &chosen).await.unwrap();
        assert_eq!(edited(who, id).await.case, "A-1");
        // chosen for other words it is no choice
        let other = AppointmentForm { case: "Estate".into(), ..chosen };
        assert!(!complaints(appointments::book(who, &other).await).links("case").is_empty());
    }
    // who sees neither is told the same as of what does not exist
    let outside = caller("attorney-outside");
    for words in ["ashdown", "no such name"] {
        let errors =
            complaints(appointments::book(&outside, &typed("attorney-outside", words)).await);
        assert!(errors.of("case").unwrap().starts_with("You see no case"), "{errors:?}");
        assert!(errors.links("case").is_empty());
    }
    let (_, _, context) = appointments::new_form(&desk, &NewAppointment::default()).await.unwrap();
    assert!(context.cases.iter().any(|case| case.value == "A-1"));
    let (_, _, context) =
        appointments::new_form(&outside, &NewAppointment::default()).await.unwrap();
    assert!(context.cases.iter().all(|case| case.value != "A-1"), "{:?}", context.cases);
}

#[tokio::test]
async fn the_desk_finds_no_case_by_its_title() {
    let (test, world) = world().await;
    let mut superuser = test.superuser().await;
    let sql = format!("update cases set title = 'Quintessence' where id = '{}'", world.open);
    superuser.execute(AssertSqlSafe(sql)).await.unwrap();
    let typed = AppointmentForm { case: "quintess".into(), ..form(&world, "attorney-lead") };
    let desk = world.persona("paralegal-desk").caller(&test.office);
    assert!(complaints(appointments::book(&desk, &typed).await).links("case").is_empty());
    let lead = world.persona("attorney-lead").caller(&test.office);
    assert_eq!(complaints(appointments::book(&lead, &typed).await).links("case").len(), 1);
}

#[tokio::test]
async fn what_cannot_be_dialled_or_written_to_is_refused() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    for bad in ["12345", "not-an-email", "a@", "212-555-01"] {
        let others = format!("Noor Haddad, {bad}");
        let errors = complaints(
            appointments::book(&lead, &AppointmentForm { others, ..form(&world, "attorney-lead") })
                .await,
        );
        assert!(errors.of("others").is_some(), "{bad}");
    }
    let others = "Noor Haddad, noor@example.com, (212) 555-0142\nCourt reporter".into();
    let form = AppointmentForm { others, ..form(&world, "attorney-lead") };
    let id = appointments::book(&lead, &form).await.unwrap();
    let page = appointments::show(&lead, id).await.unwrap().body;
    assert!(
        page.attendees.iter().any(|row| row.phone.as_ref().is_some_and(|p| p.1 == "+12125550142"))
    );
}

#[tokio::test]
async fn a_discreet_contact_is_marked_with_what_makes_a_call_safe() {
    let (test, world) = world().await;
    let with_client = AppointmentForm { with_client: "on".into(), ..form(&world, "attorney-lead") };
    let lead = world.persona("attorney-lead").caller(&test.office);
    let id = appointments::book(&lead, &with_client).await.unwrap();
    let desk = world.persona("paralegal-desk").caller(&test.office);
    let safe = async |who: &Caller| {
        let page = appointments::show(who, id).await.unwrap().body;
        page.attendees.into_iter().filter_map(|row| row.safe_contact).collect::<Vec<_>>()
    };
    assert_eq!(safe(&lead).await, Vec::<String>::new());
    let sql = format!(
        "update clients set discreet = true, safe_contact = 'Ask for Dee.' where id = '{}'",
        world.client
    );
    test.superuser().await.execute(AssertSqlSafe(sql)).await.unwrap();
    assert_eq!(safe(&lead).await, ["Ask for Dee."]);
    assert_eq!(safe(&desk).await, ["Ask for Dee."]);
}

#[tokio::test]
async fn nobody_is_asked_to_a_case_they_must_not_see_and_a_try_leaves_a_trace() {
    let (test, world) = world().await;
    let desk = world.persona("paralegal-desk").caller(&test.office);
    let mut said = Vec::new();
    for who in ["attorney-walled", "attorney-outside", "partner-walled", "billing"] {
        let errors = complaints(appointments::book(&desk, &form(&world, who)).await);
        said.push(errors.of("owner").unwrap().to_owned());
    }
    said.dedup();
    assert_eq!(
        said,
        [
            "This person is not on the team of that case. Choose somebody who is, or leave the case out."
        ]
    );
    let traces = text(
        &mut test.superuser().await,
        "select resource_id::text from audit_events where action = 'schedule-on-case' and outcome = 'refused'".into(),
    )
    .await;
    assert_eq!(traces.len(), 4);
    // a number out of sight and one that is not there are one answer
    let outside = world.persona("attorney-outside").caller(&test.office);
    let unseen = complaints(appointments::book(&outside, &form(&world, "attorney-outside")).await);
    let missing = AppointmentForm { case: "A-999".into(), ..form(&world, "attorney-outside") };
    let missing = complaints(appointments::book(&outside, &missing).await);
    assert_eq!(unseen.of("case"), missing.of("case"));
}

/// Whoever is asked from outside is written to: others' clients, too, whose address somebody types.
#[tokio::test]
async fn billing_asks_nobody_from_outside_and_a_try_leaves_a_trace() {
    let (test, world) = world().await;
    let own = |who: &str| AppointmentForm {
        case: String::new(),
        others: "Dana Ashdown, dana@example.com".into(),
        anyway: "on".into(),
        staff: vec![world.persona("attorney-outside").id.to_string()],
        ..form(&world, who)
    };
    let billing = world.persona("billing").caller(&test.office);
    for kind in ["meeting", "personal"] {
        let typed = AppointmentForm { kind: kind.into(), ..own("billing") };
        let errors = complaints(appointments::book(&billing, &typed).await);
        assert!(errors.of("others").is_some_and(|said| said.contains("outside")), "{errors:?}");
    }
    let mut connection = test.superuser().await;
    let tries = "select outcome from audit_events where action = 'ask-outsiders'".to_owned();
    assert_eq!(text(&mut connection, tries).await, ["refused", "refused"]);
    assert!(
        !appointments::new_form(&billing, &NewAppointment::default())
            .await
            .unwrap()
            .2
            .asks_outsiders
    );
    let staff_alone = AppointmentForm { others: String::new(), ..own("billing") };
    let id = appointments::book(&billing, &staff_alone).await.unwrap();
    // a colleague asks somebody; billing moves it, leaves them where they are, and asks nobody else
    let outside = world.persona("attorney-outside").caller(&test.office);
    let with = AppointmentForm { others: own("billing").others, ..edited(&outside, id).await };
    appointments::change(&outside, id, &with).await.unwrap();
    let later = AppointmentForm {
        starts: "12:00".into(),
        ends: "13:00".into(),
        ..edited(&billing, id).await
    };
    appointments::change(&billing, id, &later).await.unwrap();
    let form = edited(&billing, id).await;
    assert_eq!(form.others, "Dana Ashdown, dana@example.com");
    let more = AppointmentForm { others: format!("{}\nNoor Haddad", form.others), ..form };
    assert!(complaints(appointments::change(&billing, id, &more).await).of("others").is_some());
    // at the desk, and for everybody else, asking is part of the work
    for who in ["billing-desk", "paralegal-outside"] {
        let caller = world.persona(who).caller(&test.office);
        appointments::book(&caller, &own(who)).await.unwrap();
    }
}

#[tokio::test]
async fn another_client_can_never_be_asked_even_by_the_tables_owner() {
    let (test, world) = world().await;
    let mut connection = test.superuser().await;
    for who in [
        format!(
            "client_id) values (gen_random_uuid(), '{}', '{}', '{}'",
            world.hearing,
            world.persona("partner").id,
            world.closed_client
        ),
        format!(
            "staff_id) values (gen_random_uuid(), '{}', '{}', '{}'",
            world.hearing,
            world.persona("partner").id,
            world.persona("attorney-walled").id
        ),
    ] {
        let sql =
            format!("insert into appointment_attendees (id, appointment_id, added_by, {who})");
        let error = connection.execute(AssertSqlSafe(sql)).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("PV409"), "{error}");
    }
}

#[tokio::test]
async fn a_wall_that_is_raised_later_hides_it_at_once_and_leaves_them_busy() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    let manage = world.persona("attorney-manage").caller(&test.office);
    let booked = AppointmentForm {
        staff: vec![world.persona("attorney-manage").id.to_string()],
        ..form(&world, "attorney-lead")
    };
    let id = appointments::book(&lead, &booked).await.unwrap();
    appointments::show(&manage, id).await.unwrap();
    let wall = WallForm {
        staff_id: world.persona("attorney-manage").id.to_string(),
        scope: "case".into(),
        reason: "A conflict.".into(),
    };
    let partner = world.persona("partner").caller(&test.office);
    office::walls::raise(&partner, office::walls::Around::Case(world.open), &wall).await.unwrap();
    assert!(matches!(appointments::show(&manage, id).await, Err(Error::NotFound)));
    let cancel = CancelForm { by: "office".into(), revision: "1".into(), ..CancelForm::default() };
    assert!(matches!(appointments::cancel(&manage, id, &cancel).await, Err(Error::NotFound)));
    let mine = AppointmentForm { case: String::new(), ..form(&world, "attorney-manage") };
    let errors = complaints(appointments::book(&manage, &mine).await);
    assert_eq!(
        errors.of("owner"),
        Some(
            "attorney-manage is taken: Thu, Oct 15, 10:00 am to 11:00 am. Choose another time, or confirm."
        )
    );
}

#[tokio::test]
async fn a_cover_books_on_the_case_and_a_viewer_does_not() {
    let (test, world) = world().await;
    let book = async |who: &str| {
        let form = AppointmentForm { anyway: "on".into(), ..form(&world, "attorney-lead") };
        appointments::book(&world.persona(who).caller(&test.office), &form).await
    };
    book("attorney-cover").await.unwrap();
    book("paralegal-contribute").await.unwrap();
    for who in ["attorney-view", "billing"] {
        let refused = book(who).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{who}: {refused:?}");
    }
}

#[tokio::test]
async fn a_closed_case_takes_no_appointment_and_keeps_how_it_went() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    let closed = AppointmentForm { case: "A-2".into(), ..form(&world, "attorney-lead") };
    let refused = appointments::book(&lead, &closed).await;
    assert!(
        matches!(&refused, Err(Error::Refused(said)) if said.contains("closed")),
        "{refused:?}"
    );
    let cancel = CancelForm { by: "court".into(), revision: "1".into(), ..CancelForm::default() };
    assert!(matches!(
        appointments::cancel(&lead, world.closed_hearing, &cancel).await,
        Err(Error::Refused(_))
    ));
    let came = AttendanceForm { outcome: "attended".into(), ..AttendanceForm::default() };
    appointments::record_attendance(&lead, world.closed_hearing, &came).await.unwrap();
}

#[tokio::test]
async fn attendance_is_recorded_once_it_began_and_a_correction_adds_a_row() {
    let (test, world) = world().await;
    let desk = world.persona("billing-desk").caller(&test.office);
    let lead = world.persona("attorney-lead").caller(&test.office);
    let is =
        |outcome: &str| AttendanceForm { outcome: outcome.into(), ..AttendanceForm::default() };
    let waits = async || {
        let rows = appointments::unrecorded(&desk).await.unwrap().body;
        rows.iter().any(|row| row.id == world.hearing)
    };
    assert!(waits().await);
    appointments::record_attendance(&desk, world.hearing, &is("no_show")).await.unwrap();
    assert!(!waits().await);
    appointments::record_attendance(&lead, world.hearing, &is("late")).await.unwrap();
    let rows = text(
        &mut test.superuser().await,
        format!(
            "select outcome from attendances where appointment_id = '{}' order by nth",
            world.hearing
        ),
    )
    .await;
    assert_eq!(rows, ["no_show", "late"]);
    // where somebody was, it cannot be moved
    let form = MoveForm {
        date: "2026-10-20".into(),
        // as its zone has it
        starts: "15:00".into(),
        ends: "16:00".into(),
        revision: revision(&lead, world.hearing).await,
        ..MoveForm::default()
    };
    let moved = appointments::reschedule(&lead, world.hearing, &form).await;
    assert!(matches!(moved, Err(Error::Conflict(_))), "{moved:?}");
    let ahead = appointments::book(&lead, &form_on(&world, "2026-10-16")).await.unwrap();
    let early = appointments::record_attendance(&lead, ahead, &is("attended")).await;
    assert!(matches!(early, Err(Error::Conflict(_))), "{early:?}");
}

fn form_on(world: &World, date: &str) -> AppointmentForm {
    AppointmentForm { date: date.into(), ..form(world, "attorney-lead") }
}

#[tokio::test]
async fn deadlines_are_listed_by_whose_they_are_and_say_when_they_are_overdue() {
    let (test, world) = world().await;
    let of = |name: &str| world.persona(name).caller(&test.office);
    let id = |name: &str| world.persona(name).id.to_string();
    let due = AppointmentForm {
        kind: "deadline".into(),
        ends: String::new(),
        backup: id("attorney-manage"),
        checker: id("attorney-view"),
        ..form(&world, "attorney-lead")
    };
    let deadline = appointments::book(&of("attorney-lead"), &due).await.unwrap();
    let listed = async |who: &str, which: &str| {
        let page = appointments::due(&of(who), which).await.unwrap().body;
        page.rows.into_iter().find(|row| row.id == deadline).map(|row| row.past)
    };
    for who in ["attorney-lead", "attorney-manage", "attorney-view"] {
        assert_eq!(listed(who, "mine").await, Some(false), "{who}");
    }
    assert_eq!(listed("paralegal-view", "mine").await, None);
    assert_eq!(listed("paralegal-view", "cases").await, Some(false));
    assert_eq!(listed("partner", "cases").await, None);
    assert_eq!(listed("partner", "all").await, Some(false));
    assert_eq!(listed("attorney-outside", "all").await, None);
    let overdue = async || {
        let page = appointments::show(&of("attorney-lead"), deadline).await.unwrap().body;
        page.deadline.unwrap().overdue
    };
    assert!(!overdue().await);
    test.office.clock.set("2026-10-16T12:00:00Z".parse().unwrap());
    assert!(overdue().await);
    assert_eq!(listed("attorney-lead", "").await, Some(true));
    let said = DeadlineForm::default();
    appointments::finish(&of("attorney-lead"), deadline, &said).await.unwrap();
    assert!(!overdue().await);
}

#[tokio::test]
async fn a_deadline_has_three_people_and_is_checked_by_another_than_said_so() {
    let (test, world) = world().await;
    let (lead, viewer) = (
        world.persona("attorney-lead").caller(&test.office),
        world.persona("attorney-view").caller(&test.office),
    );
    let id = |name: &str| world.persona(name).id.to_string();
    let due = AppointmentForm {
        kind: "deadline".into(),
        ends: String::new(),
        backup: id("attorney-lead"),
        checker: id("attorney-outside"),
        ..form(&world, "attorney-lead")
    };
    let errors = complaints(appointments::book(&lead, &due).await);
    assert!(errors.of("backup").is_some() && errors.of("checker").is_some(), "{errors:?}");
    let due =
        AppointmentForm { backup: id("attorney-manage"), checker: id("attorney-view"), ..due };
    let deadline = appointments::book(&lead, &due).await.unwrap();
    let said = |note: &str| DeadlineForm { note: note.into(), ..DeadlineForm::default() };
    let early = appointments::check(&viewer, deadline, &said("")).await;
    assert!(matches!(early, Err(Error::Conflict(_))), "{early:?}");
    appointments::finish(&lead, deadline, &said("Filed at 4 pm.")).await.unwrap();
    // not by whoever said so, not by a stranger to it
    for who in ["attorney-lead", "attorney-manage"] {
        let refused =
            appointments::check(&world.persona(who).caller(&test.office), deadline, &said(""))
                .await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{who}: {refused:?}");
    }
    assert!(
        complaints(appointments::reopen(&viewer, deadline, &said("")).await).of("note").is_some()
    );
    appointments::reopen(&viewer, deadline, &said("The stamp is missing.")).await.unwrap();
    let row = async || appointments::show(&lead, deadline).await.unwrap().body.deadline.unwrap();
    assert_eq!(row().await.reopened.unwrap().2, "The stamp is missing.");
    appointments::finish(&lead, deadline, &said("")).await.unwrap();
    appointments::check(&viewer, deadline, &said("")).await.unwrap();
    assert!(row().await.reopened.is_none() && row().await.checked.is_some());
    // owner and backup change places in one act
    let other = AppointmentForm { date: "2026-10-16".into(), ..due };
    let other = appointments::book(&lead, &other).await.unwrap();
    let swapped = AppointmentForm {
        owner: id("attorney-manage"),
        backup: id("attorney-lead"),
        ..edited(&lead, other).await
    };
    appointments::change(&lead, other, &swapped).await.unwrap();
    assert_eq!(appointments::show(&lead, other).await.unwrap().body.owner.name, "attorney-manage");
}

#[tokio::test]
async fn without_a_case_it_is_ones_own_and_whoever_changes_it_stays() {
    let (test, world) = world().await;
    let outside = world.persona("attorney-outside").caller(&test.office);
    let mine = |owner: &str| AppointmentForm { case: String::new(), ..form(&world, owner) };
    assert!(
        complaints(appointments::book(&outside, &mine("attorney-lead")).await)
            .of("owner")
            .is_some()
    );
    let id = appointments::book(&outside, &mine("attorney-outside")).await.unwrap();
    let away = AppointmentForm {
        owner: world.persona("attorney-lead").id.to_string(),
        ..edited(&outside, id).await
    };
    assert!(complaints(appointments::change(&outside, id, &away).await).of("owner").is_some());
    let stays =
        AppointmentForm { staff: vec![world.persona("attorney-outside").id.to_string()], ..away };
    appointments::change(&outside, id, &stays).await.unwrap();
    // a client entered by oneself is met without a case; one out of sight is not there
    let with = |client: domain::ids::ClientId| AppointmentForm {
        client: client.to_string(),
        with_client: "on".into(),
        date: "2026-10-16".into(),
        ..mine("attorney-outside")
    };
    appointments::book(&outside, &with(world.entered_by_attorney)).await.unwrap();
    let unseen = complaints(appointments::book(&outside, &with(world.client)).await);
    let missing = domain::ids::ClientId(uuid::Uuid::from_u128(7));
    let missing = complaints(appointments::book(&outside, &with(missing)).await);
    assert_eq!(unseen.of("client"), missing.of("client"));
    assert!(unseen.of("client").is_some());
    let link = NewAppointment { case: world.open.to_string(), ..NewAppointment::default() };
    assert!(matches!(appointments::new_form(&outside, &link).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn the_consultation_of_an_enquiry_is_in_the_calendar_and_follows_it() {
    let (test, world) = world().await;
    let outside = world.persona("attorney-outside").caller(&test.office);
    let (_, form, _) = enquiries::edit_form(&outside, world.enquiry).await.unwrap();
    // it says when the consultation is that stands
    assert_eq!(
        (form.consultation_on.as_str(), form.consultation_at.as_str()),
        ("2026-10-12", "13:00")
    );
    let moved = EnquiryForm {
        consultation_on: "2026-10-20".into(),
        given_name: "Avery".into(),
        email: "avery@mail.example".into(),
        ..form
    };
    enquiries::edit(&outside, world.enquiry, &moved).await.unwrap();
    let page = appointments::show(&outside, world.consultation).await.unwrap().body;
    assert_eq!(page.when, "Tue, Oct 20, 1:00 pm to 2:00 pm");
    assert_eq!(page.attendees[0].who.name(), "Avery Quill");
    // and moved in the calendar, the enquiry hears of it
    let form = MoveForm {
        date: "2026-10-21".into(),
        starts: "11:00".into(),
        ends: "12:00".into(),
        revision: page.revision.to_string(),
        ..MoveForm::default()
    };
    appointments::reschedule(&outside, world.consultation, &form).await.unwrap();
    let (_, form, _) = enquiries::edit_form(&outside, world.enquiry).await.unwrap();
    assert_eq!(
        (form.consultation_on.as_str(), form.consultation_at.as_str()),
        ("2026-10-21", "11:00")
    );
}
