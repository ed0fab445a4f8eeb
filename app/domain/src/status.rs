//! Where a case stands, in words for its clients: begun from what is usually said of its stage, approved by the lead, dated.

use jiff::Timestamp;
use jiff::ToSpan;
use serde::{Deserialize, Serialize};

use crate::access::Standing;
use crate::cases::{CaseFacts, Stage};
use crate::forms::FieldErrors;
use crate::ids::{CaseId, StatusId};
use crate::text;

/// Longest name of a step, in characters.
pub const STEP_CHARS: usize = 40;
/// And longest text.
pub const TEXT_CHARS: usize = 1_000;
/// Most steps to come, and most of those behind that are shown.
pub const MOST_STEPS: usize = 3;
/// So long what was said counts as news, in days.
pub const FRESH_DAYS: i64 = 30;

/// A step in a client's words, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageWords {
    pub step: String,
    pub text: String,
}

impl StageWords {
    /// Those that come with the house.
    pub fn of_the_house(stage: Stage) -> StageWords {
        let (step, text) = stage.in_plain_words();
        StageWords { step: step.into(), text: text.into() }
    }

    fn parse(named: &str, said: &str, errors: &mut FieldErrors) -> Option<StageWords> {
        let named = text::required_line(named, "the step the case is at").and_then(step);
        let named = errors.take("step", named);
        let said = text::prose(said).and_then(|said| match said.chars().count() {
            0 => Err("Say in a sentence or two what happens now.".to_owned()),
            1..=TEXT_CHARS => Ok(said),
            long => Err(format!("Use at most {TEXT_CHARS} characters; this has {long}.")),
        });
        let said = errors.take("text", said);
        Some(StageWords { step: named?, text: said? })
    }
}

/// The office's own words for a stage. `revision` names those from which the form began: empty for the house's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageWordsForm {
    pub step: String,
    pub text: String,
    pub revision: String,
}

impl StageWordsForm {
    /// Reads the form; complaints go to `errors`.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<StageWords> {
        StageWords::parse(&self.step, &self.text, errors)
    }
}

/// What is usually said of a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageWordsRow {
    pub stage: Stage,
    pub words: StageWords,
    /// "Miriam Adler, Oct 12, 2026, 9:14 AM"; empty for what comes with the house.
    pub set: String,
    /// As in [`StageWordsForm`].
    pub revision: String,
}

impl Stage {
    const fn in_plain_words(self) -> (&'static str, &'static str) {
        match self {
            Stage::Intake => (
                "Getting started",
                "We are getting to know your case and collecting what we need. We will tell you what comes next.",
            ),
            Stage::Investigation => (
                "Finding the facts",
                "We are collecting records and talking to people who know what happened. This takes time; we will write to you if we need something from you.",
            ),
            Stage::Pleadings => (
                "Papers at court",
                "Both sides are telling the court in writing what they ask for and why. You need not do anything until we write to you.",
            ),
            Stage::Discovery => (
                "Exchanging evidence",
                "Both sides are showing each other their documents and asking questions in writing.",
            ),
            Stage::Negotiation => (
                "Talking about a settlement",
                "We are talking with the other side about ending this without a trial. Nothing is agreed without your yes.",
            ),
            Stage::Hearing => (
                "Hearing at court",
                "The court will hear both sides. We will prepare you for it and tell you where and when to be there.",
            ),
            Stage::Settlement => (
                "Settling",
                "Both sides have agreed. What was agreed is being put in writing and carried out.",
            ),
            Stage::Enforcement => (
                "Carrying out the decision",
                "The decision is there. We are seeing to it that it is carried out.",
            ),
        }
    }
}

/// What the client is to read. `ahead` holds a step to come on each line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusForm {
    /// Makes a form that is sent twice one text.
    pub key: String,
    pub step: String,
    pub text: String,
    pub ahead: String,
    /// The text that waited for the lead when the form was opened, and whose place this one takes; empty for none.
    pub waits: String,
}

/// [`StatusForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    pub step: String,
    pub text: String,
    pub ahead: Vec<String>,
}

impl StatusForm {
    /// What is usually said of a stage.
    pub fn from_words(key: String, words: StageWords) -> StatusForm {
        StatusForm { key, step: words.step, text: words.text, ..StatusForm::default() }
    }

