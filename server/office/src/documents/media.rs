//! Types of files as people read them. A type is what the bytes say, never what was claimed.

use domain::documents::Media;

/// Families by which a list is narrowed: the word in its address, and the types in it.
const FAMILIES: [(&str, &[&str]); 6] = [
    ("pdf", &["application/pdf"]),
    (
        "word",
        &[
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/msword",
            "application/vnd.oasis.opendocument.text",
            "application/rtf",
        ],
    ),
    (
        "sheet",
        &[
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.ms-excel",
            "application/vnd.oasis.opendocument.spreadsheet",
        ],
    ),
    ("image", &["image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff", "image/heic"]),
    ("mail", &["message/rfc822"]),
    ("text", &["text/plain"]),
];

/// The types of a family; none for a word that names none.
pub(super) fn family(word: &str) -> Option<Vec<String>> {
    FAMILIES
        .iter()
        .find(|(family, _)| *family == word)
        .map(|(_, types)| types.iter().map(|media| (*media).to_owned()).collect())
}

/// The badge and the words for a type.
pub(super) fn shown(media: &str) -> Media {
    let family = FAMILIES.iter().find(|(_, types)| types.contains(&media)).map(|(word, _)| *word);
    let (badge, label, look) = match (family, media) {
        (Some("pdf"), _) => ("PDF", "PDF", "pdf"),
        (Some("word"), "application/rtf") => ("RTF", "Rich text", "doc"),
        (Some("word"), _) => ("DOC", "Text document", "doc"),
        (Some("sheet"), _) => ("XLS", "Spreadsheet", "doc"),
        (Some("image"), _) => ("IMG", "Image", "img"),
        (Some("mail"), _) => ("EML", "E-mail", "eml"),
        (Some(_), _) => ("TXT", "Plain text", "doc"),
        (None, "application/zip") => ("ZIP", "Zip archive", "doc"),
        (None, "text/html") => ("HTM", "Web page", "doc"),
        (None, _) => ("FILE", "File", "doc"),
    };
    Media {
        badge: badge.into(),
        label: label.into(),
        look: look.into(),
        can_preview: can_preview(media),
    }
}

/// Whether pages or text of it are shown here; other types download.
pub(super) fn can_preview(media: &str) -> bool {
    matches!(
        media,
        "application/pdf"
            | "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            | "image/png"
            | "image/jpeg"
            | "image/gif"
            | "image/webp"
            | "message/rfc822"
            | "text/plain"
    )
}
