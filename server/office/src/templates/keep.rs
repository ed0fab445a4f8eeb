//! Keeping templates: added, replaced, renamed, retired.

use std::collections::BTreeMap;

use bytes::Bytes;
use domain::access::act;
use domain::documents::Kind;
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::ids::TemplateId;
use domain::templates::{Blank, TEMPLATE_BYTES, TemplateForm, TemplateRow, TemplatesPage};
use futures_util::{Stream, StreamExt};
use papers::whole;

use super::newest;
use crate::access;
use crate::audit::{self, Event, Resource};
use crate::sealing::{self, OfficePlace};
use crate::vault::{key_uuid, storage};
use crate::{Caller, Error, Result, Tx, cases, frame, words};

/// All templates, those in use first.
///
/// # Errors
/// Refused.
pub async fn list(caller: &Caller) -> Result<Framed<TemplatesPage>> {
    let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
    audit::record(&mut tx, Event::new("manage-templates", Resource::Office)).await?;
    let frame = frame::load(&mut tx).await?;
    let rows = rows(&mut tx).await?;
    let areas =
        sqlx::query_scalar!("select distinct practice_area from cases order by 1 limit 100")
            .fetch_all(&mut *tx)
            .await?;
    tx.commit().await?;
    Ok(Framed { frame, body: TemplatesPage { rows, areas } })
}

async fn rows(tx: &mut Tx) -> Result<Vec<TemplateRow>> {
    let region = tx.caller().clone().zone(tx).await?;
    let rows = sqlx::query!(
        "select t.id, t.name, t.kind, t.practice_area, t.nth, t.retired_at, t.revision, v.fields, v.written_at, s.name as by
        from templates t join template_versions v on v.template_id = t.id and v.nth = t.nth
        join staff s on s.id = v.written_by
        order by t.retired_at is not null, lower(t.name), t.id"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let at = row.written_at.to_jiff();
            TemplateRow {
                id: TemplateId(row.id),
                name: row.name,
                kind: Kind::from_word(&row.kind).unwrap_or(Kind::Other),
                area: row.practice_area,
                version: row.nth,
                blanks: row.fields,
                changed: words::instant(at, &region),
                datetime: words::datetime(at, &region),
                by: row.by,
                retired: row.retired_at.map(|at| words::instant(at.to_jiff(), &region)),
                revision: row.revision,
            }
        })
        .collect())
}

/// One template and its form.
///
/// # Errors
/// Refused, NotFound.
pub async fn details(
    caller: &Caller,
    id: TemplateId,
) -> Result<(Frame, TemplateForm, (TemplateRow, Vec<String>))> {
    let page = list(caller).await?;
    let row = page.body.rows.into_iter().find(|row| row.id == id).ok_or(Error::NotFound)?;
    let form = TemplateForm {
        name: row.name.clone(),
        kind: row.kind.word().into(),
        area: row.area.clone(),
        revision: row.revision.to_string(),
    };
    Ok((page.frame, form, (row, page.body.areas)))
}

/// Asks whether a file may come, before the first byte of it is read.
///
/// # Errors
/// Refused, NotFound.
pub async fn may_keep(caller: &Caller, id: Option<TemplateId>) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
    if let Some(id) = id {
        newest(&mut tx, id).await?;
    }
    tx.commit().await
}

