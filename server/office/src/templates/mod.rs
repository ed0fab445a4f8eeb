//! Templates: kept by managing partners, filled for a case by whoever may add documents to it.
//!
//! A template is a file that somebody brought, so it is never read here: its placeholders are found and
//! filled by the child that reads documents, shut in.

mod fill;
mod keep;
mod values;

pub use fill::{fill_page, save};
pub(crate) use keep::add_unread;
pub use keep::{
    OpenedTemplate, add, change, details, download, list, may_keep, replace, retire, reuse,
};

use domain::ids::TemplateId;

use crate::sealing::Kept;
use crate::{Error, Result, Tx};

/// The newest version of a template.
struct Newest {
    name: String,
    kind: String,
    fields: Vec<String>,
    is_retired: bool,
    kept: Kept,
}

async fn newest(tx: &mut Tx, id: TemplateId) -> Result<Newest> {
    let row = sqlx::query!(
        r#"select t.name, t.kind, t.retired_at is not null as "is_retired!", v.id, v.fields, v.object_name, v.size_bytes, v.chunks,
            v.office_key_id, v.wrapped_key
        from templates t join template_versions v on v.template_id = t.id and v.nth = t.nth
        where t.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Newest {
        name: row.name,
        kind: row.kind,
        fields: row.fields,
        is_retired: row.is_retired,
        kept: Kept {
            thing: id.0,
            version: row.id,
            object_name: row.object_name,
            size_bytes: row.size_bytes,
            chunks: row.chunks,
            key_id: row.office_key_id,
            wrapped_key: row.wrapped_key,
        },
    })
}
