//! Destroying a case's documents, after its number was typed again.

use std::io::{BufRead, Write, stdin, stdout};

use domain::documents::size_words;

use crate::cli::print;
use crate::config::Config;
use crate::startup::{Outcome, at_the_console};

pub(super) async fn shred(config: &Config, number: &str, yes: Option<&str>) -> Outcome {
    at_the_console(config, async |console, _| {
        let found = console.case_documents(number).await.map_err(|error| match error {
            office::Error::NotFound => no_such(number),
            office::Error::Conflict(why) => why,
            error => error.to_string(),
        })?;
        print(&format!(
            "Case {number} has {} documents, {} versions, {}. Destroying its key makes them unreadable for good, here and in every copy of them.",
            found.documents,
            found.versions,
            size_words(found.bytes)
        ));
        let typed = match yes {
            Some(typed) => typed.to_owned(),
            None => ask("Type the number of the case to destroy its documents: ")?,
        };
        if typed.trim() != number {
            return Err("That is not the number of the case. Nothing was destroyed.".into());
        }
        console.shred_case(found.case).await.map_err(|error| match error {
            office::Error::NotFound => no_such(number),
            office::Error::Conflict(why) => why,
            error => error.to_string(),
        })?;
        print("Destroyed. Backups of the keys from before today still open it until they are gone: see docs/vault.md.");
        Ok(())
    })
    .await
}

fn no_such(number: &str) -> String {
    format!("There is no case {number}.")
}

fn ask(question: &str) -> Outcome<String> {
    let mut out = stdout().lock();
    out.write_all(question.as_bytes())?;
    out.flush()?;
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line)
}
