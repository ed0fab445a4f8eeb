//! Server functions of notes.

use domain::forms::{Answer, FormPage};
use domain::notes::{NoteForm, NotePage, NotesOf, NotesPage};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn of_case(
    id: String,
    after: String,
    flash: String,
) -> Result<FormPage<NoteForm, NotesPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::notes::of_case(&caller, crate::caller::id(&id)?, &after)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, NoteForm::default(), page.body, &flash).await
}

#[server]
pub async fn of_client(
    id: String,
    after: String,
    flash: String,
) -> Result<FormPage<NoteForm, NotesPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::notes::of_client(&caller, crate::caller::id(&id)?, &after)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, NoteForm::default(), page.body, &flash).await
}

#[server]
pub async fn write_on_case(
    id: String,
    #[server(flatten)] form: NoteForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::case_notes(crate::caller::id(&id)?);
    let done = office::notes::write_on_case(&caller, crate::caller::id(&id)?, &form).await;
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=note"))
}

#[server]
pub async fn write_on_client(
    id: String,
    #[server(flatten)] form: NoteForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::client_notes(crate::caller::id(&id)?);
    let done = office::notes::write_on_client(&caller, crate::caller::id(&id)?, &form).await;
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=note"))
}

#[server]
pub async fn show(id: String, flash: String) -> Result<FormPage<(), NotePage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::notes::show(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, (), page.body, &flash).await
}

#[server]
pub async fn edit_page(id: String, flash: String) -> Result<FormPage<NoteForm, NotesOf>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, of) = office::notes::edit_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, of, &flash).await
}

#[server]
pub async fn edit(id: String, #[server(flatten)] form: NoteForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::notes::edit(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::note(id) + "?done=saved");
    crate::caller::answer(crate::routes::note_edit(id), &form, done)
}

/// The note reads on as withdrawn.
#[server]
pub async fn withdraw(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::note(crate::caller::id(&id)?);
    let done = office::notes::withdraw(&caller, crate::caller::id(&id)?).await;
    crate::caller::answer(back.clone(), &(), done.map(|()| back + "?done=note-withdrawn"))
}
