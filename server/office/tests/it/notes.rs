//! Notes: every version stays, a withdrawn note reads on, and nobody writes over somebody else.

use domain::forms::FieldErrors;
use domain::ids::NoteId;
use domain::notes::{Block, NoteForm, NotesOf, Span};
use office::{Error, notes};

use crate::support::TestOffice;
use crate::support::people::World;

async fn world() -> (TestOffice, World) {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    (test, world)
}

fn form(body: &str) -> NoteForm {
    NoteForm { body: body.into(), ..NoteForm::default() }
}

fn plain(text: &str) -> Vec<Block> {
    vec![Block::Paragraph(vec![Span::Text(text.into())])]
}

fn said(result: Result<(), Error>) -> FieldErrors {
    match result {
        Err(Error::Invalid(errors)) => errors,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_change_is_another_version_with_who_and_when() {
    let (test, world) = world().await;
    let writes = world.persona("paralegal-contribute").caller(&test.office);
    let changes = world.persona("attorney-contribute").caller(&test.office);
    let reads = world.persona("paralegal-view").caller(&test.office);
    notes::write_on_case(&writes, world.open, &form("She calls on **Friday**.")).await.unwrap();
    let list = notes::of_case(&reads, world.open, "").await.unwrap().body;
    assert!(!list.may_write);
    let note = list.page.rows.first().unwrap().clone();
    assert_eq!((note.by.name.as_str(), note.versions), ("paralegal-contribute", 1));
    assert_eq!((note.changed, note.withdrawn), (None, None));

    let (_, old, of) = notes::edit_form(&changes, note.id).await.unwrap();
    assert!(matches!(of, NotesOf::Case { case, .. } if case.id == world.open));
    let new = NoteForm { body: "She calls on Monday.".into(), ..old.clone() };
    notes::edit(&changes, note.id, &new).await.unwrap();
    // saved by somebody first: kept, and said by whom
    let stale = notes::edit(&writes, note.id, &old).await;
    assert!(
        matches!(&stale, Err(Error::Conflict(why)) if why.contains("attorney-contribute")),
        "{stale:?}"
    );
    // saved as it is: no version
    let (_, same, _) = notes::edit_form(&changes, note.id).await.unwrap();
    notes::edit(&changes, note.id, &same).await.unwrap();

    let page = notes::show(&reads, note.id).await.unwrap().body;
    let versions: Vec<_> =
        page.versions.iter().map(|v| (v.nth, v.by.name.as_str(), v.text.clone())).collect();
    assert_eq!(versions.len(), 2, "{versions:?}");
    assert_eq!(versions[0], (2, "attorney-contribute", plain("She calls on Monday.")));
    assert_eq!((versions[1].0, versions[1].1), (1, "paralegal-contribute"));
    assert_eq!(page.note.changed.unwrap().0, "attorney-contribute");
    let acts: Vec<String> = sqlx::query_scalar(
        "select action from audit_events where resource = 'note' and resource_id = $1 and case_id = $2 order by seq",
    )
    .bind(note.id.0)
    .bind(world.open.0)
    .fetch_all(&mut test.superuser().await)
    .await
    .unwrap();
    let changed = acts.iter().filter(|act| *act == "edit-note").count();
    assert_eq!((acts.first().map(String::as_str), changed), (Some("write-note"), 1), "{acts:?}");
}

#[tokio::test]
async fn a_withdrawn_note_reads_on_and_changes_no_more() {
    let (test, world) = world().await;
    let author = world.persona("paralegal-contribute").caller(&test.office);
    let lead = world.persona("attorney-lead").caller(&test.office);
    let partner = world.persona("partner").caller(&test.office);
    let refused = notes::withdraw(&lead, world.note).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    notes::withdraw(&author, world.note).await.unwrap();
    let page = notes::show(&lead, world.note).await.unwrap().body;
    assert_eq!(page.note.withdrawn.unwrap().0, "paralegal-contribute");
    assert_eq!(page.note.text, plain("Read this."));
    let again = notes::withdraw(&partner, world.note).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    let changed = notes::edit(&partner, world.note, &form("x")).await;
    assert!(matches!(changed, Err(Error::Conflict(_))), "{changed:?}");
    let listed = notes::of_case(&lead, world.open, "").await.unwrap().body.page.rows;
    assert!(listed.iter().any(|row| row.id == world.note && row.withdrawn.is_some()));
}

#[tokio::test]
async fn a_note_too_long_or_empty_is_refused_beside_its_field() {
    let (test, world) = world().await;
    let partner = world.persona("partner").caller(&test.office);
    let errors =
        said(notes::write_on_client(&partner, world.client, &form(&"é".repeat(100_000))).await);
    assert_eq!(errors.of("body"), Some("Use at most 20000 characters; this has 100000."));
    for bad in ["", " \n ", "a\0b"] {
        assert!(
            said(notes::write_on_case(&partner, world.open, &form(bad)).await).of("body").is_some()
        );
    }
    notes::write_on_client(&partner, world.client, &form(&"é".repeat(20_000))).await.unwrap();
}

#[tokio::test]
async fn notes_on_a_client_follow_the_client_and_a_closed_case_waits() {
    let (test, world) = world().await;
    let viewer = world.persona("attorney-view").caller(&test.office);
    let paralegal = world.persona("paralegal-view").caller(&test.office);
    let walled = world.persona("attorney-walled-client").caller(&test.office);
    let billing = world.persona("billing").caller(&test.office);
    notes::write_on_client(&viewer, world.client, &form("Prefers letters.")).await.unwrap();
    let refused = notes::write_on_client(&paralegal, world.client, &form("x")).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    let count = office::clients::show(&paralegal, world.client).await.unwrap().body.notes;
    assert_eq!(count, Some(2));
    assert_eq!(office::clients::show(&billing, world.client).await.unwrap().body.notes, None);
    assert!(matches!(notes::of_client(&walled, world.client, "").await, Err(Error::NotFound)));
    for id in [world.note, world.client_note, NoteId(uuid::Uuid::nil())] {
        assert!(matches!(notes::show(&walled, id).await, Err(Error::NotFound)));
        assert!(matches!(notes::show(&billing, id).await, Err(Error::NotFound)));
    }
    let partner = world.persona("partner").caller(&test.office);
    let closed = notes::write_on_case(&partner, world.closed, &form("x")).await;
    assert!(matches!(closed, Err(Error::Refused(_))), "{closed:?}");
}

#[tokio::test]
async fn many_notes_come_in_pages_and_none_twice() {
    let (test, world) = world().await;
    let partner = world.persona("partner").caller(&test.office);
    for n in 0..30 {
        notes::write_on_case(&partner, world.open, &form(&format!("Note {n}"))).await.unwrap();
    }
    let first = notes::of_case(&partner, world.open, "").await.unwrap().body.page;
    let second = notes::of_case(&partner, world.open, first.next.as_deref().unwrap())
        .await
        .unwrap()
        .body
        .page;
    let mut ids: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len() as i64, second.next), (first.total, None));
}
