//! Who speaks for a client and who pays for a case: on proof, for their time, and found again.

use domain::cases::{CaseView, Happened};
use domain::clients::ClientForm;
use domain::conflicts::CheckForm;
use domain::payers::PayerForm;
use domain::representatives::RepresentativeForm;
use office::{Caller, Error, cases, clients, conflicts, payers, representatives};

use crate::support::TestOffice;
use crate::support::people::World;

async fn world() -> (TestOffice, World) {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    (test, world)
}

fn as_(test: &TestOffice, world: &World, name: &str) -> Caller {
    world.persona(name).caller(&test.office)
}

fn form(kind: &str, name: &str, until: &str) -> RepresentativeForm {
    RepresentativeForm {
        kind: kind.into(),
        name: name.into(),
        phone: "(212) 555-0142".into(),
        proof: "Certified copy of the order".into(),
        proof_by: "The lead".into(),
        proof_on: "2026-10-12".into(),
        scope: "Everything".into(),
        since: "2026-10-12".into(),
        until: until.into(),
        ..RepresentativeForm::default()
    }
}

fn payer(name: &str) -> PayerForm {
    PayerForm {
        name: name.into(),
        email: "bills@payer.example".into(),
        since: "2026-10-01".into(),
        ..PayerForm::default()
    }
}

async fn found(caller: &Caller, name: &str) -> Vec<(String, String)> {
    let form = CheckForm { names: name.into(), about: String::new() };
    let id = conflicts::check(caller, &form).await.unwrap();
    let page = conflicts::show(caller, id).await.unwrap().body;
    page.matches.into_iter().map(|found| (found.name, found.kind)).collect()
}

#[tokio::test]
async fn a_guardian_ends_with_childhood_also_where_the_birth_date_comes_later() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    let child = ClientForm {
        kind: "person".into(),
        given_name: "Wim".into(),
        family_name: "Sayer".into(),
        ..ClientForm::default()
    };
    let id = clients::create(&lead, &child).await.unwrap();
    representatives::add(&lead, id, &form("guardian", "Imke Sayer", "2040-01-01")).await.unwrap();
    let (_, edit, _) = clients::edit_form(&lead, id).await.unwrap();
    let born = ClientForm { born_on: "2027-05-04".into(), ..edit.clone() };
    let refused = clients::edit(&lead, id, &born).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid(_)), "{refused:?}");
    clients::edit(&lead, id, &ClientForm { born_on: "2012-05-04".into(), ..edit }).await.unwrap();
    let page = clients::show(&lead, id).await.unwrap().body;
    assert_eq!(page.born_on.as_deref(), Some("May 4, 2012"));
    assert_eq!(page.representatives[0].until.as_deref(), Some("May 4, 2030"));

    let late =
        representatives::add(&lead, id, &form("guardian", "Other Sayer", "2030-05-05")).await;
    assert!(matches!(late, Err(Error::Invalid(_))), "{late:?}");
    representatives::add(&lead, id, &form("guardian", "Other Sayer", "")).await.unwrap();
    let page = clients::show(&lead, id).await.unwrap().body;
    assert!(page.representatives.iter().all(|row| row.until.as_deref() == Some("May 4, 2030")));

    // the database says so too, whatever the code above it forgot
    let mut connection = test.superuser().await;
    for sql in [
        "update representatives set until = '2031-01-01' where name = 'Imke Sayer'",
        "update representatives set until = null where name = 'Imke Sayer'",
    ] {
        let error = sqlx::query(sql).execute(&mut connection).await.unwrap_err();
        assert!(error.to_string().contains("childhood"), "{error}");
    }
    // who has no birth date has no such end; an organization has officers and no guardian
    representatives::add(&lead, world.client, &form("officer", "Ann Birch", "")).await.unwrap();
    let none = representatives::add(&lead, world.client, &form("guardian", "Ann Birch", "")).await;
    assert!(matches!(none, Err(Error::Invalid(_))), "{none:?}");
}

