//! Sharing, proposing, approving, withdrawing, recalling: who may, what is asked, and what is left behind.

use domain::documents::{DocumentFilter, ReasonForm, RestrictForm};
use domain::ids::{DocumentId, ShareId};
use domain::sharing::{Outcome, ShareForm, ShareState};
use office::{Error, documents, sharing};
use uuid::Uuid;

use super::{Counter, PEOPLE, PLAIN};

fn because(reason: &str) -> ReasonForm {
    ReasonForm { reason: reason.into() }
}

fn field(error: Error) -> String {
    match error {
        Error::Invalid(errors) => {
            errors.0.into_iter().map(|error| error.field).collect::<Vec<_>>().join(" ")
        }
        other => panic!("{other:?}"),
    }
}

/// What the timeline and the log say of sharing.
async fn told(counter: &Counter) -> Vec<String> {
    sqlx::query_scalar("select happened->>'kind' from case_events where happened->>'kind' like '%share%' order by at, id")
        .fetch_all(&mut counter.connection().await)
        .await
        .unwrap()
}

async fn audited(counter: &Counter, document: DocumentId) -> Vec<String> {
    let all = counter.desk.audited(document).await;
    all.into_iter().filter(|said| said.contains("share")).collect()
}

#[tokio::test]
async fn a_share_waits_two_minutes_and_is_open_from_then_on() {
    let counter = Counter::new().await;
    let document = counter.add("Lease.txt", PLAIN).await.document;
    counter.share("attorney-lead", document).await;
    let caller = counter.caller("attorney-lead");
    let rows = counter.rows(&caller, document).await;
    assert_eq!((rows[0].state, rows[0].client.as_str()), (ShareState::Held, "Ashdown Estate"));
    assert_eq!((rows[0].verdict, rows[0].people[0].is_open), (Outcome::Clear, false));
    let rows = counter.rows(&counter.later("attorney-lead", 120), document).await;
    assert_eq!((rows[0].state, rows[0].people[0].is_open), (ShareState::Open, true));
    assert_eq!(told(&counter).await, ["document_shared"]);
    assert_eq!(audited(&counter, document).await, ["share-document 1"]);
    let filter = DocumentFilter { show: "shared".into(), ..DocumentFilter::default() };
    let list = documents::of_case(&caller, counter.desk.world.open, filter).await.unwrap().body;
    assert_eq!((list.page.rows.len(), list.counts.shared), (1, 1));
}

#[tokio::test]
async fn sent_twice_it_is_shared_once() {
    let counter = Counter::new().await;
    let document = counter.add("Lease.txt", PLAIN).await.document;
    let form = counter.form("attorney-lead", document).await;
    let caller = counter.caller("attorney-lead");
    let (one, two) = tokio::join!(
        sharing::share(&caller, document, &form),
        sharing::share(&caller, document, &form)
    );
    one.unwrap();
    two.unwrap();
    sharing::share(&caller, document, &form).await.unwrap();
    assert_eq!(counter.count("select count(*) from document_shares").await, 1);
    assert_eq!(audited(&counter, document).await.len(), 1);
    // another form for the same person: it is theirs already
    let again = ShareForm { key: Uuid::from_u128(9).to_string(), ..form.clone() };
    assert_eq!(field(sharing::share(&caller, document, &again).await.unwrap_err()), "people");
    // to another person of the client it goes beside
    let beside = ShareForm { people: vec![PEOPLE.emeka.membership.to_string()], ..again };
    sharing::share(&caller, document, &beside).await.unwrap();
    assert_eq!(counter.count("select count(*) from document_shares").await, 2);
}

