//! Rows 1 and 2 of the performance table, on one dataset.

use std::process::Stdio;
use std::time::Duration;

use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Executor, PgPool};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use uuid::Uuid;

use crate::load::{Browser, open_loop};
use crate::report::Report;
use crate::{Outcome, cpu, statements};

/// How far the reference may move between the rounds of one measure.
const STEADY: f64 = 1.10;
/// Between two requests at a steady rate.
const EVERY: Duration = Duration::from_millis(25);

/// Somebody signed in.
pub(crate) struct Person {
    what: &'static str,
    pub cookie: String,
}

/// One dataset and the portal that serves it.
pub(crate) struct Office {
    pub name: String,
    pub port: u16,
    pid: u32,
    log: String,
    pub superuser: PgPool,
    app_url: String,
    pub partner: Person,
    pub attorney: Person,
}

/// A portal that stands still until this is dropped.
pub(crate) struct Held(u32);

impl Held {
    fn signal(&self, signal: &str) -> Outcome {
        let told =
            std::process::Command::new("kill").args([signal, &self.0.to_string()]).status()?;
        if told.success() { Ok(()) } else { Err("the portal could not be held".into()) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.signal("-CONT").ok();
    }
}

impl Office {
    /// Stops the portal for as long as the answer is kept.
    pub(crate) fn hold(&self) -> Outcome<Held> {
        let held = Held(self.pid);
        held.signal("-STOP")?;
        Ok(held)
    }

    /// `spec` is NAME=DATABASE=PORT=PID.
    pub(crate) async fn reach(server: &str, log: &str, spec: &str) -> Outcome<Office> {
        let [name, database, port, pid] = spec.split('=').collect::<Vec<_>>()[..] else {
            return Err("NAME=DATABASE=PORT=PID".into());
        };
        let options: PgConnectOptions = server.parse()?;
        let pool = PgPoolOptions::new().max_connections(2);
        let superuser = pool.connect_with(options.database(database)).await?;
        let host = server.split_once('?').map_or("", |(_, query)| query);
        let partner = sign_in(&superuser, "case list, partner", "miriam").await?;
        let attorney = sign_in(&superuser, "case list, associate", "tomas").await?;
        Ok(Office {
            name: name.into(),
            port: port.parse()?,
            pid: pid.parse()?,
            log: log.into(),
            superuser,
            app_url: format!("postgres://privity_app@localhost/{database}?{host}"),
            partner,
            attorney,
        })
    }

    /// Where the product's own login connects.
    pub(crate) fn app_url(&self) -> &str {
        &self.app_url
    }

    /// The portal and its connections to the database.
    pub(crate) async fn portal(&self) -> Outcome<Vec<u32>> {
        let mut pids = self.backends("privity").await?;
        pids.push(self.pid);
        Ok(pids)
    }

    async fn backends(&self, application: &str) -> Outcome<Vec<u32>> {
        let pids: Vec<i32> = sqlx::query_scalar(
            "select pid from pg_stat_activity where datname = current_database() and application_name = $1",
        )
        .bind(application)
        .fetch_all(&self.superuser)
        .await?;
        Ok(pids.into_iter().filter_map(|pid| u32::try_from(pid).ok()).collect())
    }

    /// The path of the first case in the associate's list.
    pub(crate) async fn case_of_attorney(&self) -> Outcome<String> {
        let mut browser = Browser::open(self.port, &self.attorney.cookie).await?;
        let list = String::from_utf8(browser.get_well("/cases").await?)?;
        Ok(case_path(&list).ok_or("the list names no case")?)
    }

    /// What the portal holds in memory now, from where its peak is counted anew; in bytes.
    pub(crate) fn reset_peak(&self) -> Outcome<u64> {
        std::fs::write(format!("/proc/{}/clear_refs", self.pid), "5")?;
        self.status("VmRSS:")
    }

