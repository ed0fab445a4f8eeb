//! How long it takes: `cargo run --release -p misdirection --example speed`.

use std::time::Instant;

use misdirection::corpus::Corpus;
use misdirection::{Directory, Page, look};

const NAMES: usize = 20_000;
const PAGES: usize = 200;

fn main() {
    let mut known = Vec::new();
    let mut texts = Vec::new();
    let mut share = None;
    for seed in 1.. {
        let corpus = Corpus::new(seed);
        known.extend(corpus.known);
        share = share.or(corpus.trials.first().map(|trial| trial.share));
        texts.extend(corpus.trials.into_iter().flat_map(|trial| trial.pages).map(|page| page.text));
        if known.len() >= NAMES {
            break;
        }
    }
    known.truncate(NAMES);
    let Some(share) = share else { return };
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let pages: Vec<Page> = (1..)
        .zip(texts.into_iter().take(PAGES))
        .map(|(number, text)| Page { number, text, is_read: true })
        .collect();
    let bytes: usize = pages.iter().map(|page| page.text.len()).sum();

    let began = Instant::now();
    let directory = Directory::new(&known);
    println!("{} names and identifiers made ready in {:?}", known.len(), began.elapsed());
    let mut times: Vec<_> = (0..5)
        .map(|_| {
            let began = Instant::now();
            let verdict = look(&pages, &directory, share);
            (began.elapsed(), verdict.stops.len())
        })
        .collect();
    times.sort();
    let (time, stops) = times[2];
    println!("{} pages, {bytes} bytes, looked through in {time:?}: {stops} stops", pages.len());
}
