//! Payments: where they go, what is over, and fifty at once.

use domain::billing::invoices::State;
use domain::billing::paid::{
    CreditForm, Paying, PaymentBox, PaymentFilter, PaymentForm, part_field,
};
use domain::billing::payments::{Method, Part};
use domain::ids::{InvoiceId, PaymentId};
use office::billing;
use sqlx::{AssertSqlSafe, Executor};

use super::{Desk, conflict, said};

fn paid(amount: &str) -> PaymentForm {
    PaymentForm {
        currency: "USD".into(),
        amount: amount.into(),
        method: "check".into(),
        received_on: "2026-10-13".into(),
        ..PaymentForm::default()
    }
}

impl Desk {
    pub(super) async fn pays(&self, amount: &str, named: &[Part]) -> (PaymentId, i64) {
        let (id, allocation) = billing::record_payment(
            &self.caller("billing"),
            self.client(),
            &paid(amount),
            named,
            None,
        )
        .await
        .unwrap();
        (id, allocation.credit)
    }

    async fn states(&self) -> Vec<(State, i64)> {
        let balances = billing::balances(&self.caller("billing"), self.case()).await.unwrap();
        let mut states: Vec<_> =
            balances.invoices.into_iter().map(|it| (it.number, it.state, it.left.minor)).collect();
        states.sort();
        states.into_iter().map(|(_, state, left)| (state, left)).collect()
    }
}

fn part(invoice: InvoiceId, amount: i64) -> Part {
    Part { invoice, amount }
}

#[tokio::test]
async fn a_payment_goes_to_the_oldest_first_and_what_is_over_is_credit() {
    let desk = Desk::open().await;
    let (first, second) = (desk.issued(10_000).await, desk.issued(5_000).await);
    let billing = desk.caller("billing");
    billing::move_due_date(&billing, second, 2, "2026-12-01", "They asked.").await.unwrap();
    assert_eq!(desk.pays("120", &[]).await.1, 0);
    assert_eq!(desk.states().await, [(State::Paid, 0), (State::Issued, 3_000)]);
    let (payment, credit) = desk.pays("50", &[]).await;
    assert_eq!(credit, 2_000);
    // nothing is left to put it on
    conflict(billing::allocate_credit(&billing, payment, &[part(first, 1)]).await);
    conflict(billing::allocate_credit(&billing, payment, &[part(second, 1)]).await);
    let third = desk.issued(1_500).await;
    billing::allocate_credit(&billing, payment, &[part(third, 1_500)]).await.unwrap();
    assert!(
        said(billing::refund(&billing, payment, "5.01", Method::Check, "Over.").await)
            .of("amount")
            .is_some()
    );
    billing::refund(&billing, payment, "5", Method::Check, "Over.").await.unwrap();
    assert_eq!(desk.number("select sum(credit)::bigint from payments").await, 0);
    desk.agrees().await;
}

#[tokio::test]
async fn nothing_goes_where_it_cannot_and_then_nothing_is_recorded() {
    let desk = Desk::open().await;
    let billing = desk.caller("billing");
    let (open, void) = (desk.issued(10_000).await, desk.issued(10_000).await);
    billing::void(&billing, void, 2, "Twice.").await.unwrap();
    let record = async |form: PaymentForm, named: &[Part]| {
        billing::record_payment(&billing, desk.client(), &form, named, None).await
    };
    for named in [[part(void, 100)], [part(open, 10_001)], [part(InvoiceId(uuid::Uuid::nil()), 1)]]
    {
        let field = part_field(named[0].invoice);
        assert!(said(record(paid("200"), &named).await).of(&field).is_some());
    }
    // another currency has no invoice; what it is stays as credit only where no invoice is named
    let euro = PaymentForm { currency: "EUR".into(), ..paid("100") };
    assert!(said(record(euro, &[part(open, 100)]).await).of(&part_field(open)).is_some());
    for (form, field) in [
        (paid("0"), "amount"),
        (paid("-5"), "amount"),
        (PaymentForm { received_on: "2026-10-14".into(), ..paid("5") }, "received_on"),
        (PaymentForm { method: "barter".into(), ..paid("5") }, "method"),
    ] {
        assert!(said(record(form, &[]).await).of(field).is_some(), "{field}");
    }
    assert_eq!(desk.number("select count(*) from payments").await, 0);
    // paid: not void any more
    desk.pays("100", &[]).await;
    conflict(billing::void(&billing, open, 2, "Paid.").await);
    desk.agrees().await;
}

