//! Who acts: the only door to a database transaction for anything done by a person.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use domain::access::Role;
use domain::ids::{SessionId, StaffId};
use domain::locale::Locale;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use crate::words::Region;
use crate::{Error, Office, Result};

/// How long a shown factor counts as fresh.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// Somebody signed in, at one instant, in one request. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Caller(Arc<Facts>);

#[derive(Debug)]
pub(crate) struct Facts {
    pub office: Arc<Office>,
    pub staff_id: StaffId,
    pub role: Role,
    pub session_id: SessionId,
    pub now: Timestamp,
    pub proved_at: Option<Timestamp>,
    pub must_enrol: bool,
    pub request_id: Uuid,
    pub address: String,
    pub user_agent: String,
}

impl Caller {
    pub(crate) fn new(facts: Facts) -> Caller {
        Caller(Arc::new(facts))
    }

    /// A caller without a session, for seeds and for tests of the office itself.
    pub fn stand_in(office: &Arc<Office>, staff_id: StaffId, role: Role) -> Caller {
        let now = office.clock.now();
        Caller::new(Facts {
            office: Arc::clone(office),
            staff_id,
            role,
            session_id: SessionId(Uuid::nil()),
            now,
            proved_at: Some(now),
            must_enrol: false,
            request_id: office.chance.id(now),
            address: String::new(),
            user_agent: String::new(),
        })
    }

    pub fn staff_id(&self) -> StaffId {
        self.0.staff_id
    }

    pub fn role(&self) -> Role {
        self.0.role
    }

    pub fn session_id(&self) -> SessionId {
        self.0.session_id
    }

    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    pub fn office(&self) -> &Arc<Office> {
        &self.0.office
    }

    /// Has to set up the second factor before anything else.
    pub fn must_enrol(&self) -> bool {
        self.0.must_enrol
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.0
    }

    /// A new id, ordered by this request's instant.
    pub(crate) fn id(&self) -> Uuid {
        self.0.office.chance.id(self.0.now)
    }

    /// Rights, walls, suspensions and keys ask for a factor shown within ten minutes.
    ///
    /// # Errors
    /// [`Error::StepUp`].
    pub fn fresh(&self) -> Result<()> {
        match self.0.proved_at {
            Some(at) if self.0.now.duration_since(at) <= FRESH => Ok(()),
            _ => Err(Error::StepUp),
        }
    }

    /// Begins a transaction in the caller's own database role, carrying id and instant: one round
    /// trip.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn begin(&self) -> Result<Tx> {
        let role = database_role(self.0.role);
        let inner = self.0.office.begin_as(role, Some(self.0.staff_id.0), self.0.now).await?;
        Ok(Tx { inner, caller: self.clone(), region: None })
    }

    /// Where the office is, read once a transaction.
    pub(crate) async fn zone(&self, tx: &mut Tx) -> Result<Region> {
        if let Some(region) = &tx.region {
            return Ok(region.clone());
        }
        let row = sqlx::query!("select time_zone, locale from office_settings")
            .fetch_optional(&mut **tx)
            .await?;
        let (zone, locale) = row.map(|row| (row.time_zone, row.locale)).unwrap_or_default();
        Ok(tx.keep_region(&zone, &locale))
    }
}

pub(crate) const fn database_role(role: Role) -> &'static str {
    match role {
        Role::ManagingPartner => "privity_partner",
        Role::AssociateAttorney => "privity_attorney",
        Role::Paralegal => "privity_paralegal",
        Role::Billing => "privity_billing",
    }
}

/// A transaction that acts for one caller. Dropped without [`Tx::commit`], it never happened.
#[derive(Debug)]
pub struct Tx {
    inner: Transaction<'static, Postgres>,
    caller: Caller,
    region: Option<Region>,
}

impl Tx {
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Keeps the office's zone, for whoever words a date later in the transaction.
    pub(crate) fn keep_region(&mut self, zone: &str, locale: &str) -> Region {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let locale = Locale::from_word(locale).unwrap_or_default();
        self.region.insert(Region { zone, locale }).clone()
    }

    /// # Errors
    /// When the database is away, or a deferred constraint objects.
    pub async fn commit(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }
}

impl Deref for Tx {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}
