//! The office against a real PostgreSQL: each test has a database of its own.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod access_matrix;
mod appointments;
mod appointments_by_sql;
mod attendance_report;
mod billing;
mod calendar;
mod call_list;
mod calls;
mod cases;
mod conflict_search;
mod consultations;
mod contacts;
mod documents;
mod dunning;
mod feeds;
mod filing;
mod front_desk;
mod identity;
mod invoice_mail;
mod jobs;
mod keeping;
mod mailbox;
mod malware;
mod merges;
mod migrate;
mod notes;
mod notices;
mod online;
mod outside;
mod portal;
mod reminders;
mod representatives;
mod requests;
mod retention;
mod schema;
mod seed;
mod settings;
mod sharing;
mod staff_access;
mod support;
mod templates;
mod threads;
mod today;
