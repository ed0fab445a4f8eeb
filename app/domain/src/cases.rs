//! Cases: what they hold and how they are typed in.

use serde::{Deserialize, Serialize};

use crate::access::{Level, Standing};
use crate::appointments::AboutRows;
use crate::billing::beside::Beside;
use crate::forms::{Choice, FieldErrors};
use crate::frame::Person;
use crate::ids::{
    AppointmentId, CaseId, ClientId, DocumentId, GrantId, ProposalId, StaffId, WallId,
};
use crate::locale::Day;
use crate::paging::Rows;
use crate::payers::PayerRow;
use crate::text;

/// How far a matter has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Intake,
    Investigation,
    Pleadings,
    Discovery,
    Negotiation,
    Hearing,
    Settlement,
    Enforcement,
}

impl Stage {
    pub const ALL: [Stage; 8] = [
        Stage::Intake,
        Stage::Investigation,
        Stage::Pleadings,
        Stage::Discovery,
        Stage::Negotiation,
        Stage::Hearing,
        Stage::Settlement,
        Stage::Enforcement,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Stage::Intake => "intake",
            Stage::Investigation => "investigation",
            Stage::Pleadings => "pleadings",
            Stage::Discovery => "discovery",
            Stage::Negotiation => "negotiation",
            Stage::Hearing => "hearing",
            Stage::Settlement => "settlement",
            Stage::Enforcement => "enforcement",
        }
    }

    pub fn from_word(word: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Stage::Intake => "Intake",
            Stage::Investigation => "Investigation",
            Stage::Pleadings => "Pleadings",
            Stage::Discovery => "Discovery",
            Stage::Negotiation => "Negotiation",
            Stage::Hearing => "Hearing",
            Stage::Settlement => "Settlement",
            Stage::Enforcement => "Enforcement",
        }
    }
}

/// The practice areas offered. The column takes any line of text: an office adds its own.
pub const PRACTICE_AREAS: [&str; 9] = [
    "Business",
    "Criminal defense",
    "Employment",
    "Estates",
    "Family",
    "Housing",
    "Immigration",
    "Personal injury",
    "Real estate",
];

/// The list's query string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseFilter {
    /// Matches number, title or client, from the start of a word.
    pub q: String,
    /// `open` (the default), `closed` or `all`.
    pub state: String,
    /// A practice area, or empty.
    pub area: String,
    /// Only cases that somebody leads: `me`, or a staff id.
    pub lead: String,
    /// A stage's word, or empty.
    pub stage: String,
    /// `opened` (the default, newest first), `number` or `title`.
    pub sort: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    pub id: CaseId,
    pub number: String,
    /// None where the caller sees billing's summary only.
    pub title: Option<String>,
    pub client: String,
    pub client_id: ClientId,
    pub practice_area: Option<String>,
    pub stage: Option<Stage>,
    pub lead: Option<Person>,
    pub opened_on: Day,
    pub closed_on: Option<Day>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseList {
    pub filter: CaseFilter,
    pub page: Rows<CaseRow>,
    /// Whether the caller has any case at all: decides which empty state is shown.
    pub any: bool,
    pub proposals: Vec<ProposalRow>,
    pub areas: Vec<String>,
    /// Attorneys, by whom the list can be narrowed.
    pub attorneys: Vec<Choice>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CasePage {
    pub case: CaseFacts,
    pub standing: Standing,
    pub payers: Vec<PayerRow>,
    /// How it is paid for, in a line; none for whoever does not see that.
    pub fees: Option<String>,
    pub timeline: Vec<TimelineEntry>,
    /// There are older entries than those shown.
    pub timeline_more: bool,
    /// What is next, as far as the caller sees it.
    pub next: AboutRows,
    pub team: Vec<TeamRow>,
    pub walls: Vec<CaseWall>,
    /// Staff with no way to see the case. A walled person is among them: the count says nothing.
    pub others: i64,
    /// How often somebody called to ask how the case stands, in thirty days, and the day of the last.
    pub status_asks: (i64, Option<String>),
    /// What is unbilled and owed, by currency; none where the caller does not see the case's invoices.
    pub money: Option<Beside>,
    /// Threads with its clients in which something waits for the caller.
    pub messages: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseFacts {
    pub id: CaseId,
    pub number: String,
    pub title: String,
    pub client_id: ClientId,
    pub client: String,
    /// Whether the client's own page opens for the caller.
    pub client_seen: bool,
    /// How the client is reached safely, where nothing may give the office away.
    pub discreet: Option<String>,
    pub practice_area: String,
    pub stage: Stage,
    pub lead: Option<Person>,
    pub opened_on: Day,
    pub closed_on: Option<Day>,
    pub limitation_on: Option<Day>,
    pub limitation_none: String,
    pub court: String,
    pub court_reference: String,
    pub revision: i32,
}

/// Billing's view of a case: its own relation in the database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseBillingPage {
    pub id: CaseId,
    pub number: String,
    pub client_id: ClientId,
    pub client: String,
    /// Whoever writes to the client must be careful.
    pub discreet: bool,
    pub payers: Vec<PayerRow>,
    pub money: Beside,
    /// How it is paid for, in a line.
    pub fees: String,
    pub opened_on: Day,
    pub closed_on: Option<Day>,
}

/// What opens at a case's address: it depends on who asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum CaseView {
    Full(Box<CasePage>),
    Billing(CaseBillingPage),
}

