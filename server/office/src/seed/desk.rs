//! What lies on the desk of Billing this morning: drafts, one of which waits for its attorney, and a bank statement
//! of which nobody decided yet.

use domain::billing::journal::plain;
use domain::billing::ledger::InvoiceFilter;
use domain::billing::statements::ImportForm;
use domain::cases::CaseRow;

use super::Seed;
use crate::{Result, billing};

impl Seed {
    pub(super) async fn billing_desk(&self) -> Result<()> {
        let cases = self.steady_cases().await?;
        self.go_to(0, 8)?;
        self.draft_of(&cases, "Nkechi", false).await?;
        self.later();
        self.draft_of(&cases, "Tomás", true).await?;
        self.bank_statement().await
    }

    /// A draft of a case that somebody leads, handed over or still being written.
    async fn draft_of(&self, cases: &[CaseRow], lead: &str, hand_over: bool) -> Result<()> {
        let greta = self.by("Greta")?;
        let theirs = |case: &&CaseRow| {
            case.lead.as_ref().is_some_and(|it| it.name.split(' ').next() == Some(lead))
        };
        for case in cases.iter().filter(theirs) {
            let unbilled = billing::unbilled(&greta, case.id).await?;
            if unbilled.draft.lines.is_empty() {
                continue;
            }
            let drafted = billing::write(&greta, case.id, &unbilled.draft).await?;
            if hand_over {
                billing::submit(&greta, drafted.invoice, drafted.revision).await?;
            }
            break;
        }
        Ok(())
    }

    /// One line names an invoice, one says nothing, and one is the bank's own.
    async fn bank_statement(&self) -> Result<()> {
        let greta = self.by("Greta")?;
        let open = billing::invoices(&greta, InvoiceFilter::default()).await?.body.page.rows;
        let Some(row) = open.last() else { return Ok(()) };
        let (yesterday, before) = (self.day(1)?, self.day(2)?);
        let file = format!(
            "Date,Amount,Currency,Name,Description\n\
             {before},{amount},{currency},{client},Invoice {number} thank you\n\
             {before},412.50,{currency},E. Vandermeer,As agreed by phone\n\
             {yesterday},-18.00,{currency},Harbor Bank,Monthly fee\n",
            amount = plain(row.left),
            currency = row.left.currency.code(),
            client = row.client.replace([',', '"'], " "),
            number = row.number,
        );
        let form = ImportForm { account: "Operating account 4411".into(), ..ImportForm::default() };
        billing::import(&greta, &form, file.into()).await?;
        Ok(())
    }
}
