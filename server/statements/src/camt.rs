//! camt.053, ISO 20022's "BankToCustomerStatement": booked entries with their details.
//!
//! Read by local names, so every version from 1 on fits; where versions differ (status, parties), both
//! shapes are looked for. A batch whose parts are all told is read as its parts.

use domain::money::Currency;
use jiff::civil::Date;
use roxmltree::Node;

use crate::entry::{Balance, Entry, Statement};
use crate::fault::{Fault, What, shown};
use crate::read::MOST_ENTRIES;
use crate::text::{Lines, given, tidy};
use crate::xml::{all, find, parse, text};
use crate::{amount, currency, date};

pub(crate) fn read(source: &str) -> Result<Vec<Statement>, Fault> {
    let document = parse(source)?;
    let root = document.root_element();
    let Some(message) = find(root, &["BkToCstmrStmt"]) else {
        let space = root.tag_name().namespace().unwrap_or_default();
        return Err(match space.rsplit(':').next().filter(|name| name.contains('.')) {
            Some(name) if space.contains("iso:20022") && !name.starts_with("camt.053") => {
                What::OtherMessage(shown(name)).whole()
            }
            _ => What::Unknown.whole(),
        });
    };
    let reader = Reader { lines: Lines::of(source) };
    let statements: Vec<Statement> =
        all(message, "Stmt").map(|node| reader.statement(node)).collect::<Result<_, _>>()?;
    if statements.is_empty() { Err(What::Empty.whole()) } else { Ok(statements) }
}

struct Reader {
    lines: Lines,
}

impl Reader {
    fn line(&self, node: Node<'_, '_>) -> u64 {
        self.lines.at(node.range().start)
    }

    fn statement(&self, node: Node<'_, '_>) -> Result<Statement, Fault> {
        let account = find(node, &["Acct", "Id"]).and_then(identity);
        let currency = self.currency_of(node)?;
        let mut statement = Statement {
            account,
            currency,
            entries: vec![],
            opening: None,
            closing: None,
            pending: 0,
            of_nought: 0,
        };
        for balance in all(node, "Bal") {
            let code = text(balance, &["Tp", "CdOrPrtry", "Cd"]).unwrap_or_default().trim();
            let place = match code {
                "OPBD" | "PRCD" => &mut statement.opening,
                "CLBD" => &mut statement.closing,
                _ => continue,
            };
            let amount_minor = self.amount(balance, currency)?;
            let on = find(balance, &["Dt"]).and_then(day);
            place.get_or_insert(Balance { amount_minor, on });
        }
        for entry in all(node, "Ntry") {
            // Version 8 and later put the code one element deeper.
            let status = text(entry, &["Sts", "Cd"]).or_else(|| text(entry, &["Sts"]));
            if matches!(status.unwrap_or_default().trim(), "PDNG" | "INFO" | "FUTR") {
                statement.pending += 1;
                continue;
            }
            self.entry(entry, currency, &mut statement.entries)?;
            if statement.entries.len() > MOST_ENTRIES {
                return Err(What::TooMany.whole());
            }
        }
        Ok(statement)
    }

    /// The account's, or else that of the first amount.
    fn currency_of(&self, statement: Node<'_, '_>) -> Result<Currency, Fault> {
        let account = find(statement, &["Acct", "Ccy"]);
        let named = account.and_then(|node| node.text());
        let first = || {
            let amounts = all(statement, "Bal").chain(all(statement, "Ntry"));
            amounts.filter_map(|node| find(node, &["Amt"])).find_map(|node| node.attribute("Ccy"))
        };
        let code = named.or_else(first).ok_or_else(|| What::NoCurrency.at(self.line(statement)))?;
        currency::of(code).map_err(|what| what.at(self.line(account.unwrap_or(statement))))
    }

    /// `Amt` with the sign of `CdtDbtInd`.
    fn amount(&self, node: Node<'_, '_>, currency: Currency) -> Result<i64, Fault> {
        let amount =
            find(node, &["Amt"]).ok_or_else(|| What::Missing("Amt").at(self.line(node)))?;
        let minor = self.figure(amount, currency)?;
        match text(node, &["CdtDbtInd"]).map(str::trim) {
            Some("CRDT") => Ok(minor),
            Some("DBIT") => Ok(-minor),
            Some(other) => Err(What::Direction(shown(other)).at(self.line(node))),
            None => Err(What::Missing("CdtDbtInd").at(self.line(node))),
        }
    }

    fn figure(&self, amount: Node<'_, '_>, currency: Currency) -> Result<i64, Fault> {
        let line = self.line(amount);
        if let Some(code) = amount.attribute("Ccy") {
            let own = currency::of(code).map_err(|what| what.at(line))?;
            if own != currency {
                return Err(What::Mixed(currency, own).at(line));
            }
        }
        let digits = amount.text().unwrap_or_default();
        amount::plain(digits, currency).map_err(|what| what.at(line))
    }

