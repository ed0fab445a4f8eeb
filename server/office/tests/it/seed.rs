//! The demo office is whole, and the same for the same seed and day.

use domain::cases::CaseFilter;
use office::seed::{SeedOptions, Volume};
use sqlx::Row;

use crate::support::TestOffice;

const DUMP: &str = "select md5(string_agg(line, chr(10) order by line)) as digest from (
    select 'case ' || number || title || opened_on || coalesce(closed_on::text, '') || stage as line from cases
    union all select 'client ' || name || kind from clients
    union all select 'team ' || case_id || level || since || coalesce(until::text, '') from case_team
    union all select 'appointment ' || a.kind || starts_at || coalesce(attendance, '') || t.title
        from appointments a join appointment_subjects t on t.appointment_id = a.id
    union all select 'wall ' || reason || since from walls) as lines";

async fn digest(seed: u64) -> (office::seed::Seeded, String, TestOffice) {
    let test = TestOffice::with_vault().await;
    let console = test.console().await;
    let made = office::seed::demo(
        &console,
        &test.office,
        SeedOptions { seed, today: jiff::civil::date(2026, 10, 13) },
    )
    .await
    .unwrap();
    console.close().await;
    let row = sqlx::query(DUMP).fetch_one(&mut test.superuser().await).await.unwrap();
    (made, row.get("digest"), test)
}

