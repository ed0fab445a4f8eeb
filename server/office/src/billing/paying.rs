//! Taking a payment: who paid, what is open, and the form read into one payment and its parts.

use std::collections::BTreeMap;

use domain::access::act;
use domain::billing::paid::{CreditForm, Debtor, Paying, PayingPage, PaymentForm, part_field};
use domain::billing::payments::{AllocationError, Method, Open, Part, allocate};
use domain::forms::{Choice, FieldErrors};
use domain::frame::Frame;
use domain::ids::{ClientId, InvoiceId, PaymentId, StatementLineId};
use domain::money::{Currency, Money};
use domain::text;
use jiff::civil::Date;

use super::paid::open;
use super::payments::{allocate_credit, part_of, record_as, record_payment, refund_as};
use super::standing::{currency, on_payment};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, frame, words};

/// Offered at once.
const MOST_FOUND: i64 = 12;

/// The form of a new payment: of this client, or with whom to choose. With a line of a bank statement it begins
/// with what that says.
///
/// # Errors
/// NotFound for a client or a line out of sight; Refused.
pub async fn paying(
    caller: &Caller,
    client: Option<ClientId>,
    words: &str,
    line: Option<StatementLineId>,
) -> Result<(Frame, PaymentForm, PayingPage)> {
    let Some(client) = client else { return whose(caller, words, line).await };
    let (mut tx, permit, _) = access::on_client::<act::RecordPayment>(caller, client).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let client = permit.subject();
    let name = sqlx::query_scalar!("select name from clients where id = $1", client.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    let open = open(&mut tx, client, None, &zone).await?;
    let payers = sqlx::query!(
        r#"select p.id as "id!", p.name as "name!", c.number as "number!" from payers p join case_billing c on c.id = p.case_id
        where c.client_id = $1 and p.ended_at is null order by p.name, p.id"#,
        client.0
    )
    .fetch_all(&mut *tx)
    .await?;
    let payers = payers
        .into_iter()
        .map(|row| Choice {
            value: row.id.to_string(),
            label: format!("{}, {}", row.name, row.number),
        })
        .collect();
    let credits = sqlx::query!(
        r#"select currency, sum(credit)::bigint as "over!" from payments
        where client_id = $1 and credit > 0 group by currency order by currency"#,
        client.0
    )
    .fetch_all(&mut *tx)
    .await?;
    let credits = credits
        .into_iter()
        .map(|row| Ok(Money::new(row.over, currency(&row.currency)?)))
        .collect::<Result<Vec<_>>>()?;
    let own = office_currency(&mut tx).await?;
    let mut form = PaymentForm {
        once: caller.id().to_string(),
        client: client.to_string(),
        currency: open.first().map_or(own, |row| row.left.currency).code().to_owned(),
        method: Method::BankTransfer.word().into(),
        received_on: words::today(caller.now(), &zone).to_string(),
        ..PaymentForm::default()
    };
    let line = of_line(&mut tx, line, Some(&mut form), &zone).await?;
    tx.commit().await?;
    let page = PayingPage {
        paying: Paying::Of { client, name, payers, open, credits },
        line,
        currencies: currencies(),
        locale: zone.locale,
    };
    Ok((frame, form, page))
}

async fn whose(
    caller: &Caller,
    words: &str,
    line: Option<StatementLineId>,
) -> Result<(Frame, PaymentForm, PayingPage)> {
    let (mut tx, _permit) = access::on_office::<act::ImportStatement>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let words = text::line(words).unwrap_or_default();
    let found = found(&mut tx, &words, &zone).await?;
    let line = of_line(&mut tx, line, None, &zone).await?;
    tx.commit().await?;
    let page = PayingPage {
        paying: Paying::Whose { words, found },
        line,
        currencies: currencies(),
        locale: zone.locale,
    };
    Ok((frame, PaymentForm::default(), page))
}

pub(super) fn currencies() -> Vec<Choice> {
    Currency::ALL
        .into_iter()
        .map(|it| Choice {
            value: it.code().into(),
            label: format!("{}, {}", it.code(), it.label()),
        })
        .collect()
}

async fn office_currency(tx: &mut Tx) -> Result<Currency> {
    let code =
        sqlx::query_scalar!("select currency from office_settings").fetch_one(&mut **tx).await?;
    currency(&code)
}

/// Clients by name, or by the number of an invoice; without words those who owe, the longest overdue first.
async fn found(tx: &mut Tx, words: &str, zone: &Region) -> Result<Vec<Debtor>> {
    let rows = sqlx::query!(
        r#"with owed as (
            select i.client_id, i.currency, count(*) as invoices, sum(i.balance)::bigint as left_to_pay, min(i.due_on) as since
            from invoices i where i.balance > 0 group by 1, 2
        ), fits as (
            select k.id, k.name from clients k
            where $1 <> '' and (k.name ilike '%' || replace(replace(replace($1, '\', '\\'), '%', '\%'), '_', '\_') || '%'
                or exists (select from invoices i where i.client_id = k.id and i.number = $1))
            union
            select k.id, k.name from clients k where $1 = '' and k.id in (select client_id from owed)
        )
        select f.id as "id!", f.name as "name!", o.currency as "currency?", o.invoices as "invoices?", o.left_to_pay as "left?"
        from fits f left join owed o on o.client_id = f.id
        order by o.since nulls last, f.name, f.id limit $2"#,
        words,
        MOST_FOUND
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: Vec<Debtor> = Vec::new();
    for row in rows {
        let owes = match (row.currency, row.invoices, row.left) {
            (Some(code), Some(invoices), Some(left)) => {
                let many = if invoices == 1 {
                    "1 open invoice".into()
                } else {
                    format!("{invoices} open invoices")
                };
                format!("{many}, {}", zone.locale.money(Money::new(left, currency(&code)?)))
            }
            _ => "Nothing open".to_owned(),
        };
        match found.last_mut().filter(|it| it.client.0 == row.id) {
            Some(it) => it.owes = format!("{}; {owes}", it.owes),
            None => found.push(Debtor { client: ClientId(row.id), name: row.name, owes }),
        }
    }
    Ok(found)
}

/// What a line of a bank statement says, into the form and in words.
async fn of_line(
    tx: &mut Tx,
    line: Option<StatementLineId>,
    form: Option<&mut PaymentForm>,
    zone: &Region,
) -> Result<Option<(StatementLineId, String)>> {
    let Some(line) = line else { return Ok(None) };
    let row = sqlx::query!(
        "select booked_on, amount, currency, counterparty, says from statement_lines
        where id = $1 and payment_id is null and ignored_at is null and amount > 0",
        line.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let money = Money::new(row.amount, currency(&row.currency)?);
    let on = row.booked_on.to_jiff();
    if let Some(form) = form {
        form.line = line.to_string();
        form.currency = row.currency;
        form.amount = zone.locale.amount(money);
        form.received_on = on.to_string();
        form.reference = row.says.chars().take(200).collect();
    }
    let said = [zone.date(on), zone.locale.money(money), row.counterparty, row.says];
    let said: Vec<_> = said.into_iter().filter(|part| !part.is_empty()).collect();
    Ok(Some((line, said.join(", "))))
}

/// Records what the form says.
///
/// # Errors
/// Invalid, with nothing recorded; Conflict where the line was matched meanwhile.
pub async fn take(caller: &Caller, form: &PaymentForm) -> Result<PaymentId> {
    let client = form.client.parse().map_err(|_| Error::NotFound)?;
    let line = match form.line.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    let named = match Currency::from_code(&form.currency) {
        Some(in_currency) => parts(&form.parts, in_currency)?,
        // the form says so itself
        None => Vec::new(),
    };
    let Ok(id) = form.once.parse::<PaymentId>() else {
        return Ok(record_payment(caller, client, form, &named, line).await?.0);
    };
    if is_recorded(caller, client, id).await? {
        return Ok(id);
    }
    match record_as(caller, id, client, form, &named, line).await {
        Ok((id, _)) => Ok(id),
        // the same form, sent twice at once
        Err(Error::Conflict(_)) if is_recorded(caller, client, id).await? => Ok(id),
        Err(error) => Err(error),
    }
}

async fn is_recorded(caller: &Caller, client: ClientId, id: PaymentId) -> Result<bool> {
    let (mut tx, permit, _) = access::on_client::<act::RecordPayment>(caller, client).await?;
    let recorded = sqlx::query_scalar!(
        r#"select exists (select from payments where id = $1 and client_id = $2) as "recorded!""#,
        id.0,
        permit.subject().0
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(recorded)
}

/// Gives back what the form says.
///
/// # Errors
/// Invalid for more than is over, without a reason, by no method.
pub async fn give_back(caller: &Caller, payment: PaymentId, form: &CreditForm) -> Result<()> {
    // whoever may not touch it hears nothing of the form
    let (tx, _permit, _) = on_payment::<act::UsePayment>(caller, payment).await?;
    tx.commit().await?;
    let method = Method::from_word(&form.method)
        .ok_or_else(|| Error::invalid("method", "Choose how it is given back."))?;
    let id = uuid::Uuid::try_parse(&form.once).unwrap_or_else(|_| caller.id());
    refund_as(caller, id, payment, &form.amount, method, &form.reason).await
}

/// Puts what is over of a payment where the form says.
///
/// # Errors
/// Invalid; Conflict where an invoice takes no more, or no more is over.
pub async fn use_credit(caller: &Caller, payment: PaymentId, form: &CreditForm) -> Result<()> {
    let (mut tx, permit, _) = on_payment::<act::UsePayment>(caller, payment).await?;
    let row = sqlx::query!(
        r#"select client_id, currency, credit as "credit!", reversed_at is not null as "reversed!" from payments where id = $1"#,
        permit.subject().0
    )
    .fetch_one(&mut *tx)
    .await?;
    let in_currency = currency(&row.currency)?;
    let zone = caller.zone(&mut tx).await?;
    let open = open(&mut tx, ClientId(row.client_id), Some(in_currency), &zone).await?;
    tx.commit().await?;
    let named = parts(&form.parts, in_currency)?;
    if named.is_empty() {
        return Err(Error::invalid("parts", "Say how much goes on which invoice."));
    }
    if row.reversed || row.credit == 0 {
        return Err(Error::Conflict("Nothing is over of this payment any more.".into()));
    }
    let open: Vec<_> = open
        .iter()
        .map(|row| Open { invoice: row.invoice, due_on: Date::MIN, balance: row.left.minor })
        .collect();
    allocate(row.credit, &open, &named).map_err(|why| match (why, part_of(why)) {
        (AllocationError::MoreThanPaid, _) => {
            let left = zone.locale.money(Money::new(row.credit, in_currency));
            Error::invalid("parts", format!("These come to more than the {left} that is over."))
        }
        (why, Some(field)) => Error::invalid(&field, why.to_string()),
        (why, None) => Error::invalid("parts", why.to_string()),
    })?;
    allocate_credit(caller, payment, &named).await
}

/// The parts that say something; each wrong one said beside its field.
fn parts(typed: &BTreeMap<String, String>, in_currency: Currency) -> Result<Vec<Part>> {
    let mut errors = FieldErrors::default();
    let mut parts = Vec::new();
    for (invoice, amount) in typed.iter().filter(|(_, amount)| !amount.trim().is_empty()) {
        let invoice: InvoiceId = invoice.parse().map_err(|_| Error::NotFound)?;
        if let Some(money) =
            errors.take(&part_field(invoice), Money::parse_above_zero(amount, in_currency))
        {
            parts.push(Part { invoice, amount: money.minor });
        }
    }
    if errors.is_empty() { Ok(parts) } else { Err(Error::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_left_empty_are_none_and_wrong_ones_are_said_where_they_stand() {
        let (one, two) = (InvoiceId(uuid::Uuid::from_u128(1)), InvoiceId(uuid::Uuid::from_u128(2)));
        let typed = |amounts: [&str; 2]| {
            BTreeMap::from([
                (one.to_string(), amounts[0].to_owned()),
                (two.to_string(), amounts[1].to_owned()),
            ])
        };
        let read = parts(&typed([" ", "12.50"]), Currency::UsDollar).unwrap();
        assert_eq!(read, [Part { invoice: two, amount: 1_250 }]);
        let Err(Error::Invalid(errors)) = parts(&typed(["-1", "x"]), Currency::UsDollar) else {
            panic!("these are no amounts")
        };
        assert!(errors.of(&part_field(one)).is_some() && errors.of(&part_field(two)).is_some());
        let made_up = BTreeMap::from([("x".to_owned(), "1".to_owned())]);
        assert!(matches!(parts(&made_up, Currency::UsDollar), Err(Error::NotFound)));
    }
}
