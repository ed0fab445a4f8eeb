//! Ethical walls. Raising one holds at once; lifting one takes a second person.

use domain::access::{Role, Standing, act, permit};
use domain::cases::{CaseWall, Happened, ReasonForm, StaffChoice};
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, ClientId, StaffId, WallId};
use domain::text;
use domain::walls::{Screen, Screened, WallForm, WallFormContext, WallRow, WallState, WallsPage};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use crate::access::{self, Finder, sight};
use crate::audit::{self, Event, Resource};
use crate::frame::{self, person};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, cases, clients, timeline, words};

/// A wall that stands, as the database keeps it.
#[derive(Debug, Deserialize)]
pub(crate) struct Wall {
    id: WallId,
    on_client: bool,
    reason: String,
    since: Timestamp,
    staff_id: Uuid,
    name: String,
    colour: i16,
    by: Option<String>,
    asked_by: Option<String>,
}

pub(crate) fn in_words(walls: Vec<Wall>, zone: &Region) -> Vec<CaseWall> {
    let word = |wall: Wall| CaseWall {
        id: wall.id,
        person: person(wall.staff_id, wall.name, wall.colour),
        on_client: wall.on_client,
        reason: wall.reason,
        by: wall.by.unwrap_or_else(|| "The office".into()),
        since: words::day(wall.since, zone),
        lift_asked_by: wall.asked_by,
    };
    walls.into_iter().map(word).collect()
}

/// Walls that stand around a whole client, for those who see the client.
pub(crate) async fn of_client(
    tx: &mut Tx,
    client: ClientId,
    zone: &Region,
) -> Result<Vec<CaseWall>> {
    let rows = sqlx::query!(
        r#"select w.id, w.reason, w.since, s.id as staff_id, s.name, s.colour, b.name as "by?", a.name as "asked_by?"
        from walls w join staff s on s.id = w.staff_id
        left join staff b on b.id = w.raised_by
        left join wall_lifts l on l.wall_id = w.id and l.decided_at is null
        left join staff a on a.id = l.asked_by
        where w.client_id = $1 and w.until is null
        order by w.since, w.id"#,
        client.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let walls = rows
        .into_iter()
        .map(|row| Wall {
            id: WallId(row.id),
            on_client: true,
            reason: row.reason,
            since: row.since.to_jiff(),
            staff_id: row.staff_id,
            name: row.name,
            colour: row.colour,
            by: row.by,
            asked_by: row.asked_by,
        })
        .collect();
    Ok(in_words(walls, zone))
}

/// Every wall the caller may know of, and what waits for the caller as the second person.
///
/// # Errors
/// Refused for anybody but managing partners and the deputy.
pub async fn page(caller: &Caller) -> Result<Framed<WallsPage>> {
    let mut tx = caller.begin().await?;
    let frame = frame::load(&mut tx).await?;
    let standing = Standing { own: frame.deputy, ..Standing::OUTSIDE };
    if let Err(decision) = permit::<act::SeeWalls>(Some(caller.role()), &standing, ()) {
        return Err(access::deny(tx, Event::new("see-walls", Resource::Office), decision).await?);
    }
    audit::record(&mut tx, Event::new("see-walls", Resource::Office)).await?;
    let zone = caller.zone(&mut tx).await?;
    let mut standing = waiting(&mut tx, &zone).await?;
    let mut lifted = Vec::new();
    for row in known(&mut tx, &zone).await? {
        match row.state {
            WallState::Lifted { .. } => lifted.push(row),
            WallState::Standing | WallState::Unconfirmed | WallState::LiftAsked { .. } => {
                if !standing.iter().any(|other| other.id == row.id) {
                    standing.push(row);
                }
            }
        }
    }
    let deputy = sqlx::query_scalar!(
        "select s.name from office_settings o join staff s on s.id = o.deputy_id"
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    let may_ask = caller.role() == Role::ManagingPartner;
    Ok(Framed { frame, body: WallsPage { standing, lifted, deputy, may_ask } })
}

/// What waits for the caller as the second person. It names no more than deciding needs.
async fn waiting(tx: &mut Tx, zone: &Region) -> Result<Vec<WallRow>> {
    let rows = sqlx::query!(
        r#"select w.wall_id as "id!", w.case_number, w.client_name, w.reason as "reason!", w.since as "since!",
            w.asked_at, w.lift_reason, s.id as staff_id, s.name, s.colour, r.role as "role?", b.name as "by?", a.name as "asked_by?"
        from walls_to_confirm() w
        join staff s on s.id = w.staff_id
        left join staff_roles r on r.staff_id = s.id and r.until is null
        left join staff b on b.id = w.raised_by
        left join staff a on a.id = w.asked_by
        order by w.since, w.wall_id"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let by = row.by.unwrap_or_else(|| "The office".into());
            let since = words::day(row.since.to_jiff(), zone);
            let state = match (row.asked_by, row.asked_at) {
                (Some(by), Some(at)) => WallState::LiftAsked {
                    by,
                    on: words::day(at.to_jiff(), zone),
                    why: row.lift_reason.unwrap_or_default(),
                    mine: true,
                },
                _ => WallState::Unconfirmed,
            };
            WallRow {
                id: WallId(row.id),
                person: person(row.staff_id, row.name, row.colour),
                role: role_label(row.role.as_deref()),
                what: match (row.case_number, row.client_name) {
                    (Some(number), _) => format!("Case {number}"),
                    (None, Some(client)) => format!("every case of {client}"),
                    (None, None) => String::new(),
                },
                case: None,
                client: None,
                reason: row.reason,
                by,
                since,
                state,
            }
        })
        .collect())
}

