//! One template: what it is called, its file, and whether it is in use.

use domain::forms::FormPage;
use domain::templates::{TemplateForm, TemplateRow};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::documents::upload::{Token, kinds};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;

#[component]
pub fn Show() -> impl IntoView {
    page("Template", "template", api::show(param("id"), flash_id()), |page| {
        view! { <One page=page /> }
    })
}

#[component]
fn One(mut page: FormPage<TemplateForm, (TemplateRow, Vec<String>)>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context: (row, areas), .. } = page;
    let crumbs = vec![
        ("Settings".to_owned(), Some(routes::SETTINGS.to_owned())),
        ("Templates".to_owned(), Some(routes::TEMPLATES.to_owned())),
        ("Template".to_owned(), None),
    ];
    let (id, used_id) = (row.id.to_string(), row.id.to_string());
    let wrong_file = errors.of("file").map(str::to_owned);
    let lead = format!("Version {}, {} by {}", row.version, row.changed, row.by);
    let blanks = match row.blanks.is_empty() {
        true => "It has no placeholders: every document made of it reads alike.".to_owned(),
        false => format!(
            "Its placeholders: {}.",
            row.blanks.iter().map(|word| format!("{{{{{word}}}}}")).collect::<Vec<_>>().join(", ")
        ),
    };
    let use_again = row.retired.is_some();
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs class="page--form">
            <Done />
            <PageHead title=row.name.clone() lead=lead>
                <LinkButton href=routes::template_download(row.id) icon="download">
                    "Download"
                </LinkButton>
            </PageHead>
            <div class="stack gap-8">
                <PostForm action=api::Change::url()>
                    <FormMessage message=message errors=errors.clone() />
                    <Hidden name="id" value=id />
                    <Hidden name="revision" value=form.revision />
                    <TextField
                        name="name"
                        label="Name"
                        value=form.name
                        error=errors.of("name")
                        autocomplete="off"
                        required=true
                    />
                    <div class="form-row">
                        <Select name="kind" label="Makes" options=kinds() value=form.kind error=errors.of("kind") />
                        <Area value=form.area areas=areas error=errors.of("area").map(str::to_owned) />
                    </div>
                    <Actions>
                        <Button look=Look::Primary>"Save"</Button>
                        <LinkButton href=routes::TEMPLATES look=Look::Quiet>
                            "Cancel"
                        </LinkButton>
                    </Actions>
                </PostForm>
                <Section id="replace" title="Replace the file">
                    <p class="muted mt-2 prose">{blanks}</p>
                    <form
                        class="stack gap-3 mt-3"
                        method="post"
                        action=routes::template_versions(row.id)
                        enctype="multipart/form-data"
                    >
                        <Token />
                        <File error=wrong_file />
                        <Actions>
                            <Button icon="upload">"Replace"</Button>
                        </Actions>
                    </form>
                </Section>
                <Section id="use" title=if use_again { "Retired" } else { "In use" }>
                    {if use_again {
                        view! {
                            <PostForm action=api::Reuse::url() class="stack gap-3 mt-3">
                                <FormMessage />
                                <Hidden name="id" value=used_id />
                                <Actions>
                                    <Button>"Use it again"</Button>
                                </Actions>
                            </PostForm>
                        }
                            .into_any()
                    } else {
                        view! {
                            <PostForm action=api::Retire::url() class="stack gap-3 mt-3">
                                <FormMessage />
                                <Hidden name="id" value=used_id />
                                <p class="muted">"It is no longer offered then. Documents made of it stay as they are."</p>
                                <Actions>
                                    <Button look=Look::Danger>"Retire"</Button>
                                </Actions>
                            </PostForm>
                        }
                            .into_any()
                    }}
                </Section>
            </div>
            <LiveForms />
        </Shell>
    }
}

/// The practice area for which a template is offered.
#[component]
pub(super) fn Area(value: String, areas: Vec<String>, error: Option<String>) -> impl IntoView {
    let options =
        areas.into_iter().map(|area| domain::forms::Choice { value: area.clone(), label: area });
    let mut options: Vec<_> = options.collect();
    // an area that no case has any more stays chosen
    if !value.is_empty() && options.iter().all(|choice| choice.value != value) {
        options.push(domain::forms::Choice { value: value.clone(), label: value.clone() });
    }
    view! {
        <Select name="area" label="For" options=options value=value placeholder="Every case" error=error />
    }
}

/// The file of a template.
#[component]
pub(super) fn File(error: Option<String>) -> impl IntoView {
    let hidden = error.is_none();
    let invalid = error.as_ref().map(|_| "true");
    view! {
        <div class="field">
            <label class="field__label" for="f-file">
                "Word document"
            </label>
            <input
                class="input"
                id="f-file"
                type="file"
                name="file"
                accept=".docx,.dotx"
                required=true
                aria-invalid=invalid
                aria-describedby="f-file-h f-file-e"
            />
            <p class="field__hint" id="f-file-h">
                "A .docx without macros"
            </p>
            <p class="field__error" id="f-file-e" data-error-for="file" hidden=hidden>
                <Icon name="alert" small=true />
                <span>{error.unwrap_or_default()}</span>
            </p>
        </div>
    }
}
