//! A case's key destroyed: what is refused, what is left, and what nobody reads again.

use bytes::Bytes;
use domain::documents::{DocumentFilter, HoldForm};
use domain::ids::CaseId;
use futures_util::{StreamExt, stream};
use office::console::Console;
use office::documents;
use sqlx::{AssertSqlSafe, Connection, Executor};

use super::*;

const GONE: &str = "This document was destroyed on Oct 13, 2026 and can no longer be read.";

struct Shredder {
    desk: Desk,
    console: Console,
    case: CaseId,
    document: DocumentId,
}

/// A closed case with a document, beside an open one with another.
async fn shredder() -> Shredder {
    let desk = Desk::new().await;
    let case = desk.another_case("Z-1").await;
    let document = desk.put(case, "Brief.txt", "to be destroyed").await.document;
    desk.close(case).await;
    let console = desk.test.console().await;
    Shredder { desk, console, case, document }
}

impl Shredder {
    async fn stands(&self) -> bool {
        let sql = format!(
            "select count(*) from case_keys where case_id = '{}' and wrapped is not null",
            self.case
        );
        self.desk.count(sql).await == 1
    }
}

#[tokio::test]
async fn what_is_shredded_is_listed_and_never_read_again_and_the_rest_still_is() {
    let it = shredder().await;
    let desk = &it.desk;
    let other = desk.put(desk.world.open, "Other.txt", "another case").await.document;
    let found = it.console.case_documents("Z-1").await.unwrap();
    assert_eq!((found.case, found.documents, found.versions), (it.case, 1, 1));
    it.console.shred_case(it.case).await.unwrap();

    let caller = desk.caller("partner");
    assert_eq!(conflict(read(&caller, it.document).await), GONE);
    assert_eq!(read(&caller, other).await.unwrap(), "another case");
    let page = documents::of_case(&caller, it.case, DocumentFilter::default()).await.unwrap().body;
    assert_eq!(page.page.rows[0].name, "Brief.txt");
    assert_eq!(page.destroyed.as_deref(), Some("Oct 13, 2026"));
    assert!(!page.may_add);
    let page = documents::show(&caller, it.document, Default::default()).await.unwrap().body;
    assert_eq!(page.destroyed.as_deref(), Some("Oct 13, 2026"));
    assert_eq!(conflict(documents::archivable(&caller, it.case, &[it.document]).await), GONE);
    let open = documents::of_case(&caller, desk.world.open, DocumentFilter::default()).await;
    assert_eq!(open.unwrap().body.destroyed, None);

    // the room of what nobody reads is given back
    let files = desk.files();
    date_files(&files, now() - DAY * 2);
    assert_eq!(office::keeping::sweep(desk.office()).await.unwrap().objects, 1);
    assert_eq!(desk.files().len(), files.len() - 1);
    assert_eq!(read(&caller, other).await.unwrap(), "another case");

    // a case that is opened again takes no more
    desk.reopen(it.case).await;
    for refused in [
        conflict(documents::may_add(&caller, it.case).await),
        conflict(documents::may_add_version(&caller, it.document).await),
        conflict(documents::add(&caller, it.case, &NewFile::named("New.txt"), body("new")).await),
        conflict(
            documents::add_version(&caller, it.document, 1, &NewFile::named("B"), body("b")).await,
        ),
    ] {
        assert!(refused.contains("were destroyed on Oct 13, 2026, and no more"), "{refused}");
    }
    assert_eq!(desk.count("select count(*) from document_uploads").await, 0);
    assert_eq!(
        desk.audited(it.document).await,
        ["add-document 1", "download-document 1 refused", "see-document"]
    );
    // nothing there is read back any more
    let done = office::keeping::scrub(desk.office(), now(), Default::default()).await.unwrap();
    assert_eq!((done.versions, done.wrong), (1, 0));
    assert_eq!(it.console.vault_keeping().await.unwrap().versions, 1);
    assert_eq!(it.console.vault_status().await.unwrap().unwrap().destroyed, 1);
}

