//! The calendar of the demo office: three months back with who came, three months ahead. In its first month a
//! third of those expected did not come, as before there were reminders; after that ever fewer.

use std::collections::HashMap;

use domain::appointments::{
    AppointmentForm, AttendanceForm, DeadlineForm, NewAppointment, RoomForm,
};
use domain::cases::{CaseFilter, CaseRow};
use domain::ids::{AppointmentId, StaffId};
use domain::reminders::ContactForm;
use domain::settings::SettingsForm;
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, ToSpan};

use super::Seed;
use crate::{Error, Result, appointments, cases, reminders, settings};

/// Days back and ahead.
const REACH: i64 = 91;
/// Of a hundred who were expected, how many did not come: in the first month, the second, the third.
const NO_SHOWS: [usize; 3] = [34, 19, 11];
const HOURS: [i8; 4] = [9, 11, 14, 16];
const KINDS: [(&str, &[&str]); 6] = [
    ("consultation", &["First talk", "Options and costs"]),
    ("hearing", &["Status conference", "Motion hearing", "Preliminary conference"]),
    ("deposition", &["Deposition of the client", "Deposition of a witness"]),
    ("meeting", &["Review of the file", "Settlement", "Signing"]),
    ("meeting", &["Preparation", "Next steps"]),
    ("call", &["How it stands", "Questions about the draft"]),
];

