//! The documents of a case, and of every case in view. One statement finds, counts and pages, so that
//! they cannot disagree about who sees what.

use domain::access::{Action, Role, act, may};
use domain::documents::{
    Counts, DocumentFilter, DocumentRow, DocumentsOf, DocumentsPage, FolderNode, Held, Kind, Marks,
    size_words,
};
use domain::forms::Choice;
use domain::frame::Framed;
use domain::ids::{CaseId, DocumentId, FolderId, StaffId};
use domain::paging::{COUNT_CAP, PAGE_ROWS, Rows};
use domain::text;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::{media, shred};
use crate::access::{self, Finder, Sight, sight};
use crate::audit::{self, Event, Resource};
use crate::frame::{self, person};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, cases, sharing};

/// The documents of one case, the newest first, with its folders.
///
/// # Errors
/// NotFound for a case out of sight.
pub async fn of_case(
    caller: &Caller,
    id: CaseId,
    filter: DocumentFilter,
) -> Result<Framed<DocumentsPage>> {
    let (mut tx, permit, ground) = access::on_case::<act::ListDocuments>(caller, id).await?;
    let event = Event::new("list-documents", Resource::Case(id)).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    let frame = frame::load(&mut tx).await?;
    let standing = ground.standing;
    let case = permit.subject();
    let of = match caller.role() {
        Role::Billing => billing(&mut tx, case).await?,
        Role::ManagingPartner | Role::AssociateAttorney | Role::Paralegal => {
            let facts = cases::facts(&mut tx, case).await?;
            DocumentsOf::Case { case: Box::new(facts), standing }
        }
    };
    let (folders, case_hold) = match caller.role() {
        Role::Billing => (Vec::new(), None),
        Role::ManagingPartner | Role::AssociateAttorney | Role::Paralegal => {
            (folders(&mut tx, case).await?, hold(&mut tx, case, None).await?)
        }
    };
    let waiting = match caller.role() {
        Role::Billing => Vec::new(),
        Role::ManagingPartner | Role::AssociateAttorney | Role::Paralegal => {
            sharing::waiting(&mut tx, case).await?
        }
    };
    let page = rows(&mut tx, Some(case), &filter).await?;
    let counts = counts(&mut tx, Some(case)).await?;
    let people = people(&mut tx, Some(case)).await?;
    let destroyed = shred::destroyed_on(&mut tx, case).await?;
    tx.commit().await?;
    // a vault that cannot be opened now says so to whoever sends something
    let file_bytes = caller.office().vault().await.map_or(u64::MAX, |vault| vault.file_bytes);
    let body = DocumentsPage {
        of,
        filter,
        page,
        folders,
        counts,
        may_add: destroyed.is_none() && may(caller.role(), Action::AddDocument, &standing),
        may_hold: may(caller.role(), Action::HoldCase, &standing),
        case_hold,
        destroyed,
        people,
        file_bytes,
        waiting,
    };
    Ok(Framed { frame, body })
}

/// Documents of every case in view.
///
/// # Errors
/// As the database says.
pub async fn everywhere(caller: &Caller, filter: DocumentFilter) -> Result<Framed<DocumentsPage>> {
    let mut tx = caller.begin().await?;
    audit::record(&mut tx, Event::new("list-documents", Resource::Office)).await?;
    let frame = frame::load(&mut tx).await?;
    let page = rows(&mut tx, None, &filter).await?;
    let counts = counts(&mut tx, None).await?;
    let people = people(&mut tx, None).await?;
    tx.commit().await?;
    let body = DocumentsPage {
        of: DocumentsOf::Office,
        filter,
        page,
        folders: Vec::new(),
        counts,
        may_add: false,
        may_hold: false,
        case_hold: None,
        destroyed: None,
        people,
        file_bytes: 0,
        waiting: Vec::new(),
    };
    Ok(Framed { frame, body })
}

