//! One entry, to be changed or withdrawn.

use domain::access::act;
use domain::billing::sheet::{EntryPage, TimeForm};
use domain::billing::time::{Recorded, Treatment, hours};
use domain::frame::Frame;
use domain::ids::{ActivityId, InvoiceId, TimeEntryId};
use domain::money::Money;

use super::standing::{currency, on_time};
use super::{finding, sheet};
use crate::{Caller, Error, Result, audit, frame};

/// Its form as it stands, and what the page shows beside it.
///
/// # Errors
/// NotFound.
pub async fn entry(caller: &Caller, id: TimeEntryId) -> Result<(Frame, TimeForm, EntryPage)> {
    let (mut tx, _permit, _, event) =
        on_time::<act::SeeTimeEntry>(caller, Recorded::Entry(id)).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let row = sqlx::query!(
        r#"select e.staff_id, s.name as "whose!", e.case_id, c.number as "number?", k.name as "client?", e.worked_on, e.minutes,
            e.billed_minutes, e.narrative, e.activity_id, e.treatment, e.currency, e.rate, e.worth as "worth!", e.written_down,
            e.write_down_reason, e.invoice_id, e.revision, may_edit_time(e.staff_id, e.case_id) as "editable!"
        from time_entries e
        join staff s on s.id = e.staff_id
        left join case_billing c on c.id = e.case_id
        left join clients k on k.id = e.client_id
        where e.id = $1 and e.withdrawn_at is null"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let in_currency = currency(&row.currency)?;
    let money = |minor| Money::new(minor, in_currency);
    let written_down = match row.written_down {
        0 => String::new(),
        some => zone.locale.amount(money(some)),
    };
    let form = TimeForm {
        case: row.number.clone().unwrap_or_default(),
        picked: String::new(),
        on: row.worked_on.to_jiff().to_string(),
        time: hours(i64::from(row.minutes)),
        narrative: row.narrative,
        activity: row.activity_id.map(|id| ActivityId(id).to_string()).unwrap_or_default(),
        treatment: row.treatment.clone(),
        written_down,
        write_down_reason: row.write_down_reason,
        revision: row.revision.to_string(),
    };
    let page = EntryPage {
        id,
        whose: (row.staff_id != caller.staff_id().0).then_some(row.whose),
        worth: match (row.rate, Treatment::from_word(&row.treatment)) {
            (Some(rate), Some(Treatment::Billable)) => format!(
                "{} h at {} an hour, {}",
                hours(i64::from(row.billed_minutes)),
                zone.locale.money(money(rate)),
                zone.locale.money(money(row.worth - row.written_down))
            ),
            _ => String::new(),
        },
        invoice: row.invoice_id.map(InvoiceId),
        locked: row.invoice_id.is_some() || !row.editable,
        case: sheet::case(row.case_id, row.number, row.client),
        cases: finding::offered(&mut tx).await?,
        activities: sheet::activities(&mut tx).await?,
        revision: row.revision,
    };
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok((frame, form, page))
}
