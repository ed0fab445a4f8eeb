//! What comes back, by text and by link.

use channels::Inbound;
use domain::appointments::Reply;
use domain::notices::{LinkAnswer, LinkState};
use office::Error;
use office::notices::link::{self, LinkAct};
use office::notices::{self};
use uuid::Uuid;

use super::{HOUR, MINUTE, PHONE, Scene};

const STARTS: &str = "2026-10-21T14:00:00Z";

async fn writes(scene: &Scene, id: &str, body: &str) -> bool {
    let inbound = Inbound {
        provider_id: id.into(),
        from: PHONE.into(),
        to: "+12125550100".into(),
        body: body.into(),
    };
    notices::take_reply(scene.office(), "kannel", &inbound).await.unwrap()
}

async fn answers(scene: &Scene) -> Vec<String> {
    scene.words("select coalesce(answer, '') from appointment_attendees where client_id is not null order by since").await
}

fn token(scene: &Scene) -> String {
    let texts = scene.sink.texts();
    // that something is off has none
    let (_, rest) = texts.iter().rev().find_map(|text| text.split_once("/a/")).unwrap();
    rest.split_whitespace().next().unwrap().trim_end_matches('.').to_owned()
}

#[tokio::test]
async fn yes_confirms_once_and_is_answered_once() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene.round().await;
    assert!(writes(&scene, "1", "Yes!").await);
    assert!(!writes(&scene, "1", "Yes!").await, "a callback that comes again is the same one");
    assert_eq!(answers(&scene).await, ["confirmed"]);
    scene.round().await;
    scene.round().await;
    assert_eq!(scene.sink.texts().len(), 2);
    assert_eq!(
        scene.sink.texts()[1],
        "Adair & Lowe: thank you, confirmed: Wednesday, Oct 21, 10:00 am."
    );
}

#[tokio::test]
async fn a_no_before_a_hearing_is_told_that_only_the_court_can_move_it_and_somebody_rings() {
    let scene = Scene::new().await;
    scene.book("hearing", STARTS).await;
    scene.round().await;
    writes(&scene, "1", "no").await;
    scene.round().await;
    assert_eq!(
        scene.sink.texts()[1],
        "Adair & Lowe: only the court can move this date. Call us: +1 212 555 0100."
    );
    assert_eq!(scene.calls().await, ["declined"]);
    assert_eq!(scene.count("appointments where cancelled_at is not null").await, 0);
}

#[tokio::test]
async fn stop_ends_texts_at_once_and_before_a_hearing_somebody_rings() {
    let scene = Scene::new().await;
    scene.book("hearing", STARTS).await;
    scene.round().await;
    // planned, and not sent yet
    scene.at("2026-10-19T14:00:00Z");
    scene.plan().await;
    writes(&scene, "1", "STOP").await;
    scene.round().await;
    assert_eq!(scene.sink.texts().len(), 1);
    assert_eq!(scene.rows("cancelled").await, ["remind_48h text"]);
    assert_eq!(scene.calls().await, ["opted_out"]);
    // by mail it goes on
    assert_eq!(scene.sink.subjects().len(), 2);
    scene.later(MINUTE);
    writes(&scene, "2", "START").await;
    scene.round().await;
    scene.at("2026-10-21T12:00:00Z");
    scene.round().await;
    assert!(scene.sink.texts().iter().any(|text| text.contains("you will get texts again")));
    assert!(scene.sink.texts().last().unwrap().contains("today, 10:00 am"));
}

/// A husband and a wife, a guardian of two: what one of them writes is not put down to the other.
#[tokio::test]
async fn what_comes_from_a_number_that_two_clients_share_is_read_by_a_person() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene.round().await;
    scene
        .sql(
            "with told as (
                select * from notifications where channel = 'text' limit 1
            ), met as (
                insert into appointments (id, kind, owner_id, zone, starts_local, ends_local, starts_at, ends_at, booked_by)
                select gen_random_uuid(), 'meeting', a.owner_id, a.zone, a.starts_local, a.ends_local,
                    a.starts_at + interval '1 day', a.ends_at + interval '1 day', a.booked_by
                from (select * from appointments order by booked_at limit 1) a returning id
            )
            insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at,
                next_at, state, provider, address_key, sent_at)
            select gen_random_uuid(), 'appointment', met.id, 1, 'booked', 'text', gen_random_uuid(), t.due_at, t.expires_at, t.next_at,
                'accepted', t.provider, t.address_key, t.sent_at - interval '1 hour'
            from met, told t",
        )
        .await;
    for (id, body) in [("1", "No"), ("2", "My wife must not know of this.")] {
        writes(&scene, id, body).await;
    }
    assert_eq!(answers(&scene).await, [""]);
    assert_eq!(scene.count("replies where appointment_id is null and read_at is null").await, 2);
    assert_eq!(scene.calls().await, Vec::<String>::new());
}

