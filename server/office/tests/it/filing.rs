//! The filing queue: what lands in the folder, who sees it, and that it becomes one document or stays.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use domain::filing::{FileForm, FilingFilter, FilingPage, MoveForm, TrayBox};
use domain::ids::ScanId;
use domain::paging::COUNT_CAP;
use futures_util::TryStreamExt;
use jiff::SignedDuration;
use office::filing::{self, Looked, Watched};
use office::{Caller, Error, documents};
use papers::make::{self, Sheet};
use sqlx::{AssertSqlSafe, Executor};
use tempfile::TempDir;

use crate::support::TestOffice;
use crate::support::people::World;

/// Text that must not be found in what is kept.
const CANARY: &str = "the-canary-of-the-tray-sings-in-plain-text";

struct Tray {
    test: TestOffice,
    world: World,
    folder: TempDir,
    watched: Watched,
}

impl Tray {
    async fn new() -> Tray {
        let test = TestOffice::with_vault().await;
        let mut connection = test.superuser().await;
        let world = World::make(&mut connection).await;
        empty(&mut connection).await;
        let folder = TempDir::new().expect("a folder");
        let watched = Watched::new(&test.office, folder.path());
        Tray { test, world, folder, watched }
    }

    fn caller(&self, name: &str) -> Caller {
        self.world.persona(name).caller(&self.test.office)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// Two looks, some seconds apart, and what came of both.
    async fn look(&mut self) -> Looked {
        let first = self.glance().await;
        self.later(6);
        let second = self.glance().await;
        Looked {
            taken: first.taken + second.taken,
            troubles: second.troubles,
            destroyed: first.destroyed + second.destroyed,
        }
    }

    async fn glance(&mut self) -> Looked {
        filing::look(&self.test.office, &mut self.watched).await.expect("a look")
    }

    fn later(&self, seconds: i64) {
        self.test.office.clock.advance(SignedDuration::from_secs(seconds));
    }

    async fn page(&self, who: &str, which: TrayBox) -> FilingPage {
        let filter = FilingFilter { which: which.word().into(), ..FilingFilter::default() };
        filing::page(&self.caller(who), filter).await.expect("the queue").body
    }

    async fn names(&self, who: &str) -> Vec<String> {
        let page = self.page(who, TrayBox::Waiting).await.page;
        assert!(page.total <= COUNT_CAP);
        page.rows.into_iter().map(|row| row.name).collect()
    }

    async fn first(&self, who: &str) -> ScanId {
        self.page(who, TrayBox::Waiting).await.page.rows[0].id
    }

    async fn named(&self, who: &str, name: &str) -> ScanId {
        let rows = self.page(who, TrayBox::Waiting).await.page.rows;
        rows.into_iter().find(|row| row.name == name).expect("it waits").id
    }

    async fn why(&self, who: &str) -> Vec<(String, String)> {
        let page = self.page(who, TrayBox::Waiting).await;
        page.troubles.into_iter().map(|trouble| (trouble.name, trouble.why)).collect()
    }

    async fn read(&self, who: &str, id: ScanId) -> office::Result<String> {
        let opened = filing::open(&self.caller(who), id).await?;
        let pieces: Vec<_> = opened.bytes().try_collect().await?;
        Ok(String::from_utf8(pieces.concat()).expect("text"))
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(&mut self.test.superuser().await)
            .await
            .expect("a count")
    }

    async fn audited(&self, id: ScanId) -> Vec<String> {
        sqlx::query_scalar(
            "select action || case outcome when 'done' then '' else ' ' || outcome end
            from audit_events where resource = 'scan' and resource_id = $1 order by seq",
        )
        .bind(id.0)
        .fetch_all(&mut self.test.superuser().await)
        .await
        .expect("rows of the log")
    }

    fn blobs(&self) -> usize {
        fn walk(folder: &std::path::Path) -> usize {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| entry.path()).map(|p| if p.is_dir() { walk(&p) } else { 1 }).sum()
        }
        walk(&self.test.blobs())
    }

