//! Folders for the documents of a case. A folder that holds something is not removed.

use domain::access::{Action, act, may};
use domain::documents::{FolderContext, FolderForm};
use domain::forms::FieldErrors;
use domain::frame::Frame;
use domain::ids::{CaseId, FolderId};

use super::changing::may_cross;
use super::list;
use super::show::of;
use super::standing::on_folder;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access, cases, frame};

/// How deep folders go.
const DEPTH_MOST: usize = 6;

fn read(form: &FolderForm) -> Result<(String, Option<FolderId>)> {
    let mut errors = FieldErrors::default();
    form.parse(&mut errors).ok_or(Error::Invalid(errors))
}

/// The form of one folder; of a new one by its case.
///
/// # Errors
/// NotFound, Refused.
pub async fn folder_form(
    caller: &Caller,
    case: CaseId,
    id: Option<FolderId>,
) -> Result<(Frame, FolderForm, FolderContext)> {
    let (mut tx, standing) = match id {
        None => {
            let (tx, _, ground) = access::on_case::<act::AddDocument>(caller, case).await?;
            (tx, ground.standing)
        }
        Some(id) => {
            let (tx, _, standing, of, _) = on_folder::<act::EditFolder>(caller, id).await?;
            if of != case {
                return Err(Error::NotFound);
            }
            (tx, standing)
        }
    };
    let frame = frame::load(&mut tx).await?;
    let folders = list::folders(&mut tx, case).await?;
    let folder = match id {
        None => None,
        Some(id) => {
            Some(folders.iter().find(|node| node.id == id).cloned().ok_or(Error::NotFound)?)
        }
    };
    let of = of(&mut tx, case, standing).await?;
    tx.commit().await?;
    let form = folder.as_ref().map_or_else(FolderForm::default, |node| FolderForm {
        name: node.name.clone(),
        parent: node.parent.map(|id| id.to_string()).unwrap_or_default(),
        revision: node.revision.to_string(),
    });
    Ok((frame, form, FolderContext { of, standing, folders, folder }))
}

/// # Errors
/// Invalid, where there is one of that name beside it.
pub async fn add_folder(caller: &Caller, case: CaseId, form: &FolderForm) -> Result<FolderId> {
    let (mut tx, permit, ground) = access::on_case::<act::AddDocument>(caller, case).await?;
    let (name, parent) = read(form)?;
    place(&mut tx, case, None, &name, parent).await?;
    let id = FolderId(caller.id());
    sqlx::query!(
        "insert into document_folders (id, case_id, parent_id, name, made_by) values ($1, $2, $3, $4, $5)",
        id.0,
        permit.subject().0,
        parent.map(|id| id.0),
        name,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    let event = Event::new("add-folder", Resource::Folder(id)).case(case).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(id)
}

/// Renames a folder, or puts it into another.
///
/// # Errors
/// Invalid; Conflict where somebody saved first.
pub async fn change_folder(caller: &Caller, id: FolderId, form: &FolderForm) -> Result<CaseId> {
    let (mut tx, permit, standing, case, event) = on_folder::<act::EditFolder>(caller, id).await?;
    let (name, parent) = read(form)?;
    place(&mut tx, case, Some(id), &name, parent).await?;
    let was = sqlx::query_scalar!("select parent_id from document_folders where id = $1", id.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    let decides = may(caller.role(), Action::RestrictFolder, &standing);
    may_cross(&mut tx, was, parent.map(|id| id.0), decides).await?;
    let done = sqlx::query!(
        "update document_folders set name = $3, parent_id = $4, revision = revision + 1
        where id = $1 and revision = $2 and removed_at is null",
        permit.subject().0,
        cases::revision(&form.revision)?,
        name,
        parent.map(|id| id.0)
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict("Somebody changed this folder meanwhile. Look again.".into()));
    }
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    Ok(case)
}

/// Whether a folder may stand there: not below itself, not too deep, and the only one of its name.
async fn place(
    tx: &mut Tx,
    case: CaseId,
    id: Option<FolderId>,
    name: &str,
    parent: Option<FolderId>,
) -> Result<()> {
    let folders = list::folders(tx, case).await?;
    let mut above = parent;
    let mut depth = 0;
    while let Some(folder) = above {
        let Some(node) = folders.iter().find(|node| node.id == folder) else {
            return Err(Error::invalid("parent", "Choose a folder of this case."));
        };
        if Some(folder) == id {
            return Err(Error::invalid("parent", "A folder cannot be put into itself."));
        }
        depth += 1;
        above = node.parent;
    }
    if depth >= DEPTH_MOST {
        return Err(Error::invalid("parent", "Folders go at most six deep."));
    }
    // one out of sight may have the name too: two lists of two people may show it twice, and no
    // message tells that it is there
    let taken = folders.iter().any(|node| {
        node.parent == parent
            && Some(node.id) != id
            && node.name.to_lowercase() == name.to_lowercase()
    });
    if taken {
        return Err(Error::invalid("name", "There is a folder of this name beside it."));
    }
    Ok(())
}

/// Takes an empty folder away.
///
/// # Errors
/// Refused; Conflict where something is in it.
pub async fn remove_folder(caller: &Caller, id: FolderId) -> Result<CaseId> {
    let (mut tx, permit, _, case, event) = on_folder::<act::EditFolder>(caller, id).await?;
    let done = sqlx::query_scalar!(r#"select remove_folder($1) as "done!""#, permit.subject().0)
        .fetch_one(&mut *tx)
        .await?;
    if !done {
        return Err(Error::Conflict(
            "Something is still in this folder, in the trash perhaps. Move it first.".into(),
        ));
    }
    audit::record(&mut tx, event.named("remove-folder")).await?;
    tx.commit().await?;
    Ok(case)
}
