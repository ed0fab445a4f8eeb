//! A year of the demo office's invoices: from time that was worked, through approval, to how each debtor pays,
//! and what was said to those who did not, by the loops of reminders at the hour of each morning.
//!
//! Everything is done by the verbs, a day after the other, so that stages, payments and books agree.

use std::sync::Arc;

use domain::billing::invoices::SentBy;
use domain::billing::paid::PaymentForm;
use domain::billing::payments::Part;
use domain::billing::reminding::RemindingForm;
use domain::billing::sheet::TimeForm;
use domain::cases::CaseRow;
use domain::contacts::PointForm;
use domain::ids::{ClientId, InvoiceId, LetterBatchId};
use domain::notices::Channel;
use jiff::Span;
use jiff::civil::Date;

use super::Seed;
use super::told::{Kept, carriers};
use crate::billing::{self, Of};
use crate::notices::{self, Carriers};
use crate::{Caller, Error, Result, contacts, dunning};

/// Days that the story begins before today.
const YEAR: i64 = 365;
/// Days from one invoice of a case to the next, and days to pay.
const MONTH: i64 = 30;
/// Invoices of a month.
const CASES_BILLED: usize = 7;
const WORK: [(&str, &str); 8] = [
    ("1.4", "Review file and advise on next steps"),
    ("2.2", "Draft pleading and exhibits"),
    ("0.8", "Telephone conference with client"),
    ("3.1", "Prepare for and attend conference"),
    ("1.1", "Correspondence with opposing counsel"),
    ("2.6", "Legal research and memorandum"),
    ("0.5", "Review documents received"),
    ("1.8", "Revise agreement and advise client"),
];

/// How a debtor deals with an invoice. Days are counted from the due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Pays(i64),
    /// Half of it, and nothing more.
    Half(i64),
    /// Does not agree with a part; pays the rest.
    Disputes,
    /// Asked for time, and pays when it is over.
    Held,
    Silent,
}

/// An invoice that is out.
struct Out {
    invoice: InvoiceId,
    client: ClientId,
    lead: String,
    due: Date,
    left: i64,
    manner: Manner,
}

impl Seed {
    pub(super) async fn invoices(&self) -> Result<()> {
        let cases = self.steady_cases().await?;
        self.go_to(YEAR, 9)?;
        self.reminders_on().await?;
        let kept = Arc::new(Kept::default());
        let carriers = carriers(&kept)?;
        let mut out = Vec::new();
        for ago in (1..YEAR).rev() {
            self.go_to(ago, 9)?;
            for nth in 0..CASES_BILLED {
                // each case on a day of the month of its own
                if (ago + 4 * nth as i64) % MONTH == 0 {
                    out.extend(self.billed(&cases, ago, nth).await?);
                }
            }
            self.settle(&mut out, ago).await?;
            self.spoken_of(&carriers, ago).await?;
            drop(kept.take());
        }
        self.go_to(0, 8)
    }

