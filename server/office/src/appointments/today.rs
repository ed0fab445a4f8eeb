//! The day at hand. All of it is read by the statements that the calendar, the lists of deadlines and of what nobody
//! recorded, and the attendance page read: whatever is out of sight there is not here either, and not even as busy.

use domain::access::{Action, Standing, act, may};
use domain::appointments::{
    AppointmentKind, CalendarView, DueBox, LISTED, SlotState, TodayDue, TodayLine, TodayPage,
};
use domain::frame::{Frame, Framed, Person};
use domain::ids::{AppointmentId, StaffId};
use domain::text;
use jiff::Timestamp;
use jiff::civil::Date;

use super::attendance::{Open, left_open};
use super::calendar::{Around, Columns, Found, found, office, works_on_cases};
use super::deadlines::{Unfinished, unfinished};
use super::span::Range;
use super::store;
use crate::words::{self, Region};
use crate::{Caller, Result, access, attendance_report};

/// The page of today: one's own, or with "office" everybody's.
///
/// # Errors
/// As the database says.
pub async fn today(caller: &Caller, whose: &str) -> Result<Framed<TodayPage>> {
    let (mut tx, _permit) = access::on_office::<act::SeeCalendar>(caller).await?;
    let (frame, around) = office(&mut tx, None).await?;
    let region = caller.zone(&mut tx).await?;
    let now = caller.now();
    let day = words::today(now, &region);
    let range = Range::around(CalendarView::Day, day, region.locale)?;
    let sees_others = frame.desk || works_on_cases(caller);
    let all = whose == "office" && sees_others;
    let people = match all {
        true => around.people.iter().map(|person| person.id).collect(),
        false => vec![caller.staff_id()],
    };
    let rows = found(&mut tx, &Columns::of(people), range, &region).await?;
    let which = if all { DueBox::All } else { DueBox::Mine };
    let dues = unfinished(&mut tx, which, &region).await?;
    let open = Open {
        of: (!all).then(|| caller.staff_id()),
        before: range.instants(&region)?.0,
        most: LISTED as i64 + 1,
    };
    let mut unrecorded = left_open(&mut tx, open, &region).await?;
    let no_shows = match sees_attendance(&frame) {
        true => Some(attendance_report::card(&mut tx, &region).await?),
        false => None,
    };
    tx.commit().await?;

    let others = all.then_some(&around);
    let mut lines = Vec::new();
    let mut ahead = 0;
    for row in rows.iter().filter(|row| row.kind != AppointmentKind::Deadline.word()) {
        let line = row.line(day, now, &region, others)?;
        if line.is_left() && !row.all_day && !all {
            let from = row.starts_at.to_jiff().max(now);
            ahead += row.ends_at.to_jiff().duration_since(from).as_mins();
        }
        lines.push(line);
    }
    let me = caller.staff_id();
    let mut open: Vec<Unfinished> =
        dues.into_iter().filter(|due| all || due.concerns(me)).collect();
    // stable: what is late first, each by its time
    open.sort_by_key(|due| !due.is_late(now));
    let next = open.iter().find(|due| !due.row.done && due.time.ends >= now);
    let next_due = next.map(|due| due.nearness(day, &region)).unwrap_or_default();
    let mut dues: Vec<TodayDue> =
        open.into_iter().map(|due| due.line(day, now, &region, me)).collect();
    let (due, late) = (dues.len(), dues.iter().filter(|due| due.late).count());
    dues.truncate(LISTED);
    let more_unrecorded = unrecorded.len() > LISTED;
    unrecorded.truncate(LISTED);
    let page = TodayPage {
        title: title(day, &region),
        date: day.to_string(),
        holiday: around.holiday(day).unwrap_or_default().to_owned(),
        office: all,
        sees_others,
        now: words::time(now, &region),
        ahead,
        lines,
        dues,
        due,
        late,
        next_due,
        unrecorded,
        more_unrecorded,
        no_shows,
    };
    Ok(Framed { frame, body: page })
}

fn sees_attendance(frame: &Frame) -> bool {
    let standing = Standing { desk: frame.desk, ..Standing::OUTSIDE };
    may(frame.role, Action::SeeAttendance, &standing)
}

/// "Tuesday, October 13".
fn title(day: Date, region: &Region) -> String {
    let month_first = region.locale.short_date(day).starts_with(char::is_alphabetic);
    day.strftime(if month_first { "%A, %B %-d" } else { "%A, %-d %B" }).to_string()
}

impl Unfinished {
    /// One answers for it or steps in; or it is said to be kept, and one looks it over.
    fn concerns(&self, me: StaffId) -> bool {
        match self.row.done {
            true => self.row.checker.id == me,
            false => self.row.owner.id == me || self.row.backup.id == me,
        }
    }

    fn is_late(&self, now: Timestamp) -> bool {
        !self.row.done && self.time.ends < now
    }

