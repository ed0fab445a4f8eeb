//! Staff & access: an explanation is the permission table's own, a screened person reads what and
//! never why.

use domain::access::Action;
use domain::reasons::AskForm;
use domain::walls::Screened;
use office::{Caller, Error, reasons, walls};

use crate::access_matrix::expectations::{Expected, cells};
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

fn about(world: &World, name: &str, number: &str) -> AskForm {
    AskForm {
        who: world.persona(name).id.to_string(),
        case: number.into(),
        act: Action::SeeCase.word().into(),
    }
}

#[tokio::test]
async fn an_explanation_answers_as_the_permission_matrix_does_for_everybody() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    let partner = as_(&test, &world, "partner");
    let mut compared = 0;
    for (heading, number) in [("open case", "A-1"), ("closed case", "A-2")] {
        for persona in &world.personas {
            let form = about(&world, persona.name, number);
            let told = reasons::ask(&partner, &form).await.unwrap();
            assert_eq!(told.all, reasons::ask(&lead, &form).await.unwrap().all);
            for cell in cells()
                .iter()
                .filter(|cell| cell.heading == heading && cell.persona == persona.name)
            {
                let action = Action::from_word(&cell.act).unwrap();
                let reason = told.all.iter().find(|reason| reason.action == action).unwrap();
                let answer = match (reason.allowed, reason.unseen) {
                    (true, _) => Expected::Yes,
                    (false, true) => Expected::Hidden,
                    (false, false) => Expected::No,
                };
                assert_eq!(answer, cell.expected, "{heading}: {} {}", cell.persona, cell.act);
                compared += 1;
            }
        }
    }
    assert!(compared > 300, "{compared} cells");
}

#[tokio::test]
async fn an_explanation_names_the_rule_that_decides() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    let mut said = Vec::new();
    for name in [
        "attorney-walled-member",
        "attorney-walled-client",
        "attorney-cover",
        "attorney-expired",
        "attorney-ended",
        "attorney-outside",
        "attorney-view",
        "attorney-suspended",
    ] {
        let told = reasons::ask(&partner, &about(&world, name, "A-1")).await.unwrap();
        let last = told.asked.lines.last().unwrap();
        said.push(format!("{name}: {}. {}", last.rule, last.note));
    }
    assert_eq!(
        said,
        [
            "attorney-walled-member: Ethical wall. Screened from this case since Jan 31, 2026. It beats every grant.",
            "attorney-walled-client: Ethical wall. Screened from every case of the client since Jan 31, 2026. It beats every grant.",
            "attorney-cover: Covers for attorney-manage: Contribute. A cover does the work and decides nobody’s rights, since Oct 9, 2026, until Oct 19, 2026.",
            "attorney-expired: Case team. No place on it now. Manage ran out Sep 30, 2026.",
            "attorney-ended: Case team. No place on it now. Manage was ended Sep 14, 2026.",
            "attorney-outside: Case team. No place on it, and no cover.",
            "attorney-view: Case team: View. On the team, since Jan 4, 2026.",
            "attorney-suspended: Account. Suspended or gone: no role counts, and no grant.",
        ]
    );
}

#[tokio::test]
async fn one_asks_about_oneself_where_the_case_is_in_view_and_about_others_where_one_manages() {
    let (test, world) = world().await;
    for name in ["paralegal-view", "billing", "attorney-view"] {
        let caller = as_(&test, &world, name);
        let own = reasons::ask(&caller, &about(&world, name, "A-1")).await.unwrap();
        assert_eq!(own.asked.allowed, name != "billing", "{name}");
        let other = reasons::ask(&caller, &about(&world, "attorney-lead", "A-1")).await;
        assert!(matches!(other, Err(Error::Refused(_))), "{name}: {other:?}");
    }
    for name in ["attorney-outside", "attorney-walled-member", "partner-walled"] {
        let caller = as_(&test, &world, name);
        for who in [name, "attorney-lead"] {
            let out = reasons::ask(&caller, &about(&world, who, "A-1")).await;
            assert!(matches!(out, Err(Error::NotFound)), "{name} about {who}");
        }
        let unknown = reasons::ask(&caller, &about(&world, name, "A-99")).await;
        assert!(matches!(unknown, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn a_screened_person_reads_case_and_parties_and_never_why() {
    let (test, world) = world().await;
    let screens = walls::screens(&as_(&test, &world, "attorney-walled")).await.unwrap().body;
    assert_eq!(screens.len(), 2, "one around each case");
    let open = screens
        .iter()
        .find(|screen| matches!(&screen.what, Screened::Case { number, .. } if number == "A-1"))
        .unwrap();
    assert_eq!((open.client.as_str(), open.since.as_str()), ("Ashdown Estate", "Jan 31, 2026"));
    let Screened::Case { title, opposing, .. } = &open.what else { unreachable!() };
    assert_eq!(
        (title.as_str(), opposing.as_slice()),
        ("The matter of A-1", &["Rupert Vane".into()][..])
    );
    assert!(!format!("{screens:?}").contains("A conflict"));

    let whole = walls::screens(&as_(&test, &world, "partner-walled-client")).await.unwrap().body;
    assert!(whole.iter().all(|screen| screen.what == Screened::Client));
    for name in ["partner", "attorney-lead", "paralegal-view", "billing"] {
        assert_eq!(walls::screens(&as_(&test, &world, name)).await.unwrap().body, [], "{name}");
    }
    let billing = walls::screens(&as_(&test, &world, "billing-walled")).await.unwrap().body;
    assert_eq!(billing.len(), 2);
}
