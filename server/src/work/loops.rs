//! The loops. A new one is a line here.

use std::time::Duration;

use domain::notices::Channel;
use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use office::jobs::Tick;
use office::keeping::{self, Budget};
use office::{Result, appointments, dunning, feeds, notices};

use super::Hands;

pub(super) struct Loop {
    name: &'static str,
    /// In whole seconds.
    every: u64,
    pub(super) step: for<'a> fn(&'a Hands) -> BoxFuture<'a, Result<()>>,
}

impl Loop {
    pub(super) fn tick(&self) -> Tick {
        Tick { name: self.name, every: Duration::from_secs(self.every) }
    }
}

pub(super) const LOOPS: &[Loop] = &[
    Loop { name: "plan", every: 30, step: |hands| Box::pin(plan(hands)) },
    Loop {
        name: "dispatch-email",
        every: 2,
        step: |hands| Box::pin(dispatch(hands, Channel::Email)),
    },
    Loop {
        name: "dispatch-text",
        every: 2,
        step: |hands| Box::pin(dispatch(hands, Channel::Text)),
    },
    Loop { name: "dunning", every: 60, step: |hands| Box::pin(dun(hands)) },
    Loop { name: "catch-up", every: 600, step: |hands| Box::pin(catch_up(hands)) },
    Loop { name: "calendars", every: 60, step: |hands| Box::pin(calendars(hands)) },
    Loop { name: "zones", every: 3600, step: |hands| Box::pin(zones(hands)) },
    Loop { name: "reap", every: 15, step: |hands| Box::pin(reap(hands)) },
    Loop { name: "sweep", every: 3600, step: |hands| Box::pin(sweep(hands)) },
    Loop { name: "scrub", every: 60, step: |hands| Box::pin(scrub(hands)) },
    Loop { name: "books", every: 3600, step: |hands| Box::pin(books(hands)) },
];

/// Letters of accounts are sent where mail leaves the house; else they wait in the outbox.
async fn plan(hands: &Hands) -> Result<()> {
    let letters = hands.carriers.email.sender.is_some();
    let planned = notices::plan(&hands.office, letters).await?;
    if planned != notices::Planned::default() {
        tracing::info!(
            reminders = planned.reminders,
            deadlines = planned.deadlines,
            calls = planned.calls,
            shares = planned.shares,
            threads = planned.threads,
            requests = planned.requests,
            statuses = planned.statuses,
            letters = planned.letters,
            "planned"
        );
    }
    Ok(())
}

async fn dun(hands: &Hands) -> Result<()> {
    let planned = dunning::plan(&hands.office).await?;
    if planned > 0 {
        tracing::info!(planned, "planned reminders of what is unpaid");
    }
    Ok(())
}

async fn catch_up(hands: &Hands) -> Result<()> {
    let planned = notices::catch_up(&hands.office).await?;
    if planned > 0 {
        tracing::info!(planned, "announced what could not be told before");
    }
    Ok(())
}

/// Rules change with a release of the zones' table: an hour after it is there, everything follows.
async fn zones(hands: &Hands) -> Result<()> {
    let followed = appointments::follow_zones(&hands.office).await?;
    if followed != appointments::Followed::default() {
        tracing::warn!(
            moved = followed.moved,
            skipped = followed.skipped,
            "appointments follow the rules of their zones"
        );
    }
    Ok(())
}

async fn calendars(hands: &Hands) -> Result<()> {
    let read = feeds::read_calendars(&hands.office, &hands.fetching).await?;
    if read > 0 {
        tracing::debug!(read, "read calendars kept elsewhere");
    }
    Ok(())
}

async fn dispatch(hands: &Hands, channel: Channel) -> Result<()> {
    let sent = notices::dispatch_while(&hands.office, &hands.carriers, channel, || hands.goes_on())
        .await?;
    if sent != notices::Dispatched::default() {
        tracing::info!(
            channel = channel.word(),
            claimed = sent.claimed,
            accepted = sent.accepted,
            dropped = sent.dropped,
            refused = sent.refused,
            later = sent.later,
            unknown = sent.unknown,
            lost = sent.lost,
            "sent"
        );
    }
    Ok(())
}

async fn reap(hands: &Hands) -> Result<()> {
    let reaped = notices::reap(&hands.office).await?;
    if reaped > 0 {
        tracing::info!(reaped, "took back what ran out");
    }
    Ok(())
}

/// Longer than a step takes: a lease that runs out lets a second server begin, which costs time alone.
const HOLD: SignedDuration = SignedDuration::from_mins(30);

/// A tick that comes twice does not read everything twice: whose turn it is says a lease as well, a little
/// shorter than the time between two ticks, so that one that is early by a hair is not left out.
async fn sweep(hands: &Hands) -> Result<()> {
    let every = SignedDuration::from_mins(50);
    let Some(turn) = keeping::take(&hands.office, "sweep", every, HOLD).await? else {
        return Ok(());
    };
    let swept = keeping::sweep(&hands.office).await;
    turn.end().await?;
    let swept = swept?;
    if swept != keeping::Swept::default() {
        tracing::info!(?swept, "swept the vault");
    }
    Ok(())
}

async fn scrub(hands: &Hands) -> Result<()> {
    let every = SignedDuration::from_secs(50);
    let Some(turn) = keeping::take(&hands.office, "scrub", every, HOLD).await? else {
        return Ok(());
    };
    let scrubbed = read_back(hands).await;
    turn.end().await?;
    let scrubbed = scrubbed?;
    if scrubbed.versions > 0 {
        tracing::debug!(?scrubbed, "read back stored versions");
    }
    Ok(())
}

/// Once a day, whichever hour first comes after the last.
async fn books(hands: &Hands) -> Result<()> {
    let every = SignedDuration::from_hours(24);
    let Some(turn) = keeping::take(&hands.office, "books", every, HOLD).await? else {
        return Ok(());
    };
    let wrong = keeping::check_books(&hands.office).await;
    turn.end().await?;
    match wrong? {
        0 => tracing::info!("the books agree"),
        wrong => {
            tracing::error!(wrong, "the books disagree with themselves: see the page of the books")
        }
    }
    Ok(())
}

async fn read_back(hands: &Hands) -> Result<keeping::Scrubbed> {
    let before = keeping::now(&hands.office).await? - keeping::CYCLE;
    keeping::scrub(&hands.office, before, Budget::default()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_have_names_of_their_own_and_are_due_now_and_then() {
        let mut names: Vec<_> = LOOPS.iter().map(|each| each.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), LOOPS.len());
        assert!(LOOPS.iter().all(|each| each.every > 0));
    }
}
