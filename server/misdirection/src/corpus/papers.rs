//! What an office writes: ten kinds of paper, which say of their people what they are told to.

use super::chance::Chance;
use super::names::{STREETS, TOWNS};
use super::office;
use super::sentences::{CLAUSES, citation, date, filler, stranger};

/// What a paper gives away. Of what is not said, it speaks without a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// How it writes whom it is about.
    pub(super) name: Option<String>,
    /// After "Dear".
    pub(super) dear: Option<String>,
    /// "Jensen v. Nowak".
    pub(super) caption: Option<String>,
    pub(super) opponent: Option<String>,
    pub(super) number: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    /// Paragraphs of its own.
    pub(super) more: Vec<String>,
    /// Who signs for the office.
    pub(super) signed: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Letter,
    Pleading,
    Invoice,
    Minutes,
    Contract,
    Thread,
    Table,
    Questionnaire,
    Memo,
    Abroad,
}

impl Form {
    pub(super) const ALL: [Form; 10] = [
        Form::Letter,
        Form::Pleading,
        Form::Invoice,
        Form::Minutes,
        Form::Contract,
        Form::Thread,
        Form::Table,
        Form::Questionnaire,
        Form::Memo,
        Form::Abroad,
    ];
}

/// Those that name the other side, where it has a name.
pub(super) const NAMING_BOTH: [Form; 7] = [
    Form::Letter,
    Form::Pleading,
    Form::Minutes,
    Form::Contract,
    Form::Thread,
    Form::Table,
    Form::Memo,
];

/// The paragraphs and lines of a paper, before they are broken into pages.
pub(super) fn write(form: Form, said: &Said, chance: &mut Chance) -> Vec<String> {
    let name = said.name.as_deref().unwrap_or("the client");
    let other = said.opponent.as_deref().unwrap_or("the other side");
    let mut lines = letterhead(chance);
    match form {
        Form::Letter => {
            let to = said.name.as_deref();
            lines.extend(to.map(str::to_owned));
            if to.is_some() {
                lines.push(format!("{} {}", chance.between(2, 180), chance.pick(&STREETS)));
                lines.push(format!("{} {}", chance.between(10_000, 99_999), chance.pick(&TOWNS)));
            }
            lines.push(subject(said, chance));
            lines.push(format!("Dear {},", said.dear.as_deref().unwrap_or("Sir or Madam")));
            lines.push(format!("Thank you for your call about the matter against {other}."));
            lines.extend(filler(chance, 4, 12));
            lines.extend(said.more.clone());
            lines.push("Yours sincerely,".to_owned());
        }
        Form::Pleading => {
            lines.push(format!("IN THE DISTRICT COURT OF {}", chance.pick(&TOWNS).to_uppercase()));
            lines.push(number(said, "Case No."));
            lines.push(said.caption.clone().unwrap_or_else(|| "Plaintiff v. Defendant".to_owned()));
            lines.push("MOTION FOR SUMMARY JUDGMENT".to_owned());
            lines.push(format!("The plaintiff, {name}, moves for judgment against {other}."));
            lines.extend(filler(chance, 8, 30));
            lines.push(citation(chance));
            lines.extend(said.more.clone());
            lines.push("Respectfully submitted,".to_owned());
        }
        Form::Invoice => {
            lines.push(format!("INVOICE {}", chance.between(20_000, 29_999)));
            lines.push(format!("Bill to: {name}"));
            lines.push(number(said, "Matter"));
            for _ in 0..chance.between(4, 14) {
                let (day, hours) = (chance.between(1, 28), chance.between(1, 9));
                let what = chance.pick(&[
                    "Call with the court",
                    "Drafting of the statement",
                    "Review of the file",
                    "Letter to the other side",
                    "Travel to the hearing",
                ]);
                lines.push(format!(
                    "2026-03-{day:02}   {what}   {hours}.5 h   {},{:02}0.00",
                    hours,
                    hours * 7
                ));
            }
            lines.extend(said.more.clone());
            lines.push(format!(
                "Pay to {}, IBAN DE{} 3704 0044 0532 0130 {:02}.",
                office::BANK,
                chance.between(10, 99),
                chance.between(0, 99)
            ));
        }
        Form::Minutes => {
            lines.push(format!("Minutes of the meeting of {}", date(chance)));
            lines.push(format!("Present: {}, {name}", said.signed));
            lines.push("1. Where we stand".to_owned());
            lines.extend(filler(chance, 3, 8));
            lines.push(format!("2. What {other} has offered"));
            lines.extend(said.more.clone());
            lines.extend(filler(chance, 2, 6));
        }
        Form::Contract => {
            lines.push("SETTLEMENT AGREEMENT".to_owned());
            lines.push(format!(
                "between {name} (the “First Party”) and {other} (the “Second Party”)."
            ));
            for nth in 1..chance.between(6, 18) {
                lines.push(format!("§ {nth}  {}", chance.pick(&CLAUSES)));
            }
            lines.extend(said.more.clone());
            lines.push(format!("{}, {}", chance.pick(&TOWNS), date(chance)));
        }
        Form::Thread => {
            for nth in (0..chance.between(2, 5)).rev() {
                let mark = "> ".repeat(chance.between(0, 2));
                let from = said.email.as_deref().filter(|_| nth % 2 == 0);
                lines.push(format!(
                    "{mark}From: {}",
                    from.unwrap_or("office@aldermere-poole.example")
                ));
                lines.push(format!("{mark}Date: {}", date(chance)));
                lines.push(format!("{mark}{}", subject(said, chance)));
                if nth == 0 {
                    lines.push(format!("{mark}I have spoken with {name} about {other}."));
                    lines.extend(said.more.clone());
                }
                lines.extend(filler(chance, 1, 4).into_iter().map(|line| format!("{mark}{line}")));
            }
        }
        Form::Table => {
            lines.push("Name                    Role            Since".to_owned());
            for _ in 0..chance.between(2, 9) {
                lines.push(format!("{:<24} {:<16}{}", stranger(chance), "witness", date(chance)));
            }
            lines.push(format!("{name:<24} {:<16}{}", "claimant", date(chance)));
            lines.push(format!("{other:<24} {:<16}{}", "defendant", date(chance)));
            lines.push(number(said, "File"));
            lines.extend(said.more.clone());
        }
        Form::Questionnaire => {
            lines.push(
                "QUESTIONNAIRE. PLEASE FILL IN CAPITALS. THE WILL MAY BE CONTESTED.".to_owned(),
            );
            lines.push(format!("NAME: {}", name.to_uppercase()));
            lines.push(format!("OTHER PARTY: {}", other.to_uppercase()));
            lines.push(number(said, "FILE"));
            lines.push(format!("STREET: {}", chance.pick(&STREETS).to_uppercase()));
            lines.push(format!("DATE OF BIRTH: {}", date(chance).to_uppercase()));
            lines.extend(said.more.iter().map(|line| line.to_uppercase()));
            lines.extend(filler(chance, 2, 5).into_iter().map(|line| line.to_uppercase()));
        }
        Form::Memo => {
            lines.push("MEMORANDUM – PRIVILEGED AND CONFIDENTIAL".to_owned());
            lines.push(subject(said, chance));
            lines.push(format!("{name} asked whether {other} can be held to the offer."));
            lines.extend(filler(chance, 6, 40));
            lines.push(citation(chance));
            lines.extend(said.more.clone());
        }
        Form::Abroad => abroad(&mut lines, said, chance),
    }
    let email = said.email.as_ref().filter(|_| form != Form::Thread);
    lines.extend(email.map(|email| format!("E-mail: {email}")));
    lines.extend(said.phone.as_ref().map(|phone| format!("Telephone: {phone}")));
    lines.push(said.signed.clone());
    lines.retain(|line| !line.is_empty());
    lines
}

