//! Bank statements: in once, proposed for what is open, decided once.

use domain::billing::statements::{AcceptForm, Decided, ImportForm, StatementPage};
use domain::ids::StatementId;
use office::billing::{self, ReadIn};
use office::{Error, Result};

use super::{Desk, conflict, said};

const HEAD: &str = "Date,Amount,Currency,Name,Description\n";

fn form() -> ImportForm {
    ImportForm { account: "Operating 4411".into(), ..ImportForm::default() }
}

impl Desk {
    async fn reads(&self, rows: &str) -> Result<ReadIn> {
        billing::import(&self.caller("billing"), &form(), format!("{HEAD}{rows}").into()).await
    }

    async fn page(&self, id: StatementId) -> StatementPage {
        billing::statement(&self.caller("billing"), id).await.unwrap().body
    }
}

#[tokio::test]
async fn a_statement_comes_in_once_and_each_of_its_lines_once() {
    let desk = Desk::open().await;
    let first = "2026-10-12,100.00,USD,A. Payer,Thanks\n2026-10-12,-4.50,USD,Bank,Fee\n";
    let done = desk.reads(first).await.unwrap();
    assert_eq!((done.fresh, done.known), (2, 0));
    assert!(said(desk.reads(first).await).of("file").unwrap().contains("before"));
    // the same days in another file, and one more
    let more = format!("{first}2026-10-13,20.00,USD,B. Payer,Invoice\n");
    let again = desk.reads(&more).await.unwrap();
    assert_eq!((again.fresh, again.known), (1, 2));
    assert_eq!(desk.number("select count(*) from statement_lines").await, 3);
    let page = desk.page(done.id).await;
    assert_eq!((page.open_count, page.decided_count), (1, 1));
    assert_eq!(page.decided[0].decided, Decided::Out);
    let imports = billing::imports(&desk.caller("partner")).await.unwrap().1;
    let mine: Vec<_> = imports.imports.iter().filter(|it| it.account == "Operating 4411").collect();
    let mut counts: Vec<_> = mine.iter().map(|it| (it.lines, it.open)).collect();
    counts.sort_unstable();
    assert_eq!(counts, [(1, 1), (2, 1)]);
}

#[tokio::test]
async fn what_cannot_be_read_is_said_with_its_line_and_nothing_of_it_is_kept() {
    let desk = Desk::open().await;
    for (rows, says) in [
        ("2026-10-12,100.00,USD,A,ok\n2026-10-12,1x,USD,B,no\n", "Line 3"),
        ("2026-10-12,100.00,XAU,A,ok\n", "currency"),
        ("\n", "currency"),
    ] {
        let errors = said(desk.reads(rows).await);
        assert!(errors.of("file").unwrap().contains(says), "{errors:?}");
    }
    let nameless = billing::import(
        &desk.caller("billing"),
        &ImportForm::default(),
        format!("{HEAD}2026-10-12,1.00,USD,A,ok\n").into(),
    )
    .await;
    assert!(said(nameless).of("account").is_some());
    assert_eq!(
        desk.number("select count(*) from statement_imports where account like 'Oper%'").await,
        0
    );
    let lead = billing::import(&desk.caller("attorney-lead"), &form(), HEAD.into()).await;
    assert!(matches!(lead, Err(Error::Refused(_))), "{lead:?}");
}

