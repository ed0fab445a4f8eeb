//! Bank statements: read in whole or not at all, each line once, and matched by a person. What a line may be
//! for is proposed from what is open at the moment and kept nowhere.

use std::collections::HashMap;

use bytes::Bytes;
use domain::access::act;
use domain::billing::paid::PaymentForm;
use domain::billing::payments::{Method, Part};
use domain::billing::statements::{
    AcceptForm, Decided, DecidedRow, ImportForm, ImportRow, ImportsPage, LineRow, ProposalRow,
    STATEMENT_BYTES, StatementPage,
};
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::ids::{ClientId, InvoiceId, PaymentId, StatementId, StatementLineId};
use domain::money::{Currency, Money};
use domain::text;
use jiff::civil::Date;
use serde_json::json;
use sha2::{Digest, Sha256};
use statements::propose::{Confidence, OpenInvoice, Proposal, Reason, propose};
use statements::{At, Column, DateOrder, DecimalMark, Entry, Format, Mapping, Statement};

use super::issuing::required;
use super::paying::currencies;
use super::payments::record_payment;
use super::standing::currency;
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, frame, words};

/// Lines that are shown at once.
const MOST_LINES: i64 = 100;
/// Statements that are listed.
const MOST_LISTED: i64 = 50;
/// Open invoices that a line is compared with, the longest due first.
const MOST_INVOICES: i64 = 10_000;
/// As many as the database keeps.
const ACCOUNT_CHARS: usize = 64;

/// What was read in so far, and the form for more.
///
/// # Errors
/// Refused.
pub async fn imports(caller: &Caller) -> Result<(Frame, ImportsPage)> {
    let (mut tx, _permit) = access::on_office::<act::ImportStatement>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let rows = sqlx::query!(
        r#"select i.id, i.account, i.from_day, i.until_day, i.imported_at as "imported_at!: jiff_sqlx::Timestamp", s.name as "by!",
            l.lines as "lines!", l.open as "open!"
        from statement_imports i join staff s on s.id = i.imported_by
        cross join lateral (
            select count(*) as lines, count(*) filter (where l.amount > 0 and l.payment_id is null and l.ignored_at is null) as open
            from statement_lines l where l.import_id = i.id) l
        order by i.imported_at desc, i.id desc limit $1"#,
        MOST_LISTED
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let mut accounts: Vec<String> = Vec::new();
    let imports = rows
        .into_iter()
        .map(|row| {
            if !accounts.contains(&row.account) {
                accounts.push(row.account.clone());
            }
            ImportRow {
                id: StatementId(row.id),
                account: row.account,
                days: days(
                    row.from_day.map(|d| d.to_jiff()),
                    row.until_day.map(|d| d.to_jiff()),
                    &zone,
                ),
                read_in: format!("{}, {}", row.by, words::day(row.imported_at.to_jiff(), &zone)),
                lines: row.lines,
                open: row.open,
            }
        })
        .collect();
    Ok((frame, ImportsPage { imports, currencies: currencies(), accounts }))
}

fn days(from: Option<Date>, until: Option<Date>, zone: &Region) -> String {
    match (from, until) {
        (Some(from), Some(until)) if from == until => zone.date(from),
        (Some(from), Some(until)) => format!("{} to {}", zone.date(from), zone.date(until)),
        _ => String::new(),
    }
}

/// Whether the caller reads statements in, before the first byte of a file.
///
/// # Errors
/// Refused.
pub async fn may_import(caller: &Caller) -> Result<()> {
    let (tx, _permit) = access::on_office::<act::ImportStatement>(caller).await?;
    tx.commit().await
}

/// What came of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadIn {
    /// The first of its statements.
    pub id: StatementId,
    /// Lines that are new.
    pub fresh: i32,
    /// Lines that had come in before.
    pub known: i32,
}

/// Reads a file of a bank in.
///
/// # Errors
/// Invalid, in words with the line, and nothing of it is kept; Conflict for a file that was read in before.
pub async fn import(caller: &Caller, form: &ImportForm, file: Bytes) -> Result<ReadIn> {
    let (mut tx, _permit) = access::on_office::<act::ImportStatement>(caller).await?;
    let mapping = mapping(form)?;
    if file.len() > STATEMENT_BYTES {
        return Err(Error::invalid("file", "This file is too long for a bank statement."));
    }
    let digest: [u8; 32] = Sha256::digest(&file).into();
    let format = match statements::format_of(&file) {
        Format::Csv => "csv",
        Format::Ofx => "ofx",
        Format::Camt053 => "camt053",
    };
    let read = tokio::task::spawn_blocking(move || statements::read(&file, &mapping))
        .await
        .map_err(Error::internal)?
        .map_err(|fault| Error::invalid("file", fault.to_string()))?;
    let mut done: Option<ReadIn> = None;
    for (nth, statement) in read.iter().enumerate() {
        let (fresh, known, id) = keep(&mut tx, format, form, statement, digest, nth).await?;
        let done = done.get_or_insert(ReadIn { id, fresh: 0, known: 0 });
        done.fresh += fresh;
        done.known += known;
    }
    let done = done.ok_or_else(|| Error::invalid("file", "This file holds no lines."))?;
    let event = Event::new("import-statement", Resource::Office);
    audit::record(&mut tx, event.with("format", format)).await?;
    tx.commit().await?;
    Ok(done)
}

