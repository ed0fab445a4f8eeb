//! Appointments: what kinds there are, how they end, and what may be done about each.
//!
//! Two kinds of words meet here: what the office knows of an appointment, and what may be told about it.
//! A client is told when, where and with whom, and never what it is about.

mod calendar;
mod forms;
mod page;
mod today;

use serde::{Deserialize, Serialize};

pub use calendar::{
    CalendarFilter, CalendarPage, CalendarPerson, CalendarView, Day, DayHead, MOST_BESIDE,
    MOST_COLUMNS, QUARTER, Slot, SlotState, lay_out,
};
pub use forms::{
    AppointmentContext, AppointmentForm, AttendanceForm, CancelForm, DeadlineForm, MOST_ATTENDEES,
    MoveForm, NewAppointment, OtherAttendee, ParsedAppointment, ParsedDeadline, ParsedRepeat,
    Repeat, RepeatEnd, RoomForm, Scope, Span,
};
pub use page::{
    AboutRow, AboutRows, Answered, AppointmentPage, AppointmentsOf, AppointmentsPage, AttendeeRow,
    Booked, ChangeRow, DeadlineRow, DueBox, DuePage, DueRow, Notice, RoomRow, ToCome,
    UnrecordedRow, Who,
};
pub use today::{LISTED, NoShows, TodayDue, TodayLine, TodayPage};

macro_rules! words {
    ($name:ident { $($variant:ident => $word:literal, $label:literal;)+ }) => {
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word stored in the database and used in forms.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }

            pub const fn label(self) -> &'static str {
                match self { $($name::$variant => $label),+ }
            }
        }
    };
}
pub(crate) use words;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentKind {
    /// The first talk with somebody, of an enquiry or for a client.
    Consultation,
    Hearing,
    Deposition,
    /// Something due by a day or an hour.
    Deadline,
    Meeting,
    Call,
    /// One's own time: no case, no client.
    Personal,
}
words!(AppointmentKind {
    Consultation => "consultation", "Consultation";
    Hearing => "hearing", "Hearing";
    Deposition => "deposition", "Deposition";
    Deadline => "deadline", "Deadline";
    Meeting => "meeting", "Meeting";
    Call => "call", "Call";
    Personal => "personal", "Personal";
});

impl AppointmentKind {
    /// Only the court, or the other side, can move it: a client confirms or calls, and never cancels.
    pub const fn is_fixed(self) -> bool {
        match self {
            AppointmentKind::Hearing | AppointmentKind::Deposition | AppointmentKind::Deadline => {
                true
            }
            AppointmentKind::Consultation
            | AppointmentKind::Meeting
            | AppointmentKind::Call
            | AppointmentKind::Personal => false,
        }
    }

    /// Whether somebody from outside is expected, so that it is asked afterwards who came.
    pub const fn is_attended(self) -> bool {
        match self {
            AppointmentKind::Consultation
            | AppointmentKind::Hearing
            | AppointmentKind::Deposition
            | AppointmentKind::Meeting
            | AppointmentKind::Call => true,
            AppointmentKind::Deadline | AppointmentKind::Personal => false,
        }
    }
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    Attended,
    /// Came, and late.
    Late,
    /// Said in time that they would not come.
    CancelledInTime,
    NoShow,
}
words!(Attendance {
    Attended => "attended", "Attended";
    Late => "late", "Late";
    CancelledInTime => "cancelled_in_time", "Cancelled in time";
    NoShow => "no_show", "No-show";
});

impl Attendance {
    /// Somebody came: what has happened cannot be moved.
    pub const fn was_there(self) -> bool {
        match self {
            Attendance::Attended | Attendance::Late => true,
            Attendance::CancelledInTime | Attendance::NoShow => false,
        }
    }
}

/// Who called it off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalledOffBy {
    Office,
    Client,
    Court,
}
words!(CalledOffBy {
    Office => "office", "The office";
    Client => "client", "The client";
    Court => "court", "The court or the other side";
});

/// What somebody answered to a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    Confirmed,
    AsksToMove,
    Declined,
}
words!(Reply {
    Confirmed => "confirmed", "Confirmed";
    AsksToMove => "asks_to_move", "Asks to move";
    Declined => "declined", "Cannot come";
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        for kind in AppointmentKind::ALL {
            assert_eq!(AppointmentKind::from_word(kind.word()), Some(*kind));
        }
        for outcome in Attendance::ALL {
            assert_eq!(Attendance::from_word(outcome.word()), Some(*outcome));
        }
        for reply in Reply::ALL {
            assert_eq!(Reply::from_word(reply.word()), Some(*reply));
        }
    }
}
