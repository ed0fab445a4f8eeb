//! What an invoice is, and where it stands. What is stored is a [`Stage`] and sums; what people read is a
//! [`State`], worked out from them and never stored, so that it cannot be out of date.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How far an invoice has come. Nothing of it changes from [`Stage::Issued`] on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Draft,
    /// Waits for the responsible attorney.
    Review,
    Approved,
    Issued,
    Void,
}

impl Stage {
    pub const ALL: [Stage; 5] =
        [Stage::Draft, Stage::Review, Stage::Approved, Stage::Issued, Stage::Void];

    pub const fn word(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Review => "review",
            Stage::Approved => "approved",
            Stage::Issued => "issued",
            Stage::Void => "void",
        }
    }

    pub fn from_word(word: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.word() == word)
    }

    /// Its lines can be written.
    pub const fn is_draft(self) -> bool {
        match self {
            Stage::Draft | Stage::Review | Stage::Approved => true,
            Stage::Issued | Stage::Void => false,
        }
    }

    /// What can become of it. `approval`: the office has drafts approved.
    pub const fn can_become(self, next: Stage, approval: bool) -> bool {
        match (self, next) {
            (Stage::Draft, Stage::Review)
            | (Stage::Review, Stage::Approved | Stage::Draft)
            | (Stage::Approved, Stage::Draft | Stage::Issued)
            | (Stage::Draft | Stage::Review | Stage::Approved | Stage::Issued, Stage::Void) => true,
            (Stage::Draft, Stage::Issued) => !approval,
            (Stage::Draft, Stage::Draft | Stage::Approved)
            | (Stage::Review, Stage::Review | Stage::Issued)
            | (Stage::Approved, Stage::Approved | Stage::Review)
            | (Stage::Issued, Stage::Draft | Stage::Review | Stage::Approved | Stage::Issued)
            | (
                Stage::Void,
                Stage::Draft | Stage::Review | Stage::Approved | Stage::Issued | Stage::Void,
            ) => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Invoice,
    /// Takes back what an invoice asked for, wholly or in part; has a number of its own.
    CreditNote,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Invoice, Kind::CreditNote];

    pub const fn word(self) -> &'static str {
        match self {
            Kind::Invoice => "invoice",
            Kind::CreditNote => "credit_note",
        }
    }

    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Kind::Invoice => "Invoice",
            Kind::CreditNote => "Credit note",
        }
    }
}

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    Time,
    /// A fixed fee, or a charge that no entry stands behind.
    Fee,
    Expense,
}

impl LineKind {
    pub const ALL: [LineKind; 3] = [LineKind::Time, LineKind::Fee, LineKind::Expense];

    pub const fn word(self) -> &'static str {
        match self {
            LineKind::Time => "time",
            LineKind::Fee => "fee",
            LineKind::Expense => "expense",
        }
    }

    pub fn from_word(word: &str) -> Option<LineKind> {
        LineKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The heading under which the lines of an invoice stand.
    pub const fn label(self) -> &'static str {
        match self {
            LineKind::Time => "Services",
            LineKind::Fee => "Fees",
            LineKind::Expense => "Expenses",
        }
    }
}

/// How a case is paid for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrangement {
    #[default]
    Hourly,
    /// The fee pays for all time; expenses are charged.
    FixedFee,
    /// Nothing is asked for.
    ProBono,
}

impl Arrangement {
    pub const ALL: [Arrangement; 3] =
        [Arrangement::Hourly, Arrangement::FixedFee, Arrangement::ProBono];

    pub const fn word(self) -> &'static str {
        match self {
            Arrangement::Hourly => "hourly",
            Arrangement::FixedFee => "fixed_fee",
            Arrangement::ProBono => "pro_bono",
        }
    }

    pub fn from_word(word: &str) -> Option<Arrangement> {
        Arrangement::ALL.into_iter().find(|it| it.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Arrangement::Hourly => "By the hour",
            Arrangement::FixedFee => "For a fixed fee",
            Arrangement::ProBono => "Without charge",
        }
    }
}

/// How an invoice reached the one who is to pay. Each is proof that it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentBy {
    Email,
    /// "Mailed on".
    Letter,
    Hand,
}

impl SentBy {
    pub const ALL: [SentBy; 3] = [SentBy::Email, SentBy::Letter, SentBy::Hand];

    pub const fn word(self) -> &'static str {
        match self {
            SentBy::Email => "email",
            SentBy::Letter => "letter",
            SentBy::Hand => "hand",
        }
    }

    pub fn from_word(word: &str) -> Option<SentBy> {
        SentBy::ALL.into_iter().find(|by| by.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            SentBy::Email => "By e-mail",
            SentBy::Letter => "By post",
            SentBy::Hand => "By hand",
        }
    }
}

