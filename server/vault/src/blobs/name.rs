//! The name of a blob: random, saying nothing about what it holds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::chance::{self, Chance};

/// 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(#[serde(with = "uuid::serde::simple")] Uuid);

impl Name {
    pub fn random(chance: &dyn Chance) -> Name {
        Name(Uuid::from_bytes(chance::bytes(chance)))
    }

    pub fn from_bytes(bytes: [u8; 16]) -> Name {
        Name(Uuid::from_bytes(bytes))
    }

    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// `ab/cd/abcd…`: two levels, so that no folder grows beyond what file systems like.
    pub(super) fn path(&self) -> String {
        let name = self.to_string();
        format!("{}/{}/{name}", &name[..2], &name[2..4])
    }

    pub(super) fn from_path(
        prefix: &object_store::path::Path,
        path: &object_store::path::Path,
    ) -> Option<Name> {
        let name: Name = path.filename()?.parse().ok()?;
        (format!("{prefix}/{}", name.path()) == path.as_ref()).then_some(name)
    }
}

/// 32 hexadecimal digits.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_simple().fmt(f)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

impl FromStr for Name {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Name, uuid::Error> {
        Uuid::try_parse(text).map(Name)
    }
}
