//! An office that nobody ever was: clients, cases, staff, and what is on file about them.

use std::collections::HashSet;
use std::ops::Range;

use domain::ids::{CaseId, ClientId, EnquiryId};
use uuid::Uuid;

use super::chance::Chance;
use super::names::{ALIKE, CALLED, CULTURES, CYRILLIC, INSTITUTIONS, RIGHT_TO_LEFT, WORDS};
use super::people::{Firm, Made, Party, Person};
use crate::{Known, Of, Part, What};

pub(super) const CLIENTS: usize = 400;
/// Each has the name of the client ten before.
pub(super) const NAMESAKES: Range<usize> = 210..218;

pub(super) struct Client {
    pub(super) id: ClientId,
    pub(super) who: Party,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) contact: Person,
    pub(super) contact_email: String,
    pub(super) payer: Option<Party>,
    pub(super) cases: Vec<Case>,
}

pub(super) struct Case {
    pub(super) id: CaseId,
    pub(super) number: String,
    pub(super) opponent: Party,
    pub(super) opponent_email: String,
    pub(super) counsel: Person,
    pub(super) is_against_institution: bool,
}

pub(super) struct Office {
    pub(super) clients: Vec<Client>,
    pub(super) staff: Vec<Person>,
    pub(super) counsel: Vec<Person>,
    pub(super) enquirers: Vec<Person>,
    pub(super) known: Vec<Known>,
    /// Every whole name on file, so that a stranger is one.
    pub(super) taken: HashSet<String>,
}

pub(super) const NAME: &str = "Aldermere & Poole";
pub(super) const BANK: &str = "Harbor National Bank";

impl Office {
    pub(super) fn new(seed: u64) -> Office {
        let mut chance = Chance::new(seed, &[0]);
        let mut office = Office {
            clients: Vec::new(),
            staff: Vec::new(),
            counsel: Vec::new(),
            enquirers: Vec::new(),
            known: Vec::new(),
            taken: HashSet::new(),
        };
        office.staff = (0..12).map(|_| office.newcomer(&mut chance, true)).collect();
        office.counsel = (0..40).map(|_| office.newcomer(&mut chance, true)).collect();
        office.enquirers = (0..30).map(|_| office.newcomer(&mut chance, true)).collect();
        for nth in 0..CLIENTS {
            let client = office.client(&mut chance, nth);
            office.clients.push(client);
        }
        office.file();
        office
    }

    /// Somebody whose whole name nobody has yet.
    pub(super) fn newcomer(&mut self, chance: &mut Chance, is_plain: bool) -> Person {
        let person = loop {
            let person = if is_plain { Person::of_a_culture(chance) } else { Person::new(chance) };
            if self.is_free(&person) {
                break person;
            }
        };
        self.taken.insert(key(&person));
        person
    }

    /// Whether nobody on file is called so, whatever stands between given and family name.
    pub(super) fn is_free(&self, person: &Person) -> bool {
        !self.taken.contains(&key(person))
    }

    fn client(&mut self, chance: &mut Chance, nth: usize) -> Client {
        let who = match self.special(nth) {
            _ if NAMESAKES.contains(&nth) => self.clients[nth - 10].who.clone(),
            Some(person) => {
                self.taken.insert(key(&person));
                Party::Person(person)
            }
            None if nth < 40 => Party::Firm(Firm::new(chance, nth)),
            None => Party::Person(self.newcomer(chance, false)),
        };
        let contact = self.newcomer(chance, true);
        let payer = match chance.below(10) {
            0..2 => Some(Party::Person(self.newcomer(chance, true))),
            2 => Some(Party::Firm(Firm {
                core: INSTITUTIONS[chance.below(INSTITUTIONS.len())].to_owned(),
                form: String::new(),
            })),
            _ => None,
        };
        let cases = (0..chance.between(1, 2) + usize::from(nth.is_multiple_of(4)))
            .map(|at| self.case(chance, nth, at))
            .collect();
        Client {
            id: ClientId(id(1, nth, 0)),
            email: format!("{}{nth}@{}", address(&who.full()), domain(chance)),
            phone: format!("+1914{:07}", 2_000_000 + nth * 7919 % 7_000_000),
            contact_email: format!("{}.{nth}@{}", address(&contact.family), domain(chance)),
            who,
            contact,
            payer,
            cases,
        }
    }

    /// Those that papers are easily confused by.
    fn special(&self, nth: usize) -> Option<Person> {
        let at = nth.checked_sub(100)?;
        if let Some((given, one, other)) = ALIKE.get(at / 2).filter(|_| at < 2 * ALIKE.len()) {
            let family = if at % 2 == 0 { one } else { other };
            return Some(Person::named(given, family, true, Made::Alike));
        }
        let at = at.checked_sub(2 * ALIKE.len())?;
        if let Some((given, family)) = WORDS.get(at) {
            let person = Person::named(given, family, true, Made::Words);
            return self.is_free(&person).then_some(person);
        }
        let at = at.checked_sub(WORDS.len())?;
        let others = CALLED.len();
        if let Some((given, family, latin, name)) = CYRILLIC.get(at.wrapping_sub(others)) {
            let mut person = Person::named(given, family, false, Made::Cyrillic);
            person.also = format!("{latin} {name}");
            return self.is_free(&person).then_some(person);
        }
        if let Some((script, latin)) = RIGHT_TO_LEFT.get(at.wrapping_sub(others + CYRILLIC.len())) {
            let (given, family) = script.split_once(' ')?;
            let mut person = Person::named(given, family, false, Made::RightToLeft);
            person.also = (*latin).to_owned();
            return self.is_free(&person).then_some(person);
        }
        let (given, _) = CALLED.get(at)?;
        let families = CULTURES[0].families;
        let person = Person::named(given, families[at % families.len()], at >= 8, Made::Culture);
        self.is_free(&person).then_some(person)
    }

