//! Documents that do not open as others do.

/// One page, locked with a password that nobody here has.
pub(crate) fn locked() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>".to_owned(),
        format!(
            "<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{}> /U <{}> >>",
            "5a".repeat(32),
            "a5".repeat(32)
        ),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = String::new();
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let (start, id) = (file.len(), "00".repeat(16));
    file += &format!(
        "xref\n0 5\n0000000000 65535 f \n{table}trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<{id}> <{id}>] >>\n\
         startxref\n{start}\n%%EOF"
    );
    file.into_bytes()
}

/// The head of a PDF, and nothing of one after it.
pub(crate) fn broken() -> Vec<u8> {
    [b"%PDF-1.7\n".as_slice(), &[b'x'; 4_000]].concat()
}

/// A PDF to one reader and a web page to another.
pub(crate) fn two_at_once() -> Vec<u8> {
    b"<!doctype html><html><script>alert(1)</script>\n%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF"
        .to_vec()
}

/// A PDF of a letter with so many paragraphs.
pub(crate) fn letter(paragraphs: usize) -> Vec<u8> {
    ::papers::make::pdf(&::papers::make::Sheet {
        letterhead: vec!["Pellworth Adair LLP".into()],
        date: "October 13, 2026".into(),
        title: "A letter".into(),
        paragraphs: (1..=paragraphs)
            .map(|n| format!("Paragraph {n}. {}", "The lease ends at midnight. ".repeat(12)))
            .collect(),
        ..::papers::make::Sheet::default()
    })
}