/// The facts of an invoice from which its state follows. Minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub stage: Stage,
    pub sent: bool,
    pub total: i64,
    pub paid: i64,
    pub credited: i64,
    pub written_off: i64,
    pub due_on: Option<Date>,
}

/// What people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Draft,
    AwaitingApproval,
    Approved,
    Issued,
    Sent,
    PartlyPaid,
    Overdue,
    Paid,
    /// Nothing is left because a credit note took it back.
    Credited,
    /// Nothing is left because the office gave it up.
    WrittenOff,
    Void,
}

impl State {
    pub const ALL: [State; 11] = [
        State::Draft,
        State::AwaitingApproval,
        State::Approved,
        State::Issued,
        State::Sent,
        State::PartlyPaid,
        State::Overdue,
        State::Paid,
        State::Credited,
        State::WrittenOff,
        State::Void,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::AwaitingApproval => "awaiting_approval",
            State::Approved => "approved",
            State::Issued => "issued",
            State::Sent => "sent",
            State::PartlyPaid => "partly_paid",
            State::Overdue => "overdue",
            State::Paid => "paid",
            State::Credited => "credited",
            State::WrittenOff => "written_off",
            State::Void => "void",
        }
    }

    pub fn from_word(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            State::Draft => "Draft",
            State::AwaitingApproval => "Awaiting approval",
            State::Approved => "Approved, not issued",
            State::Issued => "Issued, not sent",
            State::Sent => "Sent",
            State::PartlyPaid => "Partly paid",
            State::Overdue => "Overdue",
            State::Paid => "Paid",
            State::Credited => "Credited",
            State::WrittenOff => "Written off",
            State::Void => "Void",
        }
    }
}

impl Facts {
    /// What is left to pay; nothing of what is not issued.
    pub const fn balance(&self) -> i64 {
        match self.stage {
            Stage::Issued => self.total - self.paid - self.credited - self.written_off,
            Stage::Draft | Stage::Review | Stage::Approved | Stage::Void => 0,
        }
    }

    /// Credit notes took all of it back.
    pub const fn is_taken_back(&self) -> bool {
        self.total > 0 && self.credited >= self.total
    }

    pub fn state(&self, today: Date) -> State {
        match self.stage {
            Stage::Draft => State::Draft,
            Stage::Review => State::AwaitingApproval,
            Stage::Approved => State::Approved,
            Stage::Void => State::Void,
            Stage::Issued if self.balance() == 0 => match () {
                () if self.written_off > 0 => State::WrittenOff,
                () if self.credited > 0 && self.paid == 0 => State::Credited,
                () => State::Paid,
            },
            Stage::Issued if !self.sent => State::Issued,
            Stage::Issued if self.due_on.is_some_and(|due| due < today) => State::Overdue,
            Stage::Issued if self.paid > 0 => State::PartlyPaid,
            Stage::Issued => State::Sent,
        }
    }

    /// Why it cannot be made void, in words; none where it can.
    pub const fn void_obstacle(&self) -> Option<&'static str> {
        match self.stage {
            Stage::Void => Some("This invoice is void already."),
            Stage::Issued if self.paid > 0 => Some(
                "Something was paid on this invoice. Take the payment off it first, or give a credit note.",
            ),
            Stage::Issued if self.credited > 0 || self.written_off > 0 => Some(
                "Part of this invoice was credited or written off. Give a credit note for the rest.",
            ),
            Stage::Draft | Stage::Review | Stage::Approved | Stage::Issued => None,
        }
    }
}

/// The day by which an invoice is to be paid.
pub fn due_on(issued_on: Date, days: i16) -> Date {
    issued_on.saturating_add(i64::from(days.max(0)).days())
}

/// How long what is owed has been due, in the columns of the receivables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    NotDue,
    UpTo7,
    UpTo14,
    UpTo30,
    Older,
}

impl Age {
    pub const ALL: [Age; 5] = [Age::NotDue, Age::UpTo7, Age::UpTo14, Age::UpTo30, Age::Older];

    pub fn of(due_on: Date, today: Date) -> Age {
        match (today - due_on).get_days() {
            ..=0 => Age::NotDue,
            1..=7 => Age::UpTo7,
            8..=14 => Age::UpTo14,
            15..=30 => Age::UpTo30,
            31.. => Age::Older,
        }
    }

    /// The first and the last due date of this age on a day; none: without an end.
    pub fn due_between(self, today: Date) -> (Option<Date>, Option<Date>) {
        let ago = |days: i64| Some(today.saturating_sub(days.days()));
        match self {
            Age::NotDue => (Some(today), None),
            Age::UpTo7 => (ago(7), ago(1)),
            Age::UpTo14 => (ago(14), ago(8)),
            Age::UpTo30 => (ago(30), ago(15)),
            Age::Older => (None, ago(31)),
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Age::NotDue => "not_due",
            Age::UpTo7 => "7",
            Age::UpTo14 => "14",
            Age::UpTo30 => "30",
            Age::Older => "older",
        }
    }

