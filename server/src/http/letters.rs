//! Reminders that go by post, as one PDF for the printer.

use app::caller::reveal;
use app::error::ApiError;
use axum::extract::{Path, Request, State};
use axum::response::Response;

use super::Portal;
use super::taken_away::{File, PDF, send};

pub(super) async fn batch(
    State(portal): State<Portal>,
    Path(batch): Path<String>,
    request: Request,
) -> Response {
    send(&portal, request, async |caller| {
        let batch = batch.parse().map_err(|_| ApiError::NotFound)?;
        let bytes = office::dunning::letters(&caller, batch).await.map_err(reveal)?;
        Ok(File { media: PDF, name: "letters.pdf".into(), bytes })
    })
    .await
}
