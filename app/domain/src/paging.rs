//! Keyset pages: a page is named by the row it starts after, so that rows added meanwhile neither
//! repeat nor hide others, and the hundredth page costs what the first does.

use serde::{Deserialize, Serialize};

/// Rows on a page.
pub const PAGE_ROWS: i64 = 25;
/// Counts stop here: "1,000+".
pub const COUNT_CAP: i64 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows<T> {
    pub rows: Vec<T>,
    /// Opaque: goes back as `after` for the next page.
    pub next: Option<String>,
    /// How many match in all, at most [`COUNT_CAP`] + 1.
    pub total: i64,
}

impl<T> Rows<T> {
    /// Cuts the one row asked beyond the page, which only says that there is more.
    pub fn cut(mut rows: Vec<T>, total: i64, key: impl Fn(&T) -> String) -> Rows<T> {
        let more = rows.len() as i64 > PAGE_ROWS;
        rows.truncate(PAGE_ROWS as usize);
        let next = rows.last().filter(|_| more).map(key);
        Rows { rows, next, total }
    }

    pub fn total_words(&self) -> String {
        if self.total > COUNT_CAP { "1,000+".into() } else { self.total.to_string() }
    }
}
