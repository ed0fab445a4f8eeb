//! Row 6 and the list of invoices: papers as PDF, drafts by the hundred, and what is owed by age.

use sqlx::{AssertSqlSafe, Executor};
use tokio::time::Instant;

use crate::Outcome;
use crate::load::Browser;
use crate::report::Report;
use crate::rows::{Office, each, is_steady, median};

/// How the statements begin that the list of invoices has for itself: which ones, those in words, their reminders, the sums.
const OWN: [&str; 4] = ["with matching", "select m.id as", "select i.id as", "select i.currency"];
/// Lines of the two papers.
const SHORT: u32 = 10;
const LONG: u32 = 1_000;
/// Drafts that are written, and how many at once.
const DRAFTS: usize = 1_000;
const AT_ONCE: usize = 200;

/// The list with its ageing, against the case list of the same person in turn; beside it against a page by hand that asks the
/// same, which says what of it is not the database.
pub(crate) async fn ageing(
    office: &Office,
    rounds: u32,
    requests: u32,
    report: &mut Report,
) -> Outcome {
    let invoices: i64 = sqlx::query_scalar("select count(*) from invoices where balance > 0")
        .fetch_one(&office.superuser)
        .await?;
    let mut browser = Browser::open(office.port, &office.partner.cookie).await?;
    for path in ["/cases", "/billing"] {
        browser.closed_loop(path, 40).await?;
    }
    let asked = office.asked(&mut browser, "/billing").await?;
    let begin = asked.first().ok_or("no statement")?.as_str();
    let own =
        asked.iter().map(String::as_str).filter(|sql| OWN.iter().any(|it| sql.starts_with(it)));
    let statements: Vec<&str> = std::iter::once(begin).chain(own).collect();
    if statements.len() != 1 + OWN.len() {
        return Err("the list of invoices asks something else by now".into());
    }
    let (ours, theirs) =
        office.to_hand(&mut browser, "/billing", &statements, rounds, requests).await?;
    let portal = office.portal().await?;
    let (mut cases, mut billing) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        cases.push(each(&portal, requests, browser.closed_loop("/cases", requests)).await?);
        billing.push(each(&portal, requests, browser.closed_loop("/billing", requests)).await?);
    }
    let to_cases = median(billing.iter().zip(&cases).map(|(a, b)| a / b).collect());
    report.line(
        format!(
            "{}: {invoices} open invoices by age ({:.2} ms), to the case list",
            office.name,
            median(billing)
        ),
        format!("{to_cases:.2}×"),
        "≤ 1×",
        is_steady(&cases).then_some(to_cases <= 1.0),
    );
    let ratio = median(ours.iter().zip(&theirs).map(|(a, b)| a / b).collect());
    report.line(
        format!(
            "{}: open invoices by age ({:.2} ms), to one by hand ({:.2} ms)",
            office.name,
            median(ours),
            median(theirs.clone())
        ),
        format!("{ratio:.2}×"),
        "≤ 3×",
        is_steady(&theirs).then_some(ratio <= 3.0),
    );
    Ok(())
}

/// Papers and drafts, on one office: they do not depend on how much there is in it.
pub(crate) async fn measure(office: &Office, rounds: u32, report: &mut Report) -> Outcome {
    papers(office, rounds, report).await?;
    drafts(office, report).await
}

/// Each paper is another one and set once: what was set before is remembered.
async fn papers(office: &Office, rounds: u32, report: &mut Report) -> Outcome {
    let mut took = Vec::new();
    let mut browser = Browser::open(office.port, &office.partner.cookie).await?;
    let mut ids = issued(office).await?.into_iter();
    for (lines, requests) in [(SHORT, 40), (LONG, 4)] {
        let portal = office.portal().await?;
        let mut rounds_took = Vec::new();
        // the first round warms up
        for nth in 0..=rounds {
            let some: Vec<_> = ids.by_ref().take(requests as usize).collect();
            if some.len() < requests as usize {
                return Err("the office has too few invoices".into());
            }
            say_lines(office, &some, lines).await?;
            let work = async {
                for id in &some {
                    browser.closed_loop(&format!("/billing/{id}/pdf"), 1).await?;
                }
                Ok(())
            };
            let each = each(&portal, requests, work).await?;
            if nth > 0 {
                rounds_took.push(each);
            }
        }
        took.push(median(rounds_took));
    }
    let [short, long] = took[..] else { return Err("two papers".into()) };
    report.line(
        format!("invoice of {SHORT} lines as PDF, CPU"),
        format!("{short:.1} ms"),
        "≤ 15 ms",
        Some(short <= 15.0),
    );
    report.line(
        format!("invoice of {LONG} lines ({long:.0} ms), to {SHORT}"),
        format!("{:.1}×", long / short),
        "≤ 20×",
        Some(long / short <= 20.0),
    );
    Ok(())
}

