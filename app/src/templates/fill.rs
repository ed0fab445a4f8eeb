//! Filling a template for a case: chosen, its values looked over, read, kept.

use domain::documents::DocumentsOf;
use domain::filing::Shown;
use domain::forms::{Choice, FieldErrors, FormPage};
use domain::ids::CaseId;
use domain::templates::{BlankValue, FillForm, FillPage, Filling};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::documents::place::framed;
use crate::enhance::LiveForms;
use crate::filing::one::Text;
use crate::page::{complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::section::Section;
use crate::ui::status::Tone;

#[component]
pub fn Fill() -> impl IntoView {
    let read = api::filling(param("id"), query("template"), flash_id());
    page("New from template", "case", read, |page| view! { <Page page=page /> })
}

#[component]
fn Page(mut page: FormPage<FillForm, FillPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let FillPage { case, standing, templates, chosen, folders } = context;
    let id = case.id;
    let of = DocumentsOf::Case { case, standing };
    let template = chosen.as_ref().map(|chosen| chosen.id.to_string()).unwrap_or_default();
    let body = view! {
        <div class="stack gap-8">
            <Choose case=id templates=templates value=template />
            {chosen
                .map(|chosen| {
                    view! {
                        <Values case=id chosen=chosen form=form folders=folders message=message errors=errors />
                    }
                })}
        </div>
        <LiveForms />
    };
    framed(frame, &of, vec![("New from template".to_owned(), None)], body.into_any())
}

#[component]
fn Choose(case: CaseId, templates: Vec<Choice>, value: String) -> impl IntoView {
    if templates.is_empty() {
        let text = "Managing partners keep the office’s templates, in the settings. None is offered for this case yet.";
        return view! { <Empty icon="note" title="No templates" text=text /> }.into_any();
    }
    view! {
        <Section id="choose" title="New from template">
            <form class="stack gap-3 mt-3" method="get" action=routes::case_template(case, None)>
                <Select name="template" label="Template" options=templates value=value placeholder="Choose" required=true />
                <Actions>
                    <Button>"Use this template"</Button>
                    <LinkButton href=routes::case_documents(case) look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </form>
        </Section>
    }
    .into_any()
}

#[component]
fn Values(
    case: CaseId,
    chosen: Filling,
    form: FillForm,
    folders: Vec<Choice>,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let Filling { id, name, kind, blanks, preview } = chosen;
    let missing = blanks.iter().filter(|blank| blank.missing && blank.value.is_empty()).count();
    let note = match missing {
        0 => "Everything it asks for is on file. Look it over.".to_owned(),
        1 => "One value is not on file, or not open to you. Type it, or leave it blank.".to_owned(),
        many => format!(
            "{many} values are not on file, or not open to you. Type them, or leave them blank."
        ),
    };
    let fields = blanks
        .into_iter()
        .map(|blank| {
            let complaint = errors.of(&field(&blank)).map(str::to_owned);
            view! { <Value blank=blank complaint=complaint /> }
        })
        .collect_view();
    view! {
        <Section id="values" title=name note=kind.label()>
            <p class="muted mt-2">{note}</p>
            <PostForm action=api::Fill::url() class="stack gap-3 mt-3">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="case" value=case.to_string() />
                <Hidden name="template" value=id.to_string() />
                {fields}
                <div class="form-row">
                    <TextField
                        name="name"
                        label="Name of the document"
                        value=form.name
                        error=errors.of("name")
                        autocomplete="off"
                        required=true
                    />
                    {(!folders.is_empty())
                        .then(|| {
                            view! {
                                <Select
                                    name="folder"
                                    label="Folder"
                                    options=folders
                                    value=form.folder
                                    placeholder="No folder"
                                    error=errors.of("folder")
                                />
                            }
                        })}
                </div>
                <Actions>
                    <Button look=Look::Primary name="step" value="save">
                        "Save as a document"
                    </Button>
                    <Button name="step" value="preview" icon="eye">
                        "Preview"
                    </Button>
                </Actions>
            </PostForm>
        </Section>
        {preview.map(|shown| view! { <Preview shown=shown /> })}
    }
}

fn field(blank: &BlankValue) -> String {
    format!("values[{}]", FillForm::key(&blank.word))
}

#[component]
fn Value(blank: BlankValue, complaint: Option<String>) -> impl IntoView {
    let name = field(&blank);
    let hint = match blank.missing {
        true => format!("{{{{{}}}}}: not on file", blank.word),
        false => format!("{{{{{}}}}}", blank.word),
    };
    // an address has lines
    if blank.word.ends_with("address") {
        view! {
            <TextArea name=name label=blank.label value=blank.value hint=hint error=complaint rows=3 />
        }
        .into_any()
    } else {
        view! {
            <TextField name=name label=blank.label value=blank.value hint=hint error=complaint autocomplete="off" />
        }
        .into_any()
    }
}

#[component]
fn Preview(shown: Shown) -> impl IntoView {
    let body = match shown {
        Shown::Text(lines, cut) => view! { <Text lines=lines cut=cut /> }.into_any(),
        Shown::Pages(_) => ().into_any(),
        Shown::Nothing(why) => view! { <Notice kind=Tone::Warn title=why /> }.into_any(),
    };
    view! {
        <Section id="preview" title="How it reads" note="nothing is kept yet">
            <p class="muted mt-2 mb-2">"The text alone; the look is the template’s."</p>
            {body}
        </Section>
    }
}
