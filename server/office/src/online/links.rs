//! Making links: for a message that is about to go, or for somebody to hand over.

use domain::access::act;
use domain::ids::InvoiceId;
use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use crate::billing::on_invoice;
use crate::keys::{self, sha256};
use crate::notices::Carriers;
use crate::{Caller, Office, Result, audit};

/// What stands for a link where it is kept.
const LINK_GAP: &str = "[link]";

/// An invoice and the address at which it can be paid.
#[derive(Clone, Debug)]
pub(crate) struct Offered {
    pub(crate) number: String,
    pub(crate) url: String,
}

impl Offered {
    /// "Invoice 1042: https://…", as the message says it and as it is kept.
    pub(crate) fn lines(all: &[Offered]) -> (String, String) {
        let lines = |url: fn(&Offered) -> &str| {
            let line = |it: &Offered| format!("Invoice {}: {}", it.number, url(it));
            all.iter().map(line).collect::<Vec<_>>().join("\n")
        };
        (lines(|it| it.url.as_str()), lines(|_| LINK_GAP))
    }
}

/// A link for each invoice of a message, in the transaction of its last look; none without a provider, and none for
/// what nothing is left of.
pub(crate) async fn offer(
    office: &Office,
    carriers: &Carriers,
    tx: &mut Transaction<'static, Postgres>,
    notification: Uuid,
    invoices: impl IntoIterator<Item = (InvoiceId, String)>,
) -> Result<Vec<Offered>> {
    let mut offered = Vec::new();
    if !carriers.pays {
        return Ok(offered);
    }
    for (invoice, number) in invoices {
        let token = keys::token(&office.chance);
        let made = sqlx::query_scalar!(
            r#"select offer_payment($1, $2, $3, $4) as "made!""#,
            office.chance.id(office.clock.now()),
            invoice.0,
            &sha256(token.as_bytes())[..],
            notification
        )
        .fetch_one(&mut **tx)
        .await?;
        if made {
            offered.push(Offered { number, url: format!("{}/pay/{token}", carriers.base_url) });
        }
    }
    Ok(offered)
}

/// Makes a link by which an invoice can be paid. It is shown once and not kept: what is handed back is its secret.
///
/// # Errors
/// Conflict where nothing is left to pay.
pub async fn make(caller: &Caller, invoice: InvoiceId) -> Result<String> {
    let (mut tx, permit, _, event) = on_invoice::<act::SendInvoice>(caller, invoice).await?;
    let token = keys::token(&caller.office().chance);
    sqlx::query!(
        "select make_pay_link($1, $2, $3)",
        caller.id(),
        permit.subject().0,
        &sha256(token.as_bytes())[..]
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event.named("make-pay-link")).await?;
    tx.commit().await?;
    Ok(token)
}
