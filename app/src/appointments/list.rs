//! Days as lists: the agenda, and every view on a phone.

use domain::appointments::{
    AppointmentKind, CalendarPage, CalendarPerson, CalendarView, Day, Slot, SlotState,
};
use domain::frame::Person;
use domain::ids::StaffId;
use leptos::prelude::*;

use super::toolbar::address;
use crate::routes;
use crate::ui::button::{LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::person::Who;
use crate::ui::status::{Status, Tone};

/// How a slot stands, in a word with its glyph; none where there is nothing to add.
pub(super) const fn said(state: SlotState) -> Option<(Tone, &'static str, &'static str)> {
    match state {
        SlotState::Booked | SlotState::Busy => None,
        SlotState::Confirmed => Some((Tone::Ok, "check", "Confirmed")),
        SlotState::Wavers => Some((Tone::Warn, "alert", "Asks to move")),
        SlotState::Cancelled => Some((Tone::Plain, "close", "Cancelled")),
        SlotState::Attended => Some((Tone::Ok, "ok", "Attended")),
        SlotState::NoShow => Some((Tone::Bad, "no", "No-show")),
        SlotState::Kept => Some((Tone::Ok, "ok", "Kept")),
        SlotState::Overdue => Some((Tone::Bad, "alert", "Overdue")),
    }
}

/// Days with what stands on them. One appointment of several people is one line of each day.
#[component]
pub fn Days(page: CalendarPage) -> impl IntoView {
    let nothing = page.days.iter().all(|day| day.slots.is_empty());
    let filtered = !page.filter.practice.is_empty() || !page.filter.room.is_empty();
    let loosen = address(&domain::appointments::CalendarFilter {
        practice: String::new(),
        room: String::new(),
        ..page.filter.clone()
    });
    let book = routes::appointment_on(&page.filter.on, "");
    let people = page.people;
    if nothing {
        return if filtered {
            view! {
                <Empty icon="calendar" title="Nothing here with this filter" text="Other rooms and practice areas may have something on these days.">
                    <LinkButton href=loosen look=Look::Primary>
                        "Show all"
                    </LinkButton>
                </Empty>
            }
            .into_any()
        } else {
            view! {
                <Empty icon="calendar" title="Nothing on these days" text="Appointments, hearings and deadlines appear here once they are booked.">
                    <LinkButton href=book look=Look::Primary icon="plus">
                        "Book an appointment"
                    </LinkButton>
                </Empty>
            }
            .into_any()
        };
    }
    let mut days = page.days;
    if page.view == CalendarView::Month {
        // read as a list, only days with something on them
        days.retain(|day| !day.slots.is_empty() || day.head.today);
    }
    let today = days.iter().position(|day| day.head.today).filter(|nth| *nth > 0);
    let jump = today.and_then(|nth| Some(format!("#day-{}", days.get(nth)?.head.date)));
    view! {
        {jump
            .map(|href| {
                view! {
                    <p class="mb-4 narrow-only">
                        <a class="btn btn--sm" href=href>
                            <Icon name="down" small=true />
                            "To today"
                        </a>
                    </p>
                }
            })}
        <div class="stack gap-6 days">
            {days.into_iter().map(|day| view! { <OneDay day=day people=people.clone() /> }).collect_view()}
        </div>
    }
    .into_any()
}

#[component]
fn OneDay(day: Day, people: Vec<CalendarPerson>) -> impl IntoView {
    let Day { head, slots } = day;
    let id = format!("day-{}", head.date);
    let mut told = Vec::new();
    let lines: Vec<(Slot, Vec<StaffId>)> = slots
        .iter()
        .filter(|slot| {
            slot.id.is_none_or(|id| {
                let first = !told.contains(&id);
                told.push(id);
                first
            })
        })
        .map(|slot| {
            let same = slots.iter().filter(|other| other.id.is_some() && other.id == slot.id);
            let whose = if slot.id.is_some() {
                same.map(|other| other.staff).collect()
            } else {
                vec![slot.staff]
            };
            (slot.clone(), whose)
        })
        .collect();
    let (none, labelled_by) = (lines.is_empty(), id.clone());
    view! {
        <section aria-labelledby=labelled_by class=head.outside.then_some("is-outside")>
            <h2 class="days__head" id=id>
                {head.long}
                {head.today.then(|| view! { <small>"today"</small> })}
                {(!head.holiday.is_empty()).then(|| view! { <small>{head.holiday}</small> })}
            </h2>
            {none.then(|| view! { <p class="sm muted">"Nothing."</p> })}
            <ol class="docket docket--cal">
                {lines
                    .into_iter()
                    .map(|(slot, whose)| view! { <Line entry=slot whose=whose people=people.clone() /> })
                    .collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn Line(entry: Slot, whose: Vec<StaffId>, people: Vec<CalendarPerson>) -> impl IntoView {
    let href = entry.id.map(routes::appointment);
    let off = matches!(entry.state, SlotState::Cancelled | SlotState::NoShow);
    let kind = entry
        .kind
        .map(AppointmentKind::label)
        .filter(|kind| *kind != entry.head && *kind != entry.sub);
    let sub: Vec<String> = [Some(entry.sub), kind.map(str::to_owned), Some(entry.place)]
        .into_iter()
        .flatten()
        .filter(|words| !words.is_empty())
        .collect();
    view! {
        <li class="docket__row">
            <span class="docket__when">{entry.time.replace(" to ", " – ")}</span>
            <div class="docket__body">
                <div class="docket__text">
                    {match href {
                        Some(href) => view! {
                            <a class=if off { "docket__title is-off" } else { "docket__title" } href=href>
                                {entry.head}
                            </a>
                        }
                            .into_any(),
                        None => view! { <span class="muted">{entry.head}</span> }.into_any(),
                    }}
                    <p class="docket__sub">{sub.join(" · ")}</p>
                </div>
                {said(entry.state).map(|(tone, icon, words)| view! { <Status kind=tone icon=icon>{words}</Status> })}
                <span class="who-stack">
                    {whose
                        .into_iter()
                        .filter_map(|id| people.iter().find(|person| person.id == id))
                        .map(|person| {
                            let person = Person {
                                id: person.id,
                                name: person.name.clone(),
                                initials: person.initials.clone(),
                                colour: person.colour,
                            };
                            view! { <Who person=person small=true alone=true /> }
                        })
                        .collect_view()}
                </span>
            </div>
        </li>
    }
}
