//! What is changed about a document besides its bytes: name and whereabouts, who works on it, the
//! trash, and the scanner's hold.

use domain::access::{Action, Level, Refusal, act, may};
use domain::cases::Happened;
use domain::documents::{DetailsContext, DetailsForm, Kind, ParsedDetails, ReasonForm};
use domain::forms::FieldErrors;
use domain::frame::Frame;
use domain::ids::DocumentId;
use domain::text;
use jiff_sqlx::{Date, ToSqlx};

use super::list;
use super::show::{of, version_id};
use super::standing::on_document;
use crate::{Caller, Error, Result, Tx, audit, cases, frame, timeline};

/// # Errors
/// NotFound, Refused.
pub async fn details_form(
    caller: &Caller,
    id: DocumentId,
) -> Result<(Frame, DetailsForm, DetailsContext)> {
    let (mut tx, permit, ground, event) = on_document::<act::EditDocument>(caller, id).await?;
    audit::record(&mut tx, event.named("see-document").with("in", "form")).await?;
    let frame = frame::load(&mut tx).await?;
    let row = sqlx::query!(
        "select name, kind, dated, tags, folder_id, keep_until, revision from documents where id = $1",
        permit.subject().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let of = of(&mut tx, ground.case, ground.standing).await?;
    let folders = list::folders(&mut tx, ground.case).await?;
    tx.commit().await?;
    let day = |day: Option<Date>| day.map(|day| day.to_jiff().to_string()).unwrap_or_default();
    let form = DetailsForm {
        name: row.name,
        kind: row.kind,
        dated: day(row.dated),
        tags: row.tags.join(", "),
        folder: row.folder_id.map(|id| id.to_string()).unwrap_or_default(),
        keep_until: day(row.keep_until),
        revision: row.revision.to_string(),
    };
    Ok((frame, form, DetailsContext { of, standing: ground.standing, folders }))
}

fn read(form: &DetailsForm) -> Result<ParsedDetails> {
    let mut errors = FieldErrors::default();
    form.parse(&mut errors).ok_or(Error::Invalid(errors))
}

/// Renames, moves, files under another kind, tags.
///
/// # Errors
/// Invalid; Conflict where somebody saved first.
pub async fn save_details(caller: &Caller, id: DocumentId, form: &DetailsForm) -> Result<()> {
    let (mut tx, permit, ground, event) = on_document::<act::EditDocument>(caller, id).await?;
    let to = read(form)?;
    if let Some(folder) = to.folder {
        let known = list::folders(&mut tx, ground.case).await?;
        if !known.iter().any(|node| node.id == folder) {
            return Err(Error::invalid("folder", "Choose a folder of this case."));
        }
    }
    let was = sqlx::query!(
        "select folder_id, name, kind, dated, tags, keep_until from documents where id = $1",
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let decides = may(caller.role(), Action::RestrictDocument, &ground.standing);
    let kind = Kind::from_word(&was.kind).unwrap_or(Kind::Other);
    may_become(&mut tx, id, kind, to.kind, decides).await?;
    let kept = was.keep_until.map(|day| day.to_jiff());
    if !decides && kept.is_some_and(|day| to.keep_until.is_none_or(|to| to < day)) {
        return Err(Error::Refused(Refusal::Level(Level::Manage).to_string()));
    }
    may_cross(&mut tx, was.folder_id, to.folder.map(|id| id.0), decides).await?;
    let name = ended_like(to.name, &was.name);
    let changed: Vec<&str> = [
        ("name", name != was.name),
        ("kind", to.kind != kind),
        ("dated", to.dated != was.dated.map(|day| day.to_jiff())),
        ("tags", to.tags != was.tags),
        ("folder", to.folder.map(|id| id.0) != was.folder_id),
        ("keep_until", to.keep_until != kept),
    ]
    .into_iter()
    .filter_map(|(what, has)| has.then_some(what))
    .collect();
    let mut event = event.with("changed", changed);
    if to.kind != kind {
        event = event.with("kind", [kind.word(), to.kind.word()]);
    }
    if to.keep_until != kept {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        event = event.with("keep_until", [day(kept), day(to.keep_until)]);
    }
    let done = sqlx::query!(
        "update documents set name = $3, kind = $4, dated = $5, tags = $6, folder_id = $7, keep_until = $8,
            revision = revision + 1
        where id = $1 and revision = $2",
        permit.subject().0,
        cases::revision(&form.revision)?,
        name,
        to.kind.word(),
        to.dated.map(|day| day.to_sqlx()) as Option<Date>,
        &to.tags,
        to.folder.map(|id| id.0),
        to.keep_until.map(|day| day.to_sqlx()) as Option<Date>
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody changed this document’s details meanwhile. What you typed is kept here and not saved yet: look at the document, then save again.".into(),
        ));
    }
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// Moving something out of what is narrowed, or into it, is deciding who may see it.
pub(super) async fn may_cross(
    tx: &mut Tx,
    was: Option<uuid::Uuid>,
    becomes: Option<uuid::Uuid>,
    decides: bool,
) -> Result<()> {
    let crosses = was != becomes
        && sqlx::query_scalar!(r#"select crosses_bars($1, $2) as "crosses!""#, was, becomes)
            .fetch_one(&mut **tx)
            .await?;
    match (crosses, decides) {
        (false, _) => Ok(()),
        (true, true) => tx.caller().fresh(),
        (true, false) => Err(Error::Refused(
            "One of the two folders is narrowed, so this decides who may see it. Ask the responsible attorney.".into(),
        )),
    }
}

/// Filing something under a kind that billing reads opens it to billing: somebody who decides about
/// the document does that.
async fn may_become(
    tx: &mut Tx,
    id: DocumentId,
    was: Kind,
    kind: Kind,
    decides: bool,
) -> Result<()> {
    if was.is_for_billing() || !kind.is_for_billing() {
        return Ok(());
    }
    if !decides {
        return Err(Error::Refused(Refusal::Level(Level::Manage).to_string()));
    }
    let narrowed = sqlx::query_scalar!(
        r#"select exists (select from document_restrictions r where r.document_id = $1 and r.until is null) as "narrowed!""#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    if narrowed {
        return Err(Error::invalid(
            "kind",
            "Billing reads this kind, and the document is narrowed. Widen it first.",
        ));
    }
    Ok(())
}

/// A name that lost its ending gets the one it had: without it nothing opens the file.
fn ended_like(name: String, was: &str) -> String {
    let ending = |name: &str| {
        let (stem, ending) = name.rsplit_once('.')?;
        let plain =
            (1..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
        (plain && !stem.is_empty()).then(|| ending.to_owned())
    };
    match (ending(&name), ending(was)) {
        (None, Some(ending)) => {
            let with = format!("{name}.{ending}");
            if with.chars().count() <= 200 && with.len() <= 255 { with } else { name }
        }
        _ => name,
    }
}

/// Takes a document to work on: until it is back, nobody else adds a version.
///
/// # Errors
/// Refused; Conflict where somebody has it.
pub async fn check_out(caller: &Caller, id: DocumentId) -> Result<()> {
    let (mut tx, permit, ground, event) = on_document::<act::EditDocument>(caller, id).await?;
    not_in_trash(&mut tx, id).await?;
    let holder = holder(&mut tx, id).await?;
    if let Some((_, name)) = holder.filter(|(who, _)| *who != caller.staff_id().0) {
        return Err(Error::Conflict(format!("{name} has this document checked out.")));
    }
    sqlx::query!(
        "insert into document_checkouts (id, document_id, case_id, staff_id) values ($1, $2, $3, $4)
        on conflict do nothing",
        caller.id(),
        permit.subject().0,
        ground.case.0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event.named("check-out-document")).await?;
    tx.commit().await
}

async fn holder(tx: &mut Tx, id: DocumentId) -> Result<Option<(uuid::Uuid, String)>> {
    let row = sqlx::query!(
        "select s.id, s.name from document_checkouts o join staff s on s.id = o.staff_id
        where o.document_id = $1 and o.until is null",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.id, row.name)))
}

/// Gives it back without another version; or ends somebody else's check-out, by whoever decides about
/// the document.
///
/// # Errors
/// Refused.
pub async fn end_check_out(caller: &Caller, id: DocumentId) -> Result<()> {
    let (mut tx, permit, _, event) = on_document::<act::EndCheckOut>(caller, id).await?;
    sqlx::query!(
        "update document_checkouts set until = office_now(), ended_by = $2 where document_id = $1 and until is null",
        permit.subject().0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

pub(super) async fn not_in_trash(tx: &mut Tx, id: DocumentId) -> Result<()> {
    let trashed = sqlx::query_scalar!(
        r#"select exists (select from document_trashings where document_id = $1 and until is null) as "trashed!""#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    if trashed {
        return Err(Error::Conflict("This document is in the trash. Restore it first.".into()));
    }
    Ok(())
}

/// Puts a document in the trash. Nothing is destroyed by that.
///
/// # Errors
/// Refused; Conflict under a legal hold, or where it is there already.
pub async fn trash(caller: &Caller, id: DocumentId, form: &ReasonForm) -> Result<()> {
    let (mut tx, permit, ground, event) = on_document::<act::TrashDocument>(caller, id).await?;
    let reason = text::line(&form.reason).map_err(|why| Error::invalid("reason", why))?;
    not_in_trash(&mut tx, id).await?;
    let held = sqlx::query_scalar!(r#"select under_hold($1) as "held!""#, id.0)
        .fetch_one(&mut *tx)
        .await?;
    if held {
        return Err(Error::Conflict(
            "This document is under a legal hold. It stays where it is until an attorney lifts the hold.".into(),
        ));
    }
    sqlx::query!(
        "insert into document_trashings (id, document_id, case_id, reason, trashed_by) values ($1, $2, $3, $4, $5)",
        caller.id(),
        permit.subject().0,
        ground.case.0,
        reason,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, event).await?;
    timeline::tell(&mut tx, ground.case, &Happened::DocumentTrashed { document: id }).await?;
    tx.commit().await
}

/// # Errors
/// Refused; Conflict where it is not in the trash.
pub async fn restore_from_trash(caller: &Caller, id: DocumentId) -> Result<()> {
    let (mut tx, permit, ground, event) = on_document::<act::TrashDocument>(caller, id).await?;
    let done = sqlx::query!(
        "update document_trashings set until = office_now(), restored_by = $2 where document_id = $1 and until is null",
        permit.subject().0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict("This document is not in the trash.".into()));
    }
    audit::record(&mut tx, event.named("restore-document")).await?;
    timeline::tell(&mut tx, ground.case, &Happened::DocumentRestored { document: id }).await?;
    tx.commit().await
}

/// Opens a version that the malware scanner held, with a reason that stays.
///
/// # Errors
/// Refused, Invalid; Conflict where it is not held.
pub async fn release(caller: &Caller, id: DocumentId, nth: i32, form: &ReasonForm) -> Result<()> {
    let (mut tx, permit, _, event) = on_document::<act::ReleaseVersion>(caller, id).await?;
    caller.fresh()?;
    let reason = text::required_line(&form.reason, "a reason")
        .map_err(|why| Error::invalid("reason", why))?;
    let version = version_id(&mut tx, permit.subject(), nth).await?;
    let done =
        sqlx::query_scalar!(r#"select release_version($1, $2) as "done!""#, version.0, reason)
            .fetch_one(&mut *tx)
            .await?;
    if !done {
        return Err(Error::Conflict("The scanner does not hold this version.".into()));
    }
    let event = event.with("version", nth);
    audit::record(&mut tx, event).await?;
    tx.commit().await
}
