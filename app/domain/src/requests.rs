//! What the office asks a client for, and what people of clients send: into the inbox of a case, where somebody of the
//! office accepts or refuses it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Standing;
use crate::cases::CaseFacts;
use crate::documents::forms::optional_date;
use crate::documents::{Content, Kind, Media, parse_name, size_words};
use crate::forms::{Choice, FieldErrors};
use crate::ids::{CaseId, ClientId, DocumentId, RequestId, UploadId};
use crate::sharing::reason;
use crate::text;

/// Files that one person may send in 24 hours, over everybody they act for.
pub const DAY_FILES: i64 = 60;
/// And bytes.
pub const DAY_BYTES: i64 = 1024 * 1024 * 1024;
/// Longest line that says what is asked for, in characters.
pub const TITLE_CHARS: usize = 200;
/// And longest explanation.
pub const DETAILS_CHARS: usize = 2_000;
/// Rows of each list over all cases.
pub const LISTED: usize = 100;

/// Asking a client for something. `key` makes a form that is sent twice one request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskForm {
    pub key: String,
    pub client: String,
    pub title: String,
    pub details: String,
    pub due: String,
}

/// [`AskForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    pub client: ClientId,
    pub title: String,
    pub details: String,
    pub due: Option<Date>,
}

impl AskForm {
    /// Reads the form; complaints go to `errors`. `today` is the first day by which something can be due.
    pub fn parse(&self, today: Date, errors: &mut FieldErrors) -> Option<Asking> {
        let client = self.client.parse().map_err(|_| "Choose a client of this case.".to_owned());
        let client = errors.take("client", client);
        let title = errors.take("title", title(&self.title));
        let details = errors.take("details", details(&self.details));
        let due = errors.take("due", due(&self.due, today));
        Some(Asking { client: client?, title: title?, details: details?, due: due? })
    }
}

fn title(typed: &str) -> Result<String, String> {
    let line = text::required_line(typed, "what you need")?;
    match line.chars().count() {
        0..=TITLE_CHARS => Ok(line),
        long => Err(format!("Use at most {TITLE_CHARS} characters; this has {long}.")),
    }
}

fn details(typed: &str) -> Result<String, String> {
    let prose = text::prose(typed)?;
    match prose.chars().count() {
        0..=DETAILS_CHARS => Ok(prose),
        long => Err(format!("Use at most {DETAILS_CHARS} characters; this has {long}.")),
    }
}

fn due(typed: &str, today: Date) -> Result<Option<Date>, String> {
    match optional_date(typed)? {
        Some(day) if day < today => Err("Choose today or a later day.".into()),
        day => Ok(day),
    }
}

/// Another day by which it is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DueForm {
    pub due: String,
    pub revision: String,
}

impl DueForm {
    /// # Errors
    /// A sentence for beside the field.
    pub fn parse(&self, today: Date) -> Result<Option<Date>, String> {
        due(&self.due, today)
    }
}

/// Accepting a file into its case, or refusing it: the forms of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    pub name: String,
    pub kind: String,
    /// "on": nothing else is needed for what was asked.
    pub all: String,
    pub reason: String,
}

impl DecideForm {
    /// Name and kind of the document to be; complaints go to `errors`.
    pub fn accepted(&self, errors: &mut FieldErrors) -> Option<(String, Kind)> {
        let name = errors.take("name", parse_name(&self.name));
        let kind = Kind::from_word(&self.kind).ok_or_else(|| "Choose a kind.".to_owned());
        let kind = errors.take("kind", kind);
        Some((name?, kind?))
    }

    /// Why it is refused, as the client reads it; complaints go to `errors`.
    pub fn refused(&self, errors: &mut FieldErrors) -> Option<String> {
        errors.take("reason", reason(&self.reason))
    }
}

/// How a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    Open,
    Overdue,
    Fulfilled,
    Withdrawn,
}

impl RequestState {
    /// From the instants of a row.
    pub fn of(due: Option<Date>, fulfilled: bool, withdrawn: bool, today: Date) -> RequestState {
        match (withdrawn, fulfilled) {
            (true, _) => RequestState::Withdrawn,
            (false, true) => RequestState::Fulfilled,
            (false, false) if due.is_some_and(|due| due < today) => RequestState::Overdue,
            (false, false) => RequestState::Open,
        }
    }

