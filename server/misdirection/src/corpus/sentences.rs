//! What papers say between the lines that matter, and whom they mention by the way.

use super::chance::Chance;
use super::names::{CULTURES, STREETS, TOWNS};

pub(super) fn date(chance: &mut Chance) -> String {
    let month = chance.pick(&[
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
    ]);
    format!("{month} {}, {}", chance.between(1, 28), chance.between(2024, 2026))
}

/// Somebody the office has nothing on file about, as far as the name goes.
pub(super) fn stranger(chance: &mut Chance) -> String {
    let given = chance.pick(&[
        "Zebulon", "Philippa", "Ottilie", "Caspian", "Rosamund", "Leopold", "Araminta", "Barnaby",
    ]);
    format!("{given} {}", family(chance))
}

pub(super) fn family(chance: &mut Chance) -> &'static str {
    let culture = &CULTURES[chance.below(CULTURES.len())];
    chance.pick(culture.families)
}

pub(super) fn citation(chance: &mut Chance) -> String {
    let (one, other) = (family(chance), family(chance));
    let (volume, page, year) =
        (chance.between(20, 590), chance.between(1, 900), chance.between(1950, 2020));
    match chance.below(3) {
        0 => format!(
            "See {one} v. {other}, {volume} U.S. {page} ({year}); nothing else is settled law."
        ),
        1 => format!(
            "The rule of {one} v. State, {volume} F.3d {page} ({year}), does not reach so far."
        ),
        _ => format!(
            "As was held in {one} v. Board of Education, {volume} N.E.2d {page}, the burden shifts."
        ),
    }
}

pub(super) fn filler(chance: &mut Chance, from: usize, to: usize) -> Vec<String> {
    (0..chance.between(from, to))
        .map(|_| match chance.below(12) {
            0 => format!(
                "{} {} heard the motion and will decide in May.",
                chance.pick(&["Judge", "Justice", "Magistrate Judge"]),
                family(chance)
            ),
            1 => format!(
                "The property on {} in {} was not inspected.",
                chance.pick(&STREETS),
                chance.pick(&TOWNS)
            ),
            2 => format!("{} saw the van turn at the corner.", stranger(chance)),
            _ => chance.pick(&PLAIN).to_owned(),
        })
        .collect()
}

#[rustfmt::skip]
const PLAIN: [&str; 36] = [
    "Will the parties agree to a stay? We may hope so, and will write again.",
    "May we ask you to mark the pages that matter and to send them back?",
    "The court will hear both sides in the spring, and may grant more time.",
    "Hope is no plan; a price was named, and the best we can do is to ask for it in writing.",
    "Grant the motion, and the rest will follow.",
    "The field in front of the hall has been used as a car park since the long summer of 2019.",
    "Stone, wood and water damage are covered; the bell tower is not.",
    "Frank talk would be best. The young and the old have read it differently.",
    "On page 4 of the bank’s letter the short form is used.",
    "We rose to the occasion, and the rivers did too.",
    "Please keep this letter with your papers.",
    "No admission of liability is made by this offer, which is without prejudice.",
    "The deadline for the reply is two weeks from service.",
    "Nothing herein shall be construed as a waiver of any right or remedy.",
    "The expert has measured the wall twice and found it out of plumb by 4 cm.",
    "Costs follow the event, save where the court orders otherwise.",
    "Our fee is $350 an hour, billed by the tenth of an hour.",
    "We have asked for copies of the invoices of 2024 and 2025.",
    "The engine was sold on with 142,260 km on the clock for 9,400.00.",
    "The lease runs to the end of the year and is renewed unless notice is given.",
    "There were three calls on that day, none longer than a minute.",
    "Chase the payment, drew the line, love the work: so ran the advertisement.",
    "Dawn was at 5.40; the sky was clear and the road dry.",
    "It is in good faith that we propose to meet before the hearing.",
    "The summer house and the violet door appear on the plan of 1998.",
    "All notices under this agreement shall be in writing.",
    "You may end this engagement at any time.",
    "A rich mixture, the report says, but for the short time it ran.",
    "The statement was read over, corrected on page 2 and signed.",
    "In the alternative, damages are claimed in the amount of 12,850.00.",
    "The art of it lies in asking early.",
    "If any provision is held invalid, the others remain in force.",
    "The other side has not replied to our letter of last month.",
    "Pat answers will not do here.",
    "The claim is not barred; time stopped when the claim was filed.",
    "Bill the hours to the matter as before.",
];

#[rustfmt::skip]
pub(super) const CLAUSES: [&str; 10] = [
    "The Second Party pays 18,500.00 within fourteen days.",
    "Each party bears its own costs.",
    "The parties will keep the terms to themselves, save where the law asks otherwise.",
    "With this payment all claims are settled, whether known or not.",
    "The First Party will withdraw the claim.",
    "Changes to this agreement need the written form.",
    "The place of performance is the seat of the court.",
    "Late payment bears interest at five points above the base rate.",
    "The goods may be collected on any working day in May.",
    "The law of the forum applies.",
];
