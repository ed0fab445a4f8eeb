//! The demo office's papers: real small files, stored by the verbs that people use. Some name another
//! client on purpose, for those who share by mistake.

use domain::documents::{FolderForm, HoldForm, Kind, RestrictForm};
use domain::ids::{CaseId, DocumentId, FolderId};
use papers::make::{self, Sheet};
use papers::whole;

use super::Seed;
use crate::documents::{self, Kept, NewFile};
use crate::{Caller, Error, Result};

/// Who wrote it, when, what it is called, and what it says.
pub(super) struct Paper {
    pub(super) days_ago: i64,
    pub(super) by: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) title: &'static str,
    pub(super) says: &'static [&'static str],
}

const OKONKWO: [Paper; 6] = [
    Paper {
        days_ago: 80,
        by: "Tomás",
        name: "Fee agreement, Okonkwo.pdf",
        kind: Kind::FeeAgreement,
        title: "Fee agreement",
        says: &[
            "Pellworth Adair LLP acts for Ramona Okonkwo in her claim against Tideland Freight & Storage for unpaid overtime and wrongful termination.",
            "The office is paid one third of what is recovered. Costs are billed as they arise.",
        ],
    },
    Paper {
        days_ago: 60,
        by: "Tomás",
        name: "Complaint.docx",
        kind: Kind::Pleading,
        title: "Complaint",
        says: &[
            "Plaintiff Ramona Okonkwo, by her attorneys, alleges against Defendant Tideland Freight & Storage as follows.",
            "From March 2021 to June 2026 Plaintiff worked as a dispatcher and was not paid for hours beyond forty a week.",
        ],
    },
    Paper {
        days_ago: 41,
        by: "Priya",
        name: "Exhibit list.docx",
        kind: Kind::Evidence,
        title: "Exhibit list",
        says: &[
            "1. Time sheets of 2024.",
            "2. Pay stubs, March 2026.",
            "3. Letter of termination.",
        ],
    },
    Paper {
        days_ago: 33,
        by: "Priya",
        name: "Pay stubs, March 2026.png",
        kind: Kind::Evidence,
        title: "Pay stub",
        says: &["Tideland Freight & Storage. Pay period March 1 to March 15. Hours 61.5, paid 40."],
    },
    Paper {
        days_ago: 21,
        by: "Tomás",
        name: "Settlement strategy.txt",
        kind: Kind::Notes,
        title: "Settlement strategy",
        says: &[
            "Open at three times the unpaid wages. Do not go below one and a half before the deposition of the yard manager.",
        ],
    },
    Paper {
        days_ago: 6,
        by: "Priya",
        name: "Letter to Nordhavn Imports.pdf",
        kind: Kind::Correspondence,
        title: "Your customs bond",
        says: &[
            "Dear Nordhavn Imports, please find the draft of your customs bond. We ask for your comments by Friday.",
        ],
    },
];

impl Seed {
    pub(super) async fn documents(&self) -> Result<()> {
        let case = self.case_called("Okonkwo v. Tideland Freight & Storage").await?.id;
        self.go_to(79, 9)?;
        let tomas = self.by("Tomás")?;
        let mut folders = Vec::new();
        for name in ["Pleadings", "Discovery", "Engagement"] {
            let form = FolderForm { name: name.into(), ..FolderForm::default() };
            folders.push(documents::add_folder(&tomas, case, &form).await?);
        }
        for paper in &OKONKWO {
            let folder = match paper.kind {
                Kind::Pleading => Some(folders[0]),
                Kind::Evidence => Some(folders[1]),
                Kind::FeeAgreement => Some(folders[2]),
                _ => None,
            };
            let kept = self.file(case, folder, paper).await?;
            if paper.kind == Kind::Notes {
                self.narrow_to_attorneys(kept.document).await?;
            }
            if paper.name.starts_with("Exhibit") {
                self.go_to(12, 15)?;
                let more = Paper {
                    says: &[
                        "1. Time sheets of 2024.",
                        "2. Pay stubs, March 2026.",
                        "3. Letter of termination.",
                        "4. Audit of June.",
                    ],
                    ..*paper
                };
                let file =
                    NewFile { note: "Adds the audit of June".into(), ..NewFile::named(paper.name) };
                let body = whole(printed(&more));
                documents::add_version(&self.by("Priya")?, kept.document, 1, &file, body).await?;
            }
        }
        self.go_to(4, 10)?;
        let hold = HoldForm { reason: "Tideland has asked for all records of the yard.".into() };
        let tomas = self.by("Tomás")?;
        let list = documents::of_case(&tomas, case, Default::default()).await?.body.page.rows;
        let stubs = list.iter().find(|row| row.name.starts_with("Pay stubs"));
        let stubs = stubs.ok_or_else(|| Error::internal("no pay stubs"))?.id;
        documents::hold_document(&tomas, stubs, &hold).await
    }

    async fn file(&self, case: CaseId, folder: Option<FolderId>, paper: &Paper) -> Result<Kept> {
        self.go_to(paper.days_ago, 11)?;
        let by: Caller = self.by(paper.by)?;
        let file = NewFile { kind: paper.kind, folder, ..NewFile::named(paper.name) };
        documents::add(&by, case, &file, whole(printed(paper))).await
    }

    async fn narrow_to_attorneys(&self, document: DocumentId) -> Result<()> {
        let form = RestrictForm { narrowed_to: "attorneys".into(), ..RestrictForm::default() };
        documents::narrow_document(&self.by("Tomás")?, document, &form).await
    }
}

pub(super) fn printed(paper: &Paper) -> Vec<u8> {
    let sheet = Sheet {
        letterhead: vec!["Pellworth Adair LLP".into(), "14 Canal Street".into()],
        date: String::new(),
        to: Vec::new(),
        title: paper.title.into(),
        paragraphs: paper.says.iter().map(|line| (*line).to_owned()).collect(),
        signed: vec![paper.by.into()],
    };
    match paper.name.rsplit('.').next() {
        Some("pdf") => make::pdf(&sheet),
        Some("docx") => make::docx(&sheet),
        Some("png") => make::scan(&sheet),
        _ => make::text(&sheet),
    }
}
