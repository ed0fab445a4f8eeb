//! One's calendar elsewhere: evaluated by its owner's rights at every request, and calendars that say when
//! somebody is taken.

#[cfg(feature = "mutation")]
mod elsewhere;

use domain::access::Role;
use domain::feeds::FeedForm;
use domain::ids::StaffId;
use office::feeds::{self, Feed};
use office::{Caller, Error};
use uuid::Uuid;

use crate::notices::Scene;

const STARTS: &str = "2026-10-21T14:00:00Z";

fn partner(scene: &Scene) -> Caller {
    Caller::stand_in(scene.office(), StaffId(scene.partner), Role::ManagingPartner)
}

async fn given(scene: &Scene, detail: &str) -> String {
    let caller = partner(scene);
    feeds::add(&caller, &FeedForm { name: "Phone".into(), detail: detail.into() }).await.unwrap();
    let list = feeds::list(&caller, "https://p.example").await.unwrap().body;
    let address = &list.feeds.last().unwrap().address;
    address.rsplit('/').next().unwrap().to_owned()
}

async fn read(scene: &Scene, token: &str) -> (String, String) {
    match feeds::read(scene.office(), token, None).await.unwrap() {
        Feed::Whole { etag, text } => (etag, text),
        Feed::Unchanged { .. } => panic!("nothing was known"),
    }
}

async fn unchanged(scene: &Scene, token: &str, etag: &str) -> bool {
    let known = feeds::read(scene.office(), token, Some(etag)).await.unwrap();
    matches!(known, Feed::Unchanged { .. })
}

#[tokio::test]
async fn a_feed_shows_its_owners_time_and_says_when_nothing_changed() {
    let scene = Scene::new().await;
    let id = scene.book("meeting", STARTS).await;
    scene
        .sql(format!(
            "insert into appointment_subjects (appointment_id, title) values ('{id}', 'The will; three, pages')"
        ))
        .await;
    let (full, plain, busy) =
        (given(&scene, "full").await, given(&scene, "plain").await, given(&scene, "busy").await);
    let (etag, text) = read(&scene, &full).await;
    assert!(text.contains("SUMMARY:Orla Finnegan: The will\\; three\\, pages\r\n"), "{text}");
    assert!(text.contains("DTSTART:20261021T140000Z"), "{text}");
    assert!(unchanged(&scene, &full, &etag).await);
    assert!(unchanged(&scene, &full, &format!("\"x\", W/{etag}")).await);
    let (_, text) = read(&scene, &plain).await;
    assert!(text.contains("SUMMARY:Meeting") && text.contains("LOCATION:Room 2"), "{text}");
    assert!(!text.contains("Finnegan") && !text.contains("will"), "{text}");
    let (_, text) = read(&scene, &busy).await;
    assert!(text.contains("SUMMARY:Busy") && !text.contains("Room"), "{text}");
    // moved: another mark, the same event
    scene.move_to(id, "2026-10-22T14:00:00Z").await;
    assert!(!unchanged(&scene, &full, &etag).await);
    let (_, text) = read(&scene, &full).await;
    assert!(text.contains("DTSTART:20261022T140000Z") && text.contains("SEQUENCE:2"), "{text}");
}

#[tokio::test]
async fn a_wall_takes_its_appointments_out_of_a_feed_at_once() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    let token = given(&scene, "full").await;
    let (etag, _) = read(&scene, &token).await;
    let (partner, client) = (scene.partner, scene.client);
    scene
        .sql(format!(
            "insert into walls (id, staff_id, client_id, reason, raised_by)
            values (gen_random_uuid(), '{partner}', '{client}', 'A conflict.', '{partner}')"
        ))
        .await;
    assert!(!unchanged(&scene, &token, &etag).await);
    let (_, text) = read(&scene, &token).await;
    assert!(!text.contains("VEVENT"), "{text}");
}