/// A letter in another language than the office's.
fn abroad(lines: &mut Vec<String>, said: &Said, chance: &mut Chance) {
    let name = said.name.clone();
    let dear = said.dear.as_deref();
    let family = dear.and_then(|dear| dear.split_once(". ")).map(|(_, family)| family);
    let (about, hello, own, end): (_, _, &[&str], _) = match chance.below(3) {
        0 => (
            "Betreff: Ihre Angelegenheit",
            family.map(|family| format!("Sehr geehrte Frau {family},")),
            &[
                "Das Gericht hat den Termin verlegt.",
                "Bitte senden Sie uns die Unterlagen bis Freitag.",
                "Der Vergleich wird am Montag geschlossen.",
            ],
            "Mit freundlichen Grüßen",
        ),
        1 => (
            "Objet : votre dossier",
            family.map(|family| format!("Chère Madame {family},")),
            &[
                "Le tribunal a reporté l’audience.",
                "Merci de nous adresser les pièces avant vendredi.",
                "La partie adverse propose un accord.",
            ],
            "Veuillez agréer nos salutations distinguées",
        ),
        _ => (
            "Asunto: su expediente",
            family.map(|family| format!("Estimada Sra. {family}:")),
            &[
                "El juzgado ha aplazado la vista.",
                "Le rogamos que envíe los documentos antes del viernes.",
                "La otra parte propone un acuerdo.",
            ],
            "Atentamente",
        ),
    };
    lines.extend(name);
    lines.push(about.to_owned());
    lines.push(number(said, "Nr."));
    lines.extend(hello);
    for _ in 0..chance.between(2, 6) {
        lines.push(chance.pick(own).to_owned());
    }
    lines.extend(said.opponent.iter().map(|other| format!("– {other} –")));
    lines.extend(said.more.clone());
    lines.push(end.to_owned());
}

fn letterhead(chance: &mut Chance) -> Vec<String> {
    vec![
        format!("{} · Attorneys at Law", office::NAME),
        format!("12 {}, {}", chance.pick(&STREETS), chance.pick(&TOWNS)),
        date(chance),
    ]
}

fn subject(said: &Said, chance: &mut Chance) -> String {
    let about = said.caption.as_deref().unwrap_or_else(|| {
        chance.pick(&["Your matter", "The hearing in spring", "Our offer", "Documents we need"])
    });
    match &said.number {
        Some(number) => format!("Re: {about} (our file {number})"),
        None => format!("Re: {about}"),
    }
}

fn number(said: &Said, label: &str) -> String {
    said.number.as_ref().map(|number| format!("{label} {number}")).unwrap_or_default()
}
