//! Server functions for somebody outside, to whom something was sent. They answer anybody: a link leads nowhere without
//! a code, and the code goes to the named address alone.

use domain::forms::Answer;
use domain::outside::{Sent, SentPage};
use domain::portal::CodeForm;
use leptos::prelude::*;

use crate::door::Asked;
use crate::error::ApiError;

/// Looking uses nothing up. None for a link that leads nowhere, whyever.
#[server]
pub async fn look(token: String, flash: String) -> Result<Option<Asked<CodeForm, Sent>>, ApiError> {
    let visit = crate::caller::visit()?;
    match office::outside::page(&visit, &token).await {
        Err(office::Error::NotFound) => Ok(None),
        Err(error) => Err(crate::caller::reveal(error)),
        Ok(sent) => crate::caller::asked(CodeForm::default(), sent, &flash).await.map(Some),
    }
}

#[server]
pub async fn ask(token: String) -> Result<Answer, ApiError> {
    let (visit, browser) = (crate::caller::visit()?, crate::caller::browser()?);
    let done = office::outside::ask_code(&visit, browser, &token).await;
    crate::caller::sent_on(&token, &CodeForm::default(), done)
}

#[server]
pub async fn enter(token: String, #[server(flatten)] form: CodeForm) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let done = office::outside::enter(&visit, &token, &form).await;
    crate::caller::sent_on(&token, &form, done)
}

/// `page`: which page it begins with; the first where it is no number. None where there is nothing to read.
#[server]
pub async fn read_one(
    token: String,
    id: String,
    page: String,
) -> Result<Option<SentPage>, ApiError> {
    let visit = crate::caller::visit()?;
    let Ok(id) = crate::caller::id(&id) else { return Ok(None) };
    let from = page.parse().ok().filter(|from| *from > 0).unwrap_or(1);
    crate::caller::if_there(office::outside::document(&visit, &token, id, from).await)
}