    fn form(&self) -> FileForm {
        FileForm {
            case: "A-1".into(),
            name: "Letter.txt".into(),
            kind: "correspondence".into(),
            ..FileForm::default()
        }
    }
}

/// What the matrix wrote down has no bytes.
async fn empty(connection: &mut sqlx::PgConnection) {
    connection
        .execute(
            "alter table message_files disable trigger all; delete from message_files; alter table message_files enable trigger all;
            alter table outside_documents disable trigger all; alter table outside_sends disable trigger all;
            delete from outside_documents; delete from outside_sends;
            alter table outside_documents enable trigger all; alter table outside_sends enable trigger all;
            alter table client_uploads disable trigger all; delete from client_uploads; alter table client_uploads enable trigger all;
            alter table document_shares disable trigger all; alter table document_share_recipients disable trigger all;
            delete from document_share_recipients; delete from document_shares;
            alter table document_shares enable trigger all; alter table document_share_recipients enable trigger all;
            delete from filing_scans; delete from filing_troubles;
            alter table case_keys disable trigger all; alter table document_versions disable trigger all;
            alter table template_versions disable trigger all;
            delete from template_versions; delete from templates;
            delete from document_quarantines; delete from document_versions; delete from document_trashings;
            delete from document_checkouts; delete from legal_holds; delete from document_restriction_people;
            delete from document_restrictions; delete from document_uploads; delete from documents;
            delete from document_folders; delete from case_keys;
            alter table template_versions enable trigger all; alter table document_versions enable trigger all;
            alter table case_keys enable trigger all;",
        )
        .await
        .expect("an empty vault");
}

#[tokio::test]
async fn a_file_is_taken_once_it_has_stopped_growing_and_nothing_is_left_in_plain_text() {
    let mut tray = Tray::new().await;
    tray.put("scan.txt", "half");
    let office = tray.test.office.clone();
    filing::look(&office, &mut tray.watched).await.unwrap();
    tray.later(3);
    filing::look(&office, &mut tray.watched).await.unwrap();
    assert!(tray.names("partner").await.is_empty());
    // it grows: the waiting begins anew
    tray.put("scan.txt", CANARY.repeat(2_000));
    tray.later(3);
    filing::look(&office, &mut tray.watched).await.unwrap();
    tray.later(3);
    filing::look(&office, &mut tray.watched).await.unwrap();
    assert!(tray.names("partner").await.is_empty());
    tray.later(3);
    let looked = filing::look(&office, &mut tray.watched).await.unwrap();
    assert_eq!(looked, Looked { taken: 1, ..Looked::default() });
    assert_eq!(tray.names("partner").await, ["scan.txt"]);
    assert!(!tray.path("scan.txt").exists());
    let id = tray.first("partner").await;
    assert_eq!(tray.read("partner", id).await.unwrap(), CANARY.repeat(2_000));
    assert_eq!(tray.count("select count(*) from filing_arrivals").await, 0);
    assert_eq!(tray.count("select count(*) from filing_scans where source is not null").await, 0);
    let stored = fs::read_dir(tray.test.blobs()).unwrap().count();
    assert!(stored > 0);
    let mut folders = vec![tray.test.blobs()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => {
                    let bytes = fs::read(path).unwrap();
                    assert!(!bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes()));
                }
            }
        }
    }
}

