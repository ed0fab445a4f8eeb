//! What people of the demo office wrote down: a note with an earlier version, one withdrawn, one on a
//! client.

use domain::cases::{CaseFilter, CaseRow};
use domain::clients::ClientFilter;
use domain::ids::ClientId;
use domain::notes::NoteForm;

use super::Seed;
use crate::{Error, Result, cases, clients, notes};

impl Seed {
    pub(super) async fn notes(&self) -> Result<()> {
        let case = self.case_called("Okonkwo v. Tideland Freight & Storage").await?.id;
        self.go_to(30, 11)?;
        let priya = self.by("Priya")?;
        let written = |body: &str| NoteForm { body: body.into(), ..NoteForm::default() };
        let first =
            "Ms. Okonkwo keeps the **time sheets of 2024** at home and brings them on Monday.";
        notes::write_on_case(&priya, case, &written(first)).await?;
        self.go_to(26, 10)?;
        let tomas = self.by("Tomás")?;
        let list = notes::of_case(&tomas, case, "").await?.body.page.rows;
        let note = list.first().ok_or_else(|| Error::internal("no note"))?.id;
        let (_, form, _) = notes::edit_form(&tomas, note).await?;
        let later = "Ms. Okonkwo brought the **time sheets of 2024**. Still missing:\n\n- March, second half\n- the week of the *audit* in June\n\nThe rule on records: https://www.example.org/rules/records";
        notes::edit(&tomas, note, &NoteForm { body: later.into(), ..form }).await?;
        self.go_to(12, 16)?;
        let tomas = self.by("Tomás")?;
        let by_mistake = "Opposing counsel agrees to the extension until the 20th.";
        notes::write_on_case(&tomas, case, &written(by_mistake)).await?;
        let list = notes::of_case(&tomas, case, "").await?.body.page.rows;
        let mistaken = list.first().ok_or_else(|| Error::internal("no note"))?.id;
        self.later();
        notes::withdraw(&self.by("Tomás")?, mistaken).await?;
        self.go_to(9, 9)?;
        let tomas = self.by("Tomás")?;
        let client = self.client_called("Ramona Okonkwo").await?;
        let prefers = "Calls after 4 pm only; works nights on **Tuesdays and Thursdays**.";
        notes::write_on_client(&tomas, client, &written(prefers)).await
    }

    pub(super) async fn case_called(&self, title: &str) -> Result<CaseRow> {
        let filter = CaseFilter { q: title.into(), state: "all".into(), ..CaseFilter::default() };
        let list = cases::list(&self.by("Miriam")?, filter).await?.body.page.rows;
        list.into_iter().next().ok_or_else(|| Error::internal(format!("no case {title}")))
    }

    async fn client_called(&self, name: &str) -> Result<ClientId> {
        let filter = ClientFilter { q: name.into(), ..ClientFilter::default() };
        let list = clients::list(&self.by("Miriam")?, filter).await?.body.page.rows;
        let row = list.first().ok_or_else(|| Error::internal(format!("no client {name}")))?;
        Ok(row.id)
    }
}
