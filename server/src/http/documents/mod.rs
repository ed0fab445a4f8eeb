//! Bytes of documents in and out. What may be read or written is the office's to say; here are forms
//! with files, ranges, and the headers with which a browser keeps what it is given to itself.

mod archive;
mod disposition;
mod download;
mod pages;
mod range;
mod record;
mod upload;

pub(super) use archive::archive;
pub(super) use disposition::attachment;
pub(super) use download::{download, respond};
pub(super) use pages::{answer as drawn, page, thumbnail};
pub(super) use record::record;
pub(super) use upload::{
    Heads, complain, foreign, has_room, moving, next, text, text_up_to, upload, upload_version,
};

use app::error::ApiError;
use http::Extensions;
use office::Caller;

pub(super) fn caller(extensions: &Extensions) -> Result<Caller, ApiError> {
    extensions.get::<Caller>().cloned().ok_or(ApiError::SignedOut)
}
