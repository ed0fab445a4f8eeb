//! Letters: printed together, said when they were mailed, and none of what was settled.

use domain::access::Role;
use domain::ids::StaffId;
use office::{Caller, Error, dunning};

use super::Books;

#[tokio::test]
async fn letters_are_printed_together_and_said_on_the_day_they_were_mailed() {
    let books = Books::open().await;
    let partner = books.partner();
    let empty = dunning::print(&partner).await;
    assert!(matches!(empty, Err(Error::Conflict(_))), "{empty:?}");
    let without = [books.client(None).await, books.client(None).await, books.client(None).await];
    let mut invoices = Vec::new();
    for client in without {
        invoices.push(books.invoice(client, "2026-10-25", 10_000).await);
    }
    books.plan().await;
    assert_eq!(dunning::page(&partner, "").await.unwrap().body.letters.len(), 3);
    // one is paid before they are printed, one after
    books.pay(invoices[0], 10_000).await;
    let batch = dunning::print(&partner).await.unwrap();
    books.pay(invoices[1], 10_000).await;
    let page = dunning::page(&partner, "").await.unwrap().body;
    assert_eq!((page.batches[0].letters, page.batches[0].take_out.len()), (2, 1));
    let pdf = dunning::letters(&partner, batch).await.unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    books.days_later(1);
    let partner = books.partner();
    let ahead = dunning::mailed(&partner, batch, "2026-11-04").await;
    assert!(matches!(ahead, Err(Error::Invalid(_))), "{ahead:?}");
    dunning::mailed(&partner, batch, "2026-11-03").await.unwrap();
    let became = [
        books.stages(invoices[0]).await,
        books.stages(invoices[1]).await,
        books.stages(invoices[2]).await,
    ];
    assert_eq!(
        became.concat(),
        ["reminder_7 dropped paid", "reminder_7 dropped paid", "reminder_7 sent"]
    );
    let twice = dunning::mailed(&partner, batch, "2026-11-03").await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    assert_eq!(dunning::page(&partner, "").await.unwrap().body.said, 1);
}

#[tokio::test]
async fn the_page_tells_what_goes_in_three_days_and_what_stands_in_its_way() {
    let books = Books::open().await;
    let client = books.scene.client;
    let today = books.invoice(client, "2026-10-26", 10_000).await;
    let soon = books.invoice(client, "2026-10-29", 20_000).await;
    let held = books.invoice(client, "2026-10-28", 30_000).await;
    books.invoice(client, "2026-10-30", 40_000).await;
    books.hold(held, "2026-11-30").await;
    let page = dunning::page(&books.partner(), "").await.unwrap().body;
    let rows: Vec<_> = page
        .coming
        .iter()
        .map(|row| (row.invoice.0, row.day.as_str(), row.why_not.as_str(), row.asked.minor))
        .collect();
    assert_eq!(
        rows,
        [
            (today, "Today", "", 10_000),
            (held, "Nov 4, 2026", "Held", 30_000),
            (soon, "Nov 5, 2026", "", 20_000)
        ]
    );
    books.round().await;
    let page = dunning::page(&books.partner(), "").await.unwrap().body;
    assert_eq!((page.coming.len(), page.history.rows.len(), page.said), (2, 1, 1));
    assert_eq!(page.saved(), "6 min");
}

#[tokio::test]
async fn only_a_partner_says_whether_reminders_go_and_a_paralegal_sees_none_of_it() {
    let books = Books::open().await;
    let form = domain::billing::reminding::RemindingForm {
        since: "2026-11-01".into(),
        approve: "on".into(),
        minutes: "9".into(),
    };
    for role in [Role::Billing, Role::AssociateAttorney, Role::Paralegal] {
        let who = StaffId(uuid::Uuid::new_v4());
        let word = match role {
            Role::Billing => "billing",
            Role::AssociateAttorney => "associate_attorney",
            _ => "paralegal",
        };
        books
            .scene
            .sql(format!(
                "insert into staff (id, name, email) values ('{who}', 'X', '{who}@example.com');
                insert into staff_roles (id, staff_id, role) values (gen_random_uuid(), '{who}', '{word}')"
            ))
            .await;
        let caller = Caller::stand_in(books.scene.office(), who, role);
        let refused = dunning::save(&caller, &form).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{role:?} {refused:?}");
        let read = dunning::page(&caller, "").await;
        assert_eq!(read.is_ok(), role != Role::Paralegal, "{role:?}");
        let printed = dunning::print(&caller).await;
        assert!(matches!(printed, Err(Error::Refused(_) | Error::Conflict(_))), "{role:?}");
    }
    dunning::save(&books.partner(), &form).await.unwrap();
    let (_, kept) = dunning::setting(&books.partner()).await.unwrap();
    assert_eq!(kept, form);
}
