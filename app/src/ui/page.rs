//! The frame around a page.

use domain::access::{Action, Standing, may};
use domain::frame::{Frame, Running};
use leptos::prelude::*;

use super::brand::Brand;
use super::button::LinkButton;
use super::crumbs::Crumbs;
pub use super::nav::Here;
use super::nav::Nav;
use super::notice::Notice;
use super::status::Tone;
use crate::routes;

/// A signed-in page: navigation, top bar and `main`. `crumbs` are words with links, the last one
/// without. Only a case's pages have a `case_head`: manila means one client's matter. It is a
/// `div.case-head` and stands in the page's one banner, with the top bar.
#[component]
pub fn Shell(
    frame: Frame,
    here: Here,
    crumbs: Vec<(String, Option<String>)>,
    #[prop(optional)] case_head: Option<AnyView>,
    /// Buttons at the end of the top bar.
    #[prop(optional)]
    actions: Option<AnyView>,
    /// More classes for `main`.
    #[prop(optional, into)]
    class: String,
    children: Children,
) -> impl IntoView {
    let stopped = frame.sending_stopped.clone();
    let timer = frame.timer.clone();
    let starts = may(frame.role, Action::ManageReminders, &Standing::OUTSIDE);
    view! {
        <div class="app">
            <a class="skip" href="#main">
                "Skip to content"
            </a>
            <Nav frame=frame here=here />
            <div class="main">
                <header>
                    <div class="topbar">
                        <a class="btn btn--sm narrow-only" href="#nav">
                            "Menu"
                        </a>
                        <Crumbs items=crumbs />
                        <div class="row push gap-2">
                            {timer.map(|timer| view! { <TimerRuns timer=timer /> })} {actions}
                            <LinkButton href=routes::CALL_NEW small=true icon="phone">
                                "Call slip"
                            </LinkButton>
                        </div>
                    </div>
                    {case_head}
                </header>
                <main class=format!("page {class}").trim_end().to_owned() id="main" tabindex="-1">
                    {stopped.map(|reason| view! { <SendingStopped reason=reason starts=starts /> })}
                    {children()}
                </main>
            </div>
        </div>
    }
}

/// On every page while one's timer runs, so that none is forgotten. Says since when, and is never out of date.
#[component]
fn TimerRuns(timer: Running) -> impl IntoView {
    let on = match timer.case_number.as_str() {
        "" => String::new(),
        number => format!(", {number}"),
    };
    view! {
        <LinkButton href=routes::TIME small=true icon="clock">
            <span class="vh">"Your timer runs "</span>
            {format!("since {}{on}", timer.since)}
        </LinkButton>
    }
}

/// Above every page while a managing partner has stopped all sending: whoever relies on reminders must know.
#[component]
fn SendingStopped(reason: String, starts: bool) -> impl IntoView {
    let title = format!("All sending is stopped: {reason}");
    view! {
        <Notice kind=Tone::Warn title=title role="note">
            <p>
                "Nobody is told of appointments by e-mail or text until a managing partner starts it again."
                {starts
                    .then(|| {
                        view! {
                            " "
                            <a href=routes::REMINDERS>"Start it again under Reminders"</a>
                            "."
                        }
                    })}
            </p>
        </Notice>
    }
}

/// A page without the frame: nobody is signed in, or the frame itself could not be read.
#[component]
pub fn Bare(children: Children) -> impl IntoView {
    view! {
        <div class="bare">
            <header class="bare__head">
                <Brand href="/" />
            </header>
            <main class="page" id="main" tabindex="-1">
                {children()}
            </main>
        </div>
    }
}

/// The page's one `h1`, beneath it the tag of the case it is about and a line of text, and its
/// children at the end: the page's buttons.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional, into)] lead: String,
    #[prop(optional_no_strip)] tag: Option<AnyView>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="page-head">
            <div class="page-head__text">
                <h1>{title}</h1>
                {tag.map(|tag| view! { <p class="page-head__tag">{tag}</p> })}
                {(!lead.is_empty()).then(|| view! { <p class="page-head__lead">{lead}</p> })}
            </div>
            {children.map(|children| view! { <div class="cluster">{children()}</div> })}
        </div>
    }
}