    fn case(&mut self, chance: &mut Chance, nth: usize, at: usize) -> Case {
        let is_against_institution = chance.percent(12);
        let opponent = if is_against_institution {
            let core = INSTITUTIONS[chance.below(INSTITUTIONS.len())].to_owned();
            Party::Firm(Firm { core, form: String::new() })
        } else if chance.percent(15) {
            let about = self.newcomer(chance, true);
            let core = format!(
                "{} {}",
                about.family,
                chance.pick(&["Holdings", "Transport", "Bau", "Partners"])
            );
            Party::Firm(Firm {
                core,
                form: chance.pick(&["GmbH", "Ltd", "LLC", "S.A."]).to_owned(),
            })
        } else {
            Party::Person(self.newcomer(chance, true))
        };
        let number = match nth % 5 {
            0 => format!("{}/{:02}", 1000 + nth * 3 + at, 24 + at),
            1 => format!("CIV-{:05}-{}", 20_000 + nth * 11 + at, 2024 + at),
            _ => format!("{}-{:04}", 2024 + at, 100 + nth * 3 + at),
        };
        Case {
            id: CaseId(id(2, nth, at)),
            number,
            opponent_email: format!("{}.{nth}{at}@{}", address(&opponent.short()), domain(chance)),
            opponent,
            counsel: chance.one(&self.counsel).clone(),
            is_against_institution,
        }
    }

    /// Writes down what the office knows.
    fn file(&mut self) {
        let mut known = Vec::new();
        let mut put = |what, said: &str, part, of| {
            known.push(Known { what, said: said.to_owned(), part, of });
        };
        for person in &self.staff {
            put(What::Person, &person.full(), Part::Office, Of::Office);
            let email = format!("{}@aldermere-poole.example", address(&person.family));
            put(What::Email, &email, Part::Office, Of::Office);
        }
        put(What::Organization, NAME, Part::Office, Of::Office);
        put(What::Organization, BANK, Part::Office, Of::Office);
        for (nth, person) in self.enquirers.iter().enumerate() {
            put(What::Person, &person.full(), Part::Client, Of::Enquiry(EnquiryId(id(3, nth, 0))));
        }
        for client in &self.clients {
            let of = Of::Client(client.id);
            party(&mut put, &client.who, Part::Client, of);
            party(&mut put, &Party::Person(client.contact.clone()), Part::Contact, of);
            put(What::Email, &client.email, Part::Client, of);
            put(What::Email, &client.contact_email, Part::Contact, of);
            put(What::Phone, &client.phone, Part::Client, of);
            for case in &client.cases {
                let of = Of::Case(client.id, case.id);
                put(What::CaseNumber, &case.number, Part::Client, of);
                party(&mut put, &case.opponent, Part::Opposing, of);
                put(What::Email, &case.opponent_email, Part::Opposing, of);
                put(What::Person, &case.counsel.full(), Part::Counsel, of);
            }
            if let (Some(payer), Some(case)) = (&client.payer, client.cases.first()) {
                party(&mut put, payer, Part::Payer, Of::Case(client.id, case.id));
            }
        }
        self.known = known;
    }
}

fn party(put: &mut impl FnMut(What, &str, Part, Of), who: &Party, part: Part, of: Of) {
    match who {
        Party::Person(person) => {
            put(What::Person, &person.full(), part, of);
            // Those who read from right to left gave both; of others the office has the one.
            if person.made == Made::RightToLeft {
                put(What::Person, &person.also, part, of);
            }
        }
        Party::Firm(firm) => put(What::Organization, &firm.full(), part, of),
    }
}

fn key(person: &Person) -> String {
    format!("{} {}", person.given, person.family)
}

fn id(kind: u128, nth: usize, at: usize) -> Uuid {
    Uuid::from_u128(kind << 64 | (nth as u128) << 8 | at as u128)
}

/// The letters of a name that an address can have.
pub(super) fn address(name: &str) -> String {
    let words: Vec<String> = name
        .split_whitespace()
        .map(|word| word.chars().filter(char::is_ascii_alphabetic).collect::<String>())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_ascii_lowercase())
        .collect();
    if words.is_empty() { "office".to_owned() } else { words.join(".") }
}

fn domain(chance: &mut Chance) -> &'static str {
    chance.pick(&["mail.example", "post.example.org", "inbox.example.net", "web.example.com"])
}
