//! What is due to be said of an unpaid invoice: the database and the domain hold the same rule.

use domain::billing::dunning::{Debt, DunningStage, Hold};
use domain::billing::invoices::SentBy;
use domain::ids::InvoiceId;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use office::billing;
use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::{Desk, conflict_in};

/// Issued today, due in thirty days.
const DUE: Date = date(2026, 11, 12);

async fn due(connection: &mut PgConnection, day: Date) -> Option<(DunningStage, i64)> {
    let row: Option<(String, i64)> =
        sqlx::query_as(AssertSqlSafe(format!("select stage, asked from dunning_due('{day}')")))
            .fetch_optional(connection)
            .await
            .unwrap();
    row.map(|(stage, asked)| (DunningStage::from_word(&stage).unwrap(), asked))
}

/// The database answers as the domain does on every day around the debt.
async fn agree(connection: &mut PgConnection, debt: &Debt) {
    for days in -2..70 {
        let day = DUE + days.days();
        let rule = debt.due_stage(day).map(|stage| (stage, debt.undisputed()));
        assert_eq!(due(connection, day).await, rule, "{day} {debt:?}");
    }
}

fn debt() -> Debt {
    Debt {
        due_on: DUE,
        sent_on: Some(date(2026, 10, 13)),
        balance: 10_000,
        disputed: 0,
        holds: Vec::new(),
        past: Vec::new(),
        dunned: true,
    }
}

async fn said_before(
    connection: &mut PgConnection,
    invoice: InvoiceId,
    desk: &Desk,
    stage: DunningStage,
) {
    let sql = format!(
        "insert into dunning_stages (id, invoice_id, client_id, currency, due_revision, stage, state, due_on, ended_at)
        values (gen_random_uuid(), '{invoice}', '{}', 'USD', 1, '{}', 'skipped', '{DUE}', office_now())",
        desk.client(),
        stage.word()
    );
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
}

#[tokio::test]
async fn the_database_and_the_domain_say_the_same_is_due() {
    let desk = Desk::open().await;
    let mut connection = desk.test.superuser().await;
    let billing = desk.caller("billing");
    let invoice = desk.issued(10_000).await;
    let never = Debt { sent_on: None, ..debt() };
    connection.execute("update office_settings set dunning_since = '2026-10-01'").await.unwrap();
    agree(&mut connection, &never).await;
    billing::mail(&billing, invoice, SentBy::Letter, "2026-10-13", "").await.unwrap();
    agree(&mut connection, &debt()).await;
    // paid in part, disputed in part
    let form = domain::billing::paid::PaymentForm {
        currency: "USD".into(),
        amount: "40".into(),
        method: "check".into(),
        received_on: "2026-10-13".into(),
        ..Default::default()
    };
    billing::record_payment(&billing, desk.client(), &form, &[], None).await.unwrap();
    agree(&mut connection, &Debt { balance: 6_000, ..debt() }).await;
    let owner = desk.id("attorney-lead");
    let disputed = |amount: i64| {
        format!(
            "select dispute_invoice(gen_random_uuid(), '{invoice}', {amount}, 'Not agreed.', '{owner}')"
        )
    };
    desk.raw("attorney-lead", &disputed(1_000)).await.unwrap();
    conflict_in(desk.raw("attorney-lead", &disputed(5_001)).await);
    let part = Debt { balance: 6_000, disputed: 1_000, ..debt() };
    agree(&mut connection, &part).await;
    // held for a while: the last notice alone, then all of them
    let hold = |stage: &str, until: &str| {
        format!(
            "select hold_dunning(gen_random_uuid(), '{invoice}', {stage}, 'They asked.', '{owner}', '{until}')"
        )
    };
    conflict_in(desk.raw("billing", &hold("null", "2026-10-12")).await);
    desk.raw("billing", &hold("'notice_30'", "2026-12-20")).await.unwrap();
    let last = Hold {
        stage: Some(DunningStage::Final),
        since: date(2026, 10, 13),
        until: date(2026, 12, 20),
    };
    let held = Debt { holds: vec![last], ..part };
    agree(&mut connection, &held).await;
    desk.raw("billing", &hold("null", "2026-11-24")).await.unwrap();
    let all = Hold { stage: None, since: date(2026, 10, 13), until: date(2026, 11, 24) };
    let held = Debt { holds: vec![last, all], ..held };
    agree(&mut connection, &held).await;
    // one was passed over for a later one
    said_before(&mut connection, invoice, &desk, DunningStage::Firm).await;
    agree(&mut connection, &Debt { past: vec![DunningStage::Firm], ..held }).await;
    desk.agrees().await;
}

#[tokio::test]
async fn nobody_is_reminded_before_reminders_are_on_or_where_they_never_are() {
    let desk = Desk::open().await;
    let mut connection = desk.test.superuser().await;
    let invoice = desk.issued(10_000).await;
    let billing = desk.caller("billing");
    billing::mail(&billing, invoice, SentBy::Hand, "2026-10-13", "").await.unwrap();
    let nothing = Debt { dunned: false, ..debt() };
    agree(&mut connection, &nothing).await;
    connection.execute("update office_settings set dunning_since = '2026-12-01'").await.unwrap();
    agree(&mut connection, &nothing).await;
    connection.execute("update office_settings set dunning_since = '2026-10-01'").await.unwrap();
    agree(&mut connection, &debt()).await;
    let terms = format!(
        "insert into fee_terms (case_id, currency, dunned, set_by) values ('{}', 'USD', false, '{}')",
        desk.case(),
        desk.id("partner")
    );
    connection.execute(AssertSqlSafe(terms)).await.unwrap();
    agree(&mut connection, &nothing).await;
}

/// A stage is said once for a due date.
#[tokio::test]
async fn a_stage_stands_once_for_an_invoice_and_a_due_date() {
    let desk = Desk::open().await;
    let mut connection = desk.test.superuser().await;
    let invoice = desk.issued(10_000).await;
    said_before(&mut connection, invoice, &desk, DunningStage::Reminder).await;
    let sql = format!(
        "insert into dunning_stages (id, invoice_id, client_id, currency, due_revision, stage, due_on)
        values (gen_random_uuid(), '{invoice}', '{}', 'USD', 1, 'reminder_7', '{DUE}')",
        desk.client()
    );
    let error = connection.execute(AssertSqlSafe(sql)).await.unwrap_err();
    assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("23505"));
}
