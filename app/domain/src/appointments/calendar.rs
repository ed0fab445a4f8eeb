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
    /// A name, or part of one: whoever has it is shown as well.
    pub add: String,
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
    /// A deadline that has passed, and nobody says that it was kept.
    Overdue,
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
    Overdue => "overdue", "Overdue";
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
    /// The room's id, or empty: a move keeps it.
    pub room: String,
    /// Whose it is first of all: going to another column is a change of owner in that column alone.
    pub owner: StaffId,
    /// For an edit by dragging.
    pub revision: i32,
    /// Whether the caller may move it.
    pub movable: bool,
    pub series: bool,
    /// Somebody from outside is expected, and may answer.
    pub outside: bool,
    /// Which, of how many that are drawn side by side: "0 of 1" where it has the column to itself.
    pub beside: (u8, u8),
}

/// A quarter of an hour is the least that is drawn.
pub const QUARTER: u16 = 15;

impl Slot {
    /// Where it is drawn, in quarters of an hour after midnight: the first, and how many. At least one, and
    /// two for what is due at an hour, so that its words can be read.
    pub fn quarters(&self) -> (u16, u16) {
        let first = (self.from / QUARTER).min(95);
        let least = if self.kind == Some(AppointmentKind::Deadline) { 2 } else { 1 };
        let many = self.until.div_ceil(QUARTER).saturating_sub(first).max(least);
        (first, many.min(96 - first))
    }
}

/// Most that are drawn side by side; what comes on top of that lies over the last.
pub const MOST_BESIDE: u8 = 6;

/// Lays the slots of one column of one day side by side where they meet. They come by their start.
pub fn lay_out<'a>(slots: impl IntoIterator<Item = &'a mut Slot>) {
    let mut group: Vec<&mut Slot> = Vec::new();
    let mut group_ends = 0;
    for slot in slots.into_iter().filter(|slot| !slot.all_day) {
        let (first, many) = slot.quarters();
        if first >= group_ends {
            settle(&mut group);
        }
        group_ends = group_ends.max(first + many);
        group.push(slot);
    }
    settle(&mut group);
}

/// One run of slots that meet, each with the one before it or with an earlier one.
fn settle(group: &mut Vec<&mut Slot>) {
    let mut ends: Vec<u16> = Vec::new();
    for slot in group.iter_mut() {
        let (first, many) = slot.quarters();
        let nth = ends.iter().position(|end| *end <= first).unwrap_or(ends.len());
        match ends.get_mut(nth) {
            Some(end) => *end = first + many,
            None => ends.push(first + many),
        }
        slot.beside.0 = u8::try_from(nth).unwrap_or(u8::MAX).min(MOST_BESIDE - 1);
    }
    let of = u8::try_from(ends.len()).unwrap_or(u8::MAX).clamp(1, MOST_BESIDE);
    for slot in group.drain(..) {
        slot.beside.1 = of;
    }
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
    /// "Oct 13": the first of a month is written with it.
    pub short: String,
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
    /// Everybody at the office: those who are shown first, in the order of their columns.
    pub people: Vec<CalendarPerson>,
    /// How many more were asked for than have room.
    pub left_out: usize,
    pub rooms: Vec<Choice>,
    pub practices: Vec<Choice>,
    pub days: Vec<Day>,
    /// Whether weeks begin on Sunday here.
    pub sunday_first: bool,
    /// The card that is open.
    pub open: Option<super::AppointmentPage>,
    /// "New York".
    pub zone: String,
    /// Those that are drawn: the earliest and latest hour with anything in it, and the office's hours.
    pub from_hour: u16,
    pub until_hour: u16,
    /// "8 am", of each hour that is drawn.
    pub hours: Vec<String>,
}

/// More columns than this cannot be told apart by colour.
pub const MOST_COLUMNS: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(from: u16, until: u16) -> Slot {
        Slot {
            id: None,
            kind: Some(AppointmentKind::Meeting),
            state: SlotState::Booked,
            staff: StaffId(uuid::Uuid::nil()),
            from,
            until,
            all_day: false,
            head: String::new(),
            sub: String::new(),
            time: String::new(),
            place: String::new(),
            room: String::new(),
            owner: StaffId(uuid::Uuid::nil()),
            revision: 1,
            movable: false,
            series: false,
            outside: false,
            beside: (0, 1),
        }
    }

    fn beside(spans: &[(u16, u16)]) -> Vec<(u8, u8)> {
        let mut slots: Vec<Slot> = spans.iter().map(|(from, until)| slot(*from, *until)).collect();
        lay_out(&mut slots);
        slots.into_iter().map(|slot| slot.beside).collect()
    }

    #[test]
    fn what_overlaps_is_drawn_side_by_side_and_nothing_else_is() {
        assert_eq!(beside(&[(540, 600), (600, 660)]), [(0, 1), (0, 1)]);
        assert_eq!(beside(&[(540, 600), (555, 570), (570, 630)]), [(0, 2), (1, 2), (1, 2)]);
        // the third meets the first alone and takes the place that is free again
        assert_eq!(
            beside(&[(540, 720), (540, 570), (600, 630), (720, 750)]),
            [(0, 2), (1, 2), (1, 2), (0, 1)]
        );
        let crowd = beside(&[(540, 600); 9]);
        assert!(crowd.iter().all(|(nth, of)| *of == MOST_BESIDE && nth < of), "{crowd:?}");
    }

    #[test]
    fn the_shortest_still_takes_a_quarter_and_none_leaves_its_day() {
        assert_eq!(slot(600, 605).quarters(), (40, 1));
        assert_eq!(slot(605, 620).quarters(), (40, 2));
        assert_eq!(slot(0, 1440).quarters(), (0, 96));
        assert_eq!(slot(1439, 1439).quarters(), (95, 1));
        let due = Slot { kind: Some(AppointmentKind::Deadline), ..slot(1020, 1020) };
        assert_eq!(due.quarters(), (68, 2));
    }
}
