//! One's own account: password, second factor, devices; and the way in.

use serde::{Deserialize, Serialize};

use crate::frame::Person;
use crate::ids::SessionId;

/// Characters a password has at least.
pub const PASSWORD_LEAST: usize = 12;
/// And at most; any characters, no composition rules.
pub const PASSWORD_MOST: usize = 200;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    pub email: String,
    /// Skipped when the form is kept: a password is never stored.
    #[serde(skip_serializing)]
    pub password: String,
    /// A path of ours to go to afterwards.
    pub next: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    #[serde(skip_serializing)]
    pub code: String,
    pub next: String,
}

/// Who is between the password and the second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    pub person: Person,
    pub email: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EmailForm {
    pub email: String,
}

/// Setting a password by a mailed link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewPasswordForm {
    #[serde(skip_serializing)]
    pub token: String,
    #[serde(skip_serializing)]
    pub password: String,
}

/// What a mailed link is for, before it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailedLink {
    pub office: String,
    pub name: String,
    pub email: String,
    /// An invitation; else a reset.
    pub invitation: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangePasswordForm {
    #[serde(skip_serializing)]
    pub current: String,
    #[serde(skip_serializing)]
    pub password: String,
}

/// A fresh factor before a sensitive act.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepUpForm {
    #[serde(skip_serializing)]
    pub password: String,
    #[serde(skip_serializing)]
    pub code: String,
    pub next: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountPage {
    pub email: String,
    pub password_changed: Option<String>,
    pub second_factor: bool,
    pub second_factor_required: bool,
    pub recovery_codes_left: i64,
    /// Wants to be reminded of one's own appointments by mail.
    pub reminded: bool,
    pub devices: Vec<Device>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: SessionId,
    /// "Firefox on Linux": as much as the user agent says, in words.
    pub name: String,
    pub address: String,
    pub since: String,
    pub seen: String,
    pub here: bool,
}

/// Setting up the second factor: what to scan or type.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SecondFactorSetup {
    /// Base 32, in groups of four.
    pub secret: String,
    /// The module rows of the QR code, `1` for dark; drawn as an SVG path, since an image URL would
    /// carry the secret.
    pub qr: Vec<String>,
    pub required: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// Shown once.
    pub codes: Vec<String>,
}

/// The sign-in page, before there is anybody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Door {
    pub office: String,
    /// Accounts of the demo office, offered on the page; empty elsewhere.
    pub demo_accounts: Vec<DemoAccount>,
    pub demo_password: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    pub name: String,
    pub email: String,
    pub role: String,
}
