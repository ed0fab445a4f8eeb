//! Weeks of an office under a clock that is wound by hand: appointments are booked, moved and called off,
//! servers die in the middle of what they do, providers are away, hang and lie. Afterwards what went out is
//! held against the truth of each moment. A few hundred appointments here; `bin/soak` takes ten thousand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use channels::{Email, Mailer, Outcome, Scope, Text, Texter};
use domain::notices::Channel;
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use office::chance::Chance;
use office::notices::{self, Carrier, Carriers};
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use uuid::Uuid;

use super::sending::another;
use super::{HOUR, Scene};

const STEP: SignedDuration = SignedDuration::from_mins(5);

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// What the providers are up to.
#[derive(Clone, Copy, PartialEq)]
enum Weather {
    Fair,
    Away,
    /// One in three is never answered, whether it was taken or not.
    Fog,
}

struct Providers {
    weather: Mutex<Weather>,
    chance: Chance,
    now: Mutex<Timestamp>,
    /// The notification, and when it went.
    taken: Mutex<Vec<(Uuid, Timestamp)>>,
    /// Asked to take it, whatever came of it.
    asked: Mutex<u64>,
}

impl Providers {
    fn take(&self, id: Uuid) -> Outcome {
        *self.asked.lock().unwrap() += 1;
        let weather = *self.weather.lock().unwrap();
        let taken = || self.taken.lock().unwrap().push((id, *self.now.lock().unwrap()));
        match weather {
            Weather::Away => {
                Outcome::Later { scope: Scope::Provider, reason: "away".into(), after: None }
            }
            Weather::Fog if self.chance.below(3) == 0 => {
                if self.chance.below(2) == 0 {
                    taken();
                }
                Outcome::Unknown { reason: "no answer in time".into() }
            }
            Weather::Fair | Weather::Fog => {
                taken();
                Outcome::Accepted { reference: None }
            }
        }
    }
}

impl Mailer for Providers {
    fn send<'a>(&'a self, email: &'a Email) -> BoxFuture<'a, Outcome> {
        let id =
            email.message_id.as_str().trim_start_matches('<').split('@').next().unwrap_or_default();
        let outcome = self.take(id.parse().unwrap());
        Box::pin(async {
            // somewhere for a server to die between being taken and being marked
            tokio::task::yield_now().await;
            outcome
        })
    }
}

impl Texter for Providers {
    fn send<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Outcome> {
        let outcome = self.take(text.id);
        Box::pin(async {
            tokio::task::yield_now().await;
            outcome
        })
    }
}

/// An appointment as the office meant it, moment by moment.
struct Truth {
    id: Uuid,
    /// From when: which revision, starting when; none once it is off.
    said: Vec<(Timestamp, i32, Option<Timestamp>)>,
}

impl Truth {
    /// What held until just before `at`, and what was said at that very moment.
    fn at(&self, at: Timestamp) -> Vec<(i32, Option<Timestamp>)> {
        let before = self.said.iter().rev().find(|(from, ..)| *from < at);
        let during = self.said.iter().filter(|(from, ..)| *from == at);
        before.into_iter().chain(during).map(|(_, revision, starts)| (*revision, *starts)).collect()
    }

    fn starts(&self) -> Option<Timestamp> {
        self.said.last().and_then(|(.., starts)| *starts)
    }
}

struct Soak {
    scene: Scene,
    providers: Arc<Providers>,
    carriers: Arc<Carriers>,
    chance: Chance,
    truths: Vec<Truth>,
    sql: PgConnection,
    /// When the providers took nothing: from, until.
    away: Vec<(Timestamp, Timestamp)>,
    killed: u64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn weeks_of_moves_crashes_and_outages_send_nothing_twice_nothing_wrong_and_lose_nothing() {
    let many = number("PRIVITY_SOAK_APPOINTMENTS", 120);
    let mut soak = Soak::new(number("PRIVITY_SOAK_SEED", 1)).await;
    // nine in the morning in New York
    soak.scene.at("2026-10-13T13:00:00Z");
    let days = number("PRIVITY_SOAK_DAYS", 5);
    let (steps, booking) = (days * 24 * 12, days * 24 * 12 * 2 / 3);
    for step in 0..steps {
        let now = soak.scene.now();
        *soak.providers.now.lock().unwrap() = now;
        soak.weather(step);
        // bookings over the first two thirds of them, by day
        let hour = step / 12 % 24;
        if step < booking && hour < 9 {
            let due = many * (step + 1) / booking + 1;
            while (soak.truths.len() as u64) < due.min(many) {
                soak.book().await;
            }
        }
        soak.stir(many).await;
        soak.round(step).await;
        soak.scene.later(STEP);
    }
    // and two days of fair weather at the end
    *soak.providers.weather.lock().unwrap() = Weather::Fair;
    for _ in 0..(2 * 24 * 12) {
        *soak.providers.now.lock().unwrap() = soak.scene.now();
        soak.calm().await;
        soak.scene.later(STEP);
    }
    soak.verdict().await;
}

impl Soak {
    async fn new(seed: u64) -> Soak {
        let scene = Scene::new().await;
        let providers = Arc::new(Providers {
            weather: Mutex::new(Weather::Fair),
            chance: Chance::seeded(seed ^ 0x5eed),
            now: Mutex::new(scene.now()),
            taken: Mutex::default(),
            asked: Mutex::default(),
        });
        let carriers = Arc::new(Carriers {
            email: Carrier {
                sender: Some(Arc::clone(&providers) as _),
                provider: "smtp",
                rate: 1e6,
                burst: 1e6,
            },
            text: Carrier {
                sender: Some(Arc::clone(&providers) as _),
                provider: "kannel",
                rate: 1e6,
                burst: 1e6,
            },
            ..super::carriers(&scene.sink)
        });
        let sql = scene.test.superuser().await;
        Soak {
            scene,
            providers,
            carriers,
            chance: Chance::seeded(seed),
            truths: Vec::new(),
            sql,
            away: Vec::new(),
            killed: 0,
        }
    }