fn mapping(form: &ImportForm) -> Result<Mapping> {
    let mut errors = FieldErrors::default();
    let account = errors.take("account", text::line(&form.account)).unwrap_or_default();
    if account.chars().count() > ACCOUNT_CHARS {
        errors.add("account", "This is too long for the name of an account.");
    }
    let currency = match form.currency.as_str() {
        "" => None,
        code => errors
            .take("currency", Currency::from_code(code).ok_or_else(|| "Choose a currency.".into())),
    };
    let dates = match form.dates.as_str() {
        "ymd" => Some(DateOrder::YearMonthDay),
        "dmy" => Some(DateOrder::DayMonthYear),
        "mdy" => Some(DateOrder::MonthDayYear),
        _ => None,
    };
    let decimal = match form.decimal.as_str() {
        "point" => Some(DecimalMark::Point),
        "comma" => Some(DecimalMark::Comma),
        _ => None,
    };
    let mut columns = Vec::new();
    for (field, head, column) in [
        ("day_head", &form.day_head, Column::BookedOn),
        ("amount_head", &form.amount_head, Column::Amount),
        ("payer_head", &form.payer_head, Column::PayerName),
        ("text_head", &form.text_head, Column::Remittance),
    ] {
        let head = errors.take(field, text::line(head)).unwrap_or_default();
        if !head.is_empty() {
            columns.push((column, At::Named(head)));
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let account = Some(account).filter(|it| !it.is_empty());
    Ok(Mapping { dates, decimal, account, currency, columns, ..Mapping::default() })
}

/// One statement of a file. `nth` tells several of one file apart.
async fn keep(
    tx: &mut Tx,
    format: &str,
    form: &ImportForm,
    statement: &Statement,
    digest: [u8; 32],
    nth: usize,
) -> Result<(i32, i32, StatementId)> {
    let typed = text::line(&form.account).unwrap_or_default();
    let account = statement.account.clone().unwrap_or(typed);
    if account.is_empty() {
        return Err(Error::invalid(
            "account",
            "The file does not say its account. Name it, the same each time.",
        ));
    }
    let sha256: [u8; 32] = match nth {
        0 => digest,
        _ => Sha256::new().chain_update(digest).chain_update(nth.to_be_bytes()).finalize().into(),
    };
    let was = sqlx::query_scalar!(
        r#"select exists (select from statement_imports where file_sha256 = $1) as "was!""#,
        &sha256
    )
    .fetch_one(&mut **tx)
    .await?;
    if was {
        return Err(Error::invalid(
            "file",
            "This file was read in before. Nothing of it came in twice.",
        ));
    }
    let id = StatementId(tx.caller().id());
    let lines: Vec<_> = statement
        .entries
        .iter()
        .map(|entry| {
            json!({
                "id": tx.caller().id(),
                "bank_reference": entry.fingerprint,
                "booked_on": entry.booked_on.to_string(),
                "amount": entry.amount_minor,
                "counterparty": entry.payer_name.clone().unwrap_or_default(),
                "says": says(entry),
            })
        })
        .collect();
    let first = statement.entries.iter().map(|entry| entry.booked_on).min();
    let last = statement.entries.iter().map(|entry| entry.booked_on).max();
    let head = json!({
        "format": format,
        "account": account,
        "currency": statement.currency.code(),
        "from_day": first.map(|day| day.to_string()),
        "until_day": last.map(|day| day.to_string()),
    });
    let row = sqlx::query!(
        r#"select fresh as "fresh!", known as "known!" from import_statement($1, $2, $3, $4)"#,
        id.0,
        head,
        &sha256,
        json!(lines)
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.fresh, row.known, id))
}

/// All words of a line, each once: the payer's own reference is where invoice numbers often stand.
fn says(entry: &Entry) -> String {
    let mut said: Vec<&str> = vec![&entry.remittance];
    for more in [&entry.end_to_end, &entry.reference].into_iter().flatten() {
        if !said.iter().any(|it| it.contains(more.as_str())) {
            said.push(more);
        }
    }
    said.retain(|it| !it.is_empty());
    said.join(" ").chars().take(4_000).collect()
}

/// One statement: what waits, with what it may be for, and what is decided.
///
/// # Errors
/// NotFound, Refused.
pub async fn statement(caller: &Caller, id: StatementId) -> Result<Framed<StatementPage>> {
    let (mut tx, _permit) = access::on_office::<act::ImportStatement>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let head = sqlx::query!(
        r#"select i.account, i.currency, i.from_day, i.until_day, i.imported_at as "imported_at!: jiff_sqlx::Timestamp",
            s.name as "by!"
        from statement_imports i join staff s on s.id = i.imported_by where i.id = $1"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let in_currency = currency(&head.currency)?;
    let (open, open_count) = waiting(&mut tx, id, in_currency, &zone).await?;
    let (decided, decided_count) = decided(&mut tx, id, in_currency, &zone).await?;
    tx.commit().await?;
    let page = StatementPage {
        id,
        account: head.account,
        days: days(head.from_day.map(|d| d.to_jiff()), head.until_day.map(|d| d.to_jiff()), &zone),
        read_in: format!("{}, {}", head.by, words::day(head.imported_at.to_jiff(), &zone)),
        open,
        open_count,
        decided,
        decided_count,
        locale: zone.locale,
    };
    Ok(Framed { frame, body: page })
}

async fn waiting(
    tx: &mut Tx,
    id: StatementId,
    in_currency: Currency,
    zone: &Region,
) -> Result<(Vec<LineRow>, i64)> {
    let rows = sqlx::query!(
        r#"select id, booked_on, amount, counterparty, says, count(*) over () as "counted!" from statement_lines
        where import_id = $1 and amount > 0 and payment_id is null and ignored_at is null
        order by booked_on, id limit $2"#,
        id.0,
        MOST_LINES
    )
    .fetch_all(&mut **tx)
    .await?;
    let count = rows.first().map_or(0, |row| row.counted);
    let (invoices, names) = candidates(tx, in_currency).await?;
    let entries: Vec<Entry> = rows
        .iter()
        .map(|row| Entry {
            booked_on: row.booked_on.to_jiff(),
            value_on: None,
            amount_minor: row.amount,
            reference: None,
            end_to_end: None,
            payer_name: Some(row.counterparty.clone()).filter(|name| !name.is_empty()),
            payer_iban: None,
            remittance: row.says.clone(),
            fingerprint: String::new(),
            line: 0,
        })
        .collect();
    let proposals = propose(&entries, in_currency, &invoices);
    let mut lines: Vec<LineRow> = rows
        .into_iter()
        .map(|row| LineRow {
            id: StatementLineId(row.id),
            on: zone.date(row.booked_on.to_jiff()),
            amount: Money::new(row.amount, in_currency),
            counterparty: row.counterparty,
            says: row.says,
            proposals: Vec::new(),
        })
        .collect();
    for proposal in proposals {
        let shown = names.shown(&proposal, &entries[proposal.entry], in_currency);
        if let (Some(line), Some(shown)) = (lines.get_mut(proposal.entry), shown)
            // the better reason stands first, and once
            && line.proposals.iter().all(|earlier| earlier.parts != shown.parts)
        {
            line.proposals.push(shown);
        }
    }
    Ok((lines, count))
}

/// What the invoices of a proposal are called, and whose they are.
struct Names(HashMap<InvoiceId, (String, ClientId, String)>);

impl Names {
    /// None where it is about several clients: one payment is one client's.
    fn shown(
        &self,
        proposal: &Proposal,
        entry: &Entry,
        in_currency: Currency,
    ) -> Option<ProposalRow> {
        let mut whose: Option<(ClientId, String)> = None;
        let mut parts = Vec::new();
        for part in &proposal.parts {
            let (number, client, name) = self.0.get(&part.invoice)?;
            match &whose {
                Some((earlier, _)) if earlier != client => return None,
                _ => whose = Some((*client, name.clone())),
            }
            parts.push((part.invoice, number.clone(), Money::new(part.amount, in_currency)));
        }
        let (client, client_name) = whose?;
        Some(ProposalRow {
            client,
            client_name,
            parts,
            over: Money::new(proposal.left_over_minor(entry), in_currency),
            reason: because(proposal.reason).into(),
            strong: proposal.confidence == Confidence::Strong,
            contested: proposal.contested,
        })
    }
}

const fn because(reason: Reason) -> &'static str {
    match reason {
        Reason::Reference => "It carries the invoice’s reference.",
        Reason::Number => "It names the invoice.",
        Reason::AmountAndPayer => "Name and amount fit.",
        Reason::SumOfPayer => "The amount is what these come to together.",
        Reason::Amount => "The amount fits this invoice alone.",
    }
}

async fn candidates(tx: &mut Tx, in_currency: Currency) -> Result<(Vec<OpenInvoice>, Names)> {
    let rows = sqlx::query!(
        r#"select i.id, i.number as "number!", i.client_id, k.name as "client!", y.name as "payer?", i.balance as "balance!",
            i.due_on as "due_on!"
        from invoices i join clients k on k.id = i.client_id left join payers y on y.id = i.payer_id
        where i.balance > 0 and i.currency = $1 and i.due_on is not null order by i.due_on, i.id limit $2"#,
        in_currency.code(),
        MOST_INVOICES
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut names = HashMap::new();
    let invoices = rows
        .into_iter()
        .map(|row| {
            let (id, client) = (InvoiceId(row.id), ClientId(row.client_id));
            names.insert(id, (row.number.clone(), client, row.client.clone()));
            OpenInvoice {
                id,
                number: row.number,
                reference: None,
                client,
                payers: [Some(row.client), row.payer].into_iter().flatten().collect(),
                ibans: Vec::new(),
                currency: in_currency,
                open_minor: row.balance,
                due_on: row.due_on.to_jiff(),
            }
        })
        .collect();
    Ok((invoices, Names(names)))
}

async fn decided(
    tx: &mut Tx,
    id: StatementId,
    in_currency: Currency,
    zone: &Region,
) -> Result<(Vec<DecidedRow>, i64)> {
    let rows = sqlx::query!(
        r#"select id, booked_on, amount, counterparty, payment_id, ignored_at is not null as "ignored!", ignore_reason,
            count(*) over () as "counted!"
        from statement_lines
        where import_id = $1 and (amount < 0 or payment_id is not null or ignored_at is not null)
        order by booked_on desc, id desc limit $2"#,
        id.0,
        MOST_LINES
    )
    .fetch_all(&mut **tx)
    .await?;
    let count = rows.first().map_or(0, |row| row.counted);
    let rows = rows.into_iter().map(|row| DecidedRow {
        id: StatementLineId(row.id),
        on: zone.date(row.booked_on.to_jiff()),
        amount: Money::new(row.amount, in_currency),
        counterparty: row.counterparty,
        decided: match (row.payment_id, row.ignored) {
            (Some(payment), _) => Decided::Payment(PaymentId(payment)),
            (None, true) => Decided::Ignored(row.ignore_reason),
            (None, false) => Decided::Out,
        },
    });
    Ok((rows.collect(), count))
}

/// Takes a proposal over: the line becomes a payment of that client, on those invoices. Hands back its statement.
///
/// # Errors
/// NotFound for what is out of sight; Invalid or Conflict where an invoice takes that no more, or the line was decided meanwhile.
pub async fn accept(caller: &Caller, form: &AcceptForm) -> Result<StatementId> {
    let line: StatementLineId = form.line.parse().map_err(|_| Error::NotFound)?;
    let client: ClientId = form.client.parse().map_err(|_| Error::NotFound)?;
    let parts = form
        .parts
        .iter()
        .map(|(invoice, amount)| {
            let amount = amount.parse().map_err(|_| Error::NotFound)?;
            Ok(Part { invoice: invoice.parse().map_err(|_| Error::NotFound)?, amount })
        })
        .collect::<Result<Vec<_>>>()?;
    let (mut tx, _permit) = access::on_office::<act::ImportStatement>(caller).await?;
    let row = sqlx::query!(
        "select import_id, booked_on, amount, currency, says, payment_id, ignored_at is not null as \"ignored!\" from statement_lines
        where id = $1",
        line.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let zone = caller.zone(&mut tx).await?;
    tx.commit().await?;
    if row.payment_id.is_some() || row.ignored || row.amount < 0 {
        return Err(Error::Conflict("This line is decided already, or is no payment in.".into()));
    }
    let amount = Money::new(row.amount, currency(&row.currency)?);
    let payment = PaymentForm {
        currency: row.currency,
        amount: zone.locale.amount(amount),
        method: Method::BankTransfer.word().into(),
        received_on: row.booked_on.to_jiff().to_string(),
        reference: row.says.chars().take(200).collect(),
        ..PaymentForm::default()
    };
    record_payment(caller, client, &payment, &parts, Some(line)).await?;
    Ok(StatementId(row.import_id))
}

/// Says that a line is no payment of a client. Hands back its statement.
///
/// # Errors
/// Invalid without a reason; Conflict where it was decided meanwhile.
pub async fn ignore_line(
    caller: &Caller,
    line: StatementLineId,
    reason: &str,
) -> Result<StatementId> {
    let (mut tx, _permit) = access::on_office::<act::ImportStatement>(caller).await?;
    let reason = required(reason)?;
    let import = sqlx::query_scalar!("select import_id from statement_lines where id = $1", line.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    sqlx::query!("select ignore_statement_line($1, $2)", line.0, reason).execute(&mut *tx).await?;
    audit::record(&mut tx, Event::new("ignore-statement-line", Resource::Office)).await?;
    tx.commit().await?;
    Ok(StatementId(import))
}
