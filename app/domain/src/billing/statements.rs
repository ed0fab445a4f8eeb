//! The pages of bank statements: what was read in, what each line may be for, and what was decided.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::forms::Choice;
use crate::ids::{ClientId, InvoiceId, PaymentId, StatementId, StatementLineId};
use crate::locale::Locale;
use crate::money::Money;

/// Longest file of a bank, in bytes: a year of a busy account has a tenth of this.
pub const STATEMENT_BYTES: usize = 16 << 20;

/// What a file leaves open, as its form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportForm {
    /// The office's account, for a table that does not name it. The same words each time: they keep a line from
    /// coming in twice.
    pub account: String,
    /// A currency's code, or empty: as the file says.
    pub currency: String,
    /// "ymd", "dmy", "mdy", or empty: found out.
    pub dates: String,
    /// "point", "comma", or empty: found out.
    pub decimal: String,
    /// How the columns of a table are headed, where their heads do not tell: of the day, of the amount, of who
    /// paid, and of what they wrote.
    pub day_head: String,
    pub amount_head: String,
    pub payer_head: String,
    pub text_head: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    pub id: StatementId,
    pub account: String,
    /// "Oct 1 to Oct 31, 2026", as its lines say.
    pub days: String,
    /// "Greta Solheim, Oct 8, 2026".
    pub read_in: String,
    pub lines: i64,
    /// Payments in that nobody decided about.
    pub open: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportsPage {
    /// The latest first.
    pub imports: Vec<ImportRow>,
    pub currencies: Vec<Choice>,
    /// Accounts that were read before, to choose from.
    pub accounts: Vec<String>,
}

/// What one line may be for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalRow {
    pub client: ClientId,
    pub client_name: String,
    pub parts: Vec<(InvoiceId, String, Money)>,
    /// What no invoice asks for.
    pub over: Money,
    /// "Names the invoice, and the amount is what is left".
    pub reason: String,
    pub strong: bool,
    /// Another line is proposed for the same.
    pub contested: bool,
}

/// A payment in that nobody decided about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRow {
    pub id: StatementLineId,
    pub on: String,
    pub amount: Money,
    pub counterparty: String,
    pub says: String,
    /// The best first.
    pub proposals: Vec<ProposalRow>,
}

/// A line that is decided, or that went out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedRow {
    pub id: StatementLineId,
    pub on: String,
    pub amount: Money,
    pub counterparty: String,
    pub decided: Decided,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decided {
    Payment(PaymentId),
    /// Why it is none.
    Ignored(String),
    /// Money that went out.
    Out,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementPage {
    pub id: StatementId,
    pub account: String,
    pub days: String,
    pub read_in: String,
    /// Payments in that wait, the oldest first; the first hundred.
    pub open: Vec<LineRow>,
    pub open_count: i64,
    /// What is decided, the latest first; the first hundred.
    pub decided: Vec<DecidedRow>,
    pub decided_count: i64,
    pub locale: Locale,
}

/// A proposal that a person takes over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AcceptForm {
    pub line: String,
    pub client: String,
    /// Minor units, by invoice.
    pub parts: BTreeMap<String, String>,
}
