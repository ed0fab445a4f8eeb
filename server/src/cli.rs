//! The commands, and what each prints.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::access::Role;
use domain::ids::MessageId;
use domain::text::{EmailAddress, required_line};
use jiff::civil::Date;
use office::console::NewStaff;
use office::seed::Volume;

use crate::config::Config;
use crate::demo::{self, DemoArgs};
use crate::startup::{Database, Outcome, at_the_console};
use crate::vault_commands::{self, VaultCommand};
use crate::verify::VerifyCommand;
use crate::{logs, serve, verify, work};

/// Privity, a client portal for law offices.
#[derive(Debug, Parser)]
#[command(name = "privity", version)]
pub struct Cli {
    /// The configuration file; else PRIVITY_CONFIG, else privity.toml here.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the portal.
    Serve,
    /// Serve a demo office with a database of its own.
    Demo(DemoArgs),
    /// Bring the database's schema up to date.
    Migrate,
    /// Fill an empty database.
    Seed {
        #[arg(long, value_enum, default_value = "demo")]
        size: Size,
        #[command(flatten)]
        numbers: SeedNumbers,
    },
    /// Make and reset accounts.
    #[command(subcommand)]
    Staff(Staff),
    /// Read what is to be told to whom.
    #[command(subcommand)]
    Outbox(Outbox),
    /// What to tell the provider of texts.
    #[command(subcommand)]
    Texts(TextsCommand),
    /// Set up and look after the vault of documents.
    #[command(subcommand)]
    Vault(VaultCommand),
    /// Measure what people rely on.
    #[command(subcommand)]
    Verify(VerifyCommand),
    /// Do the work of the background, for a server that serves with `background = false`.
    Work,
    /// Read one document, shut in; asked by the server alone.
    #[command(hide = true)]
    Preview,
}

/// The command by which the server starts the process that reads documents.
pub const PREVIEW: &str = "preview";

impl Cli {
    /// Whether this process only reads one document, and must shut itself in before it does anything.
    pub const fn is_preview(&self) -> bool {
        matches!(self.command, Command::Preview)
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Size {
    Demo,
    /// To measure on: 12 people, 1,200 cases, 12,000 documents without bytes.
    S,
    /// To measure on: 100 people, 200,000 cases, two million documents without bytes, five million
    /// rows of the audit log.
    L,
}

/// The same numbers make the same office.
#[derive(Clone, Copy, Debug, Args)]
pub struct SeedNumbers {
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The day the demo takes for today, as 2026-10-13.
    #[arg(long)]
    pub today: Option<Date>,
}

#[derive(Debug, Subcommand)]
enum Staff {
    /// Make an account and print the link of its invitation.
    Create {
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: String,
        /// managing_partner, associate_attorney, paralegal or billing.
        #[arg(long)]
        role: String,
    },
    /// End an account's sessions and second factor and print a link for a new password.
    Reset {
        #[arg(long)]
        email: String,
    },
}

#[derive(Debug, Subcommand)]
enum TextsCommand {
    /// Print the address at which the provider hands over what people write. It carries a secret.
    Address,
}

#[derive(Debug, Subcommand)]
enum Outbox {
    List,
    Show { id: String },
}

/// Does what the command line says.
///
/// # Errors
/// A sentence for whoever typed it.
pub async fn run(cli: Cli) -> Outcome {
    if let Command::Vault(command) = &cli.command
        && let Some(done) = command.alone()
    {
        return done;
    }
    if let Command::Verify(command) = &cli.command {
        return verify::run(command).await;
    }
    let set = |name: &str| match &cli.command {
        Command::Demo(args) => args.variable(name),
        _ => None,
    };
    let config =
        Config::load(cli.config.as_deref(), |name| set(name).or_else(|| std::env::var(name).ok()))?;
    match &cli.command {
        Command::Serve => {
            logs::start(config.log)?;
            serve::serve(&config).await
        }
        Command::Demo(args) => {
            logs::start(config.log)?;
            demo::demo(&config, args).await
        }
        Command::Work => {
            logs::start(config.log)?;
            work::work(&config).await
        }
        Command::Migrate => migrate(&config).await,
        Command::Seed { size, numbers } => {
            at_the_console(&config, async |console, office| {
                let volume = match size {
                    Size::Demo => return demo::seed(console, office, numbers).await,
                    Size::S => Volume::S,
                    Size::L => Volume::L,
                };
                demo::seed_in_bulk(console, office, numbers, volume).await
            })
            .await
        }
        Command::Staff(Staff::Create { name, email, role }) => {
            create(&config, name, email, role).await
        }
        Command::Staff(Staff::Reset { email }) => reset(&config, email).await,
        // Asks for no configuration: done above.
        Command::Verify(_) => Ok(()),
        Command::Preview => Err("The server asks for this by itself.".into()),
        Command::Vault(command) => vault_commands::run(&config, command).await,
        Command::Texts(TextsCommand::Address) => {
            let provider = config.texts.as_ref().ok_or("No provider of texts is configured.")?;
            print(&provider.inbound_url);
            Ok(())
        }
        Command::Outbox(Outbox::List) => list(&config).await,
        Command::Outbox(Outbox::Show { id }) => show(&config, id).await,
    }
}

pub(crate) fn print(text: &str) {
    println!("{text}");
}

async fn migrate(config: &Config) -> Outcome {
    let database = Database::reach(config).await?;
    let applied = office::migrate::run(&database.owner_url).await;
    database.stop().await?;
    match applied? {
        0 => print("The schema is up to date."),
        n => print(&format!("Applied {n} migrations.")),
    }
    Ok(())
}

async fn create(config: &Config, name: &str, email: &str, role: &str) -> Outcome {
    let new = NewStaff {
        name: required_line(name, "a name")?,
        email: EmailAddress::parse(email)?,
        role: Role::from_word(role)
            .ok_or("A role is managing_partner, associate_attorney, paralegal or billing.")?,
        password: None,
        totp: None,
        colour: 0,
    };
    at_the_console(config, async |console, _| {
        let created = console.create_staff(new).await?;
        if let Some(invitation) = created.invitation {
            print(&console.show_message(invitation, &config.base_url).await?);
        }
        Ok(())
    })
    .await
}

async fn reset(config: &Config, email: &str) -> Outcome {
    let email = EmailAddress::parse(email)?;
    at_the_console(config, async |console, _| {
        let message = console.reset(&email).await.map_err(|error| match error {
            office::Error::NotFound => "Nobody in service has this email address.".to_owned(),
            error => error.to_string(),
        })?;
        print(&console.show_message(message, &config.base_url).await?);
        Ok(())
    })
    .await
}

async fn list(config: &Config) -> Outcome {
    at_the_console(config, async |console, _| {
        for message in console.messages().await? {
            let at = message.at.strftime("%Y-%m-%d %H:%M");
            print(&format!(
                "{}  {at}  {:<16}  {} <{}>",
                message.id, message.kind, message.name, message.email
            ));
        }
        Ok(())
    })
    .await
}

async fn show(config: &Config, id: &str) -> Outcome {
    let id: MessageId =
        id.parse().map_err(|_| "Give the message's id as `privity outbox list` shows it.")?;
    at_the_console(config, async |console, _| {
        print(&console.show_message(id, &config.base_url).await?);
        Ok(())
    })
    .await
}