    fn days_from(&self, day: Date, region: &Region) -> i32 {
        let due = region.day_of(self.time.starts);
        day.until(due).map_or(0, |span| span.get_days())
    }

    /// "tomorrow at 5:00 pm", "on Thursday, Oct 15".
    fn nearness(&self, day: Date, region: &Region) -> String {
        let due = region.day_of(self.time.starts);
        let on = match self.days_from(day, region) {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            days if days < 300 => {
                format!("on {}, {}", due.strftime("%A"), region.locale.short_date(due))
            }
            _ => format!("on {}", region.date(due)),
        };
        match self.time.all_day {
            true => on,
            false => format!("{on} at {}", words::time(self.time.starts, region)),
        }
    }

    fn line(self, day: Date, now: Timestamp, region: &Region, me: StaffId) -> TodayDue {
        let late = self.is_late(now);
        let days = self.days_from(day, region);
        let due = region.day_of(self.time.starts);
        let nearness = match (late, days) {
            (true, 0) => "late".to_owned(),
            (true, -1) => "1 day late".to_owned(),
            (true, _) => format!("{} days late", -days),
            (false, ..=-1) => "kept".to_owned(),
            (false, 0 | 1) if !self.time.all_day => words::time(self.time.starts, region),
            (false, 0) => "all day".to_owned(),
            (false, _) => due.strftime("%A").to_string(),
        };
        let row = self.row;
        let head = if row.head.is_empty() { "Deadline".to_owned() } else { row.head };
        let client = Some(self.client).filter(|client| *client != head);
        let sub = [Some(row.number), client].into_iter().flatten().filter(|part| !part.is_empty());
        TodayDue {
            id: row.id,
            sub: sub.collect::<Vec<_>>().join(", "),
            head,
            day: if days == 0 { "Today".to_owned() } else { region.locale.short_date(due) },
            nearness,
            datetime: row.datetime,
            late,
            to_check: row.done,
            owner: (row.owner.id != me).then_some(row.owner),
        }
    }
}

impl Found {
    /// `others` where everybody's day is shown.
    fn line(
        &self,
        day: Date,
        now: Timestamp,
        region: &Region,
        others: Option<&Around>,
    ) -> Result<TodayLine> {
        let (starts, ends) = (self.starts_at.to_jiff(), self.ends_at.to_jiff());
        let kind = store::kind(&self.kind)?;
        let state = self.state()?;
        let first_day = region.day_of(starts);
        let at = match (self.all_day, first_day < day) {
            (true, _) => ("All day".to_owned(), String::new()),
            (false, true) => {
                (String::new(), format!("since {}", region.locale.short_date(first_day)))
            }
            (false, false) => {
                let time = words::time(starts, region);
                match time.rsplit_once(' ') {
                    Some((clock, half)) => (clock.to_owned(), half.to_owned()),
                    None => (time, String::new()),
                }
            }
        };
        let title = self.title.clone().unwrap_or_default();
        let head = [&self.client, &title].into_iter().find(|words| !words.is_empty());
        let head = head.map_or_else(|| kind.label().to_owned(), Clone::clone);
        let about = match title.is_empty() || title == head {
            // its state says as much
            true if head == kind.label() || kind == AppointmentKind::Personal => String::new(),
            true => kind.label().to_owned(),
            false => title,
        };
        let about = [self.number.clone(), about].into_iter().filter(|part| !part.is_empty());
        let about = about.collect::<Vec<_>>().join(", ");
        let sub = [about, self.place.clone()].into_iter().filter(|part| !part.is_empty());
        let how = match (state, self.confirmed_by.as_deref(), self.recorded_at) {
            (SlotState::Confirmed, Some("link"), _) => "by the link".to_owned(),
            (SlotState::Confirmed, Some("text"), _) => "by text".to_owned(),
            (SlotState::Confirmed, ..) => "with the office".to_owned(),
            (SlotState::NoShow, _, Some(at)) => {
                format!("recorded {}", words::time(at.to_jiff(), region))
            }
            _ => String::new(),
        };
        Ok(TodayLine {
            id: AppointmentId(self.id),
            kind,
            at,
            datetime: words::datetime(starts, region),
            head,
            sub: sub.collect::<Vec<_>>().join(" · "),
            state,
            how,
            outside: self.outside,
            over: ends <= now,
            begun: starts <= now,
            people: others.map(|around| around.persons(&self.staff_ids)).unwrap_or_default(),
        })
    }
}

impl Around {
    fn persons(&self, ids: &[uuid::Uuid]) -> Vec<Person> {
        let named = ids.iter().filter_map(|id| self.people.iter().find(|one| one.id.0 == *id));
        named
            .map(|one| Person {
                id: one.id,
                initials: text::initials(&one.name),
                name: one.name.clone(),
                colour: one.colour,
            })
            .collect()
    }
}
