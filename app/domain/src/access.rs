//! Who may do what: the only permission table.
//!
//! [`cell`] is the table of the office's access policy, one arm an action. [`decide`] applies it to
//! a standing: a wall first (deny beats every allow), then the cell, then whether the case is
//! closed. What the caller may not even see is [`Decision::Unseen`] and becomes *not found*,
//! never *forbidden*. [`explain`] is the same judgement with its steps.

mod explain;
mod table;

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

pub use explain::{Explained, Rule, Step, Verdict, explain};
pub use table::{Group, Mark};

/// What somebody is at the office. A role alone decides little; the [`Standing`] decides the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    ManagingPartner,
    AssociateAttorney,
    Paralegal,
    Billing,
}

impl Role {
    pub const ALL: [Role; 4] =
        [Role::ManagingPartner, Role::AssociateAttorney, Role::Paralegal, Role::Billing];

    /// The word stored in the database and used in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Role::ManagingPartner => "managing_partner",
            Role::AssociateAttorney => "associate_attorney",
            Role::Paralegal => "paralegal",
            Role::Billing => "billing",
        }
    }

    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Role::ManagingPartner => "Managing partner",
            Role::AssociateAttorney => "Associate attorney",
            Role::Paralegal => "Paralegal",
            Role::Billing => "Billing",
        }
    }

    /// Attorneys can be the responsible attorney of a case.
    pub const fn is_attorney(self) -> bool {
        match self {
            Role::ManagingPartner | Role::AssociateAttorney => true,
            Role::Paralegal | Role::Billing => false,
        }
    }
}

/// How far a place on the case team reaches. Each level includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    View,
    Contribute,
    Manage,
    /// The responsible attorney. Given by naming a lead, never by an ordinary grant.
    Lead,
}

impl Level {
    pub const ALL: [Level; 4] = [Level::View, Level::Contribute, Level::Manage, Level::Lead];
    /// The three that can be granted.
    pub const GRANTED: [Level; 3] = [Level::View, Level::Contribute, Level::Manage];

    pub const fn word(self) -> &'static str {
        match self {
            Level::View => "view",
            Level::Contribute => "contribute",
            Level::Manage => "manage",
            Level::Lead => "lead",
        }
    }

    pub fn from_word(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Level::View => "View",
            Level::Contribute => "Contribute",
            Level::Manage => "Manage",
            Level::Lead => "Responsible attorney",
        }
    }

    /// What the level lets a person do, as the access form says it.
    pub const fn means(self) -> &'static str {
        match self {
            Level::View => "Read everything in the case",
            Level::Contribute => "Read, and change the case",
            Level::Manage => "Read, change, and decide who is on the team",
            Level::Lead => "Everything, including closing the case",
        }
    }
}

/// Everything the permission table asks about. One action is one thing a person wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Action {
    /// Summary, parties, team and timeline.
    SeeCase,
    /// Number, client and whether it is open: what an invoice needs.
    SeeCaseBilling,
    OpenCase,
    /// Write a case up for an attorney to approve.
    PrepareCase,
    /// Read a prepared case.
    SeePreparedCase,
    /// Take back what one prepared.
    WithdrawCase,
    /// Approve or decline a prepared case.
    ApproveCase,
    EditCase,
    CloseCase,
    ReopenCase,
    /// Let clients read where the case stands.
    ApproveStatus,
    /// Give, change and end places on the case team.
    ManageTeam,
    /// Ask what somebody else may do on a case, and which rule decides it.
    ExplainAccess,
    RaiseWall,
    /// Screen somebody from a whole client.
    WallClient,
    /// The list of walls, and what waits for a second person; one's own where the caller is the
    /// conflicts deputy.
    SeeWalls,
    /// Ask that a wall be lifted.
    AskToLiftWall,
    /// Lift it, as the second person.
    ConfirmLiftOfWall,
    CreateClient,
    SeeClient,
    EditClient,
    /// A client's name and billing contacts.
    SeeClientBilling,
    EditClientBilling,
    /// Make one record of a client an alias of another, and undo it. Nobody else: whoever is told why two
    /// clients cannot be merged is told of cases out of sight.
    MergeClients,
    /// Who of a client uses the portal, since when, and when they were last there.
    SeePortalAccess,
    /// Let somebody of a client in, and say what they may see and do.
    InvitePortalPerson,
    EndPortalAccess,
    /// Look at what somebody of a client sees in the portal.
    LookAsClient,
    /// How often clients rang to ask how things stand, and how often they looked in the portal.
    SeePortalUse,
    /// Write down somebody who asks the office to act.
    TakeEnquiry,
    SeeEnquiry,
    EditEnquiry,
    /// Accept it as a case, or decline it.
    DecideEnquiry,
    /// Search for conflicts of interest by name.
    CheckConflicts,
    /// One search, its matches and what was decided.
    SeeConflictCheck,
    /// Say whether what a search found is a conflict.
    DecideConflictCheck,
    /// One note on a case or a client, with its versions.
    SeeNote,
    /// Write another version of it.
    EditNote,
    /// Withdraw it; it reads on as withdrawn.
    WithdrawNote,
    /// The documents of a case; billing's are fee agreements and receipts.
    ListDocuments,
    /// Upload to a case, make a folder, fill a template.
    AddDocument,
    /// Send a receipt with an expense, which makes it a document of the case.
    AddReceipt,
    /// List, preview, open and download one.
    SeeDocument,
    /// Another version, name, folder, kind, tags; check it out.
    EditDocument,
    /// End a check-out: one's own, or as whoever decides about the document.
    EndCheckOut,
    /// Put it in the trash, and take it out again.
    TrashDocument,
    /// Narrow it to attorneys or to named people, and widen it again.
    RestrictDocument,
    /// Put it under a legal hold, and lift that.
    HoldDocument,
    /// The same for a whole case.
    HoldCase,
    /// Open what the malware scanner held.
    ReleaseVersion,
    /// Who can open it, and who did.
    SeeDocumentRecord,
    /// What was shared with a client, with whom, and whether it was opened.
    SeeShare,
    /// Share a version with a client of its case.
    ShareDocument,
    /// Ask somebody who may to share it.
    ProposeShare,
    /// Approve such a proposal, or decline it.
    DecideShare,
    /// Withdraw what was shared, or recall it.
    EndShare,
    /// Send documents of a case to counsel, an expert or a court.
    SendOutside,
    /// Withdraw what was sent there, or recall it.
    EndOutside,
    /// What is written with the clients of a case.
    SeeMessages,
    /// Begin to write with a client of a case.
    StartThread,
    /// One thread, from when one takes part in it.
    SeeThread,
    WriteMessage,
    /// Ask somebody into it, end that, close it and open it again.
    ManageThread,
    /// What a client is asked for, and the files that wait in the inbox of the case.
    SeeRequests,
    /// Ask a client for something; change the day, withdraw it, say that it came.
    AskClient,
    /// Make a document of a file from a client, or refuse it.
    AcceptUpload,
    /// Rename, move or remove a folder.
    EditFolder,
    /// Narrow everything in a folder.
    RestrictFolder,
    /// How long documents are kept, and what waits to be destroyed.
    SeeRetention,
    /// Ask that the documents of a closed case be destroyed.
    AskToPurge,
    /// As a second person, destroy them or keep them.
    ConfirmPurge,
    /// One's own tray of the filing queue.
    SeeTray,
    /// One scan, its pages too: in one's own tray; in the office's, with the desk right.
    SeeScan,
    /// Make it a document of a case.
    FileScan,
    /// Hand it over, discard it, and take it back from there.
    MoveScan,
    /// Everybody’s calendar: what is out of sight is *busy*.
    SeeCalendar,
    /// When, where, with whom; what was sent about it.
    SeeAppointment,
    /// What it is about.
    ReadAppointment,
    ScheduleOnCase,
    /// Without a case.
    ScheduleForClient,
    /// The first one, of an enquiry.
    BookConsultation,
    /// One’s own time: no client, no case.
    ScheduleInOffice,
    /// Whoever is not of the office: they are written to.
    AskOutsiders,
    /// Move it, cancel it, ask others to it; what waits on the call list for it.
    ChangeAppointment,
    RecordAttendance,
    /// Say that a deadline was kept.
    FinishDeadline,
    /// Confirm, as the second person it names, that it was.
    CheckDeadline,
    /// Who has to be rung because a message could not do it.
    SeeCallList,
    /// How many came, of the appointments in sight.
    SeeAttendance,
    /// An address at which one’s own calendar is read, and one’s calendar elsewhere.
    KeepFeed,
    /// Wording, rooms, what was held back; the switch that stops all sending.
    ManageReminders,
    /// One’s own timer and day sheet.
    KeepTimeSheet,
    /// Put time or an expense of one’s own on a case.
    RecordTime,
    /// Everybody’s time on a case, its expenses and rates.
    SeeTime,
    /// One entry, or one expense.
    SeeTimeEntry,
    /// Change it or withdraw it while it is on no invoice.
    EditTime,
    /// How the case is paid for.
    SetFeeTerms,
    /// The invoices of a case, what was paid and what is left.
    SeeBalances,
    /// One invoice, from draft on.
    SeeInvoice,
    /// Write an invoice from what is unbilled.
    DraftInvoice,
    /// Its lines, discounts, order; hand it to the responsible attorney.
    EditDraft,
    /// Approve a draft or return it.
    ApproveDraft,
    /// Give it its number: from there on it does not change.
    IssueInvoice,
    /// Send it, say that it was mailed, move its due date.
    SendInvoice,
    /// Make it void, or take it back by a credit note.
    VoidInvoice,
    /// Give up what is left of it.
    WriteOff,
    /// Let the last notice of an invoice go, where it waits for a partner.
    ApproveNotice,
    /// Hold its reminders for a while.
    PauseDunning,
    /// Mark an amount of it as disputed, and settle that.
    DisputeInvoice,
    /// Write down what a client or payer paid.
    RecordPayment,
    /// One payment: with manage on each case that it was used for.
    SeePayment,
    /// Put it on invoices or take it off, refund it, reverse it.
    UsePayment,
    /// What is owed, over the cases in sight.
    SeeReceivables,
    /// Read a bank statement in, and match its lines.
    ImportStatement,
    /// Take the journal and the lists of billing away, for the bookkeeping.
    ExportBooks,
    /// Print reminders as letters, and say when they were mailed.
    MailReminders,
    /// Rates, kinds of work, taxes, numbering, how invoices ask to be paid.
    ManageBilling,
    /// Take down who called and why.
    TakeCall,
    SeeCall,
    /// Say what came of it.
    AnswerCall,
    /// Give it to somebody else.
    HandOnCall,
    /// Who covers for whom, and when.
    SeeCovers,
    /// Let somebody hold another’s grants for a while.
    SetCover,
    /// End that before its time.
    EndCover,
    /// Invite, change role, suspend.
    ManageStaff,
    /// Mark that somebody leaves, and hand over what waits for that person.
    HandOver,
    /// Upload, replace and retire the office's templates. Filling one is adding a document.
    ManageTemplates,
    /// The office's name, zone, numbers, second factor, conflicts partner and deputy.
    ManageSettings,
    ReadAudit,
}

