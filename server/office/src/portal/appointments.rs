//! Appointments as whoever is asked to them sees them: when, where and with whom, never what about. What may be done
//! about one is what the link in a notice allows.

use domain::ids::AppointmentId;
use domain::notices::{LinkAnswer, LinkState};
use domain::portal::{PortalAppointment, PortalAppointments, PortalFramed};
use jiff::Timestamp;
use serde::Deserialize;
use sqlx::types::Json;

use super::PortalCaller;
use super::caller::{PortalTx, Resource};
use super::home::Me;
use crate::notices::link::{LinkAct, Whole};
use crate::{Error, Result};

#[derive(Debug, Deserialize)]
struct Own {
    #[serde(flatten)]
    told: Whole,
    acts: bool,
    case: String,
    #[serde(rename = "for")]
    client: String,
}

impl Own {
    fn shown(self, now: Timestamp) -> Result<PortalAppointment> {
        let day = self.told.theirs().day_of(self.told.starts_at);
        Ok(PortalAppointment {
            id: AppointmentId(self.told.appointment),
            revision: self.told.revision,
            weekday: day.strftime("%A").to_string(),
            day: day.day().to_string(),
            month: day.strftime("%B").to_string(),
            acts: self.acts,
            case: self.case,
            client: self.client,
            told: self.told.page(now)?,
        })
    }
}

async fn own(tx: &mut PortalTx, past: bool) -> Result<Vec<Own>> {
    let rows = sqlx::query_scalar!(r#"select own_appointments($1) as "row!: Json<Own>""#, past)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|Json(own)| own).collect())
}

/// Those that stand, soonest first.
pub(super) async fn coming(tx: &mut PortalTx, now: Timestamp) -> Result<Vec<PortalAppointment>> {
    let rows = own(tx, false).await?.into_iter().map(|own| own.shown(now));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    Ok(rows.into_iter().filter(|row| row.told.state == LinkState::Stands).collect())
}

/// All of them: those to come, called off ones among them, and those of the last year.
///
/// # Errors
/// As the database says.
pub async fn appointments(caller: &PortalCaller) -> Result<PortalFramed<PortalAppointments>> {
    let now = caller.now();
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let shown = |rows: Vec<Own>| rows.into_iter().map(|own| own.shown(now)).collect::<Result<_>>();
    let coming = shown(own(&mut tx, false).await?)?;
    let past = shown(own(&mut tx, true).await?)?;
    tx.commit().await?;
    Ok(me.around(PortalAppointments { coming, past }))
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    As(LinkAnswer),
    /// May look and not answer.
    ReadsOnly,
}

/// Confirms, asks to move, cancels, or says that somebody cannot come. Twice is once.
///
/// # Errors
/// NotFound for one that is somebody else's.
pub async fn answer(
    caller: &PortalCaller,
    id: AppointmentId,
    revision: i32,
    act: LinkAct,
) -> Result<Answered> {
    let mut tx = caller.begin().await?;
    let done = sqlx::query_scalar!("select own_answer($1, $2, $3)", id.0, revision, act.word())
        .fetch_one(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    let outcome = if done == "done" { "done" } else { "refused" };
    tx.record("portal-answer", outcome, Resource::Appointment(id.0)).await?;
    tx.commit().await?;
    Ok(match done.as_str() {
        "done" => Answered::As(LinkAnswer::Done),
        "stale" => Answered::As(LinkAnswer::Stale),
        "over" => Answered::As(LinkAnswer::Over),
        "fixed" => Answered::As(LinkAnswer::Fixed),
        "reads" => Answered::ReadsOnly,
        other => return Err(Error::internal(format!("no such answer: {other}"))),
    })
}

/// One of them for one's own calendar, as long as it stands.
///
/// # Errors
/// NotFound for one that is somebody else's, and once it is off or over.
pub async fn calendar(caller: &PortalCaller, id: AppointmentId) -> Result<String> {
    let mut tx = caller.begin().await?;
    let rows = own(&mut tx, false).await?;
    tx.commit().await?;
    let one = rows.into_iter().find(|own| own.told.appointment == id.0);
    one.and_then(|own| own.told.calendar()).ok_or(Error::NotFound)
}
