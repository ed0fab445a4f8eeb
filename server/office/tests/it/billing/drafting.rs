//! What waits to be billed, the form of a draft, and several drafts at once.

use std::time::Duration;

use domain::billing::drafting::{DraftForm, line_name};
use domain::billing::invoices::Stage;
use domain::billing::to_bill::ToBillFilter;
use office::{Error, billing};
use sqlx::Executor;

use super::{Desk, conflict, said};

/// Two calls of 24 minutes at 290.00 an hour, on the 2nd and the 9th of October.
async fn worked() -> Desk {
    let desk = Desk::open().await;
    for day in [2, 9] {
        desk.worked("attorney-view", day, 24).await;
    }
    desk
}

async fn form(desk: &Desk, until: &str) -> DraftForm {
    let caller = desk.caller("billing");
    billing::new_draft(&caller, desk.case(), until).await.unwrap().1
}

#[tokio::test]
async fn what_is_on_no_invoice_waits_by_case_until_one_bills_it() {
    let desk = worked().await;
    let billing = desk.caller("billing");
    let list = billing::to_bill(&billing, ToBillFilter::default()).await.unwrap().body;
    let row = &list.page.rows[0];
    assert_eq!((row.case, row.entries, row.minutes, row.time.minor), (desk.case(), 2, 48, 23_200));
    assert_eq!((row.oldest.as_str(), row.age), ("Oct 2, 2026", 11));
    assert_eq!((list.sums[0].time.minor, list.page.total, list.drafts), (23_200, 1, true));
    desk.drafted().await;
    let list = billing::to_bill(&billing, ToBillFilter::default()).await.unwrap().body;
    assert_eq!((list.page.rows.len(), list.sums.len()), (0, 0));
    let attorney = desk.caller("attorney-manage");
    assert!(!billing::to_bill(&attorney, ToBillFilter::default()).await.unwrap().body.drafts);
}

#[tokio::test]
async fn a_draft_is_what_was_ticked_in_the_order_that_was_typed_and_opens_again_as_it_was() {
    let desk = worked().await;
    let billing = desk.caller("billing");
    let mut form = form(&desk, "").await;
    form.title = "Advice".into();
    form.discount = "10 %".into();
    let fee = form.lines.get_mut(&line_name(2)).unwrap();
    (fee.narrative, fee.amount, fee.order) = ("Opening fee".into(), "100".into(), "0".into());
    let first = form.lines.get_mut(&line_name(0)).unwrap();
    (first.less, first.less_reason) = ("16.00".into(), "Too long.".into());
    form.lines.get_mut(&line_name(1)).unwrap().take = String::new();
    let drafted = billing::draft(&billing, desk.case(), &form).await.unwrap();
    // (100 + 116 - 16) less 10 %
    assert_eq!((drafted.totals.subtotal, drafted.totals.total), (20_000, 18_000));
    let (_, again, context) = billing::edit_draft(&billing, drafted.invoice).await.unwrap();
    let told: Vec<_> = again
        .lines
        .values()
        .map(|line| (line.narrative.as_str(), line.take.as_str(), line.less.as_str()))
        .collect();
    let call = "Call with the client";
    let expected =
        [("Opening fee", "true", ""), (call, "true", "16.00"), (call, "", ""), ("", "true", "")];
    assert_eq!(told, expected);
    assert_eq!((again.title.as_str(), again.discount.as_str()), ("Advice", "10 %"));
    let draft = again.read(&context).unwrap();
    assert_eq!(context.totals(&draft).unwrap().total, 18_000);
    // saved as it stands it is the same; saved over what somebody changed it is refused
    let same = billing::redraft(&billing, drafted.invoice, &again).await.unwrap();
    assert_eq!(same.totals, drafted.totals);
    conflict(billing::redraft(&billing, drafted.invoice, &again).await);
    desk.agrees().await;
}

