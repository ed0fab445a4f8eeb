//! What a password must be: long enough, and nothing that others would try first.
//!
//! There are no rules about digits and signs (NIST SP 800-63B §3.1.1.2): they make passwords worse.

use domain::account::{PASSWORD_LEAST, PASSWORD_MOST};
use zxcvbn::Score;
use zxcvbn::feedback::Warning;

/// Long passwords that lists of leaked ones hold; the short ones `zxcvbn` knows.
const COMMON: &str = include_str!("common_passwords.txt");
/// Characters a password must have besides the office's and the person's own words.
const BESIDES_OWN_WORDS: usize = 6;

/// Judges a password. `own` are names and addresses of the person and of the office.
///
/// # Errors
/// A sentence for beside the field.
pub fn judge(password: &str, own: &[&str]) -> Result<(), String> {
    let length = password.chars().count();
    if length < PASSWORD_LEAST {
        return Err(format!(
            "Use at least {PASSWORD_LEAST} characters; this has {length}. Three or four words do well."
        ));
    }
    if length > PASSWORD_MOST {
        return Err(format!("Use at most {PASSWORD_MOST} characters; this has {length}."));
    }
    let lower = password.to_lowercase();
    if COMMON.lines().any(|common| common == lower) {
        return Err("This is one of the passwords that are tried first. Use three or four words of your own.".into());
    }
    let words = words(own);
    if is_made_of(&lower, &words) {
        return Err("This is made of your own or the office's name. Use words that have nothing to do with you.".into());
    }
    let inputs: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .chain(["privity", "lawyer", "attorney", "office"])
        .collect();
    let strength = zxcvbn::zxcvbn(password, &inputs);
    if strength.score() >= Score::Three {
        return Ok(());
    }
    let why = strength.feedback().and_then(zxcvbn::feedback::Feedback::warning).map_or("", plainly);
    Err(format!(
        "This would be guessed too soon.{why} Use three or four words that do not belong together."
    ))
}

/// The words of three letters and more, lower case, longest first.
fn words(own: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = own
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()).chain([*text]))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= 3)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    words
}

fn is_made_of(lower: &str, words: &[String]) -> bool {
    let rest = words.iter().fold(lower.to_owned(), |rest, word| rest.replace(word.as_str(), ""));
    rest.len() < lower.len()
        && rest.chars().filter(|c| c.is_alphabetic()).count() < BESIDES_OWN_WORDS
}

fn plainly(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess
        | Warning::ShortKeyboardPatternsAreEasyToGuess => " It follows the rows of the keyboard.",
        Warning::RepeatsLikeAaaAreEasyToGuess
        | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => " It repeats itself.",
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => {
            " It is close to a very common password."
        }
        Warning::SequencesLikeAbcAreEasyToGuess => " It counts or spells the alphabet.",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => {
            " It is built around a date."
        }
        Warning::AWordByItselfIsEasyToGuess => " It is a single word.",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => " It is a name.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [&str; 3] = ["Miriam Adair", "miriam.adair@adairlowe.example", "Adair & Lowe LLP"];

    #[test]
    fn good_passwords_of_any_kind_pass() {
        for good in [
            "correct zebra trolley sundown",
            "Tr0mbone/quilt%Harbor9",
            "ünïcode pässwörter sind schön",
            "kettle    under    violin",
            "日本語のながいパスワードです",
            &"many different words are welcome here ".repeat(5),
        ] {
            assert_eq!(judge(good, &OWN), Ok(()), "{good}");
        }
    }

    #[test]
    fn the_length_is_counted_in_characters() {
        assert!(judge("elevenchars", &OWN).unwrap_err().contains("this has 11"));
        assert!(judge(&"é".repeat(11), &OWN).unwrap_err().contains("this has 11"));
        assert!(judge(&"zx é".repeat(51), &OWN).unwrap_err().contains("at most 200"));
        assert!(judge("", &OWN).is_err());
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for bad in [
            "PasswordPassword",
            "password123456",
            "qwertyuiop123",
            "1q2w3e4r5t6y7u8i",
            "correct horse battery staple",
            "iloveyou123456",
        ] {
            assert!(judge(bad, &OWN).is_err(), "{bad}");
        }
        for bad in [
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "abcdefghijklmnop",
            "123456789012345",
            "september2026",
        ] {
            assert!(judge(bad, &OWN).is_err(), "{bad}");
        }
    }

    #[test]
    fn ones_own_words_are_no_secret() {
        for bad in [
            "MiriamAdair2026!",
            "adair&lowe-llp-1",
            "miriam.adair@adairlowe.example",
            "adairlowe123456789",
        ] {
            assert!(judge(bad, &OWN).is_err(), "{bad}");
        }
        assert_eq!(judge("lowered trombone marmalade", &OWN), Ok(()));
    }

    #[test]
    fn the_list_is_in_the_form_it_is_searched_in() {
        for common in COMMON.lines() {
            assert_eq!(common, common.to_lowercase());
            assert!(common.chars().count() >= PASSWORD_LEAST, "{common}");
        }
    }
}
