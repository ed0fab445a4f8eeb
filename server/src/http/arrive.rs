//! The outermost part: a request becomes a visit, has its time limit, and leaves one log line.
//!
//! The line holds the route's pattern, never the path: ids, tokens and search terms stay out of it.

use std::any::Any;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use app::error::ApiError;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderMap, StatusCode};
use office::gate::Visit;
use tower::{Layer, ServiceExt};
use tower_http::catch_panic::CatchPanicLayer;

use super::{Portal, failure, routes};

/// A request that takes longer is given up.
const LIMIT: Duration = Duration::from_secs(10);
/// The same for bytes that flow, which have a limit on standing still of their own.
const TRANSFER_LIMIT: Duration = Duration::from_secs(12 * 60 * 60);

/// Whether another reader could take the path for another one: the pages' router drops dot segments,
/// the server's does not. Nobody is sent such an address.
fn is_crooked(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.contains('\\')
        || path.contains("//")
        || ["%2e", "%2f", "%5c", "%00"].iter().any(|code| path.contains(code))
        || path.split('/').any(|part| part == "." || part == "..")
}

#[derive(Clone, Copy)]
struct Panicked;

#[derive(Clone, Copy)]
pub(super) struct Began(Instant);

/// Starts the clock of the log line.
pub(super) async fn clock(mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(Began(Instant::now()));
    next.run(request).await
}

pub(super) async fn receive(
    State(portal): State<Portal>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = request.extensions().get::<Began>().map_or_else(Instant::now, |began| began.0);
    let agent =
        request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let visit = Visit::new(&portal.office, &address(&portal, &request), agent);
    let (reference, html) = (visit.request_id().to_string(), wants_html(request.headers()));
    let (method, route) = (request.method().clone(), pattern(&request));
    request.extensions_mut().insert(visit);

    if is_crooked(request.uri().path()) {
        return failure::respond(&portal, html, &ApiError::NotFound);
    }
    let limit = match routes::of_pattern(&route) {
        Some(route) if route.transfer => TRANSFER_LIMIT,
        _ => LIMIT,
    };
    let guarded = CatchPanicLayer::custom(caught).layer(next);
    let response = match tokio::time::timeout(limit, guarded.oneshot(request)).await {
        Ok(Ok(response)) if response.extensions().get::<Panicked>().is_some() => {
            failure::respond(&portal, html, &ApiError::Internal { reference: reference.clone() })
        }
        Ok(Ok(response)) => response.into_response(),
        Ok(Err(never)) => match never {},
        Err(_) => failure::respond(&portal, html, &ApiError::Unavailable),
    };
    tracing::info!(
        request.id = reference,
        http.method = %method,
        http.route = route,
        http.status = response.status().as_u16(),
        http.duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

fn caught(_: Box<dyn Any + Send + 'static>) -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Panicked);
    response
}

/// Whether a page is wanted rather than data.
pub(super) fn wants_html(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT)
        .iter()
        .any(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")))
}

/// The peer's address, or what the trusted proxy says of it: the last entry, since the ones before
/// are whatever the client wrote.
fn address(portal: &Portal, request: &Request) -> String {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else {
        return String::new();
    };
    let peer = peer.ip().to_canonical();
    if portal.options.trusted_proxy != Some(peer) {
        return peer.to_string();
    }
    let forwarded = request.headers().get_all("x-forwarded-for").iter().next_back();
    forwarded
        .and_then(|list| list.to_str().ok()?.rsplit(',').next()?.trim().parse::<IpAddr>().ok())
        .unwrap_or(peer)
        .to_string()
}

/// The pattern of the matched route; of a server function its whole path, which is the program's
/// own word.
fn pattern(request: &Request) -> String {
    let Some(matched) = request.extensions().get::<MatchedPath>() else { return "none".into() };
    let path = request.uri().path();
    let known = matched.as_str().starts_with("/api/")
        && routes::server_functions().iter().any(|(function, _)| *function == path);
    if known { path.to_owned() } else { matched.as_str().to_owned() }
}
