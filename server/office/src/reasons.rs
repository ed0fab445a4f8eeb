//! Who can see what, and why. The answer is the permission table's own, step by step, over the
//! standing that the database finds for that person by the rule it finds the caller's own.

use domain::access::{
    Action, Cell, Decision, Explained, Level, Role, Rule, Standing, Step, Verdict, act, explain,
};
use domain::forms::{Choice, FieldErrors};
use domain::frame::Framed;
use domain::ids::{CaseId, StaffId};
use domain::reasons::{AskForm, Asked, Line, Reason, Reasons, RolesPage};
use jiff::Timestamp;

use crate::access::{self, Finder, level, sight};
use crate::audit::{self, Event, Resource};
use crate::frame::{self, person};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, words};

/// The role table's page, for everybody: it is no secret who may do what.
///
/// # Errors
/// As the database says.
pub async fn roles(caller: &Caller) -> Result<Framed<RolesPage>> {
    let mut tx = caller.begin().await?;
    let frame = frame::load(&mut tx).await?;
    let counted = sqlx::query!(
        r#"select r.role, count(*) as "n!" from staff_roles r
        where r.until is null
            and in_force(r.staff_id)
        group by r.role"#
    )
    .fetch_all(&mut *tx)
    .await?;
    let holders = Role::ALL
        .map(|role| counted.iter().find(|row| row.role == role.word()).map_or(0, |row| row.n));
    let people = people(&mut tx).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: RolesPage { holders, people } })
}

/// Whom the caller may ask about: attorneys about everybody, where they manage the case; the others
/// about themselves.
async fn people(tx: &mut Tx) -> Result<Vec<Choice>> {
    let me = tx.caller().staff_id();
    let everybody = tx.caller().role().is_attorney();
    let rows = sqlx::query!(
        "select s.id, s.name from staff s where $1 or s.id = $2 order by s.name, s.id",
        everybody,
        me.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Choice { value: row.id.to_string(), label: row.name }).collect())
}

/// What somebody may do on a case, and why.
///
/// # Errors
/// Invalid; NotFound for a case out of sight; Refused for whoever may not ask.
pub async fn ask(caller: &Caller, form: &AskForm) -> Result<Reasons> {
    let mut errors = FieldErrors::default();
    let Some(asked) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    let case = numbered(caller, &asked.number).await?;
    // Anybody may ask of oneself, about a case in view.
    let (mut tx, ground) = if asked.who == caller.staff_id() {
        let (tx, _permit, ground) = access::on_case::<act::SeeCaseBilling>(caller, case).await?;
        (tx, ground)
    } else {
        let (tx, _permit, ground) = access::on_case::<act::ExplainAccess>(caller, case).await?;
        (tx, ground)
    };
    let event = Event::new("explain-access", Resource::Case(case));
    let event = event.with("staff", asked.who.to_string()).by_grant(ground.grant);
    audit::record(&mut tx, event).await?;
    let zone = caller.zone(&mut tx).await?;
    let (who, found) = found(&mut tx, case, asked.who, &zone).await?;
    tx.commit().await?;
    let reason = |action: Action| found.reason(action);
    let Asked { number, act, .. } = asked;
    Ok(Reasons {
        person: who,
        case,
        number,
        asked: reason(act),
        all: Action::ALL.into_iter().filter(|act| act.is_about_a_case()).map(reason).collect(),
    })
}

