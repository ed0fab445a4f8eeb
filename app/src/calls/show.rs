//! One call: what was said, whom it was for, and what came of it.

use domain::access::{Action, may};
use domain::calls::{AnswerForm, CallOutcome, CallPage};
use domain::forms::{FieldErrors, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Choices, Radio, Select, TextArea};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::person::PersonRow;
use crate::ui::section::Section;
use crate::ui::status::Tone;

#[component]
pub fn Show() -> impl IntoView {
    page("Call", "call", api::show(param("id"), flash_id()), |page| view! { <One page=page /> })
}

#[component]
fn One(mut page: FormPage<AnswerForm, CallPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context: call, .. } = page;
    let crumbs =
        vec![("Calls".to_owned(), Some(routes::CALLS.to_owned())), ("Call".to_owned(), None)];
    let waits = call.row.outcome.is_none();
    let answers = waits && may(frame.role, Action::AnswerCall, &call.standing);
    let hands_on = waits && may(frame.role, Action::HandOnCall, &call.standing);
    let lead = format!("{} for {}", call.row.reason.label(), call.row.holder.name);
    // what was refused stands at the form it came from
    let handed = errors.of("to").is_some();
    let none = FieldErrors::default();
    let (answer_said, hand_said) = match handed {
        true => ((None, none), (message, errors)),
        false => ((message, errors), (None, none)),
    };
    let id = call.row.id.to_string();
    let (answer_id, answer_form) = (id.clone(), form.clone());
    view! {
        <Shell frame=frame here=Here::Calls crumbs=crumbs>
            <Done />
            <PageHead title=call.row.caller.clone() lead=lead>
                <LinkButton href=routes::CALL_NEW icon="plus">
                    "Take a call"
                </LinkButton>
            </PageHead>
            <div class="cols cols--aside">
                <div class="stack gap-8">
                    <Said call=call.clone() />
                    {answers
                        .then(|| {
                            view! {
                                <Section id="answer" title="Answer">
                                    <Answered
                                        id=answer_id
                                        form=answer_form
                                        message=answer_said.0
                                        errors=answer_said.1
                                    />
                                </Section>
                            }
                        })}
                </div>
                <aside class="stack gap-4" aria-label="Whom it is for">
                    <Section id="holders" title="For">
                        <ul class="people">
                            {call
                                .holders
                                .into_iter()
                                .map(|holder| {
                                    let sub = format!("Given by {}, {}", holder.by, holder.since);
                                    view! { <PersonRow person=holder.person sub=sub /> }
                                })
                                .collect_view()}
                        </ul>
                    </Section>
                    {hands_on
                        .then(|| {
                            view! {
                                <PostForm action=api::HandOn::url() class="stack gap-3">
                                    <FormMessage message=hand_said.0 errors=hand_said.1.clone() />
                                    <Hidden name="id" value=id />
                                    <Hidden name="revision" value=form.revision />
                                    <Select
                                        name="to"
                                        label="Hand on to"
                                        options=call.people
                                        value=form.to
                                        placeholder="Choose"
                                        error=hand_said.1.of("to")
                                        required=true
                                    />
                                    <Actions>
                                        <Button>"Hand on"</Button>
                                    </Actions>
                                </PostForm>
                            }
                        })}
                </aside>
            </div>
            {(answers || hands_on).then(|| view! { <LiveForms /> })}
        </Shell>
    }
}

#[component]
fn Said(call: CallPage) -> impl IntoView {
    let row = call.row;
    let number = format!("Case {}", row.number);
    view! {
        <Section id="said" title="What was said">
            <dl class="dl mt-2">
                <dt>"Phone"</dt>
                <dd>
                    {match row.dial {
                        Some(dial) => view! { <a href=format!("tel:{dial}")>{row.phone}</a> }.into_any(),
                        None if row.phone.is_empty() => "None".into_any(),
                        None => row.phone.into_any(),
                    }}
                </dd>
                <dt>"Taken"</dt>
                <dd>
                    <time datetime=row.datetime>{row.taken}</time>
                    {format!(" by {}", row.taken_by)}
                </dd>
                {(!row.number.is_empty())
                    .then(|| {
                        view! {
                            <dt>"About"</dt>
                            <dd>
                                {match row.case {
                                    Some(case) => view! { <a href=routes::case(case)>{number}</a> }.into_any(),
                                    None => number.into_any(),
                                }}
                            </dd>
                        }
                    })}
            </dl>
            {(!row.message.is_empty()).then(|| view! { <p class="mt-3 prose">{row.message}</p> })}
            {call
                .answered
                .zip(row.outcome)
                .map(|((by, when), outcome)| {
                    let title = format!("{}, by {by}, {when}", outcome.label());
                    view! {
                        <div class="mt-4">
                            <Notice kind=Tone::Ok title=title>
                                {(!call.note.is_empty()).then(|| view! { <p class="prose">{call.note}</p> })}
                            </Notice>
                        </div>
                    }
                })}
        </Section>
    }
}

#[component]
fn Answered(
    id: String,
    form: AnswerForm,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let outcomes =
        CallOutcome::ALL.map(|outcome| Radio::new(outcome.word(), outcome.label(), "")).to_vec();
    view! {
        <PostForm action=api::SaveAnswer::url() class="stack gap-3 mt-3">
            <FormMessage message=message errors=errors.clone() />
            <Hidden name="id" value=id />
            <Hidden name="revision" value=form.revision />
            <Choices
                name="outcome"
                label="What came of it"
                options=outcomes
                value=form.outcome
                error=errors.of("outcome")
                required=true
            />
            <TextArea
                name="note"
                label="Note"
                value=form.note
                error=errors.of("note")
                rows=3
                optional_mark=true
            />
            <Actions>
                <Button look=Look::Primary>"Save answer"</Button>
            </Actions>
        </PostForm>
    }
}
