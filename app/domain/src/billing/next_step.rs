//! What comes next of an unpaid invoice, in a word, and how far its reminders have come. Derived like
//! [`super::dunning`] from the truth, for the list of what is owed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::dunning::{Debt, DunningStage};

/// One stage of one invoice, as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pip {
    Said,
    /// A later one took its place.
    Passed,
    /// Its day has come.
    Due,
    Next,
    Later,
    /// Nothing is said: held, disputed, or never of this debtor.
    Off,
}

impl Pip {
    /// What is read out after "7 days, ".
    pub const fn label(self) -> &'static str {
        match self {
            Pip::Said => "sent",
            Pip::Passed => "passed over",
            Pip::Due => "due today",
            Pip::Next => "next",
            Pip::Later => "not reached",
            Pip::Off => "not sent",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Nobody is late with what they have not seen.
    Send,
    /// Days until it is due.
    NotDue(i32),
    /// The day on which it goes; none: today.
    Goes(DunningStage, Option<Date>),
    /// Likewise, and a managing partner is asked first.
    Asks(DunningStage, Option<Date>),
    /// Held until the end of a day.
    Held(Date),
    Disputed,
    /// Entered after the fact, and not released.
    Release,
    AllSaid,
    /// The office reminds nobody of it.
    Off,
}

/// How the reminders of one invoice stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminding {
    /// In the order of [`DunningStage::ALL`].
    pub pips: [Pip; 3],
    pub step: NextStep,
}

/// What of the office, and of the invoice besides its [`Debt`], decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Reminders go out for what falls due from this day on; none: they do not.
    pub since: Option<Date>,
    /// A managing partner releases the last one.
    pub asks_for_last: bool,
    /// Waits until somebody releases it.
    pub unreleased: bool,
}

impl Reminding {
    /// How `debt` stands on a day; `said`: of its past stages those that went.
    pub fn of(debt: &Debt, said: &[DunningStage], rules: Rules, today: Date) -> Reminding {
        let step = next(debt, rules, today);
        let passed = debt.past.iter().max();
        let pips = DunningStage::ALL.map(|stage| {
            if said.contains(&stage) {
                return Pip::Said;
            }
            if passed.is_some_and(|last| stage <= *last) {
                return Pip::Passed;
            }
            match step {
                NextStep::Goes(now, on) | NextStep::Asks(now, on) => match stage.cmp(&now) {
                    std::cmp::Ordering::Less => Pip::Passed,
                    std::cmp::Ordering::Equal if on.is_none() => Pip::Due,
                    std::cmp::Ordering::Equal => Pip::Next,
                    std::cmp::Ordering::Greater => Pip::Later,
                },
                NextStep::Send | NextStep::NotDue(_) | NextStep::AllSaid => Pip::Later,
                NextStep::Held(_) | NextStep::Disputed | NextStep::Release | NextStep::Off => {
                    Pip::Off
                }
            }
        });
        Reminding { pips, step }
    }
}

