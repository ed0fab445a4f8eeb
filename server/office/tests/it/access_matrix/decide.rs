//! The first door: the permission table itself.

use std::collections::BTreeSet;

use domain::access::{Action, Decision, Level, Role, Standing, cell, decide};

use super::expectations::{Cell, Expected, acts};
use crate::support::TestOffice;
use crate::support::people::{Persona, World};

/// The standing that the heading and the persona's name mean.
fn standing(persona: &Persona, heading: &str, act: &str) -> Standing {
    let second = |may: bool| Standing { second_person: may, ..Standing::OUTSIDE };
    let name = persona.name;
    match heading {
        "open case" | "documents of the open case" | "requests of the open case" | "folder" => {
            persona.on_case
        }
        "document" => Standing { own: name == "paralegal-contribute", ..persona.on_case },
        "fee agreement" => Standing { for_billing: true, ..persona.on_case },
        "document to share" => persona.on_case,
        "closed document to share" | "share of the closed case" => {
            Standing { closed: true, ..persona.on_case }
        }
        "thread of the open case" => Standing {
            own: [
                "attorney-lead",
                "attorney-manage",
                "attorney-contribute",
                "attorney-cover",
                "paralegal-contribute",
            ]
            .contains(&name),
            ..persona.on_case
        },
        "billing thread of the open case" => {
            // paralegal-manage takes part and sees no invoices
            Standing { own: name == "billing", ..persona.on_case }
        }
        "thread of the closed case" => Standing {
            own: ["attorney-lead", "paralegal-contribute"].contains(&name),
            closed: true,
            ..persona.on_case
        },
        "proposed share" => Standing { own: name == "paralegal-contribute", ..persona.on_case },
        "share narrowed by name" => Standing {
            barred: !["attorney-view", "paralegal-view"].contains(&name),
            ..persona.on_case
        },
        "document narrowed by name" => Standing {
            for_billing: true,
            barred: !["attorney-view", "paralegal-view"].contains(&name),
            ..persona.on_case
        },
        "document narrowed to attorneys" => {
            Standing { barred: persona.role != Role::AssociateAttorney, ..persona.on_case }
        }
        "document in a narrowed folder" | "narrowed folder" => {
            Standing { barred: name != "attorney-contribute", ..persona.on_case }
        }
        "closed case"
        | "documents of the closed case"
        | "document of the closed case"
        | "requests of the closed case" => Standing { closed: true, ..persona.on_case },
        "client" | "portal of the client" => persona.on_client,
        "client entered by attorney-outside" | "portal of the client of attorney-outside" => {
            Standing { own: name == "attorney-outside", ..Standing::OUTSIDE }
        }
        "client entered by paralegal-outside" | "portal of the client of paralegal-outside" => {
            Standing { own: name == "paralegal-outside", ..Standing::OUTSIDE }
        }
        "office" => {
            Standing { own: name == "deputy", desk: name.ends_with("-desk"), ..Standing::OUTSIDE }
        }
        "enquiry" => Standing {
            own: ["attorney-outside", "paralegal-outside", "paralegal-desk", "billing-desk"]
                .contains(&name),
            ..Standing::OUTSIDE
        },
        "accepted enquiry" => Standing {
            own: name.ends_with("-desk"),
            walled: ["partner-walled", "partner-walled-client"].contains(&name),
            ..Standing::OUTSIDE
        },
        "conflict check" => {
            let answers =
                ["partner", "partner-second", "partner-new", "partner-walled"].contains(&name);
            Standing {
                own: answers || name == "attorney-outside",
                decides: answers,
                ..Standing::OUTSIDE
            }
        }
        "conflict check of attorney-view" | "conflict check of paralegal-view" => {
            let own = heading.ends_with(name);
            Standing { own, decides: own, ..Standing::OUTSIDE }
        }
        "conflict check of the open case" => Standing {
            own: ["partner", "partner-walled", "attorney-view", "paralegal-view"].contains(&name)
                || name == "attorney-walled-member",
            walled: ["partner-walled", "attorney-walled-member"].contains(&name),
            ..Standing::OUTSIDE
        },
        // the one decides it, the other takes it back; both read it
        "prepared case" if act.contains("prepared") || act.starts_with("withdraw") => Standing {
            own: ["attorney-lead", "paralegal-manage"].contains(&name),
            decides: name == "paralegal-manage",
            walled: name == "partner-walled-client",
            ..Standing::OUTSIDE
        },
        "prepared case" => Standing {
            own: name == "attorney-lead",
            walled: name == "partner-walled-client",
            ..Standing::OUTSIDE
        },
        "call" => Standing {
            own: ["paralegal-desk", "attorney-outside"].contains(&name),
            decides: name == "attorney-outside",
            ..Standing::OUTSIDE
        },
        "call about the open case" => Standing {
            own: ["billing-desk", "paralegal-view"].contains(&name),
            decides: name == "paralegal-view",
            walled: persona.on_case.walled,
            ..Standing::OUTSIDE
        },
        "call between the walled" => Standing {
            own: ["paralegal-walled-member", "attorney-walled"].contains(&name),
            decides: name == "attorney-walled",
            walled: persona.on_case.walled,
            ..Standing::OUTSIDE
        },
        "call for billing" | "answered call" => Standing {
            own: ["paralegal-outside", "billing"].contains(&name),
            decides: name == "billing",
            ..Standing::OUTSIDE
        },
        "scan of the office" | "held scan of the office" => {
            Standing { own: name == "paralegal-desk", ..Standing::OUTSIDE }
        }
        "scan of attorney-outside" | "scan of paralegal-outside" | "scan of billing" => {
            Standing { own: heading.strip_prefix("scan of ") == Some(name), ..Standing::OUTSIDE }
        }
        "calendar" => Standing { desk: name.ends_with("-desk"), ..Standing::OUTSIDE },
        "calendar of attorney-outside"
        | "calendar of paralegal-outside"
        | "calendar of billing"
        | "calendar of attorney-suspended"
        | "calendar of partner" => Standing {
            own: heading.strip_prefix("calendar of ") == Some(name),
            ..Standing::OUTSIDE
        },
        "bookings on the open case"
        | "appointment of the open case"
        | "deadline of the open case" => {
            Standing { desk: name.ends_with("-desk"), ..persona.on_case }
        }
        "bookings on the closed case" | "appointment of the closed case" => {
            Standing { desk: name.ends_with("-desk"), closed: true, ..persona.on_case }
        }
        "kept deadline of the open case" => Standing {
            desk: name.ends_with("-desk"),
            decides: persona.role == Role::ManagingPartner || name == "attorney-view",
            ..persona.on_case
        },
        "deadline of billing"
        | "kept deadline of billing"
        | "kept deadline of attorney-outside" => {
            let (who, said, checks) = match heading {
                "kept deadline of attorney-outside" => {
                    ("paralegal-outside", "attorney-outside", "billing")
                }
                _ => ("attorney-outside", "billing", "paralegal-outside"),
            };
            Standing {
                own: [who, said, checks].contains(&name),
                decides: persona.role == Role::ManagingPartner || name == checks,
                ..Standing::OUTSIDE
            }
        }
        "office time of attorney-outside" => {
            Standing { own: ["attorney-outside", "billing"].contains(&name), ..Standing::OUTSIDE }
        }
        "consultation of the enquiry" | "bookings of the enquiry" => Standing {
            own: ["attorney-outside", "paralegal-outside", "paralegal-desk"].contains(&name),
            desk: name.ends_with("-desk"),
            ..Standing::OUTSIDE
        },
        "appointment of the client" => Standing {
            own: name == "attorney-view",
            desk: name.ends_with("-desk"),
            walled: persona.on_client.walled,
            ..Standing::OUTSIDE
        },
        "bookings for the client" => {
            Standing { desk: name.ends_with("-desk"), ..persona.on_client }
        }
        "bookings for the client entered by attorney-outside" => Standing {
            own: name == "attorney-outside",
            desk: name.ends_with("-desk"),
            ..Standing::OUTSIDE
        },
        "note on the open case" => {
            Standing { own: name == "paralegal-contribute", ..persona.on_case }
        }
        "note on the closed case" => {
            Standing { closed: true, own: name == "attorney-contribute", ..persona.on_case }
        }
        // an attorney who sees the client contributes
        "note on the client" => Standing {
            level: persona.on_client.level.map(|level| match persona.role {
                Role::AssociateAttorney => level.max(Level::Contribute),
                Role::ManagingPartner | Role::Paralegal | Role::Billing => level,
            }),
            own: name == "attorney-view",
            ..persona.on_client
        },
        "note on the client entered by paralegal-outside" => Standing {
            level: (name == "paralegal-outside").then_some(Level::View),
            ..Standing::OUTSIDE
        },
        "wall"
            if ["attorney-walled", "partner-walled", "partner-walled-client"].contains(&name) =>
        {
            Standing { walled: true, ..Standing::OUTSIDE }
        }
        "wall" => second(["partner-second", "deputy"].contains(&name)),
        "purge" => Standing {
            walled: persona.on_case.walled,
            ..second(["partner-second", "deputy"].contains(&name))
        },
        "billing of the open case"
        | "draft of the open case"
        | "approved draft of the open case"
        | "invoice of the open case"
        | "payment for the open case" => persona.on_case,
        "billing of the closed case"
        | "draft of the closed case"
        | "approved draft of the closed case"
        | "invoice of the closed case" => Standing { closed: true, ..persona.on_case },
        "time of paralegal-contribute"
        | "time of attorney-view"
        | "time of billing"
        | "time of attorney-contribute" => Standing {
            own: heading.strip_prefix("time of ") == Some(name),
            closed: heading.ends_with("attorney-contribute"),
            ..persona.on_case
        },
        "money of the client" => persona.on_client,
        "books" => Standing::OUTSIDE,
        "cover" => Standing {
            own: name == "attorney-manage" || (act == "end-cover" && name == "attorney-cover"),
            ..Standing::OUTSIDE
        },
        "planned cover" => Standing {
            own: name == "paralegal-view" || (act == "end-cover" && name == "paralegal-outside"),
            ..Standing::OUTSIDE
        },
        "wall on a partner" if name == "partner-walled" => {
            Standing { walled: true, ..Standing::OUTSIDE }
        }
        "wall on a partner" => second(name == "deputy"),
        other => panic!("no standing is meant by {other}"),
    }
}

