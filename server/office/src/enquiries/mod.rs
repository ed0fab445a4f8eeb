//! Enquiries: taken at the desk or by anybody in the office, checked for conflicts, accepted as a case
//! or declined with a letter. Declined ones stay, so that later checks know of them.

mod deciding;
mod taking;

use domain::access::{Act, Decision, Permit, Standing, act, permit};
use domain::clients::ClientKind;
use domain::enquiries::{EnquiryFilter, EnquiryList, EnquiryPage, EnquiryRow, EnquiryState};
use domain::frame::Framed;
use domain::ids::{CaseId, ClientId, EnquiryId};
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use domain::text;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

pub use deciding::{accept_form, decline, decline_form, letter};
pub(crate) use deciding::{accepted, make_client, open_name};
pub use taking::{check, edit, edit_form, new_form, take};

use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::conflicts::{self, Of};
use crate::frame::{self, person};
use crate::{Caller, Error, Result, Tx, clients, words};

/// Begins a transaction and asks for `A` on an enquiry, as `access::on_case` does for a case.
pub(crate) async fn on_enquiry<A: Act<Subject = EnquiryId>>(
    caller: &Caller,
    id: EnquiryId,
) -> Result<(Tx, Permit<A>)> {
    let (tx, permit, _) = standing_on::<A>(caller, id).await?;
    Ok((tx, permit))
}

async fn standing_on<A: Act<Subject = EnquiryId>>(
    caller: &Caller,
    id: EnquiryId,
) -> Result<(Tx, Permit<A>, Standing)> {
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select own as "own!", walled as "walled!" from enquiry_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Enquiry(id));
    let Some(row) = row else { return Err(access::deny(tx, event, Decision::Unseen).await?) };
    let standing = Standing { own: row.own, walled: row.walled, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, standing)),
        Err(decision) => Err(access::deny(tx, event, decision).await?),
    }
}

