//! Rules that every table keeps.

use domain::cases::Happened;
use serde_json::{Map, Value, json};
use sqlx::PgConnection;

use crate::support::TestOffice;

async fn names(connection: &mut PgConnection, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(connection).await.unwrap()
}

#[tokio::test]
async fn every_table_forces_row_level_security() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let open = names(
        &mut connection,
        "select relname::text from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
            and relname <> '_sqlx_migrations' and not (relrowsecurity and relforcerowsecurity)",
    )
    .await;
    assert_eq!(open, Vec::<String>::new());
}

#[tokio::test]
async fn every_table_a_caller_touches_demands_the_caller_in_force() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let open = names(
        &mut connection,
        "select distinct c.relname::text from pg_class c
            join (values ('privity_partner'), ('privity_attorney'), ('privity_paralegal'), ('privity_billing')) r (role) on true
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            and has_any_column_privilege(r.role, c.oid, 'select, insert, update')
            -- reached through walls, checks, notes, calls, cases, clients, documents, representatives and appointments
            and c.relname not in ('wall_lifts', 'conflict_matches', 'note_versions', 'call_holders', 'client_merges',
                'document_versions', 'document_quarantines', 'document_restriction_people', 'representative_versions',
                'appointment_subjects', 'appointment_words', 'appointment_attendees', 'appointment_changes', 'attendances', 'deadlines',
                'case_clients', 'portal_people', 'portal_memberships',
                -- through threads
                'thread_participants', 'thread_messages', 'thread_reads',
                'notifications', 'notification_texts', 'notice_links', 'delivery_reports', 'call_list',
                -- through invoices and payments
                'invoice_lines', 'invoice_taxes', 'invoice_due_dates', 'invoice_sendings', 'invoice_events', 'invoice_mailings', 'pay_links', 'allocations',
                'refunds', 'write_offs', 'dunning_stages', 'dunning_holds', 'disputes')
            and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'caller_in_force'
                and not p.polpermissive)",
    )
    .await;
    assert_eq!(open, Vec::<String>::new());
}

#[tokio::test]
async fn views_run_as_whoever_asks() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let open = names(
        &mut connection,
        "select relname::text from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'v'
            and not coalesce('security_invoker=true' = any (reloptions), false)",
    )
    .await;
    assert_eq!(open, Vec::<String>::new());
}

#[tokio::test]
async fn definer_functions_belong_to_the_definer_pin_their_path_and_are_nobodys_by_default() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let wrong = names(
        &mut connection,
        "select p.proname::text from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prosecdef
            and (p.proowner <> 'privity_definer'::regrole
                or not exists (select from unnest(p.proconfig) as c where c like 'search_path=%, pg_temp')
                or has_function_privilege('public', p.oid, 'execute'))",
    )
    .await;
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn the_app_login_owns_nothing_and_may_do_nothing_by_itself() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let reach = names(
        &mut connection,
        "select relname::text from pg_class c
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'S') and relname <> '_sqlx_migrations'
            and (relowner = 'privity_app'::regrole or has_any_column_privilege('privity_app', c.oid, 'select, insert, update'))",
    )
    .await;
    assert_eq!(reach, Vec::<String>::new());
    let mighty = names(
        &mut connection,
        "select rolname::text from pg_roles where rolname like 'privity_%'
            and (rolsuper or rolbypassrls or (rolcanlogin and rolinherit and rolname = 'privity_app'))",
    )
    .await;
    assert_eq!(mighty, Vec::<String>::new());
}

