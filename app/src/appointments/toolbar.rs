//! Above every view: which days, whose, and which view. All of it is links and one GET form.

use domain::appointments::{CalendarFilter, CalendarPage, CalendarView, MOST_COLUMNS};
use domain::forms::Choice;
use domain::frame::Person;
use leptos::prelude::*;

use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::Select;
use crate::ui::form::Hidden;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::person::Who;
use crate::ui::status::Tone;

/// The calendar's address for a filter.
pub(super) fn address(filter: &CalendarFilter) -> String {
    let mut pairs = vec![("view", filter.view.as_str()), ("on", filter.on.as_str())];
    pairs.extend(filter.who.iter().map(|who| ("who", who.as_str())));
    pairs.extend([
        ("room", filter.room.as_str()),
        ("practice", filter.practice.as_str()),
        ("appt", filter.appt.as_str()),
    ]);
    routes::with_query(routes::CALENDAR, &pairs)
}

/// The same days without a card.
pub(super) fn closed(filter: &CalendarFilter) -> CalendarFilter {
    CalendarFilter { appt: String::new(), ..filter.clone() }
}

fn on(page: &CalendarPage, day: &str) -> String {
    address(&CalendarFilter { on: day.to_owned(), ..closed(&page.filter) })
}

fn step(view: CalendarView, forward: bool) -> &'static str {
    match (view, forward) {
        (CalendarView::Day, false) => "Previous day",
        (CalendarView::Day, true) => "Next day",
        (CalendarView::Week, false) => "Previous week",
        (CalendarView::Week, true) => "Next week",
        (CalendarView::Month, false) => "Previous month",
        (CalendarView::Month, true) => "Next month",
        (CalendarView::Agenda, false) => "Two weeks before",
        (CalendarView::Agenda, true) => "Next two weeks",
    }
}

#[component]
pub fn Toolbar(page: CalendarPage) -> impl IntoView {
    let (before, today, after) = (on(&page, &page.before), on(&page, ""), on(&page, &page.after));
    // where days are a list, to its place in it
    let today = format!("{today}#day-{}", page.today);
    let (view, filter) = (page.view, closed(&page.filter));
    let book = routes::appointment_on(&page.filter.on, "");
    let left_out = match page.left_out {
        0 => None,
        1 => Some(format!(
            "One more is ticked than fits side by side. The first {MOST_COLUMNS} are shown."
        )),
        more => Some(format!(
            "{more} more are ticked than fit side by side. The first {MOST_COLUMNS} are shown."
        )),
    };
    let unknown =
        Some(page.filter.add.trim().to_owned()).filter(|name| !name.is_empty()).map(|name| {
            format!("“{name}” is nobody of the office, or more than one. Write the whole name.")
        });
    view! {
        <div class="page-head page-head--tight">
            <div class="row gap-3">
                <h1>{page.title.clone()}</h1>
                <div class="btn-group">
                    <a class="btn btn--sm" href=before aria-label=step(view, false)>
                        <Icon name="left" small=true />
                    </a>
                    <a class="btn btn--sm" href=today>
                        "Today"
                    </a>
                    <a class="btn btn--sm" href=after aria-label=step(view, true)>
                        <Icon name="right" small=true />
                    </a>
                </div>
            </div>
            <div class="cluster push">
                <Shown page=page />
                <nav class="seg" aria-label="Calendar view">
                    {CalendarView::ALL
                        .iter()
                        .map(|each| {
                            let href = address(
                                &CalendarFilter {
                                    view: each.word().into(),
                                    ..filter.clone()
                                },
                            );
                            view! {
                                <a href=href aria-current=(*each == view).then_some("page")>
                                    {each.label()}
                                </a>
                            }
                        })
                        .collect_view()}
                </nav>
                <LinkButton href=book look=Look::Primary icon="plus">
                    "Book"
                </LinkButton>
            </div>
        </div>
        {[left_out, unknown]
            .into_iter()
            .flatten()
            .map(|words| {
                view! {
                    <div class="mb-4">
                        <Notice kind=Tone::Info title=words role="status" />
                    </div>
                }
            })
            .collect_view()}
    }
}

/// Whose calendar is shown, and the list of everybody to choose from.
#[component]
fn Shown(page: CalendarPage) -> impl IntoView {
    let filter = closed(&page.filter);
    let names: Vec<_> = page
        .people
        .iter()
        .filter(|person| !person.shown)
        .map(|person| person.name.clone())
        .collect();
    let shown: Vec<_> = page.people.iter().filter(|person| person.shown).cloned().collect();
    let room =
        page.rooms.iter().find(|room| room.value == filter.room).map(|room| room.label.clone());
    let narrowed = [room, Some(filter.practice.clone()).filter(|area| !area.is_empty())];
    view! {
        <details class="pick">
            <summary class="btn btn--sm">
                <span class="vh">"Shown: "</span>
                <span class="who-stack">
                    {shown
                        .into_iter()
                        .map(|person| {
                            let person = Person {
                                id: person.id,
                                name: person.name,
                                initials: person.initials,
                                colour: person.colour,
                            };
                            view! { <Who person=person small=true alone=true /> }
                        })
                        .collect_view()}
                </span>
                {narrowed.into_iter().flatten().map(|words| view! { <span>{words}</span> }).collect_view()}
                <Icon name="down" small=true />
            </summary>
            <form class="popover pick__form stack gap-4" method="get" action=routes::CALENDAR>
                <Hidden name="view" value=filter.view />
                <Hidden name="on" value=filter.on />
                <div class="field">
                    <label class="field__label" for="f-add">
                        "Find somebody"
                    </label>
                    <input
                        class="input"
                        id="f-add"
                        name="add"
                        type="text"
                        list="colleagues"
                        autocomplete="off"
                        placeholder="A name, or part of it"
                    />
                    <datalist id="colleagues">
                        {names.into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
                    </datalist>
                </div>
                <fieldset class="field">
                    <legend class="field__label mb-2">"People"</legend>
                    <div class="pick__people">
                        {page
                            .people
                            .into_iter()
                            .map(|person| {
                                view! {
                                    <label class="check">
                                        <input
                                            type="checkbox"
                                            name="who"
                                            value=person.id.to_string()
                                            checked=person.shown
                                        />
                                        <span>{person.name}</span>
                                    </label>
                                }
                            })
                            .collect_view()}
                    </div>
                    <p class="field__hint">
                        {format!("Up to {MOST_COLUMNS}. Nobody ticked: you and the attorneys.")}
                    </p>
                </fieldset>
                <Rooms rooms=page.rooms value=filter.room />
                {(!page.practices.is_empty())
                    .then(|| {
                        view! {
                            <Select
                                name="practice"
                                label="Practice area"
                                options=page.practices
                                value=filter.practice
                                placeholder="All"
                            />
                        }
                    })}
                <Button look=Look::Primary>"Show"</Button>
            </form>
        </details>
    }
}

#[component]
fn Rooms(rooms: Vec<Choice>, value: String) -> impl IntoView {
    (!rooms.is_empty()).then(|| {
        view! {
            <Select
                name="room"
                label="Room"
                options=rooms
                value=value
                placeholder="All"
                hint="One room’s day, whoever is in it."
            />
        }
    })
}
