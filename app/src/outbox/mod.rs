//! The outbox of the demo: what would be mailed, for a managing partner to read instead.

pub mod api;

use domain::frame::{Frame, Framed};
use domain::outbox::Letter;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use api::{Opened, Waiting};

use crate::enhance::LiveForms;
use crate::page::{flash_id, page};
use crate::ui::button::Button;
use crate::ui::empty::Empty;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Tone;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Outbox() -> impl IntoView {
    page("Outbox", "page", api::outbox_page(flash_id()), |Framed { frame, body }| {
        view! { <Listed frame=frame waiting=body /> }
    })
}

#[component]
fn Listed(frame: Frame, waiting: Waiting) -> impl IntoView {
    let Waiting { letters, opened, message } = waiting;
    let crumbs = vec![("Outbox".to_owned(), None)];
    view! {
        <Shell frame=frame here=Here::Outbox crumbs=crumbs>
            {message
                .map(|message| {
                    view! { <Notice kind=Tone::Bad title=message role="alert" /> }
                })}
            <PageHead
                title="Outbox"
                lead="The demo sends no mail. A link is made when its message is opened; the one made before ends."
            />
            {opened.map(|opened| view! { <Text opened=opened /> })}
            {if letters.is_empty() {
                view! {
                    <Empty
                        icon="mail"
                        title="Nothing to tell anybody"
                        text="Invitations, links for new passwords and notices of changes wait here."
                    />
                }
                    .into_any()
            } else {
                view! { <Rows letters=letters /> }.into_any()
            }}
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Text(opened: Opened) -> impl IntoView {
    view! {
        <Section id="opened" title="Opened message">
            <pre class="letter">{opened.text.split_inclusive('\n').map(line).collect_view()}</pre>
        </Section>
    }
}

/// A line of a message; one that is an address is a link.
fn line(text: &str) -> AnyView {
    let address = text.trim_end();
    let is_link = ["https://", "http://", "/"].iter().any(|start| address.starts_with(start));
    if is_link && !address.contains(' ') {
        let (href, words) = (address.to_owned(), address.to_owned());
        view! {
            <a href=href>{words}</a>
            "\n"
        }
        .into_any()
    } else {
        text.to_owned().into_any()
    }
}

#[component]
fn Rows(letters: Vec<Letter>) -> impl IntoView {
    view! {
        <Section id="waiting" title="Messages" note="The newest two hundred">
            <TableWrap label="Messages">
                <table class="table">
                    <Caption text="Messages" />
                    <thead>
                        <tr>
                            <th scope="col">"Message"</th>
                            <th scope="col">"To"</th>
                            <th scope="col">"When"</th>
                            <th scope="col">
                                <span class="vh">"Open"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{letters.into_iter().map(|letter| view! { <Row letter=letter /> }).collect_view()}</tbody>
                </table>
            </TableWrap>
        </Section>
    }
}

#[component]
fn Row(letter: Letter) -> impl IntoView {
    let Letter { id, kind, name, email, about, at } = letter;
    let which = format!(" {}, to {name}, {at}", kind.label());
    view! {
        <tr>
            <td>
                <span class="medium">{kind.label()}</span>
                {(!about.is_empty())
                    .then(|| view! { <span class="cell-sub">{format!("About {about}")}</span> })}
            </td>
            <td>
                {name} <span class="cell-sub">{email}</span>
            </td>
            <td>{at}</td>
            <td class="tight end">
                <PostForm action=api::Open::url() class="row gap-2">
                    <FormMessage />
                    <Hidden name="id" value=id.to_string() />
                    <Button small=true>"Open" <span class="vh">{which}</span></Button>
                </PostForm>
            </td>
        </tr>
    }
}
