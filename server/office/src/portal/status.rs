//! Where the cases of somebody's clients stand, as it was told.

use domain::ids::CaseId;
use domain::status::{PortalStatus, RoadStep, is_stale};
use jiff::Timestamp;
use serde::Deserialize;
use sqlx::types::Json;

use super::caller::PortalTx;
use crate::Result;
use crate::words::{self, Region};

#[derive(Debug, Deserialize)]
struct Told {
    case_id: CaseId,
    case: String,
    #[serde(rename = "for")]
    client: String,
    step: String,
    said: String,
    ahead: Vec<String>,
    at: Timestamp,
    behind: Vec<Behind>,
}

#[derive(Debug, Deserialize)]
struct Behind {
    step: String,
    at: Timestamp,
}

/// One of each open case of which something was told, what was told last first.
pub(super) async fn rows(
    tx: &mut PortalTx,
    now: Timestamp,
    region: &Region,
) -> Result<Vec<PortalStatus>> {
    let rows = sqlx::query_scalar!(r#"select own_statuses() as "row!: Json<Told>""#)
        .fetch_all(&mut **tx)
        .await?;
    let shown = rows.into_iter().map(|Json(row)| PortalStatus {
        case_id: row.case_id,
        case: row.case,
        client: row.client,
        behind: row
            .behind
            .into_iter()
            .map(|step| RoadStep {
                when: region.day_of(step.at).strftime("%b %Y").to_string(),
                name: step.step,
            })
            .collect(),
        now: row.step,
        ahead: row.ahead,
        text: row.said,
        since: words::day(row.at, region),
        datetime: words::datetime(row.at, region),
        stale: is_stale(row.at, now),
    });
    Ok(shown.collect())
}