#[tokio::test]
async fn a_representative_is_changed_once_ended_and_still_found() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    let (client, whom) = (world.client, world.representative);
    let (_, form, context) = representatives::change_form(&lead, client, whom).await.unwrap();
    assert_eq!(context.representative, Some(whom));
    let form = RepresentativeForm { name: "Ottilie Crane-Bell".into(), ..form };
    representatives::change(&lead, client, whom, &form).await.unwrap();
    let stale = representatives::change(&lead, client, whom, &form).await.unwrap_err();
    assert!(matches!(stale, Error::Conflict(_)), "{stale:?}");
    representatives::end(&lead, client, whom).await.unwrap();
    let again = representatives::end(&lead, client, whom).await.unwrap_err();
    assert!(matches!(again, Error::NotFound), "{again:?}");
    let page = clients::show(&lead, client).await.unwrap().body;
    assert!(page.representatives[0].past);
    // what it said before each change is still there
    let earlier: Vec<_> = page.representatives[0]
        .earlier
        .iter()
        .map(|was| (was.name.as_str(), was.scope.as_str(), was.replaced.as_str()))
        .collect();
    let today = "attorney-lead, Oct 13, 2026";
    assert_eq!(earlier[0], ("Ottilie Crane", "The estate", today), "{earlier:?}");
    assert_eq!((earlier[1].0, earlier[1].1, earlier.len()), ("Ottilie Crane", "The house", 2));
    let kind = "Speaks for a client".to_owned();
    for name in ["Ottilie Crane", "Ottilie Crane-Bell"] {
        let seen = found(&as_(&test, &world, "partner"), name).await;
        assert!(seen.contains(&(name.into(), kind.clone())), "{seen:?}");
    }
    // who does not see the client does not learn of them
    assert_eq!(found(&as_(&test, &world, "attorney-outside"), "Ottilie Crane").await, []);
    // another client's are not reached through this one
    let tried = representatives::change_form(&lead, world.closed_client, whom).await;
    assert!(matches!(tried, Err(Error::NotFound)), "{:?}", tried.err());
}

#[tokio::test]
async fn a_proof_was_seen_before_it_is_entered() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    let tomorrow =
        RepresentativeForm { proof_on: "2026-10-14".into(), ..form("executor", "Ann Birch", "") };
    let refused = representatives::add(&lead, world.client, &tomorrow).await;
    let Err(Error::Invalid(errors)) = refused else { panic!("{refused:?}") };
    assert_eq!(errors.0.len(), 1, "{errors:?}");
    assert!(errors.of("proof_on").unwrap().starts_with("This day is still to come."));
}

fn on_name<T: std::fmt::Debug>(refused: Result<T, Error>) -> String {
    let Err(Error::Invalid(errors)) = refused else { panic!("{refused:?}") };
    assert_eq!(errors.0.len(), 1, "{errors:?}");
    errors.of("name").unwrap().to_owned()
}

#[tokio::test]
async fn nobody_is_on_file_twice_for_the_same_scope_and_time() {
    let (test, world) = world().await;
    let (lead, client, whom) =
        (as_(&test, &world, "attorney-lead"), world.client, world.representative);
    let again = RepresentativeForm {
        name: "ottilie crane".into(),
        scope: "the  Estate".into(),
        ..form("agent", "", "")
    };
    assert_eq!(
        on_name(representatives::add(&lead, client, &again).await),
        "Ottilie Crane is on file for this scope already, since Jan 5, 2026. Change that entry, or enter another scope or time."
    );
    // another scope is another right; so is the same one before, and after it is over
    let house = RepresentativeForm { scope: "The house".into(), ..again.clone() };
    representatives::add(&lead, client, &house).await.unwrap();
    let before = RepresentativeForm {
        since: "2025-01-01".into(),
        until: "2026-01-04".into(),
        ..again.clone()
    };
    representatives::add(&lead, client, &before).await.unwrap();
    let (_, kept, _) = representatives::change_form(&lead, client, whom).await.unwrap();
    let back = RepresentativeForm { since: "2026-01-04".into(), ..kept.clone() };
    let refused = on_name(representatives::change(&lead, client, whom, &back).await);
    assert!(refused.contains("Jan 1, 2025 to Jan 4, 2026"), "{refused}");
    let same = RepresentativeForm { email: "crane@estate.example".into(), ..kept };
    representatives::change(&lead, client, whom, &same).await.unwrap();
    representatives::end(&lead, client, whom).await.unwrap();
    representatives::add(&lead, client, &again).await.unwrap();
}

