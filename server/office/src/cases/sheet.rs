//! Everything on a case's page but its facts, in one statement: each of its parts is a JSON array, put into
//! words by the module whose it is. What the caller may not see is not in it: every part is read under
//! the caller's own policies, which are asked once for each table and not for each part.

use domain::appointments::AboutRows;
use domain::billing::beside::Beside;
use domain::cases::{CaseFacts, CaseWall, TeamRow, TimelineEntry};
use domain::payers::PayerRow;
use sqlx::types::Json;

use crate::access::{Finder, sight};
use crate::billing::{TermsRow, beside};
use crate::words::Region;
use crate::{Result, Tx, appointments, payers, team, timeline, walls, words};

/// What of the case's money the caller sees: its invoices, its time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sees {
    pub money: bool,
    pub time: bool,
}

/// What stands on the page beside the facts.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub payers: Vec<PayerRow>,
    pub timeline: Vec<TimelineEntry>,
    /// There are older entries.
    pub timeline_more: bool,
    /// What is next in the calendar.
    pub next: AboutRows,
    pub team: Vec<TeamRow>,
    /// Those whose way to the case has ended.
    pub past: Vec<TeamRow>,
    pub walls: Vec<CaseWall>,
    /// How often its status was asked for in thirty days, and the day of the last.
    pub status_asks: (i64, Option<String>),
    /// What is unbilled and owed, where the caller sees the case's invoices.
    pub money: Option<Beside>,
    /// How it is paid for, in a line, where the caller sees the case's time.
    pub fees: Option<String>,
    /// Threads with its clients in which something waits for the caller.
    pub messages: i64,
    /// Everybody at the office.
    pub staff: i64,
}

