//! What the cast's clients are told of where their cases stand: fresh, old, and one that waits for its lead.

use domain::ids::CaseId;
use domain::status::StatusForm;

use super::Seed;
use crate::{Result, status};

impl Seed {
    pub(super) async fn statuses(&self) -> Result<()> {
        let case = self.case_called("Okonkwo v. Tideland Freight & Storage").await?.id;
        for (days_ago, step, text, ahead) in [
            (
                210,
                "Claim filed",
                "Your claim is with the court. The other side has thirty days to answer.",
                "",
            ),
            (
                150,
                "Answer received",
                "The other side has answered and denies what you say. That is usual. Next, both sides show each other their evidence.",
                "Exchanging evidence",
            ),
            (
                4,
                "Exchanging evidence",
                "Both sides are trading documents. Your next step is the meeting with us; the rest is on us this week.",
                "Mediation\nTrial, if needed",
            ),
        ] {
            self.go_to(days_ago, 16)?;
            self.state("Tomás", case, step, text, ahead).await?;
        }
        self.go_to(1, 15)?;
        self.state(
            "Priya",
            case,
            "Exchanging evidence",
            "Both sides have traded their documents. We are reading what came and will call you about it next week.",
            "Mediation\nTrial, if needed",
        )
        .await?;
        Ok(())
    }

    async fn state(
        &self,
        by: &'static str,
        case: CaseId,
        step: &str,
        text: &str,
        ahead: &str,
    ) -> Result<bool> {
        let form = StatusForm {
            key: String::new(),
            step: step.into(),
            text: text.into(),
            ahead: ahead.into(),
            ..StatusForm::default()
        };
        status::write(&self.by(by)?, case, &form).await
    }
}
