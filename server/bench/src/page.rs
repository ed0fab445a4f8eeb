//! The case list by hand: one axum handler that runs the list's own statement as the same database role
//! under the same row policies, and writes a table.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use sqlx::postgres::{PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, PgPool, Row};
use tokio::net::TcpListener;

use crate::Outcome;

struct Page {
    pool: PgPool,
    begin: String,
    list: String,
}

/// The file holds the statement that begins and the one that lists, with an empty line between.
pub(crate) async fn serve(url: &str, port: &str, file: &str) -> Outcome {
    let text = std::fs::read_to_string(file)?;
    let (begin, list) = text.split_once("\n\n").ok_or("two statements")?;
    let pool = PgPoolOptions::new().max_connections(4).connect(url).await?;
    let page = Arc::new(Page { pool, begin: begin.into(), list: list.into() });
    let router = Router::new().route("/cases", get(cases)).with_state(page);
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let port = listener.local_addr()?.port();
    println!("{port}");
    Ok(axum::serve(listener, router).await?)
}

async fn cases(State(page): State<Arc<Page>>) -> Result<Html<String>, StatusCode> {
    page.read().await.map(Html).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

impl Page {
    async fn read(&self) -> Result<String, sqlx::Error> {
        let mut tx = self.pool.begin_with(AssertSqlSafe(self.begin.clone())).await?;
        let rows = sqlx::query(AssertSqlSafe(self.list.clone())).fetch_all(&mut *tx).await?;
        tx.commit().await?;
        let mut html = String::with_capacity(16 << 10);
        html.push_str("<!doctype html><title>Cases</title><table>");
        for row in rows.iter().take(25) {
            write(&mut html, row)?;
        }
        html.push_str("</table>");
        Ok(html)
    }
}

fn write(html: &mut String, row: &PgRow) -> Result<(), sqlx::Error> {
    let id: uuid::Uuid = row.try_get("id!")?;
    // writing to a string does not fail
    _ = write!(html, "<tr><td><a href=\"/cases/{id}\">");
    for (nth, column) in ["number!", "title!", "client!", "practice_area!", "stage!", "lead_name?"]
        .iter()
        .enumerate()
    {
        let text: Option<&str> = row.try_get(column)?;
        for c in text.unwrap_or_default().chars() {
            match c {
                '<' => html.push_str("&lt;"),
                '&' => html.push_str("&amp;"),
                '"' => html.push_str("&quot;"),
                c => html.push(c),
            }
        }
        html.push_str(if nth == 0 { "</a></td><td>" } else { "</td><td>" });
    }
    html.push_str("</td></tr>");
    Ok(())
}