pub(super) async fn billing(tx: &mut Tx, case: CaseId) -> Result<DocumentsOf> {
    let row = sqlx::query!(
        r#"select c.number as "number!", k.name as client
        from case_billing c join clients k on k.id = c.client_id where c.id = $1"#,
        case.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(DocumentsOf::Billing { id: case, number: row.number, client: row.client })
}

/// What the finder lets through besides the database: all, in spite of restrictions too, and whether
/// only billing's kinds.
pub(super) struct Through {
    pub(super) sees: Sight,
    pub(super) kinds: bool,
}

pub(super) fn through(caller: &Caller) -> Through {
    let sees = sight(caller, Finder::Documents);
    Through { kinds: caller.role() == Role::Billing && !sees.everything, sees }
}

struct Row {
    id: Uuid,
    name: String,
    kind: String,
    tags: Vec<String>,
    nth: i32,
    changed_at: jiff_sqlx::Timestamp,
    size_bytes: i64,
    media: String,
    by: Uuid,
    by_name: String,
    by_colour: i16,
    narrowed_to: Option<String>,
    named: i64,
    on_hold: bool,
    found: Option<String>,
    trashed: bool,
    taken_by: Option<Uuid>,
    taken_name: Option<String>,
    taken_colour: Option<i16>,
    case_id: Uuid,
    case_number: String,
    total: i64,
}

impl Row {
    fn shown(self, region: &Region, with_case: bool) -> Result<DocumentRow> {
        let kind = Kind::from_word(&self.kind)
            .ok_or_else(|| Error::internal(format!("unknown kind {}", self.kind)))?;
        let at = self.changed_at.to_jiff();
        Ok(DocumentRow {
            id: DocumentId(self.id),
            name: self.name,
            kind,
            media: media::shown(&self.media),
            version: self.nth,
            size: size_words(self.size_bytes),
            changed: words::day(at, region),
            datetime: words::datetime(at, region),
            by: person(self.by, self.by_name, self.by_colour),
            marks: Marks {
                narrowed: self.narrowed_to.map(|to| narrowed_words(&to, self.named)),
                on_hold: self.on_hold,
                quarantined: self.found,
                trashed: self.trashed,
                checked_out_by: match (self.taken_by, self.taken_name) {
                    (Some(id), Some(name)) => {
                        Some(person(id, name, self.taken_colour.unwrap_or_default()))
                    }
                    _ => None,
                },
            },
            tags: self.tags,
            case: with_case.then_some((CaseId(self.case_id), self.case_number)),
        })
    }
}

/// "Attorneys only", "3 people only".
pub(super) fn narrowed_words(to: &str, named: i64) -> String {
    match (to, named) {
        ("attorneys", _) => "Attorneys only".into(),
        (_, 1) => "1 person only".into(),
        (_, n) => format!("{n} people only"),
    }
}

/// What stands beside a document, for the rows `d` of a statement. Billing reads some of it only, and
/// has no rights on the rest.
macro_rules! statement {
    ($tx:expr, $beside:literal, $joined:literal, $case:expr, $filter:expr, $asked:expr, $through:expr) => {
        sqlx::query_as!(
            Row,
            r#"with matching as not materialized (
                select d.id, d.name, d.kind, d.tags, d.nth, d.changed_at, d.case_id
                from documents d
                join document_versions v on v.document_id = d.id and v.nth = d.nth
                where ($1::uuid is null or d.case_id = $1)
                    and ($2 or ($4 and d.kind in ('fee_agreement', 'receipt'))
                        or (not $4 and d.case_id in (select unnest((select my_cases())))))
                    and ($3 or d.case_id <> all ((select my_walls())::uuid[]))
                    and ($3 or d.id not in (select unnest((select my_barred_documents()))))
                    and ($5 = '' or d.kind = $5)
                    and ($6::text[] is null or v.media = any ($6))
                    and ($7::uuid is null or v.written_by = $7)
                    and ($8::timestamptz is null or d.changed_at >= $8)
                    and ($9::timestamptz is null or d.changed_at < $9)
                    and ($10 = '' or ($10 = 'none' and d.folder_id is null) or d.folder_id::text = $10)
                    and ($11 = 'trash') = exists (select from document_trashings t
                        where t.document_id = d.id and t.until is null)
                    and not exists (select from unnest($12::text[]) as word
                        where position(word in lower(d.name || ' ' || array_to_string(d.tags, ' '))) = 0)
                    and ($11 <> 'held' or d.id in (select held_documents($1)))
                    and ($11 <> 'shared' or d.id in (select shared_documents($1)))
            )
            select d.id as "id!", d.name as "name!", d.kind as "kind!", d.tags as "tags!", d.nth as "nth!",
                d.changed_at as "changed_at!", v.size_bytes as "size_bytes!", v.media as "media!",
                s.id as "by!", s.name as "by_name!", s.colour as "by_colour!",
                q.found as "found?", $11 = 'trash' as "trashed!", d.case_id as "case_id!", c.number as "case_number!",
                "# + $beside + r#",
                (select count(*) from (select from matching limit $16) as counted) as "total!"
            from (select * from matching where $13 or (changed_at, id) < ($14, $15)
                order by changed_at desc, id desc limit $17) as d
            join document_versions v on v.document_id = d.id and v.nth = d.nth
            join case_billing c on c.id = d.case_id
            join staff s on s.id = v.written_by
            left join document_quarantines q on q.version_id = v.id and q.released_at is null
            "# + $joined + r#"
            order by d.changed_at desc, d.id desc"#,
            $case,
            $through.sees.everything,
            $through.sees.unscreened,
            $through.kinds,
            $asked.kind,
            $asked.media.as_deref(),
            $asked.by,
            $asked.from as Option<jiff_sqlx::Timestamp>,
            $asked.to as Option<jiff_sqlx::Timestamp>,
            $asked.folder,
            $asked.show,
            &text::search_words(&$filter.q),
            $asked.after.is_none(),
            $asked.after.map(|(at, _)| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
            $asked.after.map(|(_, id)| id),
            COUNT_CAP + 1,
            PAGE_ROWS + 1
        )
        .fetch_all(&mut **$tx)
        .await?
    };
}

/// The filter without its typos: what nobody offers narrows nothing.
struct Asked {
    kind: String,
    media: Option<Vec<String>>,
    by: Option<Uuid>,
    from: Option<jiff_sqlx::Timestamp>,
    to: Option<jiff_sqlx::Timestamp>,
    folder: String,
    show: String,
    after: Option<(Timestamp, Uuid)>,
}

impl Asked {
    fn read(caller: &Caller, filter: &DocumentFilter, region: &Region) -> Asked {
        let midnight = |day: jiff::civil::Date| {
            let zoned = region.zone.to_ambiguous_zoned(day.at(0, 0, 0, 0)).compatible().ok()?;
            Some(zoned.timestamp().to_sqlx())
        };
        let day = |typed: &str| text::parse_date(typed).ok();
        let after = filter
            .after
            .split_once('~')
            .and_then(|(id, at)| Some((at.parse::<Timestamp>().ok()?, Uuid::try_parse(id).ok()?)));
        Asked {
            kind: Kind::from_word(&filter.kind)
                .map(|kind| kind.word().to_owned())
                .unwrap_or_default(),
            media: media::family(&filter.media),
            by: match filter.by.as_str() {
                "me" => Some(caller.staff_id().0),
                id => id.parse::<StaffId>().ok().map(|id| id.0),
            },
            from: day(&filter.from).and_then(midnight),
            to: day(&filter.to).and_then(|day| day.tomorrow().ok()).and_then(midnight),
            folder: match filter.folder.as_str() {
                "none" => "none".into(),
                id => id.parse::<FolderId>().map(|id| id.to_string()).unwrap_or_default(),
            },
            show: match filter.show.as_str() {
                word @ ("trash" | "held") => word.into(),
                // billing has no part in sharing
                word @ "shared" if caller.role() != Role::Billing => word.into(),
                _ => String::new(),
            },
            after,
        }
    }
}

async fn rows(
    tx: &mut Tx,
    case: Option<CaseId>,
    filter: &DocumentFilter,
) -> Result<Rows<DocumentRow>> {
    let caller = tx.caller().clone();
    let region = caller.zone(tx).await?;
    let asked = Asked::read(&caller, filter, &region);
    let through = through(&caller);
    let case = case.map(|id| id.0);
    let rows = match caller.role() {
        Role::Billing => statement!(
            tx,
            r#"null::text as "narrowed_to?", 0::bigint as "named!", false as "on_hold!", null::uuid as "taken_by?",
                null::text as "taken_name?", null::smallint as "taken_colour?""#,
            "",
            case,
            filter,
            asked,
            through
        ),
        Role::ManagingPartner | Role::AssociateAttorney | Role::Paralegal => statement!(
            tx,
            r#"r.narrowed_to as "narrowed_to?",
                (select count(*) from document_restriction_people p where p.restriction_id = r.id) as "named!",
                exists (select from legal_holds h where h.case_id = d.case_id and h.until is null
                    and (h.document_id is null or h.document_id = d.id)) as "on_hold!",
                o.staff_id as "taken_by?", t.name as "taken_name?", t.colour as "taken_colour?""#,
            "left join document_restrictions r on r.document_id = d.id and r.until is null
            left join document_checkouts o on o.document_id = d.id and o.until is null
            left join staff t on t.id = o.staff_id",
            case,
            filter,
            asked,
            through
        ),
    };
    let total = rows.first().map_or(0, |row| row.total);
    let keys: std::collections::HashMap<_, _> =
        rows.iter().map(|row| (row.id, row.changed_at.to_jiff())).collect();
    let rows =
        rows.into_iter().map(|row| row.shown(&region, case.is_none())).collect::<Result<_>>()?;
    Ok(Rows::cut(rows, total, |row: &DocumentRow| {
        format!("{}~{}", row.id, keys.get(&row.id.0).map(ToString::to_string).unwrap_or_default())
    }))
}

/// How many there are in all, on hold and in the trash.
async fn counts(tx: &mut Tx, case: Option<CaseId>) -> Result<Counts> {
    let through = through(&tx.caller().clone());
    let billing = tx.caller().role() == Role::Billing;
    let row = sqlx::query!(
        r#"with seen as materialized (
            select d.id, exists (select from document_trashings t
                    where t.document_id = d.id and t.until is null) as trashed
            from documents d
            where ($1::uuid is null or d.case_id = $1)
                and ($2 or ($4 and d.kind in ('fee_agreement', 'receipt'))
                    or (not $4 and d.case_id in (select unnest((select my_cases())))))
                and ($3 or d.case_id <> all ((select my_walls())::uuid[]))
                and ($3 or d.id not in (select unnest((select my_barred_documents()))))
            limit $5
        )
        select count(*) filter (where not trashed) as "all!", count(*) filter (where trashed) as "trashed!",
            case when $6 then 0 else (select count(distinct seen.id) from held_documents($1) h join seen on seen.id = h where not trashed) end as "on_hold!",
            case when $6 then 0 else (select count(distinct seen.id) from shared_documents($1) h join seen on seen.id = h where not trashed) end as "shared!"
        from seen"#,
        case.map(|id| id.0),
        through.sees.everything,
        through.sees.unscreened,
        through.kinds,
        COUNT_CAP + 1,
        billing
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Counts { all: row.all, on_hold: row.on_hold, shared: row.shared, trashed: row.trashed })
}

