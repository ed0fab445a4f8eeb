//! The first two layers: where a caller stands, and whether that is enough.

use domain::access::{Act, Decision, Level, Permit, Standing, decide, permit};
use domain::ids::{CaseId, ClientId, CoverId, GrantId, ProposalId, StaffId, WallId};

use crate::audit::{self, Event, Outcome};
use crate::{Caller, Error, Result, Tx};

/// What a finder may look through. Bound into its SQL, so that skipping the filter is a switch a
/// test can throw.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight {
    /// No place on a team is needed: the role sees all.
    pub everything: bool,
    /// Walls are looked through. Never, outside a test.
    pub unscreened: bool,
}

/// The finders, by name: each has its own switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finder {
    Cases,
    Clients,
    Walls,
    Audit,
    Enquiries,
    Calls,
    Ending,
    Documents,
    Filing,
    Calendar,
    CallList,
    Replies,
    Unrecorded,
    Deadlines,
    Attendance,
    Held,
    Invoices,
    Payments,
    ToBill,
    Reminders,
    Requests,
}

impl Finder {
    pub const ALL: [Finder; 21] = [
        Finder::Cases,
        Finder::Clients,
        Finder::Walls,
        Finder::Audit,
        Finder::Enquiries,
        Finder::Calls,
        Finder::Ending,
        Finder::Documents,
        Finder::Filing,
        Finder::Calendar,
        Finder::CallList,
        Finder::Replies,
        Finder::Unrecorded,
        Finder::Deadlines,
        Finder::Attendance,
        Finder::Held,
        Finder::Invoices,
        Finder::Payments,
        Finder::ToBill,
        Finder::Reminders,
        Finder::Requests,
    ];
}

pub(crate) fn sight(caller: &Caller, finder: Finder) -> Sight {
    use domain::access::Role;
    let skipped = skipped(finder);
    let by_role = match (finder, caller.role()) {
        (_, Role::ManagingPartner) => true,
        (
            Finder::Cases
            | Finder::Clients
            | Finder::Invoices
            | Finder::Payments
            | Finder::ToBill
            | Finder::Reminders,
            Role::Billing,
        ) => true,
        (
            Finder::Walls
            | Finder::Audit
            | Finder::Enquiries
            | Finder::Ending
            | Finder::Calls
            | Finder::Documents
            | Finder::Filing
            | Finder::Calendar
            | Finder::CallList
            | Finder::Replies
            | Finder::Unrecorded
            | Finder::Deadlines
            | Finder::Attendance
            | Finder::Held
            | Finder::Requests,
            Role::Billing,
        )
        | (_, Role::AssociateAttorney | Role::Paralegal) => false,
    };
    Sight { everything: by_role || skipped, unscreened: skipped }
}

#[cfg(not(feature = "mutation"))]
const fn skipped(_: Finder) -> bool {
    false
}

#[cfg(feature = "mutation")]
use mutation::skipped;

/// For the test that proves the tests.
#[cfg(feature = "mutation")]
pub mod mutation {
    use std::sync::Mutex;

    use super::Finder;

    static SKIPPED: Mutex<Option<Finder>> = Mutex::new(None);

    /// Lets one finder forget its filter. `None` restores it.
    pub fn skip(finder: Option<Finder>) {
        *SKIPPED.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = finder;
    }

    pub(super) fn skipped(finder: Finder) -> bool {
        *SKIPPED.lock().unwrap_or_else(std::sync::PoisonError::into_inner) == Some(finder)
    }
}

pub(crate) const fn level(reach: i16) -> Option<Level> {
    match reach {
        1 => Some(Level::View),
        2 => Some(Level::Contribute),
        3 => Some(Level::Manage),
        4 => Some(Level::Lead),
        _ => None,
    }
}

/// A standing, and the grant it rests on.
#[derive(Clone, Copy, Debug)]
pub struct Ground {
    pub standing: Standing,
    pub grant: Option<GrantId>,
}

/// Begins a transaction and asks for `A` on a case. A denial is recorded and committed on its own.
///
/// # Errors
/// NotFound for what is unseen, Refused for what is seen and not allowed.
pub async fn on_case<A: Act<Subject = CaseId>>(
    caller: &Caller,
    id: CaseId,
) -> Result<(Tx, Permit<A>, Ground)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select reach as "reach?", release as "release!", walled as "walled!", closed as "closed!", grant_id as "grant_id?"
        from case_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let (decision, ground) = match row {
        None => (Err(Decision::Unseen), None),
        Some(row) => {
            let standing = Standing {
                level: row.reach.and_then(level),
                release: row.release,
                walled: row.walled,
                closed: row.closed,
                ..Standing::OUTSIDE
            };
            let ground = Ground { standing, grant: row.grant_id.map(GrantId) };
            (permit::<A>(Some(caller.role()), &standing, id), Some(ground))
        }
    };
    match (decision, ground) {
        (Ok(permit), Some(ground)) => Ok((tx, permit, ground)),
        (Err(decision), _) => {
            Err(deny(tx, Event::new(A::ACTION.word(), audit::Resource::Case(id)), decision).await?)
        }
        (Ok(_), None) => Err(Error::NotFound),
    }
}

/// Like [`on_case`], for a client.
///
/// # Errors
/// As [`on_case`].
pub async fn on_client<A: Act<Subject = ClientId>>(
    caller: &Caller,
    id: ClientId,
) -> Result<(Tx, Permit<A>, Standing)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select reach as "reach?", walled as "walled!", own as "own!" from client_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        return Err(deny(
            tx,
            Event::new(A::ACTION.word(), audit::Resource::Client(id)),
            Decision::Unseen,
        )
        .await?);
    };
    let standing = Standing {
        level: row.reach.and_then(level),
        walled: row.walled,
        own: row.own,
        ..Standing::OUTSIDE
    };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, standing)),
        Err(decision) => {
            Err(deny(tx, Event::new(A::ACTION.word(), audit::Resource::Client(id)), decision)
                .await?)
        }
    }
}

