//! What cannot be inserted by anybody, and cannot be changed afterwards: tried as superuser, past every policy.

use sqlx::{AssertSqlSafe, Executor};

use super::Post;
use crate::sharing::PEOPLE;

/// The database's own word for it: 23503 is a foreign key, PV403 a trigger of ours.
async fn refused(post: &Post, sql: String) -> String {
    let error = post.counter.connection().await.execute(AssertSqlSafe(sql.clone())).await;
    let error = error.expect_err(&sql);
    error.as_database_error().and_then(|error| error.code()).unwrap_or_default().into_owned()
}

#[tokio::test]
async fn another_clients_person_cannot_take_part_and_a_client_who_is_not_in_the_case_has_no_thread()
{
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    let world = &post.counter.desk.world;
    let (open, ours, theirs) = (world.open, world.client, world.closed_client);
    let seat = |client: &str, member: &str| {
        format!(
            "insert into thread_participants (id, thread_id, client_id, membership_id) values (gen_random_uuid(), '{id}', '{client}', '{member}')"
        )
    };
    let (ours, theirs) = (ours.to_string(), theirs.to_string());
    let dana = PEOPLE.dana.membership.to_string();
    for sql in [
        seat(&ours, &dana),
        seat(&theirs, &dana),
        seat(&theirs, &PEOPLE.emeka.membership.to_string()),
        format!(
            "insert into message_threads (id, case_id, client_id, about, subject) values (gen_random_uuid(), '{open}', '{theirs}', 'case', 'x')"
        ),
    ] {
        assert_eq!(refused(&post, sql).await, "23503");
    }
    post.counter.run(&seat(&ours, &PEOPLE.emeka.membership.to_string())).await;
}

#[tokio::test]
async fn nobody_writes_in_a_thread_in_which_they_take_no_part() {
    let post = Post::new().await;
    let (one, other) = (post.start("attorney-lead").await, post.start("attorney-lead").await);
    let sql = format!(
        "insert into thread_messages (id, thread_id, author_id, body)
        select gen_random_uuid(), '{other}', p.id, 'x' from thread_participants p where p.thread_id = '{one}' limit 1"
    );
    assert_eq!(refused(&post, sql).await, "23503");
    let sql = format!(
        "insert into thread_reads (participant_id, thread_id)
        select p.id, '{other}' from thread_participants p where p.thread_id = '{one}' and p.membership_id is not null"
    );
    assert_eq!(refused(&post, sql).await, "23503");
}

#[tokio::test]
async fn what_was_written_and_who_took_part_stays() {
    let post = Post::new().await;
    post.start("attorney-lead").await;
    let theirs = post.counter.desk.world.closed_client;
    for sql in [
        "update thread_messages set body = 'Other.'".to_owned(),
        "update thread_messages set at = at + interval '1 day'".into(),
        "delete from thread_messages".into(),
        "delete from thread_participants".into(),
        "update thread_participants set since = since - interval '1 day'".into(),
        "update thread_participants set staff_id = null, membership_id = staff_id".into(),
        "delete from message_threads".into(),
        format!("update message_threads set client_id = '{theirs}'"),
        "update message_threads set about = 'billing'".into(),
    ] {
        assert_eq!(refused(&post, sql.clone()).await, "PV403", "{sql}");
    }
    // whoever left does not come back by the same row
    post.counter.run("update thread_participants set until = office_now()").await;
    let back = "update thread_participants set until = null".to_owned();
    assert_eq!(refused(&post, back).await, "PV403");
}
