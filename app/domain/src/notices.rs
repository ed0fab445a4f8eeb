//! What is told by e-mail and by text: the kinds, the house's wording, and how an office's own wording is
//! filled. A text says who, when, where and a link: never what about.

mod money;
pub mod sent;

use serde::{Deserialize, Serialize};

use crate::appointments::{AppointmentKind, words};
use crate::forms::FieldErrors;
use crate::text;

pub use money::{INVOICE_GAPS, MONEY_GAPS};

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    Booked,
    Moved,
    Cancelled,
    #[serde(rename = "remind_48h")]
    Remind48h,
    #[serde(rename = "remind_2h")]
    Remind2h,
    /// Of what is unpaid after so many days.
    #[serde(rename = "reminder_7")]
    Reminder7,
    #[serde(rename = "reminder_14")]
    Reminder14,
    #[serde(rename = "notice_30")]
    Notice30,
    /// An invoice or credit note itself.
    Invoice,
}
words!(NoticeKind {
    Booked => "booked", "Booked";
    Moved => "moved", "Moved";
    Cancelled => "cancelled", "Cancelled";
    Remind48h => "remind_48h", "48-hour reminder";
    Remind2h => "remind_2h", "2-hour reminder";
    Reminder7 => "reminder_7", "7-day payment reminder";
    Reminder14 => "reminder_14", "14-day payment reminder";
    Notice30 => "notice_30", "30-day payment notice";
    Invoice => "invoice", "Invoice";
});

impl NoticeKind {
    /// Of what is billed or unpaid, and not of an appointment.
    pub const fn is_of_money(self) -> bool {
        matches!(
            self,
            NoticeKind::Reminder7
                | NoticeKind::Reminder14
                | NoticeKind::Notice30
                | NoticeKind::Invoice
        )
    }

    /// The ways it is sent. No text asks for money.
    pub const fn channels(self) -> &'static [Channel] {
        if self.is_of_money() { &[Channel::Email] } else { Channel::ALL }
    }

    /// The gaps its wording may have, and what each stands for.
    pub const fn gaps(self) -> &'static [(&'static str, &'static str)] {
        match self {
            NoticeKind::Invoice => &INVOICE_GAPS,
            _ if self.is_of_money() => &MONEY_GAPS,
            _ => &GAPS,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Email,
    Text,
}
words!(Channel {
    Email => "email", "E-mail";
    Text => "text", "Text";
});

/// How an appointment stands for whoever holds a link to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    Stands,
    /// It has another time since the link was sent: what is shown is the new one.
    Moved,
    Cancelled,
    Past,
    /// Whoever holds it is asked no more: it is off for them, and what has become of it is not theirs to know.
    NotAsked,
}

/// What a link in a notice shows. Nothing of what it is about. For [`LinkState::NotAsked`] all that tells of
/// the appointment is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPage {
    /// Empty for a discreet contact.
    pub office: String,
    /// Only the court can move it: confirm, or say that one cannot come.
    pub fixed: bool,
    /// "Consultation".
    pub kind: String,
    /// "Wednesday, Oct 14, 2:00 pm", with both zones for a client abroad.
    pub when: String,
    /// For a `time` element.
    pub datetime: String,
    /// Empty where nobody has to come: `how` says then how it takes place.
    pub place: String,
    pub how: String,
    pub video_url: String,
    pub with: String,
    pub phone: String,
    pub urgent_phone: String,
    pub state: LinkState,
    /// Called off by the client: somebody calls them.
    pub by_client: bool,
    /// A word of [`crate::appointments::Reply`], or none.
    pub answer: Option<crate::appointments::Reply>,
}

/// What became of an answer by link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkAnswer {
    Done,
    /// It moved meanwhile: look again.
    Stale,
    /// It is off, or has begun.
    Over,
    /// Only the court can move it.
    Fixed,
}

/// A link as long as those that are sent, for a preview: what it costs is told by it.
pub fn example_link(base_url: &str) -> String {
    format!("{base_url}/a/{EXAMPLE_TOKEN}")
}

/// 16 bytes, spelled.
const EXAMPLE_TOKEN: &str = "kY3mT0aVx9Rw2LqZ7bNc4D";

