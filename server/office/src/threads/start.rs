//! Beginning to write with a client of a case: the client and the people are chosen, and what it says is compared.

use domain::access::{Action, Role, Standing, act, may};
use domain::forms::FieldErrors;
use domain::frame::Frame;
use domain::ids::{CaseId, ClientId, MembershipId, ThreadId};
use domain::threads::{About, Reader, ReaderClient, Start, StartContext, StartForm};
use uuid::Uuid;

use super::Sent;
use super::judge::{Judged, judge};
use super::read::number;
use crate::access::on_case;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, frame, sharing};

/// The form, and who can be written to. Nobody is chosen beforehand.
///
/// # Errors
/// NotFound, Refused.
pub async fn start_form(caller: &Caller, id: CaseId) -> Result<(Frame, StartForm, StartContext)> {
    let (mut tx, permit, ground) = on_case::<act::StartThread>(caller, id).await?;
    let event = Event::new("see-messages", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let case = permit.subject();
    let number = number(&mut tx, case).await?;
    let clients = clients(&mut tx, case).await?;
    tx.commit().await?;
    let billing_only = caller.role() == Role::Billing;
    let about = if billing_only { About::Billing } else { About::Case };
    let form = StartForm {
        key: caller.id().to_string(),
        about: about.word().into(),
        ..StartForm::default()
    };
    let case_only = !sees_money(caller, &ground.standing);
    Ok((frame, form, StartContext { case, number, clients, billing_only, case_only }))
}

/// The clients who are in a case now, with whoever uses the portal for each.
pub(super) async fn clients(tx: &mut Tx, case: CaseId) -> Result<Vec<ReaderClient>> {
    let rows = sqlx::query!(
        r#"select client_id as "client_id!", client_name as "client_name!", membership_id as "membership_id?", name as "name?",
            acts_as as "acts_as!", sees_money as "sees_money?"
        from thread_people($1)"#,
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut clients: Vec<ReaderClient> = Vec::new();
    for row in rows {
        let id = ClientId(row.client_id);
        if clients.last().is_none_or(|client| client.id != id) {
            clients.push(ReaderClient { id, name: row.client_name, people: Vec::new() });
        }
        if let (Some(membership), Some(name), Some(client)) =
            (row.membership_id, row.name, clients.last_mut())
        {
            client.people.push(Reader {
                id: MembershipId(membership),
                name,
                acts_as: sharing::acts_as(&row.acts_as).into(),
                sees_money: row.sees_money.unwrap_or_default(),
            });
        }
    }
    Ok(clients)
}

/// Begins a thread with its first message. The responsible attorney takes part in each.
///
/// # Errors
/// Refused, Invalid; Conflict where it names a client the caller may not see, or something changed meanwhile.
pub async fn start(caller: &Caller, id: CaseId, form: &StartForm) -> Result<Sent> {
    let (mut tx, permit, ground) = on_case::<act::StartThread>(caller, id).await?;
    let asked = read(caller, form, &ground.standing)?;
    if is_there(&mut tx, asked.thread, permit.subject()).await? {
        tx.commit().await?;
        return Ok(Sent::Done(asked.thread));
    }
    let names = chosen(&clients(&mut tx, permit.subject()).await?, &asked)?;
    tx.commit().await?;
    let text = format!("{}\n{}", asked.subject, asked.body);
    let anyway = |errors: &mut FieldErrors| form.anyway(&names, errors);
    let warned = form.warned.as_str();
    let because = match judge(caller, text, &[], (id, asked.client), warned, anyway).await? {
        Judged::Goes(because) => because,
        Judged::Warned(words) => return Ok(Sent::Warned(words)),
    };

    let (mut tx, permit, ground) = on_case::<act::StartThread>(caller, id).await?;
    let people: Vec<Uuid> = asked.people.iter().map(|id| id.0).collect();
    // of the caller, of each of these, and of the responsible attorney
    let seats: Vec<Uuid> = (0..people.len() + 2).map(|_| caller.id()).collect();
    let is_new = sqlx::query_scalar!(
        r#"select start_thread($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as "new!""#,
        asked.thread.0,
        caller.id(),
        &seats,
        permit.subject().0,
        asked.client.0,
        asked.about.word(),
        asked.subject,
        &people,
        asked.body,
        because
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(moved_on)?;
    if is_new {
        let event = Event::new("start-thread", Resource::Thread(asked.thread))
            .around(Some(id), Some(asked.client))
            .by_grant(ground.grant)
            .with("people", people.len());
        audit::record(&mut tx, reasoned(event, because)).await?;
    }
    tx.commit().await?;
    Ok(Sent::Done(asked.thread))
}

fn reasoned(event: Event, because: Option<String>) -> Event {
    match because {
        Some(because) => event.named("write-message-anyway").with("reason", because),
        None => event,
    }
}

fn moved_on(error: sqlx::Error) -> Error {
    match Error::from(error) {
        Error::Conflict(_) => Error::Conflict(
            "This was not sent: who can be written to changed while you wrote. Open the page again.".into(),
        ),
        error => error,
    }
}

/// What is about invoices is for those who may see them.
fn sees_money(caller: &Caller, standing: &Standing) -> bool {
    may(caller.role(), Action::SeeBalances, standing)
}

fn read(caller: &Caller, form: &StartForm, standing: &Standing) -> Result<Start> {
    let mut errors = FieldErrors::default();
    match form.parse(&mut errors) {
        Some(asked) if asked.about == About::Case && caller.role() == Role::Billing => {
            Err(Error::invalid("about", "Billing writes about invoices and payments."))
        }
        Some(asked) if asked.about == About::Billing && !sees_money(caller, standing) => {
            Err(Error::invalid(
                "about",
                "You do not see the invoices of this case. Ask billing to write about them.",
            ))
        }
        Some(asked) if errors.is_empty() => Ok(asked),
        _ => Err(Error::Invalid(errors)),
    }
}

/// Whether a form that was sent twice has been taken.
async fn is_there(tx: &mut Tx, thread: ThreadId, case: CaseId) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from message_threads t where t.id = $1 and t.case_id = $2
            and t.opened_by = office_caller()) as "there!""#,
        thread.0,
        case.0
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(Error::from)
}

/// What those are called who read it.
fn chosen(clients: &[ReaderClient], asked: &Start) -> Result<Vec<String>> {
    let Some(client) = clients.iter().find(|client| client.id == asked.client) else {
        return Err(Error::invalid("client", "Choose a client of this case."));
    };
    asked
        .people
        .iter()
        .map(|id| {
            let person = client.people.iter().find(|person| person.id == *id).ok_or_else(|| {
                let words = format!("Choose from those who use the portal for {}.", client.name);
                Error::invalid("people", words)
            })?;
            match asked.about == About::Case || person.sees_money {
                true => Ok(person.name.clone()),
                false => Err(Error::invalid(
                    "people",
                    format!("{} does not see invoices. Leave them out.", person.name),
                )),
            }
        })
        .collect()
}
