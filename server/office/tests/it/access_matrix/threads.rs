//! The statements about messages with clients: what each act is in SQL, and what nobody may write or read.

use super::expectations::Cell;
use crate::support::people::World;
use crate::support::sharing::SHARES;
use crate::support::threads::THREADS;

/// The statements of an act about messages; none for any other.
pub(super) fn statements(world: &World, cell: &Cell) -> Option<Vec<String>> {
    let (case, client, member) = match cell.heading.as_str() {
        "closed case" => (world.closed, world.closed_client, SHARES.other),
        _ => (world.open, world.client, SHARES.members[0]),
    };
    let thread = match cell.heading.as_str() {
        "billing thread of the open case" => THREADS.billing,
        "thread of the closed case" => THREADS.closed,
        _ => THREADS.open,
    };
    Some(match cell.act.as_str() {
        "see-messages" => vec![format!("select membership_id from thread_people('{case}')")],
        "start-thread" => {
            // billing writes about invoices alone
            let about = if cell.persona.starts_with("billing") { "billing" } else { "case" };
            vec![started(&case.to_string(), &client.to_string(), about, &member.to_string())]
        }
        "see-thread" => vec![
            format!("select subject from message_threads where id = '{thread}'"),
            format!("select since from thread_participants where thread_id = '{thread}'"),
            format!("select body from thread_messages where thread_id = '{thread}'"),
            format!("select read_until from thread_reads where thread_id = '{thread}'"),
            format!("select file_id from thread_files('{thread}')"),
        ],
        "write-message" => vec![format!(
            "select 1 where write_in_thread(gen_random_uuid(), gen_random_uuid(), '{thread}', 'New.', null)"
        )],
        "manage-thread" => vec![format!("select 1 where end_thread('{thread}', true)")],
        _ => return None,
    })
}

fn started(case: &str, client: &str, about: &str, member: &str) -> String {
    format!(
        "select 1 where start_thread(gen_random_uuid(), gen_random_uuid(),
            array[gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid()],
            '{case}', '{client}', '{about}', 'The lease', array['{member}']::uuid[], 'New.', null)"
    )
}

fn joined(thread: &str, staff: &str, member: &str) -> String {
    format!("select 1 where join_thread('{thread}', gen_random_uuid(), {staff}, {member})")
}