/// The gaps of a wording about an appointment, and what each stands for.
pub const GAPS: [(&str, &str); 13] = [
    ("firm", "The office’s name. Left out for a discreet contact."),
    ("name", "Whom it is written to."),
    ("day", "The day: Wednesday, Oct 14."),
    ("time", "The time, with its zone where that is needed."),
    ("place", "The room, the address, or what {how} says."),
    ("how", "By phone or by video, where nobody has to come."),
    ("with", "Whose appointment it is."),
    ("was", "When it was before, for one that moved."),
    ("when", "Today, tomorrow, or the day."),
    ("answer", "How to answer a text: YES, and NO or that only the court can move it."),
    ("choice", "What can be done by the link: no other time where only the court can move it."),
    ("phone", "The office’s number."),
    ("link", "The link that shows it. Left out for a discreet contact."),
];

/// How an appointment reads in a notice, for the person it is written to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Values {
    pub firm: String,
    pub name: String,
    pub day: String,
    pub time: String,
    pub place: String,
    pub how: String,
    pub with: String,
    pub was: String,
    pub when: String,
    pub answer: String,
    pub choice: String,
    pub phone: String,
    pub link: String,
    pub paper: String,
    pub invoices: String,
    pub total: String,
    pub pay: String,
    pub online: String,
    pub credit: String,
}

impl Values {
    fn of(&self, gap: &str) -> Option<&str> {
        Some(match gap {
            "firm" => &self.firm,
            "name" => &self.name,
            "day" => &self.day,
            "time" => &self.time,
            "place" => &self.place,
            "how" => &self.how,
            "with" => &self.with,
            "was" => &self.was,
            "when" => &self.when,
            "answer" => &self.answer,
            "choice" => &self.choice,
            "phone" => &self.phone,
            "link" => &self.link,
            "paper" => &self.paper,
            "invoices" => &self.invoices,
            "total" => &self.total,
            "pay" => &self.pay,
            "online" => &self.online,
            "credit" => &self.credit,
            _ => return None,
        })
    }

    /// What a preview shows.
    pub fn example(firm: &str, phone: &str, link: &str) -> Values {
        let mut values = Values {
            firm: firm.into(),
            name: "Orla Finnegan".into(),
            day: "Wednesday, Oct 14".into(),
            time: "2:00 pm".into(),
            place: "Room 2".into(),
            how: String::new(),
            with: "Nkechi Obiora".into(),
            was: "Tuesday, Oct 13, 2:00 pm".into(),
            when: "tomorrow".into(),
            answer: answer_line(AppointmentKind::Meeting).into(),
            choice: choice_line(AppointmentKind::Meeting).into(),
            phone: phone.into(),
            link: link.into(),
            ..Values::default()
        };
        money::example(&mut values);
        values
    }
}

/// A wording: `{gap}` for each gap. A line whose only content is empty gaps is left out, and so is what
/// stands in `[…]` around a gap that is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wording {
    /// Of an e-mail.
    pub subject: String,
    pub body: String,
}

/// How a text is to be answered.
pub const fn answer_line(kind: AppointmentKind) -> &'static str {
    match kind {
        _ if kind.is_fixed() => {
            "Reply YES to confirm. Only the court can move this date: if you cannot come, tell us at once."
        }
        AppointmentKind::Call => "Reply YES to confirm, or NO if it does not suit you.",
        _ => "Reply YES to confirm, or NO if you cannot come.",
    }
}

/// What the link in a notice is for. It leads to it, so it ends with a colon.
pub const fn choice_line(kind: AppointmentKind) -> &'static str {
    if kind.is_fixed() {
        "Only the court can move this date. Confirm it, tell us that you cannot come, or put it in your calendar:"
    } else {
        "Confirm it, ask for another time, or put it in your calendar:"
    }
}

/// How it takes place, where nobody has to come: empty where somebody has to, or may.
pub const fn how_line(kind: AppointmentKind, place: bool, video: bool) -> &'static str {
    match kind {
        AppointmentKind::Call if video => "by video",
        // a room there is whoever rings's
        AppointmentKind::Call => "by phone: we call you",
        _ if video && !place => "by video",
        _ => "",
    }
}

