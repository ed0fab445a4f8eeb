//! What clients of the cast were sent: open, withdrawn, recalled, and one that waits for somebody with the
//! release right.

use domain::documents::ReasonForm;
use domain::ids::{CaseId, DocumentId, ShareId};
use domain::sharing::ShareForm;
use jiff::SignedDuration;

use super::Seed;
use crate::console::Console;
use crate::{Error, Result, documents, sharing};

/// Client, who uses the portal for it, and when they were invited.
const PEOPLE: [(&str, &str, &str, i64); 3] = [
    ("Ramona Okonkwo", "Ramona Okonkwo", "r.okonkwo@mailbox.example", 70),
    ("Ramona Okonkwo", "Emeka Okonkwo", "e.okonkwo@mailbox.example", 50),
    ("Nordhavn Imports", "Signe Nordhavn", "signe@nordhavnimports.example", 65),
];

/// Whether somebody uses the portal for a client already.
pub(super) fn has_somebody(client: &str) -> bool {
    PEOPLE.iter().any(|(of, ..)| *of == client)
}

impl Seed {
    pub(super) async fn shares(&self, console: &Console) -> Result<()> {
        for (client, name, email, days_ago) in PEOPLE {
            self.invite(console, client, name, email, days_ago).await?;
        }
        let case = self.case_called("Okonkwo v. Tideland Freight & Storage").await?.id;
        self.go_to(44, 10)?;
        self.share("Tomás", self.paper(case, "Fee agreement").await?).await?;
        self.go_to(30, 16)?;
        let complaint = self.share("Priya", self.paper(case, "Complaint").await?).await?;
        self.go_to(29, 9)?;
        let form = ReasonForm { reason: "The court asked for another heading.".into() };
        sharing::recall(&self.by("Tomás")?, complaint, &form).await?;
        self.go_to(5, 9)?;
        let list = self.paper(case, "Exhibit list").await?;
        let hurried = self.share("Priya", list).await?;
        self.office.clock.advance(SignedDuration::from_secs(50));
        sharing::withdraw(&self.by("Priya")?, hurried).await?;
        self.later();
        self.propose("Priya", list).await
    }

    pub(super) async fn paper(&self, case: CaseId, begins: &str) -> Result<DocumentId> {
        let list = documents::of_case(&self.by("Miriam")?, case, Default::default()).await?;
        let mut rows = list.body.page.rows.into_iter();
        let row = rows.find(|row| row.name.starts_with(begins));
        row.map(|row| row.id).ok_or_else(|| Error::internal(format!("no {begins}")))
    }

    async fn asked(&self, by: &str, document: DocumentId) -> Result<ShareForm> {
        let (_, form, context) = sharing::page(&self.by(by)?, document, None).await?;
        let person = context
            .clients
            .first()
            .and_then(|client| client.people.iter().find(|person| person.name == client.name))
            .ok_or_else(|| Error::internal("the client does not use the portal"))?;
        Ok(ShareForm { client: form.looked.clone(), people: vec![person.id.to_string()], ..form })
    }

    async fn share(&self, by: &str, document: DocumentId) -> Result<ShareId> {
        let form = self.asked(by, document).await?;
        sharing::share(&self.by(by)?, document, &form).await?;
        form.key.parse().map_err(Error::internal)
    }

    async fn propose(&self, by: &str, document: DocumentId) -> Result<()> {
        let form = self.asked(by, document).await?;
        sharing::propose(&self.by(by)?, document, &form).await
    }

    /// Somebody who uses the portal for a client, unless they do already.
    async fn invite(
        &self,
        console: &Console,
        client: &str,
        name: &str,
        email: &str,
        days_ago: i64,
    ) -> Result<()> {
        let at = jiff_sqlx::ToSqlx::to_sqlx(self.at(days_ago, 10)?);
        let chance = || self.office.chance.id(self.office.clock.now());
        let mut tx = console.begin_as_owner().await?;
        sqlx::query("set local role privity_definer").execute(&mut *tx).await?;
        sqlx::query(
            "insert into portal_people (id, name, email, invited_by, invited_at, verified_at)
            values ($1, $2, $3, $4, $5, $5::timestamptz + interval '2 days') on conflict (email) do nothing",
        )
        .bind(chance())
        .bind(name)
        .bind(email)
        .bind(self.id("Miriam")?.0)
        .bind(at)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "insert into portal_memberships (id, person_id, client_id, since, given_by)
            select $1, p.id, $2, $3, $4 from portal_people p where p.email = $5
                and not exists (select from portal_memberships m where m.person_id = p.id and m.client_id = $2)",
        )
        .bind(chance())
        .bind(self.known(client)?.0)
        .bind(at)
        .bind(self.id("Miriam")?.0)
        .bind(email)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}
