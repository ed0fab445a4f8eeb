//! What every letter shares: the faces, the standard library and the templates, read once.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts;
use crate::letter::Kind;
use crate::table::{self, Measure};

const TEMPLATES: [(&str, &str); 7] = [
    ("invoice.typ", include_str!("../templates/invoice.typ")),
    ("credit-note.typ", include_str!("../templates/credit-note.typ")),
    ("statement.typ", include_str!("../templates/statement.typ")),
    ("reminder.typ", include_str!("../templates/reminder.typ")),
    ("foot.typ", include_str!("../templates/foot.typ")),
    ("look.typ", include_str!("../templates/look.typ")),
    ("parts.typ", include_str!("../templates/parts.typ")),
];

pub(crate) struct House {
    pub(crate) measure: Measure,
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: Vec<Source>,
    letter: FileId,
    code: FileId,
}

impl House {
    pub(crate) fn new() -> Self {
        let fonts = fonts::all();
        let templates =
            TEMPLATES.iter().map(|(name, text)| Source::new(id(name), (*text).to_owned()));
        let measures = Source::new(id("measures.typ"), table::measures());
        Self {
            measure: Measure::new(),
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            templates: templates.chain([measures]).collect(),
            letter: id("letter.json"),
            code: id("code.svg"),
            fonts,
        }
    }
}

fn id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain name is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

#[derive(Clone, Copy)]
pub(crate) enum Template {
    Letter(Kind),
    /// What stands at the head and foot of pages.
    Foot,
}

/// One letter in the house. Sees its own data and the templates; no disk, no packages, no clock.
pub(crate) struct Sheet<'a> {
    pub(crate) house: &'a House,
    pub(crate) template: Template,
    /// What the template reads as `letter.json`.
    pub(crate) letter: Bytes,
    /// A picture for `code.svg`.
    pub(crate) code: Option<Bytes>,
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.house.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.house.book
    }

    fn main(&self) -> FileId {
        let template = match self.template {
            Template::Letter(Kind::Invoice) => 0,
            Template::Letter(Kind::CreditNote) => 1,
            Template::Letter(Kind::Statement) => 2,
            Template::Letter(Kind::Reminder) => 3,
            Template::Foot => 4,
        };
        self.house.templates[template].id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.house
            .templates
            .iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match &self.code {
            _ if id == self.house.letter => Ok(self.letter.clone()),
            Some(code) if id == self.house.code => Ok(code.clone()),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.house.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
