//! What the verbs of cases do besides asking: conflicts, history, walls that leave a lead.

use domain::access::Level;
use domain::cases::{CaseFilter, CaseForm, CaseView, Happened, ReasonForm, Why};
use domain::team::{GrantForm, LeadForm};
use domain::walls::WallForm;
use jiff::SignedDuration;
use office::cases::Opened;
use office::walls::Around;
use office::{Caller, Error, cases, clients, team, walls};

use crate::support::TestOffice;
use crate::support::people::World;

async fn world() -> (TestOffice, World) {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    (test, world)
}

impl TestOffice {
    fn as_(&self, world: &World, name: &str) -> Caller {
        world.persona(name).caller(&self.office)
    }
}

fn reason(text: &str, revision: &str) -> ReasonForm {
    ReasonForm { reason: text.into(), revision: revision.into() }
}

/// What a new case's form holds besides what a test is about.
fn new_case() -> CaseForm {
    CaseForm {
        practice_area: "Estates".into(),
        stage: "intake".into(),
        opened_on: "2026-10-13".into(),
        no_adverse: "on".into(),
        limitation_none: "Nothing runs out.".into(),
        ..CaseForm::default()
    }
}

fn case(opened: Opened) -> domain::ids::CaseId {
    match opened {
        Opened::Case(id) => id,
        other => panic!("{other:?}"),
    }
}

fn invalid(error: &Error, field: &str) -> bool {
    matches!(error, Error::Invalid(errors) if errors.of(field).is_some())
}

#[tokio::test]
async fn of_two_editors_the_second_is_told_who_was_first() {
    let (test, world) = world().await;
    let (first, second) =
        (test.as_(&world, "attorney-contribute"), test.as_(&world, "paralegal-contribute"));
    let (_, mut a, _) = cases::edit_form(&first, world.open).await.unwrap();
    let (_, mut b, _) = cases::edit_form(&second, world.open).await.unwrap();
    a.title = "First".into();
    b.title = "Second".into();
    cases::edit(&first, world.open, &a).await.unwrap();
    match cases::edit(&second, world.open, &b).await.unwrap_err() {
        Error::Conflict(message) => {
            assert!(message.starts_with("attorney-contribute changed this case at"), "{message}")
        }
        other => panic!("{other:?}"),
    }
    let (_, now, _) = cases::edit_form(&first, world.open).await.unwrap();
    assert_eq!(now.title, "First");
}

#[tokio::test]
async fn a_closed_case_reads_as_before_and_waits_for_reopening() {
    let (test, world) = world().await;
    let lead = test.as_(&world, "attorney-lead");
    cases::close(&lead, world.open, &reason("Settled.", "1")).await.unwrap();
    let seen = cases::show(&lead, world.open).await.unwrap().body;
    let CaseView::Full(page) = seen else { panic!("the lead sees the whole case") };
    assert_eq!(page.case.closed_on.map(|on| on.date), Some(jiff::civil::date(2026, 10, 13)));
    assert!(matches!(&page.timeline[0].what, Happened::Closed { reason } if reason == "Settled."));
    let (form, _) = (GrantForm { level: "view".into(), ..GrantForm::default() }, ());
    assert!(matches!(team::give(&lead, world.open, &form).await, Err(Error::Refused(_))));
    assert!(matches!(
        cases::close(&lead, world.open, &reason("Again.", "2")).await,
        Err(Error::Refused(_))
    ));
    cases::reopen(&lead, world.open, &reason("New evidence.", "2")).await.unwrap();
    cases::edit_form(&lead, world.open).await.unwrap();
}

