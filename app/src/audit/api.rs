//! The server function of the audit log: a public endpoint that first asks who calls.

use domain::audit::{AuditFilter, AuditPage};
use domain::frame::Framed;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn log(filter: AuditFilter) -> Result<Framed<AuditPage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::audit::page(&caller, filter).await.map_err(crate::caller::reveal)
}
