//! A shared document as its people read it: decrypted for them alone, recorded before the first byte, and no longer
//! once it is recalled.

use domain::documents::{Content, ReasonForm};
use domain::ids::{DocumentId, PortalPersonId, ShareId};
use futures_util::TryStreamExt;
use office::gate::Visit;
use office::portal::{self, PortalCaller};
use office::{Error, sharing};

use super::{Counter, PEOPLE, PLAIN, Person};

struct Shared {
    counter: Counter,
    document: DocumentId,
    share: ShareId,
}

impl Shared {
    async fn new() -> Shared {
        let counter = Counter::new().await;
        let document = counter.add("Lease.txt", PLAIN).await.document;
        let share = counter.share("attorney-lead", document).await;
        Shared { counter, document, share }
    }

    /// Somebody of a client, so many seconds after it was shared.
    fn client(&self, person: Person, seconds: i64) -> PortalCaller {
        let office = &self.counter.desk.test.office;
        let now = office.clock.now();
        office.clock.set(now + jiff::SignedDuration::from_secs(seconds));
        let visit = Visit::new(office, "192.0.2.7", "Safari");
        office.clock.set(now);
        PortalCaller::stand_in(&visit, PortalPersonId(person.id))
    }

    async fn download(&self, person: Person, seconds: i64) -> office::Result<String> {
        let opened = portal::download(&self.client(person, seconds), self.share).await?;
        let pieces: Vec<_> = opened.bytes().try_collect().await?;
        Ok(String::from_utf8(pieces.concat()).expect("text"))
    }

    async fn recall(&self) {
        let form = ReasonForm { reason: "Another heading is wanted.".into() };
        let lead = self.counter.later("attorney-lead", 300);
        sharing::recall(&lead, self.share, &form).await.expect("it is recalled");
    }
}

fn unseen<T>(done: office::Result<T>) {
    assert!(matches!(done.map(|_| ()), Err(Error::NotFound)));
}

#[tokio::test]
async fn whoever_it_was_shared_with_reads_and_downloads_it_and_nobody_else() {
    let shared = Shared::new().await;
    unseen(shared.download(PEOPLE.ramona, 0).await);
    assert_eq!(shared.download(PEOPLE.ramona, 120).await.unwrap(), PLAIN);
    unseen(shared.download(PEOPLE.emeka, 120).await);
    unseen(shared.download(PEOPLE.dana, 120).await);
    let page =
        portal::document(&shared.client(PEOPLE.ramona, 120), shared.share, 1).await.unwrap().body;
    assert_eq!((page.document.name.as_str(), page.document.fresh), ("Lease.txt", false));
    assert!(matches!(page.content, Some(Content::Text { .. })), "{:?}", page.content);
    unseen(portal::document(&shared.client(PEOPLE.dana, 120), shared.share, 1).await);
    unseen(portal::picture(&shared.client(PEOPLE.dana, 120), shared.share, 1).await);
}

#[tokio::test]
async fn what_is_opened_is_recorded_for_the_staff_and_is_new_to_nobody_any_more() {
    let shared = Shared::new().await;
    let ramona = shared.client(PEOPLE.ramona, 120);
    let list = portal::documents(&ramona).await.unwrap().body.rows;
    assert!(list[0].fresh && list[0].case == "A-1", "{list:?}");
    // looking at the list opens nothing
    assert_eq!(shared.counter.count("select count(*) from document_share_openings").await, 0);
    portal::document(&ramona, shared.share, 1).await.unwrap();
    shared.download(PEOPLE.ramona, 130).await.unwrap();
    let log = "select count(*) from audit_events where actor_kind = 'client' and action in ('view-shared', 'download-shared')";
    assert_eq!(shared.counter.count(log).await, 2);
    assert!(!portal::documents(&ramona).await.unwrap().body.rows[0].fresh);
    let page = portal::document(&ramona, shared.share, 1).await.unwrap().body;
    let opened: Vec<_> = page.openings.iter().map(|it| (it.name.as_str(), it.downloaded)).collect();
    assert_eq!(opened, [("Ramona Okonkwo", true), ("Ramona Okonkwo", false)]);
    let rows =
        shared.counter.rows(&shared.counter.later("attorney-lead", 200), shared.document).await;
    assert!(rows[0].people.iter().any(|person| person.opened.is_some()), "{rows:?}");
}

#[tokio::test]
async fn whoever_looks_as_they_do_reads_no_name_of_what_is_barred_from_them() {
    let shared = Shared::new().await;
    let client = shared.counter.client();
    let manager = shared.counter.later("attorney-manage", 130);
    let look = || portal::looked_at(&manager, client, PEOPLE.ramona.membership);
    let body = look().await.unwrap().body;
    assert_eq!((body.documents.len(), body.withheld), (1, 0));
    let lead = shared.counter.desk.world.persona("attorney-lead").id;
    shared
        .counter
        .run(&format!(
            "insert into document_restrictions (id, case_id, document_id, narrowed_to, set_by)
            select gen_random_uuid(), case_id, id, 'named', '{lead}' from documents where id = '{}'",
            shared.document
        ))
        .await;
    let body = look().await.unwrap().body;
    assert_eq!((body.documents.len(), body.withheld), (0, 1));
}

#[tokio::test]
async fn what_is_recalled_is_not_there_any_more() {
    let shared = Shared::new().await;
    shared.recall().await;
    unseen(shared.download(PEOPLE.ramona, 301).await);
    assert!(
        portal::documents(&shared.client(PEOPLE.ramona, 301)).await.unwrap().body.rows.is_empty()
    );
}

#[tokio::test]
async fn a_download_that_runs_ends_with_the_share() {
    let shared = Shared::new().await;
    let large = "x".repeat(12 << 20);
    let document = shared.counter.add("Large.txt", &large).await.document;
    let share = shared.counter.share("attorney-lead", document).await;
    let shared = Shared { document, share, ..shared };
    let opened = portal::download(&shared.client(PEOPLE.ramona, 301), share).await.unwrap();
    let mut bytes = opened.bytes();
    bytes.try_next().await.unwrap().expect("the first piece");
    shared.recall().await;
    unseen(bytes.try_fold(0, async |sum, piece| Ok(sum + piece.len())).await);
}
