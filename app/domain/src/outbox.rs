//! What waits to be told to somebody. Nothing here is a credential: a link is made when its message
//! is opened.

use serde::{Deserialize, Serialize};

use crate::ids::MessageId;

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Invitation,
    NewPassword,
    PasswordChanged,
    AccountChanged,
    Cover,
    DocumentsDestroyed,
    DocumentsDamaged,
    PortalInvitation,
    PortalCode,
    OutsideLink,
    OutsideCode,
}

impl Kind {
    pub fn from_word(word: &str) -> Option<Kind> {
        match word {
            "invite" => Some(Kind::Invitation),
            "reset" => Some(Kind::NewPassword),
            "password_changed" => Some(Kind::PasswordChanged),
            "console_change" => Some(Kind::AccountChanged),
            "cover" => Some(Kind::Cover),
            "documents_destroyed" => Some(Kind::DocumentsDestroyed),
            "documents_damaged" => Some(Kind::DocumentsDamaged),
            "portal_invite" => Some(Kind::PortalInvitation),
            "portal_code" => Some(Kind::PortalCode),
            "outside_link" => Some(Kind::OutsideLink),
            "outside_code" => Some(Kind::OutsideCode),
            _ => None,
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Kind::Invitation => "Invitation",
            Kind::NewPassword => "Link for a new password",
            Kind::PasswordChanged => "Password changed",
            Kind::AccountChanged => "Account changed on the server",
            Kind::Cover => "Cover set or ended",
            Kind::DocumentsDestroyed => "Documents of a case destroyed",
            Kind::DocumentsDamaged => "Stored documents damaged",
            Kind::PortalInvitation => "Invitation of a client",
            Kind::PortalCode => "Sign-in of a client",
            Kind::OutsideLink => "Documents for somebody outside",
            Kind::OutsideCode => "Code for somebody outside",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub id: MessageId,
    pub kind: Kind,
    pub name: String,
    pub email: String,
    /// Whom it is about, where that is not who reads it; else empty.
    pub about: String,
    /// "Oct 13, 2026, 9:30 am".
    pub at: String,
}
