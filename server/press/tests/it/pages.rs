//! How letters are laid out.

use press::*;

use crate::samples::{credit_note, euro_invoice, invoice, line, press, reminder, statement, total};
use crate::seen::{assert_order, facts, pages, places, structure, text};

#[test]
fn an_invoice_reads_from_the_office_to_the_slip() {
    let printed = press().set(&invoice(10)).unwrap();
    assert_eq!((printed.pages, &printed.warnings[..]), (1, &[][..]));
    assert_order(
        &text(&printed.pdf),
        &[
            "Pellworth Adair LLP",
            "Invoice 20412",
            "Tax ID 00-0000412",
            "Billed to",
            "Caspian Roofing Co.",
            "Case",
            "Issued",
            "October 1, 2026",
            "Date Description By Hours Rate Amount",
            "Services",
            "Draft preliminary notice and lien claim; review change orders TF 2.4 290.00 696.00",
            "Draft complaint to foreclose lien TF 5.2 290.00 1,508.00",
            "Services 21.6 5,574.00",
            "Expenses",
            "Aug 21 Filing fee, Calder County Superior Court 435.00",
            "Expenses 686.00",
            "Total $6,260.00",
            "Received September 22, thank you −1,000.00",
            "Balance due $5,260.00",
            "How to pay",
            "Timekeepers",
            "Please return this slip",
        ],
    );
}

#[test]
fn every_kind_of_letter_says_what_it_is_for() {
    let say = |letter: &Letter| text(&press().set(letter).unwrap().pdf);
    assert_order(
        &say(&credit_note()),
        &["Credit note 20413", "corrects invoice 20412", "Credited to your account $1,186.00"],
    );
    assert_order(
        &say(&statement()),
        &[
            "Statement of account",
            "Balance on September 30, 2026 $5,260.00",
            "Invoice 20412 6,260.00",
        ],
    );
    let reminder = say(&reminder());
    assert_order(
        &reminder,
        &[
            "Payment reminder",
            "Dear Ilse Moreau,",
            "20412 Oct 1, 2026 14 days 5,260.00",
            "Please pay $5,260.00",
        ],
    );
    assert_order(
        &reminder,
        &["Kind regards, Greta Solheim Pellworth Adair LLP", "How to pay", "Scan to pay"],
    );
}

#[test]
fn a_credit_note_asks_for_no_payment() {
    let letter = Letter { qr: euro_invoice().qr, payment: euro_invoice().payment, ..credit_note() };
    let text = text(&press().set(&letter).unwrap().pdf);
    assert!(
        !text.contains("IBAN") && !text.contains("How to pay") && !text.contains("Scan"),
        "{text}"
    );
}

#[test]
fn taxes_stand_before_the_totals_and_the_code_beside_the_account() {
    let printed = press().set(&euro_invoice()).unwrap();
    let text = text(&printed.pdf);
    assert_order(
        &text,
        &["Tax On Amount", "19 % 1,000.00 190.00", "Net €1,040.65", "Amount due €1,233.50"],
    );
    assert_order(
        &text,
        &["IBAN DE02 1203 0000 0000 2020 51", "Reference RF18 5390 0754 7034", "Scan to pay"],
    );
}

#[test]
fn paper_is_what_was_asked_for() {
    assert!(facts(&press().set(&invoice(1)).unwrap().pdf).contains("612 x 792 pts (letter)"));
    assert!(facts(&press().set(&euro_invoice()).unwrap().pdf).contains("(A4)"));
}

#[test]
fn a_thousand_lines_repeat_their_heads_and_lose_none() {
    let printed = press().set(&invoice(1000)).unwrap();
    let pages = pages(&printed.pdf);
    assert_eq!(pages.len(), printed.pages);
    assert!(pages.len() > 20);
    for (nth, page) in pages.iter().enumerate() {
        let number = format!("Page {} of {}", nth + 1, pages.len());
        assert!(page.contains(&number), "{number} in {page}");
        if nth > 0 {
            assert!(page.contains("Invoice 20412"), "{page}");
        }
        if page.contains("continued") && nth > 0 {
            let head = page.find("Date Description By Hours Rate Amount").expect("a head");
            assert!(page[head..].contains(" Services "), "the head of the group: {page}");
        }
    }
    let whole = pages.join(" ");
    for nth in [0, 10, 499, 999] {
        let what = format!("continued ({nth})");
        assert!(nth < 10 || whole.contains(&what), "{what}");
    }
    assert_eq!(whole.matches(", continued (").count(), 990);
}

#[test]
fn totals_are_never_torn_apart() {
    for lines in 12..40 {
        let printed = press().set(&invoice(lines)).unwrap();
        let pages = pages(&printed.pdf);
        let parts = ["Total $6,260.00", "Received September 22", "Balance due $5,260.00"];
        let of = |part: &str| pages.iter().position(|page| page.contains(part)).expect(part);
        assert_eq!(of(parts[0]), of(parts[2]), "with {lines} lines");
        assert_eq!(of(parts[0]), of(parts[1]), "with {lines} lines");
    }
}

