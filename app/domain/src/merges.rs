//! Clients who were on file twice: one record is an alias of the other, with its history.

use serde::{Deserialize, Serialize};

use crate::forms::Choice;
use crate::ids::ClientId;

/// Another record of the same client, as far as the caller may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    pub client: ClientId,
    pub name: String,
    /// "Miriam Adair, Oct 13, 2026".
    pub merged: String,
    /// The same, where the merge was undone.
    pub undone: Option<String>,
}

/// What the page of a client says about its other records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kin {
    /// The record that is kept, where this one is its alias.
    pub kept: Option<Alias>,
    /// The aliases of this one.
    pub aliases: Vec<Alias>,
    /// Merges that were undone, on either side.
    pub past: Vec<Alias>,
}

impl Kin {
    /// The records under which something of `client` may stand: its own, and those of its aliases.
    pub fn records(&self, client: ClientId) -> Vec<uuid::Uuid> {
        std::iter::once(client.0).chain(self.aliases.iter().map(|alias| alias.client.0)).collect()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MergeForm {
    /// The client that is kept.
    pub into: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MergeFormContext {
    pub client: ClientId,
    pub name: String,
    /// What tells this one apart: as the labels of the others.
    pub about: String,
    pub others: Vec<Choice>,
}
