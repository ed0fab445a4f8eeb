//! A month: what there is on each day, and how much more than fits.

use domain::appointments::{
    AppointmentKind, CalendarFilter, CalendarPage, CalendarPerson, Day, Slot, SlotState,
};
use domain::ids::{AppointmentId, StaffId};
use leptos::prelude::*;

use super::toolbar::{address, closed};
use crate::routes;
use crate::ui::icon::Icon;

/// What fits in a day's square before "3 more".
const LINES: usize = 4;
const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

#[component]
pub fn Month(page: CalendarPage) -> impl IntoView {
    let first = if page.sunday_first { 6 } else { 0 };
    let weekdays = (0..7).map(|nth| WEEKDAYS[(first + nth) % 7]);
    let class = if page.sunday_first { "month" } else { "month month--monday" };
    let filter = closed(&page.filter);
    let people = page.people;
    view! {
        <div class=format!("{class} month__head") aria-hidden="true">
            {weekdays.map(|day| view! { <span>{day}</span> }).collect_view()}
        </div>
        <ol class=format!("{class} month__days")>
            {page
                .days
                .into_iter()
                .map(|day| view! { <Square day=day people=people.clone() filter=filter.clone() /> })
                .collect_view()}
        </ol>
    }
}

#[component]
fn Square(day: Day, people: Vec<CalendarPerson>, filter: CalendarFilter) -> impl IntoView {
    let Day { head, mut slots } = day;
    slots.retain(|slot| slot.state != SlotState::Cancelled);
    let whose = everybody(&mut slots);
    // what is due cannot be missed: it comes first
    slots.sort_by_key(|slot| !is_deadline(slot));
    let more = slots.len().saturating_sub(LINES);
    slots.truncate(LINES);
    let whole = address(&CalendarFilter { view: "day".into(), on: head.date.clone(), ..filter });
    let mut class = String::from("month__day");
    if head.outside {
        class.push_str(" is-out");
    }
    if head.today {
        class.push_str(" is-today");
    }
    let number = if head.number == "1" { head.short } else { head.number };
    let note = match head.today {
        true => "today".to_owned(),
        false => head.holiday,
    };
    view! {
        <li class=class>
            <h2>
                <a href=whole.clone() aria-label=head.long>
                    {number}
                </a>
                {(!note.is_empty()).then(|| view! { <small>{note}</small> })}
            </h2>
            {slots
                .into_iter()
                .map(|slot| {
                    let whose = whose.iter().filter(|(id, _)| Some(*id) == slot.id).map(|(_, who)| *who);
                    let whose: Vec<_> = if slot.id.is_some() { whose.collect() } else { vec![slot.staff] };
                    view! { <Entry entry=slot whose=whose people=people.clone() /> }
                })
                .collect_view()}
            {(more > 0).then(|| view! { <a class="month__more" href=whole>{format!("{more} more")}</a> })}
        </li>
    }
}

fn is_deadline(slot: &Slot) -> bool {
    slot.kind == Some(AppointmentKind::Deadline)
}

/// Leaves one line of what several are at, and tells who they are.
fn everybody(slots: &mut Vec<Slot>) -> Vec<(AppointmentId, StaffId)> {
    let whose: Vec<_> = slots.iter().filter_map(|slot| Some((slot.id?, slot.staff))).collect();
    let mut seen = Vec::new();
    slots.retain(|slot| {
        let first = slot.id.is_none_or(|id| !seen.contains(&id));
        seen.extend(slot.id);
        first
    });
    whose
}

#[component]
fn Entry(entry: Slot, whose: Vec<StaffId>, people: Vec<CalendarPerson>) -> impl IntoView {
    let colour =
        people.iter().find(|person| person.id == entry.staff).map_or(0, |person| person.colour);
    let mut name: String = whose
        .iter()
        .filter_map(|id| people.iter().find(|person| person.id == *id))
        .map(|person| format!(", {}", person.name))
        .collect();
    // how it went stands in words where it is drawn in another way
    if matches!(entry.state, SlotState::NoShow | SlotState::Kept | SlotState::Overdue) {
        name.push_str(&format!(", {}", entry.state.label()));
    }
    let due = is_deadline(&entry);
    let kept = entry.state == SlotState::Kept;
    let Some(id) = entry.id else {
        return view! {
            <span class="month__ev month__ev--busy">
                <time>{short(&entry.time)}</time>
                <span>"Busy"<span class="vh">{name}</span></span>
            </span>
        }
        .into_any();
    };
    let off = if entry.state == SlotState::NoShow { " month__ev--off" } else { "" };
    let glyph = match entry.state {
        SlotState::Kept => "check",
        SlotState::Overdue => "alert",
        _ => "flag",
    };
    let due_class = if kept { "month__ev month__due is-kept" } else { "month__ev month__due" };
    let (class, words) = match due {
        true if entry.sub.is_empty() => (due_class.to_owned(), entry.head),
        true => (due_class.to_owned(), format!("{}, {}", entry.sub, entry.head)),
        false => (format!("month__ev{off} p{colour}"), entry.head),
    };
    let time = (!due && !entry.all_day).then(|| short(&entry.time));
    view! {
        <a class=class href=routes::appointment(id)>
            {due.then(|| view! { <Icon name=glyph small=true /> })}
            {time.map(|time| view! { <time>{time}</time> })}
            <span>{words}<span class="vh">{name}</span></span>
        </a>
    }
    .into_any()
}

/// "9:30" and "10": the square is narrow, and its lines are in order.
fn short(time: &str) -> String {
    let starts = time.split(" to ").next().unwrap_or(time).trim_start_matches("Due ");
    let clock = starts.rsplit(", ").next().unwrap_or(starts);
    match clock.split_once(' ') {
        Some((clock, _half)) => clock.trim_end_matches(":00").to_owned(),
        None => clock.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn times_in_a_square_are_short() {
        assert_eq!(short("9:30 am to 10:00 am"), "9:30");
        assert_eq!(short("10:00 am to 11:00 am"), "10");
        assert_eq!(short("14:00 to 15:00"), "14:00");
        assert_eq!(short("Due 5:00 pm"), "5");
        assert_eq!(short("Oct 13, 10:00 pm to Oct 14, 1:30 am"), "10");
    }
}