#[tokio::test]
async fn the_login_of_the_ticks_reaches_their_schema_and_nothing_else() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let reach = names(
        &mut connection,
        "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
            and (relowner = 'privity_jobs'::regrole or (has_schema_privilege('privity_jobs', n.oid, 'usage')
                and relkind in ('r', 'p', 'v', 'S') and has_any_column_privilege('privity_jobs', c.oid, 'select, insert, update')))
        order by 1",
    )
    .await;
    assert_eq!(reach, ["apalis._sqlx_migrations", "apalis.jobs", "apalis.workers"]);
    let schemas = names(
        &mut connection,
        "select nspname::text from pg_namespace where has_schema_privilege('privity_jobs', oid, 'usage')
            and nspname not like 'pg\\_%' and nspname <> 'information_schema'
        union all select 'makes in ' || nspname from pg_namespace where has_schema_privilege('privity_jobs', oid, 'create')
        union all select 'member of ' || r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid
            where m.member = 'privity_jobs'::regrole
        union all select 'inherits' from pg_roles where rolname = 'privity_jobs' and (rolinherit or rolsuper or rolbypassrls)",
    )
    .await;
    assert_eq!(schemas, ["apalis"]);
    // and nobody else finds what is in there
    let others = names(
        &mut connection,
        "select rolname::text from pg_roles where rolname like 'privity\\_%' and rolname not in ('privity_jobs', 'privity_owner')
            and has_schema_privilege(rolname, 'apalis', 'usage')",
    )
    .await;
    assert_eq!(others, Vec::<String>::new());
    let strewn = names(
        &mut connection,
        "select proname::text from pg_proc p join pg_depend d on d.objid = p.oid and d.deptype = 'e'
        where p.pronamespace = 'public'::regnamespace
        union all select proname::text from pg_proc where pronamespace = 'public'::regnamespace and proname = 'generate_ulid'",
    )
    .await;
    assert_eq!(strewn, Vec::<String>::new());
}

#[tokio::test]
async fn the_audit_log_cannot_be_changed_even_by_its_owner() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    crate::support::people::World::make(&mut connection).await;
    for sql in [
        "update audit_events set action = 'x'",
        "delete from audit_events",
        "truncate audit_events",
    ] {
        let error = sqlx::query(sql).execute(&mut connection).await.unwrap_err();
        assert!(error.to_string().contains("insert-only"), "{sql}: {error}");
    }
}

#[tokio::test]
async fn what_happened_to_a_case_cannot_be_changed_even_by_the_owner() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    crate::support::people::World::make(&mut connection).await;
    for sql in [
        "update case_events set happened = '{}'",
        "delete from case_events",
        "truncate case_events",
    ] {
        let error = sqlx::query(sql).execute(&mut connection).await.unwrap_err();
        assert!(error.to_string().contains("insert-only"), "{sql}: {error}");
    }
}

/// A kind of event that the database has not heard of could not be told.
#[tokio::test]
async fn the_database_knows_each_kind_of_event_and_what_it_says() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let known: Vec<(String, Vec<String>)> =
        sqlx::query_as("select kind, says from event_kinds() order by kind")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    for (kind, says) in &known {
        let mut told = Map::from_iter([("kind".to_owned(), json!(kind))]);
        told.extend(says.iter().map(|word| {
            let said = match word.as_str() {
                "changed" => json!(["court"]),
                "document" | "appointment" => json!("0199d000-0000-7000-8000-000000000001"),
                _ => json!("x"),
            };
            (word.clone(), said)
        }));
        let told = Value::Object(told);
        let read: Happened = serde_json::from_value(told.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), told);
    }
    // the complaint about an unknown kind names every kind there is
    let all = serde_json::from_value::<Happened>(json!({"kind": "?"})).unwrap_err().to_string();
    let (_, all) = all.split_once("expected one of ").unwrap();
    let mut all: Vec<_> = all.split(", ").map(|word| word.replace('`', "")).collect();
    all.sort();
    assert_eq!(known.into_iter().map(|(kind, _)| kind).collect::<Vec<_>>(), all);
}

/// A temporary table would stand in for ours in a function that forgot to name `pg_temp` last.
#[tokio::test]
async fn no_role_of_ours_makes_temporary_tables() {
    let test = TestOffice::new().await;
    let mut connection = test.superuser().await;
    let able = names(
        &mut connection,
        "select rolname::text from pg_roles where rolname like 'privity_%' and rolname <> 'privity_owner'
            and has_database_privilege(rolname, current_database(), 'temporary')",
    )
    .await;
    assert_eq!(able, Vec::<String>::new());
}
