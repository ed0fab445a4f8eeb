//! iCalendar out (RFC 5545, RFC 5546): an invitation for a mail, and a feed to subscribe to.
//!
//! The same input gives the same bytes, so that a feed can carry an ETag: what changes is stamped with its
//! own last change and never with now. No text can add a property, whatever it holds.

mod lines;

use jiff::Timestamp;
use jiff::civil::Date;

use lines::Lines;

/// What is done with an appointment (RFC 5546, section 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Request,
    Cancel,
    /// For a person who is told and not asked: it names no attendee.
    Publish,
}

impl Method {
    /// As a mail's `Content-Type` has it too.
    pub const fn word(self) -> &'static str {
        match self {
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
            Method::Publish => "PUBLISH",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Confirmed,
    Tentative,
    Cancelled,
}

impl Status {
    const fn word(self) -> &'static str {
        match self {
            Status::Confirmed => "CONFIRMED",
            Status::Tentative => "TENTATIVE",
            Status::Cancelled => "CANCELLED",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Hours {
        starts: Timestamp,
        ends: Timestamp,
    },
    /// Whole days, wherever one is; the last is not part of it.
    Days {
        from: Date,
        until: Date,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// The same for as long as it lives, and nobody else's.
    pub uid: &'a str,
    /// Higher with every change that people are told of.
    pub sequence: u32,
    /// When it was last changed.
    pub stamped_at: Timestamp,
    pub when: When,
    pub status: Status,
    pub title: &'a str,
    pub description: &'a str,
    pub location: &'a str,
    pub url: &'a str,
    /// Shows its owner as busy.
    pub busy: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

/// What an attendee has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    None,
    Accepted,
    Declined,
    Tentative,
}

impl Answer {
    const fn word(self) -> &'static str {
        match self {
            Answer::None => "NEEDS-ACTION",
            Answer::Accepted => "ACCEPTED",
            Answer::Declined => "DECLINED",
            Answer::Tentative => "TENTATIVE",
        }
    }
}

/// One appointment for one person. What is cancelled has that status, whatever the event says.
pub fn invitation(
    method: Method,
    event: &Event<'_>,
    organizer: Person<'_>,
    attendee: Person<'_>,
    answer: Answer,
) -> String {
    let mut lines = Lines::with_room(1024);
    head(&mut lines, method);
    let status = match method {
        Method::Cancel => Status::Cancelled,
        Method::Request | Method::Publish => event.status,
    };
    open(&mut lines, event.uid, event.stamped_at, event.when);
    details(&mut lines, event, status);
    lines.begin("ORGANIZER");
    lines.parameter("CN", organizer.name);
    lines.mailbox(organizer.email);
    match method {
        Method::Request | Method::Cancel => {
            lines.begin("ATTENDEE");
            lines.parameter("CN", attendee.name);
            lines.plain_parameter("CUTYPE", "INDIVIDUAL");
            lines.plain_parameter("ROLE", "REQ-PARTICIPANT");
            lines.plain_parameter("PARTSTAT", answer.word());
            if method == Method::Request && answer == Answer::None {
                lines.plain_parameter("RSVP", "TRUE");
            }
            lines.mailbox(attendee.email);
        }
        Method::Publish => {}
    }
    lines.fixed("END:VEVENT");
    lines.fixed("END:VCALENDAR");
    lines.done()
}

/// One line of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry<'a> {
    Whole(Event<'a>),
    /// What its reader may know no more of: nothing but its time leaves.
    Busy {
        uid: &'a str,
        when: When,
        stamped_at: Timestamp,
    },
}

/// A calendar to subscribe to. Programs look again after a quarter of an hour, those that heed it.
pub fn feed<'a>(name: &str, entries: impl IntoIterator<Item = Entry<'a>>) -> String {
    let entries = entries.into_iter();
    let mut lines = Lines::with_room(512 + 480 * entries.size_hint().0);
    head(&mut lines, Method::Publish);
    lines.text("NAME", name);
    lines.text("X-WR-CALNAME", name);
    lines.fixed("REFRESH-INTERVAL;VALUE=DURATION:PT15M");
    lines.fixed("X-PUBLISHED-TTL:PT15M");
    for entry in entries {
        match entry {
            Entry::Whole(event) => {
                open(&mut lines, event.uid, event.stamped_at, event.when);
                details(&mut lines, &event, event.status);
            }
            Entry::Busy { uid, when, stamped_at } => {
                open(&mut lines, uid, stamped_at, when);
                lines.fixed("SUMMARY:Busy");
                lines.fixed("CLASS:PRIVATE");
                lines.fixed("TRANSP:OPAQUE");
            }
        }
        lines.fixed("END:VEVENT");
    }
    lines.fixed("END:VCALENDAR");
    lines.done()
}

fn head(lines: &mut Lines, method: Method) {
    lines.fixed("BEGIN:VCALENDAR");
    lines.fixed("VERSION:2.0");
    lines.fixed("PRODID:-//Privity//Privity//EN");
    lines.fixed("CALSCALE:GREGORIAN");
    lines.text("METHOD", method.word());
}

fn open(lines: &mut Lines, uid: &str, stamped_at: Timestamp, when: When) {
    lines.fixed("BEGIN:VEVENT");
    lines.text("UID", uid);
    lines.instant("DTSTAMP", stamped_at);
    lines.instant("LAST-MODIFIED", stamped_at);
    // An end must be later than the start, or there is none.
    match when {
        When::Hours { starts, ends } => {
            lines.instant("DTSTART", starts);
            if ends > starts {
                lines.instant("DTEND", ends);
            }
        }
        When::Days { from, until } => {
            lines.date("DTSTART", from);
            if until > from {
                lines.date("DTEND", until);
            }
        }
    }
}

fn details(lines: &mut Lines, event: &Event<'_>, status: Status) {
    lines.number("SEQUENCE", event.sequence);
    lines.text("STATUS", status.word());
    lines.text("SUMMARY", event.title);
    for (name, text) in [("DESCRIPTION", event.description), ("LOCATION", event.location)] {
        if !text.is_empty() {
            lines.text(name, text);
        }
    }
    if !event.url.is_empty() {
        lines.address("URL", event.url);
    }
    lines.fixed(if event.busy { "TRANSP:OPAQUE" } else { "TRANSP:TRANSPARENT" });
}
