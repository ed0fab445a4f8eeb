//! Expiring access: what ends by itself soon, and what has just ended. Managing partners see all of it;
//! whoever manages a case, that case's; everybody else their own.

use domain::access::Role;
use domain::ending::{EndingAccess, EndingFilter, EndingPage, EndingRow, in_days};
use domain::frame::Framed;
use domain::ids::{CaseId, GrantId};
use jiff::{SignedDuration, Timestamp};

use crate::access::{Finder, level, sight};
use crate::audit::{self, Event, Resource};
use crate::frame::{self, person};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, words};

/// # Errors
/// As the database says.
pub async fn page(caller: &Caller, filter: &EndingFilter) -> Result<Framed<EndingPage>> {
    let mut tx = caller.begin().await?;
    audit::record(&mut tx, Event::new("see-ending-access", Resource::Office)).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let days = filter.days();
    let mut rows = match caller.role() {
        // billing holds no grants and reads no teams
        Role::Billing => Vec::new(),
        Role::ManagingPartner | Role::AssociateAttorney | Role::Paralegal => {
            let mut rows = grants(&mut tx, days, &zone).await?;
            rows.extend(covers(&mut tx, days, &zone).await?);
            rows
        }
    };
    tx.commit().await?;
    rows.sort_by_key(|(until, _)| *until);
    let now = caller.now();
    let (past, soon): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(until, _)| *until <= now);
    let rows = |rows: Vec<(Timestamp, EndingRow)>| rows.into_iter().map(|(_, row)| row);
    let body = EndingPage { days, soon: rows(soon).collect(), past: rows(past).rev().collect() };
    Ok(Framed { frame, body })
}

async fn grants(tx: &mut Tx, days: i32, zone: &Region) -> Result<Vec<(Timestamp, EndingRow)>> {
    let caller = tx.caller().clone();
    let sees = sight(&caller, Finder::Ending);
    // only attorneys decide who is on a team, whatever a paralegal's place says
    let rows = sqlx::query!(
        r#"select t.id, t.case_id, c.number, c.title, t.reach, t.until as "until!", t.ended_by as "ended_by?",
            s.id as staff_id, s.name, s.colour,
            c.closed_on is null and ($1 or ($5 and t.case_id = any ((select my_cases_from(3::smallint))::uuid[]))) as "manages!"
        from case_team t join cases c on c.id = t.case_id join staff s on s.id = t.staff_id
        where t.level <> 'lead'
            and t.until > office_now() - make_interval(days => $4) and t.until <= office_now() + make_interval(days => $4)
            and ($1 or ($5 and t.case_id = any ((select my_cases_from(3::smallint))::uuid[]))
                or (t.staff_id = $3 and t.case_id = any ((select my_cases())::uuid[])))
            and ($2 or t.case_id <> all ((select my_walls())::uuid[]))
            -- changed, not lost
            and not exists (select from case_team n where n.case_id = t.case_id and n.staff_id = t.staff_id and n.id <> t.id
                and n.since >= t.since and (n.until is null or n.until > office_now()) and t.until <= office_now())
            -- counts for nothing while it lasts
            and in_force(s.id)
            and not exists (select from walls w where w.staff_id = s.id and w.until is null
                and (w.case_id = c.id or w.client_id = c.client_id))
        order by t.until, t.id limit 500"#,
        sees.everything,
        sees.unscreened,
        caller.staff_id().0,
        days,
        caller.role().is_attorney()
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let what = EndingAccess::Grant {
                grant: GrantId(row.id),
                case: CaseId(row.case_id),
                number: row.number,
                title: row.title,
                level: level(row.reach).ok_or_else(|| Error::internal("unknown reach"))?,
                manages: row.manages,
            };
            let person = person(row.staff_id, row.name, row.colour);
            let until = row.until.to_jiff();
            Ok((until, ending(&caller, person, what, until, row.ended_by.is_some(), zone)))
        })
        .collect()
}

/// Covers by or for the caller, or for somebody on a team the caller manages.
async fn covers(tx: &mut Tx, days: i32, zone: &Region) -> Result<Vec<(Timestamp, EndingRow)>> {
    let caller = tx.caller().clone();
    let sees = sight(&caller, Finder::Ending);
    let rows = sqlx::query!(
        r#"select v.until as "until!", v.ended_by as "ended_by?", s.id, s.name, s.colour, o.name as of
        from covers v join staff s on s.id = v.covering_id join staff o on o.id = v.covered_id
        where v.until > office_now() - make_interval(days => $3) and v.until <= office_now() + make_interval(days => $3)
            -- one that never began has not ended
            and (v.ended_by is null or v.until <= office_now())
            and ($1 or $2 in (v.covering_id, v.covered_id) or ($4 and exists (
                select from case_team t where t.staff_id = v.covered_id
                    and t.case_id = any ((select my_cases_from(3::smallint))::uuid[])
                    and t.case_id <> all ((select my_walls())::uuid[])
                    and t.since <= office_now() and (t.until is null or office_now() < t.until))))
        order by v.until, v.id limit 200"#,
        sees.everything,
        caller.staff_id().0,
        days,
        caller.role().is_attorney()
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let person = person(row.id, row.name, row.colour);
            let (what, until) = (EndingAccess::Cover { of: row.of }, row.until.to_jiff());
            (until, ending(&caller, person, what, until, row.ended_by.is_some(), zone))
        })
        .collect())
}

fn ending(
    caller: &Caller,
    person: domain::frame::Person,
    what: EndingAccess,
    until: Timestamp,
    ended: bool,
    zone: &Region,
) -> EndingRow {
    // an end at midnight belongs to the day before
    let last = until - SignedDuration::from_secs(1);
    let days = words::today(caller.now(), zone)
        .until(words::today(last, zone))
        .map_or(0, |span| span.get_days());
    EndingRow {
        person,
        what,
        last: words::day(last, zone),
        when: in_days(days),
        ended: ended && until <= caller.now(),
    }
}
