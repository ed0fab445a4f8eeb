//! The way in, one's own account, and the terminal.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod account;
mod console;
mod gate;
mod links;
mod sign_in;

use std::sync::Arc;

use domain::access::Role;
use domain::account::{CodeForm, SignInForm};
use domain::ids::StaffId;
use domain::text::EmailAddress;
use jiff::{SignedDuration, Timestamp};
use office::console::{Console, NewStaff};
use office::gate::{Admission, Visit, admit};
use office::identity::{Next, SignedIn, code_at, second_factor, sign_in};
use office::{Caller, Office};
use sqlx::PgConnection;

use crate::support::TestOffice;

const PASSWORD: &str = "quiet harbor ledger";
/// The secret of everybody who has an authenticator.
const SECRET: [u8; 20] = *b"12345678901234567890";

/// An office with nobody in it yet, and its terminal.
struct Door {
    office: Arc<Office>,
    console: Console,
    test: TestOffice,
}

impl Door {
    async fn new() -> Door {
        let test = TestOffice::new().await;
        let console = test.console().await;
        console.set_office("Adair & Lowe", "America/New_York").await.unwrap();
        Door { office: Arc::clone(&test.office), console, test }
    }

    /// Looks at, or bends, what no role of ours may touch.
    async fn superuser(&self) -> PgConnection {
        self.test.superuser().await
    }

    fn url(&self, user: &str) -> String {
        self.test.url(user)
    }

    fn now(&self) -> Timestamp {
        self.office.clock.now()
    }

    fn advance(&self, by: SignedDuration) {
        self.office.clock.advance(by);
    }

    /// A request from the office's own network.
    fn visit(&self) -> Visit {
        self.visit_from("192.0.2.1")
    }

    fn visit_from(&self, address: &str) -> Visit {
        Visit::new(&self.office, address, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
    }

    /// Somebody with the usual password, called by the part before the `@`.
    async fn staff(&self, name: &str, role: Role) -> StaffId {
        self.create(name, role, None).await
    }

    /// Somebody with an authenticator, too.
    async fn staff_with_factor(&self, name: &str, role: Role) -> StaffId {
        self.create(name, role, Some(SECRET.to_vec())).await
    }

    async fn create(&self, name: &str, role: Role, totp: Option<Vec<u8>>) -> StaffId {
        let new = NewStaff {
            name: format!("{name} Example"),
            email: email(name),
            role,
            password: Some(PASSWORD.to_owned().into()),
            totp,
            colour: 1,
        };
        self.console.create_staff(new).await.unwrap().id
    }

    async fn sign_in(&self, name: &str, password: &str) -> office::Result<SignedIn> {
        sign_in(&self.visit(), &form(name, password)).await
    }

    /// Signs in by both factors where there are two, and answers the cookie's token.
    async fn token_of(&self, name: &str) -> String {
        let signed_in = self.sign_in(name, PASSWORD).await.unwrap();
        match signed_in.next {
            Next::Path(_) => signed_in.token,
            Next::SecondFactor(_) => {
                second_factor(&self.visit(), &signed_in.token, &self.code()).await.unwrap().token
            }
        }
    }

    /// The caller a token makes, if any.
    async fn admitted(&self, token: &str) -> Option<Caller> {
        match admit(&self.visit(), token).await.unwrap() {
            Admission::Caller(caller) => Some(caller),
            Admission::PendingSecondFactor | Admission::Nobody => None,
        }
    }

    /// What the authenticator shows now.
    fn code(&self) -> CodeForm {
        CodeForm { code: code_at(&SECRET, self.now()), next: String::new() }
    }

    /// Suspends somebody behind everybody's back.
    async fn suspend(&self, id: StaffId) {
        let mut connection = self.superuser().await;
        sqlx::query(
            "insert into staff_suspensions (id, staff_id, since, reason) values (gen_random_uuid(), $1, now(), 'left')",
        )
        .bind(id.0)
        .execute(&mut connection)
        .await
        .unwrap();
    }

    /// Action and outcome of every audit row, oldest first, with whether it names an actor.
    async fn audited(&self) -> Vec<(String, String, bool)> {
        sqlx::query_as("select action, outcome, actor_id is not null from audit_events where actor_kind <> 'console' order by seq")
            .fetch_all(&mut self.superuser().await)
            .await
            .unwrap()
    }
}

fn email(name: &str) -> EmailAddress {
    EmailAddress::parse(&format!("{name}@example.com")).unwrap()
}

fn form(name: &str, password: &str) -> SignInForm {
    SignInForm {
        email: email(name).to_string(),
        password: password.to_owned(),
        next: "/cases".into(),
    }
}

/// The complaint beside a field.
#[track_caller]
fn complaint<T: std::fmt::Debug>(result: office::Result<T>, field: &str) -> String {
    match result {
        Err(office::Error::Invalid(errors)) => errors.of(field).expect(field).to_owned(),
        other => panic!("not invalid: {other:?}"),
    }
}
