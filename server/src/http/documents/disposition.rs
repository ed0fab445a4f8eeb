//! `Content-Disposition: attachment` with a name (RFC 6266, with RFC 8187's encoding of it).

use std::fmt::Write as _;

use http::HeaderValue;

/// An attachment of that name. Readers that know only the plain form get it in ASCII.
pub(in crate::http) fn attachment(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '/' | '%' => '_',
            c if c.is_ascii() && !c.is_ascii_control() => c,
            _ => '_',
        })
        .collect();
    let coded = name.bytes().fold(String::new(), |mut coded, byte| {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            let _ = write!(coded, "%{byte:02X}");
        }
        coded
    });
    HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_kind_are_one_parameter() {
        for (name, header) in [
            ("Lease.pdf", "attachment; filename=\"Lease.pdf\"; filename*=UTF-8''Lease.pdf"),
            (
                "a\"b; x=y.pdf",
                "attachment; filename=\"a_b; x=y.pdf\"; filename*=UTF-8''a%22b%3B%20x%3Dy.pdf",
            ),
            (
                "Zoë 契約.pdf",
                "attachment; filename=\"Zo_ __.pdf\"; filename*=UTF-8''Zo%C3%AB%20%E5%A5%91%E7%B4%84.pdf",
            ),
        ] {
            assert_eq!(attachment(name), header);
        }
    }
}
