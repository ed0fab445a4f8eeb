//! The cases people meet in the demo: a wall, a grant that ends, one that has, a cover, a lifting
//! that waits for its second person, prepared cases, somebody suspended.

use domain::cases::{CaseForm, ReasonForm, Stage};
use domain::clients::ClientForm;
use domain::conflicts::CheckForm;
use domain::contacts::{Channel, ConsentForm, PointForm, PreferencesForm};
use domain::enquiries::EnquiryForm;
use domain::ids::ClientId;
use domain::payers::PayerForm;
use domain::representatives::RepresentativeForm;
use domain::walls::WallForm;
use jiff::Span;
use jiff::civil::Date;

use super::{Seed, ZONE};
use crate::console::Console;
use crate::walls::Around;
use crate::{
    Error, Result, cases, clients, conflicts, contacts, enquiries, payers, representatives, staff,
    walls,
};

impl Seed {
    pub(super) async fn cast(&mut self, console: &Console) -> Result<()> {
        debug_assert_eq!(self.zone.iana_name(), Some(ZONE));
        self.okonkwo().await?;
        self.nordhavn().await?;
        self.others().await?;
        self.reach().await?;
        self.speaking().await?;
        self.prepared().await?;
        self.front_desk().await?;

        // Yusra covers for Priya this week and the next.
        self.go_to(3, 8)?;
        let (since, until) = (self.at(3, 0)?, self.at(-11, 0)?);
        console.set_cover(self.id("Yusra")?, self.id("Priya")?, since, until).await?;

        self.go_to(40, 17)?;
        let form =
            ReasonForm { reason: "On leave until further notice.".into(), revision: String::new() };
        staff::suspend(&self.by("Miriam")?, self.id("Owen")?, &form).await
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
        let payer = PayerForm {
            name: "Harbor Workers’ Legal Fund".into(),
            email: "claims@harborworkers.example".into(),
            address: "3 Pier Road\nNew York, NY 10004".into(),
            since: self.day(180)?.to_string(),
            ..PayerForm::default()
        };
        payers::add(&self.by("Tomás")?, case, &payer).await?;
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

    /// How some of the clients are reached: an address that has changed and one to come, quiet hours, a
    /// consent withdrawn, and somebody whom nothing may give away.
    async fn reach(&self) -> Result<()> {
        let point = |channel: &str, label: &str, value: &str| PointForm {
            channel: channel.into(),
            purpose: "general".into(),
            label: label.into(),
            value: value.into(),
            ..PointForm::default()
        };
        let consent = |given: &str, source: &str, on: Date| ConsentForm {
            given: given.into(),
            source: source.into(),
            said_on: on.to_string(),
            note: String::new(),
        };
        self.go_to(160, 10)?;
        let tomas = self.by("Tomás")?;
        let ramona = self.known("Ramona Okonkwo")?;
        let home = point("post", "home", "418 Dyer Street, Apt. 2\nNew York, NY 10034");
        contacts::add(&tomas, ramona, &home).await?;
        contacts::record_consent(
            &tomas,
            ramona,
            &consent("yes", "engagement_form", self.day(160)?),
        )
        .await?;
        let (_, form, _) = contacts::preferences_form(&tomas, ramona).await?;
        let form = PreferencesForm {
            preferred: "text".into(),
            quiet_from: "20:00".into(),
            quiet_until: "09:00".into(),
            ..form
        };
        contacts::set_preferences(&tomas, ramona, &form).await?;
        self.go_to(30, 11)?;
        let tomas = self.by("Tomás")?;
        let page = clients::show(&tomas, ramona).await?.body;
        let old = page
            .contacts
            .iter()
            .find(|contact| contact.channel == Channel::Post)
            .ok_or_else(|| Error::internal("the address is not on file"))?
            .id;
        let moved = point("post", "home", "77 Haven Avenue\nNew York, NY 10032");
        contacts::change(&tomas, ramona, old, &moved).await?;
        let soon = self.today.checked_add(Span::new().days(40)).map_err(Error::internal)?;
        let work = PointForm {
            valid_from: soon.to_string(),
            preferred: "on".into(),
            ..point("phone", "work", "(646) 555-0177")
        };
        contacts::add(&tomas, ramona, &work).await?;

        self.go_to(100, 14)?;
        let nkechi = self.by("Nkechi")?;
        let dana = self.known("Dana Whitfield")?;
        contacts::record_consent(&nkechi, dana, &consent("yes", "in_person", self.day(100)?))
            .await?;
        self.go_to(21, 9)?;
        let nkechi = self.by("Nkechi")?;
        contacts::record_consent(&nkechi, dana, &consent("no", "by_phone", self.day(21)?)).await?;
        let (_, form, _) = contacts::preferences_form(&nkechi, dana).await?;
        let form = PreferencesForm {
            preferred: "email".into(),
            discreet: "on".into(),
            safe_contact:
                "Never call or write to the home address. Email only, without the firm’s name."
                    .into(),
            ..form
        };
        contacts::set_preferences(&nkechi, dana, &form).await
    }

    /// A child with a guardian who ends with childhood, and a company with an officer.
    async fn speaking(&self) -> Result<()> {
        let on = self.day(80)?;
        let speaks =
            |kind: &str, name: &str, phone: &str, proof: &str, scope: &str| RepresentativeForm {
                kind: kind.into(),
                name: name.into(),
                phone: phone.into(),
                proof: proof.into(),
                proof_by: "Nkechi Obiora".into(),
                proof_on: on.to_string(),
                scope: scope.into(),
                since: on.to_string(),
                ..RepresentativeForm::default()
            };
        self.go_to(80, 10)?;
        let nkechi = self.by("Nkechi")?;
        let orla = self.known("Orla Finnegan")?;
        let (_, form, _) = clients::edit_form(&nkechi, orla).await?;
        let born_on =
            self.today.checked_sub(Span::new().years(11).days(40)).map_err(Error::internal)?;
        let form = ClientForm { born_on: born_on.to_string(), ..form };
        clients::edit(&nkechi, orla, &form).await?;
        let guardian = speaks(
            "guardian",
            "Maeve Finnegan",
            "(718) 555-0186",
            "Letters of guardianship, certified copy",
            "Person and property",
        );
        representatives::add(&nkechi, orla, &guardian).await?;
        self.later();
        let officer = speaks(
            "officer",
            "Ingrid Aasen",
            "(212) 555-0187",
            "Extract from the register of companies",
            "All matters of the company",
        );
        representatives::add(&self.by("Nkechi")?, self.known("Nordhavn Imports")?, &officer).await
    }

    /// A client of the cast, by name.
    fn known(&self, name: &str) -> Result<ClientId> {
        self.clients
            .iter()
            .find(|(_, known, _)| known == name)
            .map(|(id, _, _)| *id)
            .ok_or_else(|| Error::internal(format!("no client is called {name}")))
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
