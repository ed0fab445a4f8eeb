//! The permission table in the office's words: what each action is called, what it stands with, and
//! what a cell says.

use serde::{Deserialize, Serialize};

use super::{Action, Cell, Level};

/// Actions that belong together, in the order in which they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Group {
    Cases,
    Walls,
    Clients,
    Notes,
    Documents,
    Messages,
    Filing,
    Calendar,
    Time,
    Billing,
    Calls,
    FrontDesk,
    Office,
}

impl Group {
    pub const ALL: [Group; 13] = [
        Group::Cases,
        Group::Walls,
        Group::Clients,
        Group::Notes,
        Group::Documents,
        Group::Messages,
        Group::Filing,
        Group::Calendar,
        Group::Time,
        Group::Billing,
        Group::Calls,
        Group::FrontDesk,
        Group::Office,
    ];

    pub const fn label(self) -> &'static str {
        match self {
            Group::Cases => "Cases",
            Group::Walls => "Ethical walls",
            Group::Clients => "Clients",
            Group::Notes => "Notes",
            Group::Documents => "Documents",
            Group::Messages => "Messages with clients",
            Group::Filing => "The filing queue",
            Group::Calendar => "The calendar",
            Group::Time => "Time and expenses",
            Group::Billing => "Invoices and payments",
            Group::Calls => "Call slips",
            Group::FrontDesk => "Enquiries and conflict checks",
            Group::Office => "The office",
        }
    }

    pub fn actions(self) -> impl Iterator<Item = Action> {
        Action::ALL.into_iter().filter(move |action| action.group() == self)
    }
}

impl Action {
    pub const fn group(self) -> Group {
        match self {
            Action::SeeCase
            | Action::SeeCaseBilling
            | Action::OpenCase
            | Action::PrepareCase
            | Action::SeePreparedCase
            | Action::WithdrawCase
            | Action::ApproveCase
            | Action::EditCase
            | Action::CloseCase
            | Action::ReopenCase
            | Action::ApproveStatus
            | Action::ManageTeam
            | Action::ExplainAccess => Group::Cases,
            Action::RaiseWall
            | Action::WallClient
            | Action::SeeWalls
            | Action::AskToLiftWall
            | Action::ConfirmLiftOfWall => Group::Walls,
            Action::CreateClient
            | Action::SeeClient
            | Action::EditClient
            | Action::SeeClientBilling
            | Action::EditClientBilling
            | Action::MergeClients
            | Action::SeePortalAccess
            | Action::InvitePortalPerson
            | Action::EndPortalAccess
            | Action::LookAsClient => Group::Clients,
            Action::SeeNote | Action::EditNote | Action::WithdrawNote => Group::Notes,
            Action::ListDocuments
            | Action::AddDocument
            | Action::SeeDocument
            | Action::EditDocument
            | Action::EndCheckOut
            | Action::TrashDocument
            | Action::RestrictDocument
            | Action::HoldDocument
            | Action::HoldCase
            | Action::ReleaseVersion
            | Action::SeeDocumentRecord
            | Action::SeeShare
            | Action::ShareDocument
            | Action::ProposeShare
            | Action::DecideShare
            | Action::EndShare
            | Action::SendOutside
            | Action::EndOutside
            | Action::SeeRequests
            | Action::AskClient
            | Action::AcceptUpload
            | Action::EditFolder
            | Action::RestrictFolder
            | Action::SeeRetention
            | Action::AskToPurge
            | Action::ConfirmPurge => Group::Documents,
            Action::SeeMessages
            | Action::StartThread
            | Action::SeeThread
            | Action::WriteMessage
            | Action::ManageThread => Group::Messages,
            Action::SeeTray | Action::SeeScan | Action::FileScan | Action::MoveScan => {
                Group::Filing
            }
            Action::SeeCalendar
            | Action::SeeAppointment
            | Action::ReadAppointment
            | Action::ScheduleOnCase
            | Action::ScheduleForClient
            | Action::BookConsultation
            | Action::ScheduleInOffice
            | Action::AskOutsiders
            | Action::ChangeAppointment
            | Action::RecordAttendance
            | Action::FinishDeadline
            | Action::CheckDeadline
            | Action::SeeCallList
            | Action::SeeAttendance
            | Action::KeepFeed
            | Action::ManageReminders => Group::Calendar,
            Action::KeepTimeSheet
            | Action::RecordTime
            | Action::AddReceipt
            | Action::SeeTime
            | Action::SeeTimeEntry
            | Action::EditTime
            | Action::SetFeeTerms => Group::Time,
            Action::SeeBalances
            | Action::SeeInvoice
            | Action::DraftInvoice
            | Action::EditDraft
            | Action::ApproveDraft
            | Action::IssueInvoice
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
            | Action::ManageBilling => Group::Billing,
            Action::TakeCall | Action::SeeCall | Action::AnswerCall | Action::HandOnCall => {
                Group::Calls
            }
            Action::TakeEnquiry
            | Action::SeeEnquiry
            | Action::EditEnquiry
            | Action::DecideEnquiry
            | Action::CheckConflicts
            | Action::SeeConflictCheck
            | Action::DecideConflictCheck => Group::FrontDesk,
            Action::SeeCovers
            | Action::SetCover
            | Action::EndCover
            | Action::ManageStaff
            | Action::HandOver
            | Action::ManageTemplates
            | Action::ManageSettings
            | Action::ReadAudit
            | Action::SeePortalUse => Group::Office,
        }
    }

