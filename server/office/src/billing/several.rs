//! Several invoices at once: looked over together, and held together or not at all.

use domain::access::act;
use domain::billing::several::{ChosenInvoice, ChosenInvoices, HoldForm, SEVERAL};
use domain::forms::Choice;
use domain::frame::Framed;
use domain::ids::InvoiceId;
use domain::money::Money;
use uuid::Uuid;

use super::holds::Holding;
use super::standing::{currency, on_invoices};
use crate::{Caller, Error, Result, Tx, access, audit, frame, words};

/// Ids as an address carries them, with spaces between, each once. Whether they are the caller's to see is not asked.
///
/// # Errors
/// NotFound for what is no id; Refused, or Conflict for none or too many.
pub async fn chosen(caller: &Caller, ids: &str) -> Result<Vec<InvoiceId>> {
    let mut chosen: Vec<InvoiceId> = Vec::new();
    for id in ids.split_whitespace() {
        let id = id.parse().map_err(|_| Error::NotFound)?;
        if !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    if (1..=SEVERAL).contains(&chosen.len()) {
        return Ok(chosen);
    }
    // whoever may not see the list does not read of how many it takes
    let (tx, _permit) = access::on_office::<act::SeeReceivables>(caller).await?;
    drop(tx);
    Err(Error::Conflict(match chosen.len() {
        0 => "Choose the invoices first.".into(),
        _ => format!("Choose {SEVERAL} invoices at most."),
    }))
}

/// The chosen invoices, and who may see to all of them.
///
/// # Errors
/// NotFound for one that is unseen; Refused; Conflict for none or too many.
pub async fn several(caller: &Caller, ids: &str) -> Result<Framed<ChosenInvoices>> {
    let ids = chosen(caller, ids).await?;
    let (mut tx, _permits) = on_invoices::<act::PauseDunning>(caller, &ids).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = rows(&mut tx, &ids).await?;
    let owners = sqlx::query!(
        r#"select o.id as "id!", o.name as "name!" from unnest($1::uuid[]) as i (id) cross join lateral invoice_owners(i.id) o
        group by 1, 2 having count(*) = cardinality($1) order by 2, 1"#,
        &ids
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let owners =
        owners.into_iter().map(|it| Choice { value: it.id.to_string(), label: it.name }).collect();
    let today = words::today(caller.now(), &zone).to_string();
    Ok(Framed { frame, body: ChosenInvoices { rows, owners, today, locale: zone.locale } })
}

async fn rows(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<ChosenInvoice>> {
    let rows = sqlx::query!(
        r#"select i.id as "id!", i.number, k.name as "client!", c.number as "case_number!", i.currency as "currency!",
            i.balance as "left!"
        from invoices i
        join case_billing c on c.id = i.case_id
        join clients k on k.id = i.client_id
        where i.id = any ($1) order by i.due_on nulls last, i.id"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ChosenInvoice {
                id: InvoiceId(row.id),
                number: row.number.unwrap_or_default(),
                client: row.client,
                case_number: row.case_number,
                left: Money::new(row.left, currency(&row.currency)?),
            })
        })
        .collect()
}

/// Holds the reminders of those that something is left to pay of: of all of them, or of none. Hands back of how
/// many.
///
/// # Errors
/// As [`super::hold`], and as [`several`]; Conflict where nothing is left to pay of any.
pub async fn hold_several(caller: &Caller, ids: &str, form: &HoldForm) -> Result<usize> {
    let mut ids = chosen(caller, ids).await?;
    // always in one order: two who hold the same do not wait for each other
    ids.sort_unstable();
    let (mut tx, permits) = on_invoices::<act::PauseDunning>(caller, &ids).await?;
    let zone = caller.zone(&mut tx).await?;
    let holding = Holding::read(form, words::today(caller.now(), &zone))?;
    let asked: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let open: Vec<InvoiceId> = rows(&mut tx, &asked)
        .await?
        .into_iter()
        .filter(ChosenInvoice::is_open)
        .map(|row| row.id)
        .collect();
    if open.is_empty() {
        return Err(Error::Conflict("Nothing is left to pay of these.".into()));
    }
    for (permit, event) in permits {
        if open.contains(&permit.subject()) {
            holding.put(&mut tx, &permit).await?;
            audit::record(&mut tx, event).await?;
        }
    }
    tx.commit().await?;
    Ok(open.len())
}
