//! Every route that is not a page: path, methods, who may reach it, and whether the check of
//! cross-site writes is passed by a signature instead.
//!
//! An axum `Router` cannot be enumerated, so it is built from this table and a test walks the
//! table, [`super::pages`] and [`server_functions`].

use app::error::ApiError;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post};
use http::Method;
use leptos::server_fn::axum::server_fn_paths;

use super::{
    Portal, attendance, books, calendar_feed, callbacks, client_files, client_messages,
    client_uploads, documents, expenses, filing, forms, health, invoices, letters, paid, sent,
    small_form, statements, templates,
};
use crate::texts::Texts;
use domain::billing::statements::STATEMENT_BYTES;
use domain::templates::TEMPLATE_BYTES;

/// Who may reach a route. What they may do there is for the office to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Public,
    SignedIn,
}

/// How a write is known to come from a page of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// By fetch metadata, the origin, or the form's token.
    Checked,
    /// By a signature, of its body or in its address: what signs it.
    Signed(&'static str),
}

#[derive(Debug)]
pub struct Route {
    pub path: &'static str,
    pub methods: &'static [Method],
    pub reach: Reach,
    pub origin: Origin,
    /// Passes the session; false for what must answer while the database is away.
    pub with_session: bool,
    /// Bytes flow as long as they flow: no time limit on the whole, none on its length here.
    pub transfer: bool,
    pub(super) handler: fn() -> MethodRouter<Portal>,
}

pub const ROUTES: &[Route] = &[
    Route {
        path: "/healthz",
        methods: &[Method::GET],
        reach: Reach::Public,
        origin: Origin::Checked,
        with_session: false,
        transfer: false,
        handler: || get(health::is_alive),
    },
    Route {
        path: "/readyz",
        methods: &[Method::GET],
        reach: Reach::Public,
        origin: Origin::Checked,
        with_session: false,
        transfer: false,
        handler: || get(health::is_ready),
    },
    Route {
        path: "/api/{*fn_name}",
        methods: &[Method::POST],
        // each server function asks who calls
        reach: Reach::Public,
        origin: Origin::Checked,
        with_session: true,
        transfer: false,
        handler: || post(forms::handle),
    },
    // A program has no session: the address is the key.
    Route {
        path: "/feeds/{token}",
        methods: &[Method::GET],
        reach: Reach::Public,
        origin: Origin::Checked,
        with_session: false,
        transfer: false,
        handler: || get(calendar_feed::feed),
    },
    Route {
        path: "/a/{token}/calendar",
        methods: &[Method::GET],
        reach: Reach::Public,
        origin: Origin::Checked,
        with_session: false,
        transfer: false,
        handler: || get(calendar_feed::appointment),
    },
    // Somebody outside has no session: a link, and a code that this browser gave.
    Route {
        path: "/sent/{token}/documents/{id}/file",
        methods: &[Method::GET],
        reach: Reach::Public,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(sent::file),
    },
    Route {
        path: "/sent/{token}/documents/{id}/pages/{page}",
        methods: &[Method::GET],
        reach: Reach::Public,
        origin: Origin::Checked,
        with_session: true,
        transfer: false,
        handler: || get(sent::page),
    },
    Route {
        path: "/portal/appointments/{id}/calendar",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: false,
        handler: || get(client_files::appointment),
    },
    Route {
        path: "/portal/documents/{id}/file",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(client_files::document),
    },
    Route {
        path: "/portal/documents/{id}/pages/{page}",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: false,
        handler: || get(client_files::page),
    },
    Route {
        path: "/portal/messages/{id}/answers",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || post(client_messages::write).layer(DefaultBodyLimit::disable()),
    },
    Route {
        path: "/portal/messages/begun",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || post(client_messages::start).layer(DefaultBodyLimit::disable()),
    },
    Route {
        path: "/portal/messages/{id}/files/{file}",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(client_messages::file),
    },
    Route {
        path: "/portal/uploads",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || post(client_uploads::send).layer(DefaultBodyLimit::disable()),
    },
    Route {
        path: "/portal/invoices/{id}/pdf",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: false,
        handler: || get(client_files::invoice),
    },
    Route {
        path: "/cases/{id}/uploads/{upload}/file",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(client_uploads::file),
    },
    Route {
        path: "/cases/{id}/uploads/{upload}/pages/{page}",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(client_uploads::page),
    },
    Route {
        path: "/cases/{id}/documents/upload",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || post(documents::upload).layer(DefaultBodyLimit::disable()),
    },
    Route {
        path: "/documents/{id}/versions",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || post(documents::upload_version).layer(DefaultBodyLimit::disable()),
    },
    Route {
        path: "/documents/{id}/download",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(documents::download),
    },
    Route {
        path: "/documents/{id}/pages/{page}",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(documents::page),
    },
    Route {
        path: "/documents/{id}/thumbnail",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(documents::thumbnail),
    },
    Route {
        path: "/documents/{id}/record",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(documents::record),
    },
    Route {
        path: "/attendance/export",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(attendance::export),
    },
    Route {
        path: "/billing/{id}/pdf",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(invoices::print),
    },
    Route {
        path: "/billing/reminders/letters/{batch}",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(letters::batch),
    },
    Route {
        path: "/cases/{id}/documents/archive",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || post(documents::archive),
    },
    Route {
        path: "/filing/{id}/pages/{page}",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: false,
        handler: || get(filing::page),
    },
    Route {
        path: "/filing/{id}/download",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(filing::download),
    },
    Route {
        path: "/settings/templates/upload",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || {
            post(templates::upload)
                .layer(DefaultBodyLimit::max(TEMPLATE_BYTES + small_form::FIELD_BYTES))
        },
    },
    Route {
        path: "/settings/templates/{id}/versions",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || {
            post(templates::replace)
                .layer(DefaultBodyLimit::max(TEMPLATE_BYTES + small_form::FIELD_BYTES))
        },
    },
    Route {
        path: "/settings/templates/{id}/download",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(templates::download),
    },
    Route {
        path: "/time/expenses/upload",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || post(expenses::of_day).layer(DefaultBodyLimit::max(expenses::LONGEST)),
    },
    Route {
        path: "/cases/{id}/expenses/upload",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || post(expenses::of_case).layer(DefaultBodyLimit::max(expenses::LONGEST)),
    },
    Route {
        path: "/expenses/{id}/receipt/upload",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || post(expenses::to_expense).layer(DefaultBodyLimit::max(expenses::LONGEST)),
    },
    Route {
        path: "/billing/export",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(books::invoices),
    },
    Route {
        path: "/billing/pdfs",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(invoices::several),
    },
    Route {
        path: "/billing/books/journal",
        methods: &[Method::GET],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || get(books::journal),
    },
    Route {
        path: "/billing/statements/upload",
        methods: &[Method::POST],
        reach: Reach::SignedIn,
        origin: Origin::Checked,
        with_session: true,
        transfer: true,
        handler: || {
            post(statements::upload)
                .layer(DefaultBodyLimit::max(STATEMENT_BYTES + small_form::FIELD_BYTES))
        },
    },
    Route {
        path: Texts::KANNEL_REPORT,
        methods: &[Method::GET],
        reach: Reach::Public,
        origin: Origin::Signed("our tag for the text, in the address that Kannel was given"),
        with_session: false,
        transfer: false,
        handler: || get(callbacks::kannel_report),
    },
    Route {
        path: Texts::KANNEL_INBOUND,
        methods: &[Method::GET],
        reach: Reach::Public,
        origin: Origin::Signed("our tag in the address of Kannel's configuration"),
        with_session: false,
        transfer: false,
        handler: || get(callbacks::kannel_inbound),
    },
    Route {
        path: Texts::TWILIO_REPORT,
        methods: &[Method::POST],
        reach: Reach::Public,
        origin: Origin::Signed("the provider, over address and fields"),
        with_session: false,
        transfer: false,
        handler: || post(callbacks::twilio_report).layer(DefaultBodyLimit::max(callbacks::LONGEST)),
    },
    Route {
        path: Texts::TWILIO_INBOUND,
        methods: &[Method::POST],
        reach: Reach::Public,
        origin: Origin::Signed("the provider, over address and fields"),
        with_session: false,
        transfer: false,
        handler: || {
            post(callbacks::twilio_inbound).layer(DefaultBodyLimit::max(callbacks::LONGEST))
        },
    },
    Route {
        path: paid::STRIPE,
        methods: &[Method::POST],
        reach: Reach::Public,
        origin: Origin::Signed("the provider, over the second and the body"),
        with_session: false,
        transfer: false,
        handler: || post(paid::stripe).layer(DefaultBodyLimit::max(callbacks::LONGEST)),
    },
];

