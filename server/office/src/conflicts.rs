//! Conflicts of interest: names looked for, what was found, what was decided.
//!
//! The search itself is the database's (`check_conflicts`): it looks through everything, and hands back
//! only what the caller may see. Every case stands on one.

use domain::access::{Act, act};
use domain::cases::CaseForm;
use domain::conflicts::{
    CaseCheck, CheckForm, CheckPage, CheckRow, ConflictsPage, Decision, DecisionForm, Likeness,
    Match, Outcome, Purpose, Question, kind_label,
};
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::ids::{CaseId, ClientId, ConflictCheckId, EnquiryId};

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, frame, words};

/// The caller's own searches, and the questions that wait for the caller.
///
/// # Errors
/// Refused.
pub async fn page(caller: &Caller) -> Result<Framed<ConflictsPage>> {
    let (mut tx, _permit) = access::on_office::<act::CheckConflicts>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let mine = rows(&mut tx, &zone, Of::Caller).await?;
    let questions = questions(&mut tx, &zone).await?;
    if !questions.is_empty() {
        // The facts are shown with the questions: each is a view.
        for question in &questions {
            let event = Event::new("see-conflict-check", Resource::Check(question.id));
            audit::record(&mut tx, event.with("in", "questions")).await?;
        }
    }
    tx.commit().await?;
    Ok(Framed { frame, body: ConflictsPage { mine, questions } })
}

/// Which searches.
#[derive(Clone, Copy)]
pub(crate) enum Of {
    Caller,
    One(ConflictCheckId),
    Enquiry(EnquiryId),
}

pub(crate) async fn rows(tx: &mut Tx, zone: &Region, of: Of) -> Result<Vec<CheckRow>> {
    let me = tx.caller().staff_id().0;
    let (mine, one, enquiry) = match of {
        Of::Caller => (Some(me), None, None),
        Of::One(id) => (None, Some(id.0), None),
        Of::Enquiry(id) => (None, None, Some(id.0)),
    };
    let rows = sqlx::query!(
        r#"select c.id, c.names, c.about, c.asked_at, c.outcome, c.decision, c.used_at is not null as "used!",
            c.draft is not null as "waits!"
        from conflict_checks c
        where ($1::uuid is null or c.asked_by = $1) and ($2::uuid is null or c.id = $2)
            and ($3::uuid is null or c.enquiry_id = $3)
        order by c.used_at is null desc, c.asked_at desc, c.id desc limit 25"#,
        mine,
        one,
        enquiry
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(CheckRow {
                id: ConflictCheckId(row.id),
                names: row.names,
                about: row.about,
                asked: words::instant(row.asked_at.to_jiff(), zone),
                outcome: outcome(&row.outcome)?,
                decision: row.decision.as_deref().and_then(Decision::from_word),
                waits: row.waits,
                used: row.used,
            })
        })
        .collect()
}

fn outcome(word: &str) -> Result<Outcome> {
    Outcome::from_word(word).ok_or_else(|| Error::internal(format!("unknown outcome {word}")))
}

/// Where a match was found, in words.
fn place(
    title: Option<String>,
    number: Option<String>,
    client: Option<String>,
    matter: Option<String>,
) -> String {
    match (title, number, client, matter) {
        (Some(title), Some(number), ..) => format!("Case {number}, {title}"),
        (None, Some(number), Some(client), _) => format!("Case {number}, {client}"),
        (None, Some(number), None, _) => format!("Case {number}"),
        (_, None, Some(client), _) => client,
        (_, None, None, Some(matter)) => matter,
        (_, None, None, None) => String::new(),
    }
}

