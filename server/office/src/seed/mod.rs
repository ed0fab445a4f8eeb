//! The demo office, made by the same verbs that people use: every row has passed the permission
//! table and left its audit row. The same seed and the same day make the same office. Sizes to measure
//! on are made in bulk.

mod appointments;
mod bulk;
mod calls;
mod cast;
mod contacts;
mod desk;
mod documents;
mod filing;
mod holidays;
mod invoices;
mod names;
mod notes;
mod outside;
mod people;
mod portal;
mod requests;
mod retention;
mod shares;
mod statuses;
mod terms;
mod threads;
mod time;
mod told;

use std::collections::HashMap;
use std::sync::Arc;

use domain::access::Role;
use domain::cases::{CaseForm, ReasonForm, Stage};
use domain::clients::ClientForm;
use domain::conflicts::{Decision, DecisionForm};
use domain::ids::{CaseId, ClientId, StaffId};
use domain::team::GrantForm;
use domain::text::EmailAddress;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

pub use bulk::{Volume, bulk};
pub use people::{DEMO_ACCOUNTS, DEMO_PASSWORD, DEMO_SUSPENDED, DEMO_TOTP, DemoAccount};

use crate::cases::Opened;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::console::{Console, NewStaff};
use crate::{Caller, Error, Office, Result, cases, clients, conflicts, team};

/// The demo office's name.
pub const OFFICE: &str = "Pellworth Adair LLP";
/// And where it stands.
pub const ZONE: &str = "America/New_York";

/// Clients and cases besides those of the cast.
const MORE_CLIENTS: usize = 50;
const CASES: usize = 90;

/// What was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeded {
    pub staff: usize,
    pub clients: usize,
    pub cases: usize,
}

/// Which office: the same numbers make the same one.
#[derive(Clone, Copy, Debug)]
pub struct SeedOptions {
    pub seed: u64,
    /// The day on whose morning the office stands.
    pub today: Date,
}

/// Fills an empty database with the demo office.
///
/// # Errors
/// Conflict where there is an office already.
pub async fn demo(console: &Console, office: &Arc<Office>, options: SeedOptions) -> Result<Seeded> {
    if console.office_name().await?.is_some() {
        return Err(Error::Conflict("There is an office in this database already.".into()));
    }
    let office = office.beside(Clock::still(office.clock.now()), Chance::seeded(options.seed));
    let console = console.beside(&office);
    let mut seed = Seed::new(&office, options.today)?;
    seed.hire(&console, 900).await?;
    seed.cast().await?;
    seed.fill().await?;
    seed.notes().await?;
    seed.documents().await?;
    seed.retention().await?;
    seed.contacts().await?;
    seed.calls().await?;
    seed.filing().await?;
    seed.holidays().await?;
    seed.appointments().await?;
    seed.rates().await?;
    seed.invoices().await?;
    seed.time().await?;
    seed.billing_desk().await?;
    seed.terms().await?;
    seed.shares(&console).await?;
    seed.portal().await?;
    seed.threads(&console).await?;
    seed.requests(&console).await?;
    seed.statuses().await?;
    seed.sent_outside(&console).await?;
    let (staff, clients, cases) = (DEMO_ACCOUNTS.len(), seed.clients.len(), seed.cases);
    Ok(Seeded { staff, clients, cases })
}

struct Seed {
    office: Arc<Office>,
    zone: TimeZone,
    today: Date,
    staff: HashMap<&'static str, (StaffId, Role)>,
    /// Id, name, and whether it is an organization.
    clients: Vec<(ClientId, String, bool)>,
    cases: usize,
}

impl Seed {
    fn new(office: &Arc<Office>, today: Date) -> Result<Seed> {
        let zone = TimeZone::get(ZONE).map_err(Error::internal)?;
        Ok(Seed {
            office: Arc::clone(office),
            zone,
            today,
            staff: HashMap::new(),
            clients: Vec::new(),
            cases: 0,
        })
    }

    fn day(&self, days_ago: i64) -> Result<Date> {
        self.today.checked_sub(Span::new().days(days_ago)).map_err(Error::internal)
    }

    fn at(&self, days_ago: i64, hour: i8) -> Result<Timestamp> {
        let at = self.day(days_ago)?.at(hour, 0, 0, 0);
        Ok(self.zone.to_ambiguous_zoned(at).compatible().map_err(Error::internal)?.timestamp())
    }

    fn go_to(&self, days_ago: i64, hour: i8) -> Result<()> {
        self.office.clock.set(self.at(days_ago, hour)?);
        Ok(())
    }

    /// A little later the same day.
    fn later(&self) {
        let minutes = 3 + self.office.chance.below(25) as i64;
        self.office.clock.advance(SignedDuration::from_mins(minutes));
    }

    fn below(&self, bound: usize) -> usize {
        self.office.chance.below(bound)
    }

