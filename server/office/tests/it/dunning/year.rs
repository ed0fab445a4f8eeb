//! A year of an office's invoices under a clock that is wound by hand: debtors pay when they like, in parts, ask
//! for time and have due dates moved; servers are away for days or die at work, the provider is away and lies.
//! Afterwards what went out is held against the truth. A few hundred clients here; `bin/dunning-year` takes 5,000.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use channels::{Email, Mailer, Outcome, Scope};
use domain::notices::Channel;
use futures_util::future::BoxFuture;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, ToSpan};
use office::chance::Chance;
use office::notices::{self, Carrier, Carriers};
use office::{Error, dunning};
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use uuid::Uuid;

use super::Books;
use crate::notices::another;

const FIRST: Date = date(2026, 1, 5);

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[derive(Clone, Copy, PartialEq)]
enum Weather {
    Fair,
    Away,
    /// One in three is never answered, whether it was taken or not.
    Fog,
}

/// What was handed over: its Message-ID, when in the order of all that happened, on which day, and of which invoices.
struct Taken {
    id: String,
    nth: u64,
    day: Date,
    numbers: Vec<usize>,
}

struct Post {
    weather: Mutex<Weather>,
    chance: Chance,
    day: Mutex<Date>,
    order: Mutex<u64>,
    taken: Mutex<Vec<Taken>>,
}

impl Post {
    fn next(&self) -> u64 {
        let mut order = self.order.lock().unwrap();
        *order += 1;
        *order
    }

    fn take(&self, email: &Email) {
        let numbers = email
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("Invoice ")?.split_once(',')?.0.parse().ok());
        self.taken.lock().unwrap().push(Taken {
            id: email.message_id.as_str().to_owned(),
            nth: self.next(),
            day: *self.day.lock().unwrap(),
            numbers: numbers.collect(),
        });
    }
}

impl Mailer for Post {
    fn send<'a>(&'a self, email: &'a Email) -> BoxFuture<'a, Outcome> {
        let weather = *self.weather.lock().unwrap();
        let outcome = match weather {
            Weather::Away => {
                Outcome::Later { scope: Scope::Provider, reason: "away".into(), after: None }
            }
            Weather::Fog if self.chance.below(3) == 0 => {
                if self.chance.below(2) == 0 {
                    self.take(email);
                }
                Outcome::Unknown { reason: "no answer in time".into() }
            }
            Weather::Fair | Weather::Fog => {
                self.take(email);
                Outcome::Accepted { reference: None }
            }
        };
        Box::pin(async {
            // somewhere for a server to die between being taken and being marked
            tokio::task::yield_now().await;
            outcome
        })
    }
}

/// An invoice as its debtor meant it. Days are counted from the first.
struct Debt {
    id: Uuid,
    by_mail: bool,
    /// Where it was moved, the later day: nothing was said before.
    due: i64,
    moved_from: Option<i64>,
    part_on: Option<i64>,
    paid_on: Option<i64>,
    held: Option<(i64, i64)>,
    /// In the order of all that happened.
    paid_nth: Option<u64>,
}

struct Year {
    books: Books,
    post: Arc<Post>,
    carriers: Arc<Carriers>,
    chance: Chance,
    debts: Vec<Debt>,
    sql: PgConnection,
    /// Days on which somebody worked, and the provider took what it was given.
    good: Vec<bool>,
    killed: u64,
    away: u64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_year_each_stage_is_said_once_where_it_is_due_and_none_after_payment() {
    let days = number("PRIVITY_DUNNING_DAYS", 100) as i64;
    let mut year = Year::new(
        number("PRIVITY_DUNNING_SEED", 1) as u64,
        number("PRIVITY_DUNNING_CLIENTS", 200),
        days,
    )
    .await;
    let mut away = 0;
    for day in 0..days {
        year.morning(day).await;
        // now and then nobody works for days
        if away == 0 && year.chance.below(25) == 0 {
            away = 1 + year.chance.below(9);
        }
        if away > 0 {
            away -= 1;
            year.away += 1;
            year.happens(day).await;
            year.good.push(false);
            continue;
        }
        year.works(day).await;
    }
    year.verdict(days).await;
}

impl Year {
    async fn new(seed: u64, clients: usize, days: i64) -> Year {
        let books = Books::open().await;
        books.scene.at("2026-01-05T15:00:00Z");
        let post = Arc::new(Post {
            weather: Mutex::new(Weather::Fair),
            chance: Chance::seeded(seed ^ 0x5eed),
            day: Mutex::new(FIRST),
            order: Mutex::new(0),
            taken: Mutex::default(),
        });
        let carriers = Arc::new(Carriers {
            email: Carrier {
                sender: Some(Arc::clone(&post) as _),
                provider: "smtp",
                rate: 1e6,
                burst: 1e6,
            },
            ..crate::notices::carriers(&books.scene.sink)
        });
        let sql = books.scene.test.superuser().await;
        let mut year = Year {
            books,
            post,
            carriers,
            chance: Chance::seeded(seed),
            debts: Vec::new(),
            sql,
            good: Vec::new(),
            killed: 0,
            away: 0,
        };
        year.open(clients, days).await;
        year
    }

