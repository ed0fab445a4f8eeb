//! What somebody of a client reads, in the portal's own database role.

use domain::ids::ShareId;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use uuid::Uuid;

use super::{Counter, PEOPLE, PLAIN, Person};
use crate::support::NOW;

/// A statement of somebody of a client, some seconds later; what it counted.
async fn as_person(connection: &mut PgConnection, person: Person, seconds: i64, sql: &str) -> i64 {
    let mut tx = connection.begin().await.unwrap();
    begin(&mut tx, person, seconds).await;
    let count: i64 = tx
        .fetch_one(AssertSqlSafe(format!("select count(*) from ({sql}) as t")))
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
        .get(0);
    tx.commit().await.unwrap();
    count
}

async fn begin(connection: &mut PgConnection, person: Person, seconds: i64) {
    let sql = format!(
        "select set_config('role', 'privity_client', true), set_config('privity.caller', '{}', true),
            set_config('privity.now', (timestamptz '{NOW}' + interval '{seconds} seconds')::text, true)",
        person.id
    );
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
}

struct Shared {
    counter: Counter,
    connection: PgConnection,
    document: domain::ids::DocumentId,
    share: ShareId,
}

impl Shared {
    async fn new() -> Shared {
        let counter = Counter::new().await;
        let document = counter.add("Lease.txt", PLAIN).await.document;
        let share = counter.share("attorney-lead", document).await;
        let connection = counter.connection().await;
        Shared { counter, connection, document, share }
    }

    /// Whether somebody sees it in the list and can open it: both or neither.
    async fn is_open(&mut self, person: Person, seconds: i64) -> bool {
        let list = format!("select from portal_shares() where share_id = '{}'", self.share);
        let one = format!("select from portal_share('{}')", self.share);
        let listed = as_person(&mut self.connection, person, seconds, &list).await;
        let opened = as_person(&mut self.connection, person, seconds, &one).await;
        assert_eq!(listed, opened, "the list and the document agree");
        let kept = format!(
            "select where portal_share_opened(gen_random_uuid(), '{}', 'view')",
            self.share
        );
        let kept = as_person(&mut self.connection, person, seconds, &kept).await;
        assert_eq!(kept, opened, "what cannot be opened is not recorded as opened");
        opened == 1
    }

    async fn run(&self, sql: &str) {
        self.counter.run(sql).await;
    }
}

#[tokio::test]
async fn nobody_opens_it_while_it_can_be_withdrawn_and_those_named_do_after() {
    let mut shared = Shared::new().await;
    assert!(!shared.is_open(PEOPLE.ramona, 0).await);
    assert!(!shared.is_open(PEOPLE.ramona, 119).await);
    assert!(shared.is_open(PEOPLE.ramona, 120).await);
    assert!(!shared.is_open(PEOPLE.emeka, 120).await, "of the same client, and not named");
    assert!(!shared.is_open(PEOPLE.dana, 120).await, "of another client");
    let nobody = Person { id: Uuid::from_u128(1), ..PEOPLE.ramona };
    assert!(!shared.is_open(nobody, 120).await);
}

#[tokio::test]
async fn what_ends_ends_it_at_once() {
    let mut shared = Shared::new().await;
    let (case, client) = (shared.counter.desk.world.open, shared.counter.client());
    let (document, partner) = (shared.document, shared.counter.desk.world.persona("partner").id);
    assert!(shared.is_open(PEOPLE.ramona, 600).await);
    let at = "timestamptz '2026-10-13T14:45:00Z'";
    for (ends, mends) in [
        (
            format!("update portal_memberships set until = {at} where client_id = '{client}'"),
            "update portal_memberships set until = null".to_owned(),
        ),
        (
            format!(
                "alter table case_clients drop constraint case_clients_check;
                update case_clients set since = '2026-01-01', until = {at} where case_id = '{case}'"
            ),
            "update case_clients set until = null".into(),
        ),
        (
            format!(
                "insert into document_trashings (id, document_id, case_id, trashed_by, since)
                values (gen_random_uuid(), '{document}', '{case}', '{partner}', {at})"
            ),
            "delete from document_trashings".into(),
        ),
        (
            format!(
                "insert into document_quarantines (version_id, document_id, found)
                select id, document_id, 'Eicar-Test' from document_versions where document_id = '{document}'"
            ),
            "delete from document_quarantines".into(),
        ),
        (
            format!(
                "insert into representatives (id, client_id, kind, name, proof, proof_by, proof_on, scope, since, until, added_by)
                values ('{0}', '{client}', 'agent', 'New', 'Seen.', 'me', '2026-01-01', 'All', '2026-01-01', '2026-10-12', '{partner}');
                update portal_memberships set representative_id = '{0}' where id = '{1}'",
                Uuid::from_u128(7),
                PEOPLE.ramona.membership
            ),
            "update representatives set until = '2026-10-13'".into(),
        ),
        (
            "alter table case_keys disable trigger all; update case_keys set master_key = master_key || encode(wrapped, 'hex'), wrapped = null, destroyed_at = now()".into(),
            "update case_keys set wrapped = 'x', destroyed_at = null".into(),
        ),
    ] {
        shared.run(&ends).await;
        assert!(!shared.is_open(PEOPLE.ramona, 600).await, "{ends}");
        shared.run(&mends).await;
        assert!(shared.is_open(PEOPLE.ramona, 600).await, "{mends}");
    }
}

