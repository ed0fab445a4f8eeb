//! How some cases of the demo office are paid for, a tax to choose, and what was laid out, a few with receipts.

use domain::billing::expenses::ExpenseForm;
use domain::billing::setting::TaxForm;
use domain::billing::terms::TermsForm;
use domain::cases::CaseRow;
use domain::documents::Kind;
use domain::ids::CaseId;

use super::Seed;
use super::documents::{Paper, printed};
use crate::billing::{self, ReceiptFile};
use crate::{Caller, Error, Result};

/// Amount, what for, and the name of its receipt.
const OUTLAYS: [(&str, &str, &str); 5] = [
    ("210", "Court filing fee", "Filing fee.pdf"),
    ("85", "Service of process", "Process server.pdf"),
    ("346.50", "Deposition transcript", "Transcript invoice.pdf"),
    ("62.40", "Courier to the court", "Courier slip.png"),
    ("18.75", "Certified copies", "Certified copies.pdf"),
];

impl Seed {
    /// An expense of somebody's on a case, the `nth` of them; with its receipt where one was kept.
    pub(super) async fn laid_out(
        &self,
        by: &Caller,
        case: CaseId,
        on: &str,
        nth: usize,
        kept: bool,
    ) -> Result<()> {
        let (amount, description, name) = OUTLAYS[nth % OUTLAYS.len()];
        let form = ExpenseForm {
            on: on.into(),
            amount: amount.into(),
            description: description.into(),
            ..ExpenseForm::default()
        };
        let paper = Paper {
            days_ago: 0,
            by: "Greta",
            name,
            kind: Kind::Receipt,
            title: "Receipt",
            says: &["Received with thanks, for services as described on the face of this receipt."],
        };
        let file = kept.then(|| ReceiptFile { name: name.into(), bytes: printed(&paper).into() });
        match billing::record_expense_with(by, case, &form, file).await {
            // a case that was closed since, or a wall that was raised, takes no more; nor one that was not open yet
            Ok(_) | Err(Error::Refused(_) | Error::NotFound | Error::Invalid(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// A fixed fee, one without charge, one that an insurer pays; and a tax that a line can be given by hand, since
    /// advice is not taxed in New York.
    pub(super) async fn terms(&self) -> Result<()> {
        let cases = self.steady_cases().await?;
        self.go_to(0, 8)?;
        let tax = TaxForm {
            name: "Sales tax, New York City".into(),
            percent: "8.875".into(),
            since: self.day(365)?.to_string(),
            ..TaxForm::default()
        };
        billing::add_tax(&self.by("Miriam")?, &tax).await?;
        let plain = TermsForm {
            arrangement: "hourly".into(),
            currency: "USD".into(),
            reminded: "on".into(),
            ..TermsForm::default()
        };
        let fixed = TermsForm {
            arrangement: "fixed_fee".into(),
            fixed_fee: "3500".into(),
            ..plain.clone()
        };
        let pro_bono =
            TermsForm { arrangement: "pro_bono".into(), reminded: String::new(), ..plain.clone() };
        let theirs =
            |case: &&CaseRow| case.lead.as_ref().is_some_and(|it| it.name.starts_with("Jonas"));
        let greta = self.by("Greta")?;
        for (case, form) in cases.iter().filter(theirs).zip([fixed, pro_bono]) {
            billing::set_terms(&greta, case.id, &form).await?;
        }
        let insured = self.case_called("Okonkwo v. Tideland Freight & Storage").await?.id;
        let (_, _, page) = billing::terms(&greta, insured).await?;
        let payer = page.payers.first().map(|choice| choice.value.clone()).unwrap_or_default();
        let insurer = TermsForm {
            payer,
            payment_days: "45".into(),
            reference: "Claim 88-20417".into(),
            ..plain
        };
        billing::set_terms(&greta, insured, &insurer).await?;
        for (nth, ago) in [70, 43, 20, 9].into_iter().enumerate() {
            self.go_to(ago, 15)?;
            let on = self.day(ago)?.to_string();
            self.laid_out(&self.by("Greta")?, insured, &on, nth, nth != 3).await?;
        }
        self.go_to(0, 8)
    }
}
