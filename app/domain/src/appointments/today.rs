//! The day at hand: what stands in it, what is due, and what was left open. What the sentence above it says is
//! counted from what stands below.

use serde::{Deserialize, Serialize};

use super::{AppointmentKind, SlotState, UnrecordedRow};
use crate::attendance::{Tally, TallyRow};
use crate::frame::Person;
use crate::ids::AppointmentId;

/// Deadlines and unrecorded appointments that are listed; the rest is behind a link.
pub const LISTED: usize = 6;

/// One appointment of the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayLine {
    pub id: AppointmentId,
    pub kind: AppointmentKind,
    /// "9:30" and "am"; "All day" and nothing; "since" and "Oct 12".
    pub at: (String, String),
    pub datetime: String,
    /// Whom it is with, or what it is about.
    pub head: String,
    /// "2026-0042, inventory review · Room 1"; or empty.
    pub sub: String,
    pub state: SlotState,
    /// "by text", of a confirmation; "recorded 10:30 am", of how it went; or empty.
    pub how: String,
    /// Somebody from outside is expected.
    pub outside: bool,
    /// Its end is behind us.
    pub over: bool,
    /// It has begun.
    pub begun: bool,
    /// Who of the office is there; empty on one's own day.
    pub people: Vec<Person>,
}

impl TodayLine {
    /// Still ahead, or going on.
    pub const fn is_left(&self) -> bool {
        match self.state {
            SlotState::Cancelled
            | SlotState::Attended
            | SlotState::NoShow
            | SlotState::Kept
            | SlotState::Overdue
            | SlotState::Busy => false,
            SlotState::Booked | SlotState::Confirmed | SlotState::Wavers => !self.over,
        }
    }

    /// Left, and nobody has said yet that they come. A court waits for no answer.
    pub const fn is_unconfirmed(&self) -> bool {
        let waits = matches!(self.state, SlotState::Booked | SlotState::Wavers);
        self.is_left() && waits && self.outside && !self.kind.is_fixed()
    }

    /// Over, and nobody wrote down who came.
    pub const fn is_unrecorded(&self) -> bool {
        let open =
            matches!(self.state, SlotState::Booked | SlotState::Confirmed | SlotState::Wavers);
        self.over && open && self.outside && self.kind.is_attended()
    }
}

/// One deadline, as short as it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayDue {
    pub id: AppointmentId,
    pub head: String,
    /// "2026-0042, Fontenot"; or empty.
    pub sub: String,
    /// "Oct 14", "Today".
    pub day: String,
    /// "4 days late", "late", "5:00 pm", "Thursday", "kept".
    pub nearness: String,
    pub datetime: String,
    pub late: bool,
    /// Said to be kept: the caller looks it over.
    pub to_check: bool,
    /// Who answers for it, where that is somebody else.
    pub owner: Option<Person>,
}

/// How many did not come, and by the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoShows {
    pub total: Tally,
    pub months: Vec<TallyRow>,
    /// What can be said against what was before; or empty.
    pub against: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayPage {
    /// "Tuesday, October 13".
    pub title: String,
    /// The day, "2026-10-13".
    pub date: String,
    /// The holiday's name, or empty.
    pub holiday: String,
    /// The whole office's day instead of one's own.
    pub office: bool,
    /// Whether the caller sees appointments of others.
    pub sees_others: bool,
    /// "10:42 am".
    pub now: String,
    /// Minutes of what is ahead.
    pub ahead: i64,
    /// By their start.
    pub lines: Vec<TodayLine>,
    /// The most pressing first, [`LISTED`] at most.
    pub dues: Vec<TodayDue>,
    /// All there are, and how many of them are late.
    pub due: usize,
    pub late: usize,
    /// When the next one is due that is not late: "tomorrow at 5:00 pm"; or empty.
    pub next_due: String,
    /// Of days before this one, the latest first, [`LISTED`] at most.
    pub unrecorded: Vec<UnrecordedRow>,
    /// There are more of them.
    pub more_unrecorded: bool,
    /// None where the caller may not see how many came.
    pub no_shows: Option<NoShows>,
}

