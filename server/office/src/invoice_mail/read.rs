//! One e-mail about an invoice, for whoever sees the invoice.

use domain::access::act;
use domain::billing::drafts::Frozen;
use domain::frame::Framed;
use domain::ids::{InvoiceId, NotificationId};
use domain::notices::sent::{About, SentNotice};
use sqlx::types::Json;

use crate::billing::on_invoice;
use crate::notices::found;
use crate::{Caller, Result};

/// What it said, where it went, how far it got.
///
/// # Errors
/// NotFound, also for one about another invoice.
pub async fn read(
    caller: &Caller,
    invoice: InvoiceId,
    id: NotificationId,
) -> Result<Framed<SentNotice>> {
    let (mut tx, permit, _, event) = on_invoice::<act::SeeInvoice>(caller, invoice).await?;
    let invoice = permit.subject();
    let frozen = sqlx::query_scalar!(
        r#"select frozen as "frozen: Json<Frozen>" from invoices where id = $1"#,
        invoice.0
    )
    .fetch_one(&mut *tx)
    .await?;
    let title = frozen.map_or_else(|| "Invoice".to_owned(), |Json(frozen)| frozen.title());
    let event = event.named("see-invoice-mail").with("notice", id.to_string());
    found(tx, event, id, About::Invoice(invoice, title)).await
}
