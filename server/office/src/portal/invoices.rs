//! Invoices as the client they were issued to reads them: made of what was kept then, and nothing of drafts.

use domain::billing::drafts::Frozen;
use domain::billing::online::AskedToPay;
use domain::ids::InvoiceId;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::portal::{
    PortalDisputeForm, PortalFramed, PortalInvoice, PortalInvoicePage, PortalInvoices,
};
use domain::text;
use jiff::civil::Date;
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::PortalCaller;
use super::caller::{PortalTx, Resource};
use super::home::Me;
use crate::billing::{Print, in_currency};
use crate::keys::{self, sha256};
use crate::online::{self, Online};
use crate::words::Region;
use crate::{Error, Result};

#[derive(Debug, Deserialize)]
struct Own {
    id: Uuid,
    kind: String,
    number: String,
    void: bool,
    currency: String,
    total: i64,
    balance: i64,
    asked: i64,
    disputed: i64,
    issued_on: Date,
    due_on: Option<Date>,
    overdue: Option<bool>,
    case: String,
    #[serde(rename = "for")]
    client: String,
    frozen: Option<Frozen>,
    /// Its reader may dispute it.
    #[serde(default)]
    writes: bool,
}

impl Own {
    fn shown(&self, zone: &Region) -> Result<PortalInvoice> {
        let currency = in_currency(&self.currency)?;
        let money = |minor: i64| zone.locale.money(Money::new(minor, currency));
        let credit_note = self.kind == "credit_note";
        let kind = if credit_note { "Credit note" } else { "Invoice" };
        Ok(PortalInvoice {
            id: InvoiceId(self.id),
            title: format!("{kind} {}", self.number),
            total: money(self.total),
            left: if self.balance > 0 { money(self.balance) } else { String::new() },
            issued: zone.date(self.issued_on),
            due: self.due_on.map(|day| zone.date(day)),
            overdue: self.overdue.unwrap_or_default(),
            void: self.void,
            credit_note,
            asked: self.asked > 0 && !credit_note,
            disputed: if self.disputed > 0 { money(self.disputed) } else { String::new() },
            case: self.case.clone(),
            client: self.client.clone(),
        })
    }
}

pub(super) async fn rows(tx: &mut PortalTx, me: &Me) -> Result<Vec<PortalInvoice>> {
    if !me.sees_money() {
        return Ok(Vec::new());
    }
    let zone = me.region();
    let rows = sqlx::query_scalar!(r#"select own_invoices() as "row!: Json<Own>""#)
        .fetch_all(&mut **tx)
        .await?;
    rows.into_iter().map(|Json(own)| own.shown(&zone)).collect()
}

/// All of them, what is open first.
///
/// # Errors
/// NotFound for somebody who sees nobody's money.
pub async fn invoices(
    caller: &PortalCaller,
    online: Option<&Online>,
) -> Result<PortalFramed<PortalInvoices>> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    if !me.sees_money() {
        return Err(Error::NotFound);
    }
    let rows = rows(&mut tx, &me).await?;
    tx.commit().await?;
    Ok(me.around(PortalInvoices { rows, pays: online.is_some() }))
}

async fn find(tx: &mut PortalTx, id: InvoiceId) -> Result<Own> {
    let found = sqlx::query_scalar!(r#"select own_invoice($1) as "row: Json<Own>""#, id.0)
        .fetch_optional(&mut **tx)
        .await?
        .flatten();
    found.map(|Json(own)| own).ok_or(Error::NotFound)
}

/// One of them, with what it was for.
///
/// # Errors
/// NotFound for one that is somebody else's.
pub async fn invoice(
    caller: &PortalCaller,
    online: Option<&Online>,
    id: InvoiceId,
) -> Result<PortalFramed<PortalInvoicePage>> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let own = find(&mut tx, id).await?;
    tx.record("portal-see-invoice", "done", Resource::Invoice(id.0)).await?;
    tx.commit().await?;
    let zone = me.region();
    let (lines, sums) = match &own.frozen {
        Some(said) => (lines(said, zone.locale), sums(said, zone.locale)),
        None => (Vec::new(), Vec::new()),
    };
    let body = PortalInvoicePage {
        invoice: own.shown(&zone)?,
        lines,
        sums,
        how_to_pay: own.frozen.map(|said| said.office.how_to_pay).unwrap_or_default(),
        billing_phone: me.billing_phone.clone(),
        pays: online.is_some(),
        may_dispute: own.writes && own.asked > 0,
    };
    Ok(me.around(body))
}

