//! Everything that touches the world: the database, the clock, chance, keys, mail.
//!
//! The only door to a transaction is a [`Caller`] ([`Caller::begin`]), or [`gate::Gate`] where there
//! is no caller yet, or [`portal::PortalCaller`] for somebody of a client, or [`console::Console`] at the server's own terminal. No raw pool leaves
//! this crate.

pub mod access;
pub mod appointments;
pub mod attendance_report;
pub mod audit;
pub mod billing;
pub mod call_list;
mod caller;
pub mod calls;
pub mod cases;
pub mod chance;
pub mod clients;
pub mod clock;
pub mod co_clients;
pub mod conflicts;
pub mod console;
pub mod contacts;
pub mod covers;
mod db;
pub mod departures;
pub mod documents;
pub mod dunning;
pub mod ending;
pub mod enquiries;
mod error;
pub mod feeds;
pub mod filing;
pub mod frame;
pub mod gate;
pub mod hours;
pub mod identity;
pub mod invoice_mail;
pub mod jobs;
pub mod keeping;
pub mod keys;
pub mod malware;
mod markup;
pub mod merges;
pub mod migrate;
pub mod notes;
pub mod notices;
pub mod online;
pub mod outbox;
pub mod outside;
pub mod parties;
pub mod payers;
pub mod portal;
pub mod reasons;
pub mod reminders;
pub mod representatives;
pub mod requests;
pub mod retention;
mod sealing;
pub mod seed;
pub mod settings;
pub mod sharing;
mod sheet;
pub mod staff;
pub mod stage_words;
pub mod status;
pub mod team;
pub mod templates;
pub mod threads;
pub mod timeline;
pub mod vault;
pub mod walls;
pub mod words;

pub use caller::{Caller, Tx};
pub use db::{Office, OfficeOptions};
pub use error::{Error, Result};
