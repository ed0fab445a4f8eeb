//! What a provider said that somebody has to decide about.

use domain::access::act;
use domain::billing::online::{EventRow, ToDecide, read_event_key};
use domain::ids::PaymentId;
use domain::money::{Currency, Money};
use domain::text;

use crate::audit::{self, Event, Resource};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, access};

/// Shown at once.
const ROWS: i64 = 50;

/// All of it that the caller may decide about, the oldest first; nothing for whoever does not bill.
pub(crate) async fn waiting(tx: &mut Tx, zone: &Region) -> Result<Vec<EventRow>> {
    if !access::by_role::<act::ImportStatement>(tx.caller()) {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"select provider, event_id, note, amount, currency, payment_reference, payment_id,
            received_at as "received_at: jiff_sqlx::Timestamp"
        from provider_events where note <> '' and decided_at is null order by received_at, event_id limit $1"#,
        ROWS
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let amount = match Currency::from_code(&row.currency) {
                Some(known) => zone.locale.money(Money::new(row.amount, known)),
                None => format!("{} {}", row.amount, row.currency),
            };
            Ok(EventRow {
                key: format!("{}~{}", row.provider, row.event_id),
                why: ToDecide::from_word(&row.note)
                    .ok_or_else(|| Error::internal("a saying without a reason"))?,
                amount,
                at: words::instant(row.received_at.to_jiff(), zone),
                reference: row.payment_reference,
                payment: row.payment_id.map(PaymentId),
            })
        })
        .collect()
}

/// Somebody has seen to it, and says how.
///
/// # Errors
/// NotFound for one that is unseen; Invalid without a word; Conflict where it was decided.
pub async fn decide(caller: &Caller, key: &str, decision: &str) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ImportStatement>(caller).await?;
    let (provider, event) = read_event_key(key).ok_or(Error::NotFound)?;
    let row = sqlx::query!(
        "select payment_id, note from provider_events where provider = $1 and event_id = $2",
        provider,
        event
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let decision = text::required_prose(decision, "what was done about it")
        .map_err(|why| Error::invalid("decision", why))?;
    sqlx::query!("select decide_provider_event($1, $2, $3)", provider, event, decision)
        .execute(&mut *tx)
        .await?;
    let resource = row.payment_id.map_or(Resource::Office, |id| Resource::Payment(PaymentId(id)));
    audit::record(&mut tx, Event::new("decide-provider-event", resource).with("about", row.note))
        .await?;
    tx.commit().await
}
