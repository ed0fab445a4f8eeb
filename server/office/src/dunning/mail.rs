//! A reminder as an e-mail: what the last look found, in the office's words, with a statement of account from the
//! second stage on. Numbers, days and amounts; never what anything was for.

use std::collections::BTreeMap;

use channels::Attached;
use domain::billing::drafts::FrozenOffice;
use domain::billing::payments::Method;
use domain::ids::InvoiceId;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::notices::{Channel, NoticeKind, Values, Wording};
use jiff::civil::Date;
use serde::Deserialize;
use sqlx::postgres::types::PgInterval;
use sqlx::types::Json;
use uuid::Uuid;

use crate::notices::{Carriers, Composed, Ready, begin, page_of};
use crate::online::{self, Offered};
use crate::{Error, Office, Result};

/// What `look_at_dunning` found.
#[derive(Debug, Deserialize)]
struct Look {
    /// The highest stage of all it speaks of: its wording is used.
    stage: String,
    today: Date,
    address: String,
    name: String,
    discreet: bool,
    invoices: Vec<Ask>,
    /// What the debtor has with the office in advance, by currency; minor units.
    credits: BTreeMap<String, i64>,
    accounts: Vec<Account>,
    paper: FrozenOffice,
    office: String,
    phone: String,
    reply_to: String,
    locale: String,
    template: Option<Wording>,
}

/// One invoice that is spoken of. Minor units.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Ask {
    pub(super) invoice: Uuid,
    pub(super) number: String,
    pub(super) currency: String,
    pub(super) due_on: Date,
    pub(super) open: i64,
    pub(super) stage: String,
}

#[derive(Debug, Deserialize)]
struct Account {
    currency: String,
    from: Date,
    brought_forward: i64,
    booked: Vec<Booked>,
}

#[derive(Debug, Deserialize)]
struct Booked {
    on: Date,
    kind: String,
    what: String,
    change: i64,
}

/// The last look before it goes. The statement is set before the look is kept, so that one that cannot be set
/// leaves the message where it was.
pub(crate) async fn look(
    office: &Office,
    carriers: &Carriers,
    lease: Uuid,
    id: Uuid,
    hold: PgInterval,
) -> Result<Option<Ready>> {
    let mut tx = begin(office).await?;
    let found = sqlx::query_scalar!(
        r#"select look_at_dunning($1, $2, $3) as "look: Json<Look>""#,
        id,
        lease,
        hold
    )
    .fetch_one(&mut *tx)
    .await?;
    let Some(Json(mut look)) = found else {
        tx.commit().await?;
        return Ok(None);
    };
    let offered = match look.discreet {
        true => Vec::new(),
        false => online::offer(office, carriers, &mut tx, id, look.payable()).await?,
    };
    let said = look.compose(&offered)?;
    let accounts = std::mem::take(&mut look.accounts);
    let attached = match look.discreet || accounts.is_empty() {
        true => Vec::new(),
        false => {
            let (paper, name, today) = (look.paper.clone(), look.name.clone(), look.today);
            let set = move || statements(&accounts, &paper, name, today);
            tokio::task::spawn_blocking(set).await.map_err(Error::internal)??
        }
    };
    tx.commit().await?;
    Ok(Some(Ready {
        address: look.address,
        name: look.name,
        // whoever must not learn who writes does not learn it from the envelope either
        reply_to: if look.discreet { String::new() } else { look.reply_to },
        unnamed: look.discreet,
        said,
        calendar: None,
        attached,
    }))
}

pub(super) fn currency(code: &str) -> Result<Currency> {
    Currency::from_code(code).ok_or_else(|| Error::internal("an invoice in no currency"))
}

impl Look {
    fn payable(&self) -> Vec<(InvoiceId, String)> {
        self.invoices.iter().map(|ask| (InvoiceId(ask.invoice), ask.number.clone())).collect()
    }

