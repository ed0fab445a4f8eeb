//! What was sent of a case, to whom, and whether it was opened.

use domain::access::act;
use domain::documents::ReasonForm;
use domain::frame::Frame;
use domain::ids::{CaseId, DocumentId, OutsideId};
use domain::outside::{OutsideDocument, OutsidePage, OutsideRole, OutsideRow, OutsideState};
use jiff::Timestamp;
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use crate::audit::{self, Event, Resource};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, access, cases, frame};

#[derive(Debug, Deserialize)]
struct Row {
    id: Uuid,
    name: String,
    email: String,
    role: String,
    firm: String,
    reason: String,
    by: String,
    sent_at: Timestamp,
    opens_at: Timestamp,
    expires_at: Timestamp,
    ended_at: Option<Timestamp>,
    because: Option<String>,
    anyway: Option<String>,
    in_force: bool,
    documents: Vec<Document>,
}

#[derive(Debug, Deserialize)]
struct Document {
    id: Uuid,
    name: String,
    nth: i32,
    opened_at: Option<Timestamp>,
    times: i64,
    downloaded: bool,
}

/// The newest first.
///
/// # Errors
/// NotFound, Refused.
pub async fn list(caller: &Caller, id: CaseId) -> Result<(Frame, ReasonForm, OutsidePage)> {
    let (mut tx, permit, ground) = access::on_case::<act::SeeCase>(caller, id).await?;
    let event = Event::new("see-outside", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let case = cases::facts(&mut tx, permit.subject()).await?;
    let rows = sqlx::query_scalar!(r#"select outside_of_case($1) as "row!: Json<Row>""#, id.0)
        .fetch_all(&mut *tx)
        .await?;
    tx.commit().await?;
    let shown = |Json(row): Json<Row>| row.shown(caller.now(), &region);
    let rows = rows.into_iter().map(shown).collect::<Result<Vec<_>>>()?;
    Ok((frame, ReasonForm::default(), OutsidePage { case, standing: ground.standing, rows }))
}

impl Row {
    fn state(&self, now: Timestamp) -> OutsideState {
        match (self.ended_at, &self.because) {
            (Some(_), None) => OutsideState::Withdrawn,
            (Some(_), Some(_)) => OutsideState::Recalled,
            (None, _) if !self.in_force => OutsideState::SenderLeft,
            (None, _) if now < self.opens_at => OutsideState::Held,
            (None, _) if now < self.expires_at => OutsideState::Open,
            (None, _) => OutsideState::Expired,
        }
    }

    fn shown(self, now: Timestamp, zone: &Region) -> Result<OutsideRow> {
        let state = self.state(now);
        let role = OutsideRole::from_word(&self.role)
            .ok_or_else(|| Error::internal(format!("unknown role {}", self.role)))?;
        let documents = self.documents.into_iter().map(|one| OutsideDocument {
            id: DocumentId(one.id),
            name: one.name,
            nth: one.nth,
            opened: one.opened_at.map(|at| words::instant(at, zone)),
            times: one.times,
            downloaded: one.downloaded,
        });
        Ok(OutsideRow {
            id: OutsideId(self.id),
            name: self.name,
            email: self.email,
            role,
            firm: self.firm,
            reason: self.reason,
            by: self.by,
            sent: words::instant(self.sent_at, zone),
            until: words::instant(self.expires_at, zone),
            state,
            because: self.because,
            anyway: self.anyway,
            documents: documents.collect(),
        })
    }
}
