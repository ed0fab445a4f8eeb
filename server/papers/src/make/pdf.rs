//! A letter as PDF: the standard fonts, which every reader brings along, and text that is text.

use encoding_rs::WINDOWS_1252;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

use super::{Sheet, widths::width, wrap};

/// US letter, in points.
const PAGE: (f32, f32) = (612.0, 792.0);
const MARGIN: f32 = 72.0;
const BODY: f32 = 11.0;
const LEADING: f32 = 14.5;

const ROMAN: Name<'static> = Name(b"F1");
const BOLD: Name<'static> = Name(b"F2");

struct Line {
    text: String,
    font: Name<'static>,
    size: f32,
    is_centered: bool,
    /// From the line above to this one.
    down: f32,
}

/// One or more pages with a letterhead, as bytes.
pub fn pdf(sheet: &Sheet) -> Vec<u8> {
    let pages = pages(lines(sheet));
    let mut pdf = Pdf::new();
    let (catalog, tree, info) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let fonts = [(ROMAN, Ref::new(4), "Times-Roman"), (BOLD, Ref::new(5), "Times-Bold")];
    let page_ref = |index: usize| Ref::new(6 + 2 * i32::try_from(index).unwrap_or(0));
    let content_ref = |index: usize| Ref::new(7 + 2 * i32::try_from(index).unwrap_or(0));

    pdf.catalog(catalog).pages(tree);
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids((0..pages.len()).map(page_ref)).count(count);
    pdf.document_info(info).title(pdf_writer::TextStr(&sheet.title));
    for (_, id, base) in fonts {
        let mut font = pdf.type1_font(id);
        font.base_font(Name(base.as_bytes())).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    for (index, lines) in pages.iter().enumerate() {
        let mut page = pdf.page(page_ref(index));
        page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1));
        page.parent(tree).contents(content_ref(index));
        let mut resources = page.resources();
        let mut dictionary = resources.fonts();
        for (name, id, _) in fonts {
            dictionary.pair(name, id);
        }
        dictionary.finish();
        resources.finish();
        page.finish();
        pdf.stream(content_ref(index), &draw(lines, index, pages.len()));
    }
    pdf.finish()
}

fn lines(sheet: &Sheet) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut put = |text: &str, font, size, is_centered, down| {
        lines.push(Line { text: text.to_owned(), font, size, is_centered, down });
    };
    for (at, text) in sheet.letterhead.iter().enumerate() {
        let (font, size, down) = if at == 0 { (BOLD, 17.0, 20.0) } else { (ROMAN, 9.0, 12.0) };
        put(text, font, size, true, down);
    }
    put(&sheet.date, ROMAN, BODY, false, 46.0);
    for (at, text) in sheet.to.iter().enumerate() {
        put(text, ROMAN, BODY, false, if at == 0 { 28.0 } else { LEADING });
    }
    for (at, text) in wrapped(&sheet.title, 13.0).iter().enumerate() {
        put(text, BOLD, 13.0, false, if at == 0 { 32.0 } else { 17.0 });
    }
    for paragraph in &sheet.paragraphs {
        for (at, text) in wrapped(paragraph, BODY).iter().enumerate() {
            put(text, ROMAN, BODY, false, if at == 0 { LEADING + 8.0 } else { LEADING });
        }
    }
    for (at, text) in sheet.signed.iter().enumerate() {
        put(text, ROMAN, BODY, false, if at == 0 { 40.0 } else { LEADING });
    }
    lines
}

fn wrapped(text: &str, size: f32) -> Vec<String> {
    wrap(text, PAGE.0 - 2.0 * MARGIN, |letter| width(letter) * size)
}

fn pages(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let mut pages = vec![Vec::new()];
    let mut used = 0.0;
    for mut line in lines {
        if used + line.down > PAGE.1 - 2.0 * MARGIN {
            pages.push(Vec::new());
            used = 0.0;
            line.down = LEADING;
        }
        used += line.down;
        if let Some(page) = pages.last_mut() {
            page.push(line);
        }
    }
    pages
}

fn draw(lines: &[Line], index: usize, of: usize) -> Vec<u8> {
    let mut content = Content::new();
    let mut y = PAGE.1 - MARGIN;
    let show = |content: &mut Content, text: &str, font: Name<'_>, size: f32, x: f32, y: f32| {
        content.begin_text().set_font(font, size).next_line(x, y);
        content.show(Str(&WINDOWS_1252.encode(text).0)).end_text();
    };
    let mut was_centered = false;
    for line in lines {
        if was_centered && !line.is_centered {
            let rule = y - 10.0;
            content.set_line_width(0.6).move_to(MARGIN, rule).line_to(PAGE.0 - MARGIN, rule);
            content.stroke();
        }
        was_centered = line.is_centered;
        y -= line.down;
        let x = if line.is_centered { centered(&line.text, line.size) } else { MARGIN };
        show(&mut content, &line.text, line.font, line.size, x, y);
    }
    if of > 1 {
        let foot = format!("Page {} of {of}", index + 1);
        show(&mut content, &foot, ROMAN, 9.0, centered(&foot, 9.0), MARGIN / 2.0);
    }
    content.finish().into_vec()
}

fn centered(text: &str, size: f32) -> f32 {
    let wide: f32 = text.chars().map(width).sum();
    (PAGE.0 - wide * size) / 2.0
}
