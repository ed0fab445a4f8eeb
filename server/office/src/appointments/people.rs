//! Who can be asked to an appointment. Whoever may not see the case is not asked, and a try leaves a trace: asked
//! again and again, it would tell who is on a team.

use std::collections::BTreeMap;

use domain::forms::{Choice, FieldErrors};
use domain::ids::{CaseId, ClientId, EnquiryId, RepresentativeId, StaffId};
use uuid::Uuid;

use crate::audit::{self, Event, Outcome, Resource};
use crate::{Result, Tx};

/// Whose case, whose client or which enquiry it is about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Of {
    pub case: Option<CaseId>,
    pub client: Option<ClientId>,
    pub enquiry: Option<EnquiryId>,
}

/// Checks everybody of the staff who is named, by the field that names them. Says whether all of them can be asked.
pub(super) async fn fit(
    tx: &mut Tx,
    action: &'static str,
    of: Of,
    named: &[(&str, StaffId)],
    errors: &mut FieldErrors,
) -> Result<bool> {
    let ids: Vec<Uuid> = named.iter().map(|(_, id)| id.0).collect();
    let cannot = sqlx::query!(
        r#"select asked.id as "id!", coalesce(s.name, '') as "name!"
        from unnest($1::uuid[]) as asked (id) left join staff s on s.id = asked.id
        where not may_ask(asked.id, $2, $3, $4)"#,
        &ids,
        of.case.map(|id| id.0) as Option<Uuid>,
        of.client.map(|id| id.0) as Option<Uuid>,
        of.enquiry.map(|id| id.0) as Option<Uuid>
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in &cannot {
        let event = Event::new(action, Resource::Staff(StaffId(row.id))).around(of.case, of.client);
        audit::record(tx, event.outcome(Outcome::Refused)).await?;
        let said = match of {
            Of { case: Some(_), .. } => {
                "is not on the team of that case. Choose somebody who is, or leave the case out."
            }
            Of { client: Some(_), .. } | Of { enquiry: Some(_), .. } => {
                "cannot be asked to this. Choose somebody else."
            }
            Of { .. } => "is not at the office any more. Choose somebody else.",
        };
        let who = if row.name.is_empty() { "This person" } else { row.name.as_str() };
        let fields = named.iter().filter(|(_, id)| id.0 == row.id);
        for (field, _) in fields {
            // in the words of the call slips where one is asked for
            let who = if *field == "staff" { who } else { "This person" };
            errors.add(field, format!("{who} {said}"));
        }
    }
    Ok(cannot.is_empty())
}

/// Everybody at the office now; of a case or an enquiry that the caller works on, those who may see it.
pub(super) async fn choices(tx: &mut Tx, of: Of, narrowed: bool) -> Result<Vec<Choice>> {
    let of = if narrowed { of } else { Of::default() };
    let rows = sqlx::query!(
        "select s.id, s.name from staff s join staff_roles r on r.staff_id = s.id and r.until is null
        where in_force(s.id) and (($1::uuid is null and $3::uuid is null) or may_ask(s.id, $1, $2, $3))
        order by s.name, s.id",
        of.case.map(|id| id.0) as Option<Uuid>,
        of.client.map(|id| id.0) as Option<Uuid>,
        of.enquiry.map(|id| id.0) as Option<Uuid>
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name }).collect())
}

/// Who speaks for the client.
pub(super) async fn representatives(tx: &mut Tx, client: Option<ClientId>) -> Result<Vec<Choice>> {
    let Some(client) = client else { return Ok(Vec::new()) };
    let rows = sqlx::query!(
        r#"select id as "id!", name as "name!" from representatives_to_ask($1)"#,
        client.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name }).collect())
}

/// Those of the form that speak for the client.
pub(super) async fn named_representatives(
    tx: &mut Tx,
    client: Option<ClientId>,
    typed: &[String],
    errors: &mut FieldErrors,
) -> Result<Vec<RepresentativeId>> {
    let typed: Vec<&String> = typed.iter().filter(|id| !id.is_empty()).collect();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let known: BTreeMap<String, RepresentativeId> = representatives(tx, client)
        .await?
        .into_iter()
        .filter_map(|choice| Some((choice.value.clone(), choice.value.parse().ok()?)))
        .collect();
    let mut all = Vec::new();
    for id in typed {
        match known.get(id) {
            Some(id) if !all.contains(id) => all.push(*id),
            Some(_) => {}
            None => errors.add(
                "representatives",
                "This person does not speak for the client any more. Choose somebody who does.",
            ),
        }
    }
    Ok(all)
}
