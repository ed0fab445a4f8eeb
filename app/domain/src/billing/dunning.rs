//! When an unpaid invoice is spoken of, and when not. A rule of the truth alone: what is due follows from
//! the invoice, its payments, holds and disputes as they are, never from when somebody last looked.
//!
//! Trust money is offered in what is sent, and never applied ([`super::payments::offer_from_trust`]).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is said, and after how many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DunningStage {
    /// Courteous, with a way to pay.
    Reminder,
    /// Firm, with a statement of account.
    Firm,
    /// The last. Listed three days before, and goes unless held.
    Final,
}

impl DunningStage {
    pub const ALL: [DunningStage; 3] =
        [DunningStage::Reminder, DunningStage::Firm, DunningStage::Final];

    /// Days after day 0.
    pub const fn days(self) -> i32 {
        match self {
            DunningStage::Reminder => 7,
            DunningStage::Firm => 14,
            DunningStage::Final => 30,
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            DunningStage::Reminder => "reminder_7",
            DunningStage::Firm => "reminder_14",
            DunningStage::Final => "notice_30",
        }
    }

    pub fn from_word(word: &str) -> Option<DunningStage> {
        DunningStage::ALL.into_iter().find(|stage| stage.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            DunningStage::Reminder => "7-day reminder",
            DunningStage::Firm => "14-day reminder",
            DunningStage::Final => "30-day notice",
        }
    }
}

/// How far one stage of one invoice got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageState {
    /// Waits for a partner's word, where the office has the last one approved.
    Awaiting,
    Planned,
    Sent,
    /// A later one was due when this one's turn came.
    Skipped,
    /// Paid, held, disputed, void or due later by the time it would have gone.
    Dropped,
}

impl StageState {
    pub const ALL: [StageState; 5] = [
        StageState::Awaiting,
        StageState::Planned,
        StageState::Sent,
        StageState::Skipped,
        StageState::Dropped,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            StageState::Awaiting => "awaiting",
            StageState::Planned => "planned",
            StageState::Sent => "sent",
            StageState::Skipped => "skipped",
            StageState::Dropped => "dropped",
        }
    }

    pub fn from_word(word: &str) -> Option<StageState> {
        StageState::ALL.into_iter().find(|state| state.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            StageState::Awaiting => "Awaiting approval",
            StageState::Planned => "Planned",
            StageState::Sent => "Sent",
            StageState::Skipped => "Skipped for a later one",
            StageState::Dropped => "Not needed any more",
        }
    }
}

/// Nothing is said while it stands; of one stage, or of any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// None: every stage.
    pub stage: Option<DunningStage>,
    pub since: Date,
    /// The last day. A hold ends by itself.
    pub until: Date,
}

impl Hold {
    /// Whether it holds this stage on a day.
    pub fn stands(&self, stage: DunningStage, today: Date) -> bool {
        self.stage.is_none_or(|held| held == stage) && self.since <= today && today <= self.until
    }
}

/// What is known of one invoice. Minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debt {
    pub due_on: Date,
    /// When it was demonstrably sent: an accepted e-mail, "mailed on". None: it never falls behind.
    pub sent_on: Option<Date>,
    /// What is left to pay; nothing of an invoice that is not issued or is void.
    pub balance: i64,
    /// What of that is disputed and not settled. The rest goes on.
    pub disputed: i64,
    pub holds: Vec<Hold>,
    /// Stages that are over for this due date: sent, or skipped.
    pub past: Vec<DunningStage>,
    /// Whether this debtor is ever reminded: not where a court appointed the office.
    pub dunned: bool,
}

impl Debt {
    /// The day from which stages are counted: the due date, or when it was sent if that was later, for
    /// nobody is late with what they have not seen.
    pub fn day_zero(&self) -> Option<Date> {
        self.sent_on.map(|sent| sent.max(self.due_on))
    }

    /// What can be asked for now.
    pub fn undisputed(&self) -> i64 {
        (self.balance - self.disputed.max(0)).max(0)
    }

    /// The one stage that is due today: the highest whose day has come, if nothing is said of it or of a
    /// later one yet. Lower ones that were missed are passed over.
    pub fn due_stage(&self, today: Date) -> Option<DunningStage> {
        if !self.dunned || self.undisputed() == 0 {
            return None;
        }
        let days = (today - self.day_zero()?).get_days();
        let stage = DunningStage::ALL.into_iter().rev().find(|stage| days >= stage.days())?;
        let over = self.past.iter().any(|past| *past >= stage);
        let held = self.holds.iter().any(|hold| hold.stands(stage, today));
        (!over && !held).then_some(stage)
    }

