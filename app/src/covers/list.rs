//! Covers now and planned, and those that are over.

use domain::covers::{CoverRow, CoverState, CoversPage};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::access::sections::{Part, Sections};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::person::PersonLine;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};

/// The page `/covers`.
#[component]
pub fn List() -> impl IntoView {
    page("Cover", "page", api::list(flash_id()), |page| view! { <Listed page=page /> })
}

#[component]
fn Listed(mut page: FormPage<(), CoversPage>) -> impl IntoView {
    let (message, _) = complaints(&mut page);
    let FormPage { frame, context, .. } = page;
    let CoversPage { current, past } = context;
    let sections = view! { <Sections frame=&frame part=Part::Covers /> };
    let crumbs = vec![
        ("Staff and access".to_owned(), Some(routes::ACCESS.to_owned())),
        ("Cover".to_owned(), None),
    ];
    let lead = "Whoever covers works on the cases of somebody who is away, and decides nobody’s rights there. No wall is lifted, and it ends by itself.";
    let live = current.iter().any(|row| row.may_end);
    view! {
        <Shell frame=frame here=Here::Staff crumbs=crumbs>
            <Done />
            <PageHead title="Cover" lead=lead>
                <LinkButton href=routes::COVER_NEW look=Look::Primary icon="users">
                    "Set a cover"
                </LinkButton>
            </PageHead>
            {message
                .map(|message| {
                    view! {
                        <div class="mb-4">
                            <Notice kind=Tone::Bad title=message role="alert" />
                        </div>
                    }
                })}
            <div class="stack gap-8">
                {sections}
                <Section id="current" title="Now and planned">
                    {if current.is_empty() {
                        let text = "Set one before somebody is away: their cases stay in hands that can act.";
                        view! { <Empty icon="users" title="Nobody is covered" text=text /> }.into_any()
                    } else {
                        view! { <Rows label="Covers now and planned" rows=current /> }.into_any()
                    }}
                </Section>
                {(!past.is_empty())
                    .then(|| {
                        view! {
                            <Section id="past" title="Over" note="The last ninety days">
                                <Rows label="Covers that are over" rows=past />
                            </Section>
                        }
                    })}
            </div>
            {live.then(|| view! { <LiveForms /> })}
        </Shell>
    }
}

#[component]
fn Rows(label: &'static str, rows: Vec<CoverRow>) -> impl IntoView {
    view! {
        <TableWrap label=label>
            <table class="table table--stack">
                <Caption text=label />
                <thead>
                    <tr>
                        <th scope="col">"Away"</th>
                        <th scope="col">"Covered by"</th>
                        <th scope="col">"First day"</th>
                        <th scope="col">"Last day"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="acts">
                            <span class="vh">"End"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}</tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: CoverRow) -> impl IntoView {
    let whose = format!(" the cover of {} for {}", row.covering.name, row.covered.name);
    let (kind, word) = match row.state {
        CoverState::Now => (Tone::Ok, "Now"),
        CoverState::Planned => (Tone::Info, "Planned"),
        CoverState::Over => (Tone::Plain, "Over"),
        CoverState::Ended => (Tone::Plain, "Ended early"),
    };
    let by = row.by.map(|by| format!("Set by {by}")).unwrap_or_default();
    view! {
        <tr>
            <th scope="row">
                <PersonLine person=row.covered />
            </th>
            <td data-label="Covered by">
                <PersonLine person=row.covering sub=by />
            </td>
            <td class="nowrap" data-label="First day">{row.since}</td>
            <td class="nowrap" data-label="Last day">{row.until}</td>
            <td class="tight" data-label="State">
                <Badge kind=kind>{word}</Badge>
            </td>
            <td class="tight acts">
                {row
                    .may_end
                    .then(|| {
                        view! {
                            <PostForm action=api::End::url() class="">
                                <FormMessage message=None />
                                <Hidden name="id" value=row.id.to_string() />
                                <Button small=true>"End" <span class="vh">{whose}</span></Button>
                            </PostForm>
                        }
                    })}
            </td>
        </tr>
    }
}