async fn known(tx: &mut Tx, zone: &Region) -> Result<Vec<WallRow>> {
    let caller = tx.caller().clone();
    let sees = sight(&caller, Finder::Walls);
    let rows = sqlx::query!(
        r#"select w.id, w.case_id, w.client_id, w.reason, w.since, w.until, s.id as staff_id, s.name, s.colour,
            r.role as "role?", c.number as "number?", c.title as "title?", k.name as "client?",
            b.name as "by?", e.name as "ended_by?", l.asked_at as "asked_at?", l.reason as "lift_reason?", a.name as "asked_by?"
        from walls w
        join staff s on s.id = w.staff_id
        left join staff_roles r on r.staff_id = s.id and r.until is null
        left join cases c on c.id = w.case_id
        left join clients k on k.id = w.client_id
        left join staff b on b.id = w.raised_by
        left join staff e on e.id = w.ended_by
        left join wall_lifts l on l.wall_id = w.id and l.decided_at is null
        left join staff a on a.id = l.asked_by
        where ($1 or w.case_id = any ((select my_cases_from(4::smallint))::uuid[]))
            and ($2 or (w.staff_id <> $3 and coalesce(w.case_id <> all ((select my_walls())::uuid[]), true)
                and coalesce(w.client_id <> all ((select my_walled_clients())::uuid[]), true)))
        order by w.until desc nulls first, w.since desc, w.id limit 200"#,
        sees.everything,
        sees.unscreened,
        caller.staff_id().0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| WallRow {
            id: WallId(row.id),
            person: person(row.staff_id, row.name, row.colour),
            role: role_label(row.role.as_deref()),
            what: match (row.number, row.title, row.client) {
                (Some(number), Some(title), _) => format!("Case {number}, {title}"),
                (_, _, Some(client)) => client,
                _ => String::new(),
            },
            case: row.case_id.map(CaseId),
            client: row.client_id.map(ClientId),
            reason: row.reason,
            by: row.by.unwrap_or_else(|| "The office".into()),
            since: words::day(row.since.to_jiff(), zone),
            state: match (row.until, row.asked_at) {
                (Some(until), _) => WallState::Lifted {
                    by: row.ended_by.unwrap_or_else(|| "The office".into()),
                    on: words::day(until.to_jiff(), zone),
                },
                (None, Some(asked)) => WallState::LiftAsked {
                    by: row.asked_by.unwrap_or_default(),
                    on: words::day(asked.to_jiff(), zone),
                    why: row.lift_reason.unwrap_or_default(),
                    mine: false,
                },
                (None, None) => WallState::Standing,
            },
        })
        .collect())
}

fn role_label(word: Option<&str>) -> String {
    word.and_then(Role::from_word).map_or("Former staff", Role::label).to_owned()
}

/// What a wall can be raised around.
#[derive(Clone, Copy, Debug)]
pub enum Around {
    Case(CaseId),
    Client(ClientId),
}

/// Begins the transaction of a raising, having asked. The lead of a case screens people from it;
/// only managing partners screen from a whole client.
async fn may_raise(caller: &Caller, around: Around) -> Result<(Tx, WallFormContext)> {
    let partner = caller.role() == Role::ManagingPartner;
    match around {
        Around::Case(id) => {
            let (mut tx, permit, _) = access::on_case::<act::RaiseWall>(caller, id).await?;
            let case = cases::facts_seen(&mut tx, permit.subject()).await?;
            let people = screenable(&mut tx, Some(id), case.client_id).await?;
            let context = WallFormContext {
                what: format!("Case {}, {}", case.number, case.title),
                case: Some(id),
                client: Some(case.client_id),
                client_name: case.client,
                may_wall_client: partner,
                people,
            };
            Ok((tx, context))
        }
        Around::Client(id) => {
            let (mut tx, permit, _) = access::on_client::<act::WallClient>(caller, id).await?;
            let name = clients::name(&mut tx, permit.subject()).await?;
            let people = screenable(&mut tx, None, id).await?;
            let context = WallFormContext {
                what: name.clone(),
                case: None,
                client: Some(id),
                client_name: name,
                may_wall_client: true,
                people,
            };
            Ok((tx, context))
        }
    }
}

