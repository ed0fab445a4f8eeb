//! The document around every page, and the route table.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::assets::Assets;
use crate::error::ApiError;
use crate::page::Failed;
use crate::{
    access, account, appointments, attendance, audit, billing, call_list, calls, cases, clients,
    co_clients, conflicts, contacts, covers, documents, door, dunning, enquiries, expenses, feeds,
    filing, merges, notes, notices, outbox, outside, pay, payers, payments, portal, portal_access,
    reminders, reply, representatives, requests, retention, sent, settings, sharing, staff,
    stage_words, status, templates, terms, threads, time, walls,
};

/// The theme somebody chose, from a cookie; none follows the system.
#[derive(Clone, Debug, Default)]
pub struct Theme(pub Option<&'static str>);

/// `public/favicon.svg` within the document: a first visit is one request shorter.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 28 28'%3E%3Cstyle%3E .ring { fill: none; stroke: %2317272f; stroke-width: 2 } .lens { fill: %230b5263 } @media (prefers-color-scheme: dark) { .ring { stroke: %23e4ebea } .lens { fill: %234fb0c6 } } %3C/style%3E%3Cpath class='lens' d='M14 7.2a8.2 8.2 0 0 1 0 13.6 8.2 8.2 0 0 1 0-13.6z'/%3E%3Ccircle class='ring' cx='9.4' cy='14' r='8.2'/%3E%3Ccircle class='ring' cx='18.6' cy='14' r='8.2'/%3E%3C/svg%3E";

/// The document. No script stands in it: a page with an island brings its own.
pub fn shell() -> impl IntoView {
    let assets = use_context::<Assets>().unwrap_or_default();
    let theme = use_context::<Theme>().unwrap_or_default().0;
    view! {
        <!DOCTYPE html>
        <html lang="en-US" data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href=ICON type="image/svg+xml" />
                <link rel="stylesheet" href=assets.css().to_owned() />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Every page waits for its one read before the first byte, so that status and headers are right.
const WHOLE: SsrMode = SsrMode::Async;

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Privity".into() } else { format!("{title} · Privity") } />
        <Router>
            <Routes fallback=Lost>
                <Route path=path!("") view=cases::list::List ssr=WHOLE />
                <Route path=path!("/sign-in") view=door::SignIn ssr=WHOLE />
                <Route path=path!("/sign-in/code") view=door::Code ssr=WHOLE />
                <Route path=path!("/sign-in/recovery") view=door::Recovery ssr=WHOLE />
                <Route path=path!("/reset") view=door::AskReset ssr=WHOLE />
                <Route path=path!("/reset/:token") view=door::Reset ssr=WHOLE />
                <Route path=path!("/invite/:token") view=door::Invitation ssr=WHOLE />
                <Route path=path!("/account") view=account::Account ssr=WHOLE />
                <Route path=path!("/account/password") view=account::Password ssr=WHOLE />
                <Route path=path!("/account/second-factor") view=account::SecondFactor ssr=WHOLE />
                <Route path=path!("/account/second-factor/remove") view=account::RemoveSecondFactor ssr=WHOLE />
                <Route path=path!("/account/calendars") view=feeds::List ssr=WHOLE />
                <Route path=path!("/account/calendars/read") view=feeds::Read ssr=WHOLE />
                <Route path=path!("/portal") view=portal::Home ssr=WHOLE />
                <Route path=path!("/portal/sign-in") view=portal::SignIn ssr=WHOLE />
                <Route path=path!("/portal/code") view=portal::Code ssr=WHOLE />
                <Route path=path!("/portal/pin") view=portal::Pin ssr=WHOLE />
                <Route path=path!("/portal/passkey") view=portal::SignInByPasskey ssr=WHOLE />
                <Route path=path!("/portal/enter/:token") view=portal::Enter ssr=WHOLE />
                <Route path=path!("/portal/appointments") view=portal::Appointments ssr=WHOLE />
                <Route path=path!("/portal/messages") view=portal::Messages ssr=WHOLE />
                <Route path=path!("/portal/messages/new") view=portal::NewMessage ssr=WHOLE />
                <Route path=path!("/portal/messages/:id") view=portal::Message ssr=WHOLE />
                <Route path=path!("/portal/documents") view=portal::Documents ssr=WHOLE />
                <Route path=path!("/portal/documents/:id") view=portal::Document ssr=WHOLE />
                <Route path=path!("/portal/requests") view=portal::Requests ssr=WHOLE />
                <Route path=path!("/portal/invoices") view=portal::Invoices ssr=WHOLE />
                <Route path=path!("/portal/invoices/:id") view=portal::Invoice ssr=WHOLE />
                <Route path=path!("/portal/invoices/:id/dispute") view=portal::Dispute ssr=WHOLE />
                <Route path=path!("/portal/profile/reach/:id") view=portal::Reach ssr=WHOLE />
                <Route path=path!("/portal/profile/passkey") view=portal::NewPasskey ssr=WHOLE />
                <Route path=path!("/portal/profile") view=portal::Profile ssr=WHOLE />
                <Route path=path!("/portal/privacy") view=portal::Privacy ssr=WHOLE />
                <Route path=path!("/portal/accessibility") view=portal::Accessibility ssr=WHOLE />
                <Route path=path!("/a/:token") view=reply::Show ssr=WHOLE />
                <Route path=path!("/sent/:token") view=sent::Sent ssr=WHOLE />
                <Route path=path!("/sent/:token/documents/:id") view=sent::Document ssr=WHOLE />
                <Route path=path!("/pay/back") view=pay::Back ssr=WHOLE />
                <Route path=path!("/pay/:token") view=pay::Pay ssr=WHOLE />
                <Route path=path!("/account/recovery-codes") view=account::Codes ssr=WHOLE />
                <Route path=path!("/step-up") view=account::StepUp ssr=WHOLE />
                <Route path=path!("/today") view=appointments::Today ssr=WHOLE />
                <Route path=path!("/calendar") view=appointments::Calendar ssr=WHOLE />
                <Route path=path!("/deadlines") view=appointments::Deadlines ssr=WHOLE />
                <Route path=path!("/appointments/new") view=appointments::New ssr=WHOLE />
                <Route path=path!("/appointments/:id") view=appointments::Show ssr=WHOLE />
                <Route path=path!("/appointments/:id/edit") view=appointments::Edit ssr=WHOLE />
                <Route path=path!("/appointments/:id/cancel") view=appointments::Cancel ssr=WHOLE />
                <Route path=path!("/cases") view=cases::list::List ssr=WHOLE />
                <Route path=path!("/cases/new") view=cases::form::New ssr=WHOLE />
                <Route path=path!("/cases/:id") view=cases::show::Show ssr=WHOLE />
                <Route path=path!("/cases/:id/edit") view=cases::form::Edit ssr=WHOLE />
                <Route path=path!("/cases/:id/close") view=cases::closing::Close ssr=WHOLE />
                <Route path=path!("/cases/:id/reopen") view=cases::closing::Reopen ssr=WHOLE />
                <Route path=path!("/cases/:id/parties") view=cases::parties::Parties ssr=WHOLE />
                <Route path=path!("/cases/:id/parties/new") view=cases::parties::NewParty ssr=WHOLE />
                <Route path=path!("/cases/:id/parties/:party") view=cases::parties::Party ssr=WHOLE />
                <Route path=path!("/cases/:id/outside") view=outside::List ssr=WHOLE />
                <Route path=path!("/cases/:id/outside/new") view=outside::New ssr=WHOLE />
                <Route path=path!("/cases/:id/terms") view=terms::Show ssr=WHOLE />
                <Route path=path!("/cases/:id/expenses") view=expenses::OfCase ssr=WHOLE />
                <Route path=path!("/expenses/:id") view=expenses::Show ssr=WHOLE />
                <Route path=path!("/cases/:id/payers/new") view=payers::New ssr=WHOLE />
                <Route path=path!("/cases/:id/payers/:payer") view=payers::Change ssr=WHOLE />
                <Route path=path!("/cases/:id/documents") view=documents::list::OfCase ssr=WHOLE />
                <Route path=path!("/cases/:id/documents/folders/new") view=documents::folder::NewFolder ssr=WHOLE />
                <Route path=path!("/cases/:id/documents/folders/:folder") view=documents::folder::Folder ssr=WHOLE />
                <Route path=path!("/cases/:id/documents/folders/:folder/narrow") view=documents::narrow::NarrowFolder ssr=WHOLE />
                <Route path=path!("/cases/:id/documents/template") view=templates::Fill ssr=WHOLE />
                <Route path=path!("/cases/:id/requests") view=requests::OfCase ssr=WHOLE />
                <Route path=path!("/cases/:id/requests/new") view=requests::New ssr=WHOLE />
                <Route path=path!("/cases/:id/uploads/:upload") view=requests::Upload ssr=WHOLE />
                <Route path=path!("/requests") view=requests::Everywhere ssr=WHOLE />
                <Route path=path!("/filing") view=filing::Queue ssr=WHOLE />
                <Route path=path!("/documents") view=documents::list::Everywhere ssr=WHOLE />
                <Route path=path!("/documents/:id") view=documents::show::Show ssr=WHOLE />
                <Route path=path!("/documents/:id/view") view=documents::view::View ssr=WHOLE />
                <Route path=path!("/documents/:id/edit") view=documents::edit::Edit ssr=WHOLE />
                <Route path=path!("/documents/:id/narrow") view=documents::narrow::Narrow ssr=WHOLE />
                <Route path=path!("/documents/:id/share") view=sharing::ask::Ask ssr=WHOLE />
                <Route path=path!("/shares/:id") view=sharing::ask::Decide ssr=WHOLE />
                <Route path=path!("/shares/:id/decline") view=sharing::ask::Decline ssr=WHOLE />
                <Route path=path!("/cases/:id/appointments") view=appointments::OfCase ssr=WHOLE />
                <Route path=path!("/clients/:id/appointments") view=appointments::OfClient ssr=WHOLE />
                <Route path=path!("/messages") view=threads::Inbox ssr=WHOLE />
                <Route path=path!("/messages/:id") view=threads::Show ssr=WHOLE />
                <Route path=path!("/cases/:id/messages") view=threads::OfCase ssr=WHOLE />
                <Route path=path!("/cases/:id/messages/new") view=threads::New ssr=WHOLE />
                <Route path=path!("/cases/:id/notes") view=notes::OfCase ssr=WHOLE />
                <Route path=path!("/clients/:id/notes") view=notes::OfClient ssr=WHOLE />
                <Route path=path!("/notes/:id") view=notes::Show ssr=WHOLE />
                <Route path=path!("/notes/:id/edit") view=notes::Edit ssr=WHOLE />
                <Route path=path!("/cases/:id/clients") view=co_clients::Clients ssr=WHOLE />
                <Route path=path!("/cases/:id/status") view=status::Status ssr=WHOLE />
                <Route path=path!("/cases/:id/team") view=cases::team::Team ssr=WHOLE />
                <Route path=path!("/cases/:id/team/new") view=cases::grant::Give ssr=WHOLE />
                <Route path=path!("/cases/:id/team/lead") view=cases::grant::Lead ssr=WHOLE />
                <Route path=path!("/cases/:id/team/:grant") view=cases::grant::Change ssr=WHOLE />
                <Route path=path!("/cases/:id/team/:grant/end") view=cases::grant::End ssr=WHOLE />
                <Route path=path!("/cases/:id/wall") view=walls::RaiseOnCase ssr=WHOLE />
                <Route path=path!("/prepared/:id") view=cases::prepared::Prepared ssr=WHOLE />
                <Route path=path!("/prepared/:id/decline") view=cases::closing::Decline ssr=WHOLE />
                <Route path=path!("/enquiries") view=enquiries::List ssr=WHOLE />
                <Route path=path!("/enquiries/new") view=enquiries::New ssr=WHOLE />
                <Route path=path!("/enquiries/:id") view=enquiries::Show ssr=WHOLE />
                <Route path=path!("/enquiries/:id/edit") view=enquiries::Edit ssr=WHOLE />
                <Route path=path!("/enquiries/:id/accept") view=enquiries::Accept ssr=WHOLE />
                <Route path=path!("/enquiries/:id/decline") view=enquiries::Decline ssr=WHOLE />
                <Route path=path!("/enquiries/:id/letter") view=enquiries::LetterPage ssr=WHOLE />
                <Route path=path!("/calls") view=calls::List ssr=WHOLE />
                <Route path=path!("/calls/new") view=calls::New ssr=WHOLE />
                <Route path=path!("/calls/status") view=calls::Status ssr=WHOLE />
                <Route path=path!("/calls/:id") view=calls::Show ssr=WHOLE />
                <Route path=path!("/call-list") view=call_list::List ssr=WHOLE />
                <Route path=path!("/replies") view=call_list::Replies ssr=WHOLE />
                <Route path=path!("/attendance") view=attendance::Report ssr=WHOLE />
                <Route path=path!("/attendance/unrecorded") view=attendance::Unrecorded ssr=WHOLE />
                <Route path=path!("/settings/reminders") view=reminders::Reminders ssr=WHOLE />
                <Route path=path!("/settings/reminders/contact") view=reminders::Contact ssr=WHOLE />
                <Route path=path!("/settings/reminders/held") view=reminders::Held ssr=WHOLE />
                <Route path=path!("/settings/reminders/wording/:kind/:channel/:reader") view=reminders::Word ssr=WHOLE />
                <Route path=path!("/conflicts") view=conflicts::List ssr=WHOLE />
                <Route path=path!("/conflicts/:id") view=conflicts::Show ssr=WHOLE />
                <Route path=path!("/clients") view=clients::list::List ssr=WHOLE />
                <Route path=path!("/clients/new") view=clients::form::New ssr=WHOLE />
                <Route path=path!("/clients/:id") view=clients::show::Show ssr=WHOLE />
                <Route path=path!("/clients/:id/edit") view=clients::form::Edit ssr=WHOLE />
                <Route path=path!("/clients/:id/contacts/new/:channel") view=contacts::point::New ssr=WHOLE />
                <Route path=path!("/clients/:id/contacts/:point") view=contacts::point::Change ssr=WHOLE />
                <Route path=path!("/clients/:id/preferences") view=contacts::preferences::Preferences ssr=WHOLE />
                <Route path=path!("/clients/:id/consent") view=contacts::consent::Consent ssr=WHOLE />
                <Route path=path!("/clients/:id/representatives/new") view=representatives::New ssr=WHOLE />
                <Route path=path!("/clients/:id/representatives/:representative") view=representatives::Change ssr=WHOLE />
                <Route path=path!("/clients/:id/portal/new") view=portal_access::New ssr=WHOLE />
                <Route path=path!("/clients/:id/portal/:membership") view=portal_access::Change ssr=WHOLE />
                <Route path=path!("/clients/:id/portal/:membership/seen") view=portal_access::Seen ssr=WHOLE />
                <Route path=path!("/clients/:id/merge") view=merges::Merge ssr=WHOLE />
                <Route path=path!("/clients/:id/wall") view=walls::RaiseOnClient ssr=WHOLE />
                <Route path=path!("/walls") view=walls::Walls ssr=WHOLE />
                <Route path=path!("/walls/:id/lift") view=walls::Lift ssr=WHOLE />
                <Route path=path!("/staff") view=staff::list::List ssr=WHOLE />
                <Route path=path!("/staff/invite") view=staff::form::Invite ssr=WHOLE />
                <Route path=path!("/staff/:id") view=staff::show::Show ssr=WHOLE />
                <Route path=path!("/staff/:id/role") view=staff::form::ChangeRole ssr=WHOLE />
                <Route path=path!("/staff/:id/suspend") view=staff::form::Suspend ssr=WHOLE />
                <Route path=path!("/staff/:id/departure") view=staff::departure::Departure ssr=WHOLE />
                <Route path=path!("/access") view=access::Roles ssr=WHOLE />
                <Route path=path!("/access/ending") view=access::Ending ssr=WHOLE />
                <Route path=path!("/covers") view=covers::List ssr=WHOLE />
                <Route path=path!("/covers/new") view=covers::New ssr=WHOLE />
                <Route path=path!("/screens") view=access::Screens ssr=WHOLE />
                <Route path=path!("/retention") view=retention::Retention ssr=WHOLE />
                <Route path=path!("/retention/rules/:area") view=retention::Rule ssr=WHOLE />
                <Route path=path!("/retention/:id") view=retention::Decide ssr=WHOLE />
                <Route path=path!("/cases/:id/purge") view=retention::Ask ssr=WHOLE />
                <Route path=path!("/settings") view=settings::Settings ssr=WHOLE />
                <Route path=path!("/settings/hours") view=settings::Hours ssr=WHOLE />
                <Route path=path!("/settings/holidays") view=settings::Holidays ssr=WHOLE />
                <Route path=path!("/settings/rooms") view=settings::Rooms ssr=WHOLE />
                <Route path=path!("/settings/rates") view=settings::Rates ssr=WHOLE />
                <Route path=path!("/settings/activities") view=settings::Activities ssr=WHOLE />
                <Route path=path!("/settings/invoices") view=settings::Invoices ssr=WHOLE />
                <Route path=path!("/settings/taxes") view=settings::Taxes ssr=WHOLE />
                <Route path=path!("/settings/stages") view=stage_words::List ssr=WHOLE />
                <Route path=path!("/settings/stages/:stage") view=stage_words::Show ssr=WHOLE />
                <Route path=path!("/settings/templates") view=templates::List ssr=WHOLE />
                <Route path=path!("/settings/templates/:id") view=templates::Show ssr=WHOLE />
                <Route path=path!("/appointments/:id/notices/:notice") view=notices::Show ssr=WHOLE />
                <Route path=path!("/billing") view=billing::List ssr=WHOLE />
                <Route path=path!("/billing/payments") view=payments::List ssr=WHOLE />
                <Route path=path!("/billing/payments/new") view=payments::New ssr=WHOLE />
                <Route path=path!("/billing/payments/:id") view=payments::Show ssr=WHOLE />
                <Route path=path!("/billing/reminders") view=dunning::Reminding ssr=WHOLE />
                <Route path=path!("/billing/reminders/settings") view=dunning::Setting ssr=WHOLE />
                <Route path=path!("/billing/books") view=payments::Books ssr=WHOLE />
                <Route path=path!("/billing/statements") view=payments::Statements ssr=WHOLE />
                <Route path=path!("/billing/statements/:id") view=payments::Statement ssr=WHOLE />
                <Route path=path!("/billing/to-bill") view=billing::ToBill ssr=WHOLE />
                <Route path=path!("/billing/hold") view=billing::Several ssr=WHOLE />
                <Route path=path!("/billing/batch") view=billing::Together ssr=WHOLE />
                <Route path=path!("/billing/new") view=billing::New ssr=WHOLE />
                <Route path=path!("/billing/send") view=billing::MailOut ssr=WHOLE />
                <Route path=path!("/billing/:id") view=billing::Show ssr=WHOLE />
                <Route path=path!("/billing/:id/edit") view=billing::Edit ssr=WHOLE />
                <Route path=path!("/billing/:id/mail/:mailing") view=billing::Mailed ssr=WHOLE />
                <Route path=path!("/time") view=time::Day ssr=WHOLE />
                <Route path=path!("/time/:id") view=time::Entry ssr=WHOLE />
                <Route path=path!("/audit") view=audit::Log ssr=WHOLE />
                <Route path=path!("/outbox") view=outbox::Outbox ssr=WHOLE />
            </Routes>
        </Router>
    }
}

/// An address that leads nowhere.
#[component]
fn Lost() -> impl IntoView {
    crate::page::status(404);
    view! {
        <Title text="Not found" />
        <Failed error=ApiError::NotFound />
    }
}
