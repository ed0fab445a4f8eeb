//! Content lines: escaped, folded at 75 octets between characters, ended with CRLF.
//!
//! Written here and not by the crate `icalendar` (0.17): that lets a line break in a name through, which
//! adds a property, leaves a lone carriage return as it is, and stamps with now what brings no stamp.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::stamp;

/// Without the line break (RFC 5545, section 3.1).
const WIDEST: usize = 75;

pub(super) struct Lines {
    out: String,
    /// Octets of the line so far.
    width: usize,
    scratch: String,
}

impl Lines {
    pub(super) fn with_room(bytes: usize) -> Lines {
        Lines { out: String::with_capacity(bytes), width: 0, scratch: String::new() }
    }

    pub(super) fn done(self) -> String {
        self.out
    }

    /// A short line of our own.
    pub(super) fn fixed(&mut self, line: &'static str) {
        self.out.push_str(line);
        self.end();
    }

    pub(super) fn text(&mut self, name: &'static str, value: &str) {
        self.begin(name);
        self.push(":");
        self.escaped(value);
        self.end();
    }

    pub(super) fn number(&mut self, name: &'static str, value: u32) {
        // Writing to a string does not fail.
        let _ = write!(self.out, "{name}:{value}");
        self.end();
    }

    pub(super) fn instant(&mut self, name: &'static str, at: Timestamp) {
        self.out.push_str(name);
        self.out.push(':');
        stamp::push_instant(&mut self.out, at);
        self.end();
    }

    pub(super) fn date(&mut self, name: &'static str, date: Date) {
        self.out.push_str(name);
        self.out.push_str(";VALUE=DATE:");
        stamp::push_date(&mut self.out, date);
        self.end();
    }

    pub(super) fn address(&mut self, name: &'static str, address: &str) {
        self.begin(name);
        self.push(":");
        self.encoded(address);
        self.end();
    }

    /// Begins a line that takes parameters, and ends with [`Lines::mailbox`].
    pub(super) fn begin(&mut self, name: &'static str) {
        self.out.push_str(name);
        self.width = name.len();
    }

    pub(super) fn plain_parameter(&mut self, name: &'static str, value: &'static str) {
        self.push(";");
        self.push(name);
        self.push("=");
        self.push(value);
    }

    /// In quotes, within which there is no way to write one.
    pub(super) fn parameter(&mut self, name: &'static str, value: &str) {
        self.push(";");
        self.push(name);
        self.push("=\"");
        for char in value.chars() {
            match char {
                '"' => self.push_char('\''),
                char if breaks(char) => self.push_char(' '),
                char if char.is_control() => {}
                char => self.push_char(char),
            }
        }
        self.push("\"");
    }

    pub(super) fn mailbox(&mut self, email: &str) {
        self.push(":mailto:");
        self.encoded(email);
        self.end();
    }

    fn escaped(&mut self, value: &str) {
        let mut chars = value.chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '\\' => self.push("\\\\"),
                ';' => self.push("\\;"),
                ',' => self.push("\\,"),
                '\r' if chars.peek() == Some(&'\n') => {}
                '\t' => self.push_char('\t'),
                char if breaks(char) => self.push("\\n"),
                char if char.is_control() => {}
                char => self.push_char(char),
            }
        }
    }

    /// What no address holds as it is, as the bytes of its UTF-8.
    fn encoded(&mut self, address: &str) {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        for byte in address.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte) {
                scratch.push(char::from(byte));
            } else {
                let _ = write!(scratch, "%{byte:02X}");
            }
        }
        self.push(&scratch);
        self.scratch = scratch;
    }

    /// What stays together where it can: an escape is not torn apart.
    fn push(&mut self, piece: &str) {
        if piece.len() <= 2 || self.width + piece.len() <= WIDEST {
            self.make_room(piece.len());
            self.out.push_str(piece);
            self.width += piece.len();
        } else {
            for char in piece.chars() {
                self.push_char(char);
            }
        }
    }

    fn push_char(&mut self, char: char) {
        self.make_room(char.len_utf8());
        self.out.push(char);
        self.width += char.len_utf8();
    }

    fn make_room(&mut self, octets: usize) {
        if self.width + octets > WIDEST {
            self.out.push_str("\r\n ");
            self.width = 1;
        }
    }

    fn end(&mut self) {
        self.out.push_str("\r\n");
        self.width = 0;
    }
}

/// What some reader takes for the end of a line: Python's own splitting knows ten of them.
fn breaks(char: char) -> bool {
    matches!(
        char,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
