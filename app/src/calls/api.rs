//! Server functions of call slips.

use domain::calls::{AnswerForm, CallFilter, CallForm, CallList, CallPage};
use domain::forms::{Answer, Choice, FormPage};
use domain::frame::Framed;
use domain::portal::PortalUse;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list(filter: CallFilter) -> Result<Framed<CallList>, ApiError> {
    let caller = crate::caller::caller()?;
    office::calls::list(&caller, filter).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn new_page(
    case: String,
    flash: String,
) -> Result<FormPage<CallForm, Vec<Choice>>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, people) =
        office::calls::new_form(&caller, &case).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, people, &flash).await
}

#[server]
pub async fn take(#[server(flatten)] form: CallForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::calls::take(&caller, &form).await;
    let done = done.map(|id| crate::routes::call(id) + "?done=call");
    crate::caller::answer(crate::routes::CALL_NEW, &form, done)
}

#[server]
pub async fn show(id: String, flash: String) -> Result<FormPage<AnswerForm, CallPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::calls::show(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    let revision = page.body.revision.to_string();
    let form = AnswerForm { revision, ..AnswerForm::default() };
    crate::caller::form_page(page.frame, form, page.body, &flash).await
}

#[server]
pub async fn save_answer(
    id: String,
    #[server(flatten)] form: AnswerForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::calls::answer(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::CALLS.to_owned() + "?done=call-answered");
    crate::caller::answer(crate::routes::call(id), &form, done)
}

/// Handing on a call may end one's own sight of it.
#[server]
pub async fn hand_on(id: String, #[server(flatten)] form: AnswerForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::calls::hand_on(&caller, id, &form).await;
    let back = |seen| if seen { crate::routes::call(id) } else { crate::routes::CALLS.to_owned() };
    let done = done.map(|seen| back(seen) + "?done=call-handed");
    crate::caller::answer(crate::routes::call(id), &form, done)
}

/// Calls for status beside the use of the portal.
#[server]
pub async fn status_by_month() -> Result<Framed<PortalUse>, ApiError> {
    let caller = crate::caller::caller()?;
    office::portal::by_month(&caller).await.map_err(crate::caller::reveal)
}
