//! Senders against what they will meet: a mail server that refuses, stalls and hangs up, an independent
//! check of signatures, a real text gateway, and a stand-in for the API that only runs elsewhere.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod callbacks;
mod gateway;
mod kannel;
mod mail;
mod sign;
mod sink;
mod stripe;
mod support;
mod troubles;
mod twilio;