#[tokio::test]
async fn start_takes_back_a_stop_and_consents_to_nothing_by_itself() {
    let scene = Scene::new().await;
    let consents = "sms_consents where source = 'by_text'";
    scene.sql("delete from sms_consents").await;
    writes(&scene, "1", "START").await;
    assert_eq!(scene.count(consents).await, 0, "who never consented is not asked by START");
    scene
        .sql(
            "insert into sms_consents (id, client_id, given, source, said_on, recorded_by)
            select gen_random_uuid(), c.client_id, given.it, 'in_person', given.at, (select id from staff limit 1)
            from (select distinct client_id from client_contacts where value = '+12125550142') c,
                (values (true, date '2026-01-05'), (false, date '2026-02-05')) given (it, at)",
        )
        .await;
    writes(&scene, "2", "START").await;
    assert_eq!(scene.count(consents).await, 0, "nor is who took it back in person");
}

#[tokio::test]
async fn what_is_not_understood_waits_for_a_person_and_is_answered_once_a_day() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene.round().await;
    for (id, body) in [("1", "Can we do Tuesday?"), ("2", "Hello?"), ("3", "🙂")] {
        writes(&scene, id, body).await;
        scene.round().await;
    }
    let texts = scene.sink.texts();
    assert_eq!(texts.len(), 2);
    assert!(
        texts[1].contains("somebody will read this") && texts[1].contains("+1 212 555 0199"),
        "{}",
        texts[1]
    );
    assert_eq!(scene.calls().await, ["wrote"]);
    assert_eq!(scene.count("replies where read_at is null").await, 3);
}

#[tokio::test]
async fn a_text_from_nobody_we_wrote_to_is_kept_for_the_desk() {
    let scene = Scene::new().await;
    writes(&scene, "1", "YES").await;
    assert_eq!(scene.count("replies where read_at is null and appointment_id is null").await, 1);
}

#[tokio::test]
async fn a_yes_to_a_time_that_has_moved_confirms_nothing() {
    let scene = Scene::new().await;
    let id = scene.book("meeting", STARTS).await;
    scene.round().await;
    scene.move_to(id, "2026-10-22T14:00:00Z").await;
    writes(&scene, "1", "yes").await;
    assert_eq!(answers(&scene).await, [""]);
    assert_eq!(scene.calls().await, ["wrote"]);
}

#[tokio::test]
async fn looking_at_a_link_changes_nothing_and_posting_it_does() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene.round().await;
    let token = token(&scene);
    for _ in 0..3 {
        let page = link::show(scene.office(), &token).await.unwrap();
        assert_eq!((page.state, page.answer), (LinkState::Stands, None));
        assert_eq!(page.when, "Wednesday, Oct 21, 10:00 am, until 11:00 am");
    }
    assert_eq!(answers(&scene).await, [""]);
    for _ in 0..2 {
        let done = link::answer(scene.office(), &token, LinkAct::Confirm).await.unwrap();
        assert_eq!(done, LinkAnswer::Done);
    }
    assert_eq!(answers(&scene).await, ["confirmed"]);
    assert_eq!(
        scene.count("notice_links where opened_at is not null and acted_at is not null").await,
        1
    );
    for forged in ["", "x", &token[1..], &format!("{token}A")] {
        assert!(
            matches!(link::show(scene.office(), forged).await, Err(Error::NotFound)),
            "{forged}"
        );
        let acted = link::answer(scene.office(), forged, LinkAct::Cancel).await;
        assert!(matches!(acted, Err(Error::NotFound)), "{forged}");
    }
}

#[tokio::test]
async fn an_office_meeting_is_cancelled_by_link_and_told_so_and_a_hearing_never() {
    let scene = Scene::new().await;
    scene.book("hearing", STARTS).await;
    scene.round().await;
    for act in [LinkAct::Cancel, LinkAct::AskToMove] {
        let done = link::answer(scene.office(), &token(&scene), act).await.unwrap();
        assert_eq!(done, LinkAnswer::Fixed);
    }
    scene.book("meeting", "2026-10-22T14:00:00Z").await;
    scene.round().await;
    let token = token(&scene);
    for _ in 0..2 {
        let done = link::answer(scene.office(), &token, LinkAct::Cancel).await.unwrap();
        assert_eq!(done, LinkAnswer::Done);
    }
    scene.round().await;
    assert_eq!(scene.sink.subjects().last().unwrap(), "Off: Thursday, Oct 22, 10:00 am");
    assert_eq!(scene.count("appointments where cancelled_for = 'client'").await, 1);
}

