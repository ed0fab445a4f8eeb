//! The threads of the matrix, written down as superuser.

use domain::ids::{CaseId, ClientId, MembershipId, ShareId, ThreadId};

use super::people::{World, id};
use super::sharing::SHARES;

pub(crate) struct Threads {
    /// About the open case.
    pub(crate) open: ThreadId,
    /// About its invoices.
    pub(crate) billing: ThreadId,
    pub(crate) closed: ThreadId,
}

pub(crate) const THREADS: Threads = Threads {
    open: ThreadId(id(0xfb1)),
    billing: ThreadId(id(0xfb2)),
    closed: ThreadId(id(0xfb3)),
};

/// Some of them have no place that lets them write, or are screened, or have left.
pub(crate) const TAKE_PART: [&str; 11] = [
    "attorney-lead",
    "attorney-manage",
    "attorney-contribute",
    "attorney-view",
    "attorney-expired",
    "attorney-walled-member",
    "paralegal-contribute",
    "paralegal-view",
    "paralegal-suspended",
    "partner-walled",
    "billing",
];

pub(super) fn threads(world: &World, sql: &mut String) {
    let ottilie = world.membership;
    thread(
        sql,
        world,
        THREADS.open,
        (world.open, world.client),
        "case",
        &TAKE_PART,
        (&[SHARES.members[0], ottilie], SHARES.named),
    );
    let billing = ["billing", "billing-walled", "paralegal-manage"];
    thread(
        sql,
        world,
        THREADS.billing,
        (world.open, world.client),
        "billing",
        &billing,
        (&[SHARES.members[0]], SHARES.proposed),
    );
    let closed = ["attorney-lead", "paralegal-contribute", "paralegal-view"];
    let whose = (world.closed, world.closed_client);
    let theirs: (&[MembershipId], ShareId) = (&[SHARES.other], SHARES.closed);
    thread(sql, world, THREADS.closed, whose, "case", &closed, theirs);
}

fn thread(
    sql: &mut String,
    world: &World,
    thread: ThreadId,
    (case, client): (CaseId, ClientId),
    about: &str,
    staff: &[&str],
    (members, share): (&[MembershipId], ShareId),
) {
    let ids = thread.0.as_u128() << 8;
    let by = world.staff(staff[0]);
    *sql += &format!(
        "insert into message_threads (id, case_id, client_id, about, subject, opened_by, opened_at)
        values ('{thread}', '{case}', '{client}', '{about}', 'The lease', '{by}', '2026-10-01');"
    );
    let whom = staff.iter().map(|name| format!("'{}', null", world.staff(name)));
    let whom = whom.chain(members.iter().map(|member| format!("null, '{member}'")));
    for (nth, who) in whom.enumerate() {
        let seat = uuid::Uuid::from_u128(ids + nth as u128);
        *sql += &format!(
            "insert into thread_participants (id, thread_id, client_id, staff_id, membership_id, since)
            values ('{seat}', '{thread}', '{client}', {who}, '2026-10-01');"
        );
    }
    let (message, author) = (uuid::Uuid::from_u128(ids + 0xf0), uuid::Uuid::from_u128(ids));
    *sql += &format!(
        "insert into thread_messages (id, thread_id, author_id, at, body)
        values ('{message}', '{thread}', '{author}', '2026-10-02', 'Please read clause four.');
        insert into thread_reads (participant_id, thread_id, read_until) values ('{author}', '{thread}', '2026-10-02');"
    );
    *sql += &format!(
        "insert into message_files (id, message_id, nth, thread_id, author_id, case_id, client_id, about, share_id)
        values ('{}', '{message}', 1, '{thread}', '{author}', '{case}', '{client}', '{about}', '{share}');",
        uuid::Uuid::from_u128(ids + 0xf1)
    );
}
