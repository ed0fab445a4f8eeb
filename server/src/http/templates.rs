//! Files of templates, in and out. A template is small, so its form is read as a whole; a right is asked
//! before the first byte of it.

use app::caller::{id, reveal};
use app::error::ApiError;
use app::routes;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::TemplateId;
use domain::templates::TemplateForm;
use futures_util::TryStreamExt;
use http::{Extensions, Method};
use office::{Error, templates};

use super::arrive::wants_html;
use super::documents::caller;
use super::filing::sent;
use super::{Portal, failure, small_form};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

pub(super) async fn upload(State(portal): State<Portal>, request: Request) -> Response {
    receive(&portal, None, request).await
}

pub(super) async fn replace(
    State(portal): State<Portal>,
    Path(template): Path<String>,
    request: Request,
) -> Response {
    match id(&template) {
        Ok(template) => receive(&portal, Some(template), request).await,
        Err(error) => failure::respond(&portal, wants_html(request.headers()), &error),
    }
}

async fn receive(portal: &Portal, template: Option<TemplateId>, request: Request) -> Response {
    let html = wants_html(request.headers());
    let extensions = request.extensions().clone();
    match keep(template, &extensions, request).await {
        Ok(path) => Redirect::to(&path).into_response(),
        Err((error, form)) => {
            let back = match template {
                Some(template) => routes::template(template),
                None => routes::TEMPLATES.to_owned(),
            };
            small_form::refused(portal, html, &back, &extensions, error, &form).await
        }
    }
}

async fn keep(
    template: Option<TemplateId>,
    extensions: &Extensions,
    request: Request,
) -> Result<String, (ApiError, TemplateForm)> {
    let plain = |error: ApiError| (error, TemplateForm::default());
    let caller = caller(extensions).map_err(plain)?;
    templates::may_keep(&caller, template).await.map_err(|error| plain(reveal(error)))?;
    let too_large = "This file is too large for a template, or did not arrive whole.";
    let mut sent = small_form::read(extensions, request, too_large).await.map_err(plain)?;
    let form = TemplateForm {
        name: sent.take("name"),
        kind: sent.take("kind"),
        area: sent.take("area"),
        ..TemplateForm::default()
    };
    let done: Result<String, Error> = match template {
        Some(template) => templates::replace(&caller, template, sent.file)
            .await
            .map(|()| routes::template(template) + "?done=template-replaced"),
        None => templates::add(&caller, &form, sent.file)
            .await
            .map(|_| routes::TEMPLATES.to_owned() + "?done=template"),
    };
    done.map_err(|error| (reveal(error), form))
}

pub(super) async fn download(
    State(portal): State<Portal>,
    Path(template): Path<String>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    match file(&template, request.extensions()).await {
        Ok(response) => response,
        Err(error) => failure::respond(&portal, html, &error),
    }
}

async fn file(template: &str, extensions: &Extensions) -> Result<Response, ApiError> {
    let caller = caller(extensions)?;
    let opened = templates::download(&caller, id(template)?).await.map_err(reveal)?;
    let (name, length) = (opened.name.clone(), opened.length);
    let body = Body::from_stream(opened.bytes().inspect_err(|error| {
        tracing::warn!(error = %error, "a download was broken off");
    }));
    Ok(sent(body, &name, DOCX, length))
}
