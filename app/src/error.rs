//! What a server function answers when it cannot do what it was asked.
//!
//! Nothing internal travels: an internal error is its reference, under which the log has the rest.

use std::fmt;

use domain::forms::FieldErrors;
use http::StatusCode;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

pub type Result<T, E = ApiError> = std::result::Result<T, E>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApiError {
    /// No such thing, or none the caller may know of.
    NotFound,
    /// Seen but not allowed; says why.
    Refused(String),
    /// Allowed, after a fresh factor.
    StepUp,
    /// Nobody is signed in.
    SignedOut,
    Invalid(FieldErrors),
    /// Somebody else changed it, or its state does not allow this any more.
    Conflict(String),
    /// Too many tries: wait this many seconds.
    Busy(u32),
    /// The request could not be read.
    Malformed,
    /// The database, or the whole server, cannot be reached just now.
    Unavailable,
    /// The store of documents has no room, or does not answer.
    Storage(String),
    Internal {
        reference: String,
    },
}

impl ApiError {
    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            ApiError::Malformed => 400,
            ApiError::SignedOut => 401,
            ApiError::Refused(_) | ApiError::StepUp => 403,
            ApiError::NotFound => 404,
            ApiError::Conflict(_) => 409,
            ApiError::Invalid(_) => 422,
            ApiError::Busy(_) => 429,
            ApiError::Internal { .. } => 500,
            ApiError::Unavailable => 503,
            ApiError::Storage(_) => 507,
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ApiError::NotFound => f.write_str("There is nothing here, or nothing you may see."),
            ApiError::Refused(why) | ApiError::Conflict(why) | ApiError::Storage(why) => {
                f.write_str(why)
            }
            ApiError::StepUp => f.write_str("Confirm that it is you, then try again."),
            ApiError::SignedOut => f.write_str("You are signed out. Sign in and try again."),
            ApiError::Invalid(_) => f.write_str("Some answers need another look."),
            ApiError::Busy(seconds) => write!(f, "Too many tries. Wait {} and try again.", wait(*seconds)),
            ApiError::Malformed => f.write_str("This request could not be read. Reload the page and try again."),
            ApiError::Unavailable => {
                f.write_str("The portal cannot be reached just now. Nothing was changed. Try again in a minute.")
            }
            ApiError::Internal { reference } if reference.is_empty() => {
                f.write_str("Something went wrong. Nothing was changed.")
            }
            ApiError::Internal { reference } => {
                write!(f, "Something went wrong. Nothing was changed. Tell support this reference: {reference}")
            }
        }
    }
}

impl std::error::Error for ApiError {}

/// "9 seconds", "2 minutes".
fn wait(seconds: u32) -> String {
    match seconds {
        0 | 1 => "a second".into(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> ApiError {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => ApiError::Malformed,
            ServerFnErrorErr::Request(_) => ApiError::Unavailable,
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Response(_) => ApiError::Internal { reference: String::new() },
        }
    }

    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_in_words() {
        assert_eq!(ApiError::Busy(2).to_string(), "Too many tries. Wait 2 seconds and try again.");
        assert_eq!(
            ApiError::Busy(901).to_string(),
            "Too many tries. Wait 16 minutes and try again."
        );
    }
}
