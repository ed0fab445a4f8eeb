//! The statements about documents: what each act is in SQL, and what nobody may write.

use domain::ids::{CaseId, DocumentId, StaffId};

use super::expectations::Cell;
use crate::support::people::{Persona, World};

fn document(world: &World, heading: &str) -> DocumentId {
    match heading {
        "fee agreement" => world.fee_agreement,
        "document narrowed by name" => world.named_document,
        "document narrowed to attorneys" => world.attorneys_document,
        "document in a narrowed folder" => world.buried_document,
        "document of the closed case" => world.closed_document,
        _ => world.document,
    }
}

/// The statements of an act about documents; none for any other.
pub(super) fn statements(
    world: &World,
    persona: &Persona,
    cell: &Cell,
    case: CaseId,
) -> Option<Vec<String>> {
    let me = persona.id;
    let heading = cell.heading.as_str();
    let document = document(world, heading);
    let of_case = if heading == "document of the closed case" { world.closed } else { world.open };
    let folder = if heading == "narrowed folder" { world.narrow_folder } else { world.folder };
    let named = world.persona("attorney-contribute").id;
    Some(match cell.act.as_str() {
        "list-documents" => vec![match persona.role {
            // none of the closed case is billing's
            domain::access::Role::Billing if case == world.closed => {
                format!("select id from documents where case_id = '{}'", world.open)
            }
            _ => format!("select id from documents where case_id = '{case}'"),
        }],
        "add-document" => added(case, me),
        "see-document" => vec![
            format!("select name from documents where id = '{document}'"),
            format!("select size_bytes from document_versions where document_id = '{document}'"),
        ],
        "edit-document" => vec![
            format!(
                "update documents set name = 'B.pdf', tags = array['x'], revision = revision + 1 where id = '{document}'"
            ),
            format!(
                "insert into document_uploads (id, case_id, document_id, object_name, started_by)
                values ('{UPLOAD}', '{of_case}', '{document}', 'another', '{me}')"
            ),
            checked_out(document, of_case, me),
        ],
        "end-check-out" => vec![ended(document, me)],
        "trash-document" => {
            let restored = format!(
                "update document_trashings set until = office_now(), restored_by = '{me}' where document_id = '{document}'"
            );
            let mut acts = vec![trashed(document, of_case, me), restored];
            // this one is in the trash already: restored first
            if document == world.closed_document {
                acts.reverse();
            }
            acts
        }
        "restrict-document" => vec![format!(
            "select restrict_documents(gen_random_uuid(), '{document}', null, 'named', array['{named}']::uuid[], '')"
        )],
        "hold-document" => {
            let mut acts = held(Some(document), of_case, me);
            // this one is under one already: lifted first
            if document == world.named_document {
                acts.reverse();
            }
            acts
        }
        "hold-case" => held(None, case, me),
        "release-version" => {
            vec![format!(
                "select 1 where release_version('{}', 'A false alarm.')",
                world.held_version
            )]
        }
        "see-document-record" => vec![
            format!("select staff_id from document_openers('{document}')"),
            format!(
                "select id from audit_events where resource = 'document' and resource_id = '{document}'"
            ),
        ],
        "edit-folder" => vec![format!(
            "update document_folders set name = 'Renamed', revision = revision + 1 where id = '{folder}'"
        )],
        "restrict-folder" => {
            vec![format!(
                "select restrict_documents(gen_random_uuid(), null, '{folder}', 'attorneys', '{{}}', '')"
            )]
        }
        _ => return None,
    })
}

const UPLOAD: &str = "01928000-0000-7000-8000-0000000008ff";

/// Everything that adding a document to a case is.
fn added(case: CaseId, me: StaffId) -> Vec<String> {
    vec![
        format!(
            "select id from keep_case_key(gen_random_uuid(), '{case}', 'mine', 'first') where wrapped = 'wrapped'"
        ),
        format!(
            "insert into document_folders (id, case_id, name, made_by) values (gen_random_uuid(), '{case}', 'New', '{me}')"
        ),
        format!(
            "insert into document_uploads (id, case_id, object_name, started_by)
            values ('{UPLOAD}', '{case}', 'fresh', '{me}')"
        ),
        published(case, "gen_random_uuid()", "null"),
    ]
}