#[tokio::test]
async fn what_is_hidden_linked_or_elsewhere_stays_and_holds_nothing_up() {
    let mut tray = Tray::new().await;
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("secret.txt"), "secret").unwrap();
    fs::write(outside.path().join("twice.txt"), "twice").unwrap();
    symlink(outside.path().join("secret.txt"), tray.path("link.txt")).unwrap();
    symlink(outside.path(), tray.path("attorney-outside@office.example")).unwrap();
    fs::hard_link(outside.path().join("twice.txt"), tray.path("twice.txt")).unwrap();
    tray.put(".hidden", "hidden");
    tray.put("~$letter.docx", "locked");
    tray.put("growing.pdf.part", "half");
    tray.put("deep/deeper/file.txt", "deep");
    tray.put("stranger@office.example/file.txt", "whose?");
    tray.put("empty.pdf", "");
    tray.put("good.txt", "good");
    let looked = tray.look().await;
    assert_eq!((looked.taken, tray.names("partner").await), (1, vec!["good.txt".to_owned()]));
    assert!(fs::read_to_string(outside.path().join("secret.txt")).is_ok());
    assert_eq!(fs::read_to_string(outside.path().join("twice.txt")).unwrap(), "twice");
    for name in
        [".hidden", "~$letter.docx", "growing.pdf.part", "deep/deeper/file.txt", "empty.pdf"]
    {
        assert!(tray.path(name).exists(), "{name}");
    }
    let why = tray.why("partner").await;
    let said = |name: &str, part: &str| {
        assert!(why.iter().any(|(n, w)| n == name && w.contains(part)), "{name}: {why:?}");
    };
    said("empty.pdf", "0 bytes");
    said("link.txt", "links are not followed");
    said("twice.txt", "second name");
    said("file.txt", "No account");
    assert!(tray.why("attorney-outside").await.is_empty());
    // what is mended is taken, and no longer said
    fs::remove_file(tray.path("link.txt")).unwrap();
    tray.put("empty.pdf", "not empty");
    tray.look().await;
    assert_eq!(tray.names("partner").await, ["good.txt", "empty.pdf"]);
    assert!(
        tray.why("partner").await.iter().all(|(name, _)| name != "empty.pdf" && name != "link.txt")
    );
}

#[tokio::test]
async fn a_folder_named_like_an_account_is_that_persons_tray_and_nobody_elses() {
    let mut tray = Tray::new().await;
    tray.put("Attorney-Outside@office.example/mine.txt", "mine");
    tray.put("billing@office.example/bill.txt", "bill");
    tray.put("all.txt", "all");
    assert_eq!(tray.look().await.taken, 3);
    assert_eq!(tray.names("attorney-outside").await, ["mine.txt"]);
    assert_eq!(tray.names("billing").await, ["bill.txt"]);
    assert_eq!(tray.names("paralegal-desk").await, ["all.txt"]);
    for who in ["attorney-lead", "billing-desk", "paralegal-outside"] {
        assert!(tray.names(who).await.is_empty(), "{who}");
    }
    let mine = tray.first("attorney-outside").await;
    for who in ["attorney-lead", "paralegal-desk", "billing"] {
        let caller = tray.caller(who);
        let filter = FilingFilter { item: mine.to_string(), ..FilingFilter::default() };
        assert!(matches!(filing::page(&caller, filter).await, Err(Error::NotFound)), "{who}");
        assert!(matches!(filing::open(&caller, mine).await, Err(Error::NotFound)), "{who}");
        assert!(
            matches!(filing::picture(&caller, mine, 1, 500).await, Err(Error::NotFound)),
            "{who}"
        );
        let filed = filing::file(&caller, mine, &tray.form()).await;
        assert!(matches!(filed, Err(Error::NotFound)), "{who}");
    }
    // a managing partner sees it, apart from what waits there
    assert_eq!(tray.names("partner").await, ["all.txt"]);
    let others = tray.page("partner", TrayBox::Others).await.page;
    assert_eq!(others.total, 2);
    assert_eq!(tray.read("partner", mine).await.unwrap(), "mine");
    // billing sees its own and files nothing
    let bill = tray.first("billing").await;
    assert_eq!(tray.read("billing", bill).await.unwrap(), "bill");
    let filed = filing::file(&tray.caller("billing"), bill, &tray.form()).await;
    assert!(matches!(filed, Err(Error::Refused(_))));
    assert_eq!(tray.audited(mine).await.iter().filter(|line| line.ends_with("unseen")).count(), 12);
}

