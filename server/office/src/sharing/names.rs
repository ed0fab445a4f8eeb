//! What the office knows, made ready to be found in documents. It is made once and kept while nothing about
//! it changes; it never leaves for a page, and is read by a database role that reads nothing else.

use std::fmt;
use std::sync::Arc;

use domain::ids::{CaseId, ClientId, EnquiryId};
use misdirection::{Directory, Known, Of, Part, What};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use crate::{Error, Office, Result};

/// The shelf. Whoever asks while it is being made waits for that.
#[derive(Default)]
pub(crate) struct Names(Mutex<Option<(String, Arc<Directory>)>>);

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names")
    }
}

impl Office {
    /// Every name, address and number on file, as it is now.
    pub(super) async fn directory(&self) -> Result<Arc<Directory>> {
        let mut shelf = self.names.0.lock().await;
        let mut tx = self.begin_as("privity_guard", None, self.clock.now()).await?;
        let mark =
            sqlx::query_scalar!(r#"select guard_mark() as "mark!""#).fetch_one(&mut *tx).await?;
        if let Some((_, directory)) = shelf.as_ref().filter(|(known, _)| *known == mark) {
            return Ok(Arc::clone(directory));
        }
        let rows = sqlx::query_as!(
            Row,
            r#"select what as "what!", said as "said!", part as "part!", client_id, case_id, enquiry_id from guard_names()"#
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let directory = spawn_blocking(move || {
            let known: Vec<Known> = rows.into_iter().filter_map(Row::known).collect();
            Arc::new(Directory::new(&known))
        })
        .await
        .map_err(Error::internal)?;
        *shelf = Some((mark, Arc::clone(&directory)));
        Ok(directory)
    }
}

struct Row {
    what: String,
    said: String,
    part: String,
    client_id: Option<uuid::Uuid>,
    case_id: Option<uuid::Uuid>,
    enquiry_id: Option<uuid::Uuid>,
}

impl Row {
    fn known(self) -> Option<Known> {
        let what = match self.what.as_str() {
            "person" => What::Person,
            "organization" => What::Organization,
            "name" if is_firm(&self.said) => What::Organization,
            "name" => What::Person,
            "email" => What::Email,
            "phone" => What::Phone,
            "case_number" => What::CaseNumber,
            _ => return None,
        };
        let part = match self.part.as_str() {
            "client" => Part::Client,
            "contact" => Part::Contact,
            "payer" => Part::Payer,
            "opposing" => Part::Opposing,
            "counsel" => Part::Counsel,
            "office" => Part::Office,
            _ => Part::Other,
        };
        let of = match (self.client_id, self.case_id, self.enquiry_id) {
            (Some(client), Some(case), _) => Of::Case(ClientId(client), CaseId(case)),
            (Some(client), None, _) => Of::Client(ClientId(client)),
            (None, _, Some(enquiry)) => Of::Enquiry(EnquiryId(enquiry)),
            (None, _, None) => Of::Office,
        };
        Some(Known { what, said: self.said, part, of })
    }
}

/// Whether a name of which nobody said so is that of a firm or a body and not of a person.
fn is_firm(name: &str) -> bool {
    const FIRMS: [&str; 44] = [
        "inc",
        "incorporated",
        "llc",
        "llp",
        "lp",
        "ltd",
        "limited",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "ag",
        "plc",
        "pc",
        "pllc",
        "sa",
        "group",
        "holdings",
        "partners",
        "associates",
        "bank",
        "trust",
        "fund",
        "insurance",
        "mutual",
        "assurance",
        "services",
        "hospital",
        "clinic",
        "university",
        "college",
        "school",
        "church",
        "county",
        "city",
        "state",
        "department",
        "agency",
        "board",
        "union",
        "association",
        "foundation",
        "estate",
    ];
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    name.contains('&')
        || name.chars().any(|c| c.is_ascii_digit())
        || words.any(|word| FIRMS.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_is_told_from_a_person_by_its_words() {
        for firm in
            ["Tideland Freight & Storage", "Harlan LLP", "Mercy Hospital", "The 1912 Society"]
        {
            assert!(is_firm(firm), "{firm}");
        }
        for person in ["Dana Whitfield", "José Ángel Ruiz", "Costas Limit", "Мария Иванова"]
        {
            assert!(!is_firm(person), "{person}");
        }
    }
}
