//! The third door: what the office's own lists, counts, choices and log show, and the finders'
//! filters alone with row-level security open beneath them.

use domain::access::Role;
use domain::appointments::CalendarFilter;
use domain::attendance::AttendanceFilter;
use domain::audit::AuditFilter;
use domain::billing::ledger::InvoiceFilter;
use domain::billing::paid::PaymentFilter;
use domain::billing::to_bill::ToBillFilter;
use domain::call_list::{ReplyFilter, RingFilter};
use domain::calls::CallFilter;
use domain::cases::CaseFilter;
use domain::clients::ClientFilter;
use domain::documents::DocumentFilter;
use domain::ending::EndingAccess;
use domain::enquiries::EnquiryFilter;
use domain::filing::FilingFilter;
use office::{Caller, Office};
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use std::sync::Arc;
use uuid::Uuid;

use super::expectations::{Expected, cells};
use crate::support::TestOffice;
use crate::support::billing::BOOKS;
use crate::support::people::{Persona, World};
use crate::support::requests::REQUESTS;

fn expected(heading: &str, persona: &str, act: &str) -> bool {
    cells()
        .into_iter()
        .find(|cell| cell.heading == heading && cell.persona == persona && cell.act == act)
        .is_some_and(|cell| cell.expected == Expected::Yes)
}

/// What differs from the expectations for one person, over every list.
async fn wrong(office: &Arc<Office>, world: &World, persona: &Persona) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |what: &str, seen: bool, should: bool| {
        if seen != should {
            wrong.push(format!("{}: {what}: {seen}", persona.name));
        }
    };
    let caller = persona.caller(office);
    let all = CaseFilter { state: "all".into(), ..CaseFilter::default() };
    let Ok(list) = office::cases::list(&caller, all).await else {
        check("has a list of cases", false, !persona.suspended);
        return wrong;
    };
    let see = |heading| expected(heading, persona.name, "see-case-billing");
    let has = |id| list.body.page.rows.iter().any(|row| row.id == id);
    check("open case in the list", has(world.open), see("open case"));
    check("closed case in the list", has(world.closed), see("closed case"));
    let visible = i64::from(see("open case")) + i64::from(see("closed case"));
    check("the list's count", list.body.page.total == visible, true);
    check("the navigation's count", list.frame.open_cases == i64::from(see("open case")), true);
    let titles = list.body.page.rows.iter().any(|row| row.title.is_some());
    check("titles", titles, visible > 0 && persona.role != Role::Billing);
    let proposal = list.body.proposals.iter().any(|row| row.id == world.proposal);
    check("prepared case", proposal, proposal_is_shown(persona));

    let clients = office::clients::list(&caller, ClientFilter::default())
        .await
        .expect("a list of clients")
        .body;
    for (heading, id) in [
        ("client", world.client),
        ("client entered by attorney-outside", world.entered_by_attorney),
        ("client entered by paralegal-outside", world.entered_by_paralegal),
    ] {
        if cells().iter().any(|cell| cell.heading == heading && cell.persona == persona.name) {
            let row = clients.page.rows.iter().find(|row| row.id == id);
            check(heading, row.is_some(), expected(heading, persona.name, "see-client-billing"));
            if let (Some(row), "client") = (row, heading) {
                check(
                    "the client's open cases",
                    row.open_cases == i64::from(see("open case")),
                    true,
                );
                let general = row.email.as_ref().is_some_and(|email| email.starts_with("general"));
                check("a general address", general, expected("client", persona.name, "see-client"));
            }
        }
    }
    if let Ok((_, _, context)) = office::cases::new_form(&caller, None).await {
        let offered = context.clients.iter().any(|choice| choice.value == world.client.to_string());
        check("the client as a choice", offered, expected("client", persona.name, "see-client"));
    }
    side_pages(&mut check, world, persona, &caller).await;
    wrong
}

