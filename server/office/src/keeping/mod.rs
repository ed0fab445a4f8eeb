//! The keeping of the vault: what no row names is swept away, every version is read back on a cycle,
//! and of many servers one does it at a time.
//!
//! Every step is finished or not begun: whatever is killed at any point, the next run goes on from what
//! the database and the store say.

mod scrub;
mod sweep;
mod turn;

use jiff::Timestamp;
use sqlx::{Postgres, Transaction};

pub use scrub::{Budget, CYCLE, Scrubbed, scrub};
pub use sweep::{Swept, sweep};
pub use turn::{Turn, take};

use crate::{Office, Result};

type Tx = Transaction<'static, Postgres>;

/// As the role of the background, which holds a few named functions and reads no table.
async fn begin(office: &Office) -> Result<Tx> {
    office.begin_as("privity_keeper", None, office.clock.now()).await
}

/// The instant by the clock that dates the rows: the database's, or the test's.
///
/// # Errors
/// Unavailable.
pub async fn now(office: &Office) -> Result<Timestamp> {
    let mut tx = begin(office).await?;
    let now = sqlx::query_scalar!(r#"select office_now() as "now!""#).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    Ok(now.to_jiff())
}

/// Holds every kept sum of billing against the rows it follows from, and keeps what was found. Hands back how many
/// disagree.
///
/// # Errors
/// Unavailable.
pub async fn check_books(office: &Office) -> Result<i32> {
    let mut tx = begin(office).await?;
    let wrong =
        sqlx::query_scalar!(r#"select check_books() as "wrong!""#).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    Ok(wrong)
}
