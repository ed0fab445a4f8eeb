//! Measures the portal against what could be had by hand, in one run: ratios hold on a machine that is
//! shared, figures do not. Started by `bin/bench`, which brings the database and the portal; no part of
//! the product.

mod cpu;
mod feeds;
mod first_load;
mod invoices;
mod load;
mod notices;
mod page;
mod report;
mod rows;
mod statements;
mod transfers;

use std::error::Error;
use std::process::ExitCode;

use report::Report;
use rows::Office;

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

const USAGE: &str = "usage: bench run SERVER_URL LOG ROUNDS REQUESTS PART NAME=DATABASE=PORT=PID… | bench page DATABASE_URL PORT FILE";

/// What is measured by itself, or all of it.
const PARTS: [&str; 7] =
    ["all", "first-load", "transfers", "pages", "invoices", "feeds", "reminders"];

#[tokio::main]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["page", url, port, file] => page::serve(url, port, file).await,
        ["run", server, log, rounds, requests, part, offices @ ..]
            if !offices.is_empty() && PARTS.contains(part) =>
        {
            run(server, log, (rounds, requests), part, offices).await
        }
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(
    server: &str,
    log: &str,
    (rounds, requests): (&str, &str),
    part: &str,
    offices: &[&str],
) -> Outcome {
    let (rounds, requests) = (rounds.parse()?, requests.parse()?);
    let wants = |it: &str| part == "all" || part == it;
    let mut report = Report::default();
    let mut before = None;
    for (nth, office) in offices.iter().enumerate() {
        let office = Office::reach(server, log, office).await?;
        if nth == 0 && wants("first-load") {
            first_load::measure(&office, &mut report).await?;
        }
        if nth == 0 && wants("transfers") {
            transfers::measure(&office, rounds, &mut report).await?;
        }
        if wants("pages") {
            let p95 = office.measure(rounds, requests, &mut report).await?;
            if let Some((name, small)) = before.replace((office.name.clone(), p95.clone())) {
                rows::growth(&name, &office.name, &small, &p95, &mut report);
            }
        }
        if wants("invoices") {
            invoices::ageing(&office, rounds, requests, &mut report).await?;
        }
        if wants("feeds") {
            feeds::measure(&office, rounds, requests, &mut report).await?;
        }
    }
    // last: they fill the largest office's books and the first one's calendar
    if let Some(office) = offices.last()
        && wants("invoices")
    {
        let office = Office::reach(server, log, office).await?;
        invoices::measure(&office, rounds, &mut report).await?;
    }
    if let Some(office) = offices.first()
        && wants("reminders")
    {
        let office = Office::reach(server, log, office).await?;
        // its own loops would plan and send what is counted here
        let _held = office.hold()?;
        notices::measure(office.app_url(), &office.superuser, rounds, &mut report).await?;
    }
    report.print();
    Ok(())
}
