//! Whose turn it is. A lease in the database: of many servers one does a loop's work, at its time, and
//! one that dies holds nobody up for longer than the lease.
//!
//! A lease that runs out under a holder that still works lets a second one begin. Loops are written so
//! that this costs time and nothing else.

use jiff::SignedDuration;
use sqlx::postgres::types::PgInterval;
use uuid::Uuid;

use super::begin;
use crate::{Error, Office, Result};

/// The turn of one loop, taken.
#[derive(Debug)]
pub struct Turn<'a> {
    office: &'a Office,
    name: &'static str,
    holder: Uuid,
    hold: SignedDuration,
}

/// Takes the turn of a loop, for `hold`, if `every` has passed since it was begun and nobody has it.
///
/// # Errors
/// Unavailable.
pub async fn take<'a>(
    office: &'a Office,
    name: &'static str,
    every: SignedDuration,
    hold: SignedDuration,
) -> Result<Option<Turn<'a>>> {
    let holder = office.chance.id(office.clock.now());
    let mut tx = begin(office).await?;
    let taken = sqlx::query_scalar!(
        r#"select take_turn($1, $2, $3, $4) as "taken!""#,
        name,
        holder,
        interval(every)?,
        interval(hold)?
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(taken.then_some(Turn { office, name, holder, hold }))
}

impl Turn<'_> {
    /// Holds it for as long again. False where it ran out and is somebody else's.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn keep(&self) -> Result<bool> {
        let mut tx = begin(self.office).await?;
        let kept = sqlx::query_scalar!(
            r#"select keep_turn($1, $2, $3) as "kept!""#,
            self.name,
            self.holder,
            interval(self.hold)?
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(kept)
    }

    /// # Errors
    /// Unavailable: it ends by itself then.
    pub async fn end(self) -> Result<()> {
        let mut tx = begin(self.office).await?;
        sqlx::query!("select end_turn($1, $2)", self.name, self.holder).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }
}

fn interval(of: SignedDuration) -> Result<PgInterval> {
    let microseconds = i64::try_from(of.as_micros()).map_err(Error::internal)?;
    Ok(PgInterval { months: 0, days: 0, microseconds })
}