/// Like [`on_case`], for a wall. Hands back what the wall is around, for the record.
///
/// # Errors
/// As [`on_case`].
pub async fn on_wall<A: Act<Subject = WallId>>(
    caller: &Caller,
    id: WallId,
) -> Result<(Tx, Permit<A>, Event)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select walled as "walled!", second_person as "second_person!", case_id as "case_id?", client_id as "client_id?"
        from wall_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let mut event = Event::new(A::ACTION.word(), audit::Resource::Wall(id));
    let Some(row) = row else { return Err(deny(tx, event, Decision::Unseen).await?) };
    // Whoever is screened from the case must not read of its wall in the log either.
    event = event.around(row.case_id.map(CaseId), row.client_id.map(ClientId));
    let standing =
        Standing { walled: row.walled, second_person: row.second_person, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, event)),
        Err(decision) => Err(deny(tx, event, decision).await?),
    }
}

/// Like [`on_case`], for a prepared case.
///
/// # Errors
/// As [`on_case`].
pub async fn on_proposal<A: Act<Subject = ProposalId>>(
    caller: &Caller,
    id: ProposalId,
) -> Result<(Tx, Permit<A>, Event)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select own as "own!", walled as "walled!", client_id as "client_id!" from proposal_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let mut event = Event::new(A::ACTION.word(), audit::Resource::Proposal(id));
    let Some(row) = row else { return Err(deny(tx, event, Decision::Unseen).await?) };
    event = event.around(None, Some(ClientId(row.client_id)));
    let standing = Standing { own: row.own, walled: row.walled, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, event)),
        Err(decision) => Err(deny(tx, event, decision).await?),
    }
}

/// Like [`on_case`], for an act about somebody of the staff: one's own where it is about oneself.
///
/// # Errors
/// As [`on_case`].
pub async fn on_person<A: Act<Subject = StaffId>>(
    caller: &Caller,
    id: StaffId,
) -> Result<(Tx, Permit<A>)> {
    let tx = caller.begin().await?;
    let standing = Standing { own: id == caller.staff_id(), ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit)),
        Err(decision) => {
            Err(deny(tx, Event::new(A::ACTION.word(), audit::Resource::Staff(id)), decision)
                .await?)
        }
    }
}

/// Like [`on_case`], for a cover that is not over: one's own for whoever covers and whoever is covered.
///
/// # Errors
/// As [`on_case`].
pub async fn on_cover<A: Act<Subject = CoverId>>(
    caller: &Caller,
    id: CoverId,
) -> Result<(Tx, Permit<A>, Event)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select own as "own!", covering_id as "covering_id!", covered_id as "covered_id!" from cover_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        let event = Event::new(A::ACTION.word(), audit::Resource::Office);
        return Err(deny(tx, event, Decision::Unseen).await?);
    };
    let covered = audit::Resource::Staff(StaffId(row.covered_id));
    let event = Event::new(A::ACTION.word(), covered).with("staff", row.covering_id.to_string());
    let standing = Standing { own: row.own, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, event)),
        Err(decision) => Err(deny(tx, event, decision).await?),
    }
}

/// Asks for an act that is about nothing in particular, without opening a transaction.
pub(crate) fn in_general<A: Act<Subject = ()>>(caller: &Caller) -> bool {
    decide(Some(caller.role()), A::ACTION, &Standing::OUTSIDE) == Decision::Allowed
}

/// Whether the caller's role alone allows an act, whatever it is done to: for what a page offers.
pub(crate) fn by_role<A: Act>(caller: &Caller) -> bool {
    decide(Some(caller.role()), A::ACTION, &Standing::OUTSIDE) == Decision::Allowed
}

/// Begins a transaction and asks for an act that is about nothing in particular.
///
/// # Errors
/// As [`on_case`].
pub async fn on_office<A: Act<Subject = ()>>(caller: &Caller) -> Result<(Tx, Permit<A>)> {
    let tx = caller.begin().await?;
    match permit::<A>(Some(caller.role()), &Standing::OUTSIDE, ()) {
        Ok(permit) => Ok((tx, permit)),
        Err(decision) => {
            Err(deny(tx, Event::new(A::ACTION.word(), audit::Resource::Office), decision).await?)
        }
    }
}

/// Like [`on_office`], for an act that the desk right opens to every role. Says whether the caller has it.
///
/// # Errors
/// As [`on_case`].
pub async fn at_desk<A: Act<Subject = ()>>(caller: &Caller) -> Result<(Tx, Permit<A>, bool)> {
    let mut tx = caller.begin().await?;
    let desk =
        sqlx::query_scalar!(r#"select i_have_desk() as "desk!""#).fetch_one(&mut *tx).await?;
    let standing = Standing { desk, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, ()) {
        Ok(permit) => Ok((tx, permit, desk)),
        Err(decision) => {
            Err(deny(tx, Event::new(A::ACTION.word(), audit::Resource::Office), decision).await?)
        }
    }
}

/// Records a denial and commits it, so that it stays although nothing happened.
pub(crate) async fn deny(mut tx: Tx, event: Event, decision: Decision) -> Result<Error> {
    let outcome = match decision {
        Decision::Unseen => Outcome::Unseen,
        Decision::Refused(_) | Decision::Allowed => Outcome::Refused,
    };
    audit::record(&mut tx, event.outcome(outcome)).await?;
    tx.commit().await?;
    Ok(decision.into())
}