#[tokio::test]
async fn filing_makes_one_document_and_the_scan_is_gone() {
    let mut tray = Tray::new().await;
    tray.put("attorney-contribute@office.example/scan.txt", "Dear Sir");
    tray.look().await;
    // files of one look come at one instant of a clock that stands still
    tray.put("attorney-contribute@office.example/second.txt", "Dear Madam");
    tray.look().await;
    let id = tray.named("attorney-contribute", "scan.txt").await;
    let second = tray.named("attorney-contribute", "second.txt").await;
    let caller = tray.caller("attorney-contribute");
    let form = FileForm { tags: "Exhibit".into(), dated: "2026-10-01".into(), ..tray.form() };
    let filed = filing::file(&caller, id, &form).await.unwrap();
    assert_eq!((filed.count, filed.next), (1, Some(second)));
    let document =
        documents::open(&caller, filed.document, None, documents::Purpose::Download, false)
            .await
            .unwrap();
    assert_eq!(document.name, "Letter.txt");
    assert_eq!(document.read().await.unwrap(), b"Dear Sir");
    assert_eq!(tray.names("attorney-contribute").await, ["second.txt"]);
    // its bytes under the office's key are gone, those under the case's key are there
    assert_eq!(tray.blobs(), 2);
    assert_eq!(
        tray.audited(id).await,
        ["take-scan", "view-scan", "view-scan", "take-out-scan", "file-scan"]
    );
    // once is enough
    assert!(matches!(filing::file(&caller, id, &form).await, Err(Error::NotFound)));
    assert_eq!(tray.count("select count(*) from documents").await, 1);
}

#[tokio::test]
async fn several_are_filed_to_one_case_at_once() {
    let mut tray = Tray::new().await;
    for name in ["a.txt", "b.txt", "c.txt"] {
        tray.put(name, name);
    }
    tray.look().await;
    let rows = tray.page("partner", TrayBox::Waiting).await.page.rows;
    let also = vec![rows[1].id.to_string(), rows[0].id.to_string()];
    let form = FileForm { also, ..tray.form() };
    let filed = filing::file(&tray.caller("partner"), rows[0].id, &form).await.unwrap();
    assert_eq!((filed.count, filed.next), (2, Some(rows[2].id)));
    assert_eq!(tray.names("partner").await, [rows[2].name.clone()]);
    assert_eq!(tray.count("select count(*) from documents").await, 2);
}

#[tokio::test]
async fn a_case_is_meant_by_number_or_title_and_only_where_one_may_add() {
    let mut tray = Tray::new().await;
    for name in ["attorney-view", "attorney-contribute", "partner-walled"] {
        tray.put(&format!("{name}@office.example/scan.txt"), name);
    }
    tray.look().await;
    let refused = async |who: &str, form: FileForm| {
        let id = tray.first(who).await;
        match filing::file(&tray.caller(who), id, &form).await {
            Err(Error::Invalid(errors)) => errors.0[0].message.clone(),
            other => panic!("{who}: {other:?}"),
        }
    };
    // a view grant, a wall, a closed case and no case are one answer
    let none = "You may add documents to no open case of this number or title.";
    assert_eq!(refused("attorney-view", tray.form()).await, none);
    assert_eq!(refused("partner-walled", tray.form()).await, none);
    let closed = FileForm { case: "A-2".into(), ..tray.form() };
    assert_eq!(refused("attorney-contribute", closed).await, none);
    let folder = FileForm { folder: "Nowhere".into(), ..tray.form() };
    assert!(refused("attorney-contribute", folder).await.contains("no folders"));
    let id = tray.first("attorney-contribute").await;
    let by_title = FileForm { case: "matter of a-1".into(), ..tray.form() };
    filing::file(&tray.caller("attorney-contribute"), id, &by_title).await.unwrap();
}

