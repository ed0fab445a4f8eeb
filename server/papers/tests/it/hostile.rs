//! Documents made to do harm.

use std::time::Duration;

use papers::{Limits, Media, Preview, Previewer, Reading, Refusal, make, sniff, whole};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::crafted::{self, doubling, packed_zeros, page, pdf, png_header, stream};
use crate::{CHILD, limits, lines, previewer, sheet};

#[tokio::test]
async fn a_pdf_that_never_ends_is_ended() {
    let limits = Limits { wall: Duration::from_secs(2), ..limits() };
    let asked =
        Previewer::new(CHILD, [""; 0], limits).page(Media::Pdf, whole(doubling(40)), 1, 1000).await;
    assert_eq!(asked, Err(Refusal::Slow));
}

#[tokio::test]
async fn a_pdf_may_not_have_more_than_its_share_of_the_processor() {
    let strict = Previewer::new(CHILD, ["1073741824", "1"], limits());
    let asked = strict.page(Media::Pdf, whole(doubling(40)), 1, 1000).await;
    assert_eq!(asked, Err(Refusal::Slow));
}

#[tokio::test]
async fn a_pdf_that_is_deeper_than_the_stack_does_no_harm() {
    for (open, close) in [("[", "]"), ("<</A", ">>"), ("(", ")")] {
        let deep = format!("{}{}", open.repeat(200_000), close.repeat(200_000));
        let mut objects = page("[0 0 612 792]", "/X 5 0 R", stream("", deep.as_bytes()));
        objects[0] = format!("<< /Type /Catalog /Pages 2 0 R /Deep {deep} >>").into_bytes();
        objects.push(deep.into_bytes());
        // Whatever comes of it: an answer, and nobody falls.
        let asked = previewer().page(Media::Pdf, whole(pdf(&objects)), 1, 240).await;
        assert!(matches!(asked, Ok(_) | Err(Refusal::Broken)), "{open}: {asked:?}");
    }
}

#[tokio::test]
async fn a_pdf_whose_parts_point_at_one_another_is_answered() {
    let mut objects = page("[0 0 612 792]", "/XObject << /F 5 0 R >>", stream("", b"/F Do"));
    objects[1] = b"<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 1 >>".to_vec();
    objects.push(stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>",
        b"/F Do",
    ));
    let asked = previewer().page(Media::Pdf, whole(pdf(&objects)), 1, 240).await;
    assert!(asked.is_ok(), "{asked:?}");
}

#[tokio::test]
async fn a_pdf_that_unpacks_to_more_than_memory_is_not_shown() {
    let bomb = packed_zeros(1_500 * 1024 * 1024);
    assert!(bomb.len() < 1024 * 1024, "{} bytes", bomb.len());
    let content = stream("/Filter [/FlateDecode /FlateDecode]", &bomb);
    let asked =
        previewer().page(Media::Pdf, whole(pdf(&page("[0 0 612 792]", "", content))), 1, 240).await;
    assert!(matches!(asked, Err(Refusal::Broken | Refusal::Slow)), "{asked:?}");
}

#[tokio::test]
async fn a_page_of_any_size_is_a_picture_of_a_sane_one() {
    for size in [
        "[0 0 1000000000 1000000000]",
        "[0 0 10 1000000000]",
        "[0 0 1000000000 10]",
        "[0 0 100 2000]",
        "[0 0 0.0001 0.0001]",
        "[0 0 -5 -5]",
    ] {
        let file = pdf(&page(size, "", stream("", b"0 0 m 9 9 l S")));
        match previewer().page(Media::Pdf, whole(file), 1, 500).await {
            Ok(picture) => assert!(picture.width <= 500 && picture.height <= 2000, "{picture:?}"),
            Err(refusal) => assert_eq!(refusal, Refusal::Broken, "{size}"),
        }
    }
}

#[tokio::test]
async fn a_picture_that_unpacks_to_more_than_memory_is_refused_by_its_size() {
    for (width, height) in [(30_000, 30_000), (u32::MAX >> 1, 1), (19_000, 19_000)] {
        let png = png_header(width, height);
        assert_eq!(sniff(&png), Media::Png);
        let asked = previewer().page(Media::Png, whole(png.clone()), 1, 240).await;
        assert_eq!(asked, Err(Refusal::TooManyPixels), "{width}×{height}");
        let asked = previewer().preview(Media::Png, whole(png)).await;
        assert_eq!(asked, Err(Refusal::TooManyPixels), "{width}×{height}");
    }
}

