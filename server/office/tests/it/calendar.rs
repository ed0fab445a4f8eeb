//! The calendar: what is in view is read with its words, once; of everything else that somebody is taken.

use domain::appointments::{CalendarFilter, CalendarPage, Slot, SlotState};
use office::{Caller, appointments};
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use crate::support::TestOffice;
use crate::support::people::World;

/// A Wednesday.
const DAY: &str = "2026-10-14";

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

    /// A hearing of attorney-lead on the open case, between two hours of New York.
    async fn hearing(&self, from: &str, to: &str) -> Uuid {
        let id: Uuid = sqlx::query_scalar("select gen_random_uuid()")
            .fetch_one(&mut self.test.superuser().await)
            .await
            .unwrap();
        let (case, client, lead) =
            (self.world.open, self.world.client, self.world.persona("attorney-lead").id);
        self.run(&format!(
            "insert into appointments (id, kind, case_id, client_id, owner_id, zone, starts_local, ends_local,
                starts_at, ends_at, booked_by)
            values ('{id}', 'hearing', '{case}', '{client}', '{lead}', 'America/New_York', '{from}', '{to}',
                '{from} America/New_York', '{to} America/New_York', '{lead}');
            insert into appointment_subjects (appointment_id, title) values ('{id}', 'Motion to compel');"
        ))
        .await;
        id
    }

    async fn run(&self, sql: &str) {
        self.test.superuser().await.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    }

    async fn page(&self, as_: &str, filter: CalendarFilter) -> CalendarPage {
        let who = match filter.who.is_empty() {
            true => vec![self.world.persona("attorney-lead").id.to_string()],
            false => filter.who,
        };
        let filter = CalendarFilter { who, ..filter };
        appointments::calendar(&self.caller(as_), filter).await.unwrap().body
    }

    async fn slots(&self, as_: &str) -> Vec<Slot> {
        let page = self.page(as_, filter("day")).await;
        page.days.into_iter().flat_map(|day| day.slots).collect()
    }
}

fn filter(view: &str) -> CalendarFilter {
    CalendarFilter { view: view.into(), on: DAY.into(), ..CalendarFilter::default() }
}

#[tokio::test]
async fn what_is_out_of_sight_is_busy_and_what_is_in_sight_is_drawn_once() {
    let desk = Desk::new().await;
    let first = desk.hearing("2026-10-14 09:00", "2026-10-14 10:00").await;
    desk.hearing("2026-10-14 09:30", "2026-10-14 11:00").await;
    let seen = desk.slots("attorney-lead").await;
    assert_eq!(seen.len(), 2, "{seen:#?}");
    assert_eq!(seen[0].id.map(|id| id.0), Some(first));
    assert_eq!((seen[0].beside, seen[1].beside), ((0, 2), (1, 2)));
    assert_eq!(seen[0].sub, "Motion to compel");
    assert_eq!(seen[0].time, "9:00 am to 10:00 am");
    assert!(seen[0].movable);

    for outsider in ["attorney-outside", "paralegal-outside", "billing", "attorney-walled"] {
        let seen = desk.slots(outsider).await;
        assert_eq!(seen.len(), 1, "{outsider}: {seen:#?}");
        let block = &seen[0];
        assert_eq!((block.state, block.id, block.kind), (SlotState::Busy, None, None));
        assert_eq!((block.from, block.until), (540, 660), "two that meet are one block");
        assert_eq!(
            (block.head.as_str(), block.sub.as_str(), block.place.as_str()),
            ("Busy", "", "")
        );
    }
}

#[tokio::test]
async fn the_front_desk_reads_whom_and_when_and_not_what_about() {
    let desk = Desk::new().await;
    desk.hearing("2026-10-14 09:00", "2026-10-14 10:00").await;
    for name in ["paralegal-desk", "billing-desk"] {
        let seen = desk.slots(name).await;
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].sub, "Hearing", "the kind, and no subject");
        assert!(!seen[0].head.is_empty() && seen[0].head != "Busy");
        assert!(seen[0].movable);
    }
    let viewer = desk.slots("paralegal-view").await;
    assert!(!viewer[0].movable);
}

#[tokio::test]
async fn an_exact_twin_out_of_sight_still_shows_as_busy() {
    let desk = Desk::new().await;
    desk.hearing("2026-10-14 09:00", "2026-10-14 10:00").await;
    let lead = desk.world.persona("attorney-lead").id;
    // of attorney-lead alone, at the same hours
    desk.run(&format!(
        "insert into appointments (id, kind, owner_id, zone, starts_local, ends_local, starts_at, ends_at, booked_by)
        values (gen_random_uuid(), 'personal', '{lead}', 'America/New_York', '{DAY} 09:00', '{DAY} 10:00',
            '{DAY} 09:00 America/New_York', '{DAY} 10:00 America/New_York', '{lead}')"
    ))
    .await;
    let states: Vec<_> =
        desk.slots("attorney-manage").await.iter().map(|slot| slot.state).collect();
    assert_eq!(states, [SlotState::Booked, SlotState::Busy]);
}

