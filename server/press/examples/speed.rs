//! What setting a letter costs in CPU, on all threads together, and in memory.
//! `cargo run --release -p press --example speed [FOLDER FOR THE LETTERS]`

#![expect(clippy::unwrap_used, reason = "what cannot be measured is no measure")]

use std::time::{Duration, Instant};

#[path = "../tests/it/records.rs"]
mod records;
#[path = "../tests/it/samples.rs"]
#[expect(dead_code, reason = "the tests have more letters")]
mod samples;

fn main() {
    let began = Instant::now();
    let press = press::Press::new();
    println!("set up: {:?}", began.elapsed());

    let letters = [
        ("invoice", samples::invoice(10)),
        ("euro-invoice", samples::euro_invoice()),
        ("credit-note", samples::credit_note()),
        ("statement", samples::statement()),
        ("reminder", samples::reminder()),
        ("invoice-100", samples::invoice(100)),
        ("invoice-1000", samples::invoice(1000)),
        ("endless-words", endless()),
    ];
    if let Some(folder) = std::env::args_os().nth(1) {
        for (name, said) in [
            ("20412", records::pictured()),
            ("taxed", records::taxed()),
            ("C-31", records::credit_note()),
        ] {
            let since = if name == "20412" { &[records::RECEIVED][..] } else { &[] };
            let invoice = press::Invoice { said: &said, since, pay_at: None };
            let path = std::path::Path::new(&folder).join(name).with_extension("pdf");
            std::fs::write(path, press::invoice(&invoice).unwrap().pdf).unwrap();
        }
        for (name, letter) in &letters {
            let path = std::path::Path::new(&folder).join(name).with_extension("pdf");
            std::fs::write(path, press.set(letter).unwrap().pdf).unwrap();
        }
    }

    // The mean, since the kernel counts in ticks of some milliseconds.
    let cost = |letter: &press::Letter, rounds: u32| {
        let mut spent = (Duration::ZERO, Duration::ZERO);
        for nth in 0..rounds {
            // Another letter each time: the same one twice would be remembered.
            let mut letter = letter.clone();
            letter.title = format!("Invoice {}", 20_000 + nth);
            let lines = letter.groups.iter_mut().flat_map(|group| &mut group.lines);
            for (at, line) in lines.enumerate() {
                line.cells[1].text.push_str(&format!(" [{nth}.{at}]"));
            }
            let (before, clock) = (cpu(), Instant::now());
            std::hint::black_box(press.set(&letter).unwrap().pdf.len());
            spent.0 += cpu() - before;
            spent.1 += clock.elapsed();
        }
        (spent.0 / rounds, spent.1 / rounds)
    };
    cost(&letters[0].1, 5);
    for (name, letter) in &letters {
        let rounds = if ["invoice-1000", "endless-words"].contains(name) { 20 } else { 200 };
        let ((cpu, clock), pages) = (cost(letter, rounds), press.set(letter).unwrap().pages);
        println!("{name}: {cpu:?} CPU, {clock:?} by the clock, {pages} pages");
    }
    for threads in [1, 2] {
        let (clock, pages) = batch(threads, 1_000);
        let each = pages as f64 / clock.as_secs_f64();
        println!("1000 invoices as pictured on {threads}: {clock:?}, {each:.0} pages a second");
    }
    let before = resident();
    for _ in 0..20 {
        cost(&letters[6].1, 5);
    }
    println!("resident after 100 more long ones: {before} -> {} KiB", resident());
    cost(&letters[0].1, 40);
    println!("and after 40 short ones: {} KiB", resident());
}

/// So many invoices, each another one, dealt out to threads. Takes the time and counts the pages.
fn batch(threads: usize, invoices: usize) -> (Duration, usize) {
    let began = Instant::now();
    let print = |nth: usize| {
        let mut said = records::pictured();
        said.number = format!("{}", 30_000 + nth);
        said.billed_to[0] = format!("Client {nth}");
        for (at, line) in said.lines.iter_mut().enumerate() {
            line.narrative.push_str(&format!(" [{nth}.{at}]"));
        }
        let invoice = press::Invoice { said: &said, since: &[records::RECEIVED], pay_at: None };
        press::invoice(&invoice).unwrap().pages
    };
    let pages = std::thread::scope(|scope| {
        let dealt: Vec<_> = (0..threads)
            .map(|first| {
                scope.spawn(move || (first..invoices).step_by(threads).map(print).sum::<usize>())
            })
            .collect();
        dealt.into_iter().map(|part| part.join().unwrap()).sum::<usize>()
    });
    (began.elapsed(), pages)
}

/// Twenty lines of 5,000 characters without a space.
fn endless() -> press::Letter {
    let mut letter = samples::invoice(20);
    for line in letter.groups.iter_mut().flat_map(|group| &mut group.lines) {
        line.cells[1].text = "Wy".repeat(2_500);
    }
    letter
}

/// Nanoseconds on a processor, of all threads of this process that still live (rayon's do).
fn cpu() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let spent = tasks.map(|task| {
        let line = std::fs::read_to_string(task.unwrap().path().join("schedstat")).unwrap();
        line.split(' ').next().unwrap().parse::<u64>().unwrap()
    });
    Duration::from_nanos(spent.sum())
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
