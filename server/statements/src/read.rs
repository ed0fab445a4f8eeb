//! From a file to its statements, whatever it is written in.

use crate::entry::{self, Statement};
use crate::fault::{Fault, What};
use crate::table::Mapping;
use crate::{camt, ofx, table, text};

/// A year of a busy account has a tenth of this.
pub const MOST_BYTES: usize = 16 << 20;
/// All work grows with the entries and the bytes alone, so these two bound the time as well.
pub const MOST_ENTRIES: usize = 50_000;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    Csv,
    /// Open Financial Exchange 1 (SGML) and 2 (XML).
    Ofx,
    /// ISO 20022's statement of booked entries, any of its versions.
    Camt053,
}

/// Which format the beginning of a file looks like.
pub fn format_of(bytes: &[u8]) -> Format {
    let head = text::decode(&bytes[..bytes.len().min(4096)]);
    let head = head.trim_start();
    if head.starts_with("OFXHEADER") || head.contains("<OFX>") || head.contains("<?OFX") {
        Format::Ofx
    } else if head.starts_with('<') {
        Format::Camt053
    } else {
        Format::Csv
    }
}

/// Reads a file to its end or not at all: one [`Statement`] for each account and period in it. `mapping` says
/// what a CSV file leaves open; the other formats say everything themselves.
///
/// # Errors
/// The first fault of the file, with its line: no format that is known, broken or cut off, a figure, day or
/// currency that cannot be read in one way alone, an amount beyond [`domain::money::MOST_MINOR`], entries
/// that do not lead from balance to balance.
pub fn read(bytes: &[u8], mapping: &Mapping) -> Result<Vec<Statement>, Fault> {
    if bytes.len() > MOST_BYTES {
        return Err(What::TooLong.whole());
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(What::Empty.whole());
    }
    let mut statements = match format_of(bytes) {
        Format::Csv => vec![table::read(&text::decode(bytes), mapping)?],
        Format::Ofx => ofx::read(bytes)?,
        Format::Camt053 => camt::read(&text::decode_xml(bytes)?)?,
    };
    if statements.iter().map(|statement| statement.entries.len()).sum::<usize>() > MOST_ENTRIES {
        return Err(What::TooMany.whole());
    }
    statements.iter().try_for_each(entry::check_sums)?;
    entry::fingerprint(&mut statements);
    statements.iter_mut().for_each(entry::trim);
    Ok(statements)
}
