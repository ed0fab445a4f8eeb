//! The kinds of file an office meets, and what can be shown of each.
//!
//! One table says everything about a kind. The names in it are stored with documents, so a name
//! once given stays.

use serde::{Deserialize, Serialize};

/// What a file is, whatever its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    Pdf,
    Docx,
    Xlsx,
    Pptx,
    /// A Word, Excel or PowerPoint file that carries macros.
    Macros,
    Odt,
    Ods,
    Odp,
    /// What Office wrote before 2007, and what Outlook saves a message as: one container for all.
    Ole,
    Rtf,
    Text,
    Html,
    Eml,
    Png,
    Jpeg,
    Gif,
    Webp,
    Tiff,
    Heic,
    Bmp,
    Svg,
    Mp3,
    Wav,
    M4a,
    Mp4,
    Mov,
    Zip,
    /// Any other packed archive.
    Archive,
    /// Something a computer would run.
    Program,
    /// Two kinds at once: what it is depends on who reads it.
    Mixed,
    Empty,
    Other,
}

/// How a kind of file is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Page by page, as pictures.
    Pages,
    /// As text, which the page escapes.
    Text,
    /// As one picture.
    Image,
    /// Not at all; it can be downloaded.
    Never,
}

struct Row {
    media: Media,
    media_type: &'static str,
    label: &'static str,
    extensions: &'static [&'static str],
}

const OCTETS: &str = "application/octet-stream";

const fn row(
    media: Media,
    media_type: &'static str,
    label: &'static str,
    extensions: &'static [&'static str],
) -> Row {
    Row { media, media_type, label, extensions }
}

