//! One note: as it reads, and each version before.

use domain::access::{Action, may};
use domain::forms::FormPage;
use domain::notes::{NotePage, NoteVersion};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::list::{Place, framed, place};
use super::text::Formatted;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::PageHead;
use crate::ui::person::Who;
use crate::ui::section::Section;
use crate::ui::status::Tone;

#[component]
pub fn Show() -> impl IntoView {
    page("Note", "note", api::show(param("id"), flash_id()), |page| view! { <One page=page /> })
}

#[component]
fn One(mut page: FormPage<(), NotePage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, context, .. } = page;
    let NotePage { of, note, versions, standing } = context;
    let Place { here, mut crumbs, head, .. } = place(&of, &frame);
    crumbs.push(("Note".to_owned(), None));
    let id = note.id;
    let stands = note.withdrawn.is_none();
    let edits = stands && may(frame.role, Action::EditNote, &standing);
    let withdraws = stands && may(frame.role, Action::WithdrawNote, &standing);
    let edit = edits.then(|| {
        view! {
            <div class="toolbar mt-3">
                <LinkButton href=routes::note_edit(id) icon="edit">
                    "Change note"
                </LinkButton>
            </div>
        }
    });
    let title = head.is_none().then(|| view! { <PageHead title="Note" /> });
    let body = view! {
        <Done />
        {title}
        <div class="stack gap-8">
            {note
                .withdrawn
                .map(|(who, when)| {
                    let said = format!("Withdrawn by {who}, {when}");
                    view! {
                        <Notice kind=Tone::Warn title=said>
                            <p>"It reads on here as it was."</p>
                        </Notice>
                    }
                })}
            <Section id="versions" title="Versions" note="each as it was, the newest first">
                {edit}
                <ol class="notes mt-3">
                    {versions.into_iter().map(|version| view! { <Version version=version /> }).collect_view()}
                </ol>
            </Section>
            {withdraws
                .then(|| {
                    view! {
                        <PostForm action=api::Withdraw::url()>
                            <FormMessage message=message errors=errors />
                            <Hidden name="id" value=id.to_string() />
                            <p class="sm muted">
                                "A withdrawn note counts no more. Whoever may see it still finds it here, marked as withdrawn."
                            </p>
                            <Actions>
                                <Button look=Look::Danger>"Withdraw note"</Button>
                            </Actions>
                        </PostForm>
                        <LiveForms />
                    }
                })}
        </div>
    };
    framed(frame, here, crumbs, head, body.into_any())
}

#[component]
fn Version(version: NoteVersion) -> impl IntoView {
    let by = version.by.name.clone();
    view! {
        <li class="note">
            <p class="note__head">
                <Who person=version.by small=true />
                <strong>{by}</strong>
                <span class="push muted">{format!("Version {}", version.nth)}</span>
            </p>
            <p class="note__when">
                <time datetime=version.datetime>{version.at}</time>
            </p>
            <Formatted text=version.text />
        </li>
    }
}
