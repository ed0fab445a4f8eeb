//! Types of files as people read them. A type is what the bytes say, never what was claimed.

use domain::documents::Media as Shown;
use papers::Media;

/// The types of a family by which a list is narrowed; none for a word that names no family.
pub(super) fn family(word: &str) -> Option<Vec<String>> {
    let types = Media::all().filter(|media| family_of(*media) == word);
    let types: Vec<String> = types.map(|media| media.media_type().to_owned()).collect();
    (!types.is_empty()).then_some(types)
}

/// The badge and the words for a type.
pub(crate) fn shown(media_type: &str) -> Shown {
    let media = Media::from_media_type(media_type);
    let (badge, look) = match family_of(media) {
        "pdf" => ("PDF", "pdf"),
        "word" => ("DOC", "doc"),
        "sheet" => ("XLS", "doc"),
        "image" => ("IMG", "img"),
        "mail" => ("EML", "eml"),
        "text" => ("TXT", "doc"),
        _ => ("FILE", "other"),
    };
    Shown {
        badge: badge.into(),
        label: media.label().into(),
        look: look.into(),
        can_preview: media.can_be_shown(),
        has_picture: matches!(media.shown(), papers::Shown::Pages | papers::Shown::Image),
    }
}

fn family_of(media: Media) -> &'static str {
    match media {
        Media::Pdf => "pdf",
        Media::Docx | Media::Odt | Media::Rtf | Media::Ole => "word",
        Media::Xlsx | Media::Ods => "sheet",
        Media::Png | Media::Jpeg | Media::Gif | Media::Webp | Media::Tiff | Media::Heic => "image",
        Media::Eml => "mail",
        Media::Text => "text",
        _ => "other",
    }
}
