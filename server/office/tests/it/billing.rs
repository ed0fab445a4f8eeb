//! From minutes to money: what is recorded, billed, issued and paid, by one person and by fifty at once.

mod drafting;
mod dunning;
mod invoices;
mod journal;
mod list;
mod pages;
mod payments;
mod receipts;
mod settings;
mod statements;
mod terms;
mod time;

use domain::billing::drafts::{Draft, Drafted};
use domain::forms::FieldErrors;
use domain::ids::{CaseId, ClientId, InvoiceId, StaffId};
use office::{Caller, Error, billing};
use sqlx::{AssertSqlSafe, Executor, Row};
use uuid::Uuid;

use crate::support::TestOffice;
use crate::support::people::World;

/// An office of its own: none of the matrix's time, invoices or payments.
struct Desk {
    test: TestOffice,
    world: World,
}

impl Desk {
    async fn open() -> Desk {
        let test = TestOffice::new().await;
        let mut connection = test.superuser().await;
        let world = World::make(&mut connection).await;
        let sql = format!(
            "set session_replication_role = replica; delete from dunning_stages; delete from dunning_deliveries;
            delete from dunning_holds; delete from disputes; delete from allocations; delete from refunds; delete from write_offs;
            delete from statement_lines; delete from payments; delete from invoice_lines; delete from invoice_taxes;
            delete from invoice_due_dates; delete from invoice_sendings; delete from invoice_events; delete from invoices;
            delete from invoice_counters; delete from billing_checks; delete from time_entries; delete from expenses; delete from rates; delete from taxes;
            delete from notifications where subject_kind in ('invoice', 'dunning'); set session_replication_role = origin;
            update office_settings set approve_drafts = false, dunning_since = null;
            insert into rates (id, currency, an_hour, since, set_by) values (gen_random_uuid(), 'USD', 29000, '2024-01-01', '{}')",
            world.persona("partner").id
        );
        connection.execute(AssertSqlSafe(sql)).await.unwrap();
        Desk { test, world }
    }

    /// The same, with a vault in which nothing lies yet.
    async fn with_vault() -> Desk {
        let desk = Desk::open().await;
        desk.test.console().await.init_vault().await.unwrap();
        desk.test.empty_vault().await;
        desk
    }

    fn caller(&self, name: &str) -> Caller {
        self.world.persona(name).caller(&self.test.office)
    }

    fn id(&self, name: &str) -> StaffId {
        self.world.persona(name).id
    }

    const fn case(&self) -> CaseId {
        self.world.open
    }

    const fn client(&self) -> ClientId {
        self.world.client
    }

    /// Nothing disagrees with anything.
    async fn agrees(&self) {
        let mut connection = self.test.superuser().await;
        let wrong: Vec<(String, Option<Uuid>, String)> =
            sqlx::query_as("select what, id, says from billing_check()")
                .fetch_all(&mut connection)
                .await
                .unwrap();
        assert_eq!(wrong, []);
    }

    async fn number(&self, sql: &str) -> i64 {
        let mut connection = self.test.superuser().await;
        connection.fetch_one(AssertSqlSafe(sql.to_owned())).await.unwrap().get(0)
    }

    /// Runs as the database role of somebody, with nothing above it.
    async fn raw(&self, name: &str, sql: &str) -> Result<u64, String> {
        let mut tx = self.caller(name).begin().await.unwrap();
        let done = (*tx).execute(AssertSqlSafe(sql.to_owned())).await;
        let rows = done.map(|done| done.rows_affected()).map_err(|error| {
            let code = error.as_database_error().and_then(|it| it.code()).unwrap_or_default();
            code.into_owned()
        })?;
        tx.commit().await.map_err(|error| error.to_string())?;
        Ok(rows)
    }

    /// A call of so many minutes, recorded by somebody on a day of October.
    async fn worked(&self, name: &str, day: u8, minutes: i32) {
        billing::record(
            &self.caller(name),
            Some(self.case()),
            &entry(&format!("2026-10-{day:02}"), &format!("{minutes} min")),
            billing::Of::DaySheet,
        )
        .await
        .unwrap();
    }

    async fn drafted(&self) -> Drafted {
        let billing = self.caller("billing");
        let unbilled = billing::unbilled(&billing, self.case()).await.unwrap();
        billing::write(&billing, self.case(), &unbilled.draft).await.unwrap()
    }

    /// An issued invoice of one fee.
    async fn issued(&self, fee: i64) -> InvoiceId {
        let billing = self.caller("billing");
        let drafted = billing::write(&billing, self.case(), &of_fee(fee)).await.unwrap();
        billing::issue(&billing, drafted.invoice, drafted.revision, "").await.unwrap();
        drafted.invoice
    }
}

/// The database itself says no: by a trigger or a check, not by a typo.
async fn refused(connection: &mut sqlx::PgConnection, sql: &'static str) {
    let error = connection.execute(sql).await.expect_err(sql);
    let code = error.as_database_error().and_then(|it| it.code()).unwrap_or_default();
    assert!(["PV403", "PV409", "23514"].contains(&code.as_ref()), "{sql}: {error}");
}

fn entry(on: &str, time: &str) -> domain::billing::sheet::TimeForm {
    domain::billing::sheet::TimeForm {
        on: on.into(),
        time: time.into(),
        narrative: "Call with the client".into(),
        ..Default::default()
    }
}

fn of_fee(fee: i64) -> Draft {
    use domain::billing::drafts::DraftLine;
    use domain::billing::invoices::LineKind;
    use domain::billing::totals::Discount;
    Draft {
        payer: None,
        title: String::new(),
        note: String::new(),
        discount: Discount::None,
        lines: vec![DraftLine {
            kind: LineKind::Fee,
            of: None,
            narrative: "Advice".into(),
            grouped: String::new(),
            gross: fee,
            written_down: 0,
            write_down_reason: String::new(),
            discount: Discount::None,
            tax: None,
            in_fee: false,
        }],
    }
}

fn said<T: std::fmt::Debug>(result: Result<T, Error>) -> FieldErrors {
    match result {
        Err(Error::Invalid(errors)) => errors,
        other => panic!("{other:?}"),
    }
}

fn conflict<T: std::fmt::Debug>(result: Result<T, Error>) {
    assert!(matches!(result, Err(Error::Conflict(_))), "{result:?}");
}

/// The same, of a statement that nothing stood above.
fn conflict_in(result: Result<u64, String>) {
    assert_eq!(result, Err("PV409".into()));
}
