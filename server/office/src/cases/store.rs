//! SQL of cases. A function that writes takes the case's id from its permit and from nowhere else.

use domain::access::{Act, Permit, Role, act};
use domain::cases::{CaseFacts, CaseFilter, CaseRow, ParsedCase, Stage};
use domain::forms::Choice;
use domain::frame::Frame;
use domain::ids::{CaseId, ClientId, ConflictCheckId, StaffId};
use domain::locale::Locale;
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use jiff_sqlx::{Date, ToSqlx};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::{Finder, sight};
use crate::audit;
use crate::frame::{frame, person};
use crate::{Caller, Error, Result, Tx};

struct Row {
    id: Uuid,
    number: String,
    title: String,
    client_id: Uuid,
    client: String,
    practice_area: String,
    stage: String,
    lead_id: Option<Uuid>,
    lead_name: Option<String>,
    lead_colour: Option<i16>,
    opened_on: Date,
    closed_on: Option<Date>,
    total: i64,
}

impl Row {
    fn into_case(self, locale: Locale) -> Result<CaseRow> {
        Ok(CaseRow {
            id: CaseId(self.id),
            number: self.number,
            title: Some(self.title),
            client: self.client,
            client_id: ClientId(self.client_id),
            practice_area: Some(self.practice_area),
            stage: Some(stage(&self.stage)?),
            lead: match (self.lead_id, self.lead_name) {
                (Some(id), Some(name)) => {
                    Some(person(id, name, self.lead_colour.unwrap_or_default()))
                }
                _ => None,
            },
            opened_on: locale.day(self.opened_on.to_jiff()),
            closed_on: self.closed_on.map(|on| locale.day(on.to_jiff())),
        })
    }
}

fn stage(word: &str) -> Result<Stage> {
    Stage::from_word(word).ok_or_else(|| Error::internal(format!("unknown stage {word}")))
}

/// One statement for the page and its count, so that they cannot disagree about who sees what.
macro_rules! statement {
    ($tx:expr, $filter:expr, $client:expr, $lead:expr, $pass:literal, $counted:literal, $after:literal, $order:literal
        $(, $key:expr, $id:expr)?) => {{
        let sees = sight($tx.caller(), Finder::Cases);
        sqlx::query_as!(
            Row,
            r#"with matching as "# + $pass + r#" (
                select c.id, c.number, c.title, c.client_id, k.name as client, c.practice_area, c.stage,
                    c.opened_on, c.closed_on
                from cases c join clients k on k.id = c.client_id
                where ($1 or c.id in (select unnest((select my_cases()))))
                    and ($2 or c.id <> all ((select my_walls())::uuid[]))
                    and ($3 = 'all' or ($3 = 'closed') = (c.closed_on is not null))
                    and ($4 = '' or c.practice_area = $4)
                    -- every word, wherever it stands
                    and not exists (select from unnest($5::text[]) as word
                        where position(word in lower(c.number || ' ' || c.title || ' ' || k.name)) = 0)
                    and ($6::uuid[] is null or c.client_id = any ($6))
                    and ($7::uuid is null or exists (select from case_team t
                        where t.case_id = c.id and t.level = 'lead' and t.until is null and t.staff_id = $7))
                    and ($8 = '' or c.stage = $8)
                "# + $counted + r#"
            )
            select c.id as "id!", c.number as "number!", c.title as "title!", c.client_id as "client_id!",
                c.client as "client!", c.practice_area as "practice_area!", c.stage as "stage!",
                c.opened_on as "opened_on!", c.closed_on as "closed_on?",
                l.staff_id as "lead_id?", s.name as "lead_name?", s.colour as "lead_colour?",
                (select count(*) from (select from matching limit $9) as counted) as "total!"
            from (select * from matching c "# + $after + r#"
                order by "# + $order + r#" limit $10) as c
            left join case_team l on l.case_id = c.id and l.level = 'lead' and l.until is null
            left join staff s on s.id = l.staff_id
            order by "# + $order,
            sees.everything,
            sees.unscreened,
            $filter.state,
            $filter.area,
            &domain::text::search_words(&$filter.q),
            $client,
            $lead,
            $filter.stage,
            COUNT_CAP + 1,
            PAGE_ROWS + 1
            $(, $key as _, $id)?
        )
        .fetch_all(&mut **$tx)
        .await?
    }};
}

