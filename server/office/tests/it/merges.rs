//! Clients merged as an alias: both names lead to the one that is kept, every wall holds for both, and
//! nobody sees more than before.

use domain::cases::CaseForm;
use domain::clients::{ClientFilter, ClientRow};
use domain::conflicts::{CheckForm, Outcome};
use domain::contacts::PreferencesForm;
use domain::ids::ClientId;
use domain::merges::MergeForm;
use domain::walls::WallForm;
use office::cases::Opened;
use office::walls::Around;
use office::{Caller, Error, cases, clients, conflicts, contacts, merges, walls};
use sqlx::Executor;

use crate::support::TestOffice;
use crate::support::people::World;

async fn world() -> (TestOffice, World) {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    (test, world)
}

fn as_(test: &TestOffice, world: &World, name: &str) -> Caller {
    world.persona(name).caller(&test.office)
}

async fn merge(caller: &Caller, alias: ClientId, kept: ClientId) -> Result<ClientId, Error> {
    merges::merge(caller, alias, &MergeForm { into: kept.to_string() }).await
}

async fn list(caller: &Caller, q: &str) -> Vec<ClientRow> {
    let filter = ClientFilter { q: q.into(), ..ClientFilter::default() };
    clients::list(caller, filter).await.unwrap().body.page.rows
}

async fn lists(caller: &Caller, q: &str, id: ClientId) -> bool {
    list(caller, q).await.iter().any(|row| row.id == id)
}

async fn wall(caller: &Caller, around: Around, whom: &World, name: &str) -> Result<(), Error> {
    let form = WallForm {
        staff_id: whom.persona(name).id.to_string(),
        scope: if matches!(around, Around::Client(_)) { "client".into() } else { "case".into() },
        reason: "A conflict.".into(),
    };
    walls::raise(caller, around, &form).await.map(|_| ())
}

fn hidden<T: std::fmt::Debug>(answer: &Result<T, Error>) -> bool {
    matches!(answer, Err(Error::NotFound))
}

#[tokio::test]
async fn both_names_lead_to_the_client_that_is_kept_until_it_is_undone() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    let (alias, kept) = (world.client, world.closed_client);
    merge(&partner, alias, kept).await.unwrap();

    let page = clients::show(&partner, kept).await.unwrap().body;
    assert_eq!(page.cases.len(), 2, "the cases of both");
    assert_eq!(page.kin.aliases[0].name, "Ashdown Estate");
    let page = clients::show(&partner, alias).await.unwrap().body;
    assert_eq!(page.kin.kept.unwrap().client, kept);
    assert!(!lists(&partner, "", alias).await);
    let found = list(&partner, "ashdown").await;
    assert_eq!((found.len(), found[0].id, found[0].open_cases), (1, kept, 1));
    let (_, _, context) = cases::new_form(&partner, None).await.unwrap();
    assert!(!context.clients.iter().any(|choice| choice.value == alias.to_string()));
    let check = CheckForm { names: "Ashdown Estate".into(), about: String::new() };
    let check = conflicts::check(&partner, &check).await.unwrap();
    let matches = conflicts::show(&partner, check).await.unwrap().body.matches;
    assert!(matches.iter().any(|found| found.client == Some(alias)), "{matches:?}");

    // one step, and only one
    for (one, other) in [(alias, world.entered_by_attorney), (kept, world.entered_by_attorney)] {
        let refused = merge(&partner, one, other).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    let billing = as_(&test, &world, "billing");
    assert!(lists(&billing, "ashdown", kept).await && !lists(&billing, "", alias).await);

    merges::unmerge(&partner, alias).await.unwrap();
    let again = merges::unmerge(&partner, alias).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    assert!(lists(&partner, "", alias).await);
    let page = clients::show(&partner, kept).await.unwrap().body;
    assert_eq!((page.cases.len(), page.kin.aliases.len()), (1, 0));
    assert_eq!(page.kin.past.len(), 2, "history stays");
    let acts: i64 = sqlx::query_scalar(
        "select count(*) from audit_events where action in ('merge-clients', 'unmerge-clients') and outcome = 'done'",
    )
    .fetch_one(&mut test.superuser().await)
    .await
    .unwrap();
    assert_eq!(acts, 4, "each, for both");
}

