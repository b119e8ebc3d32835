//! `cargo counterpart pact`, one file a command.

mod producing;
mod verify;

use clap::{Args, Subcommand};

use crate::exit::Exit;
use crate::failure::Failure;

/// Message pacts, both ways: verify them, serve messages to verifiers, write and read them
#[derive(Debug, Args)]
pub(crate) struct Pact {
    #[command(subcommand)]
    command: PactCommand,
}

#[derive(Debug, Subcommand)]
enum PactCommand {
    Verify(verify::Verify),
}

impl Pact {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self.command {
            PactCommand::Verify(command) => command.run(),
        }
    }
}
