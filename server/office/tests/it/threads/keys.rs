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

#[tokio::test]
async fn nothing_of_another_case_or_client_hangs_on_a_message_whoever_writes_it() {
    let post = Post::new().await;
    let id = post.start("attorney-lead").await;
    post.sends(PEOPLE.ramona, id, "Here.", &[("Letter.txt", "Dear all")]).await.unwrap();
    let world = &post.counter.desk.world;
    let (open, ours) = (world.open, world.client);
    let (closed, theirs) = (world.closed, world.closed_client);
    // the same bytes, as if somebody else had sent them
    let (waiting, of_closed) =
        (crate::support::people::id(0xabc1), crate::support::people::id(0xabc2));
    for (id, case, client, member) in [
        (waiting, open, ours, PEOPLE.emeka.membership),
        (of_closed, closed, theirs, PEOPLE.dana.membership),
    ] {
        post.counter
            .run(&format!(
                "insert into client_uploads (id, case_id, client_id, membership_id, name, object_name, size_bytes, chunks, media,
                    content_hash, case_key_id, wrapped_key)
                select '{id}', '{case}', '{client}', '{member}', 'x', '{id}', size_bytes, chunks, media, content_hash,
                    case_key_id, wrapped_key
                from client_uploads where name = 'Letter.txt'"
            ))
            .await;
    }
    let lease = post.counter.add("Lease.txt", crate::sharing::PLAIN).await.document;
    let share = post.counter.share("attorney-lead", lease).await;
    let hang = |case: &str, client: &str, about: &str, upload: &str, member: &str, share: &str| {
        format!(
            "insert into message_files (id, message_id, nth, thread_id, author_id, case_id, client_id, about, upload_id,
                membership_id, share_id)
            select gen_random_uuid(), m.id, 9, m.thread_id, m.author_id, '{case}', '{client}', '{about}', {upload}, {member}, {share}
            from thread_messages m where m.thread_id = '{id}' and m.body = 'Here.'"
        )
    };
    let quoted = |id: &dyn std::fmt::Display| format!("'{id}'");
    let (open, ours) = (open.to_string(), ours.to_string());
    let (closed, theirs) = (closed.to_string(), theirs.to_string());
    let ramona = quoted(&PEOPLE.ramona.membership);
    let none = "null";
    for sql in [
        // a file of another client, under their case or under this one
        hang(&closed, &theirs, "case", &quoted(&of_closed), &quoted(&PEOPLE.dana.membership), none),
        hang(&open, &ours, "case", &quoted(&of_closed), &quoted(&PEOPLE.dana.membership), none),
        hang(&open, &ours, "case", &quoted(&of_closed), &ramona, none),
        // a file of this client that somebody else sent
        hang(&open, &ours, "case", &quoted(&waiting), &quoted(&PEOPLE.emeka.membership), none),
        hang(&open, &ours, "case", &quoted(&waiting), &ramona, none),
        // a share of another case
        hang(&closed, &theirs, "case", none, none, &quoted(&share)),
        hang(&open, &theirs, "case", none, none, &quoted(&share)),
        // as if it were about a bill
        hang(&open, &ours, "billing", none, none, &quoted(&share)),
    ] {
        assert_eq!(refused(&post, sql.clone()).await, "23503", "{sql}");
    }
    for sql in [
        hang(&open, &ours, "case", none, none, none),
        hang(&open, &ours, "billing", &quoted(&waiting), &ramona, none),
    ] {
        assert_eq!(refused(&post, sql.clone()).await, "23514", "{sql}");
    }
    post.counter.run(&hang(&open, &ours, "case", none, none, &quoted(&share))).await;
    for sql in ["delete from message_files", "update message_files set nth = 3"] {
        assert_eq!(refused(&post, sql.into()).await, "PV403", "{sql}");
    }
}
