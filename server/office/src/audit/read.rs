//! Reading the log. Whoever reads it is bound by the same walls as everywhere: a row about a case
//! the reader is screened from is not there.

use domain::access::{Act, Action, Role, act};
use domain::audit::{AuditEntry, AuditFilter, AuditPage};
use domain::forms::{Choice, FieldErrors};
use domain::frame::Framed;
use domain::ids::StaffId;
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use domain::text;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx;
use serde_json::Value;

use super::{Event, Resource, record};
use crate::access::{self, Finder, sight};
use crate::words::Region;
use crate::{Caller, Result, Tx, frame, words};

/// One page of the log, newest first. Reading it is itself recorded.
///
/// # Errors
/// Refused.
pub async fn page(caller: &Caller, filter: AuditFilter) -> Result<Framed<AuditPage>> {
    let (mut tx, _permit) = access::on_office::<act::ReadAudit>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let mut errors = FieldErrors::default();
    let page = rows(&mut tx, &filter, &zone, &mut errors).await?;
    let actions =
        sqlx::query_scalar!(r#"select distinct action from audit_events order by action"#)
            .fetch_all(&mut *tx)
            .await?
            .into_iter()
            .map(|word| Choice { label: domain::audit::done(&word), value: word })
            .collect();
    let people = sqlx::query!("select id, name from staff order by name, id")
        .fetch_all(&mut *tx)
        .await?
        .into_iter()
        .map(|row| Choice { value: row.id.to_string(), label: row.name })
        .collect();
    record(&mut tx, Event::new(act::ReadAudit::ACTION.word(), Resource::Office)).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: AuditPage { filter, page, actions, people, errors } })
}

/// The day a filter names, as a field of the page; none where the field is empty.
fn day(field: &str, typed: &str, errors: &mut FieldErrors) -> Option<Date> {
    match typed.trim() {
        "" => None,
        typed => errors.take(field, text::parse_date(typed)),
    }
}

fn midnight(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    Some(zone.to_ambiguous_zoned(day.at(0, 0, 0, 0)).compatible().ok()?.timestamp())
}