impl Wording {
    /// The house's own.
    pub fn default_for(kind: NoticeKind, channel: Channel, discreet: bool) -> Wording {
        if kind.is_of_money() {
            return money::default_for(kind, discreet);
        }
        let body = match (channel, discreet, kind) {
            (Channel::Text, true, NoticeKind::Booked) => {
                "Booked: {day}, {time}[, {how}].[ Questions: {phone}]"
            }
            (Channel::Text, true, NoticeKind::Moved) => {
                "Moved: now {day}, {time}[, {how}]. Before: {was}.[ Questions: {phone}]"
            }
            (Channel::Text, true, NoticeKind::Cancelled) => {
                "Off: {day}, {time}.[ Questions: {phone}]"
            }
            (Channel::Text, true, _) => "Reminder: {when}, {time}[, {how}].[ Questions: {phone}]",
            (Channel::Text, false, NoticeKind::Booked) => {
                "{firm}: booked for {day}, {time}[, {place}]. {link} Reply STOP to end texts."
            }
            (Channel::Text, false, NoticeKind::Moved) => {
                "{firm}: now {day}, {time}[, {place}]. Before: {was}. {link}"
            }
            (Channel::Text, false, NoticeKind::Cancelled) => {
                "{firm}: {day}, {time} is off.[ Questions: {phone}]"
            }
            (Channel::Text, false, NoticeKind::Remind48h) => {
                "{firm}: reminder, {day}, {time}[, {place}]. {answer} {link}"
            }
            (Channel::Text, false, _) => "{firm}: {when}, {time}[, {place}]. {link}",
            (Channel::Email, true, NoticeKind::Cancelled) => {
                "Dear {name},\n\n{day}, {time} is off.\n\n[Questions: {phone}]"
            }
            (Channel::Email, true, _) => {
                "Dear {name},\n\n{day}, {time}[, {how}].\n\n[Before: {was}\n\n][Questions: {phone}]"
            }
            (Channel::Email, false, NoticeKind::Booked) => {
                "Dear {name},\n\nYou have an appointment with {with}:\n\n{day}, {time}\n[{place}\n]\n{choice}\n{link}\n\n[If something comes up, call us: {phone}.\n\n]{firm}"
            }
            (Channel::Email, false, NoticeKind::Moved) => {
                "Dear {name},\n\nYour appointment with {with} has a new time:\n\n{day}, {time}\n[{place}\n]\nIt was on {was}.\n\n{choice}\n{link}\n\n[If something comes up, call us: {phone}.\n\n]{firm}"
            }
            (Channel::Email, false, NoticeKind::Cancelled) => {
                "Dear {name},\n\nYour appointment with {with} on {day}, {time} will not take place.\n\n[If you have a question, call us: {phone}.\n\n]{firm}"
            }
            (Channel::Email, false, _) => {
                "Dear {name},\n\nA reminder of your appointment with {with}:\n\n{day}, {time}\n[{place}\n]\n{choice}\n{link}\n\n[If something comes up, call us: {phone}.\n\n]{firm}"
            }
        };
        let subject = match (channel, kind) {
            (Channel::Text, _) => "",
            (Channel::Email, NoticeKind::Booked) => "Booked: {day}, {time}",
            (Channel::Email, NoticeKind::Moved) => "New time: {day}, {time}",
            (Channel::Email, NoticeKind::Cancelled) => "Off: {day}, {time}",
            (Channel::Email, _) => "Reminder: {day}, {time}",
        };
        Wording { subject: subject.into(), body: body.into() }
    }

    /// Fills the gaps.
    pub fn fill(&self, values: &Values) -> Wording {
        Wording {
            subject: fill(&self.subject, values).split_whitespace().collect::<Vec<_>>().join(" "),
            body: fill(&self.body, values).trim().to_owned(),
        }
    }

