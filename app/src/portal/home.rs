//! The first page: what is next, and what there is to do.

use domain::portal::{PortalFrame, PortalHome};
use leptos::prelude::*;

use super::appointments::Visit;
use super::documents::Shared;
use super::invoices::ToPay;
use super::messages::Unread;
use super::requests::Needed;
use super::stands::stands;
use super::{Here, api, page};
use crate::routes;
use crate::ui::section::Section;

/// The page `/portal`.
#[component]
pub fn Home() -> impl IntoView {
    page("Home", Here::Home, api::home(), |frame, body| view! { <Start frame=frame home=body /> })
}

#[component]
fn Start(frame: PortalFrame, home: PortalHome) -> impl IntoView {
    let PortalHome {
        hello,
        next,
        more,
        invoices,
        pays,
        shared,
        documents,
        needed,
        requests,
        sends,
        stands: roads,
        messages,
    } = home;
    let several = frame.several;
    let more = (more > 0).then(|| {
        let words = if more == 1 { "One more".to_owned() } else { format!("{more} more") };
        view! {
            <p>
                <a class="portal__line" href=routes::PORTAL_APPOINTMENTS>
                    {words}
                    " to come"
                </a>
            </p>
        }
    });
    view! {
        <h1 class="portal__hello">
            "Hello" {(!hello.is_empty()).then(|| view! { ", " <bdi>{hello}</bdi> })}
        </h1>
        <div class="stack gap-8">
            {match next {
                Some(next) => {
                    view! {
                        <Visit
                            one=next
                            lead="Your next appointment"
                            several=several
                            back=routes::PORTAL
                        />
                    }
                        .into_any()
                }
                None => {
                    view! { <p class="portal__none">"No appointment is planned. We will write to you as soon as one is."</p> }
                        .into_any()
                }
            }}
            {more}
            <Unread rows=messages several=several />
            {(!needed.is_empty())
                .then(|| {
                    let words = if requests == 1 { "1 thing".to_owned() } else { format!("{requests} things") };
                    view! {
                        <Section
                            id="needed"
                            title="We need from you"
                            link=Some((routes::PORTAL_REQUESTS.to_owned(), words))
                        >
                            <Needed rows=needed several=several />
                        </Section>
                    }
                })}
            {(sends && requests == 0)
                .then(|| {
                    view! {
                        <p>
                            <a class="portal__line" href=routes::PORTAL_REQUESTS>
                                "Send us something"
                            </a>
                        </p>
                    }
                })}
            {(!shared.is_empty())
                .then(|| {
                    let words = if documents == 1 { "1 document".to_owned() } else { format!("{documents} documents") };
                    view! {
                        <Section
                            id="documents"
                            title="Shared with you"
                            link=Some((routes::PORTAL_DOCUMENTS.to_owned(), words))
                        >
                            <Shared rows=shared several=several />
                        </Section>
                    }
                })}
            {stands(roads, several)}
            {frame
                .sees_money
                .then(|| {
                    view! {
                        <Section
                            id="invoices"
                            title="To pay"
                            link=Some((routes::PORTAL_INVOICES.to_owned(), "All invoices".to_owned()))
                        >
                            {if invoices.is_empty() {
                                view! { <p class="portal__none">"Nothing is open. Thank you."</p> }.into_any()
                            } else {
                                view! { <ToPay rows=invoices several=several pays=pays /> }.into_any()
                            }}
                        </Section>
                    }
                })}
        </div>
    }
}