    async fn run(&mut self, sql: String) {
        let sql = format!(
            "begin; select set_config('privity.now', '{}', true); {sql}; commit",
            self.scene.now()
        );
        self.sql.execute(AssertSqlSafe(sql)).await.unwrap();
    }

    fn chance(&self, below: usize) -> usize {
        self.chance.below(below)
    }

    /// Fair most of the time; an outage of up to three hours now and then, and fog.
    fn weather(&mut self, step: u64) {
        let now = self.scene.now();
        let mut weather = self.providers.weather.lock().unwrap();
        if !step.is_multiple_of(36) {
            return;
        }
        if *weather == Weather::Away {
            self.away.last_mut().unwrap().1 = now;
        }
        *weather = match self.chance.below(8) {
            0 => Weather::Away,
            1 => Weather::Fog,
            _ => Weather::Fair,
        };
        if *weather == Weather::Away {
            self.away.push((now, now + 3 * HOUR));
        }
    }

    async fn book(&mut self) {
        let (id, partner, client) = (Uuid::new_v4(), self.scene.partner, self.scene.client);
        // within an hour to a week, on the quarter
        let now = self.scene.now();
        let ahead = SignedDuration::from_mins(15 * (4 + self.chance(96 * 7 / 2) as i64));
        let starts = now + ahead;
        self.run(format!(
            "insert into appointments (id, kind, client_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, booked_by)
            values ('{id}', 'meeting', '{client}', '{partner}', 'America/New_York', '2026-10-21 10:00', '2026-10-21 11:00', '{starts}',
                timestamptz '{starts}' + interval '30 minutes', '{partner}');
            insert into appointment_attendees (id, appointment_id, client_id, added_by)
                values (gen_random_uuid(), '{id}', '{client}', '{partner}')"
        ))
        .await;
        self.truths.push(Truth { id, said: vec![(now, 1, Some(starts))] });
    }

    /// Moves and calls off a few, at any hour.
    async fn stir(&mut self, many: u64) {
        let changes = (many as usize).div_ceil(2000) * usize::from(self.chance(4) == 0);
        for _ in 0..changes {
            if self.truths.is_empty() {
                return;
            }
            let nth = self.chance(self.truths.len());
            let now = self.scene.now();
            let truth = &self.truths[nth];
            let (id, (_, revision, starts)) = (truth.id, *truth.said.last().unwrap());
            let Some(starts) = starts.filter(|starts| *starts > now) else { continue };
            if self.chance(3) == 0 {
                let partner = self.scene.partner;
                self.run(format!(
                    "select set_config('privity.caller', '{partner}', true); update appointments set cancelled_at = office_now(),
                        cancelled_for = 'office', cancelled_by = '{partner}' where id = '{id}'"
                ))
                .await;
                self.truths[nth].said.push((now, revision, None));
            } else {
                let to =
                    starts.max(now) + SignedDuration::from_mins(15 * (1 + self.chance(200) as i64));
                self.run(format!(
                    "update appointments set starts_at = '{to}', ends_at = timestamptz '{to}' + interval '30 minutes' where id = '{id}'"
                ))
                .await;
                self.truths[nth].said.push((now, revision + 1, Some(to)));
            }
        }
    }

    /// A round of the loops on one server, and on a second one that may die in the middle of it.
    async fn round(&mut self, step: u64) {
        notices::plan(self.scene.office(), false).await.unwrap();
        if step.is_multiple_of(2) {
            notices::catch_up(self.scene.office()).await.unwrap();
        }
        notices::reap(self.scene.office()).await.unwrap();
        let dies = self.chance(6) == 0;
        if dies {
            let (office, carriers) = (another(&self.scene), Arc::clone(&self.carriers));
            let lives = Duration::from_micros(300 + self.chance(9_000) as u64);
            let dying = tokio::spawn(async move {
                for channel in [Channel::Email, Channel::Text] {
                    let _ = notices::dispatch(&office, &carriers, channel).await;
                }
            });
            tokio::time::sleep(lives).await;
            if !dying.is_finished() {
                self.killed += 1;
            }
            dying.abort();
            let _ = dying.await;
        }
        self.dispatch().await;
    }