async fn rows(
    tx: &mut Tx,
    filter: &AuditFilter,
    zone: &Region,
    errors: &mut FieldErrors,
) -> Result<Rows<AuditEntry>> {
    let sees = sight(tx.caller(), Finder::Audit);
    let who = filter.who.parse::<StaffId>().ok().map(|id| id.0);
    let start = day("from", &filter.from, errors).and_then(|day| midnight(day, zone));
    let end = day("to", &filter.to, errors).and_then(|day| midnight(day.tomorrow().ok()?, zone));
    let case = text::line(&filter.case).unwrap_or_default();
    if !errors.is_empty() {
        // Showing everything would look like an answer to what was asked.
        return Ok(Rows { rows: Vec::new(), next: None, total: 0 });
    }
    let rows = sqlx::query!(
        r#"with matching as not materialized (
            select a.* from audit_events a
            where $1
                and ($2 or (coalesce(a.case_id <> all ((select my_walls())::uuid[]), true)
                    and coalesce(a.client_id <> all ((select my_walled_clients())::uuid[]), true)
                    and (a.resource <> 'wall' or a.resource_id in (select w.id from walls w
                        where w.staff_id <> office_caller()))))
                and ($3 = '' or a.action = $3)
                and ($4::uuid is null or a.actor_id = $4)
                and ($5::timestamptz is null or a.at >= $5)
                and ($6::timestamptz is null or a.at < $6)
                and ($7 = '' or ($7 = 'refused' and a.outcome <> 'done'))
                and ($11 = '' or a.case_id in (select k.id from cases k where k.number = $11))
        )
        select a.seq as "seq!", a.at as "at!", a.actor_kind as "actor_kind!", a.actor_role, a.action as "action!",
            a.outcome as "outcome!", a.resource as "resource!", a.resource_id, a.case_id, a.address as "address!",
            a.user_agent as "user_agent!", a.detail as "detail!", coalesce(s.name, p.name) as "who?", c.number as "case_number?",
            k.name as "client_name?", f.name as "staff_name?",
            (select count(*) from (select from matching limit $9) as counted) as "total!"
        from (select * from matching where $8::bigint is null or seq < $8 order by seq desc limit $10) as a
        left join staff s on s.id = a.actor_id
        left join portal_people p on p.id = a.actor_id and a.actor_kind = 'client'
        left join cases c on c.id = a.case_id
        left join clients k on k.id = a.client_id and a.resource = 'client'
        left join staff f on f.id = a.resource_id and a.resource in ('staff', 'account')
        order by a.seq desc"#,
        sees.everything,
        sees.unscreened,
        text::line(&filter.action).unwrap_or_default(),
        who,
        start.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        end.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        text::line(&filter.outcome).unwrap_or_default(),
        filter.after.parse::<i64>().ok(),
        COUNT_CAP + 1,
        PAGE_ROWS + 1,
        case
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let rows = rows
        .into_iter()
        .map(|row| {
            let at = row.at.to_jiff();
            let (what, link) = match (row.resource.as_str(), row.case_id, row.resource_id) {
                ("note", Some(_), Some(id)) => (
                    row.case_number.map(|number| format!("A note on case {number}")),
                    Some(format!("/notes/{id}")),
                ),
                ("note", None, Some(id)) => {
                    (Some("A note on a client".into()), Some(format!("/notes/{id}")))
                }
                ("call", case, Some(id)) => (
                    match (case, row.case_number) {
                        (None, _) => Some("A call".into()),
                        (Some(_), number) => {
                            number.map(|number| format!("A call about case {number}"))
                        }
                    },
                    Some(format!("/calls/{id}")),
                ),
                (_, Some(case), _) => (
                    row.case_number.map(|number| format!("Case {number}")),
                    Some(format!("/cases/{case}")),
                ),
                ("client", _, Some(id)) => (row.client_name, Some(format!("/clients/{id}"))),
                ("staff" | "account", _, Some(id)) => {
                    (row.staff_name, Some(format!("/staff/{id}")))
                }
                ("wall", ..) => (Some("A wall".into()), Some("/walls".into())),
                ("scan", None, _) => (Some("A scan".into()), Some("/filing".into())),
                ("template", None, _) => (Some("A template".into()), None),
                ("time_entry", None, _) => (Some("The office’s own time".into()), None),
                ("payment", ..) => (Some("A payment".into()), None),
                ("proposal", ..) => (Some("A prepared case".into()), None),
                ("enquiry", _, Some(id)) => {
                    (Some("An enquiry".into()), Some(format!("/enquiries/{id}")))
                }
                ("check", ..) => (Some("A conflict check".into()), None),
                _ => (Some("The office".into()), None),
            };
            // What no longer resolves is unseen or was never there: no name and no link.
            let link = link.filter(|_| what.is_some() && row.outcome != "unseen");
            AuditEntry {
                seq: row.seq,
                day: words::day(at, zone),
                time: words::clock(at, zone),
                datetime: words::datetime(at, zone),
                who: row.who.unwrap_or_else(|| match row.actor_kind.as_str() {
                    "console" => "The server’s console".into(),
                    "client" => "Somebody of a client".into(),
                    "outside" => "Somebody outside the office".into(),
                    _ if row.resource == "scan" => "The watched folder".into(),
                    _ => "Somebody not signed in".into(),
                }),
                role: row
                    .actor_role
                    .as_deref()
                    .and_then(Role::from_word)
                    .map_or("", Role::label)
                    .to_owned(),
                action: match (row.outcome.as_str(), Action::from_word(&row.action)) {
                    ("refused" | "unseen", Some(_)) => domain::audit::tried(&row.action),
                    _ => domain::audit::done(&row.action),
                },
                what: what.unwrap_or_else(|| "Something not in view".into()),
                link,
                outcome: row.outcome,
                address: row.address,
                device: words::device(&row.user_agent),
                detail: detail(&row.detail),
            }
        })
        .collect();
    Ok(Rows::cut(rows, total, |row| row.seq.to_string()))
}

fn detail(value: &Value) -> Vec<(String, String)> {
    let Value::Object(map) = value else { return Vec::new() };
    map.iter()
        .map(|(name, value)| {
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Array(items) => items
                    .iter()
                    .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
                    .collect::<Vec<_>>()
                    .join(", "),
                other => other.to_string(),
            };
            (name.clone(), value)
        })
        .collect()
}
