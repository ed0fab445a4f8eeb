//! The audit log as people read it.

use serde::{Deserialize, Serialize};

use crate::paging::Rows;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// An action's word, or empty.
    pub action: String,
    /// A staff id, or empty.
    pub who: String,
    /// The first civil day in the office's zone, or empty.
    pub from: String,
    /// And the last.
    pub to: String,
    /// A case's number, or empty.
    pub case: String,
    /// `refused` for refusals only.
    pub outcome: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    pub seq: i64,
    /// "Oct 13, 2026".
    pub day: String,
    /// 24-hour with seconds, in the office's zone.
    pub time: String,
    pub datetime: String,
    pub who: String,
    pub role: String,
    pub action: String,
    /// The case's number, the client's name, the person: what it was done to, if the reader may know.
    pub what: String,
    pub link: Option<String>,
    pub outcome: String,
    pub address: String,
    pub device: String,
    /// Pairs of words beside the act: "reason", "level". Never what a wall hides.
    pub detail: Vec<(String, String)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AuditPage {
    pub filter: AuditFilter,
    pub page: Rows<AuditEntry>,
    pub actions: Vec<crate::forms::Choice>,
    pub people: Vec<crate::forms::Choice>,
    pub errors: crate::forms::FieldErrors,
}

/// What somebody was refused, as the log says it: "Tried to see case".
pub fn tried(action: &str) -> String {
    format!("Tried to {}", action.replace('-', " "))
}

