//! What somebody outside takes from what was sent: a document as it was stored, or one page of it as a picture.

use app::caller::{id, reveal};
use app::error::ApiError;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use futures_util::TryStreamExt;
use http::header::CONTENT_LENGTH;
use http::{Extensions, HeaderValue, Method};
use office::gate::Visit;
use office::outside;

use super::arrive::wants_html;
use super::documents::{drawn, respond};
use super::{Portal, failure};

pub(super) async fn file(
    State(portal): State<Portal>,
    Path((token, document)): Path<(String, String)>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    // asking for the head alone discloses nothing, and would be recorded as taken away
    if request.method() != Method::GET {
        return failure::respond_as(&portal, html, 405, &ApiError::Malformed);
    }
    let visit = visit(request.extensions());
    let opened = async { outside::download(&visit?, &token, id(&document)?).await.map_err(reveal) };
    match opened.await {
        Ok(opened) => {
            let mut response = respond(&opened.name, &opened.media);
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

pub(super) async fn page(
    State(portal): State<Portal>,
    Path((token, document, page)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let html = wants_html(request.headers());
    let visit = match *request.method() {
        Method::GET => visit(request.extensions()),
        _ => Err(ApiError::Malformed),
    };
    let picture = async {
        let page = page.parse::<u32>().ok().filter(|page| *page > 0).ok_or(ApiError::NotFound)?;
        outside::picture(&visit?, &token, id(&document)?, page).await.map_err(reveal)
    };
    drawn(&portal, html, picture.await)
}

fn visit(extensions: &Extensions) -> Result<Visit, ApiError> {
    let none = || ApiError::Internal { reference: String::new() };
    extensions.get::<Visit>().cloned().ok_or_else(none)
}
