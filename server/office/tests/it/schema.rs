//! Rules that every table keeps.

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
            -- reached through walls, checks, notes, calls, clients and documents
            and c.relname not in ('wall_lifts', 'conflict_matches', 'note_versions', 'call_holders', 'client_merges',
                'document_versions', 'document_quarantines', 'document_restriction_people')
            -- reached through walls, checks, notes, calls, clients and representatives
            and c.relname not in ('wall_lifts', 'conflict_matches', 'note_versions', 'call_holders', 'client_merges',
                'representative_versions')
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
