//! The calendar as it is drawn: days, and for each person what stands when.

use serde::{Deserialize, Serialize};

use super::{AppointmentKind, words};
use crate::forms::Choice;
use crate::ids::{AppointmentId, StaffId};

/// How much of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarView {
    Day,
    #[default]
    Week,
    Month,
    /// A list, from a day on.
    Agenda,
}
words!(CalendarView {
    Day => "day", "Day";
    Week => "week", "Week";
    Month => "month", "Month";
    Agenda => "agenda", "Agenda";
});

/// What the address says. All of it can be bookmarked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CalendarFilter {
    /// A word of [`CalendarView`]; empty for the week.
    pub view: String,
    /// A day in it, "2026-10-13"; empty for today.
    pub on: String,
    /// Staff ids, in the order of their columns; empty for the caller and the attorneys they work with.
    pub who: Vec<String>,
    /// A room's id: what happens there.
    pub room: String,
    /// A practice area: cases of it alone.
    pub practice: String,
    /// An appointment whose card is open, for browsers without script.
    pub appt: String,
}

/// One of the office, as a column or as a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPerson {
    pub id: StaffId,
    pub name: String,
    pub family_name: String,
    pub initials: String,
    /// 1 to 6, or 0.
    pub colour: u8,
    pub shown: bool,
}

/// How one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// Told, and no answer yet; or nobody outside is told.
    Booked,
    Confirmed,
    /// Asks to move, or cannot come.
    Wavers,
    Cancelled,
    /// Out of sight: somebody is taken, and that is all.
    Busy,
    Attended,
    NoShow,
    /// A deadline that was kept and looked over.
    Kept,
}
words!(SlotState {
    Booked => "booked", "Booked";
    Confirmed => "confirmed", "Confirmed";
    Wavers => "wavers", "Asks to move";
    Cancelled => "cancelled", "Cancelled";
    Busy => "busy", "Busy";
    Attended => "attended", "Attended";
    NoShow => "no_show", "No-show";
    Kept => "kept", "Kept";
});

/// One thing in one person's column on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// None where it is out of sight.
    pub id: Option<AppointmentId>,
    pub kind: Option<AppointmentKind>,
    pub state: SlotState,
    /// Whose column.
    pub staff: StaffId,
    /// Minutes after midnight on this day, clipped to it; the end at least the start.
    pub from: u16,
    pub until: u16,
    pub all_day: bool,
    /// "Finnegan", "Busy".
    pub head: String,
    /// "Review"; empty for the desk.
    pub sub: String,
    /// "2:00 pm to 3:00 pm".
    pub time: String,
    /// The room's or the place's name.
    pub place: String,
    /// For an edit by dragging.
    pub revision: i32,
    /// Whether the caller may move it.
    pub movable: bool,
    pub series: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayHead {
    /// "2026-10-13".
    pub date: String,
    /// "13".
    pub number: String,
    /// "Tue".
    pub weekday: String,
    /// "Tuesday, Oct 13".
    pub long: String,
    pub today: bool,
    /// Outside the month that is shown.
    pub outside: bool,
    /// The holiday's name, or empty.
    pub holiday: String,
    /// Minutes after midnight at which the office opens and closes; none where it is closed.
    pub hours: Option<(u16, u16)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    pub head: DayHead,
    /// By start, then by column.
    pub slots: Vec<Slot>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CalendarPage {
    pub filter: CalendarFilter,
    pub view: CalendarView,
    /// "October 12 – 16", "Tuesday, October 13, 2026", "October 2026".
    pub title: String,
    /// Days for the links back and on, "2026-10-05".
    pub before: String,
    pub after: String,
    pub today: String,
    /// Minutes after midnight now, where today is shown.
    pub now: Option<u16>,
    pub people: Vec<CalendarPerson>,
    pub rooms: Vec<Choice>,
    pub practices: Vec<Choice>,
    pub days: Vec<Day>,
    /// The card that is open.
    pub open: Option<super::AppointmentPage>,
    /// "New York".
    pub zone: String,
    /// The busiest hours that are drawn: the earliest and latest hour with anything in it, and the
    /// office's hours.
    pub from_hour: u16,
    pub until_hour: u16,
}
