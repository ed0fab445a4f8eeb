//! Clients: people and organisations, how to reach them, and their cases as the caller sees them.

use domain::access::{Action, Role, Standing, act, may};
use domain::clients::{
    ClientFilter, ClientForm, ClientFormContext, ClientKind, ClientList, ClientPage, ClientRow,
    ParsedClient,
};
use domain::forms::{Choice, FieldErrors};
use domain::frame::{Frame, Framed};
use domain::ids::ClientId;
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use domain::text;
use jiff_sqlx::{Date, ToSqlx};
use phonenumber::{Mode, country};

use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::billing::beside;
use crate::frame::{self, person};
use crate::{
    Caller, Error, Result, Tx, appointments, cases, contacts, merges, notes, portal,
    representatives, walls, words,
};

/// # Errors
/// As the database says.
pub async fn list(caller: &Caller, filter: ClientFilter) -> Result<Framed<ClientList>> {
    let mut tx = caller.begin().await?;
    let frame = frame::load(&mut tx).await?;
    let page = rows(&mut tx, &filter).await?;
    let filtered = !filter.q.is_empty() || !filter.kind.is_empty() || !filter.after.is_empty();
    let any = !page.rows.is_empty()
        || (filtered && !rows(&mut tx, &ClientFilter::default()).await?.rows.is_empty());
    tx.commit().await?;
    let may_create = access::in_general::<act::CreateClient>(caller);
    Ok(Framed { frame, body: ClientList { filter, page, any, may_create } })
}

