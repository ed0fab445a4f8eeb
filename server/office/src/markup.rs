//! The little formatting of notes: paragraphs, lines, `**bold**`, `*italic*`, lists, and addresses of the
//! web that stand in the text. Whatever is none of these stays the text it is; nothing is lost and
//! nothing becomes markup. Linear in what was typed, however it is made.

use domain::notes::{Block, Span};

/// Reads a note.
pub(crate) fn read(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // an empty line ends whatever stands before it
    let mut goes_on = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            goes_on = false;
            continue;
        }
        let last = if goes_on { blocks.last_mut() } else { None };
        match (marker(line), last) {
            (Marker::Bullet(rest), Some(Block::Bullets(items))) => items.push(spans(rest)),
            (Marker::Bullet(rest), _) => blocks.push(Block::Bullets(vec![spans(rest)])),
            (Marker::Number(_, rest), Some(Block::Numbers { items, .. })) => {
                items.push(spans(rest));
            }
            (Marker::Number(start, rest), _) => {
                blocks.push(Block::Numbers { start, items: vec![spans(rest)] });
            }
            (Marker::None, Some(block)) => {
                let end = match block {
                    Block::Paragraph(line) => Some(line),
                    Block::Bullets(items) | Block::Numbers { items, .. } => items.last_mut(),
                };
                if let Some(end) = end {
                    end.push(Span::Break);
                    end.append(&mut spans(line.trim()));
                }
            }
            (Marker::None, None) => blocks.push(Block::Paragraph(spans(line.trim()))),
        }
        goes_on = true;
    }
    blocks
}

enum Marker<'a> {
    None,
    Bullet(&'a str),
    Number(u32, &'a str),
}

fn marker(line: &str) -> Marker<'_> {
    let line = line.trim();
    for sign in ["- ", "* ", "• "] {
        if let Some(rest) = line.strip_prefix(sign) {
            return Marker::Bullet(rest.trim_start());
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    let rest = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "));
    match (number.parse(), rest) {
        // a year or a sum of money at the beginning of a line is no list
        (Ok(start), Some(rest)) if digits <= 3 => Marker::Number(start, rest.trim_start()),
        _ => Marker::None,
    }
}

fn spans(text: &str) -> Vec<Span> {
    within(text, false, false)
}

/// What is bold or italic already holds no more of the same.
fn within(text: &str, bold: bool, italic: bool) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    // what is not closed from here on is not closed further on
    let (mut no_bold, mut no_italic) = (bold, italic);
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if next == '*' {
            let double = rest.starts_with("**");
            let (sign, none) = if double { ("**", &mut no_bold) } else { ("*", &mut no_italic) };
            let inside = &rest[sign.len()..];
            if !*none && inside.starts_with(|c: char| !c.is_whitespace()) {
                if let Some(end) = closing(inside, sign) {
                    keep(&mut spans, &mut plain);
                    let (bold, italic) = (bold || double, italic || !double);
                    let held = within(&inside[..end], bold, italic);
                    spans.push(if double { Span::Bold(held) } else { Span::Italic(held) });
                    rest = &inside[end + sign.len()..];
                    continue;
                }
                *none = true;
            }
            plain.push_str(sign);
            rest = inside;
            continue;
        }
        let begins = plain.chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        if begins && (next == 'h' || next == 'H') {
            let length = address(rest);
            if length > 0 {
                keep(&mut spans, &mut plain);
                spans.push(Span::Link(rest[..length].to_owned()));
                rest = &rest[length..];
                continue;
            }
        }
        plain.push(next);
        rest = &rest[next.len_utf8()..];
    }
    keep(&mut spans, &mut plain);
    spans
}

fn keep(spans: &mut Vec<Span>, plain: &mut String) {
    if !plain.is_empty() {
        spans.push(Span::Text(std::mem::take(plain)));
    }
}

/// Where the sign closes what it opened: not after a space, and a single star not at a double one.
fn closing(inside: &str, sign: &str) -> Option<usize> {
    let bytes = inside.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'*' {
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take_while(|byte| **byte == b'*').count();
        let closes = at > 0 && !bytes[at - 1].is_ascii_whitespace();
        if closes && (run == sign.len() || run == 3) {
            // of three stars the inner sign closes first
            return Some(if sign.len() == 2 && run == 3 { at + 1 } else { at });
        }
        at += run;
    }
    None
}

