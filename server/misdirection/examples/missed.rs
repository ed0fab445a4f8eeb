//! Prints what the guard gets wrong, to be read: `cargo run --release -p misdirection --example missed [SEED]`.

use misdirection::corpus::{Corpus, Expected};
use misdirection::measure::Tally;
use misdirection::{Directory, look};

fn main() {
    let seed = std::env::args().nth(1).and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let corpus = Corpus::new(seed);
    let directory = Directory::new(&corpus.known);
    for trial in &corpus.trials {
        let verdict = look(&trial.pages, &directory, trial.share);
        let mut tally = Tally::default();
        tally.count(trial.expected, &verdict);
        let is_wrong = tally.missed + tally.false_alarms + tally.notes_missing > 0;
        if !is_wrong {
            continue;
        }
        println!("==== {} {}: expected {:?}", trial.kind.words(), trial.nth, trial.expected);
        for hit in &verdict.stops {
            println!(
                "     {:?} {:?} {:?} {:?} “{}”",
                hit.how, hit.sure, hit.said, hit.pages, hit.words
            );
        }
        for hit in &verdict.notes {
            println!("     (note {:?} {:?} {:?} “{}”)", hit.how, hit.sure, hit.said, hit.words);
        }
        if matches!(trial.expected, Expected::Stop) {
            for page in &trial.pages {
                println!("{}", page.text);
            }
        }
    }
}