/// The route of that pattern.
pub(super) fn of_pattern(pattern: &str) -> Option<&'static Route> {
    ROUTES.iter().find(|route| route.path == pattern)
}

/// Pages that are shown to somebody who is not signed in.
const OPEN_PAGES: &[&str] = &[
    "/sign-in",
    "/sign-in/code",
    "/sign-in/recovery",
    "/reset",
    "/reset/{token}",
    "/invite/{token}",
    "/a/{token}",
    "/pay/back",
    "/pay/{token}",
    "/sent/{token}",
    "/sent/{token}/documents/{id}",
    "/sent/{token}/documents/{id}/file",
    "/sent/{token}/documents/{id}/pages/{page}",
    "/portal/sign-in",
    "/portal/code",
    "/portal/pin",
    "/portal/passkey",
    "/portal/enter/{token}",
    "/portal/privacy",
    "/portal/accessibility",
];
/// Pages open to somebody who has yet to set up the second factor the office demands.
const ENROLMENT: &[&str] = &["/account/second-factor", "/account/recovery-codes", "/step-up"];
/// Where the server functions of the way in and of one's own account live.
const OWN_FUNCTIONS: &[&str] = &["/api/app/account/", "/api/app/door/", "/api/app/identity/"];

/// Whether a path is of the portal, where the sessions of clients count and no other; or is what somebody outside was
/// sent, where those of the staff count as little.
pub fn is_of_portal(path: &str) -> bool {
    const BELOW: [&str; 4] = ["/portal/", "/api/app/portal/", "/sent/", "/api/app/sent/"];
    path == "/portal" || BELOW.iter().any(|below| path.starts_with(below))
}

/// Who may reach a page, by its pattern.
pub fn reach_of_page(pattern: &str) -> Reach {
    if OPEN_PAGES.contains(&pattern) { Reach::Public } else { Reach::SignedIn }
}

/// Whether a page is open before the second factor is set up.
pub(super) fn is_for_enrolment(pattern: &str) -> bool {
    ENROLMENT.contains(&pattern) || OPEN_PAGES.contains(&pattern)
}

/// Whether a server function is open before the second factor is set up.
pub(super) fn is_own_function(path: &str) -> bool {
    OWN_FUNCTIONS.iter().any(|prefix| path.starts_with(prefix))
}

/// Path and method of every server function.
pub fn server_functions() -> Vec<(&'static str, Method)> {
    let mut paths: Vec<_> = server_fn_paths().collect();
    paths.sort_by_key(|(path, _)| *path);
    paths
}

/// What an unknown path answers.
pub(super) const UNKNOWN: ApiError = ApiError::NotFound;
