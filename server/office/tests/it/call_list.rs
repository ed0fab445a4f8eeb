//! Whom to ring: seen with the appointment it is about, done once, and counted by nobody who may not know.

use domain::call_list::{ReplyFilter, RingBox, RingFilter, RingList, RungForm, Why};
use domain::ids::{AppointmentId, CallListId, ReplyId};
use office::{Error, call_list, calls};
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use crate::support::TestOffice;
use crate::support::people::World;

const HEARING: Uuid = Uuid::from_u128(0x5e1);
const MEETING: Uuid = Uuid::from_u128(0x5e2);
const RING: CallListId = CallListId(Uuid::from_u128(0x5f1));
const OFFICE_RING: CallListId = CallListId(Uuid::from_u128(0x5f2));
const ABOUT: ReplyId = ReplyId(Uuid::from_u128(0x5f3));
const STRAY: ReplyId = ReplyId(Uuid::from_u128(0x5f4));

/// A hearing of the open case tomorrow, that its client has not confirmed, and wrote about; a meeting of
/// attorney-outside with a guest who was not told; and a text from nobody the office knows.
async fn scene() -> (TestOffice, World) {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let world = World::make(&mut connection).await;
    test.empty_calendar().await;
    let (lead, outside, partner) = (
        world.persona("attorney-lead").id,
        world.persona("attorney-outside").id,
        world.persona("partner").id,
    );
    let (open, client) = (world.open, world.client);
    let sql = format!(
        "begin; select set_config('privity.now', '{now}', true);
        insert into client_contacts (id, client_id, channel, purpose, value, label, position) values
            (gen_random_uuid(), '{client}', 'phone', 'general', '+12125550142', 'mobile', 2),
            (gen_random_uuid(), '{client}', 'phone', 'billing', '+12125550199', '', 3);
        update clients set discreet = true, safe_contact = 'Before noon.' where id = '{client}';
        insert into appointments (id, kind, case_id, client_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, booked_by)
        values ('{HEARING}', 'hearing', '{open}', '{client}', '{lead}', 'UTC', '2026-10-14 14:00', '2026-10-14 15:00',
                '2026-10-14 14:00+00', '2026-10-14 15:00+00', '{partner}'),
            ('{MEETING}', 'meeting', null, null, '{outside}', 'UTC', '2026-10-13 20:00', '2026-10-13 21:00',
                '2026-10-13 20:00+00', '2026-10-13 21:00+00', '{outside}');
        insert into appointment_attendees (id, appointment_id, client_id, name, phone, added_by) values
            ('{guest}', '{HEARING}', '{client}', '', '', '{partner}'),
            ('{other}', '{MEETING}', null, 'Ramona Vale', '+12125550177', '{outside}');
        commit;
        delete from call_list;
        insert into call_list (id, appointment_id, attendee_id, notice_revision, reason, since) values
            ('{RING}', '{HEARING}', '{guest}', 1, 'unconfirmed', '{now}'),
            ('{OFFICE_RING}', '{MEETING}', '{other}', 1, 'not_told', '{now}');
        insert into replies (id, channel, provider, provider_id, sender, body, received_at, appointment_id, attendee_id, meant) values
            ('{ABOUT}', 'text', 'kannel', '1', '+12125550142', 'Which door?', '{now}', '{HEARING}', '{guest}', 'other'),
            ('{STRAY}', 'text', 'kannel', '2', '+12125550188', 'Who is this?', '{now}', null, null, 'other');",
        now = crate::support::NOW,
        guest = Uuid::from_u128(0x5e8),
        other = Uuid::from_u128(0x5e9),
    );
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    (test, world)
}

fn box_of(which: &str) -> RingFilter {
    RingFilter { which: which.into(), after: String::new() }
}