/// How long the address is that the text begins with; 0 where it begins with none.
fn address(text: &str) -> usize {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        text.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
    });
    let Some(scheme) = scheme else { return 0 };
    let ends = |c: char| c.is_whitespace() || c.is_control() || "<>\"`*".contains(c);
    let whole = &text[..text.find(ends).unwrap_or(text.len())];
    // the full stop after it is the sentence's
    let mut address = whole.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '”', ']']);
    if address.ends_with(')') && !address.contains('(') {
        address = address.trim_end_matches([')', '.', ',']);
    }
    let host = address.get(scheme.len()..).unwrap_or_default();
    if host.starts_with(|c: char| c.is_alphanumeric()) { address.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Span {
        Span::Text(text.to_owned())
    }

    #[test]
    fn what_is_formatted() {
        assert_eq!(
            read(
                "Spoke to **Ms. Ruiz** on *Friday*.\nShe agrees.\n\n- first\n- second\n  and more\n\n3. third\n4) fourth"
            ),
            [
                Block::Paragraph(vec![
                    text("Spoke to "),
                    Span::Bold(vec![text("Ms. Ruiz")]),
                    text(" on "),
                    Span::Italic(vec![text("Friday")]),
                    text("."),
                    Span::Break,
                    text("She agrees."),
                ]),
                Block::Bullets(vec![
                    vec![text("first")],
                    vec![text("second"), Span::Break, text("and more")],
                ]),
                Block::Numbers { start: 3, items: vec![vec![text("third")], vec![text("fourth")]] },
            ]
        );
        assert_eq!(spans("***both***"), [Span::Bold(vec![Span::Italic(vec![text("both")])])]);
    }

    #[test]
    fn what_stays_as_typed() {
        for plain in [
            "2 * 3 * 4",
            "a ** b",
            "**open",
            "*",
            "****",
            "<b>bold</b> & <script>",
            "xhttps://a.example",
            "javascript:alert(1)",
            "http://",
        ] {
            let shown: String = spans(plain)
                .iter()
                .map(|span| match span {
                    Span::Text(text) => text.clone(),
                    other => panic!("{plain}: {other:?}"),
                })
                .collect();
            assert_eq!(shown, plain);
        }
        assert_eq!(read("2026. It rained."), [Block::Paragraph(vec![text("2026. It rained.")])]);
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        let link = |address: &str| Span::Link(address.to_owned());
        assert_eq!(
            spans("See https://court.example/a?b=1&c=2."),
            [text("See "), link("https://court.example/a?b=1&c=2"), text(".")]
        );
        assert_eq!(
            spans("(https://court.example)"),
            [text("("), link("https://court.example"), text(")")]
        );
        assert_eq!(spans("https://x.example/a_(b)"), [link("https://x.example/a_(b)")]);
        assert_eq!(
            spans("HTTP://x.example\"onclick"),
            [link("HTTP://x.example"), text("\"onclick")]
        );
    }

    #[test]
    fn a_long_tangle_is_read_at_once() {
        for tangle in ["**a ", "*a ", "***", "*a** ", "https://a*", "1. *a\n"] {
            let begun = std::time::Instant::now();
            read(&tangle.repeat(20_000));
            assert!(begun.elapsed().as_secs() < 2, "{tangle:?}");
        }
    }

    fn letters(spans: &[Span], into: &mut String) {
        for span in spans {
            match span {
                Span::Text(text) | Span::Link(text) => into.push_str(text),
                Span::Bold(spans) | Span::Italic(spans) => letters(spans, into),
                Span::Break => {}
            }
        }
    }

    fn links(spans: &[Span], into: &mut Vec<String>) {
        for span in spans {
            match span {
                Span::Link(address) => into.push(address.clone()),
                Span::Bold(spans) | Span::Italic(spans) => links(spans, into),
                Span::Text(_) | Span::Break => {}
            }
        }
    }

    fn all(blocks: Vec<Block>) -> Vec<Vec<Span>> {
        blocks
            .into_iter()
            .flat_map(|block| match block {
                Block::Paragraph(spans) => vec![spans],
                Block::Bullets(items) | Block::Numbers { items, .. } => items,
            })
            .collect()
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_links_lead_to_the_web(typed in "([a-c<>&\"'*/: \n.)-]|https://|\\*\\*|javascript:|1\\. ){0,80}") {
            let (mut shown, mut led) = (String::new(), Vec::new());
            for spans in all(read(&typed)) {
                letters(&spans, &mut shown);
                links(&spans, &mut led);
            }
            let kept = |text: &str| text.chars().filter(|c| c.is_alphabetic() || "<>&\"'".contains(*c)).collect::<String>();
            prop_assert_eq!(kept(&shown), kept(&typed));
            for address in led {
                prop_assert!(address.starts_with("http"), "{}", address);
                prop_assert!(!address.contains(|c: char| c.is_whitespace() || "<>\"".contains(c)), "{}", address);
            }
        }

        #[test]
        fn no_input_panics(typed in "\\PC{0,300}") {
            read(&typed);
        }
    }
}
