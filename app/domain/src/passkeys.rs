//! Passkeys of people of clients: a device of theirs lets them in, by its own lock.

use serde::{Deserialize, Serialize};

use crate::ids::PasskeyId;
use crate::text;

/// Characters of what a device answers, at most.
pub const MOST_ANSWERED: usize = 16 << 10;
const NAME_MOST: usize = 60;

/// What the browser is asked to do with a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyAsk {
    /// Under which the answer is taken, once.
    pub id: String,
    /// The options of WebAuthn as JSON, as `parseRequestOptionsFromJSON` and `parseCreationOptionsFromJSON` read them.
    pub options: String,
}

/// What the browser answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasskeyForm {
    #[serde(skip_serializing)]
    pub ask: String,
    /// The credential as JSON.
    #[serde(skip_serializing)]
    pub credential: String,
    /// What its owner calls the device, where one is added.
    pub name: String,
}

impl PasskeyForm {
    /// # Errors
    /// A sentence for beside `name`.
    pub fn device_name(&self) -> Result<String, String> {
        let name = text::required_line(&self.name, "a name for this device")?;
        match name.chars().count() <= NAME_MOST {
            true => Ok(name),
            false => Err(format!("Use {NAME_MOST} characters at most.")),
        }
    }
}

/// One of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPasskey {
    pub id: PasskeyId,
    pub name: String,
    /// "Oct 13, 2026".
    pub added: String,
    /// "Oct 13, 2026, 9:12 AM"; none before it was used.
    pub used: Option<String>,
}