/// The case of that number, by the list's own filter.
async fn numbered(caller: &Caller, number: &str) -> Result<CaseId> {
    let sees = sight(caller, Finder::Cases);
    let mut tx = caller.begin().await?;
    let id = sqlx::query_scalar!(
        r#"select c.id as "id!" from case_billing c
        where c.number = $1 and ($2 or c.id = any ((select my_cases())::uuid[]))
            and ($3 or c.id <> all ((select my_walls())::uuid[]))"#,
        number,
        sees.everything,
        sees.unscreened
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    id.map(CaseId).ok_or(Error::NotFound)
}

/// Where somebody stands, and the words for what that rests on.
struct Found {
    role: Option<Role>,
    standing: Standing,
    /// Since when, and from what, the person is screened.
    wall: Option<String>,
    /// The place on the team, or the one there was.
    place: Option<Place>,
    past: Option<String>,
}

struct Place {
    title: String,
    note: String,
}

async fn found(
    tx: &mut Tx,
    case: CaseId,
    who: StaffId,
    zone: &Region,
) -> Result<(domain::frame::Person, Found)> {
    let row = sqlx::query!(
        r#"select a.role as "role?", a.walled as "walled!", a.wall_since as "wall_since?", a.wall_on_client as "wall_on_client?",
            a.closed as "closed!", a.reach as "reach?", a.release as "release!", a.since as "since?", a.until as "until?",
            a.past_level as "past_level?", a.past_until as "past_until?", a.past_ended as "past_ended?",
            s.id, s.name, s.colour, g.name as "given_by?", v.name as "covered?"
        from access_of($1, $2) a join staff s on s.id = $2
        left join staff g on g.id = a.given_by
        left join staff v on v.id = a.covered_id"#,
        case.0,
        who.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| Error::invalid("who", "Choose a person."))?;
    let day = |at: Timestamp| words::day(at, zone);
    let held = row.reach.and_then(level);
    let standing = Standing {
        level: held,
        release: row.release,
        walled: row.walled,
        closed: row.closed,
        ..Standing::OUTSIDE
    };
    let wall = row.wall_since.map(|since| {
        let around =
            if row.wall_on_client == Some(true) { "every case of the client" } else { "this case" };
        format!("Screened from {around} since {}", day(since.to_jiff()))
    });
    let place = held.map(|level| {
        let title = match &row.covered {
            Some(name) => format!("Covers for {name}: {}", level.label()),
            None => format!("Case team: {}", level.label()),
        };
        let mut note = match (&row.covered, row.given_by) {
            (Some(_), _) => "A cover does the work and decides nobody’s rights".to_owned(),
            (None, Some(by)) => format!("Given by {by}"),
            (None, None) => "On the team".to_owned(),
        };
        if let Some(since) = row.since {
            note += &format!(", since {}", day(since.to_jiff()));
        }
        if let Some(until) = row.until {
            // an end at midnight belongs to the day before
            let last = until.to_jiff() - jiff::SignedDuration::from_secs(1);
            note += &format!(", until {}", day(last));
        }
        Place { title, note }
    });
    let past = match (row.past_level.as_deref().and_then(Level::from_word), row.past_until) {
        (Some(level), Some(until)) => {
            let how = if row.past_ended == Some(true) { "was ended" } else { "ran out" };
            Some(format!("{} {how} {}", level.label(), day(until.to_jiff())))
        }
        _ => None,
    };
    let role = row.role.as_deref().and_then(Role::from_word);
    Ok((person(row.id, row.name, row.colour), Found { role, standing, wall, place, past }))
}

impl Found {
    fn reason(&self, action: Action) -> Reason {
        let Explained { steps, decision } = explain(self.role, action, &self.standing);
        Reason {
            action,
            allowed: decision == Decision::Allowed,
            unseen: decision == Decision::Unseen,
            lines: steps.into_iter().map(|step| self.line(step)).collect(),
        }
    }

    fn line(&self, Step { rule, verdict }: Step) -> Line {
        let (rule, note) = match rule {
            Rule::NoRole => {
                ("Account".into(), "Suspended or gone: no role counts, and no grant.".into())
            }
            Rule::Wall => match &self.wall {
                Some(wall) => ("Ethical wall".into(), format!("{wall}. It beats every grant.")),
                None => ("Ethical walls".into(), "None stands between them and this case.".into()),
            },
            Rule::Role(role, cell) => (format!("Role: {}", role.label()), of_role(role, cell)),
            Rule::Place(level) | Rule::PlaceOrOwn(level) | Rule::PlaceOwnOrDesk(level) => {
                self.team(level, verdict)
            }
            Rule::OwnOrDesk => {
                ("Own, or the desk".into(), "Made by them, or with the desk right.".into())
            }
            Rule::Release | Rule::PlaceOrRelease(_) => (
                "Release right".into(),
                "A grant with the release right decides what goes to a client.".into(),
            ),
            Rule::OwnOrRelease | Rule::PlaceOwnOrRelease(_) => (
                "Own, or the release right".into(),
                "Asked for by them, or with that right.".into(),
            ),
            Rule::Own => ("Own".into(), "Made by them, or addressed to them.".into()),
            Rule::SecondPerson => {
                ("Second person".into(), "Not the asker, nor anybody the asker appointed.".into())
            }
            Rule::Restriction => (
                "Narrowed".into(),
                "The document is narrowed to attorneys or to people by name.".into(),
            ),
            Rule::ForBilling => {
                ("Billing’s documents".into(), "Fee agreements and receipts.".into())
            }
            Rule::Desk => ("Desk right".into(), "Given by a managing partner.".into()),
            Rule::Decider => ("Whose word it is".into(), "The one who is asked decides.".into()),
            Rule::Closed => match verdict {
                Verdict::Denies => (
                    "The case is closed".into(),
                    "It reads as before; changes wait until it is reopened.".into(),
                ),
                Verdict::Allows | Verdict::Passes => {
                    ("The case is open".into(), "Nothing waits for it to be reopened.".into())
                }
            },
        };
        Line { rule, note, verdict }
    }

    fn team(&self, needed: Level, verdict: Verdict) -> (String, String) {
        match (&self.place, verdict) {
            (Some(place), Verdict::Denies) => (
                place.title.clone(),
                format!("This takes {} or more.", needed.label().to_lowercase()),
            ),
            (Some(place), _) => (place.title.clone(), format!("{}.", place.note)),
            (None, _) => {
                let note = match &self.past {
                    Some(past) => format!("No place on it now. {past}."),
                    None => "No place on it, and no cover.".to_owned(),
                };
                ("Case team".into(), note)
            }
        }
    }
}

/// What the role may ever do, in a sentence.
fn of_role(role: Role, cell: Cell) -> String {
    match (cell, role) {
        (Cell::Never, _) => "This role never does this.".into(),
        (Cell::Always, Role::Billing) => "Billing does this for every case.".into(),
        (Cell::Always, _) => "This role does this on every case.".into(),
        (Cell::From(Level::View) | Cell::FromOrOwn(_), _) => {
            "May do this on cases whose team they are on.".into()
        }
        (Cell::From(Level::Lead), _) => "May do this as the responsible attorney.".into(),
        (Cell::From(level), _) => {
            format!("May do this with {} or more on the case.", level.label().to_lowercase())
        }
        (Cell::FromOwnOrDesk(level), _) => format!(
            "May do this with {} or more on the case, on what is theirs, or with the desk right.",
            level.label().to_lowercase()
        ),
        (Cell::Release, _) => {
            "May do this with contribute and the release right on the case.".into()
        }
        (Cell::FromOrRelease(level), _) => format!(
            "May do this with {} or more on the case, or with contribute and the release right.",
            level.label().to_lowercase()
        ),
        (Cell::OwnOrRelease | Cell::FromOwnOrRelease(_), _) => {
            "May do this on what they asked for, or where they release.".into()
        }
        (Cell::OwnOrDesk, _) => "May do this on what is theirs, or with the desk right.".into(),
        (Cell::ForBilling, _) => "Reads fee agreements and receipts, and no other document.".into(),
        (Cell::Own | Cell::SecondPerson | Cell::Desk | Cell::Decider, _) => {
            "May do this where it is theirs to do.".into()
        }
    }
}
