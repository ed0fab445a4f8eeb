//! Three matters of the demo office's first year, long closed: two are due, of the last the destruction was
//! asked for and waits for the deputy.

use domain::cases::{ReasonForm, Stage};
use domain::documents::Kind;
use domain::retention::RuleForm;
use papers::whole;

use super::Seed;
use super::documents::{Paper, printed};
use crate::documents::{self, NewFile};
use crate::{Result, cases, retention};

const PAPERS: [Paper; 2] = [
    Paper {
        days_ago: 826,
        by: "Miriam",
        name: "Deed of the mill house.pdf",
        kind: Kind::Contract,
        title: "Deed of the mill house",
        says: &[
            "The mill house and its garden are conveyed to Casimir Brandt, free of the charge of 1998.",
        ],
    },
    Paper {
        days_ago: 820,
        by: "Miriam",
        name: "Closing letter.docx",
        kind: Kind::Correspondence,
        title: "Your purchase is complete",
        says: &[
            "Dear Mr. Brandt, the deed is recorded. We close our file and keep it for two years.",
        ],
    },
];

const MATTERS: [&str; 3] =
    ["Brandt mill house purchase", "Brandt orchard lease", "Brandt mill house boundary"];

impl Seed {
    pub(super) async fn retention(&mut self) -> Result<()> {
        self.go_to(830, 10)?;
        let miriam = self.by("Miriam")?;
        let client = self.client(&miriam, "Casimir Brandt", false).await?;
        let mut old = Vec::new();
        for title in MATTERS {
            self.go_to(828, 11)?;
            old.push(self.case(client, title, "Real estate", Stage::Intake, "Miriam").await?);
        }
        for (case, papers) in old.iter().zip([&PAPERS[..], &PAPERS[1..], &PAPERS[..1]]) {
            for paper in papers {
                self.go_to(paper.days_ago, 11)?;
                let file = NewFile { kind: paper.kind, ..NewFile::named(paper.name) };
                let miriam = self.by("Miriam")?;
                documents::add(&miriam, *case, &file, whole(printed(paper))).await?;
            }
            self.go_to(800, 16)?;
            let miriam = self.by("Miriam")?;
            let (_, form, _) = cases::close_form(&miriam, *case).await?;
            let form = ReasonForm { reason: "Work done.".into(), ..form };
            cases::close(&miriam, *case, &form).await?;
        }
        self.go_to(400, 9)?;
        let miriam = self.by("Miriam")?;
        for (area, years) in [("Real estate", "2"), ("Estates", "10"), ("Personal injury", "7")] {
            let form = RuleForm { area: area.into(), years: years.into() };
            retention::set_rule(&miriam, &form).await?;
        }
        self.go_to(3, 10)?;
        let form = ReasonForm {
            reason: "Two years have passed. The client has the originals.".into(),
            revision: String::new(),
        };
        retention::ask(&self.by("Miriam")?, old[2], &form).await
    }
}
