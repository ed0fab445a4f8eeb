//! The day at hand, and what stands about one case or client: as much as the calendar shows, and never more.

use std::collections::BTreeSet;

use domain::appointments::{
    AppointmentForm, AppointmentsOf, CalendarFilter, DeadlineForm, SlotState, TodayPage,
};
use domain::cases::CaseView;
use domain::ids::AppointmentId;
use domain::settings::HolidayForm;
use office::{Caller, Error, appointments, cases, clients, hours};
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use crate::support::TestOffice;
use crate::support::people::World;

/// The day of the tests, a Tuesday, at 10:42 am.
const DAY: &str = "2026-10-13";

struct Desk {
    test: TestOffice,
    world: World,
}

impl Desk {
    async fn new() -> Desk {
        let test = TestOffice::new().await;
        let world = World::make(&mut test.superuser().await).await;
        Desk { test, world }
    }

    fn caller(&self, name: &str) -> Caller {
        self.world.persona(name).caller(&self.test.office)
    }

    async fn run(&self, sql: &str) {
        self.test.superuser().await.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    }

    /// A meeting of attorney-lead on the open case today, between two hours of New York.
    async fn meeting(&self, from: &str, to: &str) -> AppointmentId {
        let id: Uuid = sqlx::query_scalar("select gen_random_uuid()")
            .fetch_one(&mut self.test.superuser().await)
            .await
            .unwrap();
        let (case, client) = (self.world.open, self.world.client);
        let lead = self.world.persona("attorney-lead").id;
        self.run(&format!(
            "insert into appointments (id, kind, case_id, client_id, owner_id, zone, starts_local, ends_local,
                starts_at, ends_at, booked_by)
            values ('{id}', 'meeting', '{case}', '{client}', '{lead}', 'America/New_York', '{DAY} {from}', '{DAY} {to}',
                '{DAY} {from} America/New_York', '{DAY} {to} America/New_York', '{lead}');
            insert into appointment_subjects (appointment_id, title) values ('{id}', 'Settlement talk');"
        ))
        .await;
        AppointmentId(id)
    }

    async fn today(&self, name: &str, whose: &str) -> TodayPage {
        appointments::today(&self.caller(name), whose).await.unwrap().body
    }

    /// What the calendar of the day shows with its words, of these people.
    async fn in_calendar(&self, name: &str, who: Vec<String>) -> BTreeSet<AppointmentId> {
        let filter = CalendarFilter {
            view: "agenda".into(),
            on: DAY.into(),
            who,
            ..CalendarFilter::default()
        };
        let page = appointments::calendar(&self.caller(name), filter).await.unwrap().body;
        let day = page.days.into_iter().find(|day| day.head.date == DAY).unwrap();
        day.slots.into_iter().filter_map(|slot| slot.id).collect()
    }
}

fn ids(page: &TodayPage) -> Vec<AppointmentId> {
    page.lines.iter().map(|line| line.id).collect()
}

#[tokio::test]
async fn the_day_is_that_of_whoever_is_there_and_nobody_elses() {
    let desk = Desk::new().await;
    let morning = desk.meeting("09:00", "09:30").await;
    let noon = desk.meeting("12:00", "13:30").await;
    let mine = desk.today("attorney-lead", "").await;
    assert_eq!(ids(&mine), [morning, noon]);
    assert_eq!(mine.title, "Tuesday, October 13");
    assert_eq!((mine.now.as_str(), mine.ahead), ("10:42 am", 90));
    let said: Vec<_> =
        mine.lines.iter().map(|line| (line.over, line.is_left(), line.is_unrecorded())).collect();
    assert_eq!(said, [(true, false, true), (false, true, false)]);
    assert_eq!(
        (mine.lines[1].head.as_str(), mine.lines[1].sub.as_str()),
        ("Ashdown Estate", "A-1, Settlement talk")
    );
    assert!(mine.lead().starts_with("One appointment left, still unconfirmed."), "{}", mine.lead());

    // on the team, and not there
    assert!(desk.today("paralegal-view", "").await.lines.is_empty());
    let all = desk.today("paralegal-view", "office").await;
    assert_eq!(ids(&all), [morning, noon]);
    assert_eq!(all.lines[0].people[0].name, "attorney-lead");
    for outsider in ["attorney-outside", "paralegal-outside", "attorney-walled", "partner-walled"] {
        for whose in ["", "office"] {
            let page = desk.today(outsider, whose).await;
            let seen = ids(&page);
            assert!(!seen.contains(&morning) && !seen.contains(&noon), "{outsider}: {page:#?}");
        }
    }
    // nothing of others is theirs to see, whatever the address says
    let billing = desk.today("billing", "office").await;
    assert!(!billing.office && !billing.sees_others && billing.lines.is_empty());
    assert!(billing.no_shows.is_none());
}

