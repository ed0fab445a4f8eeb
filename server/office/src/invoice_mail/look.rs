//! The last look before an invoice goes. Its paper is set before the look is kept, so that nothing is said to be
//! handed over that could not be made.

use domain::ids::InvoiceId;
use serde::Deserialize;
use sqlx::postgres::types::PgInterval;
use sqlx::types::Json;
use uuid::Uuid;

use super::compose::Said;
use crate::notices::{Carriers, Ready, begin};
use crate::{Error, Office, Result, online};

/// What `look_at_invoice` found.
#[derive(Debug, Deserialize)]
struct Look {
    invoice: Uuid,
    address: String,
    reply_to: String,
    #[serde(flatten)]
    said: Said,
}

pub(crate) async fn look(
    office: &Office,
    carriers: &Carriers,
    lease: Uuid,
    id: Uuid,
    hold: PgInterval,
) -> Result<Option<Ready>> {
    // what is merely kept here reached nobody, and proves nothing; in a demo everything is
    let counts = carriers.email.sender.is_some() || office.demo;
    let mut tx = begin(office).await?;
    let found = sqlx::query_scalar!(
        r#"select look_at_invoice($1, $2, $3, $4) as "look: Json<Look>""#,
        id,
        lease,
        hold,
        counts
    )
    .fetch_one(&mut *tx)
    .await?;
    let Some(Json(Look { invoice, address, reply_to, said })) = found else {
        tx.commit().await?;
        return Ok(None);
    };
    let offered = match said.discreet {
        true => Vec::new(),
        false => {
            let one = (InvoiceId(invoice), said.frozen.number.clone());
            online::offer(office, carriers, &mut tx, id, [one]).await?
        }
    };
    let composed = said.compose(&offered)?;
    let (name, discreet) = (said.name.clone(), said.discreet);
    let set =
        tokio::task::spawn_blocking(move || said.attached()).await.map_err(Error::internal)?;
    let attached = match set {
        Ok(attached) => attached,
        Err(error) => {
            tracing::error!(notice.id = %id, %error, "an invoice could not be set, and is not mailed");
            sqlx::query!("select give_up_invoice_mail($1, $2)", id, lease)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            return Ok(None);
        }
    };
    tx.commit().await?;
    Ok(Some(Ready {
        address,
        name,
        // whoever must not learn who writes does not learn it from the envelope either
        reply_to: if discreet { String::new() } else { reply_to },
        unnamed: discreet,
        said: composed,
        calendar: None,
        attached,
    }))
}
