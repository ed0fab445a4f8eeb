//! A zone's rules change: what is booked keeps its wall clock, and its instants follow.

use office::appointments::{Followed, follow_zones};
use uuid::Uuid;

use super::{HOUR, Scene};

impl Scene {
    /// One whose instants were told by other rules: it stands at `local` in New York and at `starts` in the row.
    async fn told_otherwise(&self, kind: &str, local: &str, starts: &str, minutes: i64) -> Uuid {
        let id = self.book(kind, starts).await;
        self.sql(format!(
            "update appointments set starts_local = '{local}', ends_local = timestamp '{local}' + interval '{minutes} minutes',
                ends_at = starts_at + interval '{minutes} minutes' where id = '{id}'"
        ))
        .await;
        id
    }

    async fn follow(&self) -> Followed {
        follow_zones(self.office()).await.unwrap()
    }

    /// "2026-11-04 09:00 at 2026-11-04 14:00".
    async fn stands(&self, id: Uuid) -> String {
        let words = self
            .words(format!(
                "select to_char(starts_local, 'YYYY-MM-DD HH24:MI') || ' at ' || to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
                from appointments where id = '{id}'"
            ))
            .await;
        words.into_iter().next().unwrap()
    }

    async fn notice_revision(&self, id: Uuid) -> i64 {
        self.count(format!("appointment_changes where appointment_id = '{id}'")).await + 1
    }
}

const fn moved(moved: usize) -> Followed {
    Followed { moved, skipped: 0 }
}

#[tokio::test]
async fn what_is_booked_keeps_its_wall_clock_and_is_announced_at_its_new_instant() {
    let scene = Scene::new().await;
    let id = scene.told_otherwise("meeting", "2026-10-21 10:00", "2026-10-21T15:00:00Z", 60).await;
    scene.round().await;
    assert_eq!(scene.sink.subjects().len(), 1, "booked");
    assert_eq!(scene.follow().await, moved(1));
    assert_eq!(scene.stands(id).await, "2026-10-21 10:00 at 2026-10-21 14:00");
    scene.round().await;
    let subjects = scene.sink.subjects();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
    assert!(scene.rows("accepted").await.contains(&"moved email".to_owned()));
    for _ in 0..2 {
        assert_eq!(scene.follow().await, Followed::default());
    }
    scene.round().await;
    assert_eq!(scene.sink.subjects().len(), 2, "told once");
    assert_eq!(scene.notice_revision(id).await, 2);
}

#[tokio::test]
async fn what_has_begun_or_was_called_off_stays() {
    let scene = Scene::new().await;
    let past =
        scene.told_otherwise("meeting", "2026-10-12 10:00", "2026-10-12T15:00:00Z", 60).await;
    let off = scene.told_otherwise("meeting", "2026-10-22 10:00", "2026-10-22T15:00:00Z", 60).await;
    scene.cancel(off).await;
    let begun =
        scene.told_otherwise("meeting", "2026-10-14 10:00", "2026-10-14T15:00:00Z", 60).await;
    scene.at("2026-10-14T15:00:00Z");
    assert_eq!(scene.follow().await, Followed::default());
    for (id, stands) in [
        (past, "2026-10-12 10:00 at 2026-10-12 15:00"),
        (off, "2026-10-22 10:00 at 2026-10-22 15:00"),
        (begun, "2026-10-14 10:00 at 2026-10-14 15:00"),
    ] {
        assert_eq!(scene.stands(id).await, stands);
    }
}

#[tokio::test]
async fn an_hour_that_comes_twice_is_the_one_that_was_nearer() {
    let scene = Scene::new().await;
    // 1:30 on the first of November is 5:30 and 6:30
    let mut all = Vec::new();
    for hour in ["04", "05", "06", "07"] {
        let starts = format!("2026-11-01T{hour}:30:00Z");
        all.push(scene.told_otherwise("call", "2026-11-01 01:30", &starts, 15).await);
    }
    assert_eq!(scene.follow().await, moved(2));
    let mut stand = Vec::new();
    for id in all {
        stand.push(scene.stands(id).await);
    }
    let at = |hour: &str| format!("2026-11-01 01:30 at 2026-11-01 {hour}:30");
    assert_eq!(stand, ["05", "05", "06", "06"].map(at));
    assert_eq!(scene.follow().await, Followed::default());
}

#[tokio::test]
async fn an_hour_that_does_not_exist_any_more_waits_for_a_person_and_is_said_once() {
    let scene = Scene::new().await;
    let id = scene.told_otherwise("meeting", "2027-03-14 02:30", "2027-03-14T06:30:00Z", 60).await;
    scene.sql("delete from call_list").await;
    assert_eq!(scene.follow().await, Followed { moved: 0, skipped: 1 });
    assert_eq!(scene.stands(id).await, "2027-03-14 02:30 at 2027-03-14 06:30", "nobody guesses");
    assert_eq!(scene.calls().await, ["no_such_hour"]);
    scene.plan().await;
    assert_eq!(scene.follow().await, Followed::default());
    scene.sql("update call_list set done_at = office_now()").await;
    assert_eq!(scene.follow().await, Followed::default(), "whoever saw to it is not asked again");
}

#[tokio::test]
async fn series_deadlines_and_whole_days_follow_too() {
    let scene = Scene::new().await;
    let mut series = Vec::new();
    for day in ["2026-11-04", "2026-11-11", "2026-11-18"] {
        let starts = format!("{day}T15:00:00Z");
        series.push(scene.told_otherwise("meeting", &format!("{day} 09:00"), &starts, 60).await);
    }
    let deadline =
        scene.told_otherwise("deadline", "2026-11-20 17:00", "2026-11-20T21:00:00Z", 0).await;
    let day =
        scene.told_otherwise("hearing", "2026-11-05 00:00", "2026-11-05T04:00:00Z", 24 * 60).await;
    let sets = series.iter().zip(1..).map(|(id, nth)| {
        format!(
            "update appointments set series_id = '{0}', series_nth = {nth} where id = '{id}';",
            series[0]
        )
    });
    scene
        .sql(format!(
            "insert into appointment_series (id, rule, says, made_by) values ('{}', 'FREQ=WEEKLY', 'Every week', '{}');
            {} update appointments set all_day = true where id = '{day}'",
            series[0],
            scene.partner,
            sets.collect::<String>()
        ))
        .await;
    assert_eq!(scene.follow().await, moved(5));
    assert_eq!(scene.stands(series[2]).await, "2026-11-18 09:00 at 2026-11-18 14:00");
    assert_eq!(scene.stands(deadline).await, "2026-11-20 17:00 at 2026-11-20 22:00");
    assert_eq!(scene.stands(day).await, "2026-11-05 00:00 at 2026-11-05 05:00");
    let whole = format!(
        "appointments where id in ('{day}', '{deadline}') and ends_at - starts_at in (interval '1 day', interval '0')"
    );
    assert_eq!(scene.count(whole).await, 2, "as long as before");
    scene.later(HOUR);
    assert_eq!(scene.follow().await, Followed::default());
}
