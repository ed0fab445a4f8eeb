//! One wording: as it is typed, as it reads, and those before it.

use domain::forms::{FieldErrors, FormPage};
use domain::notices::{Channel, NoticeKind, Values, Wording, tells_who_writes};
use domain::reminders::{WordingForm, WordingKey, WordingPage, WordingPast, length_words};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{api, crumbs};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;

#[component]
pub fn Word() -> impl IntoView {
    let read = api::wording(param("kind"), param("channel"), param("reader"), flash_id());
    page("Wording", "wording", read, |page| view! { <Write page=page /> })
}

fn title(key: WordingKey) -> String {
    let by = match key.channel {
        Channel::Email => "by e-mail",
        Channel::Text => "by text",
    };
    format!("{}, {by}", key.kind.label())
}

#[component]
fn Write(mut page: FormPage<WordingForm, WordingPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    // a preview comes back with what was typed, and nothing to say
    let message = message.filter(|message| !message.is_empty());
    let FormPage { frame, form, context, .. } = page;
    let WordingPage { key, own, house, past, firm, phone, link } = context;
    let lead = match key.discreet {
        true => "For a discreet contact: nothing in it may tell others who writes.",
        false => "For everybody who is not a discreet contact.",
    };
    let (typed, revision) = (form.wording(), form.revision.clone());
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs(Some("Wording"))>
            <Done />
            <PageHead title=title(key) lead=lead />
            <div class="cols cols--7-5">
                <div class="stack gap-8">
                    <Typed key=key form=form message=message errors=errors />
                    {own.then(|| view! { <ToHouse key=key revision=revision house=house /> })}
                </div>
                <div class="stack gap-8">
                    <Preview key=key wording=typed firm=firm phone=phone link=link />
                    <Gaps kind=key.kind discreet=key.discreet />
                </div>
            </div>
            {(!past.is_empty()).then(|| view! { <Past rows=past /> })}
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Key(key: WordingKey) -> impl IntoView {
    view! {
        <Hidden name="kind" value=key.kind.word() />
        <Hidden name="channel" value=key.channel.word() />
        <Hidden name="reader" value=key.reader() />
    }
}

#[component]
fn Typed(
    key: WordingKey,
    form: WordingForm,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let mail = key.channel == Channel::Email;
    let length = match key.channel {
        Channel::Email => String::new(),
        Channel::Text => {
            "A text of 160 letters is one; longer ones are paid for by the part.".to_owned()
        }
    };
    view! {
        <PostForm action=api::Word::url()>
            <FormMessage message=message errors=errors.clone() />
            <Key key=key />
            <Hidden name="revision" value=form.revision />
            {mail
                .then(|| {
                    view! {
                        <TextField
                            name="subject"
                            label="Subject"
                            value=form.subject.clone()
                            hint="Read by whoever sees the screen: no names, no link."
                            error=errors.of("subject")
                            required=true
                        />
                    }
                })}
            <TextArea
                name="body"
                label="Wording"
                value=form.body
                hint=length
                error=errors.of("body")
                rows=if mail { 16 } else { 5 }
                required=true
            />
            <Actions>
                <Button look=Look::Primary name="act" value="save">
                    "Save wording"
                </Button>
                <Button name="act" value="preview" icon="eye">
                    "Preview"
                </Button>
                <LinkButton href=routes::REMINDERS look=Look::Quiet>
                    "Cancel"
                </LinkButton>
            </Actions>
        </PostForm>
    }
}

#[component]
fn ToHouse(key: WordingKey, revision: String, house: Wording) -> impl IntoView {
    view! {
        <Section id="house" title="The house’s wording">
            <p class="prose wording__text mt-2">{house.body}</p>
            <PostForm action=api::BackToHouse::url() class="stack gap-3 mt-3">
                <FormMessage />
                <Key key=key />
                <Hidden name="revision" value=revision />
                <div>
                    <Button>"Go back to the house’s wording"</Button>
                </div>
            </PostForm>
        </Section>
    }
}

/// How it reads to somebody, gaps filled.
#[component]
fn Preview(
    key: WordingKey,
    wording: Wording,
    firm: String,
    phone: String,
    link: String,
) -> impl IntoView {
    let said = wording.fill(&Values::example(&firm, &phone, &link));
    let length = (key.channel == Channel::Text).then(|| length_words(&said.body));
    let note = match key.kind.is_of_money() {
        true => "with invented invoices",
        false => "with an invented appointment",
    };
    let class = match key.channel {
        Channel::Email => "wording__paper",
        Channel::Text => "wording__paper wording__paper--text",
    };
    view! {
        <Section id="preview" title="Preview" note=note>
            <article class=class aria-labelledby="preview">
                {(!said.subject.is_empty()).then(|| view! { <p class="strong">{said.subject}</p> })}
                <p class="prose">{said.body}</p>
            </article>
            {length.map(|words| view! { <p class="muted sm mt-2">{words}</p> })}
        </Section>
    }
}

#[component]
fn Gaps(kind: NoticeKind, discreet: bool) -> impl IntoView {
    view! {
        <Section id="gaps" title="Gaps">
            <dl class="dl mt-2">
                {kind
                    .gaps()
                    .iter()
                    .filter(|(gap, _)| !(discreet && tells_who_writes(gap)))
                    .map(|(gap, means)| {
                        view! {
                            <dt>
                                <code>{format!("{{{gap}}}")}</code>
                            </dt>
                            <dd>{*means}</dd>
                        }
                    })
                    .collect_view()}
            </dl>
            <p class="muted sm mt-2">
                {match kind.is_of_money() {
                    true => "What stands in [ ] is left out where a gap in it is empty: [: {phone}].",
                    false => "What stands in [ ] is left out where a gap in it is empty: [, {place}].",
                }}
            </p>
        </Section>
    }
}

#[component]
fn Past(rows: Vec<WordingPast>) -> impl IntoView {
    view! {
        <div class="mt-8">
            <Section id="past" title="The office’s wordings" note="the latest first">
                <ol class="stack gap-4 mt-3">
                    {rows
                        .into_iter()
                        .map(|row| {
                            let until = match row.ended {
                                Some((at, by)) if by.is_empty() => format!("until {at}"),
                                Some((at, by)) => format!("until {at}, ended by {by}"),
                                None => "in force".to_owned(),
                            };
                            view! {
                                <li>
                                    <p class="sm muted">{format!("Set by {}, {}; {until}", row.by, row.since)}</p>
                                    {(!row.subject.is_empty()).then(|| view! { <p class="medium">{row.subject}</p> })}
                                    <p class="prose wording__text">{row.body}</p>
                                </li>
                            }
                        })
                        .collect_view()}
                </ol>
            </Section>
        </div>
    }
}
