//! The portal: what people of clients see. A frame of its own, for a phone first, and no way into the staff's side.
//!
//! No page here has a script but those of passkeys: each is whole as it comes, and every form is a plain post.

pub mod about;
pub mod api;
pub mod appointments;
pub mod documents;
pub mod door;
pub mod home;
pub mod invoices;
mod looked_at;
pub mod messages;
pub mod passkeys;
pub mod pin;
pub mod profile;
pub mod reach;
pub mod requests;
mod stands;

use std::future::Future;

use domain::portal::{PortalFrame, PortalFramed};
use leptos::prelude::*;
use leptos_meta::Title;

pub use about::{Accessibility, Privacy};
pub use appointments::Appointments;
pub use documents::{Document, Documents};
pub use door::{Code, Enter, SignIn};
pub use home::Home;
pub use invoices::{Dispute, Invoice, Invoices};
pub(crate) use looked_at::{listed_documents, listed_invoices, listed_requests, listed_visits};
pub use messages::{Message, Messages, NewMessage};
pub use passkeys::{NewPasskey, SignInByPasskey};
pub use pin::Pin;
pub use profile::Profile;
pub use reach::Reach;
pub use requests::Requests;
pub(crate) use stands::stands;

use crate::error::ApiError;
use crate::page::{Done, status};
use crate::reply::call;
use crate::routes;
use crate::ui::button::{LinkButton, Look};
use crate::ui::icon::Icon;
use crate::ui::sheet::PortalSheet;

/// Which of the pages one is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Here {
    Home,
    Appointments,
    Messages,
    Documents,
    /// Without a tab: the first page leads there.
    Requests,
    Invoices,
    Profile,
}

impl Here {
    const fn place(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Here::Home => (routes::PORTAL, "Home", "home"),
            Here::Appointments => (routes::PORTAL_APPOINTMENTS, "Appointments", "calendar"),
            Here::Messages => (routes::PORTAL_MESSAGES, "Messages", "mail"),
            Here::Documents => (routes::PORTAL_DOCUMENTS, "Documents", "doc"),
            Here::Requests => (routes::PORTAL_REQUESTS, "Requests", "upload"),
            Here::Invoices => (routes::PORTAL_INVOICES, "Invoices", "note"),
            Here::Profile => (routes::PORTAL_PROFILE, "You", "user"),
        }
    }
}

/// A page of somebody signed in: one read, then the page, or what stands in its place.
fn page<T, V>(
    title: &'static str,
    here: Here,
    read: impl Future<Output = Result<PortalFramed<T>, ApiError>> + Send + 'static,
    show: impl FnOnce(PortalFrame, T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    open_page(title, read, move |PortalFramed { frame, body }| {
        let inside = show(frame.clone(), body);
        view! { <Framed frame=frame here=here>{inside}</Framed> }
    })
}

/// A page of anybody.
fn open_page<T, V>(
    title: &'static str,
    read: impl Future<Output = Result<T, ApiError>> + Send + 'static,
    show: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    let body = Suspend::new(async move {
        match read.await {
            Ok(value) => show(value).into_any(),
            Err(error) => stead(error).into_any(),
        }
    });
    view! {
        <Title text=title />
        <Suspense>{body}</Suspense>
    }
}

/// What stands in a page's place. What is somebody else's and what is not there read the same, byte for byte.
fn stead(error: ApiError) -> impl IntoView {
    status(error.status());
    let (title, words) = match &error {
        ApiError::NotFound => (
            "There is nothing at this address",
            "The link may be incomplete, or lead to something that is no longer here.".to_owned(),
        ),
        ApiError::Unavailable => (
            "We cannot reach our records just now",
            "Nothing was lost. This usually passes within a minute: open the page again then."
                .to_owned(),
        ),
        other => ("This did not work", other.to_string()),
    };
    view! {
        <Outside office="" title=title>
            <p>{words}</p>
            <LinkButton href=routes::PORTAL look=Look::Primary>
                "Go to the start"
            </LinkButton>
        </Outside>
    }
}

/// The frame of somebody signed in. Tabs stand for the pages there are.
#[component]
fn Framed(frame: PortalFrame, here: Here, children: Children) -> impl IntoView {
    let PortalFrame { office, name, phone, urgent_phone, sees_money, .. } = frame;
    let tabs = move || {
        let all = [
            Here::Home,
            Here::Appointments,
            Here::Messages,
            Here::Documents,
            Here::Invoices,
            Here::Profile,
        ];
        all.into_iter()
            .filter(|tab| *tab != Here::Invoices || sees_money)
            .map(|tab| {
                let (href, words, icon) = tab.place();
                let current = (tab == here).then_some("page");
                view! {
                    <li>
                        <a href=href aria-current=current>
                            <Icon name=icon />
                            {words}
                        </a>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <PortalSheet />
        <div class="portal">
            <a class="skip" href="#main">
                "Skip to content"
            </a>
            <header class="portal__head">
                <a class="portal__firm" href=routes::PORTAL>
                    {office.clone()}
                </a>
                <p class="portal__who" dir="auto">
                    {name}
                </p>
            </header>
            <nav class="portal__nav" aria-label="Main">
                <ul>{tabs()}</ul>
            </nav>
            <main class="portal__main" id="main" tabindex="-1">
                <Done />
                {children()}
            </main>
            <footer class="portal__foot">
                <Icon name="lock" small=true />
                <div>
                    <p>
                        {format!("Private between you and {office}. ")}
                        "Each time somebody signs in here, answers, reads a message, sends something, or opens a document or an invoice, it is written down."
                    </p>
                    {(!phone.is_empty()).then(|| view! { <p>"Need help? Call " {call(&phone)} "."</p> })}
                    {(!urgent_phone.is_empty())
                        .then(|| view! { <p>"If it is urgent: " {call(&urgent_phone)} "."</p> })}
                    <About />
                </div>
            </footer>
        </div>
    }
}

/// A page outside the frame: before somebody is signed in, or where there is nothing.
#[component]
fn Outside(
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
                <a class="portal__firm" href=routes::PORTAL>
                    {if office.is_empty() { "Your private page".to_owned() } else { office }}
                </a>
            </header>
            <main class="portal__main portal__main--narrow" id="main" tabindex="-1">
                <h1>{title}</h1>
                {children()}
            </main>
            <footer class="portal__foot">
                <div>
                    <About />
                </div>
            </footer>
        </div>
    }
}

#[component]
fn About() -> impl IntoView {
    view! {
        <p class="portal__about">
            <a href=routes::PORTAL_PRIVACY>"What we keep about you"</a>
            " "
            <a href=routes::PORTAL_ACCESSIBILITY>"Accessibility"</a>
        </p>
    }
}

/// "Case 2026-0012", with the client's name where somebody acts for several.
fn head_of(case: &str, client: &str, several: bool) -> String {
    match (case.is_empty(), several) {
        (true, true) => client.to_owned(),
        (true, false) => String::new(),
        (false, true) => format!("{client}, case {case}"),
        (false, false) => format!("Case {case}"),
    }
}
