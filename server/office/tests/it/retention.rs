//! Documents are kept for as long as the schedule says, and destroyed by two people or not at all.

use domain::cases::ReasonForm;
use domain::documents::{HoldForm, LiftForm};
use domain::ids::{CaseId, PurgeId};
use domain::retention::{PurgeForm, PurgeState, RuleForm};
use office::{Error, documents, retention};
use sqlx::{AssertSqlSafe, Executor};

use crate::documents::Desk;

/// An office with a document on a case that was closed in October 2023.
async fn desk() -> (Desk, domain::ids::DocumentId) {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Letter.txt", "Read me.").await;
    sql(&desk, "delete from purges; delete from retention_rules").await;
    dated(&desk, "2023-10-12").await;
    (desk, kept.document)
}

async fn sql(desk: &Desk, text: &str) {
    desk.test.superuser().await.execute(AssertSqlSafe(text.to_owned())).await.expect("done");
}

async fn dated(desk: &Desk, closed: &str) {
    let case = desk.world.open;
    sql(
        desk,
        &format!(
            "update cases set opened_on = '2020-01-05', closed_on = '{closed}' where id = '{case}'"
        ),
    )
    .await;
}

async fn rule(desk: &Desk, years: &str) {
    let form = RuleForm { area: "Estates".into(), years: years.into() };
    retention::set_rule(&desk.caller("partner"), &form).await.expect("the schedule is set");
}

async fn ask(desk: &Desk, who: &str) -> office::Result<()> {
    let form = ReasonForm { reason: "Long over.".into(), ..ReasonForm::default() };
    retention::ask(&desk.caller(who), desk.world.open, &form).await
}

async fn due(desk: &Desk) -> Vec<CaseId> {
    let page = retention::page(&desk.caller("partner")).await.expect("a page").body;
    page.due.iter().map(|case| case.id).collect()
}

async fn waits(desk: &Desk) -> PurgeId {
    let page = retention::page(&desk.caller("partner-second")).await.expect("a page").body;
    let waits = |state: &PurgeState| matches!(state, PurgeState::Waits { mine: true });
    page.purges.into_iter().find(|purge| waits(&purge.state)).expect("one waits").id
}

async fn decide(
    desk: &Desk,
    who: &str,
    id: PurgeId,
    destroy: bool,
    number: &str,
) -> office::Result<()> {
    let form = PurgeForm { number: number.into() };
    retention::decide(&desk.caller(who), id, destroy, &form).await
}