#[tokio::test]
async fn a_filter_by_practice_area_tells_nothing_about_what_is_busy() {
    let desk = Desk::new().await;
    desk.hearing("2026-10-14 09:00", "2026-10-14 10:00").await;
    let all = |page: CalendarPage| page.days.into_iter().flat_map(|day| day.slots).count();
    let narrowed = |area: &str| CalendarFilter { practice: area.into(), ..filter("day") };
    let mut area = String::new();
    for each in domain::cases::PRACTICE_AREAS {
        if all(desk.page("attorney-lead", narrowed(each)).await) == 1 {
            area = each.to_owned();
        }
        assert_eq!(all(desk.page("attorney-outside", narrowed(each)).await), 0, "{each}");
    }
    assert!(!area.is_empty(), "the case's own area shows it");
    assert_eq!(all(desk.page("attorney-outside", filter("day")).await), 1);
}

#[tokio::test]
async fn what_runs_over_midnight_and_for_days_is_on_each_of_them() {
    let desk = Desk::new().await;
    desk.hearing("2026-10-13 22:00", "2026-10-14 01:30").await;
    desk.hearing("2026-10-02 09:00", "2026-10-16 12:00").await;
    let seen = desk.slots("attorney-lead").await;
    let spans: Vec<_> = seen.iter().map(|slot| (slot.from, slot.until)).collect();
    assert_eq!(spans, [(0, 1440), (0, 90)]);
    assert_eq!(seen[1].time, "Oct 13, 10:00 pm to Oct 14, 1:30 am");
}

#[tokio::test]
async fn a_day_of_25_hours_is_one_day() {
    let desk = Desk::new().await;
    desk.hearing("2026-11-01 10:00", "2026-11-01 11:00").await;
    let on = CalendarFilter { on: "2026-11-01".into(), ..filter("day") };
    let page = desk.page("attorney-lead", on).await;
    let spans: Vec<_> = page.days[0].slots.iter().map(|slot| (slot.from, slot.until)).collect();
    assert_eq!(spans, [(600, 660)]);
    let next = CalendarFilter { on: "2026-11-02".into(), ..filter("day") };
    assert!(desk.page("attorney-lead", next).await.days[0].slots.is_empty());
}

#[tokio::test]
async fn the_weekend_is_drawn_when_something_is_there() {
    let desk = Desk::new().await;
    assert_eq!(desk.page("attorney-lead", filter("week")).await.days.len(), 5);
    desk.hearing("2026-10-17 10:00", "2026-10-17 11:00").await;
    let page = desk.page("attorney-lead", filter("week")).await;
    assert_eq!(page.days.len(), 6);
    assert_eq!(page.title, "October 12 – 17");
}

#[tokio::test]
async fn columns_are_the_caller_and_the_attorneys_and_six_at_most() {
    let desk = Desk::new().await;
    let caller = desk.caller("paralegal-outside");
    let page = appointments::calendar(&caller, filter("week")).await.unwrap().body;
    let shown: Vec<_> = page.people.iter().filter(|person| person.shown).collect();
    assert_eq!(shown.len(), 6);
    assert_eq!(shown[0].id, caller.staff_id());
    let everybody = page.people.iter().map(|person| person.id.to_string()).collect();
    let asked = CalendarFilter { who: everybody, ..filter("week") };
    let page = desk.page("paralegal-outside", asked).await;
    assert_eq!(page.people.iter().filter(|person| person.shown).count(), 6);
    assert_eq!(page.left_out, page.people.len() - 6);
}

#[tokio::test]
async fn every_role_reads_every_view_with_everything_in_it() {
    let desk = Desk::new().await;
    for name in ["partner", "attorney-lead", "paralegal-view", "billing", "billing-desk"] {
        for view in ["day", "week", "month", "agenda"] {
            let filter = CalendarFilter { view: view.into(), ..CalendarFilter::default() };
            let read = appointments::calendar(&desk.caller(name), filter).await;
            assert!(read.is_ok(), "{view} as {name}: {:?}", read.err());
        }
    }
}

#[tokio::test]
async fn a_list_names_everybody_who_is_there() {
    let desk = Desk::new().await;
    let id = desk.hearing("2026-10-14 09:00", "2026-10-14 10:00").await;
    let other = desk.world.persona("attorney-view").id;
    desk.run(&format!(
        "insert into appointment_attendees (id, appointment_id, staff_id, added_by)
        values (gen_random_uuid(), '{id}', '{other}', '{other}')"
    ))
    .await;
    for (view, many) in [("agenda", 2), ("month", 2), ("week", 1)] {
        let page = desk.page("attorney-lead", filter(view)).await;
        let slots = page.days.iter().flat_map(|day| &day.slots);
        let there: Vec<_> = slots.filter(|slot| slot.id.is_some_and(|it| it.0 == id)).collect();
        assert_eq!(there.len(), many, "{view}");
    }
}

#[tokio::test]
async fn somebody_is_shown_by_name() {
    let desk = Desk::new().await;
    let page = desk.page("attorney-lead", filter("week")).await;
    let other = page.people.iter().find(|person| !person.shown).unwrap().clone();
    let add = |add: &str| CalendarFilter { add: add.into(), ..filter("week") };
    let page = desk.page("attorney-lead", add(&other.name.to_uppercase())).await;
    let shown: Vec<_> = page.people.iter().filter(|person| person.shown).map(|p| p.id).collect();
    assert_eq!(shown, [desk.world.persona("attorney-lead").id, other.id]);
    assert!(page.filter.add.is_empty() && page.filter.who.contains(&other.id.to_string()));
    // nobody's name, and one that several have part of, are handed back
    for none in ["Nobody at all", "e"] {
        assert_eq!(desk.page("attorney-lead", add(none)).await.filter.add, none);
    }
}