impl Action {
    pub const ALL: [Action; 129] = [
        Action::SeeCase,
        Action::SeeCaseBilling,
        Action::OpenCase,
        Action::PrepareCase,
        Action::SeePreparedCase,
        Action::WithdrawCase,
        Action::ApproveCase,
        Action::EditCase,
        Action::CloseCase,
        Action::ReopenCase,
        Action::ApproveStatus,
        Action::ManageTeam,
        Action::ExplainAccess,
        Action::RaiseWall,
        Action::WallClient,
        Action::SeeWalls,
        Action::AskToLiftWall,
        Action::ConfirmLiftOfWall,
        Action::CreateClient,
        Action::SeeClient,
        Action::EditClient,
        Action::SeeClientBilling,
        Action::EditClientBilling,
        Action::MergeClients,
        Action::SeePortalAccess,
        Action::InvitePortalPerson,
        Action::EndPortalAccess,
        Action::LookAsClient,
        Action::TakeEnquiry,
        Action::SeeEnquiry,
        Action::EditEnquiry,
        Action::DecideEnquiry,
        Action::CheckConflicts,
        Action::SeeConflictCheck,
        Action::DecideConflictCheck,
        Action::SeeNote,
        Action::EditNote,
        Action::WithdrawNote,
        Action::ListDocuments,
        Action::AddDocument,
        Action::AddReceipt,
        Action::SeeDocument,
        Action::EditDocument,
        Action::EndCheckOut,
        Action::TrashDocument,
        Action::RestrictDocument,
        Action::HoldDocument,
        Action::HoldCase,
        Action::ReleaseVersion,
        Action::SeeDocumentRecord,
        Action::SeeShare,
        Action::ShareDocument,
        Action::ProposeShare,
        Action::DecideShare,
        Action::EndShare,
        Action::SendOutside,
        Action::EndOutside,
        Action::SeeMessages,
        Action::StartThread,
        Action::SeeThread,
        Action::WriteMessage,
        Action::ManageThread,
        Action::SeeRequests,
        Action::AskClient,
        Action::AcceptUpload,
        Action::EditFolder,
        Action::RestrictFolder,
        Action::AskToPurge,
        Action::ConfirmPurge,
        Action::FileScan,
        Action::MoveScan,
        Action::SeeRetention,
        Action::SeeScan,
        Action::SeeTray,
        Action::SeeCalendar,
        Action::SeeAppointment,
        Action::ReadAppointment,
        Action::ScheduleOnCase,
        Action::ScheduleForClient,
        Action::BookConsultation,
        Action::ScheduleInOffice,
        Action::AskOutsiders,
        Action::ChangeAppointment,
        Action::RecordAttendance,
        Action::FinishDeadline,
        Action::CheckDeadline,
        Action::SeeCallList,
        Action::SeeAttendance,
        Action::KeepFeed,
        Action::ManageReminders,
        Action::KeepTimeSheet,
        Action::RecordTime,
        Action::SeeTime,
        Action::SeeTimeEntry,
        Action::EditTime,
        Action::SetFeeTerms,
        Action::SeeBalances,
        Action::SeeInvoice,
        Action::DraftInvoice,
        Action::EditDraft,
        Action::ApproveDraft,
        Action::IssueInvoice,
        Action::SendInvoice,
        Action::VoidInvoice,
        Action::WriteOff,
        Action::ApproveNotice,
        Action::PauseDunning,
        Action::DisputeInvoice,
        Action::RecordPayment,
        Action::SeePayment,
        Action::UsePayment,
        Action::SeeReceivables,
        Action::ImportStatement,
        Action::ExportBooks,
        Action::MailReminders,
        Action::ManageBilling,
        Action::TakeCall,
        Action::SeeCall,
        Action::AnswerCall,
        Action::HandOnCall,
        Action::ManageStaff,
        Action::SeeCovers,
        Action::SetCover,
        Action::EndCover,
        Action::HandOver,
        Action::ManageTemplates,
        Action::ManageSettings,
        Action::ReadAudit,
        Action::SeePortalUse,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Action::SeeCase => "see-case",
            Action::SeeCaseBilling => "see-case-billing",
            Action::OpenCase => "open-case",
            Action::PrepareCase => "prepare-case",
            Action::SeePreparedCase => "see-prepared-case",
            Action::WithdrawCase => "withdraw-case",
            Action::ApproveCase => "approve-case",
            Action::EditCase => "edit-case",
            Action::CloseCase => "close-case",
            Action::ReopenCase => "reopen-case",
            Action::ApproveStatus => "approve-status",
            Action::ManageTeam => "manage-team",
            Action::ExplainAccess => "explain-access",
            Action::RaiseWall => "raise-wall",
            Action::WallClient => "wall-client",
            Action::SeeWalls => "see-walls",
            Action::AskToLiftWall => "ask-to-lift-wall",
            Action::ConfirmLiftOfWall => "confirm-lift-of-wall",
            Action::CreateClient => "create-client",
            Action::SeeClient => "see-client",
            Action::EditClient => "edit-client",
            Action::SeeClientBilling => "see-client-billing",
            Action::EditClientBilling => "edit-client-billing",
            Action::MergeClients => "merge-clients",
            Action::SeePortalAccess => "see-portal-access",
            Action::InvitePortalPerson => "invite-portal-person",
            Action::EndPortalAccess => "end-portal-access",
            Action::LookAsClient => "look-as-client",
            Action::TakeEnquiry => "take-enquiry",
            Action::SeeEnquiry => "see-enquiry",
            Action::EditEnquiry => "edit-enquiry",
            Action::DecideEnquiry => "decide-enquiry",
            Action::CheckConflicts => "check-conflicts",
            Action::SeeConflictCheck => "see-conflict-check",
            Action::DecideConflictCheck => "decide-conflict-check",
            Action::SeeNote => "see-note",
            Action::EditNote => "edit-note",
            Action::WithdrawNote => "withdraw-note",
            Action::ListDocuments => "list-documents",
            Action::AddDocument => "add-document",
            Action::AddReceipt => "add-receipt",
            Action::SeeDocument => "see-document",
            Action::EditDocument => "edit-document",
            Action::EndCheckOut => "end-check-out",
            Action::TrashDocument => "trash-document",
            Action::RestrictDocument => "restrict-document",
            Action::HoldDocument => "hold-document",
            Action::HoldCase => "hold-case",
            Action::ReleaseVersion => "release-version",
            Action::SeeDocumentRecord => "see-document-record",
            Action::SeeShare => "see-share",
            Action::ShareDocument => "share-document",
            Action::ProposeShare => "propose-share",
            Action::DecideShare => "decide-share",
            Action::EndShare => "end-share",
            Action::SendOutside => "send-outside",
            Action::EndOutside => "end-outside",
            Action::SeeMessages => "see-messages",
            Action::StartThread => "start-thread",
            Action::SeeThread => "see-thread",
            Action::WriteMessage => "write-message",
            Action::ManageThread => "manage-thread",
            Action::SeeRequests => "see-requests",
            Action::AskClient => "ask-client",
            Action::AcceptUpload => "accept-upload",
            Action::EditFolder => "edit-folder",
            Action::RestrictFolder => "restrict-folder",
            Action::SeeRetention => "see-retention",
            Action::AskToPurge => "ask-to-purge",
            Action::ConfirmPurge => "confirm-purge",
            Action::SeeTray => "see-tray",
            Action::SeeScan => "see-scan",
            Action::FileScan => "file-scan",
            Action::MoveScan => "move-scan",
            Action::SeeCalendar => "see-calendar",
            Action::SeeAppointment => "see-appointment",
            Action::ReadAppointment => "read-appointment",
            Action::ScheduleOnCase => "schedule-on-case",
            Action::ScheduleForClient => "schedule-for-client",
            Action::BookConsultation => "book-consultation",
            Action::ScheduleInOffice => "schedule-in-office",
            Action::AskOutsiders => "ask-outsiders",
            Action::ChangeAppointment => "change-appointment",
            Action::RecordAttendance => "record-attendance",
            Action::FinishDeadline => "finish-deadline",
            Action::CheckDeadline => "check-deadline",
            Action::SeeCallList => "see-call-list",
            Action::SeeAttendance => "see-attendance",
            Action::KeepFeed => "keep-feed",
            Action::ManageReminders => "manage-reminders",
            Action::KeepTimeSheet => "keep-time-sheet",
            Action::RecordTime => "record-time",
            Action::SeeTime => "see-time",
            Action::SeeTimeEntry => "see-time-entry",
            Action::EditTime => "edit-time",
            Action::SetFeeTerms => "set-fee-terms",
            Action::SeeBalances => "see-balances",
            Action::SeeInvoice => "see-invoice",
            Action::DraftInvoice => "draft-invoice",
            Action::EditDraft => "edit-draft",
            Action::ApproveDraft => "approve-draft",
            Action::IssueInvoice => "issue-invoice",
            Action::SendInvoice => "send-invoice",
            Action::VoidInvoice => "void-invoice",
            Action::WriteOff => "write-off",
            Action::ApproveNotice => "approve-notice",
            Action::PauseDunning => "pause-dunning",
            Action::DisputeInvoice => "dispute-invoice",
            Action::RecordPayment => "record-payment",
            Action::SeePayment => "see-payment",
            Action::UsePayment => "use-payment",
            Action::SeeReceivables => "see-receivables",
            Action::ImportStatement => "import-statement",
            Action::ExportBooks => "export-books",
            Action::MailReminders => "mail-reminders",
            Action::ManageBilling => "manage-billing",
            Action::TakeCall => "take-call",
            Action::SeeCall => "see-call",
            Action::AnswerCall => "answer-call",
            Action::HandOnCall => "hand-on-call",
            Action::SeeCovers => "see-covers",
            Action::SetCover => "set-cover",
            Action::EndCover => "end-cover",
            Action::ManageStaff => "manage-staff",
            Action::HandOver => "hand-over",
            Action::ManageTemplates => "manage-templates",
            Action::ManageSettings => "manage-settings",
            Action::ReadAudit => "read-audit",
            Action::SeePortalUse => "see-portal-use",
        }
    }

    pub fn from_word(word: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.word() == word)
    }

    /// A closed case reads as before; these wait for it to be reopened.
    const fn changes_an_open_case(self) -> bool {
        match self {
            Action::EditCase
            | Action::CloseCase
            | Action::ApproveStatus
            | Action::ManageTeam
            | Action::EditNote
            | Action::WithdrawNote
            | Action::AddDocument
            | Action::AddReceipt
            | Action::EditDocument
            | Action::EndCheckOut
            | Action::TrashDocument
            | Action::RestrictDocument
            | Action::ShareDocument
            | Action::ProposeShare
            | Action::DecideShare
            | Action::SendOutside
            | Action::StartThread
            | Action::WriteMessage
            | Action::AskClient
            | Action::AcceptUpload
            | Action::EditFolder
            | Action::RestrictFolder
            | Action::ScheduleOnCase
            | Action::ChangeAppointment
            | Action::RecordTime
            | Action::EditTime
            | Action::SetFeeTerms
            | Action::DraftInvoice
            | Action::EditDraft
            | Action::ApproveDraft
            | Action::IssueInvoice => true,
            Action::SeeCase
            | Action::SeeCaseBilling
            | Action::OpenCase
            | Action::PrepareCase
            | Action::SeePreparedCase
            | Action::WithdrawCase
            | Action::ApproveCase
            | Action::ReopenCase
            | Action::ExplainAccess
            | Action::RaiseWall
            | Action::WallClient
            | Action::SeeWalls
            | Action::AskToLiftWall
            | Action::ConfirmLiftOfWall
            | Action::CreateClient
            | Action::SeeClient
            | Action::EditClient
            | Action::SeeClientBilling
            | Action::EditClientBilling
            | Action::MergeClients
            | Action::SeePortalAccess
            | Action::InvitePortalPerson
            | Action::EndPortalAccess
            | Action::LookAsClient
            | Action::TakeEnquiry
            | Action::SeeEnquiry
            | Action::EditEnquiry
            | Action::DecideEnquiry
            | Action::CheckConflicts
            | Action::SeeConflictCheck
            | Action::DecideConflictCheck
            | Action::SeeNote
            | Action::ListDocuments
            | Action::SeeDocument
            | Action::HoldDocument
            | Action::HoldCase
            | Action::ReleaseVersion
            | Action::SeeDocumentRecord
            | Action::SeeShare
            | Action::EndShare
            | Action::EndOutside
            | Action::SeeMessages
            | Action::SeeThread
            | Action::ManageThread
            | Action::SeeRequests
            | Action::SeeRetention
            | Action::AskToPurge
            | Action::ConfirmPurge
            | Action::SeeTray
            | Action::SeeScan
            | Action::FileScan
            | Action::MoveScan
            | Action::SeeCalendar
            | Action::SeeAppointment
            | Action::ReadAppointment
            | Action::ScheduleForClient
            | Action::BookConsultation
            | Action::ScheduleInOffice
            | Action::AskOutsiders
            | Action::RecordAttendance
            | Action::FinishDeadline
            | Action::CheckDeadline
            | Action::SeeCallList
            | Action::SeeAttendance
            | Action::KeepFeed
            | Action::ManageReminders
            | Action::KeepTimeSheet
            | Action::SeeTime
            | Action::SeeTimeEntry
            | Action::SeeBalances
            | Action::SeeInvoice
            | Action::SendInvoice
            | Action::VoidInvoice
            | Action::WriteOff
            | Action::ApproveNotice
            | Action::PauseDunning
            | Action::DisputeInvoice
            | Action::RecordPayment
            | Action::SeePayment
            | Action::UsePayment
            | Action::SeeReceivables
            | Action::ImportStatement
            | Action::ExportBooks
            | Action::MailReminders
            | Action::ManageBilling
            | Action::TakeCall
            | Action::SeeCall
            | Action::AnswerCall
            | Action::HandOnCall
            | Action::SeeCovers
            | Action::SetCover
            | Action::EndCover
            | Action::ManageStaff
            | Action::HandOver
            | Action::ManageTemplates
            | Action::ManageSettings
            | Action::ReadAudit
            | Action::SeePortalUse => false,
        }
    }
}