#[tokio::test]
async fn fifty_who_pay_at_once_never_pay_too_much() {
    let desk = Desk::open().await;
    let mut invoices = Vec::new();
    for _ in 0..5 {
        invoices.push(desk.issued(10_000).await);
    }
    let billing = desk.caller("billing");
    let client = desk.client();
    // 750 dollars for 500: some by age, some naming an invoice that others name too
    let payers = (0..50).map(|nth: usize| {
        let (billing, invoice) = (billing.clone(), invoices[nth % 5]);
        tokio::spawn(async move {
            let named = if nth.is_multiple_of(2) { vec![] } else { vec![part(invoice, 1_500)] };
            billing::record_payment(&billing, client, &paid("15"), &named, None).await.is_ok()
        })
    });
    let mut recorded = 0;
    for payer in payers.collect::<Vec<_>>() {
        recorded += i64::from(payer.await.unwrap());
    }
    desk.agrees().await;
    let (paid, credit) = (
        desk.number("select sum(paid)::bigint from invoices").await,
        desk.number("select sum(credit)::bigint from payments").await,
    );
    assert_eq!(paid + credit, recorded * 1_500);
    assert!(paid <= 50_000);
    // what is over is over only because nothing was left, or the invoice that was named was paid
    assert!(desk.number("select count(*) from invoices where balance < 0").await == 0);
}

#[tokio::test]
async fn fifty_who_use_one_credit_never_use_it_twice() {
    let desk = Desk::open().await;
    let form = PaymentForm { retainer: "true".into(), ..paid("100") };
    let billing = desk.caller("billing");
    let (payment, allocation) =
        billing::record_payment(&billing, desk.client(), &form, &[], None).await.unwrap();
    assert_eq!(allocation.credit, 10_000);
    let mut invoices = Vec::new();
    for _ in 0..50 {
        invoices.push(desk.issued(1_000).await);
    }
    let users = invoices.into_iter().enumerate().map(|(nth, invoice)| {
        let billing = billing.clone();
        tokio::spawn(async move {
            match nth % 10 {
                0 => billing::refund(&billing, payment, "10", Method::Check, "Back.").await.is_ok(),
                _ => billing::allocate_credit(&billing, payment, &[part(invoice, 1_000)])
                    .await
                    .is_ok(),
            }
        })
    });
    let mut used = 0;
    for user in users.collect::<Vec<_>>() {
        used += i64::from(user.await.unwrap());
    }
    assert_eq!((used, desk.number("select credit from payments").await), (10, 0));
    desk.agrees().await;
}

#[tokio::test]
async fn a_payment_that_bounced_opens_its_invoices_again() {
    let desk = Desk::open().await;
    let (first, second) = (desk.issued(10_000).await, desk.issued(5_000).await);
    let (payment, _) = desk.pays("120", &[part(first, 10_000), part(second, 2_000)]).await;
    let billing = desk.caller("billing");
    assert!(
        said(billing::end_allocation(&billing, payment, first, " ").await).of("reason").is_some()
    );
    billing::end_allocation(&billing, payment, first, "Meant for the other.").await.unwrap();
    assert_eq!(desk.states().await, [(State::Issued, 10_000), (State::Issued, 3_000)]);
    billing::reverse(&billing, payment, "Returned by the bank.").await.unwrap();
    conflict(billing::reverse(&billing, payment, "Again.").await);
    conflict(billing::allocate_credit(&billing, payment, &[part(first, 1)]).await);
    assert_eq!(desk.states().await, [(State::Issued, 10_000), (State::Issued, 5_000)]);
    desk.agrees().await;
}

