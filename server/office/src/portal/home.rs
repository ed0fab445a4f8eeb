//! What stands around every page of the portal, and its first page.

use domain::locale::Locale;
use domain::portal::{PortalFrame, PortalFramed, PortalHome, hello};
use jiff::tz::TimeZone;
use serde::Deserialize;
use sqlx::types::Json;

use super::caller::PortalTx;
use super::{PortalCaller, appointments, documents, invoices, messages, requests, status};
use crate::online::Online;
use crate::words::Region;
use crate::{Error, Result};

/// What the first page lists of each.
const ROWS: usize = 5;

/// Whoever is signed in, and where.
#[derive(Debug, Deserialize)]
pub(super) struct Me {
    pub name: String,
    pub email: String,
    office: String,
    phone: String,
    urgent_phone: String,
    pub billing_phone: String,
    locale: String,
    time_zone: String,
    pub acts_for: Vec<Membership>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Membership {
    pub name: String,
    /// A representative's right, or empty.
    #[serde(rename = "as")]
    pub right: String,
    pub money: bool,
    pub writes: bool,
}

impl Me {
    /// # Errors
    /// NotFound for somebody whose access has ended this very moment.
    pub(super) async fn load(tx: &mut PortalTx) -> Result<Me> {
        let me = sqlx::query_scalar!(r#"select own_portal() as "me: Json<Me>""#)
            .fetch_optional(&mut **tx)
            .await?
            .flatten();
        me.map(|Json(me)| me).ok_or(Error::NotFound)
    }

    pub(super) fn sees_money(&self) -> bool {
        self.acts_for.iter().any(|client| client.money)
    }

    pub(super) fn region(&self) -> Region {
        Region {
            zone: TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC),
            locale: Locale::from_word(&self.locale).unwrap_or_default(),
        }
    }

    pub(super) fn around<T>(&self, body: T) -> PortalFramed<T> {
        let frame = PortalFrame {
            office: self.office.clone(),
            name: self.name.clone(),
            phone: self.phone.clone(),
            urgent_phone: self.urgent_phone.clone(),
            sees_money: self.sees_money(),
            several: self.acts_for.len() > 1,
        };
        PortalFramed { frame, body }
    }
}

/// The first page: what is next, and what is to be done.
///
/// # Errors
/// As the database says.
pub async fn home(
    caller: &PortalCaller,
    online: Option<&Online>,
) -> Result<PortalFramed<PortalHome>> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let coming = appointments::coming(&mut tx, caller.now()).await?;
    let invoices = invoices::rows(&mut tx, &me).await?;
    let shared = documents::rows(&mut tx, &me).await?;
    let mut messages = messages::rows(&mut tx, &me).await?;
    let (needed, _) = requests::rows(&mut tx, &me.region()).await?;
    let stands = status::rows(&mut tx, caller.now(), &me.region()).await?;
    let sends = !requests::places(&mut tx).await?.is_empty();
    tx.commit().await?;
    let more = coming.len().saturating_sub(1);
    let next = coming.into_iter().next();
    let invoices = invoices.into_iter().filter(|row| row.asked).take(ROWS).collect();
    let (documents, shared) = (shared.len(), shared.into_iter().take(ROWS).collect());
    messages.retain(|row| row.unread > 0);
    let mut needed: Vec<_> = needed.into_iter().filter(|row| row.done.is_none()).collect();
    let requests = needed.len();
    needed.truncate(ROWS);
    let (hello, pays) = (hello(&me.name), online.is_some());
    let body = PortalHome {
        hello,
        next,
        more,
        invoices,
        pays,
        shared,
        documents,
        needed,
        requests,
        sends,
        stands,
        messages,
    };
    Ok(me.around(body))
}
