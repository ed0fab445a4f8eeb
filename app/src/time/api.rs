//! Server functions of the day sheet, its timer and its entries.

use domain::billing::sheet::{DaySheet, EntryPage, TimeForm};
use domain::forms::{Answer, FormPage};
use leptos::prelude::*;

use crate::error::ApiError;

/// The caller's day; today where `on` is empty. Where `expense` says so, what comes back refused is an expense.
#[server]
pub async fn day(
    on: String,
    expense: String,
    flash: String,
) -> Result<FormPage<TimeForm, DaySheet>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::billing::day_sheet(&caller, &on).await.map_err(crate::caller::reveal)?;
    let form = TimeForm { on: page.body.on.clone(), ..TimeForm::default() };
    if expense.is_empty() {
        return crate::caller::form_page(page.frame, form, page.body, &flash).await;
    }
    let mut page = crate::caller::form_page(page.frame, form, page.body, "").await?;
    if let Some((laid_out, flash)) =
        crate::caller::flash::<domain::billing::expenses::ExpenseForm>(&flash).await
    {
        page.context.laid_out = laid_out;
        (page.message, page.errors) = (Some(flash.message), flash.errors);
    }
    Ok(page)
}

#[server]
pub async fn add(#[server(flatten)] form: TimeForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::add(&caller, &form, office::billing::Of::DaySheet).await;
    let back = crate::routes::time_on(&form.on);
    let done = done.map(|_| back.clone() + "&done=time");
    crate::caller::answer(back, &form, done)
}

/// Records what was suggested. `subject` is an appointment where `kind` says so.
#[server]
pub async fn accept(
    subject: String,
    kind: String,
    #[server(flatten)] form: TimeForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let appointment = match kind.as_str() {
        "appointment" => Some(crate::caller::id(&subject)?),
        _ => None,
    };
    let of = office::billing::Of::Suggestion(appointment);
    let done = office::billing::add(&caller, &form, of).await;
    let back = crate::routes::time_on(&form.on);
    let done = done.map(|_| back.clone() + "&done=time");
    crate::caller::answer(back, &form, done)
}

#[server]
pub async fn ignore(on: String, subject: uuid::Uuid) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::ignore_suggestion(&caller, &on, subject).await;
    let back = crate::routes::time_on(&on);
    crate::caller::answer(back.clone(), &(), done.map(|()| back))
}

#[server]
pub async fn start(#[server(flatten)] form: TimeForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::start(&caller, &form).await;
    let done = done.map(|_| crate::routes::TIME.to_owned() + "?done=timer");
    crate::caller::answer(crate::routes::timer(), &form, done)
}

/// Stops the timer and records it, or, where `step` is "keep", only says what it is for.
#[server]
pub async fn stop(
    id: String,
    step: String,
    #[server(flatten)] form: TimeForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = match step.as_str() {
        "keep" => office::billing::change(&caller, id, &form).await.map(|()| "saved"),
        _ => office::billing::stop(&caller, id, &form).await.map(|_| "time"),
    };
    let done = done.map(|done| format!("{}?done={done}", crate::routes::TIME));
    crate::caller::answer(crate::routes::timer(), &form, done)
}

#[server]
pub async fn discard(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let done = office::billing::drop_timer(&caller, crate::caller::id(&id)?).await;
    let done = done.map(|()| crate::routes::TIME.to_owned() + "?done=timer-dropped");
    crate::caller::answer(crate::routes::timer(), &TimeForm::default(), done)
}

#[server]
pub async fn entry(id: String, flash: String) -> Result<FormPage<TimeForm, EntryPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, page) = office::billing::entry(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, page, &flash).await
}

#[server]
pub async fn edit(id: String, #[server(flatten)] form: TimeForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::billing::edit(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::time_on(&form.on) + "&done=saved");
    crate::caller::answer(crate::routes::time_entry(id), &form, done)
}

#[server]
pub async fn withdraw(id: String, on: String, revision: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let which = domain::billing::time::Recorded::Entry(id);
    let done = office::billing::withdraw(&caller, which, &revision).await;
    let done = done.map(|()| crate::routes::time_on(&on) + "&done=time-withdrawn");
    crate::caller::answer(crate::routes::time_entry(id), &TimeForm::default(), done)
}
