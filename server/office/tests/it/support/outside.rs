//! What was sent of the matrix's cases to somebody outside, written down as superuser.

use domain::ids::OutsideId;

use super::people::{World, id};

pub(crate) struct Sends {
    /// Of the open case, and open.
    pub(crate) open: OutsideId,
    /// Of the document narrowed by name.
    pub(crate) named: OutsideId,
    /// Of the closed case, and open.
    pub(crate) closed: OutsideId,
}

pub(crate) const SENDS: Sends =
    Sends { open: OutsideId(id(0xcb1)), named: OutsideId(id(0xcb2)), closed: OutsideId(id(0xcb3)) };

pub(super) fn sends(world: &World, sql: &mut String) {
    let partner = world.staff("partner");
    for (send, case, document) in [
        (SENDS.open, world.open, world.fee_agreement),
        (SENDS.named, world.open, world.named_document),
        (SENDS.closed, world.closed, world.closed_document),
    ] {
        *sql += &format!(
            "insert into outside_sends (id, case_id, name, email, role, reason, sent_by, sent_at, opens_at, expires_at, verdict, found)
            values ('{send}', '{case}', 'Ada Moss', 'ada@moss.example', 'expert', 'Her report.', '{partner}', '2026-10-01',
                '2026-10-01T00:02:00Z', '2026-12-01', 'clear', '{{}}');
            insert into outside_documents (send_id, case_id, document_id, nth, name)
            select '{send}', '{case}', id, 1, name from documents where id = '{document}';"
        );
    }
}