impl Seed {
    pub(super) async fn appointments(&self) -> Result<()> {
        self.rooms().await?;
        self.recurring().await?;
        let cases = self.steady_cases().await?;
        if cases.is_empty() {
            return Ok(());
        }
        let mut nth = 0;
        let mut came = HashMap::new();
        for ago in (-REACH..=REACH).rev() {
            let day = self.day(ago)?;
            if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
                continue;
            }
            for hour in HOURS {
                // three of four hours are somebody's
                if self.below(4) == 3 && ago.abs() > 3 {
                    continue;
                }
                let case = &cases[(nth * 7 + self.below(3)) % cases.len()];
                nth += 1;
                came.extend(self.with_a_client(case, day, ago, hour).await?);
            }
        }
        self.deadlines(&cases).await?;
        self.told(REACH - 31, &came).await?;
        self.go_to(0, 8)
    }

    /// Where clients come to and whom they call, and the rooms.
    async fn rooms(&self) -> Result<()> {
        self.go_to(REACH + 30, 9)?;
        let miriam = self.by("Miriam")?;
        let (_, office, _) = settings::form(&miriam).await?;
        let address = "212 Quay Street, Suite 4\nNew York, NY 10005".into();
        settings::save(&miriam, &SettingsForm { address, ..office }).await?;
        let (_, contact) = reminders::contact(&miriam).await?;
        let contact = ContactForm {
            phone: "(212) 555-0140".into(),
            urgent_phone: "(212) 555-0199".into(),
            ..contact
        };
        reminders::save_contact(&miriam, &contact).await?;
        for name in ["Harbor room", "Library", "Small meeting room"] {
            appointments::add_room(&miriam, &RoomForm { name: name.into() }).await?;
        }
        Ok(())
    }

    /// What repeats: the partners' meeting, and an afternoon that Nkechi keeps free.
    async fn recurring(&self) -> Result<()> {
        self.go_to(REACH + 7, 10)?;
        let monday = self.on_or_after(self.day(REACH)?, Weekday::Monday);
        let mut staff = Vec::new();
        for name in ["Tomás", "Nkechi", "Jonas"] {
            staff.push(self.id(name)?.to_string());
        }
        let meeting = AppointmentForm {
            kind: "meeting".into(),
            title: "Attorneys’ meeting".into(),
            staff,
            ..Seed::slot(self.id("Miriam")?, monday, 12)
        };
        appointments::book(&self.by("Miriam")?, &weekly(meeting)).await?;
        let thursday = self.on_or_after(self.day(REACH)?, Weekday::Thursday);
        let free = AppointmentForm {
            kind: "personal".into(),
            title: "School pick-up".into(),
            ..Seed::slot(self.id("Nkechi")?, thursday, 15)
        };
        appointments::book(&self.by("Nkechi")?, &weekly(free)).await?;
        Ok(())
    }

    fn on_or_after(&self, day: Date, weekday: Weekday) -> Date {
        let ahead = i64::from(day.weekday().until(weekday));
        day.saturating_add(ahead.days())
    }

    fn slot(owner: StaffId, day: Date, hour: i8) -> AppointmentForm {
        AppointmentForm {
            owner: owner.to_string(),
            date: day.to_string(),
            starts: format!("{hour}:00"),
            ends: format!("{}:00", hour + 1),
            anyway: "on".into(),
            ..AppointmentForm::default()
        }
    }

    /// Cases that have been open all the time, oldest first.
    pub(super) async fn steady_cases(&self) -> Result<Vec<CaseRow>> {
        self.go_to(0, 8)?;
        let miriam = self.by("Miriam")?;
        let before = self.day(REACH + 14)?;
        let mut all = Vec::new();
        let mut filter = CaseFilter::default();
        loop {
            let page = cases::list(&miriam, filter.clone()).await?.body.page;
            all.extend(page.rows.into_iter().filter(|case| case.opened_on.date < before));
            match page.next {
                Some(next) => filter.after = next,
                None => break,
            }
        }
        all.sort_by(|a, b| a.number.cmp(&b.number));
        Ok(all)
    }

    /// Says how it went, where that was recorded.
    async fn with_a_client(
        &self,
        case: &CaseRow,
        day: Date,
        ago: i64,
        hour: i8,
    ) -> Result<Option<(AppointmentId, &'static str)>> {
        let Some(lead) = &case.lead else { return Ok(None) };
        let (kind, titles) = self.pick(&KINDS);
        let booked = (3 + self.below(18)) as i64;
        let court = matches!(kind, "hearing" | "deposition");
        self.go_to((ago + booked).max(1), 10 + self.below(6) as i8)?;
        let miriam = self.by("Miriam")?;
        let form = AppointmentForm {
            kind: kind.into(),
            case: case.number.clone(),
            title: self.pick(titles).into(),
            with_client: "on".into(),
            place: if court { "County courthouse, Part 12".into() } else { String::new() },
            video_url: match (kind, self.below(3)) {
                ("meeting", 0) => "https://meet.pellworthadair.example/room".into(),
                _ => String::new(),
            },
            ..Seed::slot(lead.id, day, hour)
        };
        let id = match appointments::book(&miriam, &form).await {
            Ok(id) => id,
            // whoever led it then does not any more
            Err(Error::Invalid(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        if ago <= 0 {
            return Ok(None);
        }
        Ok(self.who_came(id, ago, hour).await?.map(|outcome| (id, outcome)))
    }

    async fn who_came(
        &self,
        id: AppointmentId,
        ago: i64,
        hour: i8,
    ) -> Result<Option<&'static str>> {
        // the last late hours are still to be recorded
        if ago <= 3 && hour > 14 {
            return Ok(None);
        }
        self.go_to(ago, (hour + 1).min(17))?;
        self.office.clock.advance(SignedDuration::from_mins(self.below(40) as i64));
        let month = usize::try_from((REACH - ago) / 31).unwrap_or_default();
        let missed = NO_SHOWS[month.min(NO_SHOWS.len() - 1)];
        let outcome = match self.below(100) {
            n if n < missed => "no_show",
            n if n < missed + 6 => "cancelled_in_time",
            n if n < missed + 14 => "late",
            _ => "attended",
        };
        let form = AttendanceForm { outcome: outcome.into(), ..AttendanceForm::default() };
        appointments::record_attendance(&self.by("Miriam")?, id, &form).await?;
        Ok(Some(outcome))
    }

    /// On one of four cases something is due: some of it kept and looked over, some not yet, one of it late.
    async fn deadlines(&self, cases: &[CaseRow]) -> Result<()> {
        let miriam = self.by("Miriam")?.staff_id();
        for (nth, case) in cases
            .iter()
            .filter(|case| case.lead.as_ref().is_some_and(|lead| lead.id != miriam))
            .step_by(4)
            .enumerate()
        {
            let Some(lead) = &case.lead else { continue };
            let ago = [-40, 24, -12, 3, -4, 47][nth % 6] - (nth / 6) as i64;
            self.go_to((ago + 30).max(1), 11)?;
            let by = self.by("Miriam")?;
            let link = NewAppointment { case: case.id.to_string(), ..NewAppointment::default() };
            let (_, _, context) = appointments::new_form(&by, &link).await?;
            let backup = context.people.iter().find(|choice| {
                choice.value != lead.id.to_string() && choice.value != miriam.to_string()
            });
            let Some(backup) = backup else { continue };
            let form = AppointmentForm {
                kind: "deadline".into(),
                case: case.number.clone(),
                title: self
                    .pick(&["Answer due", "Brief due", "Disclosure due", "Notice of appeal"])
                    .into(),
                owner: lead.id.to_string(),
                backup: backup.value.clone(),
                checker: miriam.to_string(),
                date: self.day(ago)?.to_string(),
                starts: "17:00".into(),
                anyway: "on".into(),
                ..AppointmentForm::default()
            };
            let id = match appointments::book(&by, &form).await {
                Ok(id) => id,
                Err(Error::Invalid(_)) => continue,
                Err(error) => return Err(error),
            };
            if ago > 3 {
                self.go_to(ago, 15)?;
                let (first, _) = lead.name.split_once(' ').unwrap_or((&lead.name, ""));
                let said = DeadlineForm { note: "Filed.".into(), ..DeadlineForm::default() };
                appointments::finish(&self.by(first)?, id, &said).await?;
                if nth % 6 != 5 {
                    self.later();
                    appointments::check(&self.by("Miriam")?, id, &DeadlineForm::default()).await?;
                }
            }
        }
        Ok(())
    }
}

fn weekly(form: AppointmentForm) -> AppointmentForm {
    AppointmentForm { repeats: "weekly".into(), times: "26".into(), ..form }
}
