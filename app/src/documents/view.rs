//! One version, read here: its pages as pictures, ten on a screen, or its text. Everything of it was
//! recorded before it came.

use domain::documents::{Content, PAGES_AT_ONCE, Viewed};
use domain::frame::Framed;
use domain::ids::DocumentId;
use leptos::prelude::*;

use super::api;
use super::place::framed;
use super::written::Written;
use crate::page::{page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextField;
use crate::ui::form::Hidden;
use crate::ui::notice::Notice;
use crate::ui::status::{Badge, Tone};

#[component]
pub fn View() -> impl IntoView {
    let read = api::view_page(param("id"), query("version"), query("page"));
    page("Document", "document", read, |page| view! { <One page=page /> })
}

#[component]
fn One(page: Framed<Viewed>) -> impl IntoView {
    let Framed { frame, body: Viewed { of, document, version, content } } = page;
    let (id, nth) = (document.id, version.nth);
    let is_newest = nth == document.version;
    let name = document.name.clone();
    let of_case = matches!(of, domain::documents::DocumentsOf::Case { .. });
    let again = routes::document_view(id, nth);
    let shown = match content {
        Content::Pages { count, from, width, height } => {
            view! { <Pages id=id nth=nth count=count from=from size=(width, height) /> }.into_any()
        }
        Content::Image { width, height } => {
            let alt = format!("Picture: {name}");
            view! {
                <div class="sheets">
                    <img class="leaf" src=routes::document_page(id, nth, 1) alt=alt width=width height=height />
                </div>
            }
            .into_any()
        }
        Content::Text { blocks, cut } => view! {
            <Written blocks=blocks />
            {cut
                .then(|| {
                    view! {
                        <Notice kind=Tone::Info title="There is more than is shown here">
                            <p>"This is the beginning. Download the document to read all of it."</p>
                        </Notice>
                    }
                })}
        }
        .into_any(),
        Content::Not { title, words, again: tries } => view! {
            <Notice kind=Tone::Info title=title>
                <p>{words}</p>
            </Notice>
            {tries.then(|| view! { <p><LinkButton href=again icon="refresh">"Try again"</LinkButton></p> })}
        }
        .into_any(),
        Content::NoSuchPage => view! {
            <Notice kind=Tone::Info title="This document has no such page">
                <p>
                    <a href=again>"Read it from the first page"</a>
                </p>
            </Notice>
        }
        .into_any(),
    };
    let body = view! {
        <div class="page-head">
            <div class="page-head__text">
                {if of_case {
                    view! { <h2 class="h1">{name.clone()}</h2> }.into_any()
                } else {
                    view! { <h1>{name.clone()}</h1> }.into_any()
                }}
                <p class="muted sm">
                    {format!("Version {nth}, {}, {}. {}, ", version.media.label, version.size, version.by.name)}
                    <time datetime=version.datetime>{version.at}</time>
                    {(!is_newest).then(|| view! { " " <Badge kind=Tone::Warn>"Not the newest"</Badge> })}
                </p>
            </div>
            <div class="cluster">
                <LinkButton href=routes::document_download(id, Some(nth)) icon="download">
                    "Download"
                </LinkButton>
                {(!is_newest)
                    .then(|| {
                        view! {
                            <LinkButton href=routes::document_view(id, document.version) icon="eye">
                                "View the newest"
                            </LinkButton>
                        }
                    })}
                <LinkButton href=routes::document(id) look=Look::Quiet>
                    "Back to the document"
                </LinkButton>
            </div>
        </div>
        {shown}
    };
    let crumbs = vec![(name, Some(routes::document(id))), (format!("Version {nth}"), None)];
    framed(frame, &of, crumbs, body.into_any())
}

#[component]
fn Pages(id: DocumentId, nth: i32, count: u32, from: u32, size: (u32, u32)) -> impl IntoView {
    let last = from.saturating_add(PAGES_AT_ONCE - 1).min(count);
    let (width, height) = size;
    let sheets = (from..=last)
        .map(|n| {
            // the first is drawn already, and is what is looked at
            let loading = if n == from { "eager" } else { "lazy" };
            view! {
                <li>
                    <img
                        class="leaf"
                        src=routes::document_page(id, nth, n)
                        alt=format!("Page {n} of {count}")
                        width=width
                        height=height
                        loading=loading
                        decoding="async"
                    />
                    <span class="leaf__n" aria-hidden="true">
                        {n}
                    </span>
                </li>
            }
        })
        .collect_view();
    let said = match (from == last, count) {
        (true, 1) => "1 page".to_owned(),
        (true, _) => format!("Page {from} of {count}"),
        (false, _) => format!("Pages {from} to {last} of {count}"),
    };
    let path = format!("/documents/{id}/view");
    view! {
        <div class="reader__bar">
            <span>{said}</span>
            {(count > 1)
                .then(|| {
                    view! {
                        <form method="get" action=path class="reader__jump">
                            <Hidden name="version" value=nth.to_string() />
                            <TextField name="page" label="Go to page" inputmode="numeric" />
                            <Button small=true>"Go"</Button>
                        </form>
                    }
                })}
        </div>
        <ol class="sheets" start=from>
            {sheets}
        </ol>
        {(count > PAGES_AT_ONCE || from > 1)
            .then(|| view! { <Onwards id=id nth=nth count=count from=from last=last /> })}
    }
}

#[component]
fn Onwards(id: DocumentId, nth: i32, count: u32, from: u32, last: u32) -> impl IntoView {
    let before = (from > 1).then(|| from.saturating_sub(PAGES_AT_ONCE).max(1));
    let after = (last < count).then_some(last + 1);
    let link = |page: u32, words: String| {
        view! {
            <li>
                <LinkButton href=routes::document_view_from(id, nth, page) small=true>
                    {words}
                </LinkButton>
            </li>
        }
    };
    view! {
        <nav class="pager" aria-label="Pages of the document">
            <span></span>
            <ul>
                {before.map(|page| link(page, format!("From page {page}")))}
                {after.map(|page| link(page, format!("From page {page}")))}
            </ul>
        </nav>
    }
}
