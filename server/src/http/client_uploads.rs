//! Files that people of clients send, and what the office reads of them. Hidden fields stand before the files they are
//! about; a form without a script answers with a page.

use app::caller::{id, reveal};
use app::error::ApiError;
use app::routes;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::documents::name_of_upload;
use domain::ids::{CaseId, UploadId};
use domain::requests::parse_place;
use futures_util::TryStreamExt;
use http::{Extensions, Method};
use office::portal::{self, PortalCaller, SendTo, Sent};

use super::arrive::wants_html;
use super::cross_site::{self, TOKEN_FIELD, TokenOwed};
use super::documents::{self, Heads};
use super::filing::sent;
use super::{Portal, failure};

/// Files in one form.
const FILES_MOST: usize = 20;

/// What became of one file, under the name it came with.
struct Told(String, Result<Sent, ApiError>);

pub(super) async fn send(State(portal): State<Portal>, request: Request) -> Response {
    let html = wants_html(request.headers());
    let extensions = request.extensions().clone();
    match files(&extensions, request).await {
        Ok(told) => answer(&portal, &extensions, &told).await,
        Err(error @ (ApiError::Conflict(_) | ApiError::Storage(_))) if html => {
            let (status, message) = (error.status(), error.to_string());
            let back = routes::PORTAL_REQUESTS.to_owned();
            documents::complain(&portal, &extensions, back, message, status).await
        }
        Err(error) => failure::respond(&portal, html, &error),
    }
}

async fn files(extensions: &Extensions, request: Request) -> Result<Vec<Told>, ApiError> {
    let client = extensions.get::<PortalCaller>().cloned().ok_or(ApiError::SignedOut)?;
    portal::may_send(&client).await.map_err(reveal)?;
    documents::has_room(client.office(), request.headers(), FILES_MOST).await?;
    let heads = Heads::default();
    let request = heads.watch(request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| ApiError::Malformed)?;
    let (mut owed, mut to) = (extensions.get::<TokenOwed>().is_some(), None);
    let mut told = Vec::new();
    loop {
        let field = match documents::next(&mut form, &heads).await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            // what arrived before is told
            Err(_) if !told.is_empty() => break,
            Err(error) => return Err(error),
        };
        let Some(name) = field.file_name().map(str::to_owned) else {
            let field_name = field.name().unwrap_or_default().to_owned();
            let value = documents::text(field).await?;
            match field_name.as_str() {
                TOKEN_FIELD if cross_site::is_paid(extensions, &value) => owed = false,
                "request" => to = Some(SendTo::Request(id(&value)?)),
                "place" if to.is_none() => {
                    to = parse_place(&value).map(|(case, client)| SendTo::Case(case, client));
                }
                _ => {}
            }
            continue;
        };
        if owed {
            return Err(documents::foreign());
        }
        // a form without a choice sends one empty file without a name
        if name.is_empty() {
            continue;
        }
        let to = to.ok_or_else(|| {
            ApiError::Conflict("Choose for which case it is, and choose the files again.".into())
        })?;
        let shown = name_of_upload(&name);
        if told.len() == FILES_MOST {
            let why = format!("At most {FILES_MOST} files go at once. Send the rest again.");
            told.push(Told(shown, Err(ApiError::Conflict(why))));
            break;
        }
        let body = documents::moving(field);
        let done = portal::send(&client, to, &name, None, body).await.map_err(reveal);
        match done {
            Err(error @ (ApiError::NotFound | ApiError::Refused(_))) => return Err(error),
            done => told.push(Told(shown, done)),
        }
    }
    if told.is_empty() {
        return Err(ApiError::Conflict("Choose a file first.".into()));
    }
    Ok(told)
}

/// Back to the page: with the news, or with what became of each file where one was not kept.
async fn answer(portal: &Portal, extensions: &Extensions, told: &[Told]) -> Response {
    let back = routes::PORTAL_REQUESTS.to_owned();
    if told.iter().all(|Told(_, done)| done.is_ok()) {
        let held = told.iter().any(|Told(_, done)| matches!(done, Ok(Sent { held: true })));
        let done = if held { "sent-in-held" } else { "sent-in" };
        return Redirect::to(&routes::with_done(&back, done)).into_response();
    }
    let message = told
        .iter()
        .map(|Told(name, done)| match done {
            Ok(_) => format!("“{name}” arrived."),
            Err(why) => format!("“{name}” was not sent: {why}"),
        })
        .collect::<Vec<_>>()
        .join("\n");
    let status = told.iter().filter_map(|Told(_, done)| done.as_ref().err().map(ApiError::status));
    let status = status.max().unwrap_or(409).max(409);
    documents::complain(portal, extensions, back, message, status).await
}

/// A file of the inbox, as it was sent.
pub(super) async fn file(
    State(portal): State<Portal>,
    Path((case, upload)): Path<(String, String)>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as a download
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    let caller = documents::caller(request.extensions());
    let opened = async {
        let (case, upload): (CaseId, UploadId) = (id(&case)?, id(&upload)?);
        office::requests::download(&caller?, case, upload).await.map_err(reveal)
    };
    match opened.await {
        Ok(opened) => {
            let (name, media, length) = (opened.name.clone(), opened.media.clone(), opened.length);
            let body = Body::from_stream(opened.bytes().inspect_err(|error| {
                tracing::warn!(error = %error, "a download was broken off");
            }));
            sent(body, &name, &media, length)
        }
        Err(error) => failure::respond(&portal, html, &error),
    }
}

/// One page of it as a picture.
pub(super) async fn page(
    State(portal): State<Portal>,
    Path((case, upload, page)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    let caller = match *request.method() {
        Method::GET => documents::caller(request.extensions()),
        _ => Err(ApiError::Malformed),
    };
    let picture = async {
        let page = page.parse::<u32>().ok().filter(|page| *page > 0).ok_or(ApiError::NotFound)?;
        let (case, upload): (CaseId, UploadId) = (id(&case)?, id(&upload)?);
        office::requests::picture(&caller?, case, upload, page).await.map_err(reveal)
    };
    documents::drawn(&portal, html, picture.await)
}
