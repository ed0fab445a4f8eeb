//! The corpus is what it says it is, and the same every time.

use std::collections::{HashMap, HashSet};

use misdirection::corpus::{Corpus, Expected, Group, Kind};
use misdirection::{Of, Part, What};

#[test]
fn the_same_seed_makes_the_same_shares_and_another_seed_others() {
    let (one, again, other) = (Corpus::new(1), Corpus::new(1), Corpus::new(2));
    assert_eq!(one.known, again.known);
    let texts = |corpus: &Corpus| -> Vec<_> {
        corpus.trials.iter().map(|trial| (trial.share, trial.pages.clone())).collect()
    };
    assert_eq!(texts(&one), texts(&again));
    assert_ne!(one.known, other.known);
    assert_ne!(texts(&one), texts(&other));
}

#[test]
fn there_are_enough_shares_of_every_kind_and_each_says_what_is_expected() {
    for seed in [1, 2, 3] {
        let corpus = Corpus::new(seed);
        let mut groups: HashMap<Group, usize> = HashMap::new();
        let mut kinds: HashMap<Kind, usize> = HashMap::new();
        for trial in &corpus.trials {
            *groups.entry(trial.kind.group()).or_default() += 1;
            *kinds.entry(trial.kind).or_default() += 1;
            let fits = match trial.kind.group() {
                Group::Wrong => matches!(trial.expected, Expected::Stop | Expected::Unreadable),
                Group::Right => matches!(trial.expected, Expected::Clear | Expected::Note),
                Group::Limit => true,
            };
            assert!(fits, "{:?} expects {:?}", trial.kind, trial.expected);
            let numbers: Vec<u32> = trial.pages.iter().map(|page| page.number).collect();
            assert_eq!(numbers, (1..=trial.pages.len() as u32).collect::<Vec<_>>());
        }
        assert!(groups[&Group::Wrong] >= 1_200 && groups[&Group::Right] >= 1_200, "{groups:?}");
        assert!(Kind::ALL.iter().all(|kind| kinds.get(kind).is_some_and(|count| *count >= 30)));
    }
}

#[test]
fn any_seed_makes_an_office() {
    for seed in (4..16).chain([u64::MAX, 0]) {
        assert!(Corpus::new(seed).trials.len() > 2_400, "{seed}");
    }
}

#[test]
fn the_office_has_clients_and_everything_that_belongs_to_them() {
    let known = Corpus::new(1).known;
    let clients: HashSet<_> = known
        .iter()
        .filter(|known| known.part == Part::Client)
        .filter_map(|known| match known.of {
            Of::Client(client) => Some(client),
            _ => None,
        })
        .collect();
    assert_eq!(clients.len(), 400);
    let numbers: Vec<_> = known.iter().filter(|known| known.what == What::CaseNumber).collect();
    let different: HashSet<_> = numbers.iter().map(|known| &known.said).collect();
    assert_eq!(different.len(), numbers.len());
    for part in [Part::Contact, Part::Payer, Part::Opposing, Part::Counsel, Part::Office] {
        assert!(known.iter().filter(|known| known.part == part).count() >= 10, "{part:?}");
    }
    for what in [What::Email, What::Phone, What::Organization] {
        assert!(known.iter().filter(|known| known.what == what).count() >= 40, "{what:?}");
    }
}
