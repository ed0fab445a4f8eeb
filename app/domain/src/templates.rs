//! Templates: letters and forms with placeholders, and what a case has to fill them with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::access::Standing;
use crate::cases::CaseFacts;
use crate::documents::{Kind, parse_name};
use crate::forms::{Choice, FieldErrors};
use crate::ids::TemplateId;
use crate::text;

/// The longest template taken, in bytes.
pub const TEMPLATE_BYTES: usize = 10 << 20;

macro_rules! blanks {
    ($($name:ident $word:literal $label:literal),+ $(,)?) => {
        /// A placeholder that the office knows how to fill.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Blank { $($name),+ }

        impl Blank {
            pub const ALL: &[Blank] = &[$(Blank::$name),+];

            /// What stands between the braces.
            pub const fn word(self) -> &'static str {
                match self { $(Blank::$name => $word),+ }
            }

            pub const fn label(self) -> &'static str {
                match self { $(Blank::$name => $label),+ }
            }
        }
    };
}

blanks! {
    ClientName "client.name" "The client’s name",
    ClientAddress "client.address" "The client’s postal address",
    ClientEmail "client.email" "The client’s e-mail address",
    ClientPhone "client.phone" "The client’s phone number",
    CaseNumber "case.number" "The case’s number",
    CaseTitle "case.title" "The case’s title",
    CaseArea "case.area" "The practice area",
    CaseOpened "case.opened" "The day the case was opened",
    CaseCourt "case.court" "The court",
    CaseReference "case.reference" "The court’s reference",
    CaseLead "case.lead" "The responsible attorney",
    OpposingParties "opposing.names" "The opposing parties",
    OpposingCounsel "opposing.counsel" "The opposing parties’ counsel",
    OfficeName "office.name" "The office’s name",
    OfficeAddress "office.address" "The office’s address",
    WriterName "writer.name" "Whoever fills the template",
    Today "today" "Today’s date",
}

impl Blank {
    pub fn from_word(word: &str) -> Option<Blank> {
        Blank::ALL.iter().copied().find(|blank| blank.word() == word)
    }
}

/// A template as its keepers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRow {
    pub id: TemplateId,
    pub name: String,
    pub kind: Kind,
    /// Empty: offered on every case.
    pub area: String,
    pub version: i32,
    /// How many placeholders it has.
    pub blanks: Vec<String>,
    pub changed: String,
    pub datetime: String,
    pub by: String,
    /// When it was retired.
    pub retired: Option<String>,
    pub revision: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplatesPage {
    pub rows: Vec<TemplateRow>,
    /// Practice areas in use, to choose from.
    pub areas: Vec<String>,
}

/// One template's name, kind and area.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateForm {
    pub name: String,
    pub kind: String,
    /// A practice area, or empty for all.
    pub area: String,
    pub revision: String,
}

impl TemplateForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(String, Kind, String)> {
        let name = errors.take(
            "name",
            parse_name(&self.name).and_then(|name| match name.chars().count() {
                0..=120 => Ok(name),
                long => Err(format!("Use at most 120 characters; this has {long}.")),
            }),
        );
        let kind = errors
            .take("kind", Kind::from_word(&self.kind).ok_or_else(|| "Choose a kind.".to_owned()));
        let area = errors.take("area", text::line(&self.area));
        Some((name?, kind?, area?))
    }
}

/// One placeholder of a template on a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlankValue {
    /// What stands between the braces.
    pub word: String,
    pub label: String,
    pub value: String,
    /// Nothing is on file, or nothing that the caller may see.
    pub missing: bool,
}

/// Filling a template: what goes into it, and what the document is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FillForm {
    /// `preview`, or `save`.
    pub step: String,
    pub name: String,
    /// A folder of the case, or empty.
    pub folder: String,
    /// By the placeholder's word, dots as hyphens.
    pub values: BTreeMap<String, String>,
}

impl FillForm {
    /// A placeholder's word as a part of a field's name.
    pub fn key(word: &str) -> String {
        word.replace('.', "-")
    }

    /// What was typed for a placeholder.
    pub fn value(&self, word: &str) -> Option<&str> {
        self.values.get(&FillForm::key(word)).map(String::as_str)
    }
}

/// The page on which a template is chosen and filled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FillPage {
    pub case: Box<CaseFacts>,
    pub standing: Standing,
    pub templates: Vec<Choice>,
    pub chosen: Option<Filling>,
    pub folders: Vec<Choice>,
}

/// A template that is being filled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Filling {
    pub id: TemplateId,
    pub name: String,
    pub kind: Kind,
    pub blanks: Vec<BlankValue>,
    /// How it reads with what was typed, where that was asked for.
    pub preview: Option<crate::filing::Shown>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_blanks_come_back_and_are_apart() {
        assert!(Blank::ALL.iter().all(|blank| Blank::from_word(blank.word()) == Some(*blank)));
        let keys: std::collections::BTreeSet<_> =
            Blank::ALL.iter().map(|blank| FillForm::key(blank.word())).collect();
        assert_eq!(keys.len(), Blank::ALL.len());
    }
}