/// One thing that happened to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// The civil day in the office's zone, worded: "Today", "Yesterday, Oct 12", "Friday, Oct 9".
    pub day: String,
    /// "10:31 am".
    pub time: String,
    /// For the `time` element.
    pub datetime: String,
    pub who: String,
    pub what: Happened,
    /// The name, now, of the document it was done to.
    pub document: Option<String>,
    /// What the appointment is now: "Hearing, Oct 14, 2026, 2:00 pm".
    pub appointment: Option<String>,
}

/// What happened, for the team's timeline. Kept as JSON; a new kind is a new variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happened {
    Opened,
    Edited {
        changed: Vec<String>,
    },
    StageChanged {
        from: String,
        to: String,
    },
    Closed {
        reason: String,
    },
    Reopened {
        reason: String,
    },
    LeadChanged {
        to: String,
    },
    GrantGiven {
        to: String,
        level: String,
    },
    GrantChanged {
        to: String,
        level: String,
    },
    GrantEnded {
        to: String,
    },
    CoverStarted {
        by: String,
        of: String,
    },
    CoverEnded {
        by: String,
        of: String,
    },
    WallRaised {
        #[serde(default)]
        against: String,
    },
    WallLifted {
        #[serde(default)]
        against: String,
    },
    PartyAdded {
        name: String,
        role: String,
    },
    PartyChanged {
        name: String,
    },
    PartyEnded {
        name: String,
    },
    PayerAdded {
        name: String,
    },
    PayerChanged {
        name: String,
    },
    PayerEnded {
        name: String,
    },
    NoteWritten,
    NoteChanged,
    NoteWithdrawn,
    DocumentAdded {
        document: DocumentId,
    },
    DocumentVersion {
        document: DocumentId,
    },
    DocumentTrashed {
        document: DocumentId,
    },
    DocumentRestored {
        document: DocumentId,
    },
    DocumentNarrowed {
        document: DocumentId,
    },
    DocumentWidened {
        document: DocumentId,
    },
    ShareProposed {
        document: DocumentId,
        to: String,
    },
    ShareDeclined {
        document: DocumentId,
        to: String,
    },
    ShareWithdrawn {
        document: DocumentId,
        to: String,
    },
    ShareRecalled {
        document: DocumentId,
        to: String,
    },
    DocumentShared {
        document: DocumentId,
        to: String,
    },
    /// In spite of what spoke against it.
    DocumentSharedAnyway {
        document: DocumentId,
        to: String,
    },
    /// To somebody outside, by name.
    SentOutside {
        document: DocumentId,
        to: String,
    },
    /// In spite of what spoke against it.
    SentOutsideAnyway {
        document: DocumentId,
        to: String,
    },
    OutsideWithdrawn {
        document: DocumentId,
        to: String,
    },
    OutsideRecalled {
        document: DocumentId,
        to: String,
    },
    ClientAsked {
        to: String,
        what: String,
    },
    RequestWithdrawn {
        to: String,
        what: String,
    },
    RequestFulfilled {
        to: String,
        what: String,
    },
    /// A file that a client sent, as the document it became.
    UploadAccepted {
        document: DocumentId,
        to: String,
    },
    UploadRefused {
        file: String,
        to: String,
    },
    AppointmentBooked {
        appointment: AppointmentId,
    },
    AppointmentMoved {
        appointment: AppointmentId,
    },
    AppointmentCancelled {
        appointment: AppointmentId,
    },
    AttendanceRecorded {
        appointment: AppointmentId,
    },
    DeadlineKept {
        appointment: AppointmentId,
    },
}

/// Who can see the case, why, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRow {
    /// None where the reason is a role, not a grant.
    pub grant: Option<GrantId>,
    pub person: Person,
    pub role: String,
    pub why: Why,
    pub since: String,
    pub until: Option<String>,
    pub state: GrantState,
    pub release: bool,
    /// Who gave it.
    pub by: Option<String>,
    /// A second way to the case that reaches farther, while it lasts.
    pub besides: Option<Besides>,
}

impl TeamRow {
    /// The way that reaches farthest.
    pub fn farthest(&self) -> &Why {
        self.besides.as_ref().map_or(&self.why, |besides| &besides.why)
    }
}

/// A second reason why somebody can see a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Besides {
    pub why: Why,
    pub until: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// Managing partners see every case they are not screened from.
    Role,
    /// Billing sees number and client.
    BillingRole,
    Grant(Level),
    /// Covers for somebody on the team, by name.
    Cover {
        of: String,
        level: Level,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GrantState {
    Current,
    /// Its end has passed.
    Expired,
    /// Somebody ended it.
    Ended,
}

/// A wall as the case's page shows it to those who may see the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseWall {
    pub id: WallId,
    pub person: Person,
    /// On the whole client, not only this case.
    pub on_client: bool,
    pub reason: String,
    pub by: String,
    pub since: String,
    pub lift_asked_by: Option<String>,
}

