//! A list's page by hand: one axum handler that runs the page's own statements as the same database role
//! under the same row policies, and writes tables.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use sqlx::postgres::{PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, Column, PgPool, Row, TypeInfo};
use tokio::net::TcpListener;

use crate::Outcome;

struct Page {
    pool: PgPool,
    begin: String,
    statements: Vec<String>,
}

/// The file holds the statement that begins and those that list, with an empty line between.
pub(crate) async fn serve(url: &str, port: &str, file: &str) -> Outcome {
    let text = std::fs::read_to_string(file)?;
    let mut statements = text.split("\n\n").map(str::to_owned);
    let begin = statements.next().ok_or("two statements")?;
    let pool = PgPoolOptions::new().max_connections(4).connect(url).await?;
    let page = Arc::new(Page { pool, begin, statements: statements.collect() });
    let router = Router::new().fallback(show).with_state(page);
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let port = listener.local_addr()?.port();
    println!("{port}");
    Ok(axum::serve(listener, router).await?)
}

async fn show(State(page): State<Arc<Page>>) -> Result<Html<String>, StatusCode> {
    page.read().await.map(Html).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

impl Page {
    async fn read(&self) -> Result<String, sqlx::Error> {
        let mut tx = self.pool.begin_with(AssertSqlSafe(self.begin.clone())).await?;
        let mut html = String::with_capacity(16 << 10);
        html.push_str("<!doctype html><title>List</title>");
        for statement in &self.statements {
            let rows = sqlx::query(AssertSqlSafe(statement.clone())).fetch_all(&mut *tx).await?;
            html.push_str("<table>");
            for row in rows.iter().take(25) {
                write(&mut html, row)?;
            }
            html.push_str("</table>");
        }
        tx.commit().await?;
        Ok(html)
    }
}

/// What is text or a number; an id of its own is where the row leads.
fn write(html: &mut String, row: &PgRow) -> Result<(), sqlx::Error> {
    html.push_str("<tr>");
    for column in row.columns() {
        let at = column.ordinal();
        // writing to a string does not fail
        match column.type_info().name() {
            "UUID" if column.name() == "id!" => {
                let id: uuid::Uuid = row.try_get(at)?;
                _ = write!(html, "<td><a href=\"{id}\">Open</a></td>");
            }
            "INT8" => {
                let number: Option<i64> = row.try_get(at)?;
                _ = write!(html, "<td>{}</td>", number.unwrap_or_default());
            }
            "TEXT" => {
                html.push_str("<td>");
                let text: Option<&str> = row.try_get(at)?;
                escape(html, text.unwrap_or_default());
                html.push_str("</td>");
            }
            _ => {}
        }
    }
    html.push_str("</tr>");
    Ok(())
}

fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}