#[tokio::test]
async fn shredding_is_on_record_and_every_managing_partner_is_told() {
    let it = shredder().await;
    it.console.shred_case(it.case).await.unwrap();
    let record = it
        .desk
        .count(format!(
            "select count(*) from audit_events where actor_kind = 'console' and action = 'shred-case' and resource_id = '{}'",
            it.case
        ))
        .await;
    assert_eq!(record, 1);
    let told = it
        .desk
        .count("select count(*) from messages where kind = 'documents_destroyed' and about = 'Z-1'")
        .await;
    let partners =
        "select count(*) from staff_roles where role = 'managing_partner' and until is null";
    assert_eq!(told, it.desk.count(partners).await);
    let again = conflict(it.console.shred_case(it.case).await);
    assert!(again.contains("destroyed before"), "{again}");
    assert!(conflict(it.console.case_documents("Z-1").await).contains("destroyed before"));
    assert_eq!(
        told,
        it.desk.count("select count(*) from messages where kind = 'documents_destroyed'").await
    );
    // not even the owner gives a destroyed key back
    let back = format!(
        "update case_keys set wrapped = 'x', destroyed_at = null where case_id = '{}'",
        it.case
    );
    let back = it.desk.test.superuser().await.execute(AssertSqlSafe(back)).await;
    assert!(back.is_err());
}

#[tokio::test]
async fn nothing_is_shredded_on_an_open_case_under_a_hold_or_before_its_day() {
    let it = shredder().await;
    let desk = &it.desk;
    let open = conflict(it.console.shred_case(desk.world.open).await);
    assert!(open.contains("open"), "{open}");
    let empty = desk.another_case("Z-2").await;
    desk.close(empty).await;
    assert!(conflict(it.console.shred_case(empty).await).contains("never had documents"));
    let nowhere = it.console.shred_case(CaseId(uuid::Uuid::new_v4())).await;
    assert!(matches!(nowhere, Err(Error::NotFound)), "{nowhere:?}");

    let caller = desk.caller("partner");
    let hold = HoldForm { reason: "A subpoena.".into() };
    documents::hold_document(&caller, it.document, &hold).await.unwrap();
    assert!(conflict(it.console.shred_case(it.case).await).contains("legal hold"));
    desk.sql("set session_replication_role = replica; delete from legal_holds").await;
    documents::hold_case(&caller, it.case, &hold).await.unwrap();
    assert!(conflict(it.console.shred_case(it.case).await).contains("legal hold"));
    desk.sql("set session_replication_role = replica; delete from legal_holds").await;

    let keep =
        |day: &str| format!("update documents set keep_until = {day} where id = '{}'", it.document);
    desk.sql(keep("'2026-10-13'")).await;
    assert!(conflict(it.console.shred_case(it.case).await).contains("later day"));
    assert!(it.stands().await);
    assert_eq!(read(&caller, it.document).await.unwrap(), "to be destroyed");
    desk.sql(keep("'2026-10-12'")).await;
    it.console.shred_case(it.case).await.unwrap();
    assert!(!it.stands().await);
}

/// The two wait for each other: whichever comes first, a hold that was set is kept.
#[tokio::test]
async fn a_hold_that_is_being_set_stops_the_shredding() {
    let it = shredder().await;
    let mut partner = it.desk.test.superuser().await;
    let mut tx = partner.begin().await.unwrap();
    tx.execute(AssertSqlSafe(format!(
        "set local privity.now = '{NOW}'; insert into legal_holds (id, case_id, reason, set_by)
        values (gen_random_uuid(), '{}', 'A subpoena.', '{}')",
        it.case,
        it.desk.world.persona("partner").id
    )))
    .await
    .unwrap();
    let shredding = it.console.shred_case(it.case);
    let holding = async {
        waits_for_a_lock(&it.desk).await;
        tx.commit().await.unwrap();
    };
    let (shredded, ()) = tokio::join!(shredding, holding);
    assert!(conflict(shredded).contains("legal hold"));
    assert!(it.stands().await);
}

