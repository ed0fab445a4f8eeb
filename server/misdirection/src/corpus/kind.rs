//! In which ways a share is wrong, and what makes a right one look it.

/// Whether a kind counts, and as what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// To be caught.
    Wrong,
    /// To be let through.
    Right,
    /// Known to be out of reach of comparing words: measured and told, no part of the goal.
    Limit,
}

macro_rules! kinds {
    ($($group:ident { $($(#[$doc:meta])* $name:ident = $words:literal),+ $(,)? })+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $($($(#[$doc])* $name,)+)+
        }

        impl Kind {
            pub const ALL: [Kind; [$($($words,)+)+].len()] = [$($(Kind::$name,)+)+];

            pub const fn group(self) -> Group {
                match self {
                    $($(Kind::$name => Group::$group,)+)+
                }
            }

            /// What people call it.
            pub const fn words(self) -> &'static str {
                match self {
                    $($(Kind::$name => $words,)+)+
                }
            }
        }
    };
}

kinds! {
    Wrong {
        OtherClient = "another client's paper",
        Turned = "family name first",
        Middle = "a middle name more or less",
        Alike = "a name one letter from the client's",
        Initial = "an initial for the given name",
        Called = "a nickname",
        Salutation = "a salutation and nothing else",
        Caption = "a caption and nothing else",
        Capitals = "forms in capitals",
        Words = "a name that is ordinary words",
        Short = "a name of two short words",
        Unmarked = "accents left out or spelled out",
        OtherScript = "Cyrillic on file, Latin on paper",
        RightToLeft = "written from right to left",
        Misread = "letters misread in scanning",
        OverLines = "a name broken over lines",
        OverPages = "a name broken over pages",
        Dressed = "ligatures, wide or spaced letters, hidden marks",
        RunTogether = "a name without its space",
        Firm = "another client that is a firm",
        OtherNumber = "the same client's other case, by its number",
        OtherParties = "the same client's other case, by its parties",
        Opposing = "a paper of another case's other side",
        EmailOnly = "an e-mail address and nothing else",
        PhoneOnly = "a telephone number and nothing else",
        NumberOnly = "a case number and nothing else",
        Around = "somebody around another client",
        OnePage = "one page of another client's among many",
        Enquirer = "somebody who only asked",
        Scan = "a scan without text",
        PartScan = "one page without text",
        Garbled = "text that is no writing",
    }
    Right {
        Own = "the client's own paper",
        Opponent = "this case's other side is named",
        Judge = "a judge with a client's family name",
        Attorney = "other attorneys and counsel",
        Staff = "staff with a client's family name",
        Street = "streets and houses",
        Town = "towns and courts",
        Relative = "the client's relatives",
        CommonWords = "words that are names",
        ShortWords = "short words that are names",
        Boilerplate = "boilerplate and the office's bank",
        Precedent = "precedents cited",
        Stranger = "a stranger with a client's family name",
        OwnMisread = "the client's own paper, misread",
        Institution = "an institution that many have to do with",
        Figures = "figures, dates and amounts",
        Thread = "an exchange of e-mails",
        SameFamily = "two clients of one family name",
        Business = "a business called like a client",
        OwnBroken = "the client's own name, broken",
        OwnShort = "the client's own name, shortened",
    }
    Limit {
        /// Wrong, and beyond comparing.
        NoTrace = "nobody is named (wrong)",
        Namesake = "a client of the same name (wrong)",
        DeepNoise = "every word misread (wrong)",
        ForeignScript = "a script that is not on file (wrong)",
        GivenOnly = "a given name alone (wrong)",
        Titled = "two of another case, by title and family name (wrong)",
        /// Right, and looks wrong to anybody.
        Unlisted = "a stranger with a client's whole name (right)",
        Addressed = "a letter to a stranger of a client's family name (right)",
    }
}
