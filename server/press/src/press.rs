//! From a letter to the bytes of its PDF.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use typst::diag::{SourceDiagnostic, SourceResult};
use typst::foundations::{Bytes, Datetime, Smart};
use typst::layout::{Frame, FrameItem, Point};
use typst::model::Document;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::clean::{self, BREAK, Losses, REPLACEMENT};
use crate::house::{House, Sheet, Template};
use crate::letter::{Letter, Line};

/// Lines in all groups together.
const MOST_LINES: usize = 5_000;
/// Bytes of all strings together, as JSON.
const MOST_BYTES: usize = 4 << 20;
/// How many letters on a result of the compiler is kept that none of them asked for. It remembers 100 KiB
/// for each line, which no other letter will ask for: a long one is forgotten at once.
const REMEMBERED: usize = 2;
const LONG: usize = 100;

/// Sets letters. Costs a few milliseconds to set up and some megabytes to keep; one is enough, for
/// any number of threads.
pub struct Press {
    house: House,
    standards: PdfStandards,
}

/// A letter that has been set.
#[derive(Debug)]
pub struct Printed {
    /// PDF 1.7, PDF/A-2a and PDF/UA-1.
    pub pdf: Vec<u8>,
    pub pages: usize,
    /// Where the page differs from what was given. Empty for nearly every letter.
    pub warnings: Vec<Warning>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Warning {
    /// No face has this character (or cluster of characters): `�` stands in its place.
    NotSet(String),
    /// A control, or another character that is not seen but could change how others are read.
    LeftOut(char),
}

#[derive(Debug, Eq, PartialEq, thiserror::Error)]
pub enum Fault {
    #[error("the letter has more than {MOST_LINES} lines")]
    TooManyLines,
    #[error("the letter's text is longer than {MOST_BYTES} bytes")]
    TooLong,
    #[error("line {0} has more or fewer cells than there are columns")]
    Uneven(usize),
    #[error("the letter has no title")]
    Untitled,
    #[error("the language is no ISO 639 code, or the region no ISO 3166 code")]
    Language,
    #[error("a day is none, or before the year 0")]
    Date,
    /// The record contradicts itself: see [`crate::Invoice::letter`].
    #[error("the figures do not come to their total")]
    Sums,
    #[error("this comes to more than an amount can be")]
    TooMuch,
    #[error("the code could not be drawn")]
    Code,
    /// A fault of the templates. Never holds what the letter says.
    #[error("the letter could not be set: {0}")]
    Template(String),
}

impl Press {
    #[expect(clippy::new_without_default, reason = "it parses fonts; not to be had by the way")]
    pub fn new() -> Self {
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
        Self {
            house: House::new(),
            standards: standards.unwrap_or_else(|refusal| unreachable!("{}", refusal.message())),
        }
    }

    /// Takes milliseconds to a quarter of a second, on this thread and those of rayon: not for the
    /// thread of an executor.
    ///
    /// # Errors
    /// All but [`Fault::Sums`] and [`Fault::TooMuch`]. [`Fault::Template`] alone is a defect of this crate.
    pub fn set(&self, letter: &Letter) -> Result<Printed, Fault> {
        let mut losses = Losses::default();
        let printed = self.document(letter, &mut losses).and_then(|document| {
            let pdf = self.export(letter, &document)?;
            Ok((pdf, document.pages().len()))
        });
        typst::comemo::evict(if lines(letter).count() > LONG { 0 } else { REMEMBERED });
        let (pdf, pages) = printed?;
        Ok(Printed { pdf, pages, warnings: losses.warnings() })
    }

    /// Sets letters one after the other as a file for the printer: each begins on a sheet of its own, so that
    /// nothing of one stands on the back of another, whichever way it is printed. It has no tags and is no
    /// archive's; takes as long as all of them.
    ///
    /// # Errors
    /// As [`Press::set`]; [`Fault::Untitled`] for no letter.
    pub fn set_all(&self, letters: &[Letter]) -> Result<Printed, Fault> {
        let first = letters.first().ok_or(Fault::Untitled)?;
        let mut losses = Losses::default();
        let mut sheets = Vec::new();
        let mut info = None;
        for letter in letters {
            let document = self.document(letter, &mut losses);
            typst::comemo::evict(if lines(letter).count() > LONG { 0 } else { REMEMBERED });
            let document = document?;
            sheets.extend(document.pages().iter().cloned());
            if sheets.len() % 2 == 1
                && let Some(last) = document.pages().last()
            {
                let mut blank = last.clone();
                blank.frame = Frame::soft(last.frame.size());
                sheets.push(blank);
            }
            info.get_or_insert_with(|| document.info().clone());
        }
        let identity = letters.iter().map(|letter| letter.identity.as_str());
        let identity = identity.collect::<Vec<_>>().join("\n\n");
        let pages = sheets.len();
        let document = PagedDocument::new(sheets.into(), info.unwrap_or_default());
        let options = PdfOptions {
            tagged: false,
            ..Self::options(identity, first.dated, PdfStandards::default())?
        };
        let pdf = outcome(typst_pdf::pdf(&document, &options))?;
        Ok(Printed { pdf, pages, warnings: losses.warnings() })
    }

    fn document(&self, letter: &Letter, losses: &mut Losses) -> Result<PagedDocument, Fault> {
        check(letter)?;
        let mut data = data(letter)?;
        clean::strings(&mut data, losses);
        let code = letter.qr.as_ref().map(|qr| qr.svg().map_err(|_| Fault::Code)).transpose()?;
        self.pages(letter, &mut data, code.map(Bytes::from_string), losses)
    }