    pub const fn is_open(self) -> bool {
        matches!(self, RequestState::Open | RequestState::Overdue)
    }

    pub const fn label(self) -> &'static str {
        match self {
            RequestState::Open => "Open",
            RequestState::Overdue => "Overdue",
            RequestState::Fulfilled => "Received",
            RequestState::Withdrawn => "Withdrawn",
        }
    }
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    Waiting,
    Accepted,
    Refused,
}

impl UploadState {
    pub fn from_word(word: &str) -> Option<UploadState> {
        match word {
            "waiting" => Some(UploadState::Waiting),
            "accepted" => Some(UploadState::Accepted),
            "refused" => Some(UploadState::Refused),
            _ => None,
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            UploadState::Waiting => "Waiting",
            UploadState::Accepted => "Accepted",
            UploadState::Refused => "Refused",
        }
    }
}

/// A case as a list over all of them names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfCase {
    pub id: CaseId,
    pub number: String,
    pub title: String,
}

/// A request as the office reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    pub id: RequestId,
    pub case: OfCase,
    pub client: String,
    pub title: String,
    pub details: String,
    pub state: RequestState,
    /// "Oct 20, 2026".
    pub due: Option<String>,
    /// For the field: "2026-10-20", or empty.
    pub due_on: String,
    pub by: String,
    pub asked: String,
    /// When it was fulfilled or withdrawn, and by whom.
    pub ended: Option<(String, String)>,
    /// Files that wait for it.
    pub waiting: i64,
    pub revision: i32,
}

/// A file from a client as the office reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadRow {
    pub id: UploadId,
    pub case: OfCase,
    pub client: String,
    /// Who sent it.
    pub from: String,
    pub name: String,
    pub media: Media,
    /// "212 KB".
    pub size: String,
    pub at: String,
    pub datetime: String,
    /// What was asked for; none for something else.
    pub asked: Option<String>,
    /// What it was sent for is open still.
    pub asked_open: bool,
    /// What the scanner said; nobody opens it.
    pub held: Option<String>,
    pub state: UploadState,
    /// Who decided, and when.
    pub decided: Option<(String, String)>,
    pub because: Option<String>,
    pub document: Option<DocumentId>,
}

/// What a client is asked for on one case, and the case's inbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseRequests {
    pub case: CaseFacts,
    pub standing: Standing,
    /// Open first, by the day they are due.
    pub requests: Vec<RequestRow>,
    /// What waits, the oldest first; then the latest that was decided.
    pub uploads: Vec<UploadRow>,
    /// Nobody uses the portal for any client of the case.
    pub nobody: bool,
}

/// What the form of a request depends on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskContext {
    pub case: CaseFacts,
    pub standing: Standing,
    /// The clients of the case now.
    pub clients: Vec<Choice>,
    /// Those for whom nobody uses the portal.
    pub without: Vec<String>,
}

/// One file, looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UploadPage {
    pub case: CaseFacts,
    pub standing: Standing,
    pub upload: UploadRow,
    /// None where there is nothing to open any more.
    pub content: Option<Content>,
}

/// Over every case in view.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfficeRequests {
    /// Open ones, what is overdue first.
    pub requests: Vec<RequestRow>,
    pub more_requests: bool,
    /// What waits, the oldest first.
    pub uploads: Vec<UploadRow>,
    pub more_uploads: bool,
}

/// Something that is asked of the client, in the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalRequest {
    pub id: RequestId,
    pub title: String,
    pub details: String,
    /// "Oct 20, 2026".
    pub due: Option<String>,
    pub late: bool,
    /// When it was done.
    pub done: Option<String>,
    /// Whoever looks may send files for it.
    pub sends: bool,
    pub case: String,
    pub client: String,
    /// What was sent for it, the latest first.
    pub sent: Vec<PortalUpload>,
}

impl PortalRequest {
    /// Something was sent that the office has not looked at yet.
    pub fn waits(&self) -> bool {
        self.sent.iter().any(|file| file.state == UploadState::Waiting && !file.held)
    }
}

