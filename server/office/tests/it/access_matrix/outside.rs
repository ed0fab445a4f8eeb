//! The statements about sending documents to people outside: what each act is in SQL, and what nobody may do.

use domain::ids::{CaseId, DocumentId, OutsideId};

use super::expectations::Cell;
use crate::support::outside::SENDS;
use crate::support::people::World;

/// The statements of an act about sending outside; none for any other.
pub(super) fn statements(world: &World, cell: &Cell) -> Option<Vec<String>> {
    let (case, document, send) = match cell.heading.as_str() {
        "closed case" => (world.closed, world.closed_document, SENDS.closed),
        _ => (world.open, world.fee_agreement, SENDS.open),
    };
    Some(match cell.act.as_str() {
        "send-outside" => vec![sent(case, document)],
        "end-outside" => vec![ended(send, case)],
        _ => return None,
    })
}

fn sent(case: CaseId, document: DocumentId) -> String {
    format!(
        "select 1 where send_outside(gen_random_uuid(), gen_random_uuid(), '{case}', 'Ada Moss', 'ada@moss.example', 'expert', '',
            'Her report.', array['{document}']::uuid[], array[1], '2 minutes', 14, 'clear', '{{}}', null)"
    )
}

fn ended(send: OutsideId, case: CaseId) -> String {
    format!("select 1 where end_outside('{send}', '{case}', 'A mistake.') is not null")
}

/// What whoever sees the case reads of what was sent of it.
pub(super) fn seen(case: CaseId) -> String {
    format!("select outside_of_case('{case}')")
}

/// What nobody may do by plain SQL.
pub(super) fn never(world: &World) -> Vec<(&'static str, String)> {
    let (open, closed) = (world.open, world.closed);
    let named = |case: CaseId| {
        format!(
            "select 1 from outside_of_case('{case}') as row where row->>'id' = '{}'",
            SENDS.named
        )
    };
    let mut never = vec![
        // a document of another case, one that is not in view, one that the scanner holds, one that is not the newest
        ("partner", sent(open, world.closed_document)),
        ("partner", sent(open, world.document)),
        ("attorney-manage", sent(open, world.named_document)),
        // by another case than its own, of a document that is not in view, without a reason
        ("partner", ended(SENDS.closed, open)),
        ("attorney-manage", ended(SENDS.named, open)),
        (
            "partner",
            format!("select 1 where end_outside('{}', '{open}', '') is not null", SENDS.open),
        ),
        ("attorney-manage", named(open)),
        ("attorney-outside", seen(open)),
        ("partner-walled", seen(open)),
        ("partner-walled-client", seen(open)),
        ("paralegal-outside", seen(closed)),
        ("billing", seen(open)),
        ("billing", sent(open, world.fee_agreement)),
        ("partner", format!("select outside_is_open('{}')", SENDS.open)),
        ("partner", "select gate_outside('\\x00', '\\x00')".into()),
        ("partner", "select outside_by_link('\\x00')".into()),
        ("partner", format!("select console_outside_link('{}', '\\x00')", SENDS.open)),
    ];
    for name in ["partner", "attorney-lead", "paralegal-manage", "billing"] {
        for table in ["outside_sends", "outside_documents", "outside_codes", "outside_opens"] {
            never.push((name, format!("select 1 from {table} limit 1")));
            never.push((name, format!("delete from {table}")));
            never.push((name, format!("truncate {table} cascade")));
        }
    }
    never
}
