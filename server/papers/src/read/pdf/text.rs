//! The text of PDF pages, in the order it is drawn.
//!
//! A page counts as unread when it shows something that is not text: a scan is never "clear".

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect};

use crate::read::clean::clean;
use crate::{PageText, Reading, Refusal};

/// A picture over more of the page than this may hold writing; a letterhead's emblem is smaller.
const PICTURE_SHARE: f64 = 0.2;
/// More glyphs than one in so many without a character: the page is not read.
const UNREADABLE: usize = 10;

pub(super) fn read(pdf: &Pdf, limit: usize) -> Result<Reading, Refusal> {
    let mut pages = Vec::new();
    let mut unread = Vec::new();
    let mut left_bytes = limit;
    let mut cut = false;
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        if left_bytes == 0 {
            cut = true;
            break;
        }
        let writing = writing(page, pdf);
        let text = clean(&writing.text);
        let text = text.trim();
        if writing.is_unread(text) {
            unread.push(number);
        }
        let kept = text.floor_char_boundary(left_bytes);
        cut |= kept < text.len();
        left_bytes -= kept;
        if kept > 0 {
            pages.push(PageText { page: number, text: text[..kept].to_owned() });
        }
    }
    Ok(match (pages.is_empty(), unread.is_empty()) {
        (true, true) => Reading::Empty,
        (true, false) => Reading::NoText,
        _ => Reading::Text { pages, unread, cut },
    })
}

fn writing<'a>(page: &'a Page<'a>, pdf: &'a Pdf) -> Writing {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let cache = InterpreterCache::new();
    let mut context = Context::new(
        page.initial_transform(true).to_kurbo(),
        Rect::new(0.0, 0.0, width, height),
        &cache,
        pdf.xref(),
        InterpreterSettings::default(),
    );
    let mut writing = Writing { page_area: width * height, ..Writing::default() };
    interpret_page(page, &mut context, &mut writing);
    writing
}

#[derive(Default)]
struct Writing {
    text: String,
    page_area: f64,
    /// Where the last glyph ended, and how large it was.
    pen: Option<(Point, f64)>,
    last_run: Option<(Affine, usize)>,
    glyphs: usize,
    unreadable: usize,
    has_invisible_text: bool,
    shows_something: bool,
    has_large_picture: bool,
}

impl Writing {
    fn is_unread(&self, text: &str) -> bool {
        // Invisible text over a picture is what reading software left of a scan.
        text.is_empty() && self.shows_something
            || self.has_large_picture && !self.has_invisible_text
            || self.unreadable * UNREADABLE > self.glyphs
    }

    fn glyph(&mut self, glyph: &Glyph<'_>, at: Affine) {
        self.glyphs += 1;
        let origin = at * Point::ORIGIN;
        // Glyph space has a thousand units to the em.
        let em = (at * Point::new(0.0, 1000.0) - origin).hypot();
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let advance = advance.filter(|advance| advance.is_finite()).unwrap_or(500.0);
        if let Some((pen, last_em)) = self.pen {
            let moved = origin - pen;
            let size = em.max(last_em).max(0.01);
            // Along the line of writing, and across it.
            let line = (at * Point::new(1000.0, 0.0) - origin) / em.max(0.01);
            let along = moved.x * line.x + moved.y * line.y;
            let across = (moved.x * line.y - moved.y * line.x).abs();
            if across > size * 0.4 || along < -size * 1.5 {
                self.text.push('\n');
            } else if along > size * 0.18 && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
        match glyph.as_unicode() {
            Some(BfString::Char(character)) => self.text.push(character),
            Some(BfString::String(characters)) => self.text.push_str(&characters),
            None => {
                self.unreadable += 1;
                self.text.push('\u{fffd}');
            }
        }
        self.pen = Some((at * Point::new(f64::from(advance), 0.0), em));
    }
}

impl<'a> Device<'a> for Writing {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let Some(first) = run.glyphs().first() else { return };
        let start = props.transform * first.transform();
        // Filled and then outlined is written once.
        let again = self.last_run == Some((start, run.glyphs().len()));
        self.last_run = Some((start, run.glyphs().len()));
        if again && matches!(mode, DrawMode::Stroke(_)) {
            return;
        }
        self.shows_something = true;
        self.has_invisible_text |= matches!(mode, DrawMode::Invisible);
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.shows_something = true;
        let pixels = f64::from(image.width()) * f64::from(image.height());
        let area = props.transform.determinant().abs() * pixels;
        self.has_large_picture |= area > self.page_area * PICTURE_SHARE;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.shows_something = true;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
