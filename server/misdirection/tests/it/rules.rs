//! No rule is idle: without it more is missed, or more is stopped for nothing.

use misdirection::corpus::Corpus;
use misdirection::measure::{Measured, Tally};
use misdirection::{Directory, Rule, Rules};

fn all(measured: &Measured) -> Tally {
    let mut all = Tally::default();
    measured.kinds.values().for_each(|tally| all.add(*tally));
    all
}

#[test]
fn switching_off_any_rule_makes_it_worse() {
    let corpora: Vec<(Corpus, Directory)> = [1, 2]
        .into_iter()
        .map(|seed| {
            let corpus = Corpus::new(seed);
            let directory = Directory::new(&corpus.known);
            (corpus, directory)
        })
        .collect();
    let measure = |rules: Rules| {
        let mut tally = Tally::default();
        for (corpus, directory) in &corpora {
            tally.add(all(&Measured::of(corpus, directory, rules)));
        }
        tally
    };
    let whole = measure(Rules::ALL);
    let idle: Vec<String> = Rule::ALL
        .into_iter()
        .filter_map(|rule| {
            let without = measure(Rules::ALL.without(rule));
            let is_worse = match rule.is_guard() {
                false => without.caught + without.unread_said < whole.caught + whole.unread_said,
                true => without.false_alarms > whole.false_alarms,
            };
            (!is_worse).then(|| format!("{rule:?}: {without:?}"))
        })
        .collect();
    assert!(idle.is_empty(), "with all {whole:?}, without\n{}", idle.join("\n"));
}
