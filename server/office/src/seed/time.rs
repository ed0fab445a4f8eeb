//! What the demo office worked in the last weeks, what an hour of each costs, and the kinds of work. Nobody has
//! recorded today yet: what they did stands among the suggestions.

use domain::billing::expenses::ExpenseForm;
use domain::billing::rates::{ActivityForm, RateForm};
use domain::billing::sheet::TimeForm;
use domain::cases::CaseRow;
use domain::ids::CaseId;
use jiff::civil::Weekday;

use super::Seed;
use crate::billing::{self, Of};
use crate::{Error, Result};

/// Days back from which on time is recorded.
const BACK: i64 = 40;
/// Who, and what an hour costs.
const RATES: [(&str, &str); 5] =
    [("Miriam", "420"), ("Tomás", "380"), ("Nkechi", "360"), ("Jonas", "310"), ("", "165")];
const ACTIVITIES: [(&str, &str, &str); 6] = [
    ("A101", "Plan and prepare", "billable"),
    ("A102", "Research", "billable"),
    ("A103", "Draft and revise", "billable"),
    ("A106", "Communicate with client", "billable"),
    ("A109", "Appear and attend", "billable"),
    ("A111", "Office administration", "not_billable"),
];
const WORK: [(&str, &str); 12] = [
    ("0.3", "Telephone conference with client"),
    ("0.4", "Review correspondence and advise client"),
    ("0.8", "Draft letter to opposing counsel"),
    ("1.2", "Research limitation and notice"),
    ("0.2", "E-mail to client on next steps"),
    ("1.5", "Draft motion papers"),
    ("0.9", "Review documents produced"),
    ("0.6", "Meet with client"),
    ("2.1", "Prepare for hearing"),
    ("0.5", "Revise agreement"),
    ("0.7", "Conference with co-counsel"),
    ("0.33", "Review file"),
];
const OUTLAYS: [(&str, &str); 3] =
    [("45", "Process server"), ("210", "Court filing fee"), ("18.75", "Certified copies")];

impl Seed {
    /// What an hour costs, and the kinds of work.
    pub(super) async fn rates(&self) -> Result<()> {
        self.go_to(self.first_day(), 9)?;
        let miriam = self.by("Miriam")?;
        let since = self.day(self.first_day())?.to_string();
        for (who, an_hour) in RATES {
            let staff = if who.is_empty() { String::new() } else { self.id(who)?.to_string() };
            let form = RateForm {
                staff,
                an_hour: an_hour.into(),
                since: since.clone(),
                ..RateForm::default()
            };
            billing::add_rate(&miriam, &form).await?;
        }
        for (code, label, treatment) in ACTIVITIES {
            let form = ActivityForm {
                code: code.into(),
                label: label.into(),
                treatment: treatment.into(),
            };
            billing::add_activity(&miriam, &form).await?;
        }
        Ok(())
    }

    pub(super) async fn time(&self) -> Result<()> {
        let cases = self.steady_cases().await?;
        for ago in (1..=BACK).rev() {
            if matches!(self.day(ago)?.weekday(), Weekday::Saturday | Weekday::Sunday) {
                continue;
            }
            for who in ["Miriam", "Tomás", "Nkechi", "Jonas"] {
                self.worked(who, ago, &cases).await?;
            }
        }
        self.go_to(0, 8)
    }

    /// Before anything that is recorded.
    const fn first_day(&self) -> i64 {
        BACK + 360
    }

    /// One person's day: two or three entries on the cases they lead, and some of the office's own time.
    async fn worked(&self, who: &str, ago: i64, cases: &[CaseRow]) -> Result<()> {
        self.go_to(ago, 17)?;
        let caller = self.by(who)?;
        let theirs: Vec<&CaseRow> = cases
            .iter()
            .filter(|case| case.lead.as_ref().is_some_and(|lead| lead.id == caller.staff_id()))
            .collect();
        if theirs.is_empty() {
            return Ok(());
        }
        let on = self.day(ago)?.to_string();
        for nth in 0..2 + self.below(2) {
            let case = theirs[(ago as usize * 3 + nth * 5) % theirs.len()].id;
            let (time, narrative) = self.pick(&WORK);
            self.entry(&caller, Some(case), &on, time, narrative).await?;
        }
        if self.below(4) == 0 {
            self.entry(&caller, None, &on, "0.5", "Partners’ meeting").await?;
        }
        if self.below(9) == 0 {
            let (amount, description) = self.pick(&OUTLAYS);
            let form = ExpenseForm {
                on,
                amount: amount.into(),
                description: description.into(),
                ..ExpenseForm::default()
            };
            let case = theirs[ago as usize % theirs.len()].id;
            unless_closed(billing::record_expense(&caller, case, &form).await)?;
        }
        Ok(())
    }

    async fn entry(
        &self,
        caller: &crate::Caller,
        case: Option<CaseId>,
        on: &str,
        time: &str,
        narrative: &str,
    ) -> Result<()> {
        let form = TimeForm {
            on: on.into(),
            time: time.into(),
            narrative: narrative.into(),
            ..TimeForm::default()
        };
        unless_closed(billing::record(caller, case, &form, Of::DaySheet).await)
    }
}

/// A case that was closed since, or a wall that was raised, has no more time.
fn unless_closed<T>(done: Result<T>) -> Result<()> {
    match done {
        Ok(_) | Err(Error::Refused(_) | Error::NotFound | Error::Invalid(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
