//! The demo office is whole, and the same for the same seed and day.

use office::seed::SeedOptions;
use sqlx::Row;

use crate::support::TestOffice;

const DUMP: &str = "select md5(string_agg(line, chr(10) order by line)) as digest from (
    select 'case ' || number || title || opened_on || coalesce(closed_on::text, '') || stage as line from cases
    union all select 'client ' || name || kind from clients
    union all select 'team ' || case_id || level || since || coalesce(until::text, '') from case_team
    union all select 'wall ' || reason || since from walls) as lines";

async fn digest(seed: u64) -> (office::seed::Seeded, String, TestOffice) {
    let test = TestOffice::new().await;
    let console = test.console().await;
    let made = office::seed::demo(
        &console,
        &test.office,
        SeedOptions { seed, today: jiff::civil::date(2026, 10, 13) },
    )
    .await
    .unwrap();
    console.close().await;
    let row = sqlx::query(DUMP).fetch_one(&mut test.superuser().await).await.unwrap();
    (made, row.get("digest"), test)
}

#[tokio::test]
async fn the_demo_office_is_whole_and_the_same_twice() {
    let (made, first, test) = digest(7).await;
    let (_, second, _) = digest(7).await;
    assert_eq!(first, second);
    assert_eq!((made.staff, made.cases), (12, 90));
    assert!((58..=64).contains(&made.clients), "{} clients", made.clients);
    let mut connection = test.superuser().await;
    for (what, sql) in [
        ("walls", "select count(*) from walls where until is null"),
        (
            "an expired grant",
            "select count(*) from case_team where until < '2026-10-13' and ended_by is null",
        ),
        (
            "a cover",
            "select count(*) from covers where since < '2026-10-13' and until > '2026-10-13'",
        ),
        ("somebody suspended", "select count(*) from staff_suspensions where until is null"),
        ("prepared cases", "select count(*) from case_proposals where decided_at is null"),
        ("a lifting", "select count(*) from wall_lifts where decided_at is null"),
        ("closed cases", "select count(*) from cases where closed_on is not null"),
    ] {
        let n: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        assert!(n > 0, "{what}");
    }
    let late: i64 =
        sqlx::query_scalar("select count(*) from audit_events where at > '2026-10-13T14:00:00Z'")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert_eq!(late, 0, "nothing in the demo happens after its morning");
}
