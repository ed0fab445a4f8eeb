//! The front desk: enquiries taken, checked, accepted and declined; conflicts found however a name is
//! spelled, and what is out of sight answered alike.

use domain::cases::{CaseForm, CaseView, ReasonForm};
use domain::conflicts::{CheckForm, DecisionForm, Likeness, Outcome};
use domain::enquiries::{EnquiryForm, EnquiryState};
use domain::parties::PartyForm;
use office::cases::Opened;
use office::{Caller, Error, cases, clients, conflicts, enquiries, parties};

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

fn enquiry(name: &str, adverse: &str) -> EnquiryForm {
    EnquiryForm {
        kind: "person".into(),
        given_name: name.split(' ').next().unwrap_or_default().into(),
        family_name: name.split(' ').nth(1).unwrap_or_default().into(),
        phone: "(212) 555-0142".into(),
        matter: "Dismissed after a complaint".into(),
        adverse: adverse.into(),
        source: "Recommended".into(),
        consultation_on: "2026-10-20".into(),
        consultation_at: "2:30 pm".into(),
        ..EnquiryForm::default()
    }
}

fn case_form(lead: &Caller) -> CaseForm {
    CaseForm {
        title: "Vance v. Harrow Mills".into(),
        practice_area: "Employment".into(),
        stage: "intake".into(),
        lead: lead.staff_id().to_string(),
        opened_on: "2026-10-13".into(),
        adverse: "Harrow Mills".into(),
        limitation_on: "2028-10-01".into(),
        ..CaseForm::default()
    }
}

#[tokio::test]
async fn a_name_is_found_however_it_is_spelled_or_sounds() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    for (typed, likeness) in [
        ("Rupert Vane", Likeness::Same),
        ("VANE, Rupert", Likeness::Same),
        ("Rupert Váne", Likeness::Same),
        ("Rupert Vayne", Likeness::Spelling),
        ("Roopert Vain", Likeness::Sound),
        ("Bellweather Estate, LLC", Likeness::Same),
        ("Belwether Estate", Likeness::Spelling),
    ] {
        let page = look(&partner, typed).await;
        assert_eq!(page.row.outcome, Outcome::Matches, "{typed}");
        assert!(page.matches.iter().any(|m| m.likeness == likeness), "{typed}: {:?}", page.matches);
    }
    for typed in ["Xyzzy Plugh", "Rupert Oakenshaw", "Estate"] {
        let page = look(&partner, typed).await;
        assert!(
            !page.matches.iter().any(|m| m.name == "Rupert Vane"),
            "{typed}: {:?}",
            page.matches
        );
    }
    assert_eq!(look(&partner, "Xyzzy Plugh").await.row.outcome, Outcome::Clear);
}

#[tokio::test]
async fn a_party_that_left_and_a_former_name_are_still_found() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    parties::end(&lead, world.open, world.party).await.unwrap();
    let partner = as_(&test, &world, "partner");
    let (_, mut form, _) = clients::edit_form(&partner, world.client).await.unwrap();
    form.organization = "Something Else".into();
    clients::edit(&partner, world.client, &form).await.unwrap();
    assert!(look(&partner, "Rupert Vane").await.matches.iter().any(|m| m.name == "Rupert Vane"));
    let found = look(&partner, "Ashdown Estate").await.matches;
    assert!(found.iter().any(|m| m.kind == "Former name of a client"), "{found:?}");
}

/// Walled and merely unseen answer alike, and neither gives a name.
#[tokio::test]
async fn what_is_out_of_sight_is_asked_of_the_conflicts_partner_and_never_named() {
    let (test, world) = world().await;
    for name in ["attorney-walled", "attorney-expired", "paralegal-outside"] {
        let page = look(&as_(&test, &world, name), "Rupert Vane").await;
        assert_eq!(page.row.outcome, Outcome::Ask, "{name}");
        assert_eq!(page.matches, [], "{name}");
        assert!(!page.mine_to_decide, "{name}");
    }
    let asker = as_(&test, &world, "attorney-walled");
    let walled = look(&asker, "Rupert Vane").await;
    let decision = DecisionForm { decision: "no_conflict".into(), note: "It is fine.".into() };
    let own = conflicts::decide(&asker, walled.row.id, &decision).await;
    assert!(matches!(own, Err(Error::Refused(_))), "{own:?}");

    let partner = as_(&test, &world, "partner");
    let questions = conflicts::page(&partner).await.unwrap().body.questions;
    let question = questions.iter().find(|q| q.id == walled.row.id).expect("it is asked");
    assert!(question.matches.iter().any(|m| m.name == "Rupert Vane" && m.place.contains("A-1")));
    // whoever is screened from the case does not answer for it
    let screened = as_(&test, &world, "partner-walled");
    let theirs = conflicts::page(&screened).await.unwrap().body.questions;
    assert!(!theirs.iter().any(|q| q.id == walled.row.id));
    conflicts::decide(&partner, walled.row.id, &decision).await.unwrap();
    let answered = conflicts::show(&asker, walled.row.id).await.unwrap().body;
    assert_eq!((answered.note.as_str(), answered.matches.len()), ("It is fine.", 0));
}

