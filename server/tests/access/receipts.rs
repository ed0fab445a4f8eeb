//! Receipts over HTTP: for whom the table says, kept with their expense or not at all, and read with it by a browser
//! without script.

use axum::body::Body;
use http::header::LOCATION;
use http::{Method, Request, StatusCode};

use super::Street;
use super::expectations::{Expected, cells};
use super::reading::Answer;
use papers::make::{self, Sheet};

const FIELDS: [(&str, &str); 3] =
    [("on", "2026-10-12"), ("amount", "45"), ("description", "Process server")];

fn form(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, value) in fields {
        form.extend(
            format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .into_bytes(),
        );
    }
    let (name, bytes) = file.unwrap_or_default();
    form.extend(
        format!(
            "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes(),
    );
    form.extend(bytes);
    form.extend(b"\r\n--b--\r\n");
    form
}

fn pdf() -> Vec<u8> {
    make::pdf(&Sheet { title: "Paid with thanks".into(), ..Sheet::default() })
}

impl Street {
    async fn post(&self, path: &str, who: &str, accept: &str, body: Vec<u8>) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("cookie", format!("privity={who}"))
            .header("sec-fetch-site", "same-origin")
            .header("accept", accept)
            .header("content-type", "multipart/form-data; boundary=b")
            .body(Body::from(body))
            .unwrap();
        self.answer(request).await
    }

    async fn counted(&self, table: &str) -> i64 {
        let sql = format!("select count(*) from {table}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut self.test.superuser().await)
            .await
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_sent_by_whom_the_table_says() {
    let street = Street::with_empty_vault().await;
    let (mut wrong, mut kept) = (Vec::new(), 0);
    for cell in cells().iter().filter(|cell| cell.act == "add-receipt") {
        let case =
            if cell.heading.contains("closed") { street.world.closed } else { street.world.open };
        let path = format!("/cases/{case}/expenses/upload");
        let on = if cell.heading.contains("closed") { "2025-08-01" } else { "2026-10-12" };
        let fields = [("on", on), FIELDS[1], FIELDS[2]];
        let body = form(&fields, Some(("Server.pdf", &pdf())));
        let answer = street.post(&path, &cell.persona, "application/json", body).await;
        let said = match answer.status {
            StatusCode::SEE_OTHER if answer.header("location").ends_with("done=expense") => {
                kept += 1;
                Expected::Yes
            }
            StatusCode::UNPROCESSABLE_ENTITY | StatusCode::FORBIDDEN => Expected::No,
            StatusCode::NOT_FOUND | StatusCode::UNAUTHORIZED => Expected::Hidden,
            _ => panic!("{} {}: {}", cell.heading, cell.persona, answer.status),
        };
        if said != cell.expected {
            wrong.push(format!("{} {}: {}", cell.heading, cell.persona, answer.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(kept > 8, "{kept}");
    assert_eq!(street.counted("documents").await, kept);
    assert_eq!(street.counted("document_uploads").await, 0);
    assert_eq!(street.counted("expenses where receipt_id is not null").await, kept);
    assert_eq!(app::caller::OFFICE_FORGOTTEN.load(std::sync::atomic::Ordering::Relaxed), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn billing_has_no_other_way_in() {
    let street = Street::with_empty_vault().await;
    let open = street.world.open;
    let file = form(&[("kind", "receipt")], Some(("Server.pdf", &pdf())));
    let answer = street
        .post(&format!("/cases/{open}/documents/upload"), "billing", "application/json", file)
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    // a kind and a folder beside the expense change nothing
    let mut fields = FIELDS.to_vec();
    fields.extend([("kind", "pleading"), ("folder", "x"), ("document", "x")]);
    let file = form(&fields, Some(("Server.pdf", &pdf())));
    let path = format!("/cases/{open}/expenses/upload");
    let answer = street.post(&path, "billing", "application/json", file).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(street.counted("documents where kind = 'receipt' and folder_id is null").await, 1);
    assert_eq!(street.counted("documents").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_arrive_whole_leaves_nothing() {
    let street = Street::with_empty_vault().await;
    let path = format!("/cases/{}/expenses/upload", street.world.open);
    let before = (street.counted("expenses").await, street.counted("documents").await);
    let whole = form(&FIELDS, Some(("Server.pdf", &pdf())));
    let mut huge = pdf();
    huge.resize(domain::billing::expenses::RECEIPT_BYTES + (1 << 20), b' ');
    for (body, expected) in [
        (whole[..whole.len() - 40].to_vec(), 409),
        (whole[..60].to_vec(), 409),
        (form(&FIELDS, Some(("Server.pdf", &huge))), 409),
        (form(&FIELDS, Some(("Server.pdf", b""))), 422),
        (form(&FIELDS, Some(("Server.exe", b"MZ\x90\0"))), 422),
        (form(&[], Some(("Server.pdf", &pdf()))), 422),
    ] {
        let answer = street.post(&path, "billing", "application/json", body).await;
        assert_eq!(answer.status.as_u16(), expected, "{:.300}", answer.text());
    }
    assert_eq!((street.counted("expenses").await, street.counted("documents").await), before);
    assert_eq!(street.counted("document_uploads").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_script_gets_its_form_back_as_it_was_typed() {
    let street = Street::with_empty_vault().await;
    let open = street.world.open;
    let fields = [("on", "2026-10-12"), ("amount", "-45"), ("description", "Served twice")];
    for (path, page) in [
        (format!("/cases/{open}/expenses/upload"), format!("/cases/{open}/expenses")),
        ("/time/expenses/upload".into(), "/time".into()),
    ] {
        let answer = street.post(&path, "billing", "text/html", form(&fields, None)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        let back = answer.headers[LOCATION].to_str().unwrap().to_owned();
        assert!(back.starts_with(&page) && back.contains("form="), "{back}");
        let shown = street.fetch(Method::GET, &back, "billing").await.text();
        assert!(shown.contains("An amount cannot be below zero."), "{path}");
        assert!(shown.contains("Served twice"), "{path}");
    }
    // and one whose receipt comes later
    let path = format!("/cases/{open}/expenses/upload");
    street.post(&path, "billing", "text/html", form(&FIELDS, None)).await;
    let id: uuid::Uuid = sqlx::query_scalar(
        "select id from expenses where description = 'Process server' and recorded_by = $1",
    )
    .bind(street.world.persona("billing").id.0)
    .fetch_one(&mut street.test.superuser().await)
    .await
    .unwrap();
    let path = format!("/expenses/{id}/receipt/upload");
    let wrong = form(&[], Some(("note.pdf", b"no receipt")));
    let answer = street.post(&path, "billing", "text/html", wrong).await;
    let back = answer.headers[LOCATION].to_str().unwrap().to_owned();
    let shown = street.fetch(Method::GET, &back, "billing").await.text();
    assert!(shown.contains("A receipt is a PDF or a picture."), "{shown:.500}");
    // the expense stands beside it as it is
    assert!(shown.contains("Process server"));
    let answer =
        street.post(&path, "billing", "text/html", form(&[], Some(("a.pdf", &pdf())))).await;
    let back = answer.headers[LOCATION].to_str().unwrap().to_owned();
    assert!(back.ends_with("done=receipt"), "{back}");
    let shown = street.fetch(Method::GET, &format!("/expenses/{id}"), "billing").await.text();
    assert!(shown.contains("Replace receipt"), "{shown:.500}");
    assert!(shown.contains("href=\"/documents/"), "{shown:.500}");
}
