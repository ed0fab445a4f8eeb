//! The schema moves forward whole or not at all.

use office::migrate;
use sqlx::Executor;

use crate::support::{TestOffice, connect, url};

#[tokio::test]
async fn a_migration_that_fails_leaves_the_schema_before_it() {
    let test = TestOffice::new().await;
    let name = format!("{}_half", test.database());
    let mut server = connect("postgres", "postgres").await;
    server
        .execute(sqlx::AssertSqlSafe(format!("create database {name} owner privity_owner")))
        .await
        .unwrap();
    let mut inside = connect("postgres", &name).await;
    inside.execute("alter schema public owner to privity_owner").await.unwrap();
    // something of that name is in the third migration's way
    inside
        .execute("create table cases (id int); alter table cases owner to privity_owner")
        .await
        .unwrap();
    let failed = migrate::run(&url("privity_owner", &name)).await.unwrap_err().to_string();
    assert!(failed.contains("Migration 3 failed and was undone"), "{failed}");
    let clients: Option<String> = sqlx::query_scalar("select to_regclass('clients')::text")
        .fetch_one(&mut inside)
        .await
        .unwrap();
    assert_eq!(clients, None, "the third migration left nothing behind");
    let done: i64 = sqlx::query_scalar("select count(*) from _sqlx_migrations where success")
        .fetch_one(&mut inside)
        .await
        .unwrap();
    assert_eq!(done, 2);
    inside.execute("drop table cases").await.unwrap();
    assert!(
        migrate::run(&url("privity_owner", &name)).await.unwrap() > 0,
        "and goes on once the way is free"
    );
    drop(inside);
    server
        .execute(sqlx::AssertSqlSafe(format!("drop database {name} with (force)")))
        .await
        .unwrap();
}