/// Whose versions there are on the case; for the whole office, everybody.
async fn people(tx: &mut Tx, case: Option<CaseId>) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        r#"select s.id as "id!", s.name as "name!" from staff s
        where $1::uuid is null or exists (select from documents d
            join document_versions v on v.document_id = d.id and v.nth = d.nth
            where d.case_id = $1 and v.written_by = s.id)
        order by s.name, s.id"#,
        case.map(|id| id.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name }).collect())
}

/// The folders of a case in the order of the tree, with how many documents each holds.
pub(crate) async fn folders(tx: &mut Tx, case: CaseId) -> Result<Vec<FolderNode>> {
    let through = through(&tx.caller().clone());
    let rows = sqlx::query!(
        r#"select f.id, f.parent_id, f.name, f.revision, r.narrowed_to as "narrowed_to?",
            (select count(*) from document_restriction_people p where p.restriction_id = r.id) as "named!",
            (select count(*) from documents d where d.folder_id = f.id
                and not exists (select from document_trashings t where t.document_id = d.id and t.until is null)) as "count!"
        from document_folders f
        left join document_restrictions r on r.folder_id = f.id and r.until is null
        where f.case_id = $1 and f.removed_at is null
            and ($2 or f.id not in (select unnest((select my_barred_folders()))))
        order by lower(f.name), f.id"#,
        case.0,
        through.sees.unscreened
    )
    .fetch_all(&mut **tx)
    .await?;
    let nodes = rows.into_iter().map(|row| FolderNode {
        id: FolderId(row.id),
        name: row.name,
        parent: row.parent_id.map(FolderId),
        depth: 0,
        count: row.count,
        narrowed: row.narrowed_to.map(|to| narrowed_words(&to, row.named)),
        revision: row.revision,
    });
    Ok(as_tree(nodes.collect()))
}

