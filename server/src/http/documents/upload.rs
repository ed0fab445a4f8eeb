//! Files that arrive: by a plain form, or one at a time by the page's script, which shows how far each
//! has come. Hidden fields stand before the files they are about.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use app::caller::{id, reveal};
use app::error::ApiError;
use app::routes;
use axum::Json;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::documents::Kind;
use domain::forms::{FieldErrors, Refused};
use domain::ids::{CaseId, DocumentId};
use futures_util::{Stream, StreamExt, stream};
use http::header::CONTENT_LENGTH;
use http::{Extensions, HeaderMap, StatusCode};
use office::documents::{self, How, Kept, NewFile};
use office::gate::{self, Owner, Visit};
use office::{Caller, Office};
use serde::Serialize;

use crate::http::arrive::wants_html;
use crate::http::cross_site::{self, TOKEN_FIELD, TokenOwed};
use crate::http::{Portal, failure};

/// Files in one form.
const FILES_MOST: usize = 50;
/// A hidden field is no longer than that, in bytes.
const FIELD_BYTES: usize = 8 * 1024;
/// A sender that stands still for so long is given up.
pub(in crate::http) const STILL: Duration = Duration::from_secs(60);

/// What became of one file, for the page's script.
#[derive(Debug, Serialize)]
struct Told {
    /// As it came.
    file: String,
    kept: Option<KeptFile>,
    /// Why it was not kept.
    error: Option<String>,
    #[serde(skip)]
    status: u16,
}

#[derive(Debug, Serialize)]
struct KeptFile {
    document: DocumentId,
    version: i32,
    name: String,
    said: String,
}

#[derive(Clone, Copy)]
enum Into {
    Case(CaseId),
    Document(DocumentId),
}

pub(in crate::http) async fn upload(
    State(portal): State<Portal>,
    Path(case): Path<String>,
    request: Request,
) -> Response {
    match id(&case) {
        Ok(case) => receive(&portal, Into::Case(case), request).await,
        Err(error) => failure::respond(&portal, wants_html(request.headers()), &error),
    }
}

pub(in crate::http) async fn upload_version(
    State(portal): State<Portal>,
    Path(document): Path<String>,
    request: Request,
) -> Response {
    match id(&document) {
        Ok(document) => receive(&portal, Into::Document(document), request).await,
        Err(error) => failure::respond(&portal, wants_html(request.headers()), &error),
    }
}

async fn receive(portal: &Portal, into: Into, request: Request) -> Response {
    let html = wants_html(request.headers());
    let extensions = request.extensions().clone();
    let told = match files(into, &extensions, request).await {
        Ok(told) => told,
        // the page's script reads one kind of answer
        Err(error) if !html => vec![Told {
            file: String::new(),
            kept: None,
            error: Some(error.to_string()),
            status: error.status(),
        }],
        Err(error) => return failure::respond(portal, html, &error),
    };
    if html { page(portal, into, &extensions, &told).await } else { script(told) }
}

async fn files(
    into: Into,
    extensions: &Extensions,
    request: Request,
) -> Result<Vec<Told>, ApiError> {
    let caller = super::caller(extensions)?;
    let may = match into {
        Into::Case(case) => documents::may_add(&caller, case).await,
        Into::Document(document) => documents::may_add_version(&caller, document).await,
    };
    may.map_err(reveal)?;
    has_room(caller.office(), request.headers(), FILES_MOST).await?;
    let heads = Heads::default();
    let request = heads.watch(request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| ApiError::Malformed)?;
    let mut fields = Fields::new(extensions.get::<TokenOwed>().is_some());
    let mut told = Vec::new();
    loop {
        let field = match next(&mut form, &heads).await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            // what was stored before is told
            Err(_) if !told.is_empty() => break,
            Err(error) => return Err(error),
        };
        match field.file_name().map(str::to_owned) {
            // a form without a choice sends one empty file without a name
            Some(name) if name.is_empty() => {}
            Some(name) if told.len() >= FILES_MOST => {
                let why = format!("At most {FILES_MOST} files go at once. Send the rest again.");
                let file = domain::documents::name_of_upload(&name);
                told.push(Told { file, kept: None, error: Some(why), status: 409 });
                break;
            }
            Some(name) => {
                fields.may_send()?;
                told.push(one(&caller, into, &mut fields, name, field).await);
            }
            None => fields.read(field, extensions).await?,
        }
    }
    if told.is_empty() {
        return Err(ApiError::Conflict("Choose a file first.".into()));
    }
    Ok(told)
}

