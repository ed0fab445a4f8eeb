//! Documents: stored, opened, kept aside, held; and what must never happen to them.

mod reading;

use std::path::Path;

use bytes::Bytes;
use domain::access::Role;
use domain::documents::{
    DocumentFilter, HoldForm, LiftForm, ReasonForm, RecordFilter, RestrictForm,
};
use domain::ids::{CaseId, DocumentId};
use futures_util::{Stream, StreamExt, stream};
use office::documents::{self, How, Kept, NewFile, Purpose};
use office::{Caller, Error};
use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::support::TestOffice;
use crate::support::people::World;

/// Text that must not be found in what is kept.
const CANARY: &str = "the-canary-of-the-vault-sings-in-plain-text";

pub(crate) fn body(text: &str) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + use<> {
    let pieces: Vec<_> = text.as_bytes().chunks(7).map(Bytes::copy_from_slice).map(Ok).collect();
    stream::iter(pieces)
}

pub(crate) struct Desk {
    pub(crate) test: TestOffice,
    pub(crate) world: World,
}

impl Desk {
    pub(crate) async fn new() -> Desk {
        let test = TestOffice::with_vault().await;
        let mut connection = test.superuser().await;
        let world = World::make(&mut connection).await;
        // the documents of the matrix have no bytes
        test.empty_vault().await;
        Desk { test, world }
    }

    pub(crate) fn caller(&self, name: &str) -> Caller {
        self.world.persona(name).caller(&self.test.office)
    }

    pub(crate) async fn add(&self, who: &str, name: &str, text: &str) -> Kept {
        documents::add(&self.caller(who), self.world.open, &NewFile::named(name), body(text))
            .await
            .expect("it is stored")
    }

    pub(crate) async fn read(
        &self,
        who: &str,
        id: DocumentId,
        nth: Option<i32>,
    ) -> office::Result<String> {
        let opened = documents::open(&self.caller(who), id, nth, Purpose::Download, false).await?;
        Ok(String::from_utf8(opened.read().await?).expect("text"))
    }

    pub(crate) async fn audited(&self, id: DocumentId) -> Vec<String> {
        sqlx::query_scalar(
            "select action || coalesce(' ' || resource_version::text, '') || case outcome when 'done' then '' else ' ' || outcome end
            from audit_events where resource = 'document' and resource_id = $1 order by seq",
        )
        .bind(id.0)
        .fetch_all(&mut self.test.superuser().await)
        .await
        .expect("rows of the log")
    }

    pub(crate) fn files(&self) -> Vec<std::path::PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.path() {
                    path if path.is_dir() => walk(&path, found),
                    path => found.push(path),
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.test.blobs(), &mut found);
        found
    }
}

#[tokio::test]
async fn what_is_stored_reads_back_and_both_are_on_record() {
    let desk = Desk::new().await;
    let kept = desk.add("paralegal-contribute", "../Lease\u{202E}.txt", CANARY).await;
    assert_eq!((kept.name.as_str(), kept.nth, kept.how), ("Lease.txt", 1, How::New));
    assert_eq!(desk.read("attorney-view", kept.document, None).await.unwrap(), CANARY);
    assert_eq!(desk.audited(kept.document).await, ["add-document 1", "download-document 1"]);
    let page = documents::of_case(
        &desk.caller("attorney-view"),
        desk.world.open,
        DocumentFilter::default(),
    )
    .await
    .unwrap();
    assert_eq!(page.body.page.rows[0].name, "Lease.txt");
    assert_eq!(page.body.counts.all, 1);
}

#[tokio::test]
async fn no_plain_text_is_found_in_the_store_nor_in_the_database() {
    let desk = Desk::new().await;
    desk.add("attorney-lead", "Canary.txt", &CANARY.repeat(5_000)).await;
    let files = desk.files();
    assert_eq!(files.len(), 1);
    for file in files {
        let stored = std::fs::read(&file).unwrap();
        assert!(stored.len() > CANARY.len() * 5_000);
        assert!(!stored.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()));
    }
    let mut connection = desk.test.superuser().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    for table in tables {
        let sql = format!("select count(*) from {table} as t where t::text like '%{CANARY}%'");
        let found: i64 =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap();
        assert_eq!(found, 0, "{table}");
    }
}

