//! Everything that is sent: due once, looked at again before it goes, and never lost without a trace.

mod answers;
mod clocks;
mod crash;
mod sending;
mod series;
mod soak;
mod windows;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use channels::{Email, Mailbox, Mailer, Outcome, Text, Texter};
use domain::notices::Channel;
use domain::text::EmailAddress;
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use office::Office;
use office::notices::{self, Carrier, Carriers, Dispatched};
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

pub(crate) use crash::send_and_die;
pub(crate) use sending::another;

use crate::support::TestOffice;

/// What went out, and what the provider is to answer next.
#[derive(Default)]
pub(crate) struct Sink {
    pub(crate) emails: Mutex<Vec<Email>>,
    pub(crate) texts: Mutex<Vec<Text>>,
    script: Mutex<VecDeque<Outcome>>,
}

impl Sink {
    /// What the next messages are answered with; accepted, after them.
    pub(crate) fn answers(&self, outcomes: impl IntoIterator<Item = Outcome>) {
        self.script.lock().unwrap().extend(outcomes);
    }

    fn next(&self) -> Outcome {
        let scripted = self.script.lock().unwrap().pop_front();
        scripted.unwrap_or(Outcome::Accepted { reference: None })
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.texts.lock().unwrap().iter().map(|text| text.body.clone()).collect()
    }

    pub(crate) fn subjects(&self) -> Vec<String> {
        self.emails.lock().unwrap().iter().map(|email| email.subject.clone()).collect()
    }
}

/// A provider has it unless it says that it was not taken.
fn taken(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Accepted { .. } | Outcome::Unknown { .. })
}

impl Mailer for Sink {
    fn send<'a>(&'a self, email: &'a Email) -> BoxFuture<'a, Outcome> {
        let outcome = self.next();
        if taken(&outcome) {
            self.emails.lock().unwrap().push(email.clone());
        }
        Box::pin(async { outcome })
    }
}

impl Texter for Sink {
    fn send<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Outcome> {
        let outcome = self.next();
        if taken(&outcome) {
            self.texts.lock().unwrap().push(text.clone());
        }
        Box::pin(async { outcome })
    }
}

pub(crate) fn carriers(sink: &Arc<Sink>) -> Carriers {
    Carriers {
        email: Carrier {
            sender: Some(Arc::clone(sink) as _),
            provider: "smtp",
            rate: 1e6,
            burst: 1e6,
        },
        text: Carrier {
            sender: Some(Arc::clone(sink) as _),
            provider: "kannel",
            rate: 1e6,
            burst: 1e6,
        },
        from: Mailbox { name: None, address: EmailAddress::parse("office@example.com").unwrap() },
        base_url: "https://portal.example".into(),
        pays: false,
    }
}

/// An office in New York, one client who wants mail and texts, and a partner.
pub(crate) struct Scene {
    pub(crate) test: TestOffice,
    pub(crate) sink: Arc<Sink>,
    pub(crate) carriers: Carriers,
    pub(crate) partner: Uuid,
    pub(crate) client: Uuid,
}

pub(crate) const PHONE: &str = "+12125550142";

impl Scene {
    pub(crate) async fn new() -> Scene {
        Scene::at_office(TestOffice::new().await).await
    }

    pub(crate) async fn at_office(test: TestOffice) -> Scene {
        let (partner, client) = (Uuid::new_v4(), Uuid::new_v4());
        let sink = Arc::new(Sink::default());
        let scene = Scene { carriers: carriers(&sink), sink, test, partner, client };
        scene
            .sql(format!(
                "insert into office_settings (name, time_zone) values ('Adair & Lowe', 'America/New_York') on conflict do nothing;
                update office_settings set name = 'Adair & Lowe', time_zone = 'America/New_York', phone = '+1 212 555 0100',
                    urgent_phone = '+1 212 555 0199';
                insert into staff (id, name, email) values ('{partner}', 'Nkechi Obiora', 'nkechi@example.com');
                insert into staff_roles (id, staff_id, role) values (gen_random_uuid(), '{partner}', 'managing_partner');
                insert into clients (id, kind, name, created_by) values ('{client}', 'person', 'Orla Finnegan', '{partner}');
                insert into client_contacts (id, client_id, channel, purpose, value, position) values
                    (gen_random_uuid(), '{client}', 'email', 'general', 'orla@example.com', 1),
                    (gen_random_uuid(), '{client}', 'phone', 'general', '{PHONE}', 1);
                insert into sms_consents (id, client_id, given, source, said_on, recorded_by)
                    values (gen_random_uuid(), '{client}', true, 'in_person', '2026-01-01', '{partner}')"
            ))
            .await;
        scene
    }

    pub(crate) fn office(&self) -> &Arc<Office> {
        &self.test.office
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.office().clock.now()
    }

