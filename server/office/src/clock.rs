//! The one clock. Everything that asks the time asks here, so that a test can answer.

use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

/// Where the time comes from.
#[derive(Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands still until it is moved: tests and seeds.
    Still(Mutex<Timestamp>),
}

impl Clock {
    pub fn still(at: Timestamp) -> Clock {
        Clock::Still(Mutex::new(at))
    }

    pub fn now(&self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the clock the others ask")]
            Clock::System => Timestamp::now(),
            Clock::Still(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// Moves a still clock. A running one goes its own way.
    pub fn set(&self, to: Timestamp) {
        if let Clock::Still(at) = self {
            *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to;
        }
    }

    pub fn advance(&self, by: SignedDuration) {
        self.set(self.now() + by);
    }

    /// Whether the database must be told the time, having another one of its own.
    pub(crate) fn is_still(&self) -> bool {
        matches!(self, Clock::Still(_))
    }
}