    fn entry(
        &self,
        node: Node<'_, '_>,
        currency: Currency,
        into: &mut Vec<Entry>,
    ) -> Result<(), Fault> {
        let line = self.line(node);
        let amount_minor = self.amount(node, currency)?;
        let booked_on = find(node, &["BookgDt"])
            .ok_or_else(|| What::Missing("BookgDt").at(line))
            .and_then(|node| {
            let refused = || What::Date(shown(&strings(node))).at(self.line(node));
            day(node).ok_or_else(refused)
        })?;
        let reference =
            text(node, &["AcctSvcrRef"]).or_else(|| text(node, &["NtryRef"])).and_then(given);
        let whole = Entry {
            booked_on,
            value_on: find(node, &["ValDt"]).and_then(day),
            amount_minor,
            reference,
            end_to_end: None,
            payer_name: None,
            payer_iban: None,
            remittance: String::new(),
            fingerprint: String::new(),
            line,
        };
        let details: Vec<Node<'_, '_>> =
            all(node, "NtryDtls").flat_map(|details| all(details, "TxDtls")).collect();
        let parts = self.parts(&details, amount_minor, currency);
        match (&details[..], parts) {
            (batch @ [_, _, ..], Some(parts)) => {
                for ((nth, detail), amount_minor) in batch.iter().enumerate().zip(parts) {
                    let own = text(*detail, &["Refs", "AcctSvcrRef"])
                        .or_else(|| text(*detail, &["Refs", "TxId"]))
                        .and_then(given);
                    let counted =
                        || whole.reference.as_ref().map(|all| format!("{all}/{}", nth + 1));
                    let reference =
                        own.filter(|own| whole.reference.as_ref() != Some(own)).or_else(counted);
                    let line = self.line(*detail);
                    let part = Entry { amount_minor, reference, line, ..whole.clone() };
                    into.push(detailed(part, &[*detail]));
                }
            }
            (details, _) => {
                let mut entry = detailed(whole, details);
                if entry.remittance.is_empty() {
                    entry.remittance = tidy(text(node, &["AddtlNtryInf"]).unwrap_or_default());
                }
                into.push(entry);
            }
        }
        Ok(())
    }

    /// What each detail of a batch comes to, where all of them say so and make up the whole.
    fn parts(&self, details: &[Node<'_, '_>], whole: i64, currency: Currency) -> Option<Vec<i64>> {
        let parts = details.iter().map(|detail| {
            let amount =
                find(*detail, &["Amt"]).or_else(|| find(*detail, &["AmtDtls", "TxAmt", "Amt"]))?;
            let minor = self.figure(amount, currency).ok()?;
            match text(*detail, &["CdtDbtInd"]).map(str::trim) {
                Some("CRDT") => Some(minor),
                Some("DBIT") => Some(-minor),
                Some(_) => None,
                None => Some(if whole < 0 { -minor } else { minor }),
            }
        });
        let parts: Vec<i64> = parts.collect::<Option<_>>()?;
        let sum: i128 = parts.iter().copied().map(i128::from).sum();
        (sum == i128::from(whole)).then_some(parts)
    }
}

/// An entry with what its details say of who paid and what for.
fn detailed(mut entry: Entry, details: &[Node<'_, '_>]) -> Entry {
    let mut words = Vec::new();
    for detail in details {
        for remittance in all(*detail, "RmtInf") {
            // The structured reference first: it is what decides.
            let structured = all(remittance, "Strd")
                .filter_map(|structured| text(structured, &["CdtrRefInf", "Ref"]));
            let told = all(remittance, "Ustrd").filter_map(|line| line.text());
            words.extend(structured.chain(told).filter_map(given));
        }
    }
    entry.remittance = words.join(" ");
    let [detail] = details else { return entry };
    entry.end_to_end = text(*detail, &["Refs", "EndToEndId"]).and_then(given);
    let (party, account) =
        if entry.amount_minor < 0 { ("Cdtr", "CdtrAcct") } else { ("Dbtr", "DbtrAcct") };
    if let Some(parties) = find(*detail, &["RltdPties"]) {
        // Version 8 and later put the name one element deeper.
        let name = text(parties, &[party, "Pty", "Nm"]).or_else(|| text(parties, &[party, "Nm"]));
        entry.payer_name = name.and_then(given);
        entry.payer_iban = find(parties, &[account, "Id"]).and_then(identity);
    }
    entry
}

/// An IBAN, or else what the bank uses.
fn identity(id: Node<'_, '_>) -> Option<String> {
    let iban = text(id, &["IBAN"]).map(|iban| iban.replace(char::is_whitespace, ""));
    iban.filter(|iban| !iban.is_empty()).or_else(|| text(id, &["Othr", "Id"]).and_then(given))
}

/// `Dt` or `DtTm` in a choice of both.
fn day(choice: Node<'_, '_>) -> Option<Date> {
    let written = text(choice, &["Dt"]).or_else(|| text(choice, &["DtTm"]))?;
    date::iso(written)
}

fn strings(node: Node<'_, '_>) -> String {
    let parts = node.children().filter_map(|child| child.text());
    tidy(&parts.collect::<Vec<_>>().join(" "))
}