/// What is surely too much is refused before its first byte.
pub(in crate::http) async fn has_room(
    office: &Office,
    headers: &HeaderMap,
    files: usize,
) -> Result<(), ApiError> {
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok())
        .unwrap_or_default();
    let vault = office.vault().await.map_err(reveal)?;
    let most = vault.file_bytes.saturating_mul(files as u64);
    if length > most {
        return Err(ApiError::Conflict("This is too much at once. Send fewer files.".into()));
    }
    match vault.blobs.free_space().await {
        Ok(Some(free)) if free < length => Err(ApiError::Storage(
            "There is no room left where documents are stored. Nothing was kept. Tell whoever looks after the server.".into(),
        )),
        _ => Ok(()),
    }
}

pub(in crate::http) async fn next<'a>(
    form: &'a mut Multipart,
    heads: &Heads,
) -> Result<Option<Field<'a>>, ApiError> {
    heads.begin();
    let next = tokio::time::timeout(STILL, form.next_field()).await;
    heads.end();
    match next {
        Ok(Ok(field)) => Ok(field),
        Ok(Err(_)) => Err(ApiError::Malformed),
        Err(_) => Err(ApiError::Conflict("The file stopped coming. Send it again.".into())),
    }
}

/// Watches the head of each part, which nothing else bounds: a name of many megabytes would be read
/// over and over.
#[derive(Clone, Default)]
pub(in crate::http) struct Heads(Arc<AtomicI64>);

impl Heads {
    /// What may come before a part's own bytes, with the rest of a part that was not wanted.
    const MOST_BYTES: i64 = 2 * 1024 * 1024;

    fn begin(&self) {
        self.0.store(Heads::MOST_BYTES, Ordering::Relaxed);
    }

    fn end(&self) {
        self.0.store(i64::MAX, Ordering::Relaxed);
    }

    pub(in crate::http) fn watch(&self, request: Request) -> Request {
        self.end();
        let heads = self.clone();
        request.map(|body| {
            Body::from_stream(body.into_data_stream().map(move |piece| {
                let piece = piece?;
                let length = i64::try_from(piece.len()).unwrap_or(i64::MAX);
                match heads.0.fetch_sub(length, Ordering::Relaxed) {
                    left if left < length => {
                        Err(axum::Error::new("the head of a part is too long"))
                    }
                    _ => Ok(piece),
                }
            }))
        })
    }
}

/// The hidden fields so far.
struct Fields {
    token_owed: bool,
    file: NewFile,
    base: Option<i32>,
}

impl Fields {
    fn new(token_owed: bool) -> Fields {
        Fields { token_owed, file: NewFile::named(""), base: None }
    }

    fn may_send(&self) -> Result<(), ApiError> {
        if self.token_owed { Err(foreign()) } else { Ok(()) }
    }

    async fn read(&mut self, field: Field<'_>, extensions: &Extensions) -> Result<(), ApiError> {
        let name = field.name().unwrap_or_default().to_owned();
        let value = text(field).await?;
        match name.as_str() {
            TOKEN_FIELD if cross_site::is_paid(extensions, &value) => self.token_owed = false,
            "kind" => self.file.kind = Kind::from_word(&value).unwrap_or(Kind::Other),
            "folder" => self.file.folder = value.parse().ok(),
            "note" => {
                self.file.note = domain::text::prose(&value)
                    .map_err(|why| ApiError::Conflict(format!("The note: {why}")))?
                    .chars()
                    .take(2_000)
                    .collect();
            }
            "base" => self.base = value.parse().ok(),
            "bytes" => self.file.announced_bytes = value.parse().ok(),
            _ => {}
        }
        Ok(())
    }
}

/// A write that did not come from a page of ours.
pub(in crate::http) fn foreign() -> ApiError {
    let why = "This request did not come from a page of the portal. Open the page and try again.";
    ApiError::Refused(why.into())
}

/// What a field that is no file holds.
pub(in crate::http) async fn text(field: Field<'_>) -> Result<String, ApiError> {
    text_up_to(field, FIELD_BYTES).await
}

/// The same, of a field in which more is written.
pub(in crate::http) async fn text_up_to(
    mut field: Field<'_>,
    most_bytes: usize,
) -> Result<String, ApiError> {
    let mut value = Vec::new();
    let late = |_| ApiError::Conflict("The form stopped coming. Send it again.".into());
    while let Some(piece) = tokio::time::timeout(STILL, field.chunk())
        .await
        .map_err(late)?
        .map_err(|_| ApiError::Malformed)?
    {
        value.extend_from_slice(&piece);
        if value.len() > most_bytes {
            return Err(ApiError::Malformed);
        }
    }
    String::from_utf8(value).map_err(|_| ApiError::Malformed)
}

