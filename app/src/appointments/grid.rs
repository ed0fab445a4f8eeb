//! Day and week: a column for each person of each day, a row for each quarter of an hour. Where something
//! stands is said by classes: the content security policy lets no element bring a style.

use domain::access::Role;
use domain::appointments::{
    AppointmentKind, CalendarFilter, CalendarPage, Day, MoveForm, Slot, SlotState,
};
use domain::forms::FieldErrors;
use domain::ids::StaffId;
use leptos::prelude::*;

use super::card::Card;
use super::toolbar::{address, closed};
use crate::routes;
use crate::ui::icon::Icon;
use crate::ui::table::TableWrap;

/// The last quarter, from the first that is drawn, at which a card begins: further down it would leave the screen.
const LAST_CARD: u16 = 14;

/// Columns side by side, at most, that have room for whole names at their heads.
const ROOM_FOR_NAMES: usize = 7;

/// A column of every day.
#[derive(Clone)]
struct Lane {
    /// None for a room: whoever is in it.
    who: Option<StaffId>,
    name: String,
    short: String,
    colour: u8,
}

fn lanes(page: &CalendarPage) -> Vec<Lane> {
    if let Some(room) = page.rooms.iter().find(|room| room.value == page.filter.room) {
        let name = room.label.clone();
        return vec![Lane { who: None, short: name.clone(), name, colour: 0 }];
    }
    let shown = page.people.iter().filter(|person| person.shown);
    shown
        .map(|person| Lane {
            who: Some(person.id),
            name: person.name.clone(),
            short: person.initials.clone(),
            colour: person.colour,
        })
        .collect()
}

/// What all of the grid's parts are placed by.
#[derive(Clone)]
struct Plan {
    lanes: Vec<Lane>,
    /// The first quarter that is drawn.
    dawn: u16,
    quarters: u16,
    filter: CalendarFilter,
}

impl Plan {
    /// The column of a day's lane, from 1.
    fn column(&self, day: usize, lane: usize) -> usize {
        day * self.lanes.len() + lane + 1
    }

    fn lane_of(&self, slot: &Slot) -> usize {
        self.lanes.iter().position(|lane| lane.who == Some(slot.staff)).unwrap_or(0)
    }
}

#[component]
pub fn Grid(
    page: CalendarPage,
    role: Role,
    form: MoveForm,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let plan = Plan {
        lanes: lanes(&page),
        dawn: page.from_hour * 4,
        quarters: (page.until_hour - page.from_hour) * 4,
        filter: page.filter.clone(),
    };
    let many = if page.days.len() * plan.lanes.len() > 8 { "cal cal--wide" } else { "cal" };
    let now = page.now.filter(|now| (page.from_hour * 60..page.until_hour * 60).contains(now));
    let today = page.days.iter().position(|day| day.head.today);
    let card = page.open.clone().and_then(|open| {
        let at = page.days.iter().enumerate().find_map(|(nth, day)| {
            day.slots.iter().find(|slot| slot.id == Some(open.id)).map(|slot| (nth, slot.clone()))
        });
        let (day, slot) = at?;
        let last = plan.column(page.days.len(), 0);
        let column = plan.column(day, plan.lane_of(&slot));
        // beside it: to the right in the left half, else to the left
        let (class, column) = match column * 2 <= last {
            true => ("cal__pop popover", column + 1),
            false => ("cal__pop cal__pop--end popover", column - 1),
        };
        let row = slot.quarters().0.saturating_sub(plan.dawn).min(LAST_CARD);
        let class = format!("{class} x{} y{row}", column.min(last.saturating_sub(1)).max(1));
        let close = format!("{}#{}", address(&closed(&page.filter)), anchor(&slot)?);
        Some(view! { <Card appointment=open role=role class=class close=close form=form message=message errors=errors filter=page.filter.clone() /> })
    });
    let label = page.title.clone();
    let hours = page.hours;
    let lines = plan.quarters;
    view! {
        <TableWrap label=label class="cal-wrap">
            <div class=many data-quarters=lines.to_string() data-dawn=plan.dawn.to_string()>
                {page.days.iter().enumerate().map(|(nth, day)| heads(nth, page.days.len(), day, &plan)).collect_view()}
                {hours
                    .into_iter()
                    .enumerate()
                    .map(|(nth, hour)| view! { <span class=format!("cal__hour y{}", nth * 4)>{hour}</span> })
                    .collect_view()}
                {page.days.iter().enumerate().map(|(nth, day)| ground(nth, day, &plan)).collect_view()}
                {page
                    .days
                    .iter()
                    .enumerate()
                    .map(|(nth, day)| {
                        let (whole, timed): (Vec<_>, Vec<_>) = day
                            .slots
                            .iter()
                            .partition(|slot| slot.all_day);
                        view! {
                            {whole_days(nth, &whole, &plan)}
                            {timed.into_iter().map(|slot| event(nth, slot, &plan)).collect_view()}
                        }
                    })
                    .collect_view()}
                {today
                    .zip(now)
                    .map(|(day, now)| {
                        let row = (now / 15).saturating_sub(plan.dawn);
                        let class = format!("cal__now x{} s{} y{row}", plan.column(day, 0), plan.lanes.len());
                        view! { <span class=class aria-hidden="true"></span> }
                    })}
                {card}
            </div>
        </TableWrap>
    }
}

