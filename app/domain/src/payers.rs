//! Payers: who pays for somebody else's case.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::cases::CaseFacts;
use crate::contacts::day;
use crate::forms::FieldErrors;
use crate::ids::PayerId;
use crate::text::{self, EmailAddress};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerRow {
    pub id: PayerId,
    pub name: String,
    pub email: String,
    pub address: String,
    pub since: String,
    pub until: Option<String>,
    /// Has ended, or the last day has passed.
    pub past: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PayerForm {
    pub name: String,
    pub email: String,
    pub address: String,
    pub since: String,
    pub until: String,
    pub revision: String,
}

#[derive(Clone, Debug)]
pub struct ParsedPayer {
    pub name: String,
    pub email: String,
    pub address: String,
    pub since: Date,
    pub until: Option<Date>,
}

impl PayerForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedPayer> {
        let name = errors.take("name", text::name(&self.name, "a name"));
        let email = match self.email.trim() {
            "" => Some(String::new()),
            typed => errors.take("email", EmailAddress::parse(typed)).map(|it| it.to_string()),
        };
        let address = errors.take("address", text::prose(&self.address));
        if email.as_deref() == Some("") && address.as_deref() == Some("") {
            errors.add(
                "email",
                "Enter an email address or a postal one: bills have to go somewhere.",
            );
        }
        let since = errors.take("since", text::parse_date(&self.since));
        let until = day("until", &self.until, errors);
        if let (Some(since), Some(Some(until))) = (since, until)
            && until < since
        {
            errors.add("until", "Choose a last day on or after the first.");
        }
        Some(ParsedPayer {
            name: name?,
            email: email?,
            address: address?,
            since: since?,
            until: until?,
        })
        .filter(|_| errors.is_empty())
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PayerFormContext {
    pub case: CaseFacts,
    /// None for a new one.
    pub payer: Option<PayerId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_has_to_go_somewhere() {
        let form = |email: &str, address: &str, until: &str| PayerForm {
            name: "Calder Legal Insurance".into(),
            email: email.into(),
            address: address.into(),
            since: "2026-10-01".into(),
            until: until.into(),
            ..PayerForm::default()
        };
        let mut errors = FieldErrors::default();
        assert!(form("", "1 Quay", "").parse(&mut errors).is_some());
        assert!(form("claims@calder.example", "", "2026-10-01").parse(&mut errors).is_some());
        for wrong in [form("", " ", ""), form("nobody", "", ""), form("", "1 Quay", "2026-09-30")] {
            let mut errors = FieldErrors::default();
            assert!(wrong.parse(&mut errors).is_none(), "{wrong:?}");
            assert_eq!(errors.0.len(), 1, "{errors:?}");
        }
    }
}
