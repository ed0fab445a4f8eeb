//! The words that the templates set of their own accord.

use serde::Serialize;

/// In the language of the letter; English where the caller has nothing else.
#[derive(Clone, Debug, Serialize)]
pub struct Words {
    pub billed_to: String,
    pub matter: String,
    pub how_to_pay: String,
    /// Heads of the table of taxes.
    pub tax: String,
    pub net: String,
    pub tax_amount: String,
    /// With `{page}` and `{pages}` where the numbers go.
    pub page: String,
    /// Read in place of the code by a screen reader, and set beside it.
    pub scan: String,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            billed_to: "Billed to".into(),
            matter: "Case".into(),
            how_to_pay: "How to pay".into(),
            tax: "Tax".into(),
            net: "On".into(),
            tax_amount: "Amount".into(),
            page: "Page {page} of {pages}".into(),
            scan: "Scan to pay".into(),
        }
    }
}
