//! Restrictions: a document or a folder narrowed to attorneys or to people by name. They bind everyone
//! but the lead and managing partners, and whoever narrows may lose sight of it by that.

use domain::access::{Standing, act};
use domain::cases::Happened;
use domain::documents::{Narrowing, NarrowingContext, RestrictForm};
use domain::forms::{Choice, FieldErrors};
use domain::frame::Frame;
use domain::ids::{CaseId, DocumentId, FolderId};
use uuid::Uuid;

use super::show::of;
use super::standing::{on_document, on_folder};
use crate::{Caller, Error, Result, Tx, audit, frame, timeline};

/// # Errors
/// NotFound, Refused.
pub async fn narrowing_of_document(
    caller: &Caller,
    id: DocumentId,
) -> Result<(Frame, RestrictForm, NarrowingContext)> {
    let (mut tx, permit, ground, event) = on_document::<act::RestrictDocument>(caller, id).await?;
    audit::record(&mut tx, event.named("see-document").with("in", "form")).await?;
    let name = sqlx::query_scalar!("select name from documents where id = $1", permit.subject().0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    form(tx, Some(id.0), None, ground.case, ground.standing, name).await
}

/// # Errors
/// NotFound, Refused.
pub async fn narrowing_of_folder(
    caller: &Caller,
    id: FolderId,
) -> Result<(Frame, RestrictForm, NarrowingContext)> {
    let (mut tx, permit, standing, case, event) =
        on_folder::<act::RestrictFolder>(caller, id).await?;
    audit::record(&mut tx, event.named("see-folder")).await?;
    let name =
        sqlx::query_scalar!("select name from document_folders where id = $1", permit.subject().0)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(Error::NotFound)?;
    form(tx, None, Some(id.0), case, standing, name).await
}

async fn form(
    mut tx: Tx,
    document: Option<Uuid>,
    folder: Option<Uuid>,
    case: CaseId,
    standing: Standing,
    name: String,
) -> Result<(Frame, RestrictForm, NarrowingContext)> {
    let frame = frame::load(&mut tx).await?;
    let now = sqlx::query!(
        r#"select r.narrowed_to, r.reason, coalesce((select array_agg(p.staff_id) from document_restriction_people p
            where p.restriction_id = r.id), '{}') as "people!"
        from document_restrictions r where r.until is null and (r.document_id = $1 or r.folder_id = $2)"#,
        document,
        folder
    )
    .fetch_optional(&mut *tx)
    .await?;
    let people = sqlx::query!(
        r#"select distinct s.id as "id!", s.name as "name!" from case_team t join staff s on s.id = t.staff_id
        where t.case_id = $1 and t.since <= office_now() and (t.until is null or office_now() < t.until) and in_force(s.id)
        order by 2, 1"#,
        case.0
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|row| Choice { value: row.id.to_string(), label: row.name })
    .collect();
    let of = of(&mut tx, case, standing).await?;
    tx.commit().await?;
    let form = match now {
        None => RestrictForm { narrowed_to: "none".into(), ..RestrictForm::default() },
        Some(now) => RestrictForm {
            narrowed_to: now.narrowed_to,
            people: now.people.iter().map(Uuid::to_string).collect(),
            reason: now.reason,
        },
    };
    Ok((frame, form, NarrowingContext { of, standing, name, people }))
}

fn read(form: &RestrictForm) -> Result<(Narrowing, String)> {
    let mut errors = FieldErrors::default();
    match form.parse(&mut errors) {
        Some(read) if errors.is_empty() => Ok(read),
        _ => Err(Error::Invalid(errors)),
    }
}

/// Narrows a document, or widens it again.
///
/// # Errors
/// Refused, Invalid; Conflict where somebody named has no standing on the case.
pub async fn narrow_document(caller: &Caller, id: DocumentId, form: &RestrictForm) -> Result<()> {
    let (mut tx, permit, ground, event) = on_document::<act::RestrictDocument>(caller, id).await?;
    caller.fresh()?;
    let (to, reason) = read(form)?;
    let subject = Some(permit.subject().0);
    let changed = narrow(&mut tx, subject, None, &to, &reason).await?;
    audit::record(&mut tx, event.with("narrowed-to", word(&to))).await?;
    let happened = match to {
        Narrowing::None => Happened::DocumentWidened { document: id },
        Narrowing::Attorneys | Narrowing::Named(_) => Happened::DocumentNarrowed { document: id },
    };
    if changed {
        timeline::tell(&mut tx, ground.case, &happened).await?;
    }
    tx.commit().await
}

/// [`narrow_document`], for a folder and everything below it.
///
/// # Errors
/// As [`narrow_document`].
pub async fn narrow_folder(caller: &Caller, id: FolderId, form: &RestrictForm) -> Result<CaseId> {
    let (mut tx, permit, _, case, event) = on_folder::<act::RestrictFolder>(caller, id).await?;
    caller.fresh()?;
    let (to, reason) = read(form)?;
    narrow(&mut tx, None, Some(permit.subject().0), &to, &reason).await?;
    audit::record(&mut tx, event.with("narrowed-to", word(&to))).await?;
    tx.commit().await?;
    Ok(case)
}

const fn word(to: &Narrowing) -> &'static str {
    match to {
        Narrowing::None => "none",
        Narrowing::Attorneys => "attorneys",
        Narrowing::Named(_) => "named",
    }
}

/// Whether anything changed by it.
async fn narrow(
    tx: &mut Tx,
    document: Option<Uuid>,
    folder: Option<Uuid>,
    to: &Narrowing,
    reason: &str,
) -> Result<bool> {
    let people: Vec<Uuid> = match to {
        Narrowing::None => {
            let standing = sqlx::query_scalar!(
                r#"select exists (select from document_restrictions r
                    where r.until is null and (r.document_id = $1 or r.folder_id = $2)) as "narrowed!""#,
                document,
                folder
            )
            .fetch_one(&mut **tx)
            .await?;
            if standing {
                sqlx::query_scalar!(
                    r#"select end_restriction($1, $2) as "ended!""#,
                    document,
                    folder
                )
                .fetch_one(&mut **tx)
                .await?;
            }
            return Ok(standing);
        }
        Narrowing::Attorneys => Vec::new(),
        Narrowing::Named(people) => people.iter().map(|id| id.0).collect(),
    };
    let id = tx.caller().id();
    sqlx::query!(
        "select restrict_documents($1, $2, $3, $4, $5, $6)",
        id,
        document,
        folder,
        word(to),
        &people,
        reason
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match Error::from(error) {
        Error::Conflict(_) => Error::invalid(
            "people",
            "Somebody you chose has no place on this case, or is screened from it. Choose from the team.",
        ),
        error => error,
    })?;
    Ok(true)
}
