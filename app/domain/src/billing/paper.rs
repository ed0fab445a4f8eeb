//! The lines of an invoice as they are read: in groups with their sums, and whose initials stand beside them.
//!
//! Every figure is the record's own or a sum of such; nothing is priced here.

use jiff::civil::Date;

use super::drafts::{Frozen, FrozenLine};
use super::invoices::LineKind;
use crate::text::initials;

/// Lines under one head, in the order of the first of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperGroup<'a> {
    pub head: &'a str,
    pub lines: Vec<PaperLine<'a>>,
    pub minutes: i64,
    /// Minor units.
    pub net: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperLine<'a> {
    pub line: &'a FrozenLine,
    /// Of whoever did it; empty where nobody did.
    pub by: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper<'a> {
    pub groups: Vec<PaperGroup<'a>>,
    /// Names and their initials, no two alike, in the order in which they appear.
    pub timekeepers: Vec<(&'a str, String)>,
    /// The first and the last day of work.
    pub served: Option<(Date, Date)>,
    /// Whether it has to be said of each line how it is taxed.
    pub taxed_apart: bool,
}

impl Frozen {
    pub fn paper(&self) -> Paper<'_> {
        let timekeepers = timekeepers(&self.lines);
        let mut groups: Vec<PaperGroup<'_>> = Vec::new();
        for line in &self.lines {
            let head = match line.grouped.trim() {
                "" => line.kind.label(),
                grouped => grouped,
            };
            let known = timekeepers.iter().find(|(name, _)| *name == line.by.trim());
            let row =
                PaperLine { line, by: known.map(|(_, short)| short.clone()).unwrap_or_default() };
            let (minutes, net) = (i64::from(line.minutes.unwrap_or_default()), line.net);
            match groups.iter_mut().find(|group| group.head == head) {
                Some(group) => {
                    group.lines.push(row);
                    group.minutes += minutes;
                    group.net += net;
                }
                None => groups.push(PaperGroup { head, lines: vec![row], minutes, net }),
            }
        }
        let days = || {
            let worked = self.lines.iter().filter(|line| line.kind == LineKind::Time);
            worked.filter_map(|line| line.dated.parse::<Date>().ok())
        };
        let mut taxes = self.lines.iter().filter(|line| !line.in_fee).map(|line| &line.tax);
        let first = taxes.next();
        Paper {
            groups,
            timekeepers,
            served: days().min().zip(days().max()),
            taxed_apart: taxes.any(|tax| Some(tax) != first),
        }
    }
}

fn timekeepers(lines: &[FrozenLine]) -> Vec<(&str, String)> {
    let mut known: Vec<(&str, String)> = Vec::new();
    for line in lines.iter().filter(|line| line.minutes.is_some()) {
        let name = line.by.trim();
        if name.is_empty() || known.iter().any(|(other, _)| *other == name) {
            continue;
        }
        let first = initials(name);
        let mut mine = first.clone();
        for nth in 2.. {
            if !known.iter().any(|(_, other)| *other == mine) {
                break;
            }
            mine = format!("{first}{nth}");
        }
        known.push((name, mine));
    }
    known
}

#[cfg(test)]
mod tests {
    use crate::billing::drafts::{Frozen, FrozenLine, FrozenOffice};
    use crate::billing::invoices::LineKind;
    use crate::billing::totals::TaxBasis;
    use crate::money::Currency;

    fn line(kind: LineKind, by: &str, dated: &str, net: i64) -> FrozenLine {
        FrozenLine {
            kind,
            grouped: String::new(),
            dated: dated.into(),
            narrative: "Call".into(),
            by: by.into(),
            minutes: (kind == LineKind::Time).then_some(30),
            rate: None,
            amount: net,
            discount: 0,
            net,
            in_fee: false,
            tax: String::new(),
        }
    }

    fn said(lines: Vec<FrozenLine>) -> Frozen {
        let none = String::new;
        Frozen {
            version: 1,
            number: "1".into(),
            corrects: None,
            office: FrozenOffice {
                name: none(),
                address: none(),
                phone: none(),
                email: none(),
                tax_number: none(),
                payee: none(),
                iban: none(),
                bic: none(),
                how_to_pay: none(),
                locale: none(),
            },
            billed_to: vec![],
            reference: none(),
            case_number: none(),
            title: none(),
            note: none(),
            issued_on: none(),
            due_on: None,
            currency: Currency::UsDollar,
            basis: TaxBasis::Added,
            lines,
            taxes: vec![],
            subtotal: 0,
            discount: 0,
            tax: 0,
            total: 0,
        }
    }

    #[test]
    fn lines_stand_under_one_head_with_their_sum_and_two_people_never_share_initials() {
        let said = said(vec![
            line(LineKind::Time, "Ada Brook", "2026-10-05", 100),
            line(LineKind::Expense, "", "2026-10-01", 40),
            line(LineKind::Time, "Alf Berg", "2026-10-02", 20),
        ]);
        let paper = said.paper();
        let groups: Vec<_> =
            paper.groups.iter().map(|it| (it.head, it.lines.len(), it.minutes, it.net)).collect();
        assert_eq!(groups, [("Services", 2, 60, 120), ("Expenses", 1, 0, 40)]);
        let short: Vec<&str> = paper.timekeepers.iter().map(|(_, short)| short.as_str()).collect();
        assert_eq!(short, ["AB", "AB2"]);
        assert_eq!(paper.groups[0].lines[1].by, "AB2");
        // an expense is no service
        let served = paper.served.map(|(from, to)| (from.to_string(), to.to_string()));
        assert_eq!(served, Some(("2026-10-02".into(), "2026-10-05".into())));
        assert!(!paper.taxed_apart);
    }

    #[test]
    fn each_line_says_how_it_is_taxed_where_they_differ() {
        let mut said = said(vec![line(LineKind::Fee, "", "", 1), line(LineKind::Fee, "", "", 1)]);
        said.lines[1].tax = "VAT 20 %".into();
        assert!(said.paper().taxed_apart);
        // what the fee pays for is not taxed at all
        said.lines[1].in_fee = true;
        assert!(!said.paper().taxed_apart);
    }
}
