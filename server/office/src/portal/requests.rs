//! What the office asks for, and what was sent: with whether it arrived and what became of it.

use std::collections::HashMap;

use domain::documents::size_words;
use domain::forms::Choice;
use domain::ids::{CaseId, ClientId, RequestId};
use domain::portal::PortalFramed;
use domain::requests::{
    PortalRequest, PortalRequests, PortalUpload, UploadState, limit_words, place_word,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::PortalCaller;
use super::caller::PortalTx;
use super::home::Me;
use crate::words::{self, Region};
use crate::{Error, Result};

#[derive(Debug, Deserialize)]
struct Asked {
    id: Uuid,
    title: String,
    details: String,
    due: Option<Date>,
    late: Option<bool>,
    done: Option<Timestamp>,
    writes: bool,
    case: String,
    #[serde(rename = "for")]
    client: String,
}

#[derive(Debug, Deserialize)]
struct File {
    request: Option<Uuid>,
    name: String,
    size: i64,
    at: Timestamp,
    by: String,
    state: String,
    held: bool,
    because: Option<String>,
    case: String,
    #[serde(rename = "for")]
    client: String,
}

impl File {
    fn shown(self, zone: &Region) -> Result<PortalUpload> {
        let state = UploadState::from_word(&self.state)
            .ok_or_else(|| Error::internal(format!("unknown state {}", self.state)))?;
        Ok(PortalUpload {
            name: self.name,
            size: size_words(self.size),
            at: words::instant(self.at, zone),
            datetime: words::datetime(self.at, zone),
            by: self.by,
            state,
            held: self.held,
            because: self.because,
            case: self.case,
            client: self.client,
        })
    }
}

#[derive(Debug, Deserialize)]
struct Place {
    case_id: Uuid,
    client_id: Uuid,
    case: String,
    #[serde(rename = "for")]
    client: String,
}

/// What is asked, with what was sent for it; and what was sent beside that.
pub(super) async fn rows(
    tx: &mut PortalTx,
    zone: &Region,
) -> Result<(Vec<PortalRequest>, Vec<PortalUpload>)> {
    let asked = sqlx::query_scalar!(r#"select own_requests() as "row!: Json<Asked>""#)
        .fetch_all(&mut **tx)
        .await?;
    let files = sqlx::query_scalar!(r#"select own_uploads() as "row!: Json<File>""#)
        .fetch_all(&mut **tx)
        .await?;
    let mut sent: HashMap<Option<Uuid>, Vec<PortalUpload>> = HashMap::new();
    for Json(file) in files {
        sent.entry(file.request).or_default().push(file.shown(zone)?);
    }
    let requests = asked
        .into_iter()
        .map(|Json(row)| PortalRequest {
            id: RequestId(row.id),
            title: row.title,
            details: row.details,
            due: row.due.map(|day| zone.date(day)),
            late: row.late.unwrap_or_default() && row.done.is_none(),
            done: row.done.map(|at| words::day(at, zone)),
            sends: row.writes && row.done.is_none(),
            case: row.case,
            client: row.client,
            sent: sent.remove(&Some(row.id)).unwrap_or_default(),
        })
        .collect();
    // what was sent for a request that was withdrawn since stands with the others
    let mut others: Vec<PortalUpload> = sent.into_values().flatten().collect();
    others.sort_by(|one, other| other.datetime.cmp(&one.datetime));
    Ok((requests, others))
}

/// The page of them.
///
/// # Errors
/// As the database says.
pub async fn requests(caller: &PortalCaller) -> Result<PortalFramed<PortalRequests>> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let zone = me.region();
    let (rows, others) = rows(&mut tx, &zone).await?;
    let places = places(&mut tx).await?;
    tx.commit().await?;
    // a vault that cannot be opened now says so to whoever sends something
    let limit = caller.office().vault().await.map(|vault| limit_words(vault.file_bytes));
    let (open, done) = rows.into_iter().partition(|row| row.done.is_none());
    let body = PortalRequests { open, done, others, places, limit: limit.unwrap_or_default() };
    Ok(me.around(body))
}

/// Where something can be sent that nobody asked for.
pub(super) async fn places(tx: &mut PortalTx) -> Result<Vec<Choice>> {
    let rows = sqlx::query_scalar!(r#"select own_upload_places() as "row!: Json<Place>""#)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows
        .into_iter()
        .map(|Json(place)| Choice {
            value: place_word(CaseId(place.case_id), ClientId(place.client_id)),
            label: format!("Case {}, for {}", place.case, place.client),
        })
        .collect())
}
