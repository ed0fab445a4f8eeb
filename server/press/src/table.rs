//! The table of a letter, measured before it is set: how wide its columns are, and which of its lines are of one
//! line of text and so of a height that is known. To find a height out, a line is laid out once more.

use serde::Serialize;
use serde_json::Value;
use ttf_parser::Face;

use crate::clean::BREAK;
use crate::fonts;
use crate::letter::Paper;

/// From the left edge of the paper to the text, and from the text to the right one. All here are in mm.
const LEFT: f64 = 29.0;
const RIGHT: f64 = 17.0;
/// From the left edge to the double rule, and from there to where numbers of lines begin: they hang in the margin.
const RULE: f64 = 22.4;
const NUMBERS: f64 = 12.0;
/// Between two columns, and above and beneath the text of a line.
const GUTTER: f64 = 4.5;
const ROW: f64 = 1.75;
/// A column that is not the wide one.
const WIDEST: f64 = 34.0;
const TO_POINTS: f64 = 72.0 / 25.4;

/// Of the text, in points.
const SIZE: f64 = 9.0;
/// Bytes of a text beyond which it is not measured: it needs several lines, and more than a narrow column.
const LONG: usize = 240;
/// What letters that stand apart add to a text at most, which is measured letter by letter: in points, and of its width.
const APART: (f64, f64) = (1.0, 1.02);
/// What is not longer than so many lines by its width needs no more than three, which are never torn.
const FEW: f64 = 2.0;
/// Bytes of a row that surely fit a page.
const A_PAGE: usize = 1_200;

/// The same for the templates.
pub(crate) fn measures() -> String {
    format!(
        "#let indent = {LEFT}mm\n#let outer = {RIGHT}mm\n#let margin = {RULE}mm\n#let hang = indent - margin + {NUMBERS}mm\n\
        #let gutter = {GUTTER}mm\n#let row = {ROW}mm\n"
    )
}

/// What the template is told of the table.
#[derive(Serialize)]
struct Table {
    /// Of the columns, in points.
    widths: Vec<f64>,
    /// Of the rows, in points, with the heads of the table and its groups; `None` as it comes out.
    heights: Vec<Option<f64>>,
    /// Of the rows, which are kept on one page at a cost: others are, as they are short, or are longer than a page.
    kept: Vec<bool>,
}

/// A cell: the column it begins in, how many it spans, and how long its text is, in bytes and as it is set.
struct Told {
    at: usize,
    span: usize,
    bytes: usize,
    width: Width,
}

/// Of a text on one line, in points.
#[derive(Clone, Copy)]
struct Width {
    points: f64,
    /// Whether it is in the first face alone, and neither ends nor breaks anywhere.
    is_plain: bool,
}

/// Measures texts as they are set in a table, at their boldest. Figures are all of one width in these faces.
pub(crate) struct Measure {
    /// In the order in which a character is looked for.
    faces: Vec<Face<'static>>,
    /// In em, of the characters that most texts are of.
    ascii: [f64; 128],
    /// Of a line of text alone, in points.
    line: f64,
}

impl Measure {
    pub(crate) fn new() -> Self {
        let faces: Vec<_> = fonts::boldest().collect();
        let capitals = faces.first().and_then(|face| Some(em(face, face.capital_height()?)));
        let mut measure =
            Self { faces, ascii: [0.0; 128], line: capitals.unwrap_or_default() * SIZE };
        measure.ascii = std::array::from_fn(|code| {
            u8::try_from(code).map_or(0.0, |code| measure.character(code.into()).0)
        });
        measure
    }