#[tokio::test]
async fn the_day_of_all_shows_each_role_what_its_calendar_shows() {
    let desk = Desk::new().await;
    let mine = desk.meeting("12:00", "13:00").await;
    let lead = desk.world.persona("attorney-lead").id;
    // one's own time: busy to everybody else
    desk.run(&format!(
        "insert into appointments (id, kind, owner_id, zone, starts_local, ends_local, starts_at, ends_at, booked_by)
        values (gen_random_uuid(), 'personal', '{lead}', 'America/New_York', '{DAY} 15:00', '{DAY} 16:00',
            '{DAY} 15:00 America/New_York', '{DAY} 16:00 America/New_York', '{lead}')"
    ))
    .await;
    let mut shown = 0;
    for name in [
        "partner",
        "partner-walled",
        "attorney-lead",
        "attorney-outside",
        "attorney-walled",
        "paralegal-view",
        "paralegal-desk",
        "billing",
        "billing-desk",
    ] {
        let page = desk.today(name, "office").await;
        let seen: BTreeSet<AppointmentId> = ids(&page).into_iter().collect();
        assert_eq!(seen, desk.in_calendar(name, vec![lead.to_string()]).await, "{name}");
        shown += usize::from(seen.contains(&mine));
        if name.ends_with("-desk") {
            let line = page.lines.iter().find(|line| line.id == mine).unwrap();
            assert!(!line.sub.contains("Settlement"), "the desk reads no subject: {line:?}");
        }
    }
    assert_eq!(shown, 5);
}

#[tokio::test]
async fn deadlines_of_the_day_are_those_one_answers_for_and_say_how_late_they_are() {
    let desk = Desk::new().await;
    let deadline = desk.world.deadline;
    let of = async |name: &str| {
        let page = desk.today(name, "").await;
        let due = page.dues.iter().find(|due| due.id == deadline).cloned();
        (due, page)
    };
    let (due, page) = of("attorney-lead").await;
    let due = due.unwrap();
    assert_eq!((due.day.as_str(), due.nearness.as_str(), due.late), ("Nov 20", "Friday", false));
    assert!(due.owner.is_none());
    assert_eq!(page.next_due, "on Friday, Nov 20 at 12:00 pm");
    assert_eq!(of("attorney-manage").await.0.unwrap().owner.unwrap().name, "attorney-lead");
    // who looks it over waits until it is said to be kept
    let (due, page) = of("attorney-view").await;
    assert!(due.is_none());
    let kept = page.dues.iter().find(|due| due.id == desk.world.kept_deadline).unwrap();
    assert!(kept.to_check && !kept.late);
    assert!(of("attorney-outside").await.0.is_none());

    desk.test.office.clock.set("2026-11-22T15:00:00Z".parse().unwrap());
    let (due, page) = of("attorney-lead").await;
    let due = due.unwrap();
    assert_eq!((due.nearness.as_str(), due.late, page.late), ("2 days late", true, 1));
    assert!(page.lead().contains("One deadline is late."), "{}", page.lead());
    let kept = DeadlineForm::default();
    appointments::finish(&desk.caller("attorney-lead"), deadline, &kept).await.unwrap();
    assert!(of("attorney-lead").await.0.is_none());
}

#[tokio::test]
async fn a_passed_deadline_that_nobody_kept_is_overdue_in_the_calendar() {
    let desk = Desk::new().await;
    let state = async || {
        let filter = CalendarFilter {
            view: "day".into(),
            on: "2026-11-20".into(),
            who: vec![desk.world.persona("attorney-lead").id.to_string()],
            ..CalendarFilter::default()
        };
        let page = appointments::calendar(&desk.caller("attorney-lead"), filter).await.unwrap();
        let slots = page.body.days.into_iter().flat_map(|day| day.slots);
        slots.filter(|slot| slot.id == Some(desk.world.deadline)).map(|slot| slot.state).next()
    };
    assert_eq!(state().await, Some(SlotState::Booked));
    desk.test.office.clock.set("2026-11-21T15:00:00Z".parse().unwrap());
    assert_eq!(state().await, Some(SlotState::Overdue));
    let kept = DeadlineForm::default();
    let lead = desk.caller("attorney-lead");
    appointments::finish(&lead, desk.world.deadline, &kept).await.unwrap();
    assert_eq!(state().await, Some(SlotState::Booked));
}

