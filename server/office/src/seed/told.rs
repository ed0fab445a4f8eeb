//! What the demo office told its clients since it began to write reminders, and what came back: by the loops of
//! sending themselves, at the hour of each morning. Nothing leaves: what is written is kept, as the demo keeps
//! everything, and its links are opened here by the hand of the client.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use channels::{Email, Mailbox, Mailer, Outcome};
use domain::ids::AppointmentId;
use domain::notices::Channel;
use domain::text::EmailAddress;
use futures_util::future::BoxFuture;

use super::{OFFICE, Seed};
use crate::notices::link::{self, LinkAct};
use crate::notices::{self, Carrier, Carriers};
use crate::{Error, Result};

/// Keeps what is written, and sends back what goes to a mailbox that is not there any more.
#[derive(Default)]
pub(super) struct Kept(Mutex<Vec<Email>>);

impl Kept {
    /// In an order that does not depend on which was written first.
    pub(super) fn take(&self) -> Vec<Email> {
        let mut all = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        all.sort_by_cached_key(|email| (starts(email), address(email), email.subject.clone()));
        all
    }
}

impl Mailer for Kept {
    fn send<'a>(&'a self, email: &'a Email) -> BoxFuture<'a, Outcome> {
        let outcome = match is_gone(&address(email)) {
            true => Outcome::Refused { reason: "no such mailbox".into() },
            false => {
                self.0.lock().unwrap_or_else(PoisonError::into_inner).push(email.clone());
                Outcome::Accepted { reference: None }
            }
        };
        Box::pin(async { outcome })
    }
}

/// The ways out of the demo office, which lead nowhere.
pub(super) fn carriers(kept: &Arc<Kept>) -> Result<Carriers> {
    Ok(Carriers {
        email: Carrier {
            sender: Some(Arc::clone(kept) as _),
            provider: domain::notices::sent::KEPT_BY,
            rate: 1e6,
            burst: 1e6,
        },
        text: Carrier {
            sender: None,
            provider: domain::notices::sent::KEPT_BY,
            rate: 1.0,
            burst: 1.0,
        },
        from: Mailbox {
            name: Some(OFFICE.into()),
            address: EmailAddress::parse("office@pellworthadair.example")
                .map_err(Error::internal)?,
        },
        base_url: "https://portal.pellworthadair.example".into(),
        pays: false,
    })
}

fn address(email: &Email) -> String {
    email.to.address.as_str().to_owned()
}

/// One of thirteen clients has left an address that takes nothing; never an account of the office.
fn is_gone(address: &str) -> bool {
    !address.ends_with("@pellworthadair.example")
        && address.bytes().map(usize::from).sum::<usize>() % 13 == 5
}

/// A line of the invitation, without its name: "UID", "DTSTART".
fn line<'a>(email: &'a Email, name: &str) -> Option<&'a str> {
    let lines = email.calendar.as_ref()?.ics.lines();
    lines.filter_map(|line| line.strip_prefix(name)).next()
}

fn starts(email: &Email) -> String {
    line(email, "DTSTART").unwrap_or_default().to_owned()
}

/// The secret of the link in a message.
fn token(email: &Email) -> Option<String> {
    let (_, after) = email.text.split_once("/a/")?;
    Some(
        after.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect(),
    )
}

impl Seed {
    /// Every morning from `days_ago` on. Whoever came had mostly confirmed; whoever did not, rarely.
    pub(super) async fn told(
        &self,
        days_ago: i64,
        came: &HashMap<AppointmentId, &'static str>,
    ) -> Result<()> {
        let kept = Arc::new(Kept::default());
        let carriers = carriers(&kept)?;
        for ago in (1..=days_ago).rev() {
            self.go_to(ago, 9)?;
            notices::plan(&self.office, false).await?;
            notices::dispatch(&self.office, &carriers, Channel::Email).await?;
            notices::reap(&self.office).await?;
            for email in kept.take() {
                self.later();
                self.answer(&email, came).await?;
            }
        }
        Ok(())
    }

    async fn answer(
        &self,
        email: &Email,
        came: &HashMap<AppointmentId, &'static str>,
    ) -> Result<()> {
        let about = line(email, "UID:").and_then(|uid| uid.split('@').next()?.parse().ok());
        let (Some(outcome), Some(token)) = (about.and_then(|id| came.get(&id)), token(email))
        else {
            return Ok(());
        };
        let confirms = match *outcome {
            "attended" | "late" => 45,
            "no_show" => 12,
            _ => 4,
        };
        let act = match self.below(100) {
            n if n < confirms => Some(LinkAct::Confirm),
            // only looked at
            n if n < confirms + 20 => None,
            n if *outcome == "cancelled_in_time" && n > 50 => Some(LinkAct::AskToMove),
            _ => return Ok(()),
        };
        link::show(&self.office, &token).await?;
        if let Some(act) = act {
            // a court date offers no other time
            link::answer(&self.office, &token, act).await?;
        }
        Ok(())
    }
}
