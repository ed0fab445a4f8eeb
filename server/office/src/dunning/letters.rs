//! Reminders that go by post: printed together, and said on the day they were mailed.

use domain::access::act;
use domain::billing::drafts::FrozenOffice;
use domain::billing::dunning::DunningStage;
use domain::ids::LetterBatchId;
use domain::text;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use sqlx::types::Json;

use super::mail::{Ask, currency};
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, access};

/// Puts the letters that wait into one batch; what was settled meanwhile is left out.
///
/// # Errors
/// Refused; Conflict where no letter waits, or all sending is stopped.
pub async fn print(caller: &Caller) -> Result<LetterBatchId> {
    let (mut tx, _permit) = access::on_office::<act::MailReminders>(caller).await?;
    let batch = LetterBatchId(caller.id());
    let letters = sqlx::query_scalar!(r#"select print_letters($1) as "n!""#, batch.0)
        .fetch_one(&mut *tx)
        .await?;
    let event = Event::new("print-letters", Resource::Office).with("letters", letters);
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(batch)
}

/// What the letters of a batch say.
#[derive(Debug, Deserialize)]
struct Letters {
    day: Date,
    paper: FrozenOffice,
    letters: Vec<Letter>,
}

#[derive(Debug, Deserialize)]
struct Letter {
    name: String,
    /// In lines; may be empty.
    address: String,
    invoices: Vec<Ask>,
}

/// The letters of a batch as one PDF, each on a sheet of its own. The same bytes each time, as long as nothing
/// of the office's own head changes.
///
/// # Errors
/// Refused, NotFound; Conflict where none is the caller's to read.
pub async fn letters(caller: &Caller, batch: LetterBatchId) -> Result<Vec<u8>> {
    let (mut tx, _permit) = access::on_office::<act::MailReminders>(caller).await?;
    let known = sqlx::query_scalar!("select made_at from letter_batches where id = $1", batch.0);
    known.fetch_optional(&mut *tx).await?.ok_or(Error::NotFound)?;
    let said = sqlx::query_scalar!(r#"select letters_of($1) as "said!: Json<Letters>""#, batch.0);
    let Json(said) = said.fetch_one(&mut *tx).await?;
    audit::record(&mut tx, Event::new("mail-reminders", Resource::Office)).await?;
    tx.commit().await?;
    tokio::task::spawn_blocking(move || said.set()).await.map_err(Error::internal)?
}

impl Letters {
    fn set(&self) -> Result<Vec<u8>> {
        // a letter for each debtor and currency
        let mut parts = Vec::new();
        for letter in &self.letters {
            let lines = letter.address.lines().map(str::trim).filter(|line| !line.is_empty());
            let to: Vec<String> =
                std::iter::once(letter.name.clone()).chain(lines.map(str::to_owned)).collect();
            let mut codes: Vec<&str> =
                letter.invoices.iter().map(|ask| ask.currency.as_str()).collect();
            codes.sort_unstable();
            codes.dedup();
            for code in codes {
                let asks: Vec<&Ask> =
                    letter.invoices.iter().filter(|ask| ask.currency == code).collect();
                let owed: Vec<press::Owed<'_>> = asks
                    .iter()
                    .map(|ask| press::Owed {
                        number: &ask.number,
                        due_on: ask.due_on,
                        open: ask.open,
                    })
                    .collect();
                let stage = asks.iter().filter_map(|ask| DunningStage::from_word(&ask.stage)).max();
                let greeting = format!("Dear {},", letter.name);
                parts.push((currency(code)?, stage, to.clone(), greeting, owed));
            }
        }
        let reminders: Vec<press::Reminder<'_>> = parts
            .iter()
            .map(|(currency, stage, to, greeting, owed)| press::Reminder {
                office: &self.paper,
                currency: *currency,
                stage: stage.unwrap_or(DunningStage::Reminder),
                dated: self.day,
                billed_to: to,
                matter: &[],
                greeting,
                owed,
                in_trust: None,
                ask: "",
                signed: std::slice::from_ref(&self.paper.name),
                pay_at: None,
            })
            .collect();
        if reminders.is_empty() {
            return Err(Error::Conflict("No letter of these is yours to read.".into()));
        }
        Ok(press::reminders(&reminders).map_err(Error::internal)?.pdf)
    }
}

/// Says that the letters of a batch were mailed on a day. What was settled after they were printed counts as taken out.
///
/// # Errors
/// Invalid for no day, or one before they were printed or ahead; Conflict where it was said before; Refused.
pub async fn mailed(caller: &Caller, batch: LetterBatchId, on: &str) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::MailReminders>(caller).await?;
    let on = text::parse_date(on).map_err(|why| Error::invalid("on", why))?;
    let known = sqlx::query!(
        r#"select (b.made_at at time zone o.time_zone)::date as "made!", office_today() as "today!"
        from letter_batches b cross join office_settings o where b.id = $1"#,
        batch.0
    );
    let known = known.fetch_optional(&mut *tx).await?.ok_or(Error::NotFound)?;
    if on < known.made.to_jiff() || on > known.today.to_jiff() {
        return Err(Error::invalid("on", "Enter a day from when they were printed until today."));
    }
    sqlx::query!("select mail_letters($1, $2)", batch.0, on.to_sqlx() as jiff_sqlx::Date)
        .execute(&mut *tx)
        .await?;
    audit::record(&mut tx, Event::new("mail-letters", Resource::Office)).await?;
    tx.commit().await
}
