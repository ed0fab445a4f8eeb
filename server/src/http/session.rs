//! The session: whose cookie it is, and what follows before a page is reached.
//!
//! Page and form find the caller in the request; no other code reads the cookie.

use std::sync::Arc;

use app::caller::{BaseUrl, FormToken, Pending, PortalToken, SessionToken, query_value};
use app::error::ApiError;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::pin::PinWanted;
use http::header::COOKIE;
use http::{HeaderMap, Method};
use office::gate::{self, Admission, Owner, Visit};
use office::portal::{Admitted, PortalCaller};
use office::{Caller, keys};

use super::arrive::wants_html;
use super::routes::{self, Reach};
use super::{Portal, failure};

/// The value of a cookie. A name that comes twice counts as absent: which one is ours cannot be
/// known.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    values.next().filter(|_| values.next().is_none())
}

/// Who of a client asks, by the portal's own cookie. The staff's is not looked at there, nor the portal's elsewhere:
/// neither opens the other's side.
async fn admit_client(
    portal: &Portal,
    visit: Visit,
    request: &mut Request,
) -> Result<(), ApiError> {
    let token = cookie(request.headers(), portal.cookies.portal()).map(str::to_owned);
    let visit = visit.carrying(token.clone(), None);
    let admitted = match &token {
        Some(token) => office::portal::admit(&visit, token).await.map_err(app::caller::reveal)?,
        None => Admitted::Nobody,
    };
    let browser = cookie(request.headers(), portal.cookies.visit()).map(Owner::token);
    let owner = match (&admitted, &token) {
        (Admitted::Client(client), _) => Some(Owner::client(client)),
        (Admitted::Wanting(_), Some(token)) => Some(Owner::token(token)),
        (Admitted::Wanting(_) | Admitted::Nobody, _) => browser,
    };
    let needs_form_token = needs_form_token(request);
    let extensions = request.extensions_mut();
    if needs_form_token {
        extensions.insert(form_token(portal, &visit, owner));
    }
    extensions.insert(portal.cookies);
    // passkeys belong to it
    extensions.insert(BaseUrl(portal.options.base_url.as_str().into()));
    if let Some(console) = &portal.console {
        extensions.insert(Arc::clone(console));
    }
    if let Some(online) = &portal.online {
        extensions.insert(online.clone());
    }
    extensions.insert(owner.map_or_else(|| visit.clone(), |owner| visit.owned_by(owner)));
    match admitted {
        Admitted::Nobody => {}
        Admitted::Wanting(wanted) => {
            extensions.insert(wanted);
        }
        Admitted::Client(client) => {
            extensions.insert(client);
        }
    }
    if let Some(token) = token {
        extensions.insert(PortalToken(token));
    }
    Ok(())
}

/// A page asked for by a browser that sends no fetch metadata.
fn needs_form_token(request: &Request) -> bool {
    request.method() == Method::GET && !request.headers().contains_key("sec-fetch-site")
}

/// Finds out who asks and puts it into the request.
pub(super) async fn admit(
    State(portal): State<Portal>,
    mut request: Request,
    next: Next,
) -> Response {
    let html = wants_html(request.headers());
    let Some(visit) = request.extensions().get::<Visit>().cloned() else {
        return failure::respond(&portal, html, &ApiError::Internal { reference: String::new() });
    };
    if routes::is_of_portal(request.uri().path()) {
        return match admit_client(&portal, visit, &mut request).await {
            Ok(()) => next.run(request).await,
            Err(error) => failure::respond(&portal, html, &error),
        };
    }
    let token = cookie(request.headers(), portal.cookies.session()).map(str::to_owned);
    let known = cookie(request.headers(), portal.cookies.known()).map(str::to_owned);
    let visit = visit.carrying(token.clone(), known);
    let admission = match &token {
        Some(token) => gate::admit(&visit, token).await,
        None => Ok(Admission::Nobody),
    };
    let admission = match admission.map_err(app::caller::reveal) {
        Ok(admission) => admission,
        Err(error) => return failure::respond(&portal, html, &error),
    };
    let browser = cookie(request.headers(), portal.cookies.visit()).map(Owner::token);
    let owner = match (&admission, &token) {
        (Admission::Caller(caller), _) => Some(Owner::caller(caller)),
        (Admission::PendingSecondFactor, Some(token)) => Some(Owner::token(token)),
        (Admission::PendingSecondFactor | Admission::Nobody, _) => browser,
    };
    let needs_form_token = needs_form_token(&request);
    let extensions = request.extensions_mut();
    if needs_form_token {
        extensions.insert(form_token(&portal, &visit, owner));
    }
    extensions.insert(portal.cookies);
    if let Some(console) = &portal.console {
        extensions.insert(Arc::clone(console));
        extensions.insert(BaseUrl(portal.options.base_url.as_str().into()));
    }
    if let Some(online) = &portal.online {
        extensions.insert(online.clone());
    }
    extensions.insert(owner.map_or_else(|| visit.clone(), |owner| visit.owned_by(owner)));
    match admission {
        Admission::Caller(caller) => {
            extensions.insert(caller);
        }
        Admission::PendingSecondFactor => {
            extensions.insert(Pending);
        }
        Admission::Nobody => {}
    }
    if let Some(token) = token {
        extensions.insert(SessionToken(token));
    }
    next.run(request).await
}

