//! Server functions of templates. Their files go by routes of their own.

use domain::forms::{Answer, FormPage};
use domain::templates::{FillForm, FillPage, TemplateForm, TemplateRow, TemplatesPage};
use leptos::prelude::*;

use crate::error::ApiError;

#[server]
pub async fn list(flash: String) -> Result<FormPage<TemplateForm, TemplatesPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let page = office::templates::list(&caller).await.map_err(crate::caller::reveal)?;
    crate::caller::form_page(page.frame, TemplateForm::default(), page.body, &flash).await
}

#[server]
pub async fn show(
    id: String,
    flash: String,
) -> Result<FormPage<TemplateForm, (TemplateRow, Vec<String>)>, ApiError> {
    let caller = crate::caller::caller()?;
    let (frame, form, context) = office::templates::details(&caller, crate::caller::id(&id)?)
        .await
        .map_err(crate::caller::reveal)?;
    crate::caller::form_page(frame, form, context, &flash).await
}

#[server]
pub async fn change(id: String, #[server(flatten)] form: TemplateForm) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::templates::change(&caller, id, &form).await;
    let done = done.map(|()| crate::routes::template(id) + "?done=saved");
    crate::caller::answer(crate::routes::template(id), &form, done)
}

#[server]
pub async fn retire(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::templates::retire(&caller, id).await;
    let done = done.map(|()| crate::routes::TEMPLATES.to_owned() + "?done=template-retired");
    crate::caller::answer(crate::routes::template(id), &TemplateForm::default(), done)
}

#[server]
pub async fn reuse(id: String) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let id = crate::caller::id(&id)?;
    let done = office::templates::reuse(&caller, id).await;
    let done = done.map(|()| crate::routes::TEMPLATES.to_owned() + "?done=template-reused");
    crate::caller::answer(crate::routes::template(id), &TemplateForm::default(), done)
}

/// What was typed is kept between the steps, so that no value stands in an address.
#[server]
pub async fn filling(
    id: String,
    template: String,
    flash: String,
) -> Result<FormPage<FillForm, FillPage>, ApiError> {
    let caller = crate::caller::caller()?;
    let template = match template.as_str() {
        "" => None,
        id => Some(crate::caller::id(id)?),
    };
    let kept = crate::caller::flash::<FillForm>(&flash).await;
    let typed = kept.as_ref().map(|(form, _)| form);
    let (frame, form, context) =
        office::templates::fill_page(&caller, crate::caller::id(&id)?, template, typed)
            .await
            .map_err(crate::caller::reveal)?;
    let (message, errors) = match kept {
        Some((_, flash)) => (Some(flash.message).filter(|said| !said.is_empty()), flash.errors),
        None => Default::default(),
    };
    Ok(FormPage { frame, form, message, errors, context })
}

/// Shows how it reads, or keeps it as a document.
#[server]
pub async fn fill(
    case: String,
    template: String,
    #[server(flatten)] form: FillForm,
) -> Result<Answer, ApiError> {
    let caller = crate::caller::caller()?;
    let (case, template) = (crate::caller::id(&case)?, crate::caller::id(&template)?);
    let back = crate::routes::case_template(case, Some(template));
    if form.step == "preview" {
        office::documents::may_add(&caller, case).await.map_err(crate::caller::reveal)?;
        let kept = crate::caller::keep(&form).await?;
        return Ok(Answer::Go(format!("{back}&form={kept}#preview")));
    }
    let done = office::templates::save(&caller, case, template, &form).await;
    let done = done.map(|kept| crate::routes::document(kept.document) + "?done=stored");
    crate::caller::answer(back, &form, done)
}
