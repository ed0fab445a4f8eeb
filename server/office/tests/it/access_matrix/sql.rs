//! The second door: raw SQL as the caller's own database role, with nothing above row-level security.

use domain::access::Role;
use domain::ids::MembershipId;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};

use super::expectations::{Cell, Expected, cells};
use super::{appointments, billing, outside, papers, requests, scans, sharing, status, threads};
use crate::support::TestOffice;
use crate::support::people::{Persona, World};

/// Whose access a heading means.
fn membership(world: &World, cell: &Cell) -> MembershipId {
    match cell.heading.as_str() {
        "portal of the client of attorney-outside" => world.entered_memberships[0],
        "portal of the client of paralegal-outside" => world.entered_memberships[1],
        _ => world.membership,
    }
}

/// Statements that together are one act. Each must touch at least one row.
fn statements(world: &World, persona: &Persona, cell: &Cell) -> Vec<String> {
    let (me, role) = (persona.id, persona.role.word());
    let (case, client) = match cell.heading.as_str() {
        "closed case" | "documents of the closed case" => (world.closed, world.closed_client),
        "client entered by attorney-outside" | "portal of the client of attorney-outside" => {
            (world.open, world.entered_by_attorney)
        }
        "client entered by paralegal-outside" | "portal of the client of paralegal-outside" => {
            (world.open, world.entered_by_paralegal)
        }
        _ => (world.open, world.client),
    };
    let wall = if cell.heading == "wall on a partner" { world.wall_on_partner } else { world.wall };
    let outsider = world.persona("paralegal-outside").id;
    let enquiry = if cell.heading == "accepted enquiry" { world.accepted } else { world.enquiry };
    let check = match cell.heading.as_str() {
        "conflict check of the open case" => world.case_check,
        "conflict check of attorney-view" => world.own_checks[0],
        "conflict check of paralegal-view" => world.own_checks[1],
        _ => world.check,
    };
    let note = match cell.heading.as_str() {
        "note on the closed case" => world.closed_note,
        "note on the client" => world.client_note,
        "note on the client entered by paralegal-outside" => world.entered_note,
        _ => world.note,
    };
    let call = match cell.heading.as_str() {
        "call about the open case" => world.case_call,
        "call between the walled" => world.walled_call,
        "call for billing" => world.billing_call,
        "answered call" => world.answered_call,
        _ => world.call,
    };
    let s = |sql: String| vec![sql];
    if let Some(statements) = papers::statements(world, persona, cell, case) {
        return statements;
    }
    if let Some(statements) = sharing::statements(world, cell) {
        return statements;
    }
    if let Some(statements) = outside::statements(world, cell) {
        return statements;
    }
    if let Some(statements) = threads::statements(world, cell) {
        return statements;
    }
    if let Some(statements) = requests::statements(world, cell) {
        return statements;
    }
    if let Some(statements) = scans::statements(world, cell) {
        return statements;
    }
    if let Some(statements) = appointments::statements(world, persona, cell) {
        return statements;
    }
    if let Some(statements) = billing::statements(world, persona, cell) {
        return statements;
    }
    match cell.act.as_str() {
        "see-case" => vec![
            format!("select id, title from cases where id = '{case}'"),
            format!("select client_id from case_clients where case_id = '{case}'"),
            format!("select step from case_statuses where case_id = '{case}'"),
            format!(
                "insert into audit_events (id, actor_kind, actor_id, actor_role, action, resource, resource_id)
                values (gen_random_uuid(), 'staff', '{me}', '{role}', 'see-case', 'case', '{case}')"
            ),
        ],
        "see-case-billing" => s(format!("select id, number, client_id from case_billing where id = '{case}'")),
        "edit-case" => [status::written(case), vec![
            format!("update cases set stage = 'hearing', revision = revision + 1 where id = '{case}'"),
            format!(
                "insert into case_events (id, case_id, actor_id, happened)
                values (gen_random_uuid(), '{case}', '{me}', '{EDITED}')"
            ),
            format!(
                "insert into parties (id, case_id, role, name, added_by)
                values (gen_random_uuid(), '{case}', 'witness', 'New', '{me}')"
            ),
            format!("update parties set note = 'Read.', revision = revision + 1 where case_id = '{case}'"),
            pays(case, me),
            format!("update payers set address = 'New', revision = revision + 1 where case_id = '{case}'"),
            format!("update payers set ended_at = office_now(), ended_by = '{me}' where case_id = '{case}'"),
            written(persona, format!("'{case}', null")),
        ]]
        .concat(),
        "close-case" => s(format!("select 1 where close_case('{case}', '2026-10-13', 1)")),
        "approve-status" => status::approved(case, cell.heading == "closed case"),
        "reopen-case" => s(format!("select 1 where reopen_case('{case}', 1, gen_random_uuid())")),
        "manage-team" => vec![
            format!(
                "insert into case_team (id, case_id, staff_id, level, given_by)
                values (gen_random_uuid(), '{case}', '{outsider}', 'view', '{me}')"
            ),
            format!("update case_team set until = office_now(), ended_by = '{me}' where case_id = '{case}' and level = 'view'"),
            format!("select 1 where add_co_client('{case}', '{}') = 'there'", world.client),
        ],
        "explain-access" => s(format!("select role from access_of('{case}', '{outsider}')")),
        "raise-wall" => s(format!("select raise_wall(gen_random_uuid(), '{outsider}', '{case}', null, 'A conflict.')")),
        "wall-client" => s(format!("select raise_wall(gen_random_uuid(), '{outsider}', null, '{client}', 'A conflict.')")),
        "see-client" => s(format!("select created_at from clients where id = '{client}'")),
        "see-client-billing" => vec![
            format!("select id, name from clients where id = '{client}'"),
            format!("select value from client_contacts where client_id = '{client}' and purpose = 'billing'"),
        ],
        "edit-client" => {
            let set = "kind = kind, preferred_channel = 'text', discreet = true, safe_contact = 'Never at home.'";
            let mut all = contacts(client.to_string(), "general", set);
            all.push(consented(client, me));
            all.push(speaks(client, me));
            all.push(format!("update representatives set scope = 'New' where client_id = '{client}'"));
            all.push(format!(
                "update representatives set ended_at = office_now(), ended_by = '{me}' where client_id = '{client}'"
            ));
            all.push(written(persona, format!("null, '{client}'")));
            all
        }
        "edit-client-billing" => contacts(client.to_string(), "billing", "name = name"),
        "see-portal-access" => s(format!(
            "select p.email from portal_memberships m join portal_people p on p.id = m.person_id where m.client_id = '{client}'"
        )),
        "invite-portal-person" => vec![
            format!(
                "select 1 where invite_to_portal(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
                    '{client}', null, 'New', 'new@mail.example', true, true) = 'done'"
            ),
            format!("select change_portal_access('{}', '{client}', false, false)", membership(world, cell)),
            format!("select 1 where portal_pin_of('{}', '{client}') is not null", membership(world, cell)),
            format!(
                "select 1 where reset_portal_pin('{}', '{client}', gen_random_uuid(), sha256('4821')) is not null",
                membership(world, cell)
            ),
            format!(
                "select 1 where invite_to_portal_again('{}', '{client}', gen_random_uuid(), gen_random_uuid())",
                membership(world, cell)
            ),
        ],
        "see-portal-use" => s("select 1 from portal_use()".into()),
        "look-as-client" => s(format!(
            "select portal_looked_at('{}', '{client}')",
            membership(world, cell)
        )),
        "end-portal-access" => {
            s(format!("select end_portal_access('{}', '{client}')", membership(world, cell)))
        }
        "merge-clients" => s(merged(client, world.closed_client)),
        "open-case" => vec![
            checked(world, persona),
            format!(
                "select open_case(gen_random_uuid(), gen_random_uuid(), '{}', 'New', 'Estates', 'intake', '2026-10-13', '{me}',
                    '{CHECK}', null, 'None.', '{{}}')",
                entered(world, persona)
            ),
        ],
        "prepare-case" => vec![
            checked(world, persona),
            format!(
                "insert into case_proposals (id, client_id, title, practice_area, stage, opened_on, lead_id, prepared_by, check_id)
                values (gen_random_uuid(), '{}', 'New', 'Estates', 'intake', '2026-10-13', '{}', '{me}', '{CHECK}')",
                entered(world, persona),
                world.persona("attorney-view").id
            ),
        ],
        "take-enquiry" => s(format!(
            "insert into enquiries (id, kind, name, matter, taken_by)
            values (gen_random_uuid(), 'person', 'New', 'A matter.', '{me}')"
        )),
        "see-enquiry" => s(format!("select matter from enquiries where id = '{enquiry}'")),
        "edit-enquiry" => {
            s(format!("update enquiries set matter = 'Read.', revision = revision + 1 where id = '{enquiry}'"))
        }
        "decide-enquiry" => s(format!(
            "update enquiries set state = 'declined', reason = 'No.', decided_by = '{me}', decided_at = office_now()
            where id = '{enquiry}'"
        )),
        "check-conflicts" => {
            s("select check_conflicts(gen_random_uuid(), array['Xyzzy Plugh'], '', null, null, null, null, null)".into())
        }
        "see-conflict-check" => s(format!(
            "select check_id from conflict_questions() where check_id = '{check}'
            union all select id from conflict_checks where id = '{check}'"
        )),
        "decide-conflict-check" => s(format!("select decide_check('{check}', 'no_conflict', 'Others.')")),
        "see-note" => vec![
            format!("select body from notes where id = '{note}'"),
            format!("select body from note_versions where note_id = '{note}' and nth = 1"),
        ],
        "edit-note" => s(format!("update notes set body = 'Read on.' where id = '{note}' and revision = 1")),
        "withdraw-note" => s(format!(
            "update notes set withdrawn_at = office_now(), withdrawn_by = '{me}' where id = '{note}'"
        )),
        "take-call" => s(format!(
            "insert into calls (id, caller_name, reason, for_id, taken_by)
            values (gen_random_uuid(), 'New', 'other', '{}', '{me}')",
            world.persona("attorney-lead").id
        )),
        "see-call" => vec![
            format!("select message from calls where id = '{call}'"),
            format!("select staff_id from call_holders where call_id = '{call}'"),
        ],
        "answer-call" => s(format!(
            "update calls set outcome = 'done', answered_by = '{me}', answered_at = office_now(), revision = revision + 1
            where id = '{call}'"
        )),
        "hand-on-call" => s(format!(
            "select 1 where hand_call('{call}', '{}', 1)",
            world.persona("attorney-lead").id
        )),
        "create-client" => s(format!(
            "insert into clients (id, kind, name, created_by) values (gen_random_uuid(), 'person', 'New', '{me}')"
        )),
        "manage-staff" => vec![
            format!("select change_role(gen_random_uuid(), '{outsider}', 'billing')"),
            format!(
                "insert into desk_rights (id, staff_id, given_by) values (gen_random_uuid(), '{outsider}', '{me}')"
            ),
            format!(
                "update desk_rights set until = office_now(), ended_by = '{me}' where staff_id = '{outsider}'"
            ),
        ],
        "hand-over" => vec![
            format!("select mark_departure(gen_random_uuid(), '{outsider}', '2027-01-31')"),
            format!(
                "select hand_over('{outsider}', '{}', '{{}}', '{{}}', '{{}}', array(
                    select l.id from left_to_hand_over('{outsider}') l where l.kind in ('deadline', 'appointment')))",
                world.persona("attorney-lead").id
            ),
            format!("select withdraw_departure('{outsider}')"),
            format!("select mark_departure(gen_random_uuid(), '{outsider}', '2027-01-31')"),
            format!("select close_departure('{outsider}', gen_random_uuid())"),
        ],
        "manage-settings" => vec![
            "update office_settings set name = name, locale = 'en-GB', revision = revision + 1".into(),
            "update office_hours set opens = '08:00' where weekday = 1".into(),
            format!(
                "insert into holidays (id, on_day, name, added_by) values (gen_random_uuid(), '2027-01-01', 'New', '{me}')"
            ),
            format!("update holidays set ended_at = office_now(), ended_by = '{me}' where id = '{}'", world.holiday),
            format!("select set_deputy('{}')", world.persona("attorney-lead").id),
            format!("insert into retention_rules (practice_area, years, set_by) values ('Family', 7, '{me}')"),
            format!(
                "update retention_rules set years = 2, set_by = '{me}', set_at = office_now() where practice_area = 'Estates'"
            ),
        ],
        "see-covers" => s("select id from covers limit 1".into()),
        "set-cover" => {
            let (covering, covered) = match cell.heading.as_str() {
                "cover" => ("attorney-outside", "attorney-manage"),
                _ => ("paralegal-expired", "paralegal-view"),
            };
            s(set_cover(world, covering, covered, "2026-12-01", "2026-12-10"))
        }
        "end-cover" => s(format!(
            "select end_cover('{}')",
            if cell.heading == "cover" { world.cover } else { world.planned_cover }
        )),
        "read-audit" => s("select id from audit_events where resource not in ('case', 'document')
            union all select id from audit_events where resource <> 'document' limit 1".into()),
        "see-prepared-case" => s(format!(
            "select title from case_proposals where id = '{}'",
            world.proposal
        )),
        "withdraw-case" => s(format!("select withdraw_case('{}')", world.proposal)),
        "approve-case" => vec![
            format!("update case_proposals set reason = 'Read.' where id = '{}'", world.proposal),
            format!("select approve_case('{}', gen_random_uuid(), gen_random_uuid())", world.proposal),
        ],
        "ask-to-lift-wall" => s(format!(
            "insert into wall_lifts (id, wall_id, asked_by, reason)
            values (gen_random_uuid(), '{wall}', '{me}', 'Why.')"
        )),
        "see-retention" => s(match persona.role {
            Role::ManagingPartner => "select practice_area from retention_rules".into(),
            Role::AssociateAttorney | Role::Paralegal | Role::Billing => {
                "select number from purges_to_confirm()".into()
            }
        }),
        "ask-to-purge" => s(format!("select ask_to_purge(gen_random_uuid(), '{case}', 'Long over.')")),
        "confirm-purge" => s(format!("select decide_purge('{}', false)", world.purge)),
        "confirm-lift-of-wall" => s(format!("select decide_wall('{wall}', true)")),
        row => s(readable(world, row)),
    }
}