    /// Tells a letter's data how its table is set; its strings are clean by now.
    pub(crate) fn table(&self, data: &mut Value, paper: Paper) {
        let columns = list(&data["columns"]);
        if columns.is_empty() {
            return;
        }
        let mut widest: Vec<f64> =
            columns.iter().map(|column| self.width(text(&column["head"])).points).collect();
        let mut rows = vec![None];
        for group in list(&data["groups"]) {
            if !text(&group["head"]).is_empty() {
                rows.push(None);
            }
            let lines = list(&group["lines"]).iter().chain(Some(&group["sum"]));
            for line in lines.filter(|line| !line.is_null()) {
                let told = self.told(line);
                for Told { at, span, width, .. } in &told {
                    if let Some(widest) = widest.get_mut(*at).filter(|_| *span == 1) {
                        *widest = widest.max(width.points);
                    }
                }
                rows.push(Some(told));
            }
        }

        let last = columns.len() - 1;
        let gutter = |nth: usize| if nth == last { 0.0 } else { GUTTER * TO_POINTS };
        let is_wide = |nth: usize| columns[nth]["wide"].as_bool() == Some(true);
        let narrow = |nth: usize| at_most(widest[nth]).min(WIDEST * TO_POINTS) + gutter(nth);
        let taken: f64 = (0..=last).filter(|nth| !is_wide(*nth)).map(narrow).sum();
        let wide = (0..=last).filter(|nth| is_wide(*nth)).count();
        let left = (paper.width() - LEFT - RIGHT) * TO_POINTS - taken;
        #[expect(clippy::cast_precision_loss, reason = "a handful of columns")]
        let share = (left / wide.max(1) as f64).max(0.0);
        let widths: Vec<f64> =
            (0..=last).map(|nth| if is_wide(nth) { share } else { narrow(nth) }).collect();

        let height = ROW.mul_add(2.0 * TO_POINTS, self.line);
        let room = |told: &Told| {
            widths.iter().skip(told.at).take(told.span).sum::<f64>() - gutter(told.at)
        };
        let is_one = |told: &Told| {
            let Width { points, is_plain } = told.width;
            // the widest text of a narrow column has its room to the last digit of a sum
            is_plain && (points == 0.0 || at_most(points) <= room(told) + 0.01)
        };
        let is_long = |told: &Told| !told.width.is_plain || told.width.points > FEW * room(told);
        let is_kept = |row: &[Told]| {
            row.iter().any(is_long) && row.iter().map(|told| told.bytes).sum::<usize>() < A_PAGE
        };
        let table = Table {
            heights: rows
                .iter()
                .map(|row| row.as_ref().filter(|row| row.iter().all(is_one)).map(|_| height))
                .collect(),
            kept: rows.iter().map(|row| row.as_deref().is_some_and(is_kept)).collect(),
            widths,
        };
        data["table"] = serde_json::to_value(table).unwrap_or_default();
    }

    fn told(&self, line: &Value) -> Vec<Told> {
        let mut next = 0;
        let cells = list(&line["cells"]).iter().map(|cell| {
            let span = cell["span"].as_u64().and_then(|span| usize::try_from(span).ok());
            let (at, span) = (next, span.unwrap_or(1));
            next += span;
            let text = text(&cell["text"]);
            Told { at, span, bytes: text.len(), width: self.width(text) }
        });
        cells.collect()
    }

    fn width(&self, text: &str) -> Width {
        if text.len() > LONG {
            return Width { points: f64::INFINITY, is_plain: false };
        }
        let mut width = Width { points: 0.0, is_plain: true };
        for character in text.chars() {
            let known = usize::try_from(u32::from(character)).ok();
            let (ems, is_plain) = match known.and_then(|code| self.ascii.get(code)) {
                Some(ems) => (*ems, character != '\n'),
                None => self.character(character),
            };
            width.points += ems * SIZE;
            width.is_plain &= is_plain && character != BREAK;
        }
        width
    }

    /// In em, and whether the first face has it.
    fn character(&self, character: char) -> (f64, bool) {
        let found = self.faces.iter().enumerate().find_map(|(nth, face)| {
            Some((em(face, face.glyph_hor_advance(face.glyph_index(character)?)?), nth == 0))
        });
        found.unwrap_or_default()
    }
}

impl Paper {
    /// In mm.
    const fn width(self) -> f64 {
        match self {
            Self::A4 => 210.0,
            Self::UsLetter => 215.9,
        }
    }
}

fn at_most(points: f64) -> f64 {
    points.mul_add(APART.1, APART.0)
}

fn em(face: &Face<'_>, units: impl Into<f64>) -> f64 {
    units.into() / f64::from(face.units_per_em())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
