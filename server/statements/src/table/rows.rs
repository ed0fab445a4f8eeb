//! The rows of a table beneath its head, which may come after lines about the account.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::Mapping;
use super::columns::Found;
use crate::fault::{Fault, What};
use crate::read::MOST_ENTRIES;

const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// Banks have up to forty.
const MOST_FIELDS: usize = 200;
/// Rows among which the head is looked for.
const HEAD_WITHIN: usize = 40;

pub(super) struct Rows {
    pub(super) body: Vec<Row>,
}

#[derive(Debug)]
pub(super) struct Row {
    record: StringRecord,
    pub(super) line: u64,
}

impl Row {
    /// Empty where the row has no such field.
    pub(super) fn field(&self, at: usize) -> &str {
        self.record.get(at).unwrap_or_default()
    }
}

pub(super) fn read(text: &str, mapping: &Mapping) -> Result<(Rows, Found), Fault> {
    let delimiter = match mapping.delimiter {
        Some(delimiter) => u8::try_from(delimiter)
            .map_err(|_| What::Table("a delimiter is one ASCII character.").whole())?,
        None => delimiter_of(text, mapping),
    };
    let head = head_of(text, delimiter, mapping);
    let (columns, skip, wide) = match head {
        Some((found, nth, wide)) => (found, nth + 1, wide),
        None => (Found::placed(mapping), 0, 0),
    };
    if head_is_missing(&columns, text) {
        return Err(What::Unknown.whole());
    }
    columns.complete()?;
    let mut body = Vec::new();
    for record in records(text, delimiter).skip(skip) {
        let row = record?;
        if row.record.iter().all(str::is_empty) {
            continue;
        }
        // The last field may be left out with its delimiter, and nothing else.
        if row.record.len() + 1 < wide {
            return Err(What::Short.at(row.line));
        }
        body.push(row);
        if body.len() > MOST_ENTRIES {
            return Err(What::TooMany.whole());
        }
    }
    Ok((Rows { body }, columns))
}

fn head_is_missing(columns: &Found, text: &str) -> bool {
    columns.count() == 0
        && !text.lines().take(HEAD_WITHIN).any(|line| line.contains(|c| ";,\t|".contains(c)))
}

/// The delimiter with which most columns of a head are recognised.
fn delimiter_of(text: &str, mapping: &Mapping) -> u8 {
    let known = |delimiter: &u8| {
        let head = head_of(text, *delimiter, mapping).map_or(0, |(found, ..)| found.count());
        let first = records(text, *delimiter).next().and_then(Result::ok);
        (head, first.map_or(0, |row| row.record.len()))
    };
    DELIMITERS.into_iter().rev().max_by_key(known).unwrap_or(b',')
}

/// The columns, the number of the row that tells them, and its length.
fn head_of(text: &str, delimiter: u8, mapping: &Mapping) -> Option<(Found, usize, usize)> {
    let placed = Found::placed(mapping).count();
    let heads = records(text, delimiter).take(HEAD_WITHIN).enumerate().filter_map(|(nth, row)| {
        let row = row.ok()?;
        let found = Found::by_head(&row.record.iter().collect::<Vec<_>>(), mapping);
        (found.count() > placed && found.complete().is_ok()).then_some((
            found,
            nth,
            row.record.len(),
        ))
    });
    // Of equals the first.
    heads.collect::<Vec<_>>().into_iter().rev().max_by_key(|(found, ..)| found.count())
}

fn records(text: &str, delimiter: u8) -> impl Iterator<Item = Result<Row, Fault>> + '_ {
    // csv's own count is one short where lines end in two characters.
    let mut line = 1;
    let mut counted = 0;
    let mut line_of = move |record: &csv::Position| {
        let bytes = text.as_bytes();
        let from = usize::try_from(record.byte()).unwrap_or(bytes.len()).min(bytes.len());
        let ends = bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = bytes.get(counted..from + ends).unwrap_or_default();
        let feeds = passed.iter().filter(|byte| **byte == b'\n').count();
        counted = from + ends;
        line += feeds as u64;
        line
    };
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    reader.into_records().map(move |record| match record {
        Ok(record) => {
            let line = record.position().map_or(0, &mut line_of);
            if record.len() > MOST_FIELDS {
                return Err(What::Table("this row has too many fields.").at(line));
            }
            Ok(Row { record, line })
        }
        Err(error) => {
            let line = error.position().map_or(0, &mut line_of);
            Err(What::Table("this row cannot be read.").at(line))
        }
    })
}
