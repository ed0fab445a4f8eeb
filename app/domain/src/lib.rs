//! The office's rules and the words both sides share.
//!
//! Pure: no clock, no chance, no database, no browser. Whatever needs one of those is told
//! what it said. So the button's visibility and the server's refusal are the same function.

pub mod access;
pub mod account;
pub mod appointments;
pub mod attendance;
pub mod audit;
pub mod billing;
pub mod call_list;
pub mod calls;
pub mod cases;
pub mod clients;
pub mod co_clients;
pub mod conflicts;
pub mod contacts;
pub mod covers;
pub mod departures;
pub mod documents;
pub mod ending;
pub mod enquiries;
pub mod feeds;
pub mod filing;
pub mod forms;
pub mod frame;
pub mod ids;
pub mod locale;
pub mod merges;
pub mod money;
pub mod notes;
pub mod notices;
pub mod outbox;
pub mod outside;
pub mod paging;
pub mod parties;
pub mod passkeys;
pub mod payers;
pub mod pin;
pub mod portal;
pub mod reasons;
pub mod reminders;
pub mod representatives;
pub mod requests;
pub mod retention;
pub mod settings;
pub mod sharing;
pub mod staff;
pub mod status;
pub mod team;
pub mod templates;
pub mod text;
pub mod texts;
pub mod threads;
pub mod walls;
