//! The chrome around every signed-in page: read in the same transaction as the page itself.

use serde::{Deserialize, Serialize};

use crate::access::Role;
use crate::ids::StaffId;

/// A member of staff as shown beside what they did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: StaffId,
    pub name: String,
    pub initials: String,
    /// 1 to 6: which of the six people colours; 0 for none.
    pub colour: u8,
}

/// A timer that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// "2:04 pm".
    pub since: String,
    /// Of the case it runs for; or empty.
    pub case_number: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The office's name.
    pub office: String,
    pub me: Person,
    pub role: Role,
    /// Open cases the caller may see: the number beside *Cases*.
    pub open_cases: i64,
    /// Prepared cases that wait for the caller.
    pub proposals: i64,
    /// Walls whose lifting waits for the caller; also decides whether *Walls* is linked.
    pub walls_to_confirm: i64,
    /// Destructions of documents that wait for the caller.
    pub purges_to_confirm: i64,
    /// Open enquiries the caller may see.
    pub enquiries: i64,
    /// Conflict checks that wait for the caller's answer.
    pub questions: i64,
    /// Calls that wait for the caller.
    pub calls: i64,
    /// Threads with clients in which something waits to be read or answered.
    pub messages: i64,
    /// People that wait to be rung: at the front desk all in sight, and what came in about nothing the office
    /// knows; elsewhere those of one's own appointments.
    pub call_list: i64,
    /// Why nothing is sent, where a managing partner stopped it.
    pub sending_stopped: Option<String>,
    /// Scans that wait for the caller: in one's own tray, and in the office's for whoever sorts that.
    pub scans: i64,
    /// What waits for the caller in billing: drafts to approve or to issue, last notices to release.
    pub bills: i64,
    /// The caller's timer, while it runs.
    pub timer: Option<Running>,
    /// Whether the caller holds the desk right.
    pub desk: bool,
    /// Whether the caller is the conflicts deputy.
    pub deputy: bool,
    /// Nothing leaves the machine and the outbox may be opened: the demo.
    pub demo: bool,
}

/// A page's content inside its frame.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Framed<T> {
    pub frame: Frame,
    pub body: T,
}
