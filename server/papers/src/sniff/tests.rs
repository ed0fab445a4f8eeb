use proptest::prelude::*;

use super::*;

/// A local header of a zip, and what follows it.
fn entry(name: &str, data: &[u8], is_streamed: bool) -> Vec<u8> {
    let mut entry = b"PK\x03\x04\x14\0".to_vec();
    entry.extend(if is_streamed { [8, 0] } else { [0, 0] });
    entry.extend([0; 10]);
    let size = if is_streamed { 0 } else { data.len() as u32 };
    entry.extend(size.to_le_bytes());
    entry.extend(size.to_le_bytes());
    entry.extend((name.len() as u16).to_le_bytes());
    entry.extend([0; 2]);
    entry.extend(name.bytes());
    entry.extend(data);
    if is_streamed {
        entry.extend(b"PK\x07\x08");
        entry.extend([0; 12]);
    }
    entry
}

fn zip(names: &[&str]) -> Vec<u8> {
    names.iter().flat_map(|name| entry(name, b"packed", false)).collect()
}

#[test]
fn every_kind_is_known_by_its_first_bytes() {
    let ftyp = |brand: &str| format!("\0\0\0\x18ftyp{brand}\0\0\0\0mif1heic").into_bytes();
    let known: Vec<(Media, Vec<u8>)> = vec![
        (Media::Pdf, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec()),
        (Media::Rtf, b"{\\rtf1\\ansi Dear}".to_vec()),
        (Media::Png, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        (Media::Jpeg, b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec()),
        (Media::Gif, b"GIF89a\x05\0\x05\0\0".to_vec()),
        (Media::Webp, b"RIFF\x10\0\0\0WEBPVP8 \0\0".to_vec()),
        (Media::Tiff, b"II*\0\x08\0\0\0\0\0\0\0".to_vec()),
        (Media::Tiff, b"MM\0*\0\0\0\x08\0\0\0\0".to_vec()),
        (Media::Heic, ftyp("heic")),
        (Media::Mp4, ftyp("isom")),
        (Media::Wav, b"RIFF\x10\0\0\0WAVEfmt \0\0\0\0".to_vec()),
        (Media::Mp3, b"ID3\x03\0\0\0\0\0\0".to_vec()),
        (Media::Archive, b"7z\xbc\xaf\x27\x1c\0\x04".to_vec()),
        (Media::Archive, b"\x1f\x8b\x08\0\0\0\0\0".to_vec()),
        (Media::Program, b"MZ\x90\0\x03\0\0\0".to_vec()),
        (Media::Program, [&b"\x7fELF\x02\x01\x01"[..], &[0; 57]].concat()),
        (Media::Program, b"#!/bin/sh\nrm -r /\n".to_vec()),
        (Media::Ole, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".to_vec()),
        (Media::Html, b"\n <!DOCTYPE HTML><p>".to_vec()),
        (Media::Html, b"\xef\xbb\xbf<html>".to_vec()),
        (Media::Html, b"<?xml version=\"1.0\"?><html xmlns=\"x\">".to_vec()),
        (Media::Svg, b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()),
        (Media::Text, b"BM Partners, MZ Holdings\n".to_vec()),
        (Media::Text, "Zoë, \u{5e9}\u{5dc}".as_bytes().to_vec()),
        (Media::Text, b"caf\xe9 \x96 \x93quoted\x94\r\n".to_vec()),
        (Media::Text, b"\xff\xfeZ\0o\0\xeb\0".to_vec()),
        (Media::Text, b"\xfe\xff\0Z\0o\0\xeb".to_vec()),
        (Media::Text, b"To: the file\nFrom: HM\nDate: today\n\nI called.".to_vec()),
        (Media::Empty, Vec::new()),
        (Media::Other, b"\0\x01\x02\x03".to_vec()),
        (Media::Docx, zip(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"])),
        (Media::Docx, zip(&["_rels/.rels", "docProps/app.xml", "word/document.xml"])),
        (Media::Xlsx, zip(&["[Content_Types].xml", "xl/workbook.xml"])),
        (Media::Pptx, zip(&["[Content_Types].xml", "ppt/presentation.xml"])),
        (Media::Macros, zip(&["[Content_Types].xml", "word/vbaProject.bin"])),
        (Media::Program, zip(&["META-INF/MANIFEST.MF", "A.class"])),
        (Media::Docx, zip(&["word/numbering.xml", "word/document.xml"])),
        (Media::Zip, zip(&["word/letter.docx"])),
        (Media::Zip, zip(&["[Content_Types].xml", "3D/model.model"])),
        (Media::Zip, zip(&["photos/1.jpg"])),
        (Media::Odt, entry("mimetype", b"application/vnd.oasis.opendocument.text", false)),
    ];
    for (media, head) in known {
        assert_eq!(sniff(&head), media, "{}", String::from_utf8_lossy(&head));
    }
}

#[test]
fn a_zip_written_as_a_stream_shows_its_names_all_the_same() {
    let names = ["[Content_Types].xml", "_rels/.rels", "word/document.xml"];
    let file: Vec<u8> = names.iter().flat_map(|name| entry(name, b"packed", true)).collect();
    assert_eq!(sniff(&file), Media::Docx);
}

#[test]
fn a_file_of_two_kinds_is_neither() {
    let after = |head: &[u8], then: &[u8]| [head, b" ", then].concat();
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    for (name, file) in [
        ("text that is a PDF further on", after(b"hello\n", b"%PDF-1.4\n")),
        ("a PDF after a mark", b"\xef\xbb\xbf%PDF-1.4\n".to_vec()),
        ("a web page that is a PDF", after(b"<html>", b"%PDF-1.4")),
        ("a picture that is a PDF", after(png, b"%PDF-1.4")),
        ("a picture that is a web page", after(png, b"<SCRIPT>alert(1)</SCRIPT>")),
        ("a zip that is a PDF", after(&zip(&["a.txt"]), b"%PDF-1.4")),
        ("a PDF that is a web page", after(b"%PDF-1.4\n", b"<html>")),
        ("a PDF that is a zip", after(b"%PDF-1.4\n", &zip(&["a.txt"]))),
        ("a video that is a PDF", after(b"\0\0\0\x20ftypisom\0\0", b"%PDF-1.4")),
    ] {
        assert_eq!(sniff(&file), Media::Mixed, "{name}");
        assert!(!Media::Mixed.can_be_shown());
    }
}

#[test]
fn a_head_that_ends_within_a_letter_is_text() {
    for start in 0..4 {
        let text = " ".repeat(start) + &"€".repeat(HEAD_BYTES);
        assert_eq!(sniff(text.as_bytes()), Media::Text);
        let wide: Vec<u8> = std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .chain("😀".repeat(HEAD_BYTES).encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(sniff(&wide), Media::Text);
    }
}

proptest! {
    #[test]
    fn whatever_the_bytes_there_is_an_answer(
        start in prop::sample::select(vec![
            &b""[..], b"PK\x03\x04", b"%PDF-", b"\xff\xfe", b"\xfe\xff", b"RIFF", b"MZ", b"GIF89a",
            b"\0\0\0\x20ftyp", b"From: a\r\n", b"\x89PNG\r\n\x1a\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ]),
        noise in prop::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let file = [start, &noise].concat();
        let media = sniff(&file);
        prop_assert_eq!(media, sniff(&file));
        prop_assert!(!file.is_empty() || media == Media::Empty);
    }

    #[test]
    fn lengths_in_a_zip_are_not_believed(
        lengths in prop::collection::vec(any::<u8>(), 26),
        noise in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut file = b"PK\x03\x04".to_vec();
        file.extend(lengths);
        file.extend(noise);
        sniff(&file);
    }
}
