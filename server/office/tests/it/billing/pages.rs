//! The page of an invoice: what it says, what may be done, what keeps its reminders back.

use domain::billing::dunning::DunningStage;
use domain::billing::invoices::{SentBy, Stage};
use domain::billing::several::HoldForm;
use domain::billing::show::{Change, InvoiceActForm, InvoiceActs, InvoicePage};
use domain::billing::track::{Mark, Silence};
use domain::ids::InvoiceId;
use office::{Error, billing};
use sqlx::Executor;

use super::{Desk, conflict, of_fee, said};

async fn page(desk: &Desk, name: &str, invoice: InvoiceId) -> InvoicePage {
    billing::invoice(&desk.caller(name), invoice).await.unwrap().body
}

/// One that was mailed today and falls due a month from now; reminders are on.
pub(super) async fn mailed(desk: &Desk) -> InvoiceId {
    let invoice = desk.issued(10_000).await;
    let mut connection = desk.test.superuser().await;
    connection.execute("update office_settings set dunning_since = '2026-01-01'").await.unwrap();
    let billing = desk.caller("billing");
    billing::mail(&billing, invoice, SentBy::Letter, "2026-10-13", "Ashdown").await.unwrap();
    invoice
}

fn marks(page: &InvoicePage) -> Vec<Mark> {
    page.track.iter().map(|step| step.mark).collect()
}

#[tokio::test]
async fn the_page_of_an_issued_invoice_says_what_was_kept_and_that_of_a_draft_what_is() {
    let desk = Desk::open().await;
    let invoice = desk.issued(10_000).await;
    let billing = desk.caller("billing");
    let draft = billing::write(&billing, desk.case(), &of_fee(100)).await.unwrap().invoice;
    let mut connection = desk.test.superuser().await;
    connection.execute("update clients set name = 'Renamed'").await.unwrap();
    let issued = page(&desk, "billing", invoice).await;
    assert_eq!(
        (issued.title(), issued.said.billed_to[0].as_str()),
        ("Invoice 0001".into(), "Ashdown Estate")
    );
    let draft = page(&desk, "billing", draft).await;
    assert_eq!(
        (draft.title(), draft.said.billed_to[0].as_str(), draft.said.issued_on.as_str()),
        ("Draft invoice".into(), "Renamed", "")
    );
    assert_eq!((draft.silence, draft.stage), (Some(Silence::NotIssued), Stage::Draft));
}

#[tokio::test]
async fn a_page_offers_what_its_reader_may_do_and_is_not_there_for_others() {
    let desk = Desk::open().await;
    let mut connection = desk.test.superuser().await;
    connection.execute("update office_settings set approve_drafts = true").await.unwrap();
    let billing = desk.caller("billing");
    let drafted = billing::write(&billing, desk.case(), &of_fee(100)).await.unwrap();
    billing::submit(&billing, drafted.invoice, drafted.revision).await.unwrap();
    let lead = page(&desk, "attorney-lead", drafted.invoice).await.acts;
    assert_eq!(lead, InvoiceActs { decide: true, ..InvoiceActs::default() });
    let own = page(&desk, "billing", drafted.invoice).await.acts;
    assert_eq!(own, InvoiceActs { edit: true, void: true, ..InvoiceActs::default() });
    for name in ["paralegal-manage", "attorney-view", "attorney-walled", "partner-walled"] {
        let unseen = billing::invoice(&desk.caller(name), drafted.invoice).await;
        assert!(matches!(unseen, Err(Error::NotFound)), "{name}");
    }
}

#[tokio::test]
async fn what_came_off_an_invoice_is_told_in_order_with_what_is_left() {
    let desk = Desk::open().await;
    let invoice = mailed(&desk).await;
    let billing = desk.caller("billing");
    billing::credit(&billing, invoice, "30", "Too dear.").await.unwrap();
    billing::write_off(&desk.caller("partner"), invoice, "20", "Goodwill.").await.unwrap();
    let page = page(&desk, "billing", invoice).await;
    let since: Vec<_> = page.since.iter().map(|it| (it.change, it.amount.minor)).collect();
    assert_eq!(since, [(Change::Credited, 3_000), (Change::WrittenOff, 2_000)]);
    assert_eq!((page.left.minor, page.acts.void), (5_000, false));
    assert_eq!(page.history[0].what, "$20.00 written off");
    // the credit note has a page of its own, that leads back
    let note = page.since[0].note.unwrap();
    let note = billing::invoice(&billing, note).await.unwrap().body;
    assert_eq!((note.corrects, note.title()), (Some(invoice), "Credit note CN-0001".into()));
}