#[tokio::test]
async fn outside_walled_and_barred_are_one_answer_and_on_record() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Strategy.txt", "secret").await;
    let form = RestrictForm {
        narrowed_to: "named".into(),
        people: vec![desk.world.persona("attorney-view").id.to_string()],
        ..RestrictForm::default()
    };
    documents::narrow_document(&desk.caller("attorney-manage"), kept.document, &form)
        .await
        .unwrap();
    for who in [
        "attorney-outside",
        "attorney-walled-member",
        "partner-walled",
        "attorney-manage",
        "billing",
    ] {
        let answer = desk.read(who, kept.document, None).await;
        assert!(matches!(answer, Err(Error::NotFound)), "{who}: {answer:?}");
        let page = documents::show(&desk.caller(who), kept.document, RecordFilter::default()).await;
        assert!(matches!(page, Err(Error::NotFound)), "{who}");
    }
    for who in ["partner", "attorney-lead", "attorney-view"] {
        assert_eq!(desk.read(who, kept.document, None).await.unwrap(), "secret", "{who}");
    }
    let denied = desk.audited(kept.document).await;
    assert_eq!(denied.iter().filter(|line| line.ends_with("unseen")).count(), 10, "{denied:?}");
}

#[tokio::test]
async fn a_file_of_the_same_name_is_numbered_and_one_checked_out_becomes_its_next_version() {
    let desk = Desk::new().await;
    let first = desk.add("attorney-lead", "Brief.txt", "one").await;
    let second = desk.add("attorney-lead", "brief.TXT", "two").await;
    assert_eq!((second.name.as_str(), second.how), ("brief (2).TXT", How::New));
    documents::check_out(&desk.caller("attorney-lead"), first.document).await.unwrap();
    let third = desk.add("attorney-lead", "BRIEF.txt", "three").await;
    assert_eq!((third.document, third.nth, third.how), (first.document, 2, How::Version));
    assert_eq!(desk.read("attorney-view", first.document, None).await.unwrap(), "three");
    assert_eq!(desk.read("attorney-view", first.document, Some(1)).await.unwrap(), "one");
    // that gave it back
    documents::check_out(&desk.caller("paralegal-contribute"), first.document).await.unwrap();
}

#[tokio::test]
async fn a_stale_version_is_kept_beside_the_document_and_nothing_is_lost() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Brief.txt", "one").await;
    let send = async |who: &str, base, text: &str| {
        let file = NewFile::named("Brief.txt");
        documents::add_version(&desk.caller(who), kept.document, base, &file, body(text)).await
    };
    assert_eq!(send("attorney-manage", 1, "two").await.unwrap().nth, 2);
    let aside = send("paralegal-contribute", 1, "mine").await.unwrap();
    assert_eq!(aside.how, How::Aside);
    assert_eq!(aside.name, "Brief (paralegal-contribute’s copy).txt");
    assert_eq!(desk.read("attorney-view", aside.document, None).await.unwrap(), "mine");
    assert_eq!(desk.read("attorney-view", kept.document, None).await.unwrap(), "two");
    // and while somebody else works on it
    documents::check_out(&desk.caller("attorney-lead"), kept.document).await.unwrap();
    assert_eq!(send("attorney-manage", 2, "three").await.unwrap().how, How::Aside);
    assert_eq!(desk.files().len(), 4);
    let left: i64 = sqlx::query_scalar("select count(*) from document_uploads")
        .fetch_one(&mut desk.test.superuser().await)
        .await
        .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn an_older_version_comes_back_as_a_new_one_sealed_anew() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Brief.txt", "one").await;
    let caller = desk.caller("attorney-lead");
    let file = NewFile::named("Brief.txt");
    documents::add_version(&caller, kept.document, 1, &file, body("two")).await.unwrap();
    let again = documents::restore(&caller, kept.document, 1, 2).await.unwrap();
    assert_eq!(again.nth, 3);
    assert_eq!(desk.read("attorney-view", kept.document, None).await.unwrap(), "one");
    let page = documents::show(&caller, kept.document, RecordFilter::default()).await.unwrap().body;
    assert_eq!(page.versions[0].restored_from, Some(1));
    let files = desk.files();
    assert_eq!(files.len(), 3);
    let reader = documents::restore(&desk.caller("attorney-view"), kept.document, 1, 3).await;
    assert!(matches!(reader, Err(Error::Refused(_))), "{reader:?}");
}

