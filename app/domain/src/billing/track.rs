//! The reminders of one invoice, stage by stage: what was said, what comes next, and why nothing does.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::dunning::{Debt, DunningStage, StageState};

/// How a stage is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    Sent,
    /// The next one.
    Next,
    /// It will not go, or not as things stand.
    Off,
    /// Its turn comes after others.
    Later,
}

impl Mark {
    /// After the number of days: "7 days, sent".
    pub const fn label(self) -> &'static str {
        match self {
            Mark::Sent => "sent",
            Mark::Next => "next",
            Mark::Off => "paused or not needed",
            Mark::Later => "not reached",
        }
    }
}

/// Why nothing is said of an invoice at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Silence {
    NotIssued,
    NothingLeft,
    NotSent,
    /// Entered after the fact or brought in, and not released.
    HeldBack,
    NeverReminded,
    /// The office does not remind of what fell due then.
    NotSwitchedOn,
    AllDisputed,
}

impl Silence {
    pub const fn label(self) -> &'static str {
        match self {
            Silence::NotIssued => "Reminders begin once it is issued and sent.",
            Silence::NothingLeft => "Nothing is left to pay.",
            Silence::NotSent => "It was not sent yet, and so it never falls behind.",
            Silence::HeldBack => "It is held back: nothing goes out until somebody releases it.",
            Silence::NeverReminded => "This case is never reminded.",
            Silence::NotSwitchedOn => {
                "Reminders are not switched on for invoices that fell due then."
            }
            Silence::AllDisputed => "All that is left is disputed.",
        }
    }
}

/// One stage of the current due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub stage: DunningStage,
    /// When it was due, or will be.
    pub on: Option<Date>,
    pub mark: Mark,
    /// Of a planned or past one.
    pub state: Option<StageState>,
    /// The last day of the hold that is on it.
    pub held_until: Option<Date>,
}

/// The three stages. `past`: what is kept of them for this due date. `silence`: nothing of what is still to
/// come goes out.
pub fn track(
    debt: &Debt,
    past: &[(DunningStage, StageState, Date)],
    silence: Option<Silence>,
    today: Date,
) -> Vec<Step> {
    let next = match silence {
        Some(_) => None,
        None => debt.next_stage().map(|(stage, _)| stage),
    };
    let day_zero = debt.day_zero();
    DunningStage::ALL
        .into_iter()
        .map(|stage| {
            let kept = past.iter().find(|(which, ..)| *which == stage);
            let state = kept.map(|(_, state, _)| *state);
            let planned = day_zero.map(|day| day.saturating_add(days(stage)));
            // a hold of its day; one that is due already waits for the hold of today
            let asked = planned.map_or(today, |day| day.max(today));
            let hold = debt
                .holds
                .iter()
                .filter(|hold| hold.stage.is_none_or(|held| held == stage))
                .filter(|hold| hold.since <= asked && asked <= hold.until)
                .map(|hold| hold.until)
                .max();
            let mark = match state {
                Some(StageState::Sent) => Mark::Sent,
                Some(StageState::Skipped) => Mark::Off,
                _ if silence.is_some() || hold.is_some() => Mark::Off,
                Some(StageState::Planned | StageState::Awaiting) => Mark::Next,
                Some(StageState::Dropped) | None if next == Some(stage) => Mark::Next,
                Some(StageState::Dropped) | None if next.is_none_or(|next| stage < next) => {
                    Mark::Off
                }
                Some(StageState::Dropped) | None => Mark::Later,
            };
            let over = matches!(mark, Mark::Sent) || state == Some(StageState::Skipped);
            Step {
                stage,
                on: kept.map(|(.., on)| *on).or(planned),
                mark,
                state,
                held_until: hold.filter(|_| !over && silence.is_none()),
            }
        })
        .collect()
}

fn days(stage: DunningStage) -> jiff::Span {
    jiff::Span::new().days(stage.days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::billing::dunning::Hold;

    fn debt() -> Debt {
        Debt {
            due_on: date(2026, 10, 1),
            sent_on: Some(date(2026, 9, 1)),
            balance: 100,
            disputed: 0,
            holds: Vec::new(),
            past: Vec::new(),
            dunned: true,
        }
    }

    fn marks(steps: &[Step]) -> Vec<Mark> {
        steps.iter().map(|step| step.mark).collect()
    }

    #[test]
    fn what_was_sent_stays_and_the_next_one_has_its_day() {
        use DunningStage::Reminder;
        let sent = [(Reminder, StageState::Sent, date(2026, 10, 8))];
        let debt = Debt { past: vec![Reminder], ..debt() };
        let steps = track(&debt, &sent, None, date(2026, 10, 13));
        assert_eq!(marks(&steps), [Mark::Sent, Mark::Next, Mark::Later]);
        let days: Vec<Option<Date>> = steps.iter().map(|step| step.on).collect();
        let expected = [date(2026, 10, 8), date(2026, 10, 15), date(2026, 10, 31)];
        assert_eq!(days, expected.map(Some));
    }

    #[test]
    fn a_hold_that_ends_before_a_stage_does_not_hold_it() {
        let hold = Hold { stage: None, since: date(2026, 10, 1), until: date(2026, 10, 20) };
        let debt = Debt { holds: vec![hold], ..debt() };
        let steps = track(&debt, &[], None, date(2026, 10, 2));
        assert_eq!(marks(&steps), [Mark::Off, Mark::Off, Mark::Later]);
        assert_eq!(steps[0].held_until, Some(date(2026, 10, 20)));
        assert_eq!(steps[2].held_until, None);
    }

    #[test]
    fn where_nothing_is_said_no_stage_is_next() {
        let steps = track(&debt(), &[], Some(Silence::NotSwitchedOn), date(2026, 10, 2));
        assert_eq!(marks(&steps), [Mark::Off; 3]);
        let unsent = Debt { sent_on: None, ..debt() };
        assert!(track(&unsent, &[], Some(Silence::NotSent), date(2026, 10, 2))[0].on.is_none());
    }
}
