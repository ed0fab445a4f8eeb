//! How often the guard is right: verdicts held against what was expected of them, counted by kind.

use std::collections::BTreeMap;

use domain::attendance::Rate;

use crate::corpus::{Corpus, Expected, Group, Kind, Trial};
use crate::{Directory, Rules, Verdict, look_by};

/// Of wrong shares, the least that has to be caught.
pub const CAUGHT: f64 = 0.99;
/// Of right ones, what has to stay below.
pub const FALSE_ALARMS: f64 = 0.02;

/// What became of the shares of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub shares: u32,
    /// Wrong and stopped.
    pub caught: u32,
    /// Wrong, or not readable, and nothing said.
    pub missed: u32,
    /// Right and stopped.
    pub false_alarms: u32,
    /// Not readable, and said so.
    pub unread_said: u32,
    /// Right, with this case's other side named and no word about it.
    pub notes_missing: u32,
}

impl Tally {
    pub fn count(&mut self, expected: Expected, verdict: &Verdict) {
        let (stops, is_unread) = (!verdict.stops.is_empty(), !verdict.unreadable.is_empty());
        self.shares += 1;
        match expected {
            Expected::Stop if stops => self.caught += 1,
            Expected::Unreadable if is_unread => self.unread_said += 1,
            Expected::Stop | Expected::Unreadable => self.missed += 1,
            Expected::Clear | Expected::Note => {
                self.false_alarms += u32::from(stops || is_unread);
                self.notes_missing +=
                    u32::from(expected == Expected::Note && verdict.notes.is_empty());
            }
        }
    }

    pub fn add(&mut self, other: Tally) {
        self.shares += other.shares;
        self.caught += other.caught;
        self.missed += other.missed;
        self.false_alarms += other.false_alarms;
        self.unread_said += other.unread_said;
        self.notes_missing += other.notes_missing;
    }

    /// Of those that should not go, or not unread, how many did not.
    pub fn catch_rate(self) -> Rate {
        let held = self.caught + self.unread_said;
        Rate { hits: held, of: held + self.missed }
    }

    /// Of those that are right, how many were stopped.
    pub fn false_alarm_rate(self) -> Rate {
        Rate { hits: self.false_alarms, of: self.shares - self.catch_rate().of }
    }
}

/// All of it, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    pub kinds: BTreeMap<Kind, Tally>,
}

impl Measured {
    pub fn of(corpus: &Corpus, directory: &Directory, rules: Rules) -> Measured {
        let mut measured = Measured::default();
        for trial in &corpus.trials {
            let verdict = look_by(&trial.pages, directory, trial.share, rules);
            measured.count(trial, &verdict);
        }
        measured
    }

    pub fn count(&mut self, trial: &Trial, verdict: &Verdict) {
        self.kinds.entry(trial.kind).or_default().count(trial.expected, verdict);
    }

    pub fn of_group(&self, group: Group) -> Tally {
        let mut whole = Tally::default();
        for (_, tally) in self.kinds.iter().filter(|(kind, _)| kind.group() == group) {
            whole.add(*tally);
        }
        whole
    }

    /// Whether enough is caught and little enough is stopped for nothing. What is known to be out of reach
    /// does not count.
    pub fn meets_the_goal(&self) -> bool {
        let caught = self.of_group(Group::Wrong).catch_rate().share();
        let (right, alarms) =
            (self.of_group(Group::Right), self.of_group(Group::Right).false_alarm_rate().share());
        right.notes_missing == 0
            && caught.is_some_and(|caught| caught >= CAUGHT)
            && alarms.is_some_and(|alarms| alarms < FALSE_ALARMS)
    }
}
