//! The statements about sharing: what each act is in SQL, and what nobody may write or read.

use domain::ids::{ClientId, DocumentId, MembershipId, ShareId};

use super::expectations::Cell;
use crate::support::people::World;
use crate::support::sharing::SHARES;

fn share(heading: &str) -> ShareId {
    match heading {
        "share of the closed case" => SHARES.closed,
        "share narrowed by name" => SHARES.named,
        _ => SHARES.proposed,
    }
}

/// The statements of an act about sharing; none for any other.
pub(super) fn statements(world: &World, cell: &Cell) -> Option<Vec<String>> {
    let share = share(&cell.heading);
    let document = match cell.heading.as_str() {
        "closed document to share" => world.closed_document,
        // the newest version of the pleading is held by the scanner
        _ => world.fee_agreement,
    };
    let (client, member) = match cell.heading.as_str() {
        "closed document to share" => (world.closed_client, SHARES.other),
        _ => (world.client, SHARES.members[1]),
    };
    Some(match cell.act.as_str() {
        "see-share" => vec![format!("select verdict from document_shares where id = '{share}'")],
        "share-document" => vec![shared(document, 1, client, member, false)],
        "propose-share" => vec![shared(document, 1, client, member, true)],
        "decide-share" => {
            vec![format!("select 1 where decline_share('{share}', gen_random_uuid(), 'No.')")]
        }
        "end-share" => vec![ended(share)],
        _ => return None,
    })
}

fn shared(
    document: DocumentId,
    nth: i32,
    client: ClientId,
    member: MembershipId,
    proposes: bool,
) -> String {
    format!(
        "select 1 where share_document(gen_random_uuid(), gen_random_uuid(), '{document}', {nth}, '{client}',
            array['{member}']::uuid[], '2 minutes', 'clear', '{{}}', null, {proposes})"
    )
}

fn ended(share: ShareId) -> String {
    format!("select 1 where end_share('{share}', gen_random_uuid(), 'A mistake.') is not null")
}

pub(super) fn readable() -> String {
    format!("select asked_by from document_shares where id = '{}'", SHARES.named)
}

/// What nobody may do to shares by plain SQL.
pub(super) fn never(world: &World) -> Vec<(&'static str, String)> {
    let (open, client, other) = (world.open, world.client, world.closed_client);
    let [has_it, member] = SHARES.members;
    let (fee, partner) = (world.fee_agreement, world.persona("partner").id);
    let mut never = vec![
        // to another client, to another client's person, of a version that is not the newest or is held, from the trash
        ("partner", shared(fee, 1, other, SHARES.other, false)),
        ("partner", shared(fee, 1, client, SHARES.other, false)),
        ("partner", shared(fee, 1, other, member, false)),
        ("partner", shared(world.document, 1, client, member, false)),
        ("partner", shared(world.document, 2, client, member, false)),
        ("partner", shared(world.receipt, 2, client, member, true)),
        ("partner", shared(world.named_document, 1, client, has_it, false)),
        // what was found, and who else there is
        ("partner", "select found from document_shares".into()),
        ("partner", "select 1 from document_share_recipients limit 1".into()),
        ("partner", "select 1 from document_share_openings limit 1".into()),
        ("partner", "select guard_names()".into()),
        ("partner", "select guard_mark()".into()),
        ("partner", "select portal_shares()".into()),
        ("partner", format!("select portal_share('{}')", SHARES.named)),
        ("partner", format!("select share_is_open('{}', '{has_it}')", SHARES.named)),
        ("partner", format!("select share_to_change('{}')", SHARES.named)),
        ("attorney-outside", format!("select case_portal_people('{open}')")),
        ("billing", format!("select case_portal_people('{open}')")),
        ("partner-walled", format!("select case_portal_people('{open}')")),
        ("attorney-outside", format!("select document_sharees('{fee}')")),
        ("attorney-manage", format!("select document_sharees('{}')", world.named_document)),
        ("billing", format!("select document_sharees('{fee}')")),
        ("attorney-manage", format!("select unnest(share_recipients('{}'))", SHARES.named)),
        ("attorney-outside", format!("select unnest(share_recipients('{}'))", SHARES.proposed)),
        // only whoever releases lets a proposal go, and nobody by writing
        (
            "paralegal-contribute",
            format!(
                "select 1 where approve_share('{}', gen_random_uuid(), '0', 'clear', '{{}}', null)",
                SHARES.proposed
            ),
        ),
        (
            "partner",
            format!(
                "select 1 where approve_share('{}', gen_random_uuid(), '0', 'clear', '{{}}', null)",
                SHARES.proposed
            ),
        ),
        (
            "partner",
            format!(
                "update document_shares set approved_by = '{partner}', approved_at = now(), opens_at = now() where id = '{}'",
                SHARES.proposed
            ),
        ),
        (
            "partner",
            format!(
                "insert into document_shares (id, document_id, nth, case_id, client_id, asked_by, verdict, found)
                values (gen_random_uuid(), '{fee}', 1, '{open}', '{client}', '{partner}', 'clear', '{{}}')"
            ),
        ),
        (
            "partner",
            format!(
                "insert into document_share_recipients (share_id, client_id, membership_id) values ('{}', '{client}', '{member}')",
                SHARES.named
            ),
        ),
        // a recall has a reason
        (
            "partner",
            format!("select 1 where end_share('{}', gen_random_uuid(), '') is not null", SHARES.named),
        ),
        // nothing is told of a share by hand
        (
            "partner",
            format!(
                "insert into case_events (id, case_id, actor_id, happened) values (gen_random_uuid(), '{open}', '{partner}',
                    '{{\"kind\": \"document_shared\", \"document\": \"{fee}\", \"to\": \"x\"}}')"
            ),
        ),
    ];
    for name in ["partner", "attorney-lead", "paralegal-manage", "billing"] {
        for table in ["document_shares", "document_share_recipients", "document_share_openings"] {
            never.push((name, format!("delete from {table}")));
            never.push((name, format!("truncate {table} cascade")));
        }
    }
    never
}
