//! One search: what is alike, who says whether it is a conflict, and what goes on then.

use domain::conflicts::{CheckPage, CheckRow, Decision, DecisionForm, Outcome};
use domain::forms::{FieldErrors, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::found::{Matches, outcome};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::facts::Pairs;
use crate::ui::field::{Choices, Radio, TextArea};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Tone;

#[component]
pub fn Show() -> impl IntoView {
    page("Conflict check", "check", api::show(param("id"), flash_id()), |page| {
        view! { <One page=page /> }
    })
}

#[component]
fn One(mut page: FormPage<DecisionForm, CheckPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context: check, .. } = page;
    let crumbs = vec![
        ("Conflict checks".to_owned(), Some(routes::CONFLICTS.to_owned())),
        ("Check".to_owned(), None),
    ];
    let title = match check.row.about.as_str() {
        "" => "Conflict check".to_owned(),
        about => format!("Conflict check: {about}"),
    };
    let lead = format!("Asked by {}, {}", check.asked_by, check.row.asked);
    let id = check.row.id.to_string();
    let facts = facts(&check);
    let may_go_on = check.mine && check.row.waits && free(&check.row);
    let deciding = check.mine_to_decide.then(|| {
        view! { <Deciding id=id.clone() form=form message=message.clone() errors=errors.clone() mine=check.mine /> }
    });
    let nothing_in_view = check.matches.is_empty() && check.row.outcome != Outcome::Clear;
    view! {
        <Shell frame=frame here=Here::Conflicts crumbs=crumbs class="page--form">
            <Done />
            <PageHead title=title lead=lead />
            <div class="stack gap-6">
                <Said
                    row=check.row.clone()
                    mine=check.mine
                    nothing=nothing_in_view
                    party=check.case.is_some() && !check.row.used
                />
                <Pairs items=facts />
                {check
                    .enquiry
                    .map(|enquiry| view! { <p><a href=routes::enquiry(enquiry)>"To the enquiry"</a></p> })}
                {check.case.map(|case| view! { <p><a href=routes::case(case)>"To the case"</a></p> })}
                {(!check.matches.is_empty())
                    .then(|| {
                        view! {
                            <Section id="matches" title="Names that are alike">
                                <Matches rows=check.matches />
                            </Section>
                        }
                    })}
                {deciding}
                {may_go_on
                    .then(|| {
                        let words = check.purpose.map_or("Go on", |purpose| purpose.act());
                        view! {
                            <PostForm action=api::GoOn::url()>
                                <FormMessage message=message errors=errors />
                                <Hidden name="id" value=id />
                                <p>"What you typed is kept. Nothing has to be typed again."</p>
                                <Actions>
                                    <Button look=Look::Primary>{words}</Button>
                                </Actions>
                            </PostForm>
                        }
                    })}
            </div>
            {(may_go_on || check.mine_to_decide).then(|| view! { <LiveForms /> })}
        </Shell>
    }
}

/// The form of whoever says whether there is a conflict.
#[component]
fn Deciding(
    id: String,
    form: DecisionForm,
    message: Option<String>,
    errors: FieldErrors,
    /// The caller asked, too.
    mine: bool,
) -> impl IntoView {
    let options = vec![
        Radio::new(
            Decision::NoConflict.word(),
            "No conflict",
            "These are others, or it does not matter here",
        ),
        Radio::new(
            Decision::Conflict.word(),
            "There is a conflict",
            "Nothing is opened on this check",
        ),
    ];
    let hint = if mine {
        "Kept with the check."
    } else {
        "Whoever asked reads this. Name nobody who is out of sight there."
    };
    view! {
        <Section id="decide" title="Your word">
            <PostForm action=api::Decide::url() class="stack gap-4 mt-3">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id />
                <Choices
                    name="decision"
                    label="Is there a conflict of interest?"
                    options=options
                    value=form.decision
                    error=errors.of("decision")
                    required=true
                />
                <TextArea
                    name="note"
                    label="Why"
                    value=form.note
                    hint=hint
                    error=errors.of("note")
                    rows=3
                    required=true
                />
                <Actions>
                    <Button look=Look::Primary>"Decide"</Button>
                </Actions>
            </PostForm>
        </Section>
    }
}

fn free(row: &CheckRow) -> bool {
    row.outcome == Outcome::Clear || row.decision == Some(Decision::NoConflict)
}

fn facts(check: &CheckPage) -> Vec<(String, String)> {
    let mut facts = vec![("Looked for".to_owned(), check.row.names.join(", "))];
    if let (Some(by), Some(on)) = (&check.decided_by, &check.decided) {
        facts.push(("Decided by".to_owned(), format!("{by}, {on}")));
        facts.push(("Why".to_owned(), check.note.clone()));
    }
    facts
}

/// What the search came to, in a sentence or two.
#[component]
fn Said(
    row: CheckRow,
    mine: bool,
    nothing: bool,
    /// It is of a party that came to an open case.
    party: bool,
) -> impl IntoView {
    let (kind, title, more) = match (row.outcome, row.decision) {
        (_, Some(Decision::NoConflict)) => (Tone::Ok, "No conflict of interest", ""),
        (_, Some(Decision::Conflict)) if party => (
            Tone::Bad,
            "There is a conflict of interest",
            "The party is on the case, and the case is open. Tell a managing partner; people can be screened on the case’s page, under Team and access.",
        ),
        (_, Some(Decision::Conflict)) => {
            (Tone::Bad, "There is a conflict of interest", "Nothing is opened on this check.")
        }
        (Outcome::Clear, None) => {
            (Tone::Ok, "Nothing alike", "No name the office knows is spelled or sounds like these.")
        }
        (Outcome::Matches, None) => (
            Tone::Warn,
            "Some names are alike",
            "Look at each, then say whether there is a conflict.",
        ),
        (Outcome::Ask, None) if mine => (
            Tone::Warn,
            "Match: ask the conflicts partner",
            "Something is alike that is not in view here. The conflicts partner has the question, with the facts, and you find the answer on this page.",
        ),
        (Outcome::Ask, None) => {
            (Tone::Warn, "Part of this is out of sight for whoever asked", "Your word decides.")
        }
    };
    let row = row.clone();
    view! {
        <div class="stack gap-2">
            <Notice kind=kind title=title>
                <p>{more}</p>
                {(nothing && mine).then(|| view! { <p>"None of it can be shown to you."</p> })}
            </Notice>
            <p>{outcome(&row)}</p>
        </div>
    }
}
