//! Right shares, and what in them could look wrong.

use super::Expected;
use super::kind::Kind;
use super::marks::{dressed, hyphenated, noisy, numbered, pages};
use super::names::{ALIKE, INSTITUTIONS, TOWNS, WORDS};
use super::office;
use super::papers::{Form, NAMING_BOTH, Said, write};
use super::people::{Made, Party, Person};
use super::scene::{File, Scene, Share3};
use super::sentences::{citation, date, filler, stranger};

impl<'a> Scene<'a> {
    pub(super) fn right(&mut self, kind: Kind) -> Share3<'a> {
        let to = match kind {
            Kind::SameFamily | Kind::Relative => self.of_a_large_family(),
            Kind::OwnMisread | Kind::OwnShort => self.person(Person::is_plain).0,
            Kind::OwnBroken => self.person(Person::is_of_letters).0,
            Kind::Opponent => {
                let (client, _) = self.file_of(|client| !client.cases[0].is_against_institution);
                (client, &client.cases[0])
            }
            _ => self.file(),
        };
        let mut said = self.open(to);
        match kind {
            Kind::Opponent => {
                said.opponent = Some(to.1.opponent.full());
                return self.right_paper(to, &said, &NAMING_BOTH, Expected::Note);
            }
            Kind::OwnMisread => return self.own_misread(to),
            Kind::OwnShort => return self.own_short(to),
            Kind::OwnBroken => self.break_own(to, &mut said),
            Kind::Thread => return self.thread(to, &said),
            Kind::Boilerplate => said.more = self.boilerplate(),
            Kind::Own => {}
            Kind::SameFamily => {
                let own = to.0.who.person().map(Person::titled).unwrap_or_default();
                said.more = vec![
                    format!("{own} called twice on {}.", date(&mut self.chance)),
                    format!("{own}’s papers are complete."),
                ];
            }
            _ => {
                for _ in 0..self.chance.between(1, 3) {
                    let line = self.tempting(kind, to);
                    said.more.push(line);
                }
            }
        }
        self.right_paper(to, &said, &Form::ALL, Expected::Clear)
    }

    fn right_paper(
        &mut self,
        to: File<'a>,
        said: &Said,
        forms: &[Form],
        expected: Expected,
    ) -> Share3<'a> {
        let form = *self.chance.one(forms);
        (to, pages(&write(form, said, &mut self.chance)), expected)
    }

    /// The family name of a client who has nothing to do with this.
    fn foreign(&mut self, to: File<'a>) -> &'a Person {
        loop {
            let (from, person) = self.person(Person::is_of_letters);
            if from.0.id != to.0.id {
                return person;
            }
        }
    }

    fn tempting(&mut self, kind: Kind, to: File<'a>) -> String {
        let person = self.foreign(to);
        let family = &person.family;
        let chance = &mut self.chance;
        let n = chance.between(2, 140);
        match kind {
            Kind::Judge => match chance.below(6) {
                0 => format!("Judge {family} has set the hearing for {}.", date(chance)),
                1 => format!("The Honorable {family} presides."),
                2 => format!("Mr. Justice {family} dissented."),
                4 => format!("The order of Judge {} is under appeal.", person.initial()),
                3 => format!("Before: {family}, J., and two lay members"),
                _ => format!("Chief Judge {family} signed the order on page {n}."),
            },
            Kind::Attorney => match chance.below(5) {
                0 => format!("Attorney {family} appears for the insurer."),
                1 => format!(
                    "{} now acts for the other side.",
                    chance.one(&self.office.counsel).full()
                ),
                2 => format!("Counsel for the bank, {family}, asked for more time."),
                3 => format!("We received the letter of {family} & Partners, solicitors."),
                _ => format!("Notary {family} certified the copy."),
            },
            Kind::Staff => {
                let staff = chance.one(&self.office.staff);
                match chance.below(4) {
                    0 => format!("{} of our office will call you.", staff.full()),
                    1 => format!("{} took these minutes.", staff.titled()),
                    2 => format!("Please ask for {} when you come.", staff.titled()),
                    _ => format!("Our paralegal, {}, has the originals.", staff.initial()),
                }
            }
            Kind::Street => match chance.below(6) {
                0 => format!("The house at {n} {family} Street was sold."),
                1 => format!("The shop on {family} Road is closed on Mondays."),
                2 => format!(
                    "The accident happened at the corner of {family} Avenue and Third Street."
                ),
                3 => format!("They met at {family} House, {n} {family} Lane."),
                4 => format!("Send it to {n}, rue {family}, please."),
                _ => format!("The {family} Bridge was closed."),
            },
            Kind::Town => match chance.below(6) {
                0 => format!("The goods were delivered to {family}, Nebraska."),
                1 => format!("The {family} County Court has jurisdiction."),
                2 => format!("The District Court of {family} ruled on {}.", date(chance)),
                3 => format!("The University of {family} was asked for an opinion."),
                4 => format!("We drove from {} to {family} and back.", chance.pick(&TOWNS)),
                _ => format!("The {family} office of the bank keeps the deed."),
            },
            Kind::Relative => {
                let own = to.0.who.person().map_or("", |person| person.family.as_str());
                match chance.below(5) {
                    0 => format!("Zebulon {own}, the brother, was in the car."),
                    1 => format!("Mr. {own} senior does not object."),
                    2 => format!("The {own} family has owned the field since 1920."),
                    3 => format!("The late Mrs. {own} left no will."),
                    _ => format!("Q. {own} and the children live in {}.", chance.pick(&TOWNS)),
                }
            }
            Kind::CommonWords => {
                let (given, word) = *chance.one(&WORDS);
                let (small, low) = (given.to_lowercase(), word.to_lowercase());
                match chance.below(5) {
                    0 => format!("{given} {low} was written on the door, and no more."),
                    1 => format!("There is {small} {low} for all we know."),
                    2 => format!("They spoke of {small}; {word} was another matter."),
                    3 => "The Will may be contested within three months. Mark rivers on the map."
                        .to_owned(),
                    _ => "THE WILL MAY BE CONTESTED. GRANT PAGE LIMITS AS ASKED.".to_owned(),
                }
            }
            Kind::ShortWords => match chance.below(4) {
                0 => "The cells are of Li-ion type; Na and K were found in the water.".to_owned(),
                1 => format!("The reading was {n} ng/l, at 4 ho and 2 bo."),
                2 => "Room Li 3 and room Wu 2 were free. Kim, the dog, was there.".to_owned(),
                _ => "Le père et la mère; he, Ho, ho! Xu is a coin. Jun. and Sep. were dry."
                    .to_owned(),
            },
            Kind::Precedent => match chance.below(3) {
                0 => format!("{family} v. Rottingham, 4{n:02} U.S. {n} (1987), is in point."),
                1 => format!("See In re {family}, {n} F.2d 1{n:03} (2d Cir. 1971)."),
                _ => citation(chance),
            },
            Kind::Stranger => match chance.below(6) {
                5 => self.one_letter_from_a_client(),
                0 => format!("{} {family} of the garage wrote the estimate.", title(person)),
                1 => format!("The van was driven by {} {family}.", title(person)),
                2 => format!(
                    "{} spoke with {} {family} at the gate.",
                    stranger(chance),
                    title(person)
                ),
                3 => format!("Officer {family} took the statement."),
                _ => format!("Caspian {family}, a neighbour, heard nothing."),
            },
            Kind::Institution => {
                let name = chance.pick(&INSTITUTIONS);
                match chance.below(3) {
                    0 => format!("{name} has paid in full."),
                    1 => format!("A copy goes to {name}."),
                    _ => format!("The account is with {name}."),
                }
            }
            Kind::Figures => match chance.below(6) {
                0 => format!(
                    "The meter stood at {n},{:03}.40 on 2026-03-{:02}.",
                    n + 100,
                    n % 28 + 1
                ),
                1 => format!(
                    "Invoice 20{n:03} of 2025-11-{:02} over {n},{:03}.00 is open.",
                    n % 28 + 1,
                    n + 300
                ),
                2 => format!("Part no. 2025-{n}-A; serial 2024 0{n:03}77."),
                3 => format!("IBAN DE44 5001 0517 5407 32{:02} 49, BIC INGDDEFF.", n % 100),
                4 => format!(
                    "Between 10:{:02} and 11:{:02} there were {n} calls; see pp. {n}-{}.",
                    n % 60,
                    n % 60,
                    n + 4
                ),
                _ => format!("Policy {n}/{n}/26, tax number 21/815/0{n:03}5, room 4.{n}."),
            },
            Kind::Business => match chance.below(5) {
                0 => format!("{family} Motors repaired the van."),
                1 => format!("The parts came from {family} & Sons, ironmongers."),
                2 => format!("The {family} method is out of use."),
                3 => format!("Lunch was taken at Café {family}."),
                _ => format!("A {family} pump, model {n}, was fitted."),
            },
            _ => unreachable!("{kind:?} has no sentence"),
        }
    }

    /// Somebody whose family name is another than a client's, by a letter.
    fn one_letter_from_a_client(&mut self) -> String {
        let other = |person: &Person| {
            let pair =
                ALIKE.iter().find(|(_, one, two)| [*one, *two].contains(&person.family.as_str()));
            pair.map(|(_, one, two)| if *one == person.family { *two } else { *one })
        };
        let (_, person) =
            self.person(|person| person.made == Made::Culture && other(person).is_some());
        format!("{} {} drove the other car.", person.given, other(person).unwrap_or_default())
    }

    fn boilerplate(&mut self) -> Vec<String> {
        let mut lines = filler(&mut self.chance, 30, 60);
        lines.push(format!("Pay to {}, our client account.", office::BANK));
        lines.push(format!(
            "{} is a partnership; a list of partners is kept at the office.",
            office::NAME
        ));
        lines.extend(self.office.staff.iter().map(|person| format!("{}, attorney", person.full())));
        lines
    }

    /// A client whose family name another client has as well.
    fn of_a_large_family(&mut self) -> File<'a> {
        loop {
            let (file, person) = self.person(Person::is_of_letters);
            let is_shared = self.office.clients.iter().any(|client| {
                client.id != file.0.id
                    && client.who.person().is_some_and(|other| other.family == person.family)
            });
            if is_shared {
                return file;
            }
        }
    }

    fn own_misread(&mut self, to: File<'a>) -> Share3<'a> {
        let mut said = self.open(to);
        said.email = None;
        said.number = None;
        let form = *self.chance.one(&Form::ALL);
        let mut pages = pages(&write(form, &said, &mut self.chance));
        for page in &mut pages {
            page.text = noisy(&page.text, 9, &mut self.chance);
        }
        (to, pages, Expected::Clear)
    }

    fn own_short(&mut self, to: File<'a>) -> Share3<'a> {
        let mut said = self.open(to);
        if let Party::Person(person) = &to.0.who {
            said.name = Some(match self.chance.below(4) {
                0 => person.initial(),
                1 => person.titled(),
                2 => person.turned(),
                _ => {
                    person.called().unwrap_or_else(|| format!("{} {}", person.given, person.family))
                }
            });
        }
        self.right_paper(to, &said, &Form::ALL, Expected::Clear)
    }

    fn break_own(&mut self, to: File<'a>, said: &mut Said) {
        let name = to.0.who.full();
        said.name = Some(match self.chance.percent(50) {
            true => dressed(&name, &mut self.chance),
            false => name.clone(),
        });
        let broken = hyphenated(&name, &mut self.chance);
        said.more.push(format!("This was read out to\n{broken} and found to be right."));
    }

    fn thread(&mut self, to: File<'a>, said: &Said) -> Share3<'a> {
        let (client, case) = to;
        let mut lines = Vec::new();
        let staff = self.staff();
        let desk = format!("{}@aldermere-poole.example", office::address(&staff.family));
        let others = [
            client.email.clone(),
            desk,
            case.opponent_email.clone(),
            "registry@court.example".to_owned(),
            format!("{}.jr@mail.example", office::address(&stranger(&mut self.chance))),
        ];
        for _ in 0..self.chance.between(3, 9) {
            lines.push(format!("From: {}", self.chance.one(&others)));
            lines.push(format!("To: {}", self.chance.one(&others)));
            lines.push(format!("Cc: {}", self.chance.one(&others)));
            lines.push(format!("Subject: Re: {}", said.caption.as_deref().unwrap_or("next week")));
            lines.extend(filler(&mut self.chance, 1, 6));
        }
        let texts = pages(&lines).into_iter().map(|page| page.text);
        (to, numbered(texts), Expected::Clear)
    }
}

fn title(person: &Person) -> &'static str {
    if person.is_woman { "Ms." } else { "Mr." }
}
