//! Whether the process lives, and whether it can serve. Neither passes the session.

use axum::extract::State;
use http::StatusCode;

use super::Portal;

/// The process answers.
pub(super) async fn is_alive() -> &'static str {
    "alive\n"
}

/// The database answers and has this binary's schema.
pub(super) async fn is_ready(State(portal): State<Portal>) -> (StatusCode, &'static str) {
    match office::migrate::check(&portal.office).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