    /// The stage that comes next, and its day, as things stand.
    pub fn next_stage(&self) -> Option<(DunningStage, Date)> {
        if !self.dunned || self.undisputed() == 0 {
            return None;
        }
        let day_zero = self.day_zero()?;
        let last = self.past.iter().max();
        DunningStage::ALL
            .into_iter()
            .find(|stage| last.is_none_or(|last| stage > last))
            .map(|stage| (stage, day_zero.saturating_add(jiff::Span::new().days(stage.days()))))
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const DUE: Date = date(2026, 10, 1);

    fn debt() -> Debt {
        Debt {
            due_on: DUE,
            sent_on: Some(date(2026, 9, 1)),
            balance: 100,
            disputed: 0,
            holds: Vec::new(),
            past: Vec::new(),
            dunned: true,
        }
    }

    fn at(debt: &Debt, days: i64) -> Option<DunningStage> {
        debt.due_stage(DUE + days.days())
    }

    #[test]
    fn stages_come_at_seven_fourteen_and_thirty_days() {
        use DunningStage::{Final, Firm, Reminder};
        let debt = debt();
        let stages = [0, 6, 7, 13, 14, 29, 30, 400].map(|days| at(&debt, days));
        assert_eq!(
            stages,
            [
                None,
                None,
                Some(Reminder),
                Some(Reminder),
                Some(Firm),
                Some(Firm),
                Some(Final),
                Some(Final)
            ]
        );
        assert_eq!(debt.next_stage(), Some((Reminder, date(2026, 10, 8))));
    }

    #[test]
    fn after_an_outage_only_the_highest_goes_and_the_lower_ones_never() {
        let mut debt = debt();
        assert_eq!(at(&debt, 20), Some(DunningStage::Firm));
        debt.past = vec![DunningStage::Firm];
        assert_eq!(at(&debt, 21), None);
        assert_eq!(debt.next_stage(), Some((DunningStage::Final, date(2026, 10, 31))));
    }

    #[test]
    fn what_was_not_sent_is_never_late_and_what_was_sent_late_is_counted_from_then() {
        assert_eq!(at(&Debt { sent_on: None, ..debt() }, 400), None);
        let late = Debt { sent_on: Some(date(2026, 10, 20)), ..debt() };
        assert_eq!((at(&late, 25), at(&late, 26)), (None, Some(DunningStage::Reminder)));
    }

    #[test]
    fn a_part_payment_keeps_day_zero_and_a_whole_one_ends_it() {
        assert_eq!(at(&Debt { balance: 1, ..debt() }, 7), Some(DunningStage::Reminder));
        assert_eq!(at(&Debt { balance: 0, ..debt() }, 7), None);
    }

    #[test]
    fn a_disputed_amount_pauses_and_the_rest_goes_on() {
        let disputed = |disputed| Debt { disputed, ..debt() };
        assert_eq!(
            (at(&disputed(60), 7), disputed(60).undisputed()),
            (Some(DunningStage::Reminder), 40)
        );
        assert_eq!(at(&disputed(100), 7), None);
    }

    #[test]
    fn a_hold_holds_its_stage_or_all_until_its_last_day() {
        let held = |stage| {
            let hold = Hold { stage, since: DUE, until: date(2026, 11, 2) };
            Debt { holds: vec![hold], ..debt() }
        };
        assert_eq!(at(&held(None), 7), None);
        assert_eq!(
            (at(&held(Some(DunningStage::Final)), 7), at(&held(Some(DunningStage::Final)), 30)),
            (Some(DunningStage::Reminder), None)
        );
        assert_eq!(held(None).due_stage(date(2026, 11, 3)), Some(DunningStage::Final));
    }

    #[test]
    fn some_debtors_are_never_reminded() {
        assert_eq!(at(&Debt { dunned: false, ..debt() }, 60), None);
        assert!(DunningStage::ALL.iter().all(|it| DunningStage::from_word(it.word()) == Some(*it)));
        assert!(StageState::ALL.iter().all(|it| StageState::from_word(it.word()) == Some(*it)));
    }

    proptest! {
        /// However the days fall on which somebody looks, and whenever it is paid.
        #[test]
        fn each_stage_goes_at_most_once_in_order_and_none_after_payment(looks in prop::collection::vec(1..9i64, 1..60), paid_on in 0..80i64) {
            let mut debt = debt();
            let mut day = 0;
            let mut said = Vec::new();
            for look in looks {
                day += look;
                if day >= paid_on {
                    debt.balance = 0;
                }
                if let Some(stage) = at(&debt, day) {
                    prop_assert!(day < paid_on);
                    prop_assert!(day >= i64::from(stage.days()));
                    said.push(stage);
                    debt.past.push(stage);
                }
            }
            prop_assert!(said.is_sorted_by(|one, next| one < next));
        }
    }
}
