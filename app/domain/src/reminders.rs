//! What a managing partner sets about everything that is sent: its wording, the switch that stops it, how
//! clients answer, and what was held back.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::forms::{Choice, FieldErrors};
use crate::ids::AppointmentId;
use crate::notices::sent::NoticeState;
use crate::notices::{Channel, NoticeKind, Wording};
use crate::text::{self, EmailAddress};
use crate::texts::{Length, costly};

/// Why all sending is to stop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StopForm {
    pub reason: String,
}

impl StopForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<String> {
        errors.take("reason", text::required_line(&self.reason, "why: every page says it"))
    }
}

/// How clients reach the office, and what it was before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    pub reply_to: String,
    pub phone: String,
    pub urgent_phone: String,
    /// Percent, "34"; empty where nobody counted.
    pub baseline: String,
    pub baseline_from: String,
    pub baseline_until: String,
    pub revision: String,
}

/// [`ContactForm`] without its typos. Numbers are the office's to read.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedContact {
    /// Empty: answers go to the sender's address.
    pub reply_to: String,
    pub phone: String,
    pub urgent_phone: String,
    /// Tenths of a percent, and the days it was counted over.
    pub baseline: Option<(u16, Date, Date)>,
}

impl ContactForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedContact> {
        let reply_to = match self.reply_to.trim() {
            "" => Some(String::new()),
            typed => errors
                .take("reply_to", EmailAddress::parse(typed))
                .map(|address| address.as_str().to_owned()),
        };
        let phone = errors.take("phone", text::line(&self.phone));
        let urgent_phone = errors.take("urgent_phone", text::line(&self.urgent_phone));
        let baseline = self.baseline(errors);
        Some(ParsedContact {
            reply_to: reply_to?,
            phone: phone?,
            urgent_phone: urgent_phone?,
            baseline: baseline?,
        })
    }

    /// The share and its period: all three, or none.
    #[expect(clippy::option_option, reason = "refused, or read as nothing")]
    fn baseline(&self, errors: &mut FieldErrors) -> Option<Option<(u16, Date, Date)>> {
        let typed = [&self.baseline, &self.baseline_from, &self.baseline_until];
        if typed.iter().all(|typed| typed.trim().is_empty()) {
            return Some(None);
        }
        let share = errors.take("baseline", tenths(&self.baseline));
        let from = errors.take("baseline_from", text::parse_date(&self.baseline_from));
        let until = errors.take("baseline_until", text::parse_date(&self.baseline_until));
        let (share, from, until) = (share?, from?, until?);
        if until < from {
            errors.add("baseline_until", "Choose a last day on or after the first.");
            return None;
        }
        Some(Some((share, from, until)))
    }
}

/// "34", "33.5 %" in tenths of a percent.
fn tenths(typed: &str) -> Result<u16, String> {
    let wrong = || "Enter a share from 0 to 100 percent, like 34 or 33.5.".to_owned();
    let number: f64 =
        typed.trim().trim_end_matches('%').trim().replace(',', ".").parse().map_err(|_| wrong())?;
    match (0.0..=100.0).contains(&number) {
        true => Ok((number * 10.0).round() as u16),
        false => Err(wrong()),
    }
}

/// A test to oneself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TestForm {
    /// A word of [`Channel`].
    pub channel: String,
    /// For a text: where to.
    pub number: String,
}

/// What the forms of the page hold, whichever of them came back refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SendingForm {
    /// Of [`StopForm`].
    pub reason: String,
    /// Of [`TestForm`].
    pub channel: String,
    pub number: String,
}

/// A message to oneself, and how far it got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestSent {
    pub text: bool,
    pub to: String,
    pub state: NoticeState,
    /// Nothing left the machine.
    pub kept: bool,
    pub at: String,
    pub datetime: String,
    /// What went wrong, or empty.
    pub note: String,
}

/// How one way out of the house does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayOut {
    pub channel: Channel,
    /// "In order", "Left alone until 10:42 am after 4 failures"; in words.
    pub says: String,
    pub well: bool,
    /// Of the last day, as far as the caller sees what it was about.
    pub sent: i64,
    /// Would have been sent, and was kept here: no provider is configured.
    pub kept: i64,
    pub waiting: i64,
    pub failed: i64,
    pub unclear: i64,
}

/// The switch, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    pub by: String,
    pub at: String,
    pub reason: String,
}

/// One message that is still to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coming {
    pub appointment: AppointmentId,
    /// "48-hour reminder by text".
    pub what: String,
    pub text: bool,
    pub to: String,
    /// "Wednesday, Oct 14, 2:00 pm".
    pub at: String,
    pub datetime: String,
    /// When the appointment is.
    pub when: String,
    pub note: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemindersPage {
    pub stopped: Option<Stopped>,
    pub ways: Vec<WayOut>,
    pub tests: Vec<TestSent>,
    /// Appointments that tell nobody until they are released.
    pub held: i64,
    /// Of the next three days, the first of them.
    pub coming: Vec<Coming>,
    /// How many there are in all.
    pub coming_total: i64,
    /// The wordings the office set over the house's.
    pub own: Vec<WordingKey>,
}

/// Which wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WordingKey {
    pub kind: NoticeKind,
    pub channel: Channel,
    pub discreet: bool,
}

