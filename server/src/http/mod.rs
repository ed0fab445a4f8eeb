//! The portal over HTTP: who may reach what, and what every answer carries.
//!
//! A request passes, from the outside in: its log line and time limit, the headers of every
//! answer, files, the session, the check of cross-site writes, and then a page or a form.

mod arrive;
mod attendance;
mod books;
mod calendar_feed;
mod callbacks;
mod client_files;
mod client_messages;
mod client_uploads;
mod cross_site;
mod documents;
mod expenses;
mod failure;
mod files;
mod filing;
mod forms;
mod headers;
mod health;
mod invoices;
mod letters;
mod paid;
pub mod routes;
mod sent;
mod session;
mod small_form;
mod statements;
mod taken_away;
mod templates;
mod tidy;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use app::assets::Assets;
use app::caller::CookiePolicy;
use app::page::{HiddenToken, SetStatus};
use app::{App, Theme, caller, shell};
use axum::Router;
use axum::extract::FromRef;
use axum::middleware::{from_fn, from_fn_with_state};
use channels::Cashier;
use http::request::Parts;
use leptos::config::LeptosOptions;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, generate_route_list, render_app_async_with_context,
};
use office::Office;
use office::console::Console;
use office::online::Online;

use crate::texts::Texts;

/// What the portal is built from.
#[derive(Clone, Debug)]
pub struct PortalOptions {
    /// The address people type; its scheme decides how cookies are written.
    pub base_url: String,
    /// The only peer whose `X-Forwarded-For` counts.
    pub trusted_proxy: Option<IpAddr>,
    /// The built assets.
    pub site_root: PathBuf,
    /// The text of `hash.txt`, where the built files' names carry hashes.
    pub hashes: Option<String>,
}

/// Shared by all requests. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Portal {
    pub(crate) office: Arc<Office>,
    pub(crate) options: Arc<PortalOptions>,
    pub(crate) cookies: CookiePolicy,
    pub(crate) assets: Assets,
    /// The office's owner, for the outbox. In the demo only.
    pub(crate) console: Option<Arc<Console>>,
    /// Whose callbacks are taken.
    pub(crate) texts: Option<Texts>,
    /// Where invoices are paid online, and whose callbacks are taken.
    pub(crate) online: Option<Online>,
    leptos: LeptosOptions,
}

impl Portal {
    pub fn new(office: Arc<Office>, options: PortalOptions) -> Portal {
        let leptos = LeptosOptions::builder()
            .output_name("privity")
            .site_root(options.site_root.display().to_string())
            .build();
        Portal {
            office,
            cookies: CookiePolicy { secure: options.base_url.starts_with("https://") },
            assets: Assets::new("privity", options.hashes.as_deref()),
            options: Arc::new(options),
            console: None,
            texts: None,
            online: None,
            leptos,
        }
    }

    /// The same with an outbox to open: for the demo.
    #[must_use]
    pub fn with_console(self, console: Arc<Console>) -> Portal {
        Portal { console: Some(console), ..self }
    }

    /// The same with a provider of texts that calls back.
    #[must_use]
    pub fn with_texts(self, texts: Texts) -> Portal {
        Portal { texts: Some(texts), ..self }
    }

    /// The same with a provider of payments.
    #[must_use]
    pub fn with_payments(self, cashier: Arc<dyn Cashier>) -> Portal {
        let base_url = self.options.base_url.as_str().into();
        Portal { online: Some(Online { cashier, base_url }), ..self }
    }

    /// Whether the built files' names change with what is in them.
    pub(crate) fn is_hashed(&self) -> bool {
        self.options.hashes.is_some()
    }
}

impl FromRef<Portal> for LeptosOptions {
    fn from_ref(portal: &Portal) -> LeptosOptions {
        portal.leptos.clone()
    }
}

/// The pages, as the application lists them.
pub fn pages() -> Vec<AxumRouteListing> {
    generate_route_list(App)
}

/// Everything, ready to be served.
pub fn router(portal: Portal) -> Router {
    let page = {
        let portal = portal.clone();
        move || page_context(&portal)
    };
    let signed_in_parts = routes::ROUTES
        .iter()
        .filter(|route| route.with_session)
        .fold(Router::new(), |router, route| router.route(route.path, (route.handler)()));
    let open_parts = routes::ROUTES
        .iter()
        .filter(|route| !route.with_session)
        .fold(Router::new(), |router, route| router.route(route.path, (route.handler)()));
    signed_in_parts
        // Not `leptos_routes`: it would serve every server function past the forms' handler.
        .leptos_routes_with_handler(pages(), render_app_async_with_context(page, shell))
        .route_layer(from_fn_with_state(portal.clone(), session::guard))
        // Not the pages' own router: it reads addresses its own way, past the guard.
        .fallback(failure::nowhere)
        .layer(from_fn(tidy::cut))
        .layer(from_fn_with_state(portal.clone(), cross_site::check))
        .layer(from_fn_with_state(portal.clone(), session::admit))
        .layer(from_fn_with_state(portal.clone(), files::serve))
        .merge(open_parts)
        .layer(from_fn_with_state(portal.clone(), headers::set))
        .layer(from_fn_with_state(portal.clone(), arrive::receive))
        .layer(from_fn(arrive::clock))
        .with_state(portal)
}

/// What pages and server functions find in their context.
fn context(portal: &Portal) {
    provide_context(portal.assets.clone());
    provide_context(SetStatus(caller::set_status));
    provide_context(HiddenToken(caller::form_token));
}

fn page_context(portal: &Portal) {
    context(portal);
    let theme =
        use_context::<Parts>().and_then(|parts| match session::cookie(&parts.headers, "theme") {
            Some("light") => Some("light"),
            Some("dark") => Some("dark"),
            _ => None,
        });
    provide_context(Theme(theme));
    headers::allow_scripts();
}