async fn one(
    caller: &Caller,
    into: Into,
    fields: &mut Fields,
    name: String,
    field: Field<'_>,
) -> Told {
    let mut file = fields.file.clone();
    file.name.clone_from(&name);
    let name = domain::documents::name_of_upload(&name);
    // said of one file, not of the next
    fields.file.announced_bytes = None;
    let body = moving(field);
    let kept = match into {
        Into::Case(case) => documents::add(caller, case, &file, body).await,
        Into::Document(document) => {
            let base = fields.base.unwrap_or_default();
            documents::add_version(caller, document, base, &file, body).await
        }
    };
    match kept.map_err(reveal) {
        Ok(kept) => Told { file: name, kept: Some(said(kept)), error: None, status: 200 },
        Err(error) => {
            let status = error.status();
            Told { file: name, kept: None, error: Some(error.to_string()), status }
        }
    }
}

fn said(kept: Kept) -> KeptFile {
    let said = match (&kept.quarantined, kept.how) {
        (Some(found), _) => {
            format!("{found} Nobody opens it until a managing partner releases it.")
        }
        (None, How::New) => "Stored".to_owned(),
        (None, How::Version) => format!("Stored as version {}", kept.nth),
        (None, How::Aside) => format!(
            "Somebody added a version meanwhile, or has it checked out. Yours is kept beside it as “{}”.",
            kept.name
        ),
    };
    KeptFile { document: kept.document, version: kept.nth, name: kept.name, said }
}

/// The bytes of a field, given up where they stand still.
pub(in crate::http) fn moving(
    field: Field<'_>,
) -> impl Stream<Item = Result<bytes::Bytes, Box<dyn std::error::Error + Send + Sync>>> + Send {
    stream::unfold(Some(field), |field| async move {
        let mut field = field?;
        let next: Result<Option<Result<_, MultipartError>>, _> =
            tokio::time::timeout(STILL, field.next()).await;
        match next {
            Ok(None) => None,
            Ok(Some(Ok(piece))) => Some((Ok(piece), Some(field))),
            Ok(Some(Err(error))) => Some((Err(error.into()), None)),
            Err(late) => Some((Err(late.into()), None)),
        }
    })
}

fn script(told: Vec<Told>) -> Response {
    let status = told.iter().map(|told| told.status).max().unwrap_or(200);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(told)).into_response()
}

/// Back to the page: with the news, or with what became of each file where one was not kept.
async fn page(portal: &Portal, into: Into, extensions: &Extensions, told: &[Told]) -> Response {
    let back = match into {
        Into::Case(case) => routes::case_documents(case),
        Into::Document(document) => routes::document(document),
    };
    let plain = told
        .iter()
        .all(|told| told.kept.as_ref().is_some_and(|kept| kept.said.starts_with("Stored")));
    if plain {
        let done = if told.len() == 1 { "stored" } else { "stored-all" };
        return Redirect::to(&format!("{back}?done={done}")).into_response();
    }
    let message = told
        .iter()
        .map(|told| match (&told.kept, &told.error) {
            (Some(kept), _) => format!("“{}”: {}.", told.file, kept.said.trim_end_matches('.')),
            (None, error) => {
                let why = error.as_deref().unwrap_or("It was not stored.");
                format!("“{}” was not stored: {why}", told.file)
            }
        })
        .collect::<Vec<_>>()
        .join("\n");
    let status = told.iter().map(|told| told.status).max().unwrap_or(409).max(409);
    complain(portal, extensions, back, message, status).await
}

/// Goes back to a page, which shows what is to be said.
pub(in crate::http) async fn complain(
    portal: &Portal,
    extensions: &Extensions,
    back: String,
    message: String,
    status: u16,
) -> Response {
    let refused = Refused {
        back: back.clone(),
        status,
        message,
        errors: FieldErrors::default(),
        values: "{}".into(),
    };
    let kept = async {
        let visit = extensions.get::<Visit>()?;
        let owner: Owner = visit.owner()?;
        gate::keep_flash(visit, owner, &refused).await.ok()
    };
    match kept.await {
        Some(flash) => Redirect::to(&routes::showing(&back, flash)).into_response(),
        None => failure::respond(portal, true, &ApiError::Conflict(refused.message)),
    }
}
