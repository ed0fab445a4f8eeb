//! `privity vault …`: what is done to the vault at the server's own terminal.

mod copies;
mod keeping;
mod shred;

use std::path::PathBuf;

use clap::Subcommand;

use crate::cli::print;
use crate::config::Config;
use crate::startup::{Outcome, at_the_console};

#[derive(Debug, Subcommand)]
pub(crate) enum VaultCommand {
    /// Set the vault up under the configured master key, once.
    Init,
    /// Wrap every case key under the configured master key. Goes on where a run was cut off.
    Rotate,
    /// Say what there is, how old its oldest check is, and what is damaged.
    Status,
    /// Read every stored version back now. Fails where one is damaged.
    Scrub,
    /// Remove what belongs to no document and is older than a day, now.
    Sweep,
    /// Destroy the key of a closed case: its documents cannot be read again. Asks for the case's number.
    Shred {
        /// The number of the case.
        #[arg(long)]
        case: String,
        /// The number again, instead of typing it.
        #[arg(long)]
        yes: Option<String>,
    },
    /// Write one version, sealed as it is stored, and beside it FILE.card.json, which opens it together
    /// with the master key.
    Export {
        /// The id of the document, as its address shows it.
        #[arg(long)]
        document: String,
        /// Else the newest.
        #[arg(long)]
        version: Option<i32>,
        #[arg(long)]
        to: PathBuf,
    },
    /// Decrypt an exported version. Needs neither server nor database nor configuration.
    Open(copies::Open),
}

pub(crate) async fn run(config: &Config, command: &VaultCommand) -> Outcome {
    match command {
        VaultCommand::Init => init(config).await,
        VaultCommand::Rotate => rotate(config).await,
        VaultCommand::Status => keeping::status(config).await,
        VaultCommand::Scrub => keeping::scrub(config).await,
        VaultCommand::Sweep => keeping::sweep(config).await,
        VaultCommand::Shred { case, yes } => shred::shred(config, case, yes.as_deref()).await,
        VaultCommand::Export { document, version, to } => {
            copies::export(config, document, *version, to).await
        }
        VaultCommand::Open(open) => open.run(),
    }
}

impl VaultCommand {
    /// Does what needs no configuration; none where the command is another.
    pub(crate) fn alone(&self) -> Option<Outcome> {
        match self {
            VaultCommand::Open(open) => Some(open.run()),
            VaultCommand::Init
            | VaultCommand::Rotate
            | VaultCommand::Status
            | VaultCommand::Scrub
            | VaultCommand::Sweep
            | VaultCommand::Shred { .. }
            | VaultCommand::Export { .. } => None,
        }
    }
}

async fn init(config: &Config) -> Outcome {
    at_the_console(config, async |console, _| {
        if console.init_vault().await? {
            print("The vault is set up. Keep a copy of the master key where a fire does not reach it: without it no document can be read.");
        } else {
            print("The vault was set up before. Nothing was changed.");
        }
        Ok(())
    })
    .await
}

async fn rotate(config: &Config) -> Outcome {
    at_the_console(config, async |console, _| {
        let rotated = console.rotate_vault().await?;
        // what the keys were wrapped by before
        console.rewrite_keys().await?;
        print(&format!("{} case keys wrapped anew; none is behind.", rotated.case_keys));
        Ok(())
    })
    .await
}