    /// Reads the form; complaints go to `errors`.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<Stated> {
        let words = StageWords::parse(&self.step, &self.text, errors);
        let ahead = errors.take("ahead", steps(&self.ahead));
        let StageWords { step, text } = words?;
        Some(Stated { step, text, ahead: ahead? })
    }
}

fn step(line: String) -> Result<String, String> {
    match line.chars().count() {
        0..=STEP_CHARS => Ok(line),
        long => Err(format!("Use at most {STEP_CHARS} characters; “{line}” has {long}.")),
    }
}

fn steps(typed: &str) -> Result<Vec<String>, String> {
    let lines = text::prose(typed)?;
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    let steps = lines.map(|line| step(line.to_owned())).collect::<Result<Vec<_>, _>>()?;
    match steps.len() {
        0..=MOST_STEPS => Ok(steps),
        many => Err(format!("Name at most {MOST_STEPS} steps to come; these are {many}.")),
    }
}

/// Whether what was said at `at` is too old to count as news.
pub fn is_stale(at: Timestamp, now: Timestamp) -> bool {
    at + (FRESH_DAYS * 24).hours() < now
}

/// One text of a case, as the office sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusRow {
    pub id: StatusId,
    pub step: String,
    pub text: String,
    pub ahead: Vec<String>,
    /// "Written by Priya Raman on Oct 12, 2026".
    pub by: String,
    /// "Approved by Tomás Ferreira on Oct 12, 2026", or empty.
    pub approved: String,
}

/// What the page shows besides its form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseStatus {
    pub case: CaseFacts,
    pub standing: Standing,
    /// What clients read now.
    pub told: Option<StatusRow>,
    /// Said more than [`FRESH_DAYS`] days ago.
    pub stale: bool,
    /// The case is at another stage than when it was written.
    pub moved: bool,
    /// Waits for the lead.
    pub waiting: Option<StatusRow>,
    /// What they read before, the latest first.
    pub earlier: Vec<StatusRow>,
}

/// A step that the case has behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoadStep {
    pub name: String,
    /// "Mar 2026".
    pub when: String,
}

/// Where a case stands, as its client reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalStatus {
    pub case_id: CaseId,
    pub case: String,
    pub client: String,
    /// The earliest first.
    pub behind: Vec<RoadStep>,
    pub now: String,
    pub ahead: Vec<String>,
    pub text: String,
    /// "Oct 12, 2026".
    pub since: String,
    /// The same for machines.
    pub datetime: String,
    pub stale: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(form: &StatusForm) -> Result<Stated, Vec<(String, String)>> {
        let mut errors = FieldErrors::default();
        let read = form.parse(&mut errors);
        let said = errors.0.iter().map(|error| (error.field.clone(), error.message.clone()));
        read.ok_or_else(|| said.collect())
    }

    #[test]
    fn what_the_house_says_can_be_sent_as_it_stands() {
        for stage in Stage::ALL {
            let form = StatusForm::from_words(String::new(), StageWords::of_the_house(stage));
            let read = parsed(&form).unwrap();
            assert!(read.ahead.is_empty() && !read.text.is_empty(), "{stage:?}");
        }
    }

    #[test]
    fn steps_to_come_are_a_line_each() {
        let form = StatusForm {
            ahead: "  Mediation, Nov 12\r\n\r\nTrial, if needed ".into(),
            ..StatusForm::from_words(String::new(), StageWords::of_the_house(Stage::Discovery))
        };
        assert_eq!(parsed(&form).unwrap().ahead, ["Mediation, Nov 12", "Trial, if needed"]);
    }

    #[test]
    fn what_is_missing_or_too_long_is_named_at_its_field() {
        let form = StatusForm {
            step: "x".repeat(41),
            text: " \n".into(),
            ahead: "1\n2\n3\n4".into(),
            ..StatusForm::default()
        };
        let fields: Vec<_> =
            parsed(&form).unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["step", "text", "ahead"]);
    }

    #[test]
    fn what_was_said_a_month_ago_is_no_news() {
        let at: Timestamp = "2026-10-01T09:00:00Z".parse().unwrap();
        assert!(!is_stale(at, "2026-10-31T09:00:00Z".parse().unwrap()));
        assert!(is_stale(at, "2026-10-31T09:00:01Z".parse().unwrap()));
    }
}