fn wrong(persona: &Persona, expectation: &Cell) -> Option<String> {
    let action = Action::from_word(&expectation.act)
        .unwrap_or_else(|| panic!("{} is no action", expectation.act));
    let decision = decide(
        persona.in_force(),
        action,
        &standing(persona, &expectation.heading, &expectation.act),
    );
    let answer = match decision {
        Decision::Allowed => Expected::Yes,
        Decision::Refused(_) => Expected::No,
        Decision::Unseen => Expected::Hidden,
    };
    (answer != expectation.expected).then(|| format!("{expectation:?}: {decision:?}"))
}

fn all_wrong(world: &World) -> Vec<String> {
    let personas = world.by_name();
    acts().iter().filter_map(|cell| wrong(personas[cell.persona.as_str()], cell)).collect()
}

#[tokio::test]
async fn the_permission_table_answers_as_expected() {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    assert_eq!(all_wrong(&world), Vec::<String>::new());
}

#[test]
fn every_action_has_expectations_for_every_role() {
    let covered: BTreeSet<_> = acts().into_iter().map(|cell| cell.act).collect();
    for action in Action::ALL {
        assert!(covered.contains(action.word()), "{} is in no table", action.word());
    }
}

#[cfg(feature = "mutation")]
#[tokio::test]
async fn flipping_any_cell_turns_it_red() {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    let mut survivors = Vec::new();
    for action in Action::ALL {
        for role in Role::ALL {
            domain::access::mutation::flip(Some((action, role)));
            if all_wrong(&world).is_empty() {
                survivors.push(format!("{} for {role:?}, {:?}", action.word(), cell(action, role)));
            }
        }
    }
    domain::access::mutation::flip(None);
    assert_eq!(survivors, Vec::<String>::new(), "flipped without a test noticing");
    eprintln!("{} cells flipped, every one noticed", Action::ALL.len() * Role::ALL.len());
}

#[cfg(not(feature = "mutation"))]
#[test]
fn a_cell_is_never_and_always_apart() {
    assert_ne!(
        cell(Action::OpenCase, Role::ManagingPartner),
        cell(Action::OpenCase, Role::Billing)
    );
}