/// The page *Team & access*: everybody, past grants included.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TeamPage {
    pub case: CaseFacts,
    pub standing: Standing,
    pub current: Vec<TeamRow>,
    pub past: Vec<TeamRow>,
    pub walls: Vec<CaseWall>,
}

/// Opening, preparing and editing a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseForm {
    pub client_id: String,
    pub title: String,
    pub practice_area: String,
    pub stage: String,
    /// The responsible attorney.
    pub lead: String,
    pub opened_on: String,
    /// Those it is against and whoever else may conflict, one name a line. A new case's only.
    pub adverse: String,
    /// `on` where nobody is. A new case's only.
    pub no_adverse: String,
    /// The day on which the claim runs out.
    pub limitation_on: String,
    /// Why there is no such day.
    pub limitation_none: String,
    /// An existing case's only, as its court reference.
    pub court: String,
    pub court_reference: String,
    pub revision: String,
}

/// [`CaseForm`] without its typos.
#[derive(Clone, Debug)]
pub struct ParsedCase {
    pub title: String,
    pub practice_area: String,
    pub stage: Stage,
    pub opened_on: jiff::civil::Date,
    pub limitation: Limitation,
    pub court: String,
    pub court_reference: String,
}

/// When a claim runs out, or why it does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limitation {
    On(jiff::civil::Date),
    None(String),
}

impl Limitation {
    /// The two columns it is kept in.
    pub fn columns(&self) -> (Option<jiff::civil::Date>, &str) {
        match self {
            Limitation::On(date) => (Some(*date), ""),
            Limitation::None(because) => (None, because),
        }
    }
}

impl CaseForm {
    /// Whom a new case is against: names, or the word that there is nobody.
    pub fn parse_adverse(&self, errors: &mut FieldErrors) -> Option<Vec<String>> {
        let names = errors.take("adverse", text::names(&self.adverse))?;
        if names.is_empty() && self.no_adverse.is_empty() {
            errors.add(
                "adverse",
                "Enter each name on a line of its own, or tick that there is nobody.",
            );
            return None;
        }
        if !names.is_empty() && !self.no_adverse.is_empty() {
            errors.add(
                "adverse",
                "There are names here, and it is ticked that there is nobody. Keep one of the two.",
            );
            return None;
        }
        Some(names)
    }

    fn parse_limitation(&self, errors: &mut FieldErrors) -> Option<Limitation> {
        let because = errors.take("limitation_none", text::line(&self.limitation_none))?;
        match (self.limitation_on.trim(), because.is_empty()) {
            ("", true) => {
                errors.add("limitation_on", "Enter the day, or say beside it why there is none.");
                None
            }
            ("", false) => Some(Limitation::None(because)),
            (day, true) => {
                Some(Limitation::On(errors.take("limitation_on", text::parse_date(day))?))
            }
            (_, false) => {
                errors.add("limitation_none", "There is a day already. Keep one of the two.");
                None
            }
        }
    }

    /// Everything but the ids, which only the office can check.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedCase> {
        let title = errors.take("title", text::required_line(&self.title, "a title"));
        let practice_area = errors
            .take("practice_area", text::required_line(&self.practice_area, "a practice area"));
        let stage = errors.take(
            "stage",
            Stage::from_word(&self.stage).ok_or_else(|| "Choose a stage.".to_owned()),
        );
        let opened_on = errors.take("opened_on", text::parse_date(&self.opened_on));
        let limitation = self.parse_limitation(errors);
        let court = errors.take("court", text::line(&self.court));
        let court_reference = errors.take("court_reference", text::line(&self.court_reference));
        Some(ParsedCase {
            title: title?,
            practice_area: practice_area?,
            stage: stage?,
            opened_on: opened_on?,
            limitation: limitation?,
            court: court?,
            court_reference: court_reference?,
        })
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseFormContext {
    /// None when a new case is being written.
    pub case: Option<CaseFacts>,
    pub clients: Vec<Choice>,
    pub attorneys: Vec<Choice>,
    /// The caller prepares and an attorney approves.
    pub prepares: bool,
}

/// Closing and reopening.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    pub reason: String,
    pub revision: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalRow {
    pub id: ProposalId,
    pub title: String,
    pub client: String,
    pub practice_area: String,
    pub prepared_by: Person,
    pub lead: Person,
    pub prepared: String,
    /// What the conflict check found and what was said of it.
    pub checked: String,
    /// Why it was declined; shown for two weeks to whoever prepared it.
    pub declined: Option<String>,
    /// The caller may approve or decline it.
    pub mine_to_decide: bool,
}

/// A prepared case with all its answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PreparedPage {
    pub row: ProposalRow,
    pub stage: Stage,
    pub opened_on: Day,
    pub limitation_on: Option<Day>,
    pub limitation_none: String,
    pub adverse: Vec<String>,
    /// The caller prepared it and may take it back.
    pub mine: bool,
}

/// A person to choose: staff id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffChoice {
    pub id: StaffId,
    pub name: String,
    pub role: String,
}
