//! Server functions, and the plain form posts among them.
//!
//! A function always answers JSON; what a browser without script gets is made from that here: a
//! redirect (303) to where the form leads, or back to the form with what was typed kept aside.

use app::caller::{query_value, reveal};
use app::error::ApiError;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::forms::{Answer, Refused};
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, REFERER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use leptos::server_fn::axum::get_server_fn_service;
use office::gate::{self, Owner, Visit};
use office::identity::own_path;
use office::keys;

use super::arrive::wants_html;
use super::{Portal, context, failure, routes};

/// How long a form of ours may be, in bytes. One with a long text in it is read even where the text is
/// too long, so that whoever typed it hears so and still has it; a draft has half a kilobyte for each line.
pub(super) fn limit_bytes(path: &str) -> usize {
    match path {
        _ if path.starts_with("/api/app/notes/") => 1024 * 1024,
        _ if path.starts_with("/api/app/billing/drafting/") => 1024 * 1024,
        _ => 64 * 1024,
    }
}

/// No answer is read that is longer.
const ANSWER_BYTES: usize = 8 * 1024 * 1024;
const JSON: HeaderValue = HeaderValue::from_static("application/json");

pub(super) async fn handle(State(portal): State<Portal>, request: Request) -> Response {
    let html = wants_html(request.headers());
    let refuse = |status, error: &ApiError| failure::respond_as(&portal, html, status, error);
    if get_server_fn_service(request.uri().path(), Method::POST).is_none() {
        return failure::respond(&portal, html, &routes::UNKNOWN);
    }
    if !is_readable(request.headers()) {
        return refuse(415, &ApiError::Malformed);
    }
    let limit = limit_bytes(request.uri().path());
    let door = match routes::is_of_portal(request.uri().path()) {
        true => app::routes::PORTAL_SIGN_IN,
        false => app::routes::SIGN_IN,
    };
    let (mut parts, body) = request.into_parts();
    let too_long =
        ApiError::Conflict("This is too long to be sent. Shorten it and try again.".into());
    let announced = parts
        .headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return refuse(413, &too_long);
    }
    let body = match to_bytes(body, limit).await {
        Ok(body) => body,
        Err(error) if is_limit(&error) => return refuse(413, &too_long),
        Err(_) => return refuse(400, &ApiError::Malformed),
    };
    // Otherwise the function would answer with redirects of its own, with errors in their queries.
    parts.headers.insert(ACCEPT, JSON);
    parts.headers.remove(REFERER);
    let visit = parts.extensions.get::<Visit>().cloned();
    let run = {
        let portal = portal.clone();
        move || context(&portal)
    };
    let request = Request::from_parts(parts, Body::from(body));
    let response = leptos_axum::handle_server_fns_with_context(run, request).await.into_response();

    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, ANSWER_BYTES).await else {
        return failure::respond(&portal, html, &ApiError::Internal { reference: String::new() });
    };
    if !html {
        match serde_json::from_slice(&body) {
            // Somebody saved first: only the page itself knows the new revision.
            Ok(Answer::Refused(refused))
                if parts.status == StatusCode::OK && refused.status == 409 =>
            {
                match keep(&portal, visit, &refused).await {
                    Ok((back, _)) => {
                        parts.headers.remove(CONTENT_LENGTH);
                        parts.status = StatusCode::CONFLICT;
                        let body = serde_json::to_vec(&Answer::Go(back)).unwrap_or_default();
                        return Response::from_parts(parts, Body::from(body));
                    }
                    Err(error) => return failure::respond(&portal, html, &error),
                }
            }
            Ok(Answer::Refused(refused)) if parts.status == StatusCode::OK => {
                parts.status = StatusCode::from_u16(refused.status).unwrap_or(parts.status);
            }
            Ok(Answer::Prove(refused)) if parts.status == StatusCode::OK => {
                let next = match keep(&portal, visit, &refused).await {
                    Ok((back, _)) => Answer::Go(step_up(&back)),
                    Err(error) => return failure::respond(&portal, html, &error),
                };
                parts.headers.remove(CONTENT_LENGTH);
                let body = serde_json::to_vec(&next).unwrap_or_default();
                return Response::from_parts(parts, Body::from(body));
            }
            _ => {}
        }
        return Response::from_parts(parts, Body::from(body));
    }
    let mut page = as_page(&portal, visit, door, parts.status, &body).await;
    for cookie in parts.headers.get_all(SET_COOKIE) {
        page.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    page
}

fn is_readable(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(kind.as_str(), "application/x-www-form-urlencoded" | "application/json")
}

fn is_limit(error: &axum::Error) -> bool {
    let mut causes =
        std::iter::successors(Some(error as &(dyn std::error::Error + 'static)), |error| {
            error.source()
        });
    causes.any(|cause| cause.to_string().contains("length limit"))
}

/// What somebody without script is shown.
async fn as_page(
    portal: &Portal,
    visit: Option<Visit>,
    door: &str,
    status: StatusCode,
    body: &Bytes,
) -> Response {
    if status.is_success() {
        return match serde_json::from_slice::<Answer>(body) {
            Ok(Answer::Go(path)) => go(&path),
            Ok(Answer::Refused(refused)) => back(portal, visit, &refused, str::to_owned).await,
            Ok(Answer::Prove(refused)) => back(portal, visit, &refused, step_up).await,
            // not a form's function: it has no page
            Err(_) => ([(CONTENT_TYPE, JSON)], body.clone()).into_response(),
        };
    }
    match serde_json::from_slice(body).unwrap_or(ApiError::Malformed) {
        ApiError::SignedOut => Redirect::to(door).into_response(),
        ApiError::StepUp => Redirect::to("/step-up").into_response(),
        error => failure::respond(portal, true, &error),
    }
}

fn go(path: &str) -> Response {
    Redirect::to(own_path(path).unwrap_or("/")).into_response()
}

/// Where a fresh factor is shown before going back.
fn step_up(back: &str) -> String {
    format!("/step-up?next={}", query_value(back))
}

/// Back to the form, by the way `via` makes of its path.
async fn back(
    portal: &Portal,
    visit: Option<Visit>,
    refused: &Refused,
    via: fn(&str) -> String,
) -> Response {
    match keep(portal, visit, refused).await {
        Ok((back, cookie)) => {
            let mut response = go(&via(&back));
            if let Some(cookie) = cookie {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            response
        }
        Err(error) => failure::respond(portal, true, &error),
    }
}

/// Keeps what was typed. Answers the form's path with the id under which it finds it, and a cookie
/// for a browser that had none.
async fn keep(
    portal: &Portal,
    visit: Option<Visit>,
    refused: &Refused,
) -> Result<(String, Option<HeaderValue>), ApiError> {
    let visit = visit.ok_or(ApiError::Internal { reference: String::new() })?;
    let (owner, cookie) = match visit.owner() {
        Some(owner) => (owner, None),
        None => {
            let browser = keys::token(&portal.office.chance);
            (Owner::token(&browser), Some(portal.cookies.set(portal.cookies.visit(), &browser)))
        }
    };
    let id = gate::keep_flash(&visit, owner, refused).await.map_err(reveal)?;
    let joint = if refused.back.contains('?') { '&' } else { '?' };
    Ok((format!("{}{joint}form={id}", refused.back), cookie))
}