/// One cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    Never,
    Always,
    /// A place on the case team of at least this level.
    From(Level),
    /// One's own: the proposal that names the caller, say.
    Own,
    /// Either of the two.
    FromOrOwn(Level),
    /// As the second person only: never the asker, the walled person, or somebody the asker
    /// appointed within 30 days.
    SecondPerson,
    /// With the desk right.
    Desk,
    /// As the one whose word is asked for: the asker on what the asker saw, else the conflicts partner.
    Decider,
    /// Fee agreements and receipts alone.
    ForBilling,
    /// A place on the team, or one’s own where there is no case, or the desk right.
    FromOwnOrDesk(Level),
    /// One’s own, or with the desk right.
    OwnOrDesk,
    /// With the release right, where one contributes.
    Release,
    /// A place of at least this level, or the release right.
    FromOrRelease(Level),
    /// One’s own while one sees the case, or the release right.
    OwnOrRelease,
    /// The same, or a place of at least this level.
    FromOwnOrRelease(Level),
}

/// The table itself.
pub const fn cell(action: Action, role: Role) -> Cell {
    use Cell::{
        Always, Decider, Desk, ForBilling, From, FromOrOwn, FromOrRelease, FromOwnOrDesk,
        FromOwnOrRelease, Never, Own, OwnOrDesk, OwnOrRelease, Release, SecondPerson,
    };
    use Level::{Contribute, Lead, Manage, View};

    let [partner, attorney, paralegal, billing] = match action {
        Action::SeeCase => [Always, From(View), From(View), Never],
        Action::SeeCaseBilling => [Always, From(View), From(View), Always],
        Action::OpenCase => [Always, Always, Never, Never],
        Action::PrepareCase => [Always, Always, Always, Never],
        Action::SeePreparedCase => [Always, Own, Own, Never],
        Action::WithdrawCase => [Never, Never, Decider, Never],
        Action::ApproveCase => [Always, Own, Never, Never],
        Action::EditCase => [Always, From(Contribute), From(Contribute), Never],
        Action::CloseCase => [Always, From(Lead), Never, Never],
        Action::ReopenCase | Action::ApproveStatus => [Always, From(Lead), Never, Never],
        Action::ManageTeam => [Always, From(Manage), Never, Never],
        Action::ExplainAccess => [Always, From(Manage), Never, Never],
        Action::RaiseWall => [Always, From(Lead), Never, Never],
        Action::WallClient => [Always, Never, Never, Never],
        Action::SeeWalls => [Always, Own, Never, Never],
        Action::AskToLiftWall => [Always, Never, Never, Never],
        Action::ConfirmLiftOfWall => [SecondPerson, SecondPerson, Never, Never],
        Action::CreateClient => [Always, Always, Always, Never],
        Action::SeeClient => [Always, FromOrOwn(View), FromOrOwn(View), Never],
        Action::EditClient => [Always, FromOrOwn(View), From(Contribute), Never],
        Action::SeeClientBilling => [Always, FromOrOwn(View), FromOrOwn(View), Always],
        Action::EditClientBilling => [Always, FromOrOwn(View), From(Contribute), Always],
        Action::MergeClients => [Always, Never, Never, Never],
        Action::SeePortalAccess => [Always, FromOrOwn(View), FromOrOwn(View), Never],
        Action::InvitePortalPerson => [Always, From(Manage), Never, Never],
        Action::EndPortalAccess | Action::LookAsClient => [Always, From(Manage), Never, Never],
        Action::TakeEnquiry => [Always, Always, Always, Desk],
        Action::SeeEnquiry => [Always, Own, Own, Never],
        Action::EditEnquiry => [Always, Own, Own, Never],
        Action::DecideEnquiry => [Always, Own, Never, Never],
        Action::CheckConflicts => [Always, Always, Always, Never],
        Action::SeeConflictCheck => [Own, Own, Own, Never],
        Action::DecideConflictCheck => [Decider, Decider, Decider, Never],
        Action::SeeNote => [Always, From(View), From(View), Never],
        Action::EditNote => [Always, From(Contribute), From(Contribute), Never],
        Action::WithdrawNote => [Always, Own, Own, Never],
        Action::ListDocuments => [Always, From(View), From(View), Always],
        Action::AddDocument => [Always, From(Contribute), From(Contribute), Never],
        Action::AddReceipt => [Always, From(Contribute), From(Contribute), Always],
        Action::SeeDocument => [Always, From(View), From(View), ForBilling],
        Action::EditDocument => [Always, From(Contribute), From(Contribute), Never],
        Action::EndCheckOut => [Always, FromOrOwn(Manage), Own, Never],
        Action::TrashDocument => [Always, From(Manage), Never, Never],
        Action::RestrictDocument => [Always, From(Manage), Never, Never],
        Action::HoldDocument => [Always, From(Manage), Never, Never],
        Action::HoldCase => [Always, From(Manage), Never, Never],
        Action::ReleaseVersion => [Always, Never, Never, Never],
        Action::SeeDocumentRecord => [Always, From(View), Never, Never],
        Action::SeeShare => [Always, From(View), From(View), Never],
        Action::ShareDocument | Action::DecideShare | Action::SendOutside | Action::EndOutside => {
            [Always, FromOrRelease(Manage), Release, Never]
        }
        Action::ProposeShare => [Always, From(Contribute), From(Contribute), Never],
        Action::EndShare => [Always, FromOwnOrRelease(Manage), OwnOrRelease, Never],
        // billing writes about invoices alone
        Action::SeeMessages | Action::StartThread => {
            [Always, From(Contribute), From(Contribute), Always]
        }
        // one's own where one takes part, by a place that lets one write
        Action::SeeThread | Action::WriteMessage | Action::ManageThread => [Always, Own, Own, Own],
        Action::SeeRequests => [Always, From(View), From(View), Never],
        Action::AskClient | Action::AcceptUpload => {
            [Always, From(Contribute), From(Contribute), Never]
        }
        Action::EditFolder => [Always, From(Contribute), From(Contribute), Never],
        Action::RestrictFolder => [Always, From(Manage), Never, Never],
        Action::SeeRetention => [Always, Own, Never, Never],
        Action::AskToPurge => [Always, Never, Never, Never],
        Action::ConfirmPurge => [SecondPerson, SecondPerson, Never, Never],
        Action::SeeTray => [Always, Always, Always, Always],
        Action::SeeScan => [Always, Own, Own, Own],
        Action::FileScan => [Always, Own, Own, Never],
        Action::MoveScan => [Always, Own, Own, Own],
        Action::SeeCalendar => [Always, Always, Always, Always],
        Action::SeeAppointment => [Always, FromOwnOrDesk(View), FromOwnOrDesk(View), OwnOrDesk],
        Action::ReadAppointment => [Always, FromOrOwn(View), FromOrOwn(View), Own],
        Action::ScheduleOnCase => {
            [Always, FromOwnOrDesk(Contribute), FromOwnOrDesk(Contribute), Desk]
        }
        Action::ScheduleForClient => {
            [Always, FromOwnOrDesk(Contribute), FromOwnOrDesk(Contribute), Desk]
        }
        Action::BookConsultation => [Always, Own, Own, Desk],
        Action::ScheduleInOffice => [Always, Always, Always, Always],
        Action::AskOutsiders => [Always, Always, Always, Desk],
        Action::ChangeAppointment | Action::RecordAttendance => {
            [Always, FromOwnOrDesk(Contribute), FromOwnOrDesk(Contribute), OwnOrDesk]
        }
        Action::FinishDeadline => [Always, FromOrOwn(Contribute), FromOrOwn(Contribute), Own],
        Action::CheckDeadline => [Decider, Decider, Decider, Decider],
        Action::SeeCallList => [Always, Always, Always, Desk],
        Action::SeeAttendance => [Always, Always, Always, Desk],
        Action::KeepFeed => [Own, Own, Own, Own],
        Action::ManageReminders => [Always, Never, Never, Never],
        Action::KeepTimeSheet => [Always, Always, Always, Always],
        Action::RecordTime => [Always, From(View), From(View), Always],
        Action::SeeTime => [Always, From(Manage), Never, Always],
        Action::SeeTimeEntry => [Always, FromOrOwn(Manage), Own, Always],
        Action::EditTime => [Always, Own, Own, Own],
        Action::SetFeeTerms => [Always, Never, Never, Always],
        Action::SeeBalances => [Always, From(Manage), Never, Always],
        Action::SeeInvoice => [Always, From(Manage), Never, Always],
        Action::DraftInvoice => [Always, Never, Never, Always],
        Action::EditDraft => [Always, Never, Never, Always],
        Action::ApproveDraft => [Always, From(Lead), Never, Never],
        Action::IssueInvoice => [Always, Never, Never, Always],
        Action::SendInvoice => [Always, Never, Never, Always],
        Action::VoidInvoice => [Always, Never, Never, Always],
        Action::WriteOff => [Always, Never, Never, Never],
        Action::ApproveNotice => [Always, Never, Never, Never],
        Action::PauseDunning => [Always, From(Lead), Never, Always],
        Action::DisputeInvoice => [Always, From(Lead), Never, Always],
        Action::RecordPayment => [Always, Never, Never, Always],
        Action::SeePayment => [Always, From(Manage), Never, Always],
        Action::UsePayment => [Always, Never, Never, Always],
        Action::SeeReceivables => [Always, Always, Never, Always],
        Action::ImportStatement => [Always, Never, Never, Always],
        Action::ExportBooks => [Always, Never, Never, Always],
        Action::MailReminders => [Always, Never, Never, Always],
        Action::ManageBilling => [Always, Never, Never, Never],
        Action::TakeCall => [Always, Always, Always, Always],
        Action::SeeCall => [Always, Own, Own, Own],
        Action::AnswerCall => [Always, Decider, Decider, Decider],
        Action::HandOnCall => [Always, Own, Own, Own],
        Action::SeeCovers => [Always, Always, Always, Never],
        Action::SetCover => [Always, Own, Own, Never],
        Action::EndCover => [Always, Own, Own, Never],
        Action::ManageStaff => [Always, Never, Never, Never],
        Action::HandOver => [Always, Never, Never, Never],
        Action::ManageTemplates => [Always, Never, Never, Never],
        Action::ManageSettings => [Always, Never, Never, Never],
        Action::ReadAudit | Action::SeePortalUse => [Always, Never, Never, Never],
    };
    match role {
        Role::ManagingPartner => partner,
        Role::AssociateAttorney => attorney,
        Role::Paralegal => paralegal,
        Role::Billing => billing,
    }
}

