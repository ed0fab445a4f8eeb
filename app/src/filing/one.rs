//! One scan: its pages, the form that files it, and what else can become of it.

use domain::documents::Kind;
use domain::filing::{FileForm, OneScan, Proposal, ScanRow, Shown};
use domain::forms::{Choice, FieldErrors};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::queue::FORM;
use crate::documents::upload::kinds;
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{DateField, Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::section::Section;
use crate::ui::status::Tone;

/// Pages shown of a long scan; the rest is downloaded.
const PAGES: u32 = 8;

#[component]
pub(super) fn One(
    one: OneScan,
    form: FileForm,
    message: Option<String>,
    errors: FieldErrors,
    which: &'static str,
) -> impl IntoView {
    let OneScan { row, shown, people, cases, proposals, may_file } = one;
    // what was refused stands at the form it came from
    let moved = errors.of("to").is_some() || errors.of("reason").is_some();
    let none = FieldErrors::default();
    let (file_said, move_said) = match moved {
        true => ((None, none), (message, errors)),
        false if !may_file => ((None, none), (message, errors)),
        false => ((message, errors), (None, none)),
    };
    let opens = row.held.is_none();
    let title = row.name.clone();
    let download = routes::scan_download(row.id);
    view! {
        <div class="filing__one">
            <section class="stack gap-3" aria-labelledby="scan">
                <div class="row gap-3">
                    <h2 class="h3 grow" id="scan">
                        {title}
                    </h2>
                    {opens
                        .then(|| {
                            view! {
                                <a class="btn btn--sm" href=download>
                                    <Icon name="download" small=true />
                                    "Download"
                                </a>
                            }
                        })}
                </div>
                <Pages row=row.clone() shown=shown />
            </section>
            {may_file
                .then(|| {
                    view! {
                        <File
                            id=row.id.to_string()
                            which=which
                            form=form
                            cases=cases
                            proposals=proposals
                            message=file_said.0
                            errors=file_said.1
                        />
                    }
                })}
            <Else row=row people=people which=which message=move_said.0 errors=move_said.1 />
        </div>
    }
}

#[component]
fn Pages(row: ScanRow, shown: Shown) -> impl IntoView {
    match shown {
        Shown::Pages(count) => {
            let pages = (1..=count.min(PAGES))
                .map(|page| {
                    let src = routes::scan_page(row.id, page);
                    let alt = format!("Page {page} of {count}");
                    let loading = if page == 1 { "eager" } else { "lazy" };
                    view! { <img class="filing__page" src=src alt=alt loading=loading /> }
                })
                .collect_view();
            let more = (count > PAGES).then(|| {
                let words = format!("{PAGES} of {count} pages. Download it to see the rest.");
                view! { <p class="muted sm">{words}</p> }
            });
            view! {
                <div class="filing__pages" role="region" aria-label="Pages" tabindex="0">
                    {pages}
                    {more}
                </div>
            }
            .into_any()
        }
        Shown::Text(lines, cut) => view! { <Text lines=lines cut=cut /> }.into_any(),
        Shown::Nothing(why) => view! { <Notice kind=Tone::Info title=why /> }.into_any(),
    }
}

/// Text of a file, as it is and nothing else.
#[component]
pub(crate) fn Text(lines: Vec<String>, cut: bool) -> impl IntoView {
    view! {
        <div class="filing__pages filing__pages--text" role="region" aria-label="Text" tabindex="0">
            {lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            {cut.then(|| view! { <p class="muted sm">"There is more than is shown here."</p> })}
        </div>
    }
}

#[component]
fn File(
    id: String,
    which: &'static str,
    form: FileForm,
    cases: Vec<Choice>,
    proposals: Vec<Proposal>,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    // one alone is filled in, for a person to say so
    let case = match (form.case.as_str(), proposals.as_slice()) {
        ("", [only]) => only.number.clone(),
        _ => form.case.clone(),
    };
    view! {
        <Section id="filing" title="File to a case">
            <Proposed proposals=proposals />
            <PostForm action=api::File::url() id=FORM class="stack gap-3 mt-3">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id />
                <Hidden name="which" value=which />
                <CaseField value=case error=errors.of("case").map(str::to_owned) cases=cases />
                <div class="form-row">
                    <TextField
                        name="name"
                        label="Name"
                        value=form.name
                        hint="Others that are filed with it keep theirs"
                        error=errors.of("name")
                        autocomplete="off"
                        required=true
                    />
                    <Select
                        name="kind"
                        label="Kind"
                        options=kinds()
                        value=if form.kind.is_empty() { Kind::Other.word().to_owned() } else { form.kind }
                        error=errors.of("kind")
                    />
                </div>
                <div class="form-row">
                    <TextField
                        name="folder"
                        label="Folder"
                        value=form.folder
                        hint="As the case calls it"
                        error=errors.of("folder")
                        autocomplete="off"
                        optional_mark=true
                    />
                    <DateField
                        name="dated"
                        label="Dated"
                        value=form.dated
                        error=errors.of("dated")
                        optional_mark=true
                    />
                </div>
                <div class="form-row">
                    <TextField
                        name="tags"
                        label="Tags"
                        value=form.tags
                        hint="Separated by commas"
                        error=errors.of("tags")
                        autocomplete="off"
                        optional_mark=true
                    />
                    <TextField
                        name="note"
                        label="Note"
                        value=form.note
                        error=errors.of("note")
                        autocomplete="off"
                        optional_mark=true
                    />
                </div>
                <Actions>
                    <Button look=Look::Primary>"File to this case"</Button>
                </Actions>
            </PostForm>
        </Section>
    }
}

/// What speaks for which case. Nothing is filed by it.
#[component]
fn Proposed(proposals: Vec<Proposal>) -> impl IntoView {
    (!proposals.is_empty()).then(|| {
        let title = if proposals.len() == 1 {
            "It may belong to this case"
        } else {
            "It may belong to one of these cases"
        };
        view! {
            <Notice kind=Tone::Info title=title role="note">
                <ul class="stack gap-1">
                    {proposals
                        .into_iter()
                        .map(|it| {
                            view! {
                                <li>
                                    <strong>{it.number}</strong>
                                    {format!(" {}. {}.", it.title, it.why)}
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </Notice>
        }
    })
}

/// A case by number or title, with the latest ones to choose from. Any other is typed.
#[component]
fn CaseField(value: String, error: Option<String>, cases: Vec<Choice>) -> impl IntoView {
    let invalid = error.as_ref().map(|_| "true");
    let hidden = error.is_none();
    view! {
        <div class="field">
            <label class="field__label" for="f-case">
                "Case"
            </label>
            <input
                class="input"
                id="f-case"
                name="case"
                type="text"
                value=value
                list="cases"
                autocomplete="off"
                required=true
                aria-invalid=invalid
                aria-describedby="f-case-h f-case-e"
            />
            <datalist id="cases">
                {cases
                    .into_iter()
                    .map(|case| view! { <option value=case.value>{case.label}</option> })
                    .collect_view()}
            </datalist>
            <p class="field__hint" id="f-case-h">
                "Its number, or words of its title"
            </p>
            <p class="field__error" id="f-case-e" data-error-for="case" hidden=hidden>
                <Icon name="alert" small=true />
                <span>{error.unwrap_or_default()}</span>
            </p>
        </div>
    }
}

/// Handing over, discarding, and taking back.
#[component]
fn Else(
    row: ScanRow,
    people: Vec<Choice>,
    which: &'static str,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let id = row.id.to_string();
    let revision = row.revision.to_string();
    if row.discarded.is_some() {
        return view! {
            <Section id="else" title="Discarded">
                <PostForm action=api::Restore::url() class="stack gap-3 mt-3">
                    <FormMessage message=message />
                    <Hidden name="id" value=id />
                    <Actions>
                        <Button>"Take it back"</Button>
                        <LinkButton href=routes::FILING look=Look::Quiet>
                            "Back to the queue"
                        </LinkButton>
                    </Actions>
                </PostForm>
            </Section>
        }
        .into_any();
    }
    let none = || (None, FieldErrors::default());
    let hand = errors.of("to").is_some();
    let (hand_said, drop_said) = match (hand, errors.of("reason").is_some()) {
        (false, true) => (none(), (message, errors)),
        _ => ((message, errors), none()),
    };
    let subject = (id, which, revision);
    view! {
        <Section id="else" title="Or else">
            <div class="stack gap-3 mt-3">
                <HandOver subject=subject.clone() people=people message=hand_said.0 errors=hand_said.1 />
                <Discard subject=subject message=drop_said.0 errors=drop_said.1 />
            </div>
        </Section>
    }
    .into_any()
}

/// A scan's id, the part of the queue it is looked at in, and its revision.
type Subject = (String, &'static str, String);

#[component]
fn HandOver(
    subject: Subject,
    people: Vec<Choice>,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let (id, which, revision) = subject;
    let open = message.is_some();
    view! {
        <details class="act" open=open>
            <summary>"Hand it over to somebody"</summary>
            <PostForm action=api::HandOver::url() class="stack gap-3 mt-2">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id />
                <Hidden name="which" value=which />
                <Hidden name="revision" value=revision />
                <Select
                    name="to"
                    label="To"
                    options=people
                    placeholder="Choose"
                    hint="It leaves this tray, and whoever gets it sees its pages. It is recorded."
                    error=errors.of("to")
                    required=true
                />
                <Actions>
                    <Button>"Hand over"</Button>
                </Actions>
            </PostForm>
        </details>
    }
}

#[component]
fn Discard(subject: Subject, message: Option<String>, errors: FieldErrors) -> impl IntoView {
    let (id, which, revision) = subject;
    let open = message.is_some();
    view! {
        <details class="act" open=open>
            <summary>"Discard it"</summary>
            <PostForm action=api::Discard::url() class="stack gap-3 mt-2">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id />
                <Hidden name="which" value=which />
                <Hidden name="revision" value=revision />
                <TextField
                    name="reason"
                    label="Reason"
                    hint="It can be taken back for thirty days, and is destroyed then."
                    error=errors.of("reason")
                    autocomplete="off"
                    required=true
                />
                <Actions>
                    <Button look=Look::Danger>"Discard"</Button>
                </Actions>
            </PostForm>
        </details>
    }
}
