//! The clients of a case: its own, and those who are in it together with it.

use serde::{Deserialize, Serialize};

use crate::cases::CaseFacts;
use crate::ids::ClientId;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseClientRow {
    pub id: ClientId,
    pub name: String,
    /// The case was opened for this one.
    pub own: bool,
    pub since: String,
    /// From when on they had no common sight.
    pub until: Option<String>,
    /// Whether the client's own page opens for the caller.
    pub seen: bool,
}

/// Who is added: a name as it is on file, or one of those that were found by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CoClientForm {
    pub name: String,
    /// An id, where several are on file by that name.
    pub picked: String,
}

/// What the page shows besides its form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseClients {
    pub case: CaseFacts,
    pub rows: Vec<CaseClientRow>,
}