#[tokio::test]
async fn nobody_pays_twice_for_a_case_at_the_same_time() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    assert_eq!(
        on_name(payers::add(&lead, world.open, &payer("harbor mutual")).await),
        "Harbor Mutual pays for this case already, since Jan 5, 2026. Change that entry, or enter another time."
    );
    payers::add(&lead, world.open, &payer("Imke Sayer")).await.unwrap();
    let (_, form, _) = payers::change_form(&lead, world.open, world.payer).await.unwrap();
    let refused = PayerForm { name: "Imke Sayer".into(), ..form.clone() };
    on_name(payers::change(&lead, world.open, world.payer, &refused).await);
    payers::change(&lead, world.open, world.payer, &form).await.unwrap();
    // two who enter the same one at once: one is told
    let form = payer("Ann Birch");
    let (one, other) =
        tokio::join!(payers::add(&lead, world.open, &form), payers::add(&lead, world.open, &form));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
}

#[tokio::test]
async fn a_payer_is_told_to_the_team_and_read_by_billing_and_found_again() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    payers::add(&lead, world.open, &payer("Imke Sayer")).await.unwrap();
    let homeless = PayerForm { email: String::new(), ..payer("Nobody") };
    let refused = payers::add(&lead, world.open, &homeless).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid(_)), "{refused:?}");
    let (_, form, _) = payers::change_form(&lead, world.open, world.payer).await.unwrap();
    let form = PayerForm { name: "Harbor Mutual Insurance".into(), ..form };
    payers::change(&lead, world.open, world.payer, &form).await.unwrap();
    let stale = payers::change(&lead, world.open, world.payer, &form).await.unwrap_err();
    assert!(matches!(stale, Error::Conflict(_)), "{stale:?}");
    payers::end(&lead, world.open, world.payer).await.unwrap();

    let billing = as_(&test, &world, "billing");
    let CaseView::Billing(case) = cases::show(&billing, world.open).await.unwrap().body else {
        panic!()
    };
    let rows: Vec<_> = case.payers.iter().map(|row| (row.name.as_str(), row.past)).collect();
    assert_eq!(rows, [("Imke Sayer", false), ("Harbor Mutual Insurance", true)]);
    let view = as_(&test, &world, "paralegal-view");
    let CaseView::Full(case) = cases::show(&view, world.open).await.unwrap().body else { panic!() };
    assert_eq!(case.payers.len(), 2);
    let of_payers: Vec<_> = case
        .timeline
        .iter()
        .filter(|entry| {
            matches!(
                entry.what,
                Happened::PayerAdded { .. }
                    | Happened::PayerChanged { .. }
                    | Happened::PayerEnded { .. }
            )
        })
        .map(|entry| entry.what.clone())
        .collect();
    assert_eq!(
        of_payers,
        [
            Happened::PayerAdded { name: "Imke Sayer".into() },
            Happened::PayerChanged { name: "Harbor Mutual Insurance".into() },
            Happened::PayerEnded { name: "Harbor Mutual Insurance".into() },
        ]
    );
    let refused = payers::add(&view, world.open, &payer("Mine")).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(_)), "{refused:?}");
    let closed = payers::add(&lead, world.closed, &payer("Late")).await.unwrap_err();
    assert!(matches!(closed, Error::Refused(_)), "{closed:?}");
    let seen = found(&as_(&test, &world, "partner"), "Harbor Mutual").await;
    assert!(seen.contains(&("Harbor Mutual".into(), "Pays for a case".into())), "{seen:?}");
}