/// Where somebody stands towards the thing at hand, now. Found by the office in one statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The highest place on the case team in force now, one's own or by cover. Towards a client:
    /// the highest on any case of theirs that is not walled. Expired and ended places are absent.
    pub level: Option<Level>,
    /// Whether that place carries the release right.
    pub release: bool,
    /// Screened from it. Deny beats every allow.
    pub walled: bool,
    /// The case is closed.
    pub closed: bool,
    /// Made by, or addressed to, the caller.
    pub own: bool,
    /// May act as the second person here.
    pub second_person: bool,
    /// Holds the desk right.
    pub desk: bool,
    /// Is the one whose word is asked for.
    pub decides: bool,
    /// Not among those to whom the document or folder is narrowed. Beats every place on the team but
    /// the lead's.
    pub barred: bool,
    /// The document is a fee agreement or a receipt.
    pub for_billing: bool,
}

impl Standing {
    /// Neither on the team nor screened: what anybody has towards anything.
    pub const OUTSIDE: Standing = Standing {
        level: None,
        release: false,
        walled: false,
        closed: false,
        own: false,
        second_person: false,
        desk: false,
        decides: false,
        barred: false,
        for_billing: false,
    };

    pub const fn at(level: Level) -> Standing {
        Standing { level: Some(level), ..Standing::OUTSIDE }
    }