    /// What a person does, after "may": "read the case".
    pub const fn label(self) -> &'static str {
        match self {
            Action::SeeCase => "Read a case: summary, parties, team, timeline",
            Action::SeeCaseBilling => "See a case’s number, client and state",
            Action::OpenCase => "Open a case",
            Action::PrepareCase => "Prepare a case for an attorney",
            Action::SeePreparedCase => "Read a prepared case",
            Action::WithdrawCase => "Take back a prepared case",
            Action::ApproveCase => "Approve or decline a prepared case",
            Action::EditCase => "Change a case, its stage and parties",
            Action::CloseCase => "Close a case, name another responsible attorney",
            Action::ReopenCase => "Reopen a case",
            Action::ApproveStatus => "Let clients read where a case stands",
            Action::ManageTeam => "Give, change and end access to a case",
            Action::ExplainAccess => "Ask what others may do on a case",
            Action::RaiseWall => "Raise a wall around a case",
            Action::WallClient => "Raise a wall around a client",
            Action::SeeWalls => "Read the list of walls",
            Action::AskToLiftWall => "Ask to lift a wall",
            Action::ConfirmLiftOfWall => "Lift a wall",
            Action::CreateClient => "Add a client",
            Action::SeeClient => "Read a client and all contacts",
            Action::EditClient => "Change a client and all contacts",
            Action::SeeClientBilling => "See a client’s name and billing contacts",
            Action::EditClientBilling => "Change a client’s name and billing contacts",
            Action::MergeClients => {
                "Make one record of a client an alias of another, and part them"
            }
            Action::SeePortalAccess => "See who of a client uses the portal",
            Action::InvitePortalPerson => "Invite somebody of a client to the portal",
            Action::EndPortalAccess => "End somebody’s access to the portal",
            Action::LookAsClient => "Look at what somebody of a client sees in the portal",
            Action::TakeEnquiry => "Take an enquiry",
            Action::SeeEnquiry => "Read an enquiry",
            Action::EditEnquiry => "Change an enquiry",
            Action::DecideEnquiry => "Accept or decline an enquiry",
            Action::CheckConflicts => "Check for conflicts of interest",
            Action::SeeConflictCheck => "Read a conflict check",
            Action::DecideConflictCheck => "Decide a conflict check",
            Action::SeeNote => "Read notes and their versions",
            Action::EditNote => "Write a note, and new versions of it",
            Action::WithdrawNote => "Withdraw a note",
            Action::ListDocuments => "List the documents of a case",
            Action::AddDocument => "Add documents and folders",
            Action::AddReceipt => "Send a receipt with an expense",
            Action::SeeDocument => "Open and download a document",
            Action::EditDocument => "Add a version, rename, move, check out",
            Action::EndCheckOut => "End a check-out",
            Action::TrashDocument => "Put a document in the trash, and restore it",
            Action::RestrictDocument => "Narrow a document to named people or attorneys",
            Action::HoldDocument => "Put a document under a legal hold, and lift it",
            Action::HoldCase => "Put a whole case under a legal hold, and lift it",
            Action::ReleaseVersion => "Open what the malware scanner held",
            Action::SeeDocumentRecord => "See who can open a document, and who did",
            Action::SeeShare => "See what was shared with a client, and whether it was opened",
            Action::ShareDocument => "Share a document with the client",
            Action::ProposeShare => "Propose to share a document with the client",
            Action::DecideShare => "Approve or decline such a proposal",
            Action::EndShare => "Withdraw and recall what was shared",
            Action::SendOutside => "Send documents to counsel, an expert or a court",
            Action::EndOutside => "Withdraw and recall what was sent there",
            Action::SeeMessages => "See who writes with the clients of a case",
            Action::StartThread => "Begin to write with a client; billing about invoices alone",
            Action::SeeThread => "Read messages in which one takes part",
            Action::WriteMessage => "Write to a client where one takes part",
            Action::ManageThread => "Ask others in, end that, close and reopen",
            Action::SeeRequests => "See what a client is asked for, and what the client sent",
            Action::AskClient => "Ask a client for something",
            Action::AcceptUpload => "Accept or refuse a file from a client",
            Action::EditFolder => "Rename, move or remove a folder",
            Action::RestrictFolder => "Narrow a folder to named people or attorneys",
            Action::SeeRetention => "See how long documents are kept",
            Action::AskToPurge => "Ask to destroy the documents of a closed case",
            Action::ConfirmPurge => "Destroy them, or keep them",
            Action::SeeTray => "Open one’s own tray",
            Action::SeeScan => "Look at a scan",
            Action::FileScan => "File a scan to a case",
            Action::MoveScan => "Hand over, discard and restore a scan",
            Action::SeeCalendar => "Open the calendar; what is out of sight is busy",
            Action::SeeAppointment => "See an appointment: when, where, with whom",
            Action::ReadAppointment => "Read what an appointment is about",
            Action::ScheduleOnCase => "Book an appointment on a case",
            Action::ScheduleForClient => "Book an appointment for a client without a case",
            Action::BookConsultation => "Book the first consultation of an enquiry",
            Action::ScheduleInOffice => "Keep one’s own time in the calendar",
            Action::AskOutsiders => "Ask people from outside the office to an appointment",
            Action::ChangeAppointment => "Move and cancel an appointment",
            Action::RecordAttendance => "Record who came",
            Action::FinishDeadline => "Say that a deadline was kept",
            Action::CheckDeadline => "Confirm that a deadline was kept",
            Action::SeeCallList => "Open the list of people to ring",
            Action::SeeAttendance => "See how many came",
            Action::KeepFeed => "Read one’s calendar in another program",
            Action::ManageReminders => "Word reminders, stop and release sending",
            Action::KeepTimeSheet => "Keep one’s own timer and day sheet",
            Action::RecordTime => "Record time and expenses on a case",
            Action::SeeTime => "See all time, expenses and rates of a case",
            Action::SeeTimeEntry => "Read an entry or an expense",
            Action::EditTime => "Change an entry or an expense that is not billed",
            Action::SetFeeTerms => "Say how a case is paid for",
            Action::SeeBalances => "See invoices, payments and balances of a case",
            Action::SeeInvoice => "Read an invoice or a draft",
            Action::DraftInvoice => "Draft an invoice",
            Action::EditDraft => "Change a draft, and submit it",
            Action::ApproveDraft => "Approve or return a draft",
            Action::IssueInvoice => "Issue an invoice",
            Action::SendInvoice => "Send an invoice, move its due date",
            Action::VoidInvoice => "Make an invoice void, give a credit note",
            Action::WriteOff => "Write off an invoice",
            Action::ApproveNotice => "Let a final notice go that waits for a partner",
            Action::PauseDunning => "Hold the reminders of an invoice",
            Action::DisputeInvoice => "Mark an invoice as disputed, and settle it",
            Action::RecordPayment => "Record a payment",
            Action::SeePayment => "Read a payment",
            Action::UsePayment => "Allocate, refund and reverse a payment",
            Action::SeeReceivables => "See what is owed to the office",
            Action::ImportStatement => "Read in a bank statement",
            Action::ExportBooks => "Take the journal away",
            Action::MailReminders => "Print reminders as letters, and say when they were mailed",
            Action::ManageBilling => "Set rates, taxes and how invoices look",
            Action::TakeCall => "Take a call slip",
            Action::SeeCall => "Read a call slip",
            Action::AnswerCall => "Answer a call",
            Action::HandOnCall => "Hand a call slip on",
            Action::SeeCovers => "See who covers for whom",
            Action::SetCover => "Set a cover",
            Action::EndCover => "End a cover before its time",
            Action::ManageStaff => "Invite, suspend, change roles",
            Action::HandOver => "Mark a departure and hand over",
            Action::ManageTemplates => "Keep the office’s templates",
            Action::ManageSettings => "Change the office’s settings",
            Action::ReadAudit => "Read the audit log",
            Action::SeePortalUse => "See calls for status beside the use of the portal",
        }
    }

    /// Done to one case by somebody's standing on it: what can be asked of a person and a case.
    pub const fn is_about_a_case(self) -> bool {
        match self {
            Action::SeeCase
            | Action::SeeCaseBilling
            | Action::EditCase
            | Action::CloseCase
            | Action::ReopenCase
            | Action::ApproveStatus
            | Action::ManageTeam
            | Action::ExplainAccess
            | Action::SeeNote
            | Action::EditNote
            | Action::ListDocuments
            | Action::AddDocument
            | Action::HoldCase
            | Action::AskToPurge
            | Action::SeeMessages
            | Action::SendOutside
            | Action::EndOutside
            | Action::StartThread
            | Action::SeeRequests
            | Action::AskClient
            | Action::AcceptUpload
            | Action::ScheduleOnCase
            | Action::RecordTime
            | Action::AddReceipt
            | Action::SeeTime
            | Action::SetFeeTerms
            | Action::SeeBalances
            | Action::DraftInvoice
            | Action::RaiseWall => true,
            Action::OpenCase
            | Action::PrepareCase
            | Action::SeePreparedCase
            | Action::WithdrawCase
            | Action::ApproveCase
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
            | Action::WithdrawNote
            | Action::SeeDocument
            | Action::EditDocument
            | Action::EndCheckOut
            | Action::TrashDocument
            | Action::RestrictDocument
            | Action::HoldDocument
            | Action::ReleaseVersion
            | Action::SeeDocumentRecord
            | Action::SeeShare
            | Action::ShareDocument
            | Action::ProposeShare
            | Action::DecideShare
            | Action::EndShare
            | Action::SeeThread
            | Action::WriteMessage
            | Action::ManageThread
            | Action::EditFolder
            | Action::RestrictFolder
            | Action::SeeRetention
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
            | Action::ChangeAppointment
            | Action::RecordAttendance
            | Action::FinishDeadline
            | Action::CheckDeadline
            | Action::SeeCallList
            | Action::SeeAttendance
            | Action::KeepFeed
            | Action::ManageReminders
            | Action::KeepTimeSheet
            | Action::SeeTimeEntry
            | Action::EditTime
            | Action::SeeInvoice
            | Action::EditDraft
            | Action::ApproveDraft
            | Action::IssueInvoice
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

/// How a cell is drawn. A word always stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    Everywhere,
    WithinLimits,
    Own,
    Never,
}

impl Mark {
    pub const ALL: [Mark; 4] = [Mark::Everywhere, Mark::WithinLimits, Mark::Own, Mark::Never];

    pub const fn label(self) -> &'static str {
        match self {
            Mark::Everywhere => "Everywhere, except behind a wall",
            Mark::WithinLimits => "Within limits",
            Mark::Own => "One’s own",
            Mark::Never => "Never",
        }
    }
}

