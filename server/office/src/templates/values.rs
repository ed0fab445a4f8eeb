//! What a case has to fill a template with: what its reader sees of it, and nothing else.

use std::collections::BTreeMap;

use domain::frame::Frame;
use domain::ids::CaseId;
use domain::templates::Blank;

use crate::{Error, Result, Tx, clients, words};

/// A value for each placeholder; empty where nothing is on file.
pub(super) async fn of(
    tx: &mut Tx,
    case: CaseId,
    frame: &Frame,
) -> Result<BTreeMap<Blank, String>> {
    let caller = tx.caller().clone();
    let region = caller.zone(tx).await?;
    let row = sqlx::query!(
        r#"select c.number, c.title, c.practice_area, c.opened_on, c.court, c.court_reference, c.client_id, k.name as client,
            coalesce((select s.name from case_team t join staff s on s.id = t.staff_id
                where t.case_id = c.id and t.level = 'lead' and (t.until is null or t.until > office_now()) limit 1), '') as "lead!"
        from cases c join clients k on k.id = c.client_id where c.id = $1"#,
        case.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let office =
        sqlx::query!("select name, address from office_settings").fetch_one(&mut **tx).await?;
    let contacts = contacts(tx, row.client_id).await?;
    let contact = |channel: &str| contacts.get(channel).cloned().unwrap_or_default();
    let (names, counsel) = opposing(tx, case).await?;
    let values = Blank::ALL.iter().map(|blank| {
        let value = match blank {
            Blank::ClientName => row.client.clone(),
            Blank::ClientAddress => contact("post"),
            Blank::ClientEmail => contact("email"),
            Blank::ClientPhone => clients::shown_phone(&contact("phone")),
            Blank::CaseNumber => row.number.clone(),
            Blank::CaseTitle => row.title.clone(),
            Blank::CaseArea => row.practice_area.clone(),
            Blank::CaseOpened => region.date(row.opened_on.to_jiff()),
            Blank::CaseCourt => row.court.clone(),
            Blank::CaseReference => row.court_reference.clone(),
            Blank::CaseLead => row.lead.clone(),
            Blank::OpposingParties => names.clone(),
            Blank::OpposingCounsel => counsel.clone(),
            Blank::OfficeName => office.name.clone(),
            Blank::OfficeAddress => office.address.clone(),
            Blank::WriterName => frame.me.name.clone(),
            Blank::Today => region.date(words::today(caller.now(), &region)),
        };
        (*blank, value)
    });
    Ok(values.collect())
}

/// The client's first good way by each channel, not those for invoices.
async fn contacts(tx: &mut Tx, client: uuid::Uuid) -> Result<BTreeMap<String, String>> {
    let rows = sqlx::query!(
        "select distinct on (k.channel) k.channel, k.value from client_contacts k
        where k.client_id = $1 and k.purpose = 'general' and k.until is null
            and (k.valid_from is null or k.valid_from <= office_today())
            and (k.valid_until is null or k.valid_until >= office_today())
        order by k.channel, k.preferred desc, k.position",
        client
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.channel, row.value)).collect())
}

/// Those the case is against, and who represents them.
async fn opposing(tx: &mut Tx, case: CaseId) -> Result<(String, String)> {
    let rows = sqlx::query!(
        "select p.name, p.counsel from parties p
        where p.case_id = $1 and p.role = 'opposing' and p.until is null order by p.since, p.id",
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let together = |all: Vec<&str>| {
        all.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
    };
    Ok((
        together(rows.iter().map(|row| row.name.as_str()).collect()),
        together(rows.iter().map(|row| row.counsel.as_str()).collect()),
    ))
}
