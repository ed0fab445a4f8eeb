//! Drafts, numbers, what never changes, void and credit note.

use domain::billing::drafts::Draft;
use domain::billing::invoices::{SentBy, State};
use domain::billing::totals::Discount;
use domain::ids::InvoiceId;
use office::billing;
use sqlx::Executor;

use super::{Desk, conflict, of_fee, said};

#[tokio::test]
async fn a_draft_bills_what_is_unbilled_once() {
    let desk = Desk::open().await;
    for day in 1..=3 {
        desk.worked("attorney-view", day, 24).await;
    }
    let billing = desk.caller("billing");
    let unbilled = billing::unbilled(&billing, desk.case()).await.unwrap();
    assert_eq!(unbilled.draft.lines.len(), 3);
    let drafted = billing::write(&billing, desk.case(), &unbilled.draft).await.unwrap();
    assert_eq!((drafted.totals.subtotal, drafted.totals.due), (34_800, 34_800));
    // it is taken
    conflict(billing::write(&billing, desk.case(), &unbilled.draft).await);
    assert_eq!(billing::unbilled(&billing, desk.case()).await.unwrap().draft.lines, []);
    // written again without one of its lines: that one comes free
    let fewer = Draft {
        lines: unbilled.draft.lines[..2].to_vec(),
        discount: Discount::Share(100_000),
        ..unbilled.draft
    };
    let again =
        billing::rewrite(&billing, drafted.invoice, drafted.revision, &fewer).await.unwrap();
    assert_eq!((again.totals.discount, again.totals.total), (2_320, 20_880));
    conflict(billing::rewrite(&billing, drafted.invoice, drafted.revision, &fewer).await);
    assert_eq!(billing::unbilled(&billing, desk.case()).await.unwrap().draft.lines.len(), 1);
    desk.agrees().await;
}

#[tokio::test]
async fn of_fifty_who_bill_the_same_hour_one_does() {
    let desk = Desk::open().await;
    desk.worked("attorney-view", 12, 24).await;
    let billing = desk.caller("billing");
    let draft = billing::unbilled(&billing, desk.case()).await.unwrap().draft;
    let writers = (0..50).map(|_| {
        let (billing, case, draft) = (billing.clone(), desk.case(), draft.clone());
        tokio::spawn(async move { billing::write(&billing, case, &draft).await })
    });
    let mut written = 0;
    for writer in writers.collect::<Vec<_>>() {
        written += u32::from(writer.await.unwrap().is_ok());
    }
    assert_eq!(written, 1);
    desk.agrees().await;
}

#[tokio::test]
async fn what_does_not_add_up_is_not_kept() {
    let desk = Desk::open().await;
    let write = |total: i64, line: i64| {
        format!(
            "select write_draft(gen_random_uuid(), '{}', null,
                '{{\"tax_basis\": \"added\", \"tax_rounding\": \"per_rate\", \"subtotal\": {total}, \"discount\": 0, \"tax\": 0, \"total\": {total}}}',
                '[{{\"id\": \"{}\", \"kind\": \"fee\", \"narrative\": \"x\", \"gross\": {line}, \"amount\": {line}, \"net\": {line}}}]')",
            desk.case(),
            uuid::Uuid::new_v4()
        )
    };
    assert_eq!(desk.raw("billing", &write(100, 90)).await, Err("PV409".into()));
    assert_eq!(
        desk.raw("billing", &write(1_000_000_000_001, 1_000_000_000_001)).await,
        Err("23514".into())
    );
    assert_eq!(desk.raw("billing", &write(-1, -1)).await, Err("23514".into()));
    assert!(desk.raw("billing", &write(100, 100)).await.is_ok());
    let too_much = billing::write(&desk.caller("billing"), desk.case(), &of_fee(i64::MAX)).await;
    assert!(said(too_much).of("total").is_some());
    desk.agrees().await;
}

#[tokio::test]
async fn numbers_have_no_gap_when_fifty_issue_at_once_and_some_fail() {
    let desk = Desk::open().await;
    let billing = desk.caller("billing");
    let mut drafts = Vec::new();
    for _ in 0..50 {
        drafts.push(billing::write(&billing, desk.case(), &of_fee(100)).await.unwrap());
    }
    let issuers = drafts.iter().enumerate().map(|(nth, draft)| {
        let (billing, invoice, revision) = (billing.clone(), draft.invoice, draft.revision);
        tokio::spawn(async move {
            if nth.is_multiple_of(5) {
                // takes a number, and gives up
                let mut tx = billing.begin().await.unwrap();
                let sql = format!("select issue_invoice('{invoice}', {revision}, '2026-10-13')");
                (*tx).execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
                drop(tx);
                return None;
            }
            Some(billing::issue(&billing, invoice, revision, "").await.unwrap())
        })
    });
    let mut numbers = Vec::new();
    for issuer in issuers.collect::<Vec<_>>() {
        numbers.extend(issuer.await.unwrap());
    }
    numbers.sort();
    let all: Vec<String> = (1..=40).map(|seq| format!("{seq:04}")).collect();
    assert_eq!(numbers, all);
    desk.agrees().await;
}

