//! The documents of the matrix, written down as superuser.

use domain::ids::{CaseId, DocumentId};
use uuid::Uuid;

use super::people::{World, id};

/// Documents, folders, and every row that stands beside a document.
pub(super) fn documents(world: &World, sql: &mut String) {
    let (open, closed, partner) = (world.open, world.closed, world.staff("partner"));
    *sql += &format!(
        "set privity.now = '2026-10-01T00:00:00Z';
        insert into case_keys (id, case_id, wrapped, master_key) values
            (gen_random_uuid(), '{open}', 'wrapped', 'first'), (gen_random_uuid(), '{closed}', 'wrapped', 'first');
        insert into document_folders (id, case_id, parent_id, name, made_by) values
            ('{}', '{open}', null, 'Pleadings', '{partner}'),
            ('{narrow}', '{open}', null, 'Strategy', '{partner}'),
            ('{inner}', '{open}', '{narrow}', 'Drafts', '{partner}'),
            ('{}', '{closed}', null, 'Pleadings', '{partner}');
        insert into document_restrictions (id, case_id, folder_id, narrowed_to, set_by)
        values ('{of_folder}', '{open}', '{narrow}', 'named', '{partner}');
        insert into document_restriction_people (restriction_id, staff_id) values ('{of_folder}', '{}');",
        world.folder,
        world.closed_folder,
        world.staff("attorney-contribute"),
        narrow = world.narrow_folder,
        inner = world.inner_folder,
        of_folder = id(0x821),
    );
    let inner = format!("'{}'", world.inner_folder);
    let documents = [
        (world.document, open, "null", "pleading"),
        (world.fee_agreement, open, "null", "fee_agreement"),
        (world.receipt, open, "null", "receipt"),
        (world.named_document, open, "null", "receipt"),
        (world.attorneys_document, open, "null", "pleading"),
        (world.buried_document, open, inner.as_str(), "notes"),
        (world.closed_document, closed, "null", "pleading"),
    ];
    for (nth, (document, case, folder, kind)) in documents.into_iter().enumerate() {
        document_row(sql, document, case, folder, kind, partner);
        *sql += &version(id(0x8a0 + nth as u128), document, case, 1, partner);
    }
    let held = world.held_version;
    *sql += &version(held.0, world.document, open, 2, partner);
    *sql += &format!(
        "insert into document_quarantines (version_id, document_id, found) values ('{held}', '{}', 'Eicar-Test');",
        world.document
    );
    *sql += &version(id(0x8aa), world.receipt, open, 2, partner);
    *sql += &format!(
        "insert into document_quarantines (version_id, document_id, found) values ('{}', '{}', 'Eicar-Test');",
        id(0x8aa),
        world.receipt
    );
    narrowed(world, sql);
    beside(world, sql);
    *sql += "reset privity.now;";
}

fn document_row(
    sql: &mut String,
    document: DocumentId,
    case: CaseId,
    folder: &str,
    kind: &str,
    by: Uuid,
) {
    *sql += &format!(
        "insert into documents (id, case_id, folder_id, name, kind, nth, added_by)
        values ('{document}', '{case}', {folder}, 'A document.pdf', '{kind}', 1, '{by}');
        insert into audit_events (id, at, actor_kind, actor_id, action, resource, resource_id, case_id)
        values (gen_random_uuid(), '2026-01-05', 'staff', '{by}', 'see-document', 'document', '{document}', '{case}');"
    );
}

fn version(version: Uuid, document: DocumentId, case: CaseId, nth: i32, by: Uuid) -> String {
    format!(
        "insert into document_versions (id, document_id, case_id, nth, written_by, object_name, size_bytes, chunks, media,
            content_hash, case_key_id, wrapped_key)
        values ('{version}', '{document}', '{case}', {nth}, '{by}', '{version}', 5, 1, 'application/pdf',
            sha256('{version}'), (select id from case_keys where case_id = '{case}'), 'wrapped');
        update documents set nth = {nth} where id = '{document}';"
    )
}

fn narrowed(world: &World, sql: &mut String) {
    let (open, partner) = (world.open, world.staff("partner"));
    *sql += &format!(
        "insert into document_restrictions (id, case_id, document_id, narrowed_to, set_by) values
            ('{by_name}', '{open}', '{}', 'named', '{partner}'),
            (gen_random_uuid(), '{open}', '{}', 'attorneys', '{partner}');
        insert into document_restriction_people (restriction_id, staff_id)
        values ('{by_name}', '{}'), ('{by_name}', '{}');",
        world.named_document,
        world.attorneys_document,
        world.staff("attorney-view"),
        world.staff("paralegal-view"),
        by_name = id(0x822),
    );
}

/// Trashings, holds, check-outs and uploads: of the named document, so that who is barred from it
/// must not read them; a check-out of the first one; and of the closed case, where they wait.
fn beside(world: &World, sql: &mut String) {
    let partner = world.staff("partner");
    for (document, case) in
        [(world.named_document, world.open), (world.closed_document, world.closed)]
    {
        *sql += &format!(
            "insert into document_trashings (id, document_id, case_id, trashed_by)
            values (gen_random_uuid(), '{document}', '{case}', '{partner}');
            insert into document_checkouts (id, document_id, case_id, staff_id)
            values (gen_random_uuid(), '{document}', '{case}', '{partner}');"
        );
    }
    *sql += &format!(
        "insert into case_events (id, case_id, at, actor_id, happened)
        values (gen_random_uuid(), '{open}', '2026-10-01', '{partner}',
            '{{\"kind\": \"document_added\", \"document\": \"{}\"}}');
        insert into legal_holds (id, case_id, document_id, reason, set_by)
        values (gen_random_uuid(), '{open}', '{}', 'A subpoena.', '{partner}');
        insert into document_checkouts (id, document_id, case_id, staff_id)
        values (gen_random_uuid(), '{}', '{open}', '{}');
        insert into document_trashings (id, document_id, case_id, trashed_by)
        values (gen_random_uuid(), '{}', '{open}', '{partner}');",
        world.named_document,
        world.named_document,
        world.document,
        world.staff("paralegal-contribute"),
        world.receipt,
        open = world.open,
    );
    for (nth, name) in [
        "partner",
        "attorney-lead",
        "paralegal-manage",
        "attorney-walled-member",
        "attorney-suspended",
    ]
    .into_iter()
    .enumerate()
    {
        *sql += &format!(
            "insert into document_uploads (id, case_id, object_name, started_by)
            values (gen_random_uuid(), '{}', 'upload-{nth}', '{}');",
            world.open,
            world.staff(name)
        );
    }
}
