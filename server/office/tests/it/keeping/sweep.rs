//! What is swept, and what never is.

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use office::keeping::{Swept, sweep};
use office::{Caller, documents};
use sqlx::{Connection, Executor};
use tokio::sync::mpsc;

use super::*;

const NOBODYS: &str = "abcdef00112233445566778899aabbcc";

#[tokio::test]
async fn what_no_row_names_goes_after_a_day_and_what_a_version_names_stays() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Brief.txt", "kept").await;
    let blob = desk.blob_of(kept.document, 1).await;
    let nobodys = stray(&blob, NOBODYS);
    std::fs::write(&nobodys, b"nobody's").unwrap();
    let half = stray(&blob, &format!("0123{}#1", &NOBODYS[4..]));
    std::fs::write(&half, b"half").unwrap();
    // not ours to judge: another installation's, and what is not named like a blob
    let foreign = desk.test.blobs().join("00000000-0000-4000-8000-000000000001");
    std::fs::create_dir_all(foreign.join("ab/cd")).unwrap();
    std::fs::write(foreign.join("ab/cd").join(NOBODYS), b"foreign").unwrap();
    std::fs::write(nobodys.with_file_name("README"), b"who put this here?").unwrap();

    date_files(&desk.files(), now() - DAY + SignedDuration::from_mins(1));
    assert_eq!(sweep(desk.office()).await.unwrap(), Swept::default(), "nothing is a day old");
    assert_eq!(desk.files().len(), 5);

    date_files(&desk.files(), now() - DAY - SignedDuration::from_mins(1));
    let swept = sweep(desk.office()).await.unwrap();
    let expected = Swept { objects: 1, object_bytes: 8, unfinished: 1, ..Swept::default() };
    assert_eq!(swept, expected);
    assert!(!nobodys.exists() && !half.exists());
    assert_eq!(desk.files().len(), 3);
    assert_eq!(desk.read("attorney-lead", kept.document, None).await.unwrap(), "kept");
    assert_eq!(sweep(desk.office()).await.unwrap(), Swept::default());
}

#[tokio::test]
async fn an_upload_that_ended_without_a_word_goes_after_a_day_with_its_blob() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Brief.txt", "kept").await;
    let blob = desk.blob_of(kept.document, 1).await;
    let nobodys = stray(&blob, NOBODYS);
    std::fs::write(&nobodys, b"sealed").unwrap();
    desk.sql(format!(
        "set privity.now = '{NOW}'; insert into document_uploads (id, case_id, object_name, started_by)
        values (gen_random_uuid(), '{}', '{NOBODYS}', '{}')",
        desk.world.open,
        desk.world.persona("attorney-lead").id
    ))
    .await;
    date_files(&desk.files(), now() - DAY * 3);
    assert_eq!(sweep(desk.office()).await.unwrap(), Swept::default(), "it may be on its way");
    assert!(nobodys.exists());
    later(desk.office(), DAY + SignedDuration::from_mins(1));
    let swept = sweep(desk.office()).await.unwrap();
    assert_eq!(swept, Swept { uploads: 1, ..Swept::default() });
    assert!(!nobodys.exists());
    assert_eq!(desk.count("select count(*) from document_uploads").await, 0);
    assert!(blob.exists());
}

#[tokio::test]
async fn ranges_older_than_a_day_are_tidied() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Brief.txt", "kept").await;
    let caller = desk.caller("attorney-view");
    documents::open(&caller, kept.document, None, Purpose::Download, true).await.unwrap();
    assert_eq!(sweep(desk.office()).await.unwrap().transfers, 0);
    later(desk.office(), DAY * 2);
    assert_eq!(sweep(desk.office()).await.unwrap().transfers, 1);
}

/// A body that comes in the time of whoever holds the other end.
fn slow() -> (mpsc::Sender<Bytes>, impl futures_util::Stream<Item = Result<Bytes, std::io::Error>>)
{
    let (sender, receiver) = mpsc::channel(1);
    let body = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (Ok(piece), receiver))
    });
    (sender, body)
}

