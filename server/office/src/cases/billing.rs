//! Billing's view of cases: number, client, open or closed. A relation of its own in the database;
//! titles name parties, so they are not in it.

use domain::access::{Act, Permit, act};
use domain::billing::beside::Beside;
use domain::cases::{CaseBillingPage, CaseFilter, CaseRow, CaseView};
use domain::frame::Framed;
use domain::ids::{CaseId, ClientId};
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use jiff_sqlx::{Date, ToSqlx};
use uuid::Uuid;

use super::store::{normal, split_key};
use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::billing::{beside, terms_line};
use crate::{Caller, Error, Result, Tx, frame, payers};

pub(super) async fn show(caller: &Caller, id: CaseId) -> Result<Framed<CaseView>> {
    let (mut tx, permit, _) = access::on_case::<act::SeeCaseBilling>(caller, id).await?;
    audit::record(&mut tx, Event::new(act::SeeCaseBilling::ACTION.word(), Resource::Case(id)))
        .await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let payers = payers::of_case(&mut tx, id, &zone).await?;
    let money = beside::of_cases(&mut tx, &[id.0], &zone).await?;
    let fees = terms_line(&mut tx, id, &zone).await?;
    let page = CaseBillingPage { payers, money, fees, ..summary(&mut tx, permit).await? };
    tx.commit().await?;
    Ok(Framed { frame, body: CaseView::Billing(page) })
}

async fn summary(tx: &mut Tx, permit: Permit<act::SeeCaseBilling>) -> Result<CaseBillingPage> {
    let row = sqlx::query!(
        r#"select c.id as "id!", c.number as "number!", c.client_id as "client_id!", k.name as "client!",
            k.discreet, c.opened_on as "opened_on!", c.closed_on
        from case_billing c join clients k on k.id = c.client_id where c.id = $1"#,
        permit.subject().0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let locale = tx.caller().clone().zone(tx).await?.locale;
    Ok(CaseBillingPage {
        id: CaseId(row.id),
        number: row.number,
        client_id: ClientId(row.client_id),
        client: row.client,
        discreet: row.discreet,
        payers: Vec::new(),
        money: Beside::default(),
        fees: String::new(),
        opened_on: locale.day(row.opened_on.to_jiff()),
        closed_on: row.closed_on.map(|on| locale.day(on.to_jiff())),
    })
}

pub(super) async fn list(tx: &mut Tx, filter: &CaseFilter) -> Result<Rows<CaseRow>> {
    page(tx, &normal(filter), None).await
}

pub(super) async fn rows_of_clients(tx: &mut Tx, clients: &[Uuid]) -> Result<Vec<CaseRow>> {
    let filter = CaseFilter { state: "all".into(), ..CaseFilter::default() };
    Ok(page(tx, &filter, Some(clients)).await?.rows)
}

async fn page(tx: &mut Tx, filter: &CaseFilter, clients: Option<&[Uuid]>) -> Result<Rows<CaseRow>> {
    let sees = sight(tx.caller(), Finder::Cases);
    let after = split_key(&filter.after)
        .and_then(|(key, id)| Some((domain::text::parse_date(&key).ok()?.to_sqlx(), id)));
    let rows = sqlx::query!(
        r#"with matching as not materialized (
            select c.id, c.number, c.client_id, k.name as client, c.opened_on, c.closed_on
            from case_billing c join clients k on k.id = c.client_id
            where $1 and ($2 or c.id <> all ((select my_walls())::uuid[]))
                and ($3 = 'all' or ($3 = 'closed') = (c.closed_on is not null))
                and not exists (select from unnest($4::text[]) as word
                    where position(word in lower(c.number || ' ' || k.name)) = 0)
                and ($5::uuid[] is null or c.client_id = any ($5))
        )
        select id as "id!", number as "number!", client_id as "client_id!", client as "client!",
            opened_on as "opened_on!", closed_on as "closed_on?",
            (select count(*) from (select from matching limit $9) as counted) as "total!"
        from matching
        where $6 or (opened_on, id) < ($7, $8)
        order by opened_on desc, id desc limit $10"#,
        sees.everything,
        sees.unscreened,
        filter.state,
        &domain::text::search_words(&filter.q),
        clients,
        after.is_none(),
        after.map(|(key, _)| key) as Option<Date>,
        after.map(|(_, id)| id),
        COUNT_CAP + 1,
        PAGE_ROWS + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let locale = tx.caller().clone().zone(tx).await?.locale;
    let total = rows.first().map_or(0, |row| row.total);
    let rows = rows
        .into_iter()
        .map(|row| CaseRow {
            id: CaseId(row.id),
            number: row.number,
            title: None,
            client: row.client,
            client_id: ClientId(row.client_id),
            practice_area: None,
            stage: None,
            lead: None,
            opened_on: locale.day(row.opened_on.to_jiff()),
            closed_on: row.closed_on.map(|on| locale.day(on.to_jiff())),
        })
        .collect();
    Ok(Rows::cut(rows, total, |row| format!("{}~{}", row.id, row.opened_on.date)))
}
