//! Whom of a client the office lets in: invited, changed, ended at once.

use std::collections::HashMap;

use domain::access::act;
use domain::forms::{Choice, FieldErrors};
use domain::frame::Frame;
use domain::ids::{ClientId, MembershipId};
use domain::portal::{
    AccessContext, AccessForm, AccessRow, Invitation, InvitationContext, InvitationForm,
};
use domain::representatives::RepresentativeKind;
use uuid::Uuid;

use super::pin;
use crate::audit::{self, Event, Resource};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, access, clients, contacts, frame};

/// Who uses the portal for these records of one client, and after them who did.
pub(crate) async fn of_client(
    tx: &mut Tx,
    records: &[Uuid],
    zone: &Region,
) -> Result<Vec<AccessRow>> {
    let invitations: HashMap<Uuid, String> = sqlx::query!(
        r#"select i.membership_id as "membership_id!", i.state as "state!"
        from unnest($1::uuid[]) as k (id) cross join lateral portal_invitations(k.id) as i"#,
        records
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(|row| (row.membership_id, row.state))
    .collect();
    let rows = sqlx::query!(
        r#"select m.id, m.client_id, p.name, p.email, r.kind as "kind?", m.sees_money, m.writes, m.since, m.until,
            p.seen_at as "seen_at?",
            m.until is not null or (m.representative_id is not null and (r.id is null or r.ended_at is not null
                or r.until < (select office_today()))) as "past!"
        from portal_memberships m join portal_people p on p.id = m.person_id
        left join representatives r on r.id = m.representative_id
        where m.client_id = any ($1)
        order by m.until is not null, m.since desc, m.id"#,
        records
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut rows: Vec<_> = rows
        .into_iter()
        .map(|row| AccessRow {
            id: MembershipId(row.id),
            client: ClientId(row.client_id),
            name: row.name,
            email: row.email,
            in_whose_name: match row.kind.as_deref().and_then(RepresentativeKind::from_word) {
                Some(kind) => kind.label().to_owned(),
                None => "In person".to_owned(),
            },
            sees_money: row.sees_money,
            writes: row.writes,
            since: words::day(row.since.to_jiff(), zone),
            seen: row.seen_at.map(|at| words::instant(at.to_jiff(), zone)),
            until: row.until.map(|at| words::day(at.to_jiff(), zone)),
            past: row.past,
            invitation: invitations.get(&row.id).and_then(|word| Invitation::from_word(word)),
        })
        .collect();
    rows.sort_by_key(|row| row.past);
    Ok(rows)
}

/// # Errors
/// NotFound, Refused.
pub async fn invite_form(
    caller: &Caller,
    id: ClientId,
) -> Result<(Frame, InvitationForm, InvitationContext)> {
    let (mut tx, _permit, _) = access::on_client::<act::InvitePortalPerson>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let client_name = clients::name(&mut tx, id).await?;
    let (discreet, _) = contacts::discretion(&mut tx, id, false).await?;
    let speak = sqlx::query!(
        "select id, kind, name from representatives
        where client_id = $1 and ended_at is null and since <= (select office_today())
            and (until is null or until >= (select office_today()))
        order by since, id",
        id.0
    )
    .fetch_all(&mut *tx)
    .await?;
    let address = sqlx::query_scalar!(
        "select value from client_contacts
        where client_id = $1 and channel = 'email' and purpose = 'general' and until is null
        order by preferred desc, position limit 1",
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    let person = std::iter::once(Choice {
        value: String::new(),
        label: format!("{client_name}, in person"),
    });
    let others = speak.into_iter().map(|row| {
        let right = RepresentativeKind::from_word(&row.kind).map_or("", RepresentativeKind::label);
        Choice {
            value: row.id.to_string(),
            label: format!("{}, {}", row.name, right.to_lowercase()),
        }
    });
    let whom = person.chain(others).collect();
    let form = InvitationForm {
        name: client_name.clone(),
        // whoever reads that mailbox must not learn of it: a safe address is typed
        email: address.filter(|_| !discreet).unwrap_or_default(),
        writes: "on".into(),
        ..InvitationForm::default()
    };
    Ok((frame, form, InvitationContext { client: id, client_name, whom, discreet }))
}

/// Lets somebody in. The same address is the same person, whoever they act for. Answers the access where they need a number
/// for a PIN besides.
///
/// # Errors
/// Invalid, Conflict.
pub async fn invite(
    caller: &Caller,
    id: ClientId,
    form: &InvitationForm,
) -> Result<Option<MembershipId>> {
    let (mut tx, permit, _) = access::on_client::<act::InvitePortalPerson>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let new = form.parse(&mut errors).ok_or(Error::Invalid(errors))?;
    let membership = MembershipId(caller.id());
    let said = sqlx::query_scalar!(
        r#"select invite_to_portal($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as "said!""#,
        caller.id(),
        membership.0,
        caller.id(),
        caller.id(),
        permit.subject().0,
        new.representative.map(|it| it.0) as Option<Uuid>,
        new.name,
        new.email.as_str(),
        new.money,
        new.writes
    )
    .fetch_one(&mut *tx)
    .await?;
    match said.as_str() {
        "done" => {}
        "alias" => {
            return Err(Error::Conflict(
                "This record is an alias. Invite people from the record that is kept.".into(),
            ));
        }
        "not_theirs" => {
            let why = "That right has ended. Choose somebody who speaks for the client now.";
            return Err(Error::invalid("whom", why));
        }
        "other_name" => {
            let why = "Somebody of another name uses the portal with this address. Check it with the client before you go on.";
            return Err(Error::invalid("email", why));
        }
        "has_access" => {
            let why = "This address has access for the client already.";
            return Err(Error::invalid("email", why));
        }
        other => return Err(Error::internal(format!("invited, and {other}"))),
    }
    let event = Event::new("invite-portal-person", Resource::Client(id))
        .with("membership", membership.to_string())
        .with("money", new.money)
        .with("writes", new.writes);
    audit::record(&mut tx, event).await?;
    let zone = caller.zone(&mut tx).await?;
    let pin = pin::standing(&mut tx, caller.office(), membership, permit.subject(), &zone).await?;
    let needs = pin.is_some_and(|pin| pin.since.is_none() && pin.start.is_none());
    tx.commit().await?;
    Ok(needs.then_some(membership))
}

/// # Errors
/// NotFound, and for an access that has ended.
pub async fn change_form(
    caller: &Caller,
    id: ClientId,
    membership: MembershipId,
) -> Result<(Frame, AccessForm, AccessContext)> {
    let (mut tx, permit, _) = access::on_client::<act::InvitePortalPerson>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let client_name = clients::name(&mut tx, id).await?;
    let rows = of_client(&mut tx, &[permit.subject().0], &zone).await?;
    let row = rows.into_iter().find(|row| row.id == membership && row.until.is_none());
    let row = row.ok_or(Error::NotFound)?;
    // an alias's row stands under the record that is kept
    let pin = pin::standing(&mut tx, caller.office(), membership, row.client, &zone).await?;
    tx.commit().await?;
    let on = |yes: bool| if yes { "on".to_owned() } else { String::new() };
    let form = AccessForm { money: on(row.sees_money), writes: on(row.writes) };
    Ok((frame, form, AccessContext { client: id, client_name, row, pin }))
}

/// Says what somebody may see and do from now on.
///
/// # Errors
/// NotFound for an access that has ended.
pub async fn change(
    caller: &Caller,
    id: ClientId,
    membership: MembershipId,
    form: &AccessForm,
) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::InvitePortalPerson>(caller, id).await?;
    let (money, writes) = (form.money == "on", form.writes == "on");
    sqlx::query!(
        "select change_portal_access($1, $2, $3, $4)",
        membership.0,
        permit.subject().0,
        money,
        writes
    )
    .execute(&mut *tx)
    .await?;
    let event = Event::new("change-portal-access", Resource::Client(id))
        .with("membership", membership.to_string())
        .with("money", money)
        .with("writes", writes);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Sends the invitation once more; links of those before it end.
///
/// # Errors
/// NotFound for an access that has ended; Conflict while one is on its way.
pub async fn invite_again(caller: &Caller, id: ClientId, membership: MembershipId) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::InvitePortalPerson>(caller, id).await?;
    let made = sqlx::query_scalar!(
        r#"select invite_to_portal_again($1, $2, $3, $4) as "made!""#,
        membership.0,
        permit.subject().0,
        caller.id(),
        caller.id()
    )
    .fetch_one(&mut *tx)
    .await?;
    if !made {
        return Err(Error::Conflict("An invitation is on its way already.".into()));
    }
    let event = Event::new("invite-portal-person-again", Resource::Client(id))
        .with("membership", membership.to_string());
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Ends it at once: every session and every link of that person ends with it.
///
/// # Errors
/// NotFound for an access that has ended.
pub async fn end(caller: &Caller, id: ClientId, membership: MembershipId) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::EndPortalAccess>(caller, id).await?;
    sqlx::query!("select end_portal_access($1, $2)", membership.0, permit.subject().0)
        .execute(&mut *tx)
        .await?;
    let event = Event::new("end-portal-access", Resource::Client(id))
        .with("membership", membership.to_string());
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
