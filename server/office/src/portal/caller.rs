//! Somebody of a client who is signed in: another kind of caller, with another door to a transaction.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use domain::ids::{PortalPersonId, SessionId};
use jiff::Timestamp;
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use crate::gate::Visit;
use crate::{Office, Result};

/// Somebody of a client, in one request. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PortalCaller(Arc<Facts>);

#[derive(Debug)]
struct Facts {
    visit: Visit,
    person_id: PortalPersonId,
    session_id: SessionId,
}

impl PortalCaller {
    pub(super) fn new(
        visit: &Visit,
        person_id: PortalPersonId,
        session_id: SessionId,
    ) -> PortalCaller {
        PortalCaller(Arc::new(Facts { visit: visit.clone(), person_id, session_id }))
    }

    /// A caller without a session, for tests of the office itself.
    pub fn stand_in(visit: &Visit, person_id: PortalPersonId) -> PortalCaller {
        PortalCaller::new(visit, person_id, SessionId(Uuid::nil()))
    }

    pub fn person_id(&self) -> PortalPersonId {
        self.0.person_id
    }

    pub fn session_id(&self) -> SessionId {
        self.0.session_id
    }

    pub fn now(&self) -> Timestamp {
        self.0.visit.now()
    }

    pub fn office(&self) -> &Arc<Office> {
        self.0.visit.office()
    }

    /// The request, seen as anybody's.
    pub(super) fn visit(&self) -> &Visit {
        &self.0.visit
    }

    pub(super) fn id(&self) -> Uuid {
        self.office().chance.id(self.now())
    }

    pub(super) async fn begin(&self) -> Result<PortalTx> {
        let inner =
            self.office().begin_as("privity_client", Some(self.0.person_id.0), self.now()).await?;
        Ok(PortalTx { inner, caller: self.clone() })
    }
}

/// What an act in the portal was done to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Resource {
    Myself,
    Client(Uuid),
    Appointment(Uuid),
    Invoice(Uuid),
}

/// A transaction that acts for one person of a client. Dropped without [`PortalTx::commit`], it never happened.
#[derive(Debug)]
pub(super) struct PortalTx {
    inner: Transaction<'static, Postgres>,
    caller: PortalCaller,
}

impl PortalTx {
    pub(super) async fn commit(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }

    /// Records an act in the transaction it belongs to.
    pub(super) async fn record(
        &mut self,
        action: &'static str,
        outcome: &'static str,
        on: Resource,
    ) -> Result<()> {
        let caller = self.caller.clone();
        let (resource, id) = match on {
            Resource::Myself => ("portal_person", caller.person_id().0),
            Resource::Client(id) => ("client", id),
            Resource::Appointment(id) => ("appointment", id),
            Resource::Invoice(id) => ("invoice", id),
        };
        let visit = caller.visit();
        sqlx::query!(
            "select own_record($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            caller.id(),
            action,
            outcome,
            resource,
            id,
            caller.session_id().0,
            visit.request_id(),
            visit.address(),
            visit.user_agent()
        )
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }
}

impl Deref for PortalTx {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl DerefMut for PortalTx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}
