//! How many did not come: over what the caller sees, with what it is a share of.

use domain::attendance::{AttendanceFilter, AttendancePage, By, Rate, Tally};
use office::{Caller, Error, attendance_report};
use sqlx::{AssertSqlSafe, Executor};

use crate::support::TestOffice;
use crate::support::people::World;

/// Of the open case, with attorney-lead: four in September, one each way they went; of the closed case, with
/// attorney-manage: two no-shows in August; of attorney-outside, without a case: one attended, and one that
/// nobody recorded.
async fn scene() -> (TestOffice, World) {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let world = World::make(&mut connection).await;
    test.empty_calendar().await;
    let staff = |name: &str| world.persona(name).id;
    let mut sql =
        format!("begin; select set_config('privity.now', '{}', true);", crate::support::NOW);
    let case = |case: &dyn std::fmt::Display, client: &dyn std::fmt::Display| {
        format!("'{case}', '{client}'")
    };
    let (open, closed) =
        (case(&world.open, &world.client), case(&world.closed, &world.closed_client));
    let none = format!("null, '{}'", world.entered_by_attorney);
    for (nth, about, owner, kind, at, outcome) in [
        (1, &open, "attorney-lead", "meeting", "2026-09-01", Some("attended")),
        (2, &open, "attorney-lead", "meeting", "2026-09-02", Some("late")),
        (3, &open, "attorney-lead", "hearing", "2026-09-03", Some("no_show")),
        (4, &open, "attorney-lead", "meeting", "2026-09-04", Some("cancelled_in_time")),
        (5, &closed, "attorney-manage", "consultation", "2026-08-30", Some("no_show")),
        (6, &closed, "attorney-manage", "consultation", "2026-08-31", Some("no_show")),
        (7, &none, "attorney-outside", "meeting", "2026-09-05", Some("attended")),
        (8, &none, "attorney-outside", "meeting", "2026-09-06", None),
        // what nobody attends, and what is of another year
        (9, &open, "attorney-lead", "deadline", "2026-09-07", Some("no_show")),
        (10, &open, "attorney-lead", "meeting", "2025-10-13", Some("no_show")),
    ] {
        let id = uuid::Uuid::from_u128(0x700 + nth);
        sql += &format!(
            "insert into appointments (id, kind, case_id, client_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at,
                booked_by, held, attendance)
            values ('{id}', '{kind}', {about}, '{}', 'UTC', '{at} 14:00', '{at} 15:00', '{at} 14:00+00', '{at} 15:00+00', '{}',
                'back_dated', {});",
            staff(owner),
            staff("partner"),
            outcome.map_or("null".to_owned(), |outcome| format!("'{outcome}'")),
        );
    }
    // the first was told and confirmed, the second told, the third wanted no texts
    let client = world.client;
    for (nth, answer) in
        [(1, "'confirmed', now(), 1"), (2, "null, null, null"), (3, "null, null, null")]
    {
        let (id, guest) = (uuid::Uuid::from_u128(0x700 + nth), uuid::Uuid::from_u128(0x720 + nth));
        sql += &format!(
            "insert into appointment_attendees (id, appointment_id, client_id, added_by, answer, answered_at, answer_revision)
            values ('{guest}', '{id}', '{client}', '{}', {answer});",
            staff("partner")
        );
        let (state, reason) =
            if nth == 3 { ("cancelled", "no_consent") } else { ("delivered", "") };
        sql += &format!(
            "insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at,
                expires_at, next_at, state, reason)
            values (gen_random_uuid(), 'appointment', '{id}', 1, 'remind_48h', 'text', '{guest}', now(), now(), now(), '{state}', '{reason}');"
        );
    }
    connection.execute(AssertSqlSafe(sql + "commit")).await.unwrap();
    (test, world)
}

async fn page(caller: &Caller, by: By) -> AttendancePage {
    let filter = AttendanceFilter { by: by.word().into(), ..AttendanceFilter::default() };
    attendance_report::page(caller, filter).await.unwrap().body
}

fn rates(page: &AttendancePage) -> Vec<(&str, u32, u32)> {
    let rate = |tally: Tally| tally.no_shows();
    page.rows
        .iter()
        .map(|row| (row.label.as_str(), rate(row.tally).hits, rate(row.tally).of))
        .collect()
}

