//! Row 8: what is due planned, claimed and completed, against the bare statements on a table that is the
//! same but for its keeper: no definer functions, no row-level security.

use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};
use uuid::Uuid;

use crate::Outcome;
use crate::report::Report;
use crate::rows::{is_steady, median};

/// Due at once.
const DUE: i64 = 100_000;
/// Claimed and completed in a round.
const ROUND: usize = 20_000;
const BATCH: i32 = 500;
/// Sent long ago, and in nobody's way.
const DONE: i64 = 5_000_000;

pub(crate) async fn measure(
    app_url: &str,
    superuser: &PgPool,
    rounds: u32,
    report: &mut Report,
) -> Outcome {
    let mut owner = superuser.acquire().await?;
    owner.execute(AssertSqlSafe(prepared())).await?;
    let mut app = PgConnection::connect(app_url).await?;
    plan(&mut app, &mut owner, rounds, report).await?;
    let without = complete(&mut app, &mut owner, rounds, "none done", report).await?;
    owner.execute(AssertSqlSafe(done())).await?;
    let with = complete(&mut app, &mut owner, rounds, "5 M done", report).await?;
    let growth = without / with;
    report.line(
        "reminders, claim and complete, 5 M done of none".into(),
        format!("{growth:.2}×"),
        "≤ 1.2×",
        Some(growth <= 1.2),
    );
    Ok(())
}

/// So many appointments in two days, each with somebody who gets mail, and the bare table.
fn prepared() -> String {
    format!(
        "set session_replication_role = replica;
        update appointments set held = coalesce(held, 'imported'), released_at = null, released_by = null;
        create table bench_appointments as select gen_random_uuid() as id, gen_random_uuid() as attendee from generate_series(1, {DUE});
        insert into appointments (id, kind, owner_id, staff_ids, zone, starts_local, ends_local, starts_at, ends_at, noticed_at, booked_by)
        select b.id, 'meeting', s.id, array[s.id], 'UTC', '2026-10-13 10:00', '2026-10-13 11:00', now() + interval '40 hours',
            now() + interval '41 hours', now() - interval '9 days', s.id
        from bench_appointments b cross join (select id from staff order by id limit 1) s;
        insert into appointment_attendees (id, appointment_id, name, email, since, added_by)
        select b.attendee, b.id, 'Guest', 'guest@example.com', now() - interval '9 days', s.id
        from bench_appointments b cross join (select id from staff order by id limit 1) s;
        set session_replication_role = origin;
        create table bare_notifications (like notifications including all);
        analyze appointments; analyze appointment_attendees; analyze notifications; analyze bare_notifications"
    )
}

fn done() -> String {
    let insert = |table: &str| {
        format!(
            "insert into {table} (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at,
                next_at, state, sent_at)
            select gen_random_uuid(), 'appointment', gen_random_uuid(), 1, 'remind_48h', 'email', gen_random_uuid(),
                now() - interval '1 year', now() - interval '1 year', now() - interval '1 year', 'accepted', now() - interval '1 year'
            from generate_series(1, {DONE})"
        )
    };
    format!(
        "{}; {}; checkpoint; analyze notifications; analyze bare_notifications",
        insert("notifications"),
        insert("bare_notifications")
    )
}

async fn timed(connection: &mut PgConnection, sql: &str) -> Outcome<Duration> {
    let began = Instant::now();
    connection.execute(AssertSqlSafe(sql.to_owned())).await?;
    Ok(began.elapsed())
}

const AS_NOTIFIER: &str = "begin; select set_config('role', 'privity_notifier', true); \
    select set_config('privity.now', '', true)";

async fn plan(
    app: &mut PgConnection,
    owner: &mut PgConnection,
    rounds: u32,
    report: &mut Report,
) -> Outcome {
    let ours_sql = format!("{AS_NOTIFIER}; select plan_reminders()");
    let bare_sql = "begin; insert into bare_notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id,
            due_at, expires_at, next_at)
        select gen_random_uuid(), 'appointment', a.id, a.notice_revision, 'remind_48h', 'email', t.id,
            a.starts_at - interval '48 hours', a.starts_at - interval '24 hours', now()
        from appointments a join appointment_attendees t on t.appointment_id = a.id and t.until is null
        where a.starts_at <= now() + interval '48 hours' and a.starts_at > now() + interval '24 hours' and a.cancelled_at is null
            and a.held is null and t.email <> ''
        on conflict do nothing";
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for nth in 0..rounds {
        let end = if nth + 1 == rounds { "commit" } else { "rollback" };
        ours.push(timed(app, &ours_sql).await?.as_secs_f64());
        app.execute(end).await?;
        theirs.push(timed(owner, bare_sql).await?.as_secs_f64());
        owner.execute(end).await?;
        owner.execute("vacuum notifications; ").await?;
        owner.execute("vacuum bare_notifications").await?;
    }
    let planned: i64 = sqlx::query_scalar(
        "select count(*) from notifications where state = 'queued' and kind = 'remind_48h'",
    )
    .fetch_one(&mut *owner)
    .await?;
    if planned < DUE {
        return Err(format!("{planned} of {DUE} were planned").into());
    }
    let ratio = median(ours.iter().zip(&theirs).map(|(ours, theirs)| theirs / ours).collect());
    let steady = is_steady(&theirs);
    let took = median(ours);
    report.line(
        "reminders, plan 100,000".into(),
        format!("{took:.1} s"),
        "< 5 s",
        Some(took < 5.0),
    );
    report.line(
        format!("reminders, plan, of the bare insert ({:.1} s)", median(theirs)),
        format!("{ratio:.2}×"),
        "≥ 0.5×",
        steady.then_some(ratio >= 0.5),
    );
    Ok(())
}

