//! Filling a template for a case. What is read beforehand is made in memory and kept nowhere; what is saved
//! is a document of the case like any other.

use std::collections::BTreeMap;

use bytes::Bytes;
use domain::access::act;
use domain::documents::{Kind, extension, parse_name};
use domain::filing::Shown;
use domain::forms::{Choice, FieldErrors};
use domain::frame::Frame;
use domain::ids::{CaseId, TemplateId};
use domain::templates::{Blank, BlankValue, FillForm, FillPage, Filling};
use domain::text;
use futures_util::StreamExt;
use papers::{Media, whole};

use super::{Newest, newest, values};
use crate::audit::{self, Event, Resource};
use crate::documents::{self, Kept, NewFile};
use crate::sealing;
use crate::vault::storage;
use crate::{Caller, Error, Result, Tx, access, cases, filing, frame};

/// The templates for a case; and one of them with what would be filled in, or what was typed. Where it was
/// asked how that reads, the filled template is shown.
///
/// # Errors
/// NotFound, Refused; NotFound for a template that is not in use.
pub async fn fill_page(
    caller: &Caller,
    case: CaseId,
    template: Option<TemplateId>,
    typed: Option<&FillForm>,
) -> Result<(Frame, FillForm, FillPage)> {
    let (mut tx, permit, ground) = access::on_case::<act::AddDocument>(caller, case).await?;
    let case = permit.subject();
    let frame = frame::load(&mut tx).await?;
    let facts = cases::facts(&mut tx, case).await?;
    let templates = sqlx::query!(
        "select t.id, t.name from templates t, cases c
        where c.id = $1 and t.retired_at is null and (t.practice_area = '' or lower(t.practice_area) = lower(c.practice_area))
        order by lower(t.name), t.id",
        case.0
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|row| Choice { value: row.id.to_string(), label: row.name })
    .collect();
    let nodes = documents::folders_of(&mut tx, case).await?;
    let folders = nodes
        .into_iter()
        .map(|node| Choice { value: node.id.to_string(), label: node.name })
        .collect();
    let chosen = match template {
        None => None,
        Some(id) => {
            let known = in_use(&mut tx, id).await?;
            Some((id, blanks(&mut tx, case, &frame, &known, typed).await?, known))
        }
    };
    tx.commit().await?;
    let mut form = typed.cloned().unwrap_or_default();
    let chosen = match chosen {
        None => None,
        Some((id, blanks, known)) => {
            if typed.is_none() {
                form.name = format!("{}.docx", known.name);
            }
            let preview = match typed {
                Some(typed) if typed.step == "preview" => {
                    Some(read(caller, case, id, typed).await?)
                }
                _ => None,
            };
            let kind = Kind::from_word(&known.kind).unwrap_or(Kind::Other);
            Some(Filling { id, name: known.name, kind, blanks, preview })
        }
    };
    let standing = ground.standing;
    let page = FillPage { case: Box::new(facts), standing, templates, chosen, folders };
    Ok((frame, form, page))
}

async fn in_use(tx: &mut Tx, id: TemplateId) -> Result<Newest> {
    let known = newest(tx, id).await?;
    if known.is_retired { Err(Error::NotFound) } else { Ok(known) }
}

/// The placeholders of a template with what the case has for them, or what was typed.
async fn blanks(
    tx: &mut Tx,
    case: CaseId,
    frame: &Frame,
    known: &Newest,
    typed: Option<&FillForm>,
) -> Result<Vec<BlankValue>> {
    let values = values::of(tx, case, frame).await?;
    let blanks = known.fields.iter().filter_map(|word| Blank::from_word(word)).map(|blank| {
        let on_file = values.get(&blank).cloned().unwrap_or_default();
        let missing = on_file.is_empty();
        let value = match typed {
            Some(typed) => typed.value(blank.word()).unwrap_or_default().to_owned(),
            None => on_file,
        };
        BlankValue { word: blank.word().into(), label: blank.label().into(), value, missing }
    });
    Ok(blanks.collect())
}

/// How a filled template reads.
async fn read(caller: &Caller, case: CaseId, id: TemplateId, form: &FillForm) -> Result<Shown> {
    let filled = match filled(caller, case, id, form).await {
        Ok((_, filled)) => filled,
        Err(Error::Conflict(why) | Error::Storage(why)) => return Ok(Shown::Nothing(why)),
        Err(Error::Invalid(errors)) => {
            let why = errors.0.first().map(|error| error.message.clone()).unwrap_or_default();
            return Ok(Shown::Nothing(why));
        }
        Err(error) => return Err(error),
    };
    let vault = caller.office().vault().await?;
    Ok(filing::shown(vault.previewer.preview(Media::Docx, whole(filled)).await))
}

async fn filled(
    caller: &Caller,
    case: CaseId,
    id: TemplateId,
    form: &FillForm,
) -> Result<(Newest, Bytes)> {
    let vault = caller.office().vault().await?;
    let (mut tx, permit, ground) = access::on_case::<act::AddDocument>(caller, case).await?;
    let known = in_use(&mut tx, id).await?;
    let mut errors = FieldErrors::default();
    let mut values = BTreeMap::new();
    for word in &known.fields {
        let field = format!("values[{}]", FillForm::key(word));
        let value = text::prose(form.value(word).unwrap_or_default());
        values.insert(word.clone(), errors.take(&field, value).unwrap_or_default());
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let key = sealing::office_key(&mut tx, &vault).await?;
    let event = Event::new("fill-template", Resource::Template(id));
    let event = event.case(permit.subject()).by_grant(ground.grant);
    audit::record(
        &mut tx,
        event.with("step", if form.step == "save" { "save" } else { "preview" }),
    )
    .await?;
    tx.commit().await?;
    let blob = known.kept.open(&vault, &key).await?;
    let template = blob.all().map(|piece| piece.map_err(storage));
    let filled = vault.previewer.fill(template, values).await;
    Ok((known, filled.map_err(|refusal| Error::Conflict(refusal.to_string()))?))
}

/// Fills a template and keeps it as a document of the case.
///
/// # Errors
/// NotFound, Refused, Invalid; as adding a document.
pub async fn save(caller: &Caller, case: CaseId, id: TemplateId, form: &FillForm) -> Result<Kept> {
    let (tx, ..) = access::on_case::<act::AddDocument>(caller, case).await?;
    tx.commit().await?;
    let mut errors = FieldErrors::default();
    let name = errors.take("name", parse_name(&form.name));
    let folder = match form.folder.as_str() {
        "" => Some(None),
        typed => {
            let folder = typed.parse().map_err(|_| "Choose a folder of this case.".to_owned());
            errors.take("folder", folder.map(Some))
        }
    };
    let (Some(name), Some(folder)) = (name, folder) else { return Err(Error::Invalid(errors)) };
    let name = if extension(&name) == "docx" { name } else { format!("{name}.docx") };
    let (known, bytes) = filled(caller, case, id, form).await?;
    let file = NewFile {
        kind: Kind::from_word(&known.kind).unwrap_or(Kind::Other),
        folder,
        note: text::line(&format!("From the template “{}”", known.name)).unwrap_or_default(),
        announced_bytes: Some(bytes.len() as u64),
        ..NewFile::named(&name)
    };
    documents::add(caller, case, &file, whole(bytes)).await
}
