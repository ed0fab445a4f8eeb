//! What a client of the cast is asked for: overdue, done with a file that was accepted, and one whose file waits.

use domain::ids::{CaseId, PortalPersonId, RequestId, UploadId};
use domain::requests::{AskForm, DecideForm};
use papers::make::{self, Sheet};
use papers::whole;

use super::Seed;
use crate::console::Console;
use crate::gate::Visit;
use crate::portal::{self, PortalCaller, SendTo};
use crate::{Error, Result, requests};

/// Who of the client sends, by address.
const RAMONA: &str = "r.okonkwo@mailbox.example";

impl Seed {
    pub(super) async fn requests(&self, console: &Console) -> Result<()> {
        let case = self.case_called("Okonkwo v. Tideland Freight & Storage").await?.id;
        let person = person(console, RAMONA).await?;
        self.go_to(21, 10)?;
        let licence = self
            .ask(
                case,
                "A copy of your driving licence",
                "Both sides, please. A photograph is fine.",
                14,
            )
            .await?;
        self.later();
        self.ask(
            case,
            "Letters from the insurer",
            "All that came since the accident, with their envelopes where you still have them.",
            3,
        )
        .await?;
        self.go_to(18, 19)?;
        let sent = self
            .send(person, licence, "Driving licence.pdf", "Driving licence, front and back")
            .await?;
        self.go_to(17, 9)?;
        let form = DecideForm {
            name: "Driving licence, Ramona Okonkwo.pdf".into(),
            kind: "other".into(),
            all: "on".into(),
            ..DecideForm::default()
        };
        requests::accept(&self.by("Priya")?, case, sent, &form).await?;
        self.go_to(6, 11)?;
        let slips = self
            .ask(
                case,
                "Your last three payslips",
                "From before the accident: we need them to work out what you lost.",
                -9,
            )
            .await?;
        self.go_to(1, 20)?;
        self.send(person, slips, "Payslip September.pdf", "Payslip, September").await?;
        Ok(())
    }

    /// `due` in so many days from today: before it where it is positive.
    async fn ask(&self, case: CaseId, title: &str, details: &str, due: i64) -> Result<RequestId> {
        let by = self.by("Tomás")?;
        let (_, form, _) = requests::form(&by, case).await?;
        let form = AskForm {
            title: title.into(),
            details: details.into(),
            due: self.day(due)?.to_string(),
            ..form
        };
        requests::ask(&by, case, &form).await?;
        form.key.parse().map_err(Error::internal)
    }

    async fn send(
        &self,
        person: PortalPersonId,
        request: RequestId,
        name: &str,
        title: &str,
    ) -> Result<UploadId> {
        let visit = Visit::new(&self.office, "", "");
        let client = PortalCaller::stand_in(&visit, person);
        let sheet = Sheet { title: title.into(), ..Sheet::default() };
        let body = whole(make::pdf(&sheet));
        portal::send(&client, SendTo::Request(request), name, None, body).await?;
        let case = self.case_called("Okonkwo v. Tideland Freight & Storage").await?.id;
        let page = requests::of_case(&self.by("Miriam")?, case).await?;
        let mut waiting = page.body.uploads.into_iter();
        let sent = waiting.find(|row| row.name == name);
        sent.map(|row| row.id).ok_or_else(|| Error::internal("a file did not arrive"))
    }
}

async fn person(console: &Console, email: &str) -> Result<PortalPersonId> {
    let mut tx = console.begin_as_owner().await?;
    sqlx::query("set local role privity_definer").execute(&mut *tx).await?;
    let id = sqlx::query_scalar("select id from portal_people where email = $1")
        .bind(email)
        .fetch_one(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(PortalPersonId(id))
}
