//! The shares of the matrix, and the clients' people they go to, written down as superuser.

use domain::ids::{CaseId, ClientId, DocumentId, MembershipId, ShareId};

use super::people::{World, id};

pub(crate) struct Shares {
    /// Of version 1 of the pleading, proposed by paralegal-contribute; it waits.
    pub(crate) proposed: ShareId,
    /// Of the receipt that is narrowed by name; open.
    pub(crate) named: ShareId,
    /// Of the closed case; open.
    pub(crate) closed: ShareId,
    /// Two people of the open case's client; the first one has what is shared.
    pub(crate) members: [MembershipId; 2],
    /// Of the closed case's client.
    pub(crate) other: MembershipId,
}

pub(crate) const SHARES: Shares = Shares {
    proposed: ShareId(id(0xf81)),
    named: ShareId(id(0xf82)),
    closed: ShareId(id(0xf83)),
    members: [MembershipId(id(0xf91)), MembershipId(id(0xf92))],
    other: MembershipId(id(0xf93)),
};

pub(super) fn shares(world: &World, sql: &mut String) {
    let partner = world.staff("partner");
    let people = [
        (SHARES.members[0], world.client, "Wren Halloway"),
        (SHARES.members[1], world.client, "Ines Halloway"),
        (SHARES.other, world.closed_client, "Otto Fennimore"),
    ];
    for (nth, (membership, client, name)) in people.into_iter().enumerate() {
        let person = id(0xfa1 + nth as u128);
        *sql += &format!(
            "insert into portal_people (id, name, email, invited_by, invited_at)
            values ('{person}', '{name}', '{nth}@clients.example', '{partner}', '2026-09-01');
            insert into portal_memberships (id, person_id, client_id, since, given_by)
            values ('{membership}', '{person}', '{client}', '2026-09-01', '{partner}');"
        );
    }
    let asker = world.staff("paralegal-contribute");
    *sql += &share(SHARES.proposed, world.document, world.open, world.client);
    *sql = sql.replace("{asker}", &format!("'{asker}', '2026-10-12', null, null, null"));
    *sql += &share(SHARES.named, world.named_document, world.open, world.client);
    *sql += &share(SHARES.closed, world.closed_document, world.closed, world.closed_client);
    *sql = sql.replace(
        "{asker}",
        &format!("'{partner}', '2026-10-01', '{partner}', '2026-10-01', '2026-10-01T00:02:00Z'"),
    );
    for (share, client, membership) in [
        (SHARES.proposed, world.client, SHARES.members[0]),
        (SHARES.named, world.client, SHARES.members[0]),
        (SHARES.closed, world.closed_client, SHARES.other),
    ] {
        *sql += &format!(
            "insert into document_share_recipients (share_id, client_id, membership_id)
            values ('{share}', '{client}', '{membership}');"
        );
    }
}

fn share(share: ShareId, document: DocumentId, case: CaseId, client: ClientId) -> String {
    format!(
        "insert into document_shares (id, document_id, nth, case_id, client_id, verdict, found, asked_by, asked_at,
            approved_by, approved_at, opens_at)
        values ('{share}', '{document}', 1, '{case}', '{client}', 'clear', '{{}}', {{asker}});"
    )
}