/// Each folder after the one it is in. One whose folder is out of sight stands at the top.
fn as_tree(mut left: Vec<FolderNode>) -> Vec<FolderNode> {
    let known: std::collections::HashSet<_> = left.iter().map(|node| node.id).collect();
    for node in &mut left {
        node.parent = node.parent.filter(|parent| known.contains(parent));
    }
    let mut tree = Vec::with_capacity(left.len());
    below(None, 0, &mut left, &mut tree);
    tree
}

fn below(
    parent: Option<FolderId>,
    depth: usize,
    left: &mut Vec<FolderNode>,
    tree: &mut Vec<FolderNode>,
) {
    let (here, rest) = left.drain(..).partition(|node: &FolderNode| node.parent == parent);
    *left = rest;
    for node in here {
        let id = node.id;
        tree.push(FolderNode { depth, ..node });
        below(Some(id), depth + 1, left, tree);
    }
}

/// Why a case, or a document of it, is on hold.
pub(super) async fn hold(
    tx: &mut Tx,
    case: CaseId,
    document: Option<DocumentId>,
) -> Result<Option<Held>> {
    let region = tx.caller().clone().zone(tx).await?;
    let row = sqlx::query!(
        "select h.reason, h.since, s.name from legal_holds h join staff s on s.id = h.set_by
        where h.case_id = $1 and h.document_id is not distinct from $2 and h.until is null",
        case.0,
        document.map(|id| id.0)
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Held {
        reason: row.reason,
        since: words::day(row.since.to_jiff(), &region),
        by: row.name,
    }))
}

