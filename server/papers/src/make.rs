//! Small real documents, the same every time from the same [`Sheet`].
//!
//! They are the demonstration's papers and this crate's own samples. A DOCX made here may carry
//! placeholders and is then a template.

mod docx;
mod pdf;
mod scan;
mod scanned;
mod widths;

pub use docx::docx;
pub use pdf::pdf;
pub use scan::scan;
pub use scanned::scanned;

/// What stands on a paper.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Whose paper it is: the name, then address lines.
    pub letterhead: Vec<String>,
    /// As it is printed.
    pub date: String,
    /// Whom it is addressed to, line by line; may be empty.
    pub to: Vec<String>,
    pub title: String,
    pub paragraphs: Vec<String>,
    /// Who signs, line by line; may be empty.
    pub signed: Vec<String>,
}

/// Plain text, in lines of at most 72 characters.
pub fn text(sheet: &Sheet) -> Vec<u8> {
    let mut lines = sheet.letterhead.clone();
    lines.extend([String::new(), sheet.date.clone(), String::new()]);
    if !sheet.to.is_empty() {
        lines.extend(sheet.to.iter().cloned());
        lines.push(String::new());
    }
    lines.extend([sheet.title.to_uppercase(), String::new()]);
    for paragraph in &sheet.paragraphs {
        lines.extend(wrap(paragraph, 72.0, |_| 1.0));
        lines.push(String::new());
    }
    lines.extend(sheet.signed.iter().cloned());
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    (lines.join("\n") + "\n").into_bytes()
}

/// Breaks at spaces; a word longer than a line stands alone and sticks out.
fn wrap(text: &str, measure: f32, width: impl Fn(char) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for given in text.lines() {
        let mut line = String::new();
        let mut used = 0.0;
        for word in given.split_whitespace() {
            let long: f32 = word.chars().map(&width).sum();
            if !line.is_empty() && used + width(' ') + long > measure {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            if !line.is_empty() {
                line.push(' ');
                used += width(' ');
            }
            line.push_str(word);
            used += long;
        }
        lines.push(line);
    }
    lines
}