async fn screenable(
    tx: &mut Tx,
    case: Option<CaseId>,
    client: ClientId,
) -> Result<Vec<StaffChoice>> {
    let rows = sqlx::query!(
        r#"select s.id, s.name, r.role, exists (
                select from case_team t join cases c on c.id = t.case_id
                where t.staff_id = s.id and t.level = 'lead' and t.until is null and c.closed_on is null
                    and (c.id = $1 or ($1::uuid is null and c.client_id = $2))) as "leads!",
            exists (select from case_team t join cases c on c.id = t.case_id
                where t.staff_id = s.id and (c.id = $1 or ($1::uuid is null and c.client_id = $2))
                    and t.since <= office_now() and (t.until is null or office_now() < t.until)) as "member!"
        from staff s
        join staff_roles r on r.staff_id = s.id and r.until is null
        where not exists (select from walls w where w.staff_id = s.id and w.until is null
                and (w.case_id = $1 or w.client_id = $2))
        order by s.name, s.id"#,
        case.map(|id| id.0),
        client.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| StaffChoice {
            id: StaffId(row.id),
            name: row.name,
            role: match (row.leads, row.member) {
                (true, _) => "responsible attorney here: name another first".into(),
                (false, true) => format!("{}, on the team", role_label(Some(&row.role))),
                (false, false) => role_label(Some(&row.role)),
            },
        })
        .collect())
}

/// # Errors
/// NotFound, Refused.
pub async fn raise_form(
    caller: &Caller,
    around: Around,
) -> Result<(Frame, WallForm, WallFormContext)> {
    let (mut tx, context) = may_raise(caller, around).await?;
    let frame = frame::load(&mut tx).await?;
    tx.commit().await?;
    Ok((frame, WallForm { scope: "case".into(), ..WallForm::default() }, context))
}

/// Screens somebody, at once.
///
/// # Errors
/// Invalid; among it a wall that would leave an open case without an unscreened lead.
pub async fn raise(caller: &Caller, around: Around, form: &WallForm) -> Result<()> {
    let (mut tx, context) = may_raise(caller, around).await?;
    caller.fresh()?;
    let mut errors = FieldErrors::default();
    let reason = errors.take("reason", text::required_prose(&form.reason, "the reason"));
    let whole_client = context.case.is_none() || form.scope == "client";
    if whole_client && !context.may_wall_client {
        errors.add("scope", "Screening from a whole client is for managing partners.");
    }
    let chosen = context.people.iter().find(|choice| choice.id.to_string() == form.staff_id);
    if chosen.is_none() {
        errors.add("staff_id", "Choose a person.");
    }
    let (Some(reason), Some(chosen), true) = (reason, chosen, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    let (case, client) = if whole_client { (None, context.client) } else { (context.case, None) };
    if leads(&mut tx, chosen.id, case, client).await? {
        return Err(Error::invalid(
            "staff_id",
            format!(
                "{} is the responsible attorney of an open case here. Name another one first.",
                chosen.name
            ),
        ));
    }
    let id = WallId(caller.id());
    let mut event =
        Event::new("raise-wall", Resource::Wall(id)).with("staff", chosen.id.to_string());
    if let Some(case) = context.case {
        // Told before it is raised: afterwards the teller might be screened.
        let against = chosen.name.clone();
        timeline::tell(&mut tx, case, &Happened::WallRaised { against }).await?;
        event = event.case(case);
    }
    if let Some(client) = client {
        event = event.client(client);
    }
    audit::record(&mut tx, event.with("reason", reason.clone())).await?;
    sqlx::query!(
        "select raise_wall($1, $2, $3, $4, $5)",
        id.0,
        chosen.id.0,
        case.map(|id| id.0),
        client.map(|id| id.0),
        reason
    )
    .execute(&mut *tx)
    .await
    .map_err(|error| match Error::from(error) {
        Error::Conflict(_) => Error::invalid(
            "staff_id",
            "This person cannot be screened now: a case would be without its attorney, or nobody could ever lift the wall. Name another attorney, or a conflicts deputy, first.",
        ),
        other => other,
    })?;
    if client.is_some() {
        tell_of_spread(&mut tx).await?;
    }
    tx.commit().await
}

/// A row in the log for each wall that went up in this transaction around another record of the same
/// client.
///
/// # Errors
/// As the database says.
pub(crate) async fn tell_of_spread(tx: &mut Tx) -> Result<()> {
    if tx.caller().role() != Role::ManagingPartner {
        return Ok(());
    }
    let spread = sqlx::query!(
        r#"select wall_id as "wall_id!", staff_id as "staff_id!", client_id as "client_id!", spread_from as "spread_from!"
        from walls_spread()"#
    )
    .fetch_all(&mut **tx)
    .await?;
    for wall in spread {
        let event = Event::new("spread-wall", Resource::Wall(WallId(wall.wall_id)))
            .client(ClientId(wall.client_id))
            .with("staff", wall.staff_id.to_string())
            .with("repeats", wall.spread_from.to_string());
        audit::record(tx, event).await?;
    }
    Ok(())
}

async fn leads(
    tx: &mut Tx,
    staff: StaffId,
    case: Option<CaseId>,
    client: Option<ClientId>,
) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from case_team t join cases c on c.id = t.case_id
            where t.staff_id = $1 and t.level = 'lead' and t.until is null and c.closed_on is null
                and (c.id = $2 or c.client_id = $3)) as "leads!""#,
        staff.0,
        case.map(|id| id.0),
        client.map(|id| id.0)
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// The wall, for the dialog that asks to lift it.
///
/// # Errors
/// NotFound, Refused.
pub async fn lift_form(caller: &Caller, id: WallId) -> Result<(Frame, ReasonForm, WallRow)> {
    let (mut tx, _permit, _) = access::on_wall::<act::AskToLiftWall>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let wall = known(&mut tx, &zone)
        .await?
        .into_iter()
        .find(|wall| wall.id == id)
        .ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok((frame, ReasonForm::default(), wall))
}

