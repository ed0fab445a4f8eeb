//! What the guard says to whom: names of other clients only to those who may see them.

use domain::sharing::{Outcome, ShareForm};
use office::{Error, sharing};

use super::{Counter, PLAIN};

/// Of another client whose case the whole team sees too.
const OTHERS: &str = "Dear Bellweather Estate, your inventory is attached.";
/// Of a client of whom only attorney-outside and the partners know.
const UNSEEN: &str = "The frost took the apples of Corrigan Orchards.";

#[tokio::test]
async fn nothing_found_says_so_and_what_could_not_be_read_is_not_clear() {
    let counter = Counter::new().await;
    for (name, text, outcome) in [
        ("Lease.txt", PLAIN, Outcome::Clear),
        ("Ours.txt", "Ashdown Estate, matter A-1", Outcome::Clear),
        ("Blank.txt", "\n  \n", Outcome::Unread),
        ("Tape.mp3", "ID3\u{4}\0\0\0\0\0\0 no text at all", Outcome::Unread),
    ] {
        let document = counter.add(name, text).await.document;
        let found = counter.found("attorney-lead", document).await;
        assert_eq!(found.outcome, outcome, "{name}: {found:?}");
        assert_eq!(found.unread.is_empty(), outcome != Outcome::Unread, "{name}");
    }
}

#[tokio::test]
async fn another_client_is_named_to_whoever_sees_the_case_and_asks_for_a_name_and_a_reason() {
    let counter = Counter::new().await;
    let document = counter.add("Inventory.txt", OTHERS).await.document;
    let found = counter.found("attorney-lead", document).await;
    assert_eq!(found.outcome, Outcome::Stop);
    let stop = &found.stops[0];
    assert_eq!(
        (stop.whose.as_str(), stop.words.as_str(), stop.pages.as_str()),
        ("Bellweather Estate", "Bellweather Estate", "Page 1")
    );
    assert_eq!(stop.beside, "The matter of A-2 · A-2");

    let caller = counter.caller("attorney-lead");
    let form = counter.form("attorney-lead", document).await;
    let fields = async |last_name: &str, reason: &str| -> String {
        let form = ShareForm { last_name: last_name.into(), reason: reason.into(), ..form.clone() };
        match sharing::share(&caller, document, &form).await {
            Err(Error::Invalid(errors)) => {
                errors.0.into_iter().map(|error| error.field).collect::<Vec<_>>().join(" ")
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(fields("", "").await, "last_name reason");
    assert_eq!(fields("Whitfield", "They asked for it.").await, "last_name");
    assert_eq!(fields("Okonkwo", "").await, "reason");
    assert_eq!(fields("Okonkwo", &"x".repeat(5_000)).await, "reason");
    assert_eq!(counter.count("select count(*) from document_shares").await, 0);

    let sure = ShareForm { last_name: "okonkwo".into(), reason: "Both are heirs.".into(), ..form };
    sharing::share(&caller, document, &sure).await.unwrap();
    let row = counter.rows(&caller, document).await.remove(0);
    assert_eq!((row.verdict, row.anyway.as_deref()), (Outcome::Stop, Some("Both are heirs.")));
    // the responsible attorney reads it on the case, the partners in the log
    let told =
        "select count(*) from case_events where happened->>'kind' = 'document_shared_anyway'";
    assert_eq!(counter.count(told).await, 1);
    let logged = "select count(*) from audit_events where action = 'share-document-anyway' and detail->>'reason' = 'Both are heirs.'";
    assert_eq!(counter.count(logged).await, 1);
    // what was found is kept: the words that matched, and no more of the text
    let kept = "select count(*) from document_shares where found->'stops'->0->>'words' = 'Bellweather Estate' and found::text not like '%inventory%'";
    assert_eq!(counter.count(kept).await, 1);
}

#[tokio::test]
async fn a_client_out_of_sight_is_not_named_and_cannot_be_overridden() {
    let counter = Counter::new().await;
    let document = counter.add("Frost.txt", UNSEEN).await.document;
    let found = counter.found("attorney-lead", document).await;
    assert_eq!(found.outcome, Outcome::Stop);
    assert!(!found.may_override());
    let said = serde_json::to_string(&found).unwrap();
    assert!(found.stops[0].is_hidden && said.contains("Another client of the office"));
    for telling in ["Corrigan", "Orchards", "Page"] {
        assert!(!said.contains(telling), "{telling} in {said}");
    }
    let sure = |form: ShareForm| ShareForm {
        last_name: "Okonkwo".into(),
        reason: "I am sure.".into(),
        ..form
    };
    let form = sure(counter.form("attorney-lead", document).await);
    let caller = counter.caller("attorney-lead");
    for error in [
        sharing::share(&caller, document, &form).await.unwrap_err(),
        sharing::propose(&caller, document, &form).await.unwrap_err(),
    ] {
        assert!(matches!(&error, Error::Conflict(why) if !why.contains("Corrigan")), "{error:?}");
    }
    assert_eq!(counter.count("select count(*) from document_shares").await, 0);
    // a partner sees whose it is
    let found = counter.found("partner", document).await;
    assert_eq!(found.stops[0].whose, "Corrigan Orchards");
    let form = sure(counter.form("partner", document).await);
    sharing::share(&counter.caller("partner"), document, &form).await.unwrap();
}

#[tokio::test]
async fn this_cases_other_side_is_a_note_and_a_name_that_came_on_file_meanwhile_counts() {
    let counter = Counter::new().await;
    let world = &counter.desk.world;
    let document = counter
        .add("Claim.txt", "The claim of Tideland Freight & Storage. Zebulon Quartermaine signs.")
        .await
        .document;
    let caller = counter.caller("attorney-lead");
    let form = counter.form("attorney-lead", document).await;
    assert_eq!(counter.found("attorney-lead", document).await.outcome, Outcome::Clear);
    let lead = world.persona("attorney-lead").id;
    counter
        .run(&format!(
            "insert into parties (id, case_id, role, name, added_by)
            values (gen_random_uuid(), '{}', 'opposing', 'Tideland Freight & Storage', '{lead}')",
            world.open
        ))
        .await;
    let found = counter.found("attorney-lead", document).await;
    assert_eq!(
        (found.outcome, found.notes[0].whose.as_str()),
        (Outcome::Notes, "This case’s other side")
    );
    // between the look and the share
    counter
        .run(&format!(
            "insert into clients (id, kind, given_name, family_name, name, created_by)
            values (gen_random_uuid(), 'person', 'Zebulon', 'Quartermaine', 'Zebulon Quartermaine', '{lead}')"
        ))
        .await;
    let error = sharing::share(&caller, document, &form).await.unwrap_err();
    assert!(matches!(&error, Error::Conflict(why) if why.contains("came to light")), "{error:?}");
}

#[tokio::test]
async fn what_was_found_is_nobodys_to_read_by_sql() {
    let counter = Counter::new().await;
    let mut connection = counter.connection().await;
    let able: Vec<String> = sqlx::query_scalar(
        "select r.rolname::text from pg_roles r where r.rolname like 'privity\\_%'
            and r.rolname not in ('privity_owner', 'privity_definer')
            and (has_column_privilege(r.rolname, 'document_shares', 'found', 'select')
                or (has_function_privilege(r.rolname, 'guard_names()', 'execute') and r.rolname <> 'privity_guard'))",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert_eq!(able, Vec::<String>::new());
    let reach: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')
            and has_any_column_privilege('privity_guard', oid, 'select, insert, update')",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert_eq!(reach, Vec::<String>::new());
}