/// Keeps a new template. Placeholders that nothing fills are refused by name.
///
/// # Errors
/// Invalid, Refused; Conflict for what the scanner for malware held.
pub async fn add(caller: &Caller, form: &TemplateForm, bytes: Bytes) -> Result<TemplateId> {
    access::on_office::<act::ManageTemplates>(caller).await?.0.commit().await?;
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let fields = match check(caller, &bytes).await? {
        Ok(fields) => fields,
        Err(why) => {
            errors.add("file", why);
            Vec::new()
        }
    };
    let (Some((name, kind, area)), true) = (parsed, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    let id = TemplateId(caller.id());
    store(caller, id, "add-template", &name, kind, &area, &fields, bytes).await?;
    Ok(id)
}

/// [`add`] for a template that is made here: it is known what it says, and no child need read it.
pub(crate) async fn add_unread(
    caller: &Caller,
    form: &TemplateForm,
    bytes: Bytes,
) -> Result<TemplateId> {
    let mut errors = FieldErrors::default();
    let (name, kind, area) = form.parse(&mut errors).ok_or(Error::Invalid(errors))?;
    let fields = papers::template::fields(&bytes).map_err(Error::internal)?;
    let fields: Vec<String> = fields.into_iter().map(|field| field.name).collect();
    let id = TemplateId(caller.id());
    store(caller, id, "add-template", &name, kind, &area, &fields, bytes).await?;
    Ok(id)
}

/// Puts another file in a template's place. The one before stays on record.
///
/// # Errors
/// As [`add`]; NotFound.
pub async fn replace(caller: &Caller, id: TemplateId, bytes: Bytes) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
    let known = newest(&mut tx, id).await?;
    tx.commit().await?;
    let fields = match check(caller, &bytes).await? {
        Ok(fields) => fields,
        Err(why) => return Err(Error::invalid("file", why)),
    };
    let kind = Kind::from_word(&known.kind).unwrap_or(Kind::Other);
    store(caller, id, "replace-template", &known.name, kind, "", &fields, bytes).await
}

/// The placeholders of a file, or why it is no template.
async fn check(caller: &Caller, bytes: &Bytes) -> Result<Result<Vec<String>, String>> {
    if bytes.is_empty() {
        return Ok(Err("Choose a Word document.".into()));
    }
    if bytes.len() > TEMPLATE_BYTES {
        return Ok(Err(format!("Choose a file of at most {} MB.", TEMPLATE_BYTES >> 20)));
    }
    let vault = caller.office().vault().await?;
    let all: BTreeMap<String, String> =
        Blank::ALL.iter().map(|blank| (blank.word().to_owned(), String::new())).collect();
    // filling it once tells whatever could be wrong with it
    if let Err(refusal) = vault.previewer.fill(whole(bytes.clone()), all).await {
        return Ok(Err(refusal.to_string()));
    }
    Ok(match vault.previewer.fields(whole(bytes.clone())).await {
        Ok(fields) => Ok(fields.into_iter().map(|field| field.name).collect()),
        Err(refusal) => Err(refusal.to_string()),
    })
}

#[expect(clippy::too_many_arguments, reason = "one row of the table")]
async fn store(
    caller: &Caller,
    id: TemplateId,
    action: &'static str,
    name: &str,
    kind: Kind,
    area: &str,
    fields: &[String],
    bytes: Bytes,
) -> Result<()> {
    let vault = caller.office().vault().await?;
    let upload = caller.id();
    let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
    if is_taken(&mut tx, id, name).await? {
        return Err(Error::invalid("name", "Another template in use has this name."));
    }
    let key = sealing::make_office_key(&mut tx, &vault).await?;
    let place = OfficePlace::fresh(&vault, key, id.0, upload);
    let object = place.name.to_string();
    sqlx::query!("select begin_template($1, $2)", upload, object).execute(&mut *tx).await?;
    tx.commit().await?;
    let order = place.order(TEMPLATE_BYTES as u64, Some(bytes.len() as u64));
    let done = match sealing::seal(&vault, order, whole(bytes)).await {
        Ok(sealed) => match sealed.found {
            Some(found) => Err(Error::Conflict(format!("{found} It was not kept."))),
            None => {
                let written = &sealed.written;
                let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
                let nth = sqlx::query_scalar!(
                    r#"select publish_template($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as "nth!""#,
                    upload,
                    id.0,
                    name,
                    kind.word(),
                    area,
                    i64::try_from(written.length).map_err(Error::internal)?,
                    i32::try_from(written.chunks).map_err(Error::internal)?,
                    written.hash.0.as_slice(),
                    key_uuid(place.key.id()),
                    place.wrapped(),
                    fields
                )
                .fetch_one(&mut *tx)
                .await?;
                let event = Event::new(action, Resource::Template(id));
                audit::record(&mut tx, event.of_version(nth, &written.hash.0)).await?;
                tx.commit().await
            }
        },
        Err(error) => Err(storage(error)),
    };
    if let Err(error) = &done
        && !matches!(error, Error::Unavailable | Error::Internal(_))
    {
        sealing::let_go(&vault, &object).await;
        let mut tx = caller.begin().await?;
        sqlx::query!("select drop_template_upload($1)", upload).execute(&mut *tx).await?;
        tx.commit().await?;
    }
    done
}

