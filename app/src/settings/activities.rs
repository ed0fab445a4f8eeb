//! The page `/settings/activities`: the kinds of work that time is recorded as.

use domain::billing::rates::{ActivityForm, ActivityRow};
use domain::billing::time::Treatment;
use domain::forms::{Choice, FieldErrors, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::Button;
use crate::ui::field::{Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Activities() -> impl IntoView {
    page("Kinds of work", "page", api::activities_page(flash_id()), |page| {
        view! { <Listed page=page /> }
    })
}

#[component]
fn Listed(mut page: FormPage<ActivityForm, Vec<ActivityRow>>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let crumbs = vec![
        ("Settings".to_owned(), Some(routes::SETTINGS.to_owned())),
        ("Kinds of work".to_owned(), None),
    ];
    let lead = "What time is recorded as. A kind that is ended can be chosen no more; entries keep theirs.";
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs class="page--form">
            <Done />
            <PageHead title="Kinds of work" lead=lead />
            <ActivityRows rows=context />
            <AddActivity form=form message=message errors=errors />
            <LiveForms />
        </Shell>
    }
}

#[component]
fn ActivityRows(rows: Vec<ActivityRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="muted mt-3">"None. Entries then carry no kind of work."</p> }
            .into_any();
    }
    view! {
        <TableWrap label="Kinds of work">
            <table class="table table--stack">
                <Caption text="Kinds of work, by code" />
                <thead>
                    <tr>
                        <th scope="col">"Code"</th>
                        <th scope="col">"Work"</th>
                        <th scope="col">"Billing"</th>
                        <th scope="col">
                            <span class="vh">"Change"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            view! {
                                <tr>
                                    <th scope="row">{row.code.clone()}</th>
                                    <td data-label="Work">{row.label}</td>
                                    <td data-label="Billing">{row.treatment.label()}</td>
                                    <td class="tight">
                                        <PostForm action=api::EndActivity::url()>
                                            <FormMessage />
                                            <Hidden name="id" value=row.id.to_string() />
                                            <Button small=true>
                                                "End" <span class="vh">{format!(" {}", row.code)}</span>
                                            </Button>
                                        </PostForm>
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
fn AddActivity(form: ActivityForm, message: Option<String>, errors: FieldErrors) -> impl IntoView {
    let treatments = Treatment::ALL
        .map(|it| Choice { value: it.word().into(), label: it.label().into() })
        .to_vec();
    view! {
        <PostForm action=api::AddActivity::url() class="stack gap-3 mt-4">
            <FormMessage message=message errors=errors.clone() />
            <div class="form-row">
                <TextField
                    name="code"
                    label="Code"
                    value=form.code
                    hint="Like A102"
                    error=errors.of("code")
                    autocomplete="off"
                    required=true
                />
                <TextField
                    name="label"
                    label="Work"
                    value=form.label
                    error=errors.of("label")
                    autocomplete="off"
                    required=true
                />
                <Select
                    name="treatment"
                    label="Billing"
                    options=treatments
                    value=form.treatment
                    error=errors.of("treatment")
                />
            </div>
            <Actions>
                <Button icon="plus">"Add kind of work"</Button>
            </Actions>
        </PostForm>
    }
}
