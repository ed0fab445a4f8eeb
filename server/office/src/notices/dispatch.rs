//! Claim, look again, send, finish. No transaction is open while a provider is spoken to, and nobody but
//! the holder of a lease writes what became of a message.

use std::time::Duration;

use channels::{Attached, Calendar, Email, MailId, Mailbox, Number, Outcome, Scope, Text};
use domain::notices::Channel;
use domain::text::EmailAddress;
use futures_util::StreamExt;
use sqlx::postgres::types::PgInterval;
use sqlx::types::Json;
use uuid::Uuid;
use vault::fault;

use super::compose::{Composed, Look};
use super::{Carriers, begin, letter};
use crate::keys::sha256;
use crate::{Error, Office, Result, dunning, invoice_mail, outside, portal};

/// How many are claimed at once, and how many are in hand at the same time.
const BATCH: i32 = 24;
const AT_ONCE: usize = 8;
/// A server that died holds what it claimed no longer than this.
const HOLD: Duration = Duration::from_secs(90);
/// No provider is waited for longer than this; what it does after that is unclear.
const PATIENCE: Duration = Duration::from_secs(45);

/// Between tries to write down what became of one.
const WAITS: [Duration; 5] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(6),
    Duration::from_secs(12),
];

/// Points at which a test has the process killed.
pub(crate) mod point {
    pub(crate) const CLAIMED: &str = "notice.claimed";
    pub(crate) const LOOKED: &str = "notice.looked";
    pub(crate) const SENT: &str = "notice.sent";
    pub(crate) const MARKED: &str = "notice.marked";
}

/// What became of the messages of one round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dispatched {
    pub claimed: usize,
    pub accepted: usize,
    /// Not sent after the last look: moved, called off, quiet hours, no address.
    pub dropped: usize,
    pub refused: usize,
    pub later: usize,
    pub unknown: usize,
    /// The lease had run out when it came to writing it down.
    pub lost: usize,
}

#[derive(Clone, Copy)]
enum Became {
    Accepted,
    Dropped,
    Refused,
    Later,
    Unknown,
    Lost,
}

struct Claimed {
    id: Uuid,
    subject_kind: String,
}

/// Sends what is due by one channel, until nothing is left or the provider is to be left alone.
///
/// # Errors
/// Unavailable. What was claimed is taken back when its lease has run out.
pub async fn dispatch(
    office: &Office,
    carriers: &Carriers,
    channel: Channel,
) -> Result<Dispatched> {
    dispatch_while(office, carriers, channel, || true).await
}

/// The same as long as `go_on` says so, which is asked before more is claimed.
///
/// # Errors
/// As [`dispatch`].
pub async fn dispatch_while(
    office: &Office,
    carriers: &Carriers,
    channel: Channel,
    go_on: impl Fn() -> bool,
) -> Result<Dispatched> {
    let mut all = Dispatched::default();
    loop {
        if !go_on() {
            return Ok(all);
        }
        let lease = office.chance.id(office.clock.now());
        let claimed = claim(office, carriers, channel, lease).await?;
        if claimed.is_empty() {
            return Ok(all);
        }
        fault::here(point::CLAIMED);
        all.claimed += claimed.len();
        let mut became = futures_util::stream::iter(claimed)
            .map(|one| deliver(office, carriers, channel, lease, one))
            .buffer_unordered(AT_ONCE);
        let mut trouble = None;
        while let Some(one) = became.next().await {
            match one {
                Ok(Became::Accepted) => all.accepted += 1,
                Ok(Became::Dropped) => all.dropped += 1,
                Ok(Became::Refused) => all.refused += 1,
                Ok(Became::Later) => all.later += 1,
                Ok(Became::Unknown) => all.unknown += 1,
                Ok(Became::Lost) => all.lost += 1,
                // the others of the batch go on: each has its own row
                Err(error) => trouble = Some(error),
            }
        }
        if let Some(error) = trouble {
            return Err(error);
        }
    }
}