async fn waits_for_a_lock(desk: &Desk) {
    let sql = format!(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = '{}'",
        desk.test.database()
    );
    while desk.count(sql.clone()).await == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_upload_that_is_on_its_way_when_the_key_goes_is_refused_in_words() {
    let it = shredder().await;
    let desk = &it.desk;
    desk.reopen(it.case).await;
    let caller = desk.caller("partner");
    let shred = async {
        desk.close(it.case).await;
        it.console.shred_case(it.case).await.unwrap();
        desk.reopen(it.case).await;
        Ok::<_, std::io::Error>(Bytes::from_static(b"the last of it"))
    };
    let late = stream::once(shred);
    let added = documents::add(&caller, it.case, &NewFile::named("Late.txt"), late).await;
    assert!(conflict(added).contains("were destroyed on Oct 13, 2026, and no more"));
    assert_eq!(desk.count("select count(*) from document_versions").await, 1);
    assert_eq!(desk.count("select count(*) from document_uploads").await, 0);
    assert_eq!(desk.files().len(), 1);
}

/// The key goes while the version is being published. Whoever asks nothing is refused by the table itself.
#[tokio::test]
async fn a_version_and_the_end_of_its_key_wait_for_each_other() {
    let it = shredder().await;
    let desk = &it.desk;
    desk.reopen(it.case).await;
    let mut shredding = desk.test.superuser().await;
    let mut tx = shredding.begin().await.unwrap();
    tx.execute(AssertSqlSafe(format!(
        "update case_keys set wrapped = null, destroyed_at = now() where case_id = '{}'",
        it.case
    )))
    .await
    .unwrap();
    let caller = desk.caller("partner");
    let file = NewFile::named("Late.txt");
    let adding = documents::add(&caller, it.case, &file, body("late"));
    let ending = async {
        waits_for_a_lock(desk).await;
        tx.commit().await.unwrap();
    };
    let (added, ()) = tokio::join!(adding, ending);
    assert!(conflict(added).contains("and no more can be added"));
    assert_eq!(desk.count("select count(*) from document_versions").await, 1);
    assert_eq!(desk.files().len(), 1);
    let again = "insert into document_versions select (jsonb_populate_record(v, jsonb_build_object(
        'id', gen_random_uuid(), 'nth', 9, 'object_name', 'another'))).* from document_versions v";
    let refused = desk.test.superuser().await.execute(again).await.unwrap_err();
    assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "PV411");
}

#[tokio::test]
async fn a_download_that_runs_ends_with_the_key() {
    let desk = Desk::new().await;
    let case = desk.another_case("Z-1").await;
    let long =
        stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![7; 1 << 20]))).take(24);
    let caller = desk.caller("partner");
    let kept = documents::add(&caller, case, &NewFile::named("Long.bin"), long).await.unwrap();
    desk.close(case).await;
    let opened = documents::open(&caller, kept.document, None, Purpose::Download, false).await;
    let mut bytes = std::pin::pin!(opened.unwrap().bytes(&caller, None));
    bytes.next().await.unwrap().unwrap();
    desk.test.console().await.shred_case(case).await.unwrap();
    let mut more = 0;
    let end = loop {
        match bytes.next().await {
            Some(Ok(piece)) => more += piece.len(),
            other => break other,
        }
    };
    assert!(matches!(end, Some(Err(Error::Conflict(_)))), "{end:?}");
    assert!(more < 16 << 20, "{more}");
}

#[tokio::test]
async fn what_is_exported_opens_without_server_and_database_and_with_nothing_else() {
    use std::io::Cursor;
    use vault::export::{Card, open_exported};
    use vault::keys::Secret;
    use vault::{Keyring, MasterKey};

    let it = shredder().await;
    let other = it.desk.put(it.desk.world.open, "Other.txt", "another case").await.document;
    let export = async |id: DocumentId| {
        let (card, sealed) = it.console.export_version(id, None).await.unwrap();
        let mut blob = Vec::new();
        let mut sealed = std::pin::pin!(sealed);
        while let Some(piece) = sealed.next().await {
            blob.extend_from_slice(&piece.unwrap());
        }
        (card, blob)
    };
    let (card, blob) = export(it.document).await;
    let (wrong, _) = export(other).await;
    let keys = |n: u8| Keyring::new(MasterKey::new(&Secret::new([n; 32])));
    let open = |card: &Card, blob: &[u8], key: u8| {
        let mut out = Vec::new();
        open_exported(card, Cursor::new(blob), &keys(key), &mut out).map(|_| out)
    };
    assert_eq!(open(&card, &blob, 9).unwrap(), b"to be destroyed");
    assert!(open(&card, &blob, 8).is_err());
    assert!(open(&wrong, &blob, 9).is_err());
    let moved = Card { place: vault::Place { document: other.0, ..card.place }, ..card.clone() };
    assert!(open(&moved, &blob, 9).is_err());
    let text = serde_json::to_string(&card).unwrap();
    assert!(!text.contains("Brief"), "{text}");
    assert_eq!(it.desk.audited(it.document).await, ["add-document 1", "export-document"]);
    it.console.shred_case(it.case).await.unwrap();
    assert!(matches!(it.console.export_version(it.document, None).await, Err(Error::Conflict(_))));
    let nowhere = it.console.export_version(other, Some(9)).await;
    assert!(matches!(nowhere, Err(Error::NotFound)));
}
