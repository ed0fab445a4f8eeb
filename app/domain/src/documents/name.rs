//! Names of files. They are kept as data and shown; no path is ever made of one.

use crate::text;

/// Longest name kept, in characters and in bytes: what every file system takes.
pub const NAME_CHARS: usize = 200;
pub const NAME_BYTES: usize = 255;

/// A name as a person typed it.
///
/// # Errors
/// A sentence for beside the field.
pub fn parse_name(typed: &str) -> Result<String, String> {
    let name = text::required_line(typed, "a name")?;
    if name.len() > NAME_BYTES {
        return Err(format!("Use a shorter name; this has {} bytes of {NAME_BYTES}.", name.len()));
    }
    if name.contains(['/', '\\']) {
        return Err("Leave out / and \\: a name is not a path.".into());
    }
    if name.chars().all(|c| c == '.') {
        return Err("Enter a name, not only dots.".into());
    }
    Ok(name)
}

/// The name of a file that arrives, whatever it claims: what cannot be kept is left out, a path is
/// cut to its last part, and what is too long loses its middle, never its ending.
pub fn name_of_upload(claimed: &str) -> String {
    let last = claimed.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_hidden(*c))
        .collect();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = kept.trim_end_matches(['.', ' ']).trim_start_matches(' ');
    if kept.chars().all(|c| c == '.') {
        return "Unnamed".into();
    }
    fit(kept, "")
}

/// The `n`-th name of that kind: "Letter (2).pdf".
pub fn numbered(name: &str, n: usize) -> String {
    fit(name, &format!(" ({n})"))
}

/// What is kept beside a document because it could not be its next version: "Letter (Ann Ode’s copy).pdf".
pub fn copy_of(name: &str, who: &str) -> String {
    fit(name, &format!(" ({who}’s copy)"))
}

/// What comes after the last dot, in lower case; empty where there is none.
pub fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && is_ending(ending) => ending.to_lowercase(),
        _ => String::new(),
    }
}

fn is_ending(ending: &str) -> bool {
    (1..=10).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Stem, then what is added, then the ending, within the limits.
fn fit(name: &str, added: &str) -> String {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && is_ending(ending) => {
            (stem, format!(".{ending}"))
        }
        _ => (name, String::new()),
    };
    let (chars, bytes) = (
        NAME_CHARS.saturating_sub(added.chars().count() + ending.chars().count()),
        NAME_BYTES.saturating_sub(added.len() + ending.len()),
    );
    let mut kept = String::new();
    for c in stem.chars().take(chars) {
        if kept.len() + c.len_utf8() > bytes {
            break;
        }
        kept.push(c);
    }
    format!("{}{added}{ending}", kept.trim_end())
}

/// Control characters, and the marks with which a name could pass for another.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFD}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_arrives_is_cut_to_a_name() {
        for (claimed, kept) in [
            ("Letter.pdf", "Letter.pdf"),
            ("C:\\Users\\me\\Letter.pdf", "Letter.pdf"),
            ("../../etc/passwd", "passwd"),
            ("..", "Unnamed"),
            ("", "Unnamed"),
            ("a/", "Unnamed"),
            ("annex\u{202E}fdp.exe", "annexfdp.exe"),
            ("two\nlines\t.pdf", "two lines.pdf"),
            (".hidden", ".hidden"),
            ("trailing. . ", "trailing"),
        ] {
            assert_eq!(name_of_upload(claimed), kept, "{claimed:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = name_of_upload(&format!("{}.docx", "ä".repeat(400)));
        assert!(long.ends_with("ä.docx") && long.len() <= NAME_BYTES, "{long}");
        assert!(numbered(&long, 12).ends_with(" (12).docx"));
    }

    proptest! {
        #[test]
        fn whatever_arrives_becomes_a_name_that_could_be_typed(claimed in any::<String>(), n in 2..1000_usize) {
            let name = name_of_upload(&claimed);
            prop_assert_eq!(parse_name(&name), Ok(name.clone()));
            let again = numbered(&name, n);
            prop_assert!(again.len() <= NAME_BYTES && again.chars().count() <= NAME_CHARS);
        }
    }
}
