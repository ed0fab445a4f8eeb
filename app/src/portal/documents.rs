//! Documents that the office shared: all of them, and one, read here.

use domain::documents::{Content, PAGES_AT_ONCE};
use domain::portal::{Opening, PortalDocument, PortalDocumentPage, PortalDocuments, by_case};
use leptos::prelude::*;

use super::{Here, api, head_of, page};
use crate::documents::row::Sheet;
use crate::documents::written::Written;
use crate::page::{param, query};
use crate::routes;
use crate::ui::button::LinkButton;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

/// The page `/portal/documents`.
#[component]
pub fn Documents() -> impl IntoView {
    page("Documents", Here::Documents, api::documents(), |frame, body| {
        view! { <All several=frame.several all=body /> }
    })
}

#[component]
fn All(several: bool, all: PortalDocuments) -> impl IntoView {
    let none = all.rows.is_empty();
    let groups = by_case(all.rows, |row| (row.case.clone(), row.client.clone()));
    view! {
        <h1 class="portal__hello">"Documents"</h1>
        <div class="stack gap-8">
            {none.then(|| view! { <p class="portal__none">"Nothing was shared with you yet. Each document stands here as soon as it is."</p> })}
            {groups
                .into_iter()
                .enumerate()
                .map(|(nth, ((case, client), rows))| {
                    view! {
                        <Section id=format!("case-{nth}") title=head_of(&case, &client, several)>
                            <Shared rows=rows several=false />
                        </Section>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// A list of documents, each a link.
#[component]
pub(super) fn Shared(rows: Vec<PortalDocument>, several: bool) -> impl IntoView {
    view! {
        <ul class="todo">
            {rows
                .into_iter()
                .map(|row| {
                    let head = if several { head_of(&row.case, &row.client, true) } else { String::new() };
                    view! {
                        <li>
                            <a href=routes::portal_document(row.id)>
                                <Sheet media=row.media />
                                <span>
                                    <span class="todo__title" dir="auto">
                                        {row.name}
                                    </span>
                                    <small>
                                        {format!("{}, {}", row.since, row.size)}
                                        {row.fresh.then(|| view! { " " <Badge kind=Tone::Info>"New"</Badge> })}
                                    </small>
                                    {(!head.is_empty()).then(|| view! { <small dir="auto">{head}</small> })}
                                </span>
                                <Icon name="right" />
                            </a>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

/// The page `/portal/documents/:id`.
#[component]
pub fn Document() -> impl IntoView {
    page("Document", Here::Documents, api::document(param("id"), query("page")), |frame, body| {
        view! { <One several=frame.several page=body /> }
    })
}

#[component]
fn One(several: bool, page: PortalDocumentPage) -> impl IntoView {
    let PortalDocumentPage { document, content, openings } = page;
    let head = head_of(&document.case, &document.client, several);
    let id = document.id;
    view! {
        <p>
            <a class="portal__line" href=routes::PORTAL_DOCUMENTS>
                "All documents"
            </a>
        </p>
        <h1 class="portal__hello" dir="auto">
            {document.name.clone()}
        </h1>
        <div class="stack gap-6">
            <div class="stack gap-2">
                <p>{format!("{}, {}. Shared with you {}.", document.media.label, document.size, document.since)}</p>
                {(!head.is_empty()).then(|| view! { <p dir="auto">{head}</p> })}
            </div>
            <div class="portal__acts">
                <LinkButton href=routes::portal_document_file(id) icon="download">
                    "Download"
                </LinkButton>
            </div>
            {read(&routes::portal_document(id), &document.name, content)}
            {(!openings.is_empty()).then(|| view! { <Openings openings=openings /> })}
        </div>
    }
}

/// Who of their own people opened it. Ours are no part of it: what we do with our own papers is our record.
#[component]
fn Openings(openings: Vec<Opening>) -> impl IntoView {
    view! {
        <Section id="openings" title="Who of you opened it">
            <ul class="portal__prose">
                {openings
                    .into_iter()
                    .map(|one| {
                        view! {
                            <li>
                                <bdi>{one.name}</bdi>
                                {if one.downloaded { ", downloaded " } else { ", opened " }}
                                <time datetime=one.datetime>{one.at}</time>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </Section>
    }
}

/// What is in a document that is read at `at`.
pub(crate) fn read(at: &str, name: &str, content: Option<Content>) -> impl IntoView + use<> {
    match content {
        Some(Content::Pages { count, from, width, height }) => {
            view! { <Pages at=at.to_owned() count=count from=from size=(width, height) /> }.into_any()
        }
        Some(Content::Image { width, height }) => view! {
            <div class="sheets">
                <img
                    class="leaf"
                    src=format!("{at}/pages/1")
                    alt=format!("Picture: {name}")
                    width=width
                    height=height
                />
            </div>
        }
        .into_any(),
        Some(Content::Text { blocks, cut }) => view! {
            <div class="portal__text" dir="auto">
                <Written blocks=blocks />
            </div>
            {cut.then(|| view! { <p class="portal__small">"This is the beginning. Download it to read all of it."</p> })}
        }
        .into_any(),
        Some(Content::Not { title, words, .. }) => view! {
            <Notice kind=Tone::Info title=title role="note">
                <p>{words}</p>
            </Notice>
        }
        .into_any(),
        Some(Content::NoSuchPage) => {
            let first = at.to_owned();
            view! {
                <Notice kind=Tone::Info title="This document has no such page" role="note">
                    <p>
                        <a href=first>"Read it from the first page"</a>
                    </p>
                </Notice>
            }
            .into_any()
        }
        None => view! { <p class="portal__small">"This kind of file is not shown here. Download it to open it."</p> }.into_any(),
    }
}

#[component]
fn Pages(at: String, count: u32, from: u32, size: (u32, u32)) -> impl IntoView {
    let last = from.saturating_add(PAGES_AT_ONCE - 1).min(count);
    let (width, height) = size;
    let sheets = (from..=last)
        .map(|n| {
            let loading = if n == from { "eager" } else { "lazy" };
            view! {
                <li>
                    <img
                        class="leaf"
                        src=format!("{at}/pages/{n}")
                        alt=format!("Page {n} of {count}")
                        width=width
                        height=height
                        loading=loading
                        decoding="async"
                    />
                </li>
            }
        })
        .collect_view();
    let before = (from > 1).then(|| from.saturating_sub(PAGES_AT_ONCE).max(1));
    let after = (last < count).then_some(last + 1);
    let link = |page: u32, words: &'static str| {
        view! {
            <li>
                <LinkButton href=format!("{at}?page={page}")>{words}</LinkButton>
            </li>
        }
    };
    view! {
        <p class="portal__small">
            {if count == 1 { "1 page".to_owned() } else { format!("Pages {from} to {last} of {count}") }}
        </p>
        <ol class="sheets" start=from>
            {sheets}
        </ol>
        {(before.is_some() || after.is_some())
            .then(|| {
                view! {
                    <nav aria-label="Pages of the document">
                        <ul class="portal__acts">
                            {before.map(|page| link(page, "Earlier pages"))} {after.map(|page| link(page, "Later pages"))}
                        </ul>
                    </nav>
                }
            })}
    }
}
