//! The cases people meet in the demo: a wall, a grant that ends, one that has, a cover, a lifting
//! that waits for its second person, prepared cases, somebody suspended.

use domain::cases::{CaseForm, ReasonForm, Stage};
use domain::conflicts::CheckForm;
use domain::covers::CoverForm;
use domain::departures::DepartureForm;
use domain::enquiries::EnquiryForm;
use domain::walls::WallForm;
use jiff::Span;

use super::{Seed, ZONE};
use crate::walls::Around;
use crate::{Error, Result, cases, conflicts, covers, departures, enquiries, staff, walls};

impl Seed {
    pub(super) async fn cast(&mut self) -> Result<()> {
        debug_assert_eq!(self.zone.iana_name(), Some(ZONE));
        self.okonkwo().await?;
        self.nordhavn().await?;
        self.others().await?;
        self.prepared().await?;
        self.front_desk().await?;

        // Yusra covers for Priya this week and the next.
        self.go_to(3, 8)?;
        self.cover("Priya", "Priya", "Yusra", 3, -10).await?;
        // And Jonas will for Tomás; not on the case he is screened from.
        self.go_to(1, 9)?;
        self.cover("Miriam", "Tomás", "Jonas", -20, -27).await?;

        // Jonas leaves in six weeks: his cases and what else waits for him need others.
        self.go_to(1, 10)?;
        let last_day = self.day(-45)?.to_string();
        let form = DepartureForm { last_day, ..DepartureForm::default() };
        departures::mark(&self.by("Miriam")?, self.id("Jonas")?, &form).await?;

        self.go_to(40, 17)?;
        let form =
            ReasonForm { reason: "On leave until further notice.".into(), revision: String::new() };
        staff::suspend(&self.by("Miriam")?, self.id("Owen")?, &form).await
    }

    /// Somebody covers for somebody from one day to another, counted back from today.
    async fn cover(&self, by: &str, of: &str, covering: &str, from: i64, to: i64) -> Result<()> {
        let form = CoverForm {
            covered: self.id(of)?.to_string(),
            covering: self.id(covering)?.to_string(),
            since: self.day(from)?.to_string(),
            until: self.day(to)?.to_string(),
        };
        covers::set(&self.by(by)?, &form).await
    }

    async fn okonkwo(&mut self) -> Result<()> {
        self.go_to(232, 10)?;
        let tomas = self.by("Tomás")?;
        let client = self.client(&tomas, "Ramona Okonkwo", false).await?;
        self.later();
        let title = "Okonkwo v. Tideland Freight & Storage";
        let case = self.case(client, title, "Employment", Stage::Pleadings, "Tomás").await?;
        self.later();
        self.give(case, "Priya", "contribute", true, None).await?;
        self.later();
        let wall = WallForm {
            staff_id: self.id("Jonas")?.to_string(),
            scope: "case".into(),
            reason: "Advised Tideland Freight, 2021–2024".into(),
        };
        walls::raise(&self.by("Miriam")?, Around::Case(case), &wall).await?;
        // A grant that has run out.
        self.go_to(180, 11)?;
        self.give(case, "Leila", "contribute", false, Some(self.day(120)?)).await?;
        self.go_to(64, 15)?;
        let until = self.today.checked_add(Span::new().days(48)).map_err(Error::internal)?;
        self.give(case, "Yusra", "view", false, Some(until)).await?;
        self.go_to(4, 15)?;
        self.move_on(case, Stage::Pleadings).await
    }

    /// A wall around a whole client, with a lifting that waits for the deputy.
    async fn nordhavn(&mut self) -> Result<()> {
        self.go_to(150, 9)?;
        let nkechi = self.by("Nkechi")?;
        let client = self.client(&nkechi, "Nordhavn Imports", true).await?;
        self.later();
        self.case(client, "Nordhavn Imports reply brief", "Business", Stage::Hearing, "Nkechi")
            .await?;
        self.later();
        let wall = WallForm {
            staff_id: self.id("Hollis")?.to_string(),
            scope: "client".into(),
            reason: "A close relative works for the company.".into(),
        };
        walls::raise(&self.by("Miriam")?, Around::Client(client), &wall).await?;
        self.go_to(2, 16)?;
        let miriam = self.by("Miriam")?;
        let page = walls::page(&miriam).await?;
        let standing = page.body.standing.iter().find(|wall| wall.client == Some(client));
        let wall = standing.ok_or_else(|| Error::internal("the wall does not stand"))?.id;
        let form = ReasonForm {
            reason: "The relative has left the company; the certificate is on file.".into(),
            revision: String::new(),
        };
        walls::ask_to_lift(&miriam, wall, &form).await
    }

