//! Text that shows what it is: no control characters, nothing that turns the reading direction.

/// Makes line ends `\n`, drops the marks that override direction or hide, and shows every other
/// control character as U+FFFD. Right-to-left letters stay as they are.
pub(super) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    cleaned.push('\n');
                }
            }
            '\x0b' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            '\n' | '\t' => cleaned.push(character),
            // Direction marks, overrides, embeddings and isolates; soft hyphen, zero-width space,
            // byte order mark; invisible operators; tags.
            '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{200b}'
            | '\u{ad}'
            | '\u{feff}'
            | '\u{2060}'..='\u{2064}'
            | '\u{e0000}'..='\u{e007f}' => {}
            _ if character.is_control() => cleaned.push('\u{fffd}'),
            _ => cleaned.push(character),
        }
    }
    cleaned
}

/// The same on one line.
pub(super) fn clean_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_turns_the_line_is_gone_and_the_letters_stay() {
        assert_eq!(clean("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        assert_eq!(clean("שלום \u{2067}Ash\u{2069}down"), "שלום Ashdown");
    }

    #[test]
    fn a_name_broken_up_by_what_nobody_sees_is_whole_again() {
        assert_eq!(clean("Ash\u{200b}do\u{ad}wn"), "Ashdown");
    }

    #[test]
    fn control_characters_are_shown_and_line_ends_are_one() {
        assert_eq!(clean("a\0b\x1b[31m\r\nc\rd\x0ce"), "a\u{fffd}b\u{fffd}[31m\nc\nd\ne");
    }
}