/// A file that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalUpload {
    pub name: String,
    pub size: String,
    pub at: String,
    pub datetime: String,
    /// Who of the client sent it.
    pub by: String,
    pub state: UploadState,
    /// The scanner for malware stopped it.
    pub held: bool,
    pub because: Option<String>,
    pub case: String,
    pub client: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortalRequests {
    pub open: Vec<PortalRequest>,
    pub done: Vec<PortalRequest>,
    /// What was sent though nobody asked.
    pub others: Vec<PortalUpload>,
    /// Where something else can go: a value for the form, and how it is called.
    pub places: Vec<Choice>,
    /// "100 MB": the longest file.
    pub limit: String,
}

/// The limit of one file, as people read it.
pub fn limit_words(file_bytes: u64) -> String {
    size_words(i64::try_from(file_bytes).unwrap_or(i64::MAX))
}

/// Where something goes that nobody asked for, as a form says it: case and client.
pub fn place_word(case: CaseId, client: ClientId) -> String {
    format!("{case}~{client}")
}

/// [`place_word`] read.
pub fn parse_place(word: &str) -> Option<(CaseId, ClientId)> {
    let (case, client) = word.split_once('~')?;
    Some((case.parse().ok()?, client.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn form() -> AskForm {
        AskForm {
            key: String::new(),
            client: Uuid::from_u128(7).to_string(),
            title: "  Your last three   payslips ".into(),
            details: "Front and back.".into(),
            due: "2026-10-20".into(),
        }
    }

    #[test]
    fn what_is_asked_for_has_a_client_and_a_line() {
        let today = date(2026, 10, 13);
        let asking = form().parse(today, &mut FieldErrors::default()).unwrap();
        assert_eq!(asking.title, "Your last three payslips");
        assert_eq!(asking.due, Some(date(2026, 10, 20)));
        let mut errors = FieldErrors::default();
        assert_eq!(AskForm::default().parse(today, &mut errors), None);
        assert!(errors.of("client").is_some() && errors.of("title").is_some());
        assert!(errors.of("due").is_none(), "it may be due on no day");
        let mut errors = FieldErrors::default();
        let long = AskForm { title: "x".repeat(201), details: "y".repeat(2_001), ..form() };
        assert_eq!(long.parse(today, &mut errors), None);
        assert!(errors.of("title").is_some() && errors.of("details").is_some());
    }

    #[test]
    fn nothing_is_due_before_today() {
        let today = date(2026, 10, 13);
        for (due, fine) in
            [("2026-10-13", true), ("2026-10-12", false), ("", true), ("soon", false)]
        {
            let form = DueForm { due: due.into(), revision: "1".into() };
            assert_eq!(form.parse(today).is_ok(), fine, "{due}");
        }
    }

    #[test]
    fn a_request_is_overdue_the_day_after_and_only_while_it_is_open() {
        let (due, today) = (Some(date(2026, 10, 12)), date(2026, 10, 13));
        assert_eq!(RequestState::of(due, false, false, today), RequestState::Overdue);
        assert_eq!(RequestState::of(Some(today), false, false, today), RequestState::Open);
        assert_eq!(RequestState::of(None, false, false, today), RequestState::Open);
        assert_eq!(RequestState::of(due, true, false, today), RequestState::Fulfilled);
        assert_eq!(RequestState::of(due, false, true, today), RequestState::Withdrawn);
    }

    #[test]
    fn a_refusal_has_a_reason_and_an_acceptance_a_name_and_a_kind() {
        let mut errors = FieldErrors::default();
        assert_eq!(DecideForm::default().refused(&mut errors), None);
        assert_eq!(DecideForm::default().accepted(&mut errors), None);
        for field in ["reason", "name", "kind"] {
            assert!(errors.of(field).is_some(), "{field}");
        }
        let form =
            DecideForm { name: "Pay/slip".into(), kind: "other".into(), ..DecideForm::default() };
        assert_eq!(form.accepted(&mut FieldErrors::default()), None);
    }

    #[test]
    fn a_place_reads_back_and_nothing_else_is_one() {
        let (case, client) = (CaseId(Uuid::from_u128(1)), ClientId(Uuid::from_u128(2)));
        assert_eq!(parse_place(&place_word(case, client)), Some((case, client)));
        for word in ["", "~", &case.to_string(), "a~b"] {
            assert_eq!(parse_place(word), None, "{word}");
        }
    }
}
