//! Calls for status beside the use of the portal.

use office::portal;

use super::{ORLA, Porch};

#[tokio::test]
async fn calls_for_status_and_sign_ins_are_counted_by_the_months_of_the_office() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    porch.scene().round().await;
    porch.sign_in(ORLA).await;
    porch.sign_in(ORLA).await;
    // the second is of last month in New York, though of this one in Greenwich
    porch
        .scene()
        .sql(format!(
            "insert into calls (id, caller_name, reason, for_id, taken_by, taken_at)
            select gen_random_uuid(), 'Orla', reason, '{by}', '{by}', at::timestamptz from (values
                ('status', date_trunc('month', office_now() at time zone 'America/New_York') at time zone 'America/New_York'),
                ('status', date_trunc('month', office_now() at time zone 'America/New_York') at time zone 'America/New_York' - interval '1 minute'),
                ('invoice', office_now())) as c (reason, at)",
            by = porch.scene().partner
        ))
        .await;
    let months = portal::by_month(&porch.partner()).await.unwrap().body.months;
    // nothing is told of the months before
    let [before, now] = months.as_slice() else { panic!("{months:?}") };
    assert_eq!((before.status_calls, before.calls, before.visits), (1, 1, 0));
    assert_eq!((now.status_calls, now.calls, now.visits, now.people), (1, 2, 2, 1));
}
