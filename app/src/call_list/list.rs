//! Who waits to be rung, why, by what number, and one form to say that it is done.

use domain::call_list::{RingBox, RingFilter, RingList, RingRow, RungForm, Why};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton};
use crate::ui::empty::Empty;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::status::{Badge, Status, Tone};
use crate::ui::table::{Caption, TableWrap};
use crate::ui::tabs::{Tab, Tabs};

#[component]
pub fn List() -> impl IntoView {
    let filter = RingFilter { which: query("which"), after: query("after") };
    page("Call list", "page", api::list(filter, flash_id()), |page| {
        view! { <Listed page=page /> }
    })
}

fn address(which: RingBox, after: &str) -> String {
    routes::with_query(routes::CALL_LIST, &[("which", which.word()), ("after", after)])
}

#[component]
fn Listed(mut page: FormPage<RungForm, RingList>) -> impl IntoView {
    let (message, _) = complaints(&mut page);
    let FormPage { frame, context, .. } = page;
    let RingList { filter, which, page, unread } = context;
    let tabs = RingBox::ALL
        .iter()
        .map(|other| {
            let tab = Tab::new(address(*other, ""), other.label(), *other == which);
            if *other == which { tab.counting(page.total) } else { tab }
        })
        .collect();
    let next = page.next.as_deref().map(|after| address(which, after));
    let first = (!filter.after.is_empty()).then(|| address(which, ""));
    let (shown, total) = (page.rows.len(), page.total_words());
    let lead =
        "People a message did not reach, or who answered with something only a person can answer.";
    let wrote = match unread {
        0 => "Replies".to_owned(),
        count => format!("Replies ({count} unread)"),
    };
    view! {
        <Shell frame=frame here=Here::CallList crumbs=vec![("Call list".to_owned(), None)]>
            <Done />
            {message.map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" /> })}
            <PageHead title="Call list" lead=lead>
                <LinkButton href=routes::REPLIES icon="sms">
                    {wrote}
                </LinkButton>
            </PageHead>
            <div class="stack gap-6">
                <Tabs label="Which entries" items=tabs />
                {if page.rows.is_empty() {
                    let (title, text) = nothing(which);
                    view! { <Empty icon="phone" title=title text=text /> }.into_any()
                } else {
                    view! {
                        <Rows rows=page.rows />
                        <Pager shown=shown total_words=total one="entry" many="entries" next=next first=first />
                    }
                        .into_any()
                }}
            </div>
            <LiveForms />
        </Shell>
    }
}

const fn nothing(which: RingBox) -> (&'static str, &'static str) {
    match which {
        RingBox::Mine => (
            "Nobody to ring",
            "Whoever of your own appointments could not be told, or has not confirmed, appears here.",
        ),
        RingBox::All => (
            "Nobody to ring",
            "Everybody who could not be told, or has not confirmed a day before, appears here.",
        ),
        RingBox::Done => ("Nothing done yet", "Entries stay here once somebody saw to them."),
    }
}

#[component]
fn Rows(rows: Vec<RingRow>) -> impl IntoView {
    view! {
        <TableWrap label="Whom to ring">
            <table class="table table--top table--stack">
                <Caption text="Whom to ring, the soonest appointment first" />
                <thead>
                    <tr>
                        <th scope="col">"Who"</th>
                        <th scope="col">"Why"</th>
                        <th scope="col">"Appointment"</th>
                        <th scope="col">"Done"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}</tbody>
            </table>
        </TableWrap>
    }
}

/// Why, in a sentence. Before a hearing nobody may simply be left untold.
fn why(row: &RingRow) -> String {
    match row.why {
        Why::Unconfirmed => format!("Has not confirmed: {}, {}", row.nearness, row.time),
        Why::OptedOut if row.kind.is_fixed() => {
            format!(
                "The number wants no texts, and a {} is coming",
                row.kind.label().to_lowercase()
            )
        }
        Why::Declined if row.kind.is_fixed() => {
            "Says they cannot come, and only the court can move it".to_owned()
        }
        other => other.label().to_owned(),
    }
}

#[component]
fn Row(row: RingRow) -> impl IntoView {
    let why = why(&row);
    let about = format!("{} with {}", row.kind.label(), row.with);
    view! {
        <tr>
            <th scope="row">
                <span class="cell-main">{row.name.clone()}</span>
                {match row.phone.clone() {
                    Some((shown, dial)) => {
                        view! {
                            <a class="ring__number" href=format!("tel:{dial}")>
                                {shown}
                            </a>
                        }
                            .into_any()
                    }
                    None => view! { <span class="cell-sub">"No number on file"</span> }.into_any(),
                }}
                {row
                    .discreet
                    .then(|| {
                        view! {
                            <span class="ring__discreet">
                                <Badge kind=Tone::Warn icon="eye-off">
                                    "Discreet contact"
                                </Badge>
                                <span class="cell-sub">
                                    {match row.safe_contact.as_str() {
                                        "" => "Say to nobody else who rings.".to_owned(),
                                        safe => format!("Say to nobody else who rings. {safe}"),
                                    }}
                                </span>
                            </span>
                        }
                    })}
            </th>
            <td data-label="Why">
                <div class="ring__why">
                    <Status kind=Tone::Warn icon="alert">
                        {why}
                    </Status>
                    {(!row.said.is_empty()).then(|| view! { <q class="ring__said">{row.said.clone()}</q> })}
                    <span class="cell-sub">{format!("Since {}", row.since)}</span>
                </div>
            </td>
            <td data-label="Appointment">
                <a href=routes::appointment(row.appointment)>
                    <time datetime=row.datetime.clone()>{row.when.clone()}</time>
                </a>
                <span class="cell-sub">{format!("{about}, {}", row.nearness)}</span>
            </td>
            <td data-label="Done">
                <Ending row=row />
            </td>
        </tr>
    }
}

#[component]
fn Ending(row: RingRow) -> impl IntoView {
    if let Some((by, at, note)) = row.done {
        let by = match by.as_str() {
            "" => "Settled by itself".to_owned(),
            by => by.to_owned(),
        };
        return view! {
            <span>{by}</span>
            <span class="cell-sub">{at}</span>
            {(!note.is_empty()).then(|| view! { <p class="prose sm">{note}</p> })}
        }
        .into_any();
    }
    if !row.may_end {
        return view! { <span class="muted sm">"The desk, or the team of the case"</span> }
            .into_any();
    }
    view! {
        <PostForm action=api::Rung::url() class="ring__form">
            <FormMessage />
            <Hidden name="id" value=row.id.to_string() />
            <input
                class="input"
                name="note"
                placeholder="What came of it"
                autocomplete="off"
                aria-label=format!("Note on {}", row.name)
            />
            <Button small=true icon="check">
                "Done"
                <span class="vh">{format!(", {}", row.name)}</span>
            </Button>
        </PostForm>
    }
    .into_any()
}
