//! The audit log: a row beside each change and each view of a case, in the same transaction.
//!
//! Rows are inserted and never touched again; the database sees to that by grants and by trigger.

mod read;

use domain::ids::{
    AppointmentId, CallId, CaseId, ClientId, ConflictCheckId, DocumentId, EnquiryId, ExpenseId,
    FolderId, GrantId, InvoiceId, NoteId, PaymentId, ProposalId, PurgeId, ScanId, ShareId, StaffId,
    TemplateId, ThreadId, TimeEntryId, WallId,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub use read::page;

use crate::{Result, Tx};

/// What an act was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    Office,
    Case(CaseId),
    Client(ClientId),
    Proposal(ProposalId),
    Wall(WallId),
    Enquiry(EnquiryId),
    /// A search for conflicts of interest.
    Check(ConflictCheckId),
    Note(NoteId),
    Document(DocumentId),
    /// One that is not in view: of others the document is told.
    Share(ShareId),
    Thread(ThreadId),
    Folder(FolderId),
    Purge(PurgeId),
    Scan(ScanId),
    Template(TemplateId),
    Call(CallId),
    Appointment(AppointmentId),
    TimeEntry(TimeEntryId),
    Expense(ExpenseId),
    Invoice(InvoiceId),
    Payment(PaymentId),
    Staff(StaffId),
    /// One's own account.
    Account(StaffId),
}

impl Resource {
    const fn word(self) -> &'static str {
        match self {
            Resource::Office => "office",
            Resource::Case(_) => "case",
            Resource::Client(_) => "client",
            Resource::Proposal(_) => "proposal",
            Resource::Wall(_) => "wall",
            Resource::Enquiry(_) => "enquiry",
            Resource::Check(_) => "check",
            Resource::Note(_) => "note",
            Resource::Document(_) => "document",
            Resource::Share(_) => "share",
            Resource::Thread(_) => "thread",
            Resource::Folder(_) => "folder",
            Resource::Purge(_) => "purge",
            Resource::Scan(_) => "scan",
            Resource::Template(_) => "template",
            Resource::Call(_) => "call",
            Resource::Appointment(_) => "appointment",
            Resource::TimeEntry(_) => "time_entry",
            Resource::Expense(_) => "expense",
            Resource::Invoice(_) => "invoice",
            Resource::Payment(_) => "payment",
            Resource::Staff(_) => "staff",
            Resource::Account(_) => "account",
        }
    }

    const fn id(self) -> Option<Uuid> {
        match self {
            Resource::Office => None,
            Resource::Case(CaseId(id))
            | Resource::Client(ClientId(id))
            | Resource::Proposal(ProposalId(id))
            | Resource::Wall(WallId(id))
            | Resource::Enquiry(EnquiryId(id))
            | Resource::Check(ConflictCheckId(id))
            | Resource::Note(NoteId(id))
            | Resource::Document(DocumentId(id))
            | Resource::Share(ShareId(id))
            | Resource::Thread(ThreadId(id))
            | Resource::Folder(FolderId(id))
            | Resource::Purge(PurgeId(id))
            | Resource::Scan(ScanId(id))
            | Resource::Template(TemplateId(id))
            | Resource::Call(CallId(id))
            | Resource::Appointment(AppointmentId(id))
            | Resource::TimeEntry(TimeEntryId(id))
            | Resource::Expense(ExpenseId(id))
            | Resource::Invoice(InvoiceId(id))
            | Resource::Payment(PaymentId(id))
            | Resource::Staff(StaffId(id))
            | Resource::Account(StaffId(id)) => Some(id),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    #[default]
    Done,
    Refused,
    Unseen,
}

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Refused => "refused",
            Outcome::Unseen => "unseen",
        }
    }
}

/// One row to be. `action` is a word of the permission table or of the account's own acts.
#[derive(Debug)]
pub struct Event {
    action: &'static str,
    resource: Resource,
    outcome: Outcome,
    case: Option<CaseId>,
    client: Option<ClientId>,
    grant: Option<GrantId>,
    version: Option<i32>,
    content_hash: Option<Vec<u8>>,
    detail: Map<String, Value>,
}

impl Event {
    pub fn new(action: &'static str, resource: Resource) -> Event {
        Event {
            action,
            resource,
            outcome: Outcome::Done,
            case: match resource {
                Resource::Case(id) => Some(id),
                _ => None,
            },
            client: match resource {
                Resource::Client(id) => Some(id),
                _ => None,
            },
            grant: None,
            version: None,
            content_hash: None,
            detail: Map::new(),
        }
    }

    #[must_use]
    pub fn outcome(mut self, outcome: Outcome) -> Event {
        self.outcome = outcome;
        self
    }

    #[must_use]
    pub fn case(mut self, case: CaseId) -> Event {
        self.case = Some(case);
        self
    }

    #[must_use]
    pub fn client(mut self, client: ClientId) -> Event {
        self.client = Some(client);
        self
    }

    /// The case or the client it concerns: whoever is screened from that does not read the row.
    #[must_use]
    pub fn around(mut self, case: Option<CaseId>, client: Option<ClientId>) -> Event {
        self.case = case.or(self.case);
        self.client = client.or(self.client);
        self
    }

    /// Another word for the act than the table's.
    #[must_use]
    pub fn named(mut self, action: &'static str) -> Event {
        self.action = action;
        self
    }

    pub(crate) fn action(&self) -> &'static str {
        self.action
    }

    /// The grant that allowed it.
    #[must_use]
    pub fn by_grant(mut self, grant: Option<GrantId>) -> Event {
        self.grant = grant;
        self
    }

    /// Which version of it, and the keyed hash of what that holds.
    #[must_use]
    pub fn of_version(mut self, nth: i32, content_hash: &[u8]) -> Event {
        self.version = Some(nth);
        self.content_hash = Some(content_hash.to_vec());
        self
    }

    /// A fact worth keeping beside the act. Never the text of what was disclosed.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Event {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

/// Records an act in the transaction it belongs to.
///
/// # Errors
/// As the database says.
pub async fn record(tx: &mut Tx, event: Event) -> Result<()> {
    let caller = tx.caller().clone();
    let facts = caller.facts();
    sqlx::query!(
        "insert into audit_events (id, actor_kind, actor_id, actor_role, action, outcome, resource, resource_id,
            case_id, client_id, grant_id, session_id, request_id, address, user_agent, detail, resource_version, content_hash)
        values ($1, 'staff', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        caller.id(),
        facts.staff_id.0,
        facts.role.word(),
        event.action,
        event.outcome.word(),
        event.resource.word(),
        event.resource.id(),
        event.case.map(|id| id.0),
        event.client.map(|id| id.0),
        event.grant.map(|id| id.0),
        Some(facts.session_id.0).filter(|id| !id.is_nil()),
        facts.request_id,
        facts.address,
        facts.user_agent,
        json!(event.detail),
        event.version,
        event.content_hash
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