    async fn dispatch(&self) {
        for channel in [Channel::Email, Channel::Text] {
            notices::dispatch(self.scene.office(), &self.carriers, channel).await.unwrap();
        }
    }

    async fn calm(&self) {
        notices::plan(self.scene.office(), false).await.unwrap();
        notices::reap(self.scene.office()).await.unwrap();
        self.dispatch().await;
    }

    /// Whether the providers took something for at least half an hour within a window.
    fn could(&self, from: Timestamp, until: Timestamp) -> bool {
        let mut at = from;
        let mut open = SignedDuration::ZERO;
        while at < until {
            if !self.away.iter().any(|(away, back)| *away <= at && at < *back) {
                open += STEP;
            }
            at += STEP;
        }
        open >= SignedDuration::from_mins(30)
    }

    async fn verdict(mut self) {
        let rows: Vec<(Uuid, Uuid, i32, String, String, String, i16)> = sqlx::query_as(
            "select id, subject_id, notice_revision, kind, channel, state, attempts from notifications",
        )
        .fetch_all(&mut self.sql)
        .await
        .unwrap();
        let by_id: BTreeMap<Uuid, _> = rows.iter().map(|row| (row.0, row)).collect();
        let truths: BTreeMap<Uuid, &Truth> =
            self.truths.iter().map(|truth| (truth.id, truth)).collect();
        let taken = self.providers.taken.lock().unwrap().clone();

        let (mut wrong, mut twice, mut explained) = (Vec::new(), Vec::new(), 0);
        let mut times: BTreeMap<Uuid, u32> = BTreeMap::new();
        for (id, at) in &taken {
            *times.entry(*id).or_default() += 1;
            let (_, appointment, revision, kind, ..) = by_id[id];
            let held = truths[appointment].at(*at);
            let right = held.iter().any(|(said, starts)| match kind.as_str() {
                "cancelled" => starts.is_none(),
                _ => said == revision && starts.is_some_and(|starts| starts > *at),
            });
            if !right {
                wrong.push(format!("{kind} of revision {revision} at {at}: {held:?}"));
            }
        }
        for (id, times) in times.iter().filter(|(_, times)| **times > 1) {
            let (.., kind, channel, state, attempts) = by_id[id];
            // a mail whose fate was unclear is tried once more, and counted
            if channel == "email" && *times == 2 && *attempts == 2 {
                explained += 1;
            } else {
                twice.push(format!(
                    "{kind} by {channel}, {times} times, {attempts} attempts, {state}"
                ));
            }
        }

        let sent: BTreeSet<_> = rows
            .iter()
            .filter(|row| ["accepted", "delivered", "unknown"].contains(&row.5.as_str()))
            .map(|row| (row.1, row.2, row.3.clone(), row.4.clone()))
            .collect();
        let mut lost: Vec<String> = rows
            .iter()
            .filter(|row| ["queued", "sending"].contains(&row.5.as_str()))
            .map(|row| format!("{} by {} is still {}", row.3, row.4, row.5))
            .collect();
        let mut due = 0;
        for truth in &self.truths {
            let Some(starts) = truth.starts() else { continue };
            let (noticed, revision, _) = *truth.said.last().unwrap();
            for (kind, opens, closes) in [
                ("remind_48h", starts - 48 * HOUR, starts - 24 * HOUR),
                ("remind_2h", starts - 2 * HOUR, starts - SignedDuration::from_mins(15)),
            ] {
                if noticed > opens || closes > self.scene.now() || !self.could(opens, closes) {
                    continue;
                }
                due += 1;
                if !sent.contains(&(truth.id, revision, kind.to_owned(), "email".to_owned())) {
                    lost.push(format!("{kind} of {} at {starts}, noticed {noticed}", truth.id));
                }
            }
        }
        let unclear = rows.iter().filter(|row| row.5 == "unknown").count();
        let calls = self.scene.count("call_list where reason = 'unclear'").await;
        println!(
            "{} appointments, {} changes, {} messages asked for, {} taken, {} servers killed at work",
            self.truths.len(),
            self.truths.iter().map(|truth| truth.said.len() - 1).sum::<usize>(),
            self.providers.asked.lock().unwrap(),
            taken.len(),
            self.killed
        );
        println!(
            "duplicates {} ({explained} mails of unclear fate sent once more), losses {} of {due} due, wrong {}; unclear {unclear}, asked about {calls}",
            twice.len(),
            lost.len(),
            wrong.len()
        );
        assert!(due > 0 && self.killed > 0 && taken.len() > self.truths.len());
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(twice, Vec::<String>::new());
        assert_eq!(lost, Vec::<String>::new());
    }
}
