//! How somebody is told, what the office has of them, and the form that changes the first.

use domain::contacts::Preferred;
use domain::forms::Choice;
use domain::portal::{OwnPoint, OwnReach, OwnReachForm, OwnTexts};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Here, api, page};
use crate::door::Asked;
use crate::page::{flash_id, param};
use crate::reply::call;
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Check, Select, TextField};
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::section::Section;

/// The page `/portal/profile/reach/:id`.
#[component]
pub fn Reach() -> impl IntoView {
    let read = api::reach_page(param("id"), flash_id());
    page("How we reach you", Here::Profile, read, |frame, asked| {
        view! { <Change asked=asked several=frame.several /> }
    })
}

#[component]
fn Change(asked: Asked<OwnReachForm, OwnReach>, several: bool) -> impl IntoView {
    let Asked { form, message, errors, context: OwnReach { client, name, zone, texts, .. } } =
        asked;
    let ways = Preferred::ALL
        .map(|it| Choice { value: it.word().into(), label: it.label().into() })
        .to_vec();
    let quiet = format!(
        "We send no texts between these times, by the clock of {zone}. One about an appointment that would fall into them comes earlier. Empty: from nine in the evening to eight in the morning.",
    );
    view! {
        <p>
            <a class="portal__line" href=routes::PORTAL_PROFILE>
                "You"
            </a>
        </p>
        <h1 class="portal__hello">"How we reach you"</h1>
        {several.then(|| view! { <p dir="auto">{name}</p> })}
        <PostForm action=api::SetReach::url() class="stack gap-6">
            <FormMessage message=message errors=errors.clone() />
            <Hidden name="id" value=client.to_string() />
            <Hidden name="revision" value=form.revision.clone() />
            <p>"E-mail about your appointments always comes, whatever you choose here."</p>
            <Check
                name="texts"
                label="You may send me text messages"
                hint=consent_hint(&texts)
                checked=form.texts()
                value="on"
                error=errors.of("texts")
            />
            <Select
                name="preferred"
                label="What suits you best?"
                options=ways
                value=form.preferred
                placeholder="Any way"
                error=errors.of("preferred")
            />
            <fieldset>
                <legend class="h3 mb-2">"Quiet hours"</legend>
                <p class="portal__small mb-2">{quiet}</p>
                <div class="form-row">
                    <TextField
                        name="quiet_from"
                        label="From"
                        kind="time"
                        value=form.quiet_from
                        error=errors.of("quiet_from")
                        optional_mark=true
                    />
                    <TextField
                        name="quiet_until"
                        label="Until"
                        kind="time"
                        value=form.quiet_until
                        error=errors.of("quiet_until")
                        optional_mark=true
                    />
                </div>
            </fieldset>
            <Button look=Look::Primary block=true>
                "Save"
            </Button>
        </PostForm>
    }
}

/// What a yes means, and what stands in its way.
fn consent_hint(texts: &OwnTexts) -> &'static str {
    match (texts.number, texts.stopped) {
        (false, _) => "We have no mobile number of yours: call us so that they can arrive.",
        (true, true) => {
            "STOP was answered from your number. Text START from it as well, so that they can arrive."
        }
        (true, false) => {
            "Reminders of appointments. They may cost what your provider asks. Stop them here at any time, or answer STOP."
        }
    }
}

/// How one is told of one client's appointments, and the way to change it.
#[component]
pub(super) fn Told(reach: OwnReach, several: bool) -> impl IntoView {
    let OwnReach { client, name, own, changes, preferred, quiet, zone, texts, .. } = reach;
    let said = said_of_texts(&texts);
    let whom = if several { format!(" for {name}") } else { String::new() };
    let (of_change, of_stop) = (whom.clone(), whom);
    view! {
        <li>
            {several.then(|| view! { <strong dir="auto">{name}</strong> })}
            {(own && !changes)
                .then(|| {
                    view! {
                        <span>"As agreed with you. To change it, call us: we make sure that it is you."</span>
                    }
                })}
            {(!own)
                .then(|| {
                    view! { <span>"As they chose. They change it here themselves, or call us."</span> }
                })}
            {changes
                .then(|| {
                    let way = preferred.map_or("Any way suits you", |way| way.label());
                    view! {
                        <span>{way}</span>
                        <small>{format!("No texts from {quiet}, by the clock of {zone}")}</small>
                    }
                })}
            {own.then(|| view! { <small>{said}</small> })}
            {own
                .then(|| {
                    view! {
                        <div class="portal__acts">
                            {changes
                                .then(|| {
                                    view! {
                                        <LinkButton href=routes::portal_reach(client)>
                                            "Change" <span class="vh">{format!(" how we reach you{of_change}")}</span>
                                        </LinkButton>
                                    }
                                })}
                            {texts
                                .welcome
                                .then(|| {
                                    view! {
                                        <PostForm action=api::StopTexts::url() class="row gap-2">
                                            <Hidden name="id" value=client.to_string() />
                                            <Button>"No more texts" <span class="vh">{of_stop}</span></Button>
                                        </PostForm>
                                    }
                                })}
                        </div>
                    }
                })}
        </li>
    }
}

fn said_of_texts(texts: &OwnTexts) -> String {
    match (texts.welcome, texts.since.is_empty()) {
        (true, _) if texts.stopped => {
            "Texts are allowed, and STOP was answered from your number: text START from it.".into()
        }
        (true, _) if !texts.number => "Texts are allowed, and we have no number for them.".into(),
        (true, _) => format!("Texts since {}", texts.since),
        (false, false) => format!("No texts since {}", texts.since),
        (false, true) => "No texts".into(),
    }
}

/// What the office has of whoever reads this.
#[component]
pub(super) fn Kept(reach: Vec<OwnReach>, phone: String) -> impl IntoView {
    let wrong = if phone.is_empty() {
        view! { "Tell us if something is wrong." }.into_any()
    } else {
        view! { "Something is wrong? Call " {call(&phone)} "." }.into_any()
    };
    view! {
        <Section id="kept" title="What we have of you">
            <ul class="portal__list">
                {reach
                    .into_iter()
                    .map(|one| {
                        view! {
                            <li>
                                <strong dir="auto">{one.person}</strong>
                                {one.points.into_iter().map(point).collect_view()}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <p class="portal__small">{wrong}</p>
        </Section>
    }
}

fn point(OwnPoint { what, value }: OwnPoint) -> impl IntoView {
    let value = value.lines().collect::<Vec<_>>().join(", ");
    view! {
        <span>
            {format!("{what}: ")} <bdi>{value}</bdi>
        </span>
    }
}
