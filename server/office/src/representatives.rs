//! Who speaks for a client. Added on proof, changed, ended; never deleted. What it read before a change
//! is kept by the database.

use std::collections::HashMap;

use domain::access::act;
use domain::clients::ClientKind;
use domain::forms::FieldErrors;
use domain::frame::Frame;
use domain::ids::{ClientId, RepresentativeId};
use domain::locale::Locale;
use domain::representatives::{
    EarlierRepresentative, ParsedRepresentative, RepresentativeForm, RepresentativeFormContext,
    RepresentativeKind, RepresentativeRow, of_age_on,
};
use jiff::civil;
use jiff_sqlx::{Date, ToSqlx};
use uuid::Uuid;

use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, cases, clients, frame, words};

/// Those who speak for the client, and after them those who did.
pub(crate) async fn of_client(
    tx: &mut Tx,
    id: ClientId,
    zone: &Region,
) -> Result<Vec<RepresentativeRow>> {
    let today = words::today(tx.caller().now(), zone);
    let mut earlier = earlier(tx, id, zone).await?;
    let rows = sqlx::query!(
        "select id, kind, name, email, phone, proof, proof_by, proof_on, scope, since, until, ended_at
        from representatives where client_id = $1 order by ended_at nulls first, since, id",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut rows = rows
        .into_iter()
        .map(|row| {
            let ended = row.ended_at.map(|at| zone.day_of(at.to_jiff()));
            let until = ended.or(row.until.map(Date::to_jiff));
            Ok(RepresentativeRow {
                id: RepresentativeId(row.id),
                kind: kind(&row.kind)?,
                name: row.name,
                email: row.email,
                phone: clients::shown_phone(&row.phone),
                proof: row.proof,
                proof_seen: format!("{}, {}", row.proof_by, zone.date(row.proof_on.to_jiff())),
                scope: row.scope,
                since: zone.date(row.since.to_jiff()),
                past: ended.is_some() || until.is_some_and(|until| until < today),
                until: until.map(|day| zone.date(day)),
                earlier: earlier.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    rows.sort_by_key(|row| row.past);
    Ok(rows)
}

/// How each of a client's representatives read before it was changed, the latest first.
async fn earlier(
    tx: &mut Tx,
    id: ClientId,
    zone: &Region,
) -> Result<HashMap<Uuid, Vec<EarlierRepresentative>>> {
    let rows = sqlx::query!(
        r#"select v.representative_id, v.kind, v.name, v.proof, v.proof_by, v.proof_on, v.scope, v.since, v.until,
            v.replaced_at, s.name as "by?"
        from representative_versions v join representatives r on r.id = v.representative_id
        left join staff s on s.id = v.replaced_by
        where r.client_id = $1 order by v.revision desc"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let by = row.by.unwrap_or_else(|| "The office".into());
        all.entry(row.representative_id).or_default().push(EarlierRepresentative {
            kind: kind(&row.kind)?,
            name: row.name,
            proof: row.proof,
            proof_seen: format!("{}, {}", row.proof_by, zone.date(row.proof_on.to_jiff())),
            scope: row.scope,
            since: zone.date(row.since.to_jiff()),
            until: row.until.map(|day| zone.date(day.to_jiff())),
            replaced: format!("{by}, {}", words::day(row.replaced_at.to_jiff(), zone)),
        });
    }
    Ok(all)
}

fn kind(word: &str) -> Result<RepresentativeKind> {
    RepresentativeKind::from_word(word)
        .ok_or_else(|| Error::internal(format!("unknown kind {word}")))
}

/// What a representative's form depends on.
struct Ward {
    name: String,
    kind: ClientKind,
    born_on: Option<civil::Date>,
    locale: Locale,
}

async fn ward(tx: &mut Tx, id: ClientId) -> Result<Ward> {
    let row = sqlx::query!("select name, kind, born_on from clients where id = $1", id.0)
        .fetch_one(&mut **tx)
        .await?;
    Ok(Ward {
        name: row.name,
        kind: clients::kind(&row.kind)?,
        born_on: row.born_on.map(Date::to_jiff),
        locale: tx.caller().clone().zone(tx).await?.locale,
    })
}

impl Ward {
    fn context(
        self,
        client: ClientId,
        representative: Option<RepresentativeId>,
    ) -> RepresentativeFormContext {
        RepresentativeFormContext {
            client,
            name: self.name,
            client_kind: self.kind,
            of_age_on: self.born_on.and_then(of_age_on).map(|day| self.locale.day(day)),
            representative,
        }
    }
}

/// # Errors
/// NotFound, Refused.
pub async fn new_form(
    caller: &Caller,
    id: ClientId,
) -> Result<(Frame, RepresentativeForm, RepresentativeFormContext)> {
    let (mut tx, _permit, _) = access::on_client::<act::EditClient>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let ward = ward(&mut tx, id).await?;
    tx.commit().await?;
    let today = words::today(caller.now(), &zone).to_string();
    let form = RepresentativeForm {
        proof_by: frame.me.name.clone(),
        proof_on: today.clone(),
        since: today,
        ..RepresentativeForm::default()
    };
    Ok((frame, form, ward.context(id, None)))
}

/// A form whose every field has been read.
async fn read(
    tx: &mut Tx,
    id: ClientId,
    form: &RepresentativeForm,
) -> Result<(ParsedRepresentative, String)> {
    let zone = tx.caller().clone().zone(tx).await?;
    let today = zone.locale.day(words::today(tx.caller().now(), &zone));
    let ward = ward(tx, id).await?;
    let mut errors = FieldErrors::default();
    let phone = match form.phone.trim() {
        "" => Some(String::new()),
        typed => errors.take("phone", clients::parse_phone(typed)),
    };
    let parsed = form.parse(ward.kind, ward.born_on, today, &mut errors);
    match (parsed, phone) {
        (Some(parsed), Some(phone)) => Ok((parsed, phone)),
        _ => Err(Error::Invalid(errors)),
    }
}

/// Nobody is on file twice for the same scope and time: else ending one would leave the other. `but` is
/// the row that is being changed. Of two who enter somebody at once, the second waits and is told.
async fn once(
    tx: &mut Tx,
    id: ClientId,
    new: &ParsedRepresentative,
    but: Option<RepresentativeId>,
) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 2))", id.to_string())
        .execute(&mut **tx)
        .await?;
    let zone = tx.caller().clone().zone(tx).await?;
    let known = sqlx::query!(
        r"select name, since, until from representatives
        where client_id = $1 and ended_at is null and id is distinct from $2 and lower(name) = lower($3)
            and lower(regexp_replace(scope, '\s+', ' ', 'g')) = lower(regexp_replace($4, '\s+', ' ', 'g'))
            and since <= coalesce($6::date, 'infinity') and $5 <= coalesce(until, 'infinity')
        order by since limit 1",
        id.0,
        but.map(|whom| whom.0) as Option<Uuid>,
        new.name,
        new.scope,
        new.since.to_sqlx() as Date,
        new.until.map(|day| day.to_sqlx()) as Option<Date>
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(known) = known else { return Ok(()) };
    let time = words::days(known.since.to_jiff(), known.until.map(Date::to_jiff), &zone);
    Err(Error::invalid(
        "name",
        format!(
            "{} is on file for this scope already, {time}. Change that entry, or enter another scope or time.",
            known.name
        ),
    ))
}

/// # Errors
/// Invalid.
pub async fn add(caller: &Caller, id: ClientId, form: &RepresentativeForm) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::EditClient>(caller, id).await?;
    let (new, phone) = read(&mut tx, id, form).await?;
    once(&mut tx, id, &new, None).await?;
    sqlx::query!(
        "insert into representatives (id, client_id, kind, name, email, phone, proof, proof_by, proof_on, scope, since,
            until, added_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        caller.id(),
        permit.subject().0,
        new.kind.word(),
        new.name,
        new.email,
        phone,
        new.proof,
        new.proof_by,
        new.proof_on.to_sqlx() as Date,
        new.scope,
        new.since.to_sqlx() as Date,
        new.until.map(|day| day.to_sqlx()) as Option<Date>,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    let event = Event::new("add-representative", Resource::Client(id));
    audit::record(&mut tx, event.with("kind", new.kind.word())).await?;
    tx.commit().await
}

/// # Errors
/// NotFound where the right has ended.
pub async fn change_form(
    caller: &Caller,
    id: ClientId,
    representative: RepresentativeId,
) -> Result<(Frame, RepresentativeForm, RepresentativeFormContext)> {
    let (mut tx, permit, _) = access::on_client::<act::EditClient>(caller, id).await?;
    let seen = Event::new("see-client", Resource::Client(id)).with("in", "form");
    audit::record(&mut tx, seen).await?;
    let frame = frame::load(&mut tx).await?;
    let ward = ward(&mut tx, id).await?;
    let row = sqlx::query!(
        "select kind, name, email, phone, proof, proof_by, proof_on, scope, since, until, revision
        from representatives where id = $1 and client_id = $2 and ended_at is null",
        representative.0,
        permit.subject().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.commit().await?;
    let form = RepresentativeForm {
        kind: row.kind,
        name: row.name,
        email: row.email,
        phone: clients::shown_phone(&row.phone),
        proof: row.proof,
        proof_by: row.proof_by,
        proof_on: row.proof_on.to_jiff().to_string(),
        scope: row.scope,
        since: row.since.to_jiff().to_string(),
        until: row.until.map(|day| day.to_jiff().to_string()).unwrap_or_default(),
        revision: row.revision.to_string(),
    };
    Ok((frame, form, ward.context(id, Some(representative))))
}

/// # Errors
/// Invalid; Conflict where somebody saved first.
pub async fn change(
    caller: &Caller,
    id: ClientId,
    representative: RepresentativeId,
    form: &RepresentativeForm,
) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::EditClient>(caller, id).await?;
    let (new, phone) = read(&mut tx, id, form).await?;
    once(&mut tx, id, &new, Some(representative)).await?;
    let done = sqlx::query!(
        "update representatives set kind = $4, name = $5, email = $6, phone = $7, proof = $8, proof_by = $9, proof_on = $10,
            scope = $11, since = $12, until = $13
        where id = $1 and client_id = $2 and revision = $3 and ended_at is null",
        representative.0,
        permit.subject().0,
        cases::revision(&form.revision)?,
        new.kind.word(),
        new.name,
        new.email,
        phone,
        new.proof,
        new.proof_by,
        new.proof_on.to_sqlx() as Date,
        new.scope,
        new.since.to_sqlx() as Date,
        new.until.map(|day| day.to_sqlx()) as Option<Date>
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody changed this representative meanwhile. What you typed is kept here and not saved yet: look at the client, then save again.".into(),
        ));
    }
    audit::record(&mut tx, Event::new("change-representative", Resource::Client(id))).await?;
    tx.commit().await
}

/// The right has ended. It stays on record, and the name in conflict checks.
///
/// # Errors
/// NotFound where it has ended already.
pub async fn end(caller: &Caller, id: ClientId, representative: RepresentativeId) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::EditClient>(caller, id).await?;
    let done = sqlx::query!(
        "update representatives set ended_at = office_now(), ended_by = $3
        where id = $1 and client_id = $2 and ended_at is null",
        representative.0,
        permit.subject().0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&mut tx, Event::new("end-representative", Resource::Client(id))).await?;
    tx.commit().await
}
