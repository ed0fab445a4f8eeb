//! Server functions of what is usually said of a stage. Each is a public endpoint: the first thing it does is ask who
//! calls.

use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use domain::status::{StageWordsForm, StageWordsRow};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list() -> Result<Framed<Vec<StageWordsRow>>, ApiError> {
    let caller = crate::caller::caller()?;
    office::stage_words::list(&caller).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn show(
    stage: String,
    flash: String,
) -> Result<FormPage<StageWordsForm, StageWordsRow>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::stage_words::page(&caller, crate::caller::stage(&stage)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn save(
    stage: String,
    #[server(flatten)] form: StageWordsForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let stage = crate::caller::stage(&stage)?;
    let done = office::stage_words::save(&caller, stage, &form).await;
    let done = done.map(|()| crate::routes::with_done(crate::routes::STAGES, "stage-words"));
    crate::caller::answer(crate::routes::stage_words(stage), &form, done)
}

#[server]
pub async fn back_to_house(stage: String, revision: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let stage = crate::caller::stage(&stage)?;
    let done = office::stage_words::back_to_house(&caller, stage, &revision).await;
    let done = done.map(|()| crate::routes::with_done(crate::routes::STAGES, "house-stage-words"));
    crate::caller::answer(crate::routes::stage_words(stage), &StageWordsForm::default(), done)
}