fn ids(list: &RingList) -> Vec<CallListId> {
    list.page.rows.iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn whoever_sees_the_appointment_sees_whom_to_ring_and_by_what_number() {
    let (test, world) = scene().await;
    for (who, seen) in [
        ("partner", &[OFFICE_RING, RING][..]),
        // what is the office's own is not the desk's
        ("paralegal-desk", &[RING]),
        ("billing-desk", &[RING]),
        ("attorney-lead", &[RING]),
        ("attorney-view", &[RING]),
        ("paralegal-view", &[RING]),
        ("attorney-outside", &[OFFICE_RING]),
        ("paralegal-outside", &[]),
        ("attorney-expired", &[]),
        ("attorney-walled-member", &[]),
        ("attorney-walled-client", &[]),
    ] {
        let caller = world.persona(who).caller(&test.office);
        let list = call_list::list(&caller, box_of("all")).await.unwrap().body;
        assert_eq!(ids(&list), seen, "{who}");
        assert_eq!(list.page.total, seen.len() as i64, "{who}");
        if let Some(row) = list.page.rows.iter().find(|row| row.id == RING) {
            let number = ("(212) 555-0142".to_owned(), "+12125550142".to_owned());
            assert_eq!(row.phone, Some(number), "{who}");
            assert_eq!((row.name.as_str(), row.why), ("Ashdown Estate", Why::Unconfirmed));
            assert_eq!(
                (row.nearness.as_str(), row.safe_contact.as_str()),
                ("tomorrow", "Before noon.")
            );
            assert!(row.discreet);
        }
    }
    // screened from the one, and not from the other
    let walled = world.persona("partner-walled").caller(&test.office);
    let list = call_list::list(&walled, box_of("all")).await.unwrap().body;
    assert_eq!(ids(&list), [OFFICE_RING]);
    let billing = world.persona("billing").caller(&test.office);
    let refused = call_list::list(&billing, RingFilter::default()).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn the_navigation_counts_what_waits_for_the_caller_and_nothing_out_of_sight() {
    let (test, world) = scene().await;
    for (who, count, which) in [
        // all that is in sight, and the text from nobody
        ("paralegal-desk", 2, RingBox::All),
        ("billing-desk", 2, RingBox::All),
        // one's own
        ("attorney-lead", 1, RingBox::Mine),
        ("attorney-outside", 1, RingBox::Mine),
        ("attorney-view", 0, RingBox::Mine),
        ("partner", 0, RingBox::Mine),
        ("partner-walled", 0, RingBox::Mine),
        ("attorney-walled-member", 0, RingBox::Mine),
        ("paralegal-outside", 0, RingBox::Mine),
    ] {
        let caller = world.persona(who).caller(&test.office);
        let list = call_list::list(&caller, RingFilter::default()).await.unwrap();
        assert_eq!((list.frame.call_list, list.body.which), (count, which), "{who}");
    }
    // who owns it and is screened from it afterwards is not told that something waits
    let mut connection = test.superuser().await;
    let lead = world.persona("attorney-lead");
    let wall = format!(
        "insert into walls (id, staff_id, case_id, since, reason) values (gen_random_uuid(), '{}', '{}', '2026-01-05', 'x')",
        lead.id, world.open
    );
    connection.execute(AssertSqlSafe(wall)).await.unwrap();
    let list = call_list::list(&lead.caller(&test.office), box_of("all")).await.unwrap();
    assert_eq!((list.frame.call_list, list.body.page.total, list.body.unread), (0, 0, 0));
    let billing = world.persona("billing").caller(&test.office);
    let frame = calls::list(&billing, domain::calls::CallFilter::default()).await.unwrap().frame;
    assert_eq!(frame.call_list, 0);
}

#[tokio::test]
async fn an_entry_is_done_once_by_whoever_may_change_the_appointment() {
    let (test, world) = scene().await;
    let form = RungForm { note: "Will be there.".into() };
    let done = async |who: &str| {
        call_list::done(&world.persona(who).caller(&test.office), RING, &form).await
    };
    for who in [
        "attorney-outside",
        "attorney-walled-member",
        "partner-walled",
        "billing",
        "paralegal-expired",
    ] {
        let unseen = done(who).await;
        assert!(matches!(unseen, Err(Error::NotFound)), "{who}: {unseen:?}");
    }
    for who in ["attorney-view", "paralegal-view"] {
        let refused = done(who).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{who}: {refused:?}");
        let caller = world.persona(who).caller(&test.office);
        let list = call_list::list(&caller, box_of("all")).await.unwrap().body;
        assert!(!list.page.rows[0].may_end, "{who}");
    }
    let long = RungForm { note: "x".repeat(100_000) };
    let desk = world.persona("billing-desk").caller(&test.office);
    assert!(matches!(call_list::done(&desk, RING, &long).await, Err(Error::Invalid(_))));
    done("billing-desk").await.unwrap();
    let late = done("attorney-lead").await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");

    let list = call_list::list(&desk, box_of("done")).await.unwrap();
    let row = &list.body.page.rows[0];
    let (by, _, note) = row.done.clone().unwrap();
    assert_eq!((by.as_str(), note.as_str()), ("billing-desk", "Will be there."));
    assert_eq!(list.frame.call_list, 1);
    let lead = world.persona("attorney-lead").caller(&test.office);
    assert_eq!(call_list::list(&lead, RingFilter::default()).await.unwrap().frame.call_list, 0);
    let logged: Vec<(String, Option<Uuid>)> =
        sqlx::query_as("select outcome, case_id from audit_events where action = 'ring-person'")
            .fetch_all(&mut test.superuser().await)
            .await
            .unwrap();
    assert_eq!(logged, [("done".to_owned(), Some(world.open.0))]);
}

#[tokio::test]
async fn what_belongs_to_nothing_is_for_the_desk_and_the_partners_to_read() {
    let (test, world) = scene().await;
    for (who, seen) in [
        ("partner", &[STRAY, ABOUT][..]),
        ("partner-walled", &[STRAY]),
        ("paralegal-desk", &[STRAY, ABOUT]),
        ("billing-desk", &[STRAY, ABOUT]),
        ("attorney-view", &[ABOUT]),
        ("attorney-outside", &[]),
        ("attorney-walled-member", &[]),
    ] {
        let caller = world.persona(who).caller(&test.office);
        let list = call_list::replies(&caller, ReplyFilter::default()).await.unwrap().body;
        let found: Vec<_> = list.page.rows.iter().map(|row| row.id).collect();
        assert_eq!(found, seen, "{who}");
        assert_eq!(list.page.total, seen.len() as i64, "{who}");
        let unread = call_list::list(&caller, RingFilter::default()).await.unwrap().body.unread;
        assert_eq!(unread, seen.len() as i64, "{who}");
        for hidden in [STRAY, ABOUT].into_iter().filter(|id| !seen.contains(id)) {
            let unseen = call_list::read(&caller, hidden).await;
            assert!(matches!(unseen, Err(Error::NotFound)), "{who}: {unseen:?}");
        }
    }
    let billing = world.persona("billing").caller(&test.office);
    assert!(matches!(call_list::read(&billing, STRAY).await, Err(Error::NotFound)));
    let desk = world.persona("billing-desk").caller(&test.office);
    let about =
        call_list::replies(&desk, ReplyFilter::default()).await.unwrap().body.page.rows[1].clone();
    assert_eq!(about.about.unwrap().0, AppointmentId(HEARING));
    call_list::read(&desk, STRAY).await.unwrap();
    assert!(matches!(call_list::read(&desk, STRAY).await, Err(Error::NotFound)));
    let view = world.persona("attorney-view").caller(&test.office);
    call_list::read(&view, ABOUT).await.unwrap();
    let read = ReplyFilter { which: "read".into(), after: String::new() };
    let list = call_list::replies(&desk, read).await.unwrap();
    let by: Vec<_> = list.body.page.rows.iter().map(|row| row.read.clone().unwrap().0).collect();
    assert_eq!(by, ["billing-desk", "attorney-view"]);
    assert_eq!(list.frame.call_list, 1);
}

#[tokio::test]
async fn the_navigation_counts_for_whoever_the_appointment_is_now() {
    let (test, world) = scene().await;
    let counted = async |who: &str| {
        let caller = world.persona(who).caller(&test.office);
        call_list::list(&caller, RingFilter::default()).await.unwrap().frame.call_list
    };
    assert_eq!((counted("attorney-outside").await, counted("attorney-lead").await), (1, 1));
    let mut connection = test.superuser().await;
    let (lead, now) = (world.persona("attorney-lead").id, crate::support::NOW);
    let sql = format!(
        "begin; select set_config('privity.now', '{now}', true);
        update appointments set owner_id = '{lead}' where id = '{MEETING}';
        update call_list set done_at = '{now}' where id = '{RING}';
        commit;"
    );
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    assert_eq!((counted("attorney-outside").await, counted("attorney-lead").await), (0, 1));
    // taken up again, after it became somebody else's meanwhile
    let sql = format!(
        "begin; select set_config('privity.now', '{now}', true);
        update appointments set owner_id = '{view}' where id = '{HEARING}';
        update call_list set done_at = null where id = '{RING}';
        commit;",
        view = world.persona("attorney-view").id
    );
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    assert_eq!((counted("attorney-view").await, counted("attorney-lead").await), (1, 1));
}

#[tokio::test]
async fn a_page_begins_where_the_one_before_ended() {
    let (test, world) = scene().await;
    let mut connection = test.superuser().await;
    // several of the same instant, which the id alone tells apart
    let many = format!(
        "insert into call_list (id, appointment_id, notice_revision, reason, since)
        select gen_random_uuid(), '{HEARING}', n, 'wrote', '{now}' from generate_series(2, 30) n;
        insert into call_list (id, appointment_id, notice_revision, reason, since, done_at)
        select gen_random_uuid(), '{HEARING}', n, 'wrote', '{now}', timestamptz '{now}' - n / 3 * interval '1 minute'
        from generate_series(2, 41) n;",
        now = crate::support::NOW
    );
    connection.execute(AssertSqlSafe(many)).await.unwrap();
    let desk = world.persona("paralegal-desk").caller(&test.office);
    for (which, count) in [("all", 30), ("done", 40)] {
        let first = call_list::list(&desk, box_of(which)).await.unwrap().body.page;
        assert_eq!((first.rows.len(), first.total), (25, count));
        let filter = RingFilter { which: which.into(), after: first.next.clone().unwrap() };
        let second = call_list::list(&desk, filter).await.unwrap().body.page;
        assert_eq!((second.rows.len() as i64, second.total), (count - 25, count));
        assert_eq!(second.next, None);
        let mut seen: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.id.0).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len() as i64, count, "{which}");
    }
    // an address that somebody made up begins at the beginning
    let made_up = RingFilter { which: "all".into(), after: "x~y".into() };
    assert_eq!(call_list::list(&desk, made_up).await.unwrap().body.page.rows.len(), 25);
}
