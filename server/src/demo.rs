//! The demo: a database of its own, an office full of people and cases, and the way in, printed.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use domain::portal::DemoPerson;
use jiff::tz::TimeZone;
use office::Office;
use office::console::Console;
use office::seed::{self, SeedOptions, Seeded, Volume};

use crate::cli::SeedNumbers;
use crate::cluster::Cluster;
use crate::config::Config;
use crate::serve::until_told_to_stop;
use crate::startup::{self, Database, Outcome};

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The folder of the demo's data.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Forget the data and start over.
    #[arg(long)]
    fresh: bool,
    #[arg(long)]
    port: Option<u16>,
    #[command(flatten)]
    numbers: SeedNumbers,
}

impl DemoArgs {
    /// A field of the configuration that the command line sets, by its variable.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        match name {
            "PRIVITY_MODE" => Some("demo".into()),
            "PRIVITY_DATA" => self.data.as_ref().map(|data| data.display().to_string()),
            "PRIVITY_LISTEN" => self.port.map(|port| format!("127.0.0.1:{port}")),
            _ => None,
        }
    }
}

/// `privity demo`.
pub(crate) async fn demo(config: &Config, args: &DemoArgs) -> Outcome {
    if args.fresh {
        say("Forgetting the demo's data");
        Cluster::erase(&config.data)?;
    }
    let database = Database::start(config, say).await?;
    let served = match prepare(config, &database, &args.numbers).await {
        Ok((office, console)) => {
            let clients = console.portal_people().await.unwrap_or_default();
            let ready = |_| print_way_in(config, &office, &clients);
            let served =
                until_told_to_stop(config, &office, &database.jobs_url, Some(&console), ready)
                    .await;
            console.close().await;
            served
        }
        Err(error) => Err(error),
    };
    database.stop().await?;
    served
}

async fn prepare(
    config: &Config,
    database: &Database,
    numbers: &SeedNumbers,
) -> Outcome<(Arc<Office>, Arc<Console>)> {
    if office::migrate::run(&database.owner_url).await? > 0 {
        say("Brought the database up to date");
    }
    if let Some(folder) = &config.filing {
        std::fs::create_dir_all(folder)?;
    }
    let office = startup::office(config, database)?;
    let console = Console::connect(&database.owner_url, &office).await?;
    console.init_vault().await?;
    if console.office_name().await?.is_none() {
        say("Filling the demo office");
        seed(&console, &office, numbers).await?;
    }
    Ok((office, Arc::new(console)))
}

/// Fills an empty database.
pub(crate) async fn seed(
    console: &Console,
    office: &Arc<Office>,
    numbers: &SeedNumbers,
) -> Outcome {
    console.init_vault().await?;
    tell(seed::demo(console, office, options(office, numbers)?).await?);
    Ok(())
}

/// Fills an empty database with what is measured on.
pub(crate) async fn seed_in_bulk(
    console: &Console,
    office: &Arc<Office>,
    numbers: &SeedNumbers,
    volume: Volume,
) -> Outcome {
    tell(seed::bulk(console, office, options(office, numbers)?, volume, say).await?);
    console.init_vault().await?;
    Ok(())
}

fn options(office: &Office, numbers: &SeedNumbers) -> Outcome<SeedOptions> {
    let zone = TimeZone::get(seed::ZONE)?;
    let today = numbers.today.unwrap_or_else(|| office.clock.now().to_zoned(zone).date());
    Ok(SeedOptions { seed: numbers.seed, today })
}

fn tell(made: Seeded) {
    println!("  {} people, {} clients, {} cases.", made.staff, made.clients, made.cases);
}

fn say(said: &str) {
    println!("  {said} …");
}

fn print_way_in(config: &Config, office: &Office, clients: &[DemoPerson]) {
    println!("\n  The demo office is open at {}\n", config.base_url);
    for account in seed::DEMO_ACCOUNTS {
        println!("  {:<22} {:<20} {}", account.name, account.role.label(), account.email);
    }
    println!("\n  Everybody's password: {}", seed::DEMO_PASSWORD);
    for account in seed::DEMO_ACCOUNTS {
        let Some(secret) = account.totp else { continue };
        let code = office::identity::parse_secret(secret)
            .map(|secret| office::identity::code_at(&secret, office.clock.now()))
            .unwrap_or_default();
        println!("  Authenticator of {}: {secret}  (now {code})", account.name);
    }
    println!("\n  Clients sign in at {}/portal; their codes are in the outbox:", config.base_url);
    for client in clients {
        println!("  {:<22} {}", client.name, client.email);
    }
    if let Some(folder) = &config.filing {
        println!("\n  Put a file into {} and it appears in the filing queue.", folder.display());
    }
    println!("\n  Ctrl-C stops it; the data stay in {}.\n", config.data.display());
}
