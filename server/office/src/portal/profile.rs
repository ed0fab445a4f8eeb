//! Oneself: for whom one acts, how one is told, and the browsers one is signed in with.

use domain::account::Device;
use domain::ids::SessionId;
use domain::portal::{ActsFor, PortalFramed, PortalProfile};
use domain::representatives::RepresentativeKind;
use uuid::Uuid;

use super::caller::Resource;
use super::home::Me;
use super::{PortalCaller, passkeys, reach};
use crate::{Error, Result, words};

/// # Errors
/// As the database says.
pub async fn profile(caller: &PortalCaller, base_url: &str) -> Result<PortalFramed<PortalProfile>> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let zone = me.region();
    let rows = sqlx::query!(
        r#"select id as "id!", user_agent as "user_agent!", address as "address!", created_at as "created_at!",
            seen_at as "seen_at!"
        from own_portal_devices()"#
    )
    .fetch_all(&mut *tx)
    .await?;
    let reach = reach::rows(&mut tx, &zone).await?;
    let passkeys = match passkeys::has_passkeys(base_url) {
        true => Some(passkeys::rows(&mut tx, &zone).await?),
        false => None,
    };
    tx.commit().await?;
    let devices = rows
        .into_iter()
        .map(|row| Device {
            id: SessionId(row.id),
            name: words::device(&row.user_agent),
            address: row.address,
            since: words::instant(row.created_at.to_jiff(), &zone),
            seen: words::instant(row.seen_at.to_jiff(), &zone),
            here: row.id == caller.session_id().0,
        })
        .collect();
    let acts_for = me
        .acts_for
        .iter()
        .map(|client| ActsFor {
            client: client.name.clone(),
            right: match RepresentativeKind::from_word(&client.right) {
                Some(kind) => kind.label().to_owned(),
                None => "In person".to_owned(),
            },
            sees_money: client.money,
            writes: client.writes,
        })
        .collect();
    let body = PortalProfile { email: me.email.clone(), acts_for, reach, passkeys, devices };
    Ok(me.around(body))
}

/// Ends one of the caller's sessions; the one that asks, too.
///
/// # Errors
/// NotFound for a session that is somebody else's or has ended.
pub async fn end_device(caller: &PortalCaller, device: SessionId) -> Result<()> {
    match end(caller, Some(device.0), "portal-end-device").await? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Ends every session of the caller but the one that asks.
///
/// # Errors
/// Unavailable.
pub async fn sign_out_everywhere_else(caller: &PortalCaller) -> Result<()> {
    end(caller, None, "portal-end-other-devices").await.map(|_| ())
}

async fn end(caller: &PortalCaller, one: Option<Uuid>, action: &'static str) -> Result<i64> {
    let mut tx = caller.begin().await?;
    let ended = sqlx::query_scalar!(
        r#"select own_devices_end($1, $2) as "ended!""#,
        one as Option<Uuid>,
        caller.session_id().0
    )
    .fetch_one(&mut *tx)
    .await?;
    if ended > 0 {
        tx.record(action, "done", Resource::Myself).await?;
        tx.commit().await?;
    }
    Ok(ended)
}
