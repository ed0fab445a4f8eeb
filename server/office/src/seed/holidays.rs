//! The days on which the demo office is closed: the next of each.

use domain::settings::HolidayForm;
use jiff::civil::date;

use super::Seed;
use crate::{Result, hours};

impl Seed {
    pub(super) async fn holidays(&self) -> Result<()> {
        self.go_to(35, 9)?;
        let miriam = self.by("Miriam")?;
        for (month, day, name) in
            [(1, 1, "New Year’s Day"), (7, 4, "Independence Day"), (12, 25, "Christmas Day")]
        {
            let this_year = date(self.today.year(), month, day);
            let on = match this_year < self.today {
                true => date(self.today.year() + 1, month, day),
                false => this_year,
            };
            let form = HolidayForm { on: on.to_string(), name: name.into() };
            hours::add_holiday(&miriam, &form).await?;
        }
        Ok(())
    }
}