#[tokio::test]
async fn a_word_document_that_unpacks_to_more_than_anyone_writes_is_refused() {
    let bomb = crafted::docx(|part| {
        write!(part, "<w:document xmlns:w=\"{}\"><w:p><w:r><w:t>", crafted::WORD).unwrap();
        let spaces = vec![b' '; 1024 * 1024];
        for _ in 0..200 {
            part.write_all(&spaces).unwrap();
        }
        write!(part, "</w:t></w:r></w:p></w:document>").unwrap();
    });
    assert!(bomb.len() < 1024 * 1024, "{} bytes", bomb.len());
    assert_eq!(sniff(&bomb), Media::Docx);
    let asked = previewer().preview(Media::Docx, whole(bomb.clone())).await;
    assert_eq!(asked, Err(Refusal::TooLarge));
    // The same, declared as small: sizes are counted, not believed.
    let size = u32::try_from(200 * 1024 * 1024_usize).unwrap();
    let mut liar = bomb;
    let mut told = 0;
    for at in 0..liar.len() - 4 {
        let here = u32::from_le_bytes(liar[at..at + 4].try_into().unwrap());
        if (size..size + 200).contains(&here) {
            liar[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
            told += 1;
        }
    }
    assert!(told >= 1, "no declared size found");
    let asked = previewer().preview(Media::Docx, whole(liar)).await;
    assert!(matches!(asked, Err(Refusal::TooLarge | Refusal::Broken)), "{asked:?}");
}

#[tokio::test]
async fn a_word_document_that_defines_entities_is_not_read() {
    for text in ["&b;", "defined and never used"] {
        let laughs = crafted::docx(|part| {
            let entities = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>";
            let paragraph =
                format!("<w:p xmlns:w=\"{}\"><w:r><w:t>{text}</w:t></w:r></w:p>", crafted::WORD);
            write!(part, "{entities}{paragraph}").unwrap();
        });
        let asked = previewer().preview(Media::Docx, whole(laughs)).await;
        assert_eq!(asked, Err(Refusal::Broken), "{text}");
    }
}

#[tokio::test]
async fn a_web_page_that_is_called_a_pdf_is_told_and_not_shown() {
    let html = b"<!DOCTYPE html><script>alert(1)</script>";
    let media = sniff(html);
    assert_eq!(media, Media::Html);
    assert!(!media.matches_extension("statement.pdf"));
    let asked = previewer().preview(media, whole(&html[..])).await;
    assert_eq!(asked, Ok(Preview::None(Refusal::NotShown(Media::Html))));
    let asked = previewer().page(Media::Pdf, whole(&html[..]), 1, 240).await;
    assert_eq!(asked, Err(Refusal::Broken));
}

#[tokio::test]
async fn text_cannot_turn_its_reader_around() {
    let text = "Pay \u{202e}gro.elpmaxe\u{202c} today\u{7}.\r\nשלום\0\n<b>plain</b>";
    let asked = previewer().preview(Media::Text, whole(text.as_bytes())).await.unwrap();
    let Preview::Text(written) = asked else { panic!("{asked:?}") };
    assert_eq!(lines(&written), "Pay gro.elpmaxe today\u{fffd}.\nשלום\u{fffd}\n<b>plain</b>\n");
}

#[tokio::test]
async fn a_long_text_is_cut_and_says_so() {
    let text = "é".repeat(300_000);
    let asked = previewer().preview(Media::Text, whole(text)).await.unwrap();
    let Preview::Text(written) = asked else { panic!("{asked:?}") };
    assert!(written.cut);
    let shown = lines(&written).len();
    assert!((200_000..=200 * 1024 + 1).contains(&shown), "{shown}");
}

#[tokio::test]
async fn a_scan_in_a_pdf_is_unread_and_not_clear() {
    let image = "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray \
                 /BitsPerComponent 8";
    let font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> \
                /XObject << /I 5 0 R >>";
    let scanned = |content: &str| {
        let mut objects = page("[0 0 612 792]", font, stream("", content.as_bytes()));
        objects.push(stream(image, &[0, 255, 255, 0]));
        pdf(&objects)
    };
    let picture = "q 612 0 0 792 0 0 cm /I Do Q ";
    let stamp = "BT /F1 9 Tf 20 20 Td (EXHIBIT 7) Tj ET ";
    let reading = |content: String| async move {
        previewer().text(Media::Pdf, whole(scanned(&content))).await.unwrap()
    };
    assert_eq!(reading(picture.to_owned()).await, Reading::NoText);
    assert_eq!(reading(String::new()).await, Reading::Empty);
    // A stamp is not what the page says.
    let Reading::Text { unread, .. } = reading(format!("{picture}{stamp}")).await else { panic!() };
    assert_eq!(unread, [1]);
    // Text that reading software laid under the picture is.
    let layer = format!("{picture}BT 3 Tr /F1 9 Tf 20 700 Td (Dear Mrs. Ashdown) Tj ET");
    let Reading::Text { pages, unread, .. } = reading(layer).await else { panic!() };
    assert_eq!((pages[0].text.as_str(), unread), ("Dear Mrs. Ashdown", Vec::new()));
    // An emblem in the letterhead is no scan.
    let emblem = format!("q 90 0 0 90 0 700 cm /I Do Q {stamp}");
    let Reading::Text { unread, .. } = reading(emblem).await else { panic!() };
    assert_eq!(unread, Vec::<u32>::new());
}

#[tokio::test]
async fn what_is_cut_short_is_answered() {
    for (media, file) in [
        (Media::Pdf, make::pdf(&sheet())),
        (Media::Docx, make::docx(&sheet())),
        (Media::Png, make::scan(&sheet())),
    ] {
        for tenth in 0..10 {
            let cut = file[..file.len() * tenth / 10].to_vec();
            sniff(&cut);
            let asked = previewer().preview(media, whole(cut.clone())).await;
            assert!(!matches!(asked, Err(Refusal::Unavailable)), "{asked:?}");
            let asked = previewer().page(media, whole(cut), 1, 240).await;
            assert!(!matches!(asked, Err(Refusal::Unavailable)), "{asked:?}");
        }
    }
}

/// Bytes that begin like something, or a real document with some of its bytes changed.
fn damaged() -> impl Strategy<Value = (Media, Vec<u8>)> {
    let kinds = [
        (Media::Pdf, make::pdf(&sheet())),
        (Media::Docx, make::docx(&sheet())),
        (Media::Png, make::scan(&sheet())),
        (Media::Jpeg, b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec()),
        (Media::Gif, b"GIF89a\x05\0\x05\0".to_vec()),
        (Media::Webp, b"RIFF\xff\0\0\0WEBPVP8 ".to_vec()),
        (Media::Eml, b"From: a@b\r\nReceived: c\r\n\r\n".to_vec()),
    ];
    let noise = proptest::collection::vec(any::<u8>(), 0..600);
    let flips = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..30);
    (prop::sample::select(kinds.to_vec()), noise, flips).prop_map(
        |((media, mut file), noise, flips)| {
            for (at, byte) in flips {
                let at = at.index(file.len());
                file[at] = byte;
            }
            file.extend(noise);
            (media, file)
        },
    )
}

#[test]
fn whatever_the_bytes_the_parent_gets_an_answer() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = ProptestConfig { cases: 60, failure_persistence: None, ..Default::default() };
    let mut runner = TestRunner::new(config);
    runner
        .run(&damaged(), |(media, file)| {
            let limits = Limits { wall: Duration::from_secs(10), ..limits() };
            let previewer = Previewer::new(CHILD, [""; 0], limits);
            runtime.block_on(async {
                let document = || whole(file.clone());
                let _ = previewer.preview(media, document()).await;
                let _ = previewer.page(media, document(), 1, 240).await;
                let text = previewer.text(media, document()).await;
                prop_assert!(!matches!(text, Err(Refusal::Unavailable)));
                Ok(())
            })
        })
        .unwrap();
}