#[tokio::test]
async fn withdrawn_or_recalled_it_is_gone() {
    for seconds in [60, 600] {
        let mut shared = Shared::new().await;
        let caller = shared.counter.later("attorney-lead", seconds);
        let form = domain::documents::ReasonForm { reason: "It is a draft.".into() };
        office::sharing::recall(&caller, shared.share, &form).await.unwrap();
        assert!(!shared.is_open(PEOPLE.ramona, 1_000).await, "after {seconds} s");
    }
}

#[tokio::test]
async fn an_opening_is_on_record_before_the_bytes_and_once_in_ten_minutes() {
    let mut shared = Shared::new().await;
    for (seconds, how) in [(200, "view"), (260, "view"), (300, "download"), (900, "view")] {
        let sql = format!(
            "select where portal_share_opened(gen_random_uuid(), '{}', '{how}')",
            shared.share
        );
        assert_eq!(as_person(&mut shared.connection, PEOPLE.ramona, seconds, &sql).await, 1);
    }
    let said: Vec<(String, String, i32)> = sqlx::query_as(
        "select actor_kind, action, resource_version from audit_events where actor_id = $1 order by seq",
    )
    .bind(PEOPLE.ramona.id)
    .fetch_all(&mut shared.connection)
    .await
    .unwrap();
    let said: Vec<_> =
        said.iter().map(|(who, what, nth)| (who.as_str(), what.as_str(), *nth)).collect();
    assert_eq!(
        said,
        [
            ("client", "view-shared", 1),
            ("client", "download-shared", 1),
            ("client", "view-shared", 1)
        ]
    );
    let rows =
        shared.counter.rows(&shared.counter.later("attorney-lead", 1_000), shared.document).await;
    let sharee = &rows[0].people[0];
    assert_eq!(
        (sharee.name.as_str(), sharee.times, sharee.downloaded, sharee.is_open),
        ("Ramona Okonkwo", 3, true, true)
    );
    assert!(sharee.opened.as_deref().unwrap().contains("Oct 13, 2026"));
    // the access record of the document says who it was
    let page = office::documents::show(
        &shared.counter.caller("attorney-lead"),
        shared.document,
        Default::default(),
    )
    .await
    .unwrap();
    let lines = page.body.record.unwrap().lines;
    assert!(lines.iter().any(|line| line.who == "Ramona Okonkwo"
        && line.what.starts_with("Viewed a document that was shared")));
}

#[tokio::test]
async fn the_portal_reads_no_table_and_decides_nothing() {
    let mut shared = Shared::new().await;
    for sql in [
        "select 1 from document_shares".to_owned(),
        "select 1 from document_share_recipients".into(),
        "select 1 from document_share_openings".into(),
        "select 1 from documents".into(),
        "select 1 from case_keys".into(),
        "select guard_names()".into(),
        "select guard_mark()".into(),
        format!("select share_standing('{}')", shared.share),
        format!("select end_share('{}', gen_random_uuid(), 'x')", shared.share),
        format!("select share_is_open('{}', '{}')", shared.share, PEOPLE.ramona.membership),
        format!("select document_sharees('{}')", shared.document),
    ] {
        let mut tx = shared.connection.begin().await.unwrap();
        begin(&mut tx, PEOPLE.ramona, 600).await;
        let error = tx.execute(AssertSqlSafe(sql.clone())).await.expect_err(&sql);
        let code = error.as_database_error().unwrap().code().unwrap().into_owned();
        assert_eq!(code, "42501", "{sql}");
        tx.rollback().await.unwrap();
    }
}
