//! From minutes to money: what was worked, what is asked for it, what was paid, and what is said when it was
//! not. Pure rules; the office and the database answer to the same ones.

pub mod beside;
pub mod drafting;
pub mod drafts;
pub mod dunning;
pub mod expenses;
pub mod invoices;
pub mod journal;
pub mod ledger;
pub mod mailing;
pub mod next_step;
pub mod online;
pub mod paid;
pub mod paper;
pub mod payments;
pub mod rates;
pub mod reminding;
pub mod setting;
pub mod several;
pub mod sheet;
pub mod show;
pub mod statements;
pub mod terms;
pub mod time;
pub mod to_bill;
pub mod totals;
pub mod track;
