//! Server functions of the page on which an invoice can be paid. Looking asks nobody; posting asks the provider.

use domain::billing::online::PayPage;
use domain::forms::Answer;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn shown(token: String) -> Result<Option<PayPage>, ApiError> {
    let visit = crate::caller::visit()?;
    let online = crate::caller::online();
    match office::online::show(&visit, online.as_ref(), &token).await {
        Ok(page) => Ok(Some(page)),
        Err(office::Error::NotFound) => Ok(None),
        Err(error) => Err(crate::caller::reveal(error)),
    }
}

/// Asks for the provider's page.
#[server]
pub async fn ask(token: String) -> Result<Answer, ApiError> {
    let visit = crate::caller::visit()?;
    let online = crate::caller::online();
    let path = crate::routes::pay(&token);
    let done = office::online::ask(&visit, online.as_ref(), &token).await;
    Ok(Answer::Go(match done {
        Ok(domain::billing::online::AskedToPay::Later) => {
            crate::routes::with_done(&path, "pay-later")
        }
        Ok(
            domain::billing::online::AskedToPay::Ready
            | domain::billing::online::AskedToPay::NothingLeft,
        )
        | Err(office::Error::NotFound) => path,
        Err(error) => return Err(crate::caller::reveal(error)),
    }))
}
