//! A notice as a page: the same words as its text, laid out. It brings nothing from elsewhere, names no colour, so
//! that it reads on light and on dark, and its one link is told by its words.

use askama::Template;

use crate::{Error, Result};

#[derive(Template)]
#[template(path = "notice.html")]
struct Page<'a> {
    subject: &'a str,
    /// Of lines, of pieces.
    paragraphs: Vec<Vec<Vec<Piece<'a>>>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Link(&'a str),
}

/// The text as a page; each of `links` is one wherever it stands. Whatever an office or a person wrote is words, never
/// markup.
///
/// # Errors
/// Where it cannot be written.
pub(crate) fn page(subject: &str, text: &str, links: &[&str]) -> Result<String> {
    let mut paragraphs = vec![Vec::new()];
    for line in text.lines().map(str::trim_end) {
        match (line, paragraphs.last_mut()) {
            ("", _) => paragraphs.push(Vec::new()),
            (line, Some(lines)) => lines.push(pieces(line, links)),
            (_, None) => {}
        }
    }
    paragraphs.retain(|lines| !lines.is_empty());
    Page { subject, paragraphs }.render().map_err(Error::internal)
}

fn pieces<'a>(line: &'a str, links: &[&'a str]) -> Vec<Piece<'a>> {
    let mut all = vec![Piece::Words(line)];
    for link in links.iter().copied().filter(|link| !link.is_empty()) {
        all = all
            .into_iter()
            .flat_map(|piece| match piece {
                Piece::Words(words) => split(words, link),
                Piece::Link(_) => vec![piece],
            })
            .collect();
    }
    all
}

fn split<'a>(line: &'a str, link: &'a str) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for (nth, words) in line.split(link).enumerate() {
        if nth > 0 {
            pieces.push(Piece::Link(link));
        }
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://portal.example/a/x";

    #[test]
    fn paragraphs_lines_and_the_link_are_told_apart() {
        let text = format!("Dear Orla,\n\nWednesday, 2:00 pm\nRoom 2\n\n\nConfirm: {LINK}\n");
        let page = page("A meeting", &text, &[LINK]).unwrap();
        assert!(page.contains(">Dear Orla,</p>"), "{page}");
        assert!(page.contains(">Wednesday, 2:00 pm<br>Room 2</p>"), "{page}");
        assert!(page.contains(&format!(">Confirm: <a href=\"{LINK}\"")), "{page}");
        assert_eq!(page.matches("<p ").count(), 3, "no empty one: {page}");
        assert_eq!(page.matches("<a ").count(), 1, "{page}");
    }

    #[test]
    fn what_people_wrote_is_never_markup() {
        let hostile = "</title><img src=x onerror=alert(1)>\"'&<a href=\"https://evil.example\">";
        let page = page(hostile, &format!("Dear {hostile},\n{LINK}"), &[LINK]).unwrap();
        assert_eq!(page.matches("<a ").count(), 1, "{page}");
        assert_eq!(page.matches("</title>").count(), 1, "{page}");
        assert!(!page.contains("<img") && page.contains("&#60;img"), "{page}");
    }

    #[test]
    fn it_brings_nothing_from_elsewhere_and_names_no_colour() {
        let page = page("A meeting", &format!("When\n\n{LINK}"), &[LINK]).unwrap();
        for remote in ["src=", "url(", "<link", "@import", "background", "#000", "#fff", "<script"]
        {
            assert!(!page.contains(remote), "{remote}");
        }
        assert_eq!(page.matches("https://").count(), 1, "the one link alone");
        assert!(page.contains("<html lang=\"en\">"));
    }

    #[test]
    fn several_links_are_told_apart() {
        let (one, other) = ("https://p.example/pay/a", "https://p.example/pay/b");
        let page = page("Two", &format!("1: {one}\n2: {other}"), &[one, other]).unwrap();
        for link in [one, other] {
            assert_eq!(page.matches(&format!("<a href=\"{link}\"")).count(), 1, "{page}");
        }
    }

    #[test]
    fn without_a_link_there_is_none() {
        let page = page("Discreet", "Wednesday, 2:00 pm.", &[]).unwrap();
        assert!(!page.contains("<a "), "{page}");
    }
}
