//! Documents made here, read back.

use papers::{Block, Media, PageText, Preview, Reading, Refusal, make, sniff, whole};

use crate::{lines, previewer, sheet};

/// How many pixels are as good as black.
fn dark(png: &[u8]) -> usize {
    let image = image::load_from_memory_with_format(png, image::ImageFormat::Png).unwrap();
    image.to_luma8().pixels().filter(|pixel| pixel.0[0] < 100).count()
}

#[tokio::test]
async fn a_page_of_a_pdf_is_a_picture_with_writing_on_it() {
    let pdf = make::pdf(&sheet());
    assert_eq!(sniff(&pdf), Media::Pdf);
    let preview = previewer().preview(Media::Pdf, whole(pdf.clone())).await;
    assert_eq!(preview, Ok(Preview::Pages { count: 1 }));
    let large = previewer().page(Media::Pdf, whole(pdf.clone()), 1, 1000).await.unwrap();
    assert_eq!((large.width, large.height, large.pages), (1000, 1294, 1));
    let dark = dark(&large.png);
    assert!((4_000..100_000).contains(&dark), "{dark} dark pixels");
    let small = previewer().page(Media::Pdf, whole(pdf.clone()), 1, 240).await.unwrap();
    assert_eq!(small.width, 240);
    for beyond in [0, 2, u32::MAX] {
        let page = previewer().page(Media::Pdf, whole(pdf.clone()), beyond, 240).await;
        assert_eq!(page, Err(Refusal::NoSuchPage));
    }
}

#[tokio::test]
async fn a_pdf_says_on_which_page_what_stands() {
    let mut sheet = sheet();
    sheet.paragraphs.extend(vec!["And so on, for a while. ".repeat(40); 6]);
    sheet.paragraphs.push("The end, says Zoë Ashdown’s attorney.".into());
    let reading = previewer().text(Media::Pdf, whole(make::pdf(&sheet))).await.unwrap();
    let Reading::Text { pages, unread, cut } = reading else { panic!("{reading:?}") };
    assert_eq!((pages.len(), unread, cut), (2, Vec::new(), false));
    assert!(pages[0].text.contains("the matter of the Ashdown estate"), "{}", pages[0].text);
    assert!(pages[0].text.contains("Mrs. Zoë Ashdown\n4 Mill Lane"), "{}", pages[0].text);
    assert!(pages[1].text.contains("says Zoë Ashdown’s attorney."), "{}", pages[1].text);
    assert!(pages[1].text.contains("Page 2 of 2"));
}

#[tokio::test]
async fn a_word_document_is_text_with_its_shape() {
    let docx = make::docx(&sheet());
    assert_eq!(sniff(&docx), Media::Docx);
    let preview = previewer().preview(Media::Docx, whole(docx.clone())).await.unwrap();
    let Preview::Text(written) = preview else { panic!("{preview:?}") };
    assert_eq!(written.blocks[0], Block::Part("Page header".into()));
    assert_eq!(written.blocks[1], Block::Paragraph("Marlowe & Quill".into()));
    let title = Block::Heading { level: 1, text: "Engagement letter".into() };
    assert!(written.blocks.contains(&title));
    assert!(written.blocks.contains(&Block::Paragraph("Mrs. Zoë Ashdown\n4 Mill Lane".into())));
    let reading = previewer().text(Media::Docx, whole(docx)).await.unwrap();
    assert_eq!(
        reading,
        Reading::Text {
            pages: vec![PageText { page: 1, text: lines(&written).trim_end().into() }],
            unread: Vec::new(),
            cut: false
        }
    );
}

#[tokio::test]
async fn a_scan_is_a_picture_and_says_that_it_has_no_text() {
    let scan = make::scan(&sheet());
    assert_eq!(sniff(&scan), Media::Png);
    let preview = previewer().preview(Media::Png, whole(scan.clone())).await;
    assert_eq!(preview, Ok(Preview::Image { width: 1275, height: 1650 }));
    let picture = previewer().page(Media::Png, whole(scan.clone()), 1, 1000).await.unwrap();
    assert_eq!((picture.width, picture.height, picture.pages), (1000, 1294, 1));
    assert!(dark(&picture.png) > 4_000);
    assert_eq!(previewer().text(Media::Png, whole(scan)).await, Ok(Reading::NoText));
}

