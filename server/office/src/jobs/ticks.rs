//! What is due is written down by every server, and there once: by a key of loop and slot.

use super::{Jobs, Tick};
use crate::Result;

// Not checked queries: the tables are the crate's own, and absent where queries are prepared.

/// The latest slot that has begun, by the database's clock, so that servers whose clocks differ agree. Where
/// one still waits, nobody has time for a second.
const DUE: &str = "
    insert into apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, priority, idempotency_key)
    select apalis.generate_ulid(), name, convert_to(json_build_object('loop', name, 'slot', slot)::text, 'UTF8'),
        'Pending', 0, 1, now(), 0, slot::text
    from unnest($1::text[], $2::bigint[]) as due (name, every)
    cross join lateral (select floor(extract(epoch from now()) / every)::bigint * every as slot) latest
    where not exists (select from apalis.jobs j where j.job_type = name and j.status = 'Pending')
    on conflict (job_type, idempotency_key) do nothing";

/// A slot is known by its row, so rows outlive the longest slot.
const DONE: &str = "
    delete from apalis.jobs j using unnest($1::text[], $2::bigint[]) as due (name, every)
    where j.job_type = name and j.status in ('Done', 'Failed', 'Killed')
        and coalesce(j.done_at, j.run_at) < now() - make_interval(secs => greatest(2 * every, 600))";

const GONE: &str = "
    delete from apalis.workers w
    where w.last_seen < now() - interval '1 hour' and not exists (select from apalis.jobs j where j.lock_by = w.id)";

impl Jobs {
    /// Writes down what is due now: on every server, as often as one likes. How many ticks are new.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn tick(&self, ticks: &[Tick]) -> Result<u64> {
        let (names, seconds) = columns(ticks);
        let made = sqlx::query(DUE).bind(names).bind(seconds).execute(&self.pool).await?;
        Ok(made.rows_affected())
    }

    /// Takes away what is done, and workers that are long gone.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn prune(&self, ticks: &[Tick]) -> Result<u64> {
        let (names, seconds) = columns(ticks);
        let jobs = sqlx::query(DONE).bind(names).bind(seconds).execute(&self.pool).await?;
        let workers = sqlx::query(GONE).execute(&self.pool).await?;
        Ok(jobs.rows_affected() + workers.rows_affected())
    }
}

fn columns(ticks: &[Tick]) -> (Vec<String>, Vec<i64>) {
    ticks
        .iter()
        .map(|tick| {
            (tick.name.to_owned(), i64::try_from(tick.every.as_secs()).unwrap_or(i64::MAX).max(1))
        })
        .unzip()
}