/// What nobody may do to messages by plain SQL.
pub(super) fn never(world: &World) -> Vec<(&'static str, String)> {
    let (open, client) = (world.open.to_string(), world.client.to_string());
    let other = world.closed_client.to_string();
    let (thread, billing) = (THREADS.open.to_string(), THREADS.billing.to_string());
    let member = SHARES.members[1].to_string();
    let theirs = format!("'{}'", SHARES.other);
    let staff = |name: &str| format!("'{}'", world.persona(name).id);
    let mut never = vec![
        // with another client, and with another client's person
        ("partner", started(&open, &other, "case", &SHARES.other.to_string())),
        ("partner", started(&open, &client, "case", &SHARES.other.to_string())),
        ("partner", started(&open, &other, "case", &member)),
        ("partner", joined(&thread, "null", &theirs)),
        ("partner", joined(&thread, "null", "null")),
        // who has no place on the case, is screened from it, has left, or is of billing
        ("partner", joined(&thread, &staff("attorney-outside"), "null")),
        ("partner", joined(&thread, &staff("attorney-view"), "null")),
        ("partner", joined(&thread, &staff("attorney-walled"), "null")),
        ("partner", joined(&thread, &staff("attorney-suspended"), "null")),
        ("partner", joined(&thread, &staff("billing-desk"), "null")),
        // billing writes about invoices alone
        ("billing", started(&open, &client, "case", &member)),
        // and those about the case who do not see the invoices
        ("attorney-contribute", started(&open, &client, "billing", &member)),
        ("paralegal-manage", started(&open, &client, "billing", &member)),
        ("partner", joined(&billing, &staff("paralegal-manage"), "null")),
        ("partner", joined(&billing, &staff("attorney-contribute"), "null")),
        ("paralegal-manage", format!("select thread_files('{billing}')")),
        // what hangs on a message is for those who read it, and is hung on it by whoever writes it
        ("paralegal-manage", format!("select thread_files('{thread}')")),
        ("partner-walled", format!("select thread_files('{thread}')")),
        ("billing", format!("select thread_files('{thread}')")),
        ("attorney-outside", format!("select thread_sharees('{thread}')")),
        ("billing", format!("select thread_sharees('{thread}')")),
        (
            "partner",
            format!(
                "select attach_share(gen_random_uuid(), 1::smallint, m.id, s.id) from thread_messages m, document_shares s
                where m.thread_id = '{thread}'"
            ),
        ),
        ("partner", "select 1 from message_files limit 1".into()),
        ("partner", format!("select own_files(gen_random_uuid(), '{member}')")),
        ("partner", format!("select portal_message_place('{thread}')")),
        ("partner", "select portal_message_there(gen_random_uuid())".into()),
        ("partner", "select portal_attach(gen_random_uuid(), '{}', '{}')".into()),
        (
            "partner",
            format!("select portal_message_file(gen_random_uuid(), '{thread}', null)"),
        ),
        ("partner", "select upload_lies(gen_random_uuid())".into()),
        // by the rows alone
        (
            "partner-walled",
            format!("select subject from message_threads where id = '{thread}'"),
        ),
        (
            "partner-suspended",
            format!("select subject from message_threads where id = '{thread}'"),
        ),
        // whoever takes no part asks nobody in
        ("paralegal-manage", joined(&thread, &staff("paralegal-manage"), "null")),
        ("paralegal-manage", format!("select thread_staff('{thread}')")),
        ("attorney-outside", format!("select thread_people('{open}')")),
        ("partner-walled", format!("select thread_people('{open}')")),
        ("attorney-view", format!("select thread_people('{open}')")),
        ("attorney-outside", format!("select thread_members(array['{thread}']::uuid[])")),
        ("partner-walled", format!("select thread_members(array['{thread}']::uuid[])")),
        ("partner-walled", format!("select thread_rows('{open}', null)")),
        ("paralegal-manage", format!("select thread_rows('{open}', '{thread}')")),
        ("partner-suspended", "select thread_rows(null, null)".into()),
        ("partner", "select own_threads()".into()),
        ("partner", format!("select own_thread('{thread}')")),
        ("partner", "select own_cases_to_write()".into()),
        ("partner", format!("select portal_seats('{}')", world.persona("partner").id)),
        (
            "partner",
            format!(
                "select take_seat(gen_random_uuid(), t) from message_threads t where t.id = '{thread}'"
            ),
        ),
        ("partner", format!("select thread_to_change('{thread}')")),
        (
            "partner",
            format!(
                "insert into message_threads (id, case_id, client_id, about, subject) values (gen_random_uuid(), '{open}', '{client}', 'case', 'x')"
            ),
        ),
        (
            "partner",
            format!(
                "insert into thread_participants (id, thread_id, client_id, membership_id) values (gen_random_uuid(), '{thread}', '{client}', '{member}')"
            ),
        ),
        ("partner", format!("update message_threads set subject = 'Other' where id = '{thread}'")),
        (
            "partner",
            format!("update thread_messages set body = 'Other' where thread_id = '{thread}'"),
        ),
        (
            "partner",
            format!("update thread_participants set until = null where thread_id = '{thread}'"),
        ),
    ];
    for name in ["partner", "attorney-lead", "paralegal-contribute", "billing"] {
        for table in [
            "message_threads",
            "thread_participants",
            "thread_messages",
            "thread_reads",
            "message_files",
        ] {
            never.push((name, format!("delete from {table}")));
            never.push((name, format!("truncate {table} cascade")));
        }
    }
    never
}
