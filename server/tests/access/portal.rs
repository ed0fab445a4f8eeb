//! The portal over HTTP: a client's session opens none of the staff's endpoints and a member of staff's none of the
//! portal's, what is another's is not there, and the door tells nobody apart.

use axum::body::{Body, to_bytes};
use http::header::{COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use tower::ServiceExt;
use uuid::Uuid;

use super::Street;
use super::endpoints::{Endpoint, endpoints};
use super::support;

/// The token of Ottilie Crane's session; her person is made with the matrix.
const OTTILIE: &str = "ottilie";
const ADDRESS: &str = "ottilie@mail.example";

struct Said {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Said {
    fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// What a browser keeps: "name=value".
    fn cookies(&self) -> Vec<String> {
        self.headers
            .get_all(SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap().split(';').next().unwrap().to_owned())
            .collect()
    }
}

impl Street {
    async fn with_ottilie() -> Street {
        let street = Street::new().await;
        sqlx::query(
            "insert into portal_sessions (id, person_id, token_hash, epoch, created_at, seen_at, idle_until, expires_at)
            values (gen_random_uuid(), $1, $2, 1, $3::timestamptz, $3::timestamptz, $3::timestamptz + interval '1 hour',
                $3::timestamptz + interval '1 hour')",
        )
        .bind(support::people::id(0xbb0))
        .bind(office::keys::sha256(OTTILIE.as_bytes()).to_vec())
        .bind(support::NOW)
        .execute(&mut street.test.superuser().await)
        .await
        .unwrap();
        street
    }

    /// A plain browser, with these cookies.
    async fn plainly(&self, method: &str, path: &str, cookies: &str, form: &str) -> Said {
        self.sent_by("same-origin", method, path, cookies, form).await
    }

    async fn sent_by(
        &self,
        site: &str,
        method: &str,
        path: &str,
        cookies: &str,
        form: &str,
    ) -> Said {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", site)
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(COOKIE, cookies)
            .body(Body::from(form.to_owned()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 4 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        Said { status: parts.status, headers: parts.headers, body }
    }

    async fn as_ottilie(&self, path: &str) -> Said {
        self.plainly("GET", path, &format!("privity-portal={OTTILIE}"), "").await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_nobody_at_every_endpoint_of_the_staff() {
    let street = Street::with_ottilie().await;
    let mut wrong = Vec::new();
    let theirs = endpoints();
    for endpoint in theirs.iter().filter(|it| !["public", "client"].contains(&it.act.as_str())) {
        let (path, form) = (street.fill(&endpoint.path), street.fill(&endpoint.form));
        let nobody = street.plainly(&endpoint.method, &path, "x=y", &form).await;
        // the portal's cookie, and the same token where the staff's would stand
        for cookie in ["privity-portal", "privity"] {
            let cookies = format!("{cookie}={OTTILIE}");
            let said = street.plainly(&endpoint.method, &path, &cookies, &form).await;
            if said.status != nobody.status
                || said.location() != nobody.location()
                || said.status == StatusCode::OK
            {
                wrong.push(format!(
                    "{} {path}: {} {}",
                    endpoint.method,
                    said.status,
                    said.location()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_reads_the_portal_and_the_staff_do_not() {
    let street = Street::with_ottilie().await;
    let thread = format!("/portal/messages/{}", support::threads::THREADS.open);
    let reach = format!("/portal/profile/reach/{}", street.world.client);
    for path in [
        "/portal",
        "/portal/appointments",
        "/portal/messages",
        "/portal/messages/new",
        &thread,
        "/portal/invoices",
        "/portal/profile",
        &reach,
    ] {
        let own = street.as_ottilie(path).await;
        assert_eq!(own.status, StatusCode::OK, "{path}: {:.400}", own.body);
        assert!(own.body.contains("Ottilie Crane"), "{path}");
        // whole as it comes
        assert!(!own.body.contains("<script") && !own.body.contains("leptos-island"), "{path}");
        assert!(!own.body.contains("style="), "{path}");
        let nobody = street.plainly("GET", path, "privity-portal=nobody", "").await;
        assert_eq!((nobody.status, nobody.location()), (StatusCode::SEE_OTHER, "/portal/sign-in"));
        for cookie in ["privity=partner", "privity-portal=partner"] {
            let staff = street.plainly("GET", path, cookie, "").await;
            assert_eq!(
                (staff.status, staff.location()),
                (StatusCode::SEE_OTHER, "/portal/sign-in"),
                "{path} {cookie}"
            );
        }
    }
}

/// What is another client's and what is not there are one answer, byte for byte.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_anothers_is_not_there() {
    let street = Street::with_ottilie().await;
    let theirs = support::billing::BOOKS.closed_issued.to_string();
    let hearing = street.world.closed_hearing.to_string();
    let thread = support::threads::THREADS.closed.to_string();
    let unknown = Uuid::from_u128(1).to_string();
    let cookies = format!("privity-portal={OTTILIE}");
    for (path, of) in [
        ("/portal/invoices/{}", &theirs),
        ("/portal/invoices/{}/pdf", &theirs),
        ("/portal/appointments/{}/calendar", &hearing),
        ("/portal/messages/{}", &thread),
    ] {
        let unseen = street.as_ottilie(&path.replace("{}", of)).await;
        let nowhere = street.as_ottilie(&path.replace("{}", &unknown)).await;
        assert_eq!(unseen.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(unseen.body, nowhere.body, "{path}");
    }
    for (function, form, of) in [
        ("reply_to", "id={}&revision=1&act=confirmed&next=", &hearing),
        ("invoice", "id={}", &theirs),
        ("pay", "id={}", &theirs),
        ("end_device", "id={}", &unknown),
        ("thread", "id={}&flash=", &thread),
    ] {
        let path = format!("/api/app/portal/api/{function}");
        let unseen = street.plainly("POST", &path, &cookies, &form.replace("{}", of)).await;
        let nowhere = street.plainly("POST", &path, &cookies, &form.replace("{}", &unknown)).await;
        assert_eq!(unseen.status, StatusCode::NOT_FOUND, "{function}: {:.300}", unseen.body);
        assert_eq!(unseen.body, nowhere.body, "{function}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_is_refused_at_the_door_and_inside() {
    let street = Street::with_ottilie().await;
    let cookies = format!("privity-portal={OTTILIE}");
    let all = endpoints();
    let ours: Vec<&Endpoint> =
        all.iter().filter(|it| it.path.starts_with("/api/app/portal/")).collect();
    assert!(ours.len() > 12, "{}", ours.len());
    for endpoint in ours {
        let form = street.fill(&endpoint.form);
        for site in ["cross-site", "same-site", "none"] {
            let said = street.sent_by(site, "POST", &endpoint.path, &cookies, &form).await;
            assert_eq!(said.status, StatusCode::FORBIDDEN, "{} {site}", endpoint.path);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_answers_alike_whoever_has_the_address() {
    let street = Street::with_ottilie().await;
    let mut seen = Vec::new();
    for address in [ADDRESS, "nobody@mail.example"] {
        let form = format!("email={}", address.replace('@', "%40"));
        let asked = street.plainly("POST", "/api/app/portal/api/ask_code", "x=y", &form).await;
        assert_eq!((asked.status, asked.location()), (StatusCode::SEE_OTHER, "/portal/code"));
        let browser = asked.cookies();
        assert_eq!(browser.len(), 1);
        assert!(browser[0].starts_with("privity-visit="), "{browser:?}");
        let page = street.plainly("GET", "/portal/code", &browser[0], "").await;
        let missed = street
            .plainly("POST", "/api/app/portal/api/take_code", &browser[0], "code=123456")
            .await;
        let flash = missed.location().split("form=").nth(1).unwrap().to_owned();
        let again = street.plainly("GET", missed.location(), &browser[0], "").await;
        assert!(again.body.contains("does not match"), "{:.600}", again.body);
        seen.push((
            asked.body,
            page.status,
            page.body,
            missed.status,
            missed.location().replace(&flash, ""),
            missed.body,
            again.status,
            again.body.replace(&flash, ""),
        ));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_looked_at_by_whomever_and_pressed_once() {
    let street = Street::with_ottilie().await;
    let token = "a-token-that-was-mailed";
    sqlx::query(
        "insert into portal_mails (id, kind, person_id, membership_id, asked_at, asked_by, link_hash, link_until)
        select gen_random_uuid(), 'invite', m.person_id, m.id, $1::timestamptz, m.given_by, $2, $1::timestamptz + interval '7 days'
        from portal_memberships m where m.id = $3",
    )
    .bind(support::NOW)
    .bind(office::keys::sha256(token.as_bytes()).to_vec())
    .bind(street.world.membership.0)
    .execute(&mut street.test.superuser().await)
    .await
    .unwrap();
    let page = format!("/portal/enter/{token}");
    for _ in 0..3 {
        let shown = street.plainly("GET", &page, "x=y", "").await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.cookies().is_empty());
        assert!(!shown.body.contains("Ottilie"), "whoever holds it is not told whose it is");
    }
    let form = format!("token={token}");
    let entered = street.plainly("POST", "/api/app/portal/api/enter", "x=y", &form).await;
    assert_eq!(
        (entered.status, entered.location()),
        (StatusCode::SEE_OTHER, "/portal?done=portal-in")
    );
    let cookie = entered.cookies().remove(0);
    let set = entered.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
    assert!(
        cookie.starts_with("privity-portal=") && set.contains("HttpOnly; SameSite=Lax"),
        "{set}"
    );
    let home = street.plainly("GET", "/portal?done=portal-in", &cookie, "").await;
    assert!(home.body.contains("You are signed in."), "{:.400}", home.body);
    let again = street.plainly("POST", "/api/app/portal/api/enter", "x=y", &form).await;
    assert!(again.location().starts_with("/portal/sign-in?form="), "{}", again.location());
    assert_eq!(street.plainly("GET", &page, "x=y", "").await.status, StatusCode::NOT_FOUND);
    // and out
    let out = street.plainly("POST", "/api/app/portal/api/sign_out", &cookie, "").await;
    assert_eq!(out.location(), "/portal/sign-in?done=out");
    let gone = street.plainly("GET", "/portal", &cookie, "").await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_privacy_and_access_is_said_to_everybody() {
    let street = Street::new().await;
    for (path, words) in
        [("/portal/privacy", "What we do not do"), ("/portal/accessibility", "WCAG 2.2")]
    {
        let said = street.plainly("GET", path, "x=y", "").await;
        assert_eq!(said.status, StatusCode::OK, "{path}");
        assert!(said.body.contains(words), "{path}");
        assert!(!said.body.contains("<script"), "{path}");
    }
}

impl Street {
    /// A form with one file, from a page of this site.
    async fn uploads(&self, site: &str, cookie: &str, field: (&str, &str)) -> Said {
        let (name, value) = field;
        let form = format!(
            "--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n\
             --b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"../Slip.txt\"\r\n\r\nPaid in full.\r\n--b--\r\n"
        );
        let request = Request::builder()
            .method("POST")
            .uri("/portal/uploads")
            .header("sec-fetch-site", site)
            .header("accept", "text/html")
            .header("content-type", "multipart/form-data; boundary=b")
            .header(COOKIE, cookie)
            .body(Body::from(form))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 4 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        Said { status: parts.status, headers: parts.headers, body }
    }

    async fn sent_in(&self) -> i64 {
        sqlx::query_scalar(
            "select (select count(*) from client_uploads) + (select count(*) from client_arrivals)",
        )
        .fetch_one(&mut self.test.superuser().await)
        .await
        .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_sends_a_file_from_the_portal_and_from_nowhere_else() {
    use support::requests::REQUESTS;
    let street = Street::with_ottilie().await;
    street.test.empty_vault().await;
    let request = REQUESTS.open.to_string();
    let own = format!("privity-portal={OTTILIE}");
    // another site, nobody, the staff by either cookie
    let foreign = street.uploads("cross-site", &own, ("request", &request)).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    for cookie in ["x=y", "privity=partner", "privity-portal=partner", "privity=ottilie"] {
        let said = street.uploads("same-origin", cookie, ("request", &request)).await;
        assert_eq!(
            (said.status, said.location()),
            (StatusCode::SEE_OTHER, "/portal/sign-in"),
            "{cookie}"
        );
    }
    // another client's, and what is none
    for (field, value) in [
        ("request", REQUESTS.closed.to_string()),
        ("request", Uuid::from_u128(1).to_string()),
        ("place", format!("{}~{}", street.world.closed, street.world.closed_client)),
    ] {
        let said = street.uploads("same-origin", &own, (field, &value)).await;
        assert_eq!(said.status, StatusCode::NOT_FOUND, "{field}: {value}");
    }
    let unsaid = street.uploads("same-origin", &own, ("place", "")).await;
    assert!(unsaid.location().starts_with("/portal/requests?form="), "{}", unsaid.location());
    let page = street.as_ottilie(unsaid.location()).await;
    assert!(page.body.contains("Choose for which case it is"), "{:.2000}", page.body);
    assert_eq!(street.sent_in().await, 0);

    let sent = street.uploads("same-origin", &own, ("request", &request)).await;
    assert_eq!(
        (sent.status, sent.location()),
        (StatusCode::SEE_OTHER, "/portal/requests?done=sent-in")
    );
    let page = street.as_ottilie("/portal/requests?done=sent-in").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in ["Thank you. It arrived", "Slip.txt", "Your payslips", "Ottilie Crane"] {
        assert!(page.body.contains(words), "{words}: {:.3000}", page.body);
    }
    assert!(!page.body.contains("<script") && !page.body.contains("style="));
    assert_eq!(street.sent_in().await, 1);
    let home = street.as_ottilie("/portal").await;
    assert!(home.body.contains("We need from you"), "{:.2000}", home.body);
}

impl Street {
    /// A message with one file, from a page of this site.
    async fn writes(&self, path: &str, fields: &[(&str, &str)], file: &str) -> Said {
        let mut form = String::new();
        for (name, value) in fields {
            form += &format!(
                "--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        }
        form += &format!(
            "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"Slip.txt\"\r\n\r\n{file}\r\n--b--\r\n"
        );
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header("accept", "text/html")
            .header("content-type", "multipart/form-data; boundary=b")
            .header(COOKIE, format!("privity-portal={OTTILIE}"))
            .body(Body::from(form))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 4 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        Said { status: parts.status, headers: parts.headers, body }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_with_its_file_or_comes_back_with_what_was_typed() {
    let street = Street::with_ottilie().await;
    street.test.empty_vault().await;
    let thread = support::threads::THREADS.open;
    let (page, answers) =
        (format!("/portal/messages/{thread}"), format!("/portal/messages/{thread}/answers"));
    let key = Uuid::now_v7().to_string();
    let fields = [("key", key.as_str()), ("body", "Here is the slip, as you asked.")];
    let back = street.writes(&answers, &fields, "").await;
    assert!(back.location().starts_with(&format!("{page}?form=")), "{}", back.location());
    let shown = street.as_ottilie(back.location()).await;
    for words in
        ["“Slip.txt” could not be sent", "This file is empty", "Here is the slip, as you asked."]
    {
        assert!(shown.body.contains(words), "{words}: {:.3000}", shown.body);
    }
    assert_eq!(street.sent_in().await, 0);
    // without a word, and without a file
    let mute = street.writes(&answers, &[("key", &key), ("body", "")], "Paid in full.").await;
    let shown = street.as_ottilie(mute.location()).await;
    assert!(shown.body.contains("Enter a message."), "{:.3000}", shown.body);
    assert_eq!(street.sent_in().await, 0);

    let sent = street.writes(&answers, &fields, "Paid in full.").await;
    assert_eq!(sent.location(), format!("{page}?done=message"));
    let shown = street.as_ottilie(&page).await;
    let start = shown.body.find(&format!("{page}/files/")).expect("a link to the file");
    let file = shown.body[start..].split('"').next().unwrap().to_owned();
    let opened = street.as_ottilie(&file).await;
    assert_eq!((opened.status, opened.body.as_str()), (StatusCode::OK, "Paid in full."));
    let disposition = opened.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment"), "{disposition}");
    // another's thread is not there
    let theirs = support::threads::THREADS.closed;
    let other = street.writes(&format!("/portal/messages/{theirs}/answers"), &fields, "x").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let other = street.as_ottilie(&file.replace(&thread.to_string(), &theirs.to_string())).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);

    let key = Uuid::now_v7().to_string();
    let case = format!("{}_{}", street.world.open, street.world.client);
    let begun =
        [("key", key.as_str()), ("case", &case), ("subject", "The slip"), ("body", "Again.")];
    let sent = street.writes("/portal/messages/begun", &begun, "Paid in full.").await;
    assert_eq!(sent.location(), format!("/portal/messages/{key}?done=message"));
    assert_eq!(street.sent_in().await, 2);
}