#[tokio::test]
async fn a_server_that_ends_between_two_steps_takes_nothing_twice() {
    let mut tray = Tray::new().await;
    tray.put("scan.txt", "the same bytes");
    tray.look().await;
    let mut connection = tray.test.superuser().await;
    // it ended after the row and before the file was removed
    connection.execute("update filing_scans set source = 'scan.txt'").await.unwrap();
    tray.put("scan.txt", "the same bytes");
    assert_eq!(tray.look().await.taken, 0);
    assert_eq!(tray.names("partner").await, ["scan.txt"]);
    assert!(!tray.path("scan.txt").exists());
    assert_eq!(tray.count("select count(*) from filing_scans where source is not null").await, 0);
    // another file took its name meanwhile: that one is not lost
    connection.execute("update filing_scans set source = 'scan.txt'").await.unwrap();
    tray.put("scan.txt", "other bytes!!!");
    tray.look().await;
    tray.look().await;
    assert_eq!(tray.names("partner").await, ["scan.txt", "scan.txt"]);
    // it ended while the bytes came
    let begun = "insert into filing_arrivals (id, source, object_name, started_at) values (gen_random_uuid(), 'late.txt', 'x', '2026-10-13T14:42:00Z')";
    connection.execute(begun).await.unwrap();
    tray.put("late.txt", "late");
    assert_eq!(tray.look().await.taken, 0);
    tray.later(20 * 60);
    assert_eq!(tray.look().await.taken, 1);
    // the file is gone and the row does not know
    connection
        .execute("update filing_scans set source = 'gone.txt' where name = 'late.txt'")
        .await
        .unwrap();
    tray.look().await;
    assert_eq!(tray.count("select count(*) from filing_scans where source is not null").await, 0);
    assert_eq!(tray.count("select count(*) from filing_scans").await, 3);
}

#[tokio::test]
async fn two_servers_take_a_file_once() {
    let mut tray = Tray::new().await;
    let mut other = Watched::new(&tray.test.office, tray.folder.path());
    for nth in 0..6 {
        tray.put(&format!("{nth}.txt"), format!("scan {nth}").repeat(5_000));
    }
    let office = tray.test.office.clone();
    filing::look(&office, &mut tray.watched).await.unwrap();
    filing::look(&office, &mut other).await.unwrap();
    tray.later(6);
    let (one, two) =
        tokio::join!(filing::look(&office, &mut tray.watched), filing::look(&office, &mut other));
    tray.later(70);
    tray.look().await;
    assert_eq!(one.unwrap().taken + two.unwrap().taken, 6);
    assert_eq!(tray.count("select count(distinct name) from filing_scans").await, 6);
    assert_eq!(tray.count("select count(*) from filing_scans").await, 6);
    assert_eq!(tray.blobs(), 6);
}

#[tokio::test]
async fn a_scan_is_handed_over_discarded_taken_back_and_destroyed_after_thirty_days() {
    let mut tray = Tray::new().await;
    tray.put("scan.txt", "scan");
    tray.look().await;
    let id = tray.first("paralegal-desk").await;
    let desk = tray.caller("paralegal-desk");
    let to = tray.world.persona("attorney-outside").id.to_string();
    let hand = MoveForm { to, revision: "1".into(), ..MoveForm::default() };
    let gone = tray.world.persona("attorney-suspended").id.to_string();
    let to_nobody = filing::hand_over(&desk, id, &MoveForm { to: gone, ..hand.clone() }).await;
    assert!(matches!(to_nobody, Err(Error::Invalid(_))));
    assert!(!filing::hand_over(&desk, id, &hand).await.unwrap());
    assert!(matches!(filing::open(&desk, id).await, Err(Error::NotFound)));
    let attorney = tray.caller("attorney-outside");
    let stale = filing::hand_over(&attorney, id, &MoveForm { to: "office".into(), ..hand }).await;
    assert!(matches!(stale, Err(Error::Conflict(_))));
    let form = MoveForm { revision: "2".into(), ..MoveForm::default() };
    let unsaid = filing::discard(&attorney, id, &form).await;
    assert!(matches!(unsaid, Err(Error::Invalid(_))));
    filing::discard(&attorney, id, &MoveForm { reason: "A blank page.".into(), ..form })
        .await
        .unwrap();
    assert!(tray.names("attorney-outside").await.is_empty());
    assert_eq!(tray.page("attorney-outside", TrayBox::Discarded).await.page.total, 1);
    // what is discarded is not filed
    let filed = filing::file(&attorney, id, &FileForm { case: "A-1".into(), ..tray.form() }).await;
    assert!(filed.is_err());
    filing::restore(&tray.caller("partner"), id).await.unwrap();
    assert_eq!(tray.names("attorney-outside").await, ["scan.txt"]);
    let again = MoveForm { reason: "Blank.".into(), revision: "4".into(), ..MoveForm::default() };
    filing::discard(&tray.caller("partner"), id, &again).await.unwrap();
    tray.later(29 * 24 * 3600);
    assert_eq!(tray.look().await.destroyed, 0);
    tray.later(2 * 24 * 3600);
    assert!(matches!(filing::restore(&tray.caller("partner"), id).await, Err(Error::Conflict(_))));
    assert_eq!(tray.look().await.destroyed, 1);
    assert_eq!((tray.blobs(), tray.count("select count(*) from filing_scans").await), (0, 0));
}

