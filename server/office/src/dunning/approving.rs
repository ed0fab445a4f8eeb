//! A managing partner's word on a last notice, where the office wants one.

use domain::access::act;
use domain::ids::InvoiceId;

use crate::billing::on_invoice;
use crate::{Caller, Result, audit};

/// Lets the last notice of an invoice go that waits for it.
///
/// # Errors
/// Refused, NotFound; Conflict where none waits any more.
pub async fn approve(caller: &Caller, invoice: InvoiceId) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::ApproveNotice>(caller, invoice).await?;
    sqlx::query!("select approve_notice($1)", permit.subject().0).execute(&mut *tx).await?;
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
