//! An Office file's parts, unpacked no further than a fixed measure.
//!
//! What the archive declares about sizes is not believed: every part is read to its limit and all
//! parts together to theirs. An archive that says two things under one name, or whose parts lie
//! over one another, is not read, because two readers would see two documents.

use std::io::{Cursor, Read};

use encoding_rs::UTF_8;
use zip::ZipArchive;
use zip::result::ZipError;

/// Parts in one file. A long brief with many pictures has hundreds.
const PARTS: usize = 4_096;
/// Bytes in one part that is text.
const PART_BYTES: u64 = 32 * 1024 * 1024;
/// Bytes in all parts read of one file.
const TOTAL_BYTES: u64 = 96 * 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Broken,
    /// It unpacks to more than anyone would write.
    TooLarge,
    Locked,
}

pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left_bytes: u64,
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(fault)?;
        if archive.len() > PARTS {
            return Err(Fault::TooLarge);
        }
        if archive.has_duplicate_names() || archive.has_overlapping_entries().map_err(fault)? {
            return Err(Fault::Broken);
        }
        Ok(Self { archive, left_bytes: TOTAL_BYTES })
    }

    pub(crate) fn names(&self) -> Result<Vec<String>, Fault> {
        let name = |name: Result<_, _>| name.map(std::borrow::Cow::into_owned).map_err(fault);
        self.archive.file_names().map(name).collect()
    }

    /// A part as text, whatever Unicode encoding it is in. `None` where there is no such part.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(fault(error)),
        };
        let limit = PART_BYTES.min(self.left_bytes);
        if file.size() > limit {
            return Err(Fault::TooLarge);
        }
        let mut bytes = Vec::new();
        file.take(limit + 1).read_to_end(&mut bytes).map_err(|_| Fault::Broken)?;
        if bytes.len() as u64 > limit {
            return Err(Fault::TooLarge);
        }
        self.left_bytes -= bytes.len() as u64;
        Ok(Some(UTF_8.decode(&bytes).0.into_owned()))
    }

    pub(crate) fn archive(&mut self) -> &mut ZipArchive<Cursor<&'a [u8]>> {
        &mut self.archive
    }
}

fn fault(error: ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Fault::Locked
        }
        _ => Fault::Broken,
    }
}

/// The parts of a Word document that hold text, by what they are.
pub(crate) struct Word {
    pub(crate) main: String,
    pub(crate) headers: Vec<String>,
    pub(crate) footers: Vec<String>,
    pub(crate) footnotes: Vec<String>,
    pub(crate) endnotes: Vec<String>,
    pub(crate) comments: Vec<String>,
    pub(crate) styles: Option<String>,
    pub(crate) has_macros: bool,
}

pub(crate) const CONTENT_TYPES: &str = "[Content_Types].xml";

impl Word {
    /// Finds the parts by their declared types, as Word does; their names are only custom.
    /// `None` when this is no Word document.
    pub(crate) fn find(package: &mut Package<'_>) -> Result<Option<Word>, Fault> {
        let Some(types) = package.text(CONTENT_TYPES)? else { return Ok(None) };
        let mut overrides = crate::xml::overrides(&types)?;
        overrides.sort();
        let all = |kind: &str| -> Vec<String> {
            let end = format!("wordprocessingml.{kind}+xml");
            let these = overrides.iter().filter(|(_, media_type)| media_type.ends_with(&end));
            these.map(|(name, _)| name.clone()).collect()
        };
        let macro_main = overrides.iter().find(|(_, media_type)| {
            media_type.starts_with("application/vnd.ms-word.") && media_type.ends_with(".main+xml")
        });
        let plain_main = all("document.main").into_iter().chain(all("template.main")).next();
        let names = package.names()?;
        let has_macros = macro_main.is_some()
            || types.contains("vnd.ms-office.vbaProject")
            || names.iter().any(|name| {
                let name = name.to_ascii_lowercase();
                name.ends_with("vbaproject.bin") || name.contains("/activex/")
            });
        let Some(main) = plain_main.or_else(|| macro_main.map(|(name, _)| name.clone())) else {
            return Ok(None);
        };
        Ok(Some(Word {
            main,
            headers: all("header"),
            footers: all("footer"),
            footnotes: all("footnotes"),
            endnotes: all("endnotes"),
            comments: all("comments"),
            styles: all("styles").into_iter().next(),
            has_macros,
        }))
    }
}