/// Answers how many rows a second ours does.
async fn complete(
    app: &mut PgConnection,
    owner: &mut PgConnection,
    rounds: u32,
    when: &str,
    report: &mut Report,
) -> Outcome<f64> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        // what the last round completed waits again
        for table in ["notifications", "bare_notifications"] {
            let again = format!(
                "update {table} set state = 'queued', sent_at = null where kind = 'remind_48h' and sent_at > now() - interval '1 day'"
            );
            owner.execute(AssertSqlSafe(again)).await?;
            owner.execute(AssertSqlSafe(format!("vacuum {table}"))).await?;
        }
        let began = Instant::now();
        let mut left = ROUND;
        while left > 0 {
            left = left.saturating_sub(one_of_ours(app).await?);
        }
        ours.push(ROUND as f64 / began.elapsed().as_secs_f64());
        let began = Instant::now();
        let mut left = ROUND;
        while left > 0 {
            left = left.saturating_sub(one_bare(owner).await?);
        }
        theirs.push(ROUND as f64 / began.elapsed().as_secs_f64());
    }
    let ratio = median(ours.iter().zip(&theirs).map(|(ours, theirs)| ours / theirs).collect());
    let (each, steady) = (median(ours), is_steady(&theirs));
    report.line(
        format!("reminders, claim and complete, {when}"),
        format!("{each:.0}/s"),
        "≥ 10,000/s",
        Some(each >= 10_000.0),
    );
    report.line(
        format!(
            "reminders, claim and complete, {when}, of the bare statements ({:.0}/s)",
            median(theirs)
        ),
        format!("{ratio:.2}×"),
        "≥ 0.5×",
        steady.then_some(ratio >= 0.5),
    );
    Ok(each)
}

fn at_least_one(done: usize) -> Outcome<usize> {
    if done == 0 { Err("nothing was left to claim".into()) } else { Ok(done) }
}

async fn one_of_ours(app: &mut PgConnection) -> Outcome<usize> {
    let lease = Uuid::new_v4();
    app.execute(AS_NOTIFIER).await?;
    let ids: Vec<Uuid> =
        sqlx::query_scalar("select id from claim_notices('email', $1, '90 seconds', $2, 1e9, 1e9)")
            .bind(lease)
            .bind(BATCH)
            .fetch_all(&mut *app)
            .await?;
    app.execute("commit").await?;
    app.execute(AS_NOTIFIER).await?;
    sqlx::query("select accept_notices($1, 'smtp', $2)")
        .bind(lease)
        .bind(&ids)
        .execute(&mut *app)
        .await?;
    app.execute("commit").await?;
    at_least_one(ids.len())
}

async fn one_bare(owner: &mut PgConnection) -> Outcome<usize> {
    let lease = Uuid::new_v4();
    owner.execute("begin").await?;
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "with due as (
            select id from bare_notifications where state = 'queued' and next_at <= now() and channel = 'email'
            order by next_at, id limit $2 for update skip locked
        )
        update bare_notifications n set state = 'sending', lease = $1, lease_until = now() + interval '90 seconds', attempts = attempts + 1
        from due where n.id = due.id returning n.id",
    )
    .bind(lease)
    .bind(i64::from(BATCH))
    .fetch_all(&mut *owner)
    .await?;
    owner.execute("commit").await?;
    owner.execute("begin").await?;
    sqlx::query(
        "update bare_notifications set state = 'accepted', lease = null, lease_until = null, sent_at = now()
        where id = any ($2) and lease = $1",
    )
    .bind(lease)
    .bind(&ids)
    .execute(&mut *owner)
    .await?;
    owner.execute("commit").await?;
    at_least_one(ids.len())
}
