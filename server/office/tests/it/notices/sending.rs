//! Claimed once, looked at again, finished by whoever holds the lease.

use std::sync::Arc;

use channels::{DeliveryReport, Outcome, Scope, State};
use domain::notices::Channel;
use jiff::SignedDuration;
use office::chance::Chance;
use office::clock::Clock;
use office::keys::Keys;
use office::notices::{self, Dispatched};
use office::{Office, OfficeOptions};

use super::{HOUR, MINUTE, Scene};

const STARTS: &str = "2026-10-21T14:00:00Z";

fn away() -> Outcome {
    Outcome::Later { scope: Scope::Provider, reason: "the provider is away".into(), after: None }
}

fn unclear() -> Outcome {
    Outcome::Unknown { reason: "no answer in time".into() }
}

/// Another server on the same database.
pub(crate) fn another(scene: &Scene) -> Arc<Office> {
    Office::new(OfficeOptions {
        app_url: scene.test.url("privity_app"),
        clock: Clock::still(scene.now()),
        chance: Chance::System,
        keys: Keys::new([7; 32]),
        connections: 4,
        session_idle: HOUR,
        session_absolute: HOUR,
        demo: false,
        vault: None,
    })
    .unwrap()
}

#[tokio::test]
async fn what_moved_after_it_was_claimed_is_not_sent_and_the_new_time_is() {
    let scene = Scene::new().await;
    let id = scene.book("meeting", STARTS).await;
    let mut tx = scene.test.superuser().await;
    let lease = uuid::Uuid::new_v4();
    let now = format!("select set_config('privity.now', '{}', false)", scene.now());
    sqlx::query(sqlx::AssertSqlSafe(now)).execute(&mut tx).await.unwrap();
    sqlx::query("select claim_notices(c, $1, '90 seconds', 10, 1000, 1000) from unnest(array['email', 'text']) c")
        .bind(lease)
        .execute(&mut tx)
        .await
        .unwrap();
    scene.move_to(id, "2026-10-22T14:00:00Z").await;
    // the server that claimed it comes to its last look
    let looked: Vec<Option<String>> = sqlx::query_scalar(
        "select look_at_notice(n.id, $1, gen_random_uuid(), sha256(n.id::text::bytea), '90 seconds')::text
        from notifications n where n.lease = $1",
    )
    .bind(lease)
    .fetch_all(&mut tx)
    .await
    .unwrap();
    assert_eq!(looked, [None, None]);
    scene.round().await;
    assert_eq!(scene.rows("cancelled").await, ["booked email", "booked text"]);
    // nobody was told of the first time: for them it is booked
    assert_eq!(scene.sink.subjects(), ["Booked: Thursday, Oct 22, 10:00 am"]);
}

#[tokio::test]
async fn a_move_takes_back_what_waits_and_says_both_times() {
    let scene = Scene::new().await;
    let id = scene.book("meeting", STARTS).await;
    scene.round().await;
    scene.at("2026-10-19T14:00:00Z");
    scene.plan().await;
    scene.move_to(id, "2026-10-23T15:00:00Z").await;
    assert_eq!(scene.rows("cancelled").await, ["remind_48h email", "remind_48h text"]);
    scene.round().await;
    assert_eq!(scene.sink.subjects().last().unwrap(), "New time: Friday, Oct 23, 11:00 am");
    assert!(scene.sink.texts().last().unwrap().contains("Before: Wednesday, Oct 21, 10:00 am"));
}

#[tokio::test]
async fn what_is_called_off_is_told_to_those_who_were_told_and_reminds_nobody() {
    let scene = Scene::new().await;
    let told = scene.book("meeting", STARTS).await;
    scene.round().await;
    let untold = scene.book("meeting", "2026-10-22T14:00:00Z").await;
    scene.cancel(told).await;
    scene.cancel(untold).await;
    scene.round().await;
    assert_eq!(
        scene.sink.subjects(),
        ["Booked: Wednesday, Oct 21, 10:00 am", "Off: Wednesday, Oct 21, 10:00 am"]
    );
    for at in ["2026-10-19T15:00:00Z", "2026-10-20T15:00:00Z", "2026-10-21T13:00:00Z"] {
        scene.at(at);
        scene.round().await;
    }
    assert_eq!(scene.sink.emails.lock().unwrap().len(), 2);
    assert_eq!(scene.sink.texts().len(), 2);
}

