//! Messages that people of clients write, with files or without. What was typed stands before the files, so that it is
//! there again where one of them cannot be taken; and then nothing of the message is kept.

use app::caller::{id, reveal};
use app::error::ApiError;
use app::routes;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use domain::documents::name_of_upload;
use domain::forms::FieldErrors;
use domain::ids::{MessageFileId, ThreadId};
use domain::threads::{FILES_MOST, MessageForm, OwnStartForm, parse_case_key};
use futures_util::{Stream, StreamExt, TryStreamExt};
use http::header::CONTENT_LENGTH;
use http::{Extensions, HeaderValue, Method};
use office::portal::{self, Files, PortalCaller, SendTo};
use serde::Serialize;

use super::arrive::wants_html;
use super::cross_site::{self, TOKEN_FIELD, TokenOwed};
use super::documents::{self, Heads};
use super::{Portal, failure, small_form};

/// What a message may be, as it comes: more than any that is taken, so that a long one comes back to be shortened.
const TEXT_BYTES: usize = 256 * 1024;
/// What is read on of files that are not taken: a browser that is cut off shows nothing of what was typed.
const READ_ON_BYTES: u64 = 256 * 1024 * 1024;

/// Fields and files of one form, more than any of ours has.
const PARTS_MOST: usize = 40;

/// An answer in a thread.
pub(super) async fn write(
    State(portal): State<Portal>,
    Path(thread): Path<String>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    let extensions = request.extensions().clone();
    let thread: ThreadId = match id(&thread) {
        Ok(thread) => thread,
        Err(error) => return failure::respond(&portal, html, &error),
    };
    let done = async {
        let (client, typed, files) = read(&extensions, request, Message::Answer(thread)).await?;
        let form = typed.answer();
        match files {
            Err(why) => Err((why, Some(form))),
            Ok(files) => match portal::write_with(&client, thread, &form, files).await {
                Ok(()) => Ok(()),
                Err(error) => Err((reveal(error), Some(form))),
            },
        }
    };
    let back = routes::portal_message(thread);
    match done.await {
        Ok(()) => Redirect::to(&routes::with_done(&back, "message")).into_response(),
        Err((error, form)) => refused(&portal, html, &back, &extensions, error, form).await,
    }
}

/// A thread that is begun.
pub(super) async fn start(State(portal): State<Portal>, request: Request) -> Response {
    let html = wants_html(request.headers());
    let extensions = request.extensions().clone();
    let done = async {
        let (client, typed, files) = read(&extensions, request, Message::First).await?;
        let form = typed.beginning();
        match files {
            Err(why) => Err((why, Some(form))),
            Ok(files) => match portal::start_with(&client, &form, files).await {
                Ok(thread) => Ok(thread),
                Err(error) => Err((reveal(error), Some(form))),
            },
        }
    };
    match done.await {
        Ok(thread) => {
            let path = routes::with_done(&routes::portal_message(thread), "message");
            Redirect::to(&path).into_response()
        }
        Err((error, form)) => {
            let back = routes::PORTAL_MESSAGE_NEW;
            refused(&portal, html, back, &extensions, error, form).await
        }
    }
}

/// Back to the page with what was typed. What came by no form of ours has none.
async fn refused<F: Serialize>(
    portal: &Portal,
    html: bool,
    back: &str,
    extensions: &Extensions,
    error: ApiError,
    form: Option<F>,
) -> Response {
    match form {
        Some(form) => {
            // nothing of what was typed is lost by what is not the writer's fault
            let error = match error {
                ApiError::Storage(why) | ApiError::Refused(why) => ApiError::Conflict(why),
                error => error,
            };
            small_form::refused(portal, html, back, extensions, error, &form).await
        }
        None => failure::respond(portal, html, &error),
    }
}

/// What was typed.
#[derive(Debug, Default)]
struct Typed {
    key: String,
    case: String,
    about: String,
    subject: String,
    body: String,
}

impl Typed {
    fn answer(&self) -> MessageForm {
        let (key, body) = (self.key.clone(), self.body.clone());
        MessageForm { key, body, ..MessageForm::default() }
    }

    fn beginning(&self) -> OwnStartForm {
        OwnStartForm {
            key: self.key.clone(),
            case: self.case.clone(),
            about: self.about.clone(),
            subject: self.subject.clone(),
            body: self.body.clone(),
        }
    }
}

/// Which message it is.
#[derive(Clone, Copy, Debug)]
enum Message {
    Answer(ThreadId),
    First,
}

