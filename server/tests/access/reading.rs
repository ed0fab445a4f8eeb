//! Documents that are read here, over HTTP: what goes with a page, what hostile ones come to, and that
//! no side door opens one that the front door keeps shut.

use axum::body::{Body, to_bytes};
use http::{HeaderMap, Method, Request, StatusCode};
use tower::ServiceExt;

use super::Street;
use super::support::hostile;

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Street {
    pub(super) async fn with_empty_vault() -> Street {
        let street = Street::new().await;
        street.test.empty_vault().await;
        street
    }

    pub(super) async fn fetch(&self, method: Method, path: &str, who: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("cookie", format!("privity={who}"))
            .header("sec-fetch-site", "same-origin")
            .header("accept", "text/html,image/png")
            .body(Body::empty())
            .unwrap();
        self.answer(request).await
    }

    pub(super) async fn answer(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, 8 << 20).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// The id of what was sent.
    async fn send(&self, name: &str, bytes: &[u8]) -> String {
        let mut form = format!(
            "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        form.extend(bytes);
        form.extend(b"\r\n--b--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/cases/{}/documents/upload", self.world.open))
            .header("cookie", "privity=attorney-lead")
            .header("sec-fetch-site", "same-origin")
            .header("accept", "application/json")
            .header("content-type", "multipart/form-data; boundary=b")
            .body(Body::from(form))
            .unwrap();
        let answer = self.answer(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let told: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        told[0]["kept"]["document"].as_str().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_pictures_that_no_browser_keeps_and_odd_addresses_are_nothing() {
    let street = Street::with_empty_vault().await;
    let id = street.send("Letter.pdf", &hostile::letter(30)).await;
    for path in [
        format!("/documents/{id}/pages/1?width=200"),
        format!("/documents/{id}/pages/2?version=1&width=200"),
        format!("/documents/{id}/thumbnail"),
    ] {
        let answer = street.fetch(Method::GET, &path, "attorney-view").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.body.starts_with(b"\x89PNG"), "{path}");
        for (name, value) in [
            ("content-type", "image/png"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {path}");
        }
        let head = street.fetch(Method::HEAD, &path, "attorney-view").await;
        assert_eq!(head.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    for rest in [
        "pages/0",
        "pages/-1",
        "pages/x",
        "pages/1000000000",
        "pages/99999999999",
        "pages/1?width=15",
        "pages/1?width=2001",
        "pages/1?width=-1",
        "pages/1?version=0",
        "pages/1?version=2",
        "pages/1?version=x",
        "thumbnail?version=7",
        "view?version=7",
        "view?version=x",
    ] {
        let path = format!("/documents/{id}/{rest}");
        let answer = street.fetch(Method::GET, &path, "attorney-view").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let page = street.fetch(Method::GET, &format!("/documents/{id}/view"), "attorney-view").await;
    let text = page.text();
    assert!(text.contains("alt=\"Page 1 of "), "{text}");
    assert!(!text.contains("<script"), "it is read without script");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_document_is_a_sentence_and_a_way_on() {
    let street = Street::with_empty_vault().await;
    for (name, bytes, said) in [
        ("Locked.pdf", hostile::locked(), "protected with a password"),
        ("Broken.pdf", hostile::broken(), "cannot be read"),
        ("Two.pdf", hostile::two_at_once(), "kind of file is not shown"),
    ] {
        let id = street.send(name, &bytes).await;
        let page = street.fetch(Method::GET, &format!("/documents/{id}/view"), "partner").await;
        assert_eq!(page.status, StatusCode::OK, "{name}");
        assert!(page.text().contains(said), "{name}");
        assert!(page.text().contains(&format!("/documents/{id}/download")), "{name}");
        for rest in ["pages/1", "thumbnail"] {
            let path = format!("/documents/{id}/{rest}");
            let answer = street.fetch(Method::GET, &path, "partner").await;
            let is_calm = [StatusCode::CONFLICT, StatusCode::NOT_FOUND].contains(&answer.status);
            assert!(is_calm, "{path} of {name}: {}", answer.status);
            assert!(!answer.header("content-type").starts_with("image/"), "{path} of {name}");
        }
    }
    let page = "<h1>x</h1><script>alert(1)</script>".as_bytes();
    let id = street.send("Page.txt", page).await;
    let page = street.fetch(Method::GET, &format!("/documents/{id}/view"), "partner").await;
    assert!(!page.text().contains("<script>alert"), "nothing of it is markup");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_side_door_of_a_document_is_as_shut_as_the_front_one() {
    let street = Street::with_empty_vault().await;
    let id = street.send("Letter.pdf", &hostile::letter(2)).await;
    let narrow = Request::builder()
        .method(Method::POST)
        .uri("/api/app/documents/api/narrow")
        .header("cookie", "privity=attorney-lead")
        .header("sec-fetch-site", "same-origin")
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!(
            "id={id}&case={}&narrowed_to=named&people[0]={}&reason=",
            street.world.open,
            street.world.persona("attorney-view").id
        )))
        .unwrap();
    let narrowed = street.answer(narrow).await;
    assert!(narrowed.text().contains("done=narrowed"), "{}", narrowed.text());
    let unknown = street.fill("{unknown}");
    for rest in ["view", "pages/1", "thumbnail", "record", "download"] {
        let path = format!("/documents/{id}/{rest}");
        let seen = street.fetch(Method::GET, &path, "attorney-view").await;
        assert_eq!(seen.status, StatusCode::OK, "{rest}");
        for who in [
            "attorney-outside",
            "attorney-walled-member",
            "partner-walled",
            "attorney-manage",
            "paralegal-contribute",
            "billing",
        ] {
            let ask = async |id: &str| {
                let path = format!("/documents/{id}/{rest}");
                let answer = street.fetch(Method::GET, &path, who).await;
                (answer.status, answer.text().replace(id, ""))
            };
            let (unseen, none) = (ask(&id).await, ask(&unknown).await);
            assert_eq!(unseen.0, StatusCode::NOT_FOUND, "{rest} as {who}");
            assert_eq!(unseen, none, "{rest} as {who}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_taken_away_after_a_fresh_proof() {
    let street = Street::with_empty_vault().await;
    let id = street.send("Letter.pdf", &hostile::letter(1)).await;
    let path = format!("/documents/{id}/record?did=change");
    let sheet = street.fetch(Method::GET, &path, "attorney-lead").await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert_eq!(sheet.header("content-type"), "text/csv; charset=utf-8");
    assert!(sheet.header("content-disposition").starts_with("attachment; "));
    assert_eq!(sheet.text().lines().count(), 2, "{}", sheet.text());
    sqlx::query("update sessions set proved_at = proved_at - interval '11 minutes'")
        .execute(&mut street.test.superuser().await)
        .await
        .unwrap();
    let stale = street.fetch(Method::GET, &path, "attorney-lead").await;
    assert_eq!(stale.status, StatusCode::SEE_OTHER);
    assert!(stale.header("location").starts_with("/step-up?next="), "{}", stale.header("location"));
}