    /// The most the portal held since; in bytes.
    pub(crate) fn peak(&self) -> Outcome<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, line: &str) -> Outcome<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let value = text.lines().find_map(|said| said.strip_prefix(line)).ok_or("no such line")?;
        Ok(value.trim().trim_end_matches(" kB").parse::<u64>()? << 10)
    }

    /// Answers the 95th percentiles of each page.
    pub(crate) async fn measure(
        &self,
        rounds: u32,
        requests: u32,
        report: &mut Report,
    ) -> Outcome<Vec<(String, Duration)>> {
        let mut p95 = Vec::new();
        for person in [&self.partner, &self.attorney] {
            self.list(person, rounds, requests, report).await?;
            let took = open_loop(self.port, &person.cookie, "/cases", requests, EVERY).await?;
            report.fact(
                format!(
                    "{}: {}, p95 at {} a second",
                    self.name,
                    person.what,
                    1000 / EVERY.as_millis()
                ),
                format!("{took:.1?}"),
            );
            p95.push((person.what.to_owned(), took));
        }
        let path = self.case_of_attorney().await?;
        let mut browser = Browser::open(self.port, &self.attorney.cookie).await?;
        self.case(&mut browser, &path, rounds, requests, report).await?;
        let took = open_loop(self.port, &self.attorney.cookie, &path, requests, EVERY).await?;
        report.fact(format!("{}: case page, p95", self.name), format!("{took:.1?}"));
        p95.push(("case page".into(), took));
        Ok(p95)
    }

    /// Row 1: the list against a page by hand.
    async fn list(
        &self,
        person: &Person,
        rounds: u32,
        requests: u32,
        report: &mut Report,
    ) -> Outcome {
        let mut browser = Browser::open(self.port, &person.cookie).await?;
        browser.closed_loop("/cases", 20).await?;
        let asked = self.asked(&mut browser, "/cases").await?;
        let list = asked.iter().find(|sql| sql.starts_with("with matching")).ok_or("no list")?;
        let statements = [asked.first().ok_or("no statement")?.as_str(), list];
        let (ours, theirs) =
            self.to_hand(&mut browser, "/cases", &statements, rounds, requests).await?;
        let ratio = median(ours.iter().zip(&theirs).map(|(a, b)| a / b).collect());
        let (name, what) = (&self.name, person.what);
        let steady = is_steady(&theirs);
        let ms = median(ours);
        report.line(
            format!("{name}: {what}, CPU"),
            format!("{ms:.2} ms"),
            "≤ 0.5 ms",
            steady.then_some(ms <= 0.5),
        );
        report.line(
            format!("{name}: {what}, to one by hand ({:.2} ms)", median(theirs)),
            format!("{ratio:.2}×"),
            "≤ 3×",
            steady.then_some(ratio <= 3.0),
        );
        report.fact(format!("{name}: {what}, statements"), (asked.len()).to_string());
        Ok(())
    }

    /// Milliseconds of CPU a page, ours and by hand, in turn. The first statement is the one that begins.
    pub(crate) async fn to_hand(
        &self,
        browser: &mut Browser,
        path: &str,
        statements: &[&str],
        rounds: u32,
        requests: u32,
    ) -> Outcome<(Vec<f64>, Vec<f64>)> {
        let mut hand = Hand::start(&self.app_url, statements).await?;
        let mut by_hand = Browser::open(hand.port, "").await?;
        by_hand.closed_loop(path, 40).await?;
        browser.closed_loop(path, 40).await?;
        let portal = self.portal().await?;
        let mut reference = self.backends("by hand").await?;
        reference.push(hand.child.id().ok_or("the page by hand has ended")?);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            ours.push(each(&portal, requests, browser.closed_loop(path, requests)).await?);
            theirs.push(each(&reference, requests, by_hand.closed_loop(path, requests)).await?);
        }
        hand.child.kill().await?;
        Ok((ours, theirs))
    }

    /// What a page of the managing partner's asks the database.
    pub(crate) async fn asked(&self, browser: &mut Browser, path: &str) -> Outcome<Vec<String>> {
        statements::of_page(&self.superuser, &self.log, browser, path).await
    }

    /// Row 2: a case's page against its bare statements in pgbench.
    async fn case(
        &self,
        browser: &mut Browser,
        path: &str,
        rounds: u32,
        requests: u32,
        report: &mut Report,
    ) -> Outcome {
        browser.closed_loop(path, 40).await?;
        let asked = statements::of_page(&self.superuser, &self.log, browser, path).await?;
        // begin, audit and commit do not count
        let trips =
            asked.iter().filter(|sql| !sql.starts_with("insert into audit_events")).count() - 2;
        report.line(
            format!("{}: case page, round trips", self.name),
            trips.to_string(),
            "≤ 4",
            Some(trips <= 4),
        );
        let script = std::env::temp_dir().join(format!("privity-bench-{}.sql", std::process::id()));
        let sql: Vec<String> = asked.iter().map(|sql| without_comments(sql) + ";\n").collect();
        tokio::fs::write(&script, sql.concat()).await?;
        let portal = self.portal().await?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            ours.push(each(&portal, requests, browser.closed_loop(path, requests)).await?);
            theirs.push(self.pgbench(&script.display().to_string(), requests).await?);
        }
        tokio::fs::remove_file(&script).await?;
        let ratio = median(ours.iter().zip(&theirs).map(|(a, b)| b / a).collect());
        let steady = is_steady(&theirs);
        report.line(
            format!(
                "{}: case page ({:.2} ms), of its statements in pgbench ({:.2} ms)",
                self.name,
                median(ours),
                median(theirs)
            ),
            format!("{ratio:.2}×"),
            "≥ 0.5×",
            steady.then_some(ratio >= 0.5),
        );
        Ok(())
    }

    /// Milliseconds of CPU a transaction, pgbench and its connection together.
    async fn pgbench(&self, script: &str, transactions: u32) -> Outcome<f64> {
        let mut child = Command::new("pgbench")
            .args([
                "-n",
                "-c",
                "1",
                "-M",
                "prepared",
                "-t",
                &transactions.to_string(),
                "-f",
                script,
                &self.app_url,
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .env("PGAPPNAME", "pgbench")
            .kill_on_drop(true)
            .spawn()?;
        let pgbench = child.id().ok_or("pgbench has ended")?;
        let (mut spent, mut backends) = (0, Vec::new());
        // its connection ends with it: the last look before that counts
        let status = loop {
            if backends.is_empty() {
                backends = self.backends("pgbench").await?;
            }
            spent = spent.max(cpu::of(&backends)? + cpu::of(&[pgbench])?);
            tokio::select! {
                status = child.wait() => break status?,
                () = tokio::time::sleep(Duration::from_millis(5)) => {}
            }
        };
        if !status.success() {
            return Err("pgbench failed".into());
        }
        Ok(spent as f64 / f64::from(transactions) / 1e6)
    }
}

/// Growth from one dataset to the next.
pub(crate) fn growth(
    from: &str,
    to: &str,
    small: &[(String, Duration)],
    large: &[(String, Duration)],
    report: &mut Report,
) {
    for ((what, small), (_, large)) in small.iter().zip(large) {
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        report.line(
            format!("{what}: p95, {from} → {to}"),
            format!("{ratio:.2}×"),
            "≤ 1.2×",
            Some(ratio <= 1.2),
        );
    }
}

/// The page by hand, a process of its own.
struct Hand {
    child: Child,
    port: u16,
}

impl Hand {
    async fn start(url: &str, statements: &[&str]) -> Outcome<Hand> {
        let file = std::env::temp_dir().join(format!("privity-bench-page-{}", std::process::id()));
        tokio::fs::write(&file, statements.join("\n\n")).await?;
        let url = format!("{url}&application_name=by%20hand");
        let mut child = Command::new(std::env::current_exe()?)
            .args(["page", &url, "0"])
            .arg(&file)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut said = String::new();
        let stdout = child.stdout.take().ok_or("no output")?;
        BufReader::new(stdout).read_line(&mut said).await?;
        tokio::fs::remove_file(&file).await?;
        Ok(Hand { child, port: said.trim().parse()? })
    }
}

/// Milliseconds of CPU a request.
pub(crate) async fn each(
    pids: &[u32],
    requests: u32,
    work: impl Future<Output = Outcome>,
) -> Outcome<f64> {
    let before = cpu::of(pids)?;
    work.await?;
    Ok((cpu::of(pids)? - before) as f64 / f64::from(requests) / 1e6)
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

pub(crate) fn is_steady(values: &[f64]) -> bool {
    let (least, most) = values.iter().fold((f64::MAX, 0.0_f64), |(a, b), v| (a.min(*v), b.max(*v)));
    most <= least * STEADY
}

fn case_path(html: &str) -> Option<String> {
    html.split("href=\"").skip(1).find_map(|rest| {
        let path = rest.split('"').next()?;
        Uuid::try_parse(path.strip_prefix("/cases/")?).ok()?;
        Some(path.to_owned())
    })
}

fn without_comments(sql: &str) -> String {
    let lines: Vec<&str> = sql
        .lines()
        .map(|line| line.split(" -- ").next().unwrap_or(line))
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect();
    lines.join(" ")
}

/// A session of the demo account with this first name, as the sign-in would have made it.
async fn sign_in(superuser: &PgPool, what: &'static str, mailbox: &str) -> Outcome<Person> {
    let token = Uuid::new_v4().simple().to_string();
    sqlx::query(
        "insert into sessions (id, staff_id, token_hash, epoch, created_at, seen_at, idle_until, expires_at, proved_at)
        select $1, s.id, $2, c.epoch, now(), now(), now() + interval '2 hours', now() + interval '2 hours', now()
        from staff s join credentials c on c.staff_id = s.id where s.email like $3 || '@%'",
    )
    .bind(Uuid::new_v4())
    .bind(&Sha256::digest(token.as_bytes())[..])
    .bind(mailbox)
    .execute(superuser)
    .await?;
    superuser.execute(AssertSqlSafe("vacuum sessions".to_owned())).await?;
    Ok(Person { what, cookie: format!("privity={token}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_that_moves_says_nothing() {
        assert!(is_steady(&[1.0, 1.05, 1.09]));
        assert!(!is_steady(&[1.0, 1.2, 1.1]));
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_first_case_is_found() {
        let id = "01a18863-bc00-71ec-baea-3060dc7aa24c";
        let html = format!(r#"<a href="/cases?state=open"><a href="/cases/{id}">"#);
        assert_eq!(case_path(&html), Some(format!("/cases/{id}")));
    }
}
