//! The queue as its page shows it. One statement finds, counts and pages.

use domain::access::{Action, Role, Standing, act, may};
use domain::documents::size_words;
use domain::filing::{
    FilingFilter, FilingPage, OFFICE_TRAY, OneScan, ScanRow, Shown, TrayBox, Trouble,
};
use domain::forms::Choice;
use domain::frame::{Frame, Framed};
use domain::ids::ScanId;
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::open;
use super::proposals::proposals;
use super::standing::on_scan;
use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::documents::shown_media;
use crate::frame::{self, person};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx};

/// Cases offered to choose from; any other is typed.
const CASES: i64 = 50;

/// The queue, and one scan of it to look at: the one that is named, else the first.
///
/// # Errors
/// NotFound for a scan out of sight.
pub async fn page(caller: &Caller, mut filter: FilingFilter) -> Result<Framed<FilingPage>> {
    let named = match filter.item.as_str() {
        "" => None,
        typed => Some(typed.parse::<ScanId>().map_err(|_| Error::NotFound)?),
    };
    if let Some(id) = named {
        on_scan::<act::SeeScan>(caller, id).await?.0.commit().await?;
    }
    let (mut tx, _permit) = access::on_office::<act::SeeTray>(caller).await?;
    audit::record(&mut tx, Event::new("see-tray", Resource::Office)).await?;
    let frame = frame::load(&mut tx).await?;
    let which = TrayBox::from_word(&filter.which).unwrap_or(TrayBox::Waiting);
    filter.which = which.word().to_owned();
    let scope = Scope::of(caller, &frame);
    let page = rows(&mut tx, scope, Wanted::Box(which, &filter.after)).await?;
    let row = match named {
        // one of another page, or of another part of the queue
        Some(id) => {
            let one = rows(&mut tx, scope, Wanted::One(id)).await?.rows.into_iter().next();
            Some(one.ok_or(Error::NotFound)?)
        }
        None => page.rows.first().cloned(),
    };
    let troubles = match which {
        TrayBox::Discarded => Vec::new(),
        TrayBox::Waiting | TrayBox::Others => troubles(&mut tx, scope).await?,
    };
    let own_folder =
        sqlx::query_scalar!(r#"select my_tray() as "folder!""#).fetch_one(&mut *tx).await?;
    let besides = match &row {
        Some(row) => Some((people(&mut tx, row).await?, cases(&mut tx).await?)),
        None => None,
    };
    tx.commit().await?;
    let chosen = match row.zip(besides) {
        Some((row, (people, cases))) => {
            let shown = match &row.held {
                Some(found) => Shown::Nothing(format!(
                    "{found} Nobody opens it, and it cannot be filed. Discard it."
                )),
                None => open::preview(caller, row.id).await?,
            };
            let standing = Standing { own: true, ..Standing::OUTSIDE };
            let may_file = may(caller.role(), Action::FileScan, &standing)
                && row.held.is_none()
                && row.discarded.is_none();
            let proposals = match may_file {
                true => proposals(caller, &row.name, &shown).await?,
                false => Vec::new(),
            };
            Some(OneScan { row, shown, people, cases, proposals, may_file })
        }
        None => None,
    };
    let watched = caller.office().watched.get();
    let folder = watched
        .filter(|_| caller.role() == Role::ManagingPartner)
        .map(|folder| folder.display().to_string());
    let watched = watched.is_some();
    let mailbox = caller.office().reads_mail.get().is_some();
    let body = FilingPage { filter, page, chosen, troubles, watched, mailbox, folder, own_folder };
    Ok(Framed { frame, body })
}

/// Whose trays the finder looks into.
#[derive(Clone, Copy)]
struct Scope {
    everything: bool,
    /// The office's own.
    desk: bool,
}

impl Scope {
    fn of(caller: &Caller, frame: &Frame) -> Scope {
        let everything = sight(caller, Finder::Filing).everything;
        Scope { everything, desk: frame.desk && caller.role() != Role::Billing }
    }
}

enum Wanted<'a> {
    Box(TrayBox, &'a str),
    One(ScanId),
}

async fn rows(tx: &mut Tx, scope: Scope, wanted: Wanted<'_>) -> Result<Rows<ScanRow>> {
    let caller = tx.caller().clone();
    let region = caller.zone(tx).await?;
    let (which, after, one) = match wanted {
        Wanted::Box(which, after) => (which.word(), after, None),
        Wanted::One(id) => ("", "", Some(id.0)),
    };
    let after = after
        .split_once('~')
        .and_then(|(id, at)| Some((at.parse::<Timestamp>().ok()?, Uuid::try_parse(id).ok()?)));
    let rows = sqlx::query!(
        r#"with matching as not materialized (
            select s.* from filing_scans s
            where ($1 or s.tray_id = (select office_caller()) or (s.tray_id is null and $2))
                and case $3
                    when 'waiting' then s.discarded_at is null and (s.tray_id is null or s.tray_id = (select office_caller()))
                    when 'others' then s.discarded_at is null and s.tray_id <> (select office_caller())
                    when 'discarded' then s.discarded_at is not null
                    else s.id = $4 end
        )
        select s.id as "id!", s.name as "name!", s.media as "media!", s.size_bytes as "size_bytes!", s.came_at as "came_at!",
            s.found as "found?", s.discarded_at as "discarded_at?", s.reason as "reason!", s.revision as "revision!",
            t.id as "tray_id?", t.name as "tray?", t.colour as "colour?", d.name as "discarded_by?",
            (select count(*) from (select from matching limit $8) as counted) as "total!"
        from (select * from matching where $5 or (came_at, id) > ($6, $7) order by came_at, id limit $9) as s
        left join staff t on t.id = s.tray_id
        left join staff d on d.id = s.discarded_by
        order by s.came_at, s.id"#,
        scope.everything,
        scope.desk,
        which,
        one,
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
            let at = row.came_at.to_jiff();
            let tray = match (row.tray_id, row.tray, row.colour) {
                (Some(id), Some(name), Some(colour)) => Some(person(id, name, colour)),
                _ => None,
            };
            let discarded = row.discarded_by.zip(row.discarded_at);
            ScanRow {
                id: ScanId(row.id),
                name: row.name,
                media: shown_media(&row.media),
                size: size_words(row.size_bytes),
                came: words::instant(at, &region),
                datetime: words::datetime(at, &region),
                came_at: at.to_string(),
                tray,
                held: row.found,
                discarded: discarded
                    .map(|(by, at)| (by, words::instant(at.to_jiff(), &region), row.reason)),
                revision: row.revision,
            }
        })
        .collect();
    Ok(Rows::cut(rows, total, |row: &ScanRow| format!("{}~{}", row.id, row.came_at)))
}