async fn is_taken(tx: &mut Tx, id: TemplateId, name: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from templates where lower(name) = lower($1) and retired_at is null and id <> $2) as "taken!""#,
        name,
        id.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Changes name, kind and area.
///
/// # Errors
/// Invalid, NotFound; Conflict where somebody was first.
pub async fn change(caller: &Caller, id: TemplateId, form: &TemplateForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
    newest(&mut tx, id).await?;
    let mut errors = FieldErrors::default();
    let Some((name, kind, area)) = form.parse(&mut errors) else {
        return Err(Error::Invalid(errors));
    };
    if is_taken(&mut tx, id, &name).await? {
        return Err(Error::invalid("name", "Another template in use has this name."));
    }
    let done = sqlx::query!(
        "update templates set name = $3, kind = $4, practice_area = $5, revision = revision + 1
        where id = $1 and revision = $2",
        id.0,
        cases::revision(&form.revision)?,
        name,
        kind.word(),
        area
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody changed this template meanwhile. Look at it again.".into(),
        ));
    }
    audit::record(&mut tx, Event::new("change-template", Resource::Template(id))).await?;
    tx.commit().await
}

/// Takes a template out of use. What was made of it stays.
///
/// # Errors
/// Refused, NotFound.
pub async fn retire(caller: &Caller, id: TemplateId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
    newest(&mut tx, id).await?;
    sqlx::query!(
        "update templates set retired_at = office_now(), retired_by = $2, revision = revision + 1
        where id = $1 and retired_at is null",
        id.0,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, Event::new("retire-template", Resource::Template(id))).await?;
    tx.commit().await
}

/// Takes a retired template back into use.
///
/// # Errors
/// Refused, NotFound; Conflict where another has its name by now.
pub async fn reuse(caller: &Caller, id: TemplateId) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
    let known = newest(&mut tx, id).await?;
    if is_taken(&mut tx, id, &known.name).await? {
        return Err(Error::Conflict(
            "Another template in use has this name. Rename one of them first.".into(),
        ));
    }
    sqlx::query!(
        "update templates set retired_at = null, retired_by = null, revision = revision + 1 where id = $1",
        id.0
    )
    .execute(&mut *tx)
    .await?;
    audit::record(&mut tx, Event::new("reuse-template", Resource::Template(id))).await?;
    tx.commit().await
}

/// A template as it was uploaded.
pub struct OpenedTemplate {
    pub name: String,
    pub length: u64,
    blob: vault::Blob,
}

impl OpenedTemplate {
    pub fn bytes(self) -> impl Stream<Item = Result<Bytes>> + Send + use<> {
        self.blob.all().map(|piece| piece.map_err(storage))
    }
}

/// Opens a template to be kept as a file, and changed in Word.
///
/// # Errors
/// Refused, NotFound, Storage.
pub async fn download(caller: &Caller, id: TemplateId) -> Result<OpenedTemplate> {
    let vault = caller.office().vault().await?;
    let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
    let known = newest(&mut tx, id).await?;
    let key = sealing::office_key(&mut tx, &vault).await?;
    audit::record(&mut tx, Event::new("download-template", Resource::Template(id))).await?;
    tx.commit().await?;
    let blob = known.kept.open(&vault, &key).await?;
    Ok(OpenedTemplate { name: format!("{}.docx", known.name), length: blob.length(), blob })
}