#[tokio::test]
async fn that_one_cannot_come_to_a_hearing_is_written_down_and_somebody_rings_at_once() {
    let scene = Scene::new().await;
    scene.book("hearing", STARTS).await;
    scene.round().await;
    let token = token(&scene);
    for _ in 0..2 {
        let done = link::answer(scene.office(), &token, LinkAct::Decline).await.unwrap();
        assert_eq!(done, LinkAnswer::Done);
    }
    assert_eq!(answers(&scene).await, ["declined"]);
    assert_eq!(scene.calls().await, ["declined"]);
    assert_eq!(scene.count("appointments where cancelled_at is not null").await, 0);
    let page = link::show(scene.office(), &token).await.unwrap();
    assert_eq!((page.state, page.fixed), (LinkState::Stands, true));
    assert_eq!(page.answer, Some(Reply::Declined));
    // and they can after all
    link::answer(scene.office(), &token, LinkAct::Confirm).await.unwrap();
    assert!(scene.calls().await.is_empty());
}

#[tokio::test]
async fn once_it_is_off_nobody_is_rung_about_an_answer_to_it_and_whoever_cancelled_is_called() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene.round().await;
    let token = token(&scene);
    link::answer(scene.office(), &token, LinkAct::AskToMove).await.unwrap();
    assert_eq!(scene.calls().await, ["asks_to_move"]);
    link::answer(scene.office(), &token, LinkAct::Cancel).await.unwrap();
    // no loop has run: it is one transaction
    assert_eq!(scene.calls().await, ["cancelled"]);
    let page = link::show(scene.office(), &token).await.unwrap();
    assert_eq!((page.state, page.by_client, page.answer), (LinkState::Cancelled, true, None));

    let id = scene.book("meeting", "2026-10-22T14:00:00Z").await;
    scene.round().await;
    let token = self::token(&scene);
    link::answer(scene.office(), &token, LinkAct::AskToMove).await.unwrap();
    scene.cancel(id).await;
    assert_eq!(scene.calls().await, ["cancelled"]);
    let page = link::show(scene.office(), &token).await.unwrap();
    assert_eq!((page.state, page.by_client, page.answer), (LinkState::Cancelled, false, None));
}

#[tokio::test]
async fn whoever_is_asked_no_more_reads_nothing_of_what_became_of_it() {
    let scene = Scene::new().await;
    let id = scene.book("meeting", STARTS).await;
    scene.round().await;
    let token = token(&scene);
    scene
        .sql(format!(
            "update appointment_attendees set until = office_now(), ended_by = '{}' where appointment_id = '{id}' and client_id is not null",
            scene.partner
        ))
        .await;
    scene
        .sql(format!(
            "update appointments set place = 'Elsewhere', video_url = 'https://meet.example/secret' where id = '{id}'"
        ))
        .await;
    scene.move_to(id, "2026-10-22T14:00:00Z").await;
    let page = link::show(scene.office(), &token).await.unwrap();
    assert_eq!(page.state, LinkState::NotAsked);
    for secret in [
        &page.when,
        &page.datetime,
        &page.place,
        &page.video_url,
        &page.with,
        &page.kind,
        &page.how,
    ] {
        assert_eq!(secret, "");
    }
    assert_eq!(page.office, "Adair & Lowe");
    assert!(matches!(link::calendar(scene.office(), &token).await, Err(Error::NotFound)));
    for act in [LinkAct::Confirm, LinkAct::AskToMove, LinkAct::Decline, LinkAct::Cancel] {
        assert_eq!(link::answer(scene.office(), &token, act).await.unwrap(), LinkAnswer::Over);
    }
    // nor that it is off for everybody
    scene.sql(format!("update appointments set cancelled_at = office_now(), cancelled_for = 'client' where id = '{id}'")).await;
    let done = link::answer(scene.office(), &token, LinkAct::Cancel).await.unwrap();
    assert_eq!(done, LinkAnswer::Over);
    assert_eq!(link::show(scene.office(), &token).await.unwrap(), page);
}

#[tokio::test]
async fn a_room_is_told_with_the_offices_street_and_a_call_with_neither() {
    let scene = Scene::new().await;
    scene
        .sql(format!(
            "update office_settings set address = E'212 Quay Street,\\nSuite 4';
            insert into rooms (id, name, added_by) values ('{}', 'Harbor room', '{}')",
            Uuid::from_u128(7),
            scene.partner
        ))
        .await;
    for (kind, place, how) in [
        ("meeting", "Harbor room, 212 Quay Street, Suite 4", ""),
        ("call", "", "by phone: we call you"),
    ] {
        let id = scene.book(kind, STARTS).await;
        let room = Uuid::from_u128(7);
        scene
            .sql(format!(
                "update appointments set place = '', room_id = '{room}' where id = '{id}'"
            ))
            .await;
        scene.round().await;
        let page = link::show(scene.office(), &token(&scene)).await.unwrap();
        assert_eq!((page.place.as_str(), page.how.as_str()), (place, how));
        let told = if place.is_empty() { how } else { place };
        let mails = scene.sink.emails.lock().unwrap().clone();
        let booked = mails.iter().rev().find(|mail| mail.subject.starts_with("Booked")).unwrap();
        assert!(booked.text.contains(told), "{}", booked.text);
        scene.cancel(id).await;
    }
}