async fn troubles(tx: &mut Tx, scope: Scope) -> Result<Vec<Trouble>> {
    let region: Region = tx.caller().clone().zone(tx).await?;
    let rows = sqlx::query!(
        "select t.name, t.why, t.since from filing_troubles t
        where ($1 or t.tray_id = (select office_caller()) or (t.tray_id is null and $2))
        order by t.since, t.source limit 20",
        scope.everything,
        scope.desk
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let at = row.since.to_jiff();
            Trouble {
                name: row.name,
                why: row.why,
                since: words::instant(at, &region),
                datetime: words::datetime(at, &region),
            }
        })
        .collect())
}

/// Everybody at the office now, and the office's tray; not the tray it lies in.
async fn people(tx: &mut Tx, row: &ScanRow) -> Result<Vec<Choice>> {
    let here = row.tray.as_ref().map(|person| person.id.0);
    let rows = sqlx::query!(
        "select s.id, s.name from staff s where s.id = any ((select staff_in_force())::uuid[])
            and s.id is distinct from $1 order by s.name, s.id",
        here
    )
    .fetch_all(&mut **tx)
    .await?;
    let office = here
        .map(|_| Choice { value: OFFICE_TRAY.into(), label: "The office’s tray".into() })
        .into_iter();
    let people = rows.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name });
    Ok(office.chain(people).collect())
}

/// Open cases to which the caller may add documents, the latest first.
async fn cases(tx: &mut Tx) -> Result<Vec<Choice>> {
    let caller = tx.caller().clone();
    if caller.role() == Role::Billing {
        return Ok(Vec::new());
    }
    let sees = sight(&caller, Finder::Cases);
    let rows = sqlx::query!(
        "select c.number, c.title from cases c
        where c.closed_on is null and ($1 or c.id = any ((select my_cases_from(2::smallint))::uuid[]))
            and ($2 or c.id <> all ((select my_walls())::uuid[]))
        order by c.opened_on desc, c.id desc limit $3",
        sees.everything,
        sees.unscreened,
        CASES
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Choice { value: row.number, label: row.title }).collect())
}