/// One document as a row of the list, whatever its state.
pub(crate) async fn one(tx: &mut Tx, id: DocumentId) -> Result<DocumentRow> {
    let caller = tx.caller().clone();
    let region = caller.zone(tx).await?;
    let billing = caller.role() == Role::Billing;
    let row = sqlx::query!(
        r#"select d.name, d.kind, d.tags, d.nth, d.changed_at, v.size_bytes, v.media, d.case_id, c.number as "number!",
            s.id as by, s.name as by_name, s.colour as by_colour, q.found as "found?",
            exists (select from document_trashings t where t.document_id = d.id and t.until is null) as "trashed!"
        from documents d join document_versions v on v.document_id = d.id and v.nth = d.nth
        join case_billing c on c.id = d.case_id
        join staff s on s.id = v.written_by
        left join document_quarantines q on q.version_id = v.id and q.released_at is null
        where d.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let mut shown = Row {
        id: id.0,
        name: row.name,
        kind: row.kind,
        tags: row.tags,
        nth: row.nth,
        changed_at: row.changed_at,
        size_bytes: row.size_bytes,
        media: row.media,
        by: row.by,
        by_name: row.by_name,
        by_colour: row.by_colour,
        narrowed_to: None,
        named: 0,
        on_hold: false,
        found: row.found,
        trashed: row.trashed,
        taken_by: None,
        taken_name: None,
        taken_colour: None,
        case_id: row.case_id,
        case_number: row.number,
        total: 1,
    };
    if !billing {
        let beside = sqlx::query!(
            r#"select r.narrowed_to as "narrowed_to?",
                (select count(*) from document_restriction_people p where p.restriction_id = r.id) as "named!",
                under_hold($1) as "on_hold!", o.staff_id as "taken_by?", t.name as "taken_name?", t.colour as "taken_colour?"
            from (select) as nothing
            left join document_restrictions r on r.document_id = $1 and r.until is null
            left join document_checkouts o on o.document_id = $1 and o.until is null
            left join staff t on t.id = o.staff_id"#,
            id.0
        )
        .fetch_one(&mut **tx)
        .await?;
        shown.narrowed_to = beside.narrowed_to;
        shown.named = beside.named;
        shown.on_hold = beside.on_hold;
        shown.taken_by = beside.taken_by;
        shown.taken_name = beside.taken_name;
        shown.taken_colour = beside.taken_colour;
    }
    shown.shown(&region, true)
}
