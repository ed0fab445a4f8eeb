//! A prepared case with all its answers: for the attorney to decide, for whoever prepared it to take back.

use domain::cases::PreparedPage;
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::facts::Pairs;
use crate::ui::form::{Actions, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::status::Tone;

#[component]
pub fn Prepared() -> impl IntoView {
    page("Prepared case", "page", api::show_prepared(param("id"), flash_id()), |page| {
        view! { <One page=page /> }
    })
}

#[component]
fn One(mut page: FormPage<(), PreparedPage>) -> impl IntoView {
    let (message, _) = complaints(&mut page);
    let FormPage { frame, context, .. } = page;
    let facts = facts(&context);
    let PreparedPage { row, mine, .. } = context;
    let id = row.id;
    let crumbs =
        vec![("Cases".to_owned(), Some(routes::CASES.to_owned())), ("Prepared".to_owned(), None)];
    let lead = format!("Prepared by {}, {}", row.prepared_by.name, row.prepared);
    let waits = format!("It waits for {}.", row.lead.name);
    view! {
        <Shell frame=frame here=Here::Cases crumbs=crumbs class="page--form">
            {message.map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" /> })}
            <PageHead title=row.title lead=lead />
            <div class="stack gap-6">
                <Pairs items=facts />
                {if row.mine_to_decide {
                    view! {
                        <PostForm action=api::Approve::url()>
                            <Hidden name="id" value=id.to_string() />
                            <Actions>
                                <Button look=Look::Primary>"Approve"</Button>
                                <LinkButton href=routes::decline(id)>"Decline"</LinkButton>
                            </Actions>
                        </PostForm>
                    }
                        .into_any()
                } else {
                    view! { <p>{waits}</p> }.into_any()
                }}
                {mine
                    .then(|| {
                        view! {
                            <PostForm action=api::Withdraw::url()>
                                <Hidden name="id" value=id.to_string() />
                                <Actions>
                                    <Button>"Withdraw"</Button>
                                </Actions>
                            </PostForm>
                        }
                    })}
            </div>
            <LiveForms />
        </Shell>
    }
}

fn facts(page: &PreparedPage) -> Vec<(String, String)> {
    let limitation = match page.limitation_on {
        Some(on) => on.shown(),
        None => format!("None: {}", page.limitation_none),
    };
    let against = match page.adverse.is_empty() {
        true => "Nobody".to_owned(),
        false => page.adverse.join(", "),
    };
    vec![
        ("Client".to_owned(), page.row.client.clone()),
        ("Practice area".to_owned(), page.row.practice_area.clone()),
        ("Stage".to_owned(), page.stage.label().to_owned()),
        ("Opened on".to_owned(), page.opened_on.shown()),
        ("Responsible attorney".to_owned(), page.row.lead.name.clone()),
        ("Against".to_owned(), against),
        ("Limitation".to_owned(), limitation),
        ("Conflict check".to_owned(), page.row.checked.clone()),
    ]
}
