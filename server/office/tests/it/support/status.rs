//! What clients of the matrix are told of where their case stands, written down as superuser.

use domain::ids::StatusId;

use super::people::{World, id};

pub(crate) struct Statuses {
    /// Of the open case; clients read it.
    pub(crate) told: StatusId,
    /// Of the open case; waits for the lead.
    pub(crate) waiting: StatusId,
    /// Of the closed case; waits.
    pub(crate) closed: StatusId,
}

pub(crate) const STATUSES: Statuses = Statuses {
    told: StatusId(id(0xca1)),
    waiting: StatusId(id(0xca2)),
    closed: StatusId(id(0xca3)),
};

pub(super) fn statuses(world: &World, sql: &mut String) {
    let (by, lead) = (world.staff("paralegal-manage"), world.staff("attorney-lead"));
    let approved = format!("'{lead}', timestamptz '2026-10-02'");
    let waits = "null, null".to_owned();
    for (status, case, approved) in [
        (STATUSES.told, world.open, &approved),
        (STATUSES.waiting, world.open, &waits),
        (STATUSES.closed, world.closed, &waits),
    ] {
        *sql += &format!(
            "insert into case_statuses (id, case_id, stage, step, said, written_by, written_at, approved_by, approved_at)
            values ('{status}', '{case}', 'intake', 'Getting started', 'We begin.', '{by}', '2026-10-01', {approved});"
        );
    }
}
