//! Where a share stands, told from what happened to it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShareState {
    /// Waits for somebody with the release right.
    Proposed,
    Declined,
    /// Approved; it can be withdrawn, and nobody can open it yet.
    Held,
    Open,
    Withdrawn,
    Recalled,
}

impl ShareState {
    pub const fn label(self) -> &'static str {
        match self {
            ShareState::Proposed => "Waits for approval",
            ShareState::Declined => "Declined",
            ShareState::Held => "Goes out in a moment",
            ShareState::Open => "Shared",
            ShareState::Withdrawn => "Withdrawn",
            ShareState::Recalled => "Recalled",
        }
    }

    /// Something can still be ended.
    pub const fn is_live(self) -> bool {
        matches!(self, ShareState::Proposed | ShareState::Held | ShareState::Open)
    }
}

/// The instants of a share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamps {
    pub opens: Option<Timestamp>,
    pub declined: Option<Timestamp>,
    pub withdrawn: Option<Timestamp>,
    pub recalled: Option<Timestamp>,
}

impl Stamps {
    pub fn state(&self, now: Timestamp) -> ShareState {
        match (self.declined, self.withdrawn, self.recalled, self.opens) {
            (Some(_), ..) => ShareState::Declined,
            (_, Some(_), ..) => ShareState::Withdrawn,
            (_, _, Some(_), _) => ShareState::Recalled,
            (_, _, _, None) => ShareState::Proposed,
            (_, _, _, Some(opens)) if now < opens => ShareState::Held,
            (_, _, _, Some(_)) => ShareState::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_opens_when_the_time_to_withdraw_it_is_over_and_not_before() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let proposed = Stamps::default();
        let approved = Stamps { opens: Some(at(120)), ..proposed };
        for (stamps, now, state) in [
            (proposed, 0, ShareState::Proposed),
            (Stamps { declined: Some(at(1)), ..proposed }, 1, ShareState::Declined),
            (approved, 0, ShareState::Held),
            (approved, 119, ShareState::Held),
            (approved, 120, ShareState::Open),
            (Stamps { withdrawn: Some(at(60)), ..approved }, 600, ShareState::Withdrawn),
            (Stamps { recalled: Some(at(300)), ..approved }, 600, ShareState::Recalled),
        ] {
            assert_eq!(stamps.state(at(now)), state, "{stamps:?} at {now}");
        }
    }
}
