//! What people wrote by text and by mail, and nobody has read.

use domain::call_list::{ReplyFilter, ReplyList, ReplyRow};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, query};
use crate::routes;
use crate::ui::button::Button;
use crate::ui::empty::Empty;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};
use crate::ui::tabs::{Tab, Tabs};

#[component]
pub fn Replies() -> impl IntoView {
    let filter = ReplyFilter { which: query("which"), after: query("after") };
    page("Replies", "page", api::replies(filter, flash_id()), |page| {
        view! { <Listed page=page /> }
    })
}

fn address(which: &str, after: &str) -> String {
    routes::with_query(routes::REPLIES, &[("which", which), ("after", after)])
}

#[component]
fn Listed(mut page: FormPage<(), ReplyList>) -> impl IntoView {
    let (message, _) = complaints(&mut page);
    let FormPage { frame, context, .. } = page;
    let ReplyList { filter, page } = context;
    let read = filter.which == "read";
    let which = if read { "read" } else { "" };
    let crumbs = vec![
        ("Call list".to_owned(), Some(routes::CALL_LIST.to_owned())),
        ("Replies".to_owned(), None),
    ];
    let unread = Tab::new(address("", ""), "Unread", !read);
    let tabs = vec![
        if read { unread } else { unread.counting(page.total) },
        Tab::new(address("read", ""), "Read", read),
    ];
    let next = page.next.as_deref().map(|after| address(which, after));
    let first = (!filter.after.is_empty()).then(|| address(which, ""));
    let (shown, total) = (page.rows.len(), page.total_words());
    let lead = "Whoever wrote got an answer with the hours and the urgent number. What was understood and done, like YES, counts as read.";
    let (title, text) = match read {
        true => ("Nothing read yet", "What somebody read stays here."),
        false => (
            "Nothing waits to be read",
            "What people answer, and no rule understands, appears here.",
        ),
    };
    view! {
        <Shell frame=frame here=Here::CallList crumbs=crumbs>
            <Done />
            {message.map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" /> })}
            <PageHead title="Replies" lead=lead />
            <div class="stack gap-6">
                <Tabs label="Which replies" items=tabs />
                {if page.rows.is_empty() {
                    view! { <Empty icon="sms" title=title text=text /> }.into_any()
                } else {
                    view! {
                        <Rows rows=page.rows read=read />
                        <Pager shown=shown total_words=total one="reply" many="replies" next=next first=first />
                    }
                        .into_any()
                }}
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Rows(rows: Vec<ReplyRow>, read: bool) -> impl IntoView {
    view! {
        <TableWrap label="Replies">
            <table class="table table--top table--stack">
                <Caption text="Replies, the latest first" />
                <thead>
                    <tr>
                        <th scope="col">"From"</th>
                        <th scope="col">"What they wrote"</th>
                        <th scope="col">"About"</th>
                        <th scope="col">{if read { "Read by" } else { "Read" }}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}</tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: ReplyRow) -> impl IntoView {
    let by = if row.text { "By text" } else { "By e-mail" };
    let mark = format!(" what {} wrote, {}", row.sender, row.received);
    view! {
        <tr>
            <th scope="row">
                {match row.dial {
                    Some(dial) => view! { <a class="cell-main" href=format!("tel:{dial}")>{row.sender}</a> }.into_any(),
                    None => view! { <span class="cell-main">{row.sender}</span> }.into_any(),
                }}
                <span class="cell-sub">
                    {by} ", " <time datetime=row.datetime>{row.received}</time>
                </span>
            </th>
            <td data-label="What they wrote">
                <p class="prose">{row.body}</p>
            </td>
            <td data-label="About">
                {match row.about {
                    Some((id, name, when)) => {
                        view! {
                            <a href=routes::appointment(id)>{when}</a>
                            <span class="cell-sub">{name}</span>
                        }
                            .into_any()
                    }
                    None => view! { <Badge>"Nothing the office knows"</Badge> }.into_any(),
                }}
            </td>
            <td data-label="Read">
                {match row.read {
                    Some((by, at)) => {
                        let by = if by.is_empty() { "Understood by itself".to_owned() } else { by };
                        view! {
                            {by}
                            <span class="cell-sub">{at}</span>
                        }
                            .into_any()
                    }
                    None => {
                        view! {
                            <PostForm action=api::Read::url() class="row gap-2">
                                <FormMessage />
                                <Hidden name="id" value=row.id.to_string() />
                                <Button small=true icon="check">
                                    "Mark read"
                                    <span class="vh">{mark}</span>
                                </Button>
                            </PostForm>
                        }
                            .into_any()
                    }
                }}
            </td>
        </tr>
    }
}