#[tokio::test]
async fn an_issued_invoice_does_not_change_even_by_its_owner() {
    let desk = Desk::open().await;
    let invoice = desk.issued(10_000).await;
    let mut connection = desk.test.superuser().await;
    for sql in [
        "update invoices set total = 1, subtotal = 1",
        "update invoices set number = '9'",
        "update invoices set frozen = '{}'",
        "update invoices set issued_on = '2020-01-01'",
        "update invoices set stage = 'draft'",
        "update invoices set client_id = gen_random_uuid()",
        "delete from invoices",
        "truncate invoices cascade",
        "update invoice_lines set narrative = 'x'",
        "update invoice_lines set net = 1, amount = 1, gross = 1",
        "delete from invoice_lines",
        "insert into invoice_lines (id, invoice_id, case_id, currency, position, kind, narrative, gross, amount, net)
            select gen_random_uuid(), invoice_id, case_id, currency, 9, kind, narrative, gross, amount, net from invoice_lines",
        "update invoice_due_dates set due_on = '2030-01-01'",
        "delete from invoice_events",
    ] {
        super::refused(&mut connection, sql).await;
    }
    let billing = desk.caller("billing");
    conflict(billing::rewrite(&billing, invoice, 2, &of_fee(1)).await);
    conflict(billing::issue(&billing, invoice, 2, "").await);
    // nor is one issued without what it said
    let drafted = billing::write(&billing, desk.case(), &of_fee(100)).await.unwrap();
    let sql = format!("select issue_invoice('{}', 1, '2026-10-13')", drafted.invoice);
    assert!(desk.raw("billing", &sql).await.is_err());
    desk.agrees().await;
}

#[tokio::test]
async fn a_draft_waits_for_the_responsible_attorney_where_the_office_has_it_so() {
    let desk = Desk::open().await;
    desk.test
        .superuser()
        .await
        .execute("update office_settings set approve_drafts = true")
        .await
        .unwrap();
    let (billing, lead) = (desk.caller("billing"), desk.caller("attorney-lead"));
    let drafted = billing::write(&billing, desk.case(), &of_fee(100)).await.unwrap();
    let invoice = drafted.invoice;
    conflict(billing::issue(&billing, invoice, 1, "").await);
    billing::submit(&billing, invoice, 1).await.unwrap();
    assert!(said(billing::decide(&lead, invoice, 2, Some(" ")).await).of("reason").is_some());
    billing::decide(&lead, invoice, 2, Some("Too long.")).await.unwrap();
    billing::submit(&billing, invoice, 3).await.unwrap();
    conflict(billing::decide(&lead, invoice, 2, None).await);
    billing::decide(&lead, invoice, 4, None).await.unwrap();
    // written again: what was approved is approved no more
    billing::rewrite(&billing, invoice, 5, &of_fee(200)).await.unwrap();
    conflict(billing::issue(&billing, invoice, 6, "").await);
    billing::submit(&billing, invoice, 6).await.unwrap();
    billing::decide(&lead, invoice, 7, None).await.unwrap();
    assert_eq!(billing::issue(&billing, invoice, 8, "").await.unwrap(), "0001");
}

#[tokio::test]
async fn what_was_sent_says_what_it_said_whatever_changes_later() {
    let desk = Desk::open().await;
    let invoice = desk.issued(10_000).await;
    let mut connection = desk.test.superuser().await;
    connection
        .execute("update clients set name = 'Renamed'; update office_settings set name = 'Renamed'")
        .await
        .unwrap();
    let frozen: serde_json::Value = sqlx::query_scalar("select frozen from invoices where id = $1")
        .bind(invoice.0)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let frozen: domain::billing::drafts::Frozen = serde_json::from_value(frozen).unwrap();
    assert_eq!((frozen.number.as_str(), frozen.total, frozen.lines.len()), ("0001", 10_000, 1));
    assert_eq!(
        (frozen.billed_to[0].as_str(), frozen.office.name.as_str()),
        ("Ashdown Estate", "Ashdown & Reyes")
    );
    assert_eq!(frozen.due_on.as_deref(), Some("2026-11-12"));
}

