//! What people see, and the seam to the server: pages rendered there, forms that work as plain
//! posts, and the few islands that come alive in a browser.

#![recursion_limit = "512"]

pub mod access;
pub mod account;
pub mod appointments;
pub mod assets;
pub mod attendance;
pub mod audit;
pub mod billing;
pub mod call_list;
#[cfg(feature = "ssr")]
pub mod caller;
pub mod calls;
pub mod cases;
pub mod clients;
pub mod co_clients;
pub mod conflicts;
pub mod contacts;
pub mod covers;
pub mod documents;
pub mod door;
pub mod dunning;
pub mod enhance;
pub mod enquiries;
pub mod error;
pub mod expenses;
pub mod feeds;
pub mod filing;
pub mod merges;
pub mod notes;
pub mod notices;
pub mod outbox;
pub mod outside;
pub mod page;
pub mod pay;
pub mod payers;
pub mod payments;
pub mod portal;
pub mod portal_access;
pub mod reminders;
pub mod reply;
pub mod representatives;
pub mod requests;
pub mod retention;
pub mod routes;
pub mod sent;
pub mod settings;
pub mod sharing;
pub mod shell;
pub mod staff;
pub mod stage_words;
pub mod status;
pub mod templates;
pub mod terms;
pub mod threads;
pub mod time;
pub mod ui;
pub mod walls;

pub use shell::{App, Theme, shell};
