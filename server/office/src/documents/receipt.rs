//! The receipt of an expense: a document that comes with it or not at all. Sealed like any other file; what makes it
//! appear is the transaction that records the expense, or adds to it.

use std::sync::Arc;

use bytes::Bytes;
use domain::access::act;
use domain::documents::name_of_upload;
use domain::ids::{CaseId, DocumentId, ExpenseId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use papers::whole;

use super::upload::{self, Coming, NewFile, Stored};
use crate::audit::{self, Event, Resource};
use crate::vault::{SECRET, Vault, key_uuid};
use crate::{Caller, Error, Result, Tx, access};

/// Bytes that lie sealed in the store, and no document names yet.
pub(crate) struct Received {
    vault: Arc<Vault>,
    coming: Coming,
    stored: Stored,
    name: String,
}

impl Received {
    /// Takes a receipt in for a case. What the scanner holds is not kept, since nobody could read it with its expense.
    ///
    /// # Errors
    /// NotFound, Refused; Invalid for what the scanner held; Conflict, Storage.
    pub(crate) async fn seal(
        caller: &Caller,
        case: CaseId,
        name: &str,
        bytes: Bytes,
    ) -> Result<Received> {
        let vault = caller.office().vault().await?;
        let (mut tx, permit, _) = access::on_case::<act::AddReceipt>(caller, case).await?;
        let coming = upload::start(&mut tx, &vault, permit.subject(), None, true).await?;
        tx.commit().await?;
        let file =
            NewFile { announced_bytes: u64::try_from(bytes.len()).ok(), ..NewFile::named(name) };
        let stored = upload::seal(caller, &vault, &coming, &file, whole(bytes)).await?;
        if let Some(found) = &stored.found {
            upload::clear(caller, &vault, &coming).await;
            let why = format!("{found} It was not kept, and nothing is recorded.");
            return Err(Error::invalid("file", why));
        }
        Ok(Received { vault, coming, stored, name: name_of_upload(name) })
    }

    /// Makes it the receipt of an expense in the transaction at hand, for whoever may add one and change that.
    ///
    /// # Errors
    /// Conflict where the documents of the case were destroyed, or the expense was billed, meanwhile.
    pub(crate) async fn publish(
        &self,
        tx: &mut Tx,
        expense: ExpenseId,
        dated: Date,
    ) -> Result<DocumentId> {
        let (coming, stored) = (&self.coming, &self.stored);
        upload::still_expected(tx, coming).await?;
        let document = coming.document_id();
        let name = upload::free_name(tx, coming.case, None, &self.name).await?;
        let wrapped = coming.case_key.wrap_data_key(&SECRET, &stored.place, &coming.data_key);
        sqlx::query_scalar!(
            "select publish_receipt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            coming.version.0,
            document.0,
            expense.0,
            tx.caller().id(),
            name,
            dated.to_sqlx() as jiff_sqlx::Date,
            i64::try_from(stored.written.length).map_err(Error::internal)?,
            i32::try_from(stored.written.chunks).map_err(Error::internal)?,
            stored.media,
            stored.written.hash.0.as_slice(),
            key_uuid(coming.case_key.id()),
            wrapped.to_bytes()
        )
        .fetch_one(&mut **tx)
        .await?;
        let event = Event::new("add-document", Resource::Document(document))
            .case(coming.case)
            .of_version(1, &stored.written.hash.0);
        audit::record(tx, event).await?;
        Ok(document)
    }

    /// Lets go of the bytes where what they came for was refused for sure.
    ///
    /// # Errors
    /// What `done` says.
    pub(crate) async fn settle<T>(self, caller: &Caller, done: Result<T>) -> Result<T> {
        upload::clear_if_refused(caller, &self.vault, &self.coming, done).await
    }
}
