//! What a notice says, from what the last look found. All that is told is when, where and with whom.

use domain::appointments::AppointmentKind;
use domain::locale::Locale;
use domain::notices::{Channel, NoticeKind, Values, Wording, answer_line, choice_line, how_line};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use uuid::Uuid;

use super::html;
use crate::words::{self, Region};
use crate::{Error, Result};

/// What `look_at_notice` found.
#[derive(Debug, Deserialize)]
pub(super) struct Look {
    pub kind: String,
    pub address: String,
    pub name: String,
    pub staff: bool,
    pub appointment: Uuid,
    pub appointment_kind: String,
    pub revision: i32,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub all_day: bool,
    /// The appointment's own zone.
    pub zone: String,
    /// The reader's.
    pub their_zone: String,
    pub place: String,
    /// The office's own address, where it is in one of its rooms.
    pub street: String,
    pub video_url: String,
    pub with: String,
    pub discreet: bool,
    pub was: Option<Was>,
    /// When the others of its series begin that are told with it.
    #[serde(default)]
    pub more: Vec<Timestamp>,
    pub case_number: String,
    pub office: String,
    pub locale: String,
    pub office_zone: String,
    pub phone: String,
    pub reply_to: String,
    pub noticed_at: Timestamp,
    pub template: Option<Wording>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Was {
    pub starts_at: Timestamp,
}

/// A message, but for its address.
#[derive(Debug)]
pub(crate) struct Composed {
    pub subject: String,
    pub body: String,
    /// The same as a page, in a mail about an appointment.
    pub html: Option<String>,
    /// The text with a gap where the link's secret stands.
    pub kept_body: String,
}

/// What stands for a link where it is kept.
pub(super) const GAP: &str = "[link]";

/// A zone in a word people know: "New York".
fn zone_name(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

/// "Harbor room, 212 Quay Street, Suite 4": an address in lines, in one.
pub(super) fn with_street(place: &str, street: &str) -> String {
    [place]
        .into_iter()
        .chain(street.lines())
        .map(|part| part.trim().trim_end_matches(','))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn region(zone: &str, locale: Locale) -> Region {
    Region { zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC), locale }
}

/// "2:00 pm", with the zone where the reader's differs from the office's at that instant: both then.
pub(super) fn time(
    at: Timestamp,
    theirs: &Region,
    office: &Region,
    their_zone: &str,
    office_zone: &str,
) -> String {
    let here = words::time(at, theirs);
    let same = theirs.zone.to_offset(at) == office.zone.to_offset(at);
    if same {
        return here;
    }
    format!(
        "{here} {} time ({} in {})",
        zone_name(their_zone),
        words::time(at, office),
        zone_name(office_zone)
    )
}

impl Look {
    fn appointment_kind(&self) -> Result<AppointmentKind> {
        AppointmentKind::from_word(&self.appointment_kind)
            .ok_or_else(|| Error::internal("an appointment of no kind"))
    }

    /// Where to go, and nothing of it where nobody has to: a text, which pays for each letter, names the room
    /// alone, and its link leads to the rest.
    fn where_to(&self, kind: AppointmentKind, channel: Channel) -> String {
        match (how_line(kind, !self.place.is_empty(), !self.video_url.is_empty()), channel) {
            ("", Channel::Email) => with_street(&self.place, &self.street),
            ("", Channel::Text) => self.place.clone(),
            (how, _) => how.to_owned(),
        }
    }

    pub(super) fn values(&self, channel: Channel, now: Timestamp, link: &str) -> Result<Values> {
        let locale = Locale::from_word(&self.locale).unwrap_or_default();
        let (theirs, office) =
            (region(&self.their_zone, locale), region(&self.office_zone, locale));
        let kind = self.appointment_kind()?;
        let time = |at| match self.all_day {
            true => "all day".to_owned(),
            false => time(at, &theirs, &office, &self.their_zone, &self.office_zone),
        };
        let (today, then) = (words::today(now, &theirs), words::today(self.starts_at, &theirs));
        let when = match today.until(then).map(|span| span.get_days()) {
            Ok(0) => "today".to_owned(),
            Ok(1) => "tomorrow".to_owned(),
            _ => words::weekday(self.starts_at, now, &theirs),
        };
        Ok(Values {
            firm: self.office.clone(),
            name: self.name.clone(),
            day: words::weekday(self.starts_at, now, &theirs),
            time: time(self.starts_at) + &self.and_more(now, &theirs),
            place: self.where_to(kind, channel),
            how: how_line(kind, !self.place.is_empty(), !self.video_url.is_empty()).to_owned(),
            with: self.with.clone(),
            was: self
                .was
                .as_ref()
                .map(|was| {
                    format!(
                        "{}, {}",
                        words::weekday(was.starts_at, now, &theirs),
                        time(was.starts_at)
                    )
                })
                .unwrap_or_default(),
            when,
            answer: answer_line(kind).to_owned(),
            choice: choice_line(kind).to_owned(),
            phone: self.phone.clone(),
            link: link.to_owned(),
            ..Values::default()
        })
    }

    /// " (and 25 more, the last on Tuesday, Apr 13)"; empty where it stands for itself.
    fn and_more(&self, now: Timestamp, theirs: &Region) -> String {
        match self.more.as_slice() {
            [] => String::new(),
            [one] => format!(" (and again on {})", words::weekday(*one, now, theirs)),
            [.., last] => format!(
                " (and {} more, the last on {})",
                self.more.len(),
                words::weekday(*last, now, theirs)
            ),
        }
    }

    /// The message to a client or another from outside, or to one of the staff.
    pub(super) fn compose(
        &self,
        channel: Channel,
        now: Timestamp,
        base_url: &str,
        link: &str,
    ) -> Result<Composed> {
        if self.staff {
            return self.to_staff(now, base_url);
        }
        let kind = NoticeKind::from_word(&self.kind)
            .ok_or_else(|| Error::internal("a notice of no kind"))?;
        let wording = self
            .template
            .clone()
            .unwrap_or_else(|| Wording::default_for(kind, channel, self.discreet));
        let said = wording.fill(&self.values(channel, now, link)?);
        let kept = wording.fill(&self.values(channel, now, GAP)?);
        let html = match channel {
            Channel::Email => Some(html::page(&said.subject, &said.body, &[link])?),
            Channel::Text => None,
        };
        Ok(Composed { subject: said.subject, body: said.body, html, kept_body: kept.body })
    }

    /// Numbers and a link: no name of a client and no subject in a mail to staff either.
    fn to_staff(&self, now: Timestamp, base_url: &str) -> Result<Composed> {
        let values = self.values(Channel::Email, now, "")?;
        let link = format!("{base_url}/appointments/{}", self.appointment);
        let about = match self.case_number.as_str() {
            "" => String::new(),
            number => format!(", case {number}"),
        };
        let when = format!("{}, {}", values.day, values.time);
        let (subject, line) = match self.kind.as_str() {
            "deadline_to_lead" => (
                format!("A deadline is not kept yet: {when}"),
                "You are told because you lead the case, and because nobody has said that it was kept, or a second person has not looked.",
            ),
            "deadline_to_partner" => (
                format!("A deadline is about to be missed: {when}"),
                "You are told because you are a managing partner, and because nobody has said that it was kept, or a second person has not looked.",
            ),
            kind if kind.starts_with("deadline_check") => (
                format!("A deadline is said to be kept: {when}"),
                "You are told because you look it over: confirm that it was kept, or open it again.",
            ),
            kind if kind.starts_with("deadline_ahead") => (
                format!("A deadline is coming: {when}"),
                "You are told because you answer for it, or step in for whoever does.",
            ),
            _ => (
                format!("Reminder: {when}"),
                "You are told because you asked for reminders of your own appointments.",
            ),
        };
        let body =
            format!("Dear {},\n\n{when}{about}\n{link}\n\n{line}\n\n{}", self.name, self.office);
        let html = Some(html::page(&subject, &body, &[&link])?);
        Ok(Composed { subject, kept_body: body.clone(), html, body })
    }
}

impl Look {
    /// The appointment for the reader's own calendar: the same UID for as long as it lives, a SEQUENCE that
    /// moves when people are told again (RFC 5546 §2.1.4). A title says with whom, never what about.
    pub(super) fn calendar(&self, from: &channels::Mailbox, link: &str) -> channels::Calendar {
        use almanac::ics::{Answer, Event, Method, Person, Status, When, invitation};

        let (method, carried) = match self.kind.as_str() {
            "cancelled" => (Method::Cancel, channels::Method::Cancel),
            _ => (Method::Request, channels::Method::Request),
        };
        let when = match self.all_day {
            true => {
                let zone = region(&self.zone, Locale::default());
                When::Days { from: zone.day_of(self.starts_at), until: zone.day_of(self.ends_at) }
            }
            false => When::Hours { starts: self.starts_at, ends: self.ends_at },
        };
        let event = Event {
            uid: &crate::feeds::uid(self.appointment),
            sequence: u32::try_from(self.revision).unwrap_or_default(),
            stamped_at: self.noticed_at,
            when,
            status: Status::Confirmed,
            title: &format!("{}: {}", self.office, self.with),
            description: "",
            location: &with_street(&self.place, &self.street),
            url: if method == Method::Cancel { "" } else { link },
            busy: true,
        };
        let ics = invitation(
            method,
            &event,
            Person { name: &self.office, email: from.address.as_str() },
            Person { name: &self.name, email: &self.address },
            Answer::None,
        );
        channels::Calendar { ics, method: carried }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(their_zone: &str, kind: &str, channel_discreet: bool) -> Look {
        serde_json::from_value(serde_json::json!({
            "id": Uuid::nil(), "kind": kind, "address": "orla@example.com", "name": "Orla Finnegan", "staff": false,
            "appointment": Uuid::nil(), "appointment_kind": "meeting", "revision": 2,
            "starts_at": "2026-10-14T18:00:00Z", "ends_at": "2026-10-14T19:00:00Z", "all_day": false,
            "zone": "America/New_York", "their_zone": their_zone, "place": "Room 2",
            "street": "212 Quay Street", "video_url": "",
            "with": "Nkechi Obiora", "discreet": channel_discreet, "was": {"starts_at": "2026-10-13T18:00:00Z"},
            "case_number": "2026-0042", "office": "Adair & Lowe", "locale": "en-US", "office_zone": "America/New_York",
            "phone": "+1 212 555 0100", "reply_to": "", "noticed_at": "2026-10-10T18:00:00Z", "template": null
        }))
        .unwrap()
    }

    fn now() -> Timestamp {
        "2026-10-13T23:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_text_says_who_when_where_and_never_what_about() {
        let said = look("America/New_York", "moved", false)
            .compose(Channel::Text, now(), "https://p.example", "https://p.example/a/x")
            .unwrap();
        assert_eq!(
            said.body,
            "Adair & Lowe: now Wednesday, Oct 14, 2:00 pm, Room 2. Before: Tuesday, Oct 13, 2:00 pm. https://p.example/a/x"
        );
        assert!(said.kept_body.ends_with("[link]"));
        assert!(!said.body.contains("2026-0042"));
    }

    #[test]
    fn a_mail_says_what_a_link_is_for_and_where_to_go() {
        let said = |of: &str| {
            let look =
                Look { appointment_kind: of.into(), ..look("America/New_York", "moved", false) };
            look.compose(Channel::Email, now(), "https://p.example", "https://p.example/a/x")
                .unwrap()
                .body
        };
        let meeting = said("meeting");
        assert!(meeting.starts_with("Dear Orla Finnegan,\n\nYour appointment"), "{meeting}");
        assert!(meeting.contains("2:00 pm\nRoom 2, 212 Quay Street\n"), "{meeting}");
        assert!(meeting.contains("ask for another time"), "{meeting}");
        for fixed in ["hearing", "deposition", "deadline"] {
            let said = said(fixed);
            assert!(said.contains("Only the court can move this date."), "{said}");
            assert!(!said.contains("another time"), "{said}");
        }
    }

    #[test]
    fn who_is_called_is_told_so_and_sent_nowhere() {
        for channel in [Channel::Email, Channel::Text] {
            for kind in ["booked", "moved", "remind_48h", "remind_2h"] {
                let call = Look {
                    appointment_kind: "call".into(),
                    ..look("America/New_York", kind, false)
                };
                let said = call.compose(channel, now(), "https://p.example", "x").unwrap().body;
                assert!(
                    said.contains("by phone: we call you") && !said.contains("Room 2"),
                    "{said}"
                );
                let video = Look {
                    place: String::new(),
                    street: String::new(),
                    video_url: "https://meet.example/x".into(),
                    ..look("America/New_York", kind, false)
                };
                let said = video.compose(channel, now(), "https://p.example", "x").unwrap().body;
                assert!(said.contains("by video"), "{said}");
            }
        }
    }

    #[test]
    fn a_client_abroad_reads_both_times_and_both_places() {
        let said = look("Europe/Lisbon", "remind_2h", false)
            .compose(Channel::Text, now(), "https://p.example", "x")
            .unwrap();
        assert!(said.body.contains("7:00 pm Lisbon time (2:00 pm in New York)"), "{}", said.body);
    }

    #[test]
    fn the_evening_before_it_is_tomorrow() {
        let said = look("America/New_York", "remind_2h", false)
            .compose(Channel::Text, now(), "https://p.example", "x")
            .unwrap();
        assert!(said.body.starts_with("Adair & Lowe: tomorrow, 2:00 pm"), "{}", said.body);
    }

    #[test]
    fn a_mail_is_a_page_too_with_the_same_words_and_a_hostile_name_is_no_markup() {
        let mut look = look("America/New_York", "booked", false);
        look.name = "<img src=x onerror=alert(1)> & \"Sons\"".into();
        let said =
            look.compose(Channel::Email, now(), "https://p.example", "https://p.example/a/x");
        let said = said.unwrap();
        let page = said.html.unwrap();
        assert!(said.body.contains(&look.name), "the text is as it was: {}", said.body);
        assert!(!page.contains("<img") && page.contains("&#60;img src=x"), "{page}");
        assert_eq!(page.matches("href=\"https://p.example/a/x\"").count(), 1, "{page}");
        assert!(!said.kept_body.contains("/a/x"));
        let text = look.compose(Channel::Text, now(), "https://p.example", "https://p.example/a/x");
        assert_eq!(text.unwrap().html, None);
    }

    #[test]
    fn a_discreet_contact_reads_no_firm() {
        for channel in [Channel::Email, Channel::Text] {
            let said = look("America/New_York", "booked", true)
                .compose(channel, now(), "https://p.example", "https://p.example/a/x")
                .unwrap();
            let all = said.subject + &said.body + &said.html.unwrap_or_default();
            assert!(!all.contains("Adair") && !all.contains("p.example"), "{all}");
        }
    }
}
