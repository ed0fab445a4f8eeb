//! The sizes that are measured on. People use verbs; two hundred thousand cases are made set by set,
//! through the owner's login, in one transaction. What the verbs would have kept true, the statements
//! keep true: one lead a case, names that can be found, numbers that go on. The same seed and the same
//! day make the same rows.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Executor, Postgres, Transaction};

use super::{Seed, SeedOptions, Seeded, names};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::console::Console;
use crate::{Error, Office, Result};

const STEPS: &str = include_str!("bulk.sql");
const INVOICES: &str = include_str!("bulk_invoices.sql");
const AUDIT: &str = include_str!("bulk_audit.sql");
/// Rows of the log between two words of progress.
const AUDIT_ROWS: i64 = 500_000;
/// Tables that hold something once there is an office.
const TABLES: [&str; 36] = [
    "staff",
    "staff_roles",
    "credentials",
    "clients",
    "client_contacts",
    "cases",
    "case_numbers",
    "case_team",
    "case_events",
    "conflict_checks",
    "parties",
    "enquiries",
    "walls",
    "known_names",
    "case_keys",
    "documents",
    "document_versions",
    "rooms",
    "appointments",
    "appointment_subjects",
    "appointment_attendees",
    "attendances",
    "office_settings",
    "rates",
    "time_entries",
    "invoices",
    "invoice_lines",
    "invoice_due_dates",
    "invoice_sendings",
    "invoice_counters",
    "payments",
    "allocations",
    "notifications",
    "dunning_deliveries",
    "dunning_stages",
    "audit_events",
];

/// How much of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume {
    /// The demo's twelve accounts are among them.
    pub staff: i64,
    pub clients: i64,
    pub cases: i64,
    pub audit: i64,
    /// The age of the office.
    pub years: i64,
}

impl Volume {
    pub const S: Volume = Volume { staff: 12, clients: 700, cases: 1_200, audit: 50_000, years: 3 };
    pub const L: Volume =
        Volume { staff: 100, clients: 100_000, cases: 200_000, audit: 5_000_000, years: 20 };
}

/// Fills an empty database. `say` is told each step as it begins.
///
/// # Errors
/// Conflict where the database holds anything already.
pub async fn bulk(
    console: &Console,
    office: &Arc<Office>,
    options: SeedOptions,
    volume: Volume,
    say: impl Fn(&str),
) -> Result<Seeded> {
    let mut tx = console.begin_as_owner().await?;
    lift(&mut tx).await?;
    for table in TABLES {
        let sql = format!("select exists (select from {table})");
        if sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *tx).await? {
            return Err(Error::Conflict("There is something in this database already.".into()));
        }
    }
    tx.rollback().await?;

    let office = office.beside(Clock::still(office.clock.now()), Chance::seeded(options.seed));
    let console = console.beside(&office);
    let mut seed = Seed::new(&office, options.today)?;
    let days = volume.years * 365;
    say("Accounts");
    seed.hire(&console, days + 1).await?;

    let mut tx = console.begin_as_owner().await?;
    lift(&mut tx).await?;
    prepare(&mut tx, &seed, options, volume).await?;
    for step in [STEPS, INVOICES].iter().flat_map(|steps| steps.split("\n--- ").skip(1)) {
        let (title, sql) = step.split_once('\n').unwrap_or((step, ""));
        say(title);
        tx.execute(AssertSqlSafe(sql.to_owned())).await?;
    }
    let mut from = 0;
    while from < volume.audit {
        let to = volume.audit.min(from + AUDIT_ROWS);
        say(&format!("Audit log, {to} of {}", volume.audit));
        sqlx::query(AUDIT).bind(from).bind(to - 1).execute(&mut *tx).await?;
        from = to;
    }
    for table in TABLES {
        tx.execute(AssertSqlSafe(format!("alter table {table} force row level security"))).await?;
    }
    tx.commit().await?;
    say("Statistics");
    console.vacuum().await?;
    let counted = |n: i64| usize::try_from(n).unwrap_or_default();
    Ok(Seeded {
        staff: counted(volume.staff),
        clients: counted(volume.clients),
        cases: counted(volume.cases),
    })
}

/// The owner sees nothing of a table that forces row-level security.
async fn lift(tx: &mut Transaction<'static, Postgres>) -> Result<()> {
    for table in TABLES {
        tx.execute(AssertSqlSafe(format!("alter table {table} no force row level security")))
            .await?;
    }
    Ok(())
}

/// What the statements draw from: sizes, instants, names.
async fn prepare(
    tx: &mut Transaction<'static, Postgres>,
    seed: &Seed,
    options: SeedOptions,
    volume: Volume,
) -> Result<()> {
    use jiff_sqlx::ToSqlx as _;
    // lossless: a seed is a number to begin from, not a quantity
    let number = i64::from_ne_bytes(options.seed.to_ne_bytes());
    tx.execute(AssertSqlSafe(format!(
        "select set_config('seed.number', '{number}', true), set_config('seed.zone', '{}', true); \
         set local work_mem = '256MB'; set local maintenance_work_mem = '512MB'; set local synchronous_commit = off; \
         create temp table sizes (staff bigint, clients bigint, cases bigint, audit bigint, began timestamptz, \
             today timestamptz) on commit drop; \
         create temp table given (n bigint, name text) on commit drop; \
         create temp table family (n bigint, name text) on commit drop; \
         create temp table trade (n bigint, name text) on commit drop; \
         create temp table matter (n bigint, organization boolean, area text, title text) on commit drop",
        super::ZONE
    )))
    .await?;
    sqlx::query("insert into sizes values ($1, $2, $3, $4, $5, $6)")
        .bind(volume.staff)
        .bind(volume.clients)
        .bind(volume.cases)
        .bind(volume.audit)
        .bind(seed.at(volume.years * 365, 9)?.to_sqlx())
        .bind(seed.at(1, 18)?.to_sqlx())
        .execute(&mut **tx)
        .await?;
    for (table, words) in [
        ("given", &names::GIVEN[..]),
        ("family", &names::FAMILY[..]),
        ("trade", &names::TRADES[..]),
    ] {
        sqlx::query(AssertSqlSafe(format!(
            "insert into {table} select nth - 1, word from unnest($1::text[]) with ordinality as w (word, nth)"
        )))
        .bind(words)
        .execute(&mut **tx)
        .await?;
    }
    for (organization, matters) in
        [(false, &names::OF_PEOPLE[..]), (true, &names::OF_ORGANIZATIONS[..])]
    {
        let (areas, titles): (Vec<&str>, Vec<&str>) = matters.iter().copied().unzip();
        sqlx::query(
            "insert into matter select nth - 1, $1, area, title
            from unnest($2::text[], $3::text[]) with ordinality as m (area, title, nth)",
        )
        .bind(organization)
        .bind(areas)
        .bind(titles)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
