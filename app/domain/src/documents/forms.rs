//! What is typed about documents and folders.

use serde::{Deserialize, Serialize};

use super::{Kind, parse_name};
use crate::forms::FieldErrors;
use crate::ids::{FolderId, StaffId};
use crate::text;

/// How many tags a document has at most, and how long one is in characters.
const TAGS_MOST: usize = 20;
const TAG_CHARS: usize = 40;

/// Name, kind and whereabouts of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DetailsForm {
    pub name: String,
    pub kind: String,
    /// The date it bears, or empty.
    pub dated: String,
    /// Separated by commas.
    pub tags: String,
    /// A folder of its case, or empty.
    pub folder: String,
    /// Kept at least until then, or empty.
    pub keep_until: String,
    pub revision: String,
}

/// [`DetailsForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedDetails {
    pub name: String,
    pub kind: Kind,
    pub dated: Option<jiff::civil::Date>,
    pub tags: Vec<String>,
    pub folder: Option<FolderId>,
    pub keep_until: Option<jiff::civil::Date>,
}

impl DetailsForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedDetails> {
        let name = errors.take("name", parse_name(&self.name));
        let kind = errors
            .take("kind", Kind::from_word(&self.kind).ok_or_else(|| "Choose a kind.".to_owned()));
        let dated = errors.take("dated", optional_date(&self.dated));
        let tags = errors.take("tags", tags(&self.tags));
        let folder = errors.take("folder", optional_folder(&self.folder));
        let keep_until = errors.take("keep_until", optional_date(&self.keep_until));
        Some(ParsedDetails {
            name: name?,
            kind: kind?,
            dated: dated?,
            tags: tags?,
            folder: folder?,
            keep_until: keep_until?,
        })
    }
}

pub(crate) fn optional_date(typed: &str) -> Result<Option<jiff::civil::Date>, String> {
    match typed.trim() {
        "" => Ok(None),
        typed => text::parse_date(typed).map(Some),
    }
}

fn optional_folder(typed: &str) -> Result<Option<FolderId>, String> {
    match typed {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| "Choose a folder of this case.".into()),
    }
}

pub(crate) fn tags(typed: &str) -> Result<Vec<String>, String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in typed.split(',') {
        let tag = text::line(tag)?.to_lowercase();
        if tag.is_empty() || tags.contains(&tag) {
            continue;
        }
        if tag.chars().count() > TAG_CHARS {
            return Err(format!("Use at most {TAG_CHARS} characters for a tag."));
        }
        tags.push(tag);
    }
    if tags.len() > TAGS_MOST {
        return Err(format!("Use at most {TAGS_MOST} tags; this has {}.", tags.len()));
    }
    Ok(tags)
}

/// A folder's name and place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FolderForm {
    pub name: String,
    /// The folder it is in, or empty.
    pub parent: String,
    pub revision: String,
}

impl FolderForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(String, Option<FolderId>)> {
        let name = parse_name(&self.name).and_then(|name| match name.chars().count() {
            0..=120 => Ok(name),
            long => Err(format!("Use at most 120 characters; this has {long}.")),
        });
        let name = errors.take("name", name);
        let parent = errors.take("parent", optional_folder(&self.parent));
        Some((name?, parent?))
    }
}

/// To whom a document or folder is narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Narrowing {
    /// No restriction: everybody with standing on the case.
    None,
    Attorneys,
    Named(Vec<StaffId>),
}

/// Narrowing a document or a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RestrictForm {
    /// `none`, `attorneys` or `named`.
    pub narrowed_to: String,
    /// Ids of staff.
    pub people: Vec<String>,
    pub reason: String,
}

impl RestrictForm {
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<(Narrowing, String)> {
        let reason = errors.take("reason", text::line(&self.reason));
        let people: Result<Vec<StaffId>, _> = self.people.iter().map(|id| id.parse()).collect();
        let to = match (self.narrowed_to.as_str(), people) {
            ("none", _) => Ok(Narrowing::None),
            ("attorneys", _) => Ok(Narrowing::Attorneys),
            ("named", Ok(people)) if !people.is_empty() => Ok(Narrowing::Named(people)),
            ("named", _) => {
                errors.add("people", "Choose at least one person.");
                return None;
            }
            _ => Err("Choose who may open it.".to_owned()),
        };
        let to = errors.take("narrowed_to", to);
        Some((to?, reason?))
    }
}

/// A reason that may be left out: for the trash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    pub reason: String,
}

/// Putting a document or a case under a legal hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HoldForm {
    pub reason: String,
}

/// Lifting a hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LiftForm {
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_apart_and_counted() {
        assert_eq!(
            tags("Exhibit, exhibit ,, Medical records").unwrap(),
            ["exhibit", "medical records"]
        );
        assert!(tags(&(0..21).map(|n| format!("t{n},")).collect::<String>()).is_err());
        assert!(tags(&"x".repeat(41)).is_err());
    }

    #[test]
    fn nobody_by_name_is_no_narrowing() {
        let mut errors = FieldErrors::default();
        let form = RestrictForm { narrowed_to: "named".into(), ..RestrictForm::default() };
        assert!(form.parse(&mut errors).is_none());
        assert_eq!(errors.of("people"), Some("Choose at least one person."));
    }
}
