//! What the portal asks the database for one page, read from the database's own log: the reference
//! cannot drift from the product.

use std::fs;
use std::time::Duration;

use sqlx::{Executor, PgPool};

use crate::Outcome;
use crate::load::Browser;

/// Begins each line of the log, with the process.
const MARK: &str = "@@";

/// The statements of one request, with their values written in; the session's is not among them.
pub(crate) async fn of_page(
    superuser: &PgPool,
    log: &str,
    browser: &mut Browser,
    path: &str,
) -> Outcome<Vec<String>> {
    for setting in
        ["log_line_prefix = '@@%p '", "log_statement = 'all'", "log_parameter_max_length = -1"]
    {
        superuser.execute(sqlx::AssertSqlSafe(format!("alter system set {setting}"))).await?;
    }
    superuser.execute("select pg_reload_conf()").await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let from = fs::read(log)?.len();
    browser.get_well(path).await?;
    superuser.execute("alter system reset log_statement").await?;
    superuser.execute("select pg_reload_conf()").await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let text = fs::read(log)?;
    of_somebody(&parse(&String::from_utf8_lossy(&text[from..])))
        .ok_or_else(|| "the log does not show a page's transaction".into())
}

/// The transaction of somebody of the staff. What is done meanwhile by others, as by those who look into folders,
/// goes over another connection.
fn of_somebody(statements: &[(u32, String)]) -> Option<Vec<String>> {
    const ROLES: [&str; 4] =
        ["privity_partner", "privity_attorney", "privity_paralegal", "privity_billing"];
    let begins =
        |sql: &str| sql.starts_with("begin;") && ROLES.iter().any(|role| sql.contains(role));
    let at = statements.iter().position(|(_, sql)| begins(sql))?;
    let process = statements[at].0;
    let own = statements[at..].iter().filter(|(of, _)| *of == process).map(|(_, sql)| sql.clone());
    let own: Vec<String> = own.collect();
    let commit = own.iter().position(|sql| sql.eq_ignore_ascii_case("commit"))?;
    Some(own[..=commit].to_vec())
}

/// Each with its process.
fn parse(log: &str) -> Vec<(u32, String)> {
    let mut statements: Vec<(u32, String)> = Vec::new();
    for entry in log.split(MARK) {
        let Some((process, entry)) = entry.split_once(' ') else { continue };
        let Ok(process) = process.parse::<u32>() else { continue };
        let entry = entry.trim_end().replace("\n\t", "\n");
        if let Some(rest) = entry.split_once("LOG:  statement: ").map(|(_, rest)| rest) {
            statements.push((process, rest.to_owned()));
        } else if let Some(rest) = entry.split_once("LOG:  execute ").map(|(_, rest)| rest) {
            statements.extend(rest.split_once(": ").map(|(_, sql)| (process, sql.to_owned())));
        } else if let Some((_, values)) = entry.split_once("DETAIL:  parameters: ")
            && let Some((_, last)) = statements.iter_mut().rev().find(|(of, _)| *of == process)
        {
            *last = with_values(last, values);
        }
    }
    statements
}

/// `$1 = 'a', $2 = NULL` written into the statement, the highest number first.
fn with_values(sql: &str, values: &str) -> String {
    let mut found = Vec::new();
    let mut rest = values;
    while let Some((_, tail)) = rest.split_once(" = ") {
        let end = match tail.strip_prefix('\'') {
            None => tail.find(", $").unwrap_or(tail.len()),
            Some(quoted) => {
                let mut at = 0;
                // a quote in a value stands twice
                while let Some(next) = quoted[at..].find('\'') {
                    at += next;
                    if quoted[at + 1..].starts_with('\'') {
                        at += 2;
                    } else {
                        break;
                    }
                }
                at + 2
            }
        };
        found.push(&tail[..end]);
        rest = &tail[end..];
    }
    let mut sql = sql.to_owned();
    for (nth, value) in found.iter().enumerate().rev() {
        // each row of the log has an id of its own
        let value = match nth {
            0 if sql.starts_with("insert into audit_events") => "gen_random_uuid()".to_owned(),
            // a literal has no type of its own, and an array of them would be one of texts
            _ if is_id(value) => format!("{value}::uuid"),
            _ => (*value).to_owned(),
        };
        sql = sql.replace(&format!("${}", nth + 1), &value);
    }
    sql
}

/// `'01928000-0000-7000-8000-00000000ef02'`
fn is_id(value: &str) -> bool {
    value.len() == 38
        && value.bytes().enumerate().all(|(at, byte)| match at {
            0 | 37 => byte == b'\'',
            9 | 14 | 19 | 24 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_into_their_statement() {
        let log = "@@7 LOG:  statement: begin; select 1\n@@7 LOG:  execute sqlx_s_1: select $1,\n\t$2 from t where $10 = $3\n\
                   @@8 LOG:  execute sqlx_s_2: select 2\n@@7 DETAIL:  parameters: $1 = 'it''s, $2 = x', $2 = NULL, $3 = '3', $4 = '4', $5 = '5', $6 = '6', $7 = '7', \
                   $8 = '8', $9 = '9', $10 = ''\n";
        let wanted = ["begin; select 1", "select 'it''s, $2 = x',\nNULL from t where '' = '3'"];
        assert_eq!(parse(log)[0], (7, wanted[0].to_owned()));
        // a value that looks like a parameter is the one thing this cannot tell apart
        assert!(parse(log)[1].1.ends_with("from t where '' = '3'"));
    }

    #[test]
    fn an_id_stays_one_where_nothing_else_says_so() {
        let log = "@@7 LOG:  execute x: select money_of(array[$1]), $2\n\
                   @@7 DETAIL:  parameters: $1 = '01928000-0000-7000-8000-00000000ef02', $2 = 'text'\n";
        let sql = &parse(log)[0].1;
        assert_eq!(
            sql,
            "select money_of(array['01928000-0000-7000-8000-00000000ef02'::uuid]), 'text'"
        );
    }

    #[test]
    fn what_others_do_meanwhile_is_no_part_of_a_page() {
        let log = "@@8 LOG:  statement: begin; select set_config('role', 'privity_filing', true)\n\
                   @@7 LOG:  statement: begin; select set_config('role', 'privity_partner', true)\n\
                   @@8 LOG:  execute x: select 8\n@@7 LOG:  execute y: select 7\n@@8 LOG:  statement: COMMIT\n\
                   @@7 LOG:  statement: COMMIT\n@@7 LOG:  statement: begin; select 9\n";
        let own = of_somebody(&parse(log)).unwrap();
        assert_eq!(own.len(), 3);
        assert_eq!(own[1], "select 7");
    }
}
