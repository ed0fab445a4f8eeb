//! What is answered when a page or a form cannot be: a small page for people, JSON for scripts.
//!
//! The words and the layout are those of a page that finds nothing, rendered without a router, a
//! context or the database, so that it can be shown when any of them fails.

use app::error::ApiError;
use app::page::{Failed, FailedProps};
use axum::Json;
use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Response};
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use leptos::prelude::RenderHtml;

use super::Portal;
use super::arrive::wants_html;

/// Seconds after which trying again makes sense while the database is away.
const RETRY_SECONDS: u32 = 5;

pub(super) fn respond(portal: &Portal, html: bool, error: &ApiError) -> Response {
    respond_as(portal, html, error.status(), error)
}

/// With another status than the error's own, where HTTP has a more exact one.
pub(super) fn respond_as(portal: &Portal, html: bool, status: u16, error: &ApiError) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response =
        if html { Html(page(portal, error)).into_response() } else { Json(error).into_response() };
    *response.status_mut() = status;
    let wait = match error {
        ApiError::Unavailable => Some(RETRY_SECONDS),
        ApiError::Busy(seconds) => Some(*seconds),
        _ => None,
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// An address that leads nowhere.
pub(super) async fn nowhere(State(portal): State<Portal>, request: Request) -> Response {
    respond(&portal, wants_html(request.headers()), &ApiError::NotFound)
}

fn title(error: &ApiError) -> &'static str {
    match error {
        ApiError::NotFound => "Not found",
        ApiError::Refused(_) | ApiError::StepUp => "This is not open to you",
        ApiError::SignedOut => "You are signed out",
        ApiError::Invalid(_) | ApiError::Malformed => "This could not be read",
        ApiError::Conflict(_) => "Something changed in the meantime",
        ApiError::Busy(_) => "Too many tries",
        ApiError::Storage(_) => "Documents cannot be stored or read just now",
        ApiError::Unavailable => "Privity cannot reach its records just now",
        ApiError::Internal { .. } => "Something went wrong on our side",
    }
}

fn page(portal: &Portal, error: &ApiError) -> String {
    let body = Failed(FailedProps::builder().error(error.clone()).again(false).build()).to_html();
    format!(
        "<!DOCTYPE html><html lang=\"en-US\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · Privity</title>\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"{css}\"></head><body>{body}</body></html>",
        title = title(error),
        css = portal.assets.css(),
    )
}
