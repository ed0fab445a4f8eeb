//! The built files a page names. Read once at start-up: their names carry a hash of what is in them.

use std::sync::Arc;

/// Addresses of the built style sheet, script and wasm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets(Arc<Names>);

#[derive(Debug, PartialEq, Eq)]
struct Names {
    css: String,
    js: String,
    wasm: String,
    /// Fetches the parts of the wasm that few pages need; the script names it.
    split: Option<String>,
}

impl Assets {
    /// From the text of `hash.txt` as cargo-leptos writes it, one `kind: hash` a line; without it
    /// the plain names.
    pub fn new(output_name: &str, hashes: Option<&str>) -> Assets {
        let hash = |kind: &str| {
            hashes
                .into_iter()
                .flat_map(str::lines)
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.trim() == kind)
                .map(|(_, hash)| format!(".{}", hash.trim()))
                .unwrap_or_default()
        };
        Assets(Arc::new(Names {
            css: format!("/pkg/{output_name}{}.css", hash("css")),
            js: format!("/pkg/{output_name}{}.js", hash("js")),
            wasm: format!("/pkg/{output_name}{}.wasm", hash("wasm")),
            split: Some(hash("split"))
                .filter(|hash| !hash.is_empty())
                .map(|hash| format!("/pkg/__wasm_split{hash}.js")),
        }))
    }

    pub fn css(&self) -> &str {
        &self.0.css
    }

    pub fn js(&self) -> &str {
        &self.0.js
    }

    pub fn wasm(&self) -> &str {
        &self.0.wasm
    }

    pub fn split(&self) -> Option<&str> {
        self.0.split.as_deref()
    }
}

impl Default for Assets {
    fn default() -> Assets {
        Assets::new("privity", None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_carry_their_hash() {
        let assets = Assets::new("privity", Some("js: abc\nwasm: def\ncss: 123\nsplit: 456\n"));
        assert_eq!(assets.css(), "/pkg/privity.123.css");
        assert_eq!(assets.js(), "/pkg/privity.abc.js");
        assert_eq!(assets.wasm(), "/pkg/privity.def.wasm");
        assert_eq!(assets.split(), Some("/pkg/__wasm_split.456.js"));
        assert_eq!(Assets::default().split(), None);
        assert_eq!(Assets::default().js(), "/pkg/privity.js");
    }
}
