//! What the provider calls us with. It signs the second and the body (<https://docs.stripe.com/webhooks/signature>):
//! nothing of it is read before that holds, and nothing that is minutes old is believed.

use domain::money::MOST_MINOR;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::Deserialize;
use sha2::Sha256;
use uuid::Uuid;

use crate::Wrong;
use crate::cashier::{Happened, Told};
use crate::outcome::reference;

/// How far the provider's clock and ours may be apart, and how long a call may be under way, in seconds.
const TOLERANCE: i64 = 300;
/// Far beyond what the provider posts, in bytes.
const LONGEST: usize = 64 << 10;
/// While the provider changes its secret it signs with both.
const MOST_SIGNATURES: usize = 8;

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Object,
}

/// A session, a charge or a dispute, as far as we have a use for it.
#[derive(Deserialize)]
struct Object {
    id: Option<String>,
    client_reference_id: Option<String>,
    payment_status: Option<String>,
    payment_intent: Option<String>,
    amount_total: Option<i64>,
    amount_refunded: Option<i64>,
    amount: Option<i64>,
    currency: Option<String>,
}

pub(super) fn read(
    secret: &str,
    body: &[u8],
    signature: &str,
    now: Timestamp,
) -> Result<Told, Wrong> {
    if body.len() > LONGEST {
        return Err(Wrong::TooLong);
    }
    verify(secret, body, signature, now)?;
    let event: Event = serde_json::from_slice(body).map_err(|_| Wrong::Field("the event"))?;
    let object = event.data.object;
    let happened = match event.kind.as_str() {
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
            // a bank takes its time: it is told again once the money is there
            match object.payment_status.as_deref() {
                Some("paid") => Happened::Paid {
                    order: object
                        .client_reference_id
                        .as_deref()
                        .and_then(|id| Uuid::parse_str(id).ok()),
                    payment: object.payment()?,
                    amount: object.amount_of(object.amount_total, "amount_total")?,
                    currency: object.currency()?,
                },
                _ => Happened::Other,
            }
        }
        "charge.refunded" => Happened::Refunded {
            payment: object.payment()?,
            amount: object.amount_of(object.amount_refunded, "amount_refunded")?,
            currency: object.currency()?,
        },
        "charge.dispute.created" => Happened::Disputed {
            payment: object.payment()?,
            amount: object.amount_of(object.amount, "amount")?,
            currency: object.currency()?,
        },
        _ => Happened::Other,
    };
    Ok(Told { event: reference(&event.id).ok_or(Wrong::Field("id"))?, happened })
}

impl Object {
    /// The payment's name at the provider; that of the session where there is none.
    fn payment(&self) -> Result<String, Wrong> {
        let named = self.payment_intent.as_deref().or(self.id.as_deref());
        named.and_then(reference).ok_or(Wrong::Field("payment_intent"))
    }

    fn amount_of(&self, amount: Option<i64>, field: &'static str) -> Result<i64, Wrong> {
        amount.filter(|minor| (1..=MOST_MINOR).contains(minor)).ok_or(Wrong::Field(field))
    }

    fn currency(&self) -> Result<String, Wrong> {
        let code = self.currency.as_deref().unwrap_or_default().to_ascii_uppercase();
        let plain = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if plain { Ok(code) } else { Err(Wrong::Field("currency")) }
    }
}

/// `t=1760360000,v1=5257…,v0=…`: in constant time, once a signature is one at all.
fn verify(secret: &str, body: &[u8], header: &str, now: Timestamp) -> Result<(), Wrong> {
    let mut second = None;
    let mut given: Vec<Vec<u8>> = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            // one that comes twice is none
            Some(("t", typed)) if second.is_none() => second = Some(typed),
            Some(("t", _)) => return Err(Wrong::Unsigned),
            Some(("v1", hex)) if given.len() < MOST_SIGNATURES => {
                given.extend(hex::decode(hex).ok());
            }
            _ => {}
        }
    }
    let typed = second.ok_or(Wrong::Unsigned)?;
    let at: i64 = typed.parse().map_err(|_| Wrong::Unsigned)?;
    if at.abs_diff(now.as_second()) > TOLERANCE.unsigned_abs() {
        return Err(Wrong::Unsigned);
    }
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    mac.update(typed.as_bytes());
    mac.update(b".");
    mac.update(body);
    match given.iter().any(|one| mac.clone().verify_slice(one).is_ok()) {
        true => Ok(()),
        false => Err(Wrong::Unsigned),
    }
}