async fn waits(desk: &Desk, sql: &str) {
    while desk.count(sql).await == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_upload_that_was_swept_is_not_published() {
    let desk = Desk::new().await;
    let caller = desk.caller("attorney-lead");
    let (sender, body) = slow();
    let case = desk.world.open;
    let adding = tokio::spawn(async move {
        documents::add(&caller, case, &NewFile::named("Slow.txt"), body.boxed()).await
    });
    sender.send(Bytes::from_static(b"slow")).await.unwrap();
    waits(&desk, "select count(*) from document_uploads").await;
    later(desk.office(), DAY * 2);
    assert_eq!(sweep(desk.office()).await.unwrap().uploads, 1);
    drop(sender);
    let why = conflict(adding.await.unwrap());
    assert!(why.contains("longer than a day"), "{why}");
    assert_eq!(desk.count("select count(*) from documents").await, 0);
    assert_eq!(desk.files(), Vec::<std::path::PathBuf>::new());
}

/// Publishing holds the upload's row from its first statement to its commit.
#[tokio::test]
async fn an_upload_that_is_being_published_is_not_swept() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Brief.txt", "kept").await;
    let blob = desk.blob_of(kept.document, 1).await;
    // its transaction as it stands after publish_version and before the commit
    desk.sql(format!(
        "alter table document_versions disable trigger all; create table kept_version as select * from document_versions;
        delete from document_versions; set privity.now = '{NOW}';
        insert into document_uploads (id, case_id, document_id, object_name, started_by)
        select id, case_id, document_id, object_name, written_by from kept_version"
    ))
    .await;
    let mut publishing = desk.test.superuser().await;
    let mut tx = publishing.begin().await.unwrap();
    tx.execute("select from document_uploads for update; insert into document_versions select * from kept_version; delete from document_uploads")
        .await
        .unwrap();
    date_files(&desk.files(), now() - DAY);
    later(desk.office(), DAY * 3);
    assert_eq!(sweep(desk.office()).await.unwrap(), Swept::default());
    tx.commit().await.unwrap();
    assert_eq!(sweep(desk.office()).await.unwrap(), Swept::default());
    assert!(blob.exists());
    assert_eq!(desk.read("attorney-lead", kept.document, None).await.unwrap(), "kept");
}

/// Uploads that are older than a day by the sweeper's clock end at the same moment as it sweeps.
#[tokio::test]
async fn an_upload_that_races_with_the_sweeper_is_kept_whole_or_not_at_all() {
    let desk = Desk::new().await;
    let (mut kept, mut refused) = (0, 0);
    for round in 0..30 {
        let caller: Caller = desk.caller("attorney-lead");
        later(desk.office(), DAY * 2);
        let text = format!("round {round}");
        let file = NewFile::named(&format!("{round}.txt"));
        let sweeper = tokio::spawn({
            let office = Arc::clone(desk.office());
            async move {
                for _ in 0..round % 6 {
                    tokio::task::yield_now().await;
                }
                sweep(&office).await
            }
        });
        let done = documents::add(&caller, desk.world.open, &file, body(&text)).await;
        sweeper.await.unwrap().unwrap();
        match done {
            Ok(done) => {
                kept += 1;
                assert_eq!(read(&caller, done.document).await.unwrap(), text);
            }
            Err(error) => {
                refused += 1;
                // what is swept under its writer's hands fails there, or when it is published
                assert!(matches!(error, Error::Conflict(_) | Error::Storage(_)), "{error:?}");
            }
        }
        later(desk.office(), SignedDuration::ZERO);
    }
    println!("{kept} kept, {refused} refused");
    date_files(&desk.files(), now() - DAY * 2);
    later(desk.office(), DAY * 2);
    sweep(desk.office()).await.unwrap();
    assert_eq!(desk.files().len(), kept);
    assert_eq!(desk.count("select count(*) from document_versions").await, kept as i64);
    assert_eq!(desk.count("select count(*) from document_uploads").await, 0);
}

/// Whoever writes rows as the application's role names what is somebody else's, and waits.
#[tokio::test]
async fn an_upload_that_names_what_is_stored_takes_nothing_with_it() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Brief.txt", "kept").await;
    let blob = desk.blob_of(kept.document, 1).await;
    let name = blob.file_name().unwrap().to_str().unwrap().to_owned();
    let row = |name: &str| {
        format!(
            "insert into document_uploads (id, case_id, object_name, started_by, started_at)
            values (gen_random_uuid(), '{}', '{name}', '{}', '2026-10-01')",
            desk.world.open,
            desk.world.persona("paralegal-contribute").id
        )
    };
    let refused = desk.test.superuser().await.execute(AssertSqlSafe(row(&name))).await;
    assert!(refused.unwrap_err().to_string().contains("not allowed"));
    // nor where it got there all the same, nor one that is no name
    desk.sql(format!("set session_replication_role = replica; {}; {}", row(&name), row("../x")))
        .await;
    date_files(&desk.files(), now() - DAY * 30);
    assert_eq!(sweep(desk.office()).await.unwrap().uploads, 2);
    assert_eq!(desk.read("attorney-lead", kept.document, None).await.unwrap(), "kept");
}
