//! What clients and the office wrote to each other: one that was answered, and one that waits.

use domain::ids::{PortalPersonId, ThreadId};
use domain::threads::{About, MessageForm, OwnStartForm, StartForm};
use papers::make::{self, Sheet};
use papers::whole;

use super::Seed;
use crate::console::Console;
use crate::gate::Visit;
use crate::portal::{self, Files, PortalCaller};
use crate::threads::{self, Sent};
use crate::{Error, Result};

impl Seed {
    pub(super) async fn threads(&self, console: &Console) -> Result<()> {
        let ramona = self.somebody(console, "r.okonkwo@mailbox.example").await?;
        self.go_to(6, 10)?;
        let thread = self.begin("Okonkwo v. Tideland Freight & Storage", "Ramona Okonkwo").await?;
        self.go_to(6, 17)?;
        self.client_writes(&ramona, thread, "Thank you. I found the receipts from spring, and two photographs.\n\nMay I bring them on paper?").await?;
        self.go_to(5, 9)?;
        let (_, form, _) = threads::thread(&self.by("Tomás")?, thread).await?;
        let body = "On paper is fine. We copy them here and give them back.".to_owned();
        threads::write(&self.by("Tomás")?, thread, &MessageForm { body, ..form }).await?;

        let signe = self.somebody(console, "signe@nordhavnimports.example").await?;
        self.go_to(4, 15)?;
        let client = self.client_of_portal(signe);
        let (form, page) = portal::start_form(&client).await?;
        let Some(case) = page.body.cases.into_iter().next() else { return Ok(()) };
        let form = OwnStartForm {
            case: case.value,
            subject: "The inspection on the pier".into(),
            body: "The harbor office asks for a date next month. Which days suit you?".into(),
            ..form
        };
        portal::start(&client, &form).await?;
        self.go_to(0, 8)
    }

    async fn begin(&self, case: &str, client: &str) -> Result<ThreadId> {
        let tomas = self.by("Tomás")?;
        let case = self.case_called(case).await?.id;
        let (_, form, context) = threads::start_form(&tomas, case).await?;
        let of = context.clients.into_iter().find(|known| known.name == client);
        let of = of.ok_or_else(|| Error::internal("the client is not in the case"))?;
        let person = of.people.iter().find(|person| person.name == client);
        let person = person.ok_or_else(|| Error::internal("the client does not use the portal"))?;
        let form = StartForm {
            client: of.id.to_string(),
            people: vec![person.id.to_string()],
            about: About::Case.word().into(),
            subject: "Papers for the deposition".into(),
            body: "Please look for receipts of what you stored, and pictures if there are any. Bring them to our next appointment.".into(),
            ..form
        };
        match threads::start(&tomas, case, &form).await? {
            Sent::Done(thread) => Ok(thread),
            Sent::Warned(words) => Err(Error::internal(words)),
        }
    }

    async fn client_writes(
        &self,
        who: &PortalPersonId,
        thread: ThreadId,
        body: &str,
    ) -> Result<()> {
        let client = self.client_of_portal(*who);
        let (form, _) = portal::thread(&client, thread).await?;
        let mut files = Files::default();
        let to = portal::message_place(&client, thread).await?;
        let sheet = Sheet { title: "Receipts, spring".into(), ..Sheet::default() };
        files.add(&client, to, "Receipts spring.pdf", whole(make::pdf(&sheet))).await?;
        portal::write_with(&client, thread, &MessageForm { body: body.into(), ..form }, files).await
    }

    fn client_of_portal(&self, who: PortalPersonId) -> PortalCaller {
        PortalCaller::stand_in(&Visit::new(&self.office, "127.0.0.1", ""), who)
    }

    async fn somebody(&self, console: &Console, email: &str) -> Result<PortalPersonId> {
        let mut tx = console.begin_as_owner().await?;
        sqlx::query("set local role privity_definer").execute(&mut *tx).await?;
        let id = sqlx::query_scalar("select id from portal_people where email = $1")
            .bind(email)
            .fetch_one(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(PortalPersonId(id))
    }
}