impl TodayPage {
    /// "Five appointments left, one still unconfirmed. The next deadline is tomorrow at 5:00 pm."
    pub fn lead(&self) -> String {
        let left = self.lines.iter().filter(|line| line.is_left()).count();
        let unconfirmed = self.lines.iter().filter(|line| line.is_unconfirmed()).count();
        let mut said = match (left, self.lines.len()) {
            (0, 0) => "Nothing stands in the calendar today".to_owned(),
            (0, _) => "No appointments left".to_owned(),
            (1, _) => "One appointment left".to_owned(),
            (many, _) => format!("{} appointments left", capital(&count(many))),
        };
        match (left, unconfirmed) {
            (_, 0) => {}
            (1, _) => said.push_str(", still unconfirmed"),
            (_, many) => said.push_str(&format!(", {} still unconfirmed", count(many))),
        }
        said.push('.');
        match self.late {
            0 => {}
            1 => said.push_str(" One deadline is late."),
            many => said.push_str(&format!(" {} deadlines are late.", capital(&count(many)))),
        }
        if !self.next_due.is_empty() {
            said.push_str(&format!(" The next deadline is {}.", self.next_due));
        }
        said
    }

    /// "4.5 h still ahead"; empty where nothing is.
    pub fn hours_ahead(&self) -> String {
        match self.ahead {
            ..=0 => String::new(),
            minutes if minutes < 60 => format!("{minutes} min still ahead"),
            minutes => {
                let tenths = (minutes * 10 + 30) / 60;
                format!("{}.{} h still ahead", tenths / 10, tenths % 10)
            }
        }
    }
}

/// "three"; above ten in figures.
fn count(many: usize) -> String {
    const WORDS: [&str; 11] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(many).map_or_else(|| many.to_string(), |word| (*word).to_owned())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(state: SlotState, over: bool) -> TodayLine {
        TodayLine {
            id: AppointmentId(uuid::Uuid::nil()),
            kind: AppointmentKind::Meeting,
            at: ("9:30".into(), "am".into()),
            datetime: String::new(),
            head: "Lars Brandt".into(),
            sub: String::new(),
            state,
            how: String::new(),
            outside: true,
            over,
            begun: over,
            people: Vec::new(),
        }
    }

    fn page(lines: Vec<TodayLine>) -> TodayPage {
        TodayPage {
            title: String::new(),
            date: String::new(),
            holiday: String::new(),
            office: false,
            sees_others: false,
            now: String::new(),
            ahead: 0,
            lines,
            dues: Vec::new(),
            due: 0,
            late: 0,
            next_due: String::new(),
            unrecorded: Vec::new(),
            more_unrecorded: false,
            no_shows: None,
        }
    }

    #[test]
    fn the_sentence_counts_what_is_ahead_and_who_has_not_answered() {
        let day = page(vec![
            line(SlotState::Attended, true),
            line(SlotState::Booked, true),
            line(SlotState::Confirmed, false),
            line(SlotState::Booked, false),
            line(SlotState::Cancelled, false),
        ]);
        assert_eq!(day.lead(), "Two appointments left, one still unconfirmed.");
        assert_eq!(page(Vec::new()).lead(), "Nothing stands in the calendar today.");
        assert_eq!(page(vec![line(SlotState::NoShow, true)]).lead(), "No appointments left.");
        let one = page(vec![line(SlotState::Booked, false)]);
        let one = TodayPage { next_due: "tomorrow at 5:00 pm".into(), ..one };
        assert_eq!(
            one.lead(),
            "One appointment left, still unconfirmed. The next deadline is tomorrow at 5:00 pm."
        );
        let many = page(vec![line(SlotState::Confirmed, false); 12]);
        assert_eq!(many.lead(), "12 appointments left.");
    }

    #[test]
    fn a_court_is_not_asked_whether_it_comes() {
        let hearing =
            TodayLine { kind: AppointmentKind::Hearing, ..line(SlotState::Booked, false) };
        assert!(hearing.is_left() && !hearing.is_unconfirmed());
        let over = TodayLine { over: true, ..hearing };
        assert!(over.is_unrecorded() && !over.is_left());
        let inside = TodayLine { outside: false, ..line(SlotState::Booked, true) };
        assert!(!inside.is_unrecorded() && !inside.is_unconfirmed());
    }

    #[test]
    fn hours_ahead_are_rounded_to_a_tenth() {
        let of = |ahead| TodayPage { ahead, ..page(Vec::new()) }.hours_ahead();
        assert_eq!(
            [of(0), of(45), of(240), of(100)],
            ["", "45 min still ahead", "4.0 h still ahead", "1.7 h still ahead"]
        );
    }
}
