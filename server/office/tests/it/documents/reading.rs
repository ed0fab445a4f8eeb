//! Documents that are read here: what is shown, what is recorded, and who is told of it.

use domain::cases::{CaseView, Happened};
use domain::documents::{Block, Content, Did, RecordFilter};

use super::*;
use crate::support::hostile;

impl Desk {
    async fn store(&self, name: &str, bytes: Vec<u8>) -> DocumentId {
        let whole = stream::iter([Ok::<_, std::io::Error>(Bytes::from(bytes))]);
        let caller = self.caller("attorney-lead");
        documents::add(&caller, self.world.open, &NewFile::named(name), whole)
            .await
            .expect("it is stored")
            .document
    }

    async fn content(&self, who: &str, id: DocumentId, from: u32) -> Content {
        documents::view(&self.caller(who), id, None, from).await.expect("a page").body.content
    }

    async fn told(&self, who: &str) -> Vec<(&'static str, String)> {
        match office::cases::show(&self.caller(who), self.world.open).await.expect("a case").body {
            CaseView::Full(page) => page
                .timeline
                .into_iter()
                .filter_map(|entry| {
                    let what = match entry.what {
                        Happened::DocumentAdded { .. } => "added",
                        Happened::DocumentVersion { .. } => "version",
                        Happened::DocumentTrashed { .. } => "trashed",
                        Happened::DocumentRestored { .. } => "restored",
                        Happened::DocumentNarrowed { .. } => "narrowed",
                        Happened::DocumentWidened { .. } => "widened",
                        _ => return None,
                    };
                    Some((what, entry.document?))
                })
                .collect(),
            CaseView::Billing(_) => Vec::new(),
        }
    }
}

#[tokio::test]
async fn pages_of_one_viewing_share_a_row_and_a_preview_has_its_own() {
    let desk = Desk::new().await;
    let id = desk.store("Letter.pdf", hostile::letter(60)).await;
    let Content::Pages { count, from, width, height } = desk.content("attorney-view", id, 1).await
    else {
        panic!("pages")
    };
    assert!(count > 1 && from == 1 && height > width && width == documents::PAGE_WIDTH);
    let caller = desk.caller("attorney-view");
    for page in [1, 2, 1] {
        let drawn = documents::page_picture(&caller, id, None, page, width).await.unwrap().unwrap();
        assert_eq!((drawn.pages(), drawn.width()), (count, width));
        assert!(drawn.as_ref().starts_with(b"\x89PNG"));
    }
    let none = documents::page_picture(&caller, id, None, count + 1, width).await.unwrap();
    assert_eq!(none.unwrap_err().code(), "no_such_page");
    assert_eq!(desk.content("attorney-view", id, count + 1).await, Content::NoSuchPage);
    documents::thumbnail(&caller, id, None).await.unwrap().unwrap();
    documents::thumbnail(&caller, id, None).await.unwrap().unwrap();
    assert_eq!(
        desk.audited(id).await,
        ["add-document 1", "view-document 1", "preview-document 1"],
        "one row for the pages, one for the small picture"
    );
    // what lies in memory opens to nobody else
    for who in ["attorney-outside", "attorney-walled-member", "billing"] {
        let answer = documents::page_picture(&desk.caller(who), id, None, 1, width).await;
        assert!(matches!(answer, Err(Error::NotFound)), "{who}");
        let answer = documents::thumbnail(&desk.caller(who), id, None).await;
        assert!(matches!(answer, Err(Error::NotFound)), "{who}");
    }
    let answer = documents::view(&caller, id, Some(7), 1).await;
    assert!(matches!(answer, Err(Error::NotFound)), "no such version");
}

#[tokio::test]
async fn what_cannot_be_shown_says_why_and_what_is_text_keeps_its_shape() {
    let desk = Desk::new().await;
    for (name, bytes, said) in [
        ("Locked.pdf", hostile::locked(), "protected with a password"),
        ("Broken.pdf", hostile::broken(), "cannot be read"),
        ("Two.pdf", hostile::two_at_once(), "kind of file is not shown"),
    ] {
        let id = desk.store(name, bytes).await;
        let Content::Not { title, .. } = desk.content("attorney-view", id, 1).await else {
            panic!("{name}")
        };
        assert!(title.contains(said), "{name}: {title}");
    }
    let id = desk.store("Note.txt", b"one <b>\n\ntwo".to_vec()).await;
    let Content::Text { blocks, cut } = desk.content("attorney-view", id, 1).await else {
        panic!("text")
    };
    assert!(!cut);
    assert_eq!(blocks, [Block::Paragraph("one <b>".into()), Block::Paragraph("two".into())]);
}