#[tokio::test]
async fn a_wall_around_one_holds_for_both_also_after_the_merge_is_undone() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    let (alias, kept) = (world.client, world.closed_client);
    wall(&partner, Around::Client(kept), &world, "paralegal-view").await.unwrap();
    let before = as_(&test, &world, "paralegal-view");
    assert!(cases::show(&before, world.open).await.is_ok());
    merge(&partner, alias, kept).await.unwrap();
    // a wall raised meanwhile around the alias holds for the one that is kept
    wall(&partner, Around::Client(alias), &world, "paralegal-contribute").await.unwrap();
    for undone in [false, true] {
        if undone {
            merges::unmerge(&partner, alias).await.unwrap();
        }
        for name in ["paralegal-view", "paralegal-contribute", "attorney-walled-client"] {
            let caller = as_(&test, &world, name);
            for client in [alias, kept] {
                assert!(hidden(&clients::show(&caller, client).await), "{name} {undone}");
            }
            for case in [world.open, world.closed] {
                assert!(hidden(&cases::show(&caller, case).await), "{name} {undone}");
            }
            assert_eq!(list(&caller, "").await, [], "{name} {undone}");
        }
        // a wall around a case stays around that case
        let caller = as_(&test, &world, "attorney-walled");
        assert!(hidden(&cases::show(&caller, world.open).await));
    }
}

/// The walls around a client, by whom each was raised and for whom confirmed; and who was told of in the
/// log as screened by one that was spread.
async fn spread(
    test: &TestOffice,
    client: ClientId,
) -> (Vec<(String, Option<String>, bool)>, Vec<String>) {
    let mut connection = test.superuser().await;
    let walls = sqlx::query_as(
        "select s.name, b.name, w.confirmed_at is not null from walls w join staff s on s.id = w.staff_id
            left join staff b on b.id = w.raised_by
        where w.client_id = $1 and w.spread_from is not null order by s.name",
    )
    .bind(client.0)
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let told = sqlx::query_scalar(
        "select s.name from audit_events a join walls w on w.id = a.resource_id join staff s on s.id = w.staff_id
        where a.action = 'spread-wall' and a.resource = 'wall' and a.client_id = $1 and w.client_id = $1
            and a.actor_id = w.raised_by and a.detail->>'repeats' = w.spread_from::text
            and a.detail->>'staff' = w.staff_id::text
        order by s.name",
    )
    .bind(client.0)
    .fetch_all(&mut connection)
    .await
    .unwrap();
    (walls, told)
}

#[tokio::test]
async fn each_wall_that_a_merge_spreads_is_in_the_log_and_says_who_merged() {
    let (test, world) = world().await;
    let (partner, second) = (as_(&test, &world, "partner"), as_(&test, &world, "partner-second"));
    let (alias, kept) = (world.entered_by_attorney, world.entered_by_paralegal);
    wall(&second, Around::Client(alias), &world, "paralegal-view").await.unwrap();
    // a second person confirmed it, for the one record
    wall(&second, Around::Client(alias), &world, "partner-new").await.unwrap();
    sqlx::query("update walls set confirmed_at = now() where client_id = $1")
        .bind(alias.0)
        .execute(&mut test.superuser().await)
        .await
        .unwrap();
    merge(&partner, alias, kept).await.unwrap();
    let by = |name: &str, who: &str| (name.to_owned(), Some(who.to_owned()), false);
    let (walls, told) = spread(&test, kept).await;
    assert_eq!(walls, [by("paralegal-view", "partner"), by("partner-new", "partner")]);
    assert_eq!(told, ["paralegal-view", "partner-new"]);
    // and each that goes up around both later
    wall(&second, Around::Client(kept), &world, "paralegal-manage").await.unwrap();
    let (walls, told) = spread(&test, alias).await;
    assert_eq!(walls, [by("paralegal-manage", "partner-second")]);
    assert_eq!(told, ["paralegal-manage"]);
    assert_eq!(spread(&test, kept).await.1.len(), 2, "none is told of twice");
}

#[tokio::test]
async fn nobody_is_shown_more_than_before() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    // the alias is attorney-outside's, the one that is kept is the team's
    let (alias, kept) = (world.entered_by_attorney, world.client);
    merge(&partner, alias, kept).await.unwrap();
    let (outside, lead) =
        (as_(&test, &world, "attorney-outside"), as_(&test, &world, "attorney-lead"));
    for finders_alone in [false, true] {
        if finders_alone {
            let mut connection = test.superuser().await;
            for table in ["client_merges", "clients", "client_contacts", "cases", "case_team"] {
                let sql = format!("alter table {table} disable row level security");
                connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
            }
        }
        assert!(hidden(&clients::show(&outside, kept).await));
        let page = clients::show(&outside, alias).await.unwrap().body;
        assert_eq!(page.kin, domain::merges::Kin::default(), "{finders_alone}");
        assert!(lists(&outside, "", alias).await && !lists(&outside, "", kept).await);

        assert!(hidden(&clients::show(&lead, alias).await));
        let page = clients::show(&lead, kept).await.unwrap().body;
        assert_eq!((page.cases.len(), page.kin.aliases.len()), (1, 0), "{finders_alone}");
        assert_eq!(list(&lead, "corrigan").await, [], "{finders_alone}");
        // nobody screened from one learns of it by the other
        let walled = as_(&test, &world, "partner-walled-client");
        assert!(hidden(&clients::show(&walled, alias).await));
        assert!(!lists(&walled, "", alias).await && !lists(&walled, "", kept).await);
    }
}

