//! What the office usually says of a stage, over what comes with the house. A wording is never changed: the one before
//! it is ended.

use domain::access::act;
use domain::cases::Stage;
use domain::forms::FieldErrors;
use domain::frame::{Frame, Framed};
use domain::status::{StageWords, StageWordsForm, StageWordsRow};
use uuid::Uuid;

use crate::audit::{self, Event, Resource};
use crate::{Caller, Error, Result, Tx, access, frame, words};

/// What is said of a stage now.
pub(crate) async fn in_force(tx: &mut Tx, stage: Stage) -> Result<StageWords> {
    let own = sqlx::query_as!(
        StageWords,
        "select step, said as text from stage_words where stage = $1 and until is null",
        stage.word()
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(own.unwrap_or_else(|| StageWords::of_the_house(stage)))
}

/// Each stage with what is said of it, in their order.
///
/// # Errors
/// Refused.
pub async fn list(caller: &Caller) -> Result<Framed<Vec<StageWordsRow>>> {
    let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
    audit::record(&mut tx, Event::new("manage-templates", Resource::Office)).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let mut own = sqlx::query!(
        "select w.id, w.stage, w.step, w.said, w.since, s.name as by
        from stage_words w join staff s on s.id = w.set_by where w.until is null"
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let rows = Stage::ALL.into_iter().map(|stage| {
        let set = own.iter().position(|row| row.stage == stage.word());
        match set.map(|at| own.swap_remove(at)) {
            None => StageWordsRow {
                stage,
                words: StageWords::of_the_house(stage),
                set: String::new(),
                revision: String::new(),
            },
            Some(row) => StageWordsRow {
                stage,
                words: StageWords { step: row.step, text: row.said },
                set: format!("{}, {}", row.by, words::instant(row.since.to_jiff(), &region)),
                revision: row.id.to_string(),
            },
        }
    });
    Ok(Framed { frame, body: rows.collect() })
}

/// One stage and its form.
///
/// # Errors
/// Refused.
pub async fn page(caller: &Caller, stage: Stage) -> Result<(Frame, StageWordsForm, StageWordsRow)> {
    let Framed { frame, body } = list(caller).await?;
    let row = body.into_iter().find(|row| row.stage == stage).ok_or(Error::NotFound)?;
    let form = StageWordsForm {
        step: row.words.step.clone(),
        text: row.words.text.clone(),
        revision: row.revision.clone(),
    };
    Ok((frame, form, row))
}

/// Puts the office's own words in force. Texts of cases that were written before stay as they are.
///
/// # Errors
/// Invalid, Refused; Conflict where somebody was first.
pub async fn save(caller: &Caller, stage: Stage, form: &StageWordsForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
    let mut errors = FieldErrors::default();
    let Some(said) = form.parse(&mut errors) else { return Err(Error::Invalid(errors)) };
    end(&mut tx, stage, &form.revision).await?;
    let done = sqlx::query!(
        "insert into stage_words (id, stage, step, said, set_by) values ($1, $2, $3, $4, $5)
        on conflict (stage) where until is null do nothing",
        caller.id(),
        stage.word(),
        said.step,
        said.text,
        caller.staff_id().0
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(changed());
    }
    audit::record(&mut tx, event("set-stage-words", stage)).await?;
    tx.commit().await
}

/// Back to what comes with the house.
///
/// # Errors
/// Refused; Conflict where somebody was first, or where it is the house's already.
pub async fn back_to_house(caller: &Caller, stage: Stage, revision: &str) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageTemplates>(caller).await?;
    if !end(&mut tx, stage, revision).await? {
        return Err(Error::Conflict("These are the words that came with Privity already.".into()));
    }
    audit::record(&mut tx, event("end-stage-words", stage)).await?;
    tx.commit().await
}

/// Ends what is in force, if that is what the form began from. Whether there was something to end.
async fn end(tx: &mut Tx, stage: Stage, revision: &str) -> Result<bool> {
    if revision.is_empty() {
        return Ok(false);
    }
    let id: Uuid = revision.parse().map_err(|_| changed())?;
    let by = tx.caller().staff_id().0;
    let done = sqlx::query!(
        "update stage_words set until = office_now(), ended_by = $3 where id = $1 and stage = $2 and until is null",
        id,
        stage.word(),
        by
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 { Err(changed()) } else { Ok(true) }
}

fn changed() -> Error {
    Error::Conflict(
        "Somebody changed these words meanwhile. What you typed is kept here and not saved yet: look at it, then save again.".into(),
    )
}

fn event(action: &'static str, stage: Stage) -> Event {
    Event::new(action, Resource::Office).with("stage", stage.word())
}