#[tokio::test]
async fn forged_and_careless_forms_are_refused_and_leave_nothing() {
    let counter = Counter::new().await;
    let world = &counter.desk.world;
    let document = counter.add("Lease.txt", PLAIN).await.document;
    let caller = counter.caller("attorney-lead");
    let form = counter.form("attorney-lead", document).await;
    let to = |client: Uuid| ShareForm {
        client: client.to_string(),
        looked: client.to_string(),
        ..form.clone()
    };
    for (wrong, where_) in [
        (ShareForm { client: String::new(), ..form.clone() }, "client"),
        (ShareForm { client: "yes".into(), ..form.clone() }, "client"),
        (to(world.closed_client.0), "client"),
        (to(Uuid::from_u128(3)), "client"),
        (ShareForm { client: world.closed_client.to_string(), ..form.clone() }, "client"),
        (ShareForm { people: Vec::new(), ..form.clone() }, "people"),
        (ShareForm { people: vec![PEOPLE.dana.membership.to_string()], ..form.clone() }, "people"),
        (
            ShareForm {
                people: vec![
                    PEOPLE.ramona.membership.to_string(),
                    PEOPLE.dana.membership.to_string(),
                ],
                ..form.clone()
            },
            "people",
        ),
        (ShareForm { people: vec!["' or true --".into()], ..form.clone() }, "people"),
        (ShareForm { nth: "one".into(), ..form.clone() }, "nth"),
    ] {
        let error = sharing::share(&caller, document, &wrong).await.unwrap_err();
        assert_eq!(field(error), where_, "{wrong:?}");
    }
    for wrong in [
        ShareForm { nth: "2".into(), ..form.clone() },
        ShareForm { nth: "0".into(), ..form.clone() },
        ShareForm { key: "again".into(), ..form.clone() },
    ] {
        let error = sharing::share(&caller, document, &wrong).await.unwrap_err();
        assert!(matches!(error, Error::Conflict(_)), "{wrong:?}: {error:?}");
    }
    assert_eq!(counter.count("select count(*) from document_shares").await, 0);
    assert_eq!(told(&counter).await, Vec::<String>::new());
    // a key that was somebody else's share is none of this one
    let other = counter.add("Other.txt", PLAIN).await.document;
    let taken = counter.share("partner", other).await;
    let error =
        sharing::share(&caller, document, &ShareForm { key: taken.to_string(), ..form }).await;
    assert!(matches!(error, Err(Error::Conflict(_))), "{error:?}");
}

#[tokio::test]
async fn a_version_that_is_not_the_newest_any_more_does_not_go() {
    let counter = Counter::new().await;
    let document = counter.add("Lease.txt", PLAIN).await.document;
    let form = counter.form("attorney-lead", document).await;
    let caller = counter.caller("attorney-lead");
    let new = documents::NewFile::named("Lease.txt");
    documents::add_version(&caller, document, 1, &new, crate::documents::body("Another one."))
        .await
        .unwrap();
    let error = sharing::share(&caller, document, &form).await.unwrap_err();
    assert!(matches!(&error, Error::Conflict(why) if why.contains("version 2")), "{error:?}");
    assert_eq!(counter.count("select count(*) from document_shares").await, 0);
}

#[tokio::test]
async fn nothing_goes_from_the_trash_from_the_scanner_or_from_a_closed_case() {
    let counter = Counter::new().await;
    let world = &counter.desk.world;
    let caller = counter.caller("attorney-lead");
    let document = counter.add("Lease.txt", PLAIN).await.document;
    let share = counter.share("partner", document).await;
    let form = ShareForm {
        people: vec![PEOPLE.emeka.membership.to_string()],
        ..counter.form("attorney-lead", document).await
    };
    let refused = async || sharing::share(&caller, document, &form).await.unwrap_err();
    documents::trash(&caller, document, &because("")).await.unwrap();
    assert!(matches!(refused().await, Error::Conflict(why) if why.contains("trash")));
    documents::restore_from_trash(&caller, document).await.unwrap();
    counter
        .run("insert into document_quarantines (version_id, document_id, found) select id, document_id, 'Eicar-Test' from document_versions")
        .await;
    assert!(matches!(refused().await, Error::Conflict(why) if why.contains("scanner")));
    counter.run("delete from document_quarantines").await;
    counter
        .run(&format!("update cases set closed_on = '2026-10-13' where id = '{}'", world.open))
        .await;
    assert!(matches!(refused().await, Error::Refused(why) if why.contains("closed")));
    let page = sharing::page(&caller, document, None).await.unwrap_err();
    assert!(matches!(page, Error::Refused(why) if why.contains("closed")));
    // what went out before is recalled all the same
    let later = counter.later("attorney-lead", 600);
    sharing::recall(&later, share, &because("It was the wrong lease.")).await.unwrap();
    assert_eq!(told(&counter).await, ["document_shared", "share_recalled"]);
}