    fn below(&self, bound: i64) -> i64 {
        self.chance.below(bound as usize) as i64
    }

    /// Everybody, with the invoices of the year.
    async fn open(&mut self, clients: usize, days: i64) {
        let partner = self.books.scene.partner;
        for chunk in (0..clients).collect::<Vec<_>>().chunks(250) {
            let mut sql = "begin; set local session_replication_role = replica;".to_owned();
            for nth in chunk {
                let (client, case) = (Uuid::new_v4(), Uuid::new_v4());
                let by_mail = !nth.is_multiple_of(10);
                _ = write!(
                    sql,
                    "insert into clients (id, kind, name, created_by) values ('{client}', 'person', 'Client {nth}', '{partner}');
                    insert into cases (id, number, client_id, title, practice_area, stage, opened_on, limitation_none)
                    values ('{case}', 'Y-{nth:06}', '{client}', 'A private matter', 'Estates', 'discovery', '2025-01-05', 'Nothing.');"
                );
                if by_mail {
                    _ = write!(
                        sql,
                        "insert into client_contacts (id, client_id, channel, purpose, value, position)
                        values (gen_random_uuid(), '{client}', 'email', 'general', 'client{nth}@example.com', 1);"
                    );
                }
                for _ in 0..1 + self.below(3) {
                    let debt = self.debt(by_mail, days);
                    let number = self.debts.len();
                    let due = FIRST + debt.moved_from.unwrap_or(debt.due).days();
                    _ = write!(
                        sql,
                        "insert into invoices (id, case_id, client_id, currency, stage, tax_basis, tax_rounding, subtotal, total,
                            series_year, seq, number, issued_on, due_on, sent_on, frozen, issued_by, issued_at, drafted_by)
                        values ('{}', '{case}', '{client}', 'USD', 'issued', 'added', 'per_rate', 10000, 10000, 0, {number} + 1, '{number}',
                            date '{due}' - 30, '{due}', date '{due}' - 30, '{{}}', '{partner}', '2026-01-05', '{partner}');",
                        debt.id
                    );
                    self.debts.push(debt);
                }
            }
            sql += "commit";
            self.sql.execute(AssertSqlSafe(sql)).await.unwrap();
        }
        self.sql
            .execute("update office_settings set dunning_since = '2025-01-01'; analyze")
            .await
            .unwrap();
    }

    fn debt(&self, by_mail: bool, days: i64) -> Debt {
        let due = 1 + self.below(days);
        let moved = self.below(15) == 0;
        let after = |days: i64| due + self.below(days);
        let paid_on = (self.below(8) > 0).then(|| after(45));
        let held = (self.below(10) == 0).then(|| {
            let from = after(20);
            (from, from + 5 + self.below(15))
        });
        Debt {
            id: Uuid::new_v4(),
            by_mail,
            due: if moved { due + 10 } else { due },
            moved_from: moved.then_some(due),
            part_on: (self.below(6) == 0)
                .then(|| after(30))
                .filter(|on| paid_on.is_none_or(|paid| *on < paid)),
            paid_on,
            held,
            paid_nth: None,
        }
    }

