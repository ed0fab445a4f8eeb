//! Why: the judgement of [`super::decide`] with the steps it took. There is one judgement, so the
//! reason given can never be another than the one that counted.

use serde::{Deserialize, Serialize};

use super::{Action, Cell, Decision, Level, Refusal, Role, Standing, judge};

/// What one step said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It gives the right.
    Allows,
    /// It does not stand in the way.
    Passes,
    /// It decides: no.
    Denies,
}

impl Verdict {
    pub const fn label(self) -> &'static str {
        match self {
            Verdict::Allows => "Allows",
            Verdict::Passes => "Passes",
            Verdict::Denies => "Denies",
        }
    }
}

/// What one step asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// Somebody who has left or is suspended holds no role.
    NoRole,
    /// An ethical wall, before everything.
    Wall,
    /// A document or folder narrowed to others.
    Restriction,
    /// What the role may ever do.
    Role(Role, Cell),
    /// A place on the case team of at least this level.
    Place(Level),
    /// One's own.
    Own,
    /// A place of at least this level, or one's own.
    PlaceOrOwn(Level),
    /// The second person.
    SecondPerson,
    /// The desk right.
    Desk,
    /// The one whose word is asked for.
    Decider,
    /// A fee agreement or a receipt.
    ForBilling,
    /// A place of at least this level, one's own, or the desk right.
    PlaceOwnOrDesk(Level),
    /// One's own, or the desk right.
    OwnOrDesk,
    /// The release right, where one contributes.
    Release,
    /// A place of at least this level, or the release right.
    PlaceOrRelease(Level),
    /// One's own, or the release right.
    OwnOrRelease,
    /// The same, or a place of at least this level.
    PlaceOwnOrRelease(Level),
    /// A closed case waits to be reopened.
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub rule: Rule,
    pub verdict: Verdict,
}

impl Step {
    pub(super) const fn new(rule: Rule, verdict: Verdict) -> Step {
        Step { rule, verdict }
    }

    pub(super) const fn of_role(cell: Cell, role: Role) -> Step {
        let verdict = match cell {
            Cell::Never => Verdict::Denies,
            Cell::Always => Verdict::Allows,
            _ => Verdict::Passes,
        };
        Step::new(Rule::Role(role, cell), verdict)
    }

    /// Whether the cell leaves it to where somebody stands.
    pub(super) const fn asks_standing(cell: Cell) -> bool {
        !matches!(cell, Cell::Never | Cell::Always)
    }

    pub(super) const fn of_standing(cell: Cell, held: Result<(), Refusal>) -> Step {
        let rule = match cell {
            Cell::Never | Cell::Always | Cell::Own => Rule::Own,
            Cell::From(level) => Rule::Place(level),
            Cell::FromOrOwn(level) => Rule::PlaceOrOwn(level),
            Cell::SecondPerson => Rule::SecondPerson,
            Cell::Desk => Rule::Desk,
            Cell::Decider => Rule::Decider,
            Cell::ForBilling => Rule::ForBilling,
            Cell::FromOwnOrDesk(level) => Rule::PlaceOwnOrDesk(level),
            Cell::OwnOrDesk => Rule::OwnOrDesk,
            Cell::Release => Rule::Release,
            Cell::FromOrRelease(level) => Rule::PlaceOrRelease(level),
            Cell::OwnOrRelease => Rule::OwnOrRelease,
            Cell::FromOwnOrRelease(level) => Rule::PlaceOwnOrRelease(level),
        };
        Step::new(rule, if held.is_ok() { Verdict::Allows } else { Verdict::Denies })
    }
}

/// A decision and how it came about. The step that denies, if one does, is the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    pub steps: Vec<Step>,
    pub decision: Decision,
}

/// Asks the table and tells every step.
pub fn explain(role: Option<Role>, action: Action, standing: &Standing) -> Explained {
    let mut steps = Vec::new();
    let decision = judge(role, action, standing, |step| steps.push(step));
    Explained { steps, decision }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(role: Option<Role>, action: Action, standing: Standing) -> Step {
        *explain(role, action, &standing).steps.last().unwrap()
    }

    #[test]
    fn the_step_that_decides_is_told() {
        use Role::{AssociateAttorney as Attorney, ManagingPartner as Partner};
        let walled = Standing { walled: true, ..Standing::at(Level::Lead) };
        let closed = Standing { closed: true, ..Standing::at(Level::Lead) };
        for (role, action, standing, rule, verdict) in [
            (Some(Partner), Action::SeeCase, walled, Rule::Wall, Verdict::Denies),
            (None, Action::SeeCase, Standing::OUTSIDE, Rule::NoRole, Verdict::Denies),
            (
                Some(Attorney),
                Action::EditCase,
                Standing::at(Level::View),
                Rule::Place(Level::Contribute),
                Verdict::Denies,
            ),
            (
                Some(Attorney),
                Action::SeeCase,
                Standing::at(Level::View),
                Rule::Place(Level::View),
                Verdict::Allows,
            ),
            (Some(Attorney), Action::EditCase, closed, Rule::Closed, Verdict::Denies),
            (
                Some(Partner),
                Action::SeeCase,
                Standing::OUTSIDE,
                Rule::Role(Partner, Cell::Always),
                Verdict::Allows,
            ),
        ] {
            assert_eq!(last(role, action, standing), Step { rule, verdict }, "{action:?}");
        }
    }
}
