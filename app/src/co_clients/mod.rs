//! The clients of a case: who is in it together, and that it ends.

pub mod api;

use domain::co_clients::{CaseClientRow, CaseClients, CoClientForm};
use domain::forms::FormPage;
use domain::ids::CaseId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::field::TextField;
use crate::ui::form::{Actions, FormMessage, Hidden, Picks, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Matter};

/// The page `/cases/:id/clients`.
#[component]
pub fn Clients() -> impl IntoView {
    let read = api::clients_page(param("id"), flash_id());
    page("Clients of a case", "case", read, |page| view! { <Show page=page /> })
}

#[component]
fn Show(mut page: FormPage<CoClientForm, CaseClients>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let CaseClients { case, rows } = context;
    let id = case.id;
    let crumbs = vec![
        ("Cases".to_owned(), Some(routes::CASES.to_owned())),
        (case.number.clone(), Some(routes::case(id))),
        ("Clients".to_owned(), None),
    ];
    let meant = errors.links("name").to_vec();
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            <Done />
            <PageHead
                title="Clients of this case"
                lead="Co-clients are in a case together. Each sees in the portal what is shared with them, their own appointments and their own invoices."
            />
            <p>
                <Matter href=routes::case(id)>{case.title}</Matter>
            </p>
            <div class="stack gap-6 mt-4">
                <Section id="clients" title="In it">
                    <ul class="points">{rows.into_iter().map(|row| line(id, row)).collect_view()}</ul>
                </Section>
                <Section id="add" title="Add a co-client">
                    <PostForm action=api::Add::url() class="mt-4">
                        <FormMessage message=message errors=errors.clone() />
                        <Hidden name="id" value=id.to_string() />
                        <TextField
                            name="name"
                            label="Client"
                            value=form.name
                            hint="The name as it is on file. Somebody new passes a conflict check first"
                            error=errors.of("name")
                            autocomplete="off"
                            required=true
                        />
                        <Picks of="name" name="picked" legend="Who is meant" choices=meant />
                        <Actions>
                            <Button look=Look::Primary>"Add to the case"</Button>
                        </Actions>
                    </PostForm>
                </Section>
            </div>
            <LiveForms />
        </Shell>
    }
}

fn line(case: CaseId, row: CaseClientRow) -> impl IntoView {
    let CaseClientRow { id, name, own, since, until, seen } = row;
    let ends = !own && until.is_none();
    let time = match &until {
        Some(until) => format!("{since} to {until}"),
        None => format!("Since {since}"),
    };
    let shown = name.clone();
    view! {
        <li class="points__row">
            <div class="points__body">
                <strong dir="auto">
                    {if seen {
                        view! { <a href=routes::client(id)>{shown}</a> }.into_any()
                    } else {
                        shown.into_any()
                    }}
                </strong>
                <p class="xs muted">
                    {if own { "The case was opened for them".to_owned() } else { time }}
                    {until.is_some().then(|| view! { " " <Badge>"Separated"</Badge> })}
                </p>
            </div>
            {ends
                .then(|| {
                    view! {
                        <details class="more">
                            <summary>
                                "Separate" <span class="vh">" " {name}</span>
                            </summary>
                            <PostForm action=api::Separate::url()>
                                <Hidden name="id" value=case.to_string() />
                                <Hidden name="client" value=id.to_string() />
                                <p class="sm muted measure">
                                    "From this instant they open nothing more that was shared with them in this case. What was theirs alone stays. If they are added again, what was shared before can be opened again."
                                </p>
                                <Actions>
                                    <Button look=Look::Danger>"Separate now"</Button>
                                </Actions>
                            </PostForm>
                        </details>
                    }
                })}
        </li>
    }
}