#[tokio::test]
async fn a_pdf_of_a_picture_is_drawn_and_says_that_it_has_no_text() {
    let scanned = make::scanned(&sheet());
    assert_eq!(sniff(&scanned), Media::Pdf);
    let picture = previewer().page(Media::Pdf, whole(scanned.clone()), 1, 1000).await.unwrap();
    assert!(dark(&picture.png) > 4_000);
    assert_eq!(previewer().text(Media::Pdf, whole(scanned)).await, Ok(Reading::NoText));
}

#[tokio::test]
async fn plain_text_is_paragraphs() {
    let text = make::text(&sheet());
    assert_eq!(sniff(&text), Media::Text);
    let preview = previewer().preview(Media::Text, whole(text)).await.unwrap();
    let Preview::Text(written) = preview else { panic!("{preview:?}") };
    assert!(written.blocks.contains(&Block::Paragraph("ENGAGEMENT LETTER".into())));
}

#[test]
fn the_same_sheet_is_the_same_file_and_a_small_one() {
    for make in [make::pdf, make::docx, make::scan, make::text] {
        let file = make(&sheet());
        assert_eq!(file, make(&sheet()));
        assert!(file.len() < 64 * 1024, "{} bytes", file.len());
        let mut other = sheet();
        other.paragraphs[0].push_str(" Yours.");
        assert_ne!(file, make(&other));
    }
}

#[tokio::test]
async fn pictures_of_every_kind_are_drawn_anew() {
    use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
    let image = RgbImage::from_fn(300, 200, |x, _| Rgb(if x < 150 { [0; 3] } else { [255; 3] }));
    for (media, format) in [
        (Media::Png, ImageFormat::Png),
        (Media::Jpeg, ImageFormat::Jpeg),
        (Media::Gif, ImageFormat::Gif),
        (Media::Webp, ImageFormat::WebP),
    ] {
        let mut file = std::io::Cursor::new(Vec::new());
        DynamicImage::from(image.clone()).write_to(&mut file, format).unwrap();
        let mut file = file.into_inner();
        assert_eq!(sniff(&file), media);
        file.extend(b"<script>alert('canary')</script>");
        let picture = previewer().page(media, whole(file), 1, 100).await.unwrap();
        assert_eq!((picture.width, picture.height), (100, 67), "{media:?}");
        assert!((2_500..4_500).contains(&dark(&picture.png)), "{media:?}");
        assert!(!picture.png.windows(6).any(|at| at == b"canary"));
    }
}

#[tokio::test]
async fn a_message_is_its_header_and_its_text() {
    let message = b"Received: by mx.example; Tue, 3 Mar 2026 10:00:00 +0000\r\n\
        From: =?utf-8?q?Zo=C3=AB_Ashdown?= <zoe@example.org>\r\nTo: office@example.com\r\n\
        Date: Tue, 3 Mar 2026 10:00:00 +0000\r\nSubject: The will\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n\
        <p>See <b>attached</b>.</p><script>alert(1)</script>\r\n--b\r\n\
        Content-Type: application/pdf; name=\"will.pdf\"\r\n\
        Content-Disposition: attachment; filename=\"will.pdf\"\r\n\r\n%PDF-\r\n--b--\r\n";
    assert_eq!(sniff(message), Media::Eml);
    let preview = previewer().preview(Media::Eml, whole(&message[..])).await.unwrap();
    let Preview::Text(written) = preview else { panic!("{preview:?}") };
    let text = lines(&written);
    for line in ["From: Zoë Ashdown <zoe@example.org>", "Subject: The will", "attached", "will.pdf"]
    {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("<b>") && !text.contains("alert"), "{text}");
}
