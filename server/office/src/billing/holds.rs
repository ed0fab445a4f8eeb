//! What keeps an invoice from being reminded of: holds, disputes, and an invoice that waits to be released.
//! A hold or dispute is always somebody's to see to, and a hold ends by itself.

use domain::access::{Permit, act};
use domain::billing::dunning::DunningStage;
use domain::billing::several::HoldForm;
use domain::billing::show::InvoiceActForm;
use domain::forms::FieldErrors;
use domain::ids::{InvoiceId, StaffId};
use domain::money::Money;
use domain::text;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::issuing::required;
use super::standing::{currency, on_invoice};
use crate::{Caller, Error, Result, Tx, audit, words};

/// The longest that reminders are held, in days.
const LONGEST_HOLD: i64 = 366;

fn owner(typed: &str) -> Result<StaffId, String> {
    typed.parse().map_err(|_| "Choose who sees to it.".to_owned())
}

/// What a form says of a hold.
pub(super) struct Holding {
    stage: Option<DunningStage>,
    until: Date,
    owner: StaffId,
    reason: String,
}

impl Holding {
    /// # Errors
    /// Invalid, with every field that is wrong.
    pub(super) fn read(form: &HoldForm, today: Date) -> Result<Holding> {
        let mut errors = FieldErrors::default();
        let stage = match form.stage.as_str() {
            "" => Some(None),
            word => {
                let known = DunningStage::from_word(word);
                errors.take("stage", known.ok_or_else(|| "Choose a reminder.".to_owned())).map(Some)
            }
        };
        let until = errors.take(
            "until",
            text::parse_date(&form.until).and_then(|until| match until {
                early if early < today => Err("This day is over.".to_owned()),
                late if late > today.saturating_add(LONGEST_HOLD.days()) => {
                    Err("Hold them for a year at most.".to_owned())
                }
                until => Ok(until),
            }),
        );
        let owner = errors.take("owner", owner(&form.owner));
        let reason = errors.take("reason", text::required_prose(&form.reason, "a reason"));
        match (stage, until, owner, reason) {
            (Some(stage), Some(until), Some(owner), Some(reason)) => {
                Ok(Holding { stage, until, owner, reason })
            }
            _ => Err(Error::Invalid(errors)),
        }
    }

    pub(super) async fn put(&self, tx: &mut Tx, permit: &Permit<act::PauseDunning>) -> Result<()> {
        let id = tx.caller().id();
        sqlx::query!(
            "select hold_dunning($1, $2, $3, $4, $5, $6)",
            id,
            permit.subject().0,
            self.stage.map(DunningStage::word),
            self.reason,
            self.owner.0,
            self.until.to_sqlx() as jiff_sqlx::Date
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

/// Says nothing of an invoice until a day: of one stage, or of all.
///
/// # Errors
/// Invalid; Conflict where nothing is left to pay, or whoever is to see to it cannot see the case.
pub async fn hold(caller: &Caller, invoice: InvoiceId, form: &HoldForm) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::PauseDunning>(caller, invoice).await?;
    let zone = caller.zone(&mut tx).await?;
    let holding = Holding::read(form, words::today(caller.now(), &zone))?;
    holding.put(&mut tx, &permit).await?;
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Ends a hold before its day.
///
/// # Errors
/// NotFound for a hold of another invoice; Conflict where it is over.
pub async fn end_hold(caller: &Caller, invoice: InvoiceId, hold: Uuid) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::PauseDunning>(caller, invoice).await?;
    sqlx::query_scalar!(
        "select id from dunning_holds where id = $1 and invoice_id = $2",
        hold,
        permit.subject().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    sqlx::query!("select end_hold($1)", hold).execute(&mut *tx).await?;
    audit::record(&mut tx, event.named("end-hold")).await?;
    tx.commit().await
}

/// Marks an amount of an invoice as disputed: it is not asked for, and the rest is.
///
/// # Errors
/// Invalid for more than is left and undisputed.
pub async fn dispute(caller: &Caller, invoice: InvoiceId, form: &InvoiceActForm) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::DisputeInvoice>(caller, invoice).await?;
    let zone = caller.zone(&mut tx).await?;
    let row = sqlx::query!(
        r#"select i.currency, i.balance - coalesce((select sum(d.amount) from disputes d
                where d.invoice_id = i.id and d.settled_at is null), 0)::bigint as "undisputed!"
        from invoices i where i.id = $1"#,
        permit.subject().0
    )
    .fetch_one(&mut *tx)
    .await?;
    let in_currency = currency(&row.currency)?;
    let mut errors = FieldErrors::default();
    let amount = errors.take(
        "amount",
        Money::parse_above_zero(&form.amount, in_currency).and_then(|amount| {
            match amount.minor <= row.undisputed {
                true => Ok(amount),
                false => {
                    let left = zone.locale.money(Money::new(row.undisputed, in_currency));
                    Err(format!("{left} of this invoice is left to pay and not disputed."))
                }
            }
        }),
    );
    let owner = errors.take("owner", owner(&form.owner));
    let reason = errors.take("reason", text::required_prose(&form.reason, "a reason"));
    let (Some(amount), Some(owner), Some(reason)) = (amount, owner, reason) else {
        return Err(Error::Invalid(errors));
    };
    sqlx::query!(
        "select dispute_invoice($1, $2, $3, $4, $5)",
        caller.id(),
        permit.subject().0,
        amount.minor,
        reason,
        owner.0
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Settles a dispute, with what came of it.
///
/// # Errors
/// NotFound for a dispute of another invoice; Conflict where it is settled.
pub async fn settle(
    caller: &Caller,
    invoice: InvoiceId,
    dispute: Uuid,
    outcome: &str,
) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::DisputeInvoice>(caller, invoice).await?;
    let outcome = required(outcome)?;
    sqlx::query_scalar!(
        "select id from disputes where id = $1 and invoice_id = $2",
        dispute,
        permit.subject().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    sqlx::query!("select settle_dispute($1, $2)", dispute, outcome).execute(&mut *tx).await?;
    audit::record(&mut tx, event.named("settle-dispute")).await?;
    tx.commit().await
}

/// Lets an invoice that was entered after the fact be reminded of.
///
/// # Errors
/// Conflict where it is not held back.
pub async fn release(caller: &Caller, invoice: InvoiceId) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::SendInvoice>(caller, invoice).await?;
    sqlx::query!("select release_invoice($1)", permit.subject().0).execute(&mut *tx).await?;
    audit::record(&mut tx, event.named("release-invoice")).await?;
    tx.commit().await
}