pub(crate) async fn read(
    tx: &mut Tx,
    case: &CaseFacts,
    sees: Sees,
    zone: &Region,
) -> Result<Sheet> {
    let now = tx.caller().now();
    let row = sqlx::query!(
        r#"with person as materialized (
            select id, name, colour from staff
        ), place as materialized (
            select * from case_team where case_id = $1
        ), wall as materialized (
            select * from walls where (case_id = $1 or client_id = $2) and until is null
        )
        select
            coalesce((select json_agg(p order by p.since, p.id) from (
                select id, name, email, address, since, until, ended_at from payers where case_id = $1
            ) as p), '[]') as "payers!: Json<Vec<payers::Payer>>",

            coalesce((select json_agg(e order by e.at desc, e.id desc) from (
                select e.id, e.at, e.happened, s.name as who,
                    -- one by one: joined, all documents would be looked through
                    (select d.name from documents d where d.id = (e.happened->>'document')::uuid) as document,
                    (select json_build_object('kind', a.kind, 'starts_at', a.starts_at, 'title', coalesce(b.title, ''))
                        from appointments a left join appointment_subjects b on b.appointment_id = a.id
                        where a.id = (e.happened->>'appointment')::uuid) as appointment
                from (
                    select id, at, happened, actor_id from case_events
                    where case_id = $1
                        and ($4 or not (happened ? 'document')
                            or (happened->>'document')::uuid not in (select unnest((select my_barred_documents()))))
                    order by at desc, id desc limit $3
                ) as e
                left join person s on s.id = e.actor_id
            ) as e), '[]') as "timeline!: Json<Vec<timeline::Told>>",

            coalesce((select json_agg(n order by n.ends_at, n.id) from (
                select a.id, a.kind, a.starts_at, a.ends_at, a.all_day, a.attendance, coalesce(r.name, a.place) as place,
                    coalesce(b.title, '') as title, '' as number, false as cancelled, d.done_at is not null as done,
                    false as checked, s.id as owner_id, s.name as owner, s.colour,
                    exists (select from appointment_attendees g where g.appointment_id = a.id and g.until is null
                        and g.answer = 'confirmed' and g.answer_revision = a.notice_revision) as confirmed
                from appointments a
                join person s on s.id = a.owner_id
                left join rooms r on r.id = a.room_id
                left join deadlines d on d.appointment_id = a.id
                left join appointment_subjects b on b.appointment_id = a.id
                where a.case_id = $1 and a.cancelled_at is null and a.attendance is null
                    and case when a.kind = 'deadline' then d.checked_at is null else a.ends_at >= office_now() end
                order by a.ends_at, a.id limit $5
            ) as n), '[]') as "next!: Json<Vec<appointments::Listed>>",

            coalesce((select json_agg(t order by t.reach desc, t.since, t.id) from (
                select t.id, t.reach, t.release, t.since, t.until, t.ended_by, s.id as staff_id, s.name, s.colour,
                    r.role, g.name as by,
                    s.id <> all ((select staff_in_force())::uuid[]) as suspended,
                    exists (select from wall w where w.staff_id = s.id) as walled
                from place t
                join person s on s.id = t.staff_id
                left join staff_roles r on r.staff_id = s.id and r.until is null
                left join person g on g.id = t.given_by
            ) as t), '[]') as "granted!: Json<Vec<team::Granted>>",

            coalesce((select json_agg(o order by o.role = 'billing', o.name, o.id) from (
                select s.id, s.name, s.colour, r.role, greatest(r.since, c.created_at) as since, v.of, v.reach,
                    greatest(v.since, c.created_at) as cover_since, v.until
                from person s
                join staff_roles r on r.staff_id = s.id and r.until is null
                join cases c on c.id = $1
                left join lateral (
                    select o.name as of, least(t.reach, 2::smallint) as reach, v.since, v.until
                    from covers v join place t on t.staff_id = v.covered_id join person o on o.id = v.covered_id
                    where v.covering_id = s.id
                        and v.since <= office_now() and office_now() < v.until
                        and t.since <= office_now() and (t.until is null or office_now() < t.until)
                    order by t.reach desc limit 1
                ) v on r.role <> 'billing'
                where (r.role in ('managing_partner', 'billing') or v.of is not null)
                    and s.id = any ((select staff_in_force())::uuid[])
                    and not exists (select from wall w where w.staff_id = s.id)
                    -- one's own place counts where it reaches as far
                    and not exists (select from place t where t.staff_id = s.id
                        and (v.reach is null or t.reach >= v.reach)
                        and t.since <= office_now() and (t.until is null or office_now() < t.until))
            ) as o), '[]') as "others!: Json<Vec<team::Other>>",

            coalesce((select json_agg(w order by w.since, w.id) from (
                select w.id, w.client_id is not null as on_client, w.reason, w.since,
                    s.id as staff_id, s.name, s.colour, b.name as by, a.name as asked_by
                from wall w join person s on s.id = w.staff_id
                left join person b on b.id = w.raised_by
                left join wall_lifts l on l.wall_id = w.id and l.decided_at is null
                left join person a on a.id = l.asked_by
            ) as w), '[]') as "walls!: Json<Vec<walls::Wall>>",

            case when $6 then coalesce((select json_agg(m) from money_of(array[$1]) m), '[]')
                end as "owing: Json<Vec<beside::Sums>>",
            case when $7 then (select to_jsonb(t) from terms_of($1) t) end as "terms: Json<TermsRow>",

            a.asks as "asks!", a.last_at as "last_at?: jiff_sqlx::Timestamp",
            my_threads_waiting($1) as "messages!", cardinality(staff_in_force())::bigint as "staff!"
        from status_asks($1) a"#,
        case.id.0,
        case.client_id.0,
        timeline::ENTRIES + 1,
        sight(tx.caller(), Finder::Documents).unscreened,
        appointments::NEXT + 1,
        sees.money,
        sees.time
    )
    .fetch_one(&mut **tx)
    .await?;
    let (timeline, timeline_more) = timeline::in_words(row.timeline.0, now, zone);
    let (team, past) = team::in_words(row.granted.0, row.others.0, now, zone)?;
    Ok(Sheet {
        payers: payers::in_words(row.payers.0, now, zone),
        timeline,
        timeline_more,
        next: appointments::next_in_words(row.next.0, now, zone)?,
        team,
        past,
        walls: walls::in_words(row.walls.0, zone),
        status_asks: (row.asks, row.last_at.map(|at| words::day(at.to_jiff(), zone))),
        fees: row.terms.map(|Json(terms)| terms.line(zone)).transpose()?,
        money: row.owing.map(|Json(sums)| beside::in_words(&sums, zone)).transpose()?,
        messages: row.messages,
        staff: row.staff,
    })
}
