//! Server functions of the call list.

use domain::call_list::{ReplyFilter, ReplyList, RingFilter, RingList, RungForm};
use domain::forms::{Answer, FormPage};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list(
    filter: RingFilter,
    flash: String,
) -> Result<FormPage<RungForm, RingList>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::call_list::list(&caller, filter).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, RungForm::default(), page.body, &flash).await
}

#[server]
pub async fn rung(id: String, #[server(flatten)] form: RungForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::call_list::done(&caller, crate::caller::id(&id)?, &form).await;
    let done = done.map(|()| crate::routes::CALL_LIST.to_owned() + "?done=rung");
    crate::caller::answer(crate::routes::CALL_LIST, &form, done)
}

#[server]
pub async fn replies(
    filter: ReplyFilter,
    flash: String,
) -> Result<FormPage<(), ReplyList>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::call_list::replies(&caller, filter).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, (), page.body, &flash).await
}

#[server]
pub async fn read(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::call_list::read(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|()| crate::routes::REPLIES.to_owned() + "?done=reply-read");
    crate::caller::answer(crate::routes::REPLIES, &(), done)
}
