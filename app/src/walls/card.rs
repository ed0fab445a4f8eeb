//! One wall as a card: who, around what, why, and what the caller can do about it.

use domain::walls::{WallRow, WallState};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::facts::Pairs;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;

/// Walls side by side. Whoever may ask for a lifting is offered to.
#[component]
pub fn Cards(rows: Vec<WallRow>, may_ask: bool) -> impl IntoView {
    view! {
        <div class="cols cols--2 mt-3">
            {rows.into_iter().map(|row| view! { <Card row=row may_ask=may_ask /> }).collect_view()}
        </div>
    }
}

#[component]
fn Card(row: WallRow, may_ask: bool) -> impl IntoView {
    let heading = format!("wall-{}", row.id);
    let labelled_by = heading.clone();
    let id = row.id;
    let name = row.person.name.clone();
    let mut facts = vec![
        ("Person".to_owned(), format!("{name}, {}", row.role.to_lowercase())),
        ("Reason".to_owned(), row.reason.clone()),
        ("Set by".to_owned(), format!("{}, {}", row.by, row.since)),
    ];
    let act = match &row.state {
        WallState::Standing => may_ask.then(|| {
            let whose = format!(" the wall: {name}");
            view! {
                <p>
                    <LinkButton href=routes::wall_lift(id) small=true>
                        "Ask to lift"
                        <span class="vh">{whose}</span>
                    </LinkButton>
                </p>
            }
            .into_any()
        }),
        WallState::Unconfirmed => {
            let why = "A wall against a managing partner holds at once, and waits for your word.";
            facts.push(("Waiting".to_owned(), why.to_owned()));
            Some(view! { <Decide id=id.to_string() /> }.into_any())
        }
        WallState::LiftAsked { by, on, why, mine } => {
            if *mine {
                facts.push(("Asked by".to_owned(), format!("{by}, {on}")));
                facts.push(("Why".to_owned(), why.clone()));
                Some(view! { <Decide id=id.to_string() /> }.into_any())
            } else {
                facts.push(("Why lift".to_owned(), why.clone()));
                let waits = format!("Lifting asked by {by}, {on}; waits for a second person.");
                Some(view! { <p>{waits}</p> }.into_any())
            }
        }
        WallState::Lifted { .. } => None,
    };
    view! {
        <section class="wall" aria-labelledby=labelled_by>
            <h3 class="wall__band" id=heading>
                <Icon name="wall" />
                {format!("Ethical wall: {name}")}
            </h3>
            <div class="wall__body">
                <p>"Screened from " {what(&row)} "."</p>
                <Pairs items=facts />
                {act}
            </div>
        </section>
    }
}

/// The second person's two buttons, the safe one first.
#[component]
fn Decide(id: String) -> impl IntoView {
    view! {
        <PostForm action=api::Decide::url() class="stack gap-2">
            <FormMessage message=None />
            <Hidden name="id" value=id />
            <div class="row gap-2">
                <Button name="lift" value="no" small=true>
                    "Let it stand"
                </Button>
                <Button name="lift" value="yes" look=Look::Danger small=true>
                    "Lift the wall"
                </Button>
            </div>
        </PostForm>
    }
}

/// What is screened, linked where the caller can go there.
pub(super) fn what(row: &WallRow) -> AnyView {
    let words = match (&row.client, row.what.is_empty()) {
        (_, true) => "something not in view".to_owned(),
        (Some(_), false) => format!("every case of {}", row.what),
        (None, false) => row.what.clone(),
    };
    let href = row.case.map(routes::case).or_else(|| row.client.map(routes::client));
    match href {
        Some(href) => view! { <a href=href>{words}</a> }.into_any(),
        None => view! { <strong>{words}</strong> }.into_any(),
    }
}