    /// `offered`: where each can be paid, if that is offered.
    fn compose(&self, offered: &[Offered]) -> Result<Composed> {
        let kind = NoticeKind::from_word(&self.stage)
            .filter(|kind| kind.is_of_money())
            .ok_or_else(|| Error::internal("a reminder of no stage"))?;
        let wording = self
            .template
            .clone()
            .unwrap_or_else(|| Wording::default_for(kind, Channel::Email, self.discreet));
        let (online, kept) = Offered::lines(offered);
        let values = Values { online, ..self.values()? };
        let said = wording.fill(&values);
        let kept = wording.fill(&Values { online: kept, ..values });
        let links: Vec<&str> = offered.iter().map(|it| it.url.as_str()).collect();
        let html = Some(page_of(&said.subject, &said.body, &links)?);
        Ok(Composed { subject: said.subject, kept_body: kept.body, html, body: said.body })
    }

    fn values(&self) -> Result<Values> {
        let locale = Locale::from_word(&self.locale).unwrap_or_default();
        let mut lines = Vec::new();
        let mut totals = BTreeMap::<String, i64>::new();
        for ask in &self.invoices {
            let open = locale.money(Money::new(ask.open, currency(&ask.currency)?));
            lines.push(format!("Invoice {}, due {}: {open}", ask.number, locale.date(ask.due_on)));
            *totals.entry(ask.currency.clone()).or_default() += ask.open;
        }
        let credits =
            self.credits.iter().filter(|(code, held)| **held > 0 && totals.contains_key(*code));
        let credits = credits.map(|(code, held)| (code.as_str(), *held)).collect::<Vec<_>>();
        let totals: Vec<_> = totals.iter().map(|(code, sum)| (code.as_str(), *sum)).collect();
        let credit = match credits.is_empty() {
            true => String::new(),
            false => format!(
                "You have {} with us in advance. If you wish, we use it for this; nothing is used without your word.",
                amounts(&credits, locale)?
            ),
        };
        let numbers: Vec<&str> = self.invoices.iter().map(|ask| ask.number.as_str()).collect();
        Ok(Values {
            firm: self.office.clone(),
            name: self.name.clone(),
            invoices: lines.join("\n"),
            total: amounts(&totals, locale)?,
            pay: ways_to_pay(&self.paper, &numbers),
            credit,
            phone: self.phone.clone(),
            ..Values::default()
        })
    }
}

/// The account, and what the office says about it. `numbers`: of the invoices, as the reference.
pub(crate) fn ways_to_pay(paper: &FrozenOffice, numbers: &[&str]) -> String {
    let mut lines = Vec::new();
    if !paper.how_to_pay.trim().is_empty() {
        lines.push(paper.how_to_pay.trim().to_owned());
    }
    if !paper.iban.is_empty() {
        lines.push(format!("Account holder: {}", paper.payee));
        lines.push(format!("IBAN: {}", paper.iban));
        if !paper.bic.is_empty() {
            lines.push(format!("BIC: {}", paper.bic));
        }
    }
    if !lines.is_empty() {
        lines.push(format!("Reference: {}", numbers.join(", ")));
    }
    lines.join("\n")
}

/// "$1,550.50 and €20.00".
fn amounts(sums: &[(&str, i64)], locale: Locale) -> Result<String> {
    let sums: Result<Vec<String>> = sums
        .iter()
        .map(|(code, sum)| Ok(locale.money(Money::new(*sum, currency(code)?))))
        .collect();
    Ok(sums?.join(" and "))
}