    /// Lays the letter out until each of its characters has a glyph.
    fn pages(
        &self,
        letter: &Letter,
        data: &mut Value,
        code: Option<Bytes>,
        losses: &mut Losses,
    ) -> Result<PagedDocument, Fault> {
        // A cluster that goes leaves neighbours that may form another.
        for _ in 0..4 {
            self.house.measure.table(data, letter.paper);
            let body = self.lay_out(Template::Letter(letter.kind), data, code.clone())?;
            let foot = self.lay_out(Template::Foot, &foot(data, body.pages().len()), None)?;
            let pages = body.pages().iter().zip(foot.pages()).map(|(page, foot)| {
                let mut page = page.clone();
                page.frame.push_frame(Point::zero(), foot.frame.clone());
                page
            });
            let document = PagedDocument::new(pages.collect(), body.info().clone());
            let mut missing = BTreeSet::new();
            document.pages().iter().for_each(|page| without_glyph(&page.frame, &mut missing));
            if missing.is_empty() {
                return Ok(document);
            }
            clean::replace(data, &missing);
            losses.replaced.append(&mut missing);
        }
        Err(Fault::Template("characters without a glyph remain".into()))
    }

    fn lay_out(
        &self,
        template: Template,
        data: &Value,
        code: Option<Bytes>,
    ) -> Result<PagedDocument, Fault> {
        let bytes = serde_json::to_vec(data).map_err(|_| Fault::TooLong)?;
        if bytes.len() > MOST_BYTES {
            return Err(Fault::TooLong);
        }
        let sheet = Sheet { house: &self.house, template, letter: Bytes::new(bytes), code };
        outcome(typst::compile(&sheet).output)
    }

    fn export(&self, letter: &Letter, document: &PagedDocument) -> Result<Vec<u8>, Fault> {
        let options = Self::options(letter.identity.clone(), letter.dated, self.standards.clone())?;
        outcome(typst_pdf::pdf(document, &options))
    }

    fn options(identity: String, day: Date, standards: PdfStandards) -> Result<PdfOptions, Fault> {
        let midnight = u8::try_from(day.month())
            .ok()
            .zip(u8::try_from(day.day()).ok())
            .and_then(|(month, day_of_month)| {
                Datetime::from_ymd_hms(day.year().into(), month, day_of_month, 0, 0, 0)
            })
            .ok_or(Fault::Date)?;
        Ok(PdfOptions {
            ident: Smart::Custom(identity),
            creator: Smart::Custom(Some("Privity".into())),
            timestamp: Some(Timestamp::new_utc(midnight)),
            standards,
            ..PdfOptions::default()
        })
    }
}

impl Losses {
    fn warnings(self) -> Vec<Warning> {
        let not_set = self.replaced.into_iter().map(Warning::NotSet);
        let left_out = self.left_out.into_iter().map(Warning::LeftOut);
        not_set.chain(left_out).collect()
    }
}

fn lines(letter: &Letter) -> impl Iterator<Item = &Line> {
    letter.groups.iter().flat_map(|group| group.lines.iter().chain(&group.sum))
}

fn check(letter: &Letter) -> Result<(), Fault> {
    let lines =
        || letter.groups.iter().flat_map(|group| group.lines.iter().chain(&group.sum)).enumerate();
    if lines().count() > MOST_LINES {
        return Err(Fault::TooManyLines);
    }
    for (nth, line) in lines() {
        let mut spans = line.cells.iter().map(|cell| cell.span);
        let wide = spans.clone().try_fold(0_usize, usize::checked_add);
        if wide != Some(letter.columns.len()) || spans.any(|span| span == 0) {
            return Err(Fault::Uneven(nth + 1));
        }
    }
    if letter.title.trim().is_empty() {
        return Err(Fault::Untitled);
    }
    let language = &letter.language;
    let is_code = |code: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    if !is_code(&language.language, 2..=3)
        || language.region.as_ref().is_some_and(|region| !is_code(region, 2..=2))
    {
        return Err(Fault::Language);
    }
    if letter.dated.year() < 0 { Err(Fault::Date) } else { Ok(()) }
}

/// The letter as the templates see it.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    letter: &'a Letter,
    /// What the code says, for those who do not see it.
    code: Option<&'a str>,
}

fn data(letter: &Letter) -> Result<Value, Fault> {
    let code = letter.qr.as_ref().map(|_| letter.words.scan.as_str());
    serde_json::to_value(Told { letter, code }).map_err(|_| Fault::TooLong)
}

/// What the template of the foot sees of it.
fn foot(data: &Value, pages: usize) -> Value {
    json!({
        "paper": data["paper"],
        "language": data["language"],
        "title": data["title"],
        "office": data["office"]["name"],
        "foot": data["office"]["foot"],
        "page": data["words"]["page"],
        "pages": pages,
    })
}

/// Collects what the faces could not set.
fn without_glyph(frame: &Frame, missing: &mut BTreeSet<String>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => without_glyph(&group.frame, missing),
            FrameItem::Text(text) => {
                for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                    // Where a word may be broken stays where it is.
                    let cluster = text.text[glyph.range()].replace(BREAK, "");
                    if !cluster.is_empty() && !cluster.contains(REPLACEMENT) {
                        missing.insert(cluster);
                    }
                }
            }
            _ => {}
        }
    }
}

fn outcome<T>(result: SourceResult<T>) -> Result<T, Fault> {
    result.map_err(|faults| {
        let words = faults.first().map(|fault: &SourceDiagnostic| fault.message.to_string());
        Fault::Template(words.unwrap_or_default())
    })
}
