//! What the calendar's forms ask, and what was typed, read.

use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

use super::{AppointmentKind, Attendance, CalledOffBy, words};
use crate::forms::{Choice, FieldErrors};
use crate::ids::StaffId;
use crate::text::{self, EmailAddress};

/// More people than this is a hall, and no appointment.
pub const MOST_ATTENDEES: usize = 60;

/// How often something repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    Never,
    Daily,
    Weekly,
    /// On the same day of the month.
    Monthly,
    /// On the same weekday of the month: the second Tuesday.
    MonthlyByWeekday,
    Yearly,
}
words!(Repeat {
    Never => "never", "Does not repeat";
    Daily => "daily", "Daily";
    Weekly => "weekly", "Weekly";
    Monthly => "monthly", "Monthly, on the same day";
    MonthlyByWeekday => "monthly_by_weekday", "Monthly, on the same weekday";
    Yearly => "yearly", "Yearly";
});

/// Which of a series a change is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    #[default]
    This,
    Following,
    All,
}
words!(Scope {
    This => "this", "This one";
    Following => "following", "This and the following";
    All => "all", "All to come";
});

/// When, as it was said on the wall clock of its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub starts: DateTime,
    pub ends: DateTime,
    pub all_day: bool,
    /// Of an hour that comes twice, the second one.
    pub second_time: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppointmentForm {
    /// A word of [`AppointmentKind`].
    pub kind: String,
    /// A case's number, words by which it or a client is found, or empty.
    pub case: String,
    /// What was chosen of what those words fit, with the words it was chosen for; or empty.
    pub picked: String,
    /// A client's id where there is no case, or empty.
    pub client: String,
    /// An enquiry's id, or empty.
    pub enquiry: String,
    /// What it is about. Left out by the front desk.
    pub title: String,
    pub note: String,
    pub date: String,
    pub starts: String,
    pub ends: String,
    /// The last day where it is another one.
    pub until: String,
    /// "on" where it has no hours.
    pub all_day: String,
    /// "on" for the second of an hour that comes twice.
    pub second_time: String,
    /// IANA; empty for the office's.
    pub zone: String,
    /// A room's id, or empty.
    pub room: String,
    pub place: String,
    pub video_url: String,
    /// A staff id: with whom, or who answers for it.
    pub owner: String,
    /// Staff ids, besides the owner.
    pub staff: Vec<String>,
    /// "on": the client is to be there.
    pub with_client: String,
    /// Ids of those who speak for the client and are to be there.
    pub representatives: Vec<String>,
    /// Others: one a line, "name, e-mail, phone"; the name alone will do.
    pub others: String,
    /// A word of [`Repeat`], or empty.
    pub repeats: String,
    /// Every how many.
    pub every: String,
    /// Weekdays where weekly: "1" for Monday to "7".
    pub weekdays: Vec<String>,
    /// The last day of the series, or a number of times; one of the two.
    pub repeat_until: String,
    pub times: String,
    /// Of a deadline: who steps in, who looks it over, and days ahead for warnings ("14, 7, 3, 1").
    pub backup: String,
    pub checker: String,
    pub warn_days: String,
    /// "on": book although somebody or the room is taken, or it is out of hours.
    pub anyway: String,
    /// A word of [`Scope`].
    pub scope: String,
    pub revision: String,
}

/// What a new one starts from: a click in the calendar, or a link on a case, a client or an enquiry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewAppointment {
    pub kind: String,
    /// A case's id.
    pub case: String,
    pub client: String,
    pub enquiry: String,
    /// "2026-10-13".
    pub on: String,
    /// "14:30".
    pub at: String,
    /// A staff id: whose column was clicked.
    pub who: String,
}

/// Somebody who is neither staff nor the client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherAttendee {
    pub name: String,
    /// Empty where none was said.
    pub email: String,
    /// As typed; the office reads it.
    pub phone: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedDeadline {
    pub backup: StaffId,
    pub checker: StaffId,
    pub warn_days: Vec<i16>,
}

