//! The calls of the demo office: somebody asks how a case stands again and again, one is answered, one
//! was handed on.

use domain::calls::{AnswerForm, CallForm};

use super::Seed;
use crate::{Result, calls};

impl Seed {
    pub(super) async fn calls(&self) -> Result<()> {
        let number = self.case_called("Okonkwo v. Tideland Freight & Storage").await?.number;
        let said = [
            (
                20,
                "Hollis",
                "Ramona Okonkwo",
                "status",
                number.as_str(),
                "Tomás",
                "Wants to know whether the hearing is set.",
            ),
            (9, "Dario", "Ramona Okonkwo", "status", &number, "Tomás", ""),
            (
                3,
                "Priya",
                "Lars Brandt",
                "documents",
                "",
                "Miriam",
                "Found the second will; brings it by.",
            ),
            (1, "Hollis", "Ramona Okonkwo", "status", &number, "Tomás", "Please call after 4 pm."),
            (1, "Hollis", "Clerk of Part 12", "returning", "", "Nkechi", "About the adjournment."),
        ];
        for (nth, (days_ago, by, caller, reason, case, holder, message)) in
            said.into_iter().enumerate()
        {
            self.go_to(days_ago, 10 + nth as i8)?;
            let form = CallForm {
                caller: caller.into(),
                phone: format!("(212) 555-01{:02}", 70 + nth),
                reason: reason.into(),
                holder: self.id(holder)?.to_string(),
                case: case.into(),
                message: message.into(),
            };
            let id = calls::take(&self.by(by)?, &form).await?;
            self.later();
            if nth == 0 || nth == 1 {
                let form = AnswerForm {
                    outcome: "called_back".into(),
                    note: "Told that the court has not set a day.".into(),
                    revision: "1".into(),
                    ..AnswerForm::default()
                };
                calls::answer(&self.by(holder)?, id, &form).await?;
            } else if nth == 2 {
                let form = AnswerForm {
                    to: self.id("Priya")?.to_string(),
                    revision: "1".into(),
                    ..AnswerForm::default()
                };
                calls::hand_on(&self.by(holder)?, id, &form).await?;
            }
        }
        Ok(())
    }
}