#[tokio::test]
async fn a_share_is_withdrawn_while_its_time_runs_and_recalled_with_a_reason_after() {
    let counter = Counter::new().await;
    let caller = counter.caller("attorney-lead");
    let first = counter.add("First.txt", PLAIN).await.document;
    let share = counter.share("attorney-lead", first).await;
    sharing::withdraw(&counter.later("attorney-lead", 119), share).await.unwrap();
    assert_eq!(counter.rows(&caller, first).await[0].state, ShareState::Withdrawn);

    let second = counter.add("Second.txt", PLAIN).await.document;
    let share = counter.share("attorney-lead", second).await;
    let later = counter.later("attorney-lead", 120);
    let late = sharing::withdraw(&later, share).await.unwrap_err();
    assert!(matches!(late, Error::Conflict(why) if why.contains("Recall it")));
    for bad in ["", "   ", &"x".repeat(5_000)] {
        assert_eq!(
            field(sharing::recall(&later, share, &because(bad)).await.unwrap_err()),
            "reason"
        );
    }
    sharing::recall(&later, share, &because("It was the wrong lease.")).await.unwrap();
    let twice = sharing::recall(&later, share, &because("Again.")).await.unwrap_err();
    assert!(matches!(twice, Error::Conflict(_)), "{twice:?}");
    let row = counter.rows(&later, second).await.remove(0);
    assert_eq!(
        (row.state, row.because.as_deref()),
        (ShareState::Recalled, Some("It was the wrong lease."))
    );
    assert_eq!(audited(&counter, first).await, ["share-document 1", "withdraw-share"]);
    assert_eq!(audited(&counter, second).await, ["share-document 1", "recall-share"]);
    // it can be shared anew
    counter.share("attorney-lead", second).await;
}

#[tokio::test]
async fn whoever_may_not_release_proposes_and_somebody_who_may_decides() {
    let counter = Counter::new().await;
    let document = counter.add("Lease.txt", PLAIN).await.document;
    let paralegal = counter.caller("paralegal-contribute");
    let form = counter.form("paralegal-contribute", document).await;
    let refused = sharing::share(&paralegal, document, &form).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(why) if why.contains("release right")));
    sharing::propose(&paralegal, document, &form).await.unwrap();
    let share: ShareId = form.key.parse().unwrap();
    assert_eq!(counter.rows(&paralegal, document).await[0].state, ShareState::Proposed);
    let waiting = documents::of_case(
        &counter.caller("attorney-lead"),
        counter.desk.world.open,
        DocumentFilter::default(),
    )
    .await
    .unwrap()
    .body
    .waiting;
    assert_eq!((waiting.len(), waiting[0].by.as_str()), (1, "paralegal-contribute"));
    // neither who proposed it nor who only views decides
    for who in ["paralegal-contribute", "attorney-contribute", "attorney-view"] {
        let error = sharing::proposal(&counter.caller(who), share).await.unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{who}");
    }
    let lead = counter.later("attorney-lead", 5);
    let (_, blank, context) = sharing::proposal(&lead, share).await.unwrap();
    assert_eq!(context.proposal.unwrap().by, "paralegal-contribute");
    assert_eq!(field(sharing::approve(&lead, share, &blank).await.unwrap_err()), "client");
    let chosen = ShareForm { client: blank.looked.clone(), ..blank };
    // nobody else is slipped in on the way
    let forged = ShareForm { people: vec![PEOPLE.emeka.membership.to_string()], ..chosen.clone() };
    sharing::approve(&lead, share, &forged).await.unwrap();
    let row = counter.rows(&lead, document).await.remove(0);
    assert_eq!((row.state, row.approved_by.as_deref()), (ShareState::Held, Some("attorney-lead")));
    assert_eq!(row.people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Ramona Okonkwo"]);
    assert!(matches!(sharing::approve(&lead, share, &chosen).await, Err(Error::Conflict(_))));
    assert!(matches!(
        sharing::decline(&lead, share, &because("Too late.")).await,
        Err(Error::Conflict(_))
    ));
    assert_eq!(told(&counter).await, ["share_proposed", "document_shared"]);
}

#[tokio::test]
async fn a_proposal_is_declined_with_a_reason_or_withdrawn_by_whoever_made_it() {
    let counter = Counter::new().await;
    let document = counter.add("Lease.txt", PLAIN).await.document;
    let paralegal = counter.caller("paralegal-contribute");
    let lead = counter.caller("attorney-lead");
    let propose = async || -> ShareId {
        let form = counter.form("paralegal-contribute", document).await;
        sharing::propose(&paralegal, document, &form).await.unwrap();
        form.key.parse().unwrap()
    };
    let share = propose().await;
    assert_eq!(field(sharing::decline(&lead, share, &because("")).await.unwrap_err()), "reason");
    sharing::decline(&lead, share, &because("The signed one, please.")).await.unwrap();
    let row = counter.rows(&paralegal, document).await.remove(0);
    assert_eq!(
        (row.state, row.because.as_deref()),
        (ShareState::Declined, Some("The signed one, please."))
    );
    let share = propose().await;
    let other = sharing::withdraw(&counter.caller("attorney-view"), share).await;
    assert!(matches!(other, Err(Error::Refused(_))), "{other:?}");
    sharing::withdraw(&paralegal, share).await.unwrap();
    assert_eq!(counter.rows(&paralegal, document).await[0].state, ShareState::Withdrawn);
    let said = audited(&counter, document).await;
    assert_eq!(
        said,
        [
            "propose-share 1",
            "decline-share",
            "propose-share 1",
            "end-share refused",
            "withdraw-share"
        ]
    );
}