/// Asks that a wall be lifted. It stands until a second person confirms.
///
/// # Errors
/// Invalid, StepUp; Conflict where somebody has asked already.
pub async fn ask_to_lift(caller: &Caller, id: WallId, form: &ReasonForm) -> Result<()> {
    let (mut tx, permit, event) = access::on_wall::<act::AskToLiftWall>(caller, id).await?;
    caller.fresh()?;
    let reason = text::required_prose(&form.reason, "why it can be lifted")
        .map_err(|message| Error::invalid("reason", message))?;
    let asked = sqlx::query!(
        "insert into wall_lifts (id, wall_id, asked_by, reason)
        select $1, w.id, $3, $4 from walls w where w.id = $2 and w.until is null",
        caller.id(),
        permit.subject().0,
        caller.staff_id().0,
        reason
    )
    .execute(&mut *tx)
    .await
    .map_err(|error| match Error::from(error) {
        Error::Conflict(_) => Error::Conflict(
            "Somebody has asked for this already. It waits for a second person.".into(),
        ),
        other => other,
    })?;
    if asked.rows_affected() == 0 {
        return Err(Error::Conflict("This wall has been lifted already.".into()));
    }
    audit::record(&mut tx, event.with("reason", reason)).await?;
    tx.commit().await
}

/// The second person's word: lifts the wall, or lets it stand.
///
/// # Errors
/// Refused for whoever cannot be the second person; NotFound; StepUp.
pub async fn decide(caller: &Caller, id: WallId, lift: bool) -> Result<()> {
    let (mut tx, permit, event) = access::on_wall::<act::ConfirmLiftOfWall>(caller, id).await?;
    caller.fresh()?;
    let action = if lift { "confirm-lift-of-wall" } else { "keep-wall" };
    audit::record(&mut tx, event.named(action)).await?;
    sqlx::query!("select decide_wall($1, $2)", permit.subject().0, lift).execute(&mut *tx).await?;
    if lift && caller.role() == Role::ManagingPartner {
        let wall = sqlx::query!(
            "select w.case_id, s.name from walls w join staff s on s.id = w.staff_id where w.id = $1",
            id.0
        )
        .fetch_optional(&mut *tx)
        .await?;
        if let Some((case, against)) = wall.and_then(|wall| Some((wall.case_id?, wall.name))) {
            timeline::tell(&mut tx, CaseId(case), &Happened::WallLifted { against }).await?;
        }
    }
    tx.commit().await
}

/// What the caller is screened from: case and parties only. Asked of nobody but oneself.
///
/// # Errors
/// As the database says.
pub async fn screens(caller: &Caller) -> Result<Framed<Vec<Screen>>> {
    let mut tx = caller.begin().await?;
    audit::record(&mut tx, Event::new("see-screens", Resource::Account(caller.staff_id()))).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let rows = sqlx::query!(
        r#"select s.case_number as "number?", s.title as "title?", s.client as "client!", s.opposing as "opposing!",
            s.since as "since!" from my_screens() s"#
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let body = rows
        .into_iter()
        .map(|row| Screen {
            what: match (row.number, row.title) {
                (Some(number), Some(title)) => {
                    Screened::Case { number, title, opposing: row.opposing }
                }
                _ => Screened::Client,
            },
            client: row.client,
            since: words::day(row.since.to_jiff(), &zone),
        })
        .collect();
    Ok(Framed { frame, body })
}