/// [`AppointmentForm`] without its typos. Whom and what it names is the office's to find.
#[derive(Clone, Debug)]
pub struct ParsedAppointment {
    pub kind: AppointmentKind,
    pub title: String,
    pub note: String,
    pub span: Span,
    pub zone: String,
    pub place: String,
    pub video_url: String,
    pub owner: StaffId,
    pub staff: Vec<StaffId>,
    pub with_client: bool,
    pub others: Vec<OtherAttendee>,
    /// How it repeats: every how many, on which weekdays, and its end.
    pub repeat: Option<ParsedRepeat>,
    pub deadline: Option<ParsedDeadline>,
    pub anyway: bool,
    pub scope: Scope,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedRepeat {
    pub how: Repeat,
    pub every: u16,
    pub weekdays: Vec<Weekday>,
    pub end: RepeatEnd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatEnd {
    Until(Date),
    Times(u16),
}

fn ticked(word: &str) -> bool {
    word == "on"
}

fn staff_id(errors: &mut FieldErrors, field: &str, typed: &str, ask: &str) -> Option<StaffId> {
    errors.take(field, typed.parse::<StaffId>().map_err(|_| ask.to_owned()))
}

impl AppointmentForm {
    /// Its form hides what a deadline does not have: an end, and a client who comes.
    fn is_deadline(&self) -> bool {
        self.kind == AppointmentKind::Deadline.word()
    }

    fn times(&self) -> MoveForm {
        MoveForm {
            date: self.date.clone(),
            starts: self.starts.clone(),
            // due at an hour, and it has no end
            ends: if self.is_deadline() { String::new() } else { self.ends.clone() },
            until: self.until.clone(),
            all_day: self.all_day.clone(),
            second_time: self.second_time.clone(),
            ..MoveForm::default()
        }
    }

    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedAppointment> {
        let kind = errors.take(
            "kind",
            AppointmentKind::from_word(&self.kind)
                .ok_or_else(|| "Choose what kind of appointment it is.".to_owned()),
        );
        let title = errors.take("title", text::line(&self.title));
        let note = errors.take("note", text::prose(&self.note));
        let place = errors.take("place", text::line(&self.place));
        let video_url = errors.take("video_url", video(&self.video_url));
        let owner = staff_id(errors, "owner", &self.owner, "Choose with whom it is.");
        let mut staff = Vec::new();
        for id in self.staff.iter().filter(|id| !id.is_empty()) {
            staff.extend(staff_id(errors, "staff", id, "Choose people of the office."));
        }
        staff.retain(|id| Some(*id) != owner);
        staff.sort();
        staff.dedup();
        let others = others(errors, &self.others);
        let kind = kind?;
        let span = self.times().parse(kind, errors);
        let repeat = self.repeat(errors, kind);
        let deadline = match kind {
            AppointmentKind::Deadline => Some(self.deadline(errors)?),
            _ => None,
        };
        let with_client = ticked(&self.with_client) && !self.is_deadline();
        let others = others?;
        let heads =
            1 + staff.len() + others.len() + self.representatives.len() + usize::from(with_client);
        if heads > MOST_ATTENDEES {
            errors.add(
                "others",
                format!("This asks {heads} people, and {MOST_ATTENDEES} is the most. Name the group in the title instead."),
            );
        }
        if kind == AppointmentKind::Personal
            && (with_client
                || !self.case.is_empty()
                || !self.client.is_empty()
                || !self.enquiry.is_empty())
        {
            errors.add(
                "kind",
                "Personal time has no client and no case. Choose another kind, or leave them out.",
            );
        }
        Some(ParsedAppointment {
            kind,
            title: title?,
            note: note?,
            span: span?,
            zone: self.zone.trim().to_owned(),
            place: place?,
            video_url: video_url?,
            owner: owner?,
            staff,
            with_client,
            others,
            repeat: repeat?,
            deadline,
            anyway: ticked(&self.anyway),
            scope: Scope::from_word(&self.scope).unwrap_or_default(),
        })
    }

    /// The outer option is whether it could be read, the inner one whether it repeats.
    #[expect(clippy::option_option, reason = "unreadable, once, or again and again")]
    fn repeat(
        &self,
        errors: &mut FieldErrors,
        kind: AppointmentKind,
    ) -> Option<Option<ParsedRepeat>> {
        let how = Repeat::from_word(&self.repeats).unwrap_or(Repeat::Never);
        if how == Repeat::Never {
            return Some(None);
        }
        if kind == AppointmentKind::Deadline {
            errors.add("repeats", "A deadline does not repeat: each has its own owner and check.");
            return None;
        }
        let every = match self.every.trim() {
            "" => Some(1),
            typed => errors.take(
                "every",
                typed
                    .parse::<u16>()
                    .ok()
                    .filter(|n| (1..=60).contains(n))
                    .ok_or_else(|| "Enter a number from 1 to 60.".to_owned()),
            ),
        };
        let mut weekdays: Vec<Weekday> = self
            .weekdays
            .iter()
            .filter_map(|day| Weekday::from_monday_one_offset(day.parse().ok()?).ok())
            .collect();
        weekdays.sort_by_key(|day| day.to_monday_one_offset());
        weekdays.dedup();
        let end = match (self.repeat_until.trim(), self.times.trim()) {
            ("", "") => {
                errors.add(
                    "repeat_until",
                    "Say when the series ends: a last day, or how many times.",
                );
                None
            }
            (day, "") => errors.take("repeat_until", text::parse_date(day)).map(RepeatEnd::Until),
            ("", times) => errors
                .take(
                    "times",
                    times
                        .parse::<u16>()
                        .ok()
                        .filter(|n| *n > 0)
                        .ok_or_else(|| "Enter how many times, as a number.".to_owned()),
                )
                .map(RepeatEnd::Times),
            _ => {
                errors.add("times", "Give a last day or a number of times, not both.");
                None
            }
        };
        Some(Some(ParsedRepeat { how, every: every?, weekdays, end: end? }))
    }

    fn deadline(&self, errors: &mut FieldErrors) -> Option<ParsedDeadline> {
        DeadlineForm {
            backup: self.backup.clone(),
            checker: self.checker.clone(),
            warn_days: self.warn_days.clone(),
            ..DeadlineForm::default()
        }
        .parse_people(errors)
    }
}

fn video(typed: &str) -> Result<String, String> {
    let typed = text::line(typed)?;
    if typed.is_empty() {
        return Ok(typed);
    }
    let rest = typed.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = typed.len() <= 500 && !typed.contains(char::is_whitespace) && !host.contains('@');
    match host.contains('.') && plain {
        true => Ok(typed),
        false => Err("Enter the whole address of the video room, starting with https://.".into()),
    }
}

fn others(errors: &mut FieldErrors, typed: &str) -> Option<Vec<OtherAttendee>> {
    let mut all = Vec::new();
    for typed in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut parts = typed.split([',', ';']).map(str::trim);
        let name =
            errors.take("others", text::name(parts.next().unwrap_or_default(), "the name"))?;
        let mut other = OtherAttendee { name, ..OtherAttendee::default() };
        for part in parts.filter(|part| !part.is_empty()) {
            if part.contains('@') {
                let email = errors.take("others", EmailAddress::parse(part))?;
                other.email = email.as_str().to_owned();
            } else {
                other.phone = errors.take("others", text::line(part))?;
            }
        }
        all.push(other);
    }
    Some(all)
}

/// Another time for one that stands, as dragging posts it and as its form does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    pub date: String,
    pub starts: String,
    pub ends: String,
    pub until: String,
    pub all_day: String,
    pub second_time: String,
    /// A room's id; empty for none.
    pub room: String,
    /// A staff id where it goes to somebody else; empty: as it is.
    pub owner: String,
    pub anyway: String,
    pub scope: String,
    pub revision: String,
}