async fn rows(tx: &mut Tx, filter: &ClientFilter) -> Result<Rows<ClientRow>> {
    let sees_clients = sight(tx.caller(), Finder::Clients);
    let sees_cases = sight(tx.caller(), Finder::Cases);
    let after = filter
        .after
        .split_once('~')
        .and_then(|(id, key)| Some((key.to_owned(), uuid::Uuid::try_parse(id).ok()?)))
        .filter(|(key, _)| !key.contains('\0'));
    let rows = sqlx::query!(
        r#"with matching as not materialized (
            select k.id, k.kind, k.name, k.sort_name from clients k
            where ($1 or k.id = any ((select my_clients())::uuid[]))
                and ($2 or k.id <> all ((select my_walled_clients())::uuid[]))
                and ($3 = '' or k.kind = $3)
                -- an alias is found under the record that is kept, by whoever sees that one
                and not exists (select from client_merges m where m.alias_id = k.id and m.undone_at is null
                    and ($1 or m.kept_id = any ((select my_clients())::uuid[]))
                    and ($2 or m.kept_id <> all ((select my_walled_clients())::uuid[])))
                -- every word, in the name or in a way to reach the client
                and not exists (select from unnest($4::text[]) as word
                    where position(word in lower(k.name)) = 0
                        and not exists (select from client_contacts c
                            where c.client_id = k.id and c.until is null and position(word in lower(c.value)) > 0)
                        and not exists (select from client_merges m join clients a on a.id = m.alias_id
                            where m.kept_id = k.id and m.undone_at is null and position(word in lower(a.name)) > 0
                                and ($1 or a.id = any ((select my_clients())::uuid[]))
                                and ($2 or a.id <> all ((select my_walled_clients())::uuid[]))))
        )
        select k.id as "id!", k.kind as "kind!", k.name as "name!", k.sort_name as "sort_name!",
            (select count(*) from (select from matching limit $8) as counted) as "total!",
            (select c.value from client_contacts c where c.client_id = k.id and c.until is null and c.channel = 'email'
                    and coalesce(c.valid_from <= (select office_today()), true)
                    and coalesce(c.valid_until >= (select office_today()), true)
                order by c.purpose = 'billing', c.preferred desc, case when c.preferred then c.since end desc, c.position limit 1) as "email?",
            (select c.value from client_contacts c where c.client_id = k.id and c.until is null and c.channel = 'phone'
                    and coalesce(c.valid_from <= (select office_today()), true)
                    and coalesce(c.valid_until >= (select office_today()), true)
                order by c.purpose = 'billing', c.preferred desc, case when c.preferred then c.since end desc, c.position limit 1) as "phone?",
            (select count(*) from case_billing c where c.closed_on is null
                and (c.client_id = k.id or c.client_id in
                    (select m.alias_id from client_merges m where m.kept_id = k.id and m.undone_at is null))
                and ($10 or c.id = any ((select my_cases())::uuid[]))
                and ($11 or c.id <> all ((select my_walls())::uuid[]))) as "open_cases!"
        from (select * from matching where $5 or (sort_name, id) > ($6, $7) order by sort_name, id limit $9) as k
        order by k.sort_name, k.id"#,
        sees_clients.everything,
        sees_clients.unscreened,
        ClientKind::from_word(&filter.kind).map_or("", ClientKind::word),
        &text::search_words(&filter.q),
        after.is_none(),
        after.as_ref().map(|(key, _)| key.clone()),
        after.map(|(_, id)| id),
        COUNT_CAP + 1,
        PAGE_ROWS + 1,
        sees_cases.everything,
        sees_cases.unscreened
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let mut keys = std::collections::HashMap::new();
    let rows = rows
        .into_iter()
        .map(|row| {
            keys.insert(row.id, row.sort_name);
            Ok(ClientRow {
                id: ClientId(row.id),
                kind: kind(&row.kind)?,
                name: row.name,
                email: row.email,
                phone: row.phone.map(|number| shown_phone(&number)),
                open_cases: row.open_cases,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut(rows, total, |row| {
        format!("{}~{}", row.id, keys.get(&row.id.0).map_or("", String::as_str))
    }))
}

pub(crate) fn kind(word: &str) -> Result<ClientKind> {
    ClientKind::from_word(word).ok_or_else(|| Error::internal(format!("unknown kind {word}")))
}

/// A client's page. Billing gets the name and the billing contacts.
///
/// # Errors
/// NotFound.
pub async fn show(caller: &Caller, id: ClientId) -> Result<Framed<ClientPage>> {
    let billing_only = caller.role() == Role::Billing;
    let (mut tx, standing) = if billing_only {
        let (tx, _, standing) = access::on_client::<act::SeeClientBilling>(caller, id).await?;
        (tx, standing)
    } else {
        let (tx, _, standing) = access::on_client::<act::SeeClient>(caller, id).await?;
        (tx, standing)
    };
    audit::record(
        &mut tx,
        Event::new(
            if billing_only { "see-client-billing" } else { "see-client" },
            Resource::Client(id),
        ),
    )
    .await?;
    let frame = frame::load(&mut tx).await?;
    let page = page(&mut tx, id, standing, billing_only).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: page })
}

async fn page(
    tx: &mut Tx,
    id: ClientId,
    standing: Standing,
    billing_only: bool,
) -> Result<ClientPage> {
    let zone = tx.caller().clone().zone(tx).await?;
    let base = core(tx, id).await?;
    let (since, by, born_on) = if billing_only {
        (String::new(), None, None)
    } else {
        let row = sqlx::query!(
            r#"select k.created_at, k.born_on, s.id as "by_id?", s.name as "by?", s.colour as "colour?"
            from clients k left join staff s on s.id = k.created_by where k.id = $1"#,
            id.0
        )
        .fetch_one(&mut **tx)
        .await?;
        let by = match (row.by_id, row.by) {
            (Some(id), Some(name)) => Some(person(id, name, row.colour.unwrap_or_default())),
            _ => None,
        };
        let born_on = row.born_on.map(|day| zone.date(day.to_jiff()));
        (words::day(row.created_at.to_jiff(), &zone), by, born_on)
    };
    let (contacts, past_contacts) = contacts::of_client(tx, id, &zone).await?;
    let reach = if billing_only { None } else { Some(contacts::reach(tx, id).await?) };
    let representatives =
        if billing_only { Vec::new() } else { representatives::of_client(tx, id, &zone).await? };
    let (discreet, safe_contact) = contacts::discretion(tx, id, billing_only).await?;
    let kin = merges::of_client(tx, id, &zone).await?;
    // what belongs to an alias stands under the record that is kept
    let records = kin.records(id);
    let cases = cases::rows_of_clients(tx, &records).await?;
    let next = match billing_only {
        true => None,
        false => Some(appointments::next_of_clients(tx, &records, &zone).await?),
    };
    let walls = if billing_only { Vec::new() } else { walls::of_client(tx, id, &zone).await? };
    let portal = match may(tx.caller().role(), Action::SeePortalAccess, &standing) {
        true => Some(portal::of_client(tx, &records, &zone).await?),
        false => None,
    };
    let notes = if billing_only { None } else { Some(notes::count_of_client(tx, id).await?) };
    let money = match tx.caller().role() {
        Role::ManagingPartner | Role::Billing => {
            Some(beside::of_clients(tx, &records, &zone).await?)
        }
        Role::AssociateAttorney | Role::Paralegal => None,
    };
    Ok(ClientPage {
        notes,
        money,
        portal,
        next,
        id,
        kind: kind(&base.kind)?,
        name: base.name,
        given_name: base.given_name,
        family_name: base.family_name,
        contacts,
        past_contacts,
        reach,
        discreet,
        safe_contact,
        kin,
        representatives,
        born_on,
        cases,
        walls,
        since,
        by,
        revision: base.revision,
        standing,
        billing_only,
    })
}

struct Core {
    kind: String,
    name: String,
    given_name: String,
    family_name: String,
    revision: i32,
}

async fn core(tx: &mut Tx, id: ClientId) -> Result<Core> {
    sqlx::query_as!(
        Core,
        "select kind, name, given_name, family_name, revision from clients where id = $1",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)
}

async fn born_on(tx: &mut Tx, id: ClientId) -> Result<Option<jiff::civil::Date>> {
    let day = sqlx::query_scalar!("select born_on from clients where id = $1", id.0)
        .fetch_one(&mut **tx)
        .await?;
    Ok(day.map(Date::to_jiff))
}

/// Nobody is born on a day to come.
async fn born(tx: &mut Tx, client: Option<&ParsedClient>, errors: &mut FieldErrors) -> Result<()> {
    let Some(born_on) = client.and_then(|client| client.born_on) else { return Ok(()) };
    let zone = tx.caller().clone().zone(tx).await?;
    if born_on > words::today(tx.caller().now(), &zone) {
        errors.add("born_on", "This day is still to come. Enter the day of birth.");
    }
    Ok(())
}

pub(crate) async fn name(tx: &mut Tx, id: ClientId) -> Result<String> {
    Ok(core(tx, id).await?.name)
}

/// A number in E.164 as people read it: national at home, international abroad. Nothing stays nothing.
pub(crate) fn shown_phone(e164: &str) -> String {
    match phonenumber::parse(None, e164) {
        Ok(number) => {
            let mode =
                if number.code().value() == 1 { Mode::National } else { Mode::International };
            number.format().mode(mode).to_string()
        }
        Err(_) => e164.to_owned(),
    }
}

/// Parses a phone number as typed; without a country code it is one of the United States.
///
/// # Errors
/// A sentence for beside the field.
pub fn parse_phone(text: &str) -> Result<String, String> {
    let wrong = || {
        "Enter a number like (212) 555-0142, or with a country code like +44 20 7946 0018."
            .to_owned()
    };
    let text = text::line(text)?;
    let number = phonenumber::parse(Some(country::US), &text).map_err(|_| wrong())?;
    if !number.is_valid() {
        return Err(wrong());
    }
    Ok(number.format().mode(Mode::E164).to_string())
}

/// # Errors
/// Refused.
pub async fn new_form(caller: &Caller) -> Result<(Frame, ClientForm, ClientFormContext)> {
    let (mut tx, _permit) = access::on_office::<act::CreateClient>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    tx.commit().await?;
    let form = ClientForm { kind: "person".into(), ..ClientForm::default() };
    Ok((frame, form, ClientFormContext { client: None, name: String::new(), billing_only: false }))
}

/// A way to reach a client, ready to be kept.
struct Point {
    channel: &'static str,
    purpose: &'static str,
    value: String,
}

/// The form's contacts, in order; complaints go to `errors`.
fn points(
    form: &ClientForm,
    parsed: Option<&ParsedClient>,
    errors: &mut FieldErrors,
) -> Vec<Point> {
    let mut points = Vec::new();
    if let Some(parsed) = parsed {
        points.extend(parsed.emails.iter().map(|email| Point {
            channel: "email",
            purpose: "general",
            value: email.to_string(),
        }));
        points.extend(parsed.billing_email.iter().map(|email| Point {
            channel: "email",
            purpose: "billing",
            value: email.to_string(),
        }));
    }
    let mut phones: Vec<(&str, &str, &'static str)> = Vec::new();
    phones.extend(form.phone_fields().map(|(field, value)| (field, value, "general")));
    phones.push(("billing_phone", &form.billing_phone, "billing"));
    for (field, value, purpose) in phones {
        if value.trim().is_empty() {
            continue;
        }
        match parse_phone(value) {
            Ok(number) if points.iter().any(|p| p.value == number && p.purpose == purpose) => {
                errors.add(field, "This number is already there.");
            }
            Ok(number) => points.push(Point { channel: "phone", purpose, value: number }),
            Err(message) => errors.add(field, message),
        }
    }
    points
}

/// # Errors
/// Invalid, Refused.
pub async fn create(caller: &Caller, form: &ClientForm) -> Result<ClientId> {
    let (mut tx, _permit) = access::on_office::<act::CreateClient>(caller).await?;
    if form.anyway.is_empty() {
        nobody_alike(&mut tx, form).await?;
    }
    let id = add(&mut tx, form).await?;
    tx.commit().await?;
    Ok(id)
}

/// A client is on file once: somebody of a like name, or reached in the same way, is named first, as
/// far as the caller may see such a client.
async fn nobody_alike(tx: &mut Tx, form: &ClientForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let points = points(form, parsed.as_ref(), &mut errors);
    // what is wrong with the form is said when it is added
    let (Some(client), true) = (parsed, errors.is_empty()) else { return Ok(()) };
    let values: Vec<String> = points.into_iter().map(|point| point.value).collect();
    let alike = sqlx::query!(
        r#"select client_id as "client_id!", name as "name!", same_name as "same_name!", same_contact as "same_contact!"
        from clients_alike($1, $2)"#,
        client.name,
        &values
    )
    .fetch_all(&mut **tx)
    .await?;
    if alike.is_empty() {
        return Ok(());
    }
    let links = alike
        .iter()
        .map(|row| Choice { value: format!("/clients/{}", row.client_id), label: row.name.clone() })
        .collect();
    let named: Vec<String> = alike
        .into_iter()
        .map(|row| {
            let why = match (row.same_name, row.same_contact) {
                (true, true) => "same name, same contact",
                (true, false) => "same name",
                (false, true) => "same contact",
                (false, false) => "a like name",
            };
            format!("{} ({why})", row.name)
        })
        .collect();
    errors.add_linked(
        "anyway",
        format!(
            "On file already: {}. Look there first; tick this if it is somebody else.",
            named.join(", ")
        ),
        links,
    );
    Err(Error::Invalid(errors))
}

/// Puts a client on file within a transaction, having asked.
pub(crate) async fn add(tx: &mut Tx, form: &ClientForm) -> Result<ClientId> {
    let caller = tx.caller().clone();
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let points = points(form, parsed.as_ref(), &mut errors);
    born(tx, parsed.as_ref(), &mut errors).await?;
    let (Some(client), true) = (parsed, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    let id = ClientId(caller.id());
    sqlx::query!(
        "insert into clients (id, kind, given_name, family_name, name, born_on, created_by) values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        client.kind.word(),
        client.given_name,
        client.family_name,
        client.name,
        client.born_on.map(|day| day.to_sqlx()) as Option<Date>,
        caller.staff_id().0
    )
    .execute(&mut **tx)
    .await?;
    add_points(tx, id, &points).await?;
    audit::record(tx, Event::new("create-client", Resource::Client(id))).await?;
    Ok(id)
}

async fn add_points(tx: &mut Tx, client: ClientId, points: &[Point]) -> Result<()> {
    for (position, point) in points.iter().enumerate() {
        sqlx::query!(
            "insert into client_contacts (id, client_id, channel, purpose, value, position) values ($1, $2, $3, $4, $5, $6)",
            tx.caller().id(),
            client.0,
            point.channel,
            point.purpose,
            point.value,
            i16::try_from(position).unwrap_or(i16::MAX)
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// # Errors
/// NotFound, Refused.
pub async fn edit_form(
    caller: &Caller,
    id: ClientId,
) -> Result<(Frame, ClientForm, ClientFormContext)> {
    let billing_only = caller.role() == Role::Billing;
    let mut tx = if billing_only {
        access::on_client::<act::EditClientBilling>(caller, id).await?.0
    } else {
        access::on_client::<act::EditClient>(caller, id).await?.0
    };
    let seen = if billing_only { "see-client-billing" } else { "see-client" };
    audit::record(&mut tx, Event::new(seen, Resource::Client(id)).with("in", "form")).await?;
    let frame = frame::load(&mut tx).await?;
    let base = core(&mut tx, id).await?;
    let born_on = if billing_only { None } else { born_on(&mut tx, id).await? };
    tx.commit().await?;
    let organization = base.kind == ClientKind::Organization.word();
    let form = ClientForm {
        kind: base.kind.clone(),
        given_name: base.given_name.clone(),
        family_name: base.family_name.clone(),
        organization: if organization { base.name.clone() } else { String::new() },
        born_on: born_on.map(|day| day.to_string()).unwrap_or_default(),
        revision: base.revision.to_string(),
        ..ClientForm::default()
    };
    Ok((frame, form, ClientFormContext { client: Some(id), name: base.name, billing_only }))
}

/// Saves a client's name and kind. Addresses and numbers have forms of their own.
///
/// # Errors
/// Invalid; Conflict where somebody saved first.
pub async fn edit(caller: &Caller, id: ClientId, form: &ClientForm) -> Result<()> {
    let billing_only = caller.role() == Role::Billing;
    let mut tx = if billing_only {
        access::on_client::<act::EditClientBilling>(caller, id).await?.0
    } else {
        access::on_client::<act::EditClient>(caller, id).await?.0
    };
    let base = core(&mut tx, id).await?;
    let mut form = ClientForm {
        kind: form.kind.clone(),
        given_name: form.given_name.clone(),
        family_name: form.family_name.clone(),
        organization: form.organization.clone(),
        born_on: form.born_on.clone(),
        revision: form.revision.clone(),
        ..ClientForm::default()
    };
    if billing_only {
        // Billing does not change the kind, nor what it is not shown.
        form.kind.clone_from(&base.kind);
        form.born_on.clear();
    }
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    born(&mut tx, parsed.as_ref(), &mut errors).await?;
    let (Some(client), true) = (parsed, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    if !save(&mut tx, id, &client, cases::revision(&form.revision)?, billing_only).await? {
        return Err(Error::Conflict(
            "Somebody changed this client meanwhile. What you typed is kept here and not saved yet: look at the client, then save again.".into(),
        ));
    }
    let action = if billing_only { "edit-client-billing" } else { "edit-client" };
    audit::record(&mut tx, Event::new(action, Resource::Client(id))).await?;
    tx.commit().await
}

async fn save(
    tx: &mut Tx,
    id: ClientId,
    client: &ParsedClient,
    revision: i32,
    billing_only: bool,
) -> Result<bool> {
    let done = if billing_only {
        sqlx::query!(
            "update clients set given_name = $3, family_name = $4, name = $5, revision = revision + 1
            where id = $1 and revision = $2",
            id.0,
            revision,
            client.given_name,
            client.family_name,
            client.name
        )
        .execute(&mut **tx)
        .await?
    } else {
        sqlx::query!(
            "update clients set kind = $3, given_name = $4, family_name = $5, name = $6, born_on = $7, revision = revision + 1
            where id = $1 and revision = $2",
            id.0,
            revision,
            client.kind.word(),
            client.given_name,
            client.family_name,
            client.name,
            client.born_on.map(|day| day.to_sqlx()) as Option<Date>
        )
        .execute(&mut **tx)
        .await?
    };
    Ok(done.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_become_e164() {
        assert_eq!(parse_phone("(212) 555-0142").unwrap(), "+12125550142");
        assert_eq!(parse_phone("+44 20 7946 0018").unwrap(), "+442079460018");
        assert_eq!(parse_phone(" 1-212-555-0142 ").unwrap(), "+12125550142");
        for bad in [
            "",
            "12",
            "555-0142",
            "call me",
            "+999 1234",
            "212555014200000000",
            "(212) 555-0142 ext\0",
        ] {
            assert!(parse_phone(bad).is_err(), "{bad}");
        }
        assert_eq!(shown_phone("+12125550142"), "(212) 555-0142");
        assert_eq!(shown_phone("+442079460018"), "+44 20 7946 0018");
    }
}
