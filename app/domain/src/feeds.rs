//! One's calendar elsewhere: addresses at which other programs read it, and calendars that are read to know
//! when somebody is taken.

use serde::{Deserialize, Serialize};

use crate::appointments::words;
use crate::forms::FieldErrors;
use crate::ids::{ExternalCalendarId, FeedId};
use crate::text;

/// How much another program reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    Busy,
    #[default]
    Plain,
    Full,
}
words!(Detail {
    Busy => "busy", "Times alone";
    Plain => "plain", "Kind and place";
    Full => "full", "Everything you may read";
});

/// An address that was given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRow {
    pub id: FeedId,
    pub name: String,
    pub detail: Detail,
    /// The whole address. Whoever has it reads the calendar.
    pub address: String,
    pub since: String,
    /// When it was last read, to the hour; or none.
    pub read: Option<String>,
}

/// A calendar that is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalRow {
    pub id: ExternalCalendarId,
    pub name: String,
    pub since: String,
    pub read: Option<String>,
    /// What went wrong the last time, or what was not understood; empty where all is well.
    pub trouble: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CalendarsElsewhere {
    pub feeds: Vec<FeedRow>,
    pub external: Vec<ExternalRow>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedForm {
    pub name: String,
    /// A word of [`Detail`].
    pub detail: String,
}

impl FeedForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(String, Detail)> {
        let name = errors.take("name", text::required_line(&self.name, "which program it is for"));
        let detail = errors.take(
            "detail",
            Detail::from_word(&self.detail).ok_or_else(|| "Choose how much it reads.".to_owned()),
        );
        Some((name?, detail?))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExternalForm {
    pub label: String,
    /// Its iCal address.
    pub address: String,
}

impl ExternalForm {
    /// The name and the address as typed: whether it can be read at all is the office's to say.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(String, String)> {
        let label = errors.take("label", text::required_line(&self.label, "what it is called"));
        let address = errors.take("address", text::required_line(&self.address, "its address"));
        Some((label?, address?))
    }
}