fn published(case: CaseId, document: &str, folder: &str) -> String {
    format!(
        "select 1 where publish_version('{UPLOAD}', {document}, 1, 'New.pdf', 'other', null, '{{}}', {folder}, '', null, 5, 1,
            'application/pdf', sha256('x'), (select id from case_keys where case_id = '{case}'), 'wrapped', null, null) > 0"
    )
}

fn trashed(document: DocumentId, case: CaseId, by: StaffId) -> String {
    format!(
        "insert into document_trashings (id, document_id, case_id, trashed_by)
        values (gen_random_uuid(), '{document}', '{case}', '{by}')"
    )
}

fn checked_out(document: DocumentId, case: CaseId, by: StaffId) -> String {
    format!(
        "insert into document_checkouts (id, document_id, case_id, staff_id)
        values (gen_random_uuid(), '{document}', '{case}', '{by}')"
    )
}

fn ended(document: DocumentId, by: StaffId) -> String {
    format!(
        "update document_checkouts set until = office_now(), ended_by = '{by}' where document_id = '{document}'"
    )
}

fn held(document: Option<DocumentId>, case: CaseId, by: StaffId) -> Vec<String> {
    let which = document.map_or("null".to_owned(), |document| format!("'{document}'"));
    vec![
        format!(
            "insert into legal_holds (id, case_id, document_id, reason, set_by)
            values (gen_random_uuid(), '{case}', {which}, 'A subpoena.', '{by}')"
        ),
        lifted(
            &format!("case_id = '{case}' and document_id is not distinct from {which}::uuid"),
            by,
        ),
    ]
}

fn lifted(which: &str, by: StaffId) -> String {
    format!(
        "update legal_holds set until = office_now(), lifted_by = '{by}', lifted_because = 'It is over.' where {which}"
    )
}

/// What stands beside the receipt that is narrowed by name, and the rest of the rows.
pub(super) fn readable(world: &World, row: &str) -> String {
    let named = world.named_document;
    match row {
        "key" => format!("select wrapped from case_keys where case_id = '{}'", world.open),
        "paper" => {
            format!("select wrapped_key from document_versions where document_id = '{}'", world.document)
        }
        "held" => format!("select found from document_quarantines where version_id = '{}'", world.held_version),
        "folder" => format!("select name from document_folders where id = '{}'", world.folder),
        "narrowing" => format!("select reason from document_restrictions where document_id = '{named}'"),
        "named" => format!(
            "select staff_id from document_restriction_people p
            where restriction_id in (select id from document_restrictions where document_id = '{named}')
                and exists (select from document_restriction_people)"
        ),
        "trash" => format!("select id from document_trashings where document_id = '{named}'"),
        "billed" => format!(
            "select 1 from document_trashings t join document_quarantines q on q.document_id = t.document_id
            where t.document_id = '{}'",
            world.receipt
        ),
        "told" => format!("select id from case_events where happened->>'document' = '{named}'"),
        "hold" => format!("select reason from legal_holds where document_id = '{named}'"),
        "checkout" => format!("select id from document_checkouts where document_id = '{named}'"),
        "upload" => "select object_name from document_uploads where started_by = office_caller()".into(),
        other => panic!("no statement for {other}"),
    }
}

