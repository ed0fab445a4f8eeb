//! Lists to be taken away, as CSV. A cell that a spreadsheet would take for a formula is said to be text:
//! names and words in it are other people's.

use std::borrow::Cow;

use crate::{Error, Result};

/// A head and its rows. Begins with the mark by which spreadsheets know UTF-8.
///
/// # Errors
/// Internal.
pub(crate) fn csv<const N: usize>(
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<Vec<u8>> {
    let mut sheet = csv::Writer::from_writer("\u{FEFF}".as_bytes().to_vec());
    sheet.write_record(head).map_err(Error::internal)?;
    for row in rows {
        sheet
            .write_record(row.iter().map(|cell| plain(cell).into_owned()))
            .map_err(Error::internal)?;
    }
    sheet.into_inner().map_err(|error| Error::internal(error.error()))
}

/// No spreadsheet computes what begins with an apostrophe.
fn plain(cell: &str) -> Cow<'_, str> {
    const BEGINS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    match cell.trim_start_matches(' ').starts_with(BEGINS) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_its_row() {
        let cells = ["=1+1", "@SUM(A1)", " -2", "＝cmd", "a\"b, c\nd", "Ada = Eve"];
        let rows = cells.map(|cell| [cell.to_owned()]).into_iter();
        let sheet = String::from_utf8(csv(["Head"], rows).unwrap_or_default()).unwrap_or_default();
        assert_eq!(
            sheet,
            "\u{FEFF}Head\n'=1+1\n'@SUM(A1)\n' -2\n'＝cmd\n\"a\"\"b, c\nd\"\nAda = Eve\n"
        );
    }
}