#[tokio::test]
async fn a_body_that_breaks_off_lies_about_its_length_or_is_too_long_leaves_nothing() {
    let desk = Desk::new().await;
    let caller = desk.caller("attorney-lead");
    let broken =
        stream::iter([Ok(Bytes::from_static(b"begun")), Err(std::io::Error::other("cut"))]);
    let add = async |file: NewFile, case: CaseId| {
        documents::add(&caller, case, &file, body("eight of")).await
    };
    let cut = documents::add(&caller, desk.world.open, &NewFile::named("a.txt"), broken).await;
    assert!(matches!(cut, Err(Error::Conflict(_))), "{cut:?}");
    for announced in [0, 7, 9, u64::MAX] {
        let mut file = NewFile::named("a.txt");
        file.announced_bytes = Some(announced);
        let lied = add(file, desk.world.open).await;
        assert!(matches!(lied, Err(Error::Conflict(_))), "{announced}: {lied:?}");
    }
    let long =
        stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![0; 1 << 20]))).take(65);
    let long = documents::add(&caller, desk.world.open, &NewFile::named("a.txt"), long).await;
    assert!(matches!(long, Err(Error::Conflict(_))), "{long:?}");
    desk.test.office.vault().await.unwrap().blobs.settled().await;
    assert_eq!(desk.files(), Vec::<std::path::PathBuf>::new());
    let rows: i64 = sqlx::query_scalar(
        "select (select count(*) from documents) + (select count(*) from document_uploads)",
    )
    .fetch_one(&mut desk.test.superuser().await)
    .await
    .unwrap();
    assert_eq!(rows, 0);
    let empty =
        documents::add(&caller, desk.world.open, &NewFile::named("Empty.txt"), body("")).await;
    let Err(Error::Conflict(why)) = empty else { panic!("{empty:?}") };
    assert!(why.contains("0 bytes"), "{why}");
    assert!(desk.files().is_empty());
}

#[tokio::test]
async fn a_grant_that_ends_ends_the_download() {
    let desk = Desk::new().await;
    let long =
        stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![7; 1 << 20]))).take(40);
    let kept = documents::add(
        &desk.caller("attorney-lead"),
        desk.world.open,
        &NewFile::named("a.bin"),
        long,
    )
    .await
    .unwrap();
    let reader = desk.caller("attorney-view");
    let opened =
        documents::open(&reader, kept.document, None, Purpose::Download, false).await.unwrap();
    let mut bytes = Box::pin(opened.bytes(&reader, None));
    let mut sent = bytes.next().await.unwrap().unwrap().len();
    let end = format!(
        "update case_team set until = since where case_id = '{}' and staff_id = '{}'",
        desk.world.open,
        reader.staff_id()
    );
    desk.test.superuser().await.execute(AssertSqlSafe(end)).await.unwrap();
    let ended = loop {
        match bytes.next().await.expect("it does not end as if it were whole") {
            Ok(piece) => sent += piece.len(),
            Err(error) => break error,
        }
    };
    assert!(matches!(ended, Error::NotFound), "{ended:?}");
    assert!(sent <= 9 << 20, "{sent}");
    drop(bytes);
    let told = async {
        loop {
            let log = desk.audited(kept.document).await;
            if log.iter().any(|line| line.starts_with("document-sent")) {
                break log;
            }
            tokio::task::yield_now().await;
        }
    };
    let log = told.await;
    assert_eq!(log.iter().filter(|line| line.ends_with("unseen")).count(), 1, "{log:?}");
}

