//! Server functions of what was sent.

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