/// Issued invoices with something on them.
async fn issued(office: &Office) -> Outcome<Vec<uuid::Uuid>> {
    Ok(sqlx::query_scalar(
        "select id from invoices where stage = 'issued' and kind = 'invoice' and jsonb_array_length(frozen->'lines') > 0
        order by id limit 1000",
    )
    .fetch_all(&office.superuser)
    .await?)
}

/// Gives them so many lines, each paper with words of its own.
async fn say_lines(office: &Office, ids: &[uuid::Uuid], lines: u32) -> Outcome {
    let ids: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
    let sql = format!(
        "set session_replication_role = replica;
        update invoices i set frozen = frozen || jsonb_build_object('lines',
            (select jsonb_agg(jsonb_set(frozen->'lines'->0, '{{narrative}}',
                to_jsonb('Draft and revise the statement of claim, part ' || n || ' of ' || left(i.id::text, 8))))
            from generate_series(1, {lines}) n),
            'subtotal', {lines} * (frozen->'lines'->0->>'net')::bigint, 'discount', 0, 'taxes', '[]'::jsonb, 'tax', 0,
            'total', {lines} * (frozen->'lines'->0->>'net')::bigint) where id in ({});
        set session_replication_role = origin",
        ids.join(",")
    );
    office.superuser.acquire().await?.execute(AssertSqlSafe(sql)).await?;
    Ok(())
}

async fn drafts(office: &Office, report: &mut Report) -> Outcome {
    let sql = format!(
        "set session_replication_role = replica;
        insert into time_entries (id, staff_id, case_id, client_id, worked_on, minutes, billed_minutes, narrative, currency, rate, recorded_by)
        select gen_random_uuid(), s.id, c.id, c.client_id, current_date, 60, 60, 'Review the file ' || n, o.currency, 29000, s.id
        from (select id, client_id from cases where closed_on is null order by id limit {DRAFTS}) c, generate_series(1, 5) n,
            (select id from staff where email like 'miriam@%') s, office_settings o;
        set session_replication_role = origin; analyze time_entries"
    );
    office.superuser.acquire().await?.execute(AssertSqlSafe(sql)).await?;
    let cases: Vec<uuid::Uuid> =
        sqlx::query_scalar("select id from cases where closed_on is null order by id limit $1")
            .bind(i64::try_from(DRAFTS)?)
            .fetch_all(&office.superuser)
            .await?;
    let mut browser = Browser::open(office.port, &office.partner.cookie).await?;
    let portal = office.portal().await?;
    let began = Instant::now();
    let work = async {
        for some in cases.chunks(AT_ONCE) {
            let ids: Vec<String> = some.iter().map(ToString::to_string).collect();
            let form = format!("cases={}", ids.join("+"));
            let answer = browser.post("/api/app/billing/drafting/write_batch", &form).await?;
            if answer.status != 200 {
                let said = String::from_utf8_lossy(&answer.body).into_owned();
                return Err(format!("the drafts answered {}: {said}", answer.status).into());
            }
        }
        Ok(())
    };
    let count = u32::try_from(cases.len())?;
    let ms = each(&portal, count, work).await?;
    report.fact(
        format!("{count} drafts of five lines, {AT_ONCE} at once"),
        format!("{:.1} s, {ms:.1} ms CPU each", began.elapsed().as_secs_f64()),
    );
    Ok(())
}