#[tokio::test]
async fn a_legal_hold_keeps_a_document_out_of_the_trash_until_it_is_lifted() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Brief.txt", "one").await;
    let caller = desk.caller("attorney-lead");
    let reason = HoldForm { reason: "A subpoena.".into() };
    documents::hold_case(&caller, desk.world.open, &reason).await.unwrap();
    let trash = documents::trash(&caller, kept.document, &ReasonForm::default()).await;
    assert!(matches!(trash, Err(Error::Conflict(_))), "{trash:?}");
    let lift = LiftForm { reason: "Withdrawn.".into() };
    documents::lift_from_case(&caller, desk.world.open, &lift).await.unwrap();
    documents::trash(&caller, kept.document, &ReasonForm::default()).await.unwrap();
    let list = async |show: &str| {
        let filter = DocumentFilter { show: show.into(), ..DocumentFilter::default() };
        documents::of_case(&caller, desk.world.open, filter).await.unwrap().body.page.rows.len()
    };
    assert_eq!((list("").await, list("trash").await), (0, 1));
    let file = NewFile::named("Brief.txt");
    let more = documents::add_version(&caller, kept.document, 1, &file, body("two")).await;
    assert!(matches!(more, Err(Error::Conflict(_))), "{more:?}");
    documents::restore_from_trash(&caller, kept.document).await.unwrap();
    assert_eq!(list("").await, 1);
}

#[tokio::test]
async fn ranges_of_one_transfer_share_a_row_for_ten_minutes() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Brief.txt", "one two three").await;
    let caller = desk.caller("attorney-view");
    for _ in 0..3 {
        let part = documents::open(&caller, kept.document, None, Purpose::Download, true).await;
        let bytes: Vec<_> = part.unwrap().bytes(&caller, Some(4..7)).collect().await;
        assert_eq!(bytes[0].as_ref().unwrap().as_ref(), b"two");
    }
    assert_eq!(desk.audited(kept.document).await, ["add-document 1", "download-document 1"]);
}

#[tokio::test]
async fn an_upload_ends_with_the_right_to_it() {
    let desk = Desk::new().await;
    let caller = desk.caller("paralegal-contribute");
    let mut connection = desk.test.superuser().await;
    let end = format!(
        "update case_team set until = since where case_id = '{}' and staff_id = '{}'",
        desk.world.open,
        caller.staff_id()
    );
    let pieces = stream::once(async move {
        connection.execute(AssertSqlSafe(end)).await.unwrap();
        Ok::<_, std::io::Error>(Bytes::from_static(b"late"))
    });
    let late = documents::add(&caller, desk.world.open, &NewFile::named("a.txt"), pieces).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
    assert_eq!(desk.files().len(), 0);
}

#[tokio::test]
async fn a_blob_moved_to_another_document_or_bent_does_not_open() {
    let desk = Desk::new().await;
    let one = desk.add("attorney-lead", "One.txt", "one").await;
    let two = desk.add("attorney-lead", "Two.txt", "two").await;
    let mut connection = desk.test.superuser().await;
    let swap = format!(
        "alter table document_versions disable trigger all;
        update document_versions set object_name = object_name || 'x';
        update document_versions a set object_name = rtrim(b.object_name, 'x'), wrapped_key = b.wrapped_key
        from document_versions b where (a.document_id, b.document_id) in (('{0}', '{1}'), ('{1}', '{0}'))",
        one.document, two.document
    );
    connection.execute(AssertSqlSafe(swap)).await.unwrap();
    for kept in [&one, &two] {
        let read = desk.read("attorney-lead", kept.document, None).await;
        assert!(read.is_err(), "{read:?}");
    }
}

