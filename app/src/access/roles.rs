//! The role table, made from the permission table itself, and beside it the question about one person
//! and one case. Both are links and a GET form: an answer has an address.

use domain::access::{Action, Group, Role, cell};
use domain::forms::{Choice, FieldErrors};
use domain::frame::{Frame, Framed};
use domain::reasons::{AskForm, Reasons, RolesPage};
use leptos::prelude::*;

use super::api;
use super::marks::{Legend, May};
use super::sections::{Part, Sections};
use super::verdict::Verdicts;
use crate::error::ApiError;
use crate::page::{page, query, status};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::field::{Select, TextField};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::table::{Caption, TableWrap};

/// The page `/access`.
#[component]
pub fn Roles() -> impl IntoView {
    let form = AskForm { who: query("who"), case: query("case"), act: query("act") };
    page("Who can see what, and why", "page", read(form), |(framed, asked)| {
        let Framed { frame, body } = framed;
        view! { <Table frame=frame page=body asked=asked /> }
    })
}

/// What was asked: the form, what was wrong with it, or the answer.
struct Question {
    form: AskForm,
    errors: FieldErrors,
    answer: Option<Reasons>,
    /// The status that goes with the errors.
    status: u16,
}

async fn read(form: AskForm) -> Result<(Framed<RolesPage>, Question), ApiError> {
    let framed = api::roles().await?;
    let mut asked =
        Question { form: form.clone(), errors: FieldErrors::default(), answer: None, status: 200 };
    if form.is_empty() {
        return Ok((framed, asked));
    }
    match api::ask(form).await {
        Ok(answer) => asked.answer = Some(answer),
        Err(error) => {
            asked.status = error.status();
            match error {
                ApiError::NotFound => {
                    asked.errors.add("case", "No case with this number is in your view.");
                }
                ApiError::Refused(why) => asked.errors.add("who", why),
                ApiError::Invalid(errors) => asked.errors = errors,
                other => return Err(other),
            }
        }
    }
    Ok((framed, asked))
}

#[component]
fn Table(frame: Frame, page: RolesPage, asked: Question) -> impl IntoView {
    let RolesPage { holders, people } = page;
    if asked.status != 200 {
        status(asked.status);
    }
    let me = frame.me.id.to_string();
    let sections = view! { <Sections frame=&frame part=Part::Roles /> };
    let lead = "Roles set the outer limit. A place on the case team narrows it, and an ethical wall overrides everything, managing partners included.";
    let heads = Role::ALL
        .into_iter()
        .zip(holders)
        .map(|(role, n)| {
            let people = if n == 1 { "1 person".to_owned() } else { format!("{n} people") };
            view! {
                <th scope="col">{role.label()} <small>{people}</small></th>
            }
        })
        .collect_view();
    view! {
        <Shell frame=frame here=Here::Staff crumbs=vec![("Staff and access".to_owned(), None)]>
            <PageHead title="Who can see what, and why" lead=lead />
            <div class="stack gap-6">
                {sections}
                <div class="cols cols--aside">
                    <div>
                        <TableWrap label="What each role may do">
                            <table class="table table--stack matrix">
                                <Caption text="What each role may do" />
                                <thead>
                                    <tr>
                                        <th scope="col">"May they"</th>
                                        {heads}
                                    </tr>
                                </thead>
                                {Group::ALL.map(|group| view! { <Actions group=group /> }).collect_view()}
                            </table>
                        </TableWrap>
                        <Legend />
                    </div>
                    <aside aria-label="Ask about one person">
                        <Ask asked=asked people=people me=me />
                    </aside>
                </div>
            </div>
        </Shell>
    }
}

#[component]
fn Actions(group: Group) -> impl IntoView {
    view! {
        <tbody>
            <tr class="matrix__group">
                <th colspan="5" scope="rowgroup">
                    {group.label()}
                </th>
            </tr>
            {group
                .actions()
                .map(|action| {
                    view! {
                        <tr>
                            <th scope="row">{action.label()}</th>
                            {Role::ALL
                                .map(|role| {
                                    view! {
                                        <td data-label=role.label()>
                                            <May cell=cell(action, role) />
                                        </td>
                                    }
                                })
                                .collect_view()}
                        </tr>
                    }
                })
                .collect_view()}
        </tbody>
    }
}

#[component]
fn Ask(asked: Question, people: Vec<Choice>, me: String) -> impl IntoView {
    let Question { form, errors, answer, .. } = asked;
    let only_oneself = people.iter().all(|choice| choice.value == me);
    let who = if form.who.is_empty() { me } else { form.who };
    let acts = Action::ALL
        .into_iter()
        .filter(|action| action.is_about_a_case())
        .map(|action| Choice { value: action.word().into(), label: action.label().into() })
        .collect();
    let act = if form.act.is_empty() { Action::SeeCase.word().to_owned() } else { form.act };
    let hint = if only_oneself {
        "Whoever manages a case can ask about everybody on it."
    } else {
        "About cases whose team you manage; about yourself, any case in view."
    };
    view! {
        <Section id="ask" title="Ask about one person">
            <form class="stack gap-3 mt-3" method="get" action=format!("{}#ask", routes::ACCESS) aria-labelledby="ask">
                <Select name="who" label="Person" options=people value=who hint=hint error=errors.of("who") />
                <Select name="act" label="May they" options=acts value=act error=errors.of("act") />
                <TextField
                    name="case"
                    label="Case number"
                    value=form.case
                    icon="case"
                    error=errors.of("case")
                    required=true
                />
                <p>
                    <Button look=Look::Primary>"Ask"</Button>
                </p>
            </form>
        </Section>
        {answer.map(|answer| view! { <Verdicts answer=answer /> })}
    }
}
