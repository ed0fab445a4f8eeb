//! What a partner decides about everything that is sent, and that nobody else does.

use domain::access::Role;
use domain::calls::CallFilter;
use domain::ids::AppointmentId;
use domain::ids::StaffId;
use domain::notices::sent::NoticeState;
use domain::notices::{Channel, NoticeKind};
use domain::reminders::{ContactForm, StopForm, TestForm, WordingForm, WordingKey};
use office::{Caller, Error, calls, notices, reminders};
use sqlx::{AssertSqlSafe, Connection, Executor};
use uuid::Uuid;

use crate::notices::{HOUR, MINUTE, Scene};
use crate::support::TestOffice;
use crate::support::people::World;

fn partner(scene: &Scene) -> Caller {
    Caller::stand_in(scene.office(), StaffId(scene.partner), Role::ManagingPartner)
}

/// What the database says is to come from now on, as "kind channel due".
async fn to_come(scene: &Scene, until: &str) -> Vec<String> {
    let mut connection = scene.test.superuser().await;
    let mut tx = connection.begin().await.unwrap();
    let as_partner = format!(
        "select set_config('privity.now', '{now}', true), set_config('privity.caller', '{}', true),
            set_config('role', 'privity_partner', true)",
        scene.partner,
        now = scene.now()
    );
    tx.execute(AssertSqlSafe(as_partner)).await.unwrap();
    sqlx::query_scalar(AssertSqlSafe(format!(
        "select kind || ' ' || channel || ' ' || due_at from notices_to_come('{}', '{until}', null) order by 1",
        scene.now()
    )))
    .fetch_all(&mut *tx)
    .await
    .unwrap()
}

#[tokio::test]
async fn what_is_said_to_come_is_what_is_planned_as_the_hours_pass() {
    let scene = Scene::new().await;
    // office hours, early enough for the quiet hours to swallow a text, at midnight, and too soon to be told twice
    for starts in [
        "2026-10-15T15:00:00Z",
        "2026-10-15T12:30:00Z",
        "2026-10-16T04:00:00Z",
        "2026-10-14T13:00:00Z",
        "2026-10-13T17:30:00Z",
        "2026-10-18T18:00:00Z",
    ] {
        scene.book("meeting", starts).await;
    }
    let cancelled = scene.book("meeting", "2026-10-15T16:00:00Z").await;
    scene.cancel(cancelled).await;
    scene
        .sql(format!(
            "insert into staff (id, name, email) values ('{b}', 'B', 'b@example.com'), ('{c}', 'C', 'c@example.com');
            insert into staff_roles (id, staff_id, role) values (gen_random_uuid(), '{b}', 'paralegal'),
                (gen_random_uuid(), '{c}', 'associate_attorney');",
            b = Uuid::from_u128(1),
            c = Uuid::from_u128(2)
        ))
        .await;
    let deadline = scene.book("deadline", "2026-10-16T21:00:00Z").await;
    scene
        .sql(format!(
            "insert into deadlines (appointment_id, backup_id, checker_id) values ('{deadline}', '{}', '{}')",
            Uuid::from_u128(1),
            Uuid::from_u128(2)
        ))
        .await;
    // what was announced at once is no news any more, and what is due now is planned now
    scene.round().await;
    let started = scene.now();
    let until = "2026-10-16T14:42:00Z";
    let said = to_come(&scene, until).await;
    assert!(said.len() > 12, "{said:?}");
    while scene.now() < until.parse().unwrap() {
        scene.later(MINUTE * 10);
        scene.plan().await;
    }
    let planned = scene
        .words(format!(
            "select kind || ' ' || channel || ' ' || due_at from notifications
            where created_at > '{started}' and greatest(due_at, next_at) < '{until}' order by 1"
        ))
        .await;
    assert_eq!(said, planned);
}