#[tokio::test]
async fn a_page_is_shown_and_every_look_is_on_record() {
    let mut tray = Tray::new().await;
    let sheet =
        Sheet { title: "A letter".into(), paragraphs: vec!["Dear Sir".into()], ..Sheet::default() };
    tray.put("scan.pdf", make::pdf(&sheet));
    tray.look().await;
    let id = tray.first("partner").await;
    let png = filing::picture(&tray.caller("partner"), id, 1, 300).await.unwrap();
    assert!(png.starts_with(b"\x89PNG"));
    let beyond = filing::picture(&tray.caller("partner"), id, 9, 300).await;
    assert!(matches!(beyond, Err(Error::NotFound)));
    assert_eq!(tray.audited(id).await, ["take-scan", "view-scan", "view-scan", "view-scan"]);
    let page = tray.page("partner", TrayBox::Waiting).await;
    assert_eq!(page.chosen.unwrap().shown, domain::filing::Shown::Pages(1));
    assert!(page.watched && page.folder.is_some());
    assert_eq!(tray.page("paralegal-desk", TrayBox::Waiting).await.folder, None);
}

#[tokio::test]
async fn what_the_scanner_for_malware_holds_is_seen_and_neither_opened_nor_filed() {
    let mut tray = Tray::new().await;
    tray.put("scan.txt", "harm");
    tray.look().await;
    let id = tray.first("partner").await;
    tray.test
        .superuser()
        .await
        .execute("update filing_scans set found = 'Eicar-Test.'")
        .await
        .unwrap();
    assert!(matches!(tray.read("partner", id).await, Err(Error::Conflict(_))));
    let filed = filing::file(&tray.caller("partner"), id, &tray.form()).await;
    assert!(matches!(filed, Err(Error::Conflict(_))));
    assert_eq!(tray.count("select count(*) from documents").await, 0);
    let row = &tray.page("partner", TrayBox::Waiting).await.page.rows[0];
    assert_eq!(row.held.as_deref(), Some("Eicar-Test."));
    let reason =
        MoveForm { reason: "Malware.".into(), revision: "1".into(), ..MoveForm::default() };
    filing::discard(&tray.caller("partner"), id, &reason).await.unwrap();
}

#[tokio::test]
async fn a_case_is_proposed_by_the_number_and_the_address_that_a_message_bears() {
    let mut tray = Tray::new().await;
    let sender = format!("general@{}.example", tray.world.client.0.simple());
    tray.put("Lease.eml", format!("From: {sender}\r\nSubject: The lease\r\n\r\nAs we said.\r\n"));
    tray.look().await;
    tray.put(
        "Number.eml",
        "From: x@elsewhere.example\r\nSubject: Re: A-1, the deposit\r\n\r\nSee above.\r\n",
    );
    tray.look().await;
    let proposed = async |who: &str, name: &str| {
        let item = tray.named("partner", name).await.to_string();
        let filter = FilingFilter { item, ..FilingFilter::default() };
        let page = filing::page(&tray.caller(who), filter).await.expect("the queue").body;
        let chosen = page.chosen.expect("a scan");
        chosen
            .proposals
            .into_iter()
            .map(|it| format!("{}: {}", it.number, it.why))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        proposed("partner", "Lease.eml").await,
        ["A-1: An address in it belongs to this client"]
    );
    assert_eq!(proposed("partner", "Number.eml").await, ["A-1: Its number stands in it"]);
    // who may not file there is told of no case, and who is screened learns nothing
    assert_eq!(proposed("partner-walled", "Number.eml").await, Vec::<String>::new());
}
