//! What is usually said of a stage: where a text for the clients of a case begins.

pub mod api;

use domain::forms::FormPage;
use domain::frame::Framed;
use domain::status::{StageWordsForm, StageWordsRow};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::table::{Caption, TableWrap};

fn crumbs(stage: Option<&'static str>) -> Vec<(String, Option<String>)> {
    let own = "What clients read at each stage".to_owned();
    let mut crumbs = vec![
        ("Settings".to_owned(), Some(routes::SETTINGS.to_owned())),
        ("Templates".to_owned(), Some(routes::TEMPLATES.to_owned())),
    ];
    match stage {
        None => crumbs.push((own, None)),
        Some(stage) => {
            crumbs.push((own, Some(routes::STAGES.to_owned())));
            crumbs.push((stage.to_owned(), None));
        }
    }
    crumbs
}

/// The page `/settings/stages`.
#[component]
pub fn List() -> impl IntoView {
    page("What clients read at each stage", "page", api::list(), |page| view! { <All page=page /> })
}

#[component]
fn All(page: Framed<Vec<StageWordsRow>>) -> impl IntoView {
    let Framed { frame, body } = page;
    let rows = body
        .into_iter()
        .map(|row| {
            let set = match row.set.as_str() {
                "" => "Came with Privity".to_owned(),
                set => set.to_owned(),
            };
            view! {
                <tr>
                    <th scope="row">
                        <a class="cell-main" href=routes::stage_words(row.stage)>
                            {row.stage.label()}
                        </a>
                    </th>
                    <td data-label="Step" dir="auto">{row.words.step}</td>
                    <td data-label="What happens now" dir="auto">{row.words.text}</td>
                    <td data-label="Set by">{set}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs(None)>
            <Done />
            <PageHead
                title="What clients read at each stage"
                lead="Where a text on a case begins. Whoever works on the case changes it to fit, and the lead approves it before a client reads it."
            />
            <TableWrap label="Stages">
                <table class="table table--stack">
                    <Caption text="What is usually said at each stage of a case" />
                    <thead>
                        <tr>
                            <th scope="col">"Stage"</th>
                            <th scope="col">"Step"</th>
                            <th scope="col">"What happens now"</th>
                            <th scope="col">"Set by"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableWrap>
        </Shell>
    }
}

/// The page `/settings/stages/:stage`.
#[component]
pub fn Show() -> impl IntoView {
    let read = api::show(param("stage"), flash_id());
    page("What clients read at a stage", "stage", read, |page| view! { <One page=page /> })
}

#[component]
fn One(mut page: FormPage<StageWordsForm, StageWordsRow>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context: row, .. } = page;
    let stage = row.stage;
    let house = (!row.set.is_empty()).then(|| {
        view! {
            <Section id="house" title="The words that came with Privity">
                <p class="sm muted mt-2">{format!("Those above were set by {}.", row.set)}</p>
                <PostForm action=api::BackToHouse::url() class="stack gap-3 mt-3">
                    <Hidden name="stage" value=stage.word() />
                    <Hidden name="revision" value=row.revision />
                    <Actions>
                        <Button>"Go back to the words that came with Privity"</Button>
                    </Actions>
                </PostForm>
            </Section>
        }
    });
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs(Some(stage.label())) class="page--form">
            <PageHead
                title=stage.label()
                lead="What a text for clients begins with at this stage. Texts that were written before stay as they are."
            />
            <div class="stack gap-8">
                <PostForm action=api::Save::url()>
                    <FormMessage message=message errors=errors.clone() />
                    <Hidden name="stage" value=stage.word() />
                    <Hidden name="revision" value=form.revision />
                    <TextField
                        name="step"
                        label="Step"
                        value=form.step
                        hint="In two or three words: “Exchanging evidence”"
                        error=errors.of("step")
                        autocomplete="off"
                        required=true
                    />
                    <TextArea
                        name="text"
                        label="What happens now"
                        value=form.text
                        hint="Plain words that fit every case at this stage"
                        error=errors.of("text")
                        rows=5
                        required=true
                    />
                    <Actions>
                        <Button look=Look::Primary>"Save"</Button>
                        <LinkButton href=routes::STAGES look=Look::Quiet>
                            "Cancel"
                        </LinkButton>
                    </Actions>
                </PostForm>
                {house}
            </div>
            <LiveForms />
        </Shell>
    }
}