#[tokio::test]
async fn what_is_written_off_is_no_more_than_is_left() {
    let desk = Desk::open().await;
    let invoice = desk.issued(10_000).await;
    desk.pays("40", &[]).await;
    let partner = desk.caller("partner");
    assert!(
        said(billing::write_off(&partner, invoice, "60.01", "Small.").await).of("amount").is_some()
    );
    billing::write_off(&partner, invoice, "60", "Small.").await.unwrap();
    assert_eq!(desk.states().await, [(State::WrittenOff, 0)]);
    desk.agrees().await;
}

#[tokio::test]
async fn what_was_paid_cannot_be_changed_even_by_the_owner() {
    let desk = Desk::open().await;
    desk.issued(10_000).await;
    desk.pays("120", &[]).await;
    let mut connection = desk.test.superuser().await;
    for sql in [
        "update payments set amount = 1",
        "update payments set client_id = gen_random_uuid()",
        "delete from payments",
        "truncate payments cascade",
        "update allocations set amount = 1",
        "delete from allocations",
        "update payments set allocated = 12001",
        "update invoices set paid = 10001",
    ] {
        super::refused(&mut connection, sql).await;
    }
}

#[tokio::test]
async fn a_part_of_another_clients_payment_cannot_be_written() {
    let desk = Desk::open().await;
    let invoice = desk.issued(10_000).await;
    let (case, client, other) = (desk.case(), desk.client(), desk.world.closed_client);
    let billing = desk.caller("billing");
    let (payment, _) =
        billing::record_payment(&billing, other, &paid("100"), &[], None).await.unwrap();
    assert!(billing::allocate_credit(&billing, payment, &[part(invoice, 100)]).await.is_err());
    let mut connection = desk.test.superuser().await;
    for client in [client, other] {
        let sql = format!(
            "insert into allocations (id, payment_id, invoice_id, client_id, case_id, currency, amount)
            values (gen_random_uuid(), '{payment}', '{invoice}', '{client}', '{case}', 'USD', 100)"
        );
        let error = connection.execute(AssertSqlSafe(sql)).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("23503"), "{client}");
    }
}

#[tokio::test]
async fn a_statement_comes_in_once_and_its_line_is_one_payment() {
    let desk = Desk::open().await;
    let import = |file: &str, reference: &str| {
        format!(
            "select import_statement(gen_random_uuid(), '{{\"format\": \"csv\", \"account\": \"77-2\", \"currency\": \"USD\"}}', sha256('{file}'),
                '[{{\"id\": \"{}\", \"bank_reference\": \"{reference}\", \"booked_on\": \"2026-10-12\", \"amount\": 5000}}]')",
            uuid::Uuid::new_v4()
        )
    };
    desk.raw("billing", &import("one", "r1")).await.unwrap();
    // the file again, and another file with the same line
    assert_eq!(desk.raw("billing", &import("one", "r1")).await, Err("23505".into()));
    desk.raw("billing", &import("two", "r1")).await.unwrap();
    assert_eq!(desk.number("select count(*) from statement_lines where account = '77-2'").await, 1);
    let mut connection = desk.test.superuser().await;
    let line: uuid::Uuid =
        sqlx::query_scalar("select id from statement_lines where account = '77-2'")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    let line = Some(domain::ids::StatementLineId(line));
    let billing = desk.caller("billing");
    let matched = async |amount: &str| {
        billing::record_payment(&billing, desk.client(), &paid(amount), &[], line).await
    };
    conflict(matched("49").await);
    matched("50").await.unwrap();
    conflict(matched("50").await);
}

