//! The statements about what clients are asked for and send: what each act is in SQL, and what nobody may write.

use domain::ids::{CaseId, RequestId, UploadId};

use super::expectations::Cell;
use crate::support::people::World;
use crate::support::requests::REQUESTS;
use crate::support::sharing::SHARES;

/// The statements of an act about requests; none for any other.
pub(super) fn statements(world: &World, cell: &Cell) -> Option<Vec<String>> {
    let (case, client, request, [first, second]) = match cell.heading.as_str() {
        "requests of the closed case" => {
            (world.closed, world.closed_client, REQUESTS.closed, REQUESTS.of_closed)
        }
        _ => (world.open, world.client, REQUESTS.open, REQUESTS.waiting),
    };
    Some(match cell.act.as_str() {
        "see-requests" => vec![
            format!("select title from client_requests where id = '{request}'"),
            format!("select wrapped_key from client_uploads where id = '{first}'"),
            format!("select 1 where client_called('{case}', '{client}') is not null"),
            format!("select 1 where sender_called('{first}') is not null"),
        ],
        "ask-client" => vec![
            format!(
                "select 1 where ask_client(gen_random_uuid(), gen_random_uuid(), '{case}', '{client}', 'New', '', null)"
            ),
            format!("select 1 where change_client_request('{request}', '{case}', 1, '2026-12-01')"),
            ended(request, case),
        ],
        "accept-upload" => vec![
            accepted(first, case),
            format!(
                "select 1 from refuse_upload('{second}', '{case}', gen_random_uuid(), 'No.') where decided"
            ),
        ],
        _ => return None,
    })
}

fn ended(request: RequestId, case: CaseId) -> String {
    format!("select 1 where end_client_request('{request}', '{case}', gen_random_uuid(), true)")
}

fn accepted(upload: UploadId, case: CaseId) -> String {
    format!(
        "select 1 where accept_upload('{upload}', '{case}', gen_random_uuid(), 'Payslip.pdf', 'other', true, gen_random_uuid())"
    )
}

pub(super) fn readable(row: &str) -> Option<String> {
    match row {
        "asked" => {
            Some(format!("select title from client_requests where id = '{}'", REQUESTS.open))
        }
        "sent" => {
            Some(format!("select name from client_uploads where id = '{}'", REQUESTS.waiting[0]))
        }
        _ => None,
    }
}

/// What nobody may do by plain SQL.
pub(super) fn never(world: &World) -> Vec<(&'static str, String)> {
    let (open, client, other) = (world.open, world.client, world.closed_client);
    let (partner, member) = (world.persona("partner").id, SHARES.members[0]);
    let [waiting, _] = REQUESTS.waiting;
    let mut never = vec![
        // a client who is not in the case, a request or a file of another case
        (
            "partner",
            format!("select ask_client(gen_random_uuid(), gen_random_uuid(), '{open}', '{other}', 'New', '', null)"),
        ),
        ("partner", ended(REQUESTS.closed, open)),
        ("partner", accepted(REQUESTS.of_closed[0], open)),
        ("partner", format!("select change_client_request('{}', '{open}', 1, null)", REQUESTS.closed)),
        // nothing is written but by the functions
        (
            "partner",
            format!(
                "insert into client_requests (id, case_id, client_id, title, asked_by)
                values (gen_random_uuid(), '{open}', '{client}', 'New', '{partner}')"
            ),
        ),
        ("partner", "update client_requests set due_on = '2026-12-01'".into()),
        (
            "partner",
            format!(
                "insert into client_uploads select gen_random_uuid(), request_id, case_id, client_id, '{member}', name
                from client_uploads where id = '{waiting}'"
            ),
        ),
        (
            "partner",
            format!(
                "update client_uploads set state = 'accepted', document_id = id, wrapped_key = null, decided_by = '{partner}',
                    decided_at = office_now()"
            ),
        ),
        ("partner", "select 1 from client_arrivals limit 1".into()),
        ("partner", format!("select request_to_change('{}', '{open}')", REQUESTS.open)),
        ("partner", format!("select upload_to_decide('{waiting}', '{open}')")),
        ("partner", format!("select tell_request(gen_random_uuid(), '{open}', '{client}', '{{}}')")),
        // the portal's functions, and the loop's
        ("partner", "select own_requests()".into()),
        ("partner", "select own_uploads()".into()),
        ("partner", "select own_upload_places()".into()),
        ("partner", "select portal_places(office_caller())".into()),
        ("partner", "select sent_lately(office_caller())".into()),
        ("partner", "select requests_to_tell()".into()),
        ("partner", "select plan_request_notices()".into()),
        (
            "partner",
            format!("select own_upload_begin(gen_random_uuid(), 'x', '{}', null, null, 9, 9)", REQUESTS.open),
        ),
        ("partner", format!("select own_upload_key('{waiting}', null, null, null)")),
        ("partner", format!("select own_upload_drop('{waiting}')")),
        // whoever does not see the case hears no name
        (
            "attorney-outside",
            format!("select 1 where client_called('{open}', '{client}') is not null"),
        ),
        ("partner-walled", format!("select 1 where sender_called('{waiting}') is not null")),
        ("billing", format!("select client_called('{open}', '{client}')")),
        // nothing is told of it by hand
        (
            "partner",
            format!(
                "insert into case_events (id, case_id, actor_id, happened) values (gen_random_uuid(), '{open}', '{partner}',
                    '{{\"kind\": \"client_asked\", \"to\": \"x\", \"what\": \"y\"}}')"
            ),
        ),
    ];
    for name in ["partner", "attorney-lead", "paralegal-manage", "billing"] {
        for table in ["client_requests", "client_uploads", "client_arrivals"] {
            never.push((name, format!("delete from {table}")));
            never.push((name, format!("truncate {table} cascade")));
        }
    }
    never
}