#[tokio::test]
async fn a_server_that_wakes_after_its_lease_writes_nothing() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    let lease = uuid::Uuid::new_v4();
    let mut tx = scene.test.superuser().await;
    let at = |scene: &Scene| format!("select set_config('privity.now', '{}', false)", scene.now());
    sqlx::query(sqlx::AssertSqlSafe(at(&scene))).execute(&mut tx).await.unwrap();
    sqlx::query("select claim_notices('email', $1, '90 seconds', 10, 1000, 1000)")
        .bind(lease)
        .execute(&mut tx)
        .await
        .unwrap();
    let looked: Option<String> = sqlx::query_scalar(
        "select look_at_notice(id, $1, gen_random_uuid(), 'x', '90 seconds')::text from notifications where lease = $1",
    )
    .bind(lease)
    .fetch_one(&mut tx)
    .await
    .unwrap();
    assert!(looked.is_some());
    scene.later(SignedDuration::from_secs(91));
    notices::reap(scene.office()).await.unwrap();
    // it may have been given away: once more, under the same Message-ID
    scene.later(MINUTE);
    scene.round().await;
    assert_eq!(scene.sink.emails.lock().unwrap().len(), 1);
    let finished: bool = sqlx::query_scalar(
        "select finish_notice(id, $1, 'refused', 'smtp', null, 'x', null, '', '') from notifications where channel = 'email'",
    )
    .bind(lease)
    .fetch_one(&mut tx)
    .await
    .unwrap();
    assert!(!finished);
    assert!(scene.rows("accepted").await.contains(&"booked email".to_owned()));
}

#[tokio::test]
async fn a_claim_that_died_before_its_last_look_goes_again() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene
        .sql("select claim_notices(c, gen_random_uuid(), '90 seconds', 10, 1000, 1000) from unnest(array['email', 'text']) c")
        .await;
    scene.later(SignedDuration::from_secs(91));
    scene.round().await;
    assert_eq!(scene.rows("accepted").await, ["booked email", "booked text"]);
    assert_eq!(scene.count("notifications where attempts > 1").await, 0);
}

#[tokio::test]
async fn a_provider_that_is_away_for_an_hour_burns_no_attempt_and_gets_nothing_that_is_too_late() {
    let scene = Scene::new().await;
    scene.at("2026-10-21T11:30:00Z");
    scene.book("meeting", STARTS).await;
    scene.sink.answers(std::iter::repeat_n(away(), 1000));
    for _ in 0..180 {
        scene.round().await;
        scene.later(MINUTE);
    }
    let tried = 1000 - scene.sink.script.lock().unwrap().len();
    // left alone for up to five minutes at a time
    assert!((10..=120).contains(&tried), "{tried}");
    assert_eq!(scene.count("notifications where attempts > 1").await, 0);
    // what was booked an hour before the start expired with it
    assert_eq!(scene.rows("queued").await, Vec::<String>::new());
    assert!(scene.rows("expired").await.contains(&"booked email".to_owned()));
    assert_eq!(scene.calls().await, ["not_told"]);
    scene.sink.script.lock().unwrap().clear();
    scene.round().await;
    assert_eq!(scene.sink.emails.lock().unwrap().len(), 0);
}

/// Nobody waits for the start, or for a restart, to learn that somebody does not know of it.
#[tokio::test]
async fn what_waits_for_an_hour_close_to_the_start_is_on_the_call_list_until_it_goes() {
    let scene = Scene::new().await;
    scene.at("2026-10-21T12:30:00Z");
    scene.book("meeting", STARTS).await;
    // a week ahead there is time
    let far = scene.book("meeting", "2026-10-28T15:00:00Z").await;
    scene.sink.answers(std::iter::repeat_n(away(), 1000));
    let minutes = async |many: usize| {
        for _ in 0..many {
            scene.round().await;
            scene.later(MINUTE);
        }
    };
    minutes(59).await;
    assert_eq!(scene.calls().await, Vec::<String>::new());
    minutes(3).await;
    assert_eq!(scene.calls().await, ["waits"]);
    assert_eq!(scene.count(format!("call_list where appointment_id = '{far}'")).await, 0);
    // it is back: what goes after all takes its entry along
    scene.sink.script.lock().unwrap().clear();
    minutes(10).await;
    assert_eq!(scene.rows("queued").await, Vec::<String>::new());
    assert_eq!(scene.calls().await, ["unconfirmed"]);
    assert_eq!(scene.count("call_list where reason = 'waits' and done_by is null").await, 1);
}