#[tokio::test]
async fn the_page_of_an_appointment_says_what_is_to_come_and_why_it_comes_when_it_does() {
    let scene = Scene::new().await;
    let id = scene.book("meeting", "2026-10-20T12:30:00Z").await;
    scene.round().await;
    let mut tx = partner(&scene).begin().await.unwrap();
    let rows = notices::to_come(&mut tx, AppointmentId(id)).await.unwrap();
    let said: Vec<_> =
        rows.iter().map(|row| (row.what.as_str(), row.at.as_str(), row.note.as_str())).collect();
    assert_eq!(
        said,
        [
            ("48-hour e-mail", "Sunday, Oct 18, 8:30 am", ""),
            ("48-hour text", "Sunday, Oct 18, 8:30 am", ""),
            (
                "2-hour text",
                "Monday, Oct 19, 7:00 pm",
                "Earlier, so that it comes before the quiet hours"
            ),
            ("2-hour e-mail", "Tuesday, Oct 20, 6:30 am", ""),
        ]
    );
    assert_eq!(rows[0].to, "Orla Finnegan");
    drop(tx);
    // once it is off, nothing comes
    scene.cancel(id).await;
    let mut tx = partner(&scene).begin().await.unwrap();
    assert!(notices::to_come(&mut tx, AppointmentId(id)).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_to_come_of_a_case_out_of_sight_is_nobodys_to_know() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let world = World::make(&mut connection).await;
    test.empty_calendar().await;
    let id = held(&test, &world, &world.open.to_string(), "null").await;
    for (who, sees) in [
        ("partner", true),
        ("attorney-view", true),
        ("paralegal-desk", true),
        ("billing-desk", true),
        ("partner-walled", false),
        ("attorney-walled-member", false),
        ("attorney-outside", false),
        ("billing", false),
    ] {
        let mut tx = world.persona(who).caller(&test.office).begin().await.unwrap();
        let rows = notices::to_come(&mut tx, AppointmentId(id)).await.unwrap();
        assert_eq!(!rows.is_empty(), sees, "{who}");
    }
    let walled = world.persona("partner-walled").caller(&test.office);
    let page = reminders::page(&walled).await.unwrap().body;
    assert_eq!((page.coming_total, page.ways[0].waiting), (0, 0));
    let partner = world.persona("partner").caller(&test.office);
    let page = reminders::page(&partner).await.unwrap().body;
    assert!(page.coming_total > 0 && page.ways[0].waiting > 0);
}

/// An hour on Thursday with the client of the open case; `held` is a word of the column, or null.
async fn held(test: &TestOffice, world: &World, case: &str, held: &str) -> Uuid {
    let id = Uuid::new_v4();
    let (client, partner) = (world.client, world.persona("partner").id);
    let sql = format!(
        "begin; select set_config('privity.now', '{now}', true);
        insert into appointments (id, kind, case_id, client_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, booked_by, held)
        values ('{id}', 'meeting', '{case}', '{client}', '{lead}', 'UTC', '2026-10-16 15:00', '2026-10-16 16:00',
            '2026-10-16 15:00+00', '2026-10-16 16:00+00', '{partner}', {held});
        insert into appointment_attendees (id, appointment_id, client_id, added_by)
        values (gen_random_uuid(), '{id}', '{client}', '{partner}'); commit",
        now = crate::support::NOW,
        lead = world.persona("attorney-lead").id,
    );
    test.superuser().await.execute(AssertSqlSafe(sql)).await.unwrap();
    id
}

#[tokio::test]
async fn all_of_it_is_for_managing_partners() {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    test.empty_calendar().await;
    let key = WordingKey { kind: NoticeKind::Booked, channel: Channel::Text, discreet: false };
    let reason = StopForm { reason: "x".into() };
    for who in ["attorney-lead", "deputy", "paralegal-desk", "billing-desk", "billing"] {
        let caller = world.persona(who).caller(&test.office);
        for refused in [
            reminders::page(&caller).await.map(|_| ()),
            reminders::stop(&caller, &reason).await,
            reminders::start(&caller).await,
            reminders::contact(&caller).await.map(|_| ()),
            reminders::save_contact(&caller, &ContactForm::default()).await,
            reminders::wording(&caller, key, BASE).await.map(|_| ()),
            reminders::save_wording(&caller, key, &WordingForm::default()).await,
            reminders::back_to_house(&caller, key, "").await,
            reminders::held(&caller, &[]).await.map(|_| ()),
            reminders::release(&caller, &[]).await.map(|_| ()),
            reminders::send_test(&caller, &TestForm::default()).await,
        ] {
            assert!(matches!(refused, Err(Error::Refused(_))), "{who}: {refused:?}");
        }
    }
}

#[tokio::test]
async fn while_all_sending_is_stopped_every_page_says_why_and_nothing_leaves() {
    let scene = Scene::new().await;
    let clerk = Uuid::new_v4();
    scene
        .sql(format!(
            "insert into staff (id, name, email) values ('{clerk}', 'Clerk', 'clerk@example.com');
            insert into staff_roles (id, staff_id, role) values (gen_random_uuid(), '{clerk}', 'billing')"
        ))
        .await;
    let said = async || {
        let clerk = Caller::stand_in(scene.office(), StaffId(clerk), Role::Billing);
        calls::list(&clerk, CallFilter::default()).await.unwrap().frame.sending_stopped
    };
    assert_eq!(said().await, None);
    let reason = StopForm { reason: "The wrong day stands in them".into() };
    let empty = reminders::stop(&partner(&scene), &StopForm::default()).await;
    assert!(matches!(empty, Err(Error::Invalid(_))), "{empty:?}");
    reminders::stop(&partner(&scene), &reason).await.unwrap();
    let again = reminders::stop(&partner(&scene), &reason).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    assert_eq!(said().await.as_deref(), Some("The wrong day stands in them"));
    let page = reminders::page(&partner(&scene)).await.unwrap().body;
    assert_eq!(page.stopped.unwrap().by, "Nkechi Obiora");

    scene.book("meeting", "2026-10-20T14:00:00Z").await;
    scene.round().await;
    assert!(scene.sink.subjects().is_empty() && scene.sink.texts().is_empty());
    reminders::start(&partner(&scene)).await.unwrap();
    let again = reminders::start(&partner(&scene)).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    assert_eq!(said().await, None);
    scene.round().await;
    assert_eq!((scene.sink.subjects().len(), scene.sink.texts().len()), (1, 1));
    let logged = scene
        .words("select action || ' ' || coalesce(detail ->> 'reason', '') from audit_events where action like '%sending' order by at, seq")
        .await;
    assert_eq!(logged, ["stop-sending The wrong day stands in them", "start-sending "]);
}

/// What a preview's link begins with.
const BASE: &str = "https://portal.example";

#[tokio::test]
async fn a_preview_counts_a_link_as_long_as_those_that_are_sent() {
    let scene = Scene::new().await;
    scene.book("meeting", "2026-10-20T14:00:00Z").await;
    scene.round().await;
    let texts = scene.sink.texts();
    let sent = texts[0].split_whitespace().find(|word| word.starts_with(BASE)).unwrap();
    let key = WordingKey { kind: NoticeKind::Booked, channel: Channel::Text, discreet: false };
    let (page, _) = reminders::wording(&partner(&scene), key, BASE).await.unwrap();
    assert_eq!(page.body.link.len(), sent.trim_end_matches('.').len());
}

#[tokio::test]
async fn the_offices_own_wording_is_sent_until_it_goes_back_to_the_houses() {
    let scene = Scene::new().await;
    let key = WordingKey { kind: NoticeKind::Booked, channel: Channel::Text, discreet: false };
    let (page, form) = reminders::wording(&partner(&scene), key, BASE).await.unwrap();
    assert!(!page.body.own && page.body.past.is_empty() && form.revision.is_empty());
    let ours = WordingForm { body: "See you {day}, {time}. {link}".into(), ..form.clone() };
    let bad = WordingForm { body: "See you {matter}".into(), ..form.clone() };
    let refused = reminders::save_wording(&partner(&scene), key, &bad).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    reminders::save_wording(&partner(&scene), key, &ours).await.unwrap();
    // from the house's, which is not in force any more
    let stale = reminders::save_wording(&partner(&scene), key, &ours).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    scene.book("meeting", "2026-10-20T14:00:00Z").await;
    scene.round().await;
    assert!(
        scene.sink.texts()[0].starts_with("See you Tuesday, Oct 20, 10:00 am."),
        "{:?}",
        scene.sink.texts()
    );

    scene.later(MINUTE);
    let (_, form) = reminders::wording(&partner(&scene), key, BASE).await.unwrap();
    assert_eq!(form.body, ours.body);
    let next = WordingForm { body: "Booked: {day}, {time}. {link}".into(), ..form };
    reminders::save_wording(&partner(&scene), key, &next).await.unwrap();
    scene.later(MINUTE);
    let (page, form) = reminders::wording(&partner(&scene), key, BASE).await.unwrap();
    let past: Vec<_> =
        page.body.past.iter().map(|row| (row.body.as_str(), row.ended.is_some())).collect();
    assert_eq!(past, [(next.body.as_str(), false), (ours.body.as_str(), true)]);
    assert_eq!(reminders::page(&partner(&scene)).await.unwrap().body.own, [key]);
    reminders::back_to_house(&partner(&scene), key, &form.revision).await.unwrap();
    let again = reminders::back_to_house(&partner(&scene), key, "").await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    let (page, form) = reminders::wording(&partner(&scene), key, BASE).await.unwrap();
    assert_eq!(form.body, page.body.house.body);
    assert_eq!(page.body.past.len(), 2);
    assert_eq!(
        scene
            .count(
                "audit_events where action in ('set-wording', 'end-wording') and outcome = 'done'"
            )
            .await,
        3
    );
}

#[tokio::test]
async fn a_preview_of_what_is_held_back_sends_nothing_and_a_release_sends_what_it_showed() {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    test.empty_calendar().await;
    let (one, other) = (
        held(&test, &world, &world.open.to_string(), "'imported'").await,
        held(&test, &world, &world.open.to_string(), "'back_dated'").await,
    );
    let ids = [one.to_string(), other.to_string(), "x".into(), Uuid::new_v4().to_string()];
    let partner = world.persona("partner").caller(&test.office);
    let rows = async || -> i64 {
        sqlx::query_scalar("select count(*) from notifications")
            .fetch_one(&mut test.superuser().await)
            .await
            .unwrap()
    };
    assert!(reminders::held(&partner, &[]).await.unwrap().body.preview.is_none());
    for _ in 0..2 {
        let page = reminders::held(&partner, &ids).await.unwrap().body;
        assert_eq!((page.rows.len(), page.picked.len()), (2, 2));
        let said: Vec<_> = page.preview.unwrap().into_iter().map(|row| row.what).collect();
        // the client of the matrix has an address, and no number
        assert_eq!(
            said,
            [
                "Booking, by e-mail",
                "Booking, by e-mail",
                "48-hour e-mail",
                "48-hour e-mail",
                "2-hour e-mail",
                "2-hour e-mail"
            ]
        );
        assert_eq!(rows().await, 0);
    }
    // out of sight, and as if it were not there
    let walled = world.persona("partner-walled").caller(&test.office);
    let page = reminders::held(&walled, &ids).await.unwrap().body;
    assert!(page.rows.is_empty() && page.preview.is_none());
    assert_eq!(reminders::page(&walled).await.unwrap().body.held, 0);
    for ids in [&ids[..], &[Uuid::new_v4().to_string()]] {
        let none = reminders::release(&walled, ids).await;
        assert!(matches!(none, Err(Error::Conflict(_))), "{none:?}");
    }
    assert_eq!(reminders::page(&partner).await.unwrap().body.held, 2);
    assert_eq!(reminders::release(&partner, &ids).await.unwrap(), 2);
    assert_eq!(rows().await, 2);
    assert_eq!(reminders::page(&partner).await.unwrap().body.held, 0);
    let again = reminders::release(&partner, &ids).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    let logged: Vec<Option<Uuid>> = sqlx::query_scalar(
        "select case_id from audit_events where action = 'release-appointment' and outcome = 'done'",
    )
    .fetch_all(&mut test.superuser().await)
    .await
    .unwrap();
    assert_eq!(logged, [Some(world.open.0), Some(world.open.0)]);
}

#[tokio::test]
async fn a_test_goes_to_oneself_and_says_how_far_it_got() {
    let scene = Scene::new().await;
    let by =
        |channel: &str, number: &str| TestForm { channel: channel.into(), number: number.into() };
    for (form, field) in [(by("fax", ""), "channel"), (by("text", "12"), "number")] {
        match reminders::send_test(&partner(&scene), &form).await {
            Err(Error::Invalid(errors)) => assert!(errors.of(field).is_some(), "{errors:?}"),
            other => panic!("{other:?}"),
        }
    }
    let tests = async || reminders::page(&partner(&scene)).await.unwrap().body.tests;
    reminders::send_test(&partner(&scene), &by("email", "ignored")).await.unwrap();
    assert_eq!(tests().await[0].state, NoticeState::Queued);
    scene.later(MINUTE);
    reminders::send_test(&partner(&scene), &by("text", "(212) 555-0123")).await.unwrap();
    scene.round().await;
    let shown: Vec<_> =
        tests().await.into_iter().map(|test| (test.text, test.to, test.state)).collect();
    assert_eq!(
        shown,
        [
            (true, "number ending 0123".to_owned(), NoticeState::Accepted),
            (false, "n…@example.com".to_owned(), NoticeState::Accepted)
        ]
    );
    assert_eq!(scene.sink.texts()[0], "Adair & Lowe: this is a test that you sent to yourself.");
    for _ in 2..10 {
        reminders::send_test(&partner(&scene), &by("email", "")).await.unwrap();
    }
    let enough = reminders::send_test(&partner(&scene), &by("email", "")).await;
    assert!(matches!(enough, Err(Error::Conflict(_))), "{enough:?}");
    scene.later(HOUR);
    scene.later(MINUTE);
    reminders::send_test(&partner(&scene), &by("email", "")).await.unwrap();
}

#[tokio::test]
async fn how_clients_answer_is_saved_by_revision_and_audited_by_field() {
    let scene = Scene::new().await;
    let (_, form) = reminders::contact(&partner(&scene)).await.unwrap();
    assert_eq!(form.phone, "+1 212 555 0100");
    let new = ContactForm {
        reply_to: "desk@example.com".into(),
        phone: "12".into(),
        baseline: "34".into(),
        baseline_from: "2026-01-01".into(),
        baseline_until: "2026-06-30".into(),
        ..form
    };
    match reminders::save_contact(&partner(&scene), &new).await {
        Err(Error::Invalid(errors)) => assert_eq!(errors.0[0].field, "phone"),
        other => panic!("{other:?}"),
    }
    let new = ContactForm { phone: "(212) 555-0101".into(), ..new };
    reminders::save_contact(&partner(&scene), &new).await.unwrap();
    let stale = reminders::save_contact(&partner(&scene), &new).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    let (_, again) = reminders::contact(&partner(&scene)).await.unwrap();
    assert_eq!(again, ContactForm { revision: again.revision.clone(), ..new });
    let changed = scene
        .words("select detail ->> 'changed' from audit_events where action = 'change-reminder-contact'")
        .await;
    assert_eq!(changed, [r#"["reply address", "phone", "baseline"]"#]);
}

#[tokio::test]
async fn whoever_wishes_it_is_reminded_of_ones_own_appointments() {
    let scene = Scene::new().await;
    let wish = async |by_email| reminders::save_wish(&partner(&scene), by_email).await.unwrap();
    let kept = async || {
        let mut tx = partner(&scene).begin().await.unwrap();
        reminders::wishes_email(&mut tx).await.unwrap()
    };
    assert!(!kept().await);
    for _ in 0..2 {
        wish(true).await;
    }
    assert!(kept().await);
    let id = scene.book("meeting", "2026-10-20T14:00:00Z").await;
    scene
        .sql(format!(
            "insert into appointment_attendees (id, appointment_id, staff_id, added_by)
            values (gen_random_uuid(), '{id}', '{0}', '{0}')",
            scene.partner
        ))
        .await;
    scene.at("2026-10-18T15:00:00Z");
    scene.round().await;
    let mails = scene.sink.emails.lock().unwrap().clone();
    let mine: Vec<_> =
        mails.iter().filter(|mail| mail.to.address.as_str() == "nkechi@example.com").collect();
    assert_eq!(mine.len(), 1);
    wish(false).await;
    assert!(!kept().await);
    assert_eq!(scene.count("audit_events where action = 'change-own-reminders'").await, 2);
}

#[tokio::test]
async fn what_is_kept_here_is_not_said_to_be_handed_over() {
    let scene = Scene::new().await;
    let id = scene.book("meeting", "2026-10-18T18:00:00Z").await;
    scene.round().await;
    let sent = reminders::page(&partner(&scene)).await.unwrap().body.ways;
    assert_eq!((sent[0].sent, sent[0].kept), (1, 0));
    scene.sql("update notifications set provider = 'outbox', provider_reference = null").await;
    let kept = reminders::page(&partner(&scene)).await.unwrap().body.ways;
    assert_eq!((kept[0].sent, kept[0].kept), (0, 1));
    assert!(kept[0].says.starts_with("Kept here"), "{}", kept[0].says);
    let shown = office::appointments::show(&partner(&scene), AppointmentId(id)).await.unwrap().body;
    let says: Vec<_> = shown.notices.iter().map(|row| row.state.says(row.kept)).collect();
    assert_eq!(says, ["Kept here", "Kept here"]);
}
