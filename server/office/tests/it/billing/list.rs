//! The list of invoices: found, narrowed, taken away, and several at once; and what is told of it elsewhere.

use domain::billing::ledger::{InvoiceFilter, InvoiceList};
use domain::billing::next_step::{NextStep, Pip};
use domain::billing::several::HoldForm;
use domain::billing::to_bill::ToBillFilter;
use domain::cases::CaseView;
use domain::ids::InvoiceId;
use office::{Error, billing, cases, clients};
use sqlx::Executor;

use super::pages::mailed;
use super::{Desk, conflict, of_fee, said};

async fn list(desk: &Desk, name: &str, filter: InvoiceFilter) -> InvoiceList {
    billing::invoices(&desk.caller(name), filter).await.unwrap().body
}

fn words(q: &str) -> InvoiceFilter {
    InvoiceFilter { q: q.into(), ..InvoiceFilter::default() }
}

#[tokio::test]
async fn invoices_are_found_by_number_client_and_case_and_by_how_late_they_are() {
    let desk = Desk::open().await;
    let invoice = mailed(&desk).await;
    for q in ["0001", "ashdown", "A-1", "  Estate "] {
        let found = list(&desk, "billing", words(q)).await;
        assert_eq!((found.page.rows[0].id, found.page.total), (invoice, 1), "{q}");
    }
    for q in ["0002", "%", "_", r"\", "nobody's"] {
        assert_eq!(list(&desk, "billing", words(q)).await.page.total, 0, "{q}");
    }
    for (age, there) in [("not_due", 1), ("7", 0), ("older", 0), ("unheard", 1)] {
        let filter = InvoiceFilter { age: age.into(), ..InvoiceFilter::default() };
        assert_eq!(list(&desk, "billing", filter).await.page.total, there, "{age}");
    }
    for (of, there) in [
        (desk.case().to_string(), 1),
        (desk.client().to_string(), 1),
        (invoice.to_string(), 0),
        ("x".into(), 0),
    ] {
        let filter = InvoiceFilter { of: of.clone(), ..InvoiceFilter::default() };
        assert_eq!(list(&desk, "billing", filter).await.page.total, there, "{of}");
    }
}

#[tokio::test]
async fn what_is_owed_says_what_comes_next_of_its_reminders() {
    let desk = Desk::open().await;
    let sent = mailed(&desk).await;
    let kept = desk.issued(500).await;
    let shown = list(&desk, "billing", InvoiceFilter::default()).await;
    let of =
        |id: InvoiceId| shown.page.rows.iter().find(|row| row.id == id).unwrap().reminding.unwrap();
    assert_eq!(of(sent).step, NextStep::NotDue(30));
    assert_eq!(of(kept).step, NextStep::Send);
    let mut connection = desk.test.superuser().await;
    connection.execute("update office_settings set dunning_since = null").await.unwrap();
    let off = list(&desk, "billing", InvoiceFilter::default()).await;
    let row = off.page.rows.iter().find(|row| row.id == sent).unwrap();
    assert_eq!(row.reminding.unwrap().step, NextStep::Off);
}