impl MoveForm {
    pub fn parse(&self, kind: AppointmentKind, errors: &mut FieldErrors) -> Option<Span> {
        let (all_day, second_time) = (ticked(&self.all_day), ticked(&self.second_time));
        let day = errors.take("date", text::parse_date(&self.date))?;
        let last = match self.until.trim() {
            "" => day,
            typed => errors.take("until", text::parse_date(typed))?,
        };
        if last < day {
            errors.add(
                "until",
                "The last day is before the first. Choose the same day or a later one.",
            );
            return None;
        }
        if last.since(day).map_or(0, |span| span.get_days()) > 14 {
            errors
                .add("until", "An appointment takes fourteen days at most. Use a series for more.");
            return None;
        }
        if all_day {
            let starts = day.to_datetime(Time::midnight());
            let ends = last.tomorrow().ok()?.to_datetime(Time::midnight());
            return Some(Span { starts, ends, all_day, second_time });
        }
        let from = errors.take("starts", text::parse_time(&self.starts))?;
        let to = match (kind, self.ends.trim()) {
            // due at an hour
            (AppointmentKind::Deadline, "") => from,
            (_, typed) => errors.take("ends", text::parse_time(typed))?,
        };
        let (starts, ends) = (day.to_datetime(from), last.to_datetime(to));
        if ends < starts || (ends == starts && kind != AppointmentKind::Deadline) {
            errors.add(
                "ends",
                "It ends before it begins. Choose a later time, or the day on which it ends.",
            );
            return None;
        }
        Some(Span { starts, ends, all_day, second_time })
    }