    /// A wording as typed.
    pub fn parse(
        &self,
        kind: NoticeKind,
        channel: Channel,
        discreet: bool,
        errors: &mut FieldErrors,
    ) -> Option<Wording> {
        let subject = errors.take("subject", text::line(&self.subject));
        let body = errors.take("body", text::required_prose(&self.body, "the wording"));
        let (subject, body) = (subject?, body?);
        if channel == Channel::Email && subject.is_empty() {
            errors.add("subject", "Enter a subject.");
        }
        for (field, typed) in [("subject", &subject), ("body", &body)] {
            for gap in gaps(typed) {
                if kind.gaps().iter().all(|(known, _)| *known != gap) {
                    errors.add(
                        field,
                        format!("There is no {{{gap}}}. The gaps are listed beside the field."),
                    );
                } else if field == "subject"
                    && (matches!(gap, "name" | "with" | "link") || money::unfit_for_subject(gap))
                {
                    errors.add(
                        field,
                        format!(
                            "A subject is read by whoever sees the screen: leave {{{gap}}} out."
                        ),
                    );
                } else if discreet && tells_who_writes(gap) {
                    errors.add(
                        field,
                        format!(
                            "A discreet contact must not learn who writes: leave {{{gap}}} out."
                        ),
                    );
                }
            }
        }
        let says = |named: &[&str]| gaps(&body).any(|gap| named.contains(&gap));
        if kind.is_of_money() {
            if !says(&["invoices"]) {
                errors.add("body", "Say what it is about: {invoices}.");
            }
        } else if !says(&["day", "when"]) || !says(&["time"]) {
            errors.add("body", "Say when it is: {day} or {when}, and {time}.");
        }
        if body.chars().count() > most(channel) {
            errors.add("body", format!("This is too long: {} characters at most.", most(channel)));
        }
        Some(Wording { subject, body })
    }
}

/// Nothing of it may reach a discreet contact.
pub fn tells_who_writes(gap: &str) -> bool {
    matches!(gap, "firm" | "link" | "with" | "pay" | "online" | "credit")
}

const fn most(channel: Channel) -> usize {
    match channel {
        Channel::Email => 4000,
        // three texts, gaps filled
        Channel::Text => 320,
    }
}

fn gaps(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(gap, _)| gap))
}