#[tokio::test]
async fn a_form_says_whose_it_is_and_how_much_goes_where() {
    let desk = Desk::open().await;
    let (first, second) = (desk.issued(10_000).await, desk.issued(5_000).await);
    let billing = desk.caller("billing");
    let (_, _, whose) = billing::paying(&billing, None, "", None).await.unwrap();
    let Paying::Whose { found, .. } = whose.paying else { panic!("nobody is chosen yet") };
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].client, found[0].owes.as_str()),
        (desk.client(), "2 open invoices, $150.00")
    );
    let (_, _, nobody) = billing::paying(&billing, None, "%", None).await.unwrap();
    let Paying::Whose { found, .. } = nobody.paying else { panic!("nobody is chosen yet") };
    assert!(found.is_empty(), "a sign is not a pattern");
    let (_, form, page) = billing::paying(&billing, Some(desk.client()), "", None).await.unwrap();
    let Paying::Of { open, .. } = page.paying else { panic!("a client is chosen") };
    let mut left: Vec<_> = open.iter().map(|row| row.left.minor).collect();
    left.sort_unstable();
    assert_eq!(left, [5_000, 10_000]);
    let mut form = PaymentForm { amount: "80".into(), ..form };
    form.parts.insert(second.to_string(), "50".into());
    form.parts.insert(first.to_string(), "100.01".into());
    assert!(said(billing::take(&billing, &form).await).of(&part_field(first)).is_some());
    form.parts.insert(first.to_string(), "31".into());
    assert!(said(billing::take(&billing, &form).await).of("amount").is_some());
    form.parts.insert(first.to_string(), String::new());
    let payment = billing::take(&billing, &form).await.unwrap();
    let page = billing::payment(&billing, payment).await.unwrap().body;
    assert_eq!((page.amount.minor, page.credit.minor, page.parts.len()), (8_000, 3_000, 1));
    assert!(page.uses && page.open.len() == 1);
    let none = billing::use_credit(&billing, payment, &CreditForm::default()).await;
    assert!(said(none).of("parts").is_some());
    let mut credit = CreditForm::default();
    credit.parts.insert(first.to_string(), "30".into());
    billing::use_credit(&billing, payment, &credit).await.unwrap();
    // a lead reads it and cannot touch it
    let lead = billing::payment(&desk.caller("attorney-lead"), payment).await.unwrap().body;
    assert!(!lead.uses && lead.credit.minor == 0);
    desk.agrees().await;
}

#[tokio::test]
async fn what_came_in_is_listed_by_what_became_of_it() {
    let desk = Desk::open().await;
    let invoice = desk.issued(10_000).await;
    let (over, _) = desk.pays("120", &[]).await;
    let (bounced, _) = desk.pays("5", &[]).await;
    let billing = desk.caller("billing");
    billing::reverse(&billing, bounced, "The bank sent it back.").await.unwrap();
    for (which, shown) in [
        (PaymentBox::All, vec![over, bounced]),
        (PaymentBox::Credit, vec![over]),
        (PaymentBox::Reversed, vec![bounced]),
    ] {
        let filter = PaymentFilter { which: which.word().into(), ..PaymentFilter::default() };
        let list = billing::payments(&billing, filter).await.unwrap().body;
        let mut rows: Vec<_> = list.page.rows.iter().map(|row| row.id).collect();
        rows.sort();
        let mut shown = shown;
        shown.sort();
        assert_eq!((rows, list.page.total), (shown.clone(), shown.len() as i64));
        // twelve months, and what was reversed in none of them
        let (last, earlier) = list.months.split_last().unwrap();
        assert_eq!((list.months.len(), last.sum.minor, last.payments), (12, 12_000, 1));
        assert!(earlier.iter().all(|month| month.payments == 0));
    }
    // one that was used for nothing yet is nobody's case
    let unused = PaymentFilter { which: "reversed".into(), ..PaymentFilter::default() };
    let lead = billing::payments(&desk.caller("attorney-lead"), unused).await.unwrap().body;
    assert!(!lead.takes && lead.page.rows.iter().all(|row| row.id != over));
    billing::end_allocation(&billing, over, invoice, "Another case.").await.unwrap();
    let page = billing::payment(&billing, over).await.unwrap().body;
    assert_eq!(page.parts[0].ended.as_ref().unwrap().1, "Another case.");
}
