//! Server functions of the link in a notice. Looking changes nothing; posting does, once.

use domain::forms::Answer;
use domain::notices::LinkPage;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn reply_page(token: String) -> Result<Option<LinkPage>, ApiError> {
    let visit = crate::caller::visit()?;
    match office::notices::link::show(visit.office(), &token).await {
        Ok(page) => Ok(Some(page)),
        Err(office::Error::NotFound) => Ok(None),
        Err(error) => Err(crate::caller::reveal(error)),
    }
}

#[server]
pub async fn reply(token: String, act: String) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let act = office::notices::link::LinkAct::from_word(&act).ok_or(ApiError::Malformed)?;
    let done = office::notices::link::answer(visit.office(), &token, act).await;
    let path = crate::routes::reply(&token);
    Ok(Answer::Go(match done {
        Ok(domain::notices::LinkAnswer::Done) => path + "?done=replied",
        Ok(domain::notices::LinkAnswer::Stale) => path + "?done=stale",
        Ok(domain::notices::LinkAnswer::Over | domain::notices::LinkAnswer::Fixed)
        | Err(office::Error::NotFound) => path,
        Err(error) => return Err(crate::caller::reveal(error)),
    }))
}