#[tokio::test]
async fn a_teams_open_cases_follow_closing_reopening_and_new_leads() {
    let (test, world) = world().await;
    let lead = test.as_(&world, "attorney-lead");
    let (manage, view) = (test.as_(&world, "attorney-manage"), test.as_(&world, "paralegal-view"));
    let all_see = async |open: bool| {
        for caller in [&lead, &manage, &view] {
            let list = cases::list(caller, CaseFilter::default()).await.unwrap();
            let shown = list.body.page.rows.iter().any(|row| row.id == world.open);
            let elsewhere = office::walls::screens(caller).await.unwrap().frame.open_cases;
            assert_eq!((shown, list.body.page.total), (open, elsewhere));
        }
        let wrong: i64 = sqlx::query_scalar(
            "select count(*) from case_team t join cases c on c.id = t.case_id
            where t.open <> (c.closed_on is null) or t.opened_on is distinct from c.opened_on",
        )
        .fetch_one(&mut test.superuser().await)
        .await
        .unwrap();
        assert_eq!(wrong, 0);
    };
    all_see(true).await;
    cases::close(&lead, world.open, &reason("Settled.", "1")).await.unwrap();
    all_see(false).await;
    cases::reopen(&lead, world.open, &reason("New evidence.", "2")).await.unwrap();
    all_see(true).await;
    let form = LeadForm { lead: manage.staff_id().to_string() };
    team::change_lead(&lead, world.open, &form).await.unwrap();
    all_see(true).await;
    let (_, mut form, _) = cases::edit_form(&manage, world.open).await.unwrap();
    form.opened_on = "2020-02-29".into();
    cases::edit(&manage, world.open, &form).await.unwrap();
    all_see(true).await;
    let oldest = cases::list(&manage, CaseFilter::default()).await.unwrap().body.page.rows.pop();
    assert_eq!(oldest.unwrap().id, world.open);
}

#[tokio::test]
async fn open_cases_come_in_pages_and_none_twice() {
    let (test, world) = world().await;
    let mut connection = test.superuser().await;
    let lead = test.as_(&world, "attorney-lead");
    let made = format!(
        "with made as (
            insert into cases (id, number, client_id, title, practice_area, stage, opened_on, limitation_none)
            select gen_random_uuid(), 'P-' || n, client_id, 'Lease', 'Housing', 'intake', date '2026-09-01' + n / 3, 'None.'
            from cases, generate_series(1, 60) as n where cases.id = '{}'
            returning id
        ) insert into case_team (id, case_id, staff_id, level, since)
            select gen_random_uuid(), id, '{}', 'lead', '2026-09-01' from made",
        world.open,
        lead.staff_id()
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(made)).execute(&mut connection).await.unwrap();
    for caller in [&lead, &test.as_(&world, "partner")] {
        let mut filter = CaseFilter::default();
        let mut numbers = std::collections::BTreeSet::new();
        let mut days = Vec::new();
        let total = loop {
            let page = cases::list(caller, filter.clone()).await.unwrap().body.page;
            days.extend(page.rows.iter().map(|row| row.opened_on.date));
            for row in page.rows {
                assert!(numbers.insert(row.number.clone()), "{} came twice", row.number);
            }
            match page.next {
                Some(next) => filter.after = next,
                None => break page.total,
            }
        };
        assert!(days.is_sorted_by(|a, b| a >= b));
        assert_eq!(total, numbers.len() as i64);
        let made = numbers.iter().filter(|number| number.starts_with("P-")).count();
        assert_eq!(made, 60, "{numbers:?}");
    }
}

#[tokio::test]
async fn closing_needs_a_reason_and_the_revision_that_was_seen() {
    let (test, world) = world().await;
    let lead = test.as_(&world, "attorney-lead");
    assert!(invalid(
        &cases::close(&lead, world.open, &reason("  ", "1")).await.unwrap_err(),
        "reason"
    ));
    assert!(matches!(
        cases::close(&lead, world.open, &reason("Done.", "9")).await,
        Err(Error::Conflict(_))
    ));
    assert!(matches!(
        cases::close(&lead, world.open, &reason("Done.", "x")).await,
        Err(Error::Conflict(_))
    ));
}

