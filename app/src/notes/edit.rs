//! Writing another version of a note.

use domain::forms::FormPage;
use domain::notes::{NoteForm, NotesOf};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::list::{HINT, Place, framed, place};
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextArea;
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::PageHead;
use crate::ui::section::Section;

#[component]
pub fn Edit() -> impl IntoView {
    let read = api::edit_page(param("id"), flash_id());
    page("Change a note", "note", read, |page| view! { <Write page=page /> })
}

#[component]
fn Write(mut page: FormPage<NoteForm, NotesOf>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context: of, .. } = page;
    let id = param("id");
    let back = id.parse().map(routes::note).unwrap_or_default();
    let Place { here, mut crumbs, head, .. } = place(&of, &frame);
    crumbs.push(("Note".to_owned(), Some(back.clone())));
    crumbs.push(("Change".to_owned(), None));
    let title = head.is_none().then(|| view! { <PageHead title="Change a note" /> });
    let body = view! {
        {title}
        <Section id="change" title="Change the note" note="the version before is kept">
            <PostForm action=api::Edit::url() class="stack gap-4 mt-3">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id />
                <Hidden name="revision" value=form.revision />
                <TextArea
                    name="body"
                    label="Note"
                    value=form.body
                    hint=HINT
                    error=errors.of("body")
                    rows=12
                    required=true
                />
                <Actions>
                    <Button look=Look::Primary>"Save note"</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Section>
    };
    framed(frame, here, crumbs, head, body.into_any())
}