    async fn morning(&mut self, day: i64) {
        let today = FIRST + day.days();
        *self.post.day.lock().unwrap() = today;
        self.books.scene.at(&format!("{today}T15:00:00Z"));
        let weather = match self.chance.below(8) {
            0 => Weather::Away,
            1 => Weather::Fog,
            _ => Weather::Fair,
        };
        *self.post.weather.lock().unwrap() = weather;
    }

    /// What debtors and the office do on a day.
    async fn happens(&mut self, day: i64) {
        let partner = self.books.scene.partner;
        let today = FIRST + day.days();
        let mut sql = String::new();
        for debt in &mut self.debts {
            if debt.moved_from.is_some_and(|from| from + 4 == day) {
                _ = write!(
                    sql,
                    "update invoices set due_on = due_on + 10, due_revision = 2 where id = '{}';",
                    debt.id
                );
            }
            if let Some((_, until)) = debt.held.filter(|(from, _)| *from == day) {
                _ = write!(
                    sql,
                    "insert into dunning_holds (id, invoice_id, reason, owner_id, until, set_by)
                    values (gen_random_uuid(), '{}', 'They asked.', '{partner}', '{}', '{partner}');",
                    debt.id,
                    FIRST + until.days()
                );
            }
            let amount = match day {
                _ if debt.part_on == Some(day) => 4_000,
                _ if debt.paid_on == Some(day) && debt.part_on.is_some_and(|on| on < day) => 6_000,
                _ if debt.paid_on == Some(day) => 10_000,
                _ => continue,
            };
            sql += &self.books.payment(debt.id, amount);
            sql += ";";
            if debt.paid_on == Some(day) {
                debt.paid_nth = Some(u64::MAX);
            }
        }
        if !sql.is_empty() {
            let sql = format!(
                "begin; select set_config('privity.now', '{today}T15:00:00Z', true); {sql} commit"
            );
            self.sql.execute(AssertSqlSafe(sql)).await.unwrap();
        }
        // kept now: whatever is taken later is wrong
        let nth = self.post.next();
        for debt in &mut self.debts {
            if debt.paid_nth == Some(u64::MAX) {
                debt.paid_nth = Some(nth);
            }
        }
    }

    /// A day of two servers, one of which may die in the middle of it.
    async fn works(&mut self, day: i64) {
        let office = Arc::clone(self.books.scene.office());
        let second = another(&self.books.scene);
        let before = self.chance.below(2) == 0;
        if before {
            self.happens(day).await;
        }
        let (one, two) = tokio::join!(dunning::plan(&office), dunning::plan(&second));
        for planned in [one, two] {
            assert!(matches!(planned, Ok(_) | Err(Error::Conflict(_))), "{planned:?}");
        }
        if !before {
            // after it was planned, and before it goes
            self.happens(day).await;
        }
        if self.chance.below(6) == 0 {
            let carriers = Arc::clone(&self.carriers);
            let lives = Duration::from_micros(300 + self.chance.below(9_000) as u64);
            let dying = tokio::spawn(async move {
                let _ = notices::dispatch(&second, &carriers, Channel::Email).await;
            });
            tokio::time::sleep(lives).await;
            self.killed += u64::from(!dying.is_finished());
            dying.abort();
            let _ = dying.await;
        }
        self.dispatch().await;
        for minutes in [2, 5, 20, 60] {
            self.books.scene.later(SignedDuration::from_mins(minutes));
            notices::reap(&office).await.unwrap();
            dunning::plan(&office).await.unwrap();
            self.dispatch().await;
        }
        if day % 7 == 6 {
            let partner = self.books.partner();
            match dunning::print(&partner).await {
                Ok(batch) => {
                    let today = (FIRST + day.days()).to_string();
                    dunning::mailed(&partner, batch, &today).await.unwrap();
                }
                Err(error) => assert!(matches!(error, Error::Conflict(_)), "{error:?}"),
            }
        }
        self.good.push(*self.post.weather.lock().unwrap() != Weather::Away);
    }

    async fn dispatch(&self) {
        let office = self.books.scene.office();
        notices::dispatch(office, &self.carriers, Channel::Email).await.unwrap();
    }

