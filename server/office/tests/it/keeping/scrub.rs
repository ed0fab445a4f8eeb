//! Reading back.

use office::keeping::{Budget, CYCLE, Scrubbed, scrub};

use super::*;

const ALL: Budget = Budget { versions: 100, bytes: u64::MAX };

async fn all(desk: &Desk) -> Scrubbed {
    scrub(desk.office(), desk.office().clock.now(), ALL).await.unwrap()
}

#[tokio::test]
async fn every_version_is_read_back_on_a_cycle_a_bounded_part_at_a_time() {
    let desk = Desk::new().await;
    for n in 0..5 {
        desk.add("attorney-lead", &format!("{n}.txt"), "four").await;
    }
    let due =
        async || desk.count("select count(*) from version_checks where checked_at is null").await;
    assert_eq!(due().await, 5);
    let step = Budget { versions: 2, bytes: u64::MAX };
    let office = desk.office();
    let before = office.clock.now() - CYCLE;
    for left in [3, 1] {
        let done = scrub(office, before, step).await.unwrap();
        let expected = Scrubbed { versions: 2, bytes: 8, more: true, ..Scrubbed::default() };
        assert_eq!((done, due().await), (expected, left));
    }
    // bytes bound it too, whatever the version that goes beyond
    let done = scrub(office, before, Budget { versions: 9, bytes: 1 }).await.unwrap();
    assert_eq!((done.versions, done.more), (1, false));
    later(office, CYCLE);
    let before = office.clock.now() - CYCLE;
    assert_eq!(scrub(office, before, ALL).await.unwrap().versions, 0, "not before its time");
    later(office, CYCLE + SignedDuration::from_secs(1));
    let before = office.clock.now() - CYCLE;
    let done = scrub(office, before, Budget { versions: 9, bytes: 12 }).await.unwrap();
    assert_eq!((done.versions, done.more), (3, true));
    assert_eq!(scrub(office, before, ALL).await.unwrap().versions, 2);
}

#[tokio::test]
async fn what_is_damaged_is_found_kept_told_and_forgotten_when_it_is_whole_again() {
    let desk = Desk::new().await;
    let (mut kept, mut blobs) = (Vec::new(), Vec::new());
    for n in 0..6 {
        let one = desk.add("attorney-lead", &format!("{n}.txt"), &format!("number {n}")).await;
        blobs.push(desk.blob_of(one.document, 1).await);
        kept.push(one.document);
    }
    let whole: Vec<_> = blobs.iter().map(|blob| std::fs::read(blob).unwrap()).collect();
    let mut bent = whole[0].clone();
    *bent.last_mut().unwrap() ^= 1;
    std::fs::write(&blobs[0], &bent).unwrap();
    std::fs::remove_file(&blobs[1]).unwrap();
    std::fs::write(&blobs[2], &whole[2][..whole[2].len() - 1]).unwrap();
    std::fs::write(&blobs[3], &whole[4]).unwrap();
    desk.sql(format!(
        "alter table document_versions disable trigger all;
        update document_versions set content_hash = sha256('another') where document_id = '{}'",
        kept[5]
    ))
    .await;
    let done = all(&desk).await;
    assert_eq!((done.versions, done.wrong, done.news), (6, 5, 5));
    let console = desk.test.console().await;
    let mut found: Vec<_> = console
        .damaged_versions()
        .await
        .unwrap()
        .into_iter()
        .map(|version| {
            assert!(!version.detail.contains(".txt"), "{version:?}");
            let nth = kept.iter().position(|id| id.0 == version.id).unwrap();
            (nth, version.problem)
        })
        .collect();
    found.sort();
    let expected = ["damaged", "missing", "damaged", "damaged", "content"];
    let expected: Vec<_> = [0, 1, 2, 3, 5].into_iter().zip(expected.map(str::to_owned)).collect();
    assert_eq!(found, expected);
    let keeping = console.vault_keeping().await.unwrap();
    assert_eq!((keeping.versions, keeping.damaged, keeping.unchecked), (6, 5, 0));
    assert_eq!(keeping.oldest_check, Some(now()));
    assert!(keeping.free_bytes.is_some_and(|bytes| bytes > 0));

    // told once a day, to every managing partner
    let told = async || {
        desk.count("select count(distinct about) filter (where about = '5') * 100 + count(*) from messages where kind = 'documents_damaged'").await
    };
    let partners = desk
        .count("select count(*) from staff_roles where role = 'managing_partner' and until is null")
        .await;
    assert_eq!(told().await, 100 + partners);
    later(desk.office(), SignedDuration::from_hours(1));
    assert_eq!(all(&desk).await.news, 0, "it was known");
    assert_eq!(told().await, 100 + partners);
    later(desk.office(), DAY);
    all(&desk).await;
    assert_eq!(told().await, 100 + 2 * partners);
    let message = console
        .messages()
        .await
        .unwrap()
        .into_iter()
        .find(|message| message.kind == "documents_damaged")
        .unwrap();
    let text = console.show_message(message.id, "https://p.example").await.unwrap();
    assert!(text.contains("privity vault status"), "{text}");

    for (blob, whole) in blobs.iter().zip(&whole) {
        std::fs::write(blob, whole).unwrap();
    }
    later(desk.office(), DAY + SignedDuration::from_mins(1));
    let done = all(&desk).await;
    assert_eq!((done.versions, done.wrong), (6, 1));
    assert_eq!(console.vault_keeping().await.unwrap().damaged, 1);
    // what is wrong is wrong since it was found first
    assert_eq!(console.damaged_versions().await.unwrap()[0].since, now());
}