#[tokio::test]
async fn the_demo_office_is_whole_and_the_same_twice() {
    let (made, first, test) = digest(7).await;
    let (_, second, _) = digest(7).await;
    assert_eq!(first, second);
    assert_eq!((made.staff, made.cases), (12, 93));
    assert!((59..=65).contains(&made.clients), "{} clients", made.clients);
    let mut connection = test.superuser().await;
    for (what, sql) in [
        ("walls", "select count(*) from walls where until is null"),
        (
            "an expired grant",
            "select count(*) from case_team where until < '2026-10-13' and ended_by is null",
        ),
        (
            "a cover",
            "select count(*) from covers where since < '2026-10-13' and until > '2026-10-13'",
        ),
        ("somebody suspended", "select count(*) from staff_suspensions where until is null"),
        ("an open share", "select count(*) from document_shares where opens_at < '2026-10-13' and recalled_at is null and withdrawn_at is null"),
        ("a share that was recalled", "select count(*) from document_shares where recalled_at is not null"),
        ("one that waits", "select count(*) from document_shares where approved_at is null and withdrawn_at is null and declined_at is null"),
        ("a message that waits", "select count(*) from thread_messages m join thread_participants a on a.id = m.author_id where a.membership_id is not null and m.at < '2026-10-10'"),
        ("a request that is overdue", "select count(*) from client_requests where due_on < '2026-10-13' and fulfilled_at is null and withdrawn_at is null"),
        ("one that was fulfilled", "select count(*) from client_requests where fulfilled_at is not null"),
        ("a file from a client that waits", "select count(*) from client_uploads where state = 'waiting'"),
        ("one that was accepted", "select count(*) from client_uploads u join documents d on d.id = u.document_id"),
        ("prepared cases", "select count(*) from case_proposals where decided_at is null"),
        ("a purge", "select count(*) from purges where decided_at is null"),
        ("a lifting", "select count(*) from wall_lifts where decided_at is null"),
        ("closed cases", "select count(*) from cases where closed_on is not null"),
        ("appointments to come", "select count(*) from appointments where starts_at > '2026-12-20'"),
        ("appointments of three months", "select count(*) from appointments where starts_at < '2026-08-01'"),
        ("a deadline that is late", "select count(*) from deadlines d join appointments a on a.id = d.appointment_id
            where d.done_at is null and a.ends_at < '2026-10-13'"),
        ("one to be looked over", "select count(*) from deadlines where done_at is not null and checked_at is null"),
        ("one who confirmed", "select count(*) from appointment_attendees where answer = 'confirmed' and answered_by = 'link'"),
        ("one who only looked", "select count(*) from notice_links where opened_at is not null and acted_at is null"),
        ("one who did not look", "select count(*) from notice_links where opened_at is null"),
        ("a mailbox that is gone", "select count(*) from notifications where state = 'failed' and kind = 'remind_48h'"),
        ("a reminder that was kept", "select count(*) from notifications where state = 'accepted' and kind = 'remind_48h'"),
        ("one to be recorded", "select count(*) from appointments where attendance is null and ends_at < '2026-10-13'
            and kind in ('hearing', 'meeting', 'call', 'consultation', 'deposition') and client_id is not null"),
        ("invoices of a year", "select (count(*) > 60)::integer::bigint from invoices where number is not null"),
        ("invoices that are paid", "select (count(*) > 40)::integer::bigint from invoices where balance = 0"),
        ("what is owed", "select count(*) from invoices where balance > 0 and due_on < '2026-10-13'"),
        ("a part that was paid", "select count(*) from invoices where balance > 0 and paid > 0"),
        ("a draft that waits", "select count(*) from invoices where stage = 'review'"),
        ("a draft that is written", "select count(*) from invoices where stage = 'draft'"),
        ("lines of a bank", "select count(*) from statement_lines where payment_id is null"),
        ("something disputed", "select count(*) from disputes where settled_at is null"),
        ("a pause", "select count(*) from dunning_holds"),
        ("a final notice", "select count(*) from dunning_stages where stage = 'notice_30' and state = 'sent'"),
        ("letters that were mailed", "select count(*) from letter_batches where mailed_on is not null"),
    ] {
        let n: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        assert!(n > 0, "{what}");
    }
    // the books agree, and nothing was said of what was paid
    for (what, sql) in [
        ("books", "select count(*) from billing_check()"),
        ("said after it was paid", "select count(*) from dunning_stages s where s.state = 'sent' and s.asked > (
            select i.total - coalesce(sum(a.amount) filter (where a.allocated_at < s.ended_at), 0)
            from invoices i left join allocations a on a.invoice_id = i.id where i.id = s.invoice_id group by i.total)"),
        ("said twice", "select count(*) from (select from dunning_stages group by invoice_id, due_revision, stage having count(*) > 1) x"),
    ] {
        let n: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        assert_eq!(n, 0, "{what}");
    }
    // nothing claims to have left the house
    let left: i64 = sqlx::query_scalar(
        "select count(*) from notifications where provider not in ('', 'outbox')",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(left, 0);
    // ever fewer stay away
    let months: Vec<f64> = sqlx::query_scalar(
        "select (avg((attendance = 'no_show')::integer) * 100)::float8 from appointments where attendance is not null
        group by (starts_at - '2026-07-14') < interval '31 days' order by 1",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert!(months.len() == 2 && months[0] < 22.0 && months[1] > 25.0, "{months:?}");
    let late: i64 =
        sqlx::query_scalar("select count(*) from audit_events where at > '2026-10-13T14:00:00Z' and action <> 'init-vault'")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert_eq!(late, 0, "nothing in the demo happens after its morning");
}

const TINY: Volume = Volume { staff: 30, clients: 60, cases: 200, audit: 1_000, years: 2 };

async fn in_bulk(seed: u64) -> (String, TestOffice) {
    let test = TestOffice::new().await;
    let console = test.console().await;
    let options = SeedOptions { seed, today: jiff::civil::date(2026, 10, 13) };
    let made = office::seed::bulk(&console, &test.office, options, TINY, |_| ()).await.unwrap();
    assert_eq!((made.staff, made.clients, made.cases), (30, 60, 200));
    let again = office::seed::bulk(&console, &test.office, options, TINY, |_| ()).await;
    assert!(matches!(again, Err(office::Error::Conflict(_))), "{again:?}");
    console.close().await;
    let row = sqlx::query(DUMP).fetch_one(&mut test.superuser().await).await.unwrap();
    (row.get("digest"), test)
}

#[tokio::test]
async fn an_office_made_in_bulk_is_whole_and_the_same_twice() {
    let (first, test) = in_bulk(7).await;
    let (second, _) = in_bulk(7).await;
    assert_eq!(first, second);
    let mut connection = test.superuser().await;
    for (what, wanted, sql) in [
        ("staff", 30, "select count(*) from staff"),
        ("cases", 200, "select count(*) from cases"),
        ("log", 1_000, "select count(*) from audit_events where actor_kind = 'staff'"),
        (
            "cases without one lead",
            0,
            "select count(*) from cases c where 1 <> (select count(*) from case_team t join staff_roles r
                on r.staff_id = t.staff_id and r.role in ('managing_partner', 'associate_attorney')
                where t.case_id = c.id and t.level = 'lead' and t.until is null)",
        ),
        (
            "teams out of step with their cases",
            0,
            "select count(*) from case_team t join cases c on c.id = t.case_id
            where t.open <> (c.closed_on is null) or t.opened_on is distinct from c.opened_on",
        ),
        ("documents", 2_000, "select count(*) from documents"),
        ("appointments", 300, "select count(*) from appointments"),
        (
            "appointments out of step with who came",
            0,
            "select count(*) from appointments a where a.attendance is distinct from
                (select t.outcome from attendances t where t.appointment_id = a.id)
                or (a.attendance is null) <> (a.ends_at >= '2026-10-12T22:00:00Z')",
        ),
        (
            "documents without their newest version",
            0,
            "select count(*) from documents d where not exists (select from document_versions v
                where v.document_id = d.id and v.nth = d.nth and v.written_at = d.changed_at)",
        ),
        (
            "people twice on a team",
            0,
            "select count(*) from (select from case_team group by case_id, staff_id having count(*) > 1) as twice",
        ),
        (
            "leads who are screened",
            0,
            "select count(*) from walls w join case_team t on t.staff_id = w.staff_id join cases c on c.id = t.case_id
            where w.case_id = c.id or w.client_id = c.client_id",
        ),
        (
            "numbers out of step",
            0,
            "select count(*) from case_numbers n where n.last <> (select count(*) from cases c
                where c.number like n.year || '-%')",
        ),
        (
            "clients without a name to be found",
            0,
            "select count(*) from clients c where not exists (select from known_names k
                where k.source_id = c.id and k.name = c.name)",
        ),
        (
            "anything to come",
            0,
            "select count(*) from (select created_at as at from cases union all select since from case_team
                union all select at from case_events union all select at from audit_events
                union all select changed_at from documents
                union all select coalesce(closed_on, opened_on) from cases) as all_of_it
            where at > '2026-10-13T14:42:00Z'",
        ),
        ("invoices that are not whole", 0, "select count(*) from billing_check()"),
        ("reminders of what was paid", 0, "select count(*) from dunning_stages where asked <= 0"),
        ("triggers switched off", 0, "select count(*) from pg_trigger where tgenabled <> 'O'"),
        (
            "tables that do not force",
            0,
            "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                and relname <> '_sqlx_migrations' and not relforcerowsecurity",
        ),
    ] {
        let n: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        assert_eq!(n, wanted, "{what}");
    }
    for sql in [
        "select count(*) from walls",
        "select count(*) from enquiries where state = 'open'",
        "select count(*) from invoices where balance = 0",
        "select count(*) from invoices where balance > 0 and paid > 0",
        "select count(*) from dunning_stages where stage = 'notice_30'",
    ] {
        let n: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        assert!(n > 0, "{sql}");
    }
    are_read_by_the_pages(&test).await;
}

/// The kinds of what happened are the code's own.
async fn are_read_by_the_pages(test: &TestOffice) {
    let partner: uuid::Uuid = sqlx::query_scalar(
        "select s.id from staff s where s.email = 'miriam@pellworthadair.example'",
    )
    .fetch_one(&mut test.superuser().await)
    .await
    .unwrap();
    let caller = office::Caller::stand_in(
        &test.office,
        domain::ids::StaffId(partner),
        domain::access::Role::ManagingPartner,
    );
    let list =
        office::cases::list(&caller, CaseFilter { state: "all".into(), ..CaseFilter::default() });
    let list = list.await.unwrap();
    assert_eq!(list.body.page.rows.len(), 25);
    for row in list.body.page.rows {
        office::cases::show(&caller, row.id).await.unwrap();
    }
}