#[tokio::test]
async fn opening_gives_a_number_a_lead_and_a_first_line() {
    let (test, world) = world().await;
    let attorney = test.as_(&world, "attorney-outside");
    let form = CaseForm {
        client_id: world.entered_by_attorney.to_string(),
        title: "  <b>Corrigan</b>   lease ".into(),
        practice_area: "Housing".into(),
        stage: "intake".into(),
        opened_on: "10/13/2026".into(),
        ..new_case()
    };
    let first = case(cases::open(&attorney, &form).await.unwrap());
    let second = case(cases::open(&attorney, &form).await.unwrap());
    let CaseView::Full(page) = cases::show(&attorney, first).await.unwrap().body else {
        panic!("seen")
    };
    assert_eq!(
        (page.case.number.as_str(), page.case.title.as_str()),
        ("2026-0001", "<b>Corrigan</b> lease")
    );
    assert_eq!(page.standing.level, Some(Level::Lead));
    assert_eq!(page.timeline.last().unwrap().what, Happened::Opened);
    let CaseView::Full(page) = cases::show(&attorney, second).await.unwrap().body else {
        panic!("seen")
    };
    assert_eq!(page.case.number, "2026-0002");
}

#[tokio::test]
async fn nobody_opens_a_case_for_a_client_that_is_not_seen() {
    let (test, world) = world().await;
    let form = CaseForm {
        client_id: world.client.to_string(),
        title: "Side door".into(),
        practice_area: "Housing".into(),
        stage: "intake".into(),
        opened_on: "2026-10-13".into(),
        ..new_case()
    };
    let error = cases::open(&test.as_(&world, "attorney-outside"), &form).await.unwrap_err();
    assert!(invalid(&error, "client_id"), "{error:?}");
}

#[tokio::test]
async fn what_a_paralegal_prepares_opens_when_the_attorney_approves() {
    let (test, world) = world().await;
    let lead = test.as_(&world, "attorney-lead");
    let case = cases::approve(&lead, world.proposal).await.unwrap();
    let CaseView::Full(page) = cases::show(&lead, case).await.unwrap().body else { panic!("seen") };
    assert_eq!(page.case.title, "Prepared");
    assert!(
        matches!(cases::approve(&lead, world.proposal).await, Err(Error::NotFound)),
        "only once"
    );
}

#[tokio::test]
async fn a_grant_ends_by_itself_at_the_end_of_its_last_day_in_the_offices_zone() {
    let (test, world) = world().await;
    let partner = test.as_(&world, "partner");
    let form = GrantForm {
        staff_id: world.persona("paralegal-outside").id.to_string(),
        level: "view".into(),
        until: "2026-10-13".into(),
        ..GrantForm::default()
    };
    team::give(&partner, world.open, &form).await.unwrap();
    let sees = async |at: &str| {
        test.office.clock.set(at.parse().unwrap());
        cases::show(&test.as_(&world, "paralegal-outside"), world.open).await.is_ok()
    };
    assert!(sees("2026-10-14T03:59:59Z").await, "still the thirteenth in New York");
    assert!(!sees("2026-10-14T04:00:00Z").await);
}

