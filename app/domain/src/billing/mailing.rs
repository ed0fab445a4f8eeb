//! Invoices by e-mail: what would go where, looked over before it goes, and what became of each.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, InvoiceId, NotificationId};
use crate::locale::Locale;
use crate::money::Money;
use crate::notices::sent::NoticeState;

/// Invoices that are sent at once, at most.
pub const AT_ONCE: usize = 100;

/// Why an invoice is not mailed now. Words of `invoice_mail_bar` in the database, and what else stands in its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    Void,
    NotIssued,
    Credited,
    HeldBack,
    Going,
    Letter,
    NoSafeWay,
}

impl Obstacle {
    /// `bar`: the database's word; `channel`: how the debtor is written to, none where no way is safe.
    pub fn of(bar: Option<&str>, channel: Option<&str>, going: bool) -> Option<Obstacle> {
        match (bar, channel) {
            (Some("void"), _) => Some(Obstacle::Void),
            (Some("credited"), _) => Some(Obstacle::Credited),
            (Some("held"), _) => Some(Obstacle::HeldBack),
            (Some(_), _) => Some(Obstacle::NotIssued),
            (None, _) if going => Some(Obstacle::Going),
            (None, Some("email")) => None,
            (None, Some(_)) => Some(Obstacle::Letter),
            (None, None) => Some(Obstacle::NoSafeWay),
        }
    }

    /// What it is, and what to do.
    pub const fn says(self) -> &'static str {
        match self {
            Obstacle::Void => "It is void, and asked for no more.",
            Obstacle::NotIssued => "It is not issued yet.",
            Obstacle::Credited => {
                "A credit note took all of it back. Send the credit note instead."
            }
            Obstacle::HeldBack => {
                "It is held back, since it was entered after the fact. Release it first."
            }
            Obstacle::Going => "It is on its way already.",
            Obstacle::Letter => {
                "They have no e-mail address that is good now, or want letters. Print it, mail it, and record the sending."
            }
            Obstacle::NoSafeWay => {
                "A discreet contact who is not to be written to. Speak to them, and record how they got it."
            }
        }
    }
}

/// One invoice as it would go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRow {
    pub id: InvoiceId,
    /// "Invoice 1042".
    pub title: String,
    pub client: String,
    pub case: CaseId,
    pub case_number: String,
    pub total: Money,
    /// Whom it is written to.
    pub name: String,
    /// The address, or as much of it as the caller is shown.
    pub to: String,
    /// They pay for somebody else: the paper says what it comes to and nothing of what was done.
    pub of_payer: bool,
    /// They must not learn who writes: no name of the office, and no paper.
    pub discreet: bool,
    /// It was sent before.
    pub again: bool,
    pub obstacle: Option<Obstacle>,
    /// "0192…~1": the invoice, and the how-manieth sending of it this would be.
    pub key: String,
    pub subject: String,
    pub body: String,
    /// The file that goes with it; empty where none does.
    pub file: String,
}

/// What would go where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPreview {
    pub rows: Vec<MailRow>,
    /// All sending is stopped: it goes once that is over.
    pub stopped: bool,
    pub locale: Locale,
}

impl MailPreview {
    /// The keys of those that can go, as the form carries them.
    pub fn keys(&self) -> String {
        let good = self.rows.iter().filter(|row| row.obstacle.is_none());
        good.map(|row| row.key.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// An invoice and the how-manieth sending of it, as [`MailRow::key`] has them.
pub fn read_key(key: &str) -> Option<(InvoiceId, i32)> {
    let (invoice, nth) = key.split_once('~')?;
    Some((invoice.parse().ok()?, nth.parse().ok()?))
}

/// Why somebody has to see to a mail. Words of `invoice_mailings.trouble`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Not taken, or came back.
    Failed,
    Unclear,
    /// Not sent after the last look.
    Dropped,
    /// No mail server is there.
    Kept,
    /// Told without the paper.
    Bare,
}

impl Trouble {
    pub fn from_word(word: &str) -> Option<Trouble> {
        Some(match word {
            "failed" => Trouble::Failed,
            "unclear" => Trouble::Unclear,
            "dropped" => Trouble::Dropped,
            "kept" => Trouble::Kept,
            "bare" => Trouble::Bare,
            _ => return None,
        })
    }

    /// In a word or two, for a list.
    pub const fn label(self) -> &'static str {
        match self {
            Trouble::Failed => "E-mail failed",
            Trouble::Unclear => "E-mail unclear",
            Trouble::Dropped => "E-mail not sent",
            Trouble::Kept => "E-mail kept here",
            Trouble::Bare => "Told without the paper",
        }
    }

    /// What it means, and what to do.
    pub const fn says(self) -> &'static str {
        match self {
            Trouble::Failed => {
                "The e-mail did not reach them. Check the address and send it again, or print the invoice, mail it, and record the sending."
            }
            Trouble::Unclear => {
                "Nobody can say whether the e-mail arrived, so no reminder counts from it. Ask them, and record how it reached them; or send it again."
            }
            Trouble::Dropped => {
                "The e-mail did not go. Look at why, then send it again, or print the invoice and record the sending."
            }
            Trouble::Kept => {
                "No mail server is set up, so nothing left this machine, and no reminder counts from it. Print the invoice, mail it, and record the sending."
            }
            Trouble::Bare => {
                "They were told that there is an invoice, without the paper, since they must not learn who writes. Hand it over, and record how: no reminder counts before."
            }
        }
    }
}

/// One sending by e-mail, as the invoice's page tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailingRow {
    pub id: NotificationId,
    /// "Oct 13, 2026, 9:30 am".
    pub at: String,
    pub by: String,
    /// As much of the address as staff are shown; empty before it was looked up.
    pub to: String,
    pub state: NoticeState,
    pub kept: bool,
    /// A sentence, or empty.
    pub why: String,
    pub trouble: Option<Trouble>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_way_goes_before_how_they_are_written_to() {
        assert_eq!(Obstacle::of(None, Some("email"), false), None);
        assert_eq!(Obstacle::of(None, Some("email"), true), Some(Obstacle::Going));
        assert_eq!(Obstacle::of(Some("void"), None, true), Some(Obstacle::Void));
        assert_eq!(Obstacle::of(Some("held"), Some("email"), false), Some(Obstacle::HeldBack));
        assert_eq!(Obstacle::of(None, Some("letter"), false), Some(Obstacle::Letter));
        assert_eq!(Obstacle::of(None, None, false), Some(Obstacle::NoSafeWay));
    }

    #[test]
    fn a_key_names_an_invoice_and_a_sending() {
        let id = "01928000-0000-7000-8000-00000000ef02";
        assert_eq!(read_key(&format!("{id}~2")).map(|(_, nth)| nth), Some(2));
        for wrong in ["", id, "x~1", "01928000-0000-7000-8000-00000000ef02~x"] {
            assert_eq!(read_key(wrong), None, "{wrong}");
        }
    }
}
