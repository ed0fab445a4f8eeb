//! The built files: style, script, fonts. Nothing of the office's is ever among them.
//!
//! A path whose last part has a dot is a file's, and no page's has one: so pages never ask the
//! disk, and files never ask the database.

use app::error::ApiError;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CACHE_CONTROL};
use http::{HeaderValue, Method, StatusCode};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::{Portal, failure};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_MONTH: HeaderValue = HeaderValue::from_static("public, max-age=2592000");
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");

pub(super) async fn serve(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    if !is_file || path.starts_with("/api/") {
        return next.run(request).await;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response();
    }
    let kept = match path {
        _ if path.starts_with("/pkg/") && portal.is_hashed() => FOR_EVER,
        // its address carries a hash of what is in it
        _ if path.starts_with("/css/") && request.uri().query().is_some() => FOR_EVER,
        _ if path.starts_with("/fonts/") => A_MONTH,
        _ => ASK_FIRST,
    };
    let files = ServeDir::new(&portal.options.site_root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let html = super::arrive::wants_html(request.headers());
    let mut response = match files.oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    if response.status() == StatusCode::NOT_FOUND {
        return failure::respond(&portal, html, &ApiError::NotFound);
    }
    response.headers_mut().insert(CACHE_CONTROL, kept);
    response
}
