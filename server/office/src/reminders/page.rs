//! The page of everything that is sent: the switch, how the ways out of the house do, and what is to come.

use domain::access::act;
use domain::frame::Framed;
use domain::notices::Channel;
use domain::notices::sent::KEPT_BY;
use domain::reminders::{RemindersPage, WayOut};
use jiff::{SignedDuration, Timestamp};

use super::{held, switch, test, wording};
use crate::access;
use crate::notices::{Span, coming};
use crate::words::{self, Region};
use crate::{Caller, Result, Tx, frame};

/// How far ahead is shown.
const AHEAD: SignedDuration = SignedDuration::from_hours(72);
/// And how much of it.
const SHOWN: usize = 50;

/// All of it.
///
/// # Errors
/// Refused.
pub async fn page(caller: &Caller) -> Result<Framed<RemindersPage>> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let now = caller.now();
    let stopped = switch::stopped(&mut tx, &region).await?;
    let ways = ways(&mut tx, now, &region).await?;
    let tests = test::tests(&mut tx, &region).await?;
    let held = held::count(&mut tx).await?;
    let span = Span { from: now, until: Some(now + AHEAD) };
    let mut coming = coming(&mut tx, span, None, &region).await?;
    let own = wording::own(&mut tx).await?;
    tx.commit().await?;
    let coming_total = coming.len() as i64;
    coming.truncate(SHOWN);
    let body = RemindersPage { stopped, ways, tests, held, coming, coming_total, own };
    Ok(Framed { frame, body })
}

/// What was sent of what the caller sees, and how the provider does.
async fn ways(tx: &mut Tx, now: Timestamp, region: &Region) -> Result<Vec<WayOut>> {
    let mut ways = Vec::new();
    for channel in Channel::ALL {
        let sent = sqlx::query!(
            r#"select count(*) filter (where n.state in ('accepted', 'delivered') and n.provider <> $2) as "sent!",
                count(*) filter (where n.state in ('accepted', 'delivered') and n.provider = $2) as "kept!",
                count(*) filter (where n.state in ('queued', 'sending')) as "waiting!",
                count(*) filter (where n.state = 'failed') as "failed!",
                count(*) filter (where n.state = 'unknown') as "unclear!"
            from notifications n
            where n.channel = $1 and n.created_at > office_now() - interval '1 day'"#,
            channel.word(),
            KEPT_BY
        )
        .fetch_one(&mut **tx)
        .await?;
        let provider = sqlx::query!(
            "select failures, open_until, reason from providers where name = $1",
            channel.word()
        )
        .fetch_optional(&mut **tx)
        .await?;
        let (says, well) = match provider {
            None => ("Nothing was sent this way yet.".to_owned(), true),
            Some(row) => match row.open_until.map(|at| at.to_jiff()).filter(|until| *until > now) {
                Some(until) => (
                    format!(
                        "Does not answer as it should ({}). Tried again at {}; nothing is lost meanwhile.",
                        or_unsaid(&row.reason),
                        words::time(until, region)
                    ),
                    false,
                ),
                None if row.failures > 0 => (
                    format!(
                        "Failed {} in a row ({}). Tried again now.",
                        times(row.failures),
                        or_unsaid(&row.reason)
                    ),
                    false,
                ),
                None if sent.kept > 0 => {
                    ("Kept here: no provider is set up, and nothing leaves.".to_owned(), true)
                }
                None => ("In order.".to_owned(), true),
            },
        };
        ways.push(WayOut {
            channel: *channel,
            says,
            well,
            sent: sent.sent,
            kept: sent.kept,
            waiting: sent.waiting,
            failed: sent.failed,
            unclear: sent.unclear,
        });
    }
    Ok(ways)
}

fn or_unsaid(reason: &str) -> &str {
    if reason.is_empty() { "no reason given" } else { reason }
}

fn times(count: i32) -> String {
    if count == 1 { "once".into() } else { format!("{count} times") }
}