/// For a browser without fetch metadata. One that is not signed in gets a cookie to bind it to, if
/// the page uses it.
fn form_token(portal: &Portal, visit: &Visit, owner: Option<Owner>) -> FormToken {
    match owner {
        Some(owner) => FormToken { token: gate::form_token(visit, owner), cookie: None },
        None => {
            let browser = keys::token(&portal.office.chance);
            FormToken {
                token: gate::form_token(visit, Owner::token(&browser)),
                cookie: Some(portal.cookies.set(portal.cookies.visit(), &browser)),
            }
        }
    }
}

/// Sends somebody who is not signed in, or not wholly, to where that is done.
pub(super) async fn guard(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let html = wants_html(request.headers());
    let pattern = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let pattern = pattern.unwrap_or_default();
    let path = request.uri().path();
    if routes::is_of_portal(path) {
        let nobody = request.extensions().get::<PortalCaller>().is_none();
        if nobody
            && !path.starts_with("/api/")
            && routes::reach_of_page(&pattern) == Reach::SignedIn
        {
            if request.method() != Method::GET && !html {
                return failure::respond(&portal, html, &ApiError::SignedOut);
            }
            let door = match request.extensions().get::<PinWanted>() {
                Some(_) => app::routes::PORTAL_PIN,
                None => app::routes::PORTAL_SIGN_IN,
            };
            return Redirect::to(door).into_response();
        }
        return next.run(request).await;
    }
    let caller = request.extensions().get::<Caller>();
    if path.starts_with("/api/") {
        if caller.is_some_and(Caller::must_enrol) && !routes::is_own_function(path) {
            let why = "Set up your second factor first. The office asks for one in your role.";
            return failure::respond(&portal, html, &ApiError::Refused(why.into()));
        }
        return next.run(request).await;
    }
    match caller {
        Some(caller) if caller.must_enrol() && !routes::is_for_enrolment(&pattern) => {
            Redirect::to("/account/second-factor").into_response()
        }
        None if request.method() != Method::GET && routes::of_pattern(&pattern).is_some() => {
            if html {
                return Redirect::to("/sign-in").into_response();
            }
            failure::respond(&portal, html, &ApiError::SignedOut)
        }
        None if routes::reach_of_page(&pattern) == Reach::SignedIn => {
            let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str());
            let door = match request.extensions().get::<Pending>() {
                Some(_) => "/sign-in/code",
                None => "/sign-in",
            };
            match asked {
                "/" => Redirect::to(door).into_response(),
                asked => {
                    Redirect::to(&format!("{door}?next={}", query_value(asked))).into_response()
                }
            }
        }
        _ => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_cookie_that_comes_twice_is_none() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("a=1; privity=abc; b=2=3"));
        assert_eq!(cookie(&headers, "privity"), Some("abc"));
        assert_eq!(cookie(&headers, "b"), Some("2=3"));
        assert_eq!(cookie(&headers, "rivity"), None);
        headers.append(COOKIE, HeaderValue::from_static("privity=def"));
        assert_eq!(cookie(&headers, "privity"), None);
    }
}