impl Cell {
    pub const fn mark(self) -> Mark {
        match self {
            Cell::Never => Mark::Never,
            Cell::Always => Mark::Everywhere,
            Cell::From(_)
            | Cell::FromOrOwn(_)
            | Cell::SecondPerson
            | Cell::Desk
            | Cell::ForBilling
            | Cell::FromOwnOrDesk(_)
            | Cell::OwnOrDesk
            | Cell::Release
            | Cell::FromOrRelease(_)
            | Cell::OwnOrRelease
            | Cell::FromOwnOrRelease(_) => Mark::WithinLimits,
            Cell::Own | Cell::Decider => Mark::Own,
        }
    }

    /// The cell in a word or two.
    pub const fn label(self) -> &'static str {
        match self {
            Cell::Never => "No",
            Cell::Always => "Yes",
            Cell::From(Level::View) => "On the team",
            Cell::From(Level::Contribute) => "With contribute",
            Cell::From(Level::Manage) => "With manage",
            Cell::From(Level::Lead) => "As responsible attorney",
            Cell::FromOrOwn(Level::Manage) => "With manage, or their own",
            Cell::ForBilling => "Fee agreements and receipts",
            Cell::FromOrOwn(Level::View) => "On a team of theirs, or entered it",
            Cell::FromOrOwn(_) => "With a grant, or entered it",
            Cell::Own => "Their own",
            Cell::SecondPerson => "As second person",
            Cell::Desk => "With the desk right",
            Cell::Decider => "When asked",
            Cell::FromOwnOrDesk(Level::View) => "On the team, their own, or the desk",
            Cell::FromOwnOrDesk(_) => "With contribute, their own, or the desk",
            Cell::OwnOrDesk => "Their own, or the desk",
            Cell::Release => "With the release right",
            Cell::FromOrRelease(_) => "With manage, or the release right",
            Cell::OwnOrRelease => "Their own, or with the release right",
            Cell::FromOwnOrRelease(_) => "Their own, with manage, or the release right",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_stands_in_one_group_under_its_own_words() {
        let shown: Vec<_> = Group::ALL.into_iter().flat_map(Group::actions).collect();
        assert_eq!(shown.len(), Action::ALL.len());
        let mut labels: Vec<_> = shown.iter().map(|action| action.label()).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), Action::ALL.len());
    }
}
