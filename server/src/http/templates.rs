//! Files of templates, in and out. A template is small, so its form is read as a whole; a right is asked
//! before the first byte of it.

use app::caller::{id, reveal};
use app::error::ApiError;
use app::routes;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use domain::forms::{FieldErrors, Refused};
use domain::ids::TemplateId;
use domain::templates::TemplateForm;
use futures_util::TryStreamExt;
use http::{Extensions, Method};
use office::gate::{self, Visit};
use office::{Error, templates};

use super::arrive::wants_html;
use super::cross_site::{self, TOKEN_FIELD, TokenOwed};
use super::documents::caller;
use super::filing::sent;
use super::{Portal, failure};

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
            let shown = matches!(error, ApiError::Invalid(_) | ApiError::Conflict(_));
            match html && shown {
                true => again(portal, back, &extensions, error, &form).await,
                false => failure::respond(portal, html, &error),
            }
        }
    }
}

async fn keep(
    template: Option<TemplateId>,
    extensions: &Extensions,
    request: Request,
) -> Result<String, (ApiError, TemplateForm)> {
    let mut form = TemplateForm::default();
    let plain = |error: ApiError| (error, TemplateForm::default());
    let caller = caller(extensions).map_err(plain)?;
    templates::may_keep(&caller, template).await.map_err(|error| plain(reveal(error)))?;
    let mut owed = extensions.get::<TokenOwed>().is_some();
    let mut file = Bytes::new();
    let mut fields =
        Multipart::from_request(request, &()).await.map_err(|_| plain(ApiError::Malformed))?;
    while let Some(field) = fields.next_field().await.map_err(|_| plain(ApiError::Malformed))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| {
            plain(ApiError::Conflict(
                "This file is too large for a template, or did not arrive whole.".into(),
            ))
        })?;
        if name == "file" {
            file = bytes;
            continue;
        }
        let value = String::from_utf8(bytes.into()).map_err(|_| plain(ApiError::Malformed))?;
        match name.as_str() {
            TOKEN_FIELD if cross_site::is_paid(extensions, &value) => owed = false,
            "name" => form.name = value,
            "kind" => form.kind = value,
            "area" => form.area = value,
            _ => {}
        }
    }
    if owed {
        return Err(plain(ApiError::Malformed));
    }
    let done: Result<String, Error> = match template {
        Some(template) => templates::replace(&caller, template, file)
            .await
            .map(|()| routes::template(template) + "?done=template-replaced"),
        None => templates::add(&caller, &form, file)
            .await
            .map(|_| routes::TEMPLATES.to_owned() + "?done=template"),
    };
    done.map_err(|error| (reveal(error), form))
}

/// Back to the form with what was typed and what was wrong.
async fn again(
    portal: &Portal,
    back: String,
    extensions: &Extensions,
    error: ApiError,
    form: &TemplateForm,
) -> Response {
    let errors = match &error {
        ApiError::Invalid(errors) => errors.clone(),
        _ => FieldErrors::default(),
    };
    let refused = Refused {
        back: back.clone(),
        status: error.status(),
        message: error.to_string(),
        errors,
        values: serde_json::to_string(form).unwrap_or_else(|_| "{}".into()),
    };
    let kept = async {
        let visit = extensions.get::<Visit>()?;
        gate::keep_flash(visit, visit.owner()?, &refused).await.ok()
    };
    match kept.await {
        Some(flash) => Redirect::to(&routes::showing(&back, flash)).into_response(),
        None => failure::respond(portal, true, &error),
    }
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