async fn claim(
    office: &Office,
    carriers: &Carriers,
    channel: Channel,
    lease: Uuid,
) -> Result<Vec<Claimed>> {
    let (_, rate, burst) = carriers.of(channel);
    let mut tx = begin(office).await?;
    let rows = sqlx::query_as!(
        Claimed,
        r#"select id as "id!", subject_kind as "subject_kind!" from claim_notices($1, $2, $3, $4, $5, $6)"#,
        channel.word(),
        lease,
        interval(HOLD)?,
        BATCH,
        rate,
        burst
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(rows)
}

/// A message with where it goes to.
pub(crate) struct Ready {
    pub address: String,
    pub name: String,
    pub reply_to: String,
    /// The sender's name is left out.
    pub unnamed: bool,
    pub said: Composed,
    pub calendar: Option<Calendar>,
    pub attached: Vec<Attached>,
}

async fn deliver(
    office: &Office,
    carriers: &Carriers,
    channel: Channel,
    lease: Uuid,
    one: Claimed,
) -> Result<Became> {
    let ready = match one.subject_kind.as_str() {
        "appointment" => look(office, carriers, channel, lease, one.id).await?,
        "invoice" => invoice_mail::look(office, carriers, lease, one.id, interval(HOLD)?).await?,
        "portal" => portal::look(office, carriers, lease, one.id, interval(HOLD)?).await?,
        kind @ ("share" | "thread" | "status") => {
            portal::look_at_word(office, carriers, lease, one.id, kind, interval(HOLD)?).await?
        }
        "outside" => outside::look(office, carriers, lease, one.id, interval(HOLD)?).await?,
        "outside_code" => {
            outside::look_at_code(office, carriers, lease, one.id, interval(HOLD)?).await?
        }
        "request" | "request_due" => {
            portal::look_at_request(office, carriers, lease, one.id, interval(HOLD)?).await?
        }
        "dunning" => dunning::look(office, carriers, lease, one.id, interval(HOLD)?).await?,
        _ => letter::look(office, carriers, channel, lease, one.id, interval(HOLD)?).await?,
    };
    let Some(ready) = ready else { return Ok(Became::Dropped) };
    fault::here(point::LOOKED);
    let outcome = send(office, carriers, channel, one.id, &ready).await;
    fault::here(point::SENT);
    let became =
        finish_in_time(office, carriers, channel, lease, one.id, &outcome, &ready.said).await?;
    fault::here(point::MARKED);
    Ok(became)
}

async fn look(
    office: &Office,
    carriers: &Carriers,
    channel: Channel,
    lease: Uuid,
    id: Uuid,
) -> Result<Option<Ready>> {
    // half of the usual length: a text pays for each character, and it ends with the appointment
    let secret: [u8; 16] = office.chance.bytes();
    let token = crate::keys::spell(&secret);
    let now = office.clock.now();
    let mut tx = begin(office).await?;
    let found = sqlx::query_scalar!(
        r#"select look_at_notice($1, $2, $3, $4, $5) as "look: Json<Look>""#,
        id,
        lease,
        office.chance.id(now),
        &sha256(token.as_bytes())[..],
        interval(HOLD)?
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    let Some(Json(look)) = found else { return Ok(None) };
    let link = format!("{}/a/{token}", carriers.base_url);
    let said = look.compose(channel, now, &carriers.base_url, &link)?;
    let calendar = match channel {
        Channel::Email if !look.staff && !look.discreet => {
            Some(look.calendar(&carriers.from, &link))
        }
        Channel::Email | Channel::Text => None,
    };
    Ok(Some(Ready {
        address: look.address.clone(),
        name: look.name.clone(),
        // whoever must not learn who writes does not learn it from the envelope either
        reply_to: if look.discreet { String::new() } else { look.reply_to.clone() },
        unnamed: look.discreet,
        said,
        calendar,
        attached: Vec::new(),
    }))
}

async fn send(
    office: &Office,
    carriers: &Carriers,
    channel: Channel,
    id: Uuid,
    ready: &Ready,
) -> Outcome {
    let sent = async {
        match channel {
            Channel::Email => {
                let Some(sender) = &carriers.email.sender else { return kept() };
                match email(office, carriers, id, ready) {
                    Some(email) => sender.send(&email).await,
                    None => Outcome::Refused { reason: "the address is none".into() },
                }
            }
            Channel::Text => {
                let Some(sender) = &carriers.text.sender else { return kept() };
                match Number::parse(&ready.address) {
                    Some(to) => sender.send(&Text { id, to, body: ready.said.body.clone() }).await,
                    None => Outcome::Refused { reason: "the number is none".into() },
                }
            }
        }
    };
    match tokio::time::timeout(PATIENCE, sent).await {
        Ok(outcome) => outcome,
        Err(_) => Outcome::Unknown { reason: "no answer in time".into() },
    }
}

/// Without a provider a message is kept to be read, and that is all.
fn kept() -> Outcome {
    Outcome::Accepted { reference: None }
}

fn email(office: &Office, carriers: &Carriers, id: Uuid, ready: &Ready) -> Option<Email> {
    let domain = carriers.from.address.as_str().rsplit('@').next().unwrap_or_default();
    let mailbox = |text: &str| EmailAddress::parse(text).ok();
    Some(Email {
        message_id: MailId::parse(&format!("<{id}@{domain}>"))?,
        at: office.clock.now(),
        from: Mailbox {
            name: carriers.from.name.clone().filter(|_| !ready.unnamed),
            address: carriers.from.address.clone(),
        },
        to: Mailbox { name: Some(ready.name.clone()), address: mailbox(&ready.address)? },
        reply_to: mailbox(&ready.reply_to).map(|address| Mailbox { name: None, address }),
        subject: ready.said.subject.clone(),
        text: ready.said.body.clone(),
        html: ready.said.html.clone(),
        unsubscribe: None,
        calendar: ready.calendar.clone(),
        attached: ready.attached.clone(),
    })
}

/// What is known is written down even if the database is away for a moment: else it would be unclear, and a
/// mail sent once more. The waits end before the lease does.
async fn finish_in_time(
    office: &Office,
    carriers: &Carriers,
    channel: Channel,
    lease: Uuid,
    id: Uuid,
    outcome: &Outcome,
    said: &Composed,
) -> Result<Became> {
    for wait in WAITS {
        match finish(office, carriers, channel, lease, id, outcome, said).await {
            Err(Error::Unavailable) => tokio::time::sleep(wait).await,
            done => return done,
        }
    }
    finish(office, carriers, channel, lease, id, outcome, said).await
}

async fn finish(
    office: &Office,
    carriers: &Carriers,
    channel: Channel,
    lease: Uuid,
    id: Uuid,
    outcome: &Outcome,
    said: &Composed,
) -> Result<Became> {
    let (provider, ..) = carriers.of(channel);
    let (word, reference, reason, after, became) = match outcome {
        Outcome::Accepted { reference } => {
            ("accepted", reference.clone(), String::new(), None, Became::Accepted)
        }
        Outcome::Refused { reason } => ("refused", None, reason.to_string(), None, Became::Refused),
        Outcome::OptedOut => ("opted_out", None, "opted_out".into(), None, Became::Refused),
        Outcome::Later { scope: Scope::Provider, reason, after } => {
            ("later_provider", None, reason.to_string(), *after, Became::Later)
        }
        Outcome::Later { scope: Scope::Message, reason, after } => {
            ("later", None, reason.to_string(), *after, Became::Later)
        }
        Outcome::Unknown { reason } => ("unknown", None, reason.to_string(), None, Became::Unknown),
    };
    let after = after.map(interval).transpose()?;
    let mut tx = begin(office).await?;
    let ours = sqlx::query_scalar!(
        r#"select finish_notice($1, $2, $3, $4, $5, $6, $7, $8, $9) as "ours!""#,
        id,
        lease,
        word,
        provider,
        reference,
        reason,
        after as Option<PgInterval>,
        said.subject,
        said.kept_body
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(if ours { became } else { Became::Lost })
}

pub(super) fn interval(of: Duration) -> Result<PgInterval> {
    let microseconds = i64::try_from(of.as_micros()).map_err(Error::internal)?;
    Ok(PgInterval { months: 0, days: 0, microseconds })
}