#[tokio::test]
async fn another_master_key_is_refused_and_a_rotation_opens_everything_again() {
    use std::sync::Arc;
    use vault::keys::Secret;
    use vault::{Keyring, MasterKey};

    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Brief.txt", "one").await;
    let key = |n: u8| MasterKey::new(&Secret::new([n; 32]));
    let wrong = desk.test.office_under(Keyring::new(key(1)));
    assert!(matches!(wrong.vault().await, Err(Error::Internal(_))));
    let both = desk.test.office_under(Keyring { current: key(1), retired: vec![key(9)] });
    let console =
        office::console::Console::connect(&desk.test.url("privity_owner"), &both).await.unwrap();
    assert_eq!(console.rotate_vault().await.unwrap().case_keys, 1);
    assert_eq!(console.rotate_vault().await.unwrap().case_keys, 0);
    let status = console.vault_status().await.unwrap().unwrap();
    assert_eq!((status.case_keys, status.behind, status.destroyed), (1, 0, 0));
    let alone = desk.test.office_under(Keyring::new(key(1)));
    let caller = Caller::stand_in(
        &Arc::clone(&alone),
        desk.world.persona("attorney-lead").id,
        Role::AssociateAttorney,
    );
    let opened = documents::open(&caller, kept.document, None, Purpose::Download, false).await;
    assert_eq!(opened.unwrap().read().await.unwrap(), b"one");
}

#[tokio::test]
async fn a_copy_kept_aside_is_as_narrow_as_what_it_stands_beside() {
    let desk = Desk::new().await;
    let kept = desk.add("attorney-lead", "Strategy.txt", "secret").await;
    let form = RestrictForm { narrowed_to: "attorneys".into(), ..RestrictForm::default() };
    documents::narrow_document(&desk.caller("attorney-lead"), kept.document, &form).await.unwrap();
    let file = NewFile::named("Strategy.txt");
    let lead = desk.caller("attorney-lead");
    let aside = documents::add_version(&lead, kept.document, 9, &file, body("more")).await.unwrap();
    assert_eq!(aside.how, How::Aside);
    assert_eq!(desk.read("attorney-view", aside.document, None).await.unwrap(), "more");
    let barred = desk.read("paralegal-manage", aside.document, None).await;
    assert!(matches!(barred, Err(Error::NotFound)), "{barred:?}");
    // what is there already is not kept again
    documents::add_version(&lead, kept.document, 1, &file, body("two")).await.unwrap();
    let stale = documents::restore(&lead, kept.document, 1, 7).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    assert_eq!(desk.files().len(), 3);
}

#[tokio::test]
async fn moving_out_of_a_narrowed_folder_or_into_it_is_for_those_who_narrow() {
    use domain::documents::{DetailsForm, FolderForm};

    let desk = Desk::new().await;
    let lead = desk.caller("attorney-lead");
    let folder = FolderForm { name: "Strategy".into(), ..FolderForm::default() };
    let folder = documents::add_folder(&lead, desk.world.open, &folder).await.unwrap();
    let mut file = NewFile::named("Plan.txt");
    file.folder = Some(folder);
    let plan = documents::add(&lead, desk.world.open, &file, body("plan")).await.unwrap().document;
    let form = RestrictForm {
        narrowed_to: "named".into(),
        people: vec![desk.world.persona("paralegal-contribute").id.to_string()],
        ..RestrictForm::default()
    };
    documents::narrow_folder(&lead, folder, &form).await.unwrap();
    let other = desk.add("paralegal-contribute", "Other.txt", "other").await.document;
    let moved = async |who: &str, document, to: &str| {
        let caller = desk.caller(who);
        let (_, form, _) = documents::details_form(&caller, document).await.unwrap();
        let form = DetailsForm { folder: to.into(), ..form };
        documents::save_details(&caller, document, &form).await
    };
    let out = moved("paralegal-contribute", plan, "").await;
    assert!(matches!(out, Err(Error::Refused(_))), "{out:?}");
    let into = moved("paralegal-contribute", other, &folder.to_string()).await;
    assert!(matches!(into, Err(Error::Refused(_))), "{into:?}");
    moved("attorney-lead", plan, "").await.unwrap();
    assert_eq!(desk.read("attorney-view", plan, None).await.unwrap(), "plan");
}

