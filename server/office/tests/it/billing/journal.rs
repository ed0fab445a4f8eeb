//! The journal against the office's own sums: what is receivable is what is left, what is prepaid is the credit.

use domain::billing::journal::{Account, Format, JournalFilter, Turnover};
use domain::billing::payments::{Method, Part};
use office::{Error, billing};

use super::{Desk, said};

fn year() -> JournalFilter {
    JournalFilter {
        from: "2026-01-01".into(),
        until: "2026-10-13".into(),
        ..JournalFilter::default()
    }
}

fn left_on(turnovers: &[Turnover], account: Account) -> i64 {
    turnovers
        .iter()
        .filter(|it| it.account == account)
        .map(|it| it.debit.minor - it.credit.minor)
        .sum()
}

#[tokio::test]
async fn the_journal_ends_where_the_invoices_and_payments_do() {
    let desk = Desk::open().await;
    let billing = desk.caller("billing");
    let (paid, partly, void, credited) = (
        desk.issued(10_000).await,
        desk.issued(20_000).await,
        desk.issued(3_000).await,
        desk.issued(4_000).await,
    );
    billing::void(&billing, void, 2, "Twice.").await.unwrap();
    billing::credit(&billing, credited, "15", "Agreed.").await.unwrap();
    billing::write_off(&desk.caller("partner"), credited, "5", "Not worth it.").await.unwrap();
    let first = [Part { invoice: paid, amount: 10_000 }, Part { invoice: partly, amount: 2_000 }];
    let (payment, credit) = desk.pays("150", &first).await;
    assert_eq!(credit, 3_000);
    billing::refund(&billing, payment, "10", Method::Check, "Over.").await.unwrap();
    billing::end_allocation(&billing, payment, partly, "Another invoice.").await.unwrap();
    let (bounced, _) = desk.pays("7", &[Part { invoice: partly, amount: 700 }]).await;
    billing::reverse(&billing, bounced, "It bounced.").await.unwrap();

    let books = billing::books(&billing, year()).await.unwrap().body;
    let balances = desk.number("select sum(balance)::bigint from invoices").await;
    let credits = desk.number("select sum(credit)::bigint from payments").await;
    assert_eq!((balances, credits), (22_000, 4_000));
    assert_eq!(left_on(&books.turnovers, Account::Receivable), balances);
    assert_eq!(-left_on(&books.turnovers, Account::Prepayments), credits);
    assert_eq!(left_on(&books.turnovers, Account::Bank), 15_000 - 1_000);
    assert_eq!(left_on(&books.turnovers, Account::WriteOffs), 500);
    assert_eq!(left_on(&books.turnovers, Account::CreditsGiven), 1_500);
    assert_eq!(books.turnovers.iter().map(|it| it.debit.minor - it.credit.minor).sum::<i64>(), 0);
    let collected: i64 = books.collected.iter().map(|it| it.all.minor).sum();
    assert_eq!((collected, books.collected[0].attorney.as_str()), (10_000, "attorney-lead"));

    let (_, csv) = billing::journal(&billing, &year()).await.unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let mut lines = csv.trim_start_matches('\u{FEFF}').lines();
    assert!(
        lines.next().unwrap().starts_with("Journal No.,Journal Date,Account Name,Debits,Credits")
    );
    assert_eq!(lines.count() as i64, books.movements * 2);
    let plain = JournalFilter { format: Format::Ledger.word().into(), ..year() };
    let (format, text) = billing::journal(&billing, &plain).await.unwrap();
    assert_eq!(format, Format::Ledger);
    assert!(String::from_utf8(text).unwrap().contains("Assets:Accounts Receivable    USD 100.00"));
    desk.agrees().await;
}

#[tokio::test]
async fn what_is_taxed_goes_to_fees_expenses_and_tax_and_comes_to_the_total() {
    let desk = Desk::open().await;
    let billing = desk.caller("billing");
    let mut connection = desk.test.superuser().await;
    for basis in ["added", "included"] {
        let id = desk.issued(10_000).await;
        // as the database lets nobody write it, to have all there is on one invoice
        let sql = format!(
            "set session_replication_role = replica;
            update invoices set tax_basis = '{basis}', tax = 700, discount = 1000, subtotal = 11000,
                total = case '{basis}' when 'added' then 10700 else 10000 end where id = '{id}';
            update invoice_lines set shared_discount = 1000, net = 11000, amount = 11000, gross = 11000, tax = 700,
                tax_id = gen_random_uuid(), tax_millionths = 70000 where invoice_id = '{id}';
            set session_replication_role = origin;"
        );
        sqlx::Executor::execute(&mut connection, sqlx::AssertSqlSafe(sql)).await.unwrap();
    }
    let books = billing::books(&billing, year()).await.unwrap().body;
    let left = |account| left_on(&books.turnovers, account);
    assert_eq!(left(Account::Receivable), 10_700 + 10_000);
    assert_eq!(-left(Account::TaxPayable), 1_400);
    assert_eq!(-left(Account::Fees), 10_000 + 9_300);
}

#[tokio::test]
async fn a_period_that_is_none_is_said_and_nobody_else_takes_the_books_away() {
    let desk = Desk::open().await;
    let billing = desk.caller("billing");
    for (from, until, field) in [
        ("2026-10-13", "2026-10-12", "until"),
        ("2020-01-01", "2026-10-12", "until"),
        ("soon", "", "from"),
    ] {
        let filter =
            JournalFilter { from: from.into(), until: until.into(), ..JournalFilter::default() };
        assert!(
            said(billing::journal(&billing, &filter).await).of(field).is_some(),
            "{from} {until}"
        );
    }
    for who in ["attorney-lead", "paralegal-manage"] {
        let refused = billing::journal(&desk.caller(who), &year()).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{who}");
    }
    // who is screened from the client has no word of it
    desk.issued(10_000).await;
    let walled = desk.caller("billing-walled");
    let (_, csv) = billing::journal(&walled, &year()).await.unwrap();
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 1);
    assert_eq!(billing::books(&walled, year()).await.unwrap().body.collected, []);
}

#[tokio::test]
async fn a_sum_that_disagrees_with_its_rows_is_found_and_told() {
    let desk = Desk::open().await;
    let billing = desk.caller("billing");
    let invoice = desk.issued(10_000).await;
    assert_eq!(office::keeping::check_books(&desk.test.office).await.unwrap(), 0);
    let last = async || billing::books(&billing, year()).await.unwrap().body.checked.unwrap();
    assert_eq!(last().await.wrong, 0);
    let mut connection = desk.test.superuser().await;
    let sql = format!(
        "set session_replication_role = replica; update invoices set paid = 1 where id = '{invoice}';
        update billing_checks set checked_at = checked_at - interval '1 day'; set session_replication_role = origin;"
    );
    sqlx::Executor::execute(&mut connection, sqlx::AssertSqlSafe(sql)).await.unwrap();
    assert_eq!(office::keeping::check_books(&desk.test.office).await.unwrap(), 1);
    let found = last().await;
    assert_eq!(found.wrong, 1);
    assert!(found.found[0].starts_with(&format!("paid {invoice}")), "{found:?}");
}