    /// The stage of so many days after the due date, and the days on which it is the one to say.
    fn stage(late: i64) -> Option<&'static str> {
        match late {
            ..7 => None,
            7..14 => Some("reminder_7"),
            14..30 => Some("reminder_14"),
            _ => Some("notice_30"),
        }
    }

    /// Whether a day was one on which it had to be said: somebody worked, and it was open all day and not held.
    fn had_to(&self, debt: &Debt, day: i64) -> bool {
        self.good[day as usize]
            && debt.paid_on.is_none_or(|paid| paid > day)
            && debt.held.is_none_or(|(from, until)| day < from || until < day)
    }

    async fn verdict(mut self, days: i64) {
        let taken = std::mem::take(&mut *self.post.taken.lock().unwrap());
        let (mut wrong, mut again) = (Vec::new(), 0);
        // the stage of an invoice, by the message that said it
        let mut said: BTreeMap<(usize, &str), Vec<&str>> = BTreeMap::new();
        for mail in &taken {
            for number in &mail.numbers {
                let debt = &self.debts[*number];
                let day = i64::from((mail.day - FIRST).get_days());
                if debt.paid_nth.is_some_and(|paid| paid < mail.nth) {
                    wrong.push(format!("{number} on {}: paid", mail.day));
                }
                if debt.held.is_some_and(|(from, until)| from < day && day <= until) {
                    wrong.push(format!("{number} on {}: held", mail.day));
                }
                match Year::stage(day - debt.due) {
                    None => wrong.push(format!("{number} on {}: not late", mail.day)),
                    Some(stage) => said.entry((*number, stage)).or_default().push(&mail.id),
                }
            }
        }
        let mut twice = Vec::new();
        for ((number, stage), ids) in &said {
            // one of unclear fate is tried once more under its id
            if ids.len() == 2 && ids[0] == ids[1] {
                again += 1;
            } else if ids.len() > 1 {
                twice.push(format!("{stage} of {number}: {} times", ids.len()));
            }
        }
        let rows: Vec<(Uuid, String, i32, String, Option<String>)> = sqlx::query_as(
            "select s.invoice_id, s.stage, s.due_revision, s.state, n.state from dunning_stages s
            left join notifications n on n.subject_kind = 'dunning' and n.subject_id = s.delivery_id",
        )
        .fetch_all(&mut self.sql)
        .await
        .unwrap();
        let mut told = BTreeMap::new();
        for (invoice, stage, _, state, notice) in &rows {
            if state == "sent" {
                told.insert((*invoice, stage.as_str()), notice.as_deref());
            }
        }
        let (mut due, mut letters, mut unclear, mut lost) = (0, 0, 0, Vec::new());
        for (number, debt) in self.debts.iter().enumerate() {
            for (stage, from, until) in
                [("reminder_7", 7, 14), ("reminder_14", 14, 30), ("notice_30", 30, days)]
            {
                let window = debt.due + from..(debt.due + until).min(days);
                // a letter waits for its week
                let worked = |day: &i64| match debt.by_mail {
                    true => self.had_to(debt, *day),
                    false => day % 7 == 6 && self.had_to(debt, *day),
                };
                if !window.clone().any(|day| worked(&day)) {
                    continue;
                }
                due += 1;
                match (said.contains_key(&(number, stage)), told.get(&(debt.id, stage))) {
                    (true, _) => {}
                    (false, Some(Some("unknown"))) => unclear += 1,
                    (false, Some(_)) if !debt.by_mail => letters += 1,
                    (false, found) => lost.push(format!("{stage} of {number}, {found:?}")),
                }
            }
        }
        println!(
            "{} invoices, {} messages, {letters} letters; {} days away, {} servers killed at work",
            self.debts.len(),
            taken.len(),
            self.away,
            self.killed
        );
        println!(
            "due {due}, said twice {} ({again} of unclear fate tried once more), lost {} ({unclear} unclear), wrong {}",
            twice.len(),
            lost.len(),
            wrong.len()
        );
        assert!(due > self.debts.len() / 4 && letters > 0 && self.away > 0, "something happened");
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(twice, Vec::<String>::new());
        assert_eq!(lost, Vec::<String>::new());
    }
}