    fn reaches(&self, level: Level) -> bool {
        self.level.is_some_and(|held| held >= level)
    }

    fn releases(&self) -> bool {
        self.release && self.reaches(Level::Contribute)
    }

    fn own_in_view(&self) -> bool {
        self.own && self.reaches(Level::View)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    Allowed,
    /// May know that it exists, may not do this.
    Refused(Refusal),
    /// May not know that it exists.
    Unseen,
}

/// Why not, in words a person can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The role never does this.
    Role(Role),
    /// Nor this, which is about the office as a whole and no case of it.
    Office(Role),
    /// A higher place on the team would do.
    Level(Level),
    /// It is somebody else's.
    NotYours,
    /// The case is closed.
    Closed,
    /// A second person has to do this, and the caller cannot be that person.
    NotTheSecondPerson,
    /// Needs the desk right.
    NotAtTheDesk,
    /// Somebody else's word is asked for.
    NotTheDecider,
    /// Billing reads fee agreements and receipts alone.
    NotForBilling,
    /// What leaves for a client needs the release right.
    NoRelease,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Role(Role::ManagingPartner) | Refusal::Office(Role::ManagingPartner) => {
                f.write_str("Managing partners do not do this.")
            }
            Refusal::Role(Role::AssociateAttorney) | Refusal::Office(Role::AssociateAttorney) => {
                f.write_str("Associate attorneys do not do this. Ask a managing partner.")
            }
            Refusal::Role(Role::Paralegal) => {
                f.write_str("Paralegals do not do this. Ask the responsible attorney.")
            }
            Refusal::Office(Role::Paralegal) => {
                f.write_str("Paralegals do not do this. Ask a managing partner.")
            }
            Refusal::Role(Role::Billing) => {
                f.write_str("Billing does not do this. Ask the responsible attorney.")
            }
            Refusal::Office(Role::Billing) => {
                f.write_str("Billing does not do this. Ask a managing partner.")
            }
            Refusal::Level(Level::Lead) => {
                f.write_str("Only the responsible attorney or a managing partner does this.")
            }
            Refusal::Level(level) => write!(
                f,
                "This needs a {} grant on the case. Ask the responsible attorney for one.",
                level.word()
            ),
            Refusal::NotYours => {
                f.write_str("This is for the person it names, or a managing partner.")
            }
            Refusal::Closed => f.write_str(
                "The case is closed. Reopen it first, or ask the responsible attorney to.",
            ),
            Refusal::NotTheSecondPerson => f.write_str(
                "A second person has to confirm this: another managing partner or the conflicts \
                 deputy, not the one who asked, nor somebody that person appointed within 30 days.",
            ),
            Refusal::NotAtTheDesk => f.write_str(
                "This is the front desk’s. A managing partner can give you the desk right.",
            ),
            Refusal::NotTheDecider => f.write_str("This is for somebody else to decide."),
            Refusal::NotForBilling => f.write_str(
                "Billing reads fee agreements and receipts. Ask the responsible attorney.",
            ),
            Refusal::NoRelease => f.write_str(
                "What goes to a client needs the release right on the case. Propose it, or ask the responsible attorney.",
            ),
        }
    }
}