#[tokio::test]
async fn a_link_to_a_time_that_moved_shows_the_new_one_and_acts_on_nothing() {
    let scene = Scene::new().await;
    let id = scene.book("meeting", STARTS).await;
    scene.round().await;
    let token = token(&scene);
    scene.move_to(id, "2026-10-22T14:00:00Z").await;
    scene.sql(format!("update appointments set place = 'Annex 9' where id = '{id}'")).await;
    let page = link::show(scene.office(), &token).await.unwrap();
    assert_eq!((page.state, page.place.as_str()), (LinkState::Moved, "Annex 9"));
    assert!(page.when.starts_with("Thursday, Oct 22"), "{}", page.when);
    let done = link::answer(scene.office(), &token, LinkAct::Cancel).await.unwrap();
    assert_eq!(done, LinkAnswer::Stale);
    // whoever is not asked any more reads neither of the two
    let asked =
        format!("update appointment_attendees set until = {{}} where appointment_id = '{id}'");
    scene.sql(asked.replace("{}", "office_now()")).await;
    let page = link::show(scene.office(), &token).await.unwrap();
    assert_eq!((page.state, page.place.as_str()), (LinkState::NotAsked, ""));
    assert_eq!((page.when.as_str(), page.with.as_str()), ("", ""));
    assert!(link::calendar(scene.office(), &token).await.is_err());
    scene.sql(asked.replace("{}", "null")).await;
    // and it ends with the appointment
    scene.at("2026-10-24T14:00:00Z");
    scene.later(HOUR);
    assert!(matches!(link::show(scene.office(), &token).await, Err(Error::NotFound)));
}

/// Whoever spoke for the client and does no more holds a link that is as dead as their place.
#[tokio::test]
async fn a_representative_who_has_ended_reads_and_changes_nothing_by_the_link() {
    let scene = Scene::new().await;
    let id = scene.book("meeting", STARTS).await;
    scene.round().await;
    let token = token(&scene);
    let speaks = Uuid::from_u128(0x77);
    scene
        .sql(format!(
            "insert into representatives (id, client_id, kind, name, phone, proof, proof_by, proof_on, scope, since, added_by)
            values ('{speaks}', '{}', 'agent', 'Maeve Doyle', '{PHONE}', 'A paper', 'Nkechi', '2026-01-05', 'All', '2026-01-05', '{}');
            update appointment_attendees set representative_id = '{speaks}' where appointment_id = '{id}'",
            scene.client, scene.partner
        ))
        .await;
    assert_eq!(link::show(scene.office(), &token).await.unwrap().state, LinkState::Stands);
    // what they may speak for has run out, and nobody has said so yet; nor of the new time and place
    scene.move_to(id, "2026-10-22T14:00:00Z").await;
    let until =
        |day: &str| format!("update representatives set until = {day} where id = '{speaks}'");
    scene.sql(until("'2026-10-12'")).await;
    let page = link::show(scene.office(), &token).await.unwrap();
    assert_eq!((page.state, page.place.as_str()), (LinkState::NotAsked, ""));
    assert!(link::calendar(scene.office(), &token).await.is_err());
    scene.sql(until("null")).await;
    assert_eq!(link::show(scene.office(), &token).await.unwrap().state, LinkState::Moved);
    scene
        .sql(format!(
            "update representatives set ended_at = office_now(), ended_by = '{}' where id = '{speaks}'",
            scene.partner
        ))
        .await;
    let page = link::show(scene.office(), &token).await.unwrap();
    assert_eq!((page.state, page.place.as_str()), (LinkState::NotAsked, ""));
    let done = link::answer(scene.office(), &token, LinkAct::Cancel).await.unwrap();
    assert_eq!(done, LinkAnswer::Over);
    assert_eq!(scene.count("appointments where cancelled_at is not null").await, 0);
}

#[tokio::test]
async fn saying_it_again_and_again_is_one_entry_of_the_call_list() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    scene.round().await;
    let token = token(&scene);
    for _ in 0..5 {
        for act in [LinkAct::Confirm, LinkAct::AskToMove] {
            link::answer(scene.office(), &token, act).await.unwrap();
            scene.later(MINUTE);
        }
    }
    assert_eq!(scene.calls().await, ["asks_to_move"]);
    assert_eq!(scene.count("call_list").await, 1);
}
