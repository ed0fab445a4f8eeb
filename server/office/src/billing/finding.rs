//! The case that somebody means when they record time: by its number, or by words of it.

use domain::forms::{Choice, FieldErrors};
use domain::ids::CaseId;
use domain::text;

use crate::{Result, Tx};

/// Offered at once where words fit more than one.
pub(super) const MOST_FOUND: i32 = 8;
/// The latest cases, offered before anything is typed.
const MOST_OFFERED: i32 = 40;

/// What to suggest while somebody types: numbers, each with whose it is.
pub(super) async fn offered(tx: &mut Tx) -> Result<Vec<Choice>> {
    Ok(found(tx, "", MOST_OFFERED).await?.into_iter().map(|(_, choice)| choice).collect())
}

/// What is meant: none for no words. A number is taken as it is, and words where they fit one case alone; of
/// anything else it is asked which.
pub(super) async fn meant(
    tx: &mut Tx,
    case: &str,
    picked: &str,
    errors: &mut FieldErrors,
) -> Result<Option<CaseId>> {
    let Some(words) = errors.take("case", text::line(case)) else { return Ok(None) };
    if words.is_empty() {
        return Ok(None);
    }
    let asked = chosen(picked, &words).unwrap_or(&words);
    let mut found = found(tx, asked, MOST_FOUND).await?;
    match found.as_slice() {
        [] => {
            errors.add(
                "case",
                "You see no open case with this number or name. Check it, or leave it out.",
            );
            Ok(None)
        }
        [(id, choice), rest @ ..]
            if rest.is_empty() || choice.value.eq_ignore_ascii_case(asked) =>
        {
            Ok(Some(*id))
        }
        _ => {
            for (_, choice) in &mut found {
                choice.value = format!("{}/{words}", choice.value);
            }
            let choices = found.into_iter().map(|(_, choice)| choice).collect();
            errors.add_linked("case", "Choose which case is meant, then add it again.", choices);
            Ok(None)
        }
    }
}

/// "2026-0042/Fontenot": chosen when these words stood there, and not others.
fn chosen<'a>(picked: &'a str, words: &str) -> Option<&'a str> {
    picked.split_once('/').filter(|(_, asked)| *asked == words).map(|(number, _)| number)
}

pub(super) async fn found(tx: &mut Tx, words: &str, most: i32) -> Result<Vec<(CaseId, Choice)>> {
    let rows = sqlx::query!(
        r#"select case_id as "case_id!", number as "number!", title as "title!", client as "client!"
        from cases_to_bill($1, $2)"#,
        words,
        most
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let label = [row.number.as_str(), row.client.as_str(), row.title.as_str()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
            (CaseId(row.case_id), Choice { value: row.number, label })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_holds_for_the_words_it_was_made_for() {
        assert_eq!(chosen("2026-0042/Fontenot", "Fontenot"), Some("2026-0042"));
        assert_eq!(chosen("2026-0042/Fontenot", "Okonkwo"), None);
        assert_eq!(chosen("", "Okonkwo"), None);
    }
}
