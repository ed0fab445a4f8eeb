//! What an appointment is to be about, by words: a case's number, title or client, or a client without a case. Words
//! alone book nothing: even where one thing fits, a person chooses it.

use domain::appointments::AppointmentForm;
use domain::forms::{Choice, FieldErrors};
use domain::ids::ClientId;
use domain::text;

use crate::{Result, Tx};

/// Offered at once where words fit more.
const MOST_FOUND: i32 = 8;
/// The latest cases, offered before anything is typed.
const MOST_OFFERED: i32 = 40;
/// Before a client's id in what is chosen.
const CLIENT: &str = "client:";

/// A case's number, or a client's id; both empty for neither.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Meant {
    pub number: String,
    pub client: String,
}

/// What to suggest while somebody types: numbers, each with whose it is.
pub(super) async fn offered(tx: &mut Tx) -> Result<Vec<Choice>> {
    found(tx, "", MOST_OFFERED).await
}

/// What the form means: what was chosen for these very words, or a number. Of anything else it is asked which.
pub(super) async fn meant(
    tx: &mut Tx,
    form: &AppointmentForm,
    errors: &mut FieldErrors,
) -> Result<Option<Meant>> {
    let Some(words) = errors.take("case", text::line(&form.case)) else { return Ok(None) };
    if words.is_empty() {
        return Ok(Some(Meant { client: form.client.clone(), ..Meant::default() }));
    }
    if let Some(meant) = chosen(&form.picked, &words) {
        return Ok(Some(meant));
    }
    let is_number = sqlx::query_scalar!(
        r#"select exists (select from case_to_schedule($1, null)) as "is!""#,
        words
    )
    .fetch_one(&mut **tx)
    .await?;
    if is_number {
        return Ok(Some(Meant { number: words, ..Meant::default() }));
    }
    let mut choices = found(tx, &words, MOST_FOUND).await?;
    if choices.is_empty() {
        errors.add(
            "case",
            "You see no case and no client with this name or number. Check it, or leave it out.",
        );
        return Ok(None);
    }
    for choice in &mut choices {
        choice.value = format!("{}/{words}", choice.value);
    }
    errors.add_linked("case", "Choose below what is meant by this, then book again.", choices);
    Ok(None)
}

/// "2026-0042/Fontenot", "client:…/Fontenot": chosen when these words stood there, and not others.
fn chosen(picked: &str, words: &str) -> Option<Meant> {
    let (value, _) = picked.split_once('/').filter(|(_, asked)| *asked == words)?;
    Some(match value.strip_prefix(CLIENT) {
        Some(client) => Meant { client: client.to_owned(), ..Meant::default() },
        None => Meant { number: value.to_owned(), ..Meant::default() },
    })
}

async fn found(tx: &mut Tx, words: &str, most: i32) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        r#"select case_id as "case_id?", number as "number!", title as "title!", client_id as "client_id!", client as "client!"
        from found_to_book($1, $2)"#,
        words,
        most
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| match row.case_id {
            Some(_) => Choice {
                label: [row.number.as_str(), row.client.as_str(), row.title.as_str()]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", "),
                value: row.number,
            },
            None => Choice {
                value: format!("{CLIENT}{}", ClientId(row.client_id)),
                label: format!("{}, without a case", row.client),
            },
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_holds_for_the_words_it_was_made_for() {
        let case = Meant { number: "2026-0042".into(), ..Meant::default() };
        assert_eq!(chosen("2026-0042/Fontenot", "Fontenot"), Some(case));
        assert_eq!(chosen("2026-0042/Fontenot", "Okonkwo"), None);
        assert_eq!(chosen("", "Okonkwo"), None);
        let client = Meant { client: "7".into(), ..Meant::default() };
        assert_eq!(chosen("client:7/and/or", "and/or"), Some(client));
    }
}
