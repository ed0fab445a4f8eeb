//! The process that reads hostile bytes, and nothing else.
//!
//! It shuts itself in before it reads a single byte, answers one question and ends. Crashing is
//! one of its answers: the parent reads the silence as "could not be shown".

mod confine;

use std::io::{self, Read, Write};
use std::process::ExitCode;

pub use confine::{Bounds, Open};

use crate::frame::{self, Answer, Ask, What};
use crate::{Media, Refusal, Shown, read, template};

/// Reads a question from `from`, answers it on `to` and says how the process should end.
///
/// Call it first thing in a process of its own, before a runtime or any thread is started: it
/// answers [`Refusal::Unavailable`] otherwise. It is what [`crate::Previewer`] expects of the
/// program it is given.
pub fn main(bounds: Bounds, mut from: impl Read, mut to: impl Write) -> ExitCode {
    let answer = match confine::shut_in(bounds) {
        Ok(()) => answer(&mut from),
        Err(_) => Ok((Answer::Refused(Refusal::Unavailable), Vec::new())),
    };
    match answer.and_then(|(answer, bytes)| send(&mut to, &answer, &bytes)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Shuts this process in as [`main`] does and tries what it then must not be able to do.
pub fn try_doors(bounds: Bounds) -> Vec<Open> {
    confine::try_doors(bounds)
}

fn answer(from: &mut impl Read) -> io::Result<(Answer, Vec<u8>)> {
    let ask: Ask = serde_json::from_slice(&frame::read(from, frame::JSON_BYTES)?)?;
    let Some(document) = frame::read_document(from, ask.max_bytes)? else {
        return Ok((Answer::Refused(Refusal::TooLarge), Vec::new()));
    };
    Ok(match look(ask.media, ask.what, document) {
        Ok(answered) => answered,
        Err(refusal) => (Answer::Refused(refusal), Vec::new()),
    })
}

fn look(media: Media, what: What, document: Vec<u8>) -> Result<(Answer, Vec<u8>), Refusal> {
    match what {
        What::Preview => Ok((Answer::Preview(read::preview(media, document)?), Vec::new())),
        What::Page { number, width } => {
            let picture = match media.shown() {
                Shown::Pages => read::pdf::draw(document, number, width)?,
                Shown::Image if number == 1 => read::image::draw(media, &document, width)?,
                _ => return Err(Refusal::NoSuchPage),
            };
            let (width, height, pages) = (picture.width, picture.height, picture.pages);
            Ok((Answer::Page { width, height, pages }, picture.png.into()))
        }
        What::Text => Ok((Answer::Text(read::text(media, document)?), Vec::new())),
        What::Fields => {
            let fields = template::fields(&document).map_err(Refusal::Template)?;
            Ok((Answer::Fields(fields), Vec::new()))
        }
        What::Fill(values) => {
            let filled = template::fill(&document, &values).map_err(Refusal::Template)?;
            Ok((Answer::Filled, filled))
        }
    }
}

fn send(to: &mut impl Write, answer: &Answer, bytes: &[u8]) -> io::Result<()> {
    frame::write(to, &serde_json::to_vec(answer)?)?;
    frame::write(to, bytes)?;
    to.flush()
}