/// The first page is the beginning of what is counted: one pass. A later one looks for its own place.
macro_rules! list {
    ($tx:expr, $filter:expr, $client:expr, $lead:expr, $order:literal, $first:literal, $after:literal, $key:expr, $id:expr) => {
        match $key {
            None => statement!($tx, $filter, $client, $lead, "materialized", $first, "", $order),
            Some(key) => {
                statement!(
                    $tx,
                    $filter,
                    $client,
                    $lead,
                    "not materialized",
                    "",
                    $after,
                    $order,
                    key,
                    $id
                )
            }
        }
    };
}

/// The open cases, the newest first, as the navigation leads to them: the list of every morning. It is
/// counted by its keys alone, an associate's by those beside the places on one's teams; and it is planned
/// once, since nothing in it is left to be said.
macro_rules! open_cases {
    ($tx:expr, $keys:literal, $pass:literal, $counted:literal, $after:literal $(, $key:expr, $id:expr)?) => {
        sqlx::query_as!(
            Row,
            r#"with matching as "# + $pass + r#" (
                select c.id, c.opened_on from "# + $keys + r#"
                    and ($1 or c.id <> all ((select my_walls())::uuid[]))
                "# + $counted + r#"
            )
            select c.id as "id!", c.number as "number!", c.title as "title!", c.client_id as "client_id!",
                k.name as "client!", c.practice_area as "practice_area!", c.stage as "stage!",
                c.opened_on as "opened_on!", c.closed_on as "closed_on?",
                l.staff_id as "lead_id?", s.name as "lead_name?", s.colour as "lead_colour?",
                (select count(*) from (select from matching limit 1001) as counted) as "total!"
            from (select c.id, c.opened_on from matching c "# + $after + r#"
                order by c.opened_on desc, c.id desc limit 26) as m
            join cases c on c.id = m.id
            join clients k on k.id = c.client_id
            left join case_team l on l.case_id = c.id and l.level = 'lead' and l.until is null
            left join staff s on s.id = l.staff_id
            order by m.opened_on desc, m.id desc"#,
            sight($tx.caller(), Finder::Cases).unscreened
            $(, $key as _, $id)?
        )
        .fetch_all(&mut **$tx)
        .await?
    };
}

// what the statement spells out, so that its plan does not depend on it
const _: () = assert!(COUNT_CAP == 1_000 && PAGE_ROWS == 25);

async fn open_cases(tx: &mut Tx, filter: &CaseFilter) -> Result<Vec<Row>> {
    let everything = sight(tx.caller(), Finder::Cases).everything;
    Ok(match (everything, opening_key(filter)) {
        (true, None) => open_cases!(
            tx,
            "cases c where c.closed_on is null",
            "materialized",
            "order by c.opened_on desc, c.id desc limit 1001",
            ""
        ),
        (false, None) => open_cases!(
            tx,
            "(select m.case_id as id, m.opened_on from my_open_cases_by_day() m) as c where true",
            "materialized",
            "order by c.opened_on desc, c.id desc limit 1001",
            ""
        ),
        (true, Some((key, id))) => open_cases!(
            tx,
            "cases c where c.closed_on is null",
            "not materialized",
            "",
            "where (c.opened_on, c.id) < ($2, $3)",
            key,
            id
        ),
        (false, Some((key, id))) => open_cases!(
            tx,
            "(select m.case_id as id, m.opened_on from my_open_cases_by_day() m) as c where true",
            "not materialized",
            "",
            "where (c.opened_on, c.id) < ($2, $3)",
            key,
            id
        ),
    })
}

/// A page of the list, before it is put in words.
pub(super) struct Found {
    rows: Vec<Row>,
    by_title: bool,
    /// All the open cases in view, where this list is of them and of nothing less.
    pub(super) open_cases: Option<i64>,
}