    fn pick<T: Copy>(&self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Somebody of the demo office, by the first name, at the clock's instant.
    fn by(&self, first_name: &str) -> Result<Caller> {
        self.staff
            .iter()
            .find(|(name, _)| name.split(' ').next() == Some(first_name))
            .map(|(_, (id, role))| Caller::stand_in(&self.office, *id, *role))
            .ok_or_else(|| Error::internal(format!("nobody is called {first_name}")))
    }

    fn id(&self, first_name: &str) -> Result<StaffId> {
        Ok(self.by(first_name)?.staff_id())
    }

    /// Everybody in turn, the first of them `days_ago`.
    async fn hire(&mut self, console: &Console, days_ago: i64) -> Result<()> {
        self.go_to(days_ago, 9)?;
        console.set_office(OFFICE, ZONE).await?;
        for (nth, account) in DEMO_ACCOUNTS.iter().enumerate() {
            self.go_to(days_ago - 60 * nth as i64, 10)?;
            let totp = account.totp.and_then(crate::identity::parse_secret);
            let created = console
                .create_staff(NewStaff {
                    name: account.name.into(),
                    email: EmailAddress::parse(account.email).map_err(Error::internal)?,
                    role: account.role,
                    password: Some(DEMO_PASSWORD.into()),
                    totp,
                    colour: u8::try_from(account.colour).unwrap_or_default(),
                })
                .await?;
            self.staff.insert(account.name, (created.id, account.role));
        }
        console.set_deputy(self.id("Nkechi")?).await
    }

    /// A client entered by somebody, with an address and a number that reach nobody.
    async fn client(&mut self, by: &Caller, name: &str, organization: bool) -> Result<ClientId> {
        let (given, family) = name.rsplit_once(' ').unwrap_or(("", name));
        let mailbox: String =
            name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let nth = self.clients.len();
        let form = ClientForm {
            kind: if organization { "organization".into() } else { "person".into() },
            given_name: given.into(),
            family_name: family.into(),
            organization: name.into(),
            email_1: format!("{mailbox}@mail.example"),
            // 555-01xx is set aside for stories
            phone_1: format!("({}) 555-01{:02}", self.pick(&["212", "646", "718"]), nth % 100),
            billing_email: if organization {
                format!("accounts@{mailbox}.example")
            } else {
                String::new()
            },
            // every one of them is somebody else
            anyway: "on".into(),
            ..ClientForm::default()
        };
        let id = clients::create(by, &form).await?;
        self.clients.push((id, name.to_owned(), organization));
        Ok(id)
    }

    /// A case opened by the Managing Partner for the lead, on the clock's day.
    async fn case(
        &mut self,
        client: ClientId,
        title: &str,
        area: &str,
        stage: Stage,
        lead: &str,
    ) -> Result<CaseId> {
        let opened_on = self.office.clock.now().to_zoned(self.zone.clone()).date();
        // "Okonkwo v. Tideland Freight & Storage" says whom it is against.
        let adverse = match title.split_once(" v. ") {
            Some((_, other)) if other.starts_with(char::is_uppercase) => other,
            _ => "",
        };
        let limitation_on = match area {
            "Personal injury" | "Employment" => {
                Some(opened_on.checked_add(Span::new().months(22)).map_err(Error::internal)?)
            }
            _ => None,
        };
        let form = CaseForm {
            client_id: client.to_string(),
            title: title.into(),
            practice_area: area.into(),
            stage: stage.word().into(),
            lead: self.id(lead)?.to_string(),
            opened_on: opened_on.to_string(),
            adverse: adverse.into(),
            no_adverse: if adverse.is_empty() { "on".into() } else { String::new() },
            limitation_on: limitation_on.map(|day| day.to_string()).unwrap_or_default(),
            limitation_none: match limitation_on {
                Some(_) => String::new(),
                None => "No claim of the client’s runs out.".into(),
            },
            ..CaseForm::default()
        };
        self.cases += 1;
        let miriam = self.by("Miriam")?;
        let check = match cases::open(&miriam, &form).await? {
            Opened::Case(case) => return Ok(case),
            Opened::Waits(check) => check,
            Opened::Prepared(_) => return Err(Error::internal("an opened case is not prepared")),
        };
        // Something is alike: looked at, and found to be somebody else.
        let said = DecisionForm {
            decision: Decision::NoConflict.word().into(),
            note: "Looked at each: other people of a like name.".into(),
        };
        conflicts::decide(&miriam, check, &said).await?;
        match cases::go_on(&miriam, check).await? {
            Opened::Case(case) => Ok(case),
            Opened::Waits(_) | Opened::Prepared(_) => Err(Error::internal("the case did not open")),
        }
    }

    async fn give(
        &self,
        case: CaseId,
        to: &str,
        level: &str,
        release: bool,
        until: Option<Date>,
    ) -> Result<()> {
        let form = GrantForm {
            staff_id: self.id(to)?.to_string(),
            level: level.into(),
            release: if release { "on".into() } else { String::new() },
            until: until.map(|day| day.to_string()).unwrap_or_default(),
        };
        team::give(&self.by("Miriam")?, case, &form).await
    }

    /// Everything the office does besides the cast.
    async fn fill(&mut self) -> Result<()> {
        use names::{FAMILY, GIVEN, OF_ORGANIZATIONS, OF_PEOPLE, ORGANIZATIONS};
        const LEADS: [&str; 4] = ["Miriam", "Tomás", "Nkechi", "Jonas"];
        const PARALEGALS: [&str; 4] = ["Priya", "Yusra", "Leila", "Hollis"];
        for nth in 0..MORE_CLIENTS {
            self.go_to(700 - 12 * nth as i64, 9 + self.below(7) as i8)?;
            let organization = nth % 5 == 4;
            let name = if organization {
                ORGANIZATIONS[(nth / 5) % ORGANIZATIONS.len()].to_owned()
            } else {
                // every one another, given name and family name alike
                format!(
                    "{} {}",
                    GIVEN[(nth * 7) % GIVEN.len()],
                    FAMILY[(nth * 11 + nth / 40) % FAMILY.len()]
                )
            };
            let by =
                self.by(self.pick(&["Miriam", "Tomás", "Nkechi", "Jonas", "Priya", "Leila"]))?;
            self.client(&by, &name, organization).await?;
        }
        // Filled in the order of their opening, so that numbers ascend with dates.
        let many = CASES - self.cases;
        for nth in 0..many {
            self.go_to(690 - (680 * nth / many) as i64, 9 + self.below(6) as i8)?;
            // Those of the cast keep the cases they have in the story.
            let (cast, known) = (self.clients.len() - MORE_CLIENTS, MORE_CLIENTS.min(10 + nth));
            let (client, name, organization) = self.clients[cast + self.below(known)].clone();
            let (short, (area, pattern)) = if organization {
                (name, self.pick(&OF_ORGANIZATIONS))
            } else {
                let family = name.rsplit(' ').next().unwrap_or(&name).to_owned();
                (family, self.pick(&OF_PEOPLE))
            };
            let lead = self.pick(&LEADS);
            let stage = Stage::ALL[self.below(5)];
            // The cast holds a wall around a client: whoever is screened cannot lead there.
            let case =
                match self.case(client, &pattern.replace("{}", &short), area, stage, lead).await {
                    Ok(case) => case,
                    Err(Error::Invalid(_)) => {
                        self.case(client, &pattern.replace("{}", &short), area, stage, "Miriam")
                            .await?
                    }
                    Err(error) => return Err(error),
                };
            self.later();
            let helper = self.pick(&PARALEGALS);
            if let Err(error) = self
                .give(
                    case,
                    helper,
                    self.pick(&["view", "contribute", "contribute"]),
                    nth % 6 == 0,
                    None,
                )
                .await
                && !matches!(error, Error::Invalid(_))
            {
                return Err(error);
            }
            if nth % 7 == 3 {
                self.later();
                let second = if lead == "Nkechi" { "Tomás" } else { "Nkechi" };
                self.give(case, second, "contribute", false, None).await?;
            }
            if nth % 5 < 2 {
                self.move_on(case, stage).await?;
            }
            if nth % 4 == 1 && nth < many * 3 / 4 {
                self.close(case, 20 + self.below(60) as i64).await?;
            }
        }
        Ok(())
    }

    async fn move_on(&self, case: CaseId, from: Stage) -> Result<()> {
        self.office.clock.advance(SignedDuration::from_hours(24 * 3));
        if self.office.clock.now() > self.at(0, 8)? {
            return Ok(());
        }
        let by = self.by("Miriam")?;
        let (_, mut form, _) = cases::edit_form(&by, case).await?;
        let next = Stage::ALL.iter().position(|stage| *stage == from).unwrap_or_default() + 1;
        form.stage = Stage::ALL[next.min(Stage::ALL.len() - 1)].word().into();
        cases::edit(&by, case, &form).await
    }

    async fn close(&self, case: CaseId, days_later: i64) -> Result<()> {
        self.office.clock.advance(SignedDuration::from_hours(24 * days_later));
        if self.office.clock.now() > self.at(1, 8)? {
            return Ok(());
        }
        let by = self.by("Miriam")?;
        let (_, form, _) = cases::close_form(&by, case).await?;
        let reason = self.pick(&[
            "Settled.",
            "Judgment entered and satisfied.",
            "Closed at the client’s request.",
            "Work done.",
        ]);
        cases::close(&by, case, &ReasonForm { reason: reason.into(), ..form }).await
    }
}