/// What nobody may do to documents by plain SQL.
pub(super) fn never(world: &World) -> Vec<(&'static str, String)> {
    let (partner, lead, manage, paralegal) = (
        world.persona("partner").id,
        world.persona("attorney-lead").id,
        world.persona("attorney-manage").id,
        world.persona("paralegal-manage").id,
    );
    let (open, closed) = (world.open, world.closed);
    let (document, shut) = (world.document, world.closed_document);
    let folder_in = |case: CaseId, parent: String, by: StaffId| {
        format!(
            "insert into document_folders (id, case_id, parent_id, name, made_by)
            values (gen_random_uuid(), '{case}', {parent}, 'New', '{by}')"
        )
    };
    let upload = |case: CaseId, of: &str, by: StaffId| {
        format!(
            "insert into document_uploads (id, case_id, document_id, object_name, started_by)
            values (gen_random_uuid(), '{case}', {of}, 'new', '{by}')"
        )
    };
    let narrow = format!("'{}'", world.narrow_folder);
    let buried = format!("'{}'", world.buried_document);
    let mut never = vec![
        // in somebody else's name
        ("partner", folder_in(open, "null".into(), lead)),
        ("attorney-manage", folder_in(open, "null".into(), lead)),
        ("partner", upload(open, "null", lead)),
        ("attorney-lead", upload(open, "null", partner)),
        ("partner", trashed(document, open, lead)),
        ("attorney-lead", trashed(document, open, partner)),
        ("partner", checked_out(world.fee_agreement, open, lead)),
        ("attorney-lead", checked_out(world.fee_agreement, open, partner)),
        ("paralegal-manage", checked_out(world.fee_agreement, open, partner)),
        ("partner", held(Some(document), open, lead).remove(0)),
        ("attorney-lead", held(Some(document), open, partner).remove(0)),
        ("partner", ended(document, lead)),
        ("partner", lifted(&format!("document_id = '{}'", world.named_document), lead)),
        ("paralegal-contribute", ended(document, partner)),
        // a closed case waits
        ("partner", folder_in(closed, "null".into(), partner)),
        ("partner", upload(closed, "null", partner)),
        ("partner", trashed(shut, closed, partner)),
        ("partner", checked_out(shut, closed, partner)),
        ("partner", ended(shut, partner)),
        ("partner", format!("update documents set name = 'x' where id = '{shut}'")),
        (
            "partner",
            format!("update document_folders set name = 'x' where id = '{}'", world.closed_folder),
        ),
        (
            "partner",
            format!(
                "update document_trashings set until = office_now(), restored_by = '{partner}' where document_id = '{shut}'"
            ),
        ),
        (
            "partner",
            format!(
                "update document_trashings set until = office_now(), restored_by = '{lead}' where document_id = '{}'",
                world.named_document
            ),
        ),
        // what is held is not trashed
        ("partner", trashed(world.named_document, open, partner)),
        // into a folder one does not see, or a new version of a document one does not see
        ("attorney-manage", folder_in(open, narrow.clone(), manage)),
        ("paralegal-manage", folder_in(open, narrow.clone(), paralegal)),
        (
            "attorney-manage",
            format!("update documents set folder_id = {narrow} where id = '{document}'"),
        ),
        (
            "paralegal-manage",
            format!("update documents set folder_id = {narrow} where id = '{document}'"),
        ),
        (
            "attorney-manage",
            format!(
                "update document_folders set parent_id = {narrow} where id = '{}'",
                world.folder
            ),
        ),
        ("attorney-manage", upload(open, &buried, manage)),
        ("paralegal-manage", upload(open, &buried, paralegal)),
        (
            "attorney-manage",
            format!(
                "select restrict_documents(gen_random_uuid(), {buried}, null, 'attorneys', '{{}}', '')"
            ),
        ),
        ("attorney-manage", format!("select 1 where end_restriction(null, {narrow})")),
        // moving out of what is narrowed, or into it, is for those who decide about it
        (
            "attorney-contribute",
            format!("update documents set folder_id = null where id = {buried}"),
        ),
        (
            "attorney-contribute",
            format!(
                "update document_folders set parent_id = null where id = '{}'",
                world.inner_folder
            ),
        ),
        (
            "attorney-contribute",
            format!("update documents set folder_id = {narrow} where id = '{document}'"),
        ),
        (
            "attorney-contribute",
            format!(
                "update document_folders set parent_id = {narrow} where id = '{}'",
                world.folder
            ),
        ),
        (
            "partner",
            format!(
                "update document_folders set parent_id = '{}' where id = {narrow}",
                world.inner_folder
            ),
        ),
        // one thing at a time is widened
        (
            "attorney-manage",
            format!("select 1 where end_restriction('{}', {narrow})", world.attorneys_document),
        ),
        // who is barred from what says nothing about cases out of sight
        ("attorney-outside", "select unnest(my_barred_documents())".into()),
        ("attorney-outside", "select unnest(my_barred_folders())".into()),
        (
            "billing",
            format!(
                "select 1 where '{document}' = any (my_barred_documents()) or {buried} = any (my_barred_documents())"
            ),
        ),
        ("attorney-lead", "select address from audit_events".into()),
        // nothing is told of a document that did not happen to it
        (
            "attorney-lead",
            format!(
                "insert into case_events (id, case_id, actor_id, happened) values
                (gen_random_uuid(), '{open}', '{lead}', '{{\"kind\": \"document_trashed\", \"document\": \"{document}\"}}')"
            ),
        ),
        // restrictions name people with standing, and are nobody's to write
        (
            "partner",
            format!(
                "select restrict_documents(gen_random_uuid(), '{document}', null, 'named', array['{}']::uuid[], '')",
                world.persona("attorney-outside").id
            ),
        ),
        (
            "partner",
            format!(
                "select restrict_documents(gen_random_uuid(), '{document}', null, 'named', array['{}']::uuid[], '')",
                world.persona("attorney-walled-member").id
            ),
        ),
        (
            "partner",
            format!(
                "update document_restrictions set until = office_now() where document_id = '{}'",
                world.named_document
            ),
        ),
        // a document begins with its first version, and stays in its case
        (
            "partner",
            format!(
                "insert into documents (id, case_id, name, kind, nth, added_by) values (gen_random_uuid(), '{open}', 'x', 'other', 1, '{partner}')"
            ),
        ),
        ("partner", format!("update documents set case_id = '{closed}' where id = '{document}'")),
        ("partner", format!("update documents set nth = 1 where id = '{document}'")),
        ("partner", "update document_versions set note = 'x'".into()),
        (
            "partner",
            format!(
                "update document_quarantines set released_at = office_now() where version_id = '{}'",
                world.held_version
            ),
        ),
        ("partner", format!("select 1 where release_version('{}', '')", world.held_version)),
        // somebody else's upload is not published, nor let go
        (
            "partner",
            format!("select object_name from document_uploads where started_by = '{lead}'"),
        ),
        // keys
        ("partner", "update case_keys set wrapped = 'x'".into()),
        (
            "partner",
            format!(
                "insert into case_keys (id, case_id, wrapped, master_key) values (gen_random_uuid(), '{open}', 'x', 'x')"
            ),
        ),
        (
            "attorney-outside",
            format!("select keep_case_key(gen_random_uuid(), '{open}', 'x', 'x')"),
        ),
        ("partner", "select console_vault_status()".into()),
        ("partner", "select gate_vault()".into()),
        ("partner", format!("select barred_from('{lead}', 'billing')")),
        // who can open what one does not see
        ("attorney-manage", format!("select document_openers({buried})")),
        ("attorney-outside", format!("select document_openers('{document}')")),
    ];
    // where what is put on a document is read, and by whom it is ended
    for name in ["attorney-manage", "paralegal-manage"] {
        never.push((name, ended(world.named_document, world.persona(name).id)));
        never.push((name, ended(document, world.persona("partner").id)));
    }
    never.push(("paralegal-manage", ended(document, paralegal)));
    never.push(("attorney-contribute", ended(document, world.persona("attorney-contribute").id)));
    never.push((
        "paralegal-contribute",
        trashed(document, open, world.persona("paralegal-contribute").id),
    ));
    never
}
