//! What is written to a client is compared first, as what is shared is: what names another client stops, until its
//! writer confirms who reads it and says why.

use domain::forms::FieldErrors;
use domain::ids::{CaseId, ClientId};
use domain::sharing::{Finding, Findings};

use crate::{Caller, Error, Result, sharing};

pub(super) enum Judged {
    /// It goes; and why, where something speaks against it.
    Goes(Option<String>),
    Warned(String),
}

/// `anyway` reads the confirmation off the form, `warned` whether it was asked for.
pub(super) async fn judge(
    caller: &Caller,
    text: String,
    (case, client): (CaseId, ClientId),
    warned: bool,
    anyway: impl FnOnce(&mut FieldErrors) -> Option<String>,
) -> Result<Judged> {
    let Some(findings) = sharing::said(caller, text, case, client).await? else {
        return Ok(Judged::Goes(None));
    };
    if !findings.may_override() {
        return Err(Error::Conflict(
            "This names another client of the office whose case you do not see. It was not sent. Take that out, or ask a managing partner.".into(),
        ));
    }
    if !warned {
        return Ok(Judged::Warned(words(&findings)));
    }
    let mut errors = FieldErrors::default();
    match anyway(&mut errors) {
        Some(because) => Ok(Judged::Goes(Some(because))),
        None => Err(Error::Invalid(errors)),
    }
}

/// "“Dana Whitfield” is Dana Whitfield, Whitfield v. Hale · 2026-0007."
fn words(findings: &Findings) -> String {
    let said = |stop: &Finding| match stop.beside.is_empty() {
        true => format!("“{}” is of {}.", stop.words, stop.whose),
        false => format!("“{}” is of {}, {}.", stop.words, stop.whose, stop.beside),
    };
    findings.stops.iter().map(said).collect::<Vec<_>>().join(" ")
}
