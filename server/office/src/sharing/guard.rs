//! Comparing one version with what everybody else is called, for one client of its case. Bounded in time and
//! in size; what was not read in time is unread, and never clear.

use std::sync::Arc;
use std::time::Duration;

use domain::ids::{CaseId, ClientId, DocumentId};
use domain::sharing::Outcome;
use misdirection::{Hit, Of, Page, Part, Share, Verdict, What, look};
use papers::{Reading, Refusal};
use serde_json::{Value, json};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::documents::text_of;
use crate::{Caller, Error, Office, Result};

/// Making the names ready, and looking through what was read.
const PATIENCE: Duration = Duration::from_secs(10);

/// What came of comparing, before anybody is told of it.
pub(crate) struct Looked {
    pub(crate) verdict: Verdict,
    /// Why none of it was read; empty where some was.
    pub(crate) why_unread: &'static str,
}

impl Looked {
    fn unread(why_unread: &'static str) -> Looked {
        Looked { verdict: Verdict { unreadable: vec![1], ..Verdict::default() }, why_unread }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let verdict = &self.verdict;
        match () {
            () if !verdict.stops.is_empty() => Outcome::Stop,
            () if !verdict.unreadable.is_empty() || verdict.pages_read == 0 => Outcome::Unread,
            () if !verdict.notes.is_empty() => Outcome::Notes,
            () => Outcome::Clear,
        }
    }

    /// As it is kept with the share: the words that matched, where, and whose they are.
    pub(crate) fn kept(&self) -> Value {
        let hits = |hits: &[Hit]| hits.iter().map(kept).collect::<Vec<_>>();
        json!({
            "stops": hits(&self.verdict.stops),
            "notes": hits(&self.verdict.notes),
            "unread": self.verdict.unreadable,
            "pages_read": self.verdict.pages_read,
            "why_unread": self.why_unread,
        })
    }
}

fn kept(hit: &Hit) -> Value {
    let whose: Vec<Value> = hit
        .whose
        .iter()
        .map(|(part, of)| {
            let (client, case, enquiry) = match of {
                Of::Office => (None, None, None),
                Of::Client(client) => (Some(client.0), None, None),
                Of::Case(client, case) => (Some(client.0), Some(case.0), None),
                Of::Enquiry(enquiry) => (None, None, Some(enquiry.0)),
            };
            json!({"part": part_word(*part), "client": client, "case": case, "enquiry": enquiry})
        })
        .collect();
    json!({
        "what": what_word(hit.what),
        "words": hit.words,
        "said": hit.said,
        "pages": hit.pages,
        "how": format!("{:?}", hit.how),
        "sure": format!("{:?}", hit.sure),
        "whose": whose,
    })
}

const fn what_word(what: What) -> &'static str {
    match what {
        What::Person => "person",
        What::Organization => "organization",
        What::Email => "email",
        What::Phone => "phone",
        What::CaseNumber => "case_number",
    }
}

const fn part_word(part: Part) -> &'static str {
    match part {
        Part::Client => "client",
        Part::Contact => "contact",
        Part::Payer => "payer",
        Part::Opposing => "opposing",
        Part::Other => "other",
        Part::Counsel => "counsel",
        Part::Office => "office",
    }
}

/// Reads a version and compares it. The reading is recorded; nobody is shown any of it.
///
/// # Errors
/// As opening it: NotFound, Refused; Conflict for what the scanner holds or was destroyed.
pub(crate) async fn compare(
    caller: &Caller,
    document: DocumentId,
    nth: i32,
    case: CaseId,
    client: ClientId,
) -> Result<Looked> {
    let pages = match text_of(caller, document, nth).await? {
        Ok(Reading::Text { pages, unread, cut }) => {
            Page::all(pages.into_iter().map(|page| (page.page, page.text)), &unread, cut)
        }
        Ok(Reading::NoText) => {
            return Ok(Looked::unread(
                "It has no text that could be read: a picture, or a kind of file that is not read.",
            ));
        }
        Ok(Reading::Empty) => return Ok(Looked::unread("There is no text in it.")),
        Err(refusal) => return Ok(Looked::unread(why(&refusal))),
    };
    let looking = look_through(caller.office(), pages, Share { client, case });
    match timeout(PATIENCE, looking).await {
        Ok(verdict) => Ok(Looked { verdict: verdict?, why_unread: "" }),
        Err(_) => Ok(Looked::unread("Looking through it took too long. Try again in a minute.")),
    }
}

/// Compares what is about to be written to a client. Nothing is recorded: nobody has opened anything.
///
/// # Errors
/// Unavailable.
pub(crate) async fn compare_text(
    caller: &Caller,
    text: String,
    case: CaseId,
    client: ClientId,
) -> Result<Looked> {
    let pages = Page::all([(1, text)], &[], false);
    let looking = look_through(caller.office(), pages, Share { client, case });
    match timeout(PATIENCE, looking).await {
        Ok(verdict) => Ok(Looked { verdict: verdict?, why_unread: "" }),
        Err(_) => Ok(Looked::unread("Comparing it took too long. Try again in a minute.")),
    }
}

/// Goes on where nobody waits for it any more: the names are ready for the next one then.
async fn look_through(office: &Arc<Office>, pages: Vec<Page>, share: Share) -> Result<Verdict> {
    let names = Arc::clone(office);
    let names = tokio::spawn(async move { names.directory().await });
    let directory = names.await.map_err(Error::internal)??;
    let looking = spawn_blocking(move || look(&pages, &directory, share));
    looking.await.map_err(Error::internal)
}

const fn why(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Locked => "It is protected with a password.",
        Refusal::Broken => "It is damaged, or not quite what it says it is.",
        Refusal::TooLarge | Refusal::TooManyPixels => "It is too large to be read.",
        Refusal::Slow => "Reading it took too long.",
        Refusal::Busy | Refusal::Interrupted | Refusal::Unavailable => {
            "Documents cannot be read just now."
        }
        Refusal::NoSuchPage | Refusal::NotShown(_) | Refusal::Template(_) => {
            "This kind of file is not read."
        }
    }
}
