//! Where a case stands, in words for its clients: the page on which it is written, approved and taken back.

pub mod api;

use domain::access::{Action, may};
use domain::forms::FormPage;
use domain::ids::{CaseId, StatusId};
use domain::status::{CaseStatus, StatusForm, StatusRow};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::field::{TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Matter, Tone};

/// The page `/cases/:id/status`.
#[component]
pub fn Status() -> impl IntoView {
    let read = api::status_page(param("id"), flash_id());
    page("Where the case stands", "case", read, |page| view! { <Show page=page /> })
}

#[component]
fn Show(mut page: FormPage<StatusForm, CaseStatus>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let CaseStatus { case, standing, told, stale, moved, waiting, earlier } = context;
    let id = case.id;
    let crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(routes::case(id))),
        ("Where it stands".to_owned(), None),
    ];
    let writes = may(frame.role, Action::EditCase, &standing);
    let approves = may(frame.role, Action::ApproveStatus, &standing);
    let old = (stale || moved).then(|| {
        let title = if moved {
            format!("The case is at “{}” now", case.stage.label())
        } else {
            "Clients read something that is more than a month old".to_owned()
        };
        view! {
            <Notice kind=Tone::Info title=title role="note">
                <p>"Write a few words below, and they need not call to ask."</p>
            </Notice>
        }
    });
    let told_now = match told {
        None => {
            view! { <p class="muted mt-2">"Nothing yet. The portal says nothing of where this case stands."</p> }.into_any()
        }
        Some(row) => {
            let acts = approves
                .then(|| take_back(id, row.id, "Take back", "Clients read what they read before it, or nothing."));
            view! { <Text row=row>{acts}</Text> }.into_any()
        }
    };
    let replaces = waiting.is_some();
    let waits = waiting.map(|row| {
        let acts = view! {
            <div class="row gap-2 mt-2">
                {approves
                    .then(|| {
                        view! {
                            <PostForm action=api::Approve::url()>
                                <Hidden name="id" value=id.to_string() />
                                <Hidden name="status" value=row.id.to_string() />
                                <Button look=Look::Primary>"Let clients read it"</Button>
                            </PostForm>
                        }
                    })}
                {writes.then(|| take_back(id, row.id, "Withdraw", "Clients have not read it."))}
            </div>
        };
        view! {
            <Section
                id="waiting"
                title="Waits for the lead"
                note="Clients do not read it yet"
            >
                <Text row=row.clone()>{acts.into_any()}</Text>
            </Section>
        }
    });
    let earlier = (!earlier.is_empty()).then(|| {
        let rows = earlier
            .into_iter()
            .map(|row| view! { <li class="points__row"><div class="points__body"><Text row=row /></div></li> })
            .collect_view();
        view! {
            <Section id="earlier" title="What they read before">
                <ul class="points">{rows}</ul>
            </Section>
        }
    });
    let lead = if approves {
        "Clients read it in the portal as soon as you save it."
    } else {
        "The lead is asked first; clients read it once it is approved."
    };
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            <Done />
            <PageHead
                title="Where the case stands"
                lead="In plain words, for every client of this case. They read it on the first page of the portal, with its date."
            />
            <p>
                <Matter href=routes::case(id)>{case.title}</Matter>
            </p>
            <div class="stack gap-6 mt-4">
                <FormMessage message=message errors=errors.clone() />
                {old}
                {waits}
                <Section id="told" title="What clients read">
                    {told_now}
                </Section>
                {writes
                    .then(|| {
                        view! {
                            <Section id="write" title="Say where it stands">
                                <PostForm action=api::Write::url() class="mt-4">
                                    <Hidden name="id" value=id.to_string() />
                                    <Hidden name="key" value=form.key />
                                    <Hidden name="waits" value=form.waits />
                                    {replaces
                                        .then(|| view! { <p class="sm">"It takes the place of the text that waits."</p> })}
                                    <p class="sm muted">{lead}</p>
                                    <TextField
                                        name="step"
                                        label="Step"
                                        value=form.step
                                        hint="Where the case is, in two or three words: “Exchanging evidence”"
                                        error=errors.of("step")
                                        autocomplete="off"
                                        required=true
                                    />
                                    <TextArea
                                        name="text"
                                        label="What happens now"
                                        value=form.text
                                        hint="What is being done, what the client has to do, and when they will hear more. No names of others."
                                        error=errors.of("text")
                                        rows=5
                                        required=true
                                    />
                                    <TextArea
                                        name="ahead"
                                        label="Steps to come"
                                        value=form.ahead
                                        hint="Up to three, a line each: “Mediation, Nov 12”"
                                        error=errors.of("ahead")
                                        rows=3
                                        optional_mark=true
                                    />
                                    <Actions>
                                        <Button look=Look::Primary>
                                            {if approves { "Let clients read it" } else { "Ask the lead" }}
                                        </Button>
                                    </Actions>
                                </PostForm>
                            </Section>
                        }
                    })}
                {earlier}
            </div>
            <LiveForms />
        </Shell>
    }
}

/// A text as it is read, with who stands behind it.
#[component]
fn Text(row: StatusRow, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let StatusRow { step, text, ahead, by, approved, .. } = row;
    let paragraphs = text
        .lines()
        .map(|line| view! { <p class="measure" dir="auto">{line.to_owned()}</p> })
        .collect_view();
    let ahead = (!ahead.is_empty()).then(|| {
        view! { <p class="sm" dir="auto">"To come: " {ahead.join("; ")}</p> }
    });
    let by = if approved.is_empty() { by } else { format!("{by}, {approved}") };
    view! {
        <div class="stack gap-2 mt-2">
            <strong dir="auto">{step}</strong>
            {paragraphs}
            {ahead}
            <p class="xs muted">{by}</p>
            {children.map(|acts| acts())}
        </div>
    }
}

fn take_back(id: CaseId, status: StatusId, label: &'static str, says: &'static str) -> AnyView {
    view! {
        <details class="more">
            <summary>{label}</summary>
            <PostForm action=api::TakeBack::url()>
                <Hidden name="id" value=id.to_string() />
                <Hidden name="status" value=status.to_string() />
                <p class="sm muted measure">{says}</p>
                <Actions>
                    <Button look=Look::Danger>{label} " now"</Button>
                </Actions>
            </PostForm>
        </details>
    }
    .into_any()
}
