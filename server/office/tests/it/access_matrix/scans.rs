//! The statements about the filing queue and templates, and what nobody may write there.

use domain::ids::ScanId;

use super::expectations::Cell;
use crate::support::people::World;

fn scan(world: &World, heading: &str) -> ScanId {
    match heading {
        "held scan of the office" => world.held_scan,
        "scan of attorney-outside" => world.attorney_scan,
        "scan of paralegal-outside" => world.paralegal_scan,
        "scan of billing" => world.billing_scan,
        _ => world.scan,
    }
}

const UPLOAD: &str = "01928000-0000-7000-8000-00000000091f";

/// The statements of an act about scans and templates; none for any other.
pub(super) fn statements(world: &World, cell: &Cell) -> Option<Vec<String>> {
    let scan = scan(world, &cell.heading);
    let lead = world.persona("attorney-lead").id;
    let me = world.persona(&cell.persona).id;
    Some(match cell.act.as_str() {
        "see-tray" => vec!["select 1 where my_tray() is not null".into()],
        "see-scan" => vec![format!("select name from filing_scans where id = '{scan}'")],
        "file-scan" => vec![format!("select 1 where file_scan('{scan}') is not null")],
        "move-scan" => vec![
            format!("select 1 where discard_scan('{scan}', 'Blank.', 1)"),
            format!("select 1 where restore_scan('{scan}')"),
            format!("select 1 where hand_scan('{scan}', '{lead}', 3)"),
        ],
        "manage-templates" => vec![
            "select id from keep_office_key(null, null, null)".into(),
            format!("select begin_template('{UPLOAD}', 'fresh')"),
            format!(
                "select 1 where publish_template('{UPLOAD}', '{}', 'A letter', 'other', '', 5, 1, sha256('y'),
                    (select id from case_keys where case_id is null), 'wrapped', '{{}}') = 2",
                world.template
            ),
            format!("update templates set name = 'Another', revision = revision + 1 where id = '{}'", world.template),
            format!(
                "update stage_words set until = office_now(), ended_by = '{me}' where stage = 'discovery'"
            ),
            format!(
                "insert into stage_words (id, stage, step, said, set_by) values (gen_random_uuid(), 'hearing', 'New', 'New.', '{me}')"
            ),
        ],
        _ => return None,
    })
}

pub(super) fn readable(world: &World, row: &str) -> String {
    match row {
        "trouble" => "select why from filing_troubles limit 1".into(),
        "template" => format!("select name from templates where id = '{}'", world.template),
        "letter" => {
            format!("select fields from template_versions where template_id = '{}'", world.template)
        }
        "usual" => "select step from stage_words".into(),
        other => panic!("no statement for {other}"),
    }
}

/// What nobody may do to scans and templates by plain SQL.
pub(super) fn never(world: &World) -> Vec<(&'static str, String)> {
    let (partner, suspended) =
        (world.persona("partner").id, world.persona("attorney-suspended").id);
    let scan = world.scan;
    vec![
        // a scan is moved, discarded and filed by its verbs
        ("partner", format!("update filing_scans set tray_id = '{partner}' where id = '{scan}'")),
        (
            "paralegal-desk",
            format!("update filing_scans set found = null where id = '{}'", world.held_scan),
        ),
        ("partner", "delete from filing_scans".into()),
        ("partner", format!("select 1 where file_scan('{}') is not null", world.held_scan)),
        ("partner", format!("select 1 where hand_scan('{scan}', '{suspended}', 1)")),
        ("partner", format!("select 1 where discard_scan('{scan}', '', 1)")),
        ("paralegal-desk", format!("select 1 where hand_scan('{}', null, 1)", world.attorney_scan)),
        // nobody puts one into a tray, nor looks into the folder
        ("partner", "select * from filing_known()".into()),
        ("partner", "select * from filing_trays()".into()),
        ("partner", "select 1 where filing_begin(gen_random_uuid(), 'x', 'x')".into()),
        ("attorney-outside", "select filing_gone(id) from filing_scans".into()),
        ("partner", "select object_name from filing_arrivals".into()),
        ("attorney-lead", "select id from keep_office_key(null, null, null)".into()),
        // templates are managing partners', versions are never changed, billing writes no letters
        ("attorney-lead", "update templates set name = 'x'".into()),
        ("paralegal-manage", format!("select begin_template('{UPLOAD}', 'fresh')")),
        ("partner", "update template_versions set fields = '{}'".into()),
        ("partner", "update templates set nth = 9".into()),
        ("partner", "delete from templates".into()),
        ("partner", "select object_name from template_uploads".into()),
        ("billing", "select name from templates".into()),
        ("billing", "select fields from template_versions".into()),
        // what is usually said is a managing partner's, in their own name, and stays as it was said
        ("billing", "select step from stage_words".into()),
        ("partner", "update stage_words set said = 'New.'".into()),
        ("partner", "delete from stage_words".into()),
        (
            "partner",
            format!(
                "insert into stage_words (id, stage, step, said, set_by) values (gen_random_uuid(), 'hearing', 'New', 'New.', '{suspended}')"
            ),
        ),
        (
            "attorney-lead",
            format!(
                "insert into stage_words (id, stage, step, said, set_by) values (gen_random_uuid(), 'hearing', 'New', 'New.', '{}')",
                world.persona("attorney-lead").id
            ),
        ),
    ]
}