/// A call taken by somebody in a name, for somebody.
fn called(world: &World, by: &str, holder: &str, case: Option<domain::ids::CaseId>) -> String {
    format!(
        "insert into calls (id, caller_name, reason, case_id, for_id, taken_by)
        values (gen_random_uuid(), 'New', 'other', {}, '{}', '{}')",
        case.map_or("null".to_owned(), |case| format!("'{case}'")),
        world.persona(holder).id,
        world.persona(by).id
    )
}

/// A note on `about`: the case and the client, of which one is null.
fn written(persona: &Persona, about: String) -> String {
    format!(
        "insert into notes (id, case_id, client_id, body, written_by, changed_by)
        values (gen_random_uuid(), {about}, 'New.', '{me}', '{me}')",
        me = persona.id
    )
}

fn set_cover(world: &World, covering: &str, covered: &str, since: &str, until: &str) -> String {
    format!(
        "select set_cover(gen_random_uuid(), '{}', '{}', '{since}', '{until}')",
        world.persona(covering).id,
        world.persona(covered).id
    )
}

fn contacts(client: String, purpose: &str, set: &str) -> Vec<String> {
    vec![
        format!("update clients set {set}, revision = revision + 1 where id = '{client}'"),
        format!(
            "insert into client_contacts (id, client_id, channel, purpose, label, value, preferred, valid_from, position)
            values (gen_random_uuid(), '{client}', 'email', '{purpose}', 'work', 'new@client.example', true, '2026-12-01', 9)"
        ),
        format!(
            "update client_contacts set until = office_now() where client_id = '{client}' and purpose = '{purpose}'"
        ),
    ]
}