#[tokio::test]
async fn a_reminder_whose_use_ends_in_an_outage_is_on_the_call_list_and_no_other() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene.round().await;
    assert_eq!(scene.rows("accepted").await, ["booked email", "booked text"]);
    // the two-day reminder waits out its day
    scene.at("2026-10-19T16:00:00Z");
    scene.sink.answers(std::iter::repeat_n(away(), 100_000));
    for _ in 0..24 {
        scene.round().await;
        scene.later(HOUR);
    }
    scene.round().await;
    assert_eq!(scene.rows("expired").await, ["remind_48h email", "remind_48h text"]);
    assert_eq!(scene.calls().await, ["not_told", "unconfirmed"]);
    // a person rang: nobody is asked to ring again as the last one waits, and as its use ends
    scene
        .sql(format!(
            "update call_list set done_at = office_now(), done_by = '{}' where done_at is null",
            scene.partner
        ))
        .await;
    scene.at("2026-10-21T13:00:00Z");
    for _ in 0..13 {
        scene.round().await;
        scene.later(MINUTE * 10);
    }
    assert!(scene.rows("expired").await.contains(&"remind_2h email".to_owned()));
    assert_eq!(scene.calls().await, Vec::<String>::new());
}

/// By one way it went: somebody knows.
#[tokio::test]
async fn whoever_was_told_by_one_way_is_not_rung_about_the_other_nor_in_the_quiet_hours() {
    let scene = Scene::new().await;
    // at night: the text waits for eight o'clock, the mail is gone
    scene.at("2026-10-20T03:00:00Z");
    scene.book("meeting", "2026-10-20T20:00:00Z").await;
    for _ in 0..8 {
        scene.round().await;
        scene.later(HOUR);
    }
    assert_eq!(scene.rows("queued").await, ["booked text"]);
    assert_eq!(scene.calls().await, ["unconfirmed"]);
    // nor where the text is the only way
    let alone = Scene::new().await;
    alone.sql("update client_contacts set until = office_now() where channel = 'email'").await;
    alone.at("2026-10-20T03:00:00Z");
    alone.book("meeting", "2026-10-20T20:00:00Z").await;
    for _ in 0..8 {
        alone.round().await;
        alone.later(HOUR);
    }
    assert_eq!(alone.rows("queued").await, ["booked text"]);
    assert_eq!(alone.calls().await, Vec::<String>::new());
}

#[tokio::test]
async fn after_an_outage_everything_that_is_still_due_goes() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene.sink.answers(std::iter::repeat_n(away(), 6));
    for _ in 0..40 {
        scene.round().await;
        scene.later(MINUTE);
    }
    assert_eq!(scene.rows("accepted").await, ["booked email", "booked text"]);
    assert_eq!(scene.sink.emails.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_mail_of_unclear_fate_is_tried_once_more_under_the_same_id() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene.sink.answers([unclear(), unclear(), unclear()]);
    for _ in 0..30 {
        scene.round().await;
        scene.later(MINUTE);
    }
    let ids: Vec<_> =
        scene.sink.emails.lock().unwrap().iter().map(|e| e.message_id.clone()).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
    // the text is not tried again: its provider may still say
    assert_eq!(scene.sink.texts().len(), 1);
    assert_eq!(scene.rows("unknown").await, ["booked email", "booked text"]);
    assert_eq!(scene.calls().await, ["unclear"]);
    let id = scene.sink.texts.lock().unwrap()[0].id;
    let report = DeliveryReport { id, reference: None, state: State::Delivered };
    assert!(notices::note_delivery(scene.office(), "kannel", &report).await.unwrap());
    assert_eq!(scene.rows("delivered").await, ["booked text"]);
    assert_eq!(scene.calls().await, Vec::<String>::new());
}

#[tokio::test]
async fn reports_of_delivery_come_twice_out_of_order_and_before_our_own_mark() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    let report = |id, state| DeliveryReport { id, reference: None, state };
    // before it was marked: still being sent
    let id: uuid::Uuid =
        scene.words("select id::text from notifications where channel = 'text'").await[0]
            .parse()
            .unwrap();
    scene
        .sql("select claim_notices('text', '00000000-0000-4000-8000-000000000001', '90 seconds', 10, 1000, 1000)")
        .await;
    for state in [
        State::Delivered,
        State::Buffered,
        State::Delivered,
        State::Failed { code: None },
        State::SentToCarrier,
    ] {
        assert!(
            notices::note_delivery(scene.office(), "kannel", &report(id, state)).await.unwrap()
        );
    }
    assert_eq!(scene.rows("delivered").await, ["booked text"]);
    let finished = scene
        .words(format!(
            "select finish_notice('{id}', '00000000-0000-4000-8000-000000000001', 'unknown', 'kannel', null, 'x', null, '', '')::text"
        ))
        .await;
    assert_eq!(finished, ["false"]);
    assert!(
        !notices::note_delivery(
            scene.office(),
            "kannel",
            &report(uuid::Uuid::new_v4(), State::Delivered)
        )
        .await
        .unwrap()
    );
}