#[tokio::test]
async fn the_conflicts_partner_answers_alone_and_the_deputy_where_no_partner_can() {
    let (test, world) = world().await;
    let mut connection = test.superuser().await;
    let asker = as_(&test, &world, "attorney-walled");
    let asked = look(&asker, "Rupert Vane").await.row.id;
    let waits_for = async |name: &str| {
        let page = conflicts::page(&as_(&test, &world, name)).await.unwrap();
        let listed = page.body.questions.iter().any(|q| q.id == asked);
        assert_eq!(page.frame.questions > 0, !page.body.questions.is_empty(), "{name}");
        listed
    };
    assert!(waits_for("partner").await && waits_for("partner-second").await);
    assert!(!waits_for("deputy").await);
    let name_partner =
        "update office_settings set conflicts_partner_id = (select id from staff where name = $1)";
    sqlx::query(name_partner).bind("partner-second").execute(&mut connection).await.unwrap();
    assert!(waits_for("partner-second").await && !waits_for("partner").await);
    // one who is screened from the match cannot answer: then the others do
    sqlx::query(name_partner).bind("partner-walled").execute(&mut connection).await.unwrap();
    assert!(waits_for("partner").await && !waits_for("partner-walled").await);
    sqlx::query(
        "update staff_roles set until = '2026-10-01' where role = 'managing_partner'
            and staff_id not in (select id from staff where name = 'partner-walled')",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    assert!(waits_for("deputy").await);
}

#[tokio::test]
async fn an_enquiry_becomes_client_and_case_and_nothing_is_typed_twice() {
    let (test, world) = world().await;
    let taker = as_(&test, &world, "paralegal-outside");
    let attorney = as_(&test, &world, "attorney-outside");
    let mut form = enquiry("Lena Vance", "Harrow Mills");
    form.assigned = attorney.staff_id().to_string();
    let (id, searched) = enquiries::take(&taker, &form).await.unwrap();
    assert_eq!(searched.unwrap().1, Outcome::Clear);
    let page = enquiries::show(&taker, id).await.unwrap().body;
    assert_eq!(page.row.consultation.as_deref(), Some("Oct 20, 2026, 2:30 pm"));
    assert_eq!((page.phone.as_str(), page.checks.len()), ("+12125550142", 1));

    let (_, draft, _) = enquiries::accept_form(&attorney, id).await.unwrap();
    assert_eq!(
        (draft.title.as_str(), draft.adverse.as_str()),
        ("Dismissed after a complaint", "Harrow Mills")
    );
    let opened = cases::accept(&attorney, id, &case_form(&attorney)).await.unwrap();
    let Opened::Case(case) = opened else { panic!("{opened:?}") };
    let CaseView::Full(seen) = cases::show(&attorney, case).await.unwrap().body else { panic!() };
    assert_eq!(
        (seen.case.client.as_str(), seen.case.limitation_on.map(|on| on.date)),
        ("Lena Vance", Some(jiff::civil::date(2028, 10, 1)))
    );
    let parties = parties::page(&attorney, case).await.unwrap().body;
    assert_eq!(parties.current[0].name, "Harrow Mills");
    assert!(parties.checks[0].said.contains("nothing alike"));
    let client = clients::show(&attorney, seen.case.client_id).await.unwrap().body;
    assert_eq!(client.contacts[0].value, "+12125550142");
    let page = enquiries::show(&attorney, id).await.unwrap().body;
    assert_eq!((page.row.state, page.case), (EnquiryState::Accepted, Some(case)));
    let again = cases::accept(&attorney, id, &case_form(&attorney)).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
}

#[tokio::test]
async fn accepting_waits_for_the_conflicts_partner_and_then_goes_on_with_what_was_typed() {
    let (test, world) = world().await;
    let attorney = as_(&test, &world, "attorney-outside");
    let (id, searched) =
        enquiries::take(&attorney, &enquiry("Lena Vance", "Rupert Vane")).await.unwrap();
    assert_eq!(searched.unwrap().1, Outcome::Ask);
    let form = CaseForm { adverse: "Rupert Vane".into(), ..case_form(&attorney) };
    let Opened::Waits(check) = cases::accept(&attorney, id, &form).await.unwrap() else {
        panic!("it waits")
    };
    let early = cases::go_on(&attorney, check).await;
    assert!(matches!(early, Err(Error::Conflict(_))), "{early:?}");
    // a clear check of another kind does not help
    let partner = as_(&test, &world, "partner");
    assert!(matches!(cases::go_on(&partner, check).await, Err(Error::NotFound)));
    let decision = DecisionForm { decision: "no_conflict".into(), note: "Another Vane.".into() };
    conflicts::decide(&partner, check, &decision).await.unwrap();
    let Opened::Case(case) = cases::go_on(&attorney, check).await.unwrap() else {
        panic!("opened")
    };
    let parties = parties::page(&attorney, case).await.unwrap().body;
    assert_eq!(parties.current[0].name, "Rupert Vane");
    assert!(parties.checks[0].said.contains("Another Vane."));
    assert!(matches!(cases::go_on(&attorney, check).await, Err(Error::NotFound)), "once");
}

/// What one typed oneself, however often, never takes the place of what is out of sight.
#[tokio::test]
async fn a_name_typed_again_and_again_is_still_asked_about() {
    let (test, world) = world().await;
    let asker = as_(&test, &world, "attorney-walled");
    let mut form = enquiry("Odo Brask", "Rupert Vayne");
    let (id, _) = enquiries::take(&asker, &form).await.unwrap();
    for turn in 0..44 {
        form.adverse = if turn % 2 == 0 { String::new() } else { "Rupert Vayne".into() };
        form.revision = (turn + 1).to_string();
        enquiries::edit(&asker, id, &form).await.unwrap();
    }
    assert_eq!(look(&asker, "Rupert Vayne").await.row.outcome, Outcome::Ask);
}

#[tokio::test]
async fn a_check_serves_the_names_it_looked_for_and_no_others() {
    let (test, world) = world().await;
    let attorney = as_(&test, &world, "attorney-outside");
    let mut form = enquiry("Lena Vance", "Rupert Vane");
    let (id, _) = enquiries::take(&attorney, &form).await.unwrap();
    let draft = CaseForm { adverse: "Rupert Vane".into(), ..case_form(&attorney) };
    let Opened::Waits(check) = cases::accept(&attorney, id, &draft).await.unwrap() else {
        panic!("it waits")
    };
    let decision = DecisionForm { decision: "no_conflict".into(), note: "Another Vane.".into() };
    conflicts::decide(&as_(&test, &world, "partner"), check, &decision).await.unwrap();
    form.family_name = "Harrowmere".into();
    form.revision = "1".into();
    enquiries::edit(&attorney, id, &form).await.unwrap();
    let opened = cases::go_on(&attorney, check).await;
    let Err(Error::Conflict(why)) = opened else { panic!("{opened:?}") };
    assert!(why.contains("not those that were checked"), "{why}");
    let page = enquiries::show(&attorney, id).await.unwrap().body;
    assert_eq!((page.row.state, page.case), (EnquiryState::Open, None));
}

#[tokio::test]
async fn where_there_is_a_conflict_nothing_opens() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    let form = CaseForm {
        client_id: world.entered_by_attorney.to_string(),
        adverse: "Ashdown Estate".into(),
        lead: as_(&test, &world, "attorney-outside").staff_id().to_string(),
        ..case_form(&partner)
    };
    let Opened::Waits(check) = cases::open(&partner, &form).await.unwrap() else { panic!("waits") };
    let decision = DecisionForm { decision: "conflict".into(), note: "We act for them.".into() };
    conflicts::decide(&partner, check, &decision).await.unwrap();
    let open = cases::go_on(&partner, check).await;
    assert!(matches!(open, Err(Error::Conflict(_))), "{open:?}");
}

