//! What the cast sent to an expert: read once.

use domain::ids::MessageId;
use domain::outside::{DAYS, OutsideForm};
use domain::portal::CodeForm;
use jiff::SignedDuration;
use uuid::Uuid;

use super::Seed;
use crate::console::Console;
use crate::gate::{Owner, Visit};
use crate::{Error, Result, outside};

const EXPERT: (&str, &str) = ("Henrik Aasgaard", "h.aasgaard@harborexperts.example");

impl Seed {
    pub(super) async fn sent_outside(&self, console: &Console) -> Result<()> {
        let case = self.case_called("Okonkwo v. Tideland Freight & Storage").await?.id;
        self.go_to(5, 11)?;
        let document = self.paper(case, "Complaint").await?;
        let by = self.by("Tomás")?;
        let (_, form, _) = outside::ask(&by, case, &[document]).await?;
        let form = OutsideForm {
            name: EXPERT.0.into(),
            email: EXPERT.1.into(),
            role: "expert".into(),
            firm: "Harbor Experts".into(),
            days: DAYS.to_string(),
            reason: "His report on the storage of the goods.".into(),
            last_name: "Okonkwo".into(),
            ..form
        };
        outside::send(&by, case, &form).await?;
        self.office.clock.advance(SignedDuration::from_mins(40));
        let send: Uuid = form.key.parse().map_err(Error::internal)?;
        // his link, and then the code that he asks for
        console.show_message(MessageId(send), "").await?;
        let token = outside::token(&self.office, domain::ids::OutsideId(send));
        let browser = Owner::token("an expert’s browser");
        let visit =
            Visit::new(&self.office, "192.0.2.44", "Mozilla/5.0 Firefox/143.0").owned_by(browser);
        outside::ask_code(&visit, browser, &token).await?;
        let asked = console.messages().await?.into_iter().find(|one| one.kind == "outside_code");
        let asked = asked.ok_or_else(|| Error::internal("no code was asked for"))?;
        let letter = console.show_message(asked.id, "").await?;
        let code =
            letter.split_once("your code is ").map(|(_, rest)| rest.chars().take(7).collect());
        let form = CodeForm { code: code.unwrap_or_default() };
        outside::enter(&visit, &token, &form).await?;
        outside::download(&visit, &token, document).await?;
        Ok(())
    }
}
