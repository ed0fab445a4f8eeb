//! Clients who were on file twice: what a client's page says of it, and the form that merges.

pub mod api;

use domain::forms::FormPage;
use domain::ids::ClientId;
use domain::merges::{Alias, MergeForm, MergeFormContext};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::Select;
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Tone;

/// On the page of an alias: where the client is now.
#[component]
pub fn Merged(client: ClientId, kept: Alias, may_undo: bool) -> impl IntoView {
    view! {
        <div class="mb-6 stack gap-3">
            <Notice kind=Tone::Info title="This record is merged">
                <p>
                    "The client is kept as " <a href=routes::client(kept.client)>{kept.name}</a>
                    {format!(", where the cases of both are listed. Merged by {}.", kept.merged)}
                </p>
            </Notice>
            {may_undo
                .then(|| {
                    view! {
                        <PostForm action=api::Unmerge::url()>
                            <FormMessage message=None />
                            <Hidden name="id" value=client.to_string() />
                            <Actions>
                                <Button>"Undo the merge"</Button>
                            </Actions>
                            <p class="xs muted">
                                "Walls that the merge put around both stay until they are lifted. Where it made a record a discreet contact, that stays too: see Preferences of each."
                            </p>
                        </PostForm>
                    }
                })}
        </div>
    }
}

/// On the page of the record that is kept: what it was called elsewhere, and merges that were undone.
#[component]
pub fn Aliases(aliases: Vec<Alias>, past: Vec<Alias>) -> impl IntoView {
    let line = |alias: Alias| {
        let told = match alias.undone {
            Some(undone) => format!("Merged by {}; undone by {undone}", alias.merged),
            None => format!("Merged by {}", alias.merged),
        };
        view! {
            <li class="points__row">
                <div class="points__body">
                    <a href=routes::client(alias.client)>{alias.name}</a>
                    <p class="xs muted">{told}</p>
                </div>
            </li>
        }
    };
    let now = (!aliases.is_empty()).then(|| {
        view! {
            <Section id="aliases" title="Also on file as">
                <ul class="points">{aliases.into_iter().map(line).collect_view()}</ul>
            </Section>
        }
    });
    let before = (!past.is_empty()).then(|| {
        view! {
            <Section id="earlier-merges" title="Earlier merges">
                <ul class="points">{past.into_iter().map(line).collect_view()}</ul>
            </Section>
        }
    });
    view! {
        {now}
        {before}
    }
}

/// The page `/clients/:id/merge`.
#[component]
pub fn Merge() -> impl IntoView {
    let read = api::merge_page(param("id"), flash_id());
    page("Merge a client", "client", read, |page| view! { <Write page=page /> })
}

#[component]
fn Write(mut page: FormPage<MergeForm, MergeFormContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let MergeFormContext { client, name, about, others } = context;
    let back = routes::client(client);
    let crumbs = vec![
        ("Clients".to_owned(), Some(routes::CLIENTS.to_owned())),
        ("Client".to_owned(), Some(back.clone())),
        ("Merge".to_owned(), None),
    ];
    let label = format!("{name} is the same client as");
    let button = format!("Merge {name}");
    view! {
        <Shell frame=frame here=Here::Clients crumbs=crumbs class="page--form">
            <PageHead title="Merge a client" lead=about />
            <ul class="sm muted mb-4">
                <li>"The client you choose is kept. This record becomes another name of it."</li>
                <li>"Cases, contacts and history stay where they are, and are listed under the client that is kept."</li>
                <li>"Nobody sees more than before. Whoever is screened from one of the two is screened from both."</li>
                <li>"Conflict checks and searches go on finding both names. It can be undone."</li>
            </ul>
            <PostForm action=api::Merge::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=client.to_string() />
                <Select
                    name="into"
                    label=label
                    options=others
                    value=form.into
                    placeholder="Choose the client that is kept"
                    error=errors.of("into")
                    required=true
                />
                <Actions>
                    <Button look=Look::Primary>{button}</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