#[tokio::test]
async fn a_hold_has_a_reason_an_owner_and_an_end_and_is_over_when_somebody_ends_it() {
    let desk = Desk::open().await;
    let invoice = mailed(&desk).await;
    let lead = desk.caller("attorney-lead");
    let none = said(billing::hold(&lead, invoice, &HoldForm::default()).await);
    assert!(["until", "owner", "reason"].iter().all(|field| none.of(field).is_some()), "{none:?}");
    let form = InvoiceActForm {
        until: "2026-11-20".into(),
        owner: desk.id("attorney-lead").to_string(),
        reason: "They asked for time.".into(),
        ..InvoiceActForm::default()
    };
    for until in ["2026-10-12", "2027-10-15"] {
        let form = InvoiceActForm { until: until.into(), ..form.clone() };
        assert!(
            said(billing::hold(&lead, invoice, &form.hold()).await).of("until").is_some(),
            "{until}"
        );
    }
    let before = page(&desk, "attorney-lead", invoice).await;
    assert_eq!(marks(&before), [Mark::Next, Mark::Later, Mark::Later]);
    billing::hold(&lead, invoice, &form.hold()).await.unwrap();
    let held = page(&desk, "attorney-lead", invoice).await;
    // due on Nov 19, 26 and Dec 12
    assert_eq!(marks(&held), [Mark::Off, Mark::Later, Mark::Later]);
    let hold = held.holds[0].id;
    let other = desk.issued(100).await;
    assert!(matches!(billing::end_hold(&lead, other, hold).await, Err(Error::NotFound)));
    billing::end_hold(&lead, invoice, hold).await.unwrap();
    conflict(billing::end_hold(&lead, invoice, hold).await);
    assert_eq!(marks(&page(&desk, "attorney-lead", invoice).await), marks(&before));
    // whoever cannot see the case sees to nothing of it
    let walled = InvoiceActForm { owner: desk.id("attorney-walled").to_string(), ..form };
    conflict(billing::hold(&lead, invoice, &walled.hold()).await);
}

#[tokio::test]
async fn a_disputed_amount_is_not_asked_for_until_it_is_settled_with_an_outcome() {
    let desk = Desk::open().await;
    let invoice = mailed(&desk).await;
    let billing = desk.caller("billing");
    let form = |amount: &str| InvoiceActForm {
        amount: amount.into(),
        owner: desk.id("billing").to_string(),
        reason: "Two hours too many.".into(),
        ..InvoiceActForm::default()
    };
    billing::dispute(&billing, invoice, &form("60")).await.unwrap();
    // of what is left and not disputed yet
    assert!(said(billing::dispute(&billing, invoice, &form("40.01")).await).of("amount").is_some());
    billing::dispute(&billing, invoice, &form("40")).await.unwrap();
    let disputed = page(&desk, "billing", invoice).await;
    assert_eq!((disputed.silence, disputed.disputed.minor), (Some(Silence::AllDisputed), 10_000));
    assert!(!disputed.acts.dispute);
    let which = disputed.disputes[0].id;
    assert!(said(billing::settle(&billing, invoice, which, " ").await).of("reason").is_some());
    let other = desk.issued(100).await;
    let elsewhere = billing::settle(&billing, other, which, "Agreed.").await;
    assert!(matches!(elsewhere, Err(Error::NotFound)));
    billing::settle(&billing, invoice, which, "Agreed.").await.unwrap();
    conflict(billing::settle(&billing, invoice, which, "Agreed.").await);
    let settled = page(&desk, "billing", invoice).await;
    assert_eq!((settled.silence, settled.track[0].stage), (None, DunningStage::Reminder));
    assert_eq!(settled.history[0].says, "Agreed.");
}

#[tokio::test]
async fn one_that_was_entered_after_the_fact_waits_until_somebody_releases_it() {
    let desk = Desk::open().await;
    let billing = desk.caller("billing");
    let mut connection = desk.test.superuser().await;
    connection.execute("update office_settings set dunning_since = '2020-01-01'").await.unwrap();
    let drafted = billing::write(&billing, desk.case(), &of_fee(100)).await.unwrap();
    billing::issue(&billing, drafted.invoice, drafted.revision, "2026-09-01").await.unwrap();
    let invoice = drafted.invoice;
    billing::mail(&billing, invoice, SentBy::Hand, "2026-09-01", "").await.unwrap();
    let held = page(&desk, "billing", invoice).await;
    assert_eq!((held.silence, held.acts.release), (Some(Silence::HeldBack), true));
    billing::release(&billing, invoice).await.unwrap();
    conflict(billing::release(&billing, invoice).await);
    let free = page(&desk, "billing", invoice).await;
    assert_eq!((free.silence, free.acts.release), (None, false));
}

#[tokio::test]
async fn what_is_not_issued_or_is_void_is_not_printed() {
    let desk = Desk::open().await;
    let billing = desk.caller("billing");
    let drafted = billing::write(&billing, desk.case(), &of_fee(100)).await.unwrap();
    conflict(billing::printed(&billing, drafted.invoice, false, false).await);
    let invoice = mailed(&desk).await;
    billing::credit(&billing, invoice, "30", "Too dear.").await.unwrap();
    let paper = billing::printed(&billing, invoice, false, false).await.unwrap();
    assert_eq!((paper.said.total, paper.since.len()), (10_000, 0));
    let with = billing::printed(&billing, invoice, true, false).await.unwrap();
    assert_eq!((with.since[0].1, with.since[0].2), (Change::Credited, 3_000));
    let void = desk.issued(100).await;
    let revision = page(&desk, "billing", void).await.revision;
    billing::void(&billing, void, revision, "Wrong case.").await.unwrap();
    conflict(billing::printed(&billing, void, false, false).await);
    assert!(matches!(
        billing::printed(&desk.caller("attorney-view"), invoice, false, false).await,
        Err(Error::NotFound)
    ));
}
