//! Whole servers, on a PostgreSQL that is real, with a mail server and a text gateway that are: what is due
//! is sent by whichever of them, once, whatever stops in between.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod callbacks;
mod gateway;
mod house;
mod mail;
mod paid;
mod process;
mod texts;
