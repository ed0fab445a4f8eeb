//! Several invoices that something is done about at once.

use serde::{Deserialize, Serialize};

use crate::forms::Choice;
use crate::ids::InvoiceId;
use crate::locale::Locale;
use crate::money::Money;

/// As many at once as somebody can look over.
pub const SEVERAL: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenInvoice {
    pub id: InvoiceId,
    pub number: String,
    pub client: String,
    pub case_number: String,
    pub left: Money,
}

impl ChosenInvoice {
    /// What is paid is not reminded of.
    pub const fn is_open(&self) -> bool {
        self.left.minor > 0
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenInvoices {
    pub rows: Vec<ChosenInvoice>,
    /// Who may see to every one of them.
    pub owners: Vec<Choice>,
    /// ISO.
    pub today: String,
    pub locale: Locale,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HoldForm {
    /// A word of [`super::dunning::DunningStage`]; empty: every stage.
    pub stage: String,
    /// The last day, ISO or as typed.
    pub until: String,
    /// Who sees to it.
    pub owner: String,
    pub reason: String,
}
