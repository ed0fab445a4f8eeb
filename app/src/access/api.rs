//! Server functions of staff & access. Each is a public endpoint: the first thing it does is ask who
//! calls.

use domain::ending::{EndingFilter, EndingPage};
use domain::frame::Framed;
use domain::reasons::{AskForm, Reasons, RolesPage};
use domain::walls::Screen;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn roles() -> Result<Framed<RolesPage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::reasons::roles(&caller).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn ask(#[server(flatten)] form: AskForm) -> Result<Reasons, ApiError> {
    let caller = crate::caller::caller()?;
    office::reasons::ask(&caller, &form).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn ending(filter: EndingFilter) -> Result<Framed<EndingPage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::ending::page(&caller, &filter).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn screens() -> Result<Framed<Vec<Screen>>, ApiError> {
    let caller = crate::caller::caller()?;
    office::walls::screens(&caller).await.map_err(crate::caller::reveal)
}
