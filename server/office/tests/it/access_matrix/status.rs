//! The statements about where a case stands: what each act is in SQL, and what nobody may write.

use domain::ids::{CaseId, StatusId};

use crate::support::people::World;
use crate::support::status::STATUSES;

/// What whoever edits the case may write.
pub(super) fn written(case: CaseId) -> Vec<String> {
    vec![
        // first: another text comes in its place
        format!("select 1 where drop_case_status('{case}', '{}')", STATUSES.waiting),
        format!(
            "select 1 where write_case_status(gen_random_uuid(), '{case}', 'New', 'New.', '{{Next}}') is not null"
        ),
    ]
}

/// What whoever lets clients read it does.
pub(super) fn approved(case: CaseId, closed: bool) -> Vec<String> {
    if closed {
        return vec![approve(case, STATUSES.closed)];
    }
    vec![
        approve(case, STATUSES.waiting),
        format!("select 1 where drop_case_status('{case}', '{}')", STATUSES.told),
        format!(
            "select 1 where write_case_status(gen_random_uuid(), '{case}', 'New', 'New.', '{{}}')"
        ),
    ]
}

fn approve(case: CaseId, status: StatusId) -> String {
    format!("select 1 where approve_case_status('{case}', '{status}')")
}

/// What nobody may do by plain SQL.
pub(super) fn never(world: &World) -> Vec<(&'static str, String)> {
    let (open, partner) = (world.open, world.persona("partner").id);
    let mut never = vec![
        // a text of another case
        ("partner", approve(open, STATUSES.closed)),
        ("partner", format!("select 1 where drop_case_status('{open}', '{}')", STATUSES.closed)),
        // nothing is written but by the functions, and nothing told is changed
        (
            "partner",
            format!(
                "insert into case_statuses (id, case_id, stage, step, said, written_by)
                values (gen_random_uuid(), '{open}', 'intake', 'New', 'New.', '{partner}')"
            ),
        ),
        ("partner", "update case_statuses set said = 'New.'".into()),
        ("partner", format!("select may_approve_status('{open}')")),
        ("partner", "select own_statuses()".into()),
    ];
    for name in ["partner-walled", "partner-suspended", "attorney-outside", "billing"] {
        never.push((name, format!("select said from case_statuses where case_id = '{open}'")));
    }
    for name in ["partner", "attorney-lead", "paralegal-manage", "billing"] {
        never.push((name, "delete from case_statuses".into()));
        never.push((name, "truncate case_statuses cascade".into()));
    }
    never
}