async fn questions(tx: &mut Tx, zone: &Region) -> Result<Vec<Question>> {
    let rows = sqlx::query!(
        r#"select q.check_id as "id!", q.names as "names!", q.about as "about!", s.name as asked_by, q.asked_at as "asked_at!",
            q.searched as "searched!", q.name as "name!", q.kind as "kind!", q.how as "how!", q.client, q.case_number, q.enquiry_matter
        from conflict_questions() q join staff s on s.id = q.asked_by"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut questions: Vec<Question> = Vec::new();
    for row in rows {
        let found = Match {
            searched: row.searched,
            name: row.name,
            likeness: Likeness::from_word(&row.how)
                .ok_or_else(|| Error::internal("unknown likeness"))?,
            kind: kind_label(&row.kind).into(),
            place: place(None, row.case_number, row.client, row.enquiry_matter),
            case: None,
            client: None,
            enquiry: None,
        };
        match questions.last_mut() {
            Some(last) if last.id.0 == row.id => last.matches.push(found),
            _ => questions.push(Question {
                id: ConflictCheckId(row.id),
                names: row.names,
                about: row.about,
                asked_by: row.asked_by,
                asked: words::instant(row.asked_at.to_jiff(), zone),
                matches: vec![found],
            }),
        }
    }
    Ok(questions)
}

/// Begins a transaction and asks for `A` on a search. `mine` of the answer: whether the caller is the
/// one who says.
async fn on_check<A: Act<Subject = ConflictCheckId>>(
    caller: &Caller,
    id: ConflictCheckId,
) -> Result<(Tx, domain::access::Permit<A>, bool)> {
    use domain::access::{Decision, Standing, permit};
    let mut tx = caller.begin().await?;
    let row = sqlx::query!(
        r#"select own as "own!", decides as "decides!", walled as "walled!" from check_standing($1)"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let event = Event::new(A::ACTION.word(), Resource::Check(id));
    let Some(row) = row else { return Err(access::deny(tx, event, Decision::Unseen).await?) };
    let standing =
        Standing { own: row.own, decides: row.decides, walled: row.walled, ..Standing::OUTSIDE };
    match permit::<A>(Some(caller.role()), &standing, id) {
        Ok(permit) => Ok((tx, permit, row.decides)),
        Err(decision) => Err(access::deny(tx, event, decision).await?),
    }
}

/// One search: whoever asked reads what was visible, whoever answers reads the facts.
///
/// # Errors
/// NotFound.
pub async fn show(caller: &Caller, id: ConflictCheckId) -> Result<Framed<CheckPage>> {
    let (mut tx, permit, mine_to_decide) = on_check::<act::SeeConflictCheck>(caller, id).await?;
    let id = permit.subject();
    audit::record(&mut tx, Event::new(act::SeeConflictCheck::ACTION.word(), Resource::Check(id)))
        .await?;
    let frame = frame::load(&mut tx).await?;
    let page = one(&mut tx, id, mine_to_decide).await?;
    tx.commit().await?;
    Ok(Framed { frame, body: page })
}

async fn one(tx: &mut Tx, id: ConflictCheckId, mine_to_decide: bool) -> Result<CheckPage> {
    let zone = tx.caller().clone().zone(tx).await?;
    let me = tx.caller().staff_id().0;
    let question = match mine_to_decide {
        true => questions(tx, &zone).await?.into_iter().find(|question| question.id == id),
        false => None,
    };
    if let Some(question) = question {
        // Whoever answers need not see the search itself, whose asker may be out of sight.
        return Ok(CheckPage {
            row: CheckRow {
                id,
                names: question.names,
                about: question.about,
                asked: question.asked,
                outcome: Outcome::Ask,
                decision: None,
                waits: false,
                used: false,
            },
            asked_by: question.asked_by,
            matches: question.matches,
            mine_to_decide,
            mine: false,
            decided_by: None,
            decided: None,
            note: String::new(),
            purpose: None,
            case: None,
            enquiry: None,
        });
    }
    let row = rows(tx, &zone, Of::One(id)).await?.into_iter().next().ok_or(Error::NotFound)?;
    let more = sqlx::query!(
        r#"select c.asked_by, a.name as asked_by_name, d.name as "decided_by?", c.decided_at, c.note, c.purpose,
            c.case_id, c.enquiry_id
        from conflict_checks c join staff a on a.id = c.asked_by left join staff d on d.id = c.decided_by
        where c.id = $1"#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    let matches = matches(tx, id).await?;
    Ok(CheckPage {
        row,
        asked_by: more.asked_by_name,
        matches,
        mine_to_decide,
        mine: more.asked_by == me,
        decided_by: more.decided_by,
        decided: more.decided_at.map(|at| words::instant(at.to_jiff(), &zone)),
        note: more.note,
        purpose: more.purpose.as_deref().and_then(Purpose::from_word),
        case: more.case_id.map(CaseId),
        enquiry: more.enquiry_id.map(EnquiryId),
    })
}

/// What a search found, as far as the caller may see it now.
async fn matches(tx: &mut Tx, id: ConflictCheckId) -> Result<Vec<Match>> {
    let rows = sqlx::query!(
        r#"select m.searched, m.name, m.kind, m.how, m.case_id, m.client_id, m.enquiry_id,
            c.number as "number?", c.title as "title?", k.name as "client?", e.matter as "matter?"
        from conflict_matches m
        left join cases c on c.id = m.case_id
        left join clients k on k.id = m.client_id
        left join enquiries e on e.id = m.enquiry_id
        where m.check_id = $1 and m.seen order by m.nth"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Match {
                searched: row.searched,
                name: row.name,
                likeness: Likeness::from_word(&row.how)
                    .ok_or_else(|| Error::internal("unknown likeness"))?,
                kind: kind_label(&row.kind).into(),
                place: place(row.title, row.number, row.client, row.matter),
                case: row.case_id.map(CaseId),
                client: row.client_id.filter(|_| row.case_id.is_none()).map(ClientId),
                enquiry: row.enquiry_id.map(EnquiryId),
            })
        })
        .collect()
}