/// A day's head and the heads of its columns. Each leads to a new appointment there: that is how the
/// keyboard comes to an empty hour.
fn heads(nth: usize, days: usize, day: &Day, plan: &Plan) -> impl IntoView + use<> {
    let head = day.head.clone();
    let many = plan.lanes.len();
    let wide = days * many <= ROOM_FOR_NAMES;
    let class = format!(
        "cal__day x{} s{many}{}",
        plan.column(nth, 0),
        if head.today { " cal__day--today" } else { "" }
    );
    let whole =
        CalendarFilter { view: "day".into(), on: head.date.clone(), ..closed(&plan.filter) };
    let weekday = if head.today { format!("{}, today", head.weekday) } else { head.weekday };
    let lanes = plan
        .lanes
        .clone()
        .into_iter()
        .enumerate()
        .map(|(lane, Lane { who, name, short, colour })| {
            let class = format!("cal__lane p{colour} x{}", plan.column(nth, lane));
            let who = who.map(|id| id.to_string()).unwrap_or_default();
            let book = format!("Book on {}: {name}", head.long);
            view! {
                <a class=class href=routes::appointment_on(&head.date, &who) aria-label=book>
                    {if wide { name } else { short }}
                </a>
            }
        })
        .collect_view();
    view! {
        <h2 class=class>
            <a href=address(&whole)>
                <b>{head.number}</b>
                " "
                {weekday}
            </a>
            {(!head.holiday.is_empty()).then(|| view! { <small>{head.holiday}</small> })}
        </h2>
        {lanes}
    }
}

/// What lies beneath: a column each, grey where the office is closed.
fn ground(nth: usize, day: &Day, plan: &Plan) -> impl IntoView + use<> {
    let head = &day.head;
    let (dawn, quarters) = (plan.dawn, plan.quarters);
    let clamp = |minutes: u16| (minutes / 15).clamp(dawn, dawn + quarters) - dawn;
    let shut = match head.hours {
        None => vec![(0, quarters)],
        Some((opens, closes)) => {
            let (opens, closes) = (clamp(opens), clamp(closes));
            vec![(0, opens), (closes, quarters - closes)]
        }
    };
    let (first, many) = (plan.column(nth, 0), plan.lanes.len());
    let shut = shut
        .into_iter()
        .filter(|(_, rows)| *rows > 0)
        .map(|(from, rows)| {
            let class = format!("cal__shut x{first} s{many} y{from} q{rows}");
            view! { <span class=class aria-hidden="true"></span> }
        })
        .collect_view();
    let columns = plan
        .lanes
        .iter()
        .enumerate()
        .map(|(lane, each)| {
            let class = format!(
                "cal__col x{} y0 q{quarters}{}{}",
                plan.column(nth, lane),
                if lane == 0 { " cal__col--first" } else { "" },
                if head.today { " cal__col--today" } else { "" }
            );
            let who = each.who.map(|id| id.to_string()).unwrap_or_default();
            view! {
                <span
                    class=class
                    aria-hidden="true"
                    data-on=head.date.clone()
                    data-who=who
                    data-column=plan.column(nth, lane).to_string()
                    data-says=format!("{}, {}", head.long, each.name)
                ></span>
            }
        })
        .collect_view();
    view! {
        {shut}
        {columns}
    }
}

/// What takes the whole day stands above the hours.
fn whole_days(nth: usize, slots: &[&Slot], plan: &Plan) -> impl IntoView + use<> {
    let cells: Vec<_> = (0..plan.lanes.len())
        .map(|lane| {
            slots
                .iter()
                .filter(|slot| plan.lane_of(slot) == lane)
                .map(|slot| (*slot).clone())
                .collect::<Vec<_>>()
        })
        .enumerate()
        .filter(|(_, slots)| !slots.is_empty())
        .map(|(lane, slots)| {
            let class = format!("cal__whole x{}", plan.column(nth, lane));
            let colour = plan.lanes[lane].colour;
            let inside = slots
                .into_iter()
                .map(|slot| {
                    let extra = format!("cal__ev--whole p{colour}");
                    let filter = &plan.filter;
                    link(&slot, extra, &plan.lanes[lane].name, filter)
                })
                .collect_view();
            view! { <div class=class>{inside}</div> }
        })
        .collect();
    cells
}