    pub fn anyway(&self) -> bool {
        ticked(&self.anyway)
    }

    pub fn scope(&self) -> Scope {
        Scope::from_word(&self.scope).unwrap_or_default()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CancelForm {
    /// A word of [`CalledOffBy`].
    pub by: String,
    pub reason: String,
    pub scope: String,
    pub revision: String,
}

impl CancelForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(CalledOffBy, String, Scope)> {
        let by = errors.take(
            "by",
            CalledOffBy::from_word(&self.by).ok_or_else(|| "Choose who called it off.".to_owned()),
        );
        let reason = errors.take("reason", text::line(&self.reason));
        Some((by?, reason?, Scope::from_word(&self.scope).unwrap_or_default()))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttendanceForm {
    /// A word of [`Attendance`].
    pub outcome: String,
    /// A path of ours to come back to, or empty.
    pub back: String,
}

impl AttendanceForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<Attendance> {
        errors.take(
            "outcome",
            Attendance::from_word(&self.outcome).ok_or_else(|| "Choose how it went.".to_owned()),
        )
    }
}

/// What is said about a deadline: that it was kept, that this was looked at, or who answers for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeadlineForm {
    pub note: String,
    pub backup: String,
    pub checker: String,
    pub warn_days: String,
    pub revision: String,
}

impl DeadlineForm {
    pub fn parse_people(&self, errors: &mut FieldErrors) -> Option<ParsedDeadline> {
        let backup = staff_id(errors, "backup", &self.backup, "Choose who steps in.");
        let checker = staff_id(errors, "checker", &self.checker, "Choose who looks it over.");
        if backup.is_some() && backup == checker {
            errors.add(
                "checker",
                "Whoever steps in cannot look it over as well. Choose somebody else.",
            );
        }
        let warn_days = warn_days(errors, &self.warn_days);
        Some(ParsedDeadline { backup: backup?, checker: checker?, warn_days: warn_days? })
    }
}

fn warn_days(errors: &mut FieldErrors, typed: &str) -> Option<Vec<i16>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Some(vec![14, 7, 3, 1]);
    }
    let read: Option<Vec<i16>> = typed
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok().filter(|days| (0..=365).contains(days)))
        .collect();
    let mut days = errors.take(
        "warn_days",
        read.filter(|days| (1..=8).contains(&days.len()))
            .ok_or_else(|| "Enter days ahead, such as 14, 7, 3, 1: eight at most.".to_owned()),
    )?;
    days.sort_unstable_by(|a, b| b.cmp(a));
    days.dedup();
    Some(days)
}

/// A room the office has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoomForm {
    pub name: String,
}

impl RoomForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<String> {
        errors.take("name", text::name(&self.name, "the room’s name"))
    }
}

