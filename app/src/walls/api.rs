//! Server functions of walls. Each is a public endpoint: the first thing it does is ask who calls.

use domain::cases::ReasonForm;
use domain::forms::{Answer, FormPage};
use domain::walls::{WallForm, WallFormContext, WallRow, WallsPage};
use leptos::prelude::*;

use crate::error::ApiError;

/// The page has buttons that can be refused, hence a form's page.
#[server]
pub async fn walls(flash: String) -> Result<FormPage<(), WallsPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::walls::page(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, (), page.body, &flash).await
}

#[server]
pub async fn case_page(
    id: String,
    flash: String,
) -> Result<FormPage<WallForm, WallFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let around = office::walls::Around::Case(crate::caller::id(&id)?);
    let (frame, form, context) =
        office::walls::raise_form(&caller, around).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn raise_on_case(
    id: String,
    #[server(flatten)] form: WallForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::walls::raise(&caller, office::walls::Around::Case(id), &form).await;
    // Screening oneself ends the sight of the case with it.
    let oneself = form.staff_id == caller.staff_id().to_string();
    let next = if oneself { crate::routes::CASES.to_owned() } else { crate::routes::case(id) };
    crate::caller::answer(crate::routes::case_wall(id), &form, done.map(|()| next + "?done=walled"))
}

#[server]
pub async fn client_page(
    id: String,
    flash: String,
) -> Result<FormPage<WallForm, WallFormContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let around = office::walls::Around::Client(crate::caller::id(&id)?);
    let (frame, form, context) =
        office::walls::raise_form(&caller, around).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn raise_on_client(
    id: String,
    #[server(flatten)] form: WallForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::walls::raise(&caller, office::walls::Around::Client(id), &form).await;
    let oneself = form.staff_id == caller.staff_id().to_string();
    let next = if oneself { crate::routes::CLIENTS.to_owned() } else { crate::routes::client(id) };
    let back = crate::routes::client_wall(id);
    crate::caller::answer(back, &form, done.map(|()| next + "?done=walled"))
}

#[server]
pub async fn lift_page(
    id: String,
    flash: String,
) -> Result<FormPage<ReasonForm, WallRow>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, wall) = office::walls::lift_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, wall, &flash).await
}

#[server]
pub async fn ask_to_lift(
    id: String,
    #[server(flatten)] form: ReasonForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::walls::ask_to_lift(&caller, id, &form).await;
    let done = done.map(|()| "/walls?done=asked".to_owned());
    crate::caller::answer(crate::routes::wall_lift(id), &form, done)
}

/// `lift` is `yes` or `no`: the button that was pressed.
#[server]
pub async fn decide(id: String, lift: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (lift, next) = match lift.as_str() {
        "yes" => (true, "/walls?done=lifted"),
        "no" => (false, "/walls?done=kept"),
        _ => return Err(ApiError::Malformed),
    };
    let done = office::walls::decide(&caller, crate::caller::id(&id)?, lift).await;
    crate::caller::answer(crate::routes::WALLS, &(), done.map(|()| next.to_owned()))
}