/// What clients are asked for and sent, over every case in view: of open cases.
async fn requests(
    check: &mut impl FnMut(&str, bool, bool),
    world: &World,
    persona: &Persona,
    caller: &Caller,
) {
    let Ok(list) = office::requests::everywhere(caller).await.map(|page| page.body) else {
        check("has a list of requests", false, !persona.suspended);
        return;
    };
    let sees = expected("requests of the open case", persona.name, "see-requests");
    let request = list.requests.iter().any(|row| row.id == REQUESTS.open);
    let files = list.uploads.iter().filter(|row| REQUESTS.waiting.contains(&row.id)).count();
    check("a request", request, sees);
    check("files that wait", files == 2, sees);
    check("nothing of a closed case", list.requests.len() + list.uploads.len() == 3, sees);
    let named =
        list.uploads.iter().all(|row| row.from == "Wren Halloway" && row.case.id == world.open);
    check("who sent them", named, true);
}

/// Documents over every case in view, those in the trash too.
async fn documents(
    check: &mut impl FnMut(&str, bool, bool),
    world: &World,
    persona: &Persona,
    caller: &Caller,
) {
    let list = async |show: &str| {
        let filter = DocumentFilter { show: show.into(), ..DocumentFilter::default() };
        office::documents::everywhere(caller, filter).await.map(|page| page.body)
    };
    let (Ok(kept), Ok(trashed)) = (list("").await, list("trash").await) else {
        check("has a list of documents", false, !persona.suspended);
        return;
    };
    let rows = || kept.page.rows.iter().chain(&trashed.page.rows);
    let mut seen = 0;
    for (heading, id) in [
        ("document", world.document),
        ("fee agreement", world.fee_agreement),
        ("document narrowed by name", world.named_document),
        ("document narrowed to attorneys", world.attorneys_document),
        ("document in a narrowed folder", world.buried_document),
        ("document of the closed case", world.closed_document),
    ] {
        let shown = rows().any(|row| row.id == id);
        seen += i64::from(shown);
        if cells().iter().any(|cell| cell.heading == heading && cell.persona == persona.name) {
            check(heading, shown, expected(heading, persona.name, "see-document"));
        }
    }
    seen += i64::from(rows().any(|row| row.id == world.receipt));
    let counted = kept.counts.all + kept.counts.trashed;
    check("the count of documents", counted == seen, true);
    check("the pages' counts", kept.page.total + trashed.page.total == seen, true);
}

