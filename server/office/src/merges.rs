//! Clients who were on file twice. Nothing is re-keyed: one record becomes an alias of the other and
//! keeps its own cases, walls and standing, so that merging shows nobody more than before. What the
//! walls gain by it is the database's to do (`merge_clients`).

use domain::access::{Role, act};
use domain::forms::Choice;
use domain::frame::Frame;
use domain::ids::ClientId;
use domain::merges::{Alias, Kin, MergeForm, MergeFormContext};

use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, clients, frame, walls, words};

/// The other records of a client that the caller may see.
pub(crate) async fn of_client(tx: &mut Tx, id: ClientId, zone: &Region) -> Result<Kin> {
    let sees = sight(tx.caller(), Finder::Clients);
    let rows = sqlx::query!(
        r#"select k.id, k.name, m.alias_id = $1 as "is_alias!", m.merged_at, m.undone_at, s.name as by, u.name as "undone_by?"
        from client_merges m
        join clients k on k.id = case when m.alias_id = $1 then m.kept_id else m.alias_id end
        join staff s on s.id = m.merged_by
        left join staff u on u.id = m.undone_by
        where $1 in (m.alias_id, m.kept_id)
            and ($2 or k.id = any ((select my_clients())::uuid[]))
            and ($3 or k.id <> all ((select my_walled_clients())::uuid[]))
        order by m.merged_at, m.id"#,
        id.0,
        sees.everything,
        sees.unscreened
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut kin = Kin::default();
    for row in rows {
        let undone = row.undone_at.zip(row.undone_by);
        let alias = Alias {
            client: ClientId(row.id),
            name: row.name,
            merged: format!("{}, {}", row.by, words::day(row.merged_at.to_jiff(), zone)),
            undone: undone.map(|(at, by)| format!("{by}, {}", words::day(at.to_jiff(), zone))),
        };
        match (&alias.undone, row.is_alias) {
            // what was undone is history, and billing reads no history of a client
            (Some(_), _) if tx.caller().role() == Role::Billing => {}
            (Some(_), _) => kin.past.push(alias),
            (None, true) => kin.kept = Some(alias),
            (None, false) => kin.aliases.push(alias),
        }
    }
    Ok(kin)
}

/// Clients with what tells them apart: each in sight that is no alias itself, and always `one`.
async fn told_apart(tx: &mut Tx, one: ClientId) -> Result<Vec<Choice>> {
    let zone = tx.caller().clone().zone(tx).await?;
    let sees = sight(tx.caller(), Finder::Clients);
    let rows = sqlx::query!(
        r#"select k.id, k.name, k.kind, k.born_on, k.created_at, good.post as "post?", good.reach as "reach?",
            coalesce(cases.numbers, '{}') as "numbers!"
        from clients k
        left join lateral (
            select (array_agg(p.value order by p.preferred desc, p.position) filter (where p.channel = 'post'))[1] as post,
                (array_agg(p.value order by p.preferred desc, p.position) filter (where p.channel <> 'post'))[1] as reach
            from client_contacts p
            where p.client_id = k.id and p.until is null and p.purpose = 'general'
                and coalesce(p.valid_from <= office_today(), true) and coalesce(p.valid_until >= office_today(), true)
        ) good on true
        left join lateral (
            select array_agg(c.number order by c.opened_on desc, c.number desc) as numbers from cases c
            where c.client_id = k.id and ($3 or c.id <> all ((select my_walls())::uuid[]))
        ) cases on true
        where ($2 or k.id = any ((select my_clients())::uuid[]))
            and ($3 or k.id <> all ((select my_walled_clients())::uuid[]))
            and (k.id = $1 or not exists (
                select from client_merges m where m.alias_id = k.id and m.undone_at is null
                    and ($2 or m.kept_id = any ((select my_clients())::uuid[]))
                    and ($3 or m.kept_id <> all ((select my_walled_clients())::uuid[]))))
        order by k.sort_name, k.id"#,
        one.0,
        sees.everything,
        sees.unscreened
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let mut facts = vec![row.name];
            facts.push(match row.born_on {
                Some(day) => format!("born {}", zone.date(day.to_jiff())),
                None => clients::kind(&row.kind)?.label().to_lowercase(),
            });
            // the town stands at the foot of an address
            facts.extend(row.post.and_then(|post| post.lines().last().map(str::to_owned)));
            facts.extend(row.reach.map(|value| clients::shown_phone(&value)));
            facts.push(match row.numbers.as_slice() {
                [] => format!("no case, entered {}", words::day(row.created_at.to_jiff(), &zone)),
                [only] => format!("case {only}"),
                [latest, others @ ..] => format!("case {latest} and {} more", others.len()),
            });
            Ok(Choice { value: row.id.to_string(), label: facts.join(" · ") })
        })
        .collect()
}

