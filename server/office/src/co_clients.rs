//! Clients who are in a case together: added by whoever manages the case, and separated at once.

use domain::access::act;
use domain::co_clients::{CaseClientRow, CaseClients, CoClientForm};
use domain::forms::{Choice, FieldErrors};
use domain::frame::Frame;
use domain::ids::{CaseId, ClientId};
use domain::text;

use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access, cases, frame, words};

/// Offered where a name fits more than one.
const MOST_FOUND: i64 = 8;

/// # Errors
/// NotFound, Refused.
pub async fn page(caller: &Caller, id: CaseId) -> Result<(Frame, CoClientForm, CaseClients)> {
    let (mut tx, permit, _) = access::on_case::<act::ManageTeam>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let case = cases::facts_seen(&mut tx, permit.subject()).await?;
    let rows = sqlx::query!(
        r#"select client_id as "id!", name as "name!", own as "own!", since as "since!", until, seen as "seen!"
        from case_clients_told($1)"#,
        permit.subject().0
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let rows = rows
        .into_iter()
        .map(|row| CaseClientRow {
            id: ClientId(row.id),
            name: row.name,
            own: row.own,
            since: words::day(row.since.to_jiff(), &zone),
            until: row.until.map(|at| words::day(at.to_jiff(), &zone)),
            seen: row.seen,
        })
        .collect();
    Ok((frame, CoClientForm::default(), CaseClients { case, rows }))
}

/// Lets a client see what is shared in this case with them.
///
/// # Errors
/// Invalid for a name that is nobody's, several people's, in the case already, or that of a party against it.
pub async fn add(caller: &Caller, id: CaseId, form: &CoClientForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::ManageTeam>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let client = meant(&mut tx, form, &mut errors).await?;
    let Some(client) = client.filter(|_| errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    let done = sqlx::query_scalar!("select add_co_client($1, $2)", permit.subject().0, client.0)
        .fetch_one(&mut *tx)
        .await?;
    match done.as_deref() {
        Some("done") => {}
        Some("there") => {
            return Err(Error::invalid("name", "This client is in the case already.".to_owned()));
        }
        Some("screened") => {
            return Err(Error::invalid(
                "name",
                "This client cannot be in the case with its present team. Ask the conflicts partner.".to_owned(),
            ));
        }
        _ => {
            return Err(Error::invalid(
                "name",
                "This client stands against the case, as an opposing party. They cannot be in it together."
                    .to_owned(),
            ));
        }
    }
    let event = Event::new("add-co-client", Resource::Case(id))
        .by_grant(ground.grant)
        .with("client", client.to_string());
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Ends at once what they see of each other's.
///
/// # Errors
/// Conflict where that was done.
pub async fn separate(caller: &Caller, id: CaseId, client: ClientId) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::ManageTeam>(caller, id).await?;
    sqlx::query!("select separate_co_client($1, $2)", permit.subject().0, client.0)
        .execute(&mut *tx)
        .await?;
    let event = Event::new("separate-co-client", Resource::Case(id))
        .by_grant(ground.grant)
        .with("client", client.to_string());
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// The client in the caller's sight of that name.
async fn meant(
    tx: &mut Tx,
    form: &CoClientForm,
    errors: &mut FieldErrors,
) -> Result<Option<ClientId>> {
    let name = text::line(&form.name).and_then(|name| match name.is_empty() {
        true => Err("Enter the name of the client, as it is on file.".to_owned()),
        false => Ok(name),
    });
    let Some(name) = errors.take("name", name) else { return Ok(None) };
    let found = sqlx::query!(
        "select id, name, created_at from clients where lower(name) = lower($1) order by created_at, id limit $2",
        name,
        MOST_FOUND
    )
    .fetch_all(&mut **tx)
    .await?;
    let picked = found.iter().find(|row| row.id.to_string() == form.picked);
    match (found.as_slice(), picked) {
        ([], _) => {
            errors.add("name", "No client of that name is on file where you can see it.");
            Ok(None)
        }
        ([only], _) => Ok(Some(ClientId(only.id))),
        (_, Some(picked)) => Ok(Some(ClientId(picked.id))),
        (several, None) => {
            let zone = tx.caller().clone().zone(tx).await?;
            let choices = several
                .iter()
                .map(|row| Choice {
                    value: row.id.to_string(),
                    label: format!(
                        "{}, on file since {}",
                        row.name,
                        words::day(row.created_at.to_jiff(), &zone)
                    ),
                })
                .collect();
            errors.add_linked(
                "name",
                "Several are on file by that name. Choose below who it is.",
                choices,
            );
            Ok(None)
        }
    }
}
