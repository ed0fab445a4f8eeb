//! Server functions of documents. Their bytes go by routes of their own.

use domain::documents::{
    DetailsContext, DetailsForm, DocumentFilter, DocumentPage, DocumentsPage, FolderContext,
    FolderForm, HoldForm, LiftForm, NarrowingContext, ReasonForm, RecordFilter, RestrictForm,
    Viewed,
};
use domain::forms::{Answer, FormPage};
use domain::frame::Framed;
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn of_case(
    id: String,
    filter: DocumentFilter,
    flash: String,
) -> Result<FormPage<ReasonForm, DocumentsPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::documents::of_case(&caller, crate::caller::id(&id)?, filter)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, ReasonForm::default(), page.body, &flash).await
}

#[server]
pub async fn everywhere(filter: DocumentFilter) -> Result<Framed<DocumentsPage>, ApiError> {
    let caller = crate::caller::caller()?;
    office::documents::everywhere(&caller, filter).await.map_err(crate::caller::reveal)
}

#[server]
pub async fn show(
    id: String,
    record: RecordFilter,
    flash: String,
) -> Result<FormPage<ReasonForm, DocumentPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::documents::show(&caller, crate::caller::id(&id)?, record)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, ReasonForm::default(), page.body, &flash).await
}

/// `version` is empty for the newest, `page` for the first.
#[server]
pub async fn view_page(
    id: String,
    version: String,
    page: String,
) -> Result<Framed<Viewed>, ApiError> {
    let caller = crate::caller::caller()?;
    let nth = match version.as_str() {
        "" => None,
        nth => Some(crate::caller::id(nth)?),
    };
    let from = match page.trim() {
        "" => 1,
        page => page.parse().unwrap_or_default(),
    };
    office::documents::view(&caller, crate::caller::id(&id)?, nth, from)
        .await
        .map_err(crate::caller::reveal)
}

#[server]
pub async fn details_page(
    id: String,
    flash: String,
) -> Result<FormPage<DetailsForm, DetailsContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::documents::details_form(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn save_details(
    id: String,
    #[server(flatten)] form: DetailsForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::documents::save_details(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::document(id) + "?done=saved");
    crate::caller::answer(crate::routes::document_edit(id), &form, done)
}

#[server]
pub async fn check_out(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::document(crate::caller::id(&id)?);
    let done = office::documents::check_out(&caller, crate::caller::id(&id)?).await;
    crate::caller::answer(
        back.clone(),
        &ReasonForm::default(),
        done.map(|()| back + "?done=checked-out"),
    )
}

#[server]
pub async fn end_check_out(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::document(crate::caller::id(&id)?);
    let done = office::documents::end_check_out(&caller, crate::caller::id(&id)?).await;
    crate::caller::answer(
        back.clone(),
        &ReasonForm::default(),
        done.map(|()| back + "?done=checked-in"),
    )
}

#[server]
pub async fn trash(id: String, #[server(flatten)] form: ReasonForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::document(crate::caller::id(&id)?);
    let done = office::documents::trash(&caller, crate::caller::id(&id)?, &form).await;
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=trashed"))
}

#[server]
pub async fn restore_from_trash(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::document(crate::caller::id(&id)?);
    let done = office::documents::restore_from_trash(&caller, crate::caller::id(&id)?).await;
    crate::caller::answer(
        back.clone(),
        &ReasonForm::default(),
        done.map(|()| back + "?done=untrashed"),
    )
}

#[server]
pub async fn restore(id: String, version: i32, base: i32) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::document(crate::caller::id(&id)?);
    let done = office::documents::restore(&caller, crate::caller::id(&id)?, version, base).await;
    crate::caller::answer(
        back,
        &(),
        done.map(|kept| crate::routes::document(kept.document) + "?done=restored-version"),
    )
}

#[server]
pub async fn release(
    id: String,
    version: i32,
    #[server(flatten)] form: ReasonForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::document(crate::caller::id(&id)?);
    let done = office::documents::release(&caller, crate::caller::id(&id)?, version, &form).await;
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=released"))
}

