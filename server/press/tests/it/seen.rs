//! What others see in a PDF: poppler, which `bin/test` sets up.

use std::io::Write;
use std::process::{Command, Stdio};

fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().write_all(pdf).unwrap();
    let output = Command::new(program)
        .args(arguments)
        .arg(file.path())
        .args(if program == "pdftotext" { &["-"][..] } else { &[] })
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|_| panic!("{program} is missing: bin/test sets it up"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The text in the order in which it is in the file, words separated by single spaces.
pub(crate) fn text(pdf: &[u8]) -> String {
    let text = poppler("pdftotext", &["-raw", "-enc", "UTF-8"], pdf);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As [`text`], page by page.
pub(crate) fn pages(pdf: &[u8]) -> Vec<String> {
    let text = poppler("pdftotext", &["-raw", "-enc", "UTF-8"], pdf);
    let pages = text.split_terminator('\u{c}');
    pages.map(|page| page.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

pub(crate) fn facts(pdf: &[u8]) -> String {
    poppler("pdfinfo", &[], pdf)
}

/// The structure that a screen reader is given, with its text.
pub(crate) fn structure(pdf: &[u8]) -> String {
    poppler("pdfinfo", &["-struct-text"], pdf)
}

/// Each word with the place it is at: left, right, bottom in points, and the width of its page.
pub(crate) fn places(pdf: &[u8]) -> Vec<(String, [f64; 3], f64)> {
    let markup = poppler("pdftotext", &["-bbox", "-enc", "UTF-8"], pdf);
    let value = |line: &str, name: &str| -> f64 {
        let rest = line.split_once(&format!("{name}=\"")).unwrap().1;
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let mut width = 0.0;
    let mut words = Vec::new();
    for line in markup.lines().map(str::trim) {
        if line.starts_with("<page") {
            width = value(line, "width");
        } else if line.starts_with("<word") {
            let place = ["xMin", "xMax", "yMax"].map(|name| value(line, name));
            let word = line.split_once('>').unwrap().1.trim_end_matches("</word>");
            words.push((word.to_owned(), place, width));
        }
    }
    words
}

/// Asserts that these stand in a text in this order.
pub(crate) fn assert_order(text: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at = text[from..].find(part);
        from += at.unwrap_or_else(|| panic!("no “{part}” from {from} on in: {text}")) + part.len();
    }
}