/// One client made an alias of another.
fn merged(alias: domain::ids::ClientId, kept: domain::ids::ClientId) -> String {
    format!("select merge_clients(gen_random_uuid(), '{alias}', '{kept}')")
}

/// Somebody who speaks for a client, as somebody entered it.
fn speaks(client: domain::ids::ClientId, by: domain::ids::StaffId) -> String {
    format!(
        "insert into representatives (id, client_id, kind, name, proof, proof_by, proof_on, scope, since, added_by)
        values (gen_random_uuid(), '{client}', 'agent', 'New', 'Seen.', 'me', '2026-10-01', 'All', '2026-10-01', '{by}')"
    )
}

/// Somebody who pays for a case, as somebody entered it.
fn pays(case: domain::ids::CaseId, by: domain::ids::StaffId) -> String {
    format!(
        "insert into payers (id, case_id, name, since, added_by)
        values (gen_random_uuid(), '{case}', 'New', '2026-10-01', '{by}')"
    )
}

/// That texts may be sent, as somebody recorded it.
fn consented(client: domain::ids::ClientId, by: domain::ids::StaffId) -> String {
    format!(
        "insert into sms_consents (id, client_id, given, source, said_on, recorded_by)
        values (gen_random_uuid(), '{client}', true, 'by_phone', '2026-10-01', '{by}')"
    )
}

fn said_tomorrow(client: domain::ids::ClientId, by: domain::ids::StaffId) -> String {
    consented(client, by).replace("2026-10-01", "2026-10-14")
}

/// What whoever contributes to a case may tell of it.
const EDITED: &str = r#"{"kind": "edited", "changed": ["court"]}"#;

/// Something told of a case, in a name.
fn told(case: domain::ids::CaseId, by: domain::ids::StaffId, happened: &str) -> String {
    format!(
        "insert into case_events (id, case_id, actor_id, happened) values (gen_random_uuid(), '{case}', '{by}', '{happened}')"
    )
}

/// Acts without a statement of their own: the database allows more than the table does. May only
/// shrink. A wall is read by the team of its case; the list of all walls is a page. So are the call list and the
/// counts of who came, which hold what is in sight.
const APP_ONLY: [&str; 3] = ["see-walls", "see-call-list", "see-attendance"];

/// A check made for a case, by whoever opens or prepares it.
const CHECK: &str = "01928000-0000-7000-8000-0000000000cc";

fn checked(world: &World, persona: &Persona) -> String {
    format!(
        "select check_conflicts('{CHECK}', array_remove(array['Xyzzy Plugh', (select name from clients where id = '{client}')], null),
            '', null, '{client}', null, null, null)",
        client = entered(world, persona)
    )
}

/// A client the persona entered, where there is one: opening and preparing need a client that is seen.
fn entered(world: &World, persona: &Persona) -> domain::ids::ClientId {
    match persona.name {
        "attorney-outside" => world.entered_by_attorney,
        "paralegal-outside" => world.entered_by_paralegal,
        "deputy" => world.entered_by_deputy,
        "paralegal-desk" => world.entered_by_desk,
        _ => world.client,
    }
}

fn readable(world: &World, row: &str) -> String {
    if let Some(statement) = requests::readable(row) {
        return statement;
    }
    let (case, client) = (world.open, world.client);
    match row {
        "team" => format!("select id from case_team where case_id = '{case}' limit 1"),
        "events" => format!("select id from case_events where case_id = '{case}' limit 1"),
        "general" => format!(
            "select id from client_contacts where client_id = '{client}' and purpose = 'general'"
        ),
        "billing" => format!(
            "select id from client_contacts where client_id = '{client}' and purpose = 'billing'"
        ),
        "representative" => {
            format!("select name from representatives where id = '{}'", world.representative)
        }
        "earlier" => format!(
            "select proof from representative_versions where representative_id = '{}'",
            world.representative
        ),
        "merge" => format!("select kept_id from client_merges where alias_id = '{client}'"),
        "payer" => format!("select name from payers where id = '{}'", world.payer),
        "consent" => format!("select given from sms_consents where client_id = '{client}'"),
        "wall" => format!("select id from walls where id = '{}'", world.wall),
        "lift" => format!("select id from wall_lifts where wall_id = '{}'", world.wall),
        "proposal" => format!("select id from case_proposals where id = '{}'", world.proposal),
        "audit" => {
            format!("select id from audit_events where case_id = '{case}' and resource = 'case'")
        }
        "party" => format!("select name from parties where id = '{}'", world.party),
        "accepted" => format!("select name from enquiries where id = '{}'", world.accepted),
        "check" => format!("select names from conflict_checks where id = '{}'", world.case_check),
        "match" => {
            format!("select name from conflict_matches where check_id = '{}'", world.case_check)
        }
        "note" => format!("select body from notes where id = '{}'", world.note),
        "version" => format!("select body from note_versions where note_id = '{}'", world.note),
        "departure" => "select id from departures limit 1".into(),
        "key" | "paper" | "held" | "folder" | "narrowing" | "named" | "trash" | "hold"
        | "checkout" | "upload" | "billed" | "told" => papers::readable(world, row),
        "share" => sharing::readable(),
        "purge" => format!("select reason from purges where id = '{}'", world.purge),
        "rule" => "select years from retention_rules".into(),
        "trouble" | "template" | "letter" | "usual" => scans::readable(world, row),
        "appointment" | "attendee" | "change" | "attendance" | "deadline" | "subject" | "words"
        | "series" | "room" | "notice" | "text" | "link" | "report" | "ring" | "reply"
        | "stray" | "provider" | "wording" | "feed" | "elsewhere" | "wish" => {
            appointments::readable(world, row)
        }
        "desk" => "select staff_id from desk_rights limit 1".into(),
        "staff" => "select id from staff limit 1".into(),
        "roles" => "select staff_id from staff_roles limit 1".into(),
        "covers" => "select id from covers limit 1".into(),
        "settings" => "select name from office_settings".into(),
        "hours" => "select weekday from office_hours where opens is not null".into(),
        "holidays" => format!("select name from holidays where id = '{}'", world.holiday),
        "suspensions" => "select staff_id from staff_suspensions limit 1".into(),
        other => {
            billing::readable(world, other).unwrap_or_else(|| panic!("no statement for {other}"))
        }
    }
}