#[tokio::test]
async fn a_master_key_that_is_not_given_says_nothing_about_a_version() {
    use vault::keys::Secret;
    use vault::{Keyring, MasterKey};

    let desk = Desk::new().await;
    desk.add("attorney-lead", "Brief.txt", "one").await;
    let key = |n: u8| MasterKey::new(&Secret::new([n; 32]));
    let both = desk.test.office_under(Keyring { current: key(1), retired: vec![key(9)] });
    let console =
        office::console::Console::connect(&desk.test.url("privity_owner"), &both).await.unwrap();
    console.rotate_vault().await.unwrap();
    // the office of the desk was opened before, and never got the new key
    desk.office().vault().await.unwrap();
    let done = scrub(desk.office(), now(), ALL).await;
    assert!(matches!(done, Err(Error::Internal(_))), "{done:?}");
    let known = "select count(*) from version_checks where checked_at is not null";
    assert_eq!(desk.count(known).await, 0);
    assert_eq!(scrub(&both, now(), ALL).await.unwrap().wrong, 0);
    assert_eq!(desk.count(known).await, 1);
}

#[tokio::test]
async fn templates_and_scans_are_read_back_too() {
    use domain::templates::TemplateForm;
    use office::{filing, templates};

    let desk = Desk::new().await;
    let form =
        TemplateForm { name: "Letter".into(), kind: "correspondence".into(), ..Default::default() };
    let sheet = papers::make::Sheet { title: "A letter".into(), ..Default::default() };
    let letter = papers::make::docx(&sheet);
    let template = templates::add(&desk.caller("partner"), &form, letter.into()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("scan.txt"), "a scan").unwrap();
    let mut watched = filing::Watched::new(desk.office(), folder.path());
    for seconds in [0, 30] {
        later(desk.office(), SignedDuration::from_secs(seconds));
        filing::look(desk.office(), &mut watched).await.unwrap();
    }
    let done = all(&desk).await;
    assert_eq!((done.versions, done.wrong), (2, 0));
    for blob in desk.files() {
        let mut bytes = std::fs::read(&blob).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&blob, bytes).unwrap();
    }
    later(desk.office(), SignedDuration::from_mins(1));
    let done = all(&desk).await;
    assert_eq!((done.versions, done.wrong, done.news), (2, 2, 2));
    let damaged = desk.test.console().await.damaged_versions().await.unwrap();
    let whats: std::collections::BTreeSet<_> = damaged.iter().map(|it| it.what.as_str()).collect();
    assert_eq!(whats.into_iter().collect::<Vec<_>>(), ["scan", "template"]);
    assert!(damaged.iter().any(|it| it.id == template.0));
}