#[tokio::test]
async fn whoever_is_screened_merges_nothing_and_no_lead_is_screened_by_a_merge() {
    let (test, world) = world().await;
    let walled = as_(&test, &world, "partner-walled-client");
    let other = world.entered_by_attorney;
    assert!(hidden(&merge(&walled, world.client, other).await));
    // the client that is kept is not among the choices
    let refused = merge(&walled, other, world.client).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let lead = as_(&test, &world, "attorney-lead");
    let refused = merge(&lead, world.client, world.closed_client).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");

    let partner = as_(&test, &world, "partner");
    wall(&partner, Around::Client(other), &world, "attorney-lead").await.unwrap();
    let refused = merge(&partner, other, world.client).await;
    let Err(Error::Invalid(errors)) = refused else { panic!("{refused:?}") };
    assert!(errors.of("into").unwrap().contains("leads a case of the other"), "{errors:?}");
    // nor by a wall around one of them later
    let (kept, quiet) = (world.client, world.entered_by_paralegal);
    merge(&partner, quiet, kept).await.unwrap();
    let refused = wall(&partner, Around::Client(quiet), &world, "attorney-lead").await;
    assert!(refused.is_err(), "the lead of a case of the one that is kept");
}

#[tokio::test]
async fn two_clients_of_one_name_are_told_apart_before_they_are_merged() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    let sql = format!(
        "update clients set kind = 'person', born_on = '1988-05-04', name = 'Ashdown Estate' where id = '{}';
        insert into client_contacts (id, client_id, channel, purpose, value, position, since)
        values (gen_random_uuid(), '{}', 'post', 'general', '12 Mill Lane
Calder', 0, '2026-01-05')",
        world.closed_client, world.closed_client
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut test.superuser().await).await.unwrap();
    let (.., context) = merges::form(&partner, world.client).await.unwrap();
    let general = |client: ClientId| format!("general@{}.example", client.0.simple());
    assert_eq!(
        context.about,
        format!("Ashdown Estate · organization · {} · case A-1", general(world.client))
    );
    let label = |id: ClientId| {
        let found = context.others.iter().find(|choice| choice.value == id.to_string());
        found.unwrap().label.clone()
    };
    assert_eq!(
        label(world.closed_client),
        format!(
            "Ashdown Estate · born May 4, 1988 · Calder · {} · case A-2",
            general(world.closed_client)
        )
    );
    let quiet = label(world.entered_by_attorney);
    assert!(quiet.ends_with(" · no case, entered Jan 4, 2026"), "{quiet}");
    // a case one is screened from tells nothing
    let walled = as_(&test, &world, "partner-walled");
    let (.., context) = merges::form(&walled, world.client).await.unwrap();
    assert!(!context.about.contains("A-1"), "{}", context.about);
}

#[tokio::test]
async fn care_for_one_is_care_for_all() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    let (alias, kept) = (world.entered_by_attorney, world.client);
    let (_, form, _) = contacts::preferences_form(&partner, alias).await.unwrap();
    let form = PreferencesForm {
        discreet: "on".into(),
        safe_contact: "Never call the home number.".into(),
        ..form
    };
    contacts::set_preferences(&partner, alias, &form).await.unwrap();
    merge(&partner, alias, kept).await.unwrap();
    let page = clients::show(&as_(&test, &world, "attorney-lead"), kept).await.unwrap().body;
    assert!(page.discreet);
    assert!(page.safe_contact.starts_with("Ask a managing partner"), "how is the alias's");
}

/// That two records are one is nobody's to learn from a check: what is out of sight is asked about.
#[tokio::test]
async fn a_name_out_of_sight_is_asked_about_although_its_record_was_merged() {
    let (test, world) = world().await;
    let attorney = as_(&test, &world, "attorney-outside");
    let form = CaseForm {
        client_id: world.entered_by_attorney.to_string(),
        title: "A lease".into(),
        practice_area: "Property".into(),
        stage: "intake".into(),
        lead: attorney.staff_id().to_string(),
        opened_on: "2026-10-13".into(),
        adverse: "Ashdown Estate".into(),
        limitation_none: "Nothing runs out.".into(),
        ..CaseForm::default()
    };
    let partner = as_(&test, &world, "partner");
    merge(&partner, world.entered_by_attorney, world.client).await.unwrap();
    let Opened::Waits(check) = cases::open(&attorney, &form).await.unwrap() else {
        panic!("it opened")
    };
    let page = conflicts::show(&attorney, check).await.unwrap().body;
    assert_eq!((page.row.outcome, page.matches.len()), (Outcome::Ask, 0));
}
