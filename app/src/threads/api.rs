//! Server functions of messages with clients. Each is a public endpoint: the first thing it does is ask who calls.

use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use domain::threads::{
    CaseThreads, Inbox, JoinForm, MessageForm, StartContext, StartForm, ThreadPage,
};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn own() -> Result<Framed<Inbox>, ApiError> {
    let caller = crate::caller::caller()?;
    office::threads::inbox(&caller).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn of_case(id: String) -> Result<Framed<CaseThreads>, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    office::threads::of_case(&caller, id).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn start_page(
    id: String,
    flash: String,
) -> Result<FormPage<StartForm, StartContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let read = office::threads::start_form(&caller, crate::caller::id(&id)?).await;
    let (frame, form, context) = read.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn start(id: String, #[server(flatten)] form: StartForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let sent = office::threads::start(&caller, id, &form).await;
    let warned = |warned| StartForm { warned, ..form.clone() };
    crate::caller::sent(crate::routes::thread_new(id), &form, warned, sent).await
}

#[server]
pub async fn show(
    id: String,
    flash: String,
) -> Result<FormPage<MessageForm, ThreadPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let read = office::threads::thread(&caller, crate::caller::id(&id)?).await;
    let (frame, form, context) = read.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn write(id: String, #[server(flatten)] form: MessageForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let sent = office::threads::write(&caller, id, &form).await;
    let warned = |warned| MessageForm { warned, ..form.clone() };
    crate::caller::sent(crate::routes::thread(id), &form, warned, sent).await
}

/// Whoever is asked in reads what is written from then on.
#[server]
pub async fn join(id: String, #[server(flatten)] form: JoinForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::threads::join(&caller, id, &form).await;
    let back = crate::routes::thread(id);
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=joined"))
}

#[server]
pub async fn leave(id: String, seat: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, seat) = (crate::caller::id(&id)?, crate::caller::id(&seat)?);
    let done = office::threads::leave(&caller, id, seat).await;
    crate::caller::left(id, done)
}

#[server]
pub async fn close(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::threads::close(&caller, id).await;
    let back = crate::routes::thread(id);
    crate::caller::answer(back.clone(), &(), done.map(|()| back + "?done=thread-closed"))
}

#[server]
pub async fn reopen(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::threads::reopen(&caller, id).await;
    let back = crate::routes::thread(id);
    crate::caller::answer(back.clone(), &(), done.map(|()| back + "?done=thread-reopened"))
}