async fn side_pages(
    check: &mut impl FnMut(&str, bool, bool),
    world: &World,
    persona: &Persona,
    caller: &Caller,
) {
    let all = EnquiryFilter { state: "all".into(), ..EnquiryFilter::default() };
    let enquiries = office::enquiries::list(caller, all).await;
    let takes_part = persona.role != Role::Billing && !persona.suspended;
    check("has a list of enquiries", enquiries.is_ok(), takes_part);
    if let Ok(enquiries) = enquiries {
        let shown = |id| enquiries.body.page.rows.iter().any(|row| row.id == id);
        let sees = |heading| expected(heading, persona.name, "see-enquiry");
        // those who are in no table of theirs neither took them nor sit at the desk
        let partner = persona.role == Role::ManagingPartner;
        check("the enquiry", shown(world.enquiry), sees("enquiry") || partner);
        let walled = persona.name.starts_with("partner-walled");
        check(
            "the accepted one",
            shown(world.accepted),
            sees("accepted enquiry") || (partner && !walled),
        );
        let count = i64::from(shown(world.enquiry)) + i64::from(shown(world.accepted));
        check("the count of enquiries", enquiries.body.page.total == count, true);
        check(
            "the navigation's enquiries",
            enquiries.frame.enquiries == i64::from(shown(world.enquiry)),
            true,
        );
    }
    documents(check, world, persona, caller).await;
    requests(check, world, persona, caller).await;
    let ending = office::ending::page(caller, &domain::ending::EndingFilter::default()).await;
    check("expiring access", ending.is_ok(), !persona.suspended);
    if let Ok(ending) = ending {
        // what has run out or was ended is told to those who decide about the team
        let rows: Vec<_> = ending.body.soon.iter().chain(&ending.body.past).collect();
        for (heading, id) in [("open case", world.open), ("closed case", world.closed)] {
            let shown = rows
                .iter()
                .any(|row| matches!(&row.what, EndingAccess::Grant { case, .. } if *case == id));
            check("its expiring access", shown, expected(heading, persona.name, "explain-access"));
        }
        let offered = rows.iter().any(|row| {
            matches!(&row.what, EndingAccess::Grant { case, manages: true, .. } if *case == world.open)
        });
        check("changing it", offered, expected("open case", persona.name, "manage-team"));
        let covers = rows.iter().any(|row| matches!(row.what, EndingAccess::Cover { .. }));
        let of_cover = persona.name.starts_with("attorney-cover")
            || ["attorney-manage", "attorney-walled-member"].contains(&persona.name);
        let partner = persona.role == Role::ManagingPartner;
        let manages = expected("open case", persona.name, "explain-access");
        check("covers", covers, partner || manages || of_cover);
    }
    calls(check, world, persona, caller).await;
    scans(check, world, persona, caller).await;
    appointments(check, world, persona, caller).await;
    billing(check, persona, caller).await;
    payments(check, persona, caller).await;
    let covers = office::covers::page(caller).await;
    check("the covers", covers.is_ok(), !persona.suspended && persona.role != Role::Billing);
    if let Ok(covers) = covers {
        for (heading, id) in [("cover", world.cover), ("planned cover", world.planned_cover)] {
            if cells().iter().any(|cell| cell.heading == heading && cell.persona == persona.name) {
                let row = covers.body.current.iter().find(|row| row.id == id);
                let ends = expected(heading, persona.name, "end-cover");
                check("ending a cover", row.is_some_and(|row| row.may_end), ends);
            }
        }
    }
    let walls = office::walls::page(caller).await;
    let in_general = match persona.name {
        "deputy" => true,
        _ => persona.role == Role::ManagingPartner && !persona.suspended,
    };
    check("the page of walls", walls.is_ok(), in_general);
    if let Ok(walls) = walls {
        let shown = walls.body.standing.iter().any(|wall| wall.id == world.wall);
        let decides = expected("wall", persona.name, "confirm-lift-of-wall");
        let asks = expected("wall", persona.name, "ask-to-lift-wall");
        check("the wall", shown, decides || asks);
        let mine = walls.body.standing.iter().any(|wall| {
            wall.id == world.wall
                && matches!(wall.state, domain::walls::WallState::LiftAsked { mine: true, .. })
        });
        check("the wall to decide", mine, decides);
    }
    let retention = office::retention::page(caller).await;
    check("retention", retention.is_ok(), in_general);
    if let Ok(page) = retention {
        let mine = page.body.purges.iter().any(|purge| {
            purge.id == world.purge
                && matches!(purge.state, domain::retention::PurgeState::Waits { mine: true })
        });
        check("the purge to decide", mine, expected("purge", persona.name, "confirm-purge"));
        let count = page.frame.purges_to_confirm;
        check("the purges to decide in the navigation", count == i64::from(mine), true);
        let due = page.body.due.iter().any(|case| case.id == world.closed);
        check("the case that is due", due, expected("closed case", persona.name, "ask-to-purge"));
    }
    let log = office::audit::page(
        caller,
        AuditFilter { action: "open-case".into(), ..AuditFilter::default() },
    )
    .await;
    check("the log", log.is_ok(), persona.role == Role::ManagingPartner && !persona.suspended);
    if let Ok(log) = log {
        let of_cases = log.body.page.rows.len();
        let visible = usize::from(expected("open case", persona.name, "see-case"))
            + usize::from(expected("closed case", persona.name, "see-case"));
        check("the log's rows about cases", of_cases == visible, true);
        check("the log's count", log.body.page.total == visible as i64, true);
    }
}

/// Every box of calls shows what may be seen, and the navigation counts what waits for the caller.
async fn calls(
    check: &mut impl FnMut(&str, bool, bool),
    world: &World,
    persona: &Persona,
    caller: &Caller,
) {
    let list = async |which: &str| {
        let filter = CallFilter { which: which.into(), ..CallFilter::default() };
        office::calls::list(caller, filter).await
    };
    let Ok(waiting) = list("all").await else {
        check("has a list of calls", false, !persona.suspended);
        return;
    };
    let answered = list("answered").await.expect("answered calls").body.page;
    let partner = persona.role == Role::ManagingPartner;
    let sees = |heading| {
        let listed = cells().iter().any(|c| c.heading == heading && c.persona == persona.name);
        // whoever is in no table of theirs neither took them nor was called
        expected(heading, persona.name, "see-call") || (partner && !listed)
    };
    let mut count = 0;
    for (heading, call) in [
        ("call", world.call),
        ("call about the open case", world.case_call),
        ("call between the walled", world.walled_call),
        ("call for billing", world.billing_call),
    ] {
        let shown = waiting.body.page.rows.iter().any(|row| row.id == call);
        count += i64::from(shown);
        check(heading, shown, sees(heading));
    }
    check("the count of calls", waiting.body.page.total == count, true);
    let shown = answered.rows.iter().any(|row| row.id == world.answered_call);
    check("the answered call", shown, sees("answered call"));
    check("the count of answered calls", answered.total == i64::from(shown), true);
    let mine = list("mine").await.expect("the caller’s own calls");
    check("the navigation's calls", mine.frame.calls == mine.body.page.total, true);
    let waits = ["attorney-outside", "paralegal-view", "billing"].contains(&persona.name);
    check("calls that wait", mine.frame.calls == i64::from(waits), true);
}