/// What a search is for.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    pub about: String,
    pub client: Option<ClientId>,
    pub enquiry: Option<EnquiryId>,
    /// The open case whose party is looked for.
    pub case: Option<CaseId>,
    /// What waits for it, with its form as typed.
    pub draft: Option<(Purpose, CaseForm)>,
}

/// Searches within the transaction and keeps the result. Names never go into the log: whoever reads
/// it may be screened from them.
pub(crate) async fn search(
    tx: &mut Tx,
    names: &[String],
    about: About,
) -> Result<(ConflictCheckId, Outcome)> {
    let id = ConflictCheckId(tx.caller().id());
    let draft = match &about.draft {
        Some((_, form)) => Some(serde_json::to_value(form).map_err(Error::internal)?),
        None => None,
    };
    let found = sqlx::query_scalar!(
        r#"select check_conflicts($1, $2, $3, $4, $5, $6, $7, $8) as "outcome!""#,
        id.0,
        names,
        about.about,
        about.enquiry.map(|id| id.0),
        about.client.map(|id| id.0),
        about.case.map(|id| id.0),
        about.draft.as_ref().map(|(purpose, _)| purpose.word()),
        draft
    )
    .fetch_one(&mut **tx)
    .await?;
    let mut event = Event::new(act::CheckConflicts::ACTION.word(), Resource::Check(id))
        .with("names", names.len())
        .with("found", found.clone());
    if let Some(client) = about.client {
        event = event.client(client);
    }
    if let Some(case) = about.case {
        event = event.case(case);
    }
    audit::record(tx, event).await?;
    Ok((id, outcome(&found)?))
}

/// A form with nothing in it.
///
/// # Errors
/// Refused.
pub async fn check_form(caller: &Caller) -> Result<(Frame, CheckForm)> {
    let (mut tx, _permit) = access::on_office::<act::CheckConflicts>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    tx.commit().await?;
    Ok((frame, CheckForm::default()))
}

/// Looks for names on their own, before there is a case.
///
/// # Errors
/// Invalid, Refused.
pub async fn check(caller: &Caller, form: &CheckForm) -> Result<ConflictCheckId> {
    let (mut tx, _permit) = access::on_office::<act::CheckConflicts>(caller).await?;
    let mut errors = FieldErrors::default();
    let Some((names, about)) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    let (id, _) = search(&mut tx, &names, About { about, ..About::default() }).await?;
    tx.commit().await?;
    Ok(id)
}