#[tokio::test]
async fn a_line_is_proposed_for_what_it_names_and_taken_over_once() {
    let desk = Desk::open().await;
    let invoice = desk.issued(10_000).await;
    let billing = desk.caller("billing");
    let balances = billing::balances(&billing, desk.case()).await.unwrap();
    let number = balances.invoices[0].number.clone().unwrap();
    let rows = format!(
        "2026-10-12,120.00,USD,Somebody Else,Invoice {number} thank you\n2026-10-12,7.77,USD,Nobody,Hello\n"
    );
    let id = desk.reads(&rows).await.unwrap().id;
    let page = desk.page(id).await;
    let named = page.open.iter().find(|line| line.amount.minor == 12_000).unwrap();
    let other = page.open.iter().find(|line| line.amount.minor == 777).unwrap();
    assert!(other.proposals.is_empty());
    let proposal = &named.proposals[0];
    assert_eq!((proposal.client, proposal.over.minor), (desk.client(), 2_000));
    assert_eq!((proposal.parts[0].0, proposal.parts[0].2.minor), (invoice, 10_000));
    let accept = AcceptForm {
        line: named.id.to_string(),
        client: proposal.client.to_string(),
        parts: [(invoice.to_string(), "10000".to_owned())].into(),
    };
    // too much for the invoice, a client it is not, and no line at all
    let more =
        AcceptForm { parts: [(invoice.to_string(), "12000".to_owned())].into(), ..accept.clone() };
    assert!(billing::accept(&billing, &more).await.is_err());
    let foreign = AcceptForm { client: desk.world.closed_client.to_string(), ..accept.clone() };
    assert!(billing::accept(&billing, &foreign).await.is_err());
    let nowhere = AcceptForm { line: "x".into(), ..accept.clone() };
    assert!(matches!(billing::accept(&billing, &nowhere).await, Err(Error::NotFound)));
    assert_eq!(desk.number("select count(*) from payments").await, 0);
    assert_eq!(billing::accept(&billing, &accept).await.unwrap(), id);
    conflict(billing::accept(&billing, &accept).await);
    assert_eq!(desk.number("select sum(credit)::bigint from payments").await, 2_000);
    assert!(said(billing::ignore_line(&billing, other.id, " ").await).of("reason").is_some());
    billing::ignore_line(&billing, other.id, "A deposit of our own.").await.unwrap();
    conflict(billing::ignore_line(&billing, other.id, "Again.").await);
    let page = desk.page(id).await;
    assert_eq!((page.open_count, page.decided_count), (0, 2));
    let payment = page.decided.iter().find_map(|row| match row.decided {
        Decided::Payment(payment) => Some(payment),
        _ => None,
    });
    let payment = billing::payment(&billing, payment.unwrap()).await.unwrap().body;
    assert!(payment.reference.contains(&number));
    desk.agrees().await;
}

#[tokio::test]
async fn a_line_that_somebody_chooses_the_client_of_is_recorded_as_the_bank_says_it() {
    let desk = Desk::open().await;
    desk.issued(10_000).await;
    let billing = desk.caller("billing");
    let id = desk.reads("2026-10-12,1234.50,USD,J. Doe,For my brother\n").await.unwrap().id;
    let line = desk.page(id).await.open[0].id;
    let (_, _, whose) = billing::paying(&billing, None, "", Some(line)).await.unwrap();
    assert!(whose.line.unwrap().1.contains("$1,234.50"));
    let (_, form, _) =
        billing::paying(&billing, Some(desk.client()), "", Some(line)).await.unwrap();
    // another amount is not what the bank said
    let less = domain::billing::paid::PaymentForm { amount: "5".into(), ..form.clone() };
    conflict(billing::take(&billing, &less).await);
    billing::take(&billing, &form).await.unwrap();
    let gone = billing::paying(&billing, Some(desk.client()), "", Some(line)).await;
    assert!(matches!(gone, Err(Error::NotFound)));
    assert_eq!(desk.page(id).await.open_count, 0);
    desk.agrees().await;
}

#[tokio::test]
async fn a_table_with_heads_of_its_own_is_read_once_somebody_says_which_is_which() {
    let desk = Desk::open().await;
    let file = "When it was,How much,Wer,Wozu\n2026-10-12,100.00,A. Payer,Invoice 0001\n";
    let mut form = ImportForm { currency: "USD".into(), ..form() };
    let read =
        async |form: &ImportForm| billing::import(&desk.caller("billing"), form, file.into()).await;
    let errors = said(read(&form).await);
    assert!(errors.of("file").unwrap().contains("headed"), "{errors:?}");
    form.day_head = "when it was".into();
    form.amount_head = "How much".into();
    form.payer_head = "Wer".into();
    form.text_head = "Wozu".into();
    let done = read(&form).await.unwrap();
    let line = &desk.page(done.id).await.open[0];
    assert_eq!(line.amount.minor, 10_000);
    assert_eq!((line.counterparty.as_str(), line.says.as_str()), ("A. Payer", "Invoice 0001"));
}