#[tokio::test]
async fn a_newer_version_ends_the_approving_of_an_older_one() {
    let counter = Counter::new().await;
    let document = counter.add("Lease.txt", PLAIN).await.document;
    let form = counter.form("paralegal-contribute", document).await;
    sharing::propose(&counter.caller("paralegal-contribute"), document, &form).await.unwrap();
    let lead = counter.caller("attorney-lead");
    let new = documents::NewFile::named("Lease.txt");
    documents::add_version(&lead, document, 1, &new, crate::documents::body("Another one."))
        .await
        .unwrap();
    let share = form.key.parse().unwrap();
    let (_, blank, context) = sharing::proposal(&lead, share).await.unwrap();
    assert!(context.bar.unwrap().contains("newer version"));
    let chosen = ShareForm { client: blank.looked.clone(), ..blank };
    assert!(matches!(sharing::approve(&lead, share, &chosen).await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn what_one_cannot_see_cannot_be_shared_and_is_not_told() {
    let counter = Counter::new().await;
    let document = counter.add("Strategy.txt", PLAIN).await.document;
    let share = counter.share("attorney-lead", document).await;
    let form = counter.form("attorney-lead", document).await;
    let narrow = RestrictForm {
        narrowed_to: "named".into(),
        people: vec![counter.desk.world.persona("attorney-view").id.to_string()],
        ..RestrictForm::default()
    };
    documents::narrow_document(&counter.caller("partner"), document, &narrow).await.unwrap();
    for who in ["attorney-manage", "attorney-outside", "attorney-walled-member", "partner-walled"] {
        let caller = counter.caller(who);
        for error in [
            sharing::page(&caller, document, None).await.err(),
            sharing::share(&caller, document, &form).await.err(),
            sharing::propose(&caller, document, &form).await.err(),
            sharing::proposal(&caller, share).await.err(),
            sharing::withdraw(&caller, share).await.err(),
            sharing::recall(&caller, share, &because("x")).await.err(),
            sharing::decline(&caller, share, &because("x")).await.err(),
        ] {
            assert!(matches!(error, Some(Error::NotFound)), "{who}: {error:?}");
        }
    }
    // a share that is none answers alike
    let none = sharing::withdraw(&counter.caller("partner"), ShareId(Uuid::from_u128(5))).await;
    assert!(matches!(none, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_co_client_is_chosen_and_its_own_people_get_it() {
    let counter = Counter::new().await;
    let world = &counter.desk.world;
    counter
        .run(&format!(
            "insert into case_clients (case_id, client_id) values ('{}', '{}')",
            world.open, world.closed_client
        ))
        .await;
    let document = counter.add("Joint.txt", "Bellweather Estate and we agree.").await.document;
    let caller = counter.caller("attorney-lead");
    let (_, form, context) = sharing::page(&caller, document, None).await.unwrap();
    assert_eq!((context.clients.len(), context.looked, form.looked.as_str()), (2, None, ""));
    let (_, form, context) =
        sharing::page(&caller, document, Some(world.closed_client)).await.unwrap();
    assert_eq!(context.findings.outcome, Outcome::Clear, "{:?}", context.findings);
    let mixed = ShareForm {
        client: form.looked.clone(),
        people: vec![PEOPLE.ramona.membership.to_string()],
        ..form.clone()
    };
    assert_eq!(field(sharing::share(&caller, document, &mixed).await.unwrap_err()), "people");
    let right = ShareForm { people: vec![PEOPLE.dana.membership.to_string()], ..mixed };
    sharing::share(&caller, document, &right).await.unwrap();
    assert_eq!(counter.rows(&caller, document).await[0].client, "Bellweather Estate");
    // and for the client of the case, what the co-client is called is no other client's
    assert_eq!(counter.found("attorney-lead", document).await.outcome, Outcome::Clear);
}
