//! The rules by which a name is found, and those by which it is let pass. Each can be switched off, so that a
//! measurement can say what it is worth.

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[$doc])* $name,)+
        }

        impl Rule {
            pub const ALL: [Rule; [$(Rule::$name),+].len()] = [$(Rule::$name),+];
        }
    };
}

rules! {
    /// The whole name, as it is on file.
    Whole,
    /// The family name first.
    Turned,
    /// Family and given name in fields of a form.
    Fields,
    /// A middle name more or less, or one of two family names.
    Middle,
    /// An initial and the family name.
    Initial,
    /// What people are called for their given name.
    Called,
    /// A letter misread or mistyped.
    Slip,
    /// Broken over lines, or letter by letter.
    Broken,
    /// From the foot of one page to the head of the next.
    Seam,
    /// Without the space between.
    RunTogether,
    /// Umlauts and the like spelled out, or not.
    Spelling,
    /// Cyrillic in Latin letters.
    Script,
    /// A firm without its form, or with another word for "&".
    Firm,
    /// Family name and title after a greeting.
    Salutation,
    /// Family name and title.
    Titled,
    /// Family name in the caption of a case.
    Caption,
    /// Several that say little each, of one client.
    Together,
    Email,
    Phone,
    Number,
    /// Text that is no writing is not read.
    Garbled,

    // What lets pass:
    /// What belongs to this client and case explains what is found in the same words.
    Own,
    /// A family name that this client, this case or the office has too says nothing.
    Family,
    /// A street, a house or a county is no person.
    Place,
    /// A judge or an officer is there by office.
    Office,
    /// A name of ordinary words counts only where it is written like one.
    Words,
    /// A precedent is no case of the office.
    Citation,
    /// Whom many clients have to do with says little.
    Many,
    /// A word that is another name on file is no slip of this one.
    Known,
}

impl Rule {
    /// Whether it lets pass.
    pub fn is_guard(self) -> bool {
        self >= Rule::Own
    }
}

/// Which rules are in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules(u64);

impl Rules {
    pub const ALL: Rules = Rules(u64::MAX);

    #[must_use]
    pub const fn without(self, rule: Rule) -> Rules {
        Rules(self.0 & !(1 << rule as u64))
    }

    pub(crate) const fn has(self, rule: Rule) -> bool {
        self.0 & (1 << rule as u64) != 0
    }
}
