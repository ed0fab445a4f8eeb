//! Server functions of the outbox. Outside the demo they do not exist.

use domain::forms::Answer;
use domain::frame::Framed;
use domain::outbox::Letter;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// The messages, and the one just opened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Waiting {
    pub letters: Vec<Letter>,
    pub opened: Option<Opened>,
    /// Why one could not be opened.
    pub message: Option<String>,
}

/// What a message says, kept for the next page alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Opened {
    pub text: String,
}

#[server]
pub async fn outbox_page(kept: String) -> Result<Framed<Waiting>, ApiError> {
    let (caller, console) = (crate::caller::caller()?, crate::caller::console()?);
    let Framed { frame, body: letters } =
        office::outbox::list(&caller, &console).await.map_err(crate::caller::reveal)?;
    let (opened, message) = crate::caller::kept(&kept).await;
    Ok(Framed { frame, body: Waiting { letters, opened, message } })
}

#[server]
pub async fn open(id: String) -> Result<Answer, ApiError> {
    let (caller, console) = (crate::caller::caller()?, crate::caller::console()?);
    let (id, base_url) = (crate::caller::id(&id)?, crate::caller::base_url());
    let done = match office::outbox::open(&caller, &console, id, &base_url).await {
        Ok(text) => {
            let kept = crate::caller::keep(&Opened { text }).await?;
            Ok(crate::routes::showing(crate::routes::OUTBOX, kept))
        }
        Err(error) => Err(error),
    };
    crate::caller::answer(crate::routes::OUTBOX, &(), done)
}
