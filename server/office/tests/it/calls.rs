//! Calls: for whom they are taken, who reads them, and that they are answered once.

use domain::calls::{AnswerForm, CallFilter, CallForm};
use domain::ids::CallId;
use office::{Caller, Error, calls};

use crate::support::TestOffice;
use crate::support::people::World;

async fn world() -> (TestOffice, World) {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    (test, world)
}

fn form(world: &World, holder: &str, case: &str) -> CallForm {
    CallForm {
        caller: "Ramona Vale".into(),
        phone: "(212) 555-0142".into(),
        reason: "status".into(),
        holder: world.persona(holder).id.to_string(),
        case: case.into(),
        message: String::new(),
    }
}

async fn answer_form(caller: &Caller, id: CallId) -> AnswerForm {
    let revision = calls::show(caller, id).await.unwrap().body.revision.to_string();
    AnswerForm { outcome: "called_back".into(), revision, ..AnswerForm::default() }
}

fn refused_field(result: Result<CallId, Error>, field: &str) -> String {
    match result {
        Err(Error::Invalid(errors)) => errors.of(field).expect("a complaint").to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_call_waits_for_whom_it_is_for_and_is_answered_once() {
    let (test, world) = world().await;
    let desk = world.persona("billing-desk").caller(&test.office);
    let lead = world.persona("attorney-lead").caller(&test.office);
    let id = calls::take(&desk, &form(&world, "attorney-lead", "A-1")).await.unwrap();
    let list = calls::list(&lead, CallFilter::default()).await.unwrap();
    assert_eq!(list.frame.calls, 1);
    let row = list.body.page.rows.first().unwrap().clone();
    assert_eq!((row.number.as_str(), row.case), ("A-1", Some(world.open)));
    assert_eq!((row.phone.as_str(), row.dial.as_deref()), ("(212) 555-0142", Some("+12125550142")));
    let answer = answer_form(&lead, id).await;
    // whoever took it reads it, and does not answer it
    assert!(matches!(calls::answer(&desk, id, &answer).await, Err(Error::Refused(_))));
    calls::answer(&lead, id, &answer).await.unwrap();
    assert!(matches!(calls::answer(&lead, id, &answer).await, Err(Error::Conflict(_))));
    assert_eq!(calls::list(&lead, CallFilter::default()).await.unwrap().frame.calls, 0);
    assert_eq!(calls::show(&desk, id).await.unwrap().body.answered.unwrap().0, "attorney-lead");
}

#[tokio::test]
async fn a_call_that_is_handed_on_is_seen_by_the_one_it_is_for_now() {
    let (test, world) = world().await;
    let (holder, next) = (
        world.persona("attorney-outside").caller(&test.office),
        world.persona("attorney-lead").caller(&test.office),
    );
    assert!(matches!(calls::show(&next, world.call).await, Err(Error::NotFound)));
    let to = |name: &str, form: AnswerForm| AnswerForm {
        to: world.persona(name).id.to_string(),
        ..form
    };
    let form = answer_form(&holder, world.call).await;
    let left = calls::hand_on(&holder, world.call, &to("attorney-suspended", form.clone())).await;
    assert!(matches!(left, Err(Error::Invalid(_))), "{left:?}");
    assert!(
        !calls::hand_on(&holder, world.call, &to("attorney-lead", form.clone())).await.unwrap()
    );
    assert!(matches!(calls::show(&holder, world.call).await, Err(Error::NotFound)));
    let page = calls::show(&next, world.call).await.unwrap().body;
    let holders: Vec<_> = page.holders.iter().map(|h| h.person.name.as_str()).collect();
    assert_eq!(holders, ["attorney-lead", "attorney-outside"]);
    let stale = calls::hand_on(&next, world.call, &to("partner", form)).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
}

#[tokio::test]
async fn a_number_names_a_case_to_whoever_sees_it_and_to_the_desk_and_tells_nobody_else() {
    let (test, world) = world().await;
    let take = async |who: &str, case: &str, holder: &str| {
        calls::take(&world.persona(who).caller(&test.office), &form(&world, holder, case)).await
    };
    for who in ["partner", "attorney-view", "paralegal-desk", "billing-desk", "billing"] {
        assert!(take(who, "A-1", "attorney-lead").await.is_ok(), "{who}");
    }
    let unknown = refused_field(take("attorney-outside", "A-999", "attorney-lead").await, "case");
    for who in ["attorney-outside", "attorney-walled-member", "billing-walled", "partner-walled"] {
        assert_eq!(
            refused_field(take(who, "A-1", "attorney-lead").await, "case"),
            unknown,
            "{who}"
        );
    }
    // nobody screened from the case, or gone, is called about it
    for holder in ["attorney-walled", "partner-walled-client", "attorney-suspended"] {
        refused_field(take("paralegal-desk", "A-1", holder).await, "holder");
    }
}

#[tokio::test]
async fn the_team_hears_how_often_the_status_was_asked_for() {
    let (test, world) = world().await;
    let lead = world.persona("attorney-lead").caller(&test.office);
    let asks = async || match office::cases::show(&lead, world.open).await.unwrap().body {
        domain::cases::CaseView::Full(page) => page.status_asks,
        domain::cases::CaseView::Billing(_) => panic!(),
    };
    let before = asks().await.0;
    let desk = world.persona("paralegal-desk").caller(&test.office);
    calls::take(&desk, &form(&world, "attorney-lead", "A-1")).await.unwrap();
    let other = CallForm { reason: "invoice".into(), ..form(&world, "attorney-lead", "A-1") };
    calls::take(&desk, &other).await.unwrap();
    assert_eq!(asks().await, (before + 1, Some("Oct 13, 2026".into())));
}

#[tokio::test]
async fn what_is_missing_is_said_beside_each_field() {
    let (test, world) = world().await;
    let desk = world.persona("billing-desk").caller(&test.office);
    let Err(Error::Invalid(errors)) = calls::take(&desk, &CallForm::default()).await else {
        panic!()
    };
    for field in ["caller", "reason", "holder"] {
        assert!(errors.of(field).is_some(), "{field}: {errors:?}");
    }
    // what only the office can say comes with the rest
    let wrong = CallForm { caller: String::new(), ..form(&world, "attorney-suspended", "A-999") };
    let Err(Error::Invalid(errors)) = calls::take(&desk, &wrong).await else { panic!() };
    for field in ["caller", "case", "holder"] {
        assert!(errors.of(field).is_some(), "{field}: {errors:?}");
    }
    let odd = CallForm { phone: "ask for Pat, ext. 4".into(), ..form(&world, "partner", "") };
    let id = calls::take(&desk, &odd).await.unwrap();
    let row = calls::show(&desk, id).await.unwrap().body.row;
    assert_eq!((row.phone.as_str(), row.dial), ("ask for Pat, ext. 4", None));
}