    async fn others(&mut self) -> Result<()> {
        const CAST: [(&str, bool, &str, &str, Stage, &str, &str); 8] = [
            (
                "Lars Brandt",
                false,
                "Estate of H. Brandt",
                "Estates",
                Stage::Investigation,
                "Miriam",
                "Priya",
            ),
            (
                "Dana Whitfield",
                false,
                "Whitfield dissolution",
                "Family",
                Stage::Negotiation,
                "Nkechi",
                "Leila",
            ),
            (
                "Marchetti Ceramics",
                true,
                "Marchetti lease dispute",
                "Real estate",
                Stage::Negotiation,
                "Tomás",
                "Yusra",
            ),
            (
                "Caspian Roofing",
                true,
                "Caspian Roofing complaint",
                "Business",
                Stage::Pleadings,
                "Jonas",
                "Hollis",
            ),
            (
                "Sunil Pereira",
                false,
                "Pereira adoption",
                "Family",
                Stage::Hearing,
                "Miriam",
                "Leila",
            ),
            (
                "Hal Galloway",
                false,
                "Galloway Stables boarding contract",
                "Business",
                Stage::Intake,
                "Tomás",
                "Priya",
            ),
            (
                "Orla Finnegan",
                false,
                "Finnegan guardianship",
                "Family",
                Stage::Hearing,
                "Nkechi",
                "Yusra",
            ),
            (
                "Paola Marchetti",
                false,
                "Estate plan of P. Marchetti",
                "Estates",
                Stage::Intake,
                "Jonas",
                "Hollis",
            ),
        ];
        for (nth, (name, organization, title, area, stage, lead, helper)) in
            CAST.into_iter().enumerate()
        {
            self.go_to(300 - 30 * nth as i64, 9)?;
            let by = self.by(lead)?;
            let client = self.client(&by, name, organization).await?;
            self.later();
            let case = self.case(client, title, area, stage, lead).await?;
            self.later();
            self.give(case, helper, "contribute", nth % 2 == 0, None).await?;
        }
        Ok(())
    }

    /// The front desk: Hollis and Dario sit there; enquiries wait, one was declined, and one question
    /// waits for the conflicts partner: what Jonas asked is behind the wall.
    async fn front_desk(&mut self) -> Result<()> {
        self.go_to(90, 9)?;
        for name in ["Hollis", "Dario"] {
            staff::set_desk(&self.by("Miriam")?, self.id(name)?, true).await?;
        }
        const CALLS: [(i64, &str, &str, &str, &str, &str, &str); 4] = [
            (
                6,
                "Hollis",
                "Odalys Brennick",
                "Hours not paid at a restaurant",
                "Copper Kettle Grill",
                "Nkechi",
                "Web search",
            ),
            (
                4,
                "Priya",
                "Matthias Orne",
                "Deposit withheld after moving out",
                "Larkspur Residences",
                "Tomás",
                "Recommended",
            ),
            (
                2,
                "Hollis",
                "Sabine Achterhuis",
                "Will contested by a half-brother",
                "Joost Achterhuis",
                "",
                "Former client",
            ),
            (
                1,
                "Dario",
                "Perrin Falk",
                "Dismissed while on parental leave",
                "",
                "Jonas",
                "Walked in",
            ),
        ];
        for (nth, (days_ago, by, name, matter, adverse, attorney, source)) in
            CALLS.into_iter().enumerate()
        {
            self.go_to(days_ago, 10)?;
            let (given, family) = name.split_once(' ').unwrap_or(("", name));
            let form = EnquiryForm {
                kind: "person".into(),
                given_name: given.into(),
                family_name: family.into(),
                phone: format!("(646) 555-01{:02}", 60 + nth),
                matter: matter.into(),
                adverse: adverse.into(),
                source: source.into(),
                assigned: match attorney {
                    "" => String::new(),
                    attorney => self.id(attorney)?.to_string(),
                },
                consultation_on: match nth {
                    1 => self.today.tomorrow().map_err(Error::internal)?.to_string(),
                    _ => String::new(),
                },
                consultation_at: if nth == 1 { "14:30".into() } else { String::new() },
                anyway: "on".into(),
                ..EnquiryForm::default()
            };
            let (id, _) = enquiries::take(&self.by(by)?, &form).await?;
            if nth == 0 {
                self.go_to(5, 15)?;
                let form = ReasonForm {
                    reason: "Too small for the office; named the bar’s referral service.".into(),
                    revision: String::new(),
                };
                enquiries::decline(&self.by(attorney)?, id, &form).await?;
            }
        }
        self.go_to(1, 14)?;
        let form = CheckForm {
            names: "Tideland Freight\nPerrin Falk".into(),
            about: "Dismissed while on parental leave".into(),
        };
        conflicts::check(&self.by("Jonas")?, &form).await?;
        Ok(())
    }

    /// Two cases a paralegal wrote up, waiting for their attorneys.
    async fn prepared(&mut self) -> Result<()> {
        for (days_ago, lead, name, title) in [
            (1, "Tomás", "Wendell Strand", "Strand severance"),
            (2, "Miriam", "Tamsin Eastlake", "Eastlake purchase and sale"),
        ] {
            self.go_to(days_ago, 11)?;
            let priya = self.by("Priya")?;
            let client = self.client(&priya, name, false).await?;
            self.later();
            let form = CaseForm {
                client_id: client.to_string(),
                title: title.into(),
                practice_area: "Employment".into(),
                stage: Stage::Intake.word().into(),
                lead: self.id(lead)?.to_string(),
                opened_on: self.day(days_ago)?.to_string(),
                no_adverse: "on".into(),
                limitation_none: "Nothing of the client’s runs out.".into(),
                ..CaseForm::default()
            };
            cases::prepare(&self.by("Priya")?, &form).await?;
        }
        Ok(())
    }
}
