//! The edge, without a database: what is refused, redirected and said before the office is asked.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

use std::sync::Arc;

use app::error::ApiError;
use axum::Router;
use axum::body::{Body, to_bytes};
use domain::forms::{Answer, FieldErrors, Refused};
use http::{HeaderMap, Method, Request, StatusCode};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use office::chance::Chance;
use office::clock::Clock;
use office::gate::{Owner, Visit, form_token};
use office::keys::Keys;
use office::{Office, OfficeOptions};
use server::http::routes::{ROUTES, reach_of_page, server_functions};
use server::http::{Portal, PortalOptions, pages, router};
use tower::ServiceExt;

const BASE: &str = "https://portal.example";

#[server]
pub async fn go(to: String) -> Result<Answer, ApiError> {
    app::caller::set_cookie(http::HeaderValue::from_static("kept=yes"));
    Ok(Answer::Go(to))
}

#[server]
pub async fn refuse(status: u16) -> Result<Answer, ApiError> {
    let refused = Refused {
        back: "/cases/new".into(),
        status,
        message: "Look again.".into(),
        errors: FieldErrors::default(),
        values: "{}".into(),
    };
    Ok(Answer::Refused(refused))
}

#[server(input = Json)]
pub async fn fail(error: ApiError) -> Result<Answer, ApiError> {
    Err(error)
}

#[server]
pub async fn fail_by_form(what: String) -> Result<Answer, ApiError> {
    match what.as_str() {
        "signed-out" => app::caller::caller().map(|_| Answer::Go("/".into())),
        "panic" => panic!("as asked"),
        _ => Err(ApiError::NotFound),
    }
}

fn office() -> Arc<Office> {
    Office::new(OfficeOptions {
        app_url: "postgres://privity_app@127.0.0.1:1/none".into(),
        clock: Clock::System,
        chance: Chance::seeded(1),
        keys: Keys::new([7; 32]),
        connections: 1,
        session_idle: jiff::SignedDuration::from_hours(8),
        session_absolute: jiff::SignedDuration::from_hours(24),
        demo: false,
        vault: None,
    })
    .unwrap()
}

fn portal(base_url: &str) -> Router {
    router(Portal::new(
        office(),
        PortalOptions {
            base_url: base_url.into(),
            trusted_proxy: None,
            site_root: concat!(env!("CARGO_MANIFEST_DIR"), "/../public").into(),
            hashes: None,
        },
    ))
}

