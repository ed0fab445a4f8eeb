//! What is written to a client is compared first, as what is shared is: what names another client stops, until its
//! writer confirms who reads it and says why.

use domain::forms::FieldErrors;
use domain::ids::{CaseId, ClientId};
use domain::sharing::{Finding, Findings};

use crate::sharing::ToAttach;
use crate::{Caller, Error, Result, sharing};

pub(super) enum Judged {
    /// It goes; and why, where something speaks against it.
    Goes(Option<String>),
    Warned(String),
}

/// The text, and the documents that go with it. `anyway` reads the confirmation off the form, `warned` is what the
/// form was told.
pub(super) async fn judge(
    caller: &Caller,
    text: String,
    documents: &[ToAttach],
    (case, client): (CaseId, ClientId),
    warned: &str,
    anyway: impl FnOnce(&mut FieldErrors) -> Option<String>,
) -> Result<Judged> {
    let findings = sharing::said(caller, text, case, client).await?;
    if findings.as_ref().is_some_and(|findings| !findings.may_override()) {
        return Err(Error::Conflict(
            "This names another client of the office whose case you do not see. It was not sent. Take that out, or ask a managing partner.".into(),
        ));
    }
    let of_text = findings.as_ref().map(words);
    let of_documents = documents.iter().filter_map(|it| it.warning(one));
    let against: Vec<String> = of_text.into_iter().chain(of_documents).collect();
    if against.is_empty() {
        return Ok(Judged::Goes(None));
    }
    let against = against.join(" ");
    // what was confirmed is what speaks against it now: another document, or another name, is asked for anew
    if warned != against {
        return Ok(Judged::Warned(against));
    }
    let mut errors = FieldErrors::default();
    match anyway(&mut errors) {
        Some(because) => Ok(Judged::Goes(Some(because))),
        None => Err(Error::Invalid(errors)),
    }
}

/// "“Dana Whitfield” is Dana Whitfield, Whitfield v. Hale · 2026-0007."
fn words(findings: &Findings) -> String {
    findings.stops.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn one(stop: &Finding) -> String {
    match stop.beside.is_empty() {
        true => format!("“{}” is of {}.", stop.words, stop.whose),
        false => format!("“{}” is of {}, {}.", stop.words, stop.whose, stop.beside),
    }
}