    /// Runs as the superuser at the office's instant.
    pub(crate) async fn sql(&self, sql: impl Into<String>) {
        let sql = format!(
            "begin; select set_config('privity.now', '{}', true); {}; commit",
            self.now(),
            sql.into()
        );
        self.test.superuser().await.execute(AssertSqlSafe(sql)).await.unwrap();
    }

    pub(crate) async fn count(&self, sql: impl Into<String>) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {}", sql.into())))
            .fetch_one(&mut self.test.superuser().await)
            .await
            .unwrap()
    }

    pub(crate) async fn words(&self, sql: impl Into<String>) -> Vec<String> {
        sqlx::query_scalar(AssertSqlSafe(sql.into()))
            .fetch_all(&mut self.test.superuser().await)
            .await
            .unwrap()
    }

    pub(crate) fn at(&self, at: &str) {
        self.office().clock.set(at.parse().unwrap());
    }

    pub(crate) fn later(&self, by: SignedDuration) {
        self.office().clock.advance(by);
    }

    /// Books an hour of a kind with the client; `starts` is an instant.
    pub(crate) async fn book(&self, kind: &str, starts: &str) -> Uuid {
        let id = Uuid::new_v4();
        let (partner, client) = (self.partner, self.client);
        self.sql(format!(
            "insert into appointments (id, kind, client_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, place, booked_by)
            select '{id}', '{kind}', '{client}', '{partner}', 'America/New_York', t at time zone 'America/New_York',
                (t + interval '1 hour') at time zone 'America/New_York', t, t + interval '1 hour', 'Room 2', '{partner}'
            from (select timestamptz '{starts}' as t) x;
            insert into appointment_attendees (id, appointment_id, client_id, added_by)
            values (gen_random_uuid(), '{id}', '{client}', '{partner}')"
        ))
        .await;
        id
    }

    /// The same every week so many times, booked at once.
    pub(crate) async fn book_weekly(&self, starts: &str, times: u32) -> Vec<Uuid> {
        let series = Uuid::new_v4();
        let ids: Vec<Uuid> = (0..times).map(|_| Uuid::new_v4()).collect();
        let (partner, client) = (self.partner, self.client);
        let mut sql = format!(
            "insert into appointment_series (id, rule, says, made_by) values ('{series}', 'FREQ=WEEKLY', 'Every week', '{partner}')"
        );
        for (nth, id) in ids.iter().enumerate() {
            sql += &format!(
                "; insert into appointments (id, kind, client_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, series_id,
                    series_nth, booked_by)
                select '{id}', 'meeting', '{client}', '{partner}', 'America/New_York', t at time zone 'America/New_York',
                    (t + interval '1 hour') at time zone 'America/New_York', t, t + interval '1 hour', '{series}', {nth}, '{partner}'
                from (select (timestamptz '{starts}' at time zone 'America/New_York' + interval '{nth} weeks') at time zone 'America/New_York' as t) x;
                insert into appointment_attendees (id, appointment_id, client_id, added_by)
                values (gen_random_uuid(), '{id}', '{client}', '{partner}')"
            );
        }
        self.sql(sql).await;
        ids
    }

    pub(crate) async fn move_to(&self, id: Uuid, starts: &str) {
        self.sql(format!(
            "update appointments set starts_at = '{starts}', ends_at = timestamptz '{starts}' + interval '1 hour',
                starts_local = timestamptz '{starts}' at time zone zone where id = '{id}'"
        ))
        .await;
    }

    pub(crate) async fn cancel(&self, id: Uuid) {
        self.sql(format!(
            "select set_config('privity.caller', '{}', true); update appointments set cancelled_at = office_now(),
                cancelled_for = 'office', cancelled_by = '{0}' where id = '{id}'",
            self.partner
        ))
        .await;
    }

    pub(crate) async fn plan(&self) {
        notices::plan(self.office(), false).await.unwrap();
        notices::catch_up(self.office()).await.unwrap();
    }

    /// One round of every loop.
    pub(crate) async fn round(&self) -> [Dispatched; 2] {
        self.plan().await;
        notices::reap(self.office()).await.unwrap();
        [
            notices::dispatch(self.office(), &self.carriers, Channel::Email).await.unwrap(),
            notices::dispatch(self.office(), &self.carriers, Channel::Text).await.unwrap(),
        ]
    }

    /// Rows of a state, as "kind channel".
    pub(crate) async fn rows(&self, state: &str) -> Vec<String> {
        self.words(format!(
            "select kind || ' ' || channel from notifications where state = '{state}' order by kind, channel"
        ))
        .await
    }

    pub(crate) async fn calls(&self) -> Vec<String> {
        self.words("select reason from call_list where done_at is null order by reason").await
    }
}

pub(crate) const HOUR: SignedDuration = SignedDuration::from_hours(1);
pub(crate) const MINUTE: SignedDuration = SignedDuration::from_mins(1);
