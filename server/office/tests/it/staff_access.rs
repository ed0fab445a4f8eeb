//! Staff & access: an explanation is the permission table's own, a screened person reads what and
//! never why.

use domain::access::Action;
use domain::covers::CoverForm;
use domain::departures::{Deadline, DepartureForm, Handed};
use domain::reasons::AskForm;
use domain::settings::SettingsForm;
use domain::staff::Leaving;
use domain::walls::Screened;
use office::{Caller, Error, covers, departures, reasons, walls};
use uuid::Uuid;

use crate::access_matrix::expectations::{Expected, cells};
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

fn about(world: &World, name: &str, number: &str) -> AskForm {
    AskForm {
        who: world.persona(name).id.to_string(),
        case: number.into(),
        act: Action::SeeCase.word().into(),
    }
}

#[tokio::test]
async fn an_explanation_answers_as_the_permission_matrix_does_for_everybody() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    let partner = as_(&test, &world, "partner");
    let mut compared = 0;
    for (heading, number) in [("open case", "A-1"), ("closed case", "A-2")] {
        for persona in &world.personas {
            let form = about(&world, persona.name, number);
            let told = reasons::ask(&partner, &form).await.unwrap();
            assert_eq!(told.all, reasons::ask(&lead, &form).await.unwrap().all);
            for cell in cells()
                .iter()
                .filter(|cell| cell.heading == heading && cell.persona == persona.name)
            {
                let action = Action::from_word(&cell.act).unwrap();
                let reason = told.all.iter().find(|reason| reason.action == action).unwrap();
                let answer = match (reason.allowed, reason.unseen) {
                    (true, _) => Expected::Yes,
                    (false, true) => Expected::Hidden,
                    (false, false) => Expected::No,
                };
                assert_eq!(answer, cell.expected, "{heading}: {} {}", cell.persona, cell.act);
                compared += 1;
            }
        }
    }
    assert!(compared > 300, "{compared} cells");
}

#[tokio::test]
async fn an_explanation_names_the_rule_that_decides() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    let mut said = Vec::new();
    for name in [
        "attorney-walled-member",
        "attorney-walled-client",
        "attorney-cover",
        "attorney-expired",
        "attorney-ended",
        "attorney-outside",
        "attorney-view",
        "attorney-suspended",
    ] {
        let told = reasons::ask(&partner, &about(&world, name, "A-1")).await.unwrap();
        let last = told.asked.lines.last().unwrap();
        said.push(format!("{name}: {}. {}", last.rule, last.note));
    }
    assert_eq!(
        said,
        [
            "attorney-walled-member: Ethical wall. Screened from this case since Jan 31, 2026. It beats every grant.",
            "attorney-walled-client: Ethical wall. Screened from every case of the client since Jan 31, 2026. It beats every grant.",
            "attorney-cover: Covers for attorney-manage: Contribute. A cover does the work and decides nobody’s rights, since Oct 9, 2026, until Oct 19, 2026.",
            "attorney-expired: Case team. No place on it now. Manage ran out Sep 30, 2026.",
            "attorney-ended: Case team. No place on it now. Manage was ended Sep 14, 2026.",
            "attorney-outside: Case team. No place on it, and no cover.",
            "attorney-view: Case team: View. On the team, since Jan 4, 2026.",
            "attorney-suspended: Account. Suspended or gone: no role counts, and no grant.",
        ]
    );
}

