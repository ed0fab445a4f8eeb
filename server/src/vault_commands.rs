//! `privity vault …`: what is done to the vault at the server's own terminal.

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
    /// Say what there is.
    Status,
}

pub(crate) async fn run(config: &Config, command: &VaultCommand) -> Outcome {
    match command {
        VaultCommand::Init => init(config).await,
        VaultCommand::Rotate => rotate(config).await,
        VaultCommand::Status => status(config).await,
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
        print(&format!("{} case keys wrapped anew; none is behind.", rotated.case_keys));
        Ok(())
    })
    .await
}

async fn status(config: &Config) -> Outcome {
    at_the_console(config, async |console, _| {
        match console.vault_status().await? {
            None => print("The vault is not set up. Run `privity vault init` once."),
            Some(status) => {
                print(&format!("Installation   {}", status.installation));
                print(&format!("Master key     {}", status.master_key));
                print(&format!(
                    "Case keys      {}, {} behind a rotation",
                    status.case_keys, status.behind
                ));
                print(&format!("Destroyed      {}", status.destroyed));
            }
        }
        Ok(())
    })
    .await
}
