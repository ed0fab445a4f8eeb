//! How the clients of the cast are reached, who speaks and pays for them, and one who was on file twice.
//! Done after everything else, so that chance falls on the rest as it did before.

use domain::cases::CaseFilter;
use domain::clients::ClientForm;
use domain::contacts::{Channel, ConsentForm, PointForm, PreferencesForm};
use domain::ids::ClientId;
use domain::merges::MergeForm;
use domain::payers::PayerForm;
use domain::representatives::RepresentativeForm;
use jiff::Span;
use jiff::civil::Date;

use super::Seed;
use crate::{Error, Result, cases, clients, contacts, merges, payers, representatives};

impl Seed {
    pub(super) async fn contacts(&mut self) -> Result<()> {
        self.reach().await?;
        self.speaking().await?;
        self.paying().await?;
        self.twice().await
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
    pub(super) fn known(&self, name: &str) -> Result<ClientId> {
        self.clients
            .iter()
            .find(|(_, known, _)| known == name)
            .map(|(id, _, _)| *id)
            .ok_or_else(|| Error::internal(format!("no client is called {name}")))
    }

    /// Somebody else pays for the case of the story.
    async fn paying(&self) -> Result<()> {
        self.go_to(180, 11)?;
        let tomas = self.by("Tomás")?;
        let filter = CaseFilter { q: "tideland".into(), ..CaseFilter::default() };
        let rows = cases::list(&tomas, filter).await?.body.page.rows;
        let case = rows.first().ok_or_else(|| Error::internal("no such case"))?.id;
        let payer = PayerForm {
            name: "Harbor Workers’ Legal Fund".into(),
            email: "claims@harborworkers.example".into(),
            address: "3 Pier Road\nNew York, NY 10004".into(),
            since: self.day(180)?.to_string(),
            ..PayerForm::default()
        };
        payers::add(&tomas, case, &payer).await
    }

    /// A client entered a second time under another name, and merged.
    async fn twice(&mut self) -> Result<()> {
        self.go_to(20, 9)?;
        let jonas = self.by("Jonas")?;
        let alias = self.client(&jonas, "Caspian Roof & Gutter", true).await?;
        self.go_to(18, 16)?;
        let into = self.known("Caspian Roofing")?.to_string();
        merges::merge(&self.by("Miriam")?, alias, &MergeForm { into }).await.map(|_| ())
    }
}
