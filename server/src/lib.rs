//! The server: configuration, the database it runs or is given, and the portal over HTTP.
//!
//! A library with a thin `main`, so that tests serve the very router that is shipped.

pub mod cli;
mod cluster;
mod config;
mod connections;
mod demo;
pub mod http;
mod logs;
mod serve;
mod startup;
pub mod texts;
mod vault_commands;
mod verify;
mod work;
