//! Forms as providers post them: names and bytes, since not every value is UTF-8.

use percent_encoding::percent_decode;

/// Longer than any report or text. In bytes, encoded.
pub(crate) const LONGEST: usize = 64 << 10;

pub(crate) struct Form(Vec<(String, Vec<u8>)>);

impl Form {
    /// `None` for what is too long to be one.
    pub(crate) fn parse(raw: &[u8]) -> Option<Form> {
        if raw.len() > LONGEST {
            return None;
        }
        let pairs = raw.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let name = decode(&pair[..at]);
            let value = decode(pair.get(at + 1..).unwrap_or_default());
            (String::from_utf8_lossy(&name).into_owned(), value)
        });
        Some(Form(pairs.collect()))
    }

    pub(crate) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_slice())
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.bytes(name).map(|value| String::from_utf8_lossy(value).into_owned())
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }
}

fn decode(raw: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = raw.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).collect()
}
