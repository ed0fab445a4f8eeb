//! The page `/conflicts`: look for names, one's own searches, and the questions that wait for one.

use domain::conflicts::{CheckForm, CheckRow, ConflictsPage, Question};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::found::{Matches, outcome};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn List() -> impl IntoView {
    page("Conflict checks", "page", api::list(flash_id()), |page| view! { <Listed page=page /> })
}

#[component]
fn Listed(mut page: FormPage<CheckForm, ConflictsPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let ConflictsPage { mine, questions } = context;
    let lead = "Names are looked for among clients past and present, parties, counsel and enquiries, however they are spelled. Every case stands on a check.";
    view! {
        <Shell frame=frame here=Here::Conflicts crumbs=vec![("Conflict checks".to_owned(), None)]>
            <Done />
            <PageHead title="Conflict checks" lead=lead />
            <div class="stack gap-8">
                {(!questions.is_empty())
                    .then(|| {
                        view! {
                            <Section id="questions" title="Questions for you">
                                <div class="stack gap-6 mt-3">
                                    {questions.into_iter().map(|one| view! { <Asked question=one /> }).collect_view()}
                                </div>
                            </Section>
                        }
                    })}
                <Section id="look" title="Look for names">
                    <PostForm action=api::Check::url() class="stack gap-4 mt-3 look-for">
                        <FormMessage message=message errors=errors.clone() />
                        <TextArea
                            name="names"
                            label="Names"
                            value=form.names
                            hint="One on each line: people and organizations, as well as you know them."
                            error=errors.of("names")
                            rows=4
                            required=true
                        />
                        <TextField
                            name="about"
                            label="What it is about"
                            value=form.about
                            hint="Whoever may have to answer reads this."
                            error=errors.of("about")
                            optional_mark=true
                        />
                        <Actions>
                            <Button look=Look::Primary icon="search">
                                "Check"
                            </Button>
                        </Actions>
                    </PostForm>
                </Section>
                <Section id="mine" title="Your checks">
                    {if mine.is_empty() {
                        let text = "Each check you make is kept, with what it found and what was decided. The latest are here, those without a case first.";
                        view! { <Empty icon="search" title="No checks yet" text=text /> }.into_any()
                    } else {
                        view! { <Rows rows=mine /> }.into_any()
                    }}
                </Section>
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Asked(question: Question) -> impl IntoView {
    let heading = format!("question-{}", question.id);
    let labelled_by = heading.clone();
    let about = match question.about.as_str() {
        "" => "a check".to_owned(),
        about => format!("“{about}”"),
    };
    let said = format!(
        "{} asked on {} for {}. Part of what is alike is out of sight there: it takes your word.",
        question.asked_by,
        question.asked,
        question.names.join(", ")
    );
    view! {
        <section aria-labelledby=labelled_by>
            <h3 class="h3" id=heading>
                {format!("Is there a conflict in {about}?")}
            </h3>
            <p class="sm muted mt-1">{said}</p>
            <Matches rows=question.matches />
            <p class="mt-2">
                <LinkButton href=routes::conflict(question.id) small=true>
                    "Answer"
                    <span class="vh">{format!(" {about}")}</span>
                </LinkButton>
            </p>
        </section>
    }
}

#[component]
fn Rows(rows: Vec<CheckRow>) -> impl IntoView {
    view! {
        <TableWrap label="Your checks" class="mt-3">
            <table class="table table--top table--stack">
                <Caption text="Your conflict checks, latest first" />
                <thead>
                    <tr>
                        <th scope="col">"Asked"</th>
                        <th scope="col">"Names"</th>
                        <th scope="col">"Result"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let waits = match (row.waits, row.used) {
                                (_, true) => "A case was opened on it",
                                (true, false) => "A case waits for it",
                                (false, false) => "",
                            };
                            view! {
                                <tr>
                                    <td data-label="Asked" class="nowrap">{row.asked.clone()}</td>
                                    <th scope="row">
                                        <a class="cell-main" href=routes::conflict(row.id)>
                                            {row.names.join(", ")}
                                        </a>
                                        <span class="cell-sub">{row.about.clone()}</span>
                                    </th>
                                    <td data-label="Result">{outcome(&row)} <span class="cell-sub">{waits}</span></td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}