/// Every part of the filing queue shows what may be seen, and the navigation counts what waits.
async fn scans(
    check: &mut impl FnMut(&str, bool, bool),
    world: &World,
    persona: &Persona,
    caller: &Caller,
) {
    let list = async |which: &str| {
        let filter = FilingFilter { which: which.into(), ..FilingFilter::default() };
        office::filing::page(caller, filter).await
    };
    let (Ok(waiting), Ok(others)) = (list("waiting").await, list("others").await) else {
        check("has a filing queue", false, !persona.suspended);
        return;
    };
    let partner = persona.role == Role::ManagingPartner;
    let sees = |heading| {
        let listed = cells().iter().any(|c| c.heading == heading && c.persona == persona.name);
        expected(heading, persona.name, "see-scan") || (partner && !listed)
    };
    let (here, elsewhere) = (&waiting.body.page, &others.body.page);
    let mut count = 0;
    for (heading, scan) in [
        ("scan of the office", world.scan),
        ("held scan of the office", world.held_scan),
        ("scan of attorney-outside", world.attorney_scan),
        ("scan of paralegal-outside", world.paralegal_scan),
        ("scan of billing", world.billing_scan),
    ] {
        let shown = here.rows.iter().chain(&elsewhere.rows).any(|row| row.id == scan);
        count += i64::from(shown);
        check(heading, shown, sees(heading));
    }
    check("the count of scans", here.total + elsewhere.total == count, true);
    check("the navigation's scans", waiting.frame.scans == here.total, true);
    let troubled = expected("rows", persona.name, "trouble") || partner;
    check("files that could not be taken", !waiting.body.troubles.is_empty(), troubled);
}

/// What nobody recorded and what is due, each as far as it may be recorded or seen.
async fn appointments(
    check: &mut impl FnMut(&str, bool, bool),
    world: &World,
    persona: &Persona,
    caller: &Caller,
) {
    let (unrecorded, due) = (
        office::appointments::unrecorded(caller).await,
        office::appointments::due(caller, "all").await,
    );
    let (Ok(unrecorded), Ok(due)) = (unrecorded, due) else {
        check("has a calendar", false, !persona.suspended);
        return;
    };
    let partner = persona.role == Role::ManagingPartner;
    let may = |heading, act| {
        let listed = cells().iter().any(|c| c.heading == heading && c.persona == persona.name);
        expected(heading, persona.name, act) || (partner && !listed)
    };
    let mut count = 0;
    for (heading, id) in [
        ("appointment of the open case", world.hearing),
        ("appointment of the closed case", world.closed_hearing),
        ("consultation of the enquiry", world.consultation),
        ("appointment of the client", world.client_meeting),
    ] {
        let shown = unrecorded.body.iter().any(|row| row.id == id);
        count += usize::from(shown);
        check(heading, shown, may(heading, "record-attendance"));
    }
    check("the count of unrecorded appointments", unrecorded.body.len() == count, true);
    for (heading, ids) in [
        ("deadline of the open case", &[world.kept_deadline, world.deadline][..]),
        ("deadline of billing", &[world.billing_kept, world.billing_deadline]),
    ] {
        let shown: Vec<_> =
            due.body.rows.iter().map(|row| row.id).filter(|id| ids.contains(id)).collect();
        let sees = may(heading, "see-appointment");
        check(heading, shown.as_slice() == ids, sees);
        check("nothing of it", shown.is_empty(), !sees);
    }
    drawn(check, world, persona, caller).await;
    at_the_desk(check, world, persona, caller).await;
}