#[tokio::test]
async fn what_nobody_recorded_on_earlier_days_is_each_ones_own() {
    let desk = Desk::new().await;
    desk.meeting("09:00", "09:30").await;
    let of = async |name: &str, whose: &str| -> Vec<AppointmentId> {
        desk.today(name, whose).await.unrecorded.into_iter().map(|row| row.id).collect()
    };
    // today's own stands in the day itself
    assert_eq!(of("attorney-lead", "").await, [desk.world.hearing, desk.world.closed_hearing]);
    assert_eq!(of("attorney-outside", "").await, [desk.world.consultation]);
    assert!(of("paralegal-desk", "").await.is_empty());
    assert!(of("paralegal-desk", "office").await.contains(&desk.world.hearing));
    assert!(!of("partner-walled", "office").await.contains(&desk.world.hearing));
}

#[tokio::test]
async fn a_case_and_a_client_list_what_stands_about_them() {
    let desk = Desk::new().await;
    let (world, lead) = (&desk.world, desk.caller("attorney-lead"));
    let noon = desk.meeting("12:00", "13:00").await;
    let CaseView::Full(page) = cases::show(&lead, world.open).await.unwrap().body else {
        panic!("billing's page")
    };
    let next: Vec<_> = page.next.coming.iter().map(|row| row.id).collect();
    assert_eq!(next, [world.kept_deadline, noon, world.deadline, world.held_meeting]);
    assert!(page.next.coming[0].to_check);
    assert_eq!(page.next.coming[1].sub, "Meeting");
    assert!(!page.next.more && page.next.past.is_empty());

    let all = appointments::of_case(&lead, world.open).await.unwrap().body;
    assert!(matches!(all.of, AppointmentsOf::Case { .. }));
    let coming: Vec<_> = all.rows.coming.iter().map(|row| row.id).collect();
    assert_eq!(coming, next);
    assert!(all.rows.past.iter().any(|row| row.id == world.hearing));
    for unseen in ["attorney-walled", "attorney-outside"] {
        let page = appointments::of_case(&desk.caller(unseen), world.open).await;
        assert!(matches!(page, Err(Error::NotFound)), "{unseen}: {page:?}");
    }

    let viewer = desk.caller("attorney-view");
    let all = appointments::of_client(&viewer, world.client).await.unwrap().body;
    let listed: BTreeSet<_> =
        all.rows.coming.iter().chain(&all.rows.past).map(|row| row.id).collect();
    assert!(listed.contains(&noon) && listed.contains(&world.client_meeting), "{all:#?}");
    let beside = clients::show(&viewer, world.client).await.unwrap().body.next.unwrap();
    assert!(beside.coming.iter().any(|row| row.id == noon && row.sub.contains("A-1")));
    // walled from the case, and not from the client: nothing of the case is among the client's
    let walled = appointments::of_client(&desk.caller("partner-walled"), world.client).await;
    let walled = walled.unwrap().body.rows;
    let shown: Vec<_> = walled.coming.iter().chain(&walled.past).map(|row| row.id).collect();
    assert_eq!(shown, [world.client_meeting]);
}

#[tokio::test]
async fn a_new_holiday_counts_what_stands_on_it_as_far_as_one_sees() {
    let desk = Desk::new().await;
    let form = AppointmentForm {
        kind: "meeting".into(),
        case: "A-1".into(),
        date: "2026-10-15".into(),
        starts: "10:00".into(),
        ends: "11:00".into(),
        owner: desk.world.persona("attorney-lead").id.to_string(),
        ..AppointmentForm::default()
    };
    let id = appointments::book(&desk.caller("attorney-lead"), &form).await.unwrap();
    let holiday = HolidayForm { on: "2026-10-15".into(), name: "Founders’ day".into() };
    let added = hours::add_holiday(&desk.caller("partner"), &holiday).await.unwrap();
    assert_eq!(added, "2026-10-15");
    let standing = async |name: &str| {
        let days = hours::holidays(&desk.caller(name)).await.unwrap().body;
        days.into_iter().find(|day| day.on == added).map(|day| day.standing)
    };
    assert_eq!(standing("partner").await, Some(1));
    assert_eq!(standing("partner-walled").await, Some(0));

    // and whatever is moved on to it is asked about
    let lead = desk.caller("attorney-lead");
    let revision = appointments::show(&lead, id).await.unwrap().body.revision.to_string();
    let moved = domain::appointments::MoveForm {
        date: added.clone(),
        starts: "13:00".into(),
        ends: "14:00".into(),
        revision,
        ..domain::appointments::MoveForm::default()
    };
    let asked = appointments::reschedule(&lead, id, &moved).await;
    let Err(Error::Invalid(errors)) = asked else { panic!("{asked:?}") };
    assert!(errors.of("date").is_some_and(|said| said.contains("Founders’ day")), "{errors:?}");
}