fn fill(text: &str, values: &Values) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '[']) {
        out.push_str(&rest[..at]);
        let open = &rest[at..];
        if let Some(inside) = open.strip_prefix('[') {
            let Some((part, after)) = inside.split_once(']') else {
                out.push_str(open);
                return out;
            };
            if gaps(part).all(|gap| values.of(gap).is_some_and(|value| !value.is_empty())) {
                out.push_str(&fill(part, values));
            }
            rest = after;
        } else {
            let Some((gap, after)) = open[1..].split_once('}') else {
                out.push_str(open);
                return out;
            };
            out.push_str(values.of(gap).unwrap_or_default());
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = (NoticeKind, Channel, bool)> {
        NoticeKind::ALL.iter().flat_map(|kind| {
            let channels = kind.channels().iter();
            channels
                .flat_map(move |channel| [true, false].map(|discreet| (*kind, *channel, discreet)))
        })
    }

    #[test]
    fn the_houses_wordings_are_ones_an_office_could_have_typed() {
        for (kind, channel, discreet) in all() {
            let mut errors = FieldErrors::default();
            let wording = Wording::default_for(kind, channel, discreet);
            assert_eq!(wording.parse(kind, channel, discreet, &mut errors), Some(wording));
            assert_eq!(errors, FieldErrors::default(), "{kind:?} {channel:?} {discreet}");
        }
    }

    #[test]
    fn a_discreet_contact_learns_neither_who_writes_nor_what_about() {
        let values =
            Values::example("Adair & Lowe", "+1 212 555 0100", "https://portal.example/a/x");
        for (kind, channel, _) in all().filter(|(_, _, discreet)| *discreet) {
            let said = Wording::default_for(kind, channel, true).fill(&values);
            for secret in ["Adair", "portal", "Obiora", "Room"] {
                assert!(!(said.subject.clone() + &said.body).contains(secret), "{said:?}");
            }
        }
    }

    #[test]
    fn nothing_about_a_date_that_only_the_court_can_move_offers_another_time() {
        for (kind, channel, discreet) in all() {
            for of in AppointmentKind::ALL.iter().filter(|of| of.is_fixed()) {
                let values = Values {
                    answer: answer_line(*of).into(),
                    choice: choice_line(*of).into(),
                    ..Values::example("Adair & Lowe", "", "https://portal.example/a/x")
                };
                let said = Wording::default_for(kind, channel, discreet).fill(&values).body;
                assert!(!said.contains("another time"), "{said}");
                let offers = Wording::default_for(kind, channel, discreet).body;
                if offers.contains("{choice}") || offers.contains("{answer}") {
                    assert!(said.contains("Only the court can move this date"), "{said}");
                }
            }
        }
    }

    #[test]
    fn whoever_need_not_come_is_told_so_in_every_message_but_that_it_is_off() {
        let of_appointments =
            |kind: NoticeKind| kind != NoticeKind::Cancelled && !kind.is_of_money();
        for (kind, channel, discreet) in all().filter(|(kind, ..)| of_appointments(*kind)) {
            for (of, video, how) in [
                (AppointmentKind::Call, false, "by phone: we call you"),
                (AppointmentKind::Consultation, true, "by video"),
            ] {
                let how_it_is = how_line(of, false, video);
                let values = Values {
                    place: how_it_is.into(),
                    how: how_it_is.into(),
                    ..Values::example("Adair & Lowe", "", "https://portal.example/a/x")
                };
                let said = Wording::default_for(kind, channel, discreet).fill(&values).body;
                assert!(said.contains(how), "{said}");
            }
        }
    }

    #[test]
    fn no_amount_stands_in_a_subject_and_no_reminder_of_money_leaves_out_what_is_open() {
        let parse = |subject: &str, body: &str| {
            let mut errors = FieldErrors::default();
            let wording = Wording { subject: subject.into(), body: body.into() };
            wording.parse(NoticeKind::Reminder7, Channel::Email, false, &mut errors);
            errors.0.first().map(|error| error.field.clone())
        };
        for gap in ["total", "invoices", "pay", "online", "credit", "name"] {
            assert_eq!(parse(&format!("{{{gap}}}"), "{invoices}").as_deref(), Some("subject"));
        }
        assert_eq!(parse("From {firm}", "Please pay {total}.").as_deref(), Some("body"));
        assert_eq!(parse("From {firm}", "{invoices} {day}").as_deref(), Some("body"));
        assert_eq!(parse("From {firm}", "{invoices}"), None);
    }

    #[test]
    fn a_letter_begins_with_a_capital_or_an_amount() {
        for (kind, _, discreet) in all().filter(|(_, channel, _)| *channel == Channel::Email) {
            let values = Values::example("Adair & Lowe", "", "x");
            let said = Wording::default_for(kind, Channel::Email, discreet).fill(&values).body;
            let (_, after) = said.split_once(",\n\n").unwrap();
            assert!(!after.starts_with(char::is_lowercase), "{said}");
        }
    }

    #[test]
    fn what_stands_around_an_empty_gap_goes_with_it() {
        let wording = Wording {
            subject: String::new(),
            body: "Now {day}[, {place}].[ Call {phone}.]".into(),
        };
        let values = Values { day: "Oct 14".into(), phone: "555".into(), ..Values::default() };
        assert_eq!(wording.fill(&values).body, "Now Oct 14. Call 555.");
    }

    #[test]
    fn a_gap_that_is_none_and_a_wording_without_a_time_are_refused() {
        for body in ["{day} {time} {matter}", "{day}", "{time}", "Hello."] {
            let mut errors = FieldErrors::default();
            Wording { subject: String::new(), body: body.into() }.parse(
                NoticeKind::Booked,
                Channel::Text,
                false,
                &mut errors,
            );
            assert_eq!(errors.0[0].field, "body", "{body}");
        }
    }

    #[test]
    fn a_value_that_looks_like_a_gap_stays_a_value() {
        let wording = Wording { subject: String::new(), body: "{place} {time}".into() };
        let values = Values {
            place: "{link}[x]".into(),
            time: "2 pm".into(),
            link: "secret".into(),
            ..Values::default()
        };
        assert_eq!(wording.fill(&values).body, "{link}[x] 2 pm");
    }
}