#[tokio::test]
async fn a_list_that_is_taken_away_is_what_was_shown_and_is_on_record() {
    let desk = Desk::open().await;
    mailed(&desk).await;
    let file = billing::export_invoices(&desk.caller("billing"), words("ashdown")).await.unwrap();
    let text = String::from_utf8(file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(
        lines[1].starts_with("0001,Invoice,Ashdown Estate,A-1,Sent,2026-11-12,0,USD,100.00,100.00"),
        "{text}"
    );
    assert_eq!(
        desk.number("select count(*) from audit_events where action = 'export-invoices'").await,
        1
    );
    let refused = billing::export_invoices(&desk.caller("paralegal-manage"), words("")).await;
    assert!(matches!(refused, Err(Error::Refused(_))));
}

#[tokio::test]
async fn several_are_held_together_or_not_at_all() {
    let desk = Desk::open().await;
    let (one, other) = (mailed(&desk).await, desk.issued(700).await);
    let billing = desk.caller("billing");
    let ids = format!("{one} {other} {one}");
    let chosen = billing::several(&billing, &ids).await.unwrap().body;
    assert_eq!(chosen.rows.len(), 2);
    assert!(chosen.owners.iter().any(|it| it.value == desk.id("attorney-lead").to_string()));
    let holds = async || desk.number("select count(*) from dunning_holds").await;

    let errors = said(billing::hold_several(&billing, &ids, &HoldForm::default()).await);
    assert!(["until", "owner", "reason"].iter().all(|it| errors.of(it).is_some()), "{errors:?}");
    let form = HoldForm {
        until: "2026-11-20".into(),
        owner: desk.id("attorney-lead").to_string(),
        reason: "They asked for time.".into(),
        ..HoldForm::default()
    };
    // the second owner cannot see the case: neither is held
    let walled = HoldForm { owner: desk.id("attorney-walled").to_string(), ..form.clone() };
    conflict(billing::hold_several(&billing, &ids, &walled).await);
    conflict(billing::hold_several(&billing, "", &form).await);
    let unseen = billing::hold_several(&desk.caller("paralegal-manage"), &ids, &form).await;
    assert!(matches!(unseen, Err(Error::NotFound)), "{unseen:?}");
    assert_eq!(holds().await, 0);

    assert_eq!(billing::hold_several(&billing, &ids, &form).await.unwrap(), 2);
    assert_eq!(holds().await, 2);
    let held = list(&desk, "billing", InvoiceFilter::default()).await;
    let row = held.page.rows.iter().find(|row| row.id == one).unwrap();
    assert_eq!(row.reminding.unwrap().pips, [Pip::Off, Pip::Off, Pip::Off]);
}

#[tokio::test]
async fn what_is_paid_is_left_as_it_is_when_several_are_held() {
    let desk = Desk::open().await;
    let (one, other) = (mailed(&desk).await, desk.issued(700).await);
    billing::write_off(&desk.caller("partner"), other, "7", "Goodwill.").await.unwrap();
    let form = HoldForm {
        until: "2026-11-20".into(),
        owner: desk.id("partner").to_string(),
        reason: "They asked for time.".into(),
        ..HoldForm::default()
    };
    let billing = desk.caller("billing");
    let both = format!("{one} {other}");
    assert_eq!(billing::hold_several(&billing, &both, &form).await.unwrap(), 1);
    conflict(billing::hold_several(&billing, &other.to_string(), &form).await);
}

#[tokio::test]
async fn a_case_and_its_client_say_what_is_unbilled_and_owed_to_whoever_sees_the_invoices() {
    let desk = Desk::open().await;
    mailed(&desk).await;
    desk.worked("attorney-lead", 12, 60).await;
    billing::write(&desk.caller("billing"), desk.case(), &of_fee(100)).await.unwrap();
    for name in ["partner", "attorney-manage"] {
        let shown = cases::show(&desk.caller(name), desk.case()).await.unwrap().body;
        let CaseView::Full(page) = shown else { panic!("{name}") };
        let owing = page.money.unwrap().owing[0];
        assert_eq!((owing.minutes, owing.unbilled.minor), (60, 29_000), "{name}");
        assert_eq!((owing.left.minor, owing.overdue.minor, owing.drafts), (10_000, 0, 1), "{name}");
    }
    for name in ["attorney-view", "paralegal-manage"] {
        let shown = cases::show(&desk.caller(name), desk.case()).await.unwrap().body;
        let CaseView::Full(page) = shown else { panic!("{name}") };
        assert_eq!(page.money, None, "{name}");
    }
    let shown = cases::show(&desk.caller("billing"), desk.case()).await.unwrap().body;
    let CaseView::Billing(page) = shown else { panic!("billing") };
    assert_eq!(page.money.owing[0].left.minor, 10_000);
    let client = async |name: &str| clients::show(&desk.caller(name), desk.client()).await;
    let of_partner = client("partner").await.unwrap().body.money.unwrap();
    assert_eq!(of_partner.owing, page.money.owing);
    assert_eq!(client("attorney-manage").await.unwrap().body.money, None);
}

#[tokio::test]
async fn a_timer_that_runs_is_on_every_page_of_whoever_runs_it_alone() {
    let desk = Desk::open().await;
    let lead = desk.caller("attorney-lead");
    billing::start_timer(&lead, Some(desk.case()), "").await.unwrap();
    let frame = billing::invoices(&lead, InvoiceFilter::default()).await.unwrap().frame;
    assert_eq!(frame.timer.unwrap().case_number, "A-1");
    let other = desk.caller("attorney-manage");
    let frame = billing::invoices(&other, InvoiceFilter::default()).await.unwrap().frame;
    assert_eq!(frame.timer, None);
}

#[tokio::test]
async fn a_case_is_found_to_be_billed_whether_anything_waits_of_it_or_not() {
    let desk = Desk::open().await;
    let find = async |name: &str, q: &str| {
        let filter = ToBillFilter { q: q.into(), ..ToBillFilter::default() };
        billing::to_bill(&desk.caller(name), filter).await.unwrap().body
    };
    let before = find("billing", "ashdown a-1").await;
    assert_eq!((before.page.total, before.others[0].0), (0, desk.case()));
    // whoever writes no drafts is offered none
    assert_eq!(find("attorney-lead", "ashdown").await.others, []);
    desk.worked("attorney-lead", 12, 60).await;
    let after = find("billing", "ashdown a-1").await;
    assert_eq!((after.page.total, after.others), (1, vec![]));
    assert_eq!(find("billing", "nobody").await.page.total, 0);
}
