//! Asking, changing the day, withdrawing, and what came otherwise.

use domain::requests::{AskForm, DueForm, RequestState};
use office::{Error, requests};
use uuid::Uuid;

use super::{Counter, INES, OTTO, WREN};
use crate::support::requests::REQUESTS;

#[tokio::test]
async fn a_client_sees_what_is_asked_and_nobody_else_does() {
    let counter = Counter::new().await;
    let id = counter.ask("Your passport", "2026-10-20").await;
    for who in [WREN, INES] {
        let seen = counter.portal(who).await;
        let one = seen.open.iter().find(|row| row.id == id).expect("it is there");
        assert_eq!(
            (one.title.as_str(), one.due.as_deref()),
            ("Your passport", Some("Oct 20, 2026"))
        );
        assert!(one.sends && !one.late);
        assert_eq!(seen.open[0].id, id, "what is due comes first");
    }
    let other = counter.portal(OTTO).await;
    assert!(other.open.is_empty() && other.done.is_empty() && other.places.is_empty());
    let home = office::portal::home(&counter.person(WREN), None).await.unwrap().body;
    assert_eq!((home.requests, home.needed[0].id), (2, id));
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_one_request() {
    let counter = Counter::new().await;
    let form = AskForm {
        key: Uuid::now_v7().to_string(),
        client: counter.client().to_string(),
        title: "Your passport".into(),
        ..AskForm::default()
    };
    let caller = counter.desk.caller("paralegal-contribute");
    for _ in 0..2 {
        requests::ask(&caller, counter.case(), &form).await.unwrap();
    }
    assert_eq!(
        counter.count("select count(*) from client_requests where title = 'Your passport'").await,
        1
    );
    let audited =
        "select count(*) from audit_events where action = 'ask-client' and outcome = 'done'";
    assert_eq!(counter.count(audited).await, 1);
    let told = "select count(*) from case_events where happened->>'kind' = 'client_asked'";
    assert_eq!(counter.count(told).await, 1);
    // somebody else's key is no way to theirs
    let other = requests::ask(&counter.desk.caller("attorney-lead"), counter.case(), &form).await;
    assert!(matches!(other, Err(Error::Conflict(_))), "{other:?}");
}

#[tokio::test]
async fn only_a_client_of_the_case_is_asked() {
    let counter = Counter::new().await;
    let caller = counter.desk.caller("attorney-lead");
    for client in [counter.desk.world.closed_client.to_string(), Uuid::from_u128(9).to_string()] {
        let form = AskForm { client, title: "Your passport".into(), ..AskForm::default() };
        let asked = requests::ask(&caller, counter.case(), &form).await;
        assert!(matches!(asked, Err(Error::Conflict(_) | Error::Invalid(_))), "{asked:?}");
    }
    let none = requests::ask(&caller, counter.case(), &AskForm::default()).await;
    let Err(Error::Invalid(errors)) = none else { panic!("{none:?}") };
    assert!(errors.of("client").is_some() && errors.of("title").is_some());
    assert_eq!(
        counter.count("select count(*) from client_requests").await,
        2,
        "those of the matrix"
    );
}

#[tokio::test]
async fn the_day_moves_once_for_each_look() {
    let counter = Counter::new().await;
    let (case, caller) = (counter.case(), counter.desk.caller("attorney-lead"));
    let form = |due: &str| DueForm { due: due.into(), revision: "1".into() };
    let past = requests::change(&caller, case, REQUESTS.open, &form("2026-10-12")).await;
    assert!(matches!(past, Err(Error::Invalid(_))), "{past:?}");
    requests::change(&caller, case, REQUESTS.open, &form("2026-10-20")).await.unwrap();
    let stale = requests::change(&caller, case, REQUESTS.open, &form("2026-10-21")).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    assert_eq!(counter.portal(WREN).await.open[0].due.as_deref(), Some("Oct 20, 2026"));
    let other = requests::change(&caller, case, REQUESTS.closed, &form("2026-10-20")).await;
    assert!(matches!(other, Err(Error::NotFound)), "of another case: {other:?}");
}

#[tokio::test]
async fn what_is_withdrawn_is_gone_and_what_came_otherwise_is_done() {
    let counter = Counter::new().await;
    let (case, caller) = (counter.case(), counter.desk.caller("attorney-lead"));
    let id = counter.ask("Your passport", "2026-10-20").await;
    requests::withdraw(&caller, case, id).await.unwrap();
    requests::receive(&caller, case, REQUESTS.open).await.unwrap();
    for again in [id, REQUESTS.open] {
        let ended = requests::withdraw(&caller, case, again).await;
        assert!(matches!(ended, Err(Error::Conflict(_))), "{ended:?}");
    }
    let seen = counter.portal(WREN).await;
    assert!(seen.open.is_empty());
    assert_eq!(seen.done.iter().map(|row| row.id).collect::<Vec<_>>(), [REQUESTS.open]);
    let states: Vec<_> =
        counter.page("attorney-view").await.requests.iter().map(|row| row.state).collect();
    assert!(states.contains(&RequestState::Withdrawn) && states.contains(&RequestState::Fulfilled));
    let all = requests::everywhere(&caller).await.unwrap().body;
    assert!(all.requests.is_empty());
}

#[tokio::test]
async fn what_is_overdue_is_said_to_the_office_and_kindly_to_the_client() {
    let counter = Counter::new().await;
    counter
        .run(&format!(
            "update client_requests set due_on = '2026-10-12' where id = '{}'",
            REQUESTS.open
        ))
        .await;
    assert_eq!(counter.page("attorney-view").await.requests[0].state, RequestState::Overdue);
    assert!(counter.portal(WREN).await.open[0].late);
}

#[tokio::test]
async fn whoever_has_ended_reads_nothing_and_a_co_client_reads_no_other_s() {
    let counter = Counter::new().await;
    let world = &counter.desk.world;
    // the client of the closed case joins the open one
    counter
        .run(&format!(
            "insert into case_clients (case_id, client_id, since) values ('{}', '{}', '2026-10-01')",
            world.open, world.closed_client
        ))
        .await;
    let seen = counter.portal(OTTO).await;
    assert!(seen.open.is_empty() && seen.done.is_empty(), "what is asked of another client");
    assert_eq!(seen.places.len(), 1, "and sends to the case");
    counter.run("update portal_memberships set until = '2026-10-13T14:00:00Z'").await;
    let gone = office::portal::requests(&counter.person(WREN)).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{:?}", gone.err());
}