/// Applies the table. `role` is none for somebody who has left or is suspended.
pub fn decide(role: Option<Role>, action: Action, standing: &Standing) -> Decision {
    judge(role, action, standing, |_| {})
}

/// The judgement, telling each step as it is taken.
fn judge(
    role: Option<Role>,
    action: Action,
    standing: &Standing,
    mut tell: impl FnMut(Step),
) -> Decision {
    let Some(role) = role else {
        tell(Step::new(Rule::NoRole, Verdict::Denies));
        return Decision::Unseen;
    };
    if standing.walled {
        tell(Step::new(Rule::Wall, Verdict::Denies));
        return Decision::Unseen;
    }
    tell(Step::new(Rule::Wall, Verdict::Passes));
    if standing.barred && role != Role::ManagingPartner && standing.level != Some(Level::Lead) {
        tell(Step::new(Rule::Restriction, Verdict::Denies));
        return Decision::Unseen;
    }
    let cell = effective(action, role);
    let held = held(cell, role, standing);
    tell(Step::of_role(cell, role));
    if Step::asks_standing(cell) {
        tell(Step::of_standing(cell, held));
    }
    if let Err(refusal) = held {
        let refusal = match (refusal, action.group()) {
            (Refusal::Role(role), Group::Office) => Refusal::Office(role),
            (refusal, _) => refusal,
        };
        return match sees(action, role, standing) {
            true => Decision::Refused(refusal),
            false => Decision::Unseen,
        };
    }
    if action.changes_an_open_case() {
        let verdict = if standing.closed { Verdict::Denies } else { Verdict::Passes };
        tell(Step::new(Rule::Closed, verdict));
        if standing.closed {
            return Decision::Refused(Refusal::Closed);
        }
    }
    Decision::Allowed
}

/// Whether the caller may, plainly; for the buttons.
pub fn may(role: Role, action: Action, standing: &Standing) -> bool {
    decide(Some(role), action, standing) == Decision::Allowed
}

fn held(cell: Cell, role: Role, standing: &Standing) -> Result<(), Refusal> {
    match cell {
        Cell::Never => Err(Refusal::Role(role)),
        Cell::Always => Ok(()),
        Cell::From(level) if standing.reaches(level) => Ok(()),
        Cell::From(level) => Err(Refusal::Level(level)),
        Cell::Own if standing.own => Ok(()),
        Cell::Own => Err(Refusal::NotYours),
        Cell::FromOrOwn(level) if standing.own || standing.reaches(level) => Ok(()),
        Cell::FromOrOwn(level) => Err(Refusal::Level(level)),
        Cell::SecondPerson if standing.second_person => Ok(()),
        Cell::SecondPerson => Err(Refusal::NotTheSecondPerson),
        Cell::Desk if standing.desk => Ok(()),
        Cell::Desk => Err(Refusal::NotAtTheDesk),
        Cell::Decider if standing.decides => Ok(()),
        Cell::Decider => Err(Refusal::NotTheDecider),
        Cell::ForBilling if standing.for_billing => Ok(()),
        Cell::ForBilling => Err(Refusal::NotForBilling),
        Cell::FromOwnOrDesk(level) if standing.own || standing.desk || standing.reaches(level) => {
            Ok(())
        }
        Cell::FromOwnOrDesk(level) => Err(Refusal::Level(level)),
        Cell::OwnOrDesk if standing.own || standing.desk => Ok(()),
        Cell::OwnOrDesk => Err(Refusal::NotAtTheDesk),
        Cell::Release if standing.releases() => Ok(()),
        Cell::FromOrRelease(level) if standing.releases() || standing.reaches(level) => Ok(()),
        Cell::OwnOrRelease if standing.releases() || standing.own_in_view() => Ok(()),
        Cell::FromOwnOrRelease(level)
            if standing.releases() || standing.own_in_view() || standing.reaches(level) =>
        {
            Ok(())
        }
        Cell::Release | Cell::FromOrRelease(_) | Cell::OwnOrRelease | Cell::FromOwnOrRelease(_) => {
            Err(Refusal::NoRelease)
        }
    }
}

