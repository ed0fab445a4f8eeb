//! What people and programs send that they should not: a clear message beside the field or a clean
//! status, nothing half-written, nothing in the log that names anybody.

use http::StatusCode;

use crate::Street;
use crate::endpoints::Endpoint;

fn post(path: &str, form: &str) -> Endpoint {
    Endpoint {
        act: String::new(),
        heading: String::new(),
        method: "POST".into(),
        path: path.into(),
        form: form.into(),
    }
}

fn get(path: &str) -> Endpoint {
    Endpoint { method: "GET".into(), ..post(path, "") }
}

impl Street {
    async fn as_partner(&self, endpoint: &Endpoint) -> (StatusCode, String) {
        self.ask(endpoint, Some(self.world.persona("partner"))).await
    }

    async fn count(&self, table: &str) -> i64 {
        let sql = format!("select count(*) from {table}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut self.test.superuser().await)
            .await
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_field_gets_its_message_and_nothing_is_written() {
    let street = Street::new().await;
    let before = street.count("clients").await;
    let long = "x".repeat(10_000);
    for (form, field) in [
        ("kind=person&family_name=", "family_name"),
        ("kind=person&family_name=A&email_1=nobody", "email_1"),
        ("kind=person&family_name=A&email_1=a%40b.co&email_2=a%40b.co", "email_2"),
        ("kind=person&family_name=A&phone_1=12", "phone_1"),
        ("kind=person&family_name=A&billing_phone=%2B999", "billing_phone"),
        ("kind=robot&family_name=A", "kind"),
        ("kind=person&family_name=A%00B", "family_name"),
        ("kind=person&family_name=A%E2%80%AEB", "family_name"),
        (&format!("kind=person&family_name={long}"), "family_name"),
        (&format!("kind=organization&organization={long}"), "organization"),
    ] {
        let (status, body) = street.as_partner(&post("/api/app/clients/api/create", form)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form:.80}: {body:.200}");
        assert!(body.contains(&format!("\"field\":\"{field}\"")), "{form:.80}: {body:.300}");
    }
    assert_eq!(street.count("clients").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_share_is_refused_in_words_and_nothing_goes() {
    use crate::support::sharing::SHARES;
    let street = Street::new().await;
    let before = street.count("document_shares").await;
    let (ours, theirs) = (street.world.client, street.world.closed_client);
    let [_, member] = SHARES.members;
    let share = |nth: &str, client: &str, people: &str| {
        let key = "0199d000-0000-7000-8000-000000000009";
        let form = format!(
            "id={{fee-agreement}}&key={key}&nth={nth}&looked={client}&client={client}&people%5B%5D={people}"
        );
        post("/api/app/sharing/api/share", &form)
    };
    let (ours, theirs) = (ours.to_string(), theirs.to_string());
    let (member, other) = (member.to_string(), SHARES.other.to_string());
    for (endpoint, field) in [
        (share("1", &theirs, &other), "client"),
        (share("1", &theirs, &member), "client"),
        (share("1", "", &member), "client"),
        (share("1", &ours, &other), "people"),
        (share("1", &ours, "everybody"), "people"),
        (share("%00", &ours, &member), "nth"),
        (
            post(
                "/api/app/sharing/api/recall",
                &format!(
                    "id={{named-share}}&document={{named-document}}&reason={}",
                    "x".repeat(5_000)
                ),
            ),
            "reason",
        ),
    ] {
        let (status, body) = street.as_partner(&endpoint).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{:.200}: {body:.200}", endpoint.form);
        assert!(
            body.contains(&format!("\"field\":\"{field}\"")),
            "{:.200}: {body:.300}",
            endpoint.form
        );
    }
    let (status, body) = street.as_partner(&share("2", &ours, &member)).await;
    assert_eq!(status, StatusCode::CONFLICT, "{body:.200}");
    assert_eq!(street.count("document_shares").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_shown_as_text_wherever_it_is_shown() {
    let street = Street::new().await;
    let nasty = "%3Cscript%3Ealert(1)%3C%2Fscript%3E'%3B%20drop%20table%20cases%3B--%20%22%3E%3Cimg%20src%3Dx%3E";
    let form = format!("kind=organization&organization={nasty}");
    let (status, body) = street.as_partner(&post("/api/app/clients/api/create", &form)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let path = body
        .split('"')
        .find(|part| part.starts_with("/clients/"))
        .unwrap()
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    let client = path.rsplit('/').next().unwrap();
    let opened = format!(
        "client_id={client}&title={nasty}&practice_area={nasty}&stage=intake&lead={}&opened_on=2026-10-13&adverse={nasty}&limitation_none={nasty}",
        street.world.persona("attorney-outside").id
    );
    let (status, body) = street.as_partner(&post("/api/app/cases/api/open", &opened)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let case = body
        .split('"')
        .find(|part| part.starts_with("/cases/"))
        .unwrap()
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    for page in [
        path,
        case.clone(),
        format!("{case}/team"),
        format!("{case}/edit"),
        format!("{case}/close"),
        "/cases".into(),
        "/clients".into(),
        "/cases/new".into(),
        "/audit".into(),
    ] {
        let (status, html) = street.as_partner(&get(&page)).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(!html.contains("<script>alert") && !html.contains("<img src=x"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_that_cannot_be_read_and_ids_that_are_none() {
    let street = Street::new().await;
    for (endpoint, expected) in [
        (post("/api/app/cases/api/edit", "title=no+id"), 400),
        (post("/api/app/cases/api/edit", "id=%FF%FE&title=x"), 400),
        (post("/api/app/cases/api/edit", "id=nonsense"), 404),
        (post("/api/app/cases/api/edit", "id={unknown}"), 404),
        (post("/api/app/cases/api/show", "id=';--"), 404),
        (post("/api/app/cases/api/change", "id={open}&grant=x"), 404),
        (post("/api/app/cases/api/give", "id={open}&staff_id=x&level=lead&until=2026-02-30"), 422),
        (
            post("/api/app/cases/api/open", "client_id=x&opened_on=0000-00-00&stage=%F0%9F%92%A9"),
            422,
        ),
        (post("/api/app/cases/api/close", "id={open}&reason=Done.&revision=99"), 409),
        (post("/api/app/walls/api/decide", "id={wall}&lift=maybe"), 400),
        (post("/api/app/retention/api/decide", "id={purge}&destroy=maybe&number="), 400),
        (get("/cases/nonsense"), 404),
        (get("/cases/%00"), 404),
        (get("/clients/..%2F..%2Fetc"), 404),
        (get("/cases?after=zzz&sort=%27&state=%00&q=%25%5C"), 200),
        (get("/clients?after=1~%00&kind=robot"), 200),
        (get("/audit?after=-1&who=x&day=99%2F99&action=%27"), 200),
        (get("/cases?form=nonsense&done=%3Cb%3E"), 200),
        (get("/nowhere"), 404),
    ] {
        let (status, body) = street.as_partner(&endpoint).await;
        assert_eq!(
            status.as_u16(),
            expected,
            "{} {} {}: {body:.300}",
            endpoint.method,
            endpoint.path,
            endpoint.form
        );
    }
    assert_eq!(
        street.count("case_team where ended_by is not null and since >= '2026-10-13'").await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_database_connection_is_a_calm_503_at_most_and_service_resumes_by_itself() {
    let street = Street::new().await;
    assert_eq!(street.as_partner(&get("/cases")).await.0, StatusCode::OK);
    let mut superuser = street.test.superuser().await;
    for _ in 0..5 {
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'privity_app' and datname = current_database()")
            .execute(&mut superuser)
            .await
            .unwrap();
        let (status, body) = street.as_partner(&get("/cases")).await;
        assert!([200, 503].contains(&status.as_u16()), "{status}");
        assert!(
            status != StatusCode::SERVICE_UNAVAILABLE || body.contains("Nothing was lost"),
            "{body}"
        );
    }
    let mut last = StatusCode::SERVICE_UNAVAILABLE;
    for _ in 0..10 {
        last = street.as_partner(&get("/cases")).await.0;
    }
    assert_eq!(last, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_or_ended_session_is_nobodys() {
    let street = Street::new().await;
    for cookie in
        ["privity=", "privity=forged", "privity=partner%00", "privity=partner; privity=forged2"]
    {
        let request = http::Request::builder()
            .uri("/cases")
            .header("cookie", cookie)
            .header("accept", "text/html")
            .body(axum::body::Body::empty())
            .unwrap();
        let response = tower::ServiceExt::oneshot(street.router.clone(), request).await.unwrap();
        let fits =
            response.status() == StatusCode::SEE_OTHER || cookie.starts_with("privity=partner;");
        assert!(fits, "{cookie}: {}", response.status());
    }
    sqlx::query("update sessions set ended_at = now()")
        .execute(&mut street.test.superuser().await)
        .await
        .unwrap();
    assert_eq!(street.as_partner(&get("/cases")).await.0, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_spelling_of_an_address_is_a_way_around_the_door() {
    let street = Street::new().await;
    sqlx::query("update office_settings set second_factor = 'everyone'")
        .execute(&mut street.test.superuser().await)
        .await
        .unwrap();
    for path in [
        "/staff",
        "/./staff",
        "/x/../staff",
        "/%2e/staff",
        "//staff",
        "/staff/",
        "/Staff",
        "/nowhere",
        "/cases/./{open}",
        "/api/../staff",
        "/api/app/staff/api/list/../list",
    ] {
        let (status, body) = street.as_partner(&get(path)).await;
        assert!([303, 404, 405].contains(&status.as_u16()), "{path}: {status}");
        assert!(!body.contains("@office.example"), "{path}");
    }
    let (status, _) = street.as_partner(&post("/api/app/staff/api/list", "")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_of_nonsense_is_a_page_all_the_same() {
    let street = Street::new().await;
    for path in [
        "/clients?kind=%00",
        "/clients?q=%00",
        "/cases?after=01928000-0000-7000-8000-000000000001~-009999-01-01",
        "/cases?stage=%00&area=%00&lead=%00&sort=%00",
        "/audit?action=%00&outcome=%00&case=%00",
        "/audit?from=2026-13-45",
    ] {
        let (status, body) = street.as_partner(&get(path)).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body:.200}");
    }
    let (_, body) = street.as_partner(&get("/audit?from=2026-13-45")).await;
    assert!(body.contains("Enter a date like"), "a day that is none is complained of");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_fill_no_disk_with_what_forms_keep() {
    let street = Street::new().await;
    let form = format!("email={}", "x".repeat(60_000));
    for _ in 0..3 {
        let asked = street.ask_plainly(&post("/api/app/door/api/ask_reset", &form)).await;
        assert_eq!(asked, StatusCode::SEE_OTHER);
    }
    let kept: i64 =
        sqlx::query_scalar("select coalesce(max(length(sealed)), 0)::bigint from flashes")
            .fetch_one(&mut street.test.superuser().await)
            .await
            .unwrap();
    assert!(kept > 0 && kept < 2_048, "{kept} bytes were kept for a stranger");
}
