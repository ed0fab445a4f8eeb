//! A form with one small file, read as a whole; and the way back to it with what was typed.

use std::collections::HashMap;

use app::error::ApiError;
use app::routes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use domain::forms::{FieldErrors, Refused};
use http::{Extensions, StatusCode};
use office::gate::{self, Visit};
use serde::Serialize;

use super::cross_site::{self, TOKEN_FIELD, TokenOwed};
use super::{Portal, failure};

/// What a form has besides its file, in bytes.
pub(super) const FIELD_BYTES: usize = 64 << 10;

/// What was sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    fields: HashMap<String, String>,
    /// The field `file`; empty where there is none.
    pub file: Bytes,
    /// What it claims to be called; empty where none was chosen.
    pub file_name: String,
}

impl Sent {
    /// A field as typed; empty where there is none.
    pub(super) fn take(&mut self, name: &str) -> String {
        self.fields.remove(name).unwrap_or_default()
    }
}

/// Reads the form. `too_large` is said of a file beyond the route's limit.
///
/// # Errors
/// Malformed, a token owed and not there too; Conflict with `too_large`.
pub(super) async fn read(
    extensions: &Extensions,
    request: Request,
    too_large: &str,
) -> Result<Sent, ApiError> {
    let mut owed = extensions.get::<TokenOwed>().is_some();
    let mut sent = Sent::default();
    let mut fields =
        Multipart::from_request(request, &()).await.map_err(|_| ApiError::Malformed)?;
    // one that says how long it is, and is too long, is refused before its first field
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::Conflict(too_large.into()),
        _ => ApiError::Malformed,
    };
    while let Some(field) = fields.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| ApiError::Conflict(too_large.into()))?;
        if name == "file" {
            (sent.file, sent.file_name) = (bytes, file_name);
            continue;
        }
        let value = String::from_utf8(bytes.into()).map_err(|_| ApiError::Malformed)?;
        if name == TOKEN_FIELD {
            owed &= !cross_site::is_paid(extensions, &value);
        } else {
            sent.fields.insert(name, value);
        }
    }
    if owed { Err(ApiError::Malformed) } else { Ok(sent) }
}

/// What a refused form answers: the page that shows it, with what was typed; or the error, where no page can
/// say it or none was asked for.
pub(super) async fn refused<F: Serialize>(
    portal: &Portal,
    html: bool,
    back: &str,
    extensions: &Extensions,
    error: ApiError,
    form: &F,
) -> Response {
    if !html || !matches!(error, ApiError::Invalid(_) | ApiError::Conflict(_)) {
        return failure::respond(portal, html, &error);
    }
    let errors = match &error {
        ApiError::Invalid(errors) => errors.clone(),
        _ => FieldErrors::default(),
    };
    let refused = Refused {
        back: back.to_owned(),
        status: error.status(),
        message: error.to_string(),
        errors,
        values: serde_json::to_string(form).unwrap_or_else(|_| "{}".into()),
    };
    let kept = async {
        let visit = extensions.get::<Visit>()?;
        gate::keep_flash(visit, visit.owner()?, &refused).await.ok()
    };
    match kept.await {
        Some(flash) => Redirect::to(&routes::showing(back, flash)).into_response(),
        None => failure::respond(portal, true, &error),
    }
}
