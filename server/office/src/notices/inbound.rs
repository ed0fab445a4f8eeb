//! What providers bring: reports of delivery, and what people wrote.

use channels::{DeliveryReport, Inbound, State};
use domain::notices::Channel;
use domain::texts::Reply;

use super::begin;
use crate::{Office, Result};

/// Notes what became of one. Reports come twice, out of order, and before our own mark. False where it is
/// about nothing of ours.
///
/// # Errors
/// Unavailable: the provider asks again.
pub async fn note_delivery(
    office: &Office,
    provider: &str,
    report: &DeliveryReport,
) -> Result<bool> {
    let (state, code) = match &report.state {
        State::Delivered => ("delivered", String::new()),
        State::Buffered => ("buffered", String::new()),
        State::SentToCarrier => ("sent_to_carrier", String::new()),
        State::Failed { code } => {
            ("failed", code.as_ref().map(ToString::to_string).unwrap_or_default())
        }
        State::Rejected => ("rejected", String::new()),
    };
    let mut tx = begin(office).await?;
    let ours = sqlx::query_scalar!(
        r#"select note_delivery($1, $2, $3, $4, $5) as "ours!""#,
        report.id,
        provider,
        report.reference.as_deref(),
        state,
        code
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(ours)
}

/// Takes what somebody wrote by text. False where it was taken before.
///
/// # Errors
/// Unavailable: the provider asks again.
pub async fn take_reply(office: &Office, provider: &str, inbound: &Inbound) -> Result<bool> {
    let meant = match Reply::read(&inbound.body) {
        Reply::Yes => "yes",
        Reply::No => "no",
        Reply::Stop => "stop",
        Reply::Start => "start",
        Reply::Help => "help",
        Reply::Other => "other",
    };
    // an id of theirs that is none would let a second message pass for the first
    let id = match inbound.provider_id.is_empty() {
        true => office.chance.id(office.clock.now()).to_string(),
        false => inbound.provider_id.clone(),
    };
    let mut tx = begin(office).await?;
    let new = sqlx::query_scalar!(
        r#"select take_reply($1, $2, $3, $4, $5, $6) as "new!""#,
        Channel::Text.word(),
        provider,
        id,
        number(&inbound.from),
        // the database knows no such character
        inbound.body.replace('\0', "\u{fffd}"),
        meant
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(new)
}

/// As our rows have it: some carriers leave out the plus sign, or write a number as it is dialled at home. A
/// short code or a name stays what it is.
fn number(from: &str) -> String {
    if !from.bytes().all(|byte| byte.is_ascii_digit()) || !(8..=17).contains(&from.len()) {
        return from.to_owned();
    }
    let abroad = from.strip_prefix("00").unwrap_or(from);
    [format!("+{abroad}"), from.to_owned()]
        .iter()
        .find_map(|typed| crate::clients::parse_phone(typed).ok())
        .unwrap_or_else(|| from.to_owned())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn a_number_without_its_plus_sign_is_the_same_number() {
        assert_eq!(number("12125550142"), "+12125550142");
        assert_eq!(number("+12125550142"), "+12125550142");
        // as it is dialled at home, and from abroad
        assert_eq!(number("2125550142"), "+12125550142");
        assert_eq!(number("0012125550142"), "+12125550142");
        assert_eq!(number("442079460018"), "+442079460018");
        assert_eq!(number("22333"), "22333");
        assert_eq!(number("CARRIER"), "CARRIER");
    }
}