#[test]
fn figures_end_where_the_page_does() {
    let mut letter = invoice(3);
    letter.groups[0].lines[1].cells[5].text = "123,456,789,012.34".into();
    let printed = press().set(&letter).unwrap();
    let places = places(&printed.pdf);
    let right = |word: &str| places.iter().find(|place| place.0 == word).expect(word).1[1];
    assert!((right("123,456,789,012.34") - right("696.00")).abs() < 0.5);
}

#[test]
fn a_short_column_keeps_its_words_on_one_line() {
    let printed = press().set(&reminder()).unwrap();
    let places = places(&printed.pdf);
    let bottom = |word: &str| places.iter().find(|place| place.0 == word).expect(word).1[2];
    assert!((bottom("days") - bottom("14")).abs() < 0.5);
}

/// Lines of one word each, said so many times that some need a second line of text.
fn growing(end: &str) -> Letter {
    let mut letter = invoice(0);
    letter.groups[0].lines = (0..20)
        .map(|nth| {
            let said = vec![format!("said{nth}"); nth + 2].join(" ");
            line(&[&format!("on{nth}"), &format!("{said}{end}"), "TF", "1.0", "290.00", "290.00"])
        })
        .collect();
    letter
}

#[test]
fn a_line_has_the_room_that_its_words_need() {
    let printed = press().set(&growing("")).unwrap();
    let places = places(&printed.pdf);
    let bottoms = |word: &str| {
        let of_word = places.iter().filter(|place| place.0 == word).map(|place| place.1[2]);
        of_word.collect::<Vec<_>>()
    };
    let mut wrapped = 0;
    for nth in 0..19 {
        let (date, next) = (bottoms(&format!("on{nth}"))[0], bottoms(&format!("on{}", nth + 1))[0]);
        let said = bottoms(&format!("said{nth}"));
        assert_eq!(said.len(), nth + 2);
        assert!((said[0] - date).abs() < 0.1, "line {nth} begins at {} and {date}", said[0]);
        let last = said.iter().copied().fold(0.0, f64::max);
        assert!(next - last > 15.0, "line {nth} ends at {last}, the next one is at {next}");
        wrapped += usize::from(last - date > 5.0);
    }
    assert!((5..15).contains(&wrapped), "{wrapped}");
}

#[test]
fn a_height_that_is_known_is_the_one_that_would_be_found() {
    // Where a word may be broken its line is not measured.
    let [known, found] = ["", "\u{200b}"].map(|end| {
        let places = places(&press().set(&growing(end)).unwrap().pdf);
        places.into_iter().map(|(word, place, _)| (word, place)).collect::<Vec<_>>()
    });
    assert_eq!(known.len(), found.len());
    for ((word, known), (other, found)) in known.iter().zip(&found) {
        let apart = known.iter().zip(found).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(
            word.trim_end_matches('\u{200b}') == other.trim_end_matches('\u{200b}') && apart < 0.02,
            "{word} {known:?} {other} {found:?}"
        );
    }
}

#[test]
fn a_letter_of_nothing_but_names_is_a_page() {
    let bare = crate::samples::bare(Kind::Invoice, "Invoice 1");
    let printed = press().set(&bare).unwrap();
    assert_eq!(printed.pages, 1);
    let empty = Letter {
        office: Office::default(),
        addressee: vec![],
        dates: vec![],
        columns: invoice(0).columns,
        groups: vec![Group::default(), Group { head: "Services".into(), ..Group::default() }],
        totals: vec![total("", "", true)],
        payment: Some(Payment::default()),
        ..bare
    };
    for kind in [Kind::Invoice, Kind::CreditNote, Kind::Statement, Kind::Reminder] {
        assert_eq!(press().set(&Letter { kind, ..empty.clone() }).unwrap().pages, 1);
    }
}

#[test]
fn a_screen_reader_finds_heads_and_tables() {
    let printed = press().set(&invoice(3)).unwrap();
    let facts = facts(&printed.pdf);
    assert!(facts.contains("Tagged:          yes"), "{facts}");
    assert!(facts.contains("Title:           Invoice 20412"), "{facts}");
    let structure = structure(&printed.pdf);
    assert_order(
        &structure,
        &["H1", "\"Invoice 20412\"", "Table", "THead", "TH", "\"Date\"", "TBody", "TD"],
    );
    for part in
        [&b"pdfuaid:part>1<"[..], b"pdfaid:part>2<", b"pdfaid:conformance>A<", b"/Lang(en-US)"]
    {
        let found = printed.pdf.windows(part.len()).any(|bytes| bytes == part);
        assert!(found, "{}", String::from_utf8_lossy(part));
    }
}