/// What the calendar draws with its words, in the columns of whoever has something there.
async fn drawn(
    check: &mut impl FnMut(&str, bool, bool),
    world: &World,
    persona: &Persona,
    caller: &Caller,
) {
    let who = ["attorney-lead", "attorney-outside", "attorney-view", "billing"];
    let filter = CalendarFilter {
        view: "day".into(),
        on: "2026-10-12".into(),
        who: who.iter().map(|name| world.persona(name).id.to_string()).collect(),
        ..CalendarFilter::default()
    };
    let page = office::appointments::calendar(caller, filter).await.expect("a calendar").body;
    let partner = persona.role == Role::ManagingPartner;
    for (heading, id) in [
        ("appointment of the open case", world.hearing),
        ("appointment of the closed case", world.closed_hearing),
        ("office time of attorney-outside", world.office_time),
        ("consultation of the enquiry", world.consultation),
        ("appointment of the client", world.client_meeting),
    ] {
        let listed = cells().iter().any(|c| c.heading == heading && c.persona == persona.name);
        let sees = expected(heading, persona.name, "see-appointment") || (partner && !listed);
        let shown = page.days.iter().flat_map(|day| &day.slots).any(|slot| slot.id == Some(id));
        check("drawn", shown, sees);
    }
}

/// The call list, the replies, the counts of who came and what is held back: each as far as its appointment is seen.
async fn at_the_desk(
    check: &mut impl FnMut(&str, bool, bool),
    world: &World,
    persona: &Persona,
    caller: &Caller,
) {
    let held = office::reminders::held(caller, &[]).await;
    check("what is held back", held.is_ok(), persona.role == Role::ManagingPartner);
    let sees = expected("appointment of the open case", persona.name, "see-appointment");
    if let Ok(held) = held {
        let shown = held.body.rows.iter().any(|row| row.id == world.held_meeting);
        check("the one held back", shown, sees);
    }
    let all = RingFilter { which: "all".into(), ..RingFilter::default() };
    let ring = office::call_list::list(caller, all).await;
    let takes_part =
        expected("calendar", persona.name, "see-call-list") || persona.role != Role::Billing;
    check("has a call list", ring.is_ok(), takes_part);
    let Ok(ring) = ring else { return };
    let rung = ring.body.page.rows.iter().any(|row| row.appointment == world.hearing);
    check("whom to ring", rung, sees);
    check("the count of those to ring", ring.body.page.total == i64::from(sees), true);
    let replies = office::call_list::replies(caller, ReplyFilter::default()).await;
    let replies = replies.expect("what people wrote").body.page;
    let about = |id| replies.rows.iter().any(|row| row.about.as_ref().map(|about| about.0) == id);
    let stray = persona.role == Role::ManagingPartner || persona.name.ends_with("-desk");
    check("a reply", about(Some(world.hearing)), sees);
    check("a reply from nobody known", about(None), stray);
    check("the count of replies", replies.total == i64::from(sees) + i64::from(stray), true);
    let filter = AttendanceFilter {
        from: "2026-10-01".into(),
        until: "2026-10-13".into(),
        ..AttendanceFilter::default()
    };
    let came = office::attendance_report::page(caller, filter).await.expect("who came").body;
    check("who came", came.total.attended == u32::from(sees), true);
}

fn proposal_is_shown(persona: &Persona) -> bool {
    expected("prepared case", persona.name, "approve-case")
        || persona.name == "paralegal-manage"
        || (persona.role == Role::ManagingPartner
            && !persona.suspended
            && persona.name != "partner-walled-client")
}

async fn all_wrong(office: &Arc<Office>, world: &World) -> Vec<String> {
    let mut all = Vec::new();
    for persona in &world.personas {
        all.extend(wrong(office, world, persona).await);
    }
    all
}

#[tokio::test]
async fn lists_counts_and_choices_show_what_may_be_seen() {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    assert_eq!(all_wrong(&test.office, &world).await, Vec::<String>::new());
}

