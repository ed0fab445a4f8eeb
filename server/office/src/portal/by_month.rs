//! Whether the portal spares clients a call: those who rang to ask how things stand, beside those who looked.

use domain::access::act;
use domain::frame::Framed;
use domain::portal::{PortalUse, StatusMonth};

use crate::{Caller, Result, access, frame};

/// The last twelve months, the latest last; none from before there was anything to count.
///
/// # Errors
/// Refused.
pub async fn by_month(caller: &Caller) -> Result<Framed<PortalUse>> {
    let (mut tx, _permit) = access::on_office::<act::SeePortalUse>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let rows = sqlx::query!(
        r#"select month as "month!", calls as "calls!", status_calls as "status_calls!", visits as "visits!", people as "people!"
        from portal_use()"#
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let months = rows
        .into_iter()
        .skip_while(|row| row.calls == 0 && row.visits == 0)
        .map(|row| StatusMonth {
            label: row.month.to_jiff().strftime("%b %Y").to_string(),
            calls: row.calls,
            status_calls: row.status_calls,
            visits: row.visits,
            people: row.people,
        })
        .collect();
    Ok(Framed { frame, body: PortalUse { months } })
}