struct Said {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Said {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

async fn ask(method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Said {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = portal(BASE).oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
    Said { status: parts.status, headers: parts.headers, body }
}

const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

async fn post(path: &str, headers: &[(&str, &str)], body: &str) -> Said {
    ask(Method::POST, path, headers, body.to_owned()).await
}

#[tokio::test]
async fn a_plain_form_is_led_on_by_a_redirect_and_keeps_its_cookies() {
    let said = post("/api/edge/go", &[OURS, FORM, PAGE], "to=%2Fcases%3Fdone%3Dopened").await;
    assert_eq!(
        (said.status, said.header("location")),
        (StatusCode::SEE_OTHER, "/cases?done=opened")
    );
    assert_eq!(said.header("set-cookie"), "kept=yes");
    for elsewhere in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
        "%2Fa%0D%0Ax%3A%20y",
    ] {
        let said = post("/api/edge/go", &[OURS, FORM, PAGE], &format!("to={elsewhere}")).await;
        assert_eq!(
            (said.status, said.header("location")),
            (StatusCode::SEE_OTHER, "/"),
            "{elsewhere}"
        );
    }
    let referred = [OURS, FORM, PAGE, ("referer", "https://portal.example/cases/new")];
    assert_eq!(post("/api/edge/go", &referred, "to=%2Fcases").await.header("location"), "/cases");
}

#[tokio::test]
async fn a_script_hears_the_answer_with_its_status() {
    let said =
        post("/api/edge/go", &[OURS, FORM, ("accept", "application/json")], "to=%2Fcases").await;
    assert_eq!((said.status, said.body.as_str()), (StatusCode::OK, r#"{"Go":"/cases"}"#));
    // a conflict leads back to the form, which alone knows the new revision: that needs an office
    for status in [422, 403, 429, 503] {
        let said = post("/api/edge/refuse", &[OURS, FORM], &format!("status={status}")).await;
        assert_eq!(said.status.as_u16(), status);
        assert!(said.body.contains("Look again."));
    }
    for error in [
        ApiError::NotFound,
        ApiError::SignedOut,
        ApiError::StepUp,
        ApiError::Busy(9),
        ApiError::Unavailable,
        ApiError::Refused("No.".into()),
        ApiError::Internal { reference: "r".into() },
    ] {
        let body = serde_json::json!({ "error": error }).to_string();
        let said =
            post("/api/edge/fail", &[OURS, ("content-type", "application/json")], &body).await;
        assert_eq!(said.status.as_u16(), error.status(), "{error:?}");
        assert_eq!(serde_json::from_str::<ApiError>(&said.body).unwrap(), error);
    }
}

#[tokio::test]
async fn a_form_that_fails_gets_a_page_with_the_status() {
    let said = post("/api/edge/fail_by_form", &[OURS, FORM, PAGE], "what=unseen").await;
    assert_eq!(said.status, StatusCode::NOT_FOUND);
    assert!(said.body.starts_with("<!DOCTYPE html>"));
    let said = post("/api/edge/fail_by_form", &[OURS, FORM, PAGE], "what=signed-out").await;
    assert_eq!((said.status, said.header("location")), (StatusCode::SEE_OTHER, "/sign-in"));
    let said = post("/api/edge/fail_by_form", &[OURS, FORM, PAGE], "what=panic").await;
    assert_eq!(said.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(said.body.contains("Reference 0"), "{}", said.body);
    assert!(!said.body.contains("as asked"));
    // nowhere to keep what was typed: the database is away
    let said = post("/api/edge/refuse", &[OURS, FORM, PAGE], "status=422").await;
    assert_eq!(said.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn bad_requests_are_refused_with_an_exact_status() {
    let long = format!("to={}", "x".repeat(64 * 1024));
    let json = ("content-type", "application/json");
    for (path, headers, body, status) in [
        ("/api/edge/go", vec![OURS, FORM], long.as_str(), 413),
        ("/api/edge/go", vec![OURS, FORM, PAGE], long.as_str(), 413),
        ("/api/edge/go", vec![OURS, ("content-type", "text/plain")], "to=/", 415),
        (
            "/api/edge/go",
            vec![OURS, ("content-type", "multipart/form-data; boundary=x")],
            "--x--",
            415,
        ),
        ("/api/edge/go", vec![OURS], "to=/", 415),
        ("/api/edge/go", vec![OURS, FORM], "other=1", 400),
        ("/api/edge/go", vec![OURS, FORM], "to=%FF%FE", 400),
        ("/api/edge/refuse", vec![OURS, FORM], "status=99999999", 400),
        ("/api/edge/fail", vec![OURS, json], "{", 400),
        ("/api/edge/none", vec![OURS, FORM], "", 404),
        ("/api/edge/none", vec![OURS, FORM, PAGE], "", 404),
        ("/nothing", vec![OURS, FORM], "", 404),
    ] {
        let said = post(path, &headers, body).await;
        assert_eq!(said.status.as_u16(), status, "{path} {headers:?} {}", said.body);
    }
    assert_eq!(
        ask(Method::GET, "/api/edge/go?to=/", &[], "").await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn a_write_from_another_site_is_refused_whoever_sends_it() {
    for foreign in [
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "none")],
        vec![("sec-fetch-site", "same-site"), ("origin", BASE)],
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        vec![],
        vec![("x-privity-token", "guessed")],
    ] {
        for accept in [PAGE, ("accept", "application/json")] {
            let headers = [foreign.clone(), vec![FORM, accept]].concat();
            let said = post("/api/edge/go", &headers, "to=/&_token=guessed").await;
            assert_eq!(said.status, StatusCode::FORBIDDEN, "{headers:?}");
        }
    }
    let said = post("/api/edge/go", &[("origin", BASE), FORM], "to=/").await;
    assert_eq!(said.status, StatusCode::OK);
}

#[tokio::test]
async fn a_text_browser_sends_back_the_token_of_its_form() {
    let (cookie, visit) = ("__Host-privity-visit=mine", Visit::new(&office(), "", ""));
    let token = form_token(&visit, Owner::token("mine"));
    let body = format!("to=%2Fcases&_token={token}");
    assert_eq!(
        post("/api/edge/go", &[FORM, PAGE, ("cookie", cookie)], &body).await.header("location"),
        "/cases"
    );
    let header = [FORM, PAGE, ("cookie", cookie), ("x-privity-token", token.as_str())];
    assert_eq!(post("/api/edge/go", &header, "to=%2Fcases").await.header("location"), "/cases");
    for wrong in [
        vec![FORM, PAGE],
        vec![FORM, PAGE, ("cookie", "__Host-privity-visit=yours")],
        vec![FORM, PAGE, ("cookie", cookie), ("origin", "https://evil.example")],
        vec![FORM, PAGE, ("cookie", cookie), ("sec-fetch-site", "cross-site")],
    ] {
        assert_eq!(
            post("/api/edge/go", &wrong, &body).await.status,
            StatusCode::FORBIDDEN,
            "{wrong:?}"
        );
    }
}

#[tokio::test]
async fn every_answer_carries_its_headers() {
    for path in [
        "/healthz",
        "/sign-in",
        "/nothing",
        "/cases",
        "/nothing.css",
        "/robots.txt",
        "/api/edge/go",
    ] {
        let said = ask(Method::GET, path, &[PAGE], "").await;
        assert_eq!(said.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(said.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(said.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(said.header("strict-transport-security"), "max-age=63072000", "{path}");
        assert!(said.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        let kept = said.header("cache-control");
        assert_eq!(kept, if path == "/robots.txt" { "no-cache" } else { "no-store" }, "{path}");
    }
    let said = ask(Method::GET, "/sign-in", &[PAGE], "").await;
    let policy = said.header("content-security-policy");
    let nonce = policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0;
    assert!(!policy.contains("unsafe-inline") && nonce.len() >= 20);
    for script in said.body.split("<script").skip(1) {
        assert!(script.starts_with(&format!(" nonce=\"{nonce}\"")), "{script}");
    }
}

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_the_door_and_back() {
    let said = ask(Method::GET, "/cases?state=open&q=a%26b", &[PAGE], "").await;
    assert_eq!(said.status, StatusCode::SEE_OTHER);
    assert_eq!(said.header("location"), "/sign-in?next=/cases%3Fstate%3Dopen%26q%3Da%2526b");
    assert_eq!(ask(Method::GET, "/", &[PAGE], "").await.header("location"), "/sign-in");
}

#[tokio::test]
async fn while_the_database_is_away_people_are_told_calmly() {
    let cookie = ("cookie", "__Host-privity=abc");
    let said = ask(Method::GET, "/cases", &[cookie, PAGE], "").await;
    assert_eq!((said.status, said.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    assert!(said.body.contains("cannot reach its records"));
    let said = post("/api/edge/go", &[cookie, OURS, FORM], "to=/").await;
    assert_eq!(
        (said.status, said.body.as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "\"Unavailable\"")
    );
    assert_eq!(ask(Method::GET, "/healthz", &[cookie], "").await.status, StatusCode::OK);
    assert_eq!(ask(Method::GET, "/readyz", &[], "").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ask(Method::GET, "/robots.txt", &[cookie], "").await.status, StatusCode::OK);
    // the demo's cookie is not the portal's
    assert_eq!(
        ask(Method::GET, "/cases", &[("cookie", "privity=abc"), PAGE], "").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn files_stay_inside_their_folder() {
    for path in [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/fonts/..%2f..%2fCargo.toml",
        "/fonts/",
        "/.git",
        "//etc/passwd.x",
    ] {
        let said = ask(Method::GET, path, &[], "").await;
        assert!(said.status.is_client_error(), "{path} {}", said.status);
    }
    let said = ask(Method::GET, "/favicon.svg", &[], "").await;
    assert_eq!((said.status, said.header("content-type")), (StatusCode::OK, "image/svg+xml"));
    assert_eq!(post("/favicon.svg", &[OURS], "").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn every_function_is_a_post_below_one_prefix_and_every_page_has_its_reach() {
    let functions = server_functions();
    assert!(functions.iter().any(|(path, _)| *path == "/api/edge/go"));
    for (path, method) in functions {
        assert_eq!(method, Method::POST, "{path}");
        assert!(path.starts_with("/api/"), "{path}");
    }
    let open: Vec<String> = pages()
        .iter()
        .map(|page| page.path().to_owned())
        .filter(|page| reach_of_page(page) == server::http::routes::Reach::Public)
        .collect();
    assert!(
        open.iter().all(|page| [
            "/sign-in",
            "/reset",
            "/invite",
            "/a/{token}",
            "/pay/",
            "/sent/{token}",
            "/portal/"
        ]
        .iter()
        .any(|door| page.starts_with(door))),
        "{open:?}"
    );
    assert_eq!(open.len(), 18, "{open:?}");
    assert!(ROUTES.iter().all(|route| !route.methods.is_empty()));
}
