//! `cargo counterpart pact`, one file a command.

mod broker;
mod export;
mod import;
mod producing;
mod serve;
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
    Verify(Box<verify::Verify>),
    Export(Box<export::Export>),
    Import(Box<import::Import>),
    Serve(Box<serve::Serve>),
}

impl Pact {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self.command {
            PactCommand::Verify(command) => command.run(),
            PactCommand::Export(command) => command.run(),
            PactCommand::Import(command) => command.run(),
            PactCommand::Serve(command) => command.run(),
        }
    }
}