/// Whether a refusal may admit that the thing exists: what the action is about is seen by this
/// caller, or it is about nothing in particular (the staff list, the audit log).
fn sees(action: Action, role: Role, standing: &Standing) -> bool {
    let seen_by: &[Action] = match action {
        Action::SeeCase
        | Action::SeeCaseBilling
        | Action::EditCase
        | Action::CloseCase
        | Action::ReopenCase
        | Action::ApproveStatus
        | Action::ManageTeam
        | Action::ExplainAccess
        | Action::RaiseWall => &[Action::SeeCase, Action::SeeCaseBilling],
        Action::SeeClient
        | Action::EditClient
        | Action::WallClient
        | Action::SeeClientBilling
        | Action::EditClientBilling
        | Action::MergeClients
        | Action::SeePortalAccess
        | Action::InvitePortalPerson
        | Action::EndPortalAccess
        | Action::LookAsClient => &[Action::SeeClient, Action::SeeClientBilling],
        // Walls and purges are seen by managing partners and by whoever may confirm.
        Action::AskToLiftWall | Action::ConfirmLiftOfWall | Action::ConfirmPurge => {
            return role == Role::ManagingPartner;
        }
        Action::SeePreparedCase | Action::WithdrawCase => &[Action::SeePreparedCase],
        Action::ApproveCase => return standing.own || role == Role::ManagingPartner,
        Action::SeeEnquiry | Action::EditEnquiry | Action::DecideEnquiry => &[Action::SeeEnquiry],
        Action::SeeConflictCheck | Action::DecideConflictCheck => &[Action::SeeConflictCheck],
        Action::SeeNote | Action::EditNote | Action::WithdrawNote => &[Action::SeeNote],
        Action::ListDocuments
        | Action::AddDocument
        | Action::HoldCase
        | Action::AskToPurge
        | Action::SendOutside
        | Action::EndOutside
        | Action::SeeRequests
        | Action::AskClient
        | Action::AcceptUpload => &[Action::SeeCase, Action::SeeCaseBilling],
        Action::SeeDocument
        | Action::EditDocument
        | Action::EndCheckOut
        | Action::TrashDocument
        | Action::RestrictDocument
        | Action::HoldDocument
        | Action::ReleaseVersion
        | Action::SeeDocumentRecord
        | Action::ShareDocument
        | Action::ProposeShare => &[Action::SeeDocument],
        Action::SeeShare | Action::DecideShare | Action::EndShare => &[Action::SeeShare],
        Action::SeeMessages | Action::StartThread => &[Action::SeeCase, Action::SeeCaseBilling],
        Action::SeeThread | Action::WriteMessage | Action::ManageThread => &[Action::SeeThread],
        // Whoever reads the case reads its folders; billing reads none.
        Action::EditFolder | Action::RestrictFolder => &[Action::SeeCase],
        Action::SeeScan | Action::FileScan | Action::MoveScan => &[Action::SeeScan],
        Action::SeeCall | Action::AnswerCall | Action::HandOnCall => &[Action::SeeCall],
        Action::SeeAppointment
        | Action::ReadAppointment
        | Action::ChangeAppointment
        | Action::RecordAttendance
        | Action::FinishDeadline
        | Action::CheckDeadline => &[Action::SeeAppointment],
        Action::ScheduleOnCase => &[Action::SeeCase, Action::SeeCaseBilling],
        Action::ScheduleForClient => &[Action::SeeClient, Action::SeeClientBilling],
        Action::BookConsultation => &[Action::SeeEnquiry],
        Action::RecordTime
        | Action::AddReceipt
        | Action::SeeTime
        | Action::SetFeeTerms
        | Action::SeeBalances
        | Action::DraftInvoice => &[Action::SeeCase, Action::SeeCaseBilling],
        Action::SeeTimeEntry | Action::EditTime => &[Action::SeeTimeEntry],
        Action::SeeInvoice
        | Action::EditDraft
        | Action::ApproveDraft
        | Action::IssueInvoice
        | Action::SendInvoice
        | Action::VoidInvoice
        | Action::WriteOff
        | Action::ApproveNotice
        | Action::PauseDunning
        | Action::DisputeInvoice => &[Action::SeeInvoice],
        Action::RecordPayment => &[Action::SeeClient, Action::SeeClientBilling],
        Action::SeePayment | Action::UsePayment => &[Action::SeePayment],
        Action::SeeCalendar
        | Action::ScheduleInOffice
        | Action::AskOutsiders
        | Action::SeeCallList
        | Action::SeeAttendance
        | Action::KeepFeed
        | Action::ManageReminders
        | Action::KeepTimeSheet
        | Action::SeeReceivables
        | Action::ImportStatement
        | Action::ExportBooks
        | Action::MailReminders
        | Action::ManageBilling
        | Action::OpenCase
        | Action::PrepareCase
        | Action::CreateClient
        | Action::TakeEnquiry
        | Action::CheckConflicts
        | Action::SeeTray
        | Action::TakeCall
        | Action::SeeCovers
        | Action::SetCover
        | Action::EndCover
        | Action::ManageStaff
        | Action::HandOver
        | Action::ManageTemplates
        | Action::ManageSettings
        | Action::SeeWalls
        | Action::SeeRetention
        | Action::ReadAudit
        | Action::SeePortalUse => return true,
    };
    seen_by.iter().any(|see| *see != action && held(cell(*see, role), role, standing).is_ok())
}

/// Ties an action, at compile time, to what it is done to.
pub trait Act {
    const ACTION: Action;
    type Subject: Copy;
}

/// Proof that [`permit`] said yes to `A` on this subject. A store function that writes takes the
/// subject's id from here and from nowhere else, so a verb cannot forget to ask.
#[derive(Clone, Copy, Debug)]
pub struct Permit<A: Act> {
    subject: A::Subject,
    act: PhantomData<A>,
}

impl<A: Act> Permit<A> {
    pub fn subject(&self) -> A::Subject {
        self.subject
    }
}

/// Asks the table.
///
/// # Errors
/// The decision that was not *allowed*.
pub fn permit<A: Act>(
    role: Option<Role>,
    standing: &Standing,
    subject: A::Subject,
) -> Result<Permit<A>, Decision> {
    match decide(role, A::ACTION, standing) {
        Decision::Allowed => Ok(Permit { subject, act: PhantomData }),
        no @ (Decision::Refused(_) | Decision::Unseen) => Err(no),
    }
}

macro_rules! acts {
    ($($name:ident($subject:ty)),+ $(,)?) => {
        /// One type an action, for [`Permit`].
        pub mod act {
            use crate::billing::time::Recorded;
            use crate::ids::{
                AppointmentId, CallId, CaseId, ClientId, ConflictCheckId, CoverId, DocumentId, EnquiryId, FolderId, InvoiceId,
                NoteId, PaymentId, ProposalId, PurgeId, ScanId, ShareId, StaffId, ThreadId, WallId,
            };
            $(
                #[derive(Clone, Copy, Debug)]
                pub struct $name;
                impl super::Act for $name {
                    const ACTION: super::Action = super::Action::$name;
                    type Subject = $subject;
                }
            )+
        }
    };
}

acts! {
    SeeCase(CaseId),
    SeeCaseBilling(CaseId),
    OpenCase(()),
    PrepareCase(()),
    SeePreparedCase(ProposalId),
    WithdrawCase(ProposalId),
    ApproveCase(ProposalId),
    EditCase(CaseId),
    CloseCase(CaseId),
    ReopenCase(CaseId),
    ApproveStatus(CaseId),
    ManageTeam(CaseId),
    ExplainAccess(CaseId),
    RaiseWall(CaseId),
    WallClient(ClientId),
    SeeWalls(()),
    AskToLiftWall(WallId),
    ConfirmLiftOfWall(WallId),
    CreateClient(()),
    SeeClient(ClientId),
    EditClient(ClientId),
    SeeClientBilling(ClientId),
    EditClientBilling(ClientId),
    MergeClients(ClientId),
    SeePortalAccess(ClientId),
    InvitePortalPerson(ClientId),
    EndPortalAccess(ClientId),
    LookAsClient(ClientId),
    TakeEnquiry(()),
    SeeEnquiry(EnquiryId),
    EditEnquiry(EnquiryId),
    DecideEnquiry(EnquiryId),
    CheckConflicts(()),
    SeeConflictCheck(ConflictCheckId),
    DecideConflictCheck(ConflictCheckId),
    SeeNote(NoteId),
    EditNote(NoteId),
    WithdrawNote(NoteId),
    ListDocuments(CaseId),
    AddDocument(CaseId),
    AddReceipt(CaseId),
    SeeDocument(DocumentId),
    EditDocument(DocumentId),
    EndCheckOut(DocumentId),
    TrashDocument(DocumentId),
    RestrictDocument(DocumentId),
    HoldDocument(DocumentId),
    HoldCase(CaseId),
    ReleaseVersion(DocumentId),
    SeeDocumentRecord(DocumentId),
    SeeShare(ShareId),
    ShareDocument(DocumentId),
    ProposeShare(DocumentId),
    DecideShare(ShareId),
    EndShare(ShareId),
    SendOutside(CaseId),
    EndOutside(CaseId),
    SeeMessages(CaseId),
    StartThread(CaseId),
    SeeThread(ThreadId),
    WriteMessage(ThreadId),
    ManageThread(ThreadId),
    SeeRequests(CaseId),
    AskClient(CaseId),
    AcceptUpload(CaseId),
    EditFolder(FolderId),
    RestrictFolder(FolderId),
    SeeRetention(()),
    AskToPurge(CaseId),
    ConfirmPurge(PurgeId),
    SeeTray(()),
    SeeScan(ScanId),
    FileScan(ScanId),
    MoveScan(ScanId),
    SeeCalendar(()),
    SeeAppointment(AppointmentId),
    ReadAppointment(AppointmentId),
    ScheduleOnCase(CaseId),
    ScheduleForClient(ClientId),
    BookConsultation(EnquiryId),
    ScheduleInOffice(()),
    AskOutsiders(()),
    ChangeAppointment(AppointmentId),
    RecordAttendance(AppointmentId),
    FinishDeadline(AppointmentId),
    CheckDeadline(AppointmentId),
    SeeCallList(()),
    SeeAttendance(()),
    KeepFeed(StaffId),
    ManageReminders(()),
    KeepTimeSheet(()),
    RecordTime(CaseId),
    SeeTime(CaseId),
    SeeTimeEntry(Recorded),
    EditTime(Recorded),
    SetFeeTerms(CaseId),
    SeeBalances(CaseId),
    SeeInvoice(InvoiceId),
    DraftInvoice(CaseId),
    EditDraft(InvoiceId),
    ApproveDraft(InvoiceId),
    IssueInvoice(InvoiceId),
    SendInvoice(InvoiceId),
    VoidInvoice(InvoiceId),
    WriteOff(InvoiceId),
    ApproveNotice(InvoiceId),
    PauseDunning(InvoiceId),
    DisputeInvoice(InvoiceId),
    RecordPayment(ClientId),
    SeePayment(PaymentId),
    UsePayment(PaymentId),
    SeeReceivables(()),
    ImportStatement(()),
    ExportBooks(()),
    MailReminders(()),
    ManageBilling(()),
    TakeCall(()),
    SeeCall(CallId),
    AnswerCall(CallId),
    HandOnCall(CallId),
    SeeCovers(()),
    SetCover(StaffId),
    EndCover(CoverId),
    ManageStaff(()),
    HandOver(()),
    ManageTemplates(()),
    ManageSettings(()),
    ReadAudit(()),
    SeePortalUse(()),
}

