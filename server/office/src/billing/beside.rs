//! What is unbilled and owed of cases, for the pages of a case and of a client. Read with the caller's own rights:
//! whoever calls here has asked whether these invoices are the caller's to see.

use domain::billing::beside::{Beside, Owing};
use domain::money::Money;
use serde::Deserialize;
use uuid::Uuid;

use super::standing::currency;
use crate::access::{Finder, sight};
use crate::words::Region;
use crate::{Result, Tx};

/// A row of `money_of()`; minor units.
#[derive(Debug, Deserialize)]
pub(crate) struct Sums {
    currency: String,
    minutes: i64,
    unbilled: i64,
    left_to_pay: i64,
    overdue: i64,
    drafts: i64,
}

impl Sums {
    fn owing(&self) -> Result<Owing> {
        let money = |minor| Ok::<_, crate::Error>(Money::new(minor, currency(&self.currency)?));
        Ok(Owing {
            minutes: self.minutes,
            unbilled: money(self.unbilled)?,
            left: money(self.left_to_pay)?,
            overdue: money(self.overdue)?,
            drafts: self.drafts,
        })
    }
}

pub(crate) fn in_words(sums: &[Sums], region: &Region) -> Result<Beside> {
    let owing: Result<Vec<Owing>> = sums.iter().map(Sums::owing).collect();
    Ok(Beside { owing: owing?, locale: region.locale })
}

/// Of these cases, by currency.
pub(crate) async fn of_cases(tx: &mut Tx, cases: &[Uuid], region: &Region) -> Result<Beside> {
    let rows = sqlx::query_as!(
        Sums,
        r#"select currency as "currency!", minutes as "minutes!", unbilled as "unbilled!", left_to_pay as "left_to_pay!",
            overdue as "overdue!", drafts as "drafts!"
        from money_of($1)"#,
        cases
    )
    .fetch_all(&mut **tx)
    .await?;
    in_words(&rows, region)
}

/// Of all cases of these records of one client.
pub(crate) async fn of_clients(tx: &mut Tx, clients: &[Uuid], region: &Region) -> Result<Beside> {
    let sees = sight(tx.caller(), Finder::Invoices);
    let cases = sqlx::query_scalar!(
        r#"select id as "id!" from case_billing
        where client_id = any ($1) and ($2 or id = any ((select my_cases_from(3::smallint))::uuid[]))
            and ($3 or id <> all ((select my_walls())::uuid[]))"#,
        clients,
        sees.everything,
        sees.unscreened
    )
    .fetch_all(&mut **tx)
    .await?;
    of_cases(tx, &cases, region).await
}
