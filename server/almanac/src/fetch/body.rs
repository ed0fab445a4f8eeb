//! The text of an answer, no more of it than is read.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;

use super::{FetchError, reason};
use crate::busy::MOST_BYTES;

pub(super) async fn text(mut answer: Response) -> Result<String, FetchError> {
    let encoding = answer.headers().get(CONTENT_ENCODING).map(|value| value.as_bytes().to_owned());
    if answer.content_length().is_some_and(|length| length > MOST_BYTES as u64) {
        return Err(FetchError::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| reason(&error))? {
        if bytes.len() + chunk.len() > MOST_BYTES {
            return Err(FetchError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    let bytes = match encoding.as_deref() {
        None | Some(b"" | b"identity") => bytes,
        Some(b"gzip" | b"x-gzip") => unpack(&bytes)?,
        Some(_) => return Err(FetchError::Garbled),
    };
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        // A title in an older encoding is not looked at anyway.
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    MultiGzDecoder::new(packed)
        .take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| FetchError::Garbled)?;
    if bytes.len() > MOST_BYTES { Err(FetchError::TooLarge) } else { Ok(bytes) }
}
