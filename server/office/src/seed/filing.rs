//! What waits in the demo office's filing queue, and its templates.

use bytes::Bytes;
use domain::documents::Kind;
use domain::templates::TemplateForm;
use papers::make::{self, Sheet};
use papers::whole;

use super::Seed;
use crate::filing::{Arriving, leave_behind, take_in};
use crate::{Error, Result, templates};

/// When it came, in whose tray it lies (nobody's: the office's), and what it says.
struct Scan {
    days_ago: i64,
    tray: Option<&'static str>,
    name: &'static str,
    title: &'static str,
    to: &'static [&'static str],
    says: &'static [&'static str],
}

const SCANS: [Scan; 5] = [
    Scan {
        days_ago: 2,
        tray: None,
        name: "Scan 0412.pdf",
        title: "Notice of hearing",
        to: &["Pellworth Adair LLP"],
        says: &[
            "In the matter of Okonkwo v. Tideland Freight & Storage, a hearing on the motion to compel is set for the first Tuesday of next month at 9:30 in the morning.",
            "Counsel of record will attend in person.",
        ],
    },
    Scan {
        days_ago: 2,
        tray: None,
        name: "Scan 0413.png",
        title: "Receipt",
        to: &[],
        says: &["Received for certified copies of the record, 14 pages: paid in full."],
    },
    Scan {
        days_ago: 1,
        tray: Some("Tomás"),
        name: "Scan 0414.pdf",
        title: "Your letter of last week",
        to: &["Tomás Ferreira"],
        says: &[
            "Thank you for your letter. Our client will answer the remaining interrogatories within ten days.",
            "We ask that the deposition of the yard manager be moved to the afternoon.",
        ],
    },
    Scan {
        days_ago: 1,
        tray: Some("Priya"),
        name: "Scan 0415.pdf",
        title: "Time sheets, second quarter",
        to: &["Priya Raman"],
        says: &["April: 214 hours. May: 221 hours. June: 198 hours. Signed copies are enclosed."],
    },
    Scan {
        days_ago: 1,
        tray: None,
        name: "Fax 0027.txt",
        title: "Change of address",
        to: &["To whom it may concern"],
        says: &["Please note that our office has moved across the street, to number 18."],
    },
];

struct Letter {
    name: &'static str,
    kind: Kind,
    to: &'static [&'static str],
    title: &'static str,
    says: &'static [&'static str],
}

const LETTERS: [Letter; 3] = [
    Letter {
        name: "Engagement letter",
        kind: Kind::FeeAgreement,
        to: &["{{client.name}}", "{{client.address}}"],
        title: "Engagement: {{case.title}}",
        says: &[
            "Dear {{client.name}}, thank you for asking {{office.name}} to act for you. This letter says what we will do, and on which terms.",
            "{{case.lead}} is responsible for your matter, which we keep under number {{case.number}}. Please name it when you write or call.",
            "Nothing begins until you have signed and returned the copy of this letter.",
        ],
    },
    Letter {
        name: "Cover letter to the court",
        kind: Kind::Correspondence,
        to: &["{{case.court}}"],
        title: "{{case.title}}, {{case.reference}}",
        says: &[
            "On behalf of {{client.name}} we file the enclosed papers and ask that stamped copies be returned to the address above.",
            "Counsel for {{opposing.names}}, {{opposing.counsel}}, has been served.",
        ],
    },
    Letter {
        name: "Authority to act",
        kind: Kind::Contract,
        to: &[],
        title: "Authority to act",
        says: &[
            "I, {{client.name}}, authorize {{office.name}} to act for me in the matter {{case.title}} (number {{case.number}}), to ask for and receive documents, and to speak for me before {{case.court}}.",
            "This authority ends when I withdraw it in writing.",
        ],
    },
];

impl Seed {
    pub(super) async fn filing(&self) -> Result<()> {
        self.templates().await?;
        let vault = self.office.vault().await?;
        for (nth, scan) in SCANS.iter().enumerate() {
            self.go_to(scan.days_ago, 8 + i8::try_from(nth).unwrap_or_default())?;
            let tray = scan.tray.map(|name| self.id(name)).transpose()?;
            let sheet = sheet(&[], scan.to, scan.title, scan.says, &[]);
            let bytes = match scan.name.rsplit('.').next() {
                Some("pdf") => make::pdf(&sheet),
                Some("png") => make::scan(&sheet),
                _ => make::text(&sheet),
            };
            let arriving =
                Arriving { source: scan.name, tray, name: scan.name, announced_bytes: None };
            let scan = take_in(&self.office, &vault, arriving, whole(bytes)).await?;
            let scan = scan.ok_or_else(|| Error::internal("a scan was not taken"))?;
            leave_behind(&self.office, scan).await?;
        }
        Ok(())
    }

    async fn templates(&self) -> Result<()> {
        self.go_to(120, 14)?;
        let miriam = self.by("Miriam")?;
        for letter in &LETTERS {
            let letterhead = ["{{office.name}}", "{{office.address}}"];
            let signed = ["{{writer.name}}", "{{office.name}}"];
            let sheet = sheet(&letterhead, letter.to, letter.title, letter.says, &signed);
            let sheet = Sheet { date: "{{today}}".into(), ..sheet };
            let form = TemplateForm {
                name: letter.name.into(),
                kind: letter.kind.word().into(),
                ..TemplateForm::default()
            };
            templates::add_unread(&miriam, &form, Bytes::from(make::docx(&sheet))).await?;
        }
        Ok(())
    }
}

fn sheet(head: &[&str], to: &[&str], title: &str, says: &[&str], signed: &[&str]) -> Sheet {
    let lines = |all: &[&str]| all.iter().map(|line| (*line).to_owned()).collect();
    Sheet {
        letterhead: lines(head),
        date: String::new(),
        to: lines(to),
        title: title.into(),
        paragraphs: lines(says),
        signed: lines(signed),
    }
}
