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

/// One query for all of it, and for what a page puts beside it: the frame, and the row with the rest.
macro_rules! frame {
    ($tx:expr, $open_cases:expr, $beside:literal $(, $arg:expr)*) => {{
        let caller = $tx.caller().clone();
        let mut row = sqlx::query!(
            r#"select office as "office!", time_zone as "time_zone!", locale as "locale!", name as "name!",
                colour as "colour!", deputy as "deputy!", desk as "desk!", open_cases as "open_cases!",
                proposals as "proposals!", walls_to_confirm as "walls_to_confirm!",
                purges_to_confirm as "purges_to_confirm!", questions as "questions!",
                enquiries as "enquiries!", calls as "calls!", scans as "scans!", call_list as "call_list!",
                sending_stopped, waiting as "waiting!", my_threads_waiting(null) as "messages!", timer_since as "timer_since?", timer_on as "timer_on?""# + $beside + r#"
            from navigation($1) cross join beside_navigation()"#,
            $open_cases
            $(, $arg)*
        )
        .fetch_one(&mut **$tx)
        .await?;
        let region = $tx.keep_region(&row.time_zone, &row.locale);
        let timer = row.timer_since.take().map(|since| domain::frame::Running {
            since: $crate::words::time(since.to_jiff(), &region),
            case_number: row.timer_on.take().unwrap_or_default(),
        });
        let frame = domain::frame::Frame {
            office: std::mem::take(&mut row.office),
            me: $crate::frame::person(
                caller.staff_id().0,
                std::mem::take(&mut row.name),
                row.colour,
            ),
            role: caller.role(),
            open_cases: row.open_cases,
            proposals: row.proposals,
            walls_to_confirm: row.walls_to_confirm,
            purges_to_confirm: row.purges_to_confirm,
            enquiries: row.enquiries,
            calls: row.calls,
            messages: row.messages,
            call_list: row.call_list,
            sending_stopped: row.sending_stopped.take(),
            scans: row.scans,
            bills: row.waiting,
            timer,
            questions: row.questions,
            desk: row.desk,
            deputy: row.deputy,
            demo: caller.office().demo,
        };
        (frame, row)
    }};
}
pub(crate) use frame;

pub(crate) async fn load(tx: &mut Tx) -> Result<Frame> {
    Ok(frame!(tx, None::<i64>, "").0)
}
