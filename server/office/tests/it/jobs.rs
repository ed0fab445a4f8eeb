//! Ticks: there once for all servers, done by one of them, and again after the database was away.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use office::Error;
use office::jobs::{Act, Jobs, Tick};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::support::TestOffice;

const TICK: Tick = Tick { name: "test", every: Duration::from_secs(1) };

fn jobs(test: &TestOffice) -> Jobs {
    Jobs::new(&test.url("privity_jobs")).unwrap()
}

async fn count(test: &TestOffice, what: &'static str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("select count(*) from {what}"));
    sqlx::query_scalar(sql).fetch_one(&mut test.superuser().await).await.unwrap()
}

#[tokio::test]
async fn a_slot_is_written_down_once_and_no_second_one_waits() {
    let test = TestOffice::new().await;
    let hourly = Tick { name: "hourly", every: Duration::from_secs(3600) };
    let servers = [jobs(&test), jobs(&test), jobs(&test)];
    let mut asking = JoinSet::new();
    for nth in 0..30 {
        let jobs = servers[nth % 3].clone();
        asking.spawn(async move { jobs.tick(&[hourly, TICK]).await.unwrap() });
    }
    let made: u64 = asking.join_all().await.into_iter().sum();
    assert_eq!(count(&test, "apalis.jobs where job_type = 'hourly'").await, 1);
    let waiting = count(&test, "apalis.jobs where status = 'Pending'").await;
    assert_eq!(waiting as u64, made);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(servers[0].tick(&[hourly, TICK]).await.unwrap(), 0, "one still waits");
    // what is done is known until its slot is long over
    let mut superuser = test.superuser().await;
    sqlx::query("update apalis.jobs set status = 'Done', done_at = now() - interval '1 hour'")
        .execute(&mut superuser)
        .await
        .unwrap();
    servers[0].prune(&[hourly, TICK]).await.unwrap();
    assert_eq!(servers[0].tick(&[hourly]).await.unwrap(), 0);
    assert_eq!(count(&test, "apalis.jobs").await, 1);
    let said: String = sqlx::query_scalar("select convert_from(job, 'UTF8') from apalis.jobs")
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    assert!(said.starts_with(r#"{"loop" : "hourly", "slot" : "#) && said.len() < 60, "{said}");
}

#[tokio::test]
async fn of_two_servers_one_does_a_tick_and_a_panic_or_a_lost_database_ends_neither() {
    let test = TestOffice::new().await;
    let (stop, stopping) = watch::channel(false);
    let done = Arc::new(AtomicI64::new(0));
    let mut working = JoinSet::new();
    for _ in 0..2 {
        let (jobs, done, office) = (jobs(&test), Arc::clone(&done), Arc::clone(&test.office));
        let act: Act = Arc::new(move || {
            let done = Arc::clone(&done);
            Box::pin(async move {
                assert!(done.fetch_add(1, Ordering::SeqCst) != 0, "the first one panics");
                Ok(())
            })
        });
        let stopping = stopping.clone();
        working.spawn(async move { jobs.work(TICK, office, stopping, act).await });
    }
    let writer = jobs(&test);
    let until = async |so_many: i64| {
        while done.load(Ordering::SeqCst) < so_many {
            // the database may be away
            _ = writer.tick(&[TICK]).await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), async {
        until(3).await;
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'privity_jobs' and datname = current_database()")
            .execute(&mut test.superuser().await)
            .await
            .unwrap();
        until(5).await;
        stop.send(true).unwrap();
        working.join_all().await;
    })
    .await
    .expect("in time");
    let acted = done.load(Ordering::SeqCst);
    let begun = count(&test, "apalis.jobs where attempts > 0").await;
    assert_eq!(acted, begun, "each slot by one server");
    assert_eq!(count(&test, "apalis.jobs where status in ('Failed', 'Killed')").await, 1);
    assert_eq!(count(&test, "apalis.jobs where status in ('Queued', 'Running')").await, 0);
}

#[tokio::test]
async fn a_login_that_reaches_the_office_does_not_keep_the_ticks() {
    let test = TestOffice::new().await;
    jobs(&test).check().await.unwrap();
    for login in ["privity_app", "privity_owner", "postgres"] {
        let refused = Jobs::new(&test.url(login)).unwrap().check().await.unwrap_err();
        assert!(
            matches!(&refused, Error::Internal(why) if why.contains("privity_jobs")),
            "{login}"
        );
    }
}