pub(super) async fn find(tx: &mut Tx, filter: &CaseFilter) -> Result<Found> {
    let lead = match filter.lead.as_str() {
        "me" => Some(tx.caller().staff_id().0),
        other => other.parse::<StaffId>().ok().map(|id| id.0),
    };
    let filter = normal(filter);
    let by_title = filter.sort == "title";
    let plain = filter.state == "open"
        && filter.q.is_empty()
        && filter.area.is_empty()
        && filter.stage.is_empty()
        && lead.is_none();
    let rows = if by_title {
        let after = split_key(&filter.after);
        let key = after.as_ref().map(|(key, _)| key.clone());
        let id = after.map(|(_, id)| id).unwrap_or_default();
        list!(
            tx,
            filter,
            None::<&[Uuid]>,
            lead,
            "lower(c.title), c.id",
            "order by lower(c.title), c.id limit $9",
            "where (lower(c.title), c.id) > ($11, $12)",
            key,
            id
        )
    } else if plain {
        open_cases(tx, &filter).await?
    } else {
        by_opening(tx, &filter, None, lead).await?
    };
    let open_cases = rows.first().filter(|_| plain && !by_title).map(|row| row.total);
    Ok(Found { rows, by_title, open_cases })
}

/// Where a page of the list by opening begins.
fn opening_key(filter: &CaseFilter) -> Option<(Date, Uuid)> {
    let (key, id) = split_key(&filter.after)?;
    Some((domain::text::parse_date(&key).ok()?.to_sqlx(), id))
}

async fn by_opening(
    tx: &mut Tx,
    filter: &CaseFilter,
    clients: Option<&[Uuid]>,
    lead: Option<Uuid>,
) -> Result<Vec<Row>> {
    let after = opening_key(filter);
    let key = after.map(|(key, _)| key);
    let id = after.map(|(_, id)| id).unwrap_or_default();
    Ok(list!(
        tx,
        filter,
        clients,
        lead,
        "c.opened_on desc, c.id desc",
        "order by c.opened_on desc, c.id desc limit $9",
        "where (c.opened_on, c.id) < ($11, $12)",
        key,
        id
    ))
}

impl Found {
    pub(super) fn into_page(self, locale: Locale) -> Result<Rows<CaseRow>> {
        let total = self.rows.first().map_or(0, |row| row.total);
        let rows = self.rows.into_iter().map(|row| row.into_case(locale));
        Ok(Rows::cut(rows.collect::<Result<Vec<_>>>()?, total, |row| {
            if self.by_title {
                format!("{}~{}", row.id, row.title.as_deref().unwrap_or_default().to_lowercase())
            } else {
                format!("{}~{}", row.id, row.opened_on.date)
            }
        }))
    }
}

/// Fills in what a bookmark left out, and forgets what nobody offers.
pub(super) fn normal(filter: &CaseFilter) -> CaseFilter {
    let mut filter = filter.clone();
    if !["open", "closed", "all"].contains(&filter.state.as_str()) {
        filter.state = "open".into();
    }
    filter.q = domain::text::line(&filter.q).unwrap_or_default();
    filter.area = domain::text::line(&filter.area).unwrap_or_default();
    filter.stage =
        Stage::from_word(&filter.stage).map(|stage| stage.word().into()).unwrap_or_default();
    filter
}

/// `id~key`. A page key that does not parse is the first page.
pub(super) fn split_key(after: &str) -> Option<(String, Uuid)> {
    let (id, key) = after.split_once('~')?;
    (!key.contains('\0')).then_some(())?;
    Some((key.to_owned(), Uuid::try_parse(id).ok()?))
}

/// The cases of one client that the caller may see: the newest page of them, open or closed.
pub(crate) async fn rows_of_clients(tx: &mut Tx, clients: &[Uuid]) -> Result<Vec<CaseRow>> {
    let filter = CaseFilter { state: "all".into(), ..CaseFilter::default() };
    if tx.caller().role() == Role::Billing {
        return super::billing::rows_of_clients(tx, clients).await;
    }
    let rows = by_opening(tx, &filter, Some(clients), None).await?;
    let locale = tx.caller().clone().zone(tx).await?.locale;
    rows.into_iter().map(|row| row.into_case(locale)).collect()
}