fn event(nth: usize, slot: &Slot, plan: &Plan) -> impl IntoView + use<> {
    let lane = plan.lane_of(slot);
    let (first, many) = slot.quarters();
    let row = first.saturating_sub(plan.dawn);
    let mut place =
        format!("p{} x{} y{row} q{many}", plan.lanes[lane].colour, plan.column(nth, lane));
    if let (at, of @ 2..) = slot.beside {
        place.push_str(&format!(" of{of} at{at}"));
    }
    link(slot, place, &plan.lanes[lane].name, &plan.filter)
}

/// What a script says before it moves one that is not moved lightly; none where a drag is enough.
fn asks_first(slot: &Slot) -> Option<String> {
    let what = match slot.kind {
        Some(AppointmentKind::Hearing) => "This is a hearing: only the court moves it.",
        Some(AppointmentKind::Deposition) => "This is a deposition, agreed with others.",
        Some(AppointmentKind::Deadline) => {
            "This is a deadline: a wrong day is not noticed by anybody."
        }
        _ if slot.series => "This is one of a series, and moves alone.",
        _ => return None,
    };
    Some(what.to_owned())
}

/// Where a slot's link is found again once its card is closed.
fn anchor(slot: &Slot) -> Option<String> {
    slot.id.map(|id| format!("a-{id}-{}", slot.staff))
}

fn link(slot: &Slot, place: String, name: &str, filter: &CalendarFilter) -> AnyView {
    let state = match slot.state {
        SlotState::Booked
        | SlotState::Confirmed
        | SlotState::Kept
        | SlotState::Attended
        | SlotState::Overdue => "",
        SlotState::Wavers => " cal__ev--hold",
        SlotState::Cancelled | SlotState::NoShow => " cal__ev--off",
        SlotState::Busy => " cal__ev--private",
    };
    let due = slot.kind == Some(AppointmentKind::Deadline);
    let class = format!("cal__ev{state}{} {place}", if due { " cal__ev--due" } else { "" });
    let says = format!("{}, {name}, {}: ", slot.time, slot.state.label());
    let glyph = match slot.state {
        SlotState::Confirmed | SlotState::Attended | SlotState::Kept => Some("check"),
        SlotState::Wavers | SlotState::Overdue => Some("alert"),
        SlotState::Cancelled | SlotState::NoShow => Some("close"),
        SlotState::Busy => Some("lock"),
        SlotState::Booked if due => Some("flag"),
        SlotState::Booked if slot.kind == Some(AppointmentKind::Hearing) => Some("court"),
        // nobody has said yet that they come
        SlotState::Booked if slot.outside => Some("clock"),
        SlotState::Booked => None,
    };
    let inside = view! {
        <span class="vh">{says}</span>
        <b>{slot.head.clone()}</b>
        {(!slot.sub.is_empty()).then(|| view! { <small>{slot.sub.clone()}</small> })}
        {glyph.map(|glyph| view! { <Icon name=glyph small=true /> })}
    };
    let Some(id) = slot.id else {
        return view! { <span class=class>{inside}</span> }.into_any();
    };
    let open = filter.appt == id.to_string();
    let href = CalendarFilter { appt: id.to_string(), ..filter.clone() };
    let ask = slot.movable.then(|| asks_first(slot)).flatten();
    // what began the day before or ends the day after is moved by its form
    let whole = slot.from < slot.until && slot.until < 24 * 60 && !slot.time.contains(", ");
    let movable = (slot.movable && whole && !slot.all_day).then_some("");
    let theirs = if slot.owner == slot.staff { slot.staff.to_string() } else { String::new() };
    view! {
        <a
            class=class
            id=anchor(slot)
            href=format!("{}#appt", address(&href))
            aria-expanded=if open { "true" } else { "false" }
            data-move=movable
            data-id=movable.map(|_| id.to_string())
            data-from=movable.map(|_| slot.from.to_string())
            data-until=movable.map(|_| slot.until.to_string())
            data-room=movable.map(|_| slot.room.clone())
            data-owner=movable.map(|_| theirs)
            data-ask=movable.and(ask)
            data-revision=movable.map(|_| slot.revision.to_string())
        >
            {inside}
        </a>
    }
    .into_any()
}