#[tokio::test]
async fn one_asks_about_oneself_where_the_case_is_in_view_and_about_others_where_one_manages() {
    let (test, world) = world().await;
    for name in ["paralegal-view", "billing", "attorney-view"] {
        let caller = as_(&test, &world, name);
        let own = reasons::ask(&caller, &about(&world, name, "A-1")).await.unwrap();
        assert_eq!(own.asked.allowed, name != "billing", "{name}");
        let other = reasons::ask(&caller, &about(&world, "attorney-lead", "A-1")).await;
        assert!(matches!(other, Err(Error::Refused(_))), "{name}: {other:?}");
    }
    for name in ["attorney-outside", "attorney-walled-member", "partner-walled"] {
        let caller = as_(&test, &world, name);
        for who in [name, "attorney-lead"] {
            let out = reasons::ask(&caller, &about(&world, who, "A-1")).await;
            assert!(matches!(out, Err(Error::NotFound)), "{name} about {who}");
        }
        let unknown = reasons::ask(&caller, &about(&world, name, "A-99")).await;
        assert!(matches!(unknown, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn a_screened_person_reads_case_and_parties_and_never_why() {
    let (test, world) = world().await;
    let screens = walls::screens(&as_(&test, &world, "attorney-walled")).await.unwrap().body;
    assert_eq!(screens.len(), 2, "one around each case");
    let open = screens
        .iter()
        .find(|screen| matches!(&screen.what, Screened::Case { number, .. } if number == "A-1"))
        .unwrap();
    assert_eq!((open.client.as_str(), open.since.as_str()), ("Ashdown Estate", "Jan 31, 2026"));
    let Screened::Case { title, opposing, .. } = &open.what else { unreachable!() };
    assert_eq!(
        (title.as_str(), opposing.as_slice()),
        ("The matter of A-1", &["Rupert Vane".into()][..])
    );
    assert!(!format!("{screens:?}").contains("A conflict"));

    let whole = walls::screens(&as_(&test, &world, "partner-walled-client")).await.unwrap().body;
    assert!(whole.iter().all(|screen| screen.what == Screened::Client));
    for name in ["partner", "attorney-lead", "paralegal-view", "billing"] {
        assert_eq!(walls::screens(&as_(&test, &world, name)).await.unwrap().body, [], "{name}");
    }
    let billing = walls::screens(&as_(&test, &world, "billing-walled")).await.unwrap().body;
    assert_eq!(billing.len(), 2);
}

fn cover(world: &World, covering: &str, covered: &str, since: &str, until: &str) -> CoverForm {
    CoverForm {
        covered: world.persona(covered).id.to_string(),
        covering: world.persona(covering).id.to_string(),
        since: since.into(),
        until: until.into(),
    }
}

fn field(result: Result<(), Error>) -> String {
    match result {
        Err(Error::Invalid(errors)) => errors.0[0].field.clone(),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn a_cover_lets_work_be_done_lifts_no_wall_and_ends_by_itself() {
    let (test, world) = world().await;
    let outside = as_(&test, &world, "attorney-outside");
    assert!(matches!(office::cases::show(&outside, world.open).await, Err(Error::NotFound)));
    let contribute = as_(&test, &world, "attorney-contribute");
    let form = cover(&world, "attorney-outside", "attorney-contribute", "2026-10-13", "2026-10-14");
    covers::set(&contribute, &form).await.unwrap();
    assert!(office::cases::show(&outside, world.open).await.is_ok());

    // the walled stay outside whomever they cover for
    let lead = as_(&test, &world, "attorney-lead");
    let form = cover(&world, "attorney-walled", "attorney-lead", "2026-10-13", "2026-10-14");
    covers::set(&lead, &form).await.unwrap();
    let walled = as_(&test, &world, "attorney-walled");
    assert!(matches!(office::cases::show(&walled, world.open).await, Err(Error::NotFound)));

    // told: the leads, whoever covers, and the open case's timeline where no wall stands
    let told: Vec<String> = sqlx::query_scalar(
        "select s.name || ': ' || m.about from messages m join staff s on s.id = m.staff_id
        where m.kind = 'cover' order by 1",
    )
    .fetch_all(&mut test.superuser().await)
    .await
    .unwrap();
    assert_eq!(
        told,
        [
            "attorney-lead: attorney-outside for attorney-contribute, Oct 13, 2026 to Oct 14, 2026",
            "attorney-outside: attorney-outside for attorney-contribute, Oct 13, 2026 to Oct 14, 2026",
            "attorney-walled: attorney-walled for attorney-lead, Oct 13, 2026 to Oct 14, 2026",
        ]
    );
    let events: Vec<String> = sqlx::query_scalar(
        "select happened->>'by' from case_events where happened->>'kind' = 'cover_started'",
    )
    .fetch_all(&mut test.superuser().await)
    .await
    .unwrap();
    assert_eq!(events, ["attorney-outside"], "not of the closed case, nor behind a wall");

    test.office.clock.set("2026-10-15T14:00:00Z".parse().unwrap());
    let outside = as_(&test, &world, "attorney-outside");
    assert!(matches!(office::cases::show(&outside, world.open).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_cover_is_one_s_own_to_set_and_never_a_chain() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    let set = async |covering: &str, covered: &str, since: &str, until: &str| {
        field(covers::set(&partner, &cover(&world, covering, covered, since, until)).await)
    };
    assert_eq!(
        set("attorney-manage", "attorney-view", "2026-10-14", "2026-10-16").await,
        "covering"
    );
    assert_eq!(set("attorney-view", "attorney-cover", "2026-10-14", "2026-10-16").await, "covered");
    assert_eq!(
        set("attorney-cover", "attorney-manage", "2026-10-14", "2026-10-16").await,
        "covering"
    );
    assert_eq!(set("attorney-view", "attorney-view", "2026-11-01", "2026-11-02").await, "covering");
    assert_eq!(
        set("paralegal-view", "attorney-view", "2026-11-01", "2026-11-02").await,
        "covering"
    );
    assert_eq!(set("billing", "attorney-view", "2026-11-01", "2026-11-02").await, "covering");
    assert_eq!(
        set("attorney-suspended", "attorney-view", "2026-11-01", "2026-11-02").await,
        "covering"
    );
    assert_eq!(set("attorney-outside", "billing", "2026-11-01", "2026-11-02").await, "covered");
    assert_eq!(set("attorney-outside", "attorney-view", "2026-11-01", "").await, "until");
    assert_eq!(
        set("attorney-outside", "attorney-view", "2026-11-01", "2026-11-02").await,
        "Ok(())"
    );

    // all that is wrong is said at once
    let fields = async |form: &CoverForm| match covers::set(&partner, form).await {
        Err(Error::Invalid(errors)) => errors.0.into_iter().map(|error| error.field).collect(),
        other => panic!("{other:?}"),
    };
    let empty: Vec<String> = fields(&CoverForm::default()).await;
    assert_eq!(empty, ["covered", "covering", "since", "until"]);
    let both = cover(&world, "attorney-manage", "attorney-cover", "2026-10-14", "2026-10-16");
    assert_eq!(fields(&both).await, ["covering", "covered"]);

    // the same two, on some of the same days
    let again = cover(&world, "attorney-outside", "attorney-view", "2026-11-02", "2026-11-05");
    let Err(Error::Invalid(errors)) = covers::set(&partner, &again).await else { panic!() };
    assert_eq!(
        errors.of("covering"),
        Some("attorney-outside covers for attorney-view on some of these days already.")
    );

    let other = cover(&world, "attorney-outside", "attorney-lead", "2026-11-01", "2026-11-02");
    let refused = covers::set(&as_(&test, &world, "attorney-view"), &other).await;
    assert!(matches!(refused, Err(Error::Refused(_))));
}

#[tokio::test]
async fn a_cover_handed_back_is_over_at_once() {
    let (test, world) = world().await;
    let covering = as_(&test, &world, "attorney-cover");
    assert!(office::cases::show(&covering, world.open).await.is_ok());
    covers::end(&covering, world.cover).await.unwrap();
    assert!(matches!(covers::end(&covering, world.cover).await, Err(Error::NotFound)));
    let partner = as_(&test, &world, "partner");
    covers::end(&partner, world.planned_cover).await.unwrap();
    let page = covers::page(&partner).await.unwrap().body;
    assert!(page.past.iter().any(|row| row.id == world.planned_cover));
}

async fn case_of(test: &TestOffice, world: &World, lead: &str) {
    let sql = format!(
        "update enquiries set assigned_id = '{lead}' where id = '{}';
        update office_settings set conflicts_partner_id = '{lead}';
        update cases set limitation_on = '2026-10-12', limitation_none = '' where id = '{}'",
        world.enquiry,
        world.open,
        lead = world.persona(lead).id
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut test.superuser().await).await.unwrap();
}

#[tokio::test]
async fn a_hand_over_does_not_close_while_a_case_lacks_a_lead_or_a_deadline_an_owner() {
    let (test, world) = world().await;
    case_of(&test, &world, "attorney-lead").await;
    let partner = as_(&test, &world, "partner");
    let lead = world.persona("attorney-lead").id;
    let mut form = DepartureForm { last_day: "2026-10-31".into(), ..DepartureForm::default() };
    departures::mark(&partner, lead, &form).await.unwrap();
    let (.., page) = departures::page(&partner, lead).await.unwrap();
    assert_eq!(page.last_day.as_deref(), Some("Oct 31, 2026"));
    let case = page.left.iter().find(|left| left.id == world.open.to_string()).unwrap();
    assert_eq!(case.deadline, Some(Deadline { day: "Oct 12, 2026".into(), past: true }));
    assert_eq!(page.row.leaving, Some(Leaving::Soon));
    let refused = departures::close(&partner, lead).await;
    let Err(Error::Conflict(why)) = refused else { panic!("{refused:?}") };
    assert_eq!(
        why,
        "The hand-over cannot be closed yet: 1 case needs another lead, 3 deadlines another owner, \
         1 enquiry, 1 prepared case, 1 appointment to come, 1 conflicts partner to name."
    );

    // nobody screened takes it, and nothing of the act is done then
    form.items = page.left.iter().map(|left| left.id.clone()).filter(|id| !id.is_empty()).collect();
    form.to = world.persona("attorney-walled").id.to_string();
    assert_eq!(field(departures::hand_over(&partner, lead, &form).await), "to");
    form.to = world.persona("attorney-outside").id.to_string();
    departures::hand_over(&partner, lead, &form).await.unwrap();
    let outside = as_(&test, &world, "attorney-outside");
    assert!(office::cases::show(&outside, world.open).await.is_ok());
    let refused = departures::close(&partner, lead).await;
    assert!(
        matches!(refused, Err(Error::Conflict(why)) if why.ends_with("1 conflicts partner to name."))
    );
    let (_, settings, _) = office::settings::form(&partner).await.unwrap();
    let nobody = SettingsForm { conflicts_partner: String::new(), ..settings };
    office::settings::save(&partner, &nobody).await.unwrap();
    departures::close(&partner, lead).await.unwrap();
    let suspended = office::staff::show(&partner, lead).await.unwrap().body;
    assert_eq!(suspended.suspensions[0].reason, "Left the office.");
    assert_eq!(suspended.row.person.name, "attorney-lead", "the name stays");
    assert_eq!(suspended.row.leaving, None, "nothing is open");
    // and what went to whom is still told, as far as it may be seen
    let told = |handed: &[Handed]| -> Vec<String> {
        let mut told: Vec<_> = handed
            .iter()
            .map(|it| {
                let to = it.to.as_deref().unwrap_or("nobody");
                format!("{} to {to} by {}, {}", it.title, it.by, it.on)
            })
            .collect();
        told.sort();
        told
    };
    let line = |what: &str| format!("{what} to attorney-outside by partner, Oct 13, 2026");
    assert_eq!(
        told(&suspended.handed),
        [
            "Conflicts partner to nobody by partner, Oct 13, 2026".to_owned(),
            line("Enquiry of Avery Quill"),
            line("Prepared, prepared case"),
            line("The matter of A-1, case A-1"),
            line("What it is about, deadline"),
            line("What it is about, deadline"),
            line("What it is about, meeting"),
        ]
    );
    let walled = as_(&test, &world, "partner-walled");
    let seen = office::staff::show(&walled, lead).await.unwrap().body.handed;
    assert!(told(&seen).contains(&line("Something out of your view")), "{seen:?}");
    assert!(seen.iter().all(|it| it.id != world.open.to_string()));
}

/// A meeting every week, twice still to come, where somebody is asked; one's own time; and what has passed.
async fn calendar_of(test: &TestOffice, world: &World, who: &str) -> [Uuid; 3] {
    let [first, second, own] = [0xd01, 0xd02, 0xd03].map(Uuid::from_u128);
    let (who, partner) = (world.persona(who).id, world.persona("partner").id);
    let mut sql = format!(
        "insert into appointment_series (id, rule, says, made_by) values ('{second}', 'FREQ=WEEKLY', 'Every week', '{partner}');"
    );
    for (id, kind, owner, day, series) in [
        (first, "meeting", partner, "2026-11-03", format!("'{second}', 1")),
        (second, "meeting", partner, "2026-11-10", format!("'{second}', 2")),
        (own, "personal", who, "2026-11-04", "null, null".into()),
    ] {
        sql += &format!(
            "insert into appointments (id, kind, owner_id, zone, starts_local, ends_local, starts_at, ends_at, series_id, series_nth,
                booked_by)
            values ('{id}', '{kind}', '{owner}', 'UTC', '{day} 10:00', '{day} 11:00', '{day} 10:00+00', '{day} 11:00+00', {series},
                '{partner}');"
        );
    }
    for id in [first, second] {
        sql += &format!(
            "insert into appointment_attendees (id, appointment_id, staff_id, added_by)
            values (gen_random_uuid(), '{id}', '{who}', '{partner}');"
        );
    }
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut test.superuser().await).await.unwrap();
    [first, second, own]
}

async fn people(test: &TestOffice, id: Uuid) -> (Uuid, Option<Uuid>, Option<Uuid>, Vec<Uuid>) {
    sqlx::query_as(
        "select a.owner_id, d.backup_id, d.checker_id, array(
            select t.staff_id from appointment_attendees t
            where t.appointment_id = a.id and t.staff_id is not null and t.until is null)
        from appointments a left join deadlines d on d.appointment_id = a.id where a.id = $1",
    )
    .bind(id)
    .fetch_one(&mut test.superuser().await)
    .await
    .unwrap()
}

#[tokio::test]
async fn deadlines_and_appointments_to_come_are_handed_over_to_somebody_who_may_have_them() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    let id = |name: &str| world.persona(name).id;
    let manage = id("attorney-manage");
    let [first, second, _] = calendar_of(&test, &world, "attorney-manage").await;
    // the case was closed meanwhile: its deadline is handed over all the same
    let closed = format!("update cases set closed_on = '2026-10-12' where id = '{}'", world.open);
    sqlx::raw_sql(sqlx::AssertSqlSafe(closed)).execute(&mut test.superuser().await).await.unwrap();
    let form = DepartureForm { last_day: "2026-10-31".into(), ..DepartureForm::default() };
    departures::mark(&partner, manage, &form).await.unwrap();
    let (.., page) = departures::page(&partner, manage).await.unwrap();
    let mut said: Vec<_> =
        page.left.iter().map(|left| (left.id.clone(), left.sub.clone())).collect();
    said.sort();
    let mut expected = vec![
        (first.to_string(), "Meeting · Tue, Nov 3, 5:00 am to 6:00 am · and once more".to_owned()),
        (world.deadline.to_string(), "Deadline as backup · case A-1 · Ashdown Estate".to_owned()),
        (
            world.kept_deadline.to_string(),
            "Deadline as backup · case A-1 · Ashdown Estate".to_owned(),
        ),
    ];
    expected.sort();
    assert_eq!(said, expected);
    let refused = departures::close(&partner, manage).await;
    assert!(matches!(refused, Err(Error::Conflict(why))
            if why.ends_with("2 deadlines another owner, 1 appointment to come.")));

    let deadlines = vec![world.deadline.to_string(), world.kept_deadline.to_string()];
    let ask = |to: &str, items: &[String]| DepartureForm {
        to: id(to).to_string(),
        items: items.to_vec(),
        ..DepartureForm::default()
    };
    // neither one outside the team, nor one screened, nor the owner or the checker of it
    for to in ["attorney-outside", "attorney-walled", "attorney-lead", "attorney-view"] {
        let refused = departures::hand_over(&partner, manage, &ask(to, &deadlines)).await;
        assert_eq!(field(refused), "to", "{to}");
    }
    departures::hand_over(&partner, manage, &ask("paralegal-contribute", &deadlines))
        .await
        .unwrap();
    departures::hand_over(&partner, manage, &ask("billing", &[first.to_string()])).await.unwrap();
    let lead = id("attorney-lead").0;
    for deadline in [world.deadline.0, world.kept_deadline.0] {
        let expected =
            (lead, Some(id("paralegal-contribute").0), Some(id("attorney-view").0), vec![]);
        assert_eq!(people(&test, deadline).await, expected);
    }
    for time in [first, second] {
        let expected = (id("partner").0, None, None, vec![id("billing").0]);
        assert_eq!(people(&test, time).await, expected, "with all its times");
    }
    departures::close(&partner, manage).await.unwrap();
    let handed = office::staff::show(&partner, manage).await.unwrap().body.handed;
    let mut told: Vec<_> = handed.into_iter().map(|it| (it.title, it.to.unwrap())).collect();
    told.sort();
    let line = |title: &str, to: &str| (title.to_owned(), to.to_owned());
    assert_eq!(
        told,
        [
            line("Meeting", "billing"),
            line("What it is about, deadline", "paralegal-contribute"),
            line("What it is about, deadline", "paralegal-contribute"),
        ]
    );
}

#[tokio::test]
async fn only_attorneys_take_cases_and_whoever_said_that_a_deadline_was_kept_does_not_look_it_over()
{
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    let id = |name: &str| world.persona(name).id;
    let mark = DepartureForm { last_day: "2026-10-31".into(), ..DepartureForm::default() };
    for (who, what, to) in [
        ("attorney-lead", world.open.to_string(), "paralegal-contribute"),
        ("attorney-view", world.kept_deadline.to_string(), "paralegal-contribute"),
    ] {
        departures::mark(&partner, id(who), &mark).await.unwrap();
        let form =
            DepartureForm { to: id(to).to_string(), items: vec![what], ..DepartureForm::default() };
        assert_eq!(field(departures::hand_over(&partner, id(who), &form).await), "to", "{who}");
    }
}

#[tokio::test]
async fn what_a_managing_partner_is_screened_from_is_counted_and_not_named() {
    let (test, world) = world().await;
    let walled = as_(&test, &world, "partner-walled");
    let lead = world.persona("attorney-lead").id;
    let (.., page) = departures::page(&walled, lead).await.unwrap();
    assert_eq!(
        (page.left.len(), page.unseen),
        (1, 4),
        "the prepared case; the open case, its two deadlines and a meeting"
    );
    let form = DepartureForm { last_day: "2026-10-31".into(), ..DepartureForm::default() };
    departures::mark(&walled, lead, &form).await.unwrap();
    let form = DepartureForm {
        to: world.persona("attorney-outside").id.to_string(),
        items: vec![world.open.to_string()],
        ..DepartureForm::default()
    };
    assert_eq!(field(departures::hand_over(&walled, lead, &form).await), "items");
}

#[tokio::test]
async fn access_ends_by_itself_after_the_last_day_and_returns_where_they_stay() {
    let (test, world) = world().await;
    let partner = as_(&test, &world, "partner");
    let manage = world.persona("attorney-manage").id;
    let form = DepartureForm { last_day: "2026-10-14".into(), ..DepartureForm::default() };
    departures::mark(&partner, manage, &form).await.unwrap();
    assert!(matches!(departures::mark(&partner, manage, &form).await, Err(Error::Conflict(_))));
    let sees = async || {
        let caller = as_(&test, &world, "attorney-manage");
        office::cases::show(&caller, world.open).await.is_ok()
    };
    test.office.clock.set("2026-10-15T03:59:00Z".parse().unwrap());
    assert!(sees().await, "still the fourteenth at the office");
    test.office.clock.set("2026-10-15T04:00:00Z".parse().unwrap());
    assert!(!sees().await);
    let lead = as_(&test, &world, "attorney-lead");
    let (.., attorneys) = office::team::lead_form(&lead, world.open).await.unwrap();
    assert!(attorneys.iter().all(|choice| choice.value != manage.to_string()), "nor offered");
    departures::withdraw(&as_(&test, &world, "partner"), manage).await.unwrap();
    assert!(sees().await);
}