#[tokio::test]
async fn a_folder_that_looks_empty_goes_and_what_is_hidden_in_it_stays_hidden() {
    use domain::documents::FolderForm;

    let desk = Desk::new().await;
    let (lead, helper) = (desk.caller("attorney-lead"), desk.caller("paralegal-contribute"));
    let mut above = None;
    let mut folders = Vec::new();
    for name in ["Discovery", "Drafts"] {
        let form = FolderForm {
            name: name.into(),
            parent: above.map(|id: domain::ids::FolderId| id.to_string()).unwrap_or_default(),
            ..FolderForm::default()
        };
        above = Some(documents::add_folder(&lead, desk.world.open, &form).await.unwrap());
        folders.extend(above);
    }
    let mut file = NewFile::named("Plan.txt");
    file.folder = above;
    let plan = documents::add(&lead, desk.world.open, &file, body("plan")).await.unwrap().document;
    let to_attorneys = RestrictForm { narrowed_to: "attorneys".into(), ..RestrictForm::default() };
    documents::narrow_document(&lead, plan, &to_attorneys).await.unwrap();

    // in sight it stays, as does one with a folder in it
    let refused = documents::remove_folder(&lead, folders[1]).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let refused = documents::remove_folder(&helper, folders[0]).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    documents::remove_folder(&helper, folders[1]).await.unwrap();
    let seen = documents::show(&lead, plan, Default::default()).await.unwrap().body;
    assert_eq!(seen.folder, Some((folders[0], "Discovery".to_owned())));
    assert!(matches!(
        documents::show(&helper, plan, Default::default()).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn keeping_shorter_and_opening_to_billing_are_for_those_who_decide_and_on_record() {
    use domain::documents::DetailsForm;

    let desk = Desk::new().await;
    let plan = desk.add("attorney-lead", "Plan.docx", "plan").await.document;
    let saved = async |who: &str, change: fn(DetailsForm) -> DetailsForm| {
        let caller = desk.caller(who);
        let (_, form, _) = documents::details_form(&caller, plan).await.unwrap();
        documents::save_details(&caller, plan, &change(form)).await
    };
    // longer is everybody's, shorter is not
    saved("paralegal-contribute", |form| DetailsForm { keep_until: "2050-01-01".into(), ..form })
        .await
        .unwrap();
    for change in [
        (|form| DetailsForm { keep_until: String::new(), ..form })
            as fn(DetailsForm) -> DetailsForm,
        |form| DetailsForm { keep_until: "2049-12-31".into(), ..form },
        |form| DetailsForm { kind: "receipt".into(), ..form },
    ] {
        let refused = saved("paralegal-contribute", change).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    }
    saved("attorney-manage", |form| DetailsForm { keep_until: String::new(), ..form })
        .await
        .unwrap();
    // the database holds to it by itself
    let mut connection = desk.test.superuser().await;
    let me = desk.world.persona("paralegal-contribute").id;
    connection
        .execute(AssertSqlSafe(format!(
            "begin; set local role privity_paralegal; set local privity.caller = '{me}'; set local privity.now = '2026-10-13T14:42:00Z'"
        )))
        .await
        .unwrap();
    let raw = format!("update documents set kind = 'receipt' where id = '{plan}'");
    let refused = connection.execute(AssertSqlSafe(raw)).await;
    assert!(refused.is_err(), "{refused:?}");
    connection.execute("rollback").await.unwrap();

    // a name keeps its ending
    saved("paralegal-contribute", |form| DetailsForm { name: "Strategy".into(), ..form })
        .await
        .unwrap();
    let page = documents::show(&desk.caller("attorney-lead"), plan, Default::default()).await;
    assert_eq!(page.unwrap().body.document.name, "Strategy.docx");
    let details: Vec<serde_json::Value> = sqlx::query_scalar(
        "select detail from audit_events where action = 'edit-document' and outcome = 'done' and resource_id = $1 order by seq",
    )
    .bind(plan.0)
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert_eq!(details[0]["keep_until"], serde_json::json!([null, "2050-01-01"]));
    assert_eq!(details[1]["keep_until"], serde_json::json!(["2050-01-01", null]));
    assert_eq!(details[2]["changed"], serde_json::json!(["name"]));
}
