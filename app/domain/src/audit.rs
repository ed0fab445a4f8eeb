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
    /// A civil day in the office's zone, or empty.
    pub day: String,
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
}