#[tokio::test]
async fn a_rate_counts_who_was_expected_to_the_last_and_nobody_else() {
    let (test, world) = scene().await;
    let partner = world.persona("partner").caller(&test.office);
    let months = page(&partner, By::Month).await;
    assert_eq!(rates(&months), [("Aug 2026", 2, 2), ("Sep 2026", 1, 4)]);
    assert_eq!(months.total, Tally { attended: 2, late: 1, no_show: 3, cancelled_in_time: 1 });
    assert_eq!(months.unrecorded, 1);
    assert_eq!(months.period, "Oct 14, 2025 to Oct 13, 2026");
    assert_eq!(
        rates(&page(&partner, By::Attorney).await),
        [("attorney-lead", 1, 3), ("attorney-manage", 2, 2), ("attorney-outside", 0, 1)]
    );
    assert_eq!(
        rates(&page(&partner, By::Kind).await),
        [("Consultation", 2, 2), ("Hearing", 1, 1), ("Meeting", 0, 3)]
    );
    assert_eq!(
        rates(&page(&partner, By::Reminder).await),
        [
            ("Told, and confirmed", 0, 1),
            ("Told, no answer", 0, 1),
            ("Not told by e-mail or text", 2, 3),
            ("Wanted no messages", 1, 1)
        ]
    );
}

#[tokio::test]
async fn nobody_is_counted_whose_appointment_is_out_of_sight() {
    let (test, world) = scene().await;
    for (who, of, unrecorded) in [
        ("partner", 6, 1),
        ("paralegal-desk", 6, 1),
        ("billing-desk", 6, 1),
        ("attorney-view", 5, 0),
        ("attorney-outside", 1, 1),
        ("paralegal-outside", 0, 0),
        ("attorney-walled-member", 0, 0),
        ("partner-walled", 1, 1),
    ] {
        let caller = world.persona(who).caller(&test.office);
        let seen = page(&caller, By::Attorney).await;
        assert_eq!((seen.total.no_shows().of, seen.unrecorded), (of, unrecorded), "{who}");
        let sum: u32 = seen.rows.iter().map(|row| row.tally.no_shows().of).sum();
        assert_eq!(sum, of, "{who}");
        let sheet = attendance_report::export(&caller, &AttendanceFilter::default()).await.unwrap();
        let sheet = String::from_utf8(sheet).unwrap();
        assert_eq!(sheet.contains("attorney-lead"), !matches!(of, 0 | 1), "{who}: {sheet}");
    }
    let billing = world.persona("billing").caller(&test.office);
    let filter = AttendanceFilter::default();
    let refused = attendance_report::page(&billing, filter.clone()).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    let refused = attendance_report::export(&billing, &filter).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn the_days_chosen_are_both_counted_and_wrong_ones_are_refused_beside_their_field() {
    let (test, world) = scene().await;
    let partner = world.persona("partner").caller(&test.office);
    let of = async |from: &str, until: &str| {
        let filter = AttendanceFilter { from: from.into(), until: until.into(), by: String::new() };
        attendance_report::page(&partner, filter).await.unwrap().body
    };
    assert_eq!(of("2026-09-01", "2026-09-02").await.total.no_shows(), Rate { hits: 0, of: 2 });
    assert_eq!(of("2026-08-31", "2026-09-03").await.total.no_shows(), Rate { hits: 2, of: 4 });
    let wrong = of("2026-09-03", "2026-09-01").await;
    assert!(wrong.errors.of("until").is_some());
    assert_eq!(wrong.filter.from, "2026-09-03");
    let filter = AttendanceFilter { from: "x".into(), ..AttendanceFilter::default() };
    let refused = attendance_report::export(&partner, &filter).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[tokio::test]
async fn a_sheet_computes_nothing_and_is_on_record() {
    let (test, world) = scene().await;
    let mut connection = test.superuser().await;
    let evil = format!(
        "update staff set name = '=HYPERLINK(\"x\")' where id = '{}'",
        world.persona("attorney-lead").id
    );
    connection.execute(AssertSqlSafe(evil)).await.unwrap();
    let partner = world.persona("partner").caller(&test.office);
    let sheet = attendance_report::export(&partner, &AttendanceFilter::default()).await.unwrap();
    let sheet = String::from_utf8(sheet).unwrap();
    assert!(sheet.contains("Attorney,\"'=HYPERLINK(\"\"x\"\")\",1,1,1,3,33.3 %,"), "{sheet}");
    let logged: i64 =
        sqlx::query_scalar("select count(*) from audit_events where action = 'export-attendance'")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert_eq!(logged, 1);
}

#[tokio::test]
async fn what_was_counted_before_stands_beside_it() {
    let (test, world) = scene().await;
    let sql = "update office_settings set baseline_no_show = 34, baseline_from = '2026-01-01', baseline_until = '2026-06-30'";
    test.superuser().await.execute(sql).await.unwrap();
    let lead = world.persona("attorney-lead").caller(&test.office);
    let before = page(&lead, By::Month).await.baseline.unwrap();
    assert!((before.share - 0.34).abs() < 1e-9);
    assert_eq!(before.period, "Jan 1, 2026 to Jun 30, 2026");
}
