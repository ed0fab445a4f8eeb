//! `privity verify …`: measures what people rely on, with no database and nothing of an office.

mod documents;
mod sharing;

use clap::Subcommand;

use crate::startup::Outcome;

#[derive(Debug, Subcommand)]
pub(crate) enum VerifyCommand {
    /// How often the guard against sharing with the wrong client is right, on shares that are made up.
    /// Fails below the goal.
    Sharing(sharing::Sharing),
}

pub(crate) async fn run(command: &VerifyCommand) -> Outcome {
    match command {
        VerifyCommand::Sharing(sharing) => sharing.run().await,
    }
}
