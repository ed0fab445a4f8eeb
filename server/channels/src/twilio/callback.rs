//! What the provider calls us with. It signs the address as it knows it, and every field
//! (<https://www.twilio.com/docs/usage/security>): so behind a proxy the address is the configured one.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha1::Sha1;
use uuid::Uuid;

use super::Twilio;
use crate::outcome::{Code, reference};
use crate::query::Form;
use crate::text::{DeliveryReport, Inbound, State, Wrong, sender};

impl Twilio {
    /// `StatusCallback`: with our id, since a report may be there before the provider's answer.
    pub fn report_url(&self, id: Uuid) -> String {
        format!("{}?id={id}", self.config.report_url)
    }

    /// Reads a POST to [`Twilio::report_url`]: its query and body as they came, and `X-Twilio-Signature`.
    ///
    /// # Errors
    /// It is not signed by the provider for us, or says nothing that is known.
    pub fn report(
        &self,
        query: &str,
        body: &[u8],
        signature: &str,
    ) -> Result<DeliveryReport, Wrong> {
        let url = format!("{}?{query}", self.config.report_url);
        let form = self.verified(&url, body, signature)?;
        let asked = Form::parse(query.as_bytes()).ok_or(Wrong::TooLong)?;
        let id = asked.text("id").and_then(|id| Uuid::parse_str(&id).ok());
        let code = form.text("ErrorCode").as_deref().and_then(Code::parse);
        let status = form.text("MessageStatus").or_else(|| form.text("SmsStatus"));
        let state = match status.as_deref() {
            Some("delivered" | "read") => State::Delivered,
            Some("accepted" | "scheduled" | "queued" | "sending") => State::Buffered,
            Some("sent") => State::SentToCarrier,
            Some("undelivered" | "failed") => State::Failed { code },
            Some("canceled") => State::Rejected,
            Some(_) => return Err(Wrong::State),
            None => return Err(Wrong::Field("MessageStatus")),
        };
        Ok(DeliveryReport {
            id: id.ok_or(Wrong::Field("id"))?,
            reference: form.text("MessageSid").as_deref().and_then(reference),
            state,
        })
    }

    /// Reads a POST to the address for what people write, and `X-Twilio-Signature`.
    ///
    /// # Errors
    /// It is not signed by the provider for us, or something is missing.
    pub fn inbound(&self, body: &[u8], signature: &str) -> Result<Inbound, Wrong> {
        let form = self.verified(&self.config.inbound_url, body, signature)?;
        Ok(Inbound {
            provider_id: form
                .text("MessageSid")
                .as_deref()
                .and_then(reference)
                .ok_or(Wrong::Field("MessageSid"))?,
            from: sender("From", form.text("From"))?,
            to: sender("To", form.text("To"))?,
            body: form.text("Body").ok_or(Wrong::Field("Body"))?,
        })
    }

    fn verified(&self, url: &str, body: &[u8], signature: &str) -> Result<Form, Wrong> {
        let form = Form::parse(body).ok_or(Wrong::TooLong)?;
        verify(self.config.token.expose_secret(), url, &form, signature)?;
        match form.text("AccountSid") {
            Some(account) if account == self.config.account => Ok(form),
            _ => Err(Wrong::Account),
        }
    }
}

/// In constant time, once the signature is one at all.
fn verify(token: &str, url: &str, form: &Form, signature: &str) -> Result<(), Wrong> {
    let given = STANDARD.decode(signature.trim()).map_err(|_| Wrong::Unsigned)?;
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).expect("any length");
    mac.update(url.as_bytes());
    // By name, and where one comes twice, by value.
    for (name, value) in form.pairs().collect::<BTreeSet<_>>() {
        mac.update(name.as_bytes());
        mac.update(value);
    }
    mac.verify_slice(&given).map_err(|_| Wrong::Unsigned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the provider's own libraries are tested with.
    #[test]
    fn the_providers_example_of_a_signature_holds() {
        let body = b"Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309\
                     &CallSid=CA1234567890ABCDE";
        let form = Form::parse(body).unwrap();
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        let signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
        assert_eq!(verify("12345", url, &form, signature), Ok(()));
        assert_eq!(verify("12346", url, &form, signature), Err(Wrong::Unsigned));
        assert_eq!(verify("12345", &url[1..], &form, signature), Err(Wrong::Unsigned));
    }
}
