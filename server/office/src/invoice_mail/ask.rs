//! Having invoices sent, one or several, as they were looked over.

use domain::access::act;
use domain::billing::mailing::{Obstacle, read_key};
use domain::ids::InvoiceId;

use super::preview::chosen;
use crate::billing::on_invoice;
use crate::{Caller, Error, Result, audit};

/// What became of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Those that are on their way, by this form or by the same one sent before.
    pub sent: Vec<InvoiceId>,
}

/// Has invoices sent. `keys`: each as the preview showed it, with spaces between; one that was asked for already is
/// not sent again. Each is kept by itself: one that cannot go takes none of the others with it.
///
/// # Errors
/// NotFound for one that is unseen; Refused; Conflict, in words, where some cannot go.
pub async fn send(caller: &Caller, keys: &str) -> Result<Asked> {
    let keys = match chosen(keys, read_key) {
        Ok(keys) => keys,
        Err(error) => {
            crate::access::on_office::<act::SeeReceivables>(caller).await?;
            return Err(error);
        }
    };
    let alone = keys.len() == 1;
    let (mut asked, mut stayed) = (Asked::default(), 0);
    for (invoice, nth) in keys {
        match one(caller, invoice, nth).await {
            Ok(()) => asked.sent.push(invoice),
            Err(Error::Conflict(_)) if !alone => stayed += 1,
            Err(error) => return Err(error),
        }
    }
    match (asked.sent.len(), stayed) {
        (_, 0) => Ok(asked),
        (0, _) => {
            Err(Error::Conflict("None of these can be sent now. See why beside each.".into()))
        }
        (1, stayed) => Err(Error::Conflict(format!(
            "1 is on its way, and {stayed} cannot be sent now. See why beside each."
        ))),
        (sent, stayed) => Err(Error::Conflict(format!(
            "{sent} are on their way, and {stayed} cannot be sent now. See why beside each."
        ))),
    }
}

async fn one(caller: &Caller, invoice: InvoiceId, nth: i32) -> Result<()> {
    let (mut tx, permit, _, event) = on_invoice::<act::SendInvoice>(caller, invoice).await?;
    let way = sqlx::query!(
        r#"select channel, bar, nth as "nth!", going as "going!" from invoice_mail_ways(array[$1::uuid])"#,
        permit.subject().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    if nth >= way.nth
        && let Some(why) = Obstacle::of(way.bar.as_deref(), way.channel.as_deref(), way.going)
    {
        return Err(Error::Conflict(why.says().into()));
    }
    let new = sqlx::query_scalar!(
        r#"select mail_invoice($1, $2, $3) as "new!""#,
        caller.id(),
        permit.subject().0,
        nth
    )
    .fetch_one(&mut *tx)
    .await?;
    if new {
        audit::record(&mut tx, event).await?;
    }
    tx.commit().await
}