#[rustfmt::skip]
const TABLE: [Row; 32] = [
    row(Media::Pdf, "application/pdf", "PDF", &["pdf"]),
    row(Media::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document", &["docx", "dotx"]),
    row(Media::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel workbook", &["xlsx", "xltx"]),
    row(Media::Pptx, "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint presentation", &["pptx", "potx", "ppsx"]),
    row(Media::Macros, "application/vnd.ms-office", "Office file with macros", &["docm", "dotm", "xlsm", "xltm", "xlsb", "pptm", "potm"]),
    row(Media::Odt, "application/vnd.oasis.opendocument.text", "OpenDocument text", &["odt", "ott"]),
    row(Media::Ods, "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument spreadsheet", &["ods", "ots"]),
    row(Media::Odp, "application/vnd.oasis.opendocument.presentation", "OpenDocument presentation", &["odp", "otp"]),
    row(Media::Ole, "application/x-ole-storage", "Older Office file or Outlook message", &["doc", "dot", "xls", "xlt", "ppt", "pps", "msg", "msi", "wpd"]),
    row(Media::Rtf, "application/rtf", "Rich text", &["rtf", "doc"]),
    row(Media::Text, "text/plain", "Text", &["txt", "text", "md", "csv", "tsv", "log", "ics", "vcf", "json", "xml", "asc", "ini", "yaml", "yml"]),
    row(Media::Html, "text/html", "Web page", &["html", "htm", "xhtml"]),
    row(Media::Eml, "message/rfc822", "E-mail message", &["eml"]),
    row(Media::Png, "image/png", "PNG picture", &["png"]),
    row(Media::Jpeg, "image/jpeg", "JPEG picture", &["jpg", "jpeg", "jpe", "jfif"]),
    row(Media::Gif, "image/gif", "GIF picture", &["gif"]),
    row(Media::Webp, "image/webp", "WebP picture", &["webp"]),
    row(Media::Tiff, "image/tiff", "TIFF picture", &["tif", "tiff"]),
    row(Media::Heic, "image/heic", "HEIC picture", &["heic", "heif"]),
    row(Media::Bmp, "image/bmp", "Bitmap picture", &["bmp", "dib"]),
    row(Media::Svg, "image/svg+xml", "SVG drawing", &["svg"]),
    row(Media::Mp3, "audio/mpeg", "MP3 recording", &["mp3"]),
    row(Media::Wav, "audio/wav", "WAV recording", &["wav"]),
    row(Media::M4a, "audio/mp4", "M4A recording", &["m4a"]),
    row(Media::Mp4, "video/mp4", "MP4 video", &["mp4", "m4v"]),
    row(Media::Mov, "video/quicktime", "QuickTime video", &["mov", "qt"]),
    row(Media::Zip, "application/zip", "Zip archive", &["zip"]),
    row(Media::Archive, "application/x-archive", "Archive", &["7z", "rar", "gz", "tgz", "bz2", "xz", "zst", "tar", "cab", "lz4", "lzh"]),
    row(Media::Program, "application/x-executable", "Program", &["exe", "dll", "com", "scr", "sh", "elf", "bat", "cmd", "ps1", "jar"]),
    row(Media::Mixed, "application/x-mixed", "File of two kinds at once", &[]),
    row(Media::Empty, "application/x-empty", "Empty file", &[]),
    row(Media::Other, OCTETS, "File", &[]),
];

impl Media {
    /// Every kind there is.
    pub fn all() -> impl Iterator<Item = Media> {
        TABLE.iter().map(|row| row.media)
    }

    /// The name it is stored and sent under.
    pub fn media_type(self) -> &'static str {
        self.row().map_or(OCTETS, |row| row.media_type)
    }

    /// The kind that was stored under this name; anything unknown is [`Media::Other`].
    pub fn from_media_type(media_type: &str) -> Media {
        let row = TABLE.iter().find(|row| row.media_type == media_type);
        row.map_or(Media::Other, |row| row.media)
    }

    /// What people call it, in the singular.
    pub fn label(self) -> &'static str {
        self.row().map_or("File", |row| row.label)
    }

    /// How it is shown.
    pub fn shown(self) -> Shown {
        match self {
            Media::Pdf => Shown::Pages,
            Media::Docx | Media::Text | Media::Eml => Shown::Text,
            Media::Png | Media::Jpeg | Media::Gif | Media::Webp => Shown::Image,
            _ => Shown::Never,
        }
    }

    /// Whether a preview can be made.
    pub fn can_be_shown(self) -> bool {
        self.shown() != Shown::Never
    }

    /// What the end of a file's name claims, if it claims anything we know.
    pub fn claimed_by(name: &str) -> Option<Media> {
        let extension = extension(name)?;
        let row = TABLE.iter().find(|row| row.extensions.contains(&extension.as_str()));
        row.map(|row| row.media)
    }

    /// Whether the end of a file's name agrees with what the file is. A name that claims nothing,
    /// or an ending nobody here knows, is no lie.
    pub fn matches_extension(self, name: &str) -> bool {
        let Some(extension) = extension(name) else { return true };
        let claims = |row: &Row| row.extensions.contains(&extension.as_str());
        match self {
            Media::Empty => true,
            // Macros lie too deep in the file for its head to show, so only the name tells.
            Media::Docx if matches!(extension.as_str(), "docm" | "dotm") => true,
            Media::Xlsx if matches!(extension.as_str(), "xlsm" | "xltm" | "xlsb") => true,
            Media::Pptx if matches!(extension.as_str(), "pptm" | "potm") => true,
            _ => !TABLE.iter().any(claims) || self.row().is_some_and(claims),
        }
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.media == self)
    }
}

fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.trim_end_matches(['.', ' ']).rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_from_the_name_it_is_stored_under() {
        for media in Media::all() {
            assert_eq!(Media::from_media_type(media.media_type()), media);
        }
        assert_eq!(Media::from_media_type("image/x-unheard-of"), Media::Other);
    }

    #[test]
    fn a_name_that_lies_is_told() {
        assert!(!Media::Html.matches_extension("Retainer.pdf"));
        assert!(!Media::Program.matches_extension("invoice.PDF"));
        assert!(!Media::Zip.matches_extension("letter.docx"));
        assert!(!Media::Other.matches_extension("letter.docx"));
        assert!(Media::Pdf.matches_extension("Retainer.PDF"));
        assert!(Media::Jpeg.matches_extension("scan.jpeg"));
        assert_eq!(Media::claimed_by("x.tar.GZ"), Some(Media::Archive));
    }

    #[test]
    fn a_name_that_claims_nothing_is_no_lie() {
        for name in ["Retainer", "Retainer 1.2 final", ".hidden", "", "...", "letter.qqq"] {
            assert!(Media::Pdf.matches_extension(name), "{name}");
        }
    }
}
