//! Names are found however they hide, and who may answer for what was found.

use domain::conflicts::{CheckForm, DecisionForm, Likeness, Outcome};
use domain::enquiries::EnquiryForm;
use domain::parties::PartyForm;
use domain::walls::WallForm;
use office::walls::Around;
use office::{Caller, Error, conflicts, enquiries, parties, walls};

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

async fn look(caller: &Caller, names: &str) -> domain::conflicts::CheckPage {
    let form = CheckForm { names: names.into(), about: "A lease".into() };
    let id = conflicts::check(caller, &form).await.unwrap();
    conflicts::show(caller, id).await.unwrap().body
}

fn party(name: &str) -> PartyForm {
    PartyForm { role: "opposing".into(), name: name.into(), ..PartyForm::default() }
}

#[tokio::test]
async fn a_name_does_not_hide_in_a_longer_one_in_spaces_or_in_another_script() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    parties::add(&lead, world.open, &party("Nordhavn Imports")).await.unwrap();
    parties::add(&lead, world.open, &party("Иванов")).await.unwrap();
    for (typed, known, likeness) in [
        ("Nordhavn Imports Danish Regional Branch Office", "Nordhavn Imports", Likeness::Spelling),
        ("N o r d h a v n Imports", "Nordhavn Imports", Likeness::Same),
        // a Cyrillic о
        ("N\u{43e}rdhavn Imports", "Nordhavn Imports", Likeness::Same),
        // drawn bold
        ("\u{1d40d}\u{1d428}\u{1d42b}\u{1d41d}havn Imports", "Nordhavn Imports", Likeness::Same),
        ("Norhaven Import", "Nordhavn Imports", Likeness::Spelling),
        ("Ivanov", "Иванов", Likeness::Same),
    ] {
        let found = look(&lead, typed).await.matches;
        let hit = found.iter().find(|m| m.name == known);
        assert_eq!(hit.map(|m| m.likeness), Some(likeness), "{typed}: {found:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_looked_for_is_refused_and_never_clear() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    for names in ["☃☃ ☃", "x", &"ab ".repeat(25)] {
        let form = CheckForm { names: names.into(), about: String::new() };
        let refused = conflicts::check(&partner, &form).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{names}: {refused:?}");
    }
    let lead = as_(&test, &world, "attorney-lead");
    let refused = parties::add(&lead, world.open, &party("☃☃")).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

/// A case can come to be against somebody the office acts for.
#[tokio::test]
async fn the_name_of_a_new_party_is_looked_for() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    assert_eq!(parties::add(&lead, world.open, &party("Xyzzy Plugh")).await.unwrap(), None);
    let asked = parties::add(&lead, world.open, &party("Celia Marsh")).await.unwrap();
    let check = asked.expect("she is against another client");
    let page = conflicts::show(&lead, check).await.unwrap().body;
    assert_eq!((page.row.outcome, page.case), (Outcome::Matches, Some(world.open)));
    let listed = parties::page(&lead, world.open).await.unwrap().body;
    assert!(listed.checks[0].undecided && listed.checks[0].said.contains("undecided"));
    // it is a party all the same
    assert!(listed.current.iter().any(|row| row.name == "Celia Marsh"));
    let decision = DecisionForm { decision: "conflict".into(), note: "We act for them.".into() };
    conflicts::decide(&lead, check, &decision).await.unwrap();
    let told = parties::page(&lead, world.open).await.unwrap().body.checks;
    let told = told.iter().find(|told| told.id == check).unwrap();
    assert!(told.conflict && told.said.contains("found a conflict: We act for them."), "{told:?}");
    // a party of this case is no news; a new name of one is
    let xyzzy = listed.current.iter().find(|row| row.name == "Xyzzy Plugh").unwrap().id;
    let (_, mut form, _) = parties::change_form(&lead, world.open, xyzzy).await.unwrap();
    form.name = "Xyzzy Plugh the Elder".into();
    assert_eq!(parties::change(&lead, world.open, xyzzy, &form).await.unwrap(), None);
    let (_, mut form, _) = parties::change_form(&lead, world.open, xyzzy).await.unwrap();
    form.name = "Celia Marsh".into();
    let again = parties::change(&lead, world.open, xyzzy, &form).await.unwrap();
    assert!(again.is_some(), "she is a party of a closed case, too");
}

