//! What clients of the matrix are asked for and sent, written down as superuser.

use domain::ids::{CaseId, ClientId, MembershipId, RequestId, UploadId};

use super::people::{World, id};
use super::sharing::SHARES;

pub(crate) struct Requests {
    /// To the client of the open case; open.
    pub(crate) open: RequestId,
    /// To the client of the closed case.
    pub(crate) closed: RequestId,
    /// Sent for the first; they wait, and the scanner holds the second.
    pub(crate) waiting: [UploadId; 2],
    /// Sent for the second; they wait.
    pub(crate) of_closed: [UploadId; 2],
}

pub(crate) const REQUESTS: Requests = Requests {
    open: RequestId(id(0xc81)),
    closed: RequestId(id(0xc82)),
    waiting: [UploadId(id(0xc91)), UploadId(id(0xc92))],
    of_closed: [UploadId(id(0xc93)), UploadId(id(0xc94))],
};

pub(super) fn requests(world: &World, sql: &mut String) {
    let by = world.staff("attorney-manage");
    for (request, case, client) in [
        (REQUESTS.open, world.open, world.client),
        (REQUESTS.closed, world.closed, world.closed_client),
    ] {
        *sql += &format!(
            "insert into client_requests (id, case_id, client_id, title, asked_by, asked_at)
            values ('{request}', '{case}', '{client}', 'Your payslips', '{by}', '2026-10-01');"
        );
    }
    for upload in REQUESTS.waiting {
        *sql += &file(upload, REQUESTS.open, world.open, world.client, SHARES.members[0]);
    }
    for upload in REQUESTS.of_closed {
        *sql += &file(upload, REQUESTS.closed, world.closed, world.closed_client, SHARES.other);
    }
}

fn file(
    upload: UploadId,
    request: RequestId,
    case: CaseId,
    client: ClientId,
    membership: MembershipId,
) -> String {
    let found = if upload == REQUESTS.waiting[1] { "'Eicar-Test was found.'" } else { "null" };
    format!(
        "insert into client_uploads (id, request_id, case_id, client_id, membership_id, name, arrived_at, object_name,
            size_bytes, chunks, media, content_hash, case_key_id, wrapped_key, found)
        values ('{upload}', '{request}', '{case}', '{client}', '{membership}', 'Payslip.pdf', '2026-10-02', 'sent-{upload}', 12,
            1, 'application/pdf', sha256('{upload}'), (select id from case_keys where case_id = '{case}'), 'wrapped', {found});"
    )
}
