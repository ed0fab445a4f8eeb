//! What the provider says has happened. It says it until we answer, twice now and then, and in any order.

use channels::{Happened, Told};
use domain::money::Currency;

use crate::notices::begin;
use crate::{Office, Result};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was said before, or is nothing that concerns us.
    Known,
    /// A payment was recorded and put on its invoice.
    Recorded,
    /// It is kept, and somebody has to decide.
    Waits,
}

/// Takes it, once.
///
/// # Errors
/// Unavailable: the provider asks again.
pub async fn take(office: &Office, provider: &str, told: &Told) -> Result<Taken> {
    let (word, order, payment, amount, currency) = match &told.happened {
        Happened::Paid { order, payment, amount, currency } => {
            ("paid", *order, payment, *amount, currency)
        }
        Happened::Refunded { payment, amount, currency } => {
            ("refunded", None, payment, *amount, currency)
        }
        Happened::Disputed { payment, amount, currency } => {
            ("disputed", None, payment, *amount, currency)
        }
        Happened::Other => return Ok(Taken::Known),
    };
    let mut tx = begin(office).await?;
    let became = sqlx::query_scalar!(
        r#"select take_provider_event($1, $2, $3, $4, $5, $6, $7, $8) as "became!""#,
        provider,
        told.event,
        word,
        order,
        payment,
        amount,
        currency,
        Currency::from_code(currency).is_some()
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(match became.as_str() {
        "taken" => Taken::Recorded,
        "waits" => Taken::Waits,
        _ => Taken::Known,
    })
}
