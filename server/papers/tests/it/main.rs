//! The previewer with its real child: every kind, and what people send to do harm.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod crafted;
mod hostile;
mod made;
mod process;
mod shut_in;
mod templates;

use std::time::Duration;

use papers::make::Sheet;
use papers::{Limits, Previewer, Written};

const CHILD: &str = env!("CARGO_BIN_EXE_papers-child");

fn limits() -> Limits {
    // Machines that build something else at the same time are slow.
    Limits { wall: Duration::from_secs(60), ..Limits::default() }
}

fn previewer() -> Previewer {
    Previewer::new(CHILD, [""; 0], limits())
}

fn sheet() -> Sheet {
    Sheet {
        letterhead: vec!["Marlowe & Quill".into(), "12 Harbour Row, Port Ellery".into()],
        date: "March 3, 2026".into(),
        to: vec!["Mrs. Zoë Ashdown".into(), "4 Mill Lane".into()],
        title: "Engagement letter".into(),
        paragraphs: vec![
            "Thank you for asking us to act for you in the matter of the Ashdown estate. This \
             letter says what we will do, what it costs – and what we need from you."
                .into(),
            "Our fee is $350 an hour. You may end this engagement at any time.".into(),
        ],
        signed: vec!["Helen Marlowe".into(), "Attorney at law".into()],
    }
}

/// Lines of text, as somebody would read them.
fn lines(written: &Written) -> String {
    written.blocks.iter().map(|block| block.text() + "\n").collect()
}