/// Takes row-level security away, so that only the finders are left. Suspended people never become
/// callers, so they are left out: the gate is their door.
async fn open_the_database(connection: &mut PgConnection) {
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'public'")
            .fetch_all(&mut *connection)
            .await
            .unwrap();
    for table in tables {
        connection
            .execute(AssertSqlSafe(format!("alter table {table} no force row level security")))
            .await
            .unwrap();
        connection
            .execute(AssertSqlSafe(format!("alter table {table} disable row level security")))
            .await
            .unwrap();
    }
}

async fn with_finders_alone() -> (TestOffice, World) {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let mut world = World::make(&mut connection).await;
    open_the_database(&mut connection).await;
    world.personas.retain(|persona| !persona.suspended);
    (test, world)
}

/// Contacts are filtered by purpose in the database alone: a finder that filtered them too would
/// say the same thing twice in every statement.
fn left_to_the_database(wrong: &str) -> bool {
    wrong.contains("a general address")
}

#[tokio::test]
async fn finders_alone_show_what_may_be_seen() {
    let (test, world) = with_finders_alone().await;
    let wrong: Vec<_> = all_wrong(&test.office, &world)
        .await
        .into_iter()
        .filter(|w| !left_to_the_database(w))
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[cfg(feature = "mutation")]
#[tokio::test]
async fn skipping_any_finders_filter_turns_it_red() {
    use office::access::{Finder, mutation};
    let (test, world) = with_finders_alone().await;
    for finder in Finder::ALL {
        mutation::skip(Some(finder));
        let mut noticed = false;
        for persona in &world.personas {
            let wrong = wrong(&test.office, &world, persona).await;
            noticed = wrong.iter().any(|wrong| !left_to_the_database(wrong));
            if noticed {
                break;
            }
        }
        mutation::skip(None);
        assert!(noticed, "{finder:?} can be skipped without a test noticing");
    }
    eprintln!("{} finders skipped, every one noticed", Finder::ALL.len());
}

/// What came in: the list, its count and its months.
async fn payments(check: &mut impl FnMut(&str, bool, bool), persona: &Persona, caller: &Caller) {
    let list = office::billing::payments(caller, PaymentFilter::default()).await;
    let reads = !persona.suspended && persona.role != Role::Paralegal;
    check("has a list of payments", list.is_ok(), reads);
    let Ok(list) = list else { return };
    let sees = expected("payment for the open case", persona.name, "see-payment");
    let shown = list.body.page.rows.iter().any(|row| row.id.0 == BOOKS.payment);
    check("a payment for the open case", shown, sees);
    check("the count of payments", list.body.page.total == i64::from(sees), true);
    let counted: i64 = list.body.months.iter().map(|month| month.payments).sum();
    check("payments by month", counted == i64::from(sees), true);
}

/// Invoices of every box, what is owed, and the cases that are offered for time.
async fn billing(check: &mut impl FnMut(&str, bool, bool), persona: &Persona, caller: &Caller) {
    if let Ok(sheet) = office::billing::day_sheet(caller, "").await {
        let offered = sheet.body.cases.iter().any(|choice| choice.value == "A-1");
        check(
            "the open case, for time",
            offered,
            expected("billing of the open case", persona.name, "record-time"),
        );
    }
    let list = async |which: &str| {
        let filter = InvoiceFilter { which: which.into(), ..InvoiceFilter::default() };
        office::billing::invoices(caller, filter).await
    };
    let all = list("all").await;
    // by role alone; what is in it is asked row by row
    let reads = !persona.suspended && persona.role != Role::Paralegal;
    check("has a list of invoices", all.is_ok(), reads);
    let (Ok(all), Ok(open)) = (all, list("open").await) else { return };
    let mut count = 0;
    for (heading, id) in [
        ("draft of the open case", BOOKS.review),
        ("draft of the open case", BOOKS.approved),
        ("invoice of the open case", BOOKS.issued),
        ("invoice of the open case", BOOKS.part_paid),
        ("draft of the closed case", BOOKS.closed_review),
        ("draft of the closed case", BOOKS.closed_approved),
        ("invoice of the closed case", BOOKS.closed_issued),
    ] {
        let shown = all.body.page.rows.iter().any(|row| row.id.0 == id);
        count += i64::from(shown);
        check(heading, shown, expected(heading, persona.name, "see-invoice"));
    }
    check("the count of invoices", all.body.page.total == count, true);
    to_bill(check, persona, caller).await;
    let owed: i64 = open.body.owed.iter().map(|it| it.all.minor).sum();
    let left: i64 = open.body.page.rows.iter().map(|row| row.left.minor).sum();
    check("what is owed", owed == left, true);
    narrowed(check, caller, count).await;
    waiting(check, persona, all.frame.bills);
    reminders(check, persona, caller).await;
}

/// The same list by words, by whose it is and as a file: nothing that is not in it, and all that is.
async fn narrowed(check: &mut impl FnMut(&str, bool, bool), caller: &Caller, count: i64) {
    let filter = |q: &str, of: Uuid| InvoiceFilter {
        which: "all".into(),
        q: q.into(),
        of: if of.is_nil() { String::new() } else { of.to_string() },
        ..InvoiceFilter::default()
    };
    let mut of_each = 0;
    for number in ["A-1", "A-2"] {
        let found = office::billing::invoices(caller, filter(number, Uuid::nil())).await;
        of_each += found.map_or(0, |it| it.body.page.total);
    }
    check("invoices by the number of their case", of_each == count, true);
    let file = office::billing::export_invoices(caller, filter("", Uuid::nil())).await.unwrap();
    let lines = file.iter().filter(|byte| **byte == b'\n').count() as i64 - 1;
    check("invoices as a file", lines == count, true);
    let none = office::billing::invoices(caller, filter("", Uuid::max())).await.unwrap().body;
    check("invoices of nobody", none.page.total == 0, true);
}

/// What waits for somebody in billing: what they may do something about, on the open case.
fn waiting(check: &mut impl FnMut(&str, bool, bool), persona: &Persona, bills: i64) {
    let approves = expected("draft of the open case", persona.name, "approve-draft");
    let issues = expected("approved draft of the open case", persona.name, "issue-invoice");
    let expected = match persona.role {
        // a draft, and two last notices: of the open and of the closed case
        Role::ManagingPartner => 3 * i64::from(approves),
        Role::AssociateAttorney => i64::from(approves),
        Role::Billing => i64::from(issues),
        Role::Paralegal => 0,
    };
    check("what waits in billing", bills == expected, true);
}

/// What was said of an invoice, what is to come, and the letters that wait.
async fn reminders(check: &mut impl FnMut(&str, bool, bool), persona: &Persona, caller: &Caller) {
    let Ok(page) = office::dunning::page(caller, "").await else {
        check("has a page of reminders", false, true);
        return;
    };
    let page = page.body;
    let sees = expected("invoice of the open case", persona.name, "see-invoice");
    let said = page.history.rows.iter().any(|row| row.invoice.0 == BOOKS.part_paid);
    check("what was said", said, sees);
    check("the count of what was said", page.said == i64::from(said), true);
    for (heading, id) in [
        ("invoice of the open case", BOOKS.part_paid),
        ("invoice of the closed case", BOOKS.closed_issued),
    ] {
        let coming = page.coming.iter().any(|row| row.invoice.0 == id);
        check("a reminder to come", coming, expected(heading, persona.name, "see-invoice"));
    }
    let mails = matches!(persona.role, Role::ManagingPartner | Role::Billing);
    check("a letter that waits", !page.letters.is_empty(), sees && mails);
}

/// What waits to be billed, and what it is worth.
async fn to_bill(check: &mut impl FnMut(&str, bool, bool), persona: &Persona, caller: &Caller) {
    let list = office::billing::to_bill(caller, ToBillFilter::default()).await;
    let Ok(list) = list.map(|page| page.body) else {
        check("has a list of what to bill", false, true);
        return;
    };
    let mut count = 0;
    for (heading, number) in
        [("billing of the open case", "A-1"), ("billing of the closed case", "A-2")]
    {
        let shown = list.page.rows.iter().any(|row| row.case_number == number);
        count += i64::from(shown);
        check(
            &format!("{heading}, to bill"),
            shown,
            expected(heading, persona.name, "see-balances"),
        );
    }
    check("the count of what to bill", list.page.total == count, true);
    let all: i64 = list.sums.iter().map(|sum| sum.time.minor + sum.expenses.minor).sum();
    let rows = list.page.rows.iter().map(|row| row.time.minor + row.expenses.minor).sum::<i64>();
    check("what is to bill", all == rows, true);
}
