//! The filing queue and the templates of the matrix, written down as superuser. They have no bytes.

use super::people::{World, id};

pub(super) fn filing(world: &World, sql: &mut String) {
    let key = format!("(select id from case_keys where case_id = '{}')", world.open);
    *sql += "insert into case_keys (id, case_id, wrapped, master_key) values (gen_random_uuid(), null, 'wrapped', 'first');";
    for (nth, (scan, tray, found)) in [
        (world.scan, None, "null"),
        (world.held_scan, None, "'Eicar-Test.'"),
        (world.attorney_scan, Some("attorney-outside"), "null"),
        (world.paralegal_scan, Some("paralegal-outside"), "null"),
        (world.billing_scan, Some("billing"), "null"),
    ]
    .into_iter()
    .enumerate()
    {
        let tray = tray.map_or("null".to_owned(), |name| format!("'{}'", world.staff(name)));
        *sql += &format!(
            "insert into filing_scans (id, tray_id, name, came_at, object_name, size_bytes, chunks, media, content_hash, office_key_id,
                wrapped_key, found)
            values ('{scan}', {tray}, 'Scan {nth}.pdf', '2026-10-01', '{scan}', 5, 1, 'application/pdf', sha256('{scan}'), {key},
                'wrapped', {found});"
        );
        if tray != "null" {
            *sql += &format!(
                "insert into filing_troubles (source, tray_id, name, why) values ('{scan}', {tray}, 'Empty.pdf', 'It is empty.');"
            );
        }
    }
    *sql += &format!(
        "insert into templates (id, name, kind, nth, made_by) values ('{}', 'A letter', 'correspondence', 1, '{partner}');
        insert into template_versions (id, template_id, nth, written_by, object_name, size_bytes, chunks, content_hash, office_key_id,
            wrapped_key, fields)
        values ('{version}', '{}', 1, '{partner}', '{version}', 5, 1, sha256('x'), {key}, 'wrapped', '{{client.name}}');
        insert into stage_words (id, stage, step, said, set_by, since)
        values ('{usual}', 'discovery', 'Exchanging evidence', 'Both sides show what they have.', '{partner}', '2026-10-01');",
        world.template,
        world.template,
        version = id(0x912),
        usual = id(0x913),
        partner = world.staff("partner"),
    );
}
