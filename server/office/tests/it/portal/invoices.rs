//! Invoices in the portal: one's own, once issued, and for those who may see money.

use std::sync::Arc;

use domain::billing::online::AskedToPay;
use domain::ids::InvoiceId;
use domain::portal::{AccessForm, PortalDisputeForm};
use office::online::Online;
use office::portal::{self, PortalCaller};
use office::{Error, billing};
use uuid::Uuid;

use super::{ORLA, Porch};
use crate::online::Till;

async fn in_the_porch() -> (Porch, PortalCaller) {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    porch.scene().round().await;
    let orla = porch.sign_in(ORLA).await;
    (porch, orla)
}

async fn numbers(client: &PortalCaller) -> Vec<InvoiceId> {
    portal::invoices(client, None).await.unwrap().body.rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn what_is_open_stands_on_the_first_page_and_each_look_is_on_record() {
    let (porch, orla) = in_the_porch().await;
    let id = porch.post.invoice(porch.scene().client).await;
    let home = portal::home(&orla, None).await.unwrap().body;
    assert_eq!(home.invoices.len(), 1);
    assert_eq!(home.invoices[0].left, "$100.00");
    let page = portal::invoice(&orla, None, id).await.unwrap().body;
    assert_eq!(page.lines, [("A private word".to_owned(), "$100.00".to_owned())]);
    assert!(page.invoice.asked && !page.pays);
    let print = portal::printed(&orla, id).await.unwrap();
    assert_eq!(print.said.lines[0].narrative, "A private word");
    let told = porch
        .scene()
        .words(format!(
            "select action from audit_events where actor_kind = 'client' and resource_id = '{id}' and case_id is not null order by seq"
        ))
        .await;
    assert_eq!(told, ["portal-see-invoice", "portal-print-invoice"]);
}

#[tokio::test]
async fn whoever_may_not_see_money_is_told_of_none() {
    let (porch, orla) = in_the_porch().await;
    let id = porch.post.invoice(porch.scene().client).await;
    let membership = porch.membership(porch.orla()).await;
    let writes = AccessForm { writes: "on".into(), ..AccessForm::default() };
    portal::change(&porch.partner(), porch.orla(), membership, &writes).await.unwrap();
    let home = portal::home(&orla, None).await.unwrap();
    assert!(!home.frame.sees_money && home.body.invoices.is_empty());
    assert!(matches!(portal::invoices(&orla, None).await, Err(Error::NotFound)));
    assert!(matches!(portal::invoice(&orla, None, id).await, Err(Error::NotFound)));
    assert!(matches!(portal::printed(&orla, id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn anothers_invoice_and_one_that_is_none_are_the_same() {
    let (porch, orla) = in_the_porch().await;
    let petra = porch.client("Petra Voss").await;
    let theirs = porch.post.invoice(petra.0).await;
    let till =
        Online { cashier: Arc::new(Till::default()), base_url: "https://portal.example".into() };
    for id in [theirs, InvoiceId(Uuid::new_v4())] {
        assert!(matches!(portal::invoice(&orla, None, id).await, Err(Error::NotFound)));
        assert!(matches!(portal::printed(&orla, id).await, Err(Error::NotFound)));
        assert!(matches!(portal::pay(&orla, Some(&till), id).await, Err(Error::NotFound)));
    }
    assert!(numbers(&orla).await.is_empty());
    assert_eq!(porch.scene().count("pay_links").await, 0);
}

#[tokio::test]
async fn drafts_what_another_pays_and_what_was_brought_in_are_not_there() {
    let (porch, orla) = in_the_porch().await;
    let client = porch.scene().client;
    let (draft, held, payers, void) = (
        porch.post.invoice(client).await,
        porch.post.invoice(client).await,
        porch.post.invoice(client).await,
        porch.post.invoice(client).await,
    );
    let payer = Uuid::new_v4();
    porch
        .scene()
        .sql(format!(
            "set local session_replication_role = replica;
            update invoices set stage = 'draft', number = null, seq = null, series_year = null, issued_on = null, issued_at = null,
                issued_by = null, due_on = null where id = '{draft}';
            update invoices set held = 'imported' where id = '{held}';
            insert into payers (id, case_id, name, since, added_by) select '{payer}', case_id, 'Harbor Mutual', '2026-01-01', '{by}'
                from invoices where id = '{payers}';
            update invoices set payer_id = '{payer}' where id = '{payers}';
            update invoices set stage = 'void', voided_at = office_now(), voided_by = '{by}', void_reason = 'Wrong' where id = '{void}';
            set local session_replication_role = origin",
            by = porch.scene().partner
        ))
        .await;
    // a void one is shown as what it is: it was asked for once
    assert_eq!(numbers(&orla).await, [void]);
    for id in [draft, held, payers] {
        assert!(matches!(portal::invoice(&orla, None, id).await, Err(Error::NotFound)));
    }
    let page = portal::invoice(&orla, None, void).await.unwrap().body;
    assert!(page.invoice.void && page.invoice.left.is_empty() && !page.invoice.asked);
    assert!(matches!(portal::printed(&orla, void).await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn paying_leads_to_a_page_of_ours_and_there_is_no_button_without_a_provider() {
    let (porch, orla) = in_the_porch().await;
    let id = porch.post.invoice(porch.scene().client).await;
    assert!(matches!(portal::pay(&orla, None, id).await, Err(Error::NotFound)));
    let till =
        Online { cashier: Arc::new(Till::default()), base_url: "https://portal.example".into() };
    let (token, asked) = portal::pay(&orla, Some(&till), id).await.unwrap().unwrap();
    assert_eq!(asked, AskedToPay::Ready);
    let shown = office::online::show(&porch.visit(), Some(&till), &token).await.unwrap();
    assert!(shown.url.unwrap().starts_with("https://checkout.example/"));
    assert_eq!(shown.amount, "$100.00");
    // what is settled is not asked for
    porch.post.books.pay(id.0, 10_000).await;
    assert!(portal::pay(&orla, Some(&till), id).await.unwrap().is_none());
    let home = portal::home(&orla, Some(&till)).await.unwrap().body;
    assert!(home.invoices.is_empty() && home.pays);
}

fn wrong(reason: &str) -> PortalDisputeForm {
    PortalDisputeForm { reason: reason.into() }
}

#[tokio::test]
async fn what_a_client_disputes_is_not_asked_for_and_the_office_reads_why() {
    let (porch, orla) = in_the_porch().await;
    let id = porch.post.invoice(porch.scene().client).await;
    assert!(portal::invoice(&orla, None, id).await.unwrap().body.may_dispute);
    assert_eq!(portal::to_dispute(&orla, id).await.unwrap().body.left, "$100.00");
    for empty in ["", "  \n "] {
        let refused = portal::dispute(&orla, id, &wrong(empty)).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid(_)), "{refused:?}");
    }
    portal::dispute(&orla, id, &wrong("We agreed on half. \u{1f622}")).await.unwrap();
    let page = portal::invoice(&orla, None, id).await.unwrap().body;
    assert_eq!(page.invoice.disputed, "$100.00");
    assert!(!page.invoice.asked && !page.may_dispute);
    // a second time there is nothing left to dispute
    assert!(matches!(portal::dispute(&orla, id, &wrong("Again")).await, Err(Error::Conflict(_))));
    assert!(matches!(portal::to_dispute(&orla, id).await, Err(Error::Conflict(_))));
    assert_eq!(porch.scene().count("disputes").await, 1);

    let seen = billing::invoice(&porch.partner(), id).await.unwrap().body;
    assert_eq!(seen.disputes[0].reason, "We agreed on half. \u{1f622}");
    let told = seen.history.iter().find(|row| row.what.contains("disputed")).unwrap();
    assert_eq!(told.who, "Orla Finnegan");
    billing::settle(&porch.partner(), id, seen.disputes[0].id, "It stands.").await.unwrap();
    assert!(portal::invoice(&orla, None, id).await.unwrap().body.invoice.asked);
}

#[tokio::test]
async fn nobody_disputes_what_is_anothers_or_what_they_may_only_look_at() {
    let (porch, orla) = in_the_porch().await;
    let own = porch.post.invoice(porch.scene().client).await;
    let petra = porch.client("Petra Voss").await;
    let theirs = porch.post.invoice(petra.0).await;
    for id in [theirs, InvoiceId(Uuid::new_v4())] {
        // what was typed makes no difference to what is not there
        for reason in ["", "Not ours"] {
            let refused = portal::dispute(&orla, id, &wrong(reason)).await.unwrap_err();
            assert!(matches!(refused, Error::NotFound), "{refused:?}");
        }
        assert!(matches!(portal::to_dispute(&orla, id).await, Err(Error::NotFound)));
    }
    let membership = porch.membership(porch.orla()).await;
    let looks = AccessForm { money: "on".into(), ..AccessForm::default() };
    portal::change(&porch.partner(), porch.orla(), membership, &looks).await.unwrap();
    assert!(!portal::invoice(&orla, None, own).await.unwrap().body.may_dispute);
    let refused = portal::dispute(&orla, own, &wrong("Too much")).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(_)), "{refused:?}");
    portal::end(&porch.partner(), porch.orla(), membership).await.unwrap();
    assert!(portal::dispute(&orla, own, &wrong("Too much")).await.is_err());
    assert_eq!(porch.scene().count("disputes").await, 0);
}
