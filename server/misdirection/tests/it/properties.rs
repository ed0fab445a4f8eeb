//! What holds of any text.

use domain::ids::{CaseId, ClientId};
use misdirection::{Directory, Known, Of, Page, Part, Share, What, look};
use proptest::prelude::*;

/// None of ordinary words alone, nor of hardly any letters: those count only where they are written as names.
const NAMES: [&str; 10] = [
    "Thérèse Lagarde",
    "Jörg Übelacker",
    "Aneurin Prothero",
    "Zdeňka Švehlová",
    "Marie-Claire O’Toole",
    "Ludovic van der Meulen",
    "Iñaki Etxeberria Goñi",
    "Олена Ковальчук",
    "Şebnem Dağlı",
    "Gwendolyn Fortescue-Hythe",
];

fn directory() -> Directory {
    let other: ClientId = "00000000-0000-0000-0001-000000000002".parse().unwrap();
    let known: Vec<Known> = NAMES
        .iter()
        .map(|name| Known {
            what: What::Person,
            said: (*name).to_owned(),
            part: Part::Client,
            of: Of::Client(other),
        })
        .collect();
    Directory::new(&known)
}

fn share() -> Share {
    let client: ClientId = "00000000-0000-0000-0001-000000000001".parse().unwrap();
    let case: CaseId = "00000000-0000-0000-0002-000000000001".parse().unwrap();
    Share { client, case }
}

/// Words that are no name: none has a vowel.
fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    proptest::collection::vec(
        "[B-DF-Hb-df-h]{0,1}[b-df-h]{2,8}[,;]?|[0-9]{1,5}|—|\\(bg\\)|“[b-d]{3}”",
        count,
    )
    .prop_map(|words| words.join(" "))
}

#[derive(Clone, Debug)]
enum Written {
    AsOnFile,
    Capitals,
    Apart,
    LineBroken,
    Hyphenated,
    Hidden,
    Spaced,
}

fn written(name: &str, how: &Written) -> String {
    use Written::*;
    match how {
        AsOnFile => name.to_owned(),
        Capitals => name.to_uppercase(),
        // Letters and their marks apart, as some systems keep them.
        Apart => name
            .chars()
            .flat_map(|letter| match letter {
                'é' => vec!['e', '\u{301}'],
                'è' => vec!['e', '\u{300}'],
                'ö' => vec!['o', '\u{308}'],
                'ñ' => vec!['n', '\u{303}'],
                letter => vec![letter],
            })
            .collect(),
        LineBroken => name.replace(' ', "\n"),
        Hyphenated => {
            let (at, _) = name.char_indices().rev().nth(2).unwrap();
            format!("{}-\n{}", &name[..at], &name[at..])
        }
        Hidden => {
            let (at, _) = name.char_indices().nth(3).unwrap();
            format!("{}\u{ad}{}", &name[..at], &name[at..])
        }
        Spaced => name.chars().map(|letter| format!("{letter} ")).collect(),
    }
}

fn any_way() -> impl Strategy<Value = Written> {
    use Written::*;
    prop_oneof![
        Just(AsOnFile),
        Just(Capitals),
        Just(Apart),
        Just(LineBroken),
        Just(Hyphenated),
        Just(Hidden),
        Just(Spaced)
    ]
}

fn pages(texts: Vec<String>) -> Vec<Page> {
    (1..).zip(texts).map(|(number, text)| Page { number, text, is_read: true }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_whole_name_is_found_wherever_and_however_it_stands(
        before in words(0..40), behind in words(0..40), nth in 0..NAMES.len(), how in any_way(), page in 0usize..3,
    ) {
        let mut texts = vec![before.clone(), behind.clone(), before.clone()];
        texts[page] = format!("{before}. {}, {behind}", written(NAMES[nth], &how));
        let verdict = look(&pages(texts), &directory(), share());
        let hit = verdict.stops.iter().find(|hit| hit.said == NAMES[nth]);
        prop_assert!(hit.is_some(), "{how:?} {verdict:?}");
        prop_assert!(hit.unwrap().pages.contains(&(page as u32 + 1)));
    }

    #[test]
    fn a_whole_name_is_found_over_the_end_of_a_page(
        before in words(0..40), behind in words(0..40), nth in 0..NAMES.len(), has_foot in any::<bool>(),
    ) {
        let (given, family) = NAMES[nth].split_once(' ').unwrap();
        let foot = if has_foot { "\nPage 1 of 2" } else { "" };
        let texts = vec![format!("{before}. {given}{foot}"), format!("{family}, {behind}")];
        let verdict = look(&pages(texts), &directory(), share());
        prop_assert!(verdict.stops.iter().any(|hit| hit.said == NAMES[nth]), "{verdict:?}");
    }

    #[test]
    fn a_text_without_names_never_stops(one in words(0..80), other in words(0..80)) {
        let verdict = look(&pages(vec![one, other]), &directory(), share());
        prop_assert_eq!(verdict.stops, []);
        prop_assert_eq!(verdict.notes, []);
    }

    #[test]
    fn any_text_at_all_is_looked_at(texts in proptest::collection::vec(".{0,200}|[\\s\\S]{0,60}", 0..4)) {
        let verdict = look(&pages(texts), &directory(), share());
        prop_assert!(verdict.stops.len() <= NAMES.len());
    }
}
