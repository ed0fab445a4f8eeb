use proptest::prelude::*;

use super::*;

/// 3GPP TS 23.038 §6.2.1, row by row; the escape itself is no letter.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// §6.2.1.1.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

fn length(text: &str) -> (Encoding, usize, usize, usize) {
    let Length { encoding, units, segments, left } = Length::of(text);
    (encoding, units, segments, left)
}

#[test]
fn the_telephone_alphabet_is_the_standards() {
    assert_eq!(BASIC.chars().count(), 127);
    let gsm: Vec<char> = ('\0'..=char::MAX).filter(|letter| is_gsm7(*letter)).collect();
    let mut expected: Vec<char> = BASIC.chars().chain(EXTENSION.chars()).collect();
    expected.sort_unstable();
    assert_eq!(gsm, expected);
}

#[test]
fn a_text_is_counted_in_messages() {
    use Encoding::{Gsm7, Ucs2};
    assert_eq!(length(""), (Gsm7, 0, 0, 160));
    assert_eq!(length(&"a".repeat(160)), (Gsm7, 160, 1, 0));
    assert_eq!(length(&"a".repeat(161)), (Gsm7, 161, 2, 145));
    assert_eq!(length(&"a".repeat(306)), (Gsm7, 306, 2, 0));
    assert_eq!(length(&"a".repeat(307)), (Gsm7, 307, 3, 152));
    assert_eq!(length(&"я".repeat(70)), (Ucs2, 70, 1, 0));
    assert_eq!(length(&"я".repeat(71)), (Ucs2, 71, 2, 63));
    assert_eq!(length(&"€".repeat(80)), (Gsm7, 160, 1, 0));
}

#[test]
fn a_letter_of_two_units_is_not_cut_in_half() {
    // 152 letters leave one septet, which the pair of the euro sign does not fit.
    assert_eq!(
        length(&format!("{}€{}", "a".repeat(152), "a".repeat(20))),
        (Encoding::Gsm7, 174, 2, 131)
    );
    assert_eq!(
        length(&format!("{}😀{}", "я".repeat(66), "я".repeat(20))),
        (Encoding::Ucs2, 88, 2, 45)
    );
    // 76 euro signs to a message, not 76 and a half.
    assert_eq!(length(&"€".repeat(153)).2, 3);
}

#[test]
fn the_letters_that_cost_are_named_once_in_their_order() {
    assert_eq!(costly("Termin um 9 – „bitte“ pünktlich – ok 😀"), ['–', '„', '“', '😀']);
    assert_eq!(costly("Your meeting is at 9:30 am. [map]"), Vec::<char>::new());
}

#[test]
fn an_answer_is_its_word_whatever_surrounds_it() {
    for (reply, texts) in [
        (
            Reply::Yes,
            &["YES", " yes. ", "Y", "Yes!!!", "“Yes”", "Yes, thank you", "yes\n", "Yep"][..],
        ),
        (Reply::No, &["no.", "NO", "n", "No thanks", "nope", "No.\r\n"]),
        (
            Reply::Stop,
            &[
                "STOP",
                "Stop.",
                "stop all",
                "STOP  ALL",
                "StopAll",
                "UNSUBSCRIBE",
                "Cancel",
                "end",
                "QUIT",
                "please stop",
                "opt-out",
                "Revoke",
                "stop?",
                "'STOP'",
            ],
        ),
        (Reply::Start, &["START", "unstop", "Start please"]),
        (Reply::Help, &["HELP", "info", "Help!"]),
        (
            Reply::Other,
            &[
                "No, I can't make it, can we do Tuesday?",
                "No problem",
                "no?",
                "Yes but later",
                "yes?",
                "Stop by the office tomorrow",
                "I can't stop",
                "Can you help me find the court",
                "yes no",
                "",
                "  ",
                "...",
                "👍",
                "now",
                "thanks",
                "start at 9",
                "the end",
                "cancel the hearing",
            ],
        ),
    ] {
        for text in texts {
            assert_eq!(Reply::read(text), reply, "{text:?}");
        }
    }
}

/// The definition, without the shortcut: letters are laid into messages one by one.
fn laid_out(text: &str, encoding: Encoding) -> Vec<usize> {
    let mut parts = vec![0];
    for letter in text.chars() {
        let units = encoding.units(letter);
        if parts[parts.len() - 1] + units > encoding.joined() {
            parts.push(0);
        }
        *parts.last_mut().unwrap() += units;
    }
    parts
}

proptest! {
    #[test]
    fn a_text_that_needs_several_messages_fits_them(text in "[a-z€\\[\\]яй😀 ]{0,400}") {
        let length = Length::of(&text);
        prop_assert_eq!(length.encoding == Encoding::Gsm7, costly(&text).is_empty());
        if length.units <= length.encoding.single() {
            prop_assert!(length.segments <= 1);
            prop_assert_eq!(length.left + length.units, length.encoding.single());
        } else {
            let parts = laid_out(&text, length.encoding);
            prop_assert_eq!(parts.len(), length.segments);
            prop_assert_eq!(parts.iter().sum::<usize>(), length.units);
            prop_assert_eq!(parts[parts.len() - 1] + length.left, length.encoding.joined());
        }
    }

    #[test]
    fn a_longer_text_never_takes_fewer_messages(text in "\\PC{0,300}", more in "\\PC{0,20}") {
        let longer = Length::of(&format!("{text}{more}"));
        prop_assert!(Length::of(&text).segments <= longer.segments);
    }

    #[test]
    fn dressing_a_word_up_does_not_change_it(
        word in "(YES|no|STOP|Start|HELP|stop all)",
        before in "[ \t\r\n.!\"'*]{0,5}",
        after in "[ \t\r\n.!\"',*]{0,5}",
    ) {
        let plain = Reply::read(&word);
        prop_assert_ne!(plain, Reply::Other);
        prop_assert_eq!(Reply::read(&format!("{before}{word}{after}")), plain);
    }

    #[test]
    fn a_word_among_others_is_for_a_person(
        word in "(yes|no|stop|start|help)",
        other in "[b-df-hj-km-z]{4,8}",
    ) {
        prop_assume!(!["thanks", "confirm"].contains(&other.as_str()));
        prop_assert_eq!(Reply::read(&format!("{word} {other}")), Reply::Other);
        prop_assert_eq!(Reply::read(&format!("{other}, {word}")), Reply::Other);
    }
}