const fn database_role(role: Role) -> &'static str {
    match role {
        Role::ManagingPartner => "privity_partner",
        Role::AssociateAttorney => "privity_attorney",
        Role::Paralegal => "privity_paralegal",
        Role::Billing => "privity_billing",
    }
}

async fn become_persona(connection: &mut PgConnection, persona: &Persona) {
    let sql = format!(
        "select set_config('role', '{}', true), set_config('privity.caller', '{}', true),
            set_config('privity.now', '{}', true)",
        database_role(persona.role),
        persona.id,
        crate::support::NOW
    );
    connection.execute(AssertSqlSafe(sql)).await.expect("the role is taken");
}

/// Whether every statement ran and touched something. Undone afterwards.
async fn can(connection: &mut PgConnection, persona: &Persona, statements: &[String]) -> bool {
    let mut tx = connection.begin().await.expect("a savepoint");
    become_persona(&mut tx, persona).await;
    let mut all = true;
    for sql in statements {
        let statement = AssertSqlSafe(sql.clone());
        let ran = if sql.starts_with("select") {
            tx.fetch_all(statement).await.map(|rows| !rows.is_empty())
        } else {
            tx.execute(statement).await.map(|done| done.rows_affected() > 0)
        };
        all = ran.unwrap_or_else(|error| {
            let code = error
                .as_database_error()
                .and_then(|error| error.code())
                .unwrap_or_default()
                .into_owned();
            // a key that is taken is not a matter of rights: row-level security let it through
            let taken = code == "23505";
            let refused = ["42501", "PV403", "PV404", "PV409", "PV412"].contains(&code.as_str());
            assert!(refused || taken, "{}: {sql}: {error}", persona.name);
            taken
        });
        if !all {
            break;
        }
    }
    tx.rollback().await.expect("undone");
    all
}

/// What differs from the expectations: everything; or, where one table is in doubt, the first thing,
/// looking first at what names that table.
async fn wrong(connection: &mut PgConnection, world: &World, about: Option<&str>) -> Vec<String> {
    let personas = world.by_name();
    let mut checks: Vec<(String, &Persona, Vec<String>, bool)> = cells()
        .into_iter()
        .filter(|cell| !APP_ONLY.contains(&cell.act.as_str()))
        .map(|cell| {
            let persona = personas[cell.persona.as_str()];
            let title = format!("{} {} {}", cell.heading, cell.persona, cell.act);
            (title, persona, statements(world, persona, &cell), cell.expected == Expected::Yes)
        })
        .collect();
    let never = never(world).into_iter();
    checks.extend(
        never.map(|(name, sql)| (format!("never {name}: {sql}"), personas[name], vec![sql], false)),
    );
    if let Some(table) = about {
        checks
            .sort_by_key(|(_, _, statements, _)| !statements.iter().any(|sql| sql.contains(table)));
    }
    let mut wrong = Vec::new();
    for (title, persona, statements, expected) in checks {
        let allowed = can(connection, persona, &statements).await;
        if allowed != expected {
            wrong.push(format!("{title}: {allowed}"));
            if about.is_some() {
                break;
            }
        }
    }
    wrong
}

