//! Sharing a document with a client: what the keys hold by themselves, what the guard says, what the portal
//! reads, and what becomes of it.

mod guard;
mod keys;
mod portal;
mod read;
mod told;
mod verbs;

use domain::ids::{ClientId, DocumentId, MembershipId, ShareId};
use domain::sharing::{Findings, ShareForm, ShareRow};
use office::documents::{self as papers, Kept};
use office::{Caller, sharing};
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use uuid::Uuid;

use crate::documents::Desk;
use crate::support::people::id;

/// Nothing in it is anybody's.
pub(crate) const PLAIN: &str = "The lease ends in March. Please read clause four.";

/// People of clients, as somebody invited them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct People {
    /// Of the client of the open case.
    pub(crate) ramona: Person,
    /// The same, as its officer.
    pub(crate) emeka: Person,
    /// Of the client of the closed case.
    pub(crate) dana: Person,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) membership: MembershipId,
}

const fn person(n: u128) -> Person {
    Person { id: id(0xe00 + n), membership: MembershipId(id(0xe10 + n)) }
}

pub(crate) const PEOPLE: People = People { ramona: person(1), emeka: person(2), dana: person(3) };

/// A desk with clients who use the portal.
pub(crate) struct Counter {
    pub(crate) desk: Desk,
}

impl Counter {
    pub(crate) async fn new() -> Counter {
        let desk = Desk::new().await;
        let partner = desk.world.persona("partner").id;
        let mut sql = String::new();
        for (person, client, name) in [
            (PEOPLE.ramona, desk.world.client, "Ramona Okonkwo"),
            (PEOPLE.emeka, desk.world.client, "Emeka Okonkwo"),
            (PEOPLE.dana, desk.world.closed_client, "Dana Whitfield"),
        ] {
            let email = name.to_lowercase().replace(' ', ".");
            sql += &format!(
                "insert into portal_people (id, name, email, invited_by, invited_at, verified_at)
                values ('{0}', '{name}', '{email}@mailbox.example', '{partner}', '2026-09-01', '2026-09-04');
                insert into portal_memberships (id, person_id, client_id, since, given_by)
                values ('{1}', '{0}', '{client}', '2026-09-01', '{partner}');",
                person.id, person.membership
            );
        }
        let counter = Counter { desk };
        counter.run(&sql).await;
        counter
    }

    pub(crate) fn caller(&self, who: &str) -> Caller {
        self.desk.caller(who)
    }

    /// Somebody at the office some seconds later.
    pub(crate) fn later(&self, who: &str, seconds: i64) -> Caller {
        let (clock, now) = (&self.desk.test.office.clock, self.desk.test.office.clock.now());
        clock.set(now + jiff::SignedDuration::from_secs(seconds));
        let caller = self.caller(who);
        clock.set(now);
        caller
    }

    pub(crate) async fn run(&self, sql: &str) {
        self.connection().await.execute(AssertSqlSafe(sql.to_owned())).await.expect("it runs");
    }

    pub(crate) async fn connection(&self) -> PgConnection {
        self.desk.test.superuser().await
    }

    pub(crate) async fn add(&self, name: &str, text: &str) -> Kept {
        self.desk.add("attorney-lead", name, text).await
    }

    /// The form as the page gives it, with the client chosen.
    pub(crate) async fn form(&self, who: &str, document: DocumentId) -> ShareForm {
        let (_, form, _) = sharing::page(&self.caller(who), document, None).await.expect("a page");
        ShareForm {
            client: form.looked.clone(),
            people: vec![PEOPLE.ramona.membership.to_string()],
            ..form
        }
    }

    pub(crate) async fn found(&self, who: &str, document: DocumentId) -> Findings {
        let client = Some(self.desk.world.client);
        sharing::page(&self.caller(who), document, client).await.expect("a page").2.findings
    }

    /// Shares the newest version with Ramona.
    pub(crate) async fn share(&self, who: &str, document: DocumentId) -> ShareId {
        let form = self.form(who, document).await;
        sharing::share(&self.caller(who), document, &form).await.expect("it is shared");
        form.key.parse().unwrap()
    }

    pub(crate) async fn rows(&self, caller: &Caller, document: DocumentId) -> Vec<ShareRow> {
        papers::show(caller, document, Default::default()).await.expect("a document").body.shares
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
            .fetch_one(&mut self.connection().await)
            .await
            .expect("a count")
    }

    pub(crate) fn client(&self) -> ClientId {
        self.desk.world.client
    }
}
