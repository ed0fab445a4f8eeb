//! One share: to whom, from whose file, and by whose chance.

use super::chance::Chance;
use super::kind::{Group, Kind};
use super::office::{Case, Client, NAMESAKES, Office};
use super::papers::Said;
use super::people::Person;
use super::{Expected, Trial};
use crate::{Page, Share};

/// Enough for what one client in four hundred is.
const TRIES: usize = 20_000;

pub(super) struct Scene<'a> {
    pub(super) office: &'a Office,
    pub(super) chance: Chance,
}

pub(super) type File<'a> = (&'a Client, &'a Case);

impl<'a> Scene<'a> {
    pub(super) fn new(office: &'a Office, chance: Chance) -> Self {
        Self { office, chance }
    }

    pub(super) fn trial(mut self, kind: Kind, nth: u32) -> Trial {
        let ((client, case), pages, expected) = match kind.group() {
            Group::Wrong => self.wrong(kind),
            Group::Right => self.right(kind),
            Group::Limit => self.limit(kind),
        };
        Trial { kind, nth, share: Share { client: client.id, case: case.id }, pages, expected }
    }

    /// Any client but those with a namesake, and a case of theirs.
    pub(super) fn file(&mut self) -> File<'a> {
        loop {
            let at = self.chance.below(self.office.clients.len());
            let client = &self.office.clients[at];
            if !NAMESAKES.contains(&at) && !NAMESAKES.contains(&(at + 10)) {
                return (client, self.chance.one(&client.cases));
            }
        }
    }

    pub(super) fn file_of(&mut self, fits: impl Fn(&Client) -> bool) -> File<'a> {
        for _ in 0..TRIES {
            let file = self.file();
            if fits(file.0) {
                return file;
            }
        }
        unreachable!("the office has clients of every sort")
    }

    /// A file of a client who is somebody such as this.
    pub(super) fn person(&mut self, fits: impl Fn(&Person) -> bool) -> (File<'a>, &'a Person) {
        for _ in 0..TRIES {
            let file = self.file();
            if let Some(person) = file.0.who.person().filter(|person| fits(person)) {
                return (file, person);
            }
        }
        unreachable!("the office has people of every sort")
    }

    /// Where a paper of `from` would be out of place: no family name of the one is in the other's file.
    pub(super) fn elsewhere(&mut self, from: File<'a>) -> File<'a> {
        let names = families(from);
        for _ in 0..TRIES {
            let to = self.file();
            let others = families(to);
            if to.0.id != from.0.id && !names.iter().any(|name| others.contains(name)) {
                return to;
            }
        }
        unreachable!("the office has files that have nothing in common")
    }

    pub(super) fn staff(&mut self) -> &'a Person {
        self.chance.one(&self.office.staff)
    }

    /// A paper that gives nothing away but who signs it.
    pub(super) fn silent(&mut self) -> Said {
        Said { signed: self.staff().full(), ..Said::default() }
    }

    /// A paper of a file, which says whatever it has.
    pub(super) fn open(&mut self, (client, case): File<'a>) -> Said {
        let mut said = self.silent();
        said.name = Some(client.who.full());
        said.dear = client.who.person().map(Person::titled);
        if self.chance.percent(60) {
            said.caption = Some(format!("{} v. {}", client.who.short(), case.opponent.short()));
        }
        if self.chance.percent(60) {
            said.number = Some(case.number.clone());
        }
        if self.chance.percent(60) {
            said.opponent = Some(case.opponent.full());
        }
        if self.chance.percent(30) {
            said.email = Some(client.email.clone());
        }
        said
    }
}

pub(super) type Share3<'a> = (File<'a>, Vec<Page>, Expected);

fn families((client, case): File<'_>) -> Vec<String> {
    let mut people = vec![&client.contact, &case.counsel];
    people.extend(client.who.person());
    people.extend(client.cases.iter().filter_map(|case| case.opponent.person()));
    people.extend(client.payer.iter().filter_map(|payer| payer.person()));
    let mut words: Vec<String> = people
        .iter()
        .flat_map(|person| [person.family.as_str(), person.also.as_str()])
        .flat_map(|family| family.split([' ', '-']))
        .map(str::to_lowercase)
        .collect();
    words.extend(client.cases.iter().map(|case| case.opponent.short().to_lowercase()));
    words.retain(|word| {
        word.chars().count() > 3
            || !["", "de", "la", "van", "der", "le", "ten"].contains(&word.as_str())
    });
    words
}