#[server]
pub async fn hold(id: String, #[server(flatten)] form: HoldForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::document(crate::caller::id(&id)?);
    let done = office::documents::hold_document(&caller, crate::caller::id(&id)?, &form).await;
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=held"))
}

#[server]
pub async fn lift(id: String, #[server(flatten)] form: LiftForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::document(crate::caller::id(&id)?);
    let done = office::documents::lift_from_document(&caller, crate::caller::id(&id)?, &form).await;
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=hold-lifted"))
}

#[server]
pub async fn hold_case(id: String, #[server(flatten)] form: HoldForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::case_documents(crate::caller::id(&id)?);
    let done = office::documents::hold_case(&caller, crate::caller::id(&id)?, &form).await;
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=held"))
}

#[server]
pub async fn lift_from_case(
    id: String,
    #[server(flatten)] form: LiftForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let back = crate::routes::case_documents(crate::caller::id(&id)?);
    let done = office::documents::lift_from_case(&caller, crate::caller::id(&id)?, &form).await;
    crate::caller::answer(back.clone(), &form, done.map(|()| back + "?done=hold-lifted"))
}

#[server]
pub async fn narrow_page(
    id: String,
    flash: String,
) -> Result<FormPage<RestrictForm, NarrowingContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::documents::narrowing_of_document(&caller, crate::caller::id(&id)?)
            .await
            .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

/// Whoever narrows may end one's own sight of it: the way back is the case's list.
#[server]
pub async fn narrow(
    id: String,
    case: String,
    #[server(flatten)] form: RestrictForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let list = crate::routes::case_documents(crate::caller::id(&case)?) + "?done=narrowed";
    let done = office::documents::narrow_document(&caller, id, &form).await;
    crate::caller::answer(crate::routes::document_narrow(id), &form, done.map(|()| list))
}

#[server]
pub async fn folder_narrow_page(
    id: String,
    flash: String,
) -> Result<FormPage<RestrictForm, NarrowingContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) =
        office::documents::narrowing_of_folder(&caller, crate::caller::id(&id)?)
            .await
            .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn narrow_folder(
    id: String,
    case: String,
    #[server(flatten)] form: RestrictForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, case) = (crate::caller::id(&id)?, crate::caller::id(&case)?);
    let list = crate::routes::case_documents(case) + "?done=narrowed";
    let done = office::documents::narrow_folder(&caller, id, &form).await;
    crate::caller::answer(crate::routes::folder_narrow(case, id), &form, done.map(|_| list))
}

#[server]
pub async fn folder_page(
    case: String,
    folder: String,
    flash: String,
) -> Result<FormPage<FolderForm, FolderContext>, ApiError> {
    let caller = crate::caller::caller()?;
    let folder = match folder.as_str() {
        "" => None,
        id => Some(crate::caller::id(id)?),
    };
    let (frame, form, context) =
        office::documents::folder_form(&caller, crate::caller::id(&case)?, folder)
            .await
            .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn add_folder(
    case: String,
    #[server(flatten)] form: FolderForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let case = crate::caller::id(&case)?;
    let done = office::documents::add_folder(&caller, case, &form).await;
    let done = done.map(|_| crate::routes::case_documents(case) + "?done=folder");
    crate::caller::answer(crate::routes::folder_new(case), &form, done)
}

#[server]
pub async fn change_folder(
    id: String,
    case: String,
    #[server(flatten)] form: FolderForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, case) = (crate::caller::id(&id)?, crate::caller::id(&case)?);
    let done = office::documents::change_folder(&caller, id, &form).await;
    let done = done.map(|case| crate::routes::case_documents(case) + "?done=saved");
    crate::caller::answer(crate::routes::folder(case, id), &form, done)
}

#[server]
pub async fn remove_folder(id: String, case: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (id, case) = (crate::caller::id(&id)?, crate::caller::id(&case)?);
    let done = office::documents::remove_folder(&caller, id).await;
    let done = done.map(|case| crate::routes::case_documents(case) + "?done=folder-removed");
    crate::caller::answer(crate::routes::folder(case, id), &FolderForm::default(), done)
}