/// A program that asks often is told so from what was committed since, and misses nothing by it.
#[tokio::test]
async fn what_was_written_before_a_look_and_committed_after_it_is_seen_the_next_time() {
    let scene = Scene::new().await;
    let id = scene.book("meeting", STARTS).await;
    let token = given(&scene, "full").await;
    let (etag, _) = read(&scene, &token).await;
    // a change that is under way while the program looks
    let mut slow = scene.test.superuser().await;
    let begun = format!(
        "begin; select set_config('privity.now', '{}', true);
        update appointments set place = 'Another room', revision = revision + 1 where id = '{id}'",
        scene.now()
    );
    sqlx::Executor::execute(&mut slow, sqlx::AssertSqlSafe(begun)).await.unwrap();
    assert!(unchanged(&scene, &token, &etag).await);
    assert!(unchanged(&scene, &token, &etag).await);
    sqlx::Executor::execute(&mut slow, "commit").await.unwrap();
    assert!(!unchanged(&scene, &token, &etag).await);
    // what a name is told of is no appointment, and changes it all the same
    let (etag, _) = read(&scene, &token).await;
    scene
        .sql(format!("update clients set name = 'Orla Byrne' where id = '{}'", scene.client))
        .await;
    assert!(!unchanged(&scene, &token, &etag).await);
    let (etag, text) = read(&scene, &token).await;
    assert!(text.contains("Orla Byrne"), "{text}");
    // nothing changes but the day, and what was ninety days ago drops out
    assert!(unchanged(&scene, &token, &etag).await);
    scene.at("2027-01-31T15:00:00Z");
    assert!(!unchanged(&scene, &token, &etag).await);
}

#[tokio::test]
async fn a_wall_that_begins_by_itself_takes_effect_without_a_change() {
    let scene = Scene::new().await;
    scene.book("meeting", STARTS).await;
    let token = given(&scene, "full").await;
    let (partner, client) = (scene.partner, scene.client);
    let hour = scene.now() + jiff::SignedDuration::from_hours(1);
    scene
        .sql(format!(
            "insert into walls (id, staff_id, client_id, reason, raised_by, since)
            values (gen_random_uuid(), '{partner}', '{client}', 'A conflict.', '{partner}', '{hour}')"
        ))
        .await;
    let (etag, text) = read(&scene, &token).await;
    assert!(text.contains("VEVENT"), "{text}");
    assert!(unchanged(&scene, &token, &etag).await);
    scene.later(jiff::SignedDuration::from_hours(1));
    assert!(!unchanged(&scene, &token, &etag).await);
}

#[tokio::test]
async fn an_address_that_is_forged_ended_or_of_somebody_who_left_opens_nothing() {
    let scene = Scene::new().await;
    let token = given(&scene, "full").await;
    let mut forged = token.clone().into_bytes();
    let last = forged.len() - 2;
    forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
    for wrong in
        [String::from_utf8(forged).unwrap(), String::new(), "x".into(), Uuid::new_v4().to_string()]
    {
        assert!(
            matches!(feeds::read(scene.office(), &wrong, None).await, Err(Error::NotFound)),
            "{wrong}"
        );
    }
    let caller = partner(&scene);
    let id = feeds::list(&caller, "").await.unwrap().body.feeds[0].id;
    feeds::end(&caller, id).await.unwrap();
    assert!(matches!(feeds::read(scene.office(), &token, None).await, Err(Error::NotFound)));
    assert!(matches!(feeds::end(&caller, id).await, Err(Error::NotFound)));
    let token = given(&scene, "full").await;
    read(&scene, &token).await;
    scene
        .sql(format!(
            "insert into staff_suspensions (id, staff_id, reason, suspended_by) values (gen_random_uuid(), '{0}', 'Left.', '{0}')",
            scene.partner
        ))
        .await;
    assert!(matches!(feeds::read(scene.office(), &token, None).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn nobody_sees_or_ends_another_persons_address() {
    let scene = Scene::new().await;
    given(&scene, "full").await;
    let id = feeds::list(&partner(&scene), "").await.unwrap().body.feeds[0].id;
    let other = Uuid::new_v4();
    scene
        .sql(format!(
            "insert into staff (id, name, email) values ('{other}', 'Other', 'other@example.com');
            insert into staff_roles (id, staff_id, role) values (gen_random_uuid(), '{other}', 'managing_partner')"
        ))
        .await;
    let other = Caller::stand_in(scene.office(), StaffId(other), Role::ManagingPartner);
    assert!(feeds::list(&other, "").await.unwrap().body.feeds.is_empty());
    assert!(matches!(feeds::end(&other, id).await, Err(Error::NotFound)));
}
