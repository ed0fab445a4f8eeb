//! The page `/settings/reminders/held`: appointments that tell nobody, what would go out, and one button.

use domain::forms::{Choice, FormPage};
use domain::reminders::{Coming, HeldPage, HeldRow};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::sending::Comings;
use super::{api, crumbs};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Tone;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Held() -> impl IntoView {
    let picked = use_query_map().with_untracked(|map| map.get_all("pick").unwrap_or_default());
    page("Held back", "page", api::held(picked, flash_id()), |page| {
        view! { <Shown page=page /> }
    })
}

#[component]
fn Shown(mut page: FormPage<(), HeldPage>) -> impl IntoView {
    let (message, _) = complaints(&mut page);
    let FormPage { frame, context, .. } = page;
    let HeldPage { rows, more, preview, picked } = context;
    let lead = "Appointments brought in from elsewhere, or entered after the fact, tell nobody until somebody releases them.";
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs(Some("Held back"))>
            <Done />
            {message.map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" /> })}
            <PageHead title="Held back" lead=lead />
            <div class="stack gap-8">
                {preview.map(|coming| view! { <Preview coming=coming picked=picked /> })}
                {if rows.is_empty() {
                    view! {
                        <Empty
                            icon="ok"
                            title="Nothing is held back"
                            text="Of every appointment to come, whoever is to be told is told."
                        />
                    }
                        .into_any()
                } else {
                    view! { <Waiting rows=rows more=more /> }.into_any()
                }}
            </div>
            <LiveForms />
        </Shell>
    }
}

fn appointments(count: usize) -> String {
    if count == 1 { "1 appointment".into() } else { format!("{count} appointments") }
}

#[component]
fn Preview(coming: Vec<Coming>, picked: Vec<Choice>) -> impl IntoView {
    let (count, messages) = (appointments(picked.len()), coming.len());
    let says = match messages {
        0 => format!(
            "Releasing {count} sends nothing: nobody of them can be reached, or wants to be."
        ),
        1 => format!("Releasing {count} sends 1 message."),
        many => {
            format!("Releasing {count} sends {many} messages, unless something changes before.")
        }
    };
    view! {
        <Section id="preview" title="What would go out">
            <p class="mt-2">{says}</p>
            {(messages > 0).then(|| view! { <Comings rows=coming label="What would go out" /> })}
            <PostForm action=api::Release::url() class="stack gap-3 mt-4">
                <FormMessage />
                {picked
                    .into_iter()
                    .map(|one| view! { <Hidden name="ids[]" value=one.value /> })
                    .collect_view()}
                <Actions>
                    <LinkButton href=routes::HELD look=Look::Primary>
                        "Send nothing"
                    </LinkButton>
                    <Button>{format!("Release {count}")}</Button>
                </Actions>
            </PostForm>
        </Section>
    }
}

#[component]
fn Waiting(rows: Vec<HeldRow>, more: bool) -> impl IntoView {
    view! {
        <form method="get" action=routes::HELD class="stack gap-3">
            <TableWrap label="Held back">
                <table class="table table--stack">
                    <Caption text="Appointments that tell nobody yet, the soonest first" />
                    <thead>
                        <tr>
                            <th scope="col">
                                <span class="vh">"Pick"</span>
                            </th>
                            <th scope="col">"Appointment"</th>
                            <th scope="col">"When"</th>
                            <th scope="col">"Why it is held"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows
                            .into_iter()
                            .map(|row| {
                                let label = format!("Pick {}, {}", row.head, row.when);
                                view! {
                                    <tr>
                                        <td class="tight">
                                            <input
                                                class="tick"
                                                type="checkbox"
                                                name="pick"
                                                value=row.id.to_string()
                                                checked=row.picked
                                                aria-label=label
                                            />
                                        </td>
                                        <th scope="row">
                                            <a class="cell-main" href=routes::appointment(row.id)>
                                                {row.head}
                                            </a>
                                        </th>
                                        <td data-label="When">
                                            <time datetime=row.datetime>{row.when}</time>
                                        </td>
                                        <td data-label="Why">{row.why}</td>
                                    </tr>
                                }
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </TableWrap>
            {more.then(|| view! { <p class="muted sm">"The first 100. The others follow once these are released."</p> })}
            <div>
                <Button icon="eye">"Show what would go out"</Button>
            </div>
        </form>
    }
}
