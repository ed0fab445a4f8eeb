//! What cannot be inserted by anybody, and cannot be changed afterwards: tried as superuser, past every policy.

use domain::ids::{CaseId, ClientId, DocumentId};
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use super::{Counter, PEOPLE, PLAIN};
use crate::support::people::id;

struct Row {
    share: Uuid,
    document: DocumentId,
    nth: i32,
    case: CaseId,
    client: ClientId,
}

impl Row {
    fn sql(&self, by: Uuid) -> String {
        format!(
            "insert into document_shares (id, document_id, nth, case_id, client_id, asked_by, verdict, found)
            values ('{}', '{}', {}, '{}', '{}', '{by}', 'clear', '{{}}')",
            self.share, self.document, self.nth, self.case, self.client
        )
    }
}

/// The database's own word for it: 23503 is a foreign key, PV403 a trigger of ours.
async fn refused(counter: &Counter, sql: &str) -> String {
    let error = counter.connection().await.execute(AssertSqlSafe(sql.to_owned())).await;
    let error = error.expect_err(sql);
    error.as_database_error().and_then(|error| error.code()).unwrap_or_default().into_owned()
}

#[tokio::test]
async fn a_share_with_another_client_cannot_be_inserted_by_anybody() {
    let counter = Counter::new().await;
    let world = &counter.desk.world;
    let partner = world.persona("partner").id.0;
    let ours = counter.add("Lease.txt", PLAIN).await.document;
    let other = counter.add("Will.txt", PLAIN).await.document;
    counter
        .desk
        .test
        .superuser()
        .await
        .execute(AssertSqlSafe(format!(
            "update cases set closed_on = null where id = '{}'",
            world.closed
        )))
        .await
        .unwrap();
    let theirs = office::documents::add(
        &counter.caller("attorney-lead"),
        world.closed,
        &office::documents::NewFile::named("Theirs.txt"),
        crate::documents::body(PLAIN),
    )
    .await
    .unwrap()
    .document;
    counter.run(&format!("insert into document_versions (id, document_id, case_id, nth, written_by, object_name, size_bytes,
            chunks, media, content_hash, case_key_id, wrapped_key)
        select gen_random_uuid(), document_id, case_id, 2, written_by, 'second', size_bytes, chunks, media, content_hash,
            case_key_id, wrapped_key from document_versions where document_id = '{other}'")).await;
    let row = |n: u128| Row {
        share: id(0xf00 + n),
        document: ours,
        nth: 1,
        case: world.open,
        client: world.client,
    };
    for (wrong, why) in [
        (Row { client: world.closed_client, ..row(1) }, "another client"),
        (Row { client: world.entered_by_attorney, ..row(2) }, "a client without a case"),
        (
            Row { case: world.closed, client: world.closed_client, ..row(3) },
            "another client's case",
        ),
        (Row { case: world.closed, ..row(4) }, "another case"),
        (Row { document: theirs, ..row(5) }, "a document of another case"),
        (Row { nth: 2, ..row(6) }, "a version of another document"),
    ] {
        assert_eq!(refused(&counter, &wrong.sql(partner)).await, "23503", "{why}");
    }
    counter.run(&row(7).sql(partner)).await;
    let recipient = |client: ClientId, membership: Uuid| {
        format!(
            "insert into document_share_recipients (share_id, client_id, membership_id)
            values ('{}', '{client}', '{membership}')",
            row(7).share
        )
    };
    for (client, membership) in [
        (world.client, PEOPLE.dana.membership.0),
        (world.closed_client, PEOPLE.dana.membership.0),
        (world.closed_client, PEOPLE.ramona.membership.0),
    ] {
        assert_eq!(refused(&counter, &recipient(client, membership)).await, "23503");
    }
    counter.run(&recipient(world.client, PEOPLE.ramona.membership.0)).await;
    // an opening is of somebody it was shared with
    for membership in [PEOPLE.dana.membership, PEOPLE.emeka.membership] {
        let sql = format!(
            "insert into document_share_openings (id, share_id, membership_id, how)
            values (gen_random_uuid(), '{}', '{membership}', 'view')",
            row(7).share
        );
        assert_eq!(refused(&counter, &sql).await, "23503");
    }
}

#[tokio::test]
async fn what_a_share_goes_by_cannot_be_changed_under_it() {
    let counter = Counter::new().await;
    let world = &counter.desk.world;
    let document = counter.add("Lease.txt", PLAIN).await.document;
    let share = counter.share("partner", document).await;
    for (sql, code) in [
        // the person goes on to another client, or the client out of the case's rows
        (
            format!(
                "update portal_memberships set client_id = '{}' where id = '{}'",
                world.closed_client, PEOPLE.ramona.membership
            ),
            "23503",
        ),
        (format!("delete from case_clients where case_id = '{}'", world.open), "23503"),
        // a merge or a repair gives the case to another client: the share does not follow
        (
            format!(
                "update document_shares set client_id = '{}' where id = '{share}'",
                world.closed_client
            ),
            "PV403",
        ),
        (
            format!(
                "update document_shares set document_id = gen_random_uuid() where id = '{share}'"
            ),
            "PV403",
        ),
        (
            format!(
                "update document_shares set approved_at = approved_at - interval '1 hour', opens_at = opens_at - interval '1 hour' where id = '{share}'"
            ),
            "PV403",
        ),
        (format!("delete from document_share_recipients where share_id = '{share}'"), "PV403"),
        (
            format!(
                "update document_share_recipients set membership_id = '{}'",
                PEOPLE.emeka.membership
            ),
            "PV403",
        ),
        (format!("delete from document_shares where id = '{share}'"), "PV403"),
    ] {
        assert_eq!(refused(&counter, &sql).await, code, "{sql}");
    }
}

#[tokio::test]
async fn the_instants_of_a_share_are_in_order_and_a_stop_has_its_reason() {
    let counter = Counter::new().await;
    let world = &counter.desk.world;
    let partner = world.persona("partner").id;
    let document = counter.add("Lease.txt", PLAIN).await.document;
    let with = |columns: &str, values: &str| {
        format!(
            "insert into document_shares (id, document_id, nth, case_id, client_id, asked_by, found, verdict{columns})
            values (gen_random_uuid(), '{document}', 1, '{}', '{}', '{partner}', '{{}}', {values})",
            world.open, world.client
        )
    };
    for (columns, values) in [
        ("", "'fine'".to_owned()),
        ("", "'stop'".into()),
        (", anyway_because", "'clear', 'x'".into()),
        (", approved_at", "'clear', now()".into()),
        (
            ", approved_by, approved_at, opens_at",
            format!("'clear', '{partner}', now(), now() - interval '1 s'"),
        ),
        (
            ", recalled_by, recalled_at, recalled_because",
            format!("'clear', '{partner}', now(), 'x'"),
        ),
        (
            ", declined_by, declined_at, declined_because",
            format!("'clear', '{partner}', now(), ''"),
        ),
        (
            ", approved_by, approved_at, opens_at, withdrawn_by, withdrawn_at",
            format!("'clear', '{partner}', now(), now(), '{partner}', now() + interval '1 s'"),
        ),
    ] {
        assert_eq!(
            refused(&counter, &with(columns, &values)).await,
            "23514",
            "{columns}: {values}"
        );
    }
    counter.run(&with("", "'clear'")).await;
}