/// Says whether there is a conflict. Answers whether the caller still sees the search.
///
/// # Errors
/// Invalid; Refused for whoever asked and must wait; NotFound once decided.
pub async fn decide(caller: &Caller, id: ConflictCheckId, form: &DecisionForm) -> Result<bool> {
    let (mut tx, permit, _) = on_check::<act::DecideConflictCheck>(caller, id).await?;
    let mut errors = FieldErrors::default();
    let Some((decision, note)) = form.parse(&mut errors) else {
        return Err(Error::Invalid(errors));
    };
    sqlx::query!("select decide_check($1, $2, $3)", permit.subject().0, decision.word(), note)
        .execute(&mut *tx)
        .await?;
    let event = Event::new(act::DecideConflictCheck::ACTION.word(), Resource::Check(id));
    audit::record(&mut tx, event.with("decision", decision.word())).await?;
    let still_seen = sqlx::query_scalar!(
        r#"select exists (select from conflict_checks where id = $1) as "seen!""#,
        id.0
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(still_seen)
}

/// What waits for a search of the caller's own that found no conflict, or none that stands.
pub(crate) struct Ready {
    pub purpose: Purpose,
    pub form: CaseForm,
    pub enquiry: Option<EnquiryId>,
}

/// # Errors
/// NotFound; Conflict while it is undecided, and for good where there is a conflict.
pub(crate) async fn ready(tx: &mut Tx, id: ConflictCheckId) -> Result<Ready> {
    let me = tx.caller().staff_id().0;
    let row = sqlx::query!(
        r#"select outcome, decision, purpose, draft, enquiry_id from conflict_checks
        where id = $1 and asked_by = $2 and used_at is null"#,
        id.0,
        me
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let free = row.outcome == "clear" || row.decision.as_deref() == Some("no_conflict");
    if !free {
        return Err(Error::Conflict(match row.decision {
            Some(_) => "There is a conflict of interest. Nothing is opened on this check.".into(),
            None => "Nothing is opened before it is decided whether there is a conflict.".into(),
        }));
    }
    let (Some(purpose), Some(draft)) =
        (row.purpose.as_deref().and_then(Purpose::from_word), row.draft)
    else {
        return Err(Error::NotFound);
    };
    let form = serde_json::from_value(draft).map_err(Error::internal)?;
    Ok(Ready { purpose, form, enquiry: row.enquiry_id.map(EnquiryId) })
}

/// The checks that stand by a case: what waits for a word first, then the latest.
pub(crate) async fn of_case(tx: &mut Tx, case: CaseId) -> Result<Vec<CaseCheck>> {
    let zone = tx.caller().clone().zone(tx).await?;
    let rows = sqlx::query!(
        r#"select c.id, c.outcome, c.names, c.asked_at, c.decision, a.name as asked_by, d.name as "decided_by?", c.note
        from conflict_checks c join staff a on a.id = c.asked_by left join staff d on d.id = c.decided_by
        where c.case_id = $1
        order by c.outcome <> 'clear' and c.decision is null desc, c.asked_at desc limit 50"#,
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let decision = row.decision.as_deref().and_then(Decision::from_word);
            CaseCheck {
                id: ConflictCheckId(row.id),
                said: in_words(
                    &row.outcome,
                    row.names.len(),
                    &row.asked_by,
                    &words::day(row.asked_at.to_jiff(), &zone),
                    decision.zip(row.decided_by.as_deref()),
                    &row.note,
                ),
                undecided: row.outcome != "clear" && decision.is_none(),
                conflict: decision == Some(Decision::Conflict),
            }
        })
        .collect())
}

/// In a sentence: what the check found and who said what.
pub(crate) fn in_words(
    outcome: &str,
    names: usize,
    asked_by: &str,
    on: &str,
    decided: Option<(Decision, &str)>,
    note: &str,
) -> String {
    let names = if names == 1 { "1 name".to_owned() } else { format!("{names} names") };
    let checked = format!("{asked_by} checked {names} on {on}");
    match (outcome, decided) {
        ("clear", _) => format!("{checked}: nothing alike."),
        (_, Some((Decision::NoConflict, by))) => {
            format!("{checked}. {by} found no conflict: {note}")
        }
        (_, Some((Decision::Conflict, by))) => format!("{checked}. {by} found a conflict: {note}"),
        (_, None) => format!("{checked}: undecided."),
    }
}
