//! What the keys and the triggers hold by themselves: whoever writes, as the superuser even.

use sqlx::{AssertSqlSafe, Connection, Executor};

use super::Counter;
use crate::support::people::id;
use crate::support::requests::REQUESTS;
use crate::support::sharing::SHARES;

#[tokio::test]
async fn nobody_writes_what_joins_two_clients_or_changes_what_was() {
    let counter = Counter::new().await;
    let upload = counter.sent("Slip.txt").await;
    let world = &counter.desk.world;
    let (open, client, other) = (world.open, world.client, world.closed_client);
    let partner = world.persona("partner").id;
    let insert = |request: &str, case: &str, client: &str, member: &str| {
        format!(
            "insert into client_uploads (id, request_id, case_id, client_id, membership_id, name, object_name, size_bytes, chunks,
                media, content_hash, case_key_id, wrapped_key)
            select '{}', {request}, '{case}', '{client}', '{member}', 'x', 'another', size_bytes, chunks, media, content_hash,
                case_key_id, wrapped_key
            from client_uploads where id = '{upload}'",
            id(0xccc)
        )
    };
    let (case, closed) = (open.to_string(), world.closed.to_string());
    let (ours, theirs) = (client.to_string(), other.to_string());
    let [member, _] = SHARES.members;
    let (member, stranger) = (member.to_string(), SHARES.other.to_string());
    let (request, foreign) = (format!("'{}'", REQUESTS.open), format!("'{}'", REQUESTS.closed));
    for (sql, code) in [
        // a client who is not in the case
        (
            format!(
                "insert into client_requests (id, case_id, client_id, title, asked_by)
                values (gen_random_uuid(), '{case}', '{theirs}', 'x', '{partner}')"
            ),
            "23503",
        ),
        (insert("null", &case, &theirs, &stranger), "23503"),
        // somebody of another client
        (insert("null", &case, &ours, &stranger), "23503"),
        (insert(&request, &case, &ours, &stranger), "23503"),
        // a request of another case or client
        (insert(&foreign, &case, &ours, &member), "23503"),
        (insert(&request, &closed, &ours, &member), "23503"),
        (
            format!(
                "insert into client_arrivals (id, request_id, case_id, client_id, membership_id, object_name)
                values (gen_random_uuid(), {foreign}, '{case}', '{ours}', '{member}', 'another')"
            ),
            "23503",
        ),
        // an object that something else names
        (
            format!(
                "insert into client_arrivals (id, case_id, client_id, membership_id, object_name)
                select gen_random_uuid(), case_id, client_id, membership_id, object_name from client_uploads where id = '{upload}'"
            ),
            "PV403",
        ),
        // what was asked and sent stays
        (format!("update client_requests set client_id = '{theirs}'"), "PV403"),
        ("update client_requests set title = 'Another'".into(), "PV403"),
        ("delete from client_requests".into(), "PV403"),
        (format!("update client_uploads set membership_id = '{stranger}'"), "PV403"),
        ("update client_uploads set name = 'Another'".into(), "PV403"),
        ("update client_uploads set object_name = 'another'".into(), "PV403"),
        ("delete from client_uploads".into(), "PV403"),
        // accepted is a document of that id, or nothing
        (
            format!(
                "update client_uploads set state = 'accepted', decided_by = '{partner}', decided_at = now(), wrapped_key = null"
            ),
            "23514",
        ),
        (
            format!("update client_uploads set state = 'refused', decided_by = '{partner}', decided_at = now()"),
            "23514",
        ),
        (
            format!("update client_requests set withdrawn_by = '{partner}' where id = {request}"),
            "23514",
        ),
    ] {
        let mut connection = counter.desk.test.superuser().await;
        let mut tx = connection.begin().await.unwrap();
        let error = tx.execute(AssertSqlSafe(sql.clone())).await.expect_err(&sql);
        let found = error.as_database_error().unwrap().code().unwrap().into_owned();
        assert_eq!(found, code, "{sql}: {error}");
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn what_ended_does_not_go_on() {
    let counter = Counter::new().await;
    let lead = counter.desk.caller("attorney-lead");
    office::requests::withdraw(&lead, counter.case(), REQUESTS.open).await.unwrap();
    let mut connection = counter.desk.test.superuser().await;
    for sql in [
        "update client_requests set withdrawn_at = null, withdrawn_by = null where withdrawn_at is not null",
        "update client_requests set due_on = '2026-12-01' where withdrawn_at is not null",
    ] {
        let error = connection.execute(sql).await.expect_err(sql);
        assert!(error.to_string().contains("stays on record"), "{error}");
    }
}

#[tokio::test]
async fn what_waits_in_the_inbox_is_not_swept_and_what_was_begun_and_left_is() {
    let counter = Counter::new().await;
    counter.sent("Slip.txt").await;
    let object: String = sqlx::query_scalar("select object_name from client_uploads")
        .fetch_one(&mut counter.desk.test.superuser().await)
        .await
        .unwrap();
    let unnamed =
        format!("select count(*) from unnamed_objects(array['{object}', 'nobody-names-this'])");
    assert_eq!(counter.count(&unnamed).await, 1);
    counter
        .run(
            "insert into client_arrivals (id, request_id, case_id, client_id, membership_id, object_name, started_at)
            select gen_random_uuid(), request_id, case_id, client_id, membership_id, 'left-behind', '2026-10-01' from client_uploads",
        )
        .await;
    let claimed = "select claimed from claim_stale_uploads('2026-10-12', 10)";
    assert_eq!(counter.count(claimed).await, 1);
    assert_eq!(counter.count("select count(*) from client_arrivals").await, 0);
}
