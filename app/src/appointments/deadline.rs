//! A deadline's people, and its two steps: one says that it was kept, another looks it over.

use domain::access::{Action, Role, may};
use domain::appointments::AppointmentPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::ui::button::{Button, Look};
use crate::ui::field::TextField;
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::person::PersonRow;
use crate::ui::section::Section;
use crate::ui::status::Tone;

#[component]
pub fn Deadline(appointment: AppointmentPage, role: Role) -> impl IntoView {
    let AppointmentPage { deadline, owner, id, standing, cancelled, revision, .. } = appointment;
    let deadline = deadline?;
    let stands = cancelled.is_none();
    let finishes =
        stands && deadline.done.is_none() && may(role, Action::FinishDeadline, &standing);
    let checks = stands
        && deadline.done.is_some()
        && deadline.checked.is_none()
        && may(role, Action::CheckDeadline, &standing);
    let warned = deadline.warn_days.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let checker = deadline.checker.name.clone();
    Some(view! {
        <Section id="deadline" title="Deadline">
            <ul class="people">
                <PersonRow person=owner sub="Answers for it" />
                <PersonRow person=deadline.backup sub="Steps in" />
                <PersonRow person=deadline.checker sub="Looks it over" />
            </ul>
            <p class="sm muted mt-2">{format!("Warned {warned} days ahead.")}</p>
            {deadline
                .reopened
                .map(|(who, when, why)| {
                    view! {
                        <Notice kind=Tone::Warn title=format!("Not kept, says {who}, {when}") role="note">
                            <p>{why}</p>
                        </Notice>
                    }
                })}
            {deadline
                .done
                .map(|(who, when, note)| {
                    view! {
                        <p class="sm mt-2">
                            <strong>{format!("Kept, says {who}, {when}.")}</strong>
                            {(!note.is_empty()).then(|| format!(" {note}"))}
                        </p>
                    }
                })}
            {deadline
                .checked
                .map(|(who, when)| view! { <p class="sm mt-2">{format!("Confirmed by {who}, {when}.")}</p> })}
            {finishes
                .then(|| {
                    view! {
                        <PostForm action=api::Finish::url() class="stack gap-3 mt-3">
                            <FormMessage />
                            <Hidden name="id" value=id.to_string() />
                            <Hidden name="revision" value=revision.to_string() />
                            <TextField
                                name="note"
                                label="How it was kept"
                                hint=format!("{checker} reads it when looking it over.")
                                autocomplete="off"
                                optional_mark=true
                            />
                            <Actions>
                                <Button look=Look::Primary icon="check">
                                    "Mark as kept"
                                </Button>
                            </Actions>
                        </PostForm>
                    }
                })}
            {checks
                .then(|| {
                    view! {
                        <PostForm action=api::Check::url() class="stack gap-3 mt-3">
                            <FormMessage />
                            <Hidden name="id" value=id.to_string() />
                            <Hidden name="revision" value=revision.to_string() />
                            <Actions>
                                <Button look=Look::Primary icon="shield-check">
                                    "Confirm it was kept"
                                </Button>
                            </Actions>
                        </PostForm>
                        <details class="act mt-3">
                            <summary class="sm">"It was not kept"</summary>
                            <PostForm action=api::Reopen::url() class="stack gap-3 mt-2">
                                <FormMessage />
                                <Hidden name="id" value=id.to_string() />
                                <Hidden name="revision" value=revision.to_string() />
                                <TextField
                                    name="note"
                                    label="What is missing"
                                    hint="Whoever answers for it reads this, and it is open again."
                                    autocomplete="off"
                                    required=true
                                />
                                <Actions>
                                    <Button>"Open it again"</Button>
                                </Actions>
                            </PostForm>
                        </details>
                    }
                })}
        </Section>
    })
}
