//! The lines of an invoice as a table: groups with their sums, and whose initials stand in it.

use domain::billing::drafts::{Frozen, FrozenLine};
use domain::billing::invoices::LineKind;
use domain::billing::time::hours;
use domain::money::MOST_MINOR;
use jiff::civil::Date;
use unicode_segmentation::UnicodeSegmentation;

use crate::invoice::day;
use crate::letter::{Align, Cell, Column, Group, Line};
use crate::office::{Ways, column, wide};
use crate::press::Fault;

pub(crate) struct Charges {
    pub(crate) columns: Vec<Column>,
    pub(crate) groups: Vec<Group>,
    /// What the lines come to.
    pub(crate) net: i128,
    /// The first and the last day of work.
    pub(crate) served: Option<(Date, Date)>,
    /// Initials with their names.
    pub(crate) by: String,
}

/// Lines with one head, in the order of the first of each.
struct Heap<'a> {
    head: &'a str,
    lines: Vec<&'a FrozenLine>,
}

impl Charges {
    pub(crate) fn of(said: &Frozen, ways: &Ways<'_>) -> Result<Self, Fault> {
        let table = Table {
            ways,
            timed: said.lines.iter().any(|line| line.minutes.is_some()),
            taxed_apart: apart(said),
            initials: Initials::of(&said.lines),
        };
        let mut groups = Vec::new();
        for heap in heaps(&said.lines) {
            groups.push(table.group(&heap)?);
        }
        let days = said.lines.iter().filter(|line| line.kind == LineKind::Time);
        let days = days.filter(|line| !line.dated.is_empty()).map(|line| day(&line.dated));
        let days = days.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            columns: if said.lines.is_empty() { vec![] } else { table.columns() },
            groups,
            net: said.lines.iter().map(|line| i128::from(line.net)).sum(),
            served: days.iter().min().copied().zip(days.iter().max().copied()),
            by: table.initials.explained(),
        })
    }
}

fn heaps(lines: &[FrozenLine]) -> Vec<Heap<'_>> {
    let mut heaps: Vec<Heap<'_>> = Vec::new();
    for line in lines {
        let head = match line.grouped.trim() {
            "" => line.kind.label(),
            grouped => grouped,
        };
        match heaps.iter_mut().find(|heap| heap.head == head) {
            Some(heap) => heap.lines.push(line),
            None => heaps.push(Heap { head, lines: vec![line] }),
        }
    }
    heaps
}

/// Whether it has to be said of each line how it is taxed.
fn apart(said: &Frozen) -> bool {
    let mut taxes = said.lines.iter().filter(|line| !line.in_fee).map(|line| line.tax.as_str());
    let first = taxes.next();
    taxes.any(|tax| Some(tax) != first)
}

struct Table<'a> {
    ways: &'a Ways<'a>,
    /// Whether there are columns for who, how long and at which rate.
    timed: bool,
    taxed_apart: bool,
    initials: Initials<'a>,
}

impl Table<'_> {
    fn columns(&self) -> Vec<Column> {
        let mut columns = vec![column("Date", Align::Start), wide("Description")];
        if self.timed {
            columns.push(column("By", Align::Start));
            columns.push(column("Hours", Align::End));
            columns.push(column("Rate", Align::End));
        }
        columns.push(column("Amount", Align::End));
        columns
    }

    fn group(&self, heap: &Heap<'_>) -> Result<Group, Fault> {
        let lines = heap.lines.iter().map(|line| self.line(line)).collect::<Result<_, _>>()?;
        let net: i128 = heap.lines.iter().map(|line| i128::from(line.net)).sum();
        let net = i64::try_from(net).ok().filter(|net| (0..=MOST_MINOR).contains(net));
        let net = self.ways.amount(net.ok_or(Fault::TooMuch)?);
        let minutes: i64 = heap.lines.iter().filter_map(|line| line.minutes).map(i64::from).sum();
        let cells = match minutes {
            0 => vec![Cell::over(self.before_amount(), heap.head), Cell::new(net)],
            minutes => vec![
                Cell::over(3, heap.head),
                Cell::new(hours(minutes)),
                Cell::new(""),
                Cell::new(net),
            ],
        };
        Ok(Group { head: heap.head.to_owned(), lines, sum: Some(Line { cells }) })
    }

    const fn before_amount(&self) -> usize {
        if self.timed { 5 } else { 2 }
    }

    fn line(&self, line: &FrozenLine) -> Result<Line, Fault> {
        let dated = match line.dated.as_str() {
            "" => String::new(),
            dated => self.ways.short_date(day(dated)?),
        };
        let amount = match line.in_fee {
            true => "in the fee".to_owned(),
            false => self.ways.amount(line.net),
        };
        let mut cells = vec![Cell::new(dated)];
        match line.minutes {
            Some(minutes) => {
                let rate = line.rate.map(|rate| self.ways.amount(rate)).unwrap_or_default();
                cells.push(Cell::new(self.narrative(line)));
                cells.push(Cell::new(self.initials.of_name(&line.by)));
                cells.push(Cell::new(hours(minutes.into())));
                cells.push(Cell::new(rate));
            }
            None => cells.push(Cell::over(self.before_amount() - 1, self.narrative(line))),
        }
        cells.push(Cell::new(amount));
        Ok(Line { cells })
    }

    /// The words of a line, with what a reader needs to follow its figure.
    fn narrative(&self, line: &FrozenLine) -> String {
        let mut words = line.narrative.clone();
        if line.discount > 0 {
            let (amount, less) = (self.ways.amount(line.amount), self.ways.amount(line.discount));
            words.push_str(&format!("\n{amount} less {less}"));
        }
        if self.taxed_apart && !line.in_fee {
            let tax = if line.tax.is_empty() { "untaxed" } else { &line.tax };
            words.push_str(&format!(" ({tax})"));
        }
        words
    }
}

/// Initials of everybody in the lines, no two alike.
struct Initials<'a>(Vec<(&'a str, String)>);

impl<'a> Initials<'a> {
    fn of(lines: &'a [FrozenLine]) -> Self {
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
        Self(known)
    }

    fn of_name(&self, name: &str) -> String {
        let found = self.0.iter().find(|(known, _)| *known == name.trim());
        found.map(|(_, initials)| initials.clone()).unwrap_or_default()
    }

    fn explained(&self) -> String {
        let told = self.0.iter().map(|(name, initials)| format!("{initials} {name}."));
        told.collect::<Vec<_>>().join(" ")
    }
}

/// Of the first and the last word of a name, whatever its script.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let (first, last) = (words.next(), words.next_back());
    let letters = [first, last].into_iter().flatten();
    letters.filter_map(|word| word.graphemes(true).next()).collect::<String>().to_uppercase()
}
