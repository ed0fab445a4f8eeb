//! The end of a page. The renderer appends a script with the state of resources, after `</html>`;
//! a page without islands has nothing that would read it, so it carries no script at all.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};

/// No page of ours comes near this.
const MOST: usize = 16 << 20;

/// Cuts what follows the document where no island is in it.
pub(super) async fn cut(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_html = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_html {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(mut page) = to_bytes(body, MOST).await else {
        return Response::from_parts(parts, Body::empty());
    };
    if !has(&page, b"<leptos-island")
        && let Some(end) = page.windows(7).rposition(|tag| tag == b"</html>")
    {
        page.truncate(end + 7);
    }
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(page))
}

fn has(page: &[u8], tag: &[u8]) -> bool {
    page.windows(tag.len()).any(|part| part == tag)
}