/// What nobody may do by plain SQL, whatever the role.
fn never(world: &World) -> Vec<(&'static str, String)> {
    let (partner, lead, manage) = (
        world.persona("partner").id,
        world.persona("attorney-lead").id,
        world.persona("attorney-manage").id,
    );
    let by = |name: &str| world.persona(name).id;
    let outsider = by("attorney-outside");
    let (open, client) = (world.open, world.client);
    let grant = |level: &str, case: domain::ids::CaseId, by| {
        format!(
            "insert into case_team (id, case_id, staff_id, level, given_by)
            values (gen_random_uuid(), '{case}', '{outsider}', '{level}', '{by}')"
        )
    };
    let prepared = |client: domain::ids::ClientId, by| {
        format!(
            "insert into case_proposals (id, client_id, title, practice_area, stage, opened_on, lead_id, prepared_by)
            values (gen_random_uuid(), '{client}', 'New', 'Estates', 'intake', '2026-10-13', '{lead}', '{by}')"
        )
    };
    let audited = |by| {
        format!(
            "insert into audit_events (id, actor_kind, actor_id, actor_role, action, resource)
            values (gen_random_uuid(), 'staff', '{by}', (select acting_role()), 'see-case', 'case')"
        )
    };
    let mut never = vec![
        // a lead is named by change_lead, never by a grant; a grant says who gave it
        ("partner", grant("lead", open, partner)),
        ("attorney-manage", grant("lead", open, manage)),
        ("attorney-manage", grant("view", open, lead)),
        ("partner", grant("view", world.closed, partner)),
        (
            "attorney-lead",
            format!(
                "update case_team set until = office_now() where case_id = '{open}' and level = 'lead'"
            ),
        ),
        // what has ended stays ended; nobody gives oneself a place, or one to somebody screened
        (
            "attorney-manage",
            format!(
                "update case_team set until = null where case_id = '{open}' and level <> 'lead'"
            ),
        ),
        (
            "attorney-manage",
            format!(
                "update case_team set until = office_now(), ended_by = '{lead}' where case_id = '{open}' and level = 'view'"
            ),
        ),
        (
            "attorney-manage",
            format!(
                "insert into case_team (id, case_id, staff_id, level, given_by) values (gen_random_uuid(), '{open}', '{manage}', 'manage', '{manage}')"
            ),
        ),
        (
            "attorney-manage",
            format!(
                "insert into case_team (id, case_id, staff_id, level, given_by) values (gen_random_uuid(), '{open}', '{}', 'view', '{manage}')",
                world.persona("attorney-walled").id
            ),
        ),
        (
            "attorney-manage",
            format!(
                "insert into case_team (id, case_id, staff_id, level, given_by, since) values (gen_random_uuid(), '{open}', '{outsider}', 'view', '{manage}', '2020-01-01')"
            ),
        ),
        (
            "partner",
            format!(
                "update case_team set until = office_now(), ended_by = '{partner}' where case_id = '{}' and level = 'view'",
                world.closed
            ),
        ),
        (
            "partner",
            format!(
                "insert into case_events (id, case_id, actor_id, happened, at) values (gen_random_uuid(), '{open}', '{partner}', '{EDITED}', '2020-01-01')"
            ),
        ),
        (
            "partner",
            format!(
                "insert into audit_events (id, actor_kind, actor_id, actor_role, action, resource, at) values (gen_random_uuid(), 'staff', '{partner}', 'managing_partner', 'x', 'case', '2020-01-01')"
            ),
        ),
        (
            "billing",
            format!(
                "insert into audit_events (id, actor_kind, actor_id, actor_role, action, resource) values (gen_random_uuid(), 'staff', '{}', 'managing_partner', 'x', 'case')",
                world.persona("billing").id
            ),
        ),
        (
            "attorney-lead",
            format!(
                "update case_proposals set decided_by = '{partner}', decided_at = office_now() where id = '{}'",
                world.proposal
            ),
        ),
        ("attorney-lead", "create temporary table case_team (id uuid)".into()),
        // nobody acts in somebody else's name
        ("partner", audited(lead)),
        ("attorney-lead", audited(partner)),
        ("paralegal-manage", audited(partner)),
        ("billing", audited(partner)),
        (
            "partner",
            format!(
                "insert into case_events (id, case_id, actor_id, happened) values (gen_random_uuid(), '{open}', '{lead}', '{EDITED}')"
            ),
        ),
        (
            "attorney-lead",
            format!(
                "insert into case_events (id, case_id, actor_id, happened) values (gen_random_uuid(), '{open}', '{partner}', '{EDITED}')"
            ),
        ),
        (
            "attorney-outside",
            format!(
                "insert into clients (id, kind, name, created_by) values (gen_random_uuid(), 'person', 'New', '{partner}')"
            ),
        ),
        (
            "paralegal-outside",
            format!(
                "insert into clients (id, kind, name, created_by) values (gen_random_uuid(), 'person', 'New', '{partner}')"
            ),
        ),
        // nobody tells what one could not have done, what did not happen, or what cannot be read
        ("attorney-contribute", told(open, by("attorney-contribute"), r#"{"kind": "grant_ended", "to": "attorney-lead"}"#)),
        ("attorney-manage", told(open, manage, r#"{"kind": "wall_raised", "against": "attorney-view"}"#)),
        ("attorney-manage", told(open, manage, r#"{"kind": "lead_changed", "to": "attorney-view"}"#)),
        ("attorney-lead", told(open, lead, r#"{"kind": "closed", "reason": "Settled."}"#)),
        ("attorney-lead", told(open, lead, r#"{"kind": "opened"}"#)),
        ("attorney-lead", told(open, lead, r#"{"kind": "wall_lifted", "against": "attorney-walled"}"#)),
        ("attorney-manage", told(open, manage, r#"{"kind": "grant_given", "to": "attorney-walled", "level": "view"}"#)),
        ("paralegal-manage", told(open, by("paralegal-manage"), r#"{"kind": "grant_ended", "to": "attorney-view"}"#)),
        ("paralegal-contribute", told(open, by("paralegal-contribute"), r#"{"kind": "note_written"}"#)),
        ("attorney-contribute", told(open, by("attorney-contribute"), r#"{"kind": "party_added", "name": "Rupert Vane", "role": "Witness"}"#)),
        ("attorney-contribute", told(open, by("attorney-contribute"), r#"{"kind": "payer_ended", "name": "Harbor Mutual"}"#)),
        ("attorney-contribute", told(open, by("attorney-contribute"), r#"{"kind": "stage_changed", "from": "Discovery", "to": "Settlement"}"#)),
        ("attorney-lead", told(open, lead, r#"{"kind": "cover_started", "by": "attorney-view", "of": "attorney-lead"}"#)),
        ("partner", told(open, partner, r#"{"kind": "cover_started", "by": "attorney-view", "of": "attorney-lead"}"#)),
        ("partner", told(open, partner, "{}")),
        ("partner", told(open, partner, r#"{"kind": "unheard_of"}"#)),
        ("partner", told(open, partner, r#"{"kind": "edited"}"#)),
        ("partner", told(open, partner, r#"{"kind": "edited", "changed": [1]}"#)),
        ("partner", told(open, partner, r#"{"kind": "grant_ended", "to": 7}"#)),
        ("partner", told(world.closed, partner, EDITED)),
        ("partner", format!("update case_events set happened = '{EDITED}' where case_id = '{open}'")),
        // of a case out of sight it is not told who is screened from it
        ("attorney-outside", format!("select 1 where may_be_given('{lead}', '{open}')")),
        ("partner-walled", format!("select 1 where may_be_given('{lead}', '{open}')")),
        ("billing", format!("select 1 where may_be_given('{lead}', '{open}')")),
        // nobody prepares a case for a client that is not seen, or as somebody else
        ("attorney-outside", prepared(client, outsider)),
        ("paralegal-outside", prepared(client, world.persona("paralegal-outside").id)),
        ("paralegal-manage", prepared(client, lead)),
        // closing is close_case
        ("partner", format!("update cases set closed_on = '2026-10-13' where id = '{open}'")),
        (
            "attorney-lead",
            format!("update cases set client_id = '{}' where id = '{open}'", world.closed_client),
        ),
        // billing reads no titles, no notes, nobody's e-mail
        ("billing", format!("select title from cases where id = '{open}'")),
        ("billing", format!("select created_by from clients where id = '{client}'")),
        // that a client is to be reached with care, not how
        ("billing", format!("select safe_contact from clients where id = '{client}'")),
        ("billing", format!("update clients set discreet = false where id = '{client}'")),
        // a consent is recorded in one's own name, when it was said, and never changed
        ("partner", consented(client, lead)),
        ("attorney-lead", consented(client, partner)),
        ("paralegal-manage", consented(client, partner)),
        ("billing", consented(client, world.persona("billing").id)),
        ("partner", said_tomorrow(client, partner)),
        ("attorney-lead", said_tomorrow(client, lead)),
        ("paralegal-manage", said_tomorrow(client, world.persona("paralegal-manage").id)),
        ("partner", format!("update sms_consents set given = false where client_id = '{client}'")),
        // representatives and payers are entered and ended in one's own name, now, and ended once
        ("partner", speaks(client, lead)),
        ("attorney-lead", speaks(client, partner)),
        ("billing", speaks(client, world.persona("billing").id)),
        ("partner", pays(open, lead)),
        ("attorney-lead", pays(open, partner)),
        ("billing", pays(open, world.persona("billing").id)),
        ("billing", format!("update payers set name = 'x' where case_id = '{open}'")),
        ("partner", pays(world.closed, partner)),
        ("partner", format!("update payers set name = 'x' where case_id = '{}'", world.closed)),
        ("partner", format!("update payers set case_id = '{}' where case_id = '{open}'", world.closed)),
        ("partner", format!("update payers set ended_at = '2026-02-01', ended_by = '{partner}' where case_id = '{open}'")),
        ("attorney-lead", format!("update payers set ended_at = office_now(), ended_by = '{partner}' where case_id = '{open}'")),
        ("partner", format!("update representatives set ended_at = '2026-02-01', ended_by = '{partner}' where client_id = '{client}'")),
        ("attorney-lead", format!("update representatives set ended_at = office_now(), ended_by = '{partner}' where client_id = '{client}'")),
        // proof was seen before it is entered, and what it said stays on record
        ("partner", speaks(client, partner).replace("'2026-10-01', 'All'", "'2026-10-14', 'All'")),
        ("attorney-lead", format!("update representatives set proof_on = '2026-10-14' where client_id = '{client}'")),
        ("partner", format!("update representatives set revision = 1 where client_id = '{client}'")),
        ("partner", "update representative_versions set proof = 'x'".into()),
        (
            "attorney-lead",
            format!(
                "insert into representative_versions
                select id, 9, kind, name, email, phone, proof, proof_by, proof_on, scope, since, until, '{lead}', now()
                from representatives where client_id = '{client}'"
            ),
        ),
        ("billing", format!("select born_on from clients where id = '{client}'")),
        // merging is the verb's, and shows nobody whom it concerns
        ("partner-walled-client", merged(client, world.entered_by_attorney)),
        ("partner-walled-client", merged(world.entered_by_attorney, client)),
        ("attorney-lead", merged(client, world.closed_client)),
        ("billing", merged(client, world.closed_client)),
        ("partner", merged(client, client)),
        ("attorney-lead", format!("select merge_obstacle('{client}', '{}')", world.closed_client)),
        ("attorney-lead", format!("select unmerge_client('{client}')")),
        ("partner", format!("insert into client_merges (id, alias_id, kept_id, merged_by) values (gen_random_uuid(), '{client}', '{}', '{partner}')", world.closed_client)),
        ("partner", "update client_merges set undone_at = null, undone_by = null".into()),
        ("partner", format!("select client_kin('{client}')")),
        ("attorney-lead", "select * from walls_spread()".into()),
        ("partner", format!("select spread_walls(array['{client}'::uuid], null)")),
        // a contact is ended, never changed
        ("partner", format!("update client_contacts set value = 'x@y.example' where client_id = '{client}'")),
        ("attorney-lead", format!("update client_contacts set valid_until = '2026-10-13' where client_id = '{client}'")),
        ("attorney-lead", "select email from staff limit 1".into()),
        ("paralegal-view", "select reason from staff_suspensions limit 1".into()),
        // what has ended is not dated back, brought back or put in somebody else's name
        (
            "attorney-manage",
            format!(
                "update case_team set until = since, ended_by = '{manage}' where case_id = '{open}' and level = 'view'"
            ),
        ),
        (
            "attorney-manage",
            format!(
                "insert into case_team (id, case_id, staff_id, level, given_by, ended_by) values (gen_random_uuid(), '{open}', '{outsider}', 'view', '{manage}', '{lead}')"
            ),
        ),
        (
            "partner",
            format!("update client_contacts set until = '2026-02-01' where client_id = '{client}'"),
        ),
        (
            "billing",
            format!("update client_contacts set until = null where client_id = '{client}'"),
        ),
        (
            "attorney-lead",
            format!(
                "insert into client_contacts (id, client_id, channel, purpose, value, position, since) values (gen_random_uuid(), '{client}', 'email', 'general', 'x@y.example', 9, '2020-01-01')"
            ),
        ),
        (
            "partner",
            format!(
                "insert into clients (id, kind, name, created_by) values (gen_random_uuid(), 'person', 'New', '{outsider}')"
            ),
        ),
        ("partner", prepared(client, lead)),
        (
            "partner",
            format!(
                "update case_proposals set decided_by = '{partner}', decided_at = '2001-01-01' where id = '{}'",
                world.proposal
            ),
        ),
        (
            "partner",
            format!(
                "insert into wall_lifts (id, wall_id, asked_by, reason, lifted) values (gen_random_uuid(), '{}', '{partner}', 'x', true)",
                world.wall_on_partner
            ),
        ),
        // no case without a check, or on somebody else's, or on one that is used or undecided
        (
            "partner",
            format!(
                "select open_case(gen_random_uuid(), gen_random_uuid(), '{client}', 'New', 'Estates', 'intake', '2026-10-13', '{lead}',
                    gen_random_uuid(), null, 'None.', '{{}}')"
            ),
        ),
        (
            "partner",
            format!(
                "select open_case(gen_random_uuid(), gen_random_uuid(), '{client}', 'New', 'Estates', 'intake', '2026-10-13', '{lead}',
                    '{}', null, 'None.', '{{}}')",
                world.case_check
            ),
        ),
        // a check serves while its client is in view, and one of an enquiry serves to accept it alone
        (
            "paralegal-outside",
            format!(
                "insert into case_proposals (id, client_id, title, practice_area, stage, opened_on, lead_id, prepared_by, check_id)
                values (gen_random_uuid(), '{client}', 'New', 'Estates', 'intake', '2026-10-13', '{lead}', office_caller(), '{}')",
                world.lost_check
            ),
        ),
        (
            "partner",
            format!(
                "select open_case(gen_random_uuid(), gen_random_uuid(), '{client}', 'New', 'Estates', 'intake', '2026-10-13', '{lead}',
                    '{}', null, 'None.', '{{}}')",
                world.intake_check
            ),
        ),
        // an enquiry is assigned to an attorney
        (
            "attorney-outside",
            format!("update enquiries set assigned_id = '{}' where id = '{}'", world.persona("paralegal-view").id, world.enquiry),
        ),
        (
            "paralegal-outside",
            format!(
                "insert into enquiries (id, kind, name, matter, taken_by, assigned_id)
                values (gen_random_uuid(), 'person', 'New', 'x', office_caller(), '{}')",
                world.persona("paralegal-view").id
            ),
        ),
        // who answers checks, and since when, is said by one function
        ("partner", "update office_settings set conflicts_partner_id = office_caller()".into()),
        ("partner", format!("select set_conflicts_partner('{}')", world.persona("paralegal-manage").id)),
        // a party's check is made for a case one may change
        (
            "attorney-view",
            format!("select check_conflicts(gen_random_uuid(), array['Xyzzy'], '', null, '{client}', '{open}', null, null)"),
        ),
        ("attorney-lead", "insert into conflict_checks (id, names, asked_by, outcome) values (gen_random_uuid(), '{x}', office_caller(), 'clear')".into()),
        ("partner", format!("update conflict_checks set decision = 'no_conflict' where id = '{}'", world.check)),
        // a cover has an end within ninety days, begins from now on, and is never a chain; billing has
        // no part in it, and a paralegal none in an attorney's
        ("partner", set_cover(world, "attorney-outside", "attorney-view", "2026-12-01", "2027-03-03")),
        ("partner", set_cover(world, "attorney-outside", "attorney-view", "2026-10-01", "2026-10-20")),
        ("partner", set_cover(world, "attorney-outside", "attorney-view", "2026-12-10", "2026-12-10")),
        ("partner", set_cover(world, "attorney-outside", "attorney-view", "2029-12-01", "2029-12-10")),
        ("partner", set_cover(world, "attorney-view", "attorney-view", "2026-12-01", "2026-12-10")),
        ("partner", set_cover(world, "attorney-manage", "attorney-view", "2026-10-14", "2026-10-16")),
        ("partner", set_cover(world, "attorney-view", "attorney-cover", "2026-10-14", "2026-10-16")),
        ("partner", set_cover(world, "attorney-cover", "attorney-manage", "2026-10-14", "2026-10-16")),
        ("partner", set_cover(world, "billing", "paralegal-view", "2026-12-01", "2026-12-10")),
        ("partner", set_cover(world, "attorney-view", "billing", "2026-12-01", "2026-12-10")),
        ("partner", set_cover(world, "paralegal-view", "attorney-view", "2026-12-01", "2026-12-10")),
        ("partner", set_cover(world, "attorney-suspended", "attorney-view", "2026-12-01", "2026-12-10")),
        ("partner", set_cover(world, "attorney-view", "attorney-suspended", "2026-12-01", "2026-12-10")),
        ("attorney-view", set_cover(world, "attorney-view", "attorney-lead", "2026-12-01", "2026-12-10")),
        ("partner", format!("update covers set until = '2027-10-01' where id = '{}'", world.cover)),
        (
            "partner",
            format!(
                "insert into covers (id, covering_id, covered_id, since, until)
                values (gen_random_uuid(), '{outsider}', '{lead}', '2026-12-01', '2026-12-10')"
            ),
        ),
        ("partner", format!("select tell_of_cover('{}', 'cover_started')", world.cover)),
        // no hand-over closes while something waits, goes to somebody screened or leaving, or takes more
        // than waits; and nobody marks one's own
        ("partner", format!("select close_departure('{lead}', gen_random_uuid())")),
        ("partner", format!("select hand_over('{lead}', '{outsider}', '{{}}', '{{}}', '{{}}', '{{}}')")),
        ("partner", format!("select mark_departure(gen_random_uuid(), '{partner}', '2027-01-31')")),
        (
            "partner",
            format!(
                "select hand_over('{}', '{outsider}', array['{open}']::uuid[], '{{}}', '{{}}', '{{}}')",
                world.persona("paralegal-expired").id
            ),
        ),
        ("partner", "update departures set leaves_at = '2030-01-01'".into()),
        ("attorney-lead", format!("select * from left_to_hand_over('{lead}')")),
        ("attorney-lead", format!("select * from handed_over_by('{lead}')")),
        ("attorney-lead", format!("select * from times_left('{lead}')")),
        ("attorney-lead", format!("select calendar_not_for('{lead}', '{outsider}', '{{}}', '{{}}')")),
        ("partner", format!("select * from calendar_left('{lead}')")),
        ("partner", format!("select keep_calendar_handed('{lead}', '{}', '{outsider}')", world.deadline)),
        ("partner", "select 1 from handed_over limit 1".into()),
        ("partner", format!("select keep_handed_over('{lead}', 'case', '{open}', '{partner}')")),
        // nobody asks about somebody else's standing without managing the case, or about any of one's
        // own towards a case out of view
        (
            "attorney-outside",
            format!("select role from access_of('{open}', '{outsider}')"),
        ),
        (
            "paralegal-outside",
            format!("select role from access_of('{open}', '{}')", world.persona("paralegal-outside").id),
        ),
        ("partner-walled", format!("select role from access_of('{open}', '{partner}')")),
        ("billing", format!("select role from access_of('{open}', '{lead}')")),
        ("paralegal-manage", format!("select role from access_of('{open}', '{lead}')")),
        ("partner", "select * from places_of(office_caller())".into()),
        ("partner", "select 1 from known_names limit 1".into()),
        ("partner", "select * from find_names(array['Ashdown'])".into()),
        // the matches of a search are read by whoever may see what was found
        ("attorney-outside", format!("select name from conflict_matches where check_id = '{}'", world.check)),
        // a decided enquiry stays as it is; a closed case keeps its parties; what has ended stays ended
        ("partner", format!("update enquiries set matter = 'x' where id = '{}'", world.accepted)),
        (
            "attorney-outside",
            format!(
                "insert into enquiries (id, kind, name, matter, taken_by) values (gen_random_uuid(), 'person', 'New', 'x', '{partner}')"
            ),
        ),
        (
            "paralegal-outside",
            format!(
                "update enquiries set state = 'declined', reason = 'x', decided_at = office_now() where id = '{}'",
                world.enquiry
            ),
        ),
        (
            "partner",
            format!(
                "update enquiries set state = 'declined', reason = 'x', decided_by = '{lead}', decided_at = office_now() where id = '{}'",
                world.enquiry
            ),
        ),
        (
            "attorney-outside",
            format!(
                "update enquiries set state = 'declined', reason = 'x', decided_by = '{outsider}', decided_at = '2001-01-01' where id = '{}'",
                world.enquiry
            ),
        ),
        (
            "attorney-outside",
            format!("update enquiries set client_id = '{client}' where id = '{}'", world.enquiry),
        ),
        ("partner", format!("update parties set note = 'x' where case_id = '{}'", world.closed)),
        (
            "partner",
            format!(
                "insert into parties (id, case_id, role, name, added_by) values (gen_random_uuid(), '{}', 'other', 'New', '{partner}')",
                world.closed
            ),
        ),
        (
            "attorney-lead",
            format!(
                "insert into parties (id, case_id, role, name, added_by) values (gen_random_uuid(), '{open}', 'other', 'New', '{partner}')"
            ),
        ),
        (
            "attorney-lead",
            format!("insert into desk_rights (id, staff_id, given_by) values (gen_random_uuid(), '{lead}', '{lead}')"),
        ),
        (
            "partner",
            format!("insert into desk_rights (id, staff_id, given_by) values (gen_random_uuid(), '{lead}', '{lead}')"),
        ),
        (
            "partner",
            "update desk_rights set until = '2026-02-01', ended_by = office_caller()".into(),
        ),
        // a holiday is added and taken back in one's own name, once, and now
        (
            "partner",
            format!(
                "insert into holidays (id, on_day, name, added_by) values (gen_random_uuid(), '2027-01-01', 'New', '{lead}')"
            ),
        ),
        (
            "partner",
            format!("update holidays set ended_at = '2026-01-01', ended_by = '{partner}' where id = '{}'", world.holiday),
        ),
        (
            "partner",
            format!("update holidays set ended_at = office_now(), ended_by = '{lead}' where id = '{}'", world.holiday),
        ),
        ("partner", format!("update holidays set name = 'x' where id = '{}'", world.holiday)),
        ("partner", format!("update holidays set ended_at = office_now(), ended_by = '{partner}' where name = 'Taken back'")),
        ("partner", "delete from holidays".into()),
        ("partner", "delete from office_hours".into()),
        // a call is taken in one's own name, for somebody who is there, about a case one may name
        ("partner", called(world, "attorney-lead", "attorney-lead", None)),
        ("billing", called(world, "attorney-lead", "attorney-lead", None)),
        ("partner", called(world, "partner", "attorney-suspended", None)),
        ("partner", called(world, "partner", "attorney-walled", Some(open))),
        ("attorney-outside", called(world, "attorney-outside", "attorney-lead", Some(open))),
        ("billing-walled", called(world, "billing-walled", "attorney-lead", Some(open))),
        ("partner-walled", called(world, "partner-walled", "attorney-lead", Some(open))),
        // answered once, in one's own name and now; given to somebody else by hand_call alone
        ("partner", format!("update calls set note = 'x' where id = '{}'", world.answered_call)),
        (
            "billing",
            format!(
                "update calls set outcome = 'called_back', answered_by = for_id, answered_at = office_now() where id = '{}'",
                world.answered_call
            ),
        ),
        (
            "partner",
            format!(
                "update calls set outcome = 'done', answered_by = '{lead}', answered_at = office_now() where id = '{}'",
                world.call
            ),
        ),
        (
            "partner",
            format!(
                "update calls set outcome = 'done', answered_by = '{partner}', answered_at = '2026-01-01' where id = '{}'",
                world.call
            ),
        ),
        ("partner", format!("update calls set for_id = '{partner}' where id = '{}'", world.call)),
        ("partner", format!("select hand_call('{}', '{}', 1)", world.case_call, world.persona("attorney-walled").id)),
        ("attorney-lead", format!("select hand_call('{}', '{lead}', 1)", world.call)),
        ("partner", "update call_holders set until = office_now()".into()),
        ("partner", "delete from calls".into()),
        // only whoever sees the case hears how often its status was asked for
        ("attorney-outside", format!("select 1 from status_asks('{open}') where asks > 0")),
        ("partner-walled", format!("select 1 from status_asks('{open}') where asks > 0")),
        ("billing", format!("select 1 from status_asks('{open}') where asks > 0")),
        // a number tells nobody who may not name it
        ("attorney-outside", "select 1 where case_to_name('A-1') is not null".into()),
        ("attorney-walled", "select 1 where case_to_name('A-1') is not null".into()),
        ("billing-walled", "select 1 where case_to_name('A-1') is not null".into()),
        // a note is written in one's own name; what is withdrawn stays so; a version is nobody's to write
        (
            "partner",
            format!(
                "insert into notes (id, case_id, body, written_by, changed_by) values (gen_random_uuid(), '{open}', 'x', '{lead}', '{partner}')"
            ),
        ),
        (
            "attorney-lead",
            format!(
                "insert into notes (id, case_id, body, written_by, changed_by) values (gen_random_uuid(), '{open}', 'x', '{lead}', '{partner}')"
            ),
        ),
        (
            "partner",
            format!(
                "insert into notes (id, case_id, body, written_by, changed_by) values (gen_random_uuid(), '{}', 'x', '{partner}', '{partner}')",
                world.closed
            ),
        ),
        ("partner", format!("update notes set body = 'x' where id = '{}'", world.withdrawn_note)),
        (
            "partner",
            format!(
                "update notes set withdrawn_at = null, withdrawn_by = null where id = '{}'",
                world.withdrawn_note
            ),
        ),
        (
            "partner",
            format!(
                "update notes set withdrawn_at = '2026-01-01', withdrawn_by = '{partner}' where id = '{}'",
                world.note
            ),
        ),
        (
            "partner",
            format!(
                "update notes set withdrawn_at = office_now(), withdrawn_by = '{lead}' where id = '{}'",
                world.note
            ),
        ),
        (
            "partner",
            format!(
                "insert into note_versions (note_id, nth, body, written_by, written_at) values ('{}', 9, 'x', '{partner}', now())",
                world.note
            ),
        ),
        ("partner", "update note_versions set body = 'x'".into()),
        ("partner", "update notes set revision = 9".into()),
        ("partner", "delete from notes".into()),
        ("attorney-lead", "delete from note_versions".into()),
        ("partner", format!("update cases set stage = 'hearing' where id = '{}'", world.closed)),
        ("partner", "update office_settings set deputy_set_at = '2001-01-01'".into()),
        ("partner", format!("select set_deputy('{}')", world.persona("paralegal-manage").id)),
        // access is given by invite_to_portal, and to nobody's record but the one that was asked about
        (
            "partner",
            format!(
                "insert into portal_memberships (id, person_id, client_id, given_by) select gen_random_uuid(), id, '{client}', '{partner}' from portal_people"
            ),
        ),
        ("partner", "update portal_memberships set sees_money = true".into()),
        ("partner", "update portal_people set email = 'x@mail.example'".into()),
        ("partner", format!("select end_portal_access('{}', '{client}')", world.entered_memberships[0])),
        ("attorney-lead", format!("select end_portal_access('{}', '{}')", world.membership, world.entered_by_attorney)),
        ("partner", "select * from portal_reach(office_caller())".into()),
        ("partner", "select own_portal()".into()),
        ("attorney-outside", format!("select membership_id from portal_invitations('{client}')")),
        // the deputy sees what a wall needs decided, not the wall
        ("deputy", format!("select id from walls where id = '{}'", world.wall)),
    ];
    never.extend(papers::never(world));
    never.extend(sharing::never(world));
    never.extend(outside::never(world));
    never.extend(threads::never(world));
    never.extend(requests::never(world));
    never.extend(status::never(world));
    never.extend(scans::never(world));
    never.extend(appointments::never(world));
    never.extend(billing::never(world));
    for name in ["partner", "attorney-lead", "paralegal-manage", "billing"] {
        for table in [
            "case_keys",
            "documents",
            "document_versions",
            "document_folders",
            "document_quarantines",
            "document_restrictions",
            "document_trashings",
            "legal_holds",
            "document_checkouts",
            "document_uploads",
            "audit_events",
            "case_events",
            "case_team",
            "cases",
            "clients",
            "client_contacts",
            "sms_consents",
            "representatives",
            "representative_versions",
            "payers",
            "client_merges",
            "case_clients",
            "portal_people",
            "portal_memberships",
            "walls",
            "staff",
            "staff_roles",
        ] {
            never.push((name, format!("delete from {table}")));
            never.push((name, format!("truncate {table} cascade")));
        }
        for table in [
            "credentials",
            "sessions",
            "recovery_codes",
            "mailed_tokens",
            "throttles",
            "flashes",
            "messages",
            "portal_mails",
            "portal_sessions",
        ] {
            never.push((name, format!("select 1 from {table} limit 1")));
        }
        never.push((name, "update audit_events set outcome = 'done'".into()));
        never.push((name, "select walled_cases(office_caller())".into()));
        never.push((name, "select * from gate_account('partner@office.example')".into()));
        never.push((name, "select console_set_deputy(office_caller())".into()));
        never.push((name, "insert into walls (id, staff_id, case_id, reason) select gen_random_uuid(), office_caller(), id, 'x' from cases limit 1".into()));
    }
    // a client out of sight comes into no case by its id
    let unseen = world.entered_by_paralegal;
    never.push(("attorney-manage", format!("select add_co_client('{open}', '{unseen}')")));
    never
}

#[tokio::test]
async fn row_level_security_alone_answers_as_expected() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let world = World::make(&mut connection).await;
    let wrong = wrong(&mut connection, &world, None).await;
    assert!(wrong.is_empty(), "{} cells differ:\n{}", wrong.len(), wrong.join("\n"));
    eprintln!("{} cells and {} refusals hold in SQL", cells().len(), never(&world).len());
}

/// A transaction that names a case finds it sooner; nobody sees more for having named it.
#[tokio::test]
async fn naming_a_case_gives_nobody_a_place_on_it() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let world = World::make(&mut connection).await;
    for case in [world.open, world.closed] {
        let name = format!("select set_config('privity.case', '{case}', false)");
        connection.execute(AssertSqlSafe(name)).await.unwrap();
        let wrong = wrong(&mut connection, &world, None).await;
        assert!(wrong.is_empty(), "{} cells differ:\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// Nobody is anybody without a caller, and no caller can be taken on in another role.
#[tokio::test]
async fn without_a_caller_of_that_role_nothing_is_seen() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let world = World::make(&mut connection).await;
    let lead = world.persona("attorney-lead");
    for (role, caller) in [
        ("privity_partner", String::new()),
        ("privity_partner", lead.id.to_string()),
        ("privity_attorney", world.persona("partner").id.to_string()),
        ("privity_billing", lead.id.to_string()),
    ] {
        for table in ["cases", "clients", "case_team", "staff", "office_settings"] {
            if role == "privity_billing" && ["case_team"].contains(&table) {
                continue;
            }
            let mut tx = connection.begin().await.unwrap();
            let sql = format!(
                "select set_config('role', '{role}', true), set_config('privity.caller', '{caller}', true)"
            );
            tx.execute(AssertSqlSafe(sql)).await.unwrap();
            let row = tx
                .fetch_one(AssertSqlSafe(format!(
                    "select count(id) from (select {} as id from {table}) as t",
                    if table == "office_settings" { "name" } else { "id" }
                )))
                .await
                .unwrap();
            assert_eq!(row.get::<i64, _>(0), 0, "{role} as {caller:?} reads {table}");
            tx.rollback().await.unwrap();
        }
    }
}

#[tokio::test]
async fn dropping_any_policy_turns_it_red() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let world = World::make(&mut connection).await;
    let policies: Vec<(String, String)> = sqlx::query_as(
        "select tablename::text, policyname::text from pg_policies
        where schemaname = 'public' and not roles = array['privity_definer']::name[] order by 1, 2",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let mut survivors = Vec::new();
    for (table, policy) in &policies {
        let mut tx = connection.begin().await.unwrap();
        tx.execute(AssertSqlSafe(format!("drop policy {policy} on {table}"))).await.unwrap();
        if wrong(&mut tx, &world, Some(table)).await.is_empty() {
            survivors.push(format!("{policy} on {table}"));
        }
        tx.rollback().await.unwrap();
    }
    assert!(survivors.is_empty(), "dropped without a test noticing:\n{}", survivors.join("\n"));
    eprintln!("{} policies dropped, every one noticed", policies.len());
}