#[tokio::test]
async fn a_declined_enquiry_has_a_letter_and_stays_in_conflict_checks() {
    let (test, world) = world().await;
    let attorney = as_(&test, &world, "attorney-outside");
    let (id, _) = enquiries::take(&attorney, &enquiry("Odo Brask", "")).await.unwrap();
    assert!(matches!(enquiries::letter(&attorney, id).await, Err(Error::Conflict(_))));
    let reason = ReasonForm { reason: "Outside our field.".into(), revision: String::new() };
    enquiries::decline(&attorney, id, &reason).await.unwrap();
    let letter = enquiries::letter(&attorney, id).await.unwrap().body;
    assert_eq!((letter.name.as_str(), letter.signed.as_str()), ("Odo Brask", "attorney-outside"));
    let found = look(&as_(&test, &world, "partner"), "Odo Brask").await;
    assert!(found.matches.iter().any(|m| m.enquiry == Some(id)), "{:?}", found.matches);
    // to somebody who does not see the enquiry it is a question like any other
    let other = look(&as_(&test, &world, "attorney-view"), "Odo Brask").await;
    assert_eq!((other.row.outcome, other.matches.len()), (Outcome::Ask, 0));
}

#[tokio::test]
async fn the_desk_takes_enquiries_whatever_the_role_and_nobody_else_of_billing() {
    let (test, world) = world().await;
    let desk = as_(&test, &world, "billing-desk");
    let (id, searched) = enquiries::take(&desk, &enquiry("Ida Thorn", "")).await.unwrap();
    assert!(searched.is_none());
    assert!(matches!(enquiries::show(&desk, id).await, Err(Error::NotFound)));
    let billing = enquiries::take(&as_(&test, &world, "billing"), &enquiry("Ida Thorn", "")).await;
    assert!(matches!(billing, Err(Error::Refused(_))), "{billing:?}");
}

