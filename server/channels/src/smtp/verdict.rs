//! What a server's answer, or its silence, means for the message.

use lettre::transport::smtp::Error;

use crate::outcome::{Code, Outcome, Scope};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Connect,
    Tls,
    SignIn,
    Mail,
    Recipient,
    Data,
    Message,
}

/// A step that went wrong.
#[derive(Debug)]
pub(super) enum Failure {
    /// 4xx or 5xx.
    Answer {
        basic: u16,
        code: Code,
    },
    /// The connection is gone, or what came makes no sense.
    Broken,
    Late,
}

pub(super) struct Trouble {
    pub(super) outcome: Outcome,
    /// The server is there and speaks; so the connection may be good for another message.
    pub(super) answered: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let Some(status) = error.status() else { return Failure::Broken };
        let basic = u16::from(status);
        let said = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        let code = match enhanced(&said) {
            Some(enhanced) => Code::parse(&format!("{basic} {enhanced}")),
            None => None,
        };
        Failure::Answer { basic, code: code.unwrap_or_else(|| basic.into()) }
    }
}

/// `5.1.1` at the beginning of what a server says (RFC 2034). The rest of it may name people.
fn enhanced(said: &str) -> Option<&str> {
    let first = said.split_whitespace().next()?;
    let digits =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (first.split('.').count() == 3 && first.split('.').all(digits)).then_some(first)
}

impl Failure {
    pub(super) fn at(self, stage: Stage) -> Trouble {
        match self {
            Failure::Answer { basic, code } => {
                Trouble { outcome: answered(stage, basic, code), answered: basic != 421 }
            }
            Failure::Broken => Trouble { outcome: broken(stage), answered: false },
            Failure::Late => Trouble { outcome: late(stage), answered: false },
        }
    }
}

fn answered(stage: Stage, basic: u16, code: Code) -> Outcome {
    let provider = |words| Outcome::later(Scope::Provider, words, code.clone());
    let message = |words| Outcome::later(Scope::Message, words, code.clone());
    match (stage, basic) {
        // RFC 5321 §3.8: it is closing, whatever it was asked.
        (_, 421) => provider("the mail server is closing"),
        (Stage::Connect | Stage::Tls, _) => provider("the mail server takes no mail from us"),
        (Stage::SignIn, _) => provider("the mail server refused our name or password"),
        (Stage::Mail, _) => provider("the mail server refused the sender"),
        // Not about this recipient: a command it does not know, or that we have to sign in first.
        (_, 500 | 502..=504 | 530 | 534 | 535 | 538) => {
            provider("the mail server does not let us send")
        }
        (Stage::Recipient, 400..=499) => {
            message("the mail server cannot take it for this recipient now")
        }
        (Stage::Recipient, _) => Outcome::refused("the mail server refused the recipient", code),
        (Stage::Data | Stage::Message, 400..=499) => {
            message("the mail server cannot take the message now")
        }
        (Stage::Data | Stage::Message, _) => {
            Outcome::refused("the mail server refused the message", code)
        }
    }
}

fn broken(stage: Stage) -> Outcome {
    let provider = |words| Outcome::later(Scope::Provider, words, None);
    match stage {
        Stage::Connect => {
            provider("the mail server was not reached, or its certificate is not trusted")
        }
        Stage::Tls => provider("no TLS could be agreed on with the mail server"),
        Stage::SignIn => provider("signing in to the mail server broke off"),
        // `lettre` does not say whether the last line was written, so it counts as written.
        Stage::Message => {
            Outcome::unknown("the connection broke while the message was handed over")
        }
        _ => provider("the mail server hung up before the message"),
    }
}

fn late(stage: Stage) -> Outcome {
    match stage {
        Stage::Message => {
            Outcome::unknown("the mail server took the message and did not answer in time")
        }
        _ => Outcome::later(Scope::Provider, "the mail server did not answer in time", None),
    }
}
