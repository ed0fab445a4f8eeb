//! The office's settings. Each change is audited by field; a bad value is refused beside it.

use domain::access::act;
use domain::forms::{Choice, FieldErrors};
use domain::frame::Frame;
use domain::ids::StaffId;
use domain::settings::{SettingsContext, SettingsForm, number};
use jiff::tz::TimeZone;

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, cases, frame, words};

struct Kept {
    name: String,
    address: String,
    time_zone: String,
    case_number_pattern: String,
    second_factor: String,
    conflicts_partner: Option<StaffId>,
    deputy: Option<StaffId>,
    locale: String,
    currency: String,
    revision: i32,
}

async fn kept(tx: &mut Tx) -> Result<Kept> {
    let row = sqlx::query!(
        "select name, address, time_zone, case_number_pattern, second_factor, conflicts_partner_id, deputy_id, locale, currency, revision
        from office_settings"
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Kept {
        name: row.name,
        address: row.address,
        time_zone: row.time_zone,
        case_number_pattern: row.case_number_pattern,
        second_factor: row.second_factor,
        conflicts_partner: row.conflicts_partner_id.map(StaffId),
        deputy: row.deputy_id.map(StaffId),
        locale: row.locale,
        currency: row.currency,
        revision: row.revision,
    })
}

/// The settings as their form shows them.
///
/// # Errors
/// Refused.
pub async fn form(caller: &Caller) -> Result<(Frame, SettingsForm, SettingsContext)> {
    let (mut tx, _permit) = access::on_office::<act::ManageSettings>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let kept = kept(&mut tx).await?;
    let attorneys = cases::attorneys_in_force(&mut tx).await?;
    let year = words::today(caller.now(), &zone).year();
    // The counter itself is nobody's to read: the numbers given are.
    let given = sqlx::query_scalar!(
        r#"select count(*) as "given!" from cases where extract(year from opened_on) = $1::int"#,
        i32::from(year)
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    let seq = i32::try_from(given).unwrap_or(i32::MAX - 1) + 1;
    let next_number = number(&kept.case_number_pattern, year, seq);
    let id = |id: Option<StaffId>| id.map(|id| id.to_string()).unwrap_or_default();
    let zones = zones(&kept.time_zone);
    let form = SettingsForm {
        conflicts_partner: id(kept.conflicts_partner),
        deputy: id(kept.deputy),
        name: kept.name,
        address: kept.address,
        time_zone: kept.time_zone,
        case_number_pattern: kept.case_number_pattern,
        second_factor: kept.second_factor,
        locale: kept.locale,
        currency: kept.currency,
        revision: kept.revision.to_string(),
    };
    Ok((frame, form, SettingsContext { zones, attorneys, next_number }))
}

/// The names of zones in use, one a line: those of the time zone database's `zone.tab`. Older names, like
/// "US/Eastern", lead to the same zones and are not offered.
const ZONES: &str = include_str!("zones.txt");

/// The zones to choose from, those of America first; and the one that is kept, whatever its name.
pub(crate) fn zones(kept: &str) -> Vec<Choice> {
    let choice = |name: &str| Choice { label: name.replace('_', " "), value: name.to_owned() };
    let mut zones: Vec<Choice> = ZONES.lines().filter(|name| is_known(name)).map(choice).collect();
    zones.sort_by_key(|zone| (!zone.value.starts_with("America/"), zone.value.clone()));
    if !kept.is_empty() && zones.iter().all(|zone| zone.value != kept) {
        let label = format!("{} (an older name)", kept.replace('_', " "));
        zones.insert(0, Choice { label, ..choice(kept) });
    }
    zones
}

fn is_known(zone: &str) -> bool {
    TimeZone::get(zone).is_ok()
}

/// Whether a zone may be kept: one of those offered, or the one that is kept already.
pub(crate) fn may_keep(zone: &str, kept: &str) -> bool {
    (zone == kept || ZONES.lines().any(|it| it == zone)) && is_known(zone)
}

/// Somebody chosen among the attorneys, or nobody.
fn chosen(
    field: &str,
    typed: &str,
    attorneys: &[Choice],
    errors: &mut FieldErrors,
) -> Option<StaffId> {
    if typed.is_empty() {
        return None;
    }
    let known = attorneys.iter().any(|choice| choice.value == typed);
    match typed.parse() {
        Ok(id) if known => Some(id),
        _ => {
            errors.add(field, "Choose an attorney of the office, or leave it open.");
            None
        }
    }
}

/// Saves the settings.
///
/// # Errors
/// Invalid, StepUp; Conflict where somebody saved first.
pub async fn save(caller: &Caller, form: &SettingsForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageSettings>(caller).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let attorneys = cases::attorneys_in_force(&mut tx).await?;
    let partner = chosen("conflicts_partner", &form.conflicts_partner, &attorneys, &mut errors);
    let deputy = chosen("deputy", &form.deputy, &attorneys, &mut errors);
    let old = kept(&mut tx).await?;
    if !may_keep(&form.time_zone, &old.time_zone) {
        errors.add("time_zone", "Choose a time zone.");
    }
    let (Some(new), true) = (parsed, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    let done = sqlx::query!(
        "update office_settings set name = $2, address = $3, time_zone = $4, case_number_pattern = $5, second_factor = $6,
            locale = $7, currency = $8, revision = revision + 1
        where revision = $1",
        cases::revision(&form.revision)?,
        new.name,
        new.address,
        form.time_zone,
        new.case_number_pattern,
        new.second_factor.word(),
        new.locale.word(),
        new.currency
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(
            "Somebody changed the settings meanwhile. What you typed is kept here and not saved yet: look at it, then save again.".into(),
        ));
    }
    if partner != old.conflicts_partner {
        sqlx::query!(
            "select set_conflicts_partner($1)",
            partner.map(|id| id.0) as Option<uuid::Uuid>
        )
        .execute(&mut *tx)
        .await?;
    }
    if deputy != old.deputy {
        sqlx::query!("select set_deputy($1)", deputy.map(|id| id.0) as Option<uuid::Uuid>)
            .execute(&mut *tx)
            .await?;
    }
    let changed: Vec<String> = [
        ("name", old.name != new.name),
        ("address", old.address != new.address),
        ("time zone", old.time_zone != form.time_zone),
        ("case numbers", old.case_number_pattern != new.case_number_pattern),
        ("second factor", old.second_factor != new.second_factor.word()),
        ("conflicts partner", old.conflicts_partner != partner),
        ("conflicts deputy", old.deputy != deputy),
        ("dates and times", old.locale != new.locale.word()),
        ("currency", old.currency != new.currency),
    ]
    .into_iter()
    .filter(|(_, changed)| *changed)
    .map(|(what, _)| what.to_owned())
    .collect();
    let event =
        Event::new(<act::ManageSettings as domain::access::Act>::ACTION.word(), Resource::Office);
    audit::record(&mut tx, event.with("changed", changed)).await?;
    tx.commit().await
}