impl WordingKey {
    /// From the words of an address: the kind, the channel, and "open" or "discreet".
    pub fn from_words(kind: &str, channel: &str, reader: &str) -> Option<WordingKey> {
        let discreet = match reader {
            "open" => false,
            "discreet" => true,
            _ => return None,
        };
        let key = WordingKey {
            kind: NoticeKind::from_word(kind)?,
            channel: Channel::from_word(channel)?,
            discreet,
        };
        key.kind.channels().contains(&key.channel).then_some(key)
    }

    pub const fn reader(self) -> &'static str {
        if self.discreet { "discreet" } else { "open" }
    }

    pub fn all() -> impl Iterator<Item = WordingKey> {
        NoticeKind::ALL.iter().flat_map(|kind| {
            kind.channels().iter().flat_map(move |channel| {
                [false, true].map(|discreet| WordingKey {
                    kind: *kind,
                    channel: *channel,
                    discreet,
                })
            })
        })
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WordingForm {
    pub subject: String,
    pub body: String,
    /// The id of the wording it began from; empty for the house's.
    pub revision: String,
}

impl WordingForm {
    pub fn wording(&self) -> Wording {
        Wording { subject: self.subject.clone(), body: self.body.replace("\r\n", "\n") }
    }
}

/// One that was in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordingPast {
    pub by: String,
    pub since: String,
    /// When it ended and who ended it; none while it is in force.
    pub ended: Option<(String, String)>,
    pub subject: String,
    pub body: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WordingPage {
    pub key: WordingKey,
    /// Whether the office's own is in force.
    pub own: bool,
    pub house: Wording,
    pub past: Vec<WordingPast>,
    /// For the preview.
    pub firm: String,
    pub phone: String,
    pub link: String,
}

/// An appointment that tells nobody yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRow {
    pub id: AppointmentId,
    /// "Hearing, Orla Finnegan".
    pub head: String,
    pub when: String,
    pub datetime: String,
    /// Why it is held.
    pub why: String,
    pub picked: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HeldPage {
    pub rows: Vec<HeldRow>,
    /// More than the page shows.
    pub more: bool,
    /// What would go out were the picked ones released now; none while none is picked.
    pub preview: Option<Vec<Coming>>,
    /// The picked ones that can be released.
    pub picked: Vec<Choice>,
}

/// "2 texts, 23 letters left; the letter ’ makes it dearer": what a text of this content takes.
pub fn length_words(text: &str) -> String {
    let length = Length::of(text);
    let count = match length.segments {
        0 => return "Empty".into(),
        1 => "1 text".to_owned(),
        many => format!("{many} texts"),
    };
    let left = match length.left {
        1 => "1 letter left".to_owned(),
        left => format!("{left} letters left"),
    };
    // without quotation marks: they are letters of this sort themselves
    let costly: Vec<String> = costly(text).into_iter().map(|letter| letter.to_string()).collect();
    match costly.as_slice() {
        [] => format!("{count}, {left}"),
        [one] => format!("{count}, {left}; the letter {one} makes it dearer"),
        [first @ .., last] => {
            format!("{count}, {left}; the letters {} and {last} make it dearer", first.join(" "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_how_many_it_takes_and_what_makes_it_dearer() {
        assert_eq!(length_words(""), "Empty");
        assert_eq!(length_words("Hello"), "1 text, 155 letters left");
        assert_eq!(length_words(&"a".repeat(160)), "1 text, 0 letters left");
        assert_eq!(length_words(&"a".repeat(283)), "2 texts, 23 letters left");
        assert_eq!(length_words("It’s"), "1 text, 66 letters left; the letter ’ makes it dearer");
        assert_eq!(length_words("“x"), "1 text, 68 letters left; the letter “ makes it dearer");
        assert_eq!(
            length_words("’ –"),
            "1 text, 67 letters left; the letters ’ and – make it dearer"
        );
        assert_eq!(
            length_words("“–”"),
            "1 text, 67 letters left; the letters “ – and ” make it dearer"
        );
    }

    #[test]
    fn a_baseline_is_whole_or_absent() {
        let read = |baseline: &str, from: &str, until: &str| {
            let mut errors = FieldErrors::default();
            let form = ContactForm {
                baseline: baseline.into(),
                baseline_from: from.into(),
                baseline_until: until.into(),
                ..ContactForm::default()
            };
            form.parse(&mut errors).map(|parsed| parsed.baseline).ok_or(errors.0.len())
        };
        assert_eq!(read("", "", ""), Ok(None));
        let days = (jiff::civil::date(2026, 1, 1), jiff::civil::date(2026, 6, 30));
        assert_eq!(read("34 %", "2026-01-01", "2026-06-30"), Ok(Some((340, days.0, days.1))));
        assert_eq!(read("33,5", "2026-01-01", "2026-06-30"), Ok(Some((335, days.0, days.1))));
        for (share, from, until) in [
            ("34", "", ""),
            ("101", "2026-01-01", "2026-06-30"),
            ("NaN", "2026-01-01", "2026-06-30"),
            ("34", "2026-06-30", "2026-01-01"),
            ("", "2026-01-01", "2026-06-30"),
        ] {
            assert!(read(share, from, until).is_err(), "{share} {from} {until}");
        }
    }

    #[test]
    fn each_wording_has_an_address() {
        for key in WordingKey::all() {
            let back = WordingKey::from_words(key.kind.word(), key.channel.word(), key.reader());
            assert_eq!(back, Some(key));
        }
        assert_eq!(WordingKey::all().count(), 28);
        assert_eq!(WordingKey::from_words("reminder_7", "text", "open"), None);
    }
}