fn next(debt: &Debt, rules: Rules, today: Date) -> NextStep {
    let Some(day_zero) = debt.day_zero() else { return NextStep::Send };
    if !debt.dunned || rules.since.is_none_or(|since| debt.due_on < since) {
        return NextStep::Off;
    }
    if rules.unreleased {
        return NextStep::Release;
    }
    if debt.undisputed() == 0 {
        return NextStep::Disputed;
    }
    let last = debt.past.iter().max();
    let left = DunningStage::ALL.into_iter().filter(|stage| last.is_none_or(|last| stage > last));
    let day = |stage: DunningStage| {
        day_zero.saturating_add(jiff::Span::new().days(stage.days())).max(today)
    };
    // of those whose day has come, the highest; else the first
    let Some(stage) = left.clone().rfind(|it| day(*it) == today).or(left.clone().next()) else {
        return NextStep::AllSaid;
    };
    let on = day(stage);
    let held = debt.holds.iter().filter(|hold| hold.stands(stage, on)).map(|hold| hold.until).max();
    if let Some(until) = held {
        return NextStep::Held(until);
    }
    if today <= debt.due_on {
        return NextStep::NotDue((debt.due_on - today).get_days());
    }
    let on = (on > today).then_some(on);
    match rules.asks_for_last && stage == DunningStage::Final {
        true => NextStep::Asks(stage, on),
        false => NextStep::Goes(stage, on),
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::dunning::Hold;
    use super::*;

    const DUE: Date = date(2026, 10, 1);
    const RULES: Rules =
        Rules { since: Some(date(2026, 1, 1)), asks_for_last: false, unreleased: false };

    fn debt(past: &[DunningStage]) -> Debt {
        Debt {
            due_on: DUE,
            sent_on: Some(date(2026, 9, 1)),
            balance: 100,
            disputed: 0,
            holds: Vec::new(),
            past: past.to_vec(),
            dunned: true,
        }
    }

    fn at(debt: &Debt, rules: Rules, days: i64) -> Reminding {
        Reminding::of(debt, &debt.past, rules, DUE + days.days())
    }

    #[test]
    fn it_is_told_what_goes_and_when() {
        use DunningStage::{Final, Firm, Reminder};
        let new = debt(&[]);
        assert_eq!(at(&new, RULES, -12).step, NextStep::NotDue(12));
        assert_eq!(at(&new, RULES, 3).step, NextStep::Goes(Reminder, Some(date(2026, 10, 8))));
        assert_eq!(at(&new, RULES, 3).pips, [Pip::Next, Pip::Later, Pip::Later]);
        // after an outage the highest goes, and the first never
        assert_eq!(at(&new, RULES, 15).step, NextStep::Goes(Firm, None));
        assert_eq!(at(&new, RULES, 15).pips, [Pip::Passed, Pip::Due, Pip::Later]);
        let asked = Rules { asks_for_last: true, ..RULES };
        let late = debt(&[Reminder, Firm]);
        assert_eq!(at(&late, asked, 20).step, NextStep::Asks(Final, Some(date(2026, 10, 31))));
        assert_eq!(at(&late, asked, 20).pips, [Pip::Said, Pip::Said, Pip::Next]);
        assert_eq!(at(&debt(&[Final]), RULES, 40).step, NextStep::AllSaid);
    }

    #[test]
    fn what_keeps_it_back_is_told_first() {
        let new = debt(&[]);
        let unsent = Debt { sent_on: None, ..new.clone() };
        assert_eq!(at(&unsent, RULES, 20).step, NextStep::Send);
        let hold = Hold { stage: None, since: DUE, until: date(2026, 10, 20) };
        let held = Debt { holds: vec![hold], ..new.clone() };
        assert_eq!(at(&held, RULES, 8).step, NextStep::Held(date(2026, 10, 20)));
        assert_eq!(at(&held, RULES, 8).pips, [Pip::Off; 3]);
        let disputed = Debt { disputed: 100, ..new.clone() };
        assert_eq!(at(&disputed, RULES, 8).step, NextStep::Disputed);
        assert_eq!(at(&new, Rules { unreleased: true, ..RULES }, 8).step, NextStep::Release);
        assert_eq!(at(&new, Rules { since: None, ..RULES }, 8).step, NextStep::Off);
        let never = Debt { dunned: false, ..new };
        assert_eq!(at(&never, RULES, 8).step, NextStep::Off);
    }

    proptest! {
        /// What is told for a day is what goes on it.
        #[test]
        fn it_agrees_with_what_is_due(
            days in -20..80i64,
            past in prop::collection::vec(prop::sample::select(DunningStage::ALL.to_vec()), 0..3),
            disputed in prop::sample::select(vec![0i64, 40, 100]),
            hold in prop::option::of((0..60i64, 0..20i64)),
        ) {
            let mut debt = Debt { disputed, ..debt(&past) };
            debt.holds = hold
                .map(|(from, long)| Hold { stage: None, since: DUE + from.days(), until: DUE + (from + long).days() })
                .into_iter()
                .collect();
            let told = match at(&debt, RULES, days).step {
                NextStep::Goes(stage, None) => Some(stage),
                _ => None,
            };
            prop_assert_eq!(told, debt.due_stage(DUE + days.days()));
        }
    }
}
