//! Where to go next: only ever a path of ours, whatever the query asked for.

/// The path, provided that a browser cannot read it as another site's address.
pub fn own_path(text: &str) -> Option<&str> {
    let own = text.starts_with('/')
        && !text.starts_with("//")
        && text.len() <= 2_000
        && text.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    own.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_sites_address_is_no_path_of_ours() {
        for own in
            ["/", "/cases?state=open&after=x", "/cases/0190b5a0-0000-7000-8000-000000000001#team"]
        {
            assert_eq!(own_path(own), Some(own));
        }
        for other in [
            "",
            "cases",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "\\\\evil",
            "/a\r\nSet-Cookie: x",
            "/a b",
            "/\tx",
            "javascript:alert(1)",
            "/ä",
        ] {
            assert_eq!(own_path(other), None, "{other}");
        }
        assert_eq!(own_path(&format!("/{}", "a".repeat(2_000))), None);
    }
}
