//! The page `/settings/templates`: the templates there are, what can stand in one, and adding one.

use domain::forms::{FieldErrors, FormPage};
use domain::templates::{Blank, TemplateForm, TemplateRow, TemplatesPage};
use leptos::prelude::*;

use super::api;
use super::show::{Area, File};
use crate::documents::upload::{Token, kinds};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{Select, TextField};
use crate::ui::form::{Actions, FormMessage};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn List() -> impl IntoView {
    page("Templates", "page", api::list(flash_id()), |page| view! { <All page=page /> })
}

#[component]
fn All(mut page: FormPage<TemplateForm, TemplatesPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let crumbs = vec![
        ("Settings".to_owned(), Some(routes::SETTINGS.to_owned())),
        ("Templates".to_owned(), None),
    ];
    let lead = "Letters and forms that are filled from a case. Whoever may add documents to a case finds them there.";
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs>
            <Done />
            <PageHead title="Templates" lead=lead>
                <LinkButton href=routes::STAGES icon="note">
                    "What clients read at each stage"
                </LinkButton>
            </PageHead>
            <div class="stack gap-8">
                <Rows rows=context.rows />
                <Add form=form areas=context.areas message=message errors=errors />
                <Catalogue />
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Rows(rows: Vec<TemplateRow>) -> impl IntoView {
    if rows.is_empty() {
        let text = "Take a letter you write often, put placeholders where the client’s name and the like stand, and add it below.";
        return view! { <Empty icon="note" title="No templates yet" text=text /> }.into_any();
    }
    view! {
        <TableWrap label="Templates">
            <table class="table table--stack">
                <Caption text="Templates, those in use first" />
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Makes"</th>
                        <th scope="col">"For"</th>
                        <th scope="col">"Placeholders"</th>
                        <th scope="col">"Changed"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a class="cell-main" href=routes::template(row.id)>
                                            {row.name}
                                        </a>
                                        {row
                                            .retired
                                            .map(|at| {
                                                view! {
                                                    " "
                                                    <Badge kind=Tone::Warn>{format!("Retired {at}")}</Badge>
                                                }
                                            })}
                                    </th>
                                    <td data-label="Makes">{row.kind.label()}</td>
                                    <td data-label="For">
                                        {if row.area.is_empty() { "Every case".to_owned() } else { row.area }}
                                    </td>
                                    <td data-label="Placeholders">{row.blanks.len()}</td>
                                    <td data-label="Changed" class="nowrap">
                                        <time datetime=row.datetime>{row.changed}</time>
                                        <span class="cell-sub">{format!("Version {}, {}", row.version, row.by)}</span>
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

#[component]
fn Add(
    form: TemplateForm,
    areas: Vec<String>,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let kind = if form.kind.is_empty() { "correspondence".to_owned() } else { form.kind };
    view! {
        <Section id="add" title="Add a template">
            <form
                class="stack gap-3 mt-3"
                method="post"
                action=routes::TEMPLATES_UPLOAD
                enctype="multipart/form-data"
            >
                <Token />
                <FormMessage message=message errors=errors.clone() />
                <div class="form-row">
                    <TextField
                        name="name"
                        label="Name"
                        value=form.name
                        error=errors.of("name")
                        autocomplete="off"
                        required=true
                    />
                    <Select name="kind" label="Makes" options=kinds() value=kind error=errors.of("kind") />
                </div>
                <div class="form-row">
                    <Area value=form.area areas=areas error=errors.of("area").map(str::to_owned) />
                    <File error=errors.of("file").map(str::to_owned) />
                </div>
                <Actions>
                    <Button look=Look::Primary icon="plus">
                        "Add template"
                    </Button>
                </Actions>
            </form>
        </Section>
    }
}

/// What can stand between the braces.
#[component]
fn Catalogue() -> impl IntoView {
    view! {
        <Section id="catalogue" title="What can be filled in">
            <p class="muted mt-2">
                "Write a placeholder into the document where its value belongs. It takes the look of the text around it. One that is not listed here is refused when the template is added."
            </p>
            <TableWrap label="Placeholders">
                <table class="table table--dense mt-3">
                    <Caption text="Placeholders and what they stand for" />
                    <thead>
                        <tr>
                            <th scope="col">"Placeholder"</th>
                            <th scope="col">"Stands for"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {Blank::ALL
                            .iter()
                            .map(|blank| {
                                view! {
                                    <tr>
                                        <th scope="row">
                                            <code>{format!("{{{{{}}}}}", blank.word())}</code>
                                        </th>
                                        <td>{blank.label()}</td>
                                    </tr>
                                }
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </TableWrap>
        </Section>
    }
}
