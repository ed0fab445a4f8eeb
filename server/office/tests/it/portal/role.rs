//! What the portal's database role holds: named functions, and nothing else.

use sqlx::{AssertSqlSafe, Connection, Executor, Row};
use uuid::Uuid;

use super::{ORLA, Porch};

/// Everything that somebody of a client can ask the database for.
const FUNCTIONS: [&str; 41] = [
    "own_answer",
    "own_appointments",
    "own_cases_to_write",
    "own_devices_end",
    "own_dispute",
    "own_documents",
    "own_invoice",
    "own_invoices",
    "own_openings",
    "own_passkey_add",
    "own_passkey_ask",
    "own_passkey_asked",
    "own_passkey_end",
    "own_passkeys",
    "own_pay_link",
    "own_portal",
    "own_portal_devices",
    "own_reach",
    "own_reach_set",
    "own_record",
    "own_requests",
    "own_statuses",
    "own_texts_stop",
    "own_thread",
    "own_thread_read",
    "own_threads",
    "own_upload_begin",
    "own_upload_drop",
    "own_upload_keep",
    "own_upload_key",
    "own_upload_places",
    "own_uploads",
    "portal_attach",
    "portal_message_file",
    "portal_message_place",
    "portal_message_there",
    "portal_share",
    "portal_share_opened",
    "portal_shares",
    "portal_start_thread",
    "portal_write",
];

#[tokio::test]
async fn the_role_of_clients_reads_no_table_and_holds_its_functions_alone() {
    let porch = Porch::open().await;
    let tables = porch
        .scene()
        .words(
            "select relname::text from pg_class where relnamespace = 'public'::regnamespace
                and relkind in ('r', 'p', 'v', 'm', 'f')
                and has_any_column_privilege('privity_client', oid, 'select, insert, update, references')",
        )
        .await;
    assert_eq!(tables, Vec::<String>::new());
    let functions = porch
        .scene()
        .words(
            "select proname::text from pg_proc where pronamespace = 'public'::regnamespace
                and has_function_privilege('privity_client', oid, 'execute')
                and not has_function_privilege('public', oid, 'execute') order by 1",
        )
        .await;
    assert_eq!(functions, FUNCTIONS);
    let of = porch
        .scene()
        .words(
            "select r.rolname::text from pg_auth_members m join pg_roles r on r.oid = m.roleid
            where m.member = 'privity_client'::regrole
            union all select 'mighty' from pg_roles where rolname = 'privity_client' and (rolsuper or rolbypassrls or rolcanlogin)",
        )
        .await;
    assert_eq!(of, Vec::<String>::new());
    // every table there is answers with a refusal
    let all = porch
        .scene()
        .words("select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')")
        .await;
    let mut connection = porch.scene().test.superuser().await;
    assert!(all.len() > 80, "{}", all.len());
    for table in all {
        let mut tx = connection.begin().await.unwrap();
        tx.execute("set local role privity_client").await.unwrap();
        let read = tx.execute(AssertSqlSafe(format!("select 1 from {table} limit 1"))).await;
        assert!(read.unwrap_err().to_string().contains("permission denied"), "{table}");
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn each_function_shows_its_callers_own_and_nothing_to_others() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    porch.scene().book("meeting", "2026-11-20T15:00:00Z").await;
    let invoice = porch.post.invoice(porch.scene().client).await;
    porch.scene().round().await;
    let orla = porch.sign_in(ORLA).await.person_id().to_string();
    let mut connection = porch.scene().test.superuser().await;
    let mut ask = async |caller: &str, sql: &str| -> i64 {
        let mut tx = connection.begin().await.unwrap();
        let begin = format!(
            "select set_config('role', 'privity_client', true), set_config('privity.caller', '{caller}', true),
                set_config('privity.now', '{}', true)",
            porch.scene().now()
        );
        tx.execute(AssertSqlSafe(begin)).await.unwrap();
        let row =
            tx.fetch_one(AssertSqlSafe(format!("select count(x) from ({sql}) as f (x)"))).await;
        tx.rollback().await.unwrap();
        row.unwrap().get(0)
    };
    let strangers = [String::new(), Uuid::new_v4().to_string(), porch.scene().partner.to_string()];
    for sql in [
        "select own_appointments(false)",
        "select own_invoices()",
        "select own_portal()",
        "select id from own_portal_devices()",
        &format!("select own_invoice('{invoice}')"),
    ] {
        assert_eq!(ask(&orla, sql).await, 1, "{sql}");
        for stranger in &strangers {
            assert_eq!(ask(stranger, sql).await, 0, "{sql} as {stranger:?}");
        }
    }
}