#[tokio::test]
async fn a_record_is_narrowed_folded_and_taken_away_by_one_statement() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "=1+1.txt", "one").await;
    let id = kept.document;
    for _ in 0..3 {
        desk.read("attorney-view", id, None).await.unwrap();
        desk.page(id, RecordFilter::default()).await;
    }
    assert!(desk.read("attorney-outside", id, None).await.is_err());
    let lines = async |did: Option<Did>| {
        let did = did.map_or("", Did::word).to_owned();
        let record = desk.page(id, RecordFilter { did, who: String::new() }).await;
        record.lines.into_iter().map(|line| (line.what, line.times)).collect::<Vec<_>>()
    };
    let added = ("Added a document, version 1".to_owned(), 1);
    let read = ("Downloaded a document, version 1".to_owned(), 3);
    let denied = ("Tried to see document".to_owned(), 1);
    assert_eq!(lines(None).await, [denied.clone(), read.clone(), added.clone()]);
    assert_eq!(lines(Some(Did::Download)).await, [read]);
    assert_eq!(lines(Some(Did::Change)).await, [added]);
    assert_eq!(lines(Some(Did::Denied)).await, [denied]);
    assert_eq!(lines(Some(Did::View)).await, []);
    let looks = desk.page(id, RecordFilter::default()).await.looks;
    assert!(looks.0 > 3 && looks.1 == 1, "{looks:?}");

    let lead = desk.caller("attorney-lead");
    let filter = RecordFilter { did: "download".into(), ..RecordFilter::default() };
    let sheet = documents::export_record(&lead, id, &filter).await.unwrap();
    let csv = String::from_utf8(sheet.bytes).unwrap();
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert!(desk.audited(id).await.contains(&"export-document-record".to_owned()));
    for who in ["attorney-outside", "billing"] {
        let answer = documents::export_record(&desk.caller(who), id, &filter).await;
        assert!(matches!(answer, Err(Error::NotFound)), "{who}");
    }
    let answer = documents::export_record(&desk.caller("paralegal-view"), id, &filter).await;
    assert!(matches!(answer, Err(Error::Refused(_))));
}

impl Desk {
    async fn page(
        &self,
        id: DocumentId,
        filter: RecordFilter,
    ) -> domain::documents::DocumentRecord {
        let page = documents::show(&self.caller("attorney-lead"), id, filter).await;
        page.expect("a page").body.record.expect("a record")
    }
}

#[tokio::test]
async fn the_timeline_tells_of_no_document_its_reader_is_barred_from() {
    let desk = Desk::new().await;
    let open = desk.add("attorney-lead", "Lease.txt", "one").await;
    let secret = desk.add("attorney-lead", "Strategy.txt", "two").await;
    let lead = desk.caller("attorney-lead");
    documents::trash(&lead, open.document, &ReasonForm::default()).await.unwrap();
    documents::restore_from_trash(&lead, open.document).await.unwrap();
    let form = RestrictForm {
        narrowed_to: "named".into(),
        people: vec![desk.world.persona("attorney-view").id.to_string()],
        ..RestrictForm::default()
    };
    documents::narrow_document(&desk.caller("attorney-manage"), secret.document, &form)
        .await
        .unwrap();
    let name = |what, name: &str| (what, name.to_owned());
    let of_lease = [name("restored", "Lease.txt"), name("trashed", "Lease.txt")];
    for who in ["partner", "attorney-lead", "attorney-view"] {
        let told = desk.told(who).await;
        assert_eq!(told.len(), 5, "{who}: {told:?}");
        assert_eq!(told.iter().filter(|(_, name)| name == "Strategy.txt").count(), 2, "{who}");
    }
    for who in ["attorney-manage", "paralegal-view"] {
        let mut told = desk.told(who).await;
        told.sort();
        let mut expected = [name("added", "Lease.txt"), of_lease[0].clone(), of_lease[1].clone()];
        expected.sort();
        assert_eq!(told, expected, "{who}");
    }
    let form = RestrictForm { narrowed_to: "none".into(), ..RestrictForm::default() };
    documents::narrow_document(&lead, secret.document, &form).await.unwrap();
    assert!(desk.told("paralegal-view").await.contains(&name("widened", "Strategy.txt")));
}

/// By the database alone: an event says what is so, and is not read by who is barred.
#[tokio::test]
async fn the_database_takes_no_event_that_is_not_so() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Lease.txt", "one").await;
    let mut connection = desk.test.superuser().await;
    for kind in ["document_version", "document_trashed", "document_narrowed", "document_widened"] {
        let sql = format!(
            "select may_tell('{}', '{{\"kind\": \"{kind}\", \"document\": \"{}\"}}')",
            desk.world.open, kept.document
        );
        let mut tx = connection.begin().await.unwrap();
        tx.execute(AssertSqlSafe(format!(
            "set local role privity_partner; set local privity.caller = '{}'; set local privity.now = '2026-12-01T00:00:00Z'",
            desk.world.persona("partner").id
        )))
        .await
        .unwrap();
        let may: bool = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *tx).await.unwrap();
        assert!(!may, "{kind}");
    }
}
