//! Staff: who works at the office, in which role, since when.

use serde::{Deserialize, Serialize};

use crate::access::Role;
use crate::forms::FieldErrors;
use crate::frame::Person;
use crate::text::{self, EmailAddress};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffState {
    Active,
    /// Has an invitation and no password yet.
    Invited,
    Suspended,
}

/// Somebody leaves, and the hand-over is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Leaving {
    /// The last day is to come.
    Soon,
    /// It has passed: access has ended.
    Gone,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRow {
    pub person: Person,
    pub email: String,
    pub role: Role,
    pub state: StaffState,
    /// A departure is marked and its hand-over open; whether the last day has passed.
    pub leaving: Option<Leaving>,
    pub second_factor: bool,
    /// When last seen, worded; none for never.
    pub seen: Option<String>,
    pub open_cases: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StaffList {
    pub rows: Vec<StaffRow>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StaffPage {
    pub row: StaffRow,
    pub roles: Vec<RolePeriod>,
    pub suspensions: Vec<SuspensionPeriod>,
    /// Open cases this person leads; a suspension asks for a new lead for each.
    pub leads: Vec<crate::cases::CaseRow>,
    /// Since when this person sits at the front desk.
    pub desk: Option<String>,
    /// The last day, where a departure is marked.
    pub leaves: Option<String>,
    /// What was handed over when this person left.
    pub handed: Vec<crate::departures::Handed>,
    pub is_me: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolePeriod {
    pub role: Role,
    pub since: String,
    pub until: Option<String>,
    pub by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspensionPeriod {
    pub since: String,
    pub until: Option<String>,
    pub reason: String,
    pub by: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    pub name: String,
    pub email: String,
    pub role: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedInvite {
    pub name: String,
    pub email: EmailAddress,
    pub role: Role,
}

impl InviteForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedInvite> {
        let name = errors.take("name", text::required_line(&self.name, "a name"));
        let email = errors.take("email", EmailAddress::parse(&self.email));
        let role = errors.take("role", role(&self.role));
        Some(ParsedInvite { name: name?, email: email?, role: role? })
    }
}

/// A role as a form posts it.
///
/// # Errors
/// A sentence for beside the field.
pub fn role(word: &str) -> Result<Role, String> {
    Role::from_word(word).ok_or_else(|| "Choose a role.".to_owned())
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoleForm {
    pub role: String,
}
