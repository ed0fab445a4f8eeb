//! Files that nobody's software wrote.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A PDF of these objects, numbered from 1; the first is the catalog.
pub(crate) fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = String::new();
    for (at, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        file.extend(format!("{} 0 obj\n", at + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let count = objects.len() + 1;
    file.extend(format!("xref\n0 {count}\n0000000000 65535 f \n{table}").bytes());
    file.extend(
        format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").bytes(),
    );
    file
}

pub(crate) fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

/// One page with this box, these resources and this content.
pub(crate) fn page(media_box: &str, resources: &str, content: Vec<u8>) -> Vec<Vec<u8>> {
    vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox {media_box} /Resources << {resources} >> \
             /Contents 4 0 R >>"
        )
        .into_bytes(),
        content,
    ]
}

/// Forms that each draw the next one twice: two to the power of `depth` drawings.
pub(crate) fn doubling(depth: usize) -> Vec<u8> {
    let mut objects = page("[0 0 612 792]", "/XObject << /F 5 0 R >>", stream("", b"/F Do"));
    for at in 0..depth {
        let entries = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /F {} 0 \
             R >> >>",
            at + 6
        );
        objects.push(stream(&entries, b"/F Do /F Do"));
    }
    objects.push(stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 612 792]",
        b"0 0 m 600 700 l 5 w S",
    ));
    pdf(&objects)
}

pub(crate) fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// `count` zero bytes, packed twice.
pub(crate) fn packed_zeros(count: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..count.div_ceil(zeros.len()) {
        encoder.write_all(&zeros).unwrap();
    }
    zlib(&encoder.finish().unwrap())
}

/// A PNG that declares this size and has no pixels.
pub(crate) fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\r".to_vec();
    png.extend(&header);
    let mut checksum = flate2::Crc::new();
    checksum.update(&header);
    png.extend(checksum.sum().to_be_bytes());
    let pixels = zlib(&[0; 64]);
    png.extend((pixels.len() as u32).to_be_bytes());
    let mut data = b"IDAT".to_vec();
    data.extend(pixels);
    let mut checksum = flate2::Crc::new();
    checksum.update(&data);
    png.extend(&data);
    png.extend(checksum.sum().to_be_bytes());
    png
}

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

/// A Word document with this in its body; `write` brings the main part's bytes.
pub(crate) fn docx(write: impl FnOnce(&mut dyn std::io::Write)) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("[Content_Types].xml", options).unwrap();
    archive.write_all(TYPES.as_bytes()).unwrap();
    archive.start_file("word/document.xml", options).unwrap();
    write(&mut archive);
    archive.finish().unwrap().into_inner()
}

pub(crate) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