/// Begins the transaction of taking one, which the desk right opens to every role.
async fn may_take(caller: &Caller) -> Result<(Tx, Permit<act::TakeEnquiry>)> {
    let mut tx = caller.begin().await?;
    let desk =
        sqlx::query_scalar!(r#"select i_have_desk() as "desk!""#).fetch_one(&mut *tx).await?;
    let standing = Standing { desk, ..Standing::OUTSIDE };
    match permit::<act::TakeEnquiry>(Some(caller.role()), &standing, ()) {
        Ok(permit) => Ok((tx, permit)),
        Err(decision) => {
            let event = Event::new(act::TakeEnquiry::ACTION.word(), Resource::Office);
            Err(access::deny(tx, event, decision).await?)
        }
    }
}

/// Those the caller may see, newest first.
///
/// # Errors
/// Refused for roles that see none.
pub async fn list(caller: &Caller, filter: EnquiryFilter) -> Result<Framed<EnquiryList>> {
    let (mut tx, _permit) = access::on_office::<act::CheckConflicts>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let filter = normal(filter);
    let page = rows(&mut tx, &filter).await?;
    let any = !page.rows.is_empty()
        || !rows(&mut tx, &EnquiryFilter { state: "all".into(), ..EnquiryFilter::default() })
            .await?
            .rows
            .is_empty();
    tx.commit().await?;
    Ok(Framed { frame, body: EnquiryList { filter, page, any } })
}

fn normal(mut filter: EnquiryFilter) -> EnquiryFilter {
    if filter.state != "all" && EnquiryState::from_word(&filter.state).is_none() {
        filter.state = EnquiryState::Open.word().into();
    }
    filter.q = text::line(&filter.q).unwrap_or_default();
    filter
}

async fn rows(tx: &mut Tx, filter: &EnquiryFilter) -> Result<Rows<EnquiryRow>> {
    let caller = tx.caller().clone();
    let zone = caller.zone(tx).await?;
    let sees = sight(&caller, Finder::Enquiries);
    let after = filter.after.split_once('~').and_then(|(id, at)| {
        Some((at.parse::<Timestamp>().ok()?, uuid::Uuid::try_parse(id).ok()?))
    });
    let rows = sqlx::query!(
        r#"with matching as not materialized (
            select e.* from enquiries e
            where ($1 or e.id = any ((select my_enquiries())::uuid[]))
                and ($2 or (coalesce(e.client_id <> all ((select my_walled_clients())::uuid[]), true)
                    and coalesce(e.case_id <> all ((select my_walls())::uuid[]), true)))
                and ($3 = 'all' or e.state = $3)
                and ($4 = '' or position(lower($4) in lower(e.name || ' ' || e.matter)) > 0)
        )
        select e.id as "id!", e.name as "name!", e.matter as "matter!", e.state as "state!", e.taken_at as "taken_at!",
            t.name as "taken_by!", a.id as "assigned_id?", a.name as "assigned?", a.colour as "colour?", e.consultation_at,
            (select count(*) from (select from matching limit $8) as counted) as "total!"
        from (select * from matching where $5 or (taken_at, id) < ($6, $7) order by taken_at desc, id desc limit $9) as e
        join staff t on t.id = e.taken_by
        left join staff a on a.id = e.assigned_id
        order by e.taken_at desc, e.id desc"#,
        sees.everything,
        sees.unscreened,
        filter.state,
        filter.q,
        after.is_none(),
        after.map(|(at, _)| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        after.map(|(_, id)| id),
        COUNT_CAP + 1,
        PAGE_ROWS + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let rows = rows
        .into_iter()
        .map(|row| {
            Ok(EnquiryRow {
                id: EnquiryId(row.id),
                name: row.name,
                matter: row.matter,
                state: state(&row.state)?,
                taken: words::instant(row.taken_at.to_jiff(), &zone),
                taken_at: row.taken_at.to_jiff().to_string(),
                taken_by: row.taken_by,
                assigned: match (row.assigned_id, row.assigned) {
                    (Some(id), Some(name)) => {
                        Some(person(id, name, row.colour.unwrap_or_default()))
                    }
                    _ => None,
                },
                consultation: row.consultation_at.map(|at| words::instant(at.to_jiff(), &zone)),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut(rows, total, |row| format!("{}~{}", row.id, row.taken_at)))
}

fn state(word: &str) -> Result<EnquiryState> {
    EnquiryState::from_word(word).ok_or_else(|| Error::internal(format!("unknown state {word}")))
}

/// One enquiry, with the searches made for it.
///
/// # Errors
/// NotFound.
pub async fn show(caller: &Caller, id: EnquiryId) -> Result<Framed<EnquiryPage>> {
    let (mut tx, permit, standing) = standing_on::<act::SeeEnquiry>(caller, id).await?;
    let id = permit.subject();
    audit::record(&mut tx, Event::new(act::SeeEnquiry::ACTION.word(), Resource::Enquiry(id)))
        .await?;
    let frame = frame::load(&mut tx).await?;
    let page = page(&mut tx, id, standing).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: page })
}

async fn page(tx: &mut Tx, id: EnquiryId, standing: Standing) -> Result<EnquiryPage> {
    let zone = tx.caller().clone().zone(tx).await?;
    let e = sqlx::query!(
        r#"select e.*, t.name as taken_by_name, a.id as "a_id?", a.name as "a_name?", a.colour as "a_colour?", d.name as "decided_by_name?"
        from enquiries e join staff t on t.id = e.taken_by
        left join staff a on a.id = e.assigned_id
        left join staff d on d.id = e.decided_by
        where e.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let checks = conflicts::rows(tx, &zone, Of::Enquiry(id)).await?;
    Ok(EnquiryPage {
        row: EnquiryRow {
            id,
            name: e.name,
            matter: e.matter,
            state: state(&e.state)?,
            taken: words::instant(e.taken_at.to_jiff(), &zone),
            taken_at: e.taken_at.to_jiff().to_string(),
            taken_by: e.taken_by_name,
            assigned: match (e.a_id, e.a_name) {
                (Some(id), Some(name)) => Some(person(id, name, e.a_colour.unwrap_or_default())),
                _ => None,
            },
            consultation: e.consultation_at.map(|at| words::instant(at.to_jiff(), &zone)),
        },
        kind: ClientKind::from_word(&e.kind).ok_or_else(|| Error::internal("unknown kind"))?,
        email: e.email,
        phone_shown: clients::shown_phone(&e.phone),
        phone: e.phone,
        adverse: e.adverse,
        source: e.source,
        reason: e.reason,
        decided_by: e.decided_by_name,
        decided: e.decided_at.map(|at| words::day(at.to_jiff(), &zone)),
        client: e.client_id.map(ClientId),
        case: e.case_id.map(CaseId),
        checks,
        standing,
    })
}
