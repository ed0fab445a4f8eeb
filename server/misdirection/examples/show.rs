//! Prints shares of the corpus to be read: `cargo run -p misdirection --example show [KIND'S WORDS]`.

use misdirection::corpus::{Corpus, Kind};

fn main() {
    let asked = std::env::args().nth(1).unwrap_or_default();
    for kind in Kind::ALL.into_iter().filter(|kind| kind.words().contains(&asked)) {
        let corpus = Corpus::new(1);
        for trial in corpus.trials.iter().filter(|trial| trial.kind == kind).take(3) {
            println!("==== {} {}: {:?}", kind.words(), trial.nth, trial.expected);
            for page in &trial.pages {
                println!(
                    "---- page {}{}",
                    page.number,
                    if page.is_read { "" } else { " (unread)" }
                );
                println!("{}", page.text);
            }
        }
    }
}