fn conflict(result: office::Result<()>) -> String {
    match result {
        Err(Error::Conflict(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn documents_are_destroyed_by_two_people_and_then_nobody_reads_them() {
    let (desk, document) = desk().await;
    assert!(due(&desk).await.is_empty(), "no rule speaks of it");
    assert!(conflict(ask(&desk, "partner").await).contains("No retention schedule"));
    rule(&desk, "3").await;
    assert_eq!(due(&desk).await, [desk.world.open]);
    ask(&desk, "partner").await.unwrap();
    assert!(conflict(ask(&desk, "partner").await).contains("already"));

    let purge = waits(&desk).await;
    assert!(matches!(decide(&desk, "partner", purge, true, "A-1").await, Err(Error::Refused(_))));
    assert!(matches!(
        decide(&desk, "attorney-lead", purge, true, "A-1").await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        decide(&desk, "partner-second", purge, true, "A-2").await,
        Err(Error::Invalid(_))
    ));
    assert_eq!(desk.read("attorney-lead", document, None).await.unwrap(), "Read me.");
    decide(&desk, "partner-second", purge, true, " A-1 ").await.unwrap();

    assert!(desk.read("attorney-lead", document, None).await.is_err());
    assert!(desk.read("partner", document, None).await.is_err());
    let keys: i64 = sqlx::query_scalar(
        "select count(*) from case_keys where wrapped is not null and case_id is not null",
    )
    .fetch_one(&mut desk.test.superuser().await)
    .await
    .unwrap();
    assert_eq!(keys, 0, "the key itself is gone");
    assert!(due(&desk).await.is_empty());
    assert!(conflict(ask(&desk, "partner").await).contains("destroyed already"));
    assert!(matches!(
        decide(&desk, "partner-second", purge, true, "A-1").await,
        Err(Error::Refused(_))
    ));
    let said: Vec<String> = sqlx::query_scalar(
        "select action || ' ' || outcome from audit_events where resource = 'purge' order by seq",
    )
    .fetch_all(&mut desk.test.superuser().await)
    .await
    .unwrap();
    assert_eq!(said.first().map(String::as_str), Some("ask-to-purge done"));
    assert_eq!(said.iter().filter(|line| *line == "confirm-purge done").count(), 1, "{said:?}");
}

#[tokio::test]
async fn what_has_to_be_kept_stands_in_the_way_of_both() {
    let (desk, document) = desk().await;
    let case = desk.world.open;
    rule(&desk, "4").await;
    assert!(due(&desk).await.is_empty());
    assert!(conflict(ask(&desk, "partner").await).contains("kept until"));
    rule(&desk, "3").await;

    // a date of its own
    sql(&desk, &format!("update documents set keep_until = '2026-10-13' where id = '{document}'"))
        .await;
    assert!(due(&desk).await.is_empty());
    assert!(conflict(ask(&desk, "partner").await).contains("kept until"));
    sql(&desk, &format!("update documents set keep_until = '2026-10-12' where id = '{document}'"))
        .await;

    // a hold before it is asked for, and one that comes meanwhile
    let lead = desk.caller("attorney-lead");
    let hold = HoldForm { reason: "A subpoena.".into() };
    documents::hold_document(&lead, document, &hold).await.unwrap();
    assert!(conflict(ask(&desk, "partner").await).contains("legal hold"));
    let lift = LiftForm { reason: "Answered.".into() };
    documents::lift_from_document(&lead, document, &lift).await.unwrap();
    ask(&desk, "partner").await.unwrap();
    let purge = waits(&desk).await;
    documents::hold_case(&lead, case, &hold).await.unwrap();
    assert!(
        conflict(decide(&desk, "partner-second", purge, true, "A-1").await)
            .contains("kept after all")
    );
    documents::lift_from_case(&lead, case, &lift).await.unwrap();

    // a longer schedule, a reopened case
    rule(&desk, "4").await;
    assert!(
        conflict(decide(&desk, "partner-second", purge, true, "A-1").await)
            .contains("kept after all")
    );
    rule(&desk, "3").await;
    sql(&desk, &format!("update cases set closed_on = null where id = '{case}'")).await;
    assert!(
        conflict(decide(&desk, "partner-second", purge, true, "A-1").await)
            .contains("kept after all")
    );
    dated(&desk, "2023-10-12").await;
    assert_eq!(desk.read("attorney-lead", document, None).await.unwrap(), "Read me.");

    // kept: and it can be asked for again
    decide(&desk, "partner-second", purge, false, "").await.unwrap();
    assert_eq!(desk.read("attorney-lead", document, None).await.unwrap(), "Read me.");
    ask(&desk, "partner-second").await.unwrap();
}

#[tokio::test]
async fn the_deputy_decides_by_the_number_and_sees_no_case() {
    let (desk, _) = desk().await;
    rule(&desk, "3").await;
    ask(&desk, "partner").await.unwrap();
    let page = retention::page(&desk.caller("deputy")).await.unwrap().body;
    assert!(!page.keeps && page.due.is_empty() && page.rules.is_empty());
    let [purge] = page.purges.as_slice() else { panic!("{:?}", page.purges) };
    assert_eq!((purge.case, purge.number.as_str(), purge.documents), (None, "A-1", 1));
    decide(&desk, "deputy", purge.id, true, "A-1").await.unwrap();
    assert!(matches!(retention::page(&desk.caller("attorney-lead")).await, Err(Error::Refused(_))));
}
