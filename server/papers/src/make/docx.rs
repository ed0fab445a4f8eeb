//! A letter as Word document: the letterhead in the page header, a heading, paragraphs.

use std::io::{Cursor, Write};

use quick_xml::escape::escape;
use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

use super::Sheet;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// A Word document as bytes.
pub fn docx(sheet: &Sheet) -> Vec<u8> {
    let parts = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", relationships(&[("officeDocument", "word/document.xml")])),
        ("word/document.xml", document(sheet)),
        (
            "word/_rels/document.xml.rels",
            relationships(&[("styles", "styles.xml"), ("header", "header1.xml")]),
        ),
        ("word/styles.xml", styles()),
        ("word/header1.xml", header(sheet)),
    ];
    zipped(&parts).expect("a zip in memory can be written")
}

/// Without times: the same parts are the same file.
pub(crate) fn zipped(parts: &[(&str, String)]) -> ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, text) in parts {
        archive.start_file(*name, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn content_types() -> String {
    let part = |name: &str, kind: &str| {
        format!(r#"<Override PartName="/word/{name}.xml" ContentType="{TYPE}.{kind}+xml"/>"#)
    };
    format!(
        r#"{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{}{}{}</Types>"#,
        part("document", "document.main"),
        part("styles", "styles"),
        part("header1", "header"),
    )
}

fn relationships(targets: &[(&str, &str)]) -> String {
    let all: String = targets
        .iter()
        .enumerate()
        .map(|(at, (kind, target))| {
            let id = at + 1;
            format!(r#"<Relationship Id="rId{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#)
        })
        .collect();
    format!(r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{all}</Relationships>"#)
}

fn document(sheet: &Sheet) -> String {
    let mut body = paragraph(&sheet.date, "Normal");
    body.extend(block(&sheet.to));
    body += &paragraph(&sheet.title, "Heading1");
    body.extend(sheet.paragraphs.iter().map(|text| paragraph(text, "Normal")));
    body.extend(block(&sheet.signed));
    format!(
        r#"{HEAD}<w:document xmlns:w="{WORD}" xmlns:r="{RELATIONS}"><w:body>{body}<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="2160" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr></w:body></w:document>"#
    )
}

/// Lines that belong together.
fn block(lines: &[String]) -> Option<String> {
    (!lines.is_empty()).then(|| paragraph(&lines.join("\n"), "Normal"))
}

fn header(sheet: &Sheet) -> String {
    let lines: String = sheet
        .letterhead
        .iter()
        .enumerate()
        .map(|(at, line)| paragraph(line, if at == 0 { "Letterhead" } else { "Header" }))
        .collect();
    format!(r#"{HEAD}<w:hdr xmlns:w="{WORD}">{lines}</w:hdr>"#)
}

fn paragraph(text: &str, style: &str) -> String {
    let runs: Vec<String> = text
        .split('\n')
        .map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escape(line)))
        .collect();
    format!(
        r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{}</w:r></w:p>"#,
        runs.join("<w:br/>")
    )
}

fn styles() -> String {
    let style = |id: &str, name: &str, format: &str| {
        let default = if id == "Normal" { r#" w:default="1""# } else { "" };
        format!(
            r#"<w:style w:type="paragraph"{default} w:styleId="{id}"><w:name w:val="{name}"/>{format}</w:style>"#
        )
    };
    let font =
        r#"<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>"#;
    let middle = r#"<w:pPr><w:jc w:val="center"/></w:pPr>"#;
    [
        format!(r#"{HEAD}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>{font}<w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>"#),
        style("Normal", "Normal", r#"<w:pPr><w:spacing w:after="160"/></w:pPr>"#),
        style("Heading1", "heading 1", r#"<w:pPr><w:spacing w:before="240" w:after="160"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr>"#),
        style("Header", "header", &format!(r#"{middle}<w:rPr><w:sz w:val="18"/></w:rPr>"#)),
        style("Letterhead", "Letterhead", &format!(r#"{middle}<w:rPr><w:b/><w:sz w:val="34"/></w:rPr>"#)),
        "</w:styles>".to_owned(),
    ]
    .concat()
}
