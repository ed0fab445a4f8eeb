//! Writes come from pages of ours. Every unsafe method is checked, whoever is signed in: signing
//! somebody in to another's account is an attack too.
//!
//! Browsers say where a request comes from: by fetch metadata, older ones by the origin. Text
//! browsers say neither, and send back the token of the form instead.

use app::error::ApiError;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, MatchedPath, RawForm, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{CONTENT_TYPE, ORIGIN};
use http::{HeaderMap, Method};
use office::gate::{self, Visit};

use super::arrive::wants_html;
use super::forms::limit_bytes;
use super::routes::{Origin, ROUTES};
use super::{Portal, failure};

/// The name of the form's token as a header, for scripts in such browsers.
const TOKEN_HEADER: &str = "x-privity-token";
/// And as a hidden field.
pub(super) const TOKEN_FIELD: &str = "_token";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claim {
    Ours,
    Foreign,
    /// Says nothing: the form's token decides.
    Silent,
}

/// A form with files that says nothing: its token is among its first fields, and whoever reads them
/// takes no file before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct TokenOwed;

pub(super) async fn check(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_signed(&request) {
        return next.run(request).await;
    }
    let html = wants_html(request.headers());
    let request = match claim(request.headers(), &portal.options.base_url) {
        Claim::Ours => return next.run(request).await,
        Claim::Foreign => None,
        Claim::Silent if owes_token(&request) => {
            let mut request = request;
            request.extensions_mut().insert(TokenOwed);
            return next.run(request).await;
        }
        Claim::Silent => with_token(request).await,
    };
    match request {
        Some(request) => next.run(request).await,
        None => {
            let why =
                "This request did not come from a page of the portal. Open the page and try again.";
            failure::respond(&portal, html, &ApiError::Refused(why.into()))
        }
    }
}

/// A form with files: it is not read into memory for its token.
fn owes_token(request: &Request) -> bool {
    let is_form = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/form-data"));
    let pattern = request.extensions().get::<MatchedPath>();
    let is_transfer = pattern
        .and_then(|path| super::routes::of_pattern(path.as_str()))
        .is_some_and(|route| route.transfer);
    is_form && is_transfer && !request.headers().contains_key(TOKEN_HEADER)
}

/// Whether a form's token is the right one for the browser it came from.
pub(super) fn is_paid(request: &http::Extensions, token: &str) -> bool {
    request
        .get::<Visit>()
        .and_then(|visit| Some((visit, visit.owner()?)))
        .is_some_and(|(visit, owner)| gate::is_form_token(visit, owner, token))
}

fn is_signed(request: &Request) -> bool {
    let Some(path) = request.extensions().get::<MatchedPath>() else { return false };
    ROUTES
        .iter()
        .any(|route| route.path == path.as_str() && matches!(route.origin, Origin::Signed(_)))
}

fn claim(headers: &HeaderMap, base_url: &str) -> Claim {
    let mut sites = headers.get_all("sec-fetch-site").iter();
    if let Some(site) = sites.next() {
        return if site == "same-origin" && sites.next().is_none() {
            Claim::Ours
        } else {
            Claim::Foreign
        };
    }
    let mut origins = headers.get_all(ORIGIN).iter();
    match origins.next() {
        Some(origin) if origin == base_url && origins.next().is_none() => Claim::Ours,
        Some(_) => Claim::Foreign,
        None => Claim::Silent,
    }
}

/// The request again, provided that it carries the form's token.
async fn with_token(request: Request) -> Option<Request> {
    let visit = request.extensions().get::<Visit>()?.clone();
    let owner = visit.owner()?;
    if let Some(token) = request.headers().get(TOKEN_HEADER) {
        return gate::is_form_token(&visit, owner, token.to_str().ok()?).then_some(request);
    }
    let limit = limit_bytes(request.uri().path());
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, limit).await.ok()?;
    let mut form = Request::new(Body::from(body.clone()));
    *form.method_mut() = Method::POST;
    form.headers_mut().insert(CONTENT_TYPE, parts.headers.get(CONTENT_TYPE)?.clone());
    let RawForm(fields) = RawForm::from_request(form, &()).await.ok()?;
    let token = fields.split(|byte| *byte == b'&').find_map(|field| {
        // the token's alphabet needs no decoding
        std::str::from_utf8(field).ok()?.strip_prefix(TOKEN_FIELD)?.strip_prefix('=')
    })?;
    gate::is_form_token(&visit, owner, token).then(|| Request::from_parts(parts, Body::from(body)))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn only_our_own_pages_write() {
        let claimed = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(*name, HeaderValue::from_static(value));
            }
            claim(&headers, "https://portal.example")
        };
        let ours = "https://portal.example";
        assert_eq!(claimed(&[("sec-fetch-site", "same-origin")]), Claim::Ours);
        assert_eq!(claimed(&[("origin", ours)]), Claim::Ours);
        assert_eq!(claimed(&[]), Claim::Silent);
        for foreign in ["cross-site", "same-site", "none", "", "SAME-ORIGIN"] {
            assert_eq!(
                claimed(&[("sec-fetch-site", foreign), ("origin", ours)]),
                Claim::Foreign,
                "{foreign}"
            );
        }
        for foreign in [
            "null",
            "http://portal.example",
            "https://portal.example:444",
            "https://portal.example.evil.example",
            "https://evil.example",
            "",
        ] {
            assert_eq!(claimed(&[("origin", foreign)]), Claim::Foreign, "{foreign}");
        }
        assert_eq!(
            claimed(&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")]),
            Claim::Foreign
        );
        assert_eq!(
            claimed(&[("origin", ours), ("origin", "https://evil.example")]),
            Claim::Foreign
        );
    }
}
