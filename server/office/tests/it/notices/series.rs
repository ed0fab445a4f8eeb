//! What is told of a series: one message to each person, however many times there are.

use super::{MINUTE, Scene};

const STARTS: &str = "2026-10-21T14:00:00Z";

#[tokio::test]
async fn a_series_is_told_once_and_each_of_its_times_is_reminded_of() {
    let scene = Scene::new().await;
    scene.book_weekly(STARTS, 26).await;
    scene.round().await;
    assert_eq!(
        scene.sink.subjects(),
        ["Booked: Wednesday, Oct 21, 10:00 am (and 25 more, the last on Wednesday, Apr 14)"]
    );
    assert_eq!(scene.sink.texts().len(), 1);
    scene.later(MINUTE);
    scene.round().await;
    assert_eq!(scene.sink.subjects().len(), 1, "and not again");
    // two days before the second of them
    scene.at("2026-10-26T15:00:00Z");
    scene.round().await;
    let last = scene.sink.subjects().last().unwrap().clone();
    assert!(last.starts_with("Reminder: Wednesday, Oct 28, 10:00 am"), "{last}");
    assert!(!last.contains("more"), "{last}");
}

#[tokio::test]
async fn one_of_a_series_that_moves_or_is_off_is_told_of_by_itself() {
    let scene = Scene::new().await;
    let ids = scene.book_weekly(STARTS, 4).await;
    scene.round().await;
    scene.later(MINUTE);
    scene.move_to(ids[2], "2026-11-05T15:00:00Z").await;
    scene.cancel(ids[3]).await;
    scene.round().await;
    let mut said = scene.sink.subjects();
    said.sort();
    assert_eq!(
        said[..2],
        [
            "Booked: Wednesday, Oct 21, 10:00 am (and 3 more, the last on Wednesday, Nov 11)",
            "New time: Thursday, Nov 5, 10:00 am"
        ]
    );
    assert_eq!(said[2], "Off: Wednesday, Nov 11, 10:00 am");
    assert_eq!(said.len(), 3);
}

/// The one that was to speak for the others goes first: the next speaks.
#[tokio::test]
async fn what_was_to_be_told_with_one_that_is_called_off_is_told_without_it() {
    let scene = Scene::new().await;
    let ids = scene.book_weekly(STARTS, 4).await;
    scene.cancel(ids[0]).await;
    scene.round().await;
    assert_eq!(
        scene.sink.subjects(),
        ["Booked: Wednesday, Oct 28, 10:00 am (and 2 more, the last on Wednesday, Nov 11)"]
    );
}

#[tokio::test]
async fn all_of_a_series_called_off_is_one_message() {
    let scene = Scene::new().await;
    let ids = scene.book_weekly(STARTS, 4).await;
    scene.round().await;
    scene.later(MINUTE);
    let ids: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
    scene
        .sql(format!(
            "select set_config('privity.caller', '{}', true);
            update appointments set cancelled_at = office_now(), cancelled_for = 'office', cancelled_by = '{0}' where id in ({})",
            scene.partner,
            ids.join(", ")
        ))
        .await;
    scene.round().await;
    assert_eq!(
        scene.sink.subjects()[1..],
        ["Off: Wednesday, Oct 21, 10:00 am (and 3 more, the last on Wednesday, Nov 11)"]
    );
}
