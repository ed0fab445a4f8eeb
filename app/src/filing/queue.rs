//! The queue: what waits on the one side, the scan that is looked at on the other.

use domain::access::Role;
use domain::filing::{FileForm, FilingFilter, FilingPage, ScanRow, TrayBox, Trouble};
use domain::forms::FormPage;
use leptos::prelude::*;

use super::api;
use super::one::One;
use crate::documents::row::Sheet;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, query};
use crate::routes;
use crate::ui::empty::Empty;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::status::{Badge, Tone};
use crate::ui::tabs::{Tab, Tabs};

/// The form by which scans are filed: ticks in the list belong to it.
pub(super) const FORM: &str = "file";

#[component]
pub fn Queue() -> impl IntoView {
    let filter = FilingFilter { which: query("which"), item: query("item"), after: query("after") };
    page("Filing queue", "scan", api::queue_page(filter, flash_id()), |page| {
        view! { <Queued page=page /> }
    })
}

fn word(which: TrayBox) -> &'static str {
    if which == TrayBox::Waiting { "" } else { which.word() }
}

fn address(which: TrayBox, after: &str) -> String {
    routes::with_query(routes::FILING, &[("which", word(which)), ("after", after)])
}

#[component]
fn Queued(mut page: FormPage<FileForm, FilingPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let FilingPage { filter, page, chosen, troubles, watched, mailbox, folder, own_folder } =
        context;
    let watched = watched || mailbox;
    let which = TrayBox::from_word(&filter.which).unwrap_or(TrayBox::Waiting);
    let partner = frame.role == Role::ManagingPartner;
    let tabs = TrayBox::ALL
        .into_iter()
        .filter(|other| *other != TrayBox::Others || partner)
        .map(|other| {
            let tab = Tab::new(address(other, ""), other.label(), other == which);
            if other == TrayBox::Waiting { tab.counting(frame.scans) } else { tab }
        })
        .collect();
    let next = page.next.as_deref().map(|after| address(which, after));
    let first = (!filter.after.is_empty()).then(|| address(which, ""));
    let (shown, total) = (page.rows.len(), page.total_words());
    let role = frame.role;
    let here = chosen.as_ref().map(|one| one.row.id);
    let ticks = chosen.as_ref().is_some_and(|one| one.may_file && page.rows.len() > 1);
    let also = form.also.clone();
    let after = filter.after.clone();
    let rows = page
        .rows
        .into_iter()
        .map(|row| {
            let current = here == Some(row.id);
            let ticked = also.contains(&row.id.to_string());
            let tickable = ticks && !current && row.held.is_none();
            let href = routes::with_query(
                routes::FILING,
                &[("which", word(which)), ("after", &after), ("item", &row.id.to_string())],
            );
            view! { <Row row=row href=href current=current ticks=ticks tickable=tickable ticked=ticked /> }
        })
        .collect_view();
    let list = if shown == 0 {
        view! { <Nothing which=which watched=watched folder=folder own_folder=own_folder role=role /> }
            .into_any()
    } else {
        view! {
            <div class="filing">
                <section class="filing__list" aria-labelledby="queue">
                    <h2 class="h3" id="queue">
                        {which.label()}
                    </h2>
                    {ticks
                        .then(|| view! { <p class="muted sm">"Tick those that go to the same case."</p> })}
                    <ol>{rows}</ol>
                    <Pager shown=shown total_words=total one="scan" many="scans" next=next first=first />
                </section>
                {chosen
                    .map(|one| {
                        view! { <One one=one form=form message=message errors=errors which=word(which) /> }
                    })}
            </div>
        }
        .into_any()
    };
    let lead = "What the office’s scanner and mailbox brought. File each to its case; nothing here belongs to one yet.";
    view! {
        <Shell frame=frame here=Here::Filing crumbs=vec![("Filing queue".to_owned(), None)]>
            <Done />
            <PageHead title="Filing queue" lead=lead />
            <div class="stack gap-6">
                <Troubles troubles=troubles />
                <Tabs label="Which scans" items=tabs />
                {list}
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Row(
    row: ScanRow,
    href: String,
    current: bool,
    ticks: bool,
    tickable: bool,
    ticked: bool,
) -> impl IntoView {
    let label = format!("File “{}” too", row.name);
    let id = row.id.to_string();
    let tray = match &row.tray {
        Some(person) => person.name.clone(),
        None => "The office’s tray".to_owned(),
    };
    let discarded = row.discarded.map(|(by, at, why)| format!("Discarded by {by}, {at}: {why}"));
    view! {
        <li class="filing__row">
            {ticks
                .then(|| {
                    view! {
                        <span class="filing__tick">
                            {tickable
                                .then(|| {
                                    view! {
                                        <input
                                            class="tick"
                                            type="checkbox"
                                            name="also[]"
                                            value=id
                                            form=FORM
                                            checked=ticked
                                            aria-label=label
                                        />
                                    }
                                })}
                        </span>
                    }
                })}
            <a href=href aria-current=current.then_some("true")>
                <Sheet media=row.media />
                <span class="filing__text">
                    <span class="filing__name">{row.name}</span>
                    <small>
                        <time datetime=row.datetime>{row.came}</time>
                        {format!(", {}, {tray}", row.size)}
                    </small>
                    {discarded.map(|words| view! { <small>{words}</small> })}
                    {row
                        .held
                        .is_some()
                        .then(|| view! { <Badge kind=Tone::Bad icon="alert">"Held by the scanner"</Badge> })}
                </span>
            </a>
        </li>
    }
}

#[component]
fn Troubles(troubles: Vec<Trouble>) -> impl IntoView {
    (!troubles.is_empty()).then(|| {
        let title = match troubles.len() {
            1 => "One of what came could not be taken".to_owned(),
            many => format!("{many} of what came could not be taken"),
        };
        view! {
            <Notice kind=Tone::Warn title=title>
                <ul class="stack gap-2 mt-2">
                    {troubles
                        .into_iter()
                        .map(|trouble| {
                            view! {
                                <li>
                                    <strong>{trouble.name}</strong>
                                    ": "
                                    {trouble.why}
                                    " Since "
                                    <time datetime=trouble.datetime>{trouble.since}</time>
                                    "."
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </Notice>
        }
    })
}

/// What will be here, and how to set the scanner up.
#[component]
fn Nothing(
    which: TrayBox,
    watched: bool,
    folder: Option<String>,
    own_folder: String,
    role: Role,
) -> impl IntoView {
    match which {
        TrayBox::Others => view! {
            <Empty icon="check" title="No other tray holds anything" text="Scans in other people’s trays appear here." />
        }
        .into_any(),
        TrayBox::Discarded => view! {
            <Empty icon="trash" title="Nothing was discarded" text="What is discarded stays here for thirty days." />
        }
        .into_any(),
        TrayBox::Waiting if !watched => {
            let text = match role {
                Role::ManagingPartner => "Name the folder into which the scanner writes, as “filing.folder” in the configuration, and start the portal again. What lands there is sealed and waits here.",
                Role::AssociateAttorney | Role::Paralegal | Role::Billing => "The office has no scanner folder yet. A managing partner can have one set up.",
            };
            view! { <Empty icon="download" title="No folder is watched yet" text=text /> }.into_any()
        }
        TrayBox::Waiting => {
            let text = format!(
                "Let the scanner write into the folder “{own_folder}” below the watched one: what lands there comes to your tray, and nobody else’s. What lands beside such folders comes to the office’s tray."
            );
            view! {
                <Empty icon="check" title="Nothing waits to be filed" text=text />
                {folder
                    .map(|folder| {
                        view! {
                            <p class="muted sm">
                                "The watched folder on the server: " <code>{folder}</code>
                            </p>
                        }
                    })}
            }
            .into_any()
        }
    }
}
