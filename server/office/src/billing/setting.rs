//! What holds for every invoice: days to pay, approval, numbers, how it asks to be paid, how tax and time round.

use domain::access::act;
use domain::billing::setting::{
    InvoiceSettingForm, InvoiceSettingPage, ParsedInvoiceSetting, number,
};
use domain::forms::FieldErrors;
use domain::frame::Frame;

use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access, cases, frame, words};

/// How invoices are set, as the form shows it.
///
/// # Errors
/// Refused.
pub async fn invoice_setting(
    caller: &Caller,
) -> Result<(Frame, InvoiceSettingForm, InvoiceSettingPage)> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let kept = kept(&mut tx).await?;
    let numbered = numbered(&mut tx).await?;
    tx.commit().await?;
    let year = words::today(caller.now(), &zone).year();
    let page = InvoiceSettingPage { numbered, example: number(&kept.invoice_pattern, year, 1) };
    Ok((frame, kept.form(), page))
}

/// As the office keeps it.
struct Kept {
    payment_days: i16,
    approve_drafts: bool,
    tax_basis: String,
    tax_rounding: String,
    time_step: i16,
    time_rounding: String,
    tax_number: String,
    invoice_pattern: String,
    credit_note_pattern: String,
    first_invoice: i32,
    payee: String,
    iban: String,
    bic: String,
    how_to_pay: String,
    billing_email: String,
    billing_phone: String,
    invoices_revision: i32,
}

async fn kept(tx: &mut Tx) -> Result<Kept> {
    let kept = sqlx::query_as!(
        Kept,
        "select payment_days, approve_drafts, tax_basis, tax_rounding, time_step, time_rounding, tax_number, invoice_pattern,
            credit_note_pattern, first_invoice, payee, iban, bic, how_to_pay, billing_email, billing_phone, invoices_revision
        from office_settings"
    );
    Ok(kept.fetch_one(&mut **tx).await?)
}

/// Whether an invoice has a number here already.
async fn numbered(tx: &mut Tx) -> Result<bool> {
    let numbered = sqlx::query_scalar!(
        r#"select exists (select from invoices where kind = 'invoice' and number is not null) as "numbered!""#
    );
    Ok(numbered.fetch_one(&mut **tx).await?)
}

impl Kept {
    fn form(self) -> InvoiceSettingForm {
        InvoiceSettingForm {
            payment_days: self.payment_days.to_string(),
            approve: if self.approve_drafts { "on".into() } else { String::new() },
            tax_number: self.tax_number,
            basis: self.tax_basis,
            rounding: self.tax_rounding,
            time_step: self.time_step.to_string(),
            time_rounding: self.time_rounding,
            invoice_pattern: self.invoice_pattern,
            credit_note_pattern: self.credit_note_pattern,
            first_invoice: self.first_invoice.to_string(),
            payee: self.payee,
            iban: self.iban,
            bic: self.bic,
            how_to_pay: self.how_to_pay,
            email: self.billing_email,
            phone: self.billing_phone,
            revision: self.invoices_revision.to_string(),
        }
    }

    /// What is not as it was, in words for the log.
    fn changed(&self, new: &ParsedInvoiceSetting) -> Vec<String> {
        [
            ("days to pay", self.payment_days != new.payment_days),
            ("approval of drafts", self.approve_drafts != new.approve),
            ("tax number", self.tax_number != new.tax_number),
            ("tax in prices", self.tax_basis != new.basis.word()),
            ("rounding of tax", self.tax_rounding != new.rounding.word()),
            ("steps of time", self.time_step != new.time_step),
            ("rounding of time", self.time_rounding != new.time_rounding.word()),
            ("numbers of invoices", self.invoice_pattern != new.invoice_pattern),
            ("numbers of credit notes", self.credit_note_pattern != new.credit_note_pattern),
            ("first number", new.first_invoice.is_some_and(|first| first != self.first_invoice)),
            ("account holder", self.payee != new.payee),
            ("account", (&self.iban, &self.bic) != (&new.iban, &new.bic)),
            ("how to pay", self.how_to_pay != new.how_to_pay),
            ("email of billing", self.billing_email != new.email),
            ("phone of billing", self.billing_phone != new.phone),
        ]
        .into_iter()
        .filter(|(_, changed)| *changed)
        .map(|(what, _)| what.to_owned())
        .collect()
    }
}

/// Saves how invoices are set. What is drafted keeps how its tax is worked out; what is issued keeps all of it.
///
/// # Errors
/// Invalid, Refused, StepUp; Conflict where somebody saved first.
pub async fn save_invoice_setting(caller: &Caller, form: &InvoiceSettingForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageBilling>(caller).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let old = kept(&mut tx).await?;
    let first = parsed.as_ref().and_then(|new| new.first_invoice);
    if first.is_some_and(|first| first != old.first_invoice) && numbered(&mut tx).await? {
        errors.add(
            "first_invoice",
            "Invoices have numbers here already: the count goes on by itself.",
        );
    }
    let (Some(new), true) = (parsed, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    let done = sqlx::query!(
        "update office_settings set payment_days = $2, approve_drafts = $3, tax_basis = $4, tax_rounding = $5, time_step = $6,
            time_rounding = $7, tax_number = $8, invoice_pattern = $9, credit_note_pattern = $10,
            first_invoice = coalesce($11, first_invoice), payee = $12, iban = $13, bic = $14, how_to_pay = $15,
            billing_email = $16, billing_phone = $17, invoices_revision = invoices_revision + 1
        where invoices_revision = $1",
        cases::revision(&form.revision)?,
        new.payment_days,
        new.approve,
        new.basis.word(),
        new.rounding.word(),
        new.time_step,
        new.time_rounding.word(),
        new.tax_number,
        new.invoice_pattern,
        new.credit_note_pattern,
        new.first_invoice,
        new.payee,
        new.iban,
        new.bic,
        new.how_to_pay,
        new.email,
        new.phone
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody changed these settings meanwhile. What you typed is kept here and not saved yet: look at it, then save again.".into(),
        ));
    }
    let event = Event::new("set-invoices", Resource::Office).with("changed", old.changed(&new));
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