fn statements(
    accounts: &[Account],
    paper: &FrozenOffice,
    name: String,
    today: Date,
) -> Result<Vec<Attached>> {
    let billed_to = [name];
    let several = accounts.len() > 1;
    accounts
        .iter()
        .map(|account| {
            let words: Vec<String> = account.booked.iter().map(Booked::words).collect();
            let booked: Vec<press::Booked<'_>> = account
                .booked
                .iter()
                .zip(&words)
                .map(|(it, what)| press::Booked { on: it.on, what, change: it.change })
                .collect();
            let set = press::account(&press::Account {
                office: paper,
                currency: currency(&account.currency)?,
                billed_to: &billed_to,
                matter: &[],
                from: account.from,
                until: today,
                brought_forward: account.brought_forward,
                booked: &booked,
                pay_at: None,
            })
            .map_err(Error::internal)?;
            let name = match several {
                true => format!("statement-of-account-{}.pdf", account.currency.to_lowercase()),
                false => "statement-of-account.pdf".to_owned(),
            };
            Ok(Attached { name, media: "application/pdf", bytes: set.pdf })
        })
        .collect()
}

impl Booked {
    fn words(&self) -> String {
        match self.kind.as_str() {
            "invoice" => format!("Invoice {}", self.what),
            "credit_note" => format!("Credit note {}", self.what),
            "written_off" => format!("Given up, invoice {}", self.what),
            method => {
                let by = Method::from_word(method).map_or("Payment", Method::label);
                format!("{by} for invoice {}, thank you", self.what)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(stage: &str, discreet: bool) -> Look {
        serde_json::from_value(serde_json::json!({
            "delivery": Uuid::nil(), "stage": stage, "today": "2026-11-20", "address": "orla@example.com", "name": "Orla Finnegan",
            "discreet": discreet, "credits": {"USD": 20000},
            "invoices": [
                {"invoice": Uuid::nil(), "number": "1042", "currency": "USD", "issued_on": "2026-10-01", "due_on": "2026-11-01", "open": 124000, "stage": stage},
                {"invoice": Uuid::nil(), "number": "1051", "currency": "USD", "issued_on": "2026-10-07", "due_on": "2026-11-07", "open": 31050, "stage": "reminder_7"}
            ],
            "accounts": [{"currency": "USD", "from": "2026-10-01", "brought_forward": 0, "booked": [
                {"on": "2026-10-01", "kind": "invoice", "what": "1042", "change": 150000},
                {"on": "2026-10-20", "kind": "check", "what": "1042", "change": -26000}
            ]}],
            "paper": {"name": "Adair & Lowe", "address": "212 Quay Street", "phone": "", "email": "", "tax_number": "",
                "payee": "Adair & Lowe", "iban": "DE02120300000000202051", "bic": "", "how_to_pay": "", "locale": "en-US"},
            "office": "Adair & Lowe", "phone": "+1 212 555 0100", "reply_to": "", "locale": "en-US", "template": null
        }))
        .unwrap()
    }

    #[test]
    fn a_reminder_names_what_is_open_and_how_to_pay_and_no_amount_in_its_subject() {
        for stage in ["reminder_7", "reminder_14", "notice_30"] {
            let said = look(stage, false).compose(&[]).unwrap();
            assert!(
                said.body.contains("Invoice 1042, due Nov 1, 2026: $1,240.00"),
                "{}",
                said.body
            );
            assert!(said.body.contains("$1,550.50"), "{}", said.body);
            assert!(said.body.contains("IBAN: DE02120300000000202051"), "{}", said.body);
            assert!(said.body.contains("$200.00 with us in advance"), "{}", said.body);
            assert!(!said.subject.contains(['$', '0', '1']), "{}", said.subject);
        }
    }

    #[test]
    fn a_discreet_contact_reads_no_firm_and_no_account() {
        let said = look("notice_30", true).compose(&[]).unwrap();
        let all = said.subject + &said.body + &said.html.unwrap_or_default();
        assert!(!all.contains("Adair") && !all.contains("IBAN"), "{all}");
        assert!(all.contains("$1,550.50"), "{all}");
    }

    #[test]
    fn a_statement_of_account_is_a_pdf_and_names_nobody_in_its_file_name() {
        let look = look("reminder_14", false);
        let set = statements(&look.accounts, &look.paper, look.name.clone(), look.today).unwrap();
        assert_eq!(set[0].name, "statement-of-account.pdf");
        assert!(set[0].bytes.starts_with(b"%PDF"));
    }
}
