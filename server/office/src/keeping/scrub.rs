//! Reading back what was stored: every version on a cycle, the longest unread first, a bounded part of
//! it at a time. What was found is kept version by version, so that a run goes on where one stopped.
//!
//! A store that does not answer says nothing about a version: the step ends, and finds nothing.

use ::vault::{
    CaseKey, ContentHash, DataKey, Error as VaultError, Expected, KeyError, KeyId, Name, Place,
    Wrapped, fault,
};
use futures_util::TryStreamExt;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::begin;
use crate::vault::{Vault, storage};
use crate::{Error, Office, Result};

/// Every version is read back once in this time.
pub const CYCLE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What one step reads at most; the version that goes beyond is read to its end.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    pub versions: u32,
    pub bytes: u64,
}

impl Default for Budget {
    /// A minute's: some 360 GB in a day.
    fn default() -> Budget {
        Budget { versions: 200, bytes: 256 << 20 }
    }
}

/// What a step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scrubbed {
    pub versions: u64,
    /// Of the plaintext.
    pub bytes: u64,
    /// Versions that are not what was written.
    pub wrong: u64,
    /// Of those, the ones that were right at the check before.
    pub news: u64,
    /// The budget was used up: there may be more to read.
    pub more: bool,
}

/// Reads back versions that were last read before an instant.
///
/// # Errors
/// Unavailable, Storage, or a master key that is not given: nothing is said about the version then.
pub async fn scrub(office: &Office, before: Timestamp, budget: Budget) -> Result<Scrubbed> {
    let vault = office.vault().await?;
    let mut tx = begin(office).await?;
    let rows = sqlx::query_as!(
        Row,
        r#"select version_id as "version_id!", document_id as "document_id!", case_id as "case_id!",
            object_name as "object_name!", size_bytes as "size_bytes!", chunks as "chunks!",
            content_hash as "content_hash!", wrapped_key as "wrapped_key!", case_key_id as "case_key_id!",
            key_of_case as "key_of_case!", key_wrapped as "key_wrapped!"
        from next_checks($1, $2)"#,
        before.to_sqlx() as jiff_sqlx::Timestamp,
        i32::try_from(budget.versions).map_err(Error::internal)?
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;

    let mut done =
        Scrubbed { more: rows.len() as u64 >= u64::from(budget.versions), ..Scrubbed::default() };
    for row in rows {
        if done.bytes >= budget.bytes {
            done.more = true;
            break;
        }
        let wrong = read_back(&vault, &row).await?;
        fault::here("scrub.read");
        done.versions += 1;
        done.bytes += row.size_bytes.unsigned_abs();
        done.wrong += u64::from(wrong.is_some());
        done.news += u64::from(record(office, &row, wrong).await?);
        fault::here("scrub.recorded");
    }
    tell(office).await?;
    Ok(done)
}

struct Row {
    version_id: Uuid,
    document_id: Uuid,
    case_id: Uuid,
    object_name: String,
    size_bytes: i64,
    chunks: i32,
    content_hash: Vec<u8>,
    wrapped_key: Vec<u8>,
    case_key_id: Uuid,
    key_of_case: Uuid,
    key_wrapped: Vec<u8>,
}

/// What is the matter with a version: a word, and a sentence that names objects and keys and nobody.
struct Wrong {
    problem: &'static str,
    detail: String,
}

impl Wrong {
    fn key(detail: &str) -> Wrong {
        Wrong { problem: "key", detail: detail.into() }
    }
}

/// None where it is what was written.
async fn read_back(vault: &Vault, row: &Row) -> Result<Option<Wrong>> {
    let place = Place {
        office: vault.installation,
        case: row.case_id,
        document: row.document_id,
        version: row.version_id,
    };
    let (case_key, data_key) = match keys(vault, row, &place).await? {
        Ok(keys) => keys,
        Err(wrong) => return Ok(Some(wrong)),
    };
    let Ok(name) = row.object_name.parse() else {
        return Ok(Some(Wrong {
            problem: "missing",
            detail: "the object on record has no name".into(),
        }));
    };
    match content(vault, row, name, place, &case_key, &data_key).await {
        Ok(ContentHash(found)) if found[..] == row.content_hash => Ok(None),
        Ok(_) => Ok(Some(Wrong {
            problem: "content",
            detail: "the content does not have the hash on record".into(),
        })),
        Err(error @ VaultError::Missing { .. }) => {
            Ok(Some(Wrong { problem: "missing", detail: error.to_string() }))
        }
        Err(error @ VaultError::Damaged { .. }) => {
            Ok(Some(Wrong { problem: "damaged", detail: error.to_string() }))
        }
        Err(error) => Err(storage(error)),
    }
}

async fn keys(
    vault: &Vault,
    row: &Row,
    place: &Place,
) -> Result<Result<(CaseKey, DataKey), Wrong>> {
    if row.case_key_id != row.key_of_case {
        return Ok(Err(Wrong::key("the version names another key than its case has")));
    }
    let (Some(wrapped), Some(data)) =
        (Wrapped::from_bytes(&row.key_wrapped), Wrapped::from_bytes(&row.wrapped_key))
    else {
        return Ok(Err(Wrong::key("a wrapped key is not one")));
    };
    let id = KeyId::from_bytes(*row.case_key_id.as_bytes());
    let keeper = vault.keeper.as_ref();
    let case_key = match CaseKey::unwrap(keeper, place.office, place.case, id, &wrapped).await {
        Ok(key) => key,
        Err(error @ KeyError::DoesNotOpen { .. }) => {
            return Ok(Err(Wrong::key(&error.to_string())));
        }
        Err(error) => return Err(Error::internal(error)),
    };
    match case_key.unwrap_data_key(place, &data) {
        Ok(data_key) => Ok(Ok((case_key, data_key))),
        Err(error) => Ok(Err(Wrong::key(&error.to_string()))),
    }
}

async fn content(
    vault: &Vault,
    row: &Row,
    name: Name,
    place: Place,
    case_key: &CaseKey,
    data_key: &DataKey,
) -> Result<ContentHash, VaultError> {
    // the database refuses what is below zero
    let expected =
        Expected { length: row.size_bytes.unsigned_abs(), chunks: row.chunks.unsigned_abs() };
    let blob = vault.blobs.open(name, place, data_key, expected).await?;
    let mut hasher = case_key.hasher();
    let mut pieces = std::pin::pin!(blob.all());
    while let Some(piece) = pieces.try_next().await? {
        hasher.update(&piece);
        fault::here("scrub.piece");
    }
    Ok(hasher.finish())
}

async fn record(office: &Office, row: &Row, wrong: Option<Wrong>) -> Result<bool> {
    if let Some(Wrong { problem, detail }) = &wrong {
        tracing::error!(
            document = %row.document_id,
            version = %row.version_id,
            problem,
            detail,
            "a stored version is not what was written"
        );
    }
    let (problem, detail) = wrong.map_or((None, None), |it| (Some(it.problem), Some(it.detail)));
    let mut tx = begin(office).await?;
    let news = sqlx::query_scalar!(
        r#"select record_check($1, $2, $3) as "news!""#,
        row.version_id,
        problem,
        detail
    )
    .fetch_one(&mut *tx)
    .await?;
    fault::here("scrub.recording");
    tx.commit().await?;
    Ok(news)
}

async fn tell(office: &Office) -> Result<()> {
    let mut tx = begin(office).await?;
    sqlx::query_scalar!(r#"select tell_of_damage() as "told!""#).fetch_one(&mut *tx).await?;
    Ok(tx.commit().await?)
}
