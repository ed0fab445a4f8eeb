//! The chrome of every page, in the page's own transaction.

use domain::access::Role;
use domain::frame::{Frame, Person};
use domain::ids::StaffId;

use crate::access::{Finder, sight};
use crate::{Result, Tx};

pub(crate) fn person(id: uuid::Uuid, name: String, colour: i16) -> Person {
    Person {
        id: StaffId(id),
        initials: domain::text::initials(&name),
        name,
        colour: u8::try_from(colour).unwrap_or_default(),
    }
}

pub(crate) async fn load(tx: &mut Tx) -> Result<Frame> {
    let caller = tx.caller().clone();
    let sees = sight(&caller, Finder::Cases);
    let row = sqlx::query!(
        r#"select o.name as office, s.name, s.colour, i_am_deputy() as "deputy!", i_have_desk() as "desk!",
            (select count(*) from (select from case_billing c
                where c.closed_on is null
                    and ($1 or c.id = any ((select my_cases())::uuid[]))
                    and ($2 or c.id <> all ((select my_walls())::uuid[]))
                limit 1001) as counted) as "open_cases!"
        from office_settings o join staff s on s.id = office_caller()"#,
        sees.everything,
        sees.unscreened
    )
    .fetch_one(&mut **tx)
    .await?;
    let proposals = match caller.role() {
        Role::ManagingPartner | Role::AssociateAttorney => {
            sqlx::query_scalar!(
                r#"select count(*) as "n!" from case_proposals p
                where p.decided_at is null and p.lead_id = office_caller()
                    and p.client_id <> all ((select my_walled_clients())::uuid[])"#
            )
            .fetch_one(&mut **tx)
            .await?
        }
        Role::Paralegal | Role::Billing => 0,
    };
    let walls_to_confirm = if caller.role() == Role::ManagingPartner || row.deputy {
        sqlx::query_scalar!(r#"select count(*) as "n!" from walls_to_confirm()"#)
            .fetch_one(&mut **tx)
            .await?
    } else {
        0
    };
    let (enquiries, questions) = match caller.role() {
        Role::ManagingPartner | Role::AssociateAttorney | Role::Paralegal => {
            let sees = sight(&caller, Finder::Enquiries);
            let counts = sqlx::query!(
                r#"select my_questions() as "questions!",
                    (select count(*) from (select from enquiries e where e.state = 'open'
                        and ($1 or e.id = any ((select my_enquiries())::uuid[])) limit 1001) as counted) as "enquiries!""#,
                sees.everything
            )
            .fetch_one(&mut **tx)
            .await?;
            (counts.enquiries, counts.questions)
        }
        Role::Billing => (0, 0),
    };
    Ok(Frame {
        office: row.office,
        me: person(caller.staff_id().0, row.name, row.colour),
        role: caller.role(),
        open_cases: row.open_cases,
        proposals,
        walls_to_confirm,
        enquiries,
        questions,
        desk: row.desk,
        deputy: row.deputy,
        demo: caller.office().demo,
    })
}