#[cfg(not(feature = "mutation"))]
const fn effective(action: Action, role: Role) -> Cell {
    cell(action, role)
}

#[cfg(feature = "mutation")]
fn effective(action: Action, role: Role) -> Cell {
    mutation::cell(action, role)
}

/// For the test that proves the tests: one cell flipped at run time must turn them red.
#[cfg(feature = "mutation")]
pub mod mutation {
    use std::sync::Mutex;

    use super::{Action, Cell, Role};

    static FLIPPED: Mutex<Option<(Action, Role)>> = Mutex::new(None);

    /// Flips one cell until the next call. `None` restores the table.
    pub fn flip(which: Option<(Action, Role)>) {
        *FLIPPED.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = which;
    }

    pub(super) fn cell(action: Action, role: Role) -> Cell {
        let flipped = *FLIPPED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match super::cell(action, role) {
            Cell::Never if flipped == Some((action, role)) => Cell::Always,
            _ if flipped == Some((action, role)) => Cell::Never,
            cell => cell,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_standing() -> impl Strategy<Value = Standing> {
        (
            prop_oneof![Just(None), proptest::sample::select(&Level::ALL[..]).prop_map(Some)],
            any::<[bool; 9]>(),
        )
            .prop_map(
                |(
                    level,
                    [
                        release,
                        walled,
                        closed,
                        own,
                        second_person,
                        desk,
                        decides,
                        barred,
                        for_billing,
                    ],
                )| Standing {
                    level,
                    release,
                    walled,
                    closed,
                    own,
                    second_person,
                    desk,
                    decides,
                    barred,
                    for_billing,
                },
            )
    }

    proptest! {
        #[test]
        fn a_wall_beats_every_allow(role in proptest::sample::select(&Role::ALL[..]), action in proptest::sample::select(&Action::ALL[..]), standing in any_standing()) {
            let walled = Standing { walled: true, ..standing };
            prop_assert_eq!(decide(Some(role), action, &walled), Decision::Unseen);
        }

        #[test]
        fn a_restriction_binds_everyone_but_the_lead_and_managing_partners(role in proptest::sample::select(&Role::ALL[..]), action in proptest::sample::select(&Action::ALL[..]), standing in any_standing()) {
            let barred = decide(Some(role), action, &Standing { barred: true, ..standing });
            let free = decide(Some(role), action, &Standing { barred: false, ..standing });
            if role == Role::ManagingPartner || standing.level == Some(Level::Lead) {
                prop_assert_eq!(barred, free);
            } else {
                prop_assert_eq!(barred, Decision::Unseen);
            }
        }

        #[test]
        fn an_explanation_ends_in_the_decision(role in prop_oneof![Just(None), proptest::sample::select(&Role::ALL[..]).prop_map(Some)], action in proptest::sample::select(&Action::ALL[..]), standing in any_standing()) {
            let explained = explain(role, action, &standing);
            let decision = decide(role, action, &standing);
            prop_assert_eq!(explained.decision, decision);
            // one step denies exactly where the decision is no, and it is the last
            let denies = explained.steps.iter().position(|step| step.verdict == Verdict::Denies);
            prop_assert_eq!(denies.is_none(), decision == Decision::Allowed);
            prop_assert!(denies.is_none_or(|nth| nth + 1 == explained.steps.len()));
        }

        #[test]
        fn somebody_who_has_left_sees_nothing(action in proptest::sample::select(&Action::ALL[..]), standing in any_standing()) {
            prop_assert_eq!(decide(None, action, &standing), Decision::Unseen);
        }

        #[test]
        fn a_higher_level_never_takes_away(role in proptest::sample::select(&Role::ALL[..]), action in proptest::sample::select(&Action::ALL[..]), standing in any_standing()) {
            let mut was_allowed = false;
            for level in [None, Some(Level::View), Some(Level::Contribute), Some(Level::Manage), Some(Level::Lead)] {
                let allowed = may(role, action, &Standing { level, ..standing });
                prop_assert!(allowed || !was_allowed);
                was_allowed = allowed;
            }
        }
    }

    #[test]
    fn the_release_right_counts_where_one_contributes_and_nowhere_else() {
        use Role::{AssociateAttorney as Attorney, Paralegal};
        let at = |level, release| Standing { release, ..Standing::at(level) };
        for (role, standing, shares, proposes) in [
            (Attorney, at(Level::Manage, false), true, true),
            (Attorney, at(Level::Contribute, true), true, true),
            (Attorney, at(Level::Contribute, false), false, true),
            (Attorney, at(Level::View, true), false, false),
            (Paralegal, at(Level::Contribute, true), true, true),
            (Paralegal, at(Level::Manage, false), false, true),
            (Paralegal, at(Level::View, true), false, false),
            (
                Role::Billing,
                Standing { for_billing: true, ..at(Level::Manage, true) },
                false,
                false,
            ),
        ] {
            let said = [
                may(role, Action::ShareDocument, &standing),
                may(role, Action::DecideShare, &standing),
                may(role, Action::ProposeShare, &standing),
            ];
            assert_eq!(said, [shares, shares, proposes], "{role:?} {standing:?}");
            let closed = Standing { closed: true, ..standing };
            assert!(!may(role, Action::ShareDocument, &closed));
            assert_eq!(may(role, Action::EndShare, &closed), shares, "a recall waits for nothing");
        }
        // one's own is ended by whoever still sees the case
        let own = Standing { own: true, ..Standing::at(Level::View) };
        assert!(may(Paralegal, Action::EndShare, &own));
        assert!(!may(Paralegal, Action::EndShare, &Standing { level: None, ..own }));
    }

    #[test]
    fn words_come_back() {
        assert!(Role::ALL.iter().all(|r| Role::from_word(r.word()) == Some(*r)));
        assert!(Level::ALL.iter().all(|l| Level::from_word(l.word()) == Some(*l)));
        assert!(Action::ALL.iter().all(|a| Action::from_word(a.word()) == Some(*a)));
    }
}