    pub fn from_word(word: &str) -> Option<Age> {
        Age::ALL.into_iter().find(|age| age.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Age::NotDue => "Not yet due",
            Age::UpTo7 => "1–7 days late",
            Age::UpTo14 => "8–14 days",
            Age::UpTo30 => "15–30 days",
            Age::Older => "Over 30 days",
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn issued() -> Facts {
        Facts {
            stage: Stage::Issued,
            sent: true,
            total: 100,
            paid: 0,
            credited: 0,
            written_off: 0,
            due_on: Some(date(2026, 10, 1)),
        }
    }

    #[test]
    fn an_age_is_of_the_days_it_names() {
        let today = date(2026, 10, 31);
        for late in -40..80i64 {
            let due = today.saturating_sub(late.days());
            let within = Age::ALL.into_iter().filter(|age| {
                let (from, until) = age.due_between(today);
                from.is_none_or(|from| due >= from) && until.is_none_or(|until| due <= until)
            });
            assert_eq!(within.collect::<Vec<_>>(), [Age::of(due, today)], "{late}");
        }
    }

    #[test]
    fn an_invoice_stands_where_its_sums_say() {
        let today = date(2026, 10, 1);
        let state = |facts: Facts| facts.state(today);
        assert_eq!(state(Facts { sent: false, ..issued() }), State::Issued);
        assert_eq!(state(issued()), State::Sent);
        assert_eq!(state(Facts { paid: 40, ..issued() }), State::PartlyPaid);
        assert_eq!(issued().state(date(2026, 10, 2)), State::Overdue);
        assert_eq!(state(Facts { paid: 40, credited: 60, ..issued() }), State::Paid);
        assert_eq!(state(Facts { credited: 100, ..issued() }), State::Credited);
        assert_eq!(state(Facts { paid: 40, written_off: 60, ..issued() }), State::WrittenOff);
        assert_eq!(state(Facts { stage: Stage::Review, ..issued() }), State::AwaitingApproval);
        assert_eq!(Facts { stage: Stage::Draft, ..issued() }.balance(), 0);
    }

    #[test]
    fn what_was_paid_or_is_void_cannot_be_made_void() {
        assert_eq!(issued().void_obstacle(), None);
        for facts in [
            Facts { paid: 1, ..issued() },
            Facts { credited: 1, ..issued() },
            Facts { stage: Stage::Void, ..issued() },
        ] {
            assert!(facts.void_obstacle().is_some());
        }
    }

    #[test]
    fn nothing_that_was_issued_becomes_a_draft_again() {
        for (from, to) in Stage::ALL.into_iter().flat_map(|from| Stage::ALL.map(|to| (from, to))) {
            for approval in [true, false] {
                assert!(from.is_draft() || to == Stage::Void || !from.can_become(to, approval));
                assert!(!Stage::Void.can_become(to, approval));
            }
        }
        assert!(!Stage::Draft.can_become(Stage::Issued, true));
        assert!(Stage::Draft.can_become(Stage::Issued, false));
    }

    #[test]
    fn a_debt_ages_from_the_day_after_it_fell_due() {
        let due = date(2026, 10, 1);
        let ages = [0, 1, 7, 8, 14, 15, 30, 31].map(|days: i64| Age::of(due, due + days.days()));
        use Age::{NotDue, Older, UpTo7, UpTo14, UpTo30};
        assert_eq!(ages, [NotDue, UpTo7, UpTo7, UpTo14, UpTo14, UpTo30, UpTo30, Older]);
        assert_eq!(due_on(due, 30), date(2026, 10, 31));
    }

    #[test]
    fn words_come_back() {
        assert!(Stage::ALL.iter().all(|it| Stage::from_word(it.word()) == Some(*it)));
        assert!(State::ALL.iter().all(|it| State::from_word(it.word()) == Some(*it)));
        assert!(Kind::ALL.iter().all(|it| Kind::from_word(it.word()) == Some(*it)));
        assert!(LineKind::ALL.iter().all(|it| LineKind::from_word(it.word()) == Some(*it)));
        assert!(Arrangement::ALL.iter().all(|it| Arrangement::from_word(it.word()) == Some(*it)));
        assert!(SentBy::ALL.iter().all(|it| SentBy::from_word(it.word()) == Some(*it)));
        assert!(Age::ALL.iter().all(|it| Age::from_word(it.word()) == Some(*it)));
    }
}
