//! Shares that go to the wrong people.

use super::Expected;
use super::chance::Chance;
use super::kind::Kind;
use super::marks::{dressed, hyphenated, misread, noisy, numbered, pages, unmarked};
use super::names::ALIKE;
use super::papers::{Form, NAMING_BOTH, Said, write};
use super::people::{Made, Party, Person};
use super::scene::{File, Scene, Share3};
use super::sentences::{date, filler};
use crate::Page;

impl<'a> Scene<'a> {
    pub(super) fn wrong(&mut self, kind: Kind) -> Share3<'a> {
        match kind {
            Kind::OtherClient => {
                let from = self.file();
                let said = self.open(from);
                self.stop(from, &said, &Form::ALL)
            }
            Kind::Turned => {
                let (from, person) = self.person(|person| person.made != Made::RightToLeft);
                let name = match person.is_family_first {
                    true => format!("{} {}", person.given, person.family),
                    false if self.chance.percent(30) => {
                        format!("{} {}", person.family.to_uppercase(), person.given)
                    }
                    false => person.turned(),
                };
                self.named(from, name, &[Form::Table, Form::Invoice, Form::Minutes])
            }
            Kind::Middle => {
                let (from, person) = self.person(|person| {
                    matches!(person.made, Made::Culture | Made::Alike) && !person.is_family_first
                });
                let name = self.middled(person);
                self.named(from, name, &MOST)
            }
            Kind::Alike => self.alike(),
            Kind::Initial => {
                let (from, person) = self.person(Person::is_plain);
                let mut said = self.silent();
                said.name = Some(person.initial());
                said.more.push(format!(
                    "{} was told on {}.",
                    person.initial(),
                    date(&mut self.chance)
                ));
                self.stop(from, &said, &MOST)
            }
            Kind::Called => {
                let (from, person) = self.person(|person| person.called().is_some());
                let name = person.called().unwrap_or_default();
                self.named(from, name, &MOST)
            }
            Kind::Salutation => {
                let (from, person) = self.person(Person::is_of_letters);
                let mut said = self.silent();
                said.dear = Some(person.titled());
                self.stop(from, &said, &[Form::Letter, Form::Letter, Form::Abroad])
            }
            Kind::Caption => {
                let (from, person) = self.person(Person::is_plain);
                let mut said = self.silent();
                let sign = self.chance.pick(&["v.", "vs.", "./.", "versus", "/"]);
                said.caption =
                    Some(format!("{} {sign} {}", person.family, from.1.opponent.short()));
                self.stop(from, &said, &[Form::Letter, Form::Pleading, Form::Thread, Form::Memo])
            }
            Kind::Capitals => {
                let (from, person) = self.person(|person| person.made != Made::RightToLeft);
                if self.chance.percent(30) && !person.is_family_first {
                    return self.in_fields(from, person);
                }
                self.named(from, person.full(), &[Form::Questionnaire])
            }
            Kind::Words => {
                let (from, person) = self.person(|person| person.made == Made::Words);
                self.named(from, person.full(), &Form::ALL)
            }
            Kind::Short => {
                let (from, person) = self.person(|person| person.full().chars().count() <= 7);
                self.named(from, person.full(), &Form::ALL)
            }
            Kind::Unmarked => {
                let (from, person) =
                    self.person(|person| person.is_of_letters() && !person.full().is_ascii());
                let name = unmarked(&person.full(), &mut self.chance);
                self.named(from, name, &Form::ALL)
            }
            Kind::OtherScript => {
                let (from, person) = self.person(|person| person.made == Made::Cyrillic);
                self.named(from, person.also.clone(), &MOST)
            }
            Kind::RightToLeft => {
                let (from, person) = self.person(|person| person.made == Made::RightToLeft);
                let name =
                    if self.chance.percent(70) { person.full() } else { person.also.clone() };
                self.named(from, name, &MOST)
            }
            Kind::Misread => {
                let (from, person) = self.person(|person| person.is_plain() && long(person));
                let (to, mut lines) = (self.elsewhere(from), Vec::new());
                for _ in 0..2 {
                    let mut said = self.silent();
                    said.name = Some(misread_once(person, &mut self.chance));
                    lines.extend(write(*self.chance.one(&MOST), &said, &mut self.chance));
                }
                let mut pages = pages(&lines);
                let name: Vec<String> = person.full().split(' ').map(str::to_owned).collect();
                for page in &mut pages {
                    page.text = noisy_but(&page.text, &name, &mut self.chance);
                }
                (to, pages, Expected::Stop)
            }
            Kind::OverLines => {
                let (from, person) = self.person(|person| person.made != Made::RightToLeft);
                let mut said = self.silent();
                let name = hyphenated(&person.full(), &mut self.chance);
                said.more.push(format!(
                    "As was agreed with\n{name} on the telephone, the file is closed."
                ));
                self.stop(from, &said, &MOST)
            }
            Kind::OverPages => {
                let (from, person) =
                    self.person(|person| person.is_of_letters() || person.made == Made::Words);
                let to = self.elsewhere(from);
                (to, self.over_pages(&person.full()), Expected::Stop)
            }
            Kind::Dressed => {
                let (from, person) = self.person(Person::is_of_letters);
                let name = dressed(&person.full(), &mut self.chance);
                self.named(from, name, &[Form::Letter, Form::Minutes, Form::Memo, Form::Invoice])
            }
            Kind::RunTogether => {
                let (from, person) = self.person(|person| person.is_plain() && long(person));
                let name = match self.chance.percent(60) {
                    true => format!("{}{}", person.given, person.family),
                    false => format!("{}{}", person.given, person.family).to_uppercase(),
                };
                self.named(from, name, &MOST)
            }
            Kind::Firm => {
                let from = self.file_of(|client| client.who.person().is_none());
                let name = match self.chance.below(4) {
                    0 => from.0.who.full(),
                    1 => from.0.who.short(),
                    2 => from.0.who.short().to_uppercase(),
                    _ => from.0.who.full().replace('.', "").replace('&', "and"),
                };
                self.named(from, name, &Form::ALL)
            }
            Kind::OtherNumber | Kind::OtherParties => self.other_case(kind),
            Kind::Opposing => {
                let from = self.file_of(|client| !client.cases[0].is_against_institution);
                let from = (from.0, &from.0.cases[0]);
                let mut said = self.silent();
                said.name = Some(from.1.opponent.full());
                if self.chance.percent(50) {
                    said.email = Some(from.1.opponent_email.clone());
                }
                said.more.push("We reject your claim, and ask you to withdraw it.".to_owned());
                self.stop(from, &said, &MOST)
            }
            Kind::EmailOnly => {
                let from = self.file();
                let mut said = self.silent();
                said.email = Some(match self.chance.below(4) {
                    0 => from.0.contact_email.clone(),
                    1 => from.1.opponent_email.to_uppercase(),
                    2 => from.0.email.replace('@', "@\n"),
                    _ => from.0.email.clone(),
                });
                self.stop(from, &said, &MOST)
            }
            Kind::PhoneOnly => {
                let from = self.file();
                let mut said = self.silent();
                let digits = &from.0.phone[2..];
                let (area, head, tail) = (&digits[..3], &digits[3..6], &digits[6..]);
                said.phone = Some(match self.chance.below(5) {
                    0 => format!("({area}) {head}-{tail}"),
                    1 => format!("{area}.{head}.{tail}"),
                    2 => format!("+1 {area} {head} {tail}"),
                    3 => format!("001{area}{head}{tail}"),
                    _ => from.0.phone.clone(),
                });
                self.stop(from, &said, &MOST)
            }
            Kind::NumberOnly => {
                let from = self.file();
                let mut said = self.silent();
                let number = &from.1.number;
                said.number = Some(match self.chance.below(5) {
                    0 => number.replace('-', "–"),
                    1 => number.replace('-', " - ").replace('/', " / "),
                    2 => number.replace('-', "-\n"),
                    _ => number.clone(),
                });
                let forms = [
                    Form::Letter,
                    Form::Pleading,
                    Form::Invoice,
                    Form::Thread,
                    Form::Table,
                    Form::Memo,
                ];
                self.stop(from, &said, &forms)
            }
            Kind::Around => {
                let from = self.file();
                let name = match &from.0.payer {
                    Some(Party::Person(payer)) => payer.full(),
                    _ => from.0.contact.full(),
                };
                self.named(from, name, &Form::ALL)
            }
            Kind::OnePage => self.one_page(),
            Kind::Enquirer => {
                let to = self.file();
                let mut said = self.silent();
                said.name = Some(self.chance.one(&self.office.enquirers).full());
                let form = *self.chance.one(&MOST);
                (to, pages(&write(form, &said, &mut self.chance)), Expected::Stop)
            }
            Kind::Scan => {
                let to = self.file();
                let mut pages = numbered((0..self.chance.between(1, 6)).map(|_| String::new()));
                pages.iter_mut().for_each(|page| page.is_read = false);
                (to, pages, Expected::Unreadable)
            }
            Kind::PartScan => {
                let (to, mut pages, _) = self.right(Kind::Own);
                let at = self.chance.below(pages.len() + 1);
                pages.insert(at, Page { number: 0, text: String::new(), is_read: false });
                for (number, page) in (1..).zip(&mut pages) {
                    page.number = number;
                }
                (to, pages, Expected::Unreadable)
            }
            Kind::Garbled => {
                let (to, mut pages, _) = self.right(Kind::Own);
                let at = self.chance.below(pages.len());
                let offset = self.chance.between(1, 3) as u32;
                let hide = |letter: char| match letter {
                    letter if !letter.is_alphanumeric() => letter,
                    _ if offset == 1 => '\u{fffd}',
                    letter => {
                        char::from_u32(0xe000 + u32::from(letter) % 0x100).unwrap_or('\u{fffd}')
                    }
                };
                pages[at].text = pages[at].text.chars().map(hide).collect();
                (to, pages, Expected::Unreadable)
            }
            _ => unreachable!("{kind:?} is not wrong"),
        }
    }

    pub(super) fn stop(&mut self, from: File<'a>, said: &Said, forms: &[Form]) -> Share3<'a> {
        let to = self.elsewhere(from);
        let form = *self.chance.one(forms);
        (to, pages(&write(form, said, &mut self.chance)), Expected::Stop)
    }

    /// Nothing but this name gives the paper away.
    pub(super) fn named(&mut self, from: File<'a>, name: String, forms: &[Form]) -> Share3<'a> {
        let mut said = self.silent();
        said.name = Some(name);
        self.stop(from, &said, forms)
    }

    /// Family and given name in fields of their own.
    fn in_fields(&mut self, from: File<'a>, person: &Person) -> Share3<'a> {
        let mut said = self.silent();
        let (family, given) = (&person.family, &person.given);
        said.more.push(match self.chance.percent(50) {
            true => format!("Surname: {family}    Given names: {given}"),
            false => format!("Family name: {family}\nFirst name: {given}"),
        });
        self.stop(from, &said, &[Form::Questionnaire])
    }

    fn middled(&mut self, person: &Person) -> String {
        let (given, family) = (&person.given, &person.family);
        if person.middle.is_empty() {
            let middle = self.chance.pick(&["A.", "J.", "Louise", "T.", "Alexander", "M."]);
            format!("{given} {middle} {family}")
        } else if self.chance.percent(50) {
            format!("{given} {family}")
        } else {
            let first: String = person.middle.chars().take(1).collect();
            format!("{given} {first}. {family}")
        }
    }

    /// To the one of two clients whose names are alike, of the other.
    fn alike(&mut self) -> Share3<'a> {
        let at = 100 + self.chance.below(2 * ALIKE.len());
        let clients = &self.office.clients;
        let (to, from) = (&clients[at], &clients[at ^ 1]);
        let mut said = self.silent();
        said.name = Some(from.who.full());
        said.dear = from.who.person().map(Person::titled);
        let form = *self.chance.one(&MOST);
        ((to, &to.cases[0]), pages(&write(form, &said, &mut self.chance)), Expected::Stop)
    }

    fn other_case(&mut self, kind: Kind) -> Share3<'a> {
        let (client, _) = self.file_of(|client| {
            client.cases.len() > 1
                && !client.cases[1].is_against_institution
                && client.cases[0].opponent != client.cases[1].opponent
        });
        let mut said = self.silent();
        said.name = Some(client.who.full());
        said.dear = client.who.person().map(Person::titled);
        match kind {
            Kind::OtherNumber => said.number = Some(client.cases[1].number.clone()),
            _ => said.opponent = Some(client.cases[1].opponent.full()),
        }
        let forms = match kind {
            Kind::OtherNumber => vec![Form::Letter, Form::Invoice, Form::Pleading, Form::Memo],
            _ => NAMING_BOTH.to_vec(),
        };
        let form = *self.chance.one(&forms);
        ((client, &client.cases[0]), pages(&write(form, &said, &mut self.chance)), Expected::Stop)
    }

    /// The last word of one page and the first of the next, with what stands at foot and head between them.
    fn over_pages(&mut self, name: &str) -> Vec<Page> {
        let (head, tail) = name.split_once(' ').unwrap_or((name, ""));
        let mut first = filler(&mut self.chance, 4, 12).join("\n");
        let mut second = filler(&mut self.chance, 4, 12).join("\n");
        first = format!("{first}\nThe offer was made to {head}");
        second = format!("{tail} in person, and was refused.\n{second}");
        match self.chance.below(4) {
            0 => first.push_str("\n- 1 -"),
            1 => first.push_str("\nPage 1 of 2"),
            2 => second = format!("2\n{second}"),
            _ => {}
        }
        numbered([first, second])
    }

    fn one_page(&mut self) -> Share3<'a> {
        let from = self.file();
        let to = self.elsewhere(from);
        let mut texts = Vec::new();
        for _ in 0..self.chance.between(3, 8) {
            let said = self.open(to);
            let form = *self.chance.one(&Form::ALL);
            texts.extend(
                pages(&write(form, &said, &mut self.chance)).into_iter().map(|page| page.text),
            );
        }
        let mut said = self.silent();
        said.name = Some(from.0.who.full());
        let form = *self.chance.one(&MOST);
        let stray = pages(&write(form, &said, &mut self.chance)).into_iter().map(|page| page.text);
        let at = self.chance.below(texts.len() + 1);
        texts.splice(at..at, stray);
        (to, numbered(texts), Expected::Stop)
    }
}

/// The forms that leave a name as it is.
pub(super) const MOST: [Form; 8] = [
    Form::Letter,
    Form::Pleading,
    Form::Invoice,
    Form::Minutes,
    Form::Contract,
    Form::Thread,
    Form::Table,
    Form::Memo,
];

pub(super) fn long(person: &Person) -> bool {
    person.given.chars().count() >= 5 && person.family.chars().count() >= 5
}

/// One letter of one of the two names.
pub(super) fn misread_once(person: &Person, chance: &mut Chance) -> String {
    let (given, family) = (&person.given, &person.family);
    if chance.percent(50) {
        format!("{} {family}", misread(given, chance))
    } else {
        format!("{given} {}", misread(family, chance))
    }
}

/// Noise in all lines but those with the name, which has had its share.
pub(super) fn noisy_but(text: &str, name: &[String], chance: &mut Chance) -> String {
    text.split('\n')
        .map(|line| match name.iter().any(|word| line.contains(word.as_str())) {
            true => line.to_owned(),
            false => noisy(line, 12, chance),
        })
        .collect::<Vec<_>>()
        .join("\n")
}
