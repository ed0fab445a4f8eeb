//! How somebody of a client is told: the client's own row, which whoever sends obeys, and no second copy of it.
//!
//! A client changes it in person. Whoever acts for a client is told as that client chose, and reads so; a way that was
//! agreed with a discreet contact is the office's to change, since a bystander may be the one who types.

use domain::contacts::{Channel, Label, Preferred, QuietHours};
use domain::forms::FieldErrors;
use domain::ids::ClientId;
use domain::portal::{OwnPoint, OwnReach, OwnReachForm, OwnTexts, PortalFramed};
use jiff::civil::Date;
use serde::Deserialize;
use sqlx::types::Json;

use super::PortalCaller;
use super::caller::{PortalTx, Resource};
use super::home::Me;
use crate::contacts::hour;
use crate::words::Region;
use crate::{Error, Result, cases};

/// The quiet hours of whoever has set none: nine in the evening to eight in the morning.
const QUIET: (i16, i16) = (21 * 60, 8 * 60);
const AGREED: &str =
    "How we reach you is agreed with you. To change it, call us: we make sure that it is you.";

#[derive(Debug, Deserialize)]
struct Row {
    client: ClientId,
    name: String,
    own: bool,
    changes: bool,
    revision: i32,
    preferred: String,
    quiet_from: Option<i16>,
    quiet_until: Option<i16>,
    zone: String,
    texts: bool,
    texts_on: Option<Date>,
    number: bool,
    stopped: bool,
    person: String,
    points: Vec<Point>,
}

#[derive(Debug, Deserialize)]
struct Point {
    channel: String,
    label: String,
    value: String,
}

impl Row {
    fn shown(self, region: &Region) -> OwnReach {
        let (from, until) = self.quiet_from.zip(self.quiet_until).unwrap_or(QUIET);
        let time = |minutes| region.locale.time(hour(minutes));
        let zone = self.zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
        OwnReach {
            client: self.client,
            name: self.name,
            own: self.own,
            changes: self.changes,
            preferred: Preferred::from_word(&self.preferred),
            quiet: format!("{} to {}", time(from), time(until)),
            zone,
            texts: OwnTexts {
                welcome: self.texts,
                since: self.texts_on.map(|on| region.date(on)).unwrap_or_default(),
                number: self.number,
                stopped: self.stopped,
            },
            person: self.person,
            points: self.points.into_iter().map(Point::shown).collect(),
        }
    }

    fn form(&self) -> OwnReachForm {
        let time = |minutes: Option<i16>| {
            minutes.map(|m| format!("{:02}:{:02}", m / 60, m % 60)).unwrap_or_default()
        };
        OwnReachForm {
            preferred: self.preferred.clone(),
            quiet_from: time(self.quiet_from),
            quiet_until: time(self.quiet_until),
            texts: if self.texts { "on".into() } else { String::new() },
            revision: self.revision.to_string(),
        }
    }
}

impl Point {
    fn shown(self) -> OwnPoint {
        let channel = Channel::from_word(&self.channel).map_or("", Channel::label);
        let label = Label::from_word(&self.label).map(|label| label.label().to_lowercase());
        let what = match label {
            Some(label) => format!("{channel}, {label}"),
            None => channel.to_owned(),
        };
        OwnPoint { what, value: self.value }
    }
}

async fn read(tx: &mut PortalTx) -> Result<Vec<Row>> {
    let rows = sqlx::query_scalar!(r#"select own_reach() as "row!: Json<Row>""#)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|Json(row)| row).collect())
}

pub(super) async fn rows(tx: &mut PortalTx, region: &Region) -> Result<Vec<OwnReach>> {
    Ok(read(tx).await?.into_iter().map(|row| row.shown(region)).collect())
}

/// The form of one client, for that client in person.
///
/// # Errors
/// NotFound for a client that the caller is not; Conflict where the way is agreed with the office.
pub async fn reach_form(
    caller: &PortalCaller,
    id: ClientId,
) -> Result<(OwnReachForm, PortalFramed<OwnReach>)> {
    let mut tx = caller.begin().await?;
    let me = Me::load(&mut tx).await?;
    let rows = read(&mut tx).await?;
    tx.commit().await?;
    let row = rows.into_iter().find(|row| row.client == id && row.own).ok_or(Error::NotFound)?;
    if !row.changes {
        return Err(Error::Conflict(AGREED.into()));
    }
    let form = row.form();
    Ok((form, me.around(row.shown(&me.region()))))
}

/// Sets how a client is told, and whether by texts.
///
/// # Errors
/// NotFound for a client that the caller is not; Invalid; Conflict where somebody saved first, or the way is agreed with
/// the office.
pub async fn set_reach(caller: &PortalCaller, id: ClientId, form: &OwnReachForm) -> Result<()> {
    let mut tx = caller.begin().await?;
    // what is somebody else's is not there, whatever was typed
    if !read(&mut tx).await?.iter().any(|row| row.client == id && row.own) {
        return Err(Error::NotFound);
    }
    let mut errors = FieldErrors::default();
    let Some(new) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    let (from, until) = new.quiet.map(|QuietHours { from, until }| (from, until)).unzip();
    let done = sqlx::query_scalar!(
        "select own_reach_set($1, $2, $3, $4, $5, $6, $7)",
        caller.id(),
        id.0,
        cases::revision(&form.revision)?,
        new.preferred.map_or("", Preferred::word),
        from as Option<i16>,
        until as Option<i16>,
        form.texts()
    )
    .fetch_one(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let of_texts = match done.as_str() {
        "done" => None,
        "allowed" => Some("portal-allow-texts"),
        "stopped" => Some("portal-stop-texts"),
        "agreed" => return Err(Error::Conflict(AGREED.into())),
        _ => {
            return Err(Error::Conflict(
                "This was changed meanwhile. What you chose is kept here and not saved yet: look at what we have, then save again.".into(),
            ));
        }
    };
    tx.record("portal-change-reach", "done", Resource::Client(id.0)).await?;
    if let Some(action) = of_texts {
        tx.record(action, "done", Resource::Client(id.0)).await?;
    }
    tx.commit().await
}

/// No texts any more; nothing happens where there were none.
///
/// # Errors
/// NotFound for a client that the caller is not.
pub async fn stop_texts(caller: &PortalCaller, id: ClientId) -> Result<()> {
    let mut tx = caller.begin().await?;
    let stopped = sqlx::query_scalar!("select own_texts_stop($1, $2)", caller.id(), id.0)
        .fetch_one(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    if stopped {
        tx.record("portal-stop-texts", "done", Resource::Client(id.0)).await?;
    }
    tx.commit().await
}