#[tokio::test]
async fn it_is_mailed_on_a_day_that_was_and_its_due_date_moves_with_a_reason() {
    let desk = Desk::open().await;
    let (billing, invoice) = (desk.caller("billing"), desk.issued(10_000).await);
    for day in ["2026-10-12", "2026-10-14"] {
        assert!(
            said(billing::mail(&billing, invoice, SentBy::Letter, day, "").await)
                .of("on")
                .is_some()
        );
    }
    billing::mail(&billing, invoice, SentBy::Letter, "2026-10-13", "The client").await.unwrap();
    let state = async || billing::balances(&billing, desk.case()).await.unwrap().invoices[0].state;
    assert_eq!(state().await, State::Sent);
    assert!(
        said(billing::move_due_date(&billing, invoice, 2, "2026-12-01", "").await)
            .of("reason")
            .is_some()
    );
    billing::move_due_date(&billing, invoice, 2, "2026-12-01", "They asked.").await.unwrap();
    assert_eq!(desk.number("select count(*) from invoice_due_dates").await, 2);
}

#[tokio::test]
async fn a_credit_note_takes_back_no_more_than_is_left_and_its_share_of_the_tax() {
    let desk = Desk::open().await;
    let partner = desk.id("partner");
    let mut connection = desk.test.superuser().await;
    let sql = format!(
        "insert into taxes (id, name, millionths, for_time, since, set_by) values (gen_random_uuid(), 'Sales tax', 88750, true, '2026-01-01', '{partner}')"
    );
    connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    desk.worked("attorney-view", 12, 24).await;
    let billing = desk.caller("billing");
    let drafted = desk.drafted().await;
    assert_eq!((drafted.totals.tax, drafted.totals.total), (1_030, 12_630));
    billing::issue(&billing, drafted.invoice, 1, "").await.unwrap();
    let credit =
        async |amount: &str| billing::credit(&billing, drafted.invoice, amount, "Too much.").await;
    assert!(said(credit("126.31").await).of("amount").is_some());
    assert_eq!(credit("26.30").await.unwrap().1, "CN-0001");
    assert_eq!(desk.number("select tax from invoices where number = 'CN-0001'").await, 214);
    assert_eq!(credit("100").await.unwrap().1, "CN-0002");
    assert!(said(credit("0.01").await).of("amount").is_some());
    let balances = billing::balances(&billing, desk.case()).await.unwrap();
    assert_eq!(balances.invoices[0].state, State::Credited);
    conflict(billing::void(&billing, drafted.invoice, 2, "No.").await);
    desk.agrees().await;
}

#[tokio::test]
async fn a_line_of_another_case_or_currency_cannot_be_written() {
    let desk = Desk::open().await;
    desk.worked("attorney-view", 12, 24).await;
    let invoice = InvoiceId(uuid::Uuid::new_v4());
    let (open, closed, closed_client) = (desk.case(), desk.world.closed, desk.world.closed_client);
    let mut connection = desk.test.superuser().await;
    for (case, client, currency) in [(closed, closed_client, "USD"), (open, desk.client(), "EUR")] {
        let sql = format!(
            "begin; insert into invoices (id, case_id, client_id, currency, tax_basis, tax_rounding, drafted_by)
            values ('{invoice}', '{case}', '{client}', '{currency}', 'added', 'per_rate', '{by}');
            insert into invoice_lines (id, invoice_id, case_id, currency, position, kind, time_entry_id, narrative, gross, amount, net)
            select gen_random_uuid(), '{invoice}', '{case}', '{currency}', 1, 'time', e.id, 'x', 0, 0, 0 from time_entries e",
            by = desk.id("partner")
        );
        let error = connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap_err();
        assert_eq!(
            error.as_database_error().unwrap().code().as_deref(),
            Some("23503"),
            "{case} {currency}"
        );
        connection.execute("rollback").await.unwrap();
    }
    // and a case of one client is never invoiced to another
    let sql = format!(
        "insert into invoices (id, case_id, client_id, currency, tax_basis, tax_rounding, drafted_by)
        values ('{invoice}', '{open}', '{closed_client}', 'USD', 'added', 'per_rate', '{}')",
        desk.id("partner")
    );
    let error = connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap_err();
    assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("23503"));
}