    /// From its first invoices on; how to pay, as they say it.
    async fn reminders_on(&self) -> Result<()> {
        let miriam = self.by("Miriam")?;
        let mut tx = miriam.begin().await?;
        sqlx::query!(
            "update office_settings set payee = 'Pellworth Adair LLP', billing_email = 'accounts@pellworthadair.example',
                billing_phone = '(212) 555-0140',
                how_to_pay = 'By check payable to Pellworth Adair LLP, or by transfer to account 0000 000 412.'"
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        let form = RemindingForm {
            since: self.day(YEAR)?.to_string(),
            approve: String::new(),
            minutes: "6".into(),
        };
        dunning::save(&miriam, &form).await
    }

    /// What one case is billed for the month before; none where it was not open yet.
    async fn billed(&self, cases: &[CaseRow], ago: i64, nth: usize) -> Result<Option<Out>> {
        let day = self.day(ago)?;
        let open: Vec<&CaseRow> = cases
            .iter()
            .filter(|case| case.opened_on.date < self.day(ago + MONTH).unwrap_or(day))
            .collect();
        let Some(case) = open.get((nth * 11 + ago as usize * 3) % open.len().max(1)) else {
            return Ok(None);
        };
        let Some(lead) = &case.lead else { return Ok(None) };
        let Some(first) = lead.name.split(' ').next() else { return Ok(None) };
        let attorney = self.by(first)?;
        for piece in 0..3 + self.below(4) as i64 {
            let (time, narrative) = self.pick(&WORK);
            let form = TimeForm {
                on: self.day(ago + 2 + 5 * piece)?.to_string(),
                time: time.into(),
                narrative: narrative.into(),
                ..TimeForm::default()
            };
            unless_shut(billing::record(&attorney, Some(case.id), &form, Of::DaySheet).await)?;
        }
        let (greta, miriam) = (self.by("Greta")?, self.by("Miriam")?);
        let month = (ago / MONTH) as usize;
        if (month + nth).is_multiple_of(3) {
            let on = self.day(ago + 3)?.to_string();
            self.laid_out(&greta, case.id, &on, month + nth, month.is_multiple_of(2)).await?;
        }
        let Some(unbilled) = unless_shut(billing::unbilled(&greta, case.id).await)? else {
            return Ok(None);
        };
        if unbilled.draft.lines.is_empty() {
            return Ok(None);
        }
        let drafted = billing::write(&greta, case.id, &unbilled.draft).await?;
        let (invoice, revision) = (drafted.invoice, drafted.revision);
        billing::submit(&greta, invoice, revision).await?;
        billing::decide(&miriam, invoice, revision + 1, None).await?;
        billing::issue(&greta, invoice, revision + 2, "").await?;
        billing::mail(&greta, invoice, SentBy::Letter, &day.to_string(), "").await?;
        // all of them within four months
        let turn = (ago / MONTH * CASES_BILLED as i64 + nth as i64) % 24;
        if matches!(turn, 4 | 12 | 20) {
            self.by_post(case).await?;
        }
        let manner = match turn {
            2 | 9 | 17 => Manner::Pays(8 + self.below(5) as i64),
            5 | 20 => Manner::Pays(16 + self.below(12) as i64),
            12 => Manner::Pays(34 + self.below(20) as i64),
            7 => Manner::Half(10 + self.below(10) as i64),
            14 => Manner::Disputes,
            22 => Manner::Held,
            4 => Manner::Silent,
            _ => Manner::Pays(-3 - self.below(22) as i64),
        };
        Ok(Some(Out {
            invoice,
            client: case.client_id,
            lead: first.to_owned(),
            due: day.checked_add(Span::new().days(MONTH)).map_err(Error::internal)?,
            left: drafted.totals.total,
            manner,
        }))
    }

    /// Some would rather read paper, and say so when an invoice comes.
    async fn by_post(&self, case: &CaseRow) -> Result<()> {
        let miriam = self.by("Miriam")?;
        let read = unless_shut(contacts::preferences_form(&miriam, case.client_id).await)?;
        let Some((_, mut form, _)) = read else { return Ok(()) };
        if !form.preferred.is_empty() || !form.discreet.is_empty() {
            return Ok(());
        }
        form.preferred = "post".into();
        contacts::set_preferences(&miriam, case.client_id, &form).await?;
        let address = PointForm {
            channel: "post".into(),
            purpose: "billing".into(),
            value: format!(
                "{} Alder Street\nNew York, NY 10024",
                100 + case.client.bytes().map(usize::from).sum::<usize>() % 800
            ),
            ..PointForm::default()
        };
        contacts::add(&miriam, case.client_id, &address).await
    }

    /// What debtors do on a day.
    async fn settle(&self, out: &mut Vec<Out>, ago: i64) -> Result<()> {
        let today = self.day(ago)?;
        let greta = self.by("Greta")?;
        let mut open = Vec::with_capacity(out.len());
        for mut one in out.drain(..) {
            let late = i64::from((today - one.due).get_days());
            let paid = match one.manner {
                Manner::Pays(on) if late >= on => one.left,
                Manner::Half(on) if late == on => one.left / 2,
                Manner::Disputes if late == 3 => {
                    let part = one.left / 4;
                    self.dispute(&one, part).await?;
                    one.left - part
                }
                Manner::Held if late == 4 => {
                    self.hold(&one, today).await?;
                    0
                }
                Manner::Held if late == 26 => one.left,
                _ => 0,
            };
            if paid > 0 {
                self.pay(&greta, &one, paid, today).await?;
                one.left -= paid;
            }
            if one.left > 0 {
                open.push(one);
            }
        }
        *out = open;
        Ok(())
    }

    async fn pay(&self, greta: &Caller, one: &Out, amount: i64, today: Date) -> Result<()> {
        let form = PaymentForm {
            currency: "USD".into(),
            amount: format!("{}.{:02}", amount / 100, amount % 100),
            method: self.pick(&["check", "check", "bank_transfer", "card"]).into(),
            received_on: today.to_string(),
            ..PaymentForm::default()
        };
        let part = Part { invoice: one.invoice, amount };
        billing::record_payment(greta, one.client, &form, &[part], None).await?;
        Ok(())
    }

    async fn dispute(&self, one: &Out, part: i64) -> Result<()> {
        let lead = self.by(&one.lead)?;
        let mut tx = lead.begin().await?;
        sqlx::query!(
            "select dispute_invoice($1, $2, $3, 'Says that the conference was shorter.', $4)",
            lead.id(),
            one.invoice.0,
            part,
            lead.staff_id().0
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    async fn hold(&self, one: &Out, today: Date) -> Result<()> {
        use jiff_sqlx::ToSqlx as _;
        let greta = self.by("Greta")?;
        let until = today.checked_add(Span::new().days(21)).map_err(Error::internal)?;
        let mut tx = greta.begin().await?;
        sqlx::query!(
            "select hold_dunning($1, $2, null, 'Asked for three weeks; agreed by telephone.', $3, $4)",
            greta.id(),
            one.invoice.0,
            greta.staff_id().0,
            until.to_sqlx() as jiff_sqlx::Date
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    /// The loops of reminders in the morning, and once a week the letters; those of the last week still wait.
    async fn spoken_of(&self, carriers: &Carriers, ago: i64) -> Result<()> {
        self.office.clock.set(self.at(ago, 10)?);
        dunning::plan(&self.office).await?;
        notices::dispatch(&self.office, carriers, Channel::Email).await?;
        if ago % 7 == 0 && ago > 7 {
            self.office.clock.set(self.at(ago, 15)?);
            let greta = self.by("Greta")?;
            let batch: Option<LetterBatchId> = match dunning::print(&greta).await {
                Ok(batch) => Some(batch),
                // no letter waits
                Err(Error::Conflict(_)) => None,
                Err(error) => return Err(error),
            };
            if let Some(batch) = batch {
                dunning::mailed(&greta, batch, &self.day(ago)?.to_string()).await?;
            }
        }
        Ok(())
    }
}

/// A case that was closed since, or a wall that was raised, is not billed.
fn unless_shut<T>(done: Result<T>) -> Result<Option<T>> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(Error::Refused(_) | Error::NotFound | Error::Invalid(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
