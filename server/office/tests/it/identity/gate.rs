//! The doors to the database: what comes back through them, and what the gate's role may touch.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use domain::access::Role;
use domain::forms::{FieldErrors, Refused};
use jiff::SignedDuration;
use office::chance::Chance;
use office::clock::Clock;
use office::gate::{Owner, form_token, is_form_token, keep_flash, show_flash};
use office::keys::Keys;
use office::{Caller, Office, OfficeOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::Door;

/// Gives up when the future has waited so many times.
struct GiveUp<F> {
    future: Pin<Box<F>>,
    waits: usize,
}

impl<F: Future> Future for GiveUp<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.future.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if self.waits == 0 => Poll::Ready(None),
            Poll::Pending => {
                self.waits -= 1;
                Poll::Pending
            }
        }
    }
}

#[tokio::test]
async fn a_request_given_up_at_any_point_leaves_no_role_behind() {
    let test = Door::new().await;
    let miriam = test.staff("miriam", Role::ManagingPartner).await;
    // one connection: whatever is left behind is met again
    let office = Office::new(OfficeOptions {
        app_url: test.url("privity_app"),
        clock: Clock::System,
        chance: Chance::System,
        keys: Keys::new([7; 32]),
        connections: 1,
        session_idle: SignedDuration::from_hours(8),
        session_absolute: SignedDuration::from_hours(24),
        demo: false,
        vault: None,
    })
    .unwrap();
    let caller = Caller::stand_in(&office, miriam, Role::ManagingPartner);
    office.check_identity().await.unwrap();
    // How often a request waits depends on how fast the database answers: so, many of them.
    let mut abandoned = 0;
    for _ in 0..25 {
        for waits in 0.. {
            let act = async {
                let mut tx = caller.begin().await.unwrap();
                tx.execute("select count(*) from staff").await.unwrap();
            };
            let done = GiveUp { future: Box::pin(act), waits }.await;
            office.check_identity().await.unwrap();
            if done.is_some() {
                break;
            }
            abandoned += 1;
        }
    }
    assert!(abandoned >= 25, "begin and the query wait: {abandoned}");
}

#[tokio::test]
async fn the_gates_role_reads_no_table() {
    let test = Door::new().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'p')",
    )
    .fetch_all(&mut test.superuser().await)
    .await
    .unwrap();
    assert!(tables.len() > 20);
    let mut gate = PgConnection::connect(&test.url("privity_app")).await.unwrap();
    for role in ["privity_gate", "privity_app"] {
        gate.execute(AssertSqlSafe(format!("set role {role}"))).await.unwrap();
        for table in &tables {
            for act in ["select from", "delete from", "truncate"] {
                // which migrations were applied is what `serve` asks before anything else
                if (role, act, table.as_str()) == ("privity_app", "select from", "_sqlx_migrations")
                {
                    continue;
                }
                let refused =
                    gate.execute(AssertSqlSafe(format!("{act} {table}"))).await.unwrap_err();
                let code =
                    refused.as_database_error().and_then(|error| error.code().map(String::from));
                // 55000: a view that cannot be written to at all
                assert!(
                    matches!(code.as_deref(), Some("42501" | "42809" | "55000")),
                    "{role} {act} {table}: {refused}"
                );
            }
        }
    }
}

fn refused(values: &str) -> Refused {
    let mut errors = FieldErrors::default();
    errors.add("title", "Enter a title.");
    Refused {
        back: "/cases/new".into(),
        status: 422,
        message: "Look again.".into(),
        errors,
        values: values.into(),
    }
}

#[tokio::test]
async fn a_flash_is_shown_twice_to_its_owner_and_to_nobody_else() {
    let test = Door::new().await;
    let (mine, yours) = (Owner::token("mine"), Owner::token("yours"));
    let visit = test.visit();
    let id = keep_flash(&visit, mine, &refused(r#"{"title":"Estate of Ashdown"}"#)).await.unwrap();

    assert!(show_flash(&visit, id).await.unwrap().is_none(), "no owner at all");
    assert!(show_flash(&visit.owned_by(yours), id).await.unwrap().is_none());
    for _ in 0..2 {
        let flash = show_flash(&visit.owned_by(mine), id).await.unwrap().unwrap();
        assert_eq!(flash.values, r#"{"title":"Estate of Ashdown"}"#);
        assert_eq!(flash.errors.of("title"), Some("Enter a title."));
    }
    assert!(
        show_flash(&visit.owned_by(mine), id).await.unwrap().is_none(),
        "it survives one reload"
    );

    let kept: Vec<u8> = sqlx::query_scalar("select sealed from flashes")
        .fetch_one(&mut test.superuser().await)
        .await
        .unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("Ashdown"));
}

#[tokio::test]
async fn a_form_token_belongs_to_one_browser() {
    let test = Door::new().await;
    let visit = test.visit();
    let (mine, yours) = (Owner::token("mine"), Owner::token("yours"));
    let token = form_token(&visit, mine);
    assert!(is_form_token(&visit, mine, &token));
    assert!(!is_form_token(&visit, yours, &token));
    for wrong in ["", "x", &token[1..]] {
        assert!(!is_form_token(&visit, mine, wrong));
    }
}

#[tokio::test]
async fn people_of_one_address_sign_in_at_one_moment_whoever_is_heard_first() {
    let test = Door::new().await;
    let mut connection = test.superuser().await;
    for at in ["2026-10-13T14:42:00.020Z", "2026-10-13T14:42:00.000Z", "2026-10-13T14:42:00.010Z"] {
        let wait: i32 =
            sqlx::query_scalar("select gate_take_try('\\x01', $1::text::timestamptz, 5, 900)")
                .bind(at)
                .fetch_one(&mut connection)
                .await
                .unwrap();
        assert_eq!(wait, 0, "{at}");
    }
}
