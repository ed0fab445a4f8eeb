//! The content lines of RFC 5545, section 3.1: unfolded, and taken apart.

/// More of a line is not kept: what matters is shorter, and a description may be of any length.
const LONGEST: usize = 64 * 1024;

pub(super) struct Lines<'a> {
    rest: &'a str,
    line: String,
}

/// One line: `NAME;PARAMETERS:VALUE`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Property<'a> {
    pub(super) name: &'a str,
    parameters: &'a str,
    pub(super) value: &'a str,
    /// Longer than what is kept.
    pub(super) cut: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Lines<'a> {
        Lines { rest: text.strip_prefix('\u{feff}').unwrap_or(text), line: String::new() }
    }

    /// The next line that is one; others are passed over.
    pub(super) fn next(&mut self) -> Option<Property<'_>> {
        let mut cut;
        loop {
            if self.rest.is_empty() {
                return None;
            }
            self.line.clear();
            cut = false;
            let first = take(&mut self.rest);
            push(&mut self.line, first, &mut cut);
            while let Some(rest) = self.rest.strip_prefix([' ', '\t']) {
                self.rest = rest;
                let more = take(&mut self.rest);
                push(&mut self.line, more, &mut cut);
            }
            if self.line.contains(':') {
                break;
            }
        }
        let colon = outside_quotes(&self.line, ':').or_else(|| self.line.find(':'))?;
        let (head, value) = (self.line.get(..colon)?, self.line.get(colon + 1..)?);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        Some(Property { name: name.trim(), parameters, value: value.trim(), cut })
    }
}

fn take<'a>(rest: &mut &'a str) -> &'a str {
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    *rest = after;
    line.strip_suffix('\r').unwrap_or(line)
}

fn push(line: &mut String, more: &str, cut: &mut bool) {
    let mut room = LONGEST.saturating_sub(line.len()).min(more.len());
    while !more.is_char_boundary(room) {
        room -= 1;
    }
    *cut |= room < more.len();
    line.push_str(more.get(..room).unwrap_or_default());
}

fn outside_quotes(text: &str, wanted: char) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, char)| {
        quoted ^= char == '"';
        (char == wanted && !quoted).then_some(at)
    })
}

impl Property<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of a parameter, without its quotes.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut rest = self.parameters;
        while !rest.is_empty() {
            let end = outside_quotes(rest, ';').unwrap_or(rest.len());
            let (one, after) = rest.split_at_checked(end)?;
            rest = after.strip_prefix(';').unwrap_or(after);
            if let Some((key, value)) = one.split_once('=')
                && key.trim().eq_ignore_ascii_case(name)
            {
                return Some(value.trim().trim_matches('"'));
            }
        }
        None
    }

    pub(super) fn says(&self, value: &str) -> bool {
        self.value.eq_ignore_ascii_case(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_line_is_one_and_a_colon_in_quotes_ends_nothing() {
        let text = "\u{feff}DTSTART;TZID=\"a:b;c\";X=1\r\n :2027\r\n\t0314\r\n\r\nno line\r\nEND:X";
        let mut lines = Lines::of(text);
        let start = lines.next().unwrap();
        assert_eq!((start.name, start.value), ("DTSTART", "20270314"));
        assert_eq!(start.parameter("tzid"), Some("a:b;c"));
        assert_eq!(start.parameter("X"), Some("1"));
        assert_eq!(start.parameter("Y"), None);
        assert_eq!(lines.next().unwrap().name, "END");
        assert_eq!(lines.next(), None);
    }

    #[test]
    fn no_more_of_a_line_is_kept_than_matters() {
        let text = format!("X:{}\n {}\nY:1", "é".repeat(LONGEST), "a".repeat(9));
        let mut lines = Lines::of(&text);
        let long = lines.next().unwrap();
        assert!(long.cut && long.value.len() <= LONGEST);
        assert!(!lines.next().unwrap().cut);
    }
}
