//! Text is only ever text.

use press::*;

use crate::samples::{bare, invoice, press};
use crate::seen::{places, text};

/// Where a payer, a client or a timekeeper may write.
fn everywhere(what: &str) -> Letter {
    let mut letter = invoice(2);
    letter.addressee[1] = what.into();
    letter.matter[1] = what.into();
    letter.opening = vec![what.into()];
    letter.groups[0].head = what.into();
    letter.groups[0].lines[0].cells[1].text = what.into();
    letter.totals[0].label = what.into();
    letter.notes[0].text = what.into();
    letter.payment.as_mut().unwrap().details = vec![(what.into(), what.into())];
    letter.slip.as_mut().unwrap().text = what.into();
    letter
}

#[test]
fn markup_is_set_as_it_was_written() {
    let hostile = [
        r##"#eval("1+1") #panic() #import "look.typ": *"##,
        r"$ sum_(i=0)^n $ $x$ \ \u{41} \#",
        "*bold* _it_ `raw` = Heading - list / term: @ref <label> // comment /* c */",
        r#"#read("letter.json") #image("/etc/passwd") #sys.inputs"#,
        "{\"a\": [1, null]} \"quoted\" 'single' -- --- ... ~",
        "https://example.com/a?b=c&d=e <script>alert(1)</script> %s {page} {pages}",
    ];
    for what in hostile {
        let text = text(&press().set(&everywhere(what)).unwrap().pdf);
        let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&what), "{what} in {text}");
    }
}

#[test]
fn a_title_may_look_like_code() {
    let letter =
        Letter { subtitle: "#panic()".into(), ..bare(Kind::Reminder, "#panic(\"x\") $x$") };
    assert!(text(&press().set(&letter).unwrap().pdf).contains("#panic(\"x\") $x$ #panic()"));
}

#[test]
fn controls_and_turned_directions_are_left_out_and_told() {
    let printed =
        press().set(&everywhere("Pay\u{0}ment \u{202e}00.001\u{202c}\u{feff} end\u{7}")).unwrap();
    let left_out = |character| printed.warnings.contains(&Warning::LeftOut(character));
    assert!(
        ['\0', '\u{202e}', '\u{202c}', '\u{feff}', '\u{7}'].into_iter().all(left_out),
        "{:?}",
        printed.warnings
    );
    assert!(text(&printed.pdf).contains("Payment 00.001 end"));
}

#[test]
fn lines_end_where_they_were_ended() {
    let printed = press().set(&everywhere("first\r\nsecond\nthird\rfourth\tfifth")).unwrap();
    assert_eq!(printed.warnings, []);
    assert!(text(&printed.pdf).contains("first second third fourth fifth"));
    let words = places(&printed.pdf);
    let bottom = |word: &str| words.iter().find(|found| found.0 == word).expect(word).1[2];
    assert!(bottom("second") > bottom("first") + 5.0 && bottom("fifth") - bottom("fourth") < 1.0);
}

#[test]
fn scripts_that_the_office_does_not_write_are_set_all_the_same() {
    let printed = press().set(&everywhere("שלום עולם Ελλάδα Россия Łódź مرحبا 😀 ∑ ½")).unwrap();
    assert_eq!(printed.warnings, []);
    let text = text(&printed.pdf);
    for word in ["Ελλάδα", "Россия", "Łódź", "😀", "∑"] {
        assert!(text.contains(word), "{word} in {text}");
    }
    // Poppler tells words from right to left as they are seen or as they are read, by version.
    let hebrew: String = "שלום".chars().rev().collect();
    assert!(text.contains("שלום") || text.contains(&hebrew), "{text}");
}

#[test]
fn a_character_without_a_glyph_is_replaced_and_told() {
    let printed = press().set(&everywhere("before 漢字 and \u{e000} after 👩‍👩‍👧")).unwrap();
    let not_set = |text: &str| printed.warnings.contains(&Warning::NotSet(text.into()));
    assert!(not_set("漢") && not_set("字") && not_set("\u{e000}"), "{:?}", printed.warnings);
    let text = text(&printed.pdf);
    assert!(text.contains("before \u{fffd}\u{fffd} and \u{fffd} after"), "{text}");
}

#[test]
fn nothing_runs_off_the_page() {
    let endless = "W".repeat(5_000);
    let narrative = "Telephone conference about the disputed change orders. ".repeat(100);
    for what in [
        &endless,
        &narrative,
        &"שלום".repeat(1_000),
        &"漢字".repeat(1_000),
        &"a\u{301}".repeat(2_000),
    ] {
        let mut letter = everywhere(what);
        letter.groups[0].lines[1].cells[5].text = what.chars().take(300).collect();
        letter.title = what.chars().take(200).collect();
        letter.office.name = what.chars().take(200).collect();
        let printed = press().set(&letter).unwrap();
        for (word, [left, right, bottom], width) in places(&printed.pdf) {
            let within = left > 50.0 && right < width - 40.0 && bottom < 792.0;
            assert!(within, "{word:.40} from {left} to {right} of {width}, {bottom}");
        }
    }
}

#[test]
fn a_long_narrative_keeps_all_its_words() {
    let narrative: Vec<String> = (0..900).map(|nth| format!("w{nth}")).collect();
    let mut letter = invoice(2);
    letter.groups[0].lines[0].cells[1].text = narrative.join(" ");
    let text = text(&press().set(&letter).unwrap().pdf);
    for word in &narrative {
        assert!(text.contains(&format!("{word} ")), "{word} in {text}");
    }
}
