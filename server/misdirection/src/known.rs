//! What the office knows, and what it is about to share.

use domain::ids::{CaseId, ClientId, EnquiryId};

/// A name or an identifier on file. Somebody with two names is two of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub what: What,
    /// As it is on file: a person's whole name in the order it is written, a number with its marks.
    pub said: String,
    pub part: Part,
    pub of: Of,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    Person,
    Organization,
    Email,
    /// In E.164.
    Phone,
    CaseNumber,
}

/// What somebody is to the client or the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Client,
    /// Around a client: contacts, representatives, relatives on file, and what a client was called before.
    Contact,
    Payer,
    Opposing,
    /// Witnesses, experts, insurers, parties on the same side.
    Other,
    /// Who represents the other side.
    Counsel,
    /// The office's own people, and whom its paper names: its bank, its insurer.
    Office,
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Of {
    Office,
    /// A client, in whatever case.
    Client(ClientId),
    Case(ClientId, CaseId),
    /// Somebody who asked the office to act, and is no client.
    Enquiry(EnquiryId),
}

/// Where a document is to go: to a client, in a case of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub client: ClientId,
    pub case: CaseId,
}

/// One page of a document as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: u32,
    pub text: String,
    /// Whether its text is all that it shows: a scan without text is not read, nor is a page with a picture
    /// that may hold writing.
    pub is_read: bool,
}
