//! How often the guard is right: a table by kind, and whether the goal is met.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use clap::Args;
use domain::attendance::percent;
use misdirection::corpus::{Corpus, Group};
use misdirection::measure::{CAUGHT, FALSE_ALARMS, Measured, Tally};
use misdirection::{Directory, Rules};
use serde_json::{Value, json};

use super::documents::{self, Documents};
use crate::cli::print;
use crate::startup::Outcome;

#[derive(Debug, Args)]
pub(crate) struct Sharing {
    /// The same seed makes the same shares.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// As JSON instead of a table.
    #[arg(long)]
    json: bool,
}

struct Report {
    seed: u64,
    known: usize,
    measured: Measured,
    documents: Documents,
    looking: Duration,
}

impl Sharing {
    pub(super) async fn run(&self) -> Outcome {
        let corpus = Corpus::new(self.seed);
        let directory = Directory::new(&corpus.known);
        let began = Instant::now();
        let measured = Measured::of(&corpus, &directory, Rules::ALL);
        let looking = began.elapsed();
        let documents = documents::measure(&corpus, &directory).await?;
        let report =
            Report { seed: self.seed, known: corpus.known.len(), measured, documents, looking };
        if self.json {
            print(&serde_json::to_string_pretty(&report.json())?);
        } else {
            print(&report.table());
        }
        match report.meets_the_goal() {
            true => Ok(()),
            false => Err("The guard is below its goal.".into()),
        }
    }
}

impl Report {
    fn meets_the_goal(&self) -> bool {
        let documents = [self.documents.word, self.documents.pdf, self.documents.scans];
        self.measured.meets_the_goal()
            && self.documents.scans.missed == 0
            && documents
                .iter()
                .all(|tally| tally.catch_rate().share().is_none_or(|rate| rate >= 0.9))
    }

    fn group(&self, group: Group) -> Vec<(&'static str, Tally)> {
        let kinds = self.measured.kinds.iter().filter(|(kind, _)| kind.group() == group);
        kinds.map(|(kind, tally)| (kind.words(), *tally)).collect()
    }

    fn shares(&self) -> u32 {
        self.measured.kinds.values().map(|tally| tally.shares).sum()
    }

    fn table(&self) -> String {
        let mut table = format!(
            "Seed {}. {} names and identifiers on file, {} shares looked at in {:.1} s.\n",
            self.seed,
            self.known,
            self.shares(),
            self.looking.as_secs_f64()
        );
        let (wrong, right) =
            (self.measured.of_group(Group::Wrong), self.measured.of_group(Group::Right));
        head(&mut table, "Wrong shares");
        rows(&mut table, &self.group(Group::Wrong), Side::Wrong);
        rows(&mut table, &[("all that are wrong", wrong)], Side::Wrong);
        head(&mut table, "Right shares");
        rows(&mut table, &self.group(Group::Right), Side::Right);
        rows(&mut table, &[("all that are right", right)], Side::Right);
        head(&mut table, "Out of reach, and no part of the goal");
        rows(&mut table, &self.group(Group::Limit), Side::Either);
        head(&mut table, "Written as documents and read back");
        let documents = [
            ("Word documents", self.documents.word),
            ("PDF", self.documents.pdf),
            ("pictures of pages", self.documents.scans),
        ];
        rows(&mut table, &documents, Side::Either);
        let _ = write!(
            table,
            "\nGoal: at least {} of wrong shares caught or said to be unread, less than {} of right ones \
             stopped: {}.",
            percent(CAUGHT),
            percent(FALSE_ALARMS),
            if self.meets_the_goal() { "met" } else { "not met" }
        );
        table
    }

    fn json(&self) -> Value {
        let group = |group| -> Vec<Value> {
            self.group(group).iter().map(|(kind, tally)| row(kind, *tally)).collect()
        };
        json!({
            "seed": self.seed,
            "known": self.known,
            "shares": self.shares(),
            "milliseconds": u64::try_from(self.looking.as_millis()).unwrap_or(u64::MAX),
            "wrong": row("all", self.measured.of_group(Group::Wrong)),
            "right": row("all", self.measured.of_group(Group::Right)),
            "kinds": { "wrong": group(Group::Wrong), "right": group(Group::Right), "limits": group(Group::Limit) },
            "documents": [
                row("word", self.documents.word),
                row("pdf", self.documents.pdf),
                row("scans", self.documents.scans),
            ],
            "meets_the_goal": self.meets_the_goal(),
        })
    }
}

/// Which rate a row has.
#[derive(Clone, Copy)]
enum Side {
    Wrong,
    Right,
    /// Whichever applies, or both.
    Either,
}

fn head(table: &mut String, title: &str) {
    let _ = writeln!(
        table,
        "\n{title:<54} {:>6} {:>6} {:>6} {:>6} {:>6}  rate (95 %)",
        "shares", "caught", "missed", "false", "unread"
    );
}

fn rows(table: &mut String, rows: &[(&str, Tally)], side: Side) {
    for (name, tally) in rows {
        let (caught, alarms) = (tally.catch_rate(), tally.false_alarm_rate());
        let caught = (!matches!(side, Side::Right) && caught.of > 0)
            .then(|| format!("{} caught ({})", caught.words(), caught.interval_words()));
        let alarms = (!matches!(side, Side::Wrong) && alarms.of > 0)
            .then(|| format!("{} stopped ({})", alarms.words(), alarms.interval_words()));
        let rates: Vec<String> = caught.into_iter().chain(alarms).collect();
        let _ = writeln!(
            table,
            "  {name:<52} {:>6} {:>6} {:>6} {:>6} {:>6}  {}",
            tally.shares,
            tally.caught,
            tally.missed,
            tally.false_alarms,
            tally.unread_said,
            rates.join(", ")
        );
    }
}

fn row(kind: &str, tally: Tally) -> Value {
    let interval =
        |rate: domain::attendance::Rate| rate.interval().map(|(low, high)| json!([low, high]));
    json!({
        "kind": kind,
        "shares": tally.shares,
        "caught": tally.caught,
        "missed": tally.missed,
        "false_alarms": tally.false_alarms,
        "unread_said": tally.unread_said,
        "notes_missing": tally.notes_missing,
        "catch_rate": tally.catch_rate().share(),
        "catch_interval": interval(tally.catch_rate()),
        "false_alarm_rate": tally.false_alarm_rate().share(),
        "false_alarm_interval": interval(tally.false_alarm_rate()),
    })
}
