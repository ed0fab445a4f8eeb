//! Row 7: a feed of a thousand events, whole and where nothing changed.

use sqlx::{AssertSqlSafe, Executor};

use crate::Outcome;
use crate::load::Browser;
use crate::report::Report;
use crate::rows::{Office, each, median};

/// Measures it on one office, for the associate, with half of the events about a case of theirs.
pub(crate) async fn measure(
    office: &Office,
    rounds: u32,
    requests: u32,
    report: &mut Report,
) -> Outcome {
    let case = office.case_of_attorney().await?;
    let case = case.rsplit('/').next().unwrap_or_default();
    let me = "(select id from staff where email like 'tomas@%')";
    let sql = format!(
        "set session_replication_role = replica;
        update appointments set cancelled_at = now(), cancelled_for = 'office'
        where staff_ids @> array[{me}] and cancelled_at is null and starts_at between now() - interval '400 days' and now() + interval '400 days';
        insert into appointments (id, kind, case_id, client_id, owner_id, staff_ids, zone, starts_local, ends_local, starts_at, ends_at,
            place, booked_by)
        select gen_random_uuid(), 'meeting', case n % 2 when 0 then c.id end, case n % 2 when 0 then c.client_id end, s.id, array[s.id],
            'UTC', '2026-10-13 10:00', '2026-10-13 11:00', now() + make_interval(hours => n * 8), now() + make_interval(hours => n * 8 + 1),
            'Room 2', s.id
        from generate_series(1, 1000) n, (select {me} as id) s, (select id, client_id from cases where id = '{case}') c;
        insert into calendar_feeds (id, staff_id, name, detail) select gen_random_uuid(), {me}, 'Bench', 'plain';
        set session_replication_role = origin; analyze appointments"
    );
    office.superuser.acquire().await?.execute(AssertSqlSafe(sql)).await?;
    let mut browser = Browser::open(office.port, &office.attorney.cookie).await?;
    let page = String::from_utf8(browser.get_well("/account/calendars").await?)?;
    let token: String = page
        .split("/feeds/")
        .nth(1)
        .ok_or("the page shows no address")?
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    let path = format!("/feeds/{token}");
    let mut program = Browser::open(office.port, "").await?;
    let whole = program.get(&path).await?;
    let events = String::from_utf8_lossy(&whole.body).matches("BEGIN:VEVENT").count();
    if whole.status != 200 || events != 1000 {
        return Err(format!("the feed answered {} with {events} events", whole.status).into());
    }
    let portal = office.portal().await?;
    let mut took = Vec::new();
    for _ in 0..rounds {
        took.push(each(&portal, requests, program.closed_loop(&path, requests)).await?);
    }
    let ms = median(took);
    report.line(
        format!("{}: calendar feed of 1,000, CPU", office.name),
        format!("{ms:.2} ms"),
        "≤ 4 ms",
        Some(ms <= 4.0),
    );
    let mut knowing = Browser::open(office.port, "").await?;
    knowing.says(&format!("if-none-match: {}", whole.etag));
    let mut took = Vec::new();
    for _ in 0..rounds {
        let again = async {
            for _ in 0..requests {
                let answer = knowing.get(&path).await?;
                if answer.status != 304 {
                    return Err(format!("the feed answered {}", answer.status).into());
                }
            }
            Ok(())
        };
        took.push(each(&portal, requests, again).await?);
    }
    let ms = median(took);
    report.line(
        format!("{}: calendar feed, unchanged, CPU", office.name),
        format!("{ms:.2} ms"),
        "≤ 0.3 ms",
        Some(ms <= 0.3),
    );
    Ok(())
}