#[tokio::test]
async fn a_wall_around_what_an_enquiry_became_hides_what_was_found_of_it() {
    let (test, world) = world().await;
    let attorney = as_(&test, &world, "attorney-outside");
    let form = EnquiryForm {
        kind: "person".into(),
        given_name: "Odo".into(),
        family_name: "Brask".into(),
        phone: "(212) 555-0142".into(),
        matter: "A lease".into(),
        ..EnquiryForm::default()
    };
    let (id, _) = enquiries::take(&attorney, &form).await.unwrap();
    let found = look(&attorney, "Odo Brask").await;
    assert!(found.matches.iter().any(|m| m.enquiry == Some(id)));
    let mut connection = test.superuser().await;
    sqlx::query(
        "update enquiries set state = 'accepted', decided_at = now(), decided_by = taken_by, client_id = $2 where id = $1",
    )
    .bind(id.0)
    .bind(world.entered_by_attorney.0)
    .execute(&mut connection)
    .await
    .unwrap();
    let wall = WallForm {
        scope: "client".into(),
        staff_id: attorney.staff_id().to_string(),
        reason: "Family.".into(),
    };
    walls::raise(&as_(&test, &world, "partner"), Around::Client(world.entered_by_attorney), &wall)
        .await
        .unwrap();
    assert!(matches!(enquiries::show(&attorney, id).await, Err(Error::NotFound)));
    let after = conflicts::show(&attorney, found.row.id).await.unwrap().body;
    assert_eq!(after.matches, [], "not what it found either");
}

/// Walls go by the same rule: nobody decides for whoever gave them the place.
#[tokio::test]
async fn nobody_answers_a_check_of_whoever_named_them_lately() {
    let (test, world) = world().await;
    let mut connection = test.superuser().await;
    let asked = look(&as_(&test, &world, "partner-walled"), "Rupert Vane").await.row.id;
    let waits_for = async |name: &str| {
        let page = conflicts::page(&as_(&test, &world, name)).await.unwrap();
        page.body.questions.iter().any(|q| q.id == asked)
    };
    let id = |name: &str| world.persona(name).id.0;
    assert!(waits_for("partner").await && waits_for("partner-second").await);
    // a conflicts partner whom the asker named yesterday is not the one
    let name_partner =
        "update office_settings set conflicts_partner_id = $1, conflicts_partner_set_by = $2,
            conflicts_partner_set_at = $3::timestamptz";
    let mut named = async |who: &str, by: &str, at: &str| {
        sqlx::query(name_partner)
            .bind(id(who))
            .bind(id(by))
            .bind(at)
            .execute(&mut connection)
            .await
            .unwrap();
    };
    named("partner-second", "partner-walled", "2026-10-12").await;
    assert!(waits_for("partner").await && waits_for("partner-second").await);
    named("partner-second", "partner-walled", "2026-08-01").await;
    assert!(!waits_for("partner").await && waits_for("partner-second").await);
    // nor is a partner whom the asker made one
    let made = "update staff_roles set set_by = $2, since = '2026-10-10' where staff_id = $1 and until is null";
    sqlx::query(made)
        .bind(id("partner-second"))
        .bind(id("partner-walled"))
        .execute(&mut connection)
        .await
        .unwrap();
    assert!(waits_for("partner").await && !waits_for("partner-second").await);
    let decision = DecisionForm { decision: "no_conflict".into(), note: "Fine.".into() };
    let forced = conflicts::decide(&as_(&test, &world, "partner-second"), asked, &decision).await;
    assert!(matches!(forced, Err(Error::NotFound | Error::Refused(_))), "{forced:?}");
}

/// What was clear in spring may not be in autumn.
#[tokio::test]
async fn a_prepared_case_is_not_approved_on_a_check_too_old() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    sqlx::query(
        "update conflict_checks set asked_at = '2026-08-01'
        where id = (select check_id from case_proposals where id = $1)",
    )
    .bind(world.proposal.0)
    .execute(&mut test.superuser().await)
    .await
    .unwrap();
    let approved = office::cases::approve(&lead, world.proposal).await;
    let Err(Error::Conflict(why)) = approved else { panic!("{approved:?}") };
    assert!(why.contains("prepared more than 30 days ago"), "{why}");
}
