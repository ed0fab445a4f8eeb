//! Paying an invoice at a provider: what whoever holds a link sees, and what the provider said that somebody has to
//! decide about.

use serde::{Deserialize, Serialize};

use crate::ids::PaymentId;

/// What a link shows. Nothing of what the invoice is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayPage {
    /// Empty for a discreet contact.
    pub office: String,
    pub number: String,
    /// "$1,240.00"; empty where nothing is left.
    pub amount: String,
    pub phone: String,
    /// The provider's page, once it was asked for.
    pub url: Option<String>,
    /// A provider is there.
    pub open: bool,
}

/// What became of asking for the provider's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AskedToPay {
    Ready,
    /// Paid meanwhile.
    NothingLeft,
    /// The provider gave none: again in a while.
    Later,
}

/// Why what a provider said waits for somebody. Words of `provider_events.note`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToDecide {
    Over,
    OtherAmount,
    OtherCurrency,
    NotOpen,
    Nobodys,
    UnknownCurrency,
    Refunded,
    Disputed,
}

impl ToDecide {
    pub fn from_word(word: &str) -> Option<ToDecide> {
        Some(match word {
            "over" => ToDecide::Over,
            "other_amount" => ToDecide::OtherAmount,
            "other_currency" => ToDecide::OtherCurrency,
            "not_open" => ToDecide::NotOpen,
            "nobodys" => ToDecide::Nobodys,
            "unknown_currency" => ToDecide::UnknownCurrency,
            "refunded" => ToDecide::Refunded,
            "disputed" => ToDecide::Disputed,
            _ => return None,
        })
    }

    pub const fn label(self) -> &'static str {
        match self {
            ToDecide::Over => "More than was left",
            ToDecide::OtherAmount => "Another amount than asked for",
            ToDecide::OtherCurrency => "Another currency than asked for",
            ToDecide::NotOpen => "The invoice is void",
            ToDecide::Nobodys => "A payment for nothing of ours",
            ToDecide::UnknownCurrency => "A currency that is not kept here",
            ToDecide::Refunded => "Given back at the provider",
            ToDecide::Disputed => "Disputed at the provider",
        }
    }

    /// What it means, and what to do.
    pub const fn says(self) -> &'static str {
        match self {
            ToDecide::Over => {
                "What was left is paid; the rest is the client’s credit. Use it for something else, or give it back."
            }
            ToDecide::OtherAmount | ToDecide::OtherCurrency => {
                "It is kept as the client’s credit and put on no invoice. Find out what it was for, then use it or give it back."
            }
            ToDecide::NotOpen => {
                "It was made void before the money came, which is kept as the client’s credit. Use it for another invoice, or give it back."
            }
            ToDecide::Nobodys => {
                "No page of this office was asked for it, so nothing was recorded. Look it up at the provider by its number."
            }
            ToDecide::UnknownCurrency => {
                "Nothing was recorded. Look it up at the provider by its number, and give it back there."
            }
            ToDecide::Refunded => {
                "It was given back there and not here. Record it: reverse the payment, or take it off its invoice and record what was given back."
            }
            ToDecide::Disputed => {
                "Whoever paid has the payment questioned. Answer at the provider; where the money goes back, reverse the payment."
            }
        }
    }
}

/// One saying of a provider that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    /// "stripe~evt_…": which.
    pub key: String,
    pub why: ToDecide,
    /// "$124.00", or "124 XTS" of a currency that is not kept here.
    pub amount: String,
    pub at: String,
    /// The provider's name for the payment.
    pub reference: String,
    pub payment: Option<PaymentId>,
}

/// The provider and its name for the saying, as [`EventRow::key`] has them.
pub fn read_event_key(key: &str) -> Option<(&str, &str)> {
    key.split_once('~').filter(|(provider, event)| !provider.is_empty() && !event.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saying_is_named_by_its_provider_and_its_number() {
        assert_eq!(read_event_key("stripe~evt_1"), Some(("stripe", "evt_1")));
        for wrong in ["", "stripe", "~evt_1", "stripe~"] {
            assert_eq!(read_event_key(wrong), None, "{wrong}");
        }
    }
}
