//! Commands at the terminal, and the schema.

use domain::access::Role;
use domain::ids::MessageId;
use office::console::NewStaff;
use office::{Error, migrate};
use sqlx::Executor;
use uuid::Uuid;

use super::{Door, PASSWORD, complaint, email};

#[tokio::test]
async fn a_reset_at_the_terminal_takes_both_factors_and_tells_every_partner() {
    let test = Door::new().await;
    test.staff("miriam", Role::ManagingPartner).await;
    test.staff_with_factor("priya", Role::Paralegal).await;
    let session = test.token_of("priya").await;
    test.console.reset(&email("priya")).await.unwrap();

    assert!(test.admitted(&session).await.is_none());
    let messages = test.console.messages().await.unwrap();
    let told = messages.iter().find(|message| message.kind == "console_change").unwrap();
    assert_eq!((told.name.as_str(), told.about.as_str()), ("miriam Example", "priya Example"));
    let kinds: Vec<String> = sqlx::query_scalar(
        "select action from audit_events where actor_kind = 'console' order by seq",
    )
    .fetch_all(&mut test.superuser().await)
    .await
    .unwrap();
    assert_eq!(kinds, ["set-office", "create-staff", "create-staff", "reset-account"]);
    assert!(matches!(test.console.reset(&email("nobody")).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn one_address_one_account() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    let again = NewStaff {
        name: "Another Priya".into(),
        email: email("priya"),
        role: Role::Billing,
        password: Some(PASSWORD.to_owned().into()),
        totp: None,
        colour: 0,
    };
    let refused = test.console.create_staff(again).await;
    assert!(
        matches!(&refused, Err(Error::Conflict(why)) if why.contains("has an account")),
        "{refused:?}"
    );
    complaint(test.console.set_office("Adair & Lowe", "Mars/Olympus").await, "time_zone");
    let none = test.console.show_message(MessageId(Uuid::nil()), "https://portal.example").await;
    assert!(matches!(none, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_schema_newer_than_the_binary_is_refused_with_a_sentence() {
    let test = Door::new().await;
    migrate::check(&test.office).await.unwrap();
    assert_eq!(migrate::run(&test.url("privity_owner")).await.unwrap(), 0);
    let mut superuser = test.superuser().await;
    superuser
        .execute("insert into _sqlx_migrations select 9999, 'x', now(), true, checksum, 0 from _sqlx_migrations limit 1")
        .await
        .unwrap();
    for refused in [
        migrate::check(&test.office).await.unwrap_err(),
        migrate::run(&test.url("privity_owner")).await.unwrap_err(),
    ] {
        assert!(refused.to_string().contains("migration 9999"), "{refused}");
    }
    superuser.execute("delete from _sqlx_migrations where version >= 8").await.unwrap();
    assert!(migrate::check(&test.office).await.unwrap_err().to_string().contains("behind"));
    // what a half-known schema makes of the eighth again is an error, and nothing is left of it
    assert!(
        migrate::run(&test.url("privity_owner"))
            .await
            .unwrap_err()
            .to_string()
            .contains("failed and was undone")
    );
    superuser.execute("drop table _sqlx_migrations").await.unwrap();
    assert!(
        migrate::check(&test.office).await.unwrap_err().to_string().contains("privity migrate")
    );
}

#[tokio::test]
async fn the_owner_and_the_superuser_may_not_serve() {
    let test = Door::new().await;
    test.office.check_identity().await.unwrap();
    for user in ["postgres", "privity_owner"] {
        let office = office::Office::new(office::OfficeOptions {
            app_url: test.url(user),
            clock: office::clock::Clock::System,
            chance: office::chance::Chance::System,
            keys: office::keys::Keys::new([1; 32]),
            connections: 1,
            session_idle: jiff::SignedDuration::from_hours(1),
            session_absolute: jiff::SignedDuration::from_hours(1),
            demo: false,
            vault: None,
        })
        .unwrap();
        let refused = office.check_identity().await.unwrap_err().to_string();
        assert!(refused.contains("privity_app"), "{refused}");
    }
}
