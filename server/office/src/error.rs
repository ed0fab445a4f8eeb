//! What can go wrong, in the terms the edge needs to answer.

use std::fmt;

use domain::access::Decision;
use domain::forms::FieldErrors;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug)]
pub enum Error {
    /// There is no such thing, or the caller may not know of it. The two are one answer.
    NotFound,
    /// Seen but not allowed; says why in words a person can act on.
    Refused(String),
    /// Allowed, after a fresh factor.
    StepUp,
    /// What is wrong, field by field.
    Invalid(FieldErrors),
    /// Somebody else changed it, or its state does not allow this any more.
    Conflict(String),
    /// Too many tries: wait this many seconds.
    Busy(u32),
    /// The database cannot be reached just now.
    Unavailable,
    /// Where documents are stored there is no room, or the store does not answer: says what became of it.
    Storage(String),
    /// Row-level security had to refuse: a finder or a verb above it forgot to ask.
    Forgotten(String),
    Internal(String),
}

impl Error {
    pub fn invalid(field: &str, message: impl Into<String>) -> Error {
        let mut errors = FieldErrors::default();
        errors.add(field, message);
        Error::Invalid(errors)
    }

    pub(crate) fn internal(what: impl fmt::Display) -> Error {
        Error::Internal(what.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFound => f.write_str("not found"),
            Error::Refused(why) => write!(f, "refused: {why}"),
            Error::StepUp => f.write_str("a fresh factor is needed"),
            Error::Invalid(errors) => write!(f, "{} invalid fields", errors.0.len()),
            Error::Conflict(what) => write!(f, "conflict: {what}"),
            Error::Busy(seconds) => write!(f, "wait {seconds} s"),
            Error::Unavailable => f.write_str("the database cannot be reached"),
            Error::Storage(what) => write!(f, "storage: {what}"),
            Error::Forgotten(what) => write!(f, "row-level security refused: {what}"),
            Error::Internal(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}

impl From<Decision> for Error {
    fn from(decision: Decision) -> Error {
        match decision {
            Decision::Refused(refusal) => Error::Refused(refusal.to_string()),
            Decision::Unseen => Error::NotFound,
            Decision::Allowed => Error::internal("an allowed decision is no error"),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Error::Unavailable,
            sqlx::Error::RowNotFound => Error::NotFound,
            sqlx::Error::Database(db) => {
                let code = db.code().unwrap_or_default();
                match code.as_ref() {
                    "PV404" => Error::NotFound,
                    "PV409" => Error::Conflict(
                        "Something about this changed while you were looking at it. Look again."
                            .into(),
                    ),
                    "PV411" => Error::Conflict(
                        "The documents of this case were destroyed meanwhile, and no more can be added. Nothing was kept of this file."
                            .into(),
                    ),
                    "PV412" => Error::Conflict(
                        "The names are not those that were checked any more. Write the case again; they are checked anew."
                            .into(),
                    ),
                    "PV410" => Error::Conflict(
                        "This case was prepared more than 30 days ago, and the check of its names is too old to count. Decline it and have it prepared again: the names are checked anew."
                            .into(),
                    ),
                    "PV422" => Error::Conflict(
                        "One of the names cannot be looked for: it has no letter and no digit, or more than 24 words."
                            .into(),
                    ),
                    // statement_timeout
                    "57014" => Error::Conflict(
                        "This took too long and was stopped. Nothing was changed. Try again with less at once."
                            .into(),
                    ),
                    // The message names tables and constraints, never the row.
                    "42501" | "PV403" => Error::Forgotten(db.message().to_owned()),
                    // An amount, a day or a sum beyond what a row can hold: nothing of it was kept.
                    "23514" | "22003" => Error::Conflict(
                        "This is beyond what can be kept, or no longer fits what somebody did meanwhile. Nothing was changed. Look again."
                            .into(),
                    ),
                    // A key that points at something unseen is something that is not there.
                    "23503" => Error::NotFound,
                    "23505" | "40001" | "40P01" => Error::Conflict(
                        "Somebody else did this at the same moment. Look again.".into(),
                    ),
                    // shutdown, crash, cannot connect now, too many connections, disk full
                    "57P01" | "57P02" | "57P03" | "53300" | "53100" => Error::Unavailable,
                    _ if code.starts_with("08") => Error::Unavailable,
                    _ => Error::Internal(format!("database error {code}: {}", db.message())),
                }
            }
            _ => Error::Internal(error.to_string()),
        }
    }
}