/// The open cases somebody leads, as far as the caller may see them.
pub(crate) async fn rows_led_by(tx: &mut Tx, staff: StaffId) -> Result<Vec<CaseRow>> {
    let filter = CaseFilter { state: "open".into(), ..CaseFilter::default() };
    let rows = by_opening(tx, &filter, None, Some(staff.0)).await?;
    let locale = tx.caller().clone().zone(tx).await?.locale;
    rows.into_iter().map(|row| row.into_case(locale)).collect()
}

/// Whether the caller sees any case at all.
pub(super) async fn any(tx: &mut Tx) -> Result<bool> {
    let sees = sight(tx.caller(), Finder::Cases);
    Ok(sqlx::query_scalar!(
        r#"select exists (select from case_billing c
            where ($1 or c.id in (select unnest((select my_cases()))))
                and ($2 or c.id <> all ((select my_walls())::uuid[]))) as "any!""#,
        sees.everything,
        sees.unscreened
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub(crate) async fn facts(tx: &mut Tx, id: CaseId) -> Result<CaseFacts> {
    let row = sqlx::query!(
        r#"select c.id, c.number, c.title, c.client_id, k.name as client, k.discreet, k.safe_contact, c.practice_area, c.stage,
            c.opened_on, c.closed_on, c.limitation_on, c.limitation_none, c.court, c.court_reference, c.revision,
            l.staff_id as "lead_id?", s.name as "lead_name?", s.colour as "lead_colour?"
        from cases c join clients k on k.id = c.client_id
        left join case_team l on l.case_id = c.id and l.level = 'lead' and l.until is null
        left join staff s on s.id = l.staff_id
        where c.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let locale = tx.caller().clone().zone(tx).await?.locale;
    Ok(CaseFacts {
        id: CaseId(row.id),
        number: row.number,
        title: row.title,
        client_id: ClientId(row.client_id),
        client: row.client,
        client_seen: true,
        discreet: row.discreet.then_some(row.safe_contact),
        practice_area: row.practice_area,
        stage: stage(&row.stage)?,
        lead: match (row.lead_id, row.lead_name) {
            (Some(id), Some(name)) => Some(person(id, name, row.lead_colour.unwrap_or_default())),
            _ => None,
        },
        opened_on: locale.day(row.opened_on.to_jiff()),
        closed_on: row.closed_on.map(|on| locale.day(on.to_jiff())),
        limitation_on: row.limitation_on.map(|on| locale.day(on.to_jiff())),
        limitation_none: row.limitation_none,
        court: row.court,
        court_reference: row.court_reference,
        revision: row.revision,
    })
}

/// [`facts`], recorded as a view: what a form shows of a case is a view of it.
pub(crate) async fn facts_seen(tx: &mut Tx, id: CaseId) -> Result<CaseFacts> {
    audit::record(
        tx,
        audit::Event::new(act::SeeCase::ACTION.word(), audit::Resource::Case(id))
            .with("in", "form"),
    )
    .await?;
    facts(tx, id).await
}

#[expect(clippy::too_many_arguments, reason = "they are the columns of one statement")]
pub(super) async fn open(
    tx: &mut Tx,
    _: Permit<act::OpenCase>,
    id: CaseId,
    client: ClientId,
    lead: StaffId,
    check: ConflictCheckId,
    case: &ParsedCase,
    adverse: &[String],
) -> Result<String> {
    let (limitation_on, limitation_none) = case.limitation.columns();
    Ok(sqlx::query_scalar!(
        r#"select open_case($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as "number!""#,
        id.0,
        tx.caller().id(),
        client.0,
        case.title,
        case.practice_area,
        case.stage.word(),
        case.opened_on.to_sqlx() as Date,
        lead.0,
        check.0,
        limitation_on.map(|day| day.to_sqlx()) as Option<Date>,
        limitation_none,
        adverse
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// False where the revision is not the one the form saw.
pub(super) async fn edit(
    tx: &mut Tx,
    permit: Permit<act::EditCase>,
    revision: i32,
    new: &ParsedCase,
) -> Result<bool> {
    let (limitation_on, limitation_none) = new.limitation.columns();
    let done = sqlx::query!(
        "update cases set title = $3, practice_area = $4, stage = $5, opened_on = $6, limitation_on = $7, limitation_none = $8,
            court = $9, court_reference = $10, revision = revision + 1
        where id = $1 and revision = $2",
        permit.subject().0,
        revision,
        new.title,
        new.practice_area,
        new.stage.word(),
        new.opened_on.to_sqlx() as Date,
        limitation_on.map(|day| day.to_sqlx()) as Option<Date>,
        limitation_none,
        new.court,
        new.court_reference
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn close(
    tx: &mut Tx,
    permit: Permit<act::CloseCase>,
    on: jiff::civil::Date,
    revision: i32,
) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select close_case($1, $2, $3) as "done!""#,
        permit.subject().0,
        on.to_sqlx() as Date,
        revision
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub(super) async fn reopen(
    tx: &mut Tx,
    permit: Permit<act::ReopenCase>,
    revision: i32,
) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select reopen_case($1, $2, $3) as "done!""#,
        permit.subject().0,
        revision,
        tx.caller().id()
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Clients in sight; an alias stands there as the record that is kept.
pub(crate) async fn client_choices(tx: &mut Tx) -> Result<Vec<Choice>> {
    let sees = sight(tx.caller(), Finder::Clients);
    let rows = sqlx::query!(
        "select k.id, k.name from clients k
        where ($1 or k.id = any ((select my_clients())::uuid[]))
            and ($2 or k.id <> all ((select my_walled_clients())::uuid[]))
            and not exists (select from client_merges m where m.alias_id = k.id and m.undone_at is null
                and ($1 or m.kept_id = any ((select my_clients())::uuid[]))
                and ($2 or m.kept_id <> all ((select my_walled_clients())::uuid[])))
        order by k.sort_name, k.id",
        sees.everything,
        sees.unscreened
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name }).collect())
}

/// Attorneys who could lead. An associate who opens a case leads it, so is the only one offered.
pub(crate) async fn attorney_choices(tx: &mut Tx, caller: &Caller) -> Result<Vec<Choice>> {
    attorneys(tx, (caller.role() == Role::AssociateAttorney).then(|| caller.staff_id())).await
}

/// Everybody who is an attorney now.
pub(crate) async fn attorneys_in_force(tx: &mut Tx) -> Result<Vec<Choice>> {
    attorneys(tx, None).await
}

async fn attorneys(tx: &mut Tx, only: Option<StaffId>) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        "select s.id, s.name from staff s join staff_roles r on r.staff_id = s.id and r.until is null
        where r.role in ('managing_partner', 'associate_attorney')
            and s.id = any ((select staff_in_force())::uuid[])
            and ($1::uuid is null or s.id = $1)
        order by s.name, s.id",
        only.map(|id| id.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name }).collect())
}

pub(crate) async fn is_attorney(tx: &mut Tx, id: StaffId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from staff_roles r where r.staff_id = $1 and r.until is null
            and r.role in ('managing_partner', 'associate_attorney')
            and in_force($1)) as "is!""#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Whether the client is walled from somebody, as far as the caller may see walls; the database
/// asks again when the case is opened.
pub(super) async fn is_screened(tx: &mut Tx, staff: StaffId, client: ClientId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from walls w where w.staff_id = $1 and w.client_id = $2 and w.until is null) as "is!""#,
        staff.0,
        client.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// The frame, which need not count the open cases again where the list has; and what the list offers beside
/// its rows: attorneys to narrow it by, and whether anything prepared may wait for the caller.
pub(super) async fn frame_of_list(
    tx: &mut Tx,
    open_cases: Option<i64>,
) -> Result<(Frame, Vec<Choice>, bool)> {
    let (frame, row) = frame!(
        tx,
        open_cases,
        r#", coalesce((
                select json_agg(json_build_object('value', s.id, 'label', s.name) order by s.name, s.id)
                from staff s join staff_roles r on r.staff_id = s.id and r.until is null
                where r.role in ('managing_partner', 'associate_attorney')
                    and s.id = any ((select staff_in_force())::uuid[])
            ), '[]') as "attorneys!: Json<Vec<Choice>>",
            exists (select from case_proposals p where p.decided_at is null or p.prepared_by = $2) as "waits!""#,
        tx.caller().staff_id().0
    );
    Ok((frame, row.attorneys.0, row.waits))
}
