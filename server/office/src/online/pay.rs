//! The page that a link leads to. Looking asks nobody anything; posting asks the provider, for one page however often.

use channels::Order;
use domain::billing::online::{AskedToPay, PayPage};
use domain::locale::Locale;
use domain::money::Money;
use jiff::Timestamp;
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::Online;
use crate::billing::in_currency;
use crate::gate::Visit;
use crate::identity::guess;
use crate::keys::sha256;
use crate::{Error, Result};

#[derive(Debug, Deserialize)]
struct Shown {
    office: String,
    number: String,
    currency: String,
    asked: i64,
    locale: String,
    phone: String,
    url: Option<String>,
}

/// What `gate_pay_order` found; without an order where nothing is left.
#[derive(Debug, Deserialize)]
struct Ordered {
    order: Option<Uuid>,
    number: String,
    currency: String,
    amount: i64,
    ends_at: Option<Timestamp>,
    url: Option<String>,
}

/// What a link shows. Whoever tries links that are none is slowed.
///
/// # Errors
/// NotFound for a link that is none, or has ended; Busy.
pub async fn show(visit: &Visit, online: Option<&Online>, token: &str) -> Result<PayPage> {
    let mut gate = visit.begin().await?;
    guess::take(&mut gate, visit).await?;
    let shown = sqlx::query_scalar!(
        r#"select gate_pay_link($1) as "shown: Json<Shown>""#,
        &sha256(token.as_bytes())[..]
    )
    .fetch_one(&mut *gate)
    .await?;
    let Some(Json(shown)) = shown else {
        gate.commit().await?;
        return Err(Error::NotFound);
    };
    guess::give_back(&mut gate, visit).await?;
    gate.commit().await?;
    let locale = Locale::from_word(&shown.locale).unwrap_or_default();
    let amount = match shown.asked {
        0 => String::new(),
        asked => locale.money(Money::new(asked, in_currency(&shown.currency)?)),
    };
    Ok(PayPage {
        office: shown.office,
        number: shown.number,
        amount,
        phone: shown.phone,
        url: shown.url.filter(|_| online.is_some()),
        open: online.is_some(),
    })
}

/// Asks the provider for a page on which what is left can be paid. Twice, or by two at once, it is one order and one
/// page.
///
/// # Errors
/// NotFound for a link that is none or has ended, and where there is no provider; Busy.
pub async fn ask(visit: &Visit, online: Option<&Online>, token: &str) -> Result<AskedToPay> {
    let Some(online) = online else { return Err(Error::NotFound) };
    let mut gate = visit.begin().await?;
    guess::take(&mut gate, visit).await?;
    let ordered = sqlx::query_scalar!(
        r#"select gate_pay_order($1, $2) as "ordered: Json<Ordered>""#,
        &sha256(token.as_bytes())[..],
        visit.id()
    )
    .fetch_one(&mut *gate)
    .await?;
    let Some(Json(ordered)) = ordered else {
        gate.commit().await?;
        return Err(Error::NotFound);
    };
    guess::give_back(&mut gate, visit).await?;
    gate.commit().await?;
    let (Some(id), Some(ends_at)) = (ordered.order, ordered.ends_at) else {
        return Ok(AskedToPay::NothingLeft);
    };
    if ordered.url.is_some() {
        return Ok(AskedToPay::Ready);
    }
    // no transaction is open while the provider is spoken to
    let order = Order {
        id,
        title: format!("Invoice {}", ordered.number),
        amount: Money::new(ordered.amount, in_currency(&ordered.currency)?),
        ends_at,
        back_url: format!("{}/pay/back", online.base_url),
    };
    let page = match online.cashier.page(&order).await {
        Ok(page) => page,
        Err(none) => {
            tracing::warn!(order.id = %id, reason = %none.reason, "no page to pay on was to be had");
            return Ok(AskedToPay::Later);
        }
    };
    let mut gate = visit.begin().await?;
    sqlx::query!("select gate_keep_page($1, $2, $3)", id, page.reference, page.url)
        .execute(&mut *gate)
        .await?;
    gate.commit().await?;
    Ok(AskedToPay::Ready)
}
