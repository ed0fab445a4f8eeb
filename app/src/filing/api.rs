//! Server functions of the filing queue. Pages and files of scans go by routes of their own.

use domain::filing::{FileForm, FilingFilter, FilingPage, MoveForm};
use domain::forms::{Answer, FormPage};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn queue_page(
    filter: FilingFilter,
    flash: String,
) -> Result<FormPage<FileForm, FilingPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::filing::page(&caller, filter).await.map_err(crate::caller::reveal)?;
    let name = page.body.chosen.as_ref().map(|one| one.row.name.clone()).unwrap_or_default();
    let fresh = FileForm {
        name: name.clone(),
        kind: domain::documents::Kind::Other.word().into(),
        ..FileForm::default()
    };
    let mut page = crate::caller::form_page(page.frame, fresh, page.body, &flash).await?;
    // another form of the page came back
    if page.form.kind.is_empty() {
        page.form = FileForm {
            name,
            kind: domain::documents::Kind::Other.word().into(),
            ..FileForm::default()
        };
    }
    Ok(page)
}

/// Goes on to the scan that stood next.
#[server]
pub async fn file(
    id: String,
    which: String,
    #[server(flatten)] form: FileForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::filing::file(&caller, id, &form).await;
    let done = done.map(|filed| {
        let said = if filed.count == 1 { "filed" } else { "filed-all" };
        let item = filed.next.map(|id| id.to_string()).unwrap_or_default();
        crate::routes::with_query(crate::routes::FILING, &[("item", &item), ("done", said)])
    });
    crate::caller::answer(crate::routes::scan(id, &which), &form, done)
}

/// Handing a scan over may end one's own sight of it.
#[server]
pub async fn hand_over(
    id: String,
    which: String,
    #[server(flatten)] form: MoveForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::filing::hand_over(&caller, id, &form).await;
    let done = done.map(|_| crate::routes::FILING.to_owned() + "?done=scan-handed");
    crate::caller::answer(crate::routes::scan(id, &which), &form, done)
}

#[server]
pub async fn discard(
    id: String,
    which: String,
    #[server(flatten)] form: MoveForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::filing::discard(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::FILING.to_owned() + "?done=scan-discarded");
    crate::caller::answer(crate::routes::scan(id, &which), &form, done)
}

#[server]
pub async fn restore(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::filing::restore(&caller, id).await;
    let done = done.map(|()| crate::routes::FILING.to_owned() + "?done=scan-restored");
    crate::caller::answer(crate::routes::scan(id, "discarded"), &MoveForm::default(), done)
}
