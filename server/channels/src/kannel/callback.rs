//! What Kannel calls us with. The tag of a report covers our id and not the state, which Kannel fills in:
//! so it proves that the address was made by us for this text, and Kannel alone has seen it.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::Sha256;
use uuid::Uuid;

use super::Kannel;
use crate::outcome::{Code, reference};
use crate::query::Form;
use crate::text::{DeliveryReport, Inbound, State, Wrong, sender};

impl Kannel {
    /// `dlr-url`: Kannel puts the state, the carrier's name for the text and its words in place of the
    /// percent signs.
    pub fn report_url(&self, id: Uuid) -> String {
        let tag = hex::encode(self.tag("report", id.as_bytes()).finalize().into_bytes());
        format!("{}?id={id}&tag={tag}&state=%d&reference=%F&said=%A", self.config.report_url)
    }

    /// What belongs into `get-url` of Kannel's `sms-service`, which also needs `omit-empty = true` and
    /// `max-messages = 0`, since our answer is not a text.
    pub fn inbound_url(&self) -> String {
        let tag = hex::encode(self.tag("inbound", &[]).finalize().into_bytes());
        format!("{}?tag={tag}&id=%I&from=%q&to=%Q&charset=%C&text=%b", self.config.inbound_url)
    }

    /// Reads the query that [`Kannel::report_url`] was called with.
    ///
    /// # Errors
    /// It was not made by us, or says nothing that is known.
    pub fn report(&self, query: &str) -> Result<DeliveryReport, Wrong> {
        let form = Form::parse(query.as_bytes()).ok_or(Wrong::TooLong)?;
        let id = form.text("id").and_then(|id| Uuid::parse_str(&id).ok());
        let id = id.ok_or(Wrong::Field("id"))?;
        verify(self.tag("report", id.as_bytes()), &form)?;
        let state = match form.text("state").as_deref() {
            Some("1") => State::Delivered,
            Some("2") => State::Failed { code: form.text("said").as_deref().and_then(error) },
            Some("4") => State::Buffered,
            Some("8") => State::SentToCarrier,
            Some("16") => State::Rejected,
            Some(other) if other.parse::<u32>().is_ok() => return Err(Wrong::State),
            _ => return Err(Wrong::Field("state")),
        };
        let reference = form.text("reference").as_deref().and_then(reference);
        Ok(DeliveryReport { id, reference, state })
    }

    /// Reads the query that [`Kannel::inbound_url`] was called with.
    ///
    /// # Errors
    /// The tag is not ours, or something is missing.
    pub fn inbound(&self, query: &str) -> Result<Inbound, Wrong> {
        let form = Form::parse(query.as_bytes()).ok_or(Wrong::TooLong)?;
        verify(self.tag("inbound", &[]), &form)?;
        Ok(Inbound {
            provider_id: form
                .text("id")
                .as_deref()
                .and_then(reference)
                .ok_or(Wrong::Field("id"))?,
            from: sender("from", form.text("from"))?,
            to: sender("to", form.text("to"))?,
            body: body(&form)?,
        })
    }

    fn tag(&self, purpose: &str, what: &[u8]) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.config.secret.expose_secret().as_bytes())
            .expect("any length");
        mac.update(b"privity kannel ");
        mac.update(purpose.as_bytes());
        mac.update(b"\0");
        mac.update(what);
        mac
    }
}

/// In constant time.
fn verify(mac: Hmac<Sha256>, form: &Form) -> Result<(), Wrong> {
    let given = form.text("tag").and_then(|tag| hex::decode(tag).ok()).ok_or(Wrong::Unsigned)?;
    mac.verify_slice(&given).map_err(|_| Wrong::Unsigned)
}

/// `… stat:UNDELIV err:034 text:…` (SMPP 3.4, appendix B): the text may be the message's own.
fn error(said: &str) -> Option<Code> {
    let rest = said.split("err:").nth(1)?;
    Code::parse(rest.split_whitespace().next()?)
}

/// `charset` is what Kannel made of the carrier's coding.
fn body(form: &Form) -> Result<String, Wrong> {
    let bytes = form.bytes("text").ok_or(Wrong::Field("text"))?;
    let charset = form.text("charset").unwrap_or_default().to_ascii_uppercase();
    if !charset.starts_with("UTF-16") && !charset.contains("UCS-2") {
        return String::from_utf8(bytes.to_vec()).map_err(|_| Wrong::Field("text"));
    }
    let (units, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Wrong::Field("text"));
    }
    let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
    String::from_utf16(&units).map_err(|_| Wrong::Field("text"))
}