/// What the form offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentContext {
    /// Whom it can be with: everybody at the office; narrowed to the case's team where a case is chosen.
    pub people: Vec<Choice>,
    pub rooms: Vec<Choice>,
    /// Zones besides the office's that are offered: the client's where it is another.
    pub zones: Vec<Choice>,
    /// The latest cases to book on, by number, where it is about none yet.
    pub cases: Vec<Choice>,
    /// Who speaks for the client.
    pub representatives: Vec<Choice>,
    /// The case or the client it is for, in words; empty where there is none.
    pub about: String,
    pub case_number: String,
    pub client: String,
    pub enquiry: String,
    /// Whether the caller may write what it is about.
    pub reads: bool,
    /// What the office's zone is called, "New York".
    pub zone: String,
    /// Whether it is one of a series.
    pub series: bool,
    /// Whether the caller may ask anybody who is not of the office.
    pub asks_outsiders: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> AppointmentForm {
        AppointmentForm {
            kind: "meeting".into(),
            date: "2026-10-14".into(),
            starts: "14:00".into(),
            ends: "15:00".into(),
            owner: "0190b5a0-0000-7000-8000-000000000001".into(),
            ..AppointmentForm::default()
        }
    }

    fn complaints(form: &AppointmentForm) -> Vec<String> {
        let mut errors = FieldErrors::default();
        form.parse(&mut errors);
        errors.0.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn an_appointment_ends_after_it_begins() {
        assert_eq!(complaints(&form()), Vec::<String>::new());
        for ends in ["14:00", "13:59", ""] {
            assert_eq!(
                complaints(&AppointmentForm { ends: ends.into(), ..form() }),
                ["ends"],
                "{ends}"
            );
        }
        let next_day =
            AppointmentForm { ends: "01:00".into(), until: "2026-10-15".into(), ..form() };
        assert_eq!(complaints(&next_day), Vec::<String>::new());
    }

    #[test]
    fn a_series_says_when_it_ends() {
        let weekly = AppointmentForm { repeats: "weekly".into(), ..form() };
        assert_eq!(complaints(&weekly), ["repeat_until"]);
        let both = AppointmentForm {
            times: "3".into(),
            repeat_until: "2026-12-01".into(),
            ..weekly.clone()
        };
        assert_eq!(complaints(&both), ["times"]);
        assert_eq!(
            complaints(&AppointmentForm { times: "3".into(), ..weekly }),
            Vec::<String>::new()
        );
    }

    #[test]
    fn five_hundred_people_are_too_many() {
        let others = (0..500).map(|n| format!("Person {n}\n")).collect();
        assert_eq!(complaints(&AppointmentForm { others, ..form() }), ["others"]);
    }

    #[test]
    fn a_deadline_has_two_more_people_who_are_not_the_same() {
        let mut due = AppointmentForm { kind: "deadline".into(), ends: String::new(), ..form() };
        assert_eq!(complaints(&due), ["backup", "checker"]);
        due.backup = form().owner;
        due.checker = form().owner;
        assert_eq!(complaints(&due), ["checker"]);
    }

    #[test]
    fn a_deadline_has_no_end_and_no_client_who_comes_even_where_they_were_filled_in_before() {
        let mut due = AppointmentForm { kind: "deadline".into(), ..form() };
        due.backup = "0190b5a0-0000-7000-8000-000000000002".into();
        due.checker = "0190b5a0-0000-7000-8000-000000000003".into();
        due.with_client = "on".into();
        let read = due.parse(&mut FieldErrors::default()).unwrap();
        assert_eq!(read.span.ends, read.span.starts);
        assert!(!read.with_client);
    }

    #[test]
    fn a_video_room_is_a_whole_address_without_a_password() {
        for bad in [
            "http://meet.example/x",
            "https://me@meet.example",
            "meet",
            "https://a b.example",
            "javascript:x",
        ] {
            assert!(video(bad).is_err(), "{bad}");
        }
        assert_eq!(video(" https://meet.example/room ").unwrap(), "https://meet.example/room");
    }

    #[test]
    fn others_are_a_name_and_what_else_was_said() {
        let mut errors = FieldErrors::default();
        let read = others(
            &mut errors,
            "Dr. Noor Haddad, noor@example.com, +1 212 555 0142\n\nCourt reporter",
        )
        .unwrap();
        assert_eq!(read[0].email, "noor@example.com");
        assert_eq!(read[0].phone, "+1 212 555 0142");
        assert_eq!(
            read[1],
            OtherAttendee { name: "Court reporter".into(), ..OtherAttendee::default() }
        );
    }
}
