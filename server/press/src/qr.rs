//! What a code on the letter says, and its picture.
//!
//! A transfer in euros is written as banks' apps read it: "Quick Response Code: Guidelines to Enable
//! Data Capture for the Initiation of a SEPA Credit Transfer", EPC069-12, version 2.1 of the
//! payload's element 002.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// EPC069-12 allows codes up to version 13, which hold this much at level M.
const MOST_BYTES: usize = 331;

/// Read by a telephone's camera.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct QrPayload(String);

/// A SEPA credit transfer in euros.
#[derive(Clone, Copy, Debug, Default)]
pub struct Transfer<'a> {
    /// At most 70 characters.
    pub holder: &'a str,
    /// With or without spaces.
    pub iban: &'a str,
    /// Not needed within the European Economic Area.
    pub bic: Option<&'a str>,
    /// Euros and cents with a point and no grouping: `5260.00`. `None` leaves it to the payer.
    pub amount: Option<&'a str>,
    /// Structured (ISO 11649, `RF…`) or in words, at most 140 characters.
    pub reference: &'a str,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum QrRefusal {
    #[error("the account holder's name is missing or longer than 70 characters")]
    Holder,
    #[error("this is no valid IBAN")]
    Iban,
    #[error("this is no valid BIC")]
    Bic,
    #[error("an amount is written as 5260.00, from 0.01 to 999999999.99")]
    Amount,
    #[error("a reference has at most 140 characters on one line")]
    Reference,
    #[error("a link begins with https:// and holds no spaces")]
    Link,
    #[error("this is more than a code can hold")]
    TooLong,
}

impl QrPayload {
    pub fn transfer(transfer: Transfer<'_>) -> Result<Self, QrRefusal> {
        let Transfer { holder, iban, bic, amount, reference } = transfer;
        let fits =
            |text: &str, most| text.chars().count() <= most && !text.chars().any(char::is_control);
        if holder.trim().is_empty() || !fits(holder, 70) {
            return Err(QrRefusal::Holder);
        }
        let iban: String = iban.chars().filter(|character| *character != ' ').collect();
        if !is_iban(&iban) {
            return Err(QrRefusal::Iban);
        }
        let bic = bic.unwrap_or_default();
        let is_bic = matches!(bic.len(), 8 | 11)
            && bic.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if !bic.is_empty() && !is_bic {
            return Err(QrRefusal::Bic);
        }
        let amount = match amount {
            Some(amount) if is_amount(amount) => format!("EUR{amount}"),
            Some(_) => return Err(QrRefusal::Amount),
            None => String::new(),
        };
        if !fits(reference, 140) {
            return Err(QrRefusal::Reference);
        }
        let (structured, words) =
            if is_creditor_reference(reference) { (reference, "") } else { ("", reference) };
        let payload = format!(
            "BCD\n002\n1\nSCT\n{bic}\n{}\n{iban}\n{amount}\n\n{structured}\n{words}",
            holder.trim()
        );
        Self::within(payload.trim_end().to_owned())
    }

    /// A page on which to pay.
    pub fn link(address: &str) -> Result<Self, QrRefusal> {
        let plain = address.bytes().all(|byte| byte.is_ascii_graphic());
        if !plain || address.strip_prefix("https://").is_none_or(str::is_empty) {
            return Err(QrRefusal::Link);
        }
        Self::within(address.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn within(payload: String) -> Result<Self, QrRefusal> {
        if payload.len() > MOST_BYTES { Err(QrRefusal::TooLong) } else { Ok(Self(payload)) }
    }

    /// One path of black modules on white, with the quiet zone of four that ISO/IEC 18004 asks for.
    pub(crate) fn svg(&self) -> Result<String, qrcode::types::QrError> {
        let code = QrCode::with_error_correction_level(&self.0, EcLevel::M)?;
        let width = code.width();
        let side = width + 8;
        let mut svg = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000" d=""##
        );
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, other| one == other) {
                if run[0] == Color::Dark {
                    let long = run.len();
                    let _ = write!(svg, "M{} {}h{long}v1h-{long}z", x + 4, y + 4);
                }
                x += run.len();
            }
        }
        svg.push_str(r#""/></svg>"#);
        Ok(svg)
    }
}

/// ISO 13616: two letters, two check digits, up to thirty characters; remainder 1 of 97.
fn is_iban(iban: &str) -> bool {
    let shape = (15..=34).contains(&iban.len())
        && iban.bytes().enumerate().all(|(nth, byte)| match nth {
            0 | 1 => byte.is_ascii_uppercase(),
            2 | 3 => byte.is_ascii_digit(),
            _ => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        });
    shape && remainder_of_97(iban) == 1
}

/// ISO 11649.
fn is_creditor_reference(reference: &str) -> bool {
    (5..=25).contains(&reference.len())
        && reference.starts_with("RF")
        && reference.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && remainder_of_97(reference) == 1
}

/// ISO 7064, MOD 97-10, with the first four characters behind the others.
fn remainder_of_97(text: &str) -> u32 {
    let (head, tail) = text.split_at(4);
    tail.chars().chain(head.chars()).filter_map(|character| character.to_digit(36)).fold(
        0,
        |rest, value| {
            if value < 10 { (rest * 10 + value) % 97 } else { (rest * 100 + value) % 97 }
        },
    )
}

fn is_amount(amount: &str) -> bool {
    let Some((euros, cents)) = amount.split_once('.') else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(euros)
        && euros.len() <= 9
        && (euros == "0" || !euros.starts_with('0'))
        && digits(cents)
        && cents.len() == 2
        && amount != "0.00"
}
