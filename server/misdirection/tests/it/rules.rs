//! No rule is idle: without it more is missed, or more is stopped for nothing.

use misdirection::corpus::Corpus;
use misdirection::measure::{Measured, Tally};
use misdirection::{Directory, Rule, Rules};

fn all(measured: &Measured) -> Tally {
    let mut all = Tally::default();
    measured.kinds.values().for_each(|tally| all.add(*tally));
    all
}

/// Of each kind, enough to see a difference.
const OF_A_KIND: u32 = 32;

#[test]
fn switching_off_any_rule_makes_it_worse() {
    let mut corpus = Corpus::new(1);
    corpus.trials.retain(|trial| trial.nth < OF_A_KIND);
    let directory = Directory::new(&corpus.known);
    let measure = |rules: Rules| all(&Measured::of(&corpus, &directory, rules));
    let whole = measure(Rules::ALL);
    let is_idle = |rule: &Rule| {
        let without = measure(Rules::ALL.without(*rule));
        match rule.is_guard() {
            false => without.caught + without.unread_said >= whole.caught + whole.unread_said,
            true => without.false_alarms <= whole.false_alarms,
        }
    };
    let (one, other) = Rule::ALL.split_at(Rule::ALL.len() / 2);
    let idle = |rules: &[Rule]| -> Vec<Rule> { rules.iter().copied().filter(is_idle).collect() };
    let found = std::thread::scope(|scope| {
        let beside = scope.spawn(|| idle(other));
        [idle(one), beside.join().unwrap()].concat()
    });
    assert_eq!(found, []);
}
