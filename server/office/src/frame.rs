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

/// One statement for all of it; billing, which holds no rights on half of it, has a shorter one.
pub(crate) async fn load(tx: &mut Tx) -> Result<Frame> {
    match tx.caller().role() {
        Role::ManagingPartner | Role::AssociateAttorney | Role::Paralegal => full(tx).await,
        Role::Billing => short(tx).await,
    }
}

async fn full(tx: &mut Tx) -> Result<Frame> {
    let caller = tx.caller().clone();
    let (cases, enquiries) = (sight(&caller, Finder::Cases), sight(&caller, Finder::Enquiries));
    let decides = matches!(caller.role(), Role::ManagingPartner | Role::AssociateAttorney);
    let row = sqlx::query!(
        r#"select o.name as office, o.time_zone, o.locale, s.name, s.colour,
            o.deputy_id is not distinct from s.id as "deputy!", i_have_desk() as "desk!",
            (select count(*) from (select from case_billing c
                where c.closed_on is null
                    and ($1 or c.id in (select unnest((select my_cases()))))
                    and ($2 or c.id <> all ((select my_walls())::uuid[]))
                limit 1001) as counted) as "open_cases!",
            case when $3 then (select count(*) from case_proposals p
                where p.decided_at is null and p.lead_id = s.id
                    and p.client_id <> all ((select my_walled_clients())::uuid[])) else 0 end as "proposals!",
            case when $4 or o.deputy_id = s.id then (select count(*) from walls_to_confirm()) else 0 end as "walls_to_confirm!",
            my_questions() as "questions!",
            (select count(*) from (select from enquiries e where e.state = 'open'
                and ($5 or e.id in (select unnest((select my_enquiries())))) limit 1001) as counted) as "enquiries!",
            (select count(*) from calls k where k.for_id = s.id and k.answered_at is null
                and ($6 or coalesce(k.case_id <> all ((select my_walls())::uuid[]), true))) as "calls!"
        from office_settings o join staff s on s.id = office_caller()"#,
        cases.everything,
        cases.unscreened,
        decides,
        caller.role() == Role::ManagingPartner,
        enquiries.everything,
        sight(&caller, Finder::Calls).unscreened
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
        enquiries: row.enquiries,
        calls: row.calls,
        questions: row.questions,
        desk: row.desk,
        deputy: row.deputy,
        demo: caller.office().demo,
    })
}

async fn short(tx: &mut Tx) -> Result<Frame> {
    let caller = tx.caller().clone();
    let sees = sight(&caller, Finder::Cases);
    let row = sqlx::query!(
        r#"select o.name as office, o.time_zone, o.locale, s.name, s.colour,
            o.deputy_id is not distinct from s.id as "deputy!", i_have_desk() as "desk!",
            (select count(*) from (select from case_billing c
                where c.closed_on is null
                    and ($1 or c.id in (select unnest((select my_cases()))))
                    and ($2 or c.id <> all ((select my_walls())::uuid[]))
                limit 1001) as counted) as "open_cases!",
            case when o.deputy_id = s.id then (select count(*) from walls_to_confirm()) else 0 end as "walls_to_confirm!",
            (select count(*) from calls k where k.for_id = s.id and k.answered_at is null
                and ($3 or coalesce(k.case_id <> all ((select my_walls())::uuid[]), true))) as "calls!"
        from office_settings o join staff s on s.id = office_caller()"#,
        sees.everything,
        sees.unscreened,
        sight(&caller, Finder::Calls).unscreened
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.keep_region(&row.time_zone, &row.locale);
    Ok(Frame {
        calls: row.calls,
        office: row.office,
        me: person(caller.staff_id().0, row.name, row.colour),
        role: caller.role(),
        open_cases: row.open_cases,
        proposals: 0,
        walls_to_confirm: row.walls_to_confirm,
        enquiries: 0,
        questions: 0,
        desk: row.desk,
        deputy: row.deputy,
        demo: caller.office().demo,
    })
}