#[tokio::test]
async fn a_number_that_is_refused_puts_the_client_on_the_call_list() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene.sink.answers([Outcome::Refused { reason: "no such mailbox".into() }]);
    scene.round().await;
    assert_eq!(scene.rows("failed").await, ["booked email"]);
    assert_eq!(scene.calls().await, ["not_told"]);
}

#[tokio::test]
async fn the_switch_stops_all_sending_and_loses_nothing() {
    let scene = Scene::new().await;
    let partner = scene.partner;
    scene.book("meeting", STARTS).await;
    scene.sql(format!("update office_settings set sending_stopped_at = office_now(), sending_stopped_by = '{partner}'")).await;
    let [mails, texts] = scene.round().await;
    assert_eq!((mails, texts), (Dispatched::default(), Dispatched::default()));
    scene
        .sql("update office_settings set sending_stopped_at = null, sending_stopped_by = null")
        .await;
    scene.round().await;
    assert_eq!(scene.rows("accepted").await, ["booked email", "booked text"]);
}

#[tokio::test]
async fn a_discreet_contact_is_told_by_the_safe_way_alone_and_reads_no_firm() {
    let scene = Scene::new().await;
    let client = scene.client;
    scene
        .sql(format!(
            "update clients set discreet = true, preferred_channel = 'text' where id = '{client}'"
        ))
        .await;
    scene.book("meeting", STARTS).await;
    scene.round().await;
    assert_eq!(
        scene.sink.texts(),
        ["Booked: Wednesday, Oct 21, 10:00 am. Questions: +1 212 555 0100"]
    );
    assert_eq!(scene.sink.emails.lock().unwrap().len(), 0);
    // without a safe way somebody rings
    scene
        .sql(format!("update clients set preferred_channel = 'phone' where id = '{client}'"))
        .await;
    scene.book("meeting", "2026-10-22T14:00:00Z").await;
    scene.round().await;
    assert_eq!(scene.sink.texts().len(), 1);
    // for the one that stands already, too
    assert_eq!(scene.calls().await, ["no_way", "no_way"]);
}

#[tokio::test]
async fn two_servers_that_race_for_ten_thousand_send_each_of_them_once() {
    const MANY: usize = 10_000;
    let scene = Scene::new().await;
    let (partner, client) = (scene.partner, scene.client);
    // one appointment with as many people
    scene
        .sql(format!(
            "alter table appointment_attendees disable trigger all;
            insert into appointments (id, kind, client_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, booked_by)
                values ('00000000-0000-7000-8000-0000000000a1', 'meeting', '{client}', '{partner}', 'America/New_York', '2026-10-21 10:00',
                '2026-10-21 11:00', '{STARTS}', '2026-10-21T15:00:00Z', '{partner}');
            insert into appointment_attendees (id, appointment_id, name, email, added_by)
                select gen_random_uuid(), '00000000-0000-7000-8000-0000000000a1', 'Guest ' || n, 'guest' || n || '@example.com', '{partner}'
                from generate_series(1, {MANY}) n;
            alter table appointment_attendees enable trigger all"
        ))
        .await;
    scene.plan().await;
    let other = another(&scene);
    let carriers = super::carriers(&scene.sink);
    let (one, two) = tokio::join!(
        notices::dispatch(scene.office(), &scene.carriers, Channel::Email),
        notices::dispatch(&other, &carriers, Channel::Email)
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.accepted + two.accepted, MANY);
    assert!(one.accepted > 0 && two.accepted > 0, "{one:?} {two:?}");
    let mut to: Vec<_> = scene
        .sink
        .emails
        .lock()
        .unwrap()
        .iter()
        .map(|e| e.to.address.as_str().to_owned())
        .collect();
    assert_eq!(to.len(), MANY);
    to.sort();
    to.dedup();
    assert_eq!(to.len(), MANY);
}
