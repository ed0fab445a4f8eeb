//! A member of staff: initials in a square, a name beside it.

use domain::frame::Person;
use leptos::prelude::*;

/// The square of initials. Hidden from screen readers, because the name stands beside it, unless
/// `alone`.
#[component]
pub fn Who(
    person: Person,
    #[prop(optional)] small: bool,
    /// No name stands beside it.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    let mut class = String::from(if small { "who who--sm" } else { "who" });
    class.push_str(match person.colour {
        1 => " p1",
        2 => " p2",
        3 => " p3",
        4 => " p4",
        5 => " p5",
        6 => " p6",
        _ => "",
    });
    view! {
        <span
            class=class
            role=alone.then_some("img")
            aria-label=alone.then_some(person.name)
            aria-hidden=(!alone).then_some("true")
        >
            {person.initials}
        </span>
    }
}

/// A person in a cell or a line: initials, the name, and `sub` beneath it when there is any.
#[component]
pub fn PersonLine(person: Person, #[prop(optional, into)] sub: String) -> impl IntoView {
    let name = person.name.clone();
    view! {
        <span class="person">
            <Who person=person />
            <span>
                <span class="people__name">{name}</span>
                {(!sub.is_empty()).then(|| view! { <small>{sub}</small> })}
            </span>
        </span>
    }
}

/// A person in a list: the `li` of a `ul.people`. What stands at the right are the children.
#[component]
pub fn PersonRow(
    person: Person,
    #[prop(into)] sub: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let name = person.name.clone();
    view! {
        <li>
            <Who person=person />
            <span>
                <span class="people__name">{name}</span>
                <small>{sub}</small>
            </span>
            <span class="people__right muted">{children.map(|children| children())}</span>
        </li>
    }
}
