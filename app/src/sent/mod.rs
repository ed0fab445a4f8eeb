//! What somebody outside was sent: a page for a phone first, without a script. Before the code it says no more than who
//! the office is; a link that leads nowhere says the same, whyever that is.

pub mod api;

use domain::outside::{Sent as Shown, SentDocument, SentInside, SentPage};
use domain::portal::CodeForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use crate::documents::row::Sheet;
use crate::door::Asked;
use crate::page::{flash_id, page, param, query, status};
use crate::portal::documents::read;
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextField;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::sheet::PortalSheet;

const TITLE: &str = "Documents for you";

/// The page `/sent/:token`.
#[component]
pub fn Sent() -> impl IntoView {
    let token = param("token");
    page(TITLE, "page", api::look(token.clone(), flash_id()), |found| match found {
        Some(asked) => view! { <Found asked=asked token=token /> }.into_any(),
        None => gone().into_any(),
    })
}

#[component]
fn Found(asked: Asked<CodeForm, Shown>, token: String) -> impl IntoView {
    let Asked { message, errors, context, .. } = asked;
    let Shown { office, asked, inside } = context;
    match inside {
        Some(inside) => view! { <Inside office=office token=token inside=inside /> }.into_any(),
        None if asked => {
            let again = token.clone();
            view! {
                <Paper office=office title="Enter the code">
                    <p>"A message with six digits is on its way to the address that the office has for you. It can take a minute. The code works for ten minutes, in this browser."</p>
                    <PostForm action=api::Enter::url()>
                        <FormMessage message=message errors=errors.clone() />
                        <Hidden name="token" value=token />
                        <TextField
                            name="code"
                            label="Code"
                            autocomplete="one-time-code"
                            inputmode="numeric"
                            error=errors.of("code")
                            required=true
                            code=true
                        />
                        <Button look=Look::Primary block=true>
                            "Open"
                        </Button>
                    </PostForm>
                    <p>"No message? Look among unwanted mail. We send at most three codes an hour."</p>
                    <PostForm action=api::Ask::url()>
                        <Hidden name="token" value=again />
                        <Button look=Look::Quiet block=true>
                            "Send me another code"
                        </Button>
                    </PostForm>
                </Paper>
            }
            .into_any()
        }
        None => view! {
            <Paper office=office title=TITLE>
                <FormMessage message=message errors=errors />
                <p>"Something waits here for you. To open it, you need a code; it comes by e-mail to the address that the office has for you."</p>
                <PostForm action=api::Ask::url()>
                    <Hidden name="token" value=token />
                    <Button look=Look::Primary block=true>
                        "Send me a code"
                    </Button>
                </PostForm>
            </Paper>
        }
        .into_any(),
    }
}

#[component]
fn Inside(office: String, token: String, inside: SentInside) -> impl IntoView {
    let SentInside { until, documents } = inside;
    let none = documents.is_empty();
    let rows = documents
        .into_iter()
        .map(|document| view! { <One token=token.clone() document=document /> })
        .collect_view();
    view! {
        <Paper office=office title=TITLE>
            <p>{format!("They can be opened until {until}. Each opening is written down for the office.")}</p>
            {none.then(|| view! { <p class="portal__none">"None of them can be opened just now. Ask the office."</p> })}
            <ul class="todo">{rows}</ul>
        </Paper>
    }
}

#[component]
fn One(token: String, document: SentDocument) -> impl IntoView {
    let SentDocument { id, name, media, size } = document;
    view! {
        <li>
            <a href=routes::sent_document(&token, id)>
                <Sheet media=media />
                <span>
                    <span class="todo__title" dir="auto">
                        {name}
                    </span>
                    <small>{size}</small>
                </span>
                <Icon name="right" />
            </a>
        </li>
    }
}

/// The page `/sent/:token/documents/:id`.
#[component]
pub fn Document() -> impl IntoView {
    let token = param("token");
    let shown = api::read_one(token.clone(), param("id"), query("page"));
    page(TITLE, "page", shown, |found| match found {
        Some(page) => view! { <Reading page=page token=token /> }.into_any(),
        None => gone().into_any(),
    })
}

#[component]
fn Reading(page: SentPage, token: String) -> impl IntoView {
    let SentPage { office, until, document, content } = page;
    let at = routes::sent_document(&token, document.id);
    view! {
        <Paper office=office title=document.name.clone()>
            <p>
                <a class="portal__line" href=routes::sent(&token)>
                    "All documents"
                </a>
            </p>
            <div class="stack gap-6">
                <p>{format!("{}, {}. It can be opened until {until}.", document.media.label, document.size)}</p>
                <div class="portal__acts">
                    <LinkButton href=routes::sent_file(&token, document.id) icon="download">
                        "Download"
                    </LinkButton>
                </div>
                {read(&at, &document.name, content)}
            </div>
        </Paper>
    }
}

/// The link expired, was recalled, never was, or was cut short on its way; or this browser has given no code.
fn gone() -> impl IntoView {
    status(404);
    view! {
        <Title text="This link leads nowhere" />
        <Paper office="" title="There is nothing to open at this link">
            <p>"Its time may have run out, or a part of it may be missing. Open the link in the message again, or ask whoever sent it to you."</p>
        </Paper>
    }
}

/// The portal's frame without any way further in.
#[component]
fn Paper(
    #[prop(into)] office: String,
    #[prop(into)] title: String,
    children: Children,
) -> impl IntoView {
    view! {
        <PortalSheet />
        <div class="portal">
            <a class="skip" href="#main">
                "Skip to content"
            </a>
            <header class="portal__head">
                <p class="portal__firm">{if office.is_empty() { TITLE.to_owned() } else { office }}</p>
            </header>
            <main class="portal__main portal__main--narrow" id="main" tabindex="-1">
                <h1 dir="auto">{title}</h1>
                {children()}
            </main>
        </div>
    }
}
