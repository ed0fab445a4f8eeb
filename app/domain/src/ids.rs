//! Identifiers: newtypes over UUIDs, so that a client's id cannot stand where a case's is meant.
//! They are made in the office (version 7, ordered by time), never here and never by a browser.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            /// Accepts the hyphenated form only: one object has one address.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let id = Uuid::try_parse(text)?;
                if id.to_string() == text { Ok(Self(id)) } else { Uuid::try_parse("").map(Self) }
            }
        }
    )+};
}

id! {
    /// Somebody who works, or worked, at the office.
    StaffId,
    /// A person or organisation the office acts for.
    ClientId,
    /// One matter of one client.
    CaseId,
    /// A row of the case team: one person's grant on one case, from an instant to another.
    GrantId,
    /// A screen between one person and a case or a client.
    WallId,
    /// A case a paralegal has prepared and an attorney has yet to approve.
    ProposalId,
    /// One browser signed in to one account.
    SessionId,
    /// What a refused form kept for its next showing.
    FlashId,
    /// A message waiting in the outbox.
    MessageId,
    /// An e-mail address, phone number or postal address of a client, for its time.
    ContactPointId,
    /// Somebody who asks the office to act.
    EnquiryId,
    /// One search for conflicts of interest.
    ConflictCheckId,
    /// One person holding another’s grants for a while.
    CoverId,
    /// Somebody a case is against or about.
    PartyId,
    /// Somebody who speaks for a client.
    RepresentativeId,
    /// Somebody of a client who uses the portal.
    PortalPersonId,
    /// For which client somebody uses the portal, and in whose name.
    MembershipId,
    /// Somebody who pays for another's case.
    PayerId,
    /// What somebody wrote down about a case or a client.
    NoteId,
    /// A call that somebody took down.
    CallId,
    /// One document of a case, with all its versions.
    DocumentId,
    /// One version of a document: what a blob in the vault is.
    VersionId,
    /// A folder for the documents of a case.
    FolderId,
    /// One version of a document, shared with a client of its case.
    ShareId,
    /// What the office and a client write to each other about.
    ThreadId,
    /// What hangs on a message.
    MessageFileId,
    /// Somebody's taking part in a thread.
    SeatId,
    /// A destruction of a case's documents that somebody asked for.
    PurgeId,
    /// A day on which the office is closed.
    HolidayId,
    /// What landed in the scanner's folder and waits to be filed.
    ScanId,
    /// A letter or a form with placeholders.
    TemplateId,
    /// Time set aside with somebody, or a day by which something is due.
    AppointmentId,
    /// Somebody who is to be at an appointment.
    AttendeeId,
    /// A place in the office where people sit together.
    RoomId,
    /// One message due to somebody.
    NotificationId,
    /// Somebody who has to be rung.
    CallListId,
    /// What came back by text or mail.
    ReplyId,
    /// An address at which somebody's calendar is read.
    FeedId,
    /// Somebody's calendar elsewhere.
    ExternalCalendarId,
    /// So many minutes of somebody's work.
    TimeEntryId,
    /// Time that is running.
    TimerId,
    /// What the office laid out for a case.
    ExpenseId,
    /// What kind of work an entry was.
    ActivityId,
    /// What an hour costs.
    RateId,
    /// A tax and its rate.
    TaxId,
    /// What somebody is asked to pay, from draft on; a credit note too.
    InvoiceId,
    /// One line of an invoice.
    InvoiceLineId,
    /// Letters that are printed together.
    LetterBatchId,
    /// Money that came in.
    PaymentId,
    /// A bank statement that was read in.
    StatementId,
    /// One line of a bank statement.
    StatementLineId,
    /// Something a client is asked for.
    RequestId,
    /// Documents sent to somebody outside the office.
    OutsideId,
    /// A text that says where a case stands.
    StatusId,
    /// A file that somebody of a client sent. Accepted, it is the document of that id.
    UploadId,
    /// A passkey with which somebody of a client signs in.
    PasskeyId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let plain = "0190b5a0-0000-7000-8000-000000000001";
        assert_eq!(plain.parse::<CaseId>().unwrap().to_string(), plain);
        for other in [
            "0190B5A0-0000-7000-8000-000000000001",
            "0190b5a0000070008000000000000001",
            "{0190b5a0-0000-7000-8000-000000000001}",
            "",
            "1",
        ] {
            assert!(other.parse::<CaseId>().is_err(), "{other}");
        }
    }
}