impl Message {
    /// Where its files go; none where something is wrong with what was typed, which is said when it is written.
    async fn place(self, client: &PortalCaller, typed: &Typed) -> Result<Option<SendTo>, ApiError> {
        let mut errors = FieldErrors::default();
        match self {
            Message::Answer(thread) => match typed.answer().body(&mut errors) {
                None => Ok(None),
                Some(_) => portal::message_place(client, thread).await.map(Some).map_err(reveal),
            },
            Message::First => {
                let form = typed.beginning();
                let says = form.parse(&mut errors).is_some();
                let to = parse_case_key(&form.case);
                Ok(to.filter(|_| says).map(|(case, client)| SendTo::Case(case, client)))
            }
        }
    }
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Stopped<F> = (ApiError, Option<F>);

/// Reads the form, and takes its files on their way: all of them, or why not.
async fn read<F>(
    extensions: &Extensions,
    request: Request,
    message: Message,
) -> Result<(PortalCaller, Typed, Result<Files, ApiError>), Stopped<F>> {
    let plain = |error| (error, None);
    let client = extensions.get::<PortalCaller>().cloned();
    let client = client.ok_or_else(|| plain(ApiError::SignedOut))?;
    let room = documents::has_room(client.office(), request.headers(), FILES_MOST).await;
    let heads = Heads::default();
    let request = heads.watch(request);
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| plain(ApiError::Malformed))?;
    let mut owed = extensions.get::<TokenOwed>().is_some();
    let mut typed = Typed::default();
    let mut taken = Taken { room: room.err(), read_on: READ_ON_BYTES, ..Taken::default() };
    let mut parts = 0;
    let came = loop {
        parts += 1;
        if parts > PARTS_MOST {
            break Err(ApiError::Malformed);
        }
        let field = match documents::next(&mut form, &heads).await {
            Ok(Some(field)) => field,
            Ok(None) => break Ok(()),
            Err(_) if taken.why.is_some() => break Ok(()),
            Err(error) => break Err(error),
        };
        let Some(name) = field.file_name().map(str::to_owned) else {
            let field_name = field.name().unwrap_or_default().to_owned();
            let value = match documents::text_up_to(field, TEXT_BYTES).await {
                Ok(value) => value,
                Err(error) => break Err(error),
            };
            match field_name.as_str() {
                TOKEN_FIELD if cross_site::is_paid(extensions, &value) => owed = false,
                "key" => typed.key = value,
                "case" => typed.case = value,
                "about" => typed.about = value,
                "subject" => typed.subject = value,
                "body" => typed.body = value,
                _ => {}
            }
            continue;
        };
        // a form without a choice sends one empty file without a name
        if name.is_empty() {
            continue;
        }
        if owed {
            break Err(documents::foreign());
        }
        let mut body = Box::pin(documents::moving(field).fuse());
        if let Err(error) = taken.take(&client, &typed, &name, body.as_mut(), message).await {
            break Err(error);
        }
        while (taken.why.is_some() || taken.to.is_none()) && taken.read_on > 0 {
            let Some(Ok(piece)) = body.next().await else { break };
            taken.read_on = taken.read_on.saturating_sub(piece.len() as u64);
        }
        if taken.read_on == 0 {
            break Ok(());
        }
    };
    let came = if owed && came.is_ok() { Err(documents::foreign()) } else { came };
    match (came, taken.why) {
        (Ok(()), None) => Ok((client, typed, Ok(taken.files))),
        (Ok(()), Some(why)) => {
            taken.files.let_go(&client).await;
            Ok((client, typed, Err(why)))
        }
        // it stopped coming: what came of it is shown again
        (Err(error @ ApiError::Conflict(_)), _) => {
            taken.files.let_go(&client).await;
            Ok((client, typed, Err(error)))
        }
        (Err(error), _) => {
            taken.files.let_go(&client).await;
            Err(plain(error))
        }
    }
}

#[derive(Default)]
struct Taken {
    files: Files,
    to: Option<SendTo>,
    /// Why there is no room for any.
    room: Option<ApiError>,
    /// Why not all of them can be taken.
    why: Option<ApiError>,
    /// Bytes that are still read then.
    read_on: u64,
}

impl Taken {
    /// One more, unless one before it was not taken.
    async fn take<S>(
        &mut self,
        client: &PortalCaller,
        typed: &Typed,
        name: &str,
        body: S,
        message: Message,
    ) -> Result<(), ApiError>
    where
        S: Stream<Item = Result<Bytes, BoxError>> + Send,
    {
        if self.why.is_some() {
            return Ok(());
        }
        if self.to.is_none() {
            match message.place(client, typed).await {
                Ok(to) => self.to = to,
                Err(error @ ApiError::Conflict(_)) => self.why = Some(error),
                Err(error) => return Err(error),
            }
        }
        // where the text is wrong already, that is said
        let Some(to) = self.to else { return Ok(()) };
        let added = match self.room.take() {
            Some(error) => Err(error),
            None => self.files.add(client, to, name, body).await.map_err(reveal),
        };
        self.why = added.err().map(|error| named(name, error));
        Ok(())
    }
}

/// Which of them it was.
fn named(name: &str, error: ApiError) -> ApiError {
    let said = |why: String| {
        format!("“{}” could not be sent, so nothing was: {why}", name_of_upload(name))
    };
    match error {
        ApiError::Conflict(why) | ApiError::Refused(why) | ApiError::Storage(why) => {
            ApiError::Conflict(said(why))
        }
        error => error,
    }
}

/// A file that was sent with a message.
pub(super) async fn file(
    State(portal): State<Portal>,
    Path((thread, file)): Path<(String, String)>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as taken away
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    let client = request.extensions().get::<PortalCaller>().cloned();
    let opened = async {
        let client = client.ok_or(ApiError::SignedOut)?;
        let (thread, file): (ThreadId, MessageFileId) = (id(&thread)?, id(&file)?);
        portal::message_file(&client, thread, file).await.map_err(reveal)
    };
    match opened.await {
        Ok(opened) => {
            let mut response = documents::respond(&opened.name, &opened.media);
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(opened.length));
            // an error in the middle breaks the connection off: what came is not taken for the whole
            *response.body_mut() = Body::from_stream(opened.bytes().inspect_err(|error| {
                tracing::warn!(error = %error, "a download was broken off");
            }));
            response
        }
        Err(error) => failure::respond(&portal, html, &error),
    }
}
