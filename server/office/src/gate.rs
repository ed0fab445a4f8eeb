//! Before there is a caller: whose session is it, what did a refused form keep, what is the office
//! called.
//!
//! The database role of the gate holds EXECUTE on a few named functions and nothing else: no
//! statement written here could read a table.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use domain::access::Role;
use domain::account::{DemoAccount, Door};
use domain::forms::{Flash, Refused};
use domain::ids::{FlashId, PortalPersonId, SessionId, StaffId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use crate::caller::Facts;
use crate::keys::{Purpose, sha256};
use crate::portal::PortalCaller;
use crate::{Caller, Error, Office, Result, seed};

/// Characters of a user agent kept.
const USER_AGENT_CHARS: usize = 300;
/// What a form of somebody who is not signed in keeps: no form of the door holds more, and anybody can
/// post to it.
const KEPT_FOR_STRANGERS_BYTES: usize = 1024;

/// One request, before anybody is known to have made it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Visit(Arc<VisitFacts>);

#[derive(Clone, Debug)]
struct VisitFacts {
    office: Arc<Office>,
    now: Timestamp,
    address: String,
    user_agent: String,
    request_id: Uuid,
    owner: Option<Owner>,
    /// The token of the session cookie, whatever it is worth.
    presented: Option<String>,
    /// The mark of a browser that an account knows.
    known: Option<String>,
}

/// To whom a flash and a form token belong: a session, or a browser that has none yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    hash: [u8; 32],
    is_signed_in: bool,
}

impl Owner {
    pub fn caller(caller: &Caller) -> Owner {
        let hash = sha256(format!("session {}", caller.session_id()).as_bytes());
        Owner { hash, is_signed_in: true }
    }

    /// Somebody of a client who is signed in to the portal.
    pub fn client(caller: &PortalCaller) -> Owner {
        let hash = sha256(format!("portal session {}", caller.session_id()).as_bytes());
        Owner { hash, is_signed_in: true }
    }

    pub(crate) fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// A browser by the token of its cookie, signed in by half or not at all.
    pub fn token(token: &str) -> Owner {
        Owner { hash: sha256(format!("token {token}").as_bytes()), is_signed_in: false }
    }
}

/// Whose a session cookie is.
#[derive(Debug)]
pub enum Admission {
    Caller(Caller),
    /// The password was right; the second factor is awaited.
    PendingSecondFactor,
    Nobody,
}

impl Visit {
    /// `address` is the peer's, or what a trusted proxy says of it.
    pub fn new(office: &Arc<Office>, address: &str, user_agent: &str) -> Visit {
        let now = office.clock.now();
        Visit(Arc::new(VisitFacts {
            office: Arc::clone(office),
            now,
            address: address.to_owned(),
            user_agent: user_agent
                .chars()
                .filter(|c| !c.is_control())
                .take(USER_AGENT_CHARS)
                .collect(),
            request_id: office.chance.id(now),
            owner: None,
            presented: None,
            known: None,
        }))
    }

    /// The same request with what its cookies say.
    #[must_use]
    pub fn carrying(&self, presented: Option<String>, known: Option<String>) -> Visit {
        Visit(Arc::new(VisitFacts { presented, known, ..(*self.0).clone() }))
    }

    /// The request of somebody signed in, seen as anybody's.
    pub(crate) fn of(caller: &Caller) -> Visit {
        let facts = caller.facts();
        Visit(Arc::new(VisitFacts {
            office: Arc::clone(&facts.office),
            now: facts.now,
            address: facts.address.clone(),
            user_agent: facts.user_agent.clone(),
            request_id: facts.request_id,
            owner: Some(Owner::caller(caller)),
            presented: None,
            known: None,
        }))
    }

    /// The same request, once it is known whose flashes it may see.
    #[must_use]
    pub fn owned_by(&self, owner: Owner) -> Visit {
        Visit(Arc::new(VisitFacts { owner: Some(owner), ..(*self.0).clone() }))
    }

    pub fn owner(&self) -> Option<Owner> {
        self.0.owner
    }

    pub fn office(&self) -> &Arc<Office> {
        &self.0.office
    }

    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    pub fn request_id(&self) -> Uuid {
        self.0.request_id
    }

    pub(crate) fn presented(&self) -> Option<&str> {
        self.0.presented.as_deref()
    }

    pub(crate) fn known(&self) -> Option<&str> {
        self.0.known.as_deref()
    }

    pub(crate) fn address(&self) -> &str {
        &self.0.address
    }

    pub(crate) fn user_agent(&self) -> &str {
        &self.0.user_agent
    }

    pub(crate) fn id(&self) -> Uuid {
        self.0.office.chance.id(self.0.now)
    }

    /// Begins a transaction as the gate: one round trip.
    pub(crate) async fn begin(&self) -> Result<Gate> {
        let inner = self.0.office.begin_as("privity_gate", None, self.0.now).await?;
        Ok(Gate { inner, visit: self.clone() })
    }
}

/// A transaction of nobody in particular. Dropped without [`Gate::commit`], it never happened.
#[derive(Debug)]
pub(crate) struct Gate {
    inner: Transaction<'static, Postgres>,
    visit: Visit,
}

impl Gate {
    pub(crate) async fn commit(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }

    /// Records an act of the way in to the portal; of nobody, for an address that nobody has.
    pub(crate) async fn record_portal(
        &mut self,
        person: Option<PortalPersonId>,
        action: &'static str,
        outcome: &'static str,
        session: Option<SessionId>,
    ) -> Result<()> {
        let visit = self.visit.clone();
        sqlx::query!(
            "select gate_record_portal($1, $2, $3, $4, $5, $6, $7, $8)",
            visit.id(),
            person.map(|id| id.0),
            action,
            outcome,
            session.map(|id| id.0),
            visit.request_id(),
            visit.address(),
            visit.0.user_agent
        )
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }

    /// Records an act of the way in. `staff` is none for a name nobody has: what was typed is not
    /// kept, since it may be a password in the wrong field.
    pub(crate) async fn record(
        &mut self,
        staff: Option<StaffId>,
        action: &'static str,
        outcome: &'static str,
        session: Option<SessionId>,
    ) -> Result<()> {
        let visit = self.visit.clone();
        sqlx::query!(
            "select gate_record($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            visit.id(),
            visit.now().to_sqlx(),
            staff.map(|id| id.0),
            action,
            outcome,
            session.map(|id| id.0),
            visit.request_id(),
            visit.address(),
            visit.0.user_agent
        )
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }
}

impl Deref for Gate {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl DerefMut for Gate {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}

/// Whose session it is, if it still is one. Touches it at most once a minute.
///
/// # Errors
/// Unavailable.
pub async fn admit(visit: &Visit, token: &str) -> Result<Admission> {
    let office = visit.office();
    // No transaction, and no role taken for one: this is asked at every request.
    let row = sqlx::query!(
        r#"select session_id as "session_id!", staff_id as "staff_id!", role as "role!", pending as "pending!",
            proved_at as "proved_at?", must_enrol as "must_enrol!"
        from gate_session($1, $2, make_interval(secs => $3))"#,
        &sha256(token.as_bytes())[..],
        visit.now().to_sqlx(),
        office.session_idle.as_secs_f64()
    )
    .fetch_optional(&office.pool)
    .await?;
    let Some(row) = row else { return Ok(Admission::Nobody) };
    if row.pending {
        return Ok(Admission::PendingSecondFactor);
    }
    let role = Role::from_word(&row.role).ok_or_else(|| Error::internal("a role of no name"))?;
    Ok(Admission::Caller(Caller::new(Facts {
        office: Arc::clone(office),
        staff_id: StaffId(row.staff_id),
        role,
        session_id: SessionId(row.session_id),
        now: visit.now(),
        proved_at: row.proved_at.map(|at| at.to_jiff()),
        must_enrol: row.must_enrol,
        request_id: visit.request_id(),
        address: visit.0.address.clone(),
        user_agent: visit.0.user_agent.clone(),
    })))
}

/// Keeps what a form was refused with for `owner`, sealed.
///
/// # Errors
/// Unavailable.
pub async fn keep_flash(visit: &Visit, owner: Owner, refused: &Refused) -> Result<FlashId> {
    let office = visit.office();
    let id = FlashId(visit.id());
    let too_much = !owner.is_signed_in && refused.values.len() > KEPT_FOR_STRANGERS_BYTES;
    let refused = match too_much {
        true => &Refused { values: "{}".into(), ..refused.clone() },
        false => refused,
    };
    let plain = serde_json::to_vec(refused).map_err(Error::internal)?;
    let sealed = office.keys.seal(&office.chance, Purpose::Flash, &owner.hash, &plain)?;
    let mut gate = visit.begin().await?;
    sqlx::query!("select gate_keep_flash($1, $2, $3)", id.0, &owner.hash[..], sealed)
        .execute(&mut *gate)
        .await?;
    gate.commit().await?;
    Ok(id)
}

/// What was kept, for its owner only, twice at most: it survives one reload.
///
/// # Errors
/// Unavailable.
pub async fn show_flash(visit: &Visit, id: FlashId) -> Result<Option<Flash>> {
    let Some(owner) = visit.owner() else { return Ok(None) };
    let mut gate = visit.begin().await?;
    let sealed = sqlx::query_scalar!("select gate_show_flash($1, $2)", id.0, &owner.hash[..])
        .fetch_one(&mut *gate)
        .await?;
    gate.commit().await?;
    let Some(sealed) = sealed else { return Ok(None) };
    let plain = visit.office().keys.open(Purpose::Flash, &owner.hash, &sealed)?;
    let refused: Refused = serde_json::from_slice(&plain).map_err(Error::internal)?;
    Ok(Some(Flash { id, message: refused.message, errors: refused.errors, values: refused.values }))
}

/// The sign-in page's facts.
///
/// # Errors
/// Unavailable.
pub async fn door(visit: &Visit) -> Result<Door> {
    let office = office_name(&mut visit.begin().await?).await?;
    if !visit.office().demo {
        return Ok(Door { office, demo_accounts: Vec::new(), demo_password: None });
    }
    let demo_accounts = seed::DEMO_ACCOUNTS
        .iter()
        .filter(|account| account.name != seed::DEMO_SUSPENDED)
        .map(|account| DemoAccount {
            name: account.name.into(),
            email: account.email.into(),
            role: account.role.label().into(),
        })
        .collect();
    Ok(Door { office, demo_accounts, demo_password: Some(seed::DEMO_PASSWORD.into()) })
}

pub(crate) async fn office_name(gate: &mut Gate) -> Result<String> {
    let name =
        sqlx::query_scalar!("select name from gate_office()").fetch_optional(&mut **gate).await?;
    Ok(name.flatten().unwrap_or_else(|| "Privity".into()))
}

/// The token a browser without fetch metadata must send back with a form: bound to the session, or
/// to the browser that has none.
pub fn form_token(visit: &Visit, owner: Owner) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let owner = URL_SAFE_NO_PAD.encode(owner.hash);
    URL_SAFE_NO_PAD.encode(visit.office().keys.fingerprint("form-token", &owner))
}

/// Whether a form came from a page of ours.
pub fn is_form_token(visit: &Visit, owner: Owner, token: &str) -> bool {
    // hashes are compared, so that the time taken tells nothing
    sha256(form_token(visit, owner).as_bytes()) == sha256(token.as_bytes())
}
