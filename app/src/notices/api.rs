//! Server functions of what was sent.

use domain::forms::Answer;
use domain::frame::Framed;
use domain::notices::sent::SentNotice;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn read(appointment: String, id: String) -> Result<Framed<SentNotice>, ApiError> {
    let caller = crate::caller::caller()?;
    let (appointment, id) = (crate::caller::id(&appointment)?, crate::caller::id(&id)?);
    office::notices::read(&caller, appointment, id).await.map_err(crate::caller::reveal)
}

/// Follows the link of a notice that reached nobody. Outside the demo it does not exist.
#[server]
pub async fn follow(appointment: String, id: String) -> Result<Answer, ApiError> {
    let (caller, console) = (crate::caller::caller()?, crate::caller::console()?);
    let (appointment, id) = (crate::caller::id(&appointment)?, crate::caller::id(&id)?);
    let token = office::notices::demo_link(&caller, &console, appointment, id)
        .await
        .map_err(crate::caller::reveal)?;
    Ok(Answer::Go(crate::routes::reply(&token)))
}