/// A client as the form tells it apart, and those it may be merged into.
async fn choices(tx: &mut Tx, id: ClientId) -> Result<(String, Vec<Choice>)> {
    let (this, others): (Vec<_>, Vec<_>) =
        told_apart(tx, id).await?.into_iter().partition(|choice| choice.value == id.to_string());
    let this = this.into_iter().next().ok_or(Error::NotFound)?;
    Ok((this.label, others))
}

/// # Errors
/// NotFound, Refused.
pub async fn form(caller: &Caller, id: ClientId) -> Result<(Frame, MergeForm, MergeFormContext)> {
    let (mut tx, permit, _) = access::on_client::<act::MergeClients>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let name = clients::name(&mut tx, permit.subject()).await?;
    let (about, others) = choices(&mut tx, id).await?;
    tx.commit().await?;
    Ok((frame, MergeForm::default(), MergeFormContext { client: id, name, about, others }))
}

/// Makes the client an alias of the one that the form names.
///
/// # Errors
/// Invalid, saying what stands in the way.
pub async fn merge(caller: &Caller, id: ClientId, form: &MergeForm) -> Result<ClientId> {
    let (mut tx, permit, _) = access::on_client::<act::MergeClients>(caller, id).await?;
    let (_, others) = choices(&mut tx, id).await?;
    let known = others.iter().any(|choice| choice.value == form.into);
    let Some(kept) = form.into.parse::<ClientId>().ok().filter(|_| known) else {
        return Err(Error::invalid("into", "Choose the client that is kept."));
    };
    let obstacle = sqlx::query_scalar!("select merge_obstacle($1, $2)", id.0, kept.0)
        .fetch_one(&mut *tx)
        .await?;
    if let Some(obstacle) = obstacle {
        return Err(Error::invalid("into", why_not(&obstacle)));
    }
    sqlx::query!("select merge_clients($1, $2, $3)", caller.id(), permit.subject().0, kept.0)
        .fetch_one(&mut *tx)
        .await?;
    for (client, other) in [(id, kept), (kept, id)] {
        let event = Event::new("merge-clients", Resource::Client(client));
        audit::record(&mut tx, event.with("with", other.to_string())).await?;
    }
    walls::tell_of_spread(&mut tx).await?;
    tx.commit().await?;
    Ok(kept)
}

fn why_not(obstacle: &str) -> &'static str {
    match obstacle {
        "alias" => {
            "One of the two is merged already. Undo that first: a client has one record that is kept."
        }
        "lead" => {
            "Somebody who is screened from one of the two leads a case of the other. Name another responsible attorney first: a wall has to hold for both."
        }
        _ => {
            "A wall against a managing partner would stand around both, with nobody left to lift it."
        }
    }
}

/// The alias is a client of its own again. Walls that the merge made stay until they are lifted.
///
/// # Errors
/// Conflict where it is not merged, or not any more.
pub async fn unmerge(caller: &Caller, id: ClientId) -> Result<()> {
    let (mut tx, permit, _) = access::on_client::<act::MergeClients>(caller, id).await?;
    let kept = sqlx::query_scalar!(
        "select kept_id from client_merges where alias_id = $1 and undone_at is null",
        permit.subject().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::Conflict("This client is not merged, or not any more.".into()))?;
    sqlx::query!("select unmerge_client($1)", permit.subject().0).fetch_one(&mut *tx).await?;
    for (client, other) in [(id, ClientId(kept)), (ClientId(kept), id)] {
        let event = Event::new("unmerge-clients", Resource::Client(client));
        audit::record(&mut tx, event.with("with", other.to_string())).await?;
    }
    tx.commit().await
}