#[tokio::test]
async fn an_enquiry_says_everything_wrong_at_once() {
    let (test, world) = world().await;
    let taker = as_(&test, &world, "paralegal-outside");
    let form = EnquiryForm {
        kind: "person".into(),
        email: "nobody".into(),
        adverse: "X".into(),
        consultation_at: "noon".into(),
        assigned: world.persona("paralegal-view").id.to_string(),
        ..EnquiryForm::default()
    };
    let Err(Error::Invalid(errors)) = enquiries::take(&taker, &form).await else { panic!() };
    for field in ["family_name", "email", "matter", "adverse", "consultation_on", "assigned"] {
        assert!(errors.of(field).is_some(), "{field}: {errors:?}");
    }
    // an hour the clocks skip
    let gap = EnquiryForm {
        consultation_on: "2027-03-14".into(),
        consultation_at: "2:30 am".into(),
        ..enquiry("Ida Thorn", "")
    };
    let Err(Error::Invalid(errors)) = enquiries::take(&taker, &gap).await else { panic!() };
    assert!(errors.of("consultation_at").is_some(), "{errors:?}");
}

#[tokio::test]
async fn a_party_is_added_changed_and_ended_and_each_is_told() {
    let (test, world) = world().await;
    let caller = as_(&test, &world, "paralegal-contribute");
    let form = PartyForm {
        role: "witness".into(),
        name: "Ansel Pike".into(),
        counsel: "Mara Stone, Stone & Hale".into(),
        phone: "(212) 555-0199".into(),
        ..PartyForm::default()
    };
    parties::add(&caller, world.open, &form).await.unwrap();
    let page = parties::page(&caller, world.open).await.unwrap().body;
    let party = page.current.iter().find(|row| row.name == "Ansel Pike").unwrap().id;
    let (_, mut again, _) = parties::change_form(&caller, world.open, party).await.unwrap();
    again.note = "Saw it happen.".into();
    parties::change(&caller, world.open, party, &again).await.unwrap();
    let stale = parties::change(&caller, world.open, party, &again).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    parties::end(&caller, world.open, party).await.unwrap();
    assert!(matches!(parties::end(&caller, world.open, party).await, Err(Error::NotFound)));
    let page = parties::page(&caller, world.open).await.unwrap().body;
    assert!(page.past.iter().any(|row| row.id == party));
    // counsel is found by conflict checks, too
    let found = look(&as_(&test, &world, "partner"), "Mara Stone").await;
    assert!(found.matches.iter().any(|m| m.kind == "Counsel in a case"), "{:?}", found.matches);
}

#[tokio::test]
async fn a_client_is_on_file_once_and_nobody_out_of_sight_is_named() {
    use domain::clients::ClientForm;
    let (test, world) = world().await;
    let form = |name: &str, email: &str| ClientForm {
        kind: "organization".into(),
        organization: name.into(),
        email_1: email.into(),
        ..ClientForm::default()
    };
    let partner = as_(&test, &world, "partner");
    let contact = format!("general@{}.example", world.client.0.simple());
    for (name, email, why) in [
        ("Ashdown Estate", "", "Ashdown Estate (same name)"),
        ("Ashdowne Estate", "", "Ashdown Estate (a like name)"),
        ("Somebody New", contact.as_str(), "Ashdown Estate (same contact)"),
    ] {
        match clients::create(&partner, &form(name, email)).await {
            Err(Error::Invalid(errors)) => {
                let said = errors.of("anyway").unwrap_or_default();
                assert!(said.contains(why), "{name}: {said}");
                // and leads there
                let there = format!("/clients/{}", world.client);
                assert!(errors.links("anyway").iter().any(|link| link.value == there), "{name}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    let all_the_same = ClientForm { anyway: "on".into(), ..form("Ashdown Estate", "") };
    clients::create(&partner, &all_the_same).await.unwrap();
    // to those who see no such client there is none
    for name in ["attorney-walled-client", "attorney-outside", "paralegal-expired"] {
        clients::create(&as_(&test, &world, name), &form("Ashdown Estate", &contact))
            .await
            .unwrap();
    }
}
