//! What hangs on a message: a file that a client sent with it, or a document that the office shared with it.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, DocumentId, MessageFileId, ShareId, ThreadId, UploadId};

/// Files that go with one message.
pub const FILES_MOST: usize = 5;

/// One of them, as whoever reads the message sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hung {
    /// Empty where the reader does not learn it.
    pub name: String,
    /// "1.2 MB"; empty where the name is.
    pub size: String,
    pub state: HungState,
    /// Where it opens; none where it does not.
    pub at: Option<HungAt>,
}

/// Where it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HungAt {
    /// In the inbox of the case.
    Inbox(CaseId, UploadId),
    Document(DocumentId),
    /// In the portal, through the thread.
    Sent(ThreadId, MessageFileId),
    /// In the portal, as what is shared.
    Shared(ShareId),
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HungState {
    /// It is a document, or shared.
    There,
    /// Nobody of the office has taken it yet.
    Waiting,
    /// The scanner stopped it.
    Held,
    /// The office could not use it.
    Refused,
    /// It can be opened in a moment.
    Soon,
    TakenBack,
    /// It opens to nobody any more.
    Gone,
}

impl HungState {
    /// Beside its name; empty where there is nothing to say.
    pub const fn label(self) -> &'static str {
        match self {
            HungState::There | HungState::Waiting => "",
            HungState::Held => "Stopped by the virus scanner",
            HungState::Refused => "Could not be used",
            HungState::Soon => "Can be opened in a moment",
            HungState::TakenBack => "Taken back",
            HungState::Gone => "Not here any more",
        }
    }
}