#[tokio::test]
async fn what_was_done_after_the_period_is_not_ticked() {
    let desk = worked().await;
    let ticked = |form: DraftForm| {
        let lines = form.lines.into_values().filter(|line| !line.of.is_empty());
        lines.filter(|line| line.take == "true").count()
    };
    assert_eq!(ticked(form(&desk, "2026-10-05").await), 1);
    assert_eq!(ticked(form(&desk, "2026-10-09").await), 2);
    let billing = desk.caller("billing");
    assert!(said(billing::new_draft(&billing, desk.case(), "soon").await).of("until").is_some());
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_line_and_nothing_is_kept() {
    let desk = worked().await;
    let mut form = form(&desk, "").await;
    form.lines.get_mut(&line_name(0)).unwrap().less = "116.01".into();
    let errors = said(billing::draft(&desk.caller("billing"), desk.case(), &form).await);
    assert!(errors.of("lines[l0000][less]").is_some(), "{errors:?}");
    assert_eq!(desk.number("select count(*) from invoices").await, 0);
}

#[tokio::test]
async fn a_draft_that_is_issued_is_written_no_more() {
    let desk = worked().await;
    let invoice = desk.issued(100).await;
    conflict(billing::edit_draft(&desk.caller("billing"), invoice).await);
    let unseen = billing::edit_draft(&desk.caller("paralegal-manage"), invoice).await;
    assert!(matches!(unseen, Err(Error::NotFound)));
}

#[tokio::test]
async fn several_drafts_come_to_what_was_shown_before_and_one_that_cannot_stops_no_other() {
    let desk = worked().await;
    let billing = desk.caller("billing");
    let (open, closed) = (desk.case(), desk.world.closed);
    let cases = format!("{open} {closed} {open}");
    let shown = billing::batch(&billing, &cases).await.unwrap().body;
    assert_eq!((shown.rows.len(), shown.sums[0].minor), (2, 23_200));
    assert!(shown.rows[0].obstacle.is_empty() && !shown.rows[1].obstacle.is_empty());
    // without the time for one, all of them are left and nothing is written
    let late = billing::write_within(&billing, &cases, Duration::ZERO).await.unwrap();
    assert_eq!((late.written, late.left), (0, vec![open, closed]));
    let batched = billing::write_batch(&billing, &cases).await.unwrap();
    assert_eq!((batched.written, batched.failed, batched.left.len()), (1, 1, 0));
    let sum = "select sum(total)::bigint from invoices where stage = 'draft'";
    assert_eq!(desk.number(sum).await, 23_200);
    // all of it is taken
    let again = billing::write_batch(&billing, &open.to_string()).await.unwrap();
    assert_eq!((again.written, again.nothing), (0, 1));
    conflict(billing::batch(&billing, " ").await);
    let unseen = billing::write_batch(&desk.caller("attorney-walled"), &open.to_string()).await;
    assert!(matches!(unseen, Err(Error::NotFound)));
    desk.agrees().await;
}

#[tokio::test]
async fn several_drafts_ask_whoever_pays_and_leave_a_choice_between_two_to_a_person() {
    let desk = worked().await;
    let (billing, cases) = (desk.caller("billing"), desk.case().to_string());
    let shown = billing::batch(&billing, &cases).await.unwrap().body;
    assert_eq!(shown.rows[0].payer_name, "Harbor Mutual");
    let mut connection = desk.test.superuser().await;
    let another = "insert into payers (id, case_id, name, since, added_by)
        select gen_random_uuid(), case_id, 'Cove Mutual', since, added_by from payers where name = 'Harbor Mutual'";
    connection.execute(another).await.unwrap();
    let shown = billing::batch(&billing, &cases).await.unwrap().body;
    assert!(shown.rows[0].obstacle.starts_with("Several could pay"), "{:?}", shown.rows[0]);
    let batched = billing::write_batch(&billing, &cases).await.unwrap();
    assert_eq!((batched.written, batched.failed), (0, 1));
    connection.execute("delete from payers where name = 'Cove Mutual'").await.unwrap();
    assert_eq!(billing::write_batch(&billing, &cases).await.unwrap().written, 1);
    let asked = "select count(*) from invoices i join payers p on p.id = i.payer_id where p.name = 'Harbor Mutual'";
    assert_eq!(desk.number(asked).await, 1);
}

#[tokio::test]
async fn a_draft_that_was_approved_says_so_before_it_is_written_again() {
    let desk = worked().await;
    let mut connection = desk.test.superuser().await;
    connection.execute("update office_settings set approve_drafts = true").await.unwrap();
    let billing = desk.caller("billing");
    let drafted = desk.drafted().await;
    billing::submit(&billing, drafted.invoice, drafted.revision).await.unwrap();
    let (_, form, context) = billing::edit_draft(&billing, drafted.invoice).await.unwrap();
    assert!(context.reviewed);
    billing::redraft(&billing, drafted.invoice, &form).await.unwrap();
    let page = billing::invoice(&billing, drafted.invoice).await.unwrap().body;
    assert_eq!(page.stage, Stage::Draft);
}
