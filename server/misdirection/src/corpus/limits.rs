//! Shares that nobody could tell by comparing.

use super::Expected;
use super::kind::Kind;
use super::marks::{misread, pages};
use super::names::IN_ARABIC;
use super::papers::{Form, write};
use super::people::{Party, Person};
use super::scene::{Scene, Share3};
use super::wrong::{MOST, long};

impl<'a> Scene<'a> {
    pub(super) fn limit(&mut self, kind: Kind) -> Share3<'a> {
        match kind {
            Kind::NoTrace => {
                let from = self.file();
                let said = self.silent();
                self.stop(from, &said, &MOST)
            }
            Kind::Namesake => {
                let at = self.chance.between(200, 207);
                let clients = &self.office.clients;
                let (to, from) = (&clients[at], &clients[at + 10]);
                let mut said = self.silent();
                said.name = Some(from.who.full());
                let lines = write(Form::Letter, &said, &mut self.chance);
                ((to, &to.cases[0]), pages(&lines), Expected::Stop)
            }
            Kind::DeepNoise => {
                let (from, person) = self.person(|person| person.is_plain() && long(person));
                let mut name = person.full();
                for _ in 0..2 {
                    let chance = &mut self.chance;
                    name = name
                        .split(' ')
                        .map(|word| misread(word, chance))
                        .collect::<Vec<_>>()
                        .join(" ");
                }
                self.named(from, name, &MOST)
            }
            Kind::ForeignScript => {
                let arabic_of = |person: &Person| {
                    IN_ARABIC
                        .iter()
                        .find(|(latin, _)| person.family == *latin)
                        .map(|(_, arabic)| arabic)
                };
                let (from, person) = self.person(|person| arabic_of(person).is_some());
                let arabic = arabic_of(person).unwrap_or(&"");
                let mut said = self.silent();
                said.more.push(format!("كتب إلينا {arabic} اليوم."));
                self.stop(from, &said, &MOST)
            }
            Kind::GivenOnly => {
                let (from, person) = self.person(Person::is_plain);
                let mut said = self.silent();
                said.dear = Some(person.given.clone());
                self.stop(from, &said, &[Form::Letter])
            }
            Kind::Titled => {
                let from = self.file_of(|client| {
                    let of_letters =
                        |party: &Party| party.person().is_some_and(Person::is_of_letters);
                    of_letters(&client.who) && of_letters(&client.cases[0].opponent)
                });
                let titled = |party: &Party| party.person().map(Person::titled).unwrap_or_default();
                let (one, other) = (titled(&from.0.who), titled(&from.0.cases[0].opponent));
                let mut said = self.silent();
                said.more.push(format!("{one} left the room before the offer was made."));
                said.more.push(format!("It was refused by {other} on the same day."));
                self.stop((from.0, &from.0.cases[0]), &said, &MOST)
            }
            Kind::Unlisted => {
                let to = self.file();
                let (from, person) = self.person(Person::is_plain);
                if from.0.id == to.0.id {
                    return self.limit(kind);
                }
                let mut said = self.open(to);
                said.more
                    .push(format!("{} of the bakery next door was asked as well.", person.full()));
                (to, pages(&write(Form::Letter, &said, &mut self.chance)), Expected::Clear)
            }
            Kind::Addressed => {
                let (from, person) = self.person(Person::is_of_letters);
                let mut said = self.silent();
                said.dear = Some(person.titled());
                let (to, pages, _) = self.stop(from, &said, &[Form::Letter]);
                (to, pages, Expected::Clear)
            }
            _ => unreachable!("{kind:?} is no limit"),
        }
    }
}