/// One that its reader is about to dispute.
///
/// # Errors
/// NotFound for one that is somebody else's; Conflict where nothing of it is left to dispute.
pub async fn to_dispute(
    caller: &PortalCaller,
    id: InvoiceId,
) -> Result<PortalFramed<PortalInvoice>> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let own = find(&mut tx, id).await?;
    tx.commit().await?;
    if !own.writes || own.asked <= 0 {
        return Err(Error::Conflict(NOTHING_TO_DISPUTE.into()));
    }
    let invoice = own.shown(&me.region())?;
    Ok(me.around(invoice))
}

const NOTHING_TO_DISPUTE: &str =
    "Nothing of this invoice can be disputed here: it is settled, or disputed already.";

/// Says what is wrong with one: what is left of it is not asked for until the office has settled that.
///
/// # Errors
/// NotFound for one that is somebody else's; Invalid; Refused for somebody who may only look; Conflict where nothing of
/// it is left to dispute.
pub async fn dispute(caller: &PortalCaller, id: InvoiceId, form: &PortalDisputeForm) -> Result<()> {
    let mut tx = caller.begin().await?;
    // what is somebody else's is not there, whatever was typed
    find(&mut tx, id).await?;
    let reason = text::required_prose(&form.reason, "what is wrong")
        .map_err(|what| Error::invalid("reason", what))?;
    let done = sqlx::query_scalar!("select own_dispute($1, $2, $3)", caller.id(), id.0, reason)
        .fetch_one(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    match done.as_str() {
        "done" => {}
        "reads" => {
            return Err(Error::Refused(
                "You may look at this invoice. To dispute it, ask us for the right to act.".into(),
            ));
        }
        _ => return Err(Error::Conflict(NOTHING_TO_DISPUTE.into())),
    }
    tx.record("portal-dispute", "done", Resource::Invoice(id.0)).await?;
    tx.commit().await
}

fn written(locale: Locale, currency: Currency) -> impl Fn(i64) -> String {
    move |minor| locale.money(Money::new(minor, currency))
}

fn lines(said: &Frozen, locale: Locale) -> Vec<(String, String)> {
    let money = written(locale, said.currency);
    said.lines
        .iter()
        .map(|line| {
            let worth = if line.in_fee { "in the fee".to_owned() } else { money(line.net) };
            (line.narrative.clone(), worth)
        })
        .collect()
}

fn sums(said: &Frozen, locale: Locale) -> Vec<(String, String)> {
    let money = written(locale, said.currency);
    let mut sums = vec![("Subtotal".to_owned(), money(said.subtotal))];
    if said.discount > 0 {
        sums.push(("Discount".to_owned(), money(-said.discount)));
    }
    sums.extend(said.taxes.iter().map(|tax| (tax.name.clone(), money(tax.tax))));
    sums.push(("Total".to_owned(), money(said.total)));
    sums
}

/// What its PDF is made of.
///
/// # Errors
/// NotFound for one that is somebody else's; Conflict for one that is asked for no more.
pub async fn printed(caller: &PortalCaller, id: InvoiceId) -> Result<Print> {
    let mut tx = caller.begin().await?;
    let own = find(&mut tx, id).await?;
    let (false, Some(said)) = (own.void, own.frozen) else {
        return Err(Error::Conflict("This invoice was taken back, and is not printed.".into()));
    };
    tx.record("portal-print-invoice", "done", Resource::Invoice(id.0)).await?;
    tx.commit().await?;
    Ok(Print { said, since: Vec::new() })
}

/// Asks to pay one online. Answers the token of a page of ours from which a plain link leads to the provider; none
/// where nothing is left to pay.
///
/// # Errors
/// NotFound for one that is somebody else's, and without a provider.
pub async fn pay(
    caller: &PortalCaller,
    online: Option<&Online>,
    id: InvoiceId,
) -> Result<Option<(String, AskedToPay)>> {
    if online.is_none() {
        return Err(Error::NotFound);
    }
    let token = keys::token(&caller.office().chance);
    let mut tx = caller.begin().await?;
    let made = sqlx::query_scalar!(
        r#"select own_pay_link($1, $2, $3) as "made!""#,
        caller.id(),
        id.0,
        &sha256(token.as_bytes())[..]
    )
    .fetch_one(&mut *tx)
    .await?;
    if !made {
        return Ok(None);
    }
    tx.record("portal-pay", "done", Resource::Invoice(id.0)).await?;
    tx.commit().await?;
    let asked = online::ask(caller.visit(), online, &token).await?;
    Ok(Some((token, asked)))
}
