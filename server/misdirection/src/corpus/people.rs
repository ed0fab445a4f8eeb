//! People and firms, and the ways in which papers write them.

use super::chance::Chance;
use super::names::{CALLED, CULTURES, CYRILLIC, FIRMS, FORMS, RIGHT_TO_LEFT, WORDS};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) given: String,
    /// Between given and family name; may be empty.
    pub(super) middle: String,
    pub(super) family: String,
    pub(super) is_woman: bool,
    pub(super) is_family_first: bool,
    /// Another name on file: the same in Latin letters, or in the script of home.
    pub(super) also: String,
    pub(super) made: Made,
}

/// From which list somebody's name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    Culture,
    Cyrillic,
    RightToLeft,
    Words,
    Alike,
}

impl Person {
    pub(super) fn new(chance: &mut Chance) -> Person {
        match chance.below(100) {
            0..4 => {
                let (given, family, latin, name) = *chance.one(&CYRILLIC);
                let woman = family.ends_with('а');
                let mut person = Person::named(given, family, woman, Made::Cyrillic);
                person.also = format!("{latin} {name}");
                person
            }
            4..7 => {
                let (script, latin) = *chance.one(&RIGHT_TO_LEFT);
                let (given, family) = script.split_once(' ').unwrap_or((script, ""));
                let mut person = Person::named(given, family, false, Made::RightToLeft);
                person.also = latin.to_owned();
                person
            }
            7..12 => {
                let (given, family) = *chance.one(&WORDS);
                Person::named(given, family, chance.percent(50), Made::Words)
            }
            _ => Person::of_a_culture(chance),
        }
    }

    pub(super) fn of_a_culture(chance: &mut Chance) -> Person {
        let culture = match chance.below(14) {
            at @ 0..11 => &CULTURES[at],
            _ => &CULTURES[0],
        };
        let is_woman = chance.percent(50);
        let given = if is_woman { chance.pick(culture.women) } else { chance.pick(culture.men) };
        let mut person =
            Person::named(given, chance.pick(culture.families), is_woman, Made::Culture);
        person.is_family_first = culture.is_family_first;
        let second = chance.pick(culture.families);
        if chance.percent(culture.double) && second != person.family {
            person.family = format!("{} {second}", person.family);
        } else if chance.percent(6) && !culture.is_family_first && second != person.family {
            person.family = format!("{}-{second}", person.family);
        }
        if chance.percent(15) && !culture.is_family_first {
            let middle = if is_woman { culture.women } else { culture.men };
            let middle = chance.pick(middle);
            if middle != person.given && !middle.contains([' ', '-']) {
                person.middle = middle.to_owned();
            }
        }
        person
    }

    pub(super) fn named(given: &str, family: &str, is_woman: bool, made: Made) -> Person {
        Person {
            given: given.to_owned(),
            middle: String::new(),
            family: family.to_owned(),
            is_woman,
            is_family_first: false,
            also: String::new(),
            made,
        }
    }

    /// As it is on file.
    pub(super) fn full(&self) -> String {
        match (self.is_family_first, self.middle.is_empty()) {
            (true, _) => format!("{} {}", self.family, self.given),
            (_, true) => format!("{} {}", self.given, self.family),
            (_, false) => format!("{} {} {}", self.given, self.middle, self.family),
        }
    }

    /// "Jensen, Karin".
    pub(super) fn turned(&self) -> String {
        format!("{}, {}", self.family, self.given)
    }

    /// "K. Jensen".
    pub(super) fn initial(&self) -> String {
        let first: String = self.given.chars().take(1).collect();
        format!("{first}. {}", self.family)
    }

    /// "Ms. Jensen".
    pub(super) fn titled(&self) -> String {
        format!("{} {}", if self.is_woman { "Ms." } else { "Mr." }, self.family)
    }

    /// "Peggy Carter", where there is such a name.
    pub(super) fn called(&self) -> Option<String> {
        let (_, short) = CALLED.iter().find(|(given, _)| *given == self.given)?;
        Some(format!("{short} {}", self.family))
    }

    /// Whether the name is one that everybody's keyboard has, in the Latin order.
    pub(super) fn is_plain(&self) -> bool {
        self.made == Made::Culture && !self.is_family_first
    }

    pub(super) fn is_of_letters(&self) -> bool {
        matches!(self.made, Made::Culture | Made::Alike)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Firm {
    pub(super) core: String,
    pub(super) form: String,
}

impl Firm {
    pub(super) fn new(chance: &mut Chance, nth: usize) -> Firm {
        Firm { core: FIRMS[nth % FIRMS.len()].to_owned(), form: chance.pick(&FORMS).to_owned() }
    }

    pub(super) fn full(&self) -> String {
        format!("{} {}", self.core, self.form).trim_end().to_owned()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Party {
    Person(Person),
    Firm(Firm),
}

impl Party {
    pub(super) fn full(&self) -> String {
        match self {
            Party::Person(person) => person.full(),
            Party::Firm(firm) => firm.full(),
        }
    }

    /// What a caption calls it: the family name, or the firm without its form.
    pub(super) fn short(&self) -> String {
        match self {
            Party::Person(person) => person.family.clone(),
            Party::Firm(firm) => firm.core.clone(),
        }
    }

    pub(super) fn person(&self) -> Option<&Person> {
        match self {
            Party::Person(person) => Some(person),
            Party::Firm(_) => None,
        }
    }
}