#[tokio::test]
async fn nobody_changes_ones_own_grant_and_ending_it_ends_the_sight() {
    let (test, world) = world().await;
    let manager = test.as_(&world, "attorney-manage");
    let page = team::page(&manager, world.open).await.unwrap().body;
    let grant =
        page.current.iter().find(|row| row.person.id == manager.staff_id()).unwrap().grant.unwrap();
    let form = GrantForm { level: "manage".into(), release: "on".into(), ..GrantForm::default() };
    let own = team::change(&manager, world.open, grant, &form).await;
    assert!(matches!(own, Err(Error::Refused(_))), "{own:?}");
    let given = GrantForm {
        staff_id: world.persona("paralegal-outside").id.to_string(),
        level: "contribute".into(),
        ..form.clone()
    };
    let error = team::give(&manager, world.open, &given).await.unwrap_err();
    assert!(invalid(&error, "release"), "not a right of one's own to give: {error:?}");
    test.office.clock.advance(SignedDuration::from_mins(1));
    team::change(&test.as_(&world, "attorney-lead"), world.open, grant, &form).await.unwrap();
    let manager = test.as_(&world, "attorney-manage");
    let page = team::page(&manager, world.open).await.unwrap().body;
    let mine: Vec<_> =
        page.current.iter().filter(|row| row.person.id == manager.staff_id()).collect();
    assert!(
        matches!(mine.as_slice(), [row] if row.release && row.why == Why::Grant(Level::Manage)),
        "{mine:?}"
    );
    let grant = mine[0].grant.unwrap();
    assert!(!team::end(&manager, world.open, grant).await.unwrap());
    assert!(matches!(cases::show(&manager, world.open).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn two_who_give_at_once_make_one_place() {
    let (test, world) = world().await;
    let form = GrantForm {
        staff_id: world.persona("paralegal-outside").id.to_string(),
        level: "view".into(),
        ..GrantForm::default()
    };
    let (a, b) = (test.as_(&world, "partner"), test.as_(&world, "partner-second"));
    let (first, second) =
        tokio::join!(team::give(&a, world.open, &form), team::give(&b, world.open, &form));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
}

#[tokio::test]
async fn two_partners_cannot_unmake_each_other() {
    let (test, world) = world().await;
    let mut connection = test.superuser().await;
    // only these two are left
    sqlx::query("update staff_roles set role = 'paralegal' where role = 'managing_partner' and staff_id not in ($1, $2)")
        .bind(world.persona("partner").id.0)
        .bind(world.persona("partner-second").id.0)
        .execute(&mut connection)
        .await
        .unwrap();
    let (a, b) = (test.as_(&world, "partner"), test.as_(&world, "partner-second"));
    let form = domain::staff::RoleForm { role: "associate_attorney".into() };
    let (_, _) = tokio::join!(
        office::staff::change_role(&a, b.staff_id(), &form),
        office::staff::change_role(&b, a.staff_id(), &form)
    );
    let left: i64 = sqlx::query_scalar(
        "select count(*) from staff_roles where role = 'managing_partner' and until is null",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(left, 1);
}

#[tokio::test]
async fn a_lead_who_was_screened_meanwhile_does_not_get_the_case_back() {
    let (test, world) = world().await;
    let partner = test.as_(&world, "partner");
    cases::close(&partner, world.open, &reason("Settled.", "1")).await.unwrap();
    let wall = WallForm {
        staff_id: world.persona("attorney-lead").id.to_string(),
        scope: "case".into(),
        reason: "A conflict.".into(),
    };
    walls::raise(&partner, Around::Case(world.open), &wall).await.unwrap();
    cases::reopen(&partner, world.open, &reason("New evidence.", "2")).await.unwrap();
    let CaseView::Full(page) = cases::show(&partner, world.open).await.unwrap().body else {
        panic!("seen")
    };
    assert_eq!(page.case.lead.unwrap().id, partner.staff_id());
}

#[tokio::test]
async fn a_new_lead_leaves_the_one_before_on_the_team() {
    let (test, world) = world().await;
    let lead = test.as_(&world, "attorney-lead");
    let form = LeadForm { lead: world.persona("attorney-manage").id.to_string() };
    team::change_lead(&lead, world.open, &form).await.unwrap();
    let page = team::page(&lead, world.open).await.unwrap().body;
    let level = |name: &str| {
        let rows: Vec<_> = page
            .current
            .iter()
            .filter(|row| row.person.name == name)
            .map(|row| row.why.clone())
            .collect();
        rows
    };
    assert_eq!(level("attorney-manage"), [Why::Grant(Level::Lead)]);
    assert_eq!(level("attorney-lead"), [Why::Grant(Level::Manage)]);
    let walled = LeadForm { lead: world.persona("attorney-walled").id.to_string() };
    let error =
        team::change_lead(&test.as_(&world, "partner"), world.open, &walled).await.unwrap_err();
    assert!(invalid(&error, "lead"), "{error:?}");
}

#[tokio::test]
async fn a_wall_holds_at_once_and_never_leaves_a_case_without_a_lead() {
    let (test, world) = world().await;
    let lead = test.as_(&world, "attorney-lead");
    let wall = |name: &str| WallForm {
        staff_id: world.persona(name).id.to_string(),
        scope: "case".into(),
        reason: "A conflict.".into(),
    };
    let error = walls::raise(
        &test.as_(&world, "partner"),
        Around::Case(world.open),
        &wall("attorney-lead"),
    )
    .await
    .unwrap_err();
    assert!(invalid(&error, "staff_id"), "{error:?}");
    walls::raise(&lead, Around::Case(world.open), &wall("paralegal-view")).await.unwrap();
    let screened = test.as_(&world, "paralegal-view");
    assert!(matches!(cases::show(&screened, world.open).await, Err(Error::NotFound)));
    cases::show(&screened, world.closed).await.unwrap();
}

#[tokio::test]
async fn a_wall_is_lifted_by_a_second_person() {
    let (test, world) = world().await;
    let refused = walls::decide(&test.as_(&world, "partner"), world.wall, true).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "not by the asker: {refused:?}");
    walls::decide(&test.as_(&world, "deputy"), world.wall, true).await.unwrap();
    let mut connection = test.superuser().await;
    let (ended, lifted): (bool, bool) = sqlx::query_as(
        "select w.until is not null, l.lifted from walls w join wall_lifts l on l.wall_id = w.id where w.id = $1",
    )
    .bind(world.wall.0)
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert!(ended && lifted);
}

#[tokio::test]
async fn a_client_edit_leaves_how_the_client_is_reached_alone_and_is_told_of_another() {
    let (test, world) = world().await;
    let partner = test.as_(&world, "partner");
    let (_, mut form, _) = clients::edit_form(&partner, world.client).await.unwrap();
    form.organization = "Ashdown Estates".into();
    form.email_1 = "new@ashdown.example".into();
    clients::edit(&partner, world.client, &form).await.unwrap();
    let page = clients::show(&partner, world.client).await.unwrap().body;
    assert_eq!((page.name.as_str(), page.contacts.len()), ("Ashdown Estates", 2));
    let stale = clients::edit(&partner, world.client, &form).await.unwrap_err();
    assert!(matches!(stale, Error::Conflict(_)), "{stale:?}");
}

#[tokio::test]
async fn every_view_and_every_refusal_is_in_the_log() {
    let (test, world) = world().await;
    let _ = cases::show(&test.as_(&world, "attorney-view"), world.open).await.unwrap();
    let _ = cases::show(&test.as_(&world, "attorney-walled"), world.open).await.unwrap_err();
    let _ = cases::edit_form(&test.as_(&world, "attorney-view"), world.open).await.unwrap_err();
    let mut connection = test.superuser().await;
    let rows: Vec<(String, String, bool)> = sqlx::query_as(
        "select action, outcome, grant_id is not null from audit_events where actor_id is not null
            and at >= '2026-10-13' order by seq",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let row = |action: &str, outcome: &str, grant| (action.to_owned(), outcome.to_owned(), grant);
    assert_eq!(
        rows,
        [
            row("see-case", "done", true),
            row("see-case", "unseen", false),
            row("edit-case", "refused", false)
        ]
    );
}

#[tokio::test]
async fn neither_who_asks_nor_who_confirms_may_be_newly_appointed() {
    let (test, world) = world().await;
    walls::decide(&test.as_(&world, "partner-second"), world.wall, false).await.unwrap();
    let again = reason("Once more.", "");
    walls::ask_to_lift(&test.as_(&world, "partner-new"), world.wall, &again).await.unwrap();
    for name in ["partner", "partner-second", "deputy"] {
        let refused = walls::decide(&test.as_(&world, name), world.wall, true).await;
        assert!(matches!(refused, Err(Error::Refused(_) | Error::NotFound)), "{name}: {refused:?}");
    }
}

#[tokio::test]
async fn whoever_is_screened_reads_nothing_of_the_wall_in_the_log() {
    let (test, world) = world().await;
    let asked = reason("A reason that names the matter.", "");
    walls::ask_to_lift(&test.as_(&world, "partner"), world.wall_on_partner, &asked).await.unwrap();
    let log = async |name: &str| {
        let page = office::audit::page(&test.as_(&world, name), Default::default())
            .await
            .unwrap()
            .body
            .page;
        page.rows
            .iter()
            .any(|row| row.detail.iter().any(|(_, value)| value.contains("names the matter")))
    };
    assert!(log("partner-second").await);
    assert!(!log("partner-walled").await);
}

#[tokio::test]
async fn the_attorney_a_prepared_case_waits_for_is_told_its_client() {
    let (test, world) = world().await;
    let form = CaseForm {
        client_id: world.entered_by_paralegal.to_string(),
        title: "Delacroix lease".into(),
        practice_area: "Housing".into(),
        stage: "intake".into(),
        lead: world.persona("attorney-expired").id.to_string(),
        opened_on: "2026-10-13".into(),
        ..new_case()
    };
    cases::prepare(&test.as_(&world, "paralegal-outside"), &form).await.unwrap();
    let attorney = test.as_(&world, "attorney-expired");
    let list = cases::list(&attorney, Default::default()).await.unwrap().body;
    assert_eq!(list.proposals[0].client, "Delacroix Bakery");
    cases::approve(&attorney, list.proposals[0].id).await.unwrap();
}

#[tokio::test]
async fn whoever_prepared_a_declined_case_can_read_why() {
    let (test, world) = world().await;
    cases::decline(&test.as_(&world, "attorney-lead"), world.proposal, &reason("A conflict.", ""))
        .await
        .unwrap();
    let list =
        cases::list(&test.as_(&world, "paralegal-manage"), Default::default()).await.unwrap().body;
    assert_eq!(list.proposals[0].declined.as_deref(), Some("A conflict."));
    assert!(!list.proposals[0].mine_to_decide);
    let list =
        cases::list(&test.as_(&world, "attorney-lead"), Default::default()).await.unwrap().body;
    assert!(list.proposals.is_empty());
}

#[tokio::test]
async fn a_place_never_promises_what_the_role_cannot_do() {
    let (test, world) = world().await;
    let form = GrantForm {
        staff_id: world.persona("paralegal-outside").id.to_string(),
        level: "manage".into(),
        ..GrantForm::default()
    };
    let error = team::give(&test.as_(&world, "partner"), world.open, &form).await.unwrap_err();
    assert!(invalid(&error, "level"), "{error:?}");
}

#[tokio::test]
async fn whoever_covers_and_has_a_place_too_is_listed_once_with_the_farther_reach() {
    let (test, world) = world().await;
    let cover = test.as_(&world, "attorney-cover");
    let form = GrantForm {
        staff_id: cover.staff_id().to_string(),
        level: "view".into(),
        ..GrantForm::default()
    };
    team::give(&test.as_(&world, "partner"), world.open, &form).await.unwrap();
    let page = team::page(&cover, world.open).await.unwrap().body;
    let rows: Vec<_> =
        page.current.iter().filter(|row| row.person.id == cover.staff_id()).collect();
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.why, Why::Grant(Level::View));
    assert!(
        matches!(row.farthest(), Why::Cover { level: Level::Contribute, .. }),
        "{:?}",
        row.besides
    );
}

#[tokio::test]
async fn a_cover_of_somebody_who_has_left_comes_to_nothing() {
    let (test, world) = world().await;
    let cover = test.as_(&world, "attorney-cover");
    cases::show(&cover, world.open).await.unwrap();
    let suspend = "insert into staff_suspensions (id, staff_id, reason) values (gen_random_uuid(), $1, 'Left.')";
    sqlx::query(suspend)
        .bind(world.persona("attorney-manage").id.0)
        .execute(&mut test.superuser().await)
        .await
        .unwrap();
    assert!(matches!(cases::show(&cover, world.open).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn what_somebody_wrote_up_for_oneself_ends_with_the_sight_of_the_client() {
    let (test, world) = world().await;
    let (partner, outside) = (test.as_(&world, "partner"), test.as_(&world, "attorney-outside"));
    let grant = GrantForm {
        staff_id: outside.staff_id().to_string(),
        level: "view".into(),
        ..GrantForm::default()
    };
    team::give(&partner, world.open, &grant).await.unwrap();
    let form = CaseForm {
        client_id: world.client.to_string(),
        title: "Kept in a drawer".into(),
        practice_area: "Estates".into(),
        stage: "intake".into(),
        lead: outside.staff_id().to_string(),
        opened_on: "2026-10-13".into(),
        ..new_case()
    };
    let Opened::Prepared(prepared) = cases::prepare(&outside, &form).await.unwrap() else {
        panic!("prepared")
    };
    let page = team::page(&partner, world.open).await.unwrap().body;
    let row = page.current.iter().find(|row| row.person.id == outside.staff_id()).unwrap();
    test.office.clock.advance(SignedDuration::from_mins(1));
    let partner = test.as_(&world, "partner");
    team::end(&partner, world.open, row.grant.unwrap()).await.unwrap();
    let outside = test.as_(&world, "attorney-outside");
    let list = cases::list(&outside, Default::default()).await.unwrap().body;
    assert!(!list.proposals.iter().any(|row| row.id == prepared), "it names the client");
    assert!(matches!(cases::approve(&outside, prepared).await, Err(Error::NotFound)));
    assert!(matches!(clients::show(&outside, world.client).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn no_case_is_opened_on_a_day_to_come() {
    let (test, world) = world().await;
    let lead = test.as_(&world, "attorney-lead");
    let form = CaseForm {
        client_id: world.client.to_string(),
        title: "Too early".into(),
        practice_area: "Estates".into(),
        stage: "intake".into(),
        opened_on: "2026-10-14".into(),
        ..new_case()
    };
    assert!(invalid(&cases::open(&lead, &form).await.unwrap_err(), "opened_on"));
    let (_, mut form, _) = cases::edit_form(&lead, world.open).await.unwrap();
    form.opened_on = "2027-01-01".into();
    assert!(invalid(&cases::edit(&lead, world.open, &form).await.unwrap_err(), "opened_on"));
}

#[tokio::test]
async fn a_wall_that_nobody_could_lift_is_not_raised() {
    let (test, world) = world().await;
    // one managing partner, and the deputy leads the case
    let mut connection = test.superuser().await;
    sqlx::raw_sql(
        "update staff_roles set until = '2026-10-01' where role = 'managing_partner'
            and staff_id <> (select id from staff where name = 'partner');
        update office_settings set deputy_id = (select id from staff where name = 'attorney-lead')",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    let wall = WallForm {
        staff_id: world.persona("partner").id.to_string(),
        scope: "case".into(),
        reason: "Would rather not.".into(),
    };
    let lead = test.as_(&world, "attorney-lead");
    let error = walls::raise(&lead, Around::Case(world.open), &wall).await.unwrap_err();
    assert!(invalid(&error, "staff_id"), "{error:?}");
    sqlx::query(
        "update office_settings set deputy_id = (select id from staff where name = 'deputy')",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    walls::raise(&lead, Around::Case(world.open), &wall).await.unwrap();
}

#[tokio::test]
async fn a_search_finds_every_word_wherever_it_stands() {
    let (test, world) = world().await;
    let partner = test.as_(&world, "partner");
    let found = async |q: &str| {
        let filter = domain::cases::CaseFilter { q: q.into(), ..Default::default() };
        cases::list(&partner, filter).await.unwrap().body.page.rows.len()
    };
    assert_eq!(found("ESTATE  matter a-1").await, 1);
    assert_eq!(found("estate nowhere").await, 0);
    let filter = domain::clients::ClientFilter {
        q: format!("general@{}", world.client.0.simple()),
        ..Default::default()
    };
    assert_eq!(clients::list(&partner, filter).await.unwrap().body.page.rows.len(), 1);
}
