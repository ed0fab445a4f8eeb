//! The portal as somebody of a client sees it, for whoever manages the work.

use domain::frame::Framed;
use domain::portal::LookedAt;
use leptos::prelude::*;

use super::api;
use crate::page::{page, param};
use crate::portal::{listed_documents, listed_invoices, listed_requests, listed_visits, stands};
use crate::routes;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::sheet::PortalSheet;
use crate::ui::status::Tone;

/// The page `/clients/:id/portal/:membership/seen`.
#[component]
pub fn Seen() -> impl IntoView {
    page("As the client sees it", "client", api::seen(param("id"), param("membership")), |framed| {
        view! { <Page framed=framed /> }
    })
}

#[component]
fn Page(framed: Framed<LookedAt>) -> impl IntoView {
    let Framed { frame, body } = framed;
    let LookedAt {
        client,
        client_name,
        they,
        appointments,
        invoices,
        documents,
        withheld,
        requests,
        stands: roads,
    } = body;
    let crumbs = vec![
        ("Clients".to_owned(), Some(routes::CLIENTS.to_owned())),
        (client_name, Some(routes::client(client))),
        ("As the client sees it".to_owned(), None),
    ];
    let (several, money) = (they.several, they.sees_money);
    let title = format!("What {} sees", they.name);
    view! {
        <PortalSheet />
        <Shell frame=frame here=Here::Clients crumbs=crumbs class="page--form">
            <PageHead title=title lead="Their pages in the portal, read by you." />
            <Notice kind=Tone::Info title="You only look">
                <p>
                    "Nothing is marked as opened by them, nothing can be answered, paid or taken from here, and that you looked is on record."
                </p>
            </Notice>
            <div class="stack gap-6 mt-4">
                {stands(roads, several)}
                {listed_requests(requests, several)}
                {listed_visits("To come", appointments.coming, several)}
                {listed_visits("Earlier", appointments.past, several)} {listed_documents(documents, several)}
                {withheld_words(withheld).map(|words| view! { <p class="sm muted">{words}</p> })}
                {money.then(|| listed_invoices(invoices, several))}
                {(!money).then(|| view! { <p class="sm muted">"They see no invoices."</p> })}
                <p class="sm muted">"Their messages are not shown here: those are read by whoever takes part in them."</p>
            </div>
        </Shell>
    }
}

fn withheld_words(withheld: usize) -> Option<String> {
    match withheld {
        0 => None,
        1 => Some("They see one more document, which you may not open.".to_owned()),
        more => Some(format!("They see {more} more documents, which you may not open.")),
    }
}
