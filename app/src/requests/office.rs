//! What asks for something over every case in view: files that wait, and requests that are open.

use domain::frame::Framed;
use domain::requests::{LISTED, OfficeRequests};
use leptos::prelude::*;

use super::api;
use super::list::{Asked, Inbox};
use crate::page::page;
use crate::ui::empty::Empty;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;

#[component]
pub fn Everywhere() -> impl IntoView {
    page("From clients", "page", api::everywhere(), |page| view! { <All page=page /> })
}

#[component]
fn All(page: Framed<OfficeRequests>) -> impl IntoView {
    let Framed { frame, body } = page;
    let OfficeRequests { requests, more_requests, uploads, more_uploads } = body;
    let none = requests.is_empty() && uploads.is_empty();
    let more = |is_cut: bool| {
        is_cut.then(|| view! { <p class="muted sm">{format!("These are the first {LISTED}.")}</p> })
    };
    let asked = (!requests.is_empty()).then(|| {
        let rows = requests
            .into_iter()
            .map(|row| view! { <Asked row=row asks=false of_case=false /> })
            .collect_view();
        view! {
            <Section id="asked" title="Asked for" note="what is due first">
                <ol class="asked">{rows}</ol>
                {more(more_requests)}
            </Section>
        }
    });
    let lead = "Files that clients sent and nobody has looked at, and what clients are still asked for, on your cases.";
    view! {
        <Shell frame=frame here=Here::Requests crumbs=vec![("From clients".to_owned(), None)]>
            <PageHead title="From clients" lead=lead />
            <div class="stack gap-6">
                {none
                    .then(|| {
                        view! {
                            <Empty
                                icon="check"
                                title="Nothing waits"
                                text="Files from clients wait here until somebody accepts them. A client is asked for something on the page of a case."
                            />
                        }
                    })}
                <Inbox rows=uploads id="inbox" title="Waiting to be looked at" of_case=false />
                {more(more_uploads)}
                {asked}
            </div>
        </Shell>
    }
}
