//! Many documents as one zip, made while it is sent: nothing of it is kept anywhere. Each file passes
//! the same permit, and leaves the same row in the log, as if it were downloaded alone.

use std::collections::HashSet;
use std::io::Write;

use app::caller::reveal;
use app::error::ApiError;
use axum::body::Body;
use axum::extract::FromRequest;
use axum::extract::{Path, RawForm, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::documents::numbered;
use domain::ids::{CaseId, DocumentId};
use futures_util::{StreamExt, stream};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use office::Caller;
use office::documents::{self, Purpose};
use tokio::sync::mpsc;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::disposition::attachment;
use crate::http::arrive::wants_html;
use crate::http::{Portal, failure};

/// Documents in one archive.
const MOST: usize = 500;
/// Pieces made ahead of what is sent.
const AHEAD: usize = 4;
/// A piece, in bytes.
const PIECE: usize = 64 * 1024;

pub(in crate::http) async fn archive(
    State(portal): State<Portal>,
    Path(case): Path<String>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    let extensions = request.extensions().clone();
    match answer(&case, request).await {
        Ok(response) => response,
        // beside the list, where the choice is made
        Err(ApiError::Conflict(message)) if html => match app::caller::id(&case) {
            Ok(case) => {
                let back = app::routes::case_documents(case);
                super::upload::complain(&portal, &extensions, back, message, 409).await
            }
            Err(error) => failure::respond(&portal, html, &error),
        },
        Err(error) => failure::respond(&portal, html, &error),
    }
}

async fn answer(case: &str, request: Request) -> Result<Response, ApiError> {
    let caller = super::caller(request.extensions())?;
    let case: CaseId = app::caller::id(case)?;
    let RawForm(form) =
        RawForm::from_request(request, &()).await.map_err(|_| ApiError::Malformed)?;
    let wanted: Vec<DocumentId> = form
        .split(|byte| *byte == b'&')
        .filter_map(|pair| std::str::from_utf8(pair).ok()?.strip_prefix("document="))
        .map(|id| id.parse().map_err(|_| ApiError::NotFound))
        .collect::<Result<_, _>>()?;
    let mut known = HashSet::new();
    let wanted: Vec<_> = wanted.into_iter().filter(|id| known.insert(*id)).collect();
    if wanted.is_empty() {
        return Err(ApiError::Conflict("Choose documents first.".into()));
    }
    if wanted.len() > MOST {
        return Err(ApiError::Conflict(format!("Choose at most {MOST} documents at once.")));
    }
    let number = documents::archivable(&caller, case, &wanted).await.map_err(reveal)?;
    let (pieces, sent) = mpsc::channel(AHEAD);
    tokio::spawn(fill(caller, wanted, pieces));
    let body = stream::unfold(sent, |mut sent| async move { Some((sent.recv().await?, sent)) });
    let mut response = Body::from_stream(body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(CONTENT_DISPOSITION, attachment(&format!("Documents {number}.zip")));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    Ok(response)
}

type Piece = Result<Bytes, std::io::Error>;

/// Opens one after the other and writes them into the archive. One that cannot be opened any more is
/// named in a note at the end instead.
async fn fill(caller: Caller, wanted: Vec<DocumentId>, pieces: mpsc::Sender<Piece>) {
    let (orders, taken) = mpsc::channel::<Order>(AHEAD);
    let broken = pieces.clone();
    let writer = tokio::task::spawn_blocking(move || write(taken, pieces));
    let mut names = HashSet::new();
    let mut missing = 0;
    for document in wanted {
        let opened = documents::open(&caller, document, None, Purpose::Archive, false).await;
        let Ok(opened) = opened else {
            missing += 1;
            continue;
        };
        let large = opened.length > u64::from(u32::MAX) / 2;
        let name = free(&mut names, &opened.name);
        if orders.send(Order::File { name, large }).await.is_err() {
            return;
        }
        let mut bytes = Box::pin(opened.bytes(&caller, None));
        while let Some(piece) = bytes.next().await {
            match piece {
                Ok(piece) => {
                    if orders.send(Order::Bytes(piece)).await.is_err() {
                        return;
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "an archive was broken off");
                    _ = broken.send(Err(std::io::Error::other("broken off"))).await;
                    return;
                }
            }
        }
    }
    if missing > 0 {
        let note =
            format!("{missing} of the documents chosen could not be opened and are not here.\n");
        let name = free(&mut names, "Not in this archive.txt");
        _ = orders.send(Order::File { name, large: false }).await;
        _ = orders.send(Order::Bytes(note.into())).await;
    }
    _ = orders.send(Order::End).await;
    drop(orders);
    _ = writer.await;
}

fn free(names: &mut HashSet<String>, name: &str) -> String {
    let mut free = name.to_owned();
    let mut n = 2;
    while !names.insert(free.to_lowercase()) {
        free = numbered(name, n);
        n += 1;
    }
    free
}

enum Order {
    File { name: String, large: bool },
    Bytes(Bytes),
    End,
}

/// An archive that was not ended breaks the transfer off, so that it is not taken for a whole one.
fn write(mut orders: mpsc::Receiver<Order>, pieces: mpsc::Sender<Piece>) {
    let broken = pieces.clone();
    let out = Sent { pieces, held: Vec::with_capacity(PIECE) };
    let mut zip = ZipWriter::new_stream(out);
    let done = (|| -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        while let Some(order) = orders.blocking_recv() {
            match order {
                Order::File { name, large } => {
                    let options = SimpleFileOptions::default()
                        .compression_method(CompressionMethod::Stored)
                        .large_file(large);
                    zip.start_file(name, options)?;
                }
                Order::Bytes(bytes) => zip.write_all(&bytes)?,
                Order::End => {
                    zip.finish()?.into_inner().flush()?;
                    return Ok(());
                }
            }
        }
        Err("the archive was given up".into())
    })();
    if done.is_err() {
        _ = broken.blocking_send(Err(std::io::Error::other("broken off")));
    }
}

/// Hands on what is written, a piece at a time.
struct Sent {
    pieces: mpsc::Sender<Piece>,
    held: Vec<u8>,
}

impl Write for Sent {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.held, Vec::with_capacity(PIECE));
        self.pieces
            .blocking_send(Ok(piece.into()))
            .map_err(|_| std::io::Error::other("nobody reads the archive any more"))
    }
}
