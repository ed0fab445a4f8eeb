//! The chrome of every page, in the page's own transaction.

use domain::frame::{Frame, Person};
use domain::ids::StaffId;

use crate::{Result, Tx};

pub(crate) fn person(id: uuid::Uuid, name: String, colour: i16) -> Person {
    Person {
        id: StaffId(id),
        initials: domain::text::initials(&name),
        name,
        colour: u8::try_from(colour).unwrap_or_default(),
    }
}

/// One query for all of it.
pub(crate) async fn load(tx: &mut Tx) -> Result<Frame> {
    load_knowing(tx, None).await
}

/// The same, where the page has counted the open cases already.
pub(crate) async fn load_knowing(tx: &mut Tx, open_cases: Option<i64>) -> Result<Frame> {
    let caller = tx.caller().clone();
    let row = sqlx::query!(
        r#"select office as "office!", time_zone as "time_zone!", locale as "locale!", name as "name!",
            colour as "colour!", deputy as "deputy!", desk as "desk!", open_cases as "open_cases!",
            proposals as "proposals!", walls_to_confirm as "walls_to_confirm!",
            purges_to_confirm as "purges_to_confirm!", questions as "questions!",
            enquiries as "enquiries!", calls as "calls!", scans as "scans!"
        from navigation($1)"#,
        open_cases
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.keep_region(&row.time_zone, &row.locale);
    Ok(Frame {
        office: row.office,
        me: person(caller.staff_id().0, row.name, row.colour),
        role: caller.role(),
        open_cases: row.open_cases,
        proposals: row.proposals,
        walls_to_confirm: row.walls_to_confirm,
        purges_to_confirm: row.purges_to_confirm,
        enquiries: row.enquiries,
        calls: row.calls,
        scans: row.scans,
        questions: row.questions,
        desk: row.desk,
        deputy: row.deputy,
        demo: caller.office().demo,
    })
}