/// What somebody did, as the log says it: "Looked at the case". A word that is not among these
/// is shown as it is.
pub fn done(action: &str) -> String {
    let said = match action {
        "see-case" => "Looked at the case",
        "see-case-billing" => "Looked at the billing summary",
        "see-team" => "Looked at team and access",
        "open-case" => "Opened the case",
        "prepare-case" => "Prepared a case",
        "see-prepared-case" => "Looked at a prepared case",
        "withdraw-case" => "Withdrew a prepared case",
        "approve-case" => "Approved a prepared case",
        "decline-case" => "Declined a prepared case",
        "edit-case" => "Changed the case",
        "close-case" => "Closed the case",
        "reopen-case" => "Reopened the case",
        "manage-team" => "Changed the team",
        "give-grant" => "Gave access",
        "change-grant" => "Changed access",
        "end-grant" => "Ended access",
        "change-lead" => "Named another responsible attorney",
        "explain-access" => "Asked why somebody can or cannot see the case",
        "see-ending-access" => "Looked at expiring access",
        "see-covers" => "Looked at the covers",
        "set-cover" => "Let somebody cover",
        "end-cover" => "Ended a cover",
        "see-screens" => "Looked at what one is screened from",
        "raise-wall" => "Raised a wall",
        "spread-wall" => "Raised a wall around another record of the client",
        "wall-client" => "Raised a wall around a client",
        "see-walls" => "Looked at the walls",
        "ask-to-lift-wall" => "Asked to lift a wall",
        "confirm-lift-of-wall" => "Lifted a wall",
        "keep-wall" => "Let a wall stand",
        "see-parties" => "Looked at the parties",
        "add-party" => "Added a party",
        "change-party" => "Changed a party",
        "end-party" => "Took a party off the case",
        "see-notes" => "Looked at the notes",
        "see-note" => "Looked at a note",
        "write-note" => "Wrote a note",
        "edit-note" => "Changed a note",
        "withdraw-note" => "Withdrew a note",
        "list-documents" => "Looked through documents",
        "see-document" => "Looked at a document’s page",
        "view-document" => "Viewed a document",
        "preview-document" => "Saw a preview of a document",
        "download-document" => "Downloaded a document",
        "document-sent" => "Was sent a document",
        "archive-documents" => "Downloaded documents together",
        "archive-document" => "Downloaded a document with others",
        "add-document" => "Added a document",
        "add-version" => "Added a version of a document",
        "restore-version" => "Read a version to make it the newest",
        "edit-document" => "Changed a document’s details",
        "check-out-document" => "Checked out a document",
        "end-check-out" => "Ended a check-out",
        "trash-document" => "Put a document in the trash",
        "restore-document" => "Took a document out of the trash",
        "restrict-document" => "Changed who may open a document",
        "hold-document" => "Put a document under a legal hold",
        "lift-hold-of-document" => "Lifted the hold on a document",
        "see-retention" => "Looked at how long documents are kept",
        "set-retention" => "Changed how long documents are kept",
        "ask-to-purge" => "Asked to destroy the documents of a case",
        "confirm-purge" => "Destroyed the documents of a case",
        "keep-documents" => "Kept documents that were to be destroyed",
        "hold-case" => "Put a case under a legal hold",
        "lift-hold-of-case" => "Lifted the hold on a case",
        "release-version" => "Released what the scanner held",
        "see-document-record" => "Looked at a document’s record",
        "export-document-record" => "Exported a document’s record",
        "see-folder" => "Looked at a folder",
        "add-folder" => "Made a folder",
        "edit-folder" => "Changed a folder",
        "remove-folder" => "Took a folder away",
        "restrict-folder" => "Changed who may see a folder",
        "init-vault" => "Set up the vault",
        "rotate-vault" => "Changed the master key of the vault",
        "add-payer" => "Added a payer",
        "change-payer" => "Changed a payer",
        "end-payer" => "Took a payer off the case",
        "see-tray" => "Looked at the filing queue",
        "take-scan" => "Took a file from the watched folder",
        "see-scan" => "Looked at a scan",
        "view-scan" => "Viewed a scan",
        "download-scan" => "Downloaded a scan",
        "take-out-scan" => "Took a scan out of its tray",
        "file-scan" => "Filed a scan to the case",
        "move-scan" => "Moved a scan",
        "hand-over-scan" => "Handed a scan over",
        "discard-scan" => "Discarded a scan",
        "restore-scan" => "Took a discarded scan back",
        "destroy-scan" => "Destroyed a scan discarded thirty days before",
        "manage-templates" => "Looked at the templates",
        "add-template" => "Added a template",
        "replace-template" => "Replaced a template",
        "change-template" => "Changed a template’s details",
        "retire-template" => "Retired a template",
        "reuse-template" => "Took a template back into use",
        "download-template" => "Downloaded a template",
        "fill-template" => "Filled a template for the case",
        "see-calendar" => "Looked at the calendar",
        "see-appointment" => "Looked at an appointment",
        "read-appointment" => "Read what an appointment is about",
        "schedule-on-case" => "Booked an appointment on the case",
        "schedule-for-client" => "Booked an appointment for the client",
        "book-consultation" => "Booked a first consultation",
        "schedule-in-office" => "Put time into the calendar",
        "change-appointment" => "Changed an appointment",
        "cancel-appointment" => "Called an appointment off",
        "record-attendance" => "Recorded who came",
        "finish-deadline" => "Said that a deadline was kept",
        "check-deadline" => "Confirmed that a deadline was kept",
        "reopen-deadline" => "Opened a deadline again",
        "see-call-list" => "Looked at the call list",
        "see-attendance" => "Looked at the attendance figures",
        "keep-feed" => "Gave out an address of one’s calendar",
        "end-feed" => "Ended an address of one’s calendar",
        "read-calendar" => "Had a calendar kept elsewhere read",
        "end-calendar" => "Stopped reading a calendar kept elsewhere",
        "manage-reminders" => "Looked at the reminders",
        "add-room" => "Added a room",
        "end-room" => "Took a room out of use",
        "take-call" => "Took down a call",
        "see-call" => "Looked at a call",
        "see-notice" => "Read what was sent about an appointment",
        "answer-call" => "Answered a call",
        "hand-on-call" => "Handed on a call",
        "ring-person" => "Saw to an entry of the call list",
        "read-reply" => "Read what somebody wrote back",
        "export-attendance" => "Exported the attendance figures",
        "stop-sending" => "Stopped all sending",
        "start-sending" => "Started sending again",
        "change-reminder-contact" => "Changed how clients reach the office",
        "set-wording" => "Worded a message",
        "end-wording" => "Went back to the house’s wording",
        "send-test" => "Sent a test message",
        "release-appointment" => "Released an appointment that was held back",
        "change-own-reminders" => "Changed one’s own reminders",
        "take-enquiry" => "Took down an enquiry",
        "see-enquiry" => "Looked at an enquiry",
        "edit-enquiry" => "Changed an enquiry",
        "decide-enquiry" => "Decided an enquiry",
        "accept-enquiry" => "Accepted an enquiry",
        "decline-enquiry" => "Declined an enquiry",
        "print-letter" => "Opened a letter to print",
        "check-conflicts" => "Checked for conflicts",
        "see-conflict-check" => "Looked at a conflict check",
        "decide-conflict-check" => "Decided whether there is a conflict",
        "see-client" => "Looked at the client",
        "see-client-billing" => "Looked at the client’s billing contacts",
        "create-client" => "Added a client",
        "edit-client" => "Changed the client",
        "edit-client-billing" => "Changed the client’s billing contacts",
        "add-contact" => "Added a way to reach the client",
        "change-contact" => "Changed a way to reach the client",
        "end-contact" => "Ended a way to reach the client",
        "edit-contact-preferences" => "Changed how the client wants to be reached",
        "record-sms-consent" => "Recorded what the client said about texts",
        "add-representative" => "Added a representative",
        "change-representative" => "Changed a representative",
        "end-representative" => "Ended a representative",
        "merge-clients" => "Merged two records of a client",
        "unmerge-clients" => "Undid a merge of clients",
        "manage-settings" => "Changed the settings",
        "see-hours" => "Looked at hours and holidays",
        "change-hours" => "Changed the office hours",
        "add-holiday" => "Added a holiday",
        "end-holiday" => "Took back a holiday",
        "manage-staff" => "Opened the staff pages",
        "invite-staff" => "Invited a person",
        "invite-again" => "Invited a person again",
        "give-desk" => "Gave the desk right",
        "end-desk" => "Ended the desk right",
        "change-role" => "Changed a role",
        "suspend-staff" => "Suspended a person",
        "mark-departure" => "Marked a departure",
        "hand-over" => "Handed over what a person leaves",
        "close-departure" => "Closed a hand-over",
        "withdraw-departure" => "Withdrew a departure",
        "reinstate-staff" => "Reinstated a person",
        "read-audit" => "Read the audit log",
        "sign-in" => "Signed in",
        "sign-in-password" => "Gave the right password",
        "sign-in-missed" => "Gave a wrong password or address",
        "second-factor-missed" => "Gave a wrong code",
        "password-missed" => "Gave a wrong password",
        "sign-out" => "Signed out",
        "step-up" => "Confirmed identity again",
        "ask-reset" => "Asked for a password reset",
        "reset-password" => "Set a new password by a link",
        "accept-invitation" => "Took up the invitation",
        "change-password" => "Changed the password",
        "begin-second-factor" => "Began to set up a second factor",
        "set-second-factor" => "Set up a second factor",
        "remove-second-factor" => "Took the second factor away",
        "new-recovery-codes" => "Made new recovery codes",
        "end-device" => "Signed out a device",
        "end-other-devices" => "Signed out every other device",
        other => {
            let words = other.replace('-', " ");
            let mut letters = words.chars();
            return letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect())
                .unwrap_or_default();
        }
    };
    said.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Action;

    #[test]
    fn every_action_of_the_permission_table_has_words() {
        for action in Action::ALL {
            let plain = action.word().replace('-', " ");
            assert!(!done(action.word()).eq_ignore_ascii_case(&plain), "{plain}");
        }
        assert_eq!(done("dusted-shelf"), "Dusted shelf");
    }
}
