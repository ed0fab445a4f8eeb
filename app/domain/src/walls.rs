//! Ethical walls: a screen between one person and a case or a client, lifted only by a second
//! person, ended and never deleted.

use serde::{Deserialize, Serialize};

use crate::cases::StaffChoice;
use crate::frame::Person;
use crate::ids::{CaseId, ClientId, WallId};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WallForm {
    pub staff_id: String,
    /// `case` or `client`; only where it is raised from a case.
    pub scope: String,
    pub reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WallFormContext {
    /// What is screened: "Case 2026-0147, Okonkwo v. Tideland" or the client's name.
    pub what: String,
    pub case: Option<CaseId>,
    pub client: Option<ClientId>,
    /// The client's name, where the wall can be raised on the whole client.
    pub client_name: String,
    /// Walling a whole client is for managing partners.
    pub may_wall_client: bool,
    pub people: Vec<StaffChoice>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallRow {
    pub id: WallId,
    pub person: Person,
    pub role: String,
    /// What is screened, as the caller may read it.
    pub what: String,
    pub case: Option<CaseId>,
    pub client: Option<ClientId>,
    pub reason: String,
    pub by: String,
    pub since: String,
    pub state: WallState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WallState {
    Standing,
    /// Against a managing partner, and not yet confirmed: waits for the deputy, who is the caller.
    Unconfirmed,
    /// Somebody asked that it be lifted; `mine` when the caller may confirm.
    LiftAsked {
        by: String,
        on: String,
        why: String,
        mine: bool,
    },
    Lifted {
        by: String,
        on: String,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WallsPage {
    pub standing: Vec<WallRow>,
    pub lifted: Vec<WallRow>,
    /// The conflicts deputy's name, where one is named.
    pub deputy: Option<String>,
    /// The caller may ask for a wall to be lifted.
    pub may_ask: bool,
}

/// What somebody is screened from, as that person is told: enough to know what not to ask about, and
/// nothing of why or by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    pub what: Screened,
    pub client: String,
    pub since: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Screened {
    /// One case, and whom it is against.
    Case { number: String, title: String, opposing: Vec<String> },
    /// Every case of the client.
    Client,
}
